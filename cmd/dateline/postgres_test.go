package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// onServer has the database of a desk on the tests' server, from now on.
func (d *desk) onServer() {
	d.t.Helper()
	d.onServerAt(dbtest.Postgres(d.t))
}

// onServerAt is onServer with an address.
func (d *desk) onServerAt(address string) {
	d.t.Helper()
	d.configure(fmt.Sprintf("[database]\naddress = %q\n", address))
}

// On a server the database holds just what it holds in a file, and all commands do there.
func TestOnPostgres(t *testing.T) {
	file := demoDesk(t)
	file.must(exitSome, "crawl", "--once")
	want, held := file.claims(), file.held()
	dbtest.OnPostgres(t, func(t *testing.T) {
		d := demoDesk(t)
		d.onServer()
		d.must(exitSome, "crawl", "--once")
		if got := d.claims(); !slices.Equal(got, want) {
			t.Errorf("other claims than from a file:\n%s", differing(got, want))
		}
		if got := d.held(); !slices.Equal(got, held) {
			t.Errorf("other revisions than in a file:\n%s", differing(got, held))
		}
		if out := d.must(exitOK, "check"); !strings.HasPrefix(out, "all agrees: ") || strings.Contains(out, "database 0 bytes") {
			t.Errorf("check says %q", out)
		}
		d.must(exitOK, "searches", "save", "Bridge", "bridge")
		d.must(exitOK, "forget", "--yes", interview)
		if len(d.claims()) >= len(want) || of(d.timeline("--limit", "1000"), interview) != nil {
			t.Error("an article that was forgotten is there")
		}
		d.must(exitOK, "reindex")
		d.must(exitOK, "check", "--repair")
		if out := d.must(exitOK, "compact"); strings.Contains(out, "0 bytes before") {
			t.Errorf("compact says %q", out)
		}
		for _, command := range []string{"backup", "restore"} {
			if status, _, errs := d.run(command, d.dir+"/backup"); status != exitFailed || !strings.Contains(errs, "pg_dump") {
				t.Errorf("%s: exit status %d, says %q", command, status, errs)
			}
		}
	})
}

// A page whose names and addresses are longer than an index of the server takes fails at most
// itself: the crawl goes on, and so does the index.
func TestLongNamesOnPostgres(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		long := func() string { // cannot be packed
			var words strings.Builder
			for words.Len() < 3500 {
				words.WriteString(strings.ToLower(rand.Text()))
			}
			return "Q" + words.String()
		}
		moved, named, plain := "http://weir.example/moved", "http://weir.example/named", "http://weir.example/plain"
		there := "http://weir.example/" + long()
		d := newDesk(t, smallWeb(t,
			webPage{URL: "http://weir.example/feed", Body: rss(moved, named, plain)},
			webPage{URL: moved, Status: http.StatusMovedPermanently, Headers: map[string]string{"Location": there}},
			webPage{URL: there, Body: weirStory(there, "The long words of the story tell of the fund.")},
			webPage{URL: named, Body: weirStory(named, "Ann "+long()+" said that the weir was sold. “The weir was sold last year,” Ann Vale told the "+long()+".")},
			webPage{URL: plain, Body: weirStory(plain, "Ann Vale said that the weir was sold in May 2024.")},
		), weirOutlet)
		d.onServer()
		d.must(exitSome, "crawl", "--once")
		if list := d.search("weir").Hits; len(list) != 2 {
			t.Errorf("%d articles are found, want those that are named and plain", len(list))
		}
		d.inside(func(w *work) {
			list, err := w.front.Outlets(t.Context())
			if err != nil || len(list) != 1 || list[0].ErrorURL != moved || !strings.Contains(list[0].LastError, db.ErrTooLong.Error()) {
				t.Errorf("outlets are %+v, %v; want one that failed at %s", list, err, moved)
			}
		})
	})
}
