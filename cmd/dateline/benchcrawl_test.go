package main

import (
	"strings"
	"testing"
)

func TestBenchCrawl(t *testing.T) {
	d := newDesk(t, nil, "")
	out := d.must(exitOK, "bench", "crawl", "--rounds", "1", "--workers", "2")
	for _, want := range []string{"2 at once, median of 1 round", "pages/s", "fetched and read by Dateline", "parsed by net/html", "read by readability"} {
		if !strings.Contains(out, want) {
			t.Errorf("bench crawl does not tell of %q:\n%s", want, out)
		}
	}
	for _, tt := range []struct{ args, says string }{
		{"bench crawl --pages " + t.TempDir(), "holds no *.html"},
		{"bench crawl --workers 0", "at least 1"},
		{"bench walk", `knows no "walk"`},
	} {
		if status, _, errs := d.run(strings.Fields(tt.args)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("dateline %s: exit status %d, says %q; want %q", tt.args, status, errs, tt.says)
		}
	}
}
