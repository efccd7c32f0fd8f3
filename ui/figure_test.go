package ui

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A drawn is a Searcher whose timeline is known.
type drawn struct {
	indexer.Searcher
	timeline indexer.Timeline
	asked    indexer.Query
}

func (d *drawn) Timeline(_ context.Context, q indexer.Query) (*indexer.Timeline, error) {
	d.asked = q
	return &d.timeline, nil
}

func year(y int) indexer.Moment { return indexer.Moment{Time: startOf(y)} }

func drawnEntry(from, to indexer.Moment, edtf, label, text string) indexer.Entry {
	e := indexer.Entry{Start: from, End: to, EDTF: edtf, Label: label, Grain: timex.Year}
	e.Claim.Text, e.Claim.Origins = text, 2
	e.Article.Outlet, e.Article.URL = "Quay Radio", "https://quayradio.example/a"
	return e
}

// figureOf asks for a drawing, which must be well-formed XML, and returns its text and how
// often each element stands in it.
func figureOf(t *testing.T, d *drawn, addr string) (words string, elements map[string]int) {
	t.Helper()
	w := httptest.NewRecorder()
	New(Options{Search: d, Library: &world{}, Now: func() time.Time { return startOf(2026) }}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, addr, http.NoBody))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" || w.Header().Get("Content-Security-Policy") == "" {
		t.Fatalf("GET %s: status %d, %v", addr, w.Code, w.Header())
	}
	elements = map[string]int{}
	var text strings.Builder
	for in := xml.NewDecoder(w.Body); ; {
		token, err := in.Token()
		switch {
		case errors.Is(err, io.EOF):
			return text.String(), elements
		case err != nil:
			t.Fatalf("GET %s is no XML: %v", addr, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local]++
		case xml.CharData:
			text.Write(token)
		}
	}
}

func TestFigureOfEntries(t *testing.T) {
	day := indexer.Moment{Time: time.Date(1987, time.May, 3, 0, 0, 0, 0, time.UTC)}
	next := indexer.Moment{Time: day.Time.AddDate(0, 0, 1)}
	month := indexer.Moment{Time: day.Time.AddDate(0, 1, 0)}
	opinion := drawnEntry(year(1990), year(1991), "1990", "sometime in 1990", "the ferry sank")
	opinion.Article.Kind, opinion.Claim.Conflict = "opinion", true
	d := &drawn{timeline: indexer.Timeline{Total: 7, Undated: 3, Excluded: 1, Entries: []indexer.Entry{
		drawnEntry(indexer.Moment{}, year(1980), "../1980", "by 1980", "it was \x00\x0b</text><script>alert(1)</script> & over"),
		drawnEntry(year(1985), year(1990), "1985~/1989~", "late 1980s", "a bridge"),
		drawnEntry(day, next, "1987-05-03", "3 May 1987", strings.Repeat("ü", 300)),
		drawnEntry(day, month, "1987-05", "May 1987", "\u202edlrow"),
		opinion,
		drawnEntry(year(1991), indexer.Moment{}, "1991/..", "since 1991", "open"),
		drawnEntry(year(1990), year(1991), "1990", "sometime in 1990", ""),
	}}}
	words, elements := figureOf(t, d, "/timeline.svg?q=%3Cferry%3E&limit=3")
	for _, want := range []string{
		"Timeline: words “<ferry>”", "7 entries, 3 claims without a date, 1 entry outside what was asked for", "Sometime in 1990", "</text><script>alert(1)</script> & over", "ü…", "in Quay Radio", "1 January 2026",
		"a day", "some time in a month", "some time in a year", "about then", "until then", "from then on",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if elements["script"] > 0 || elements["circle"] != 2 || elements["a"] != 7 {
		t.Errorf("it is drawn with %v", elements)
	}
	if d.asked.Limit != figureRows || d.asked.Text != "<ferry>" {
		t.Errorf("it asked for %+v", d.asked)
	}
	if words, _ := figureOf(t, &drawn{}, "/timeline.svg"); !strings.Contains(words, "0 entries") {
		t.Errorf("of nothing it says %q", words)
	}
}

func TestFigureOfMany(t *testing.T) {
	d := &drawn{timeline: indexer.Timeline{Total: 5000, Unit: timex.Year, Entries: make([]indexer.Entry, figureRows), Buckets: []indexer.Bucket{
		{Start: year(1980), End: year(1981), Count: 3000, Mass: 0.5}, {Start: year(1981), End: year(1982)}, {Start: year(1982), End: year(1983), Mass: 1999.5},
	}}}
	words, elements := figureOf(t, d, "/timeline.svg")
	if !strings.Contains(words, "5,000 entries, in stretches of one year") || !strings.Contains(words, "1980: 3,000 entries") || elements["circle"] > 0 {
		t.Errorf("it says %q, and is drawn with %v", words, elements)
	}
	if bars := elements["rect"]; bars != 3+3 { // a ground, the two of the hatching, and those that are not empty
		t.Errorf("%d rectangles", bars)
	}
}

// The address of a view with a format behind its path leads to that file of all of it.
func TestFilesStandBesideTheirViews(t *testing.T) {
	for addr, want := range map[string]string{
		"/timeline.csv?q=a+b&limit=5&cursor=x": "/api/v1/export/csv?of=entries&q=a+b",
		"/search.csv?copies=all&q=x":           "/api/v1/export/csv?of=articles&q=x",
		"/timeline.timelinejs.json":            "/api/v1/export/timelinejs?of=entries",
		"/search.bib?of=claims&outlet=a%0Ab":   "/api/v1/export/bibtex?of=articles&outlet=a%0Ab",
	} {
		w := httptest.NewRecorder()
		New(Options{Search: &world{}, Library: &world{}}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, addr, http.NoBody))
		if got := w.Header().Get("Location"); w.Code != http.StatusTemporaryRedirect || got != want {
			t.Errorf("GET %s: status %d to %s, want %s", addr, w.Code, got, want)
		}
	}
	if resp, _ := get(t, &world{}, "/timeline.exe"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a file of no kind: status %d", resp.StatusCode)
	}
	if resp, _ := get(t, &world{}, fmt.Sprintf("/timeline.svg?event=%s", "soon")); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("a drawing of a wrong query: status %d", resp.StatusCode)
	}
}
