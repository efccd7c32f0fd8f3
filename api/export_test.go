package api

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/export"
	"dateline/indexer/indextest"
	"dateline/scraper"
)

// A shelfLibrary knows what there is to cite the articles of a corpus by.
type shelfLibrary struct {
	fakeLibrary
	captures map[string]*scraper.Capture
}

func (l shelfLibrary) Captures(_ context.Context, articles []indexer.ArticleRef, _ bool) ([]*scraper.Capture, error) {
	list := make([]*scraper.Capture, len(articles))
	for i, a := range articles {
		list[i] = l.captures[a.ID]
	}
	return list, nil
}

// corpusOptions are those of a server that knows n invented articles.
func corpusOptions(t testing.TB, n int) Options {
	t.Helper()
	x, err := bleve.Open(t.TempDir(), slog.New(slog.DiscardHandler), bleve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	readings := indextest.Corpus(1, n)
	if err := x.Put(t.Context(), uint64(n), readings...); err != nil {
		t.Fatal(err)
	}
	opt, l := options(), shelfLibrary{captures: map[string]*scraper.Capture{}}
	for _, r := range readings {
		l.captures[r.Revision.ArticleID] = &scraper.Capture{
			ArticleID: r.Revision.ArticleID, Number: 1, Fetched: noon, Digest: "d", Bylines: r.Revision.Bylines, Language: "en",
			Cited: []scraper.Cited{{URL: "https://cited.example/" + r.Revision.ArticleID, Anchor: "a report"}},
		}
	}
	opt.Searcher, opt.Library = x, l
	return opt
}

// records are how often a record stands in a file of a format.
var records = map[string]func(string) int{
	"csv": rows, "timelinejs-csv": rows,
	"jsonl":        func(s string) int { return strings.Count(s, "\n") },
	"atom":         func(s string) int { return strings.Count(s, "<entry>") },
	"timelinejs":   func(s string) int { return strings.Count(s, `"unique_id"`) },
	"csl-json":     func(s string) int { return strings.Count(s, `"container-title"`) },
	"bibtex":       func(s string) int { return strings.Count("\n"+s, "\n@") },
	"ris":          func(s string) int { return strings.Count(s, "\r\nER  - ") },
	"claim-jsonld": func(s string) int { return strings.Count(s, `"@type":"Claim"`) },
	"graphml":      func(s string) int { return strings.Count(s, "<edge ") },
}

func rows(s string) int {
	all, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		return -1
	}
	return len(all) - 1
}

// A file holds as many records as the view says that there are, over as many pages as
// that takes.
func TestExportsAreAsLongAsTheView(t *testing.T) {
	opt := corpusOptions(t, 150)
	h := New(opt)
	for _, query := range []string{"", "q=ferry+OR+archive", "event=198X&kind=news", "speaker=Ida+Moss&grain=year", "q=nosuchword"} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		q, err := indexer.ParseQuery(values)
		if err != nil {
			t.Fatal(err)
		}
		totals := totalsOf(t, opt.Searcher, q)
		for _, f := range export.Formats {
			for _, of := range f.Of {
				target := fmt.Sprintf("/api/v1/export/%s?%s&of=%s", f.Name, query, of)
				w := do(t, h, "GET", target, "")
				if got := records[f.Name](w.Body.String()); w.Code != 200 || got != totals[of] {
					t.Errorf("GET %s: status %d, %d records, want %d", target, w.Code, got, totals[of])
				}
				if got := w.Header().Get("X-Total-Count"); got != strconv.Itoa(totals[of]) {
					t.Errorf("GET %s: a total of %s, want %d", target, got, totals[of])
				}
				if got := w.Header().Get("Content-Disposition"); got != fmt.Sprintf(`attachment; filename="dateline-%s%s"`, of, f.Extension) {
					t.Errorf("GET %s: %s", target, got)
				}
			}
		}
	}
}

func totalsOf(t *testing.T, s indexer.Searcher, q indexer.Query) map[export.Of]int {
	t.Helper()
	timeline, err1 := s.Timeline(t.Context(), q)
	claims, err2 := s.Claims(t.Context(), q)
	results, err3 := s.Search(t.Context(), q)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	return map[export.Of]int{export.Entries: timeline.Total, export.Claims: claims.Total, export.Articles: results.Total}
}

// A limit is of the whole file, and may be above that of a view; HEAD has no body.
func TestExportLimit(t *testing.T) {
	opt := corpusOptions(t, 150)
	h, total := New(opt), totalsOf(t, opt.Searcher, indexer.Query{})[export.Entries]
	for _, tt := range []struct {
		method, target string
		want           int
	}{
		{"GET", "/api/v1/export/csv?limit=3", 3},
		{"GET", "/api/v1/export/csv?limit=1200", 1200},
		{"GET", "/api/v1/export/csv?limit=", total},
		{"HEAD", "/api/v1/export/csv", -1},
	} {
		w := do(t, h, tt.method, tt.target, "")
		if got := rows(w.Body.String()); w.Code != 200 || got != tt.want || w.Header().Get("X-Total-Count") != strconv.Itoa(total) {
			t.Errorf("%s %s: status %d, %d records of %s, want %d", tt.method, tt.target, w.Code, got, w.Header().Get("X-Total-Count"), tt.want)
		}
	}
}

