package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

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

// Where raw pages are in a data folder, a program with another one keeps none and is told where
// they are; what was read from them it shows.
func TestPagesInAnotherFolder(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		d := demoDesk(t)
		d.onServer()
		d.must(exitSome, "crawl", "--once")
		want := d.claims()
		other := d.beside("other")
		for _, args := range [][]string{
			{"crawl", "--once"}, {"crawl"}, {"serve", "--listen", "127.0.0.1:0"}, {"check"}, {"forget", "--yes", interview},
			{"reextract"}, {"export", "warc", "-o", d.dir + "/out.warc.gz"}, {"import", "some.warc.gz"},
		} {
			status, _, errs := other.run(args...)
			if status != exitFailed || !strings.Contains(errs, "the raw pages are elsewhere: they are in the folder "+d.data) {
				t.Errorf("%q: exit status %d, says %q", args, status, errs)
			}
		}
		server := other.program("", "serve", "--listen", "127.0.0.1:0", "--crawl=false")
		up, noted := make(chan struct{}), make(chan struct{})
		server.Stdout = &waiter{until: "Dateline answers at", reached: func() { close(up) }}
		server.Stderr = &waiter{until: "note: this server answers, and is right to leave visits", reached: func() { close(noted) }}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _, _ = server.Process.Kill(), server.Wait() }()
		for _, line := range []chan struct{}{up, noted} {
			select {
			case <-line:
			case <-time.After(time.Minute):
				t.Fatal("the server does not say where raw pages are")
			}
		}
		within(t, time.Minute, "it shows what was read", func() bool {
			status, _, _ := other.run("outlets")
			return status == exitOK && slices.Equal(other.claims(), want)
		})
		if status, _, errs := other.run("crawl", "--once", "--now"); status != exitFailed || !strings.Contains(errs, "nothing can be visited by this server") {
			t.Errorf("crawl by way of the server: exit status %d, says %q", status, errs)
		}
		d.must(exitOK, "check")
	})
}
