// Package pdf reads reports and filings that articles cite: the text of a PDF as
// paragraphs, its title, and what it says of its authors and its date.
//
// The file is opened by PDFium, the library of Chromium, run as WebAssembly: what
// is wrong in it, or in the file, stays within a memory of its own, and ends when
// its time is over.
package pdf

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/scraper"
	"dateline/scraper/canon"
)

// ErrNoText reports a PDF that cannot be opened, or holds no text: a scan, a form,
// a file with a password.
var ErrNoText = errors.New("no text in the PDF")

// The bounds of what is read of a file.
const (
	mostPages = 200
	withFonts = 3       // pages whose letters are measured: their sizes tell headings
	mostText  = 2 << 20 // bytes
	mostTime  = 2 * time.Second
	leastText = 200 // bytes: less is no report
)

// Is reports whether a page is a PDF file, whatever its server calls it.
func Is(p *scraper.Page) bool {
	return bytes.HasPrefix(bytes.TrimLeft(p.Body[:min(len(p.Body), 1024)], "\x00\t\r\n \ufeff"), []byte("%PDF-"))
}

// Read returns the text of a PDF file as an article. Its kind is unknown, and its
// date is what the file says of its making, which may not be when it came out.
// The error is ErrNoText, with the reason.
func Read(p *scraper.Page) (*scraper.Article, error) {
	f, err := open(p.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoText, err)
	}
	paragraphs := join(f.pages)
	a := &scraper.Article{URL: cmp.Or(p.FinalURL, p.URL)}
	if address, err := canon.URL(a.URL, ""); err == nil {
		a.URL = address
	}
	a.Headline, paragraphs = headline(f, paragraphs)
	if a.Headline == "" {
		a.Headline = a.URL[strings.LastIndexByte(a.URL, '/')+1:]
	}
	if by := tidy(f.meta["Author"]); len(by) < 200 && strings.Contains(by, " ") {
		a.Bylines = names(by)
	}
	a.Published = made(f.meta["CreationDate"], "PDF creation date")
	a.Modified = made(f.meta["ModDate"], "PDF modification date")
	if a.Modified.String() == a.Published.String() {
		a.Modified = scraper.Date{}
	}
	a.Description = tidy(f.meta["Subject"])
	var text strings.Builder
	at := 0
	for _, s := range paragraphs {
		if text.Len()+len(s.text) > mostText {
			f.left = "the file is longer than is read"
			break
		}
		if at > 0 {
			text.WriteByte('\n')
			at++
		}
		n := utf8.RuneCountInString(s.text)
		a.Blocks = append(a.Blocks, scraper.Block{Kind: s.kind, Start: at, End: at + n})
		text.WriteString(s.text)
		at += n
	}
	a.Text, a.Partial = text.String(), f.left
	if len(a.Text) < leastText {
		return nil, fmt.Errorf("%w: %d characters on %d pages, as a scan has", ErrNoText, len(a.Text), f.count)
	}
	return a, nil
}

// headline returns what stands in the largest letters at the top of the first
// page, or the title that the file bears, and the paragraphs without it.
func headline(f *file, all []paragraph) (string, []paragraph) {
	title := tidy(f.meta["Title"])
	if strings.ContainsAny(title, "\\/") || strings.HasSuffix(strings.ToLower(title), ".doc") ||
		strings.HasSuffix(strings.ToLower(title), ".docx") || strings.HasPrefix(title, "Microsoft Word") {
		title = "" // the name of the file that it was made from
	}
	best := -1
	for i, p := range all[:min(len(all), 8)] {
		if len(p.text) >= 8 && len(p.text) <= 300 && p.size > f.size*1.15 && (best < 0 || p.size > all[best].size*1.05) {
			best = i
		}
	}
	if best < 0 {
		return title, all
	}
	rest := slices.Delete(slices.Clone(all), best, best+1)
	return all[best].text, rest
}

// names parts a line of authors.
func names(line string) (list []string) {
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(line, " and ", ";"), func(r rune) bool { return r == ';' || r == ',' || r == '&' }) {
		if part = strings.TrimSpace(part); part != "" && len(list) < 20 {
			list = append(list, part)
		}
	}
	return list
}

// made returns the date in a PDF's own notation: D:20240305120000+02'00'.
func made(raw, from string) scraper.Date {
	s := strings.TrimPrefix(raw, "D:")
	clean := strings.ReplaceAll(strings.ReplaceAll(s, "'", ""), "Z0000", "Z")
	for _, form := range []struct {
		layout string
		day    bool
	}{{"20060102150405Z0700", false}, {"20060102150405", false}, {"200601021504", false}, {"20060102", true}} {
		t, err := time.Parse(form.layout, clean)
		if err != nil || t.Year() < 1970 {
			continue
		}
		return scraper.Date{Time: t, Day: form.day, From: from, Raw: raw, Confidence: 0.6}
	}
	return scraper.Date{}
}

// tidy returns a line of metadata on one line, without what is not text.
func tidy(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool { return r <= ' ' || r == '\u00a0' || r == 0xfeff }), " ")
}
