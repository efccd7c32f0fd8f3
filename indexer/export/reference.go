package export

import (
	"bufio"
	"fmt"
	"strings"
	"time"

	"dateline/scraper"
)

// A reference is an item as lists of references have it.
type reference struct {
	id        string
	newspaper bool // it is an article of one, as far as is known
	authors   []person
	title     string
	outlet    string
	kind      string    // "opinion"; empty if unknown
	issued    time.Time // the day; zero if unknown
	accessed  time.Time // when its revision was first seen, UTC; zero if unknown
	address   string
	language  string
	note      string // revision, capture and digest; of a claim, its words first
}

func newReference(it *Item) reference {
	a := it.article()
	r := reference{
		id: it.id(), title: it.title(), outlet: oneLine(a.Outlet), issued: published(a),
		accessed: it.captured(), address: it.address(), note: note(it),
	}
	if a.Kind != scraper.Unknown.String() {
		r.kind = a.Kind
	}
	r.newspaper = r.kind != "" && r.kind != string(scraper.PressRelease)
	for _, name := range it.authors() {
		r.authors = append(r.authors, newPerson(name))
	}
	if it.Capture != nil {
		r.language = it.Capture.Language
	}
	return r
}

// note says which text is meant: that of an article may change.
func note(it *Item) string {
	a := it.article()
	says := fmt.Sprintf("Dateline article %s, revision %d", a.ID, a.Revision)
	if it.Capture != nil {
		says += fmt.Sprintf(", captured %s, SHA-256 of headline and text %s", it.captured().Format(time.RFC3339), it.Capture.Digest)
	}
	c, _ := it.claim()
	if c == nil {
		return says + "."
	}
	claimed := SpeakerOf(*c) + ": " + oneLine(Quoted(*c))
	if it.Entry != nil {
		claimed += " (" + it.Entry.Label + ")"
	}
	return claimed + " – " + says + "."
}

// A cslDate is a date of CSL: year, month and day.
type cslDate struct {
	Parts [][3]int `json:"date-parts"`
}

func newCSLDate(t time.Time) *cslDate {
	if t.IsZero() {
		return nil
	}
	return &cslDate{[][3]int{{t.Year(), int(t.Month()), t.Day()}}}
}

// A cslItem is a reference as CSL-JSON has it.
type cslItem struct {
	ID        string   `json:"id"`
	Type      string   `json:"type"`
	Title     string   `json:"title"`
	Author    []person `json:"author,omitempty"`
	Container string   `json:"container-title"`
	Issued    *cslDate `json:"issued,omitempty"`
	Accessed  *cslDate `json:"accessed,omitempty"`
	URL       string   `json:"URL"`
	Language  string   `json:"language,omitempty"`
	Genre     string   `json:"genre,omitempty"`
	Note      string   `json:"note"`
}

func newCSL(out *bufio.Writer, _ Of, _ Meta) encoder {
	return &array{out: out, head: "[", foot: "\n]\n", of: func(it *Item) any {
		r := newReference(it)
		item := cslItem{
			ID: r.id, Type: "webpage", Title: r.title, Author: r.authors, Container: r.outlet, Issued: newCSLDate(r.issued),
			Accessed: newCSLDate(r.accessed), URL: r.address, Language: r.language, Genre: r.kind, Note: r.note,
		}
		if r.newspaper {
			item.Type = "article-newspaper"
		}
		return item
	}}
}

// A ris is an export as RIS: a tag and a value on each line.
type ris struct{ out *bufio.Writer }

func newRIS(out *bufio.Writer, _ Of, _ Meta) encoder { return ris{out} }

func (ris) begin() error { return nil }
func (ris) end() error   { return nil }

func (s ris) item(it *Item) error {
	r := newReference(it)
	kind := "ELEC"
	if r.newspaper {
		kind = "NEWS"
	}
	fields := [][2]string{{"TY", kind}, {"ID", r.id}}
	for _, p := range r.authors {
		fields = append(fields, [2]string{"AU", p.sorted()})
	}
	fields = append(fields, [2]string{"TI", r.title}, [2]string{"T2", r.outlet})
	if !r.issued.IsZero() {
		fields = append(fields, [2]string{"PY", r.issued.Format("2006")}, [2]string{"DA", r.issued.Format("2006/01/02")})
	}
	if !r.accessed.IsZero() {
		fields = append(fields, [2]string{"Y2", r.accessed.Format("2006/01/02")})
	}
	fields = append(fields, [2]string{"UR", r.address}, [2]string{"LA", r.language}, [2]string{"M3", r.kind}, [2]string{"N1", r.note}, [2]string{"ER", ""})
	for _, f := range fields {
		if f[1] == "" && f[0] != "ER" {
			continue
		}
		if _, err := s.out.WriteString(f[0] + "  - " + f[1] + "\r\n"); err != nil {
			return err
		}
	}
	_, err := s.out.WriteString("\r\n")
	return err
}

// A bibtex is an export as BibTeX, which BibLaTeX reads as well.
type bibtex struct{ out *bufio.Writer }

func newBibTeX(out *bufio.Writer, _ Of, _ Meta) encoder { return bibtex{out} }

func (bibtex) begin() error { return nil }
func (bibtex) end() error   { return nil }

func (b bibtex) item(it *Item) error {
	r := newReference(it)
	var authors []string
	for _, p := range r.authors {
		name := latex(p.sorted())
		if p.Literal != "" {
			name = "{" + name + "}" // one name, whatever stands in it
		}
		authors = append(authors, name)
	}
	kind, container := "misc", "howpublished"
	if r.newspaper {
		kind, container = "article", "journal"
	}
	fields := [][2]string{
		{"author", strings.Join(authors, " and ")},
		{"title", "{" + latex(r.title) + "}"}, // capitals stay
		{container, latex(r.outlet)},
	}
	if !r.issued.IsZero() {
		// BibTeX knows the year, BibLaTeX the date.
		fields = append(fields, [2]string{"year", r.issued.Format("2006")}, [2]string{"date", r.issued.Format(time.DateOnly)})
	}
	fields = append(fields, [2]string{"url", verbatim(r.address)})
	if !r.accessed.IsZero() {
		fields = append(fields, [2]string{"urldate", r.accessed.Format(time.DateOnly)})
	}
	fields = append(fields, [2]string{"keywords", latex(r.kind)}, [2]string{"note", latex(r.note)})
	// The id is in no other record, so no key is given twice.
	if _, err := b.out.WriteString("@" + kind + "{" + r.id); err != nil {
		return err
	}
	for _, f := range fields {
		if f[1] == "" {
			continue
		}
		if _, err := b.out.WriteString(",\n  " + f[0] + " = {" + f[1] + "}"); err != nil {
			return err
		}
	}
	_, err := b.out.WriteString("\n}\n\n")
	return err
}

// latexSigns are what LaTeX takes for commands. BibTeX counts brackets even behind a
// backslash, so those are written in words.
var latexSigns = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\textbraceleft{}`, `}`, `\textbraceright{}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `_`, `\_`, `%`, `\%`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, `<`, `\textless{}`, `>`, `\textgreater{}`, `|`, `\textbar{}`, `"`, `\textquotedbl{}`,
)

// latex returns text such that LaTeX prints it as it is.
func latex(s string) string { return latexSigns.Replace(oneLine(s)) }

var addressSigns = strings.NewReplacer(`{`, "%7B", `}`, "%7D", `\`, "%5C", " ", "%20")

// verbatim returns an address such that it stays one field of BibTeX, which prints it
// as it is.
func verbatim(address string) string {
	return addressSigns.Replace(oneLine(address))
}