// A file says how many records it holds, not how many there are, and where it is from.
func TestExportsTellWhatTheyHold(t *testing.T) {
	h := New(options())
	for target, want := range map[string]string{
		"/api/v1/export/atom?limit=1&q=a+b":      `<subtitle>1 entry.`,
		"/api/v1/export/atom?q=a+b":              `rel="self" href="/api/v1/export/atom?q=a+b"`,
		"/api/v1/export/timelinejs?limit=1":      "1 entry, found on ",
		"/api/v1/export/timelinejs?lanes=outlet": "no such parameter",
	} {
		if w := do(t, h, "GET", target, ""); !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s: %q does not stand in %s", target, want, w.Body)
		}
	}
}

// What cannot be exported is said, with what can.
func TestWrongExports(t *testing.T) {
	d := documented()
	for _, tt := range []struct {
		target string
		status int
		says   string
	}{
		{"/api/v1/export/pdf", 404, `no format \"pdf\". There are csv, jsonl,`},
		{"/api/v1/export/timelinejs?of=claims", 400, "one of [entries]"},
		{"/api/v1/export/csv?of=claims&of=entries", 400, "one of [entries claims articles]"},
		{"/api/v1/export/csv?limit=0", 400, "from 1 on"},
		{"/api/v1/export/csv?limit=x", 400, "from 1 on"},
		{"/api/v1/export/csv?kind=gossip", 400, "gossip"},
		{"/api/v1/export/csv?cursor=stale", 400, "begin without one"},
		{"/api/v1/export/csv?format=csv", 400, "no such parameter"},
	} {
		w := do(t, New(options()), "GET", tt.target, "")
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("GET %s: status %d, want %d and %q: %s", tt.target, w.Code, tt.status, tt.says, w.Body)
		}
		path, _, _ := strings.Cut(tt.target, "?")
		if err := d.check("GET", path, w); err != nil {
			t.Errorf("GET %s: %v", tt.target, err)
		}
	}
}

// A brokenSearcher fails behind the first pages.
type brokenSearcher struct {
	indexer.Searcher
	pages int
}

func (b *brokenSearcher) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	if b.pages--; b.pages < 0 {
		return nil, errors.New("disk of the inside: input/output error")
	}
	return b.Searcher.Timeline(ctx, q)
}

// Whoever asks through a client gets what the server writes, as it does, and is told if
// it breaks off.
func TestClientExports(t *testing.T) {
	opt := corpusOptions(t, 100)
	csvFormat, _ := export.Named("csv")
	e := Export{Format: csvFormat, Of: export.Entries, Query: indexer.Query{Text: "-nosuchword"}, Made: noon}
	all := totalsOf(t, opt.Searcher, e.Query)[export.Entries]
	get := func(opt Options) (got string, n int, err error) {
		var b strings.Builder
		c := NewClient(serve(t, New(opt)).URL, testToken)
		n, err = c.Export(t.Context(), e, func(total int) (io.Writer, error) {
			if total != all {
				t.Errorf("a total of %d", total)
			}
			return &b, nil
		})
		return b.String(), n, err
	}
	got, n, err := get(opt)
	var want strings.Builder
	if _, err := WriteExport(t.Context(), opt.Searcher, opt.Library, e, time.Minute, func(int, uint64) (io.Writer, error) { return &want, nil }); err != nil {
		t.Fatal(err)
	}
	if err != nil || n != all || n <= exportPage || got != want.String() || rows(got) != n {
		t.Errorf("through a client come %d records, told %d, %v", rows(got), n, err)
	}
	opt.Searcher = &brokenSearcher{Searcher: opt.Searcher, pages: 1}
	if got, _, err := get(opt); err == nil || !strings.Contains(err.Error(), "broke off") || len(got) == 0 {
		t.Errorf("a file that breaks off: %d bytes, %v", len(got), err)
	}
	e.Of = "outlets"
	if _, _, err := get(opt); err == nil || !strings.Contains(err.Error(), "of: ") {
		t.Errorf("a wrong export: %v", err)
	}
}

// A file that breaks off is not passed off as whole, compressed or not.
func TestExportThatBreaksOff(t *testing.T) {
	opt := corpusOptions(t, 100)
	whole := opt.Searcher
	for _, h := range []func(http.Handler) http.Handler{func(h http.Handler) http.Handler { return h }, Compress} {
		opt.Searcher = &brokenSearcher{Searcher: whole, pages: 1}
		resp, err := http.Get(serve(t, h(New(opt))).URL + "/api/v1/export/csv")
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(resp.Body)
		closeBody(resp)
		if !errors.Is(err, io.ErrUnexpectedEOF) || len(data) < 1000 || strings.Contains(string(data), "of the inside") {
			t.Errorf("%d bytes came, and %v", len(data), err)
		}
	}
}

// BenchmarkExport tells the cost of a file of all entries of 2,000 articles.
func BenchmarkExport(b *testing.B) {
	opt := corpusOptions(b, 2000)
	for _, f := range export.Formats {
		b.Run(f.Name, func(b *testing.B) {
			n := 0
			for range b.N {
				var err error
				n, err = WriteExport(b.Context(), opt.Searcher, opt.Library, Export{Format: f, Of: f.Of[0], Made: noon}, time.Minute,
					func(int, uint64) (io.Writer, error) { return io.Discard, nil })
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n), "records")
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
