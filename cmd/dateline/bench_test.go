package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

// BenchmarkStoredPagesToIndex measures the pipeline without the network: raw
// pages that stand in WARC files are read, stored as revisions, analysed for
// claims and dates, and put into the index.
func BenchmarkStoredPagesToIndex(b *testing.B) {
	files, err := filepath.Glob(filepath.Join("demoweb", "site", "*.html"))
	if err != nil {
		b.Fatal(err)
	}
	var bodies [][]byte
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		if len(body) > 5000 && !strings.Contains(name, "opinion.html") && !strings.Contains(name, "essays.html") {
			bodies = append(bodies, body)
		}
	}
	const pages = 300
	var size int64
	for b.Loop() {
		b.StopTimer()
		w, done := stored(b, bodies, pages, &size)
		b.StartTimer()
		found, err := w.rescue(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if err := w.catchUp(b.Context(), func(uint64, uint64) {}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if found != pages {
			b.Fatalf("%d articles in %d pages", found, pages)
		}
		done()
		b.StartTimer()
	}
	b.SetBytes(size)
	b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
}

// stored returns a data folder that holds raw pages, each under an address of its own.
func stored(b *testing.B, bodies [][]byte, pages int, size *int64) (w *work, done func()) {
	b.Helper()
	ctx := b.Context()
	a := &app{terminal: terminal{in: strings.NewReader(""), out: io.Discard, err: io.Discard}}
	root := a.root()
	a.dataFlag, a.logLevel = b.TempDir(), "error"
	if err := a.prepare(root); err != nil {
		b.Fatal(err)
	}
	a.cfg = defaults()
	f, err := a.openFolder(ctx)
	if err != nil {
		b.Fatal(err)
	}
	if w, err = a.newWork(ctx, f); err != nil {
		b.Fatal(err)
	}
	*size = 0
	for i := range pages {
		url := fmt.Sprintf("http://outlet%d.example/story/%d", i%40, i)
		body := bodies[i%len(bodies)]
		*size += int64(len(body))
		// The page must not call itself by the address of another.
		body = []byte(strings.ReplaceAll(string(body), "rel=\"canonical\"", "rel=\"none\""))
		// Nor repeat its story: news is rarely a copy, and never of twenty.
		for _, word := range []string{" the ", " of ", " and ", " to ", " in ", " that "} {
			body = []byte(strings.ReplaceAll(string(body), word, fmt.Sprintf("%sadj%d ", word, i)))
		}
		kept, err := w.folder.archive.Keep(b.Context(), &scraper.Page{
			URL: url, FinalURL: url, Status: http.StatusOK, Fetched: time.Date(2026, 11, 20, 0, 0, i, 0, time.UTC),
			Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: body,
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.folder.db.Update(ctx, func(tx *sql.Tx) error {
			_, err := w.folder.archive.AddPage(ctx, tx, kept)
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
	return w, func() {
		if err := errors.Join(f.close(), os.RemoveAll(a.dataFlag)); err != nil {
			b.Fatal(err)
		}
	}
}

// A floor for the slowest answers stands beside another, or alone.
func TestFloorForTheSlowest(t *testing.T) {
	for _, tt := range []struct {
		before string
		met    bool
		p99    time.Duration
		floor  string
		want   bool
	}{
		{"", false, 25 * time.Millisecond, "p99 ≤ 25 ms", true},
		{"", false, 26 * time.Millisecond, "p99 ≤ 25 ms", false},
		{"≥ 25× plain Bleve", true, 20 * time.Millisecond, "≥ 25× plain Bleve, p99 ≤ 25 ms", true},
		{"≥ 25× plain Bleve", false, 20 * time.Millisecond, "≥ 25× plain Bleve, p99 ≤ 25 ms", false},
		{"≥ 25× plain Bleve", true, 30 * time.Millisecond, "≥ 25× plain Bleve, p99 ≤ 25 ms", false},
	} {
		r := benchRow{Timings: []timing{{P99: tt.p99}}, Floor: tt.before, Met: tt.met}
		if r.alsoP99(25 * time.Millisecond); r.Floor != tt.floor || r.Met != tt.want {
			t.Errorf("%q, %v, %s: %q, %v; want %q, %v", tt.before, tt.met, tt.p99, r.Floor, r.Met, tt.floor, tt.want)
		}
	}
}
