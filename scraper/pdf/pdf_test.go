package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

// A draft is a PDF file that a test writes: pages of lines in Helvetica.
type draft struct {
	info  string // of the information dictionary
	pages [][]set
}

// A set is a line of letters of a size, its left end at x and y points from the
// lower left corner of a page of 612 by 792.
type set struct {
	size, x, y int
	text       string
}

// bytes returns the file.
func (m draft) bytes() []byte {
	var objects []string
	var kids []string
	for i, lines := range m.pages {
		var content strings.Builder
		content.WriteString("BT\n")
		for _, l := range lines {
			text := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l.text)
			fmt.Fprintf(&content, "/F1 %d Tf 1 0 0 1 %d %d Tm (%s) Tj\n", l.size, l.x, l.y, text)
		}
		content.WriteString("ET")
		page := 5 + 2*i
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", page+1),
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()))
	}
	objects = append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids)),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< " + m.info + " >>",
	}, objects...)
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

func page(body []byte) *scraper.Page {
	return &scraper.Page{URL: "http://county.example/reports/weir.pdf", FinalURL: "http://county.example/reports/weir.pdf", Status: 200, Body: body}
}

// audit is a report of two pages: a title, a heading, paragraphs over lines and
// over the turn of the page, a running head, and page numbers.
func audit() draft {
	head := func(n int) []set {
		return []set{{8, 72, 760, "County of Sorrel: audit of the weir"}, {8, 300, 30, fmt.Sprintf("Page %d of 3", n)}}
	}
	return draft{
		info: "/Title (Microsoft Word - audit.doc) /Author (Ada Quill and Bo Reed) /CreationDate (D:20190305101500+01'00')",
		pages: [][]set{
			append(head(1),
				set{24, 72, 700, "The weir and its money"},
				set{11, 72, 660, "The weir at Sorrel was built in 1931 and carried the water of two rivers to the"},
				set{11, 72, 646, "paper mill. In 1987 the county set aside a reserve for its re-"},
				set{11, 72, 632, "pair, of which nothing was found."},
				set{14, 72, 600, "What was asked"},
				set{11, 72, 580, "We asked the clerks who kept the books between 1985 and 1991 what they had seen,"},
				set{11, 72, 566, "and read what the bank had kept. Half of the letters were lost when the mill"}),
			append(head(2),
				set{11, 72, 700, "burned, and the other half had never been opened by anybody."},
				set{11, 72, 670, "A second paragraph tells that the audit of 1993 did not look at the reserve at all."}),
			append(head(3), set{11, 72, 700, "The last page says that the money may have been spent on the road in 1989."}),
		},
	}
}

// slow skips what starts PDFium where tests are to be short: under the race
// detector that takes minutes.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("short: PDFium is not started")
	}
}

func TestRead(t *testing.T) {
	slow(t)
	a, err := Read(page(audit().bytes()))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"The weir at Sorrel was built in 1931 and carried the water of two rivers to the paper mill. In 1987 the county set aside a reserve for its repair, of which nothing was found.",
		"What was asked",
		"We asked the clerks who kept the books between 1985 and 1991 what they had seen, and read what the bank had kept. Half of the letters were lost when the mill burned, and the other half had never been opened by anybody.",
		"A second paragraph tells that the audit of 1993 did not look at the reserve at all.",
		"The last page says that the money may have been spent on the road in 1989.",
	}, "\n")
	if a.Headline != "The weir and its money" || a.Text != want {
		t.Errorf("read as %q:\n%s\nwant:\n%s", a.Headline, a.Text, want)
	}
	if strings.Join(a.Bylines, "; ") != "Ada Quill; Bo Reed" || a.Published.String() != "2019-03-05T10:15:00+01:00" || a.Published.From != "PDF creation date" || a.Partial != "" {
		t.Errorf("by %q, published %+v, partial %q", a.Bylines, a.Published, a.Partial)
	}
	if len(a.Blocks) != 5 || a.Blocks[1].Kind != scraper.Heading {
		t.Errorf("blocks %+v", a.Blocks)
	}
	runes := []rune(a.Text)
	if last := a.Blocks[4]; !strings.HasPrefix(string(runes[last.Start:last.End]), "The last page") {
		t.Errorf("the last block is %q", string(runes[last.Start:last.End]))
	}
}

func TestReadRefuses(t *testing.T) {
	slow(t)
	whole := audit().bytes()
	for name, body := range map[string][]byte{
		"empty":       nil,
		"no PDF":      []byte("%PDF-1.4\nnothing follows"),
		"a scan":      draft{pages: [][]set{{}, {}}}.bytes(),
		"cut":         whole[:200],
		"random":      append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0xff, 0x00, '<', '<'}, 5000)...),
		"a loop":      bytes.Replace(whole, []byte("/Kids ["), []byte("/Kids [2 0 R "), 1),
		"few letters": draft{pages: [][]set{{{11, 72, 700, "Form 12"}}}}.bytes(),
	} {
		began := time.Now()
		a, err := Read(page(body))
		if err == nil && name == "a loop" {
			continue // whatever is left of it
		}
		if !errors.Is(err, ErrNoText) {
			t.Errorf("%s: read as %+v, %v", name, a, err)
		}
		if took := time.Since(began); took > 10*mostTime {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

func TestLongFilesAreReadInPart(t *testing.T) {
	slow(t)
	long := draft{}
	for i := range mostPages + 20 {
		long.pages = append(long.pages, []set{{11, 72, 700, fmt.Sprintf("Sheet %c%c tells how the money of the weir was spent in the year after the flood.", 'a'+i%26, 'a'+i/26)}})
	}
	a, err := Read(page(long.bytes()))
	if err != nil || !strings.HasPrefix(a.Partial, "only ") {
		t.Errorf("read with %q, %v", a.Partial, err)
	}
}

func TestIs(t *testing.T) {
	for body, want := range map[string]bool{"%PDF-1.7 x": true, "\r\n%PDF-1.4": true, "<html>%PDF-": false, "": false} {
		if Is(page([]byte(body))) != want {
			t.Errorf("Is(%q) = %v", body, !want)
		}
	}
}

func TestMade(t *testing.T) {
	for raw, want := range map[string]string{
		"D:20190305101500+01'00'": "2019-03-05T10:15:00+01:00", "D:20190305101500Z": "2019-03-05T10:15:00Z", "D:20190305101500Z00'00'": "2019-03-05T10:15:00Z",
		"D:20190305": "2019-03-05", "20190305101500": "2019-03-05T10:15:00Z", "": "", "yesterday": "", "D:19010101": "",
	} {
		if got := made(raw, "x").String(); got != want {
			t.Errorf("made(%q) = %q, want %q", raw, got, want)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	body := audit().bytes()
	for b.Loop() {
		if _, err := Read(page(body)); err != nil {
			b.Fatal(err)
		}
	}
}
