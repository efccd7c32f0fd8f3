package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
	"dateline/scraper/archive/buckettest"
	"dateline/scraper/db/dbtest"
)

// inBucket has the raw pages of a desk in a bucket, from now on.
func (d *desk) inBucket() *buckettest.Server {
	d.t.Helper()
	server := buckettest.New(d.t)
	d.configure(fmt.Sprintf("[warc]\naddress = %q\n", server.Address))
	return server
}

// In a bucket raw pages are just those of a folder, and all commands do there.
func TestInABucket(t *testing.T) {
	folder := demoDesk(t)
	folder.must(exitSome, "crawl", "--once")
	want, held := folder.claims(), folder.held()
	pages := filepath.Join(folder.dir, "folder.warc.gz")
	folder.must(exitOK, "export", "warc", "-o", pages)
	dbtest.Run(t, func(t *testing.T) {
		d := demoDesk(t)
		server := d.inBucket()
		if dbtest.IsPostgres(t) {
			d.onServer()
		}
		d.must(exitSome, "crawl", "--once")
		if got := d.claims(); !slices.Equal(got, want) {
			t.Errorf("other claims than from a folder:\n%s", differing(got, want))
		}
		if got := d.held(); !slices.Equal(got, held) {
			t.Errorf("other revisions than in a folder:\n%s", differing(got, held))
		}
		if _, err := os.Stat(filepath.Join(d.data, "warc")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("there is a folder of raw pages: %v", err)
		}
		if out := d.must(exitOK, "check"); !strings.HasPrefix(out, "all agrees: ") || strings.Contains(out, "raw pages") {
			t.Errorf("check says %q", out)
		}
		d.must(exitOK, "export", "warc", "-o", filepath.Join(d.dir, "bucket.warc.gz"))
		d.must(exitOK, "reextract")
		files := len(server.Files())
		d.must(exitOK, "forget", "--yes", interview)
		if len(server.Files()) >= files || of(d.timeline("--limit", "1000"), interview) != nil {
			t.Errorf("of %d files %d are left", files, len(server.Files()))
		}
		d.must(exitOK, "check")
		if dbtest.IsPostgres(t) {
			return
		}
		d.backupWithoutPages()

		e := demoDesk(t)
		e.inBucket()
		e.must(exitOK, "import", pages)
		if got := revisions(e.held()); !slices.Equal(got, revisions(held)) {
			t.Errorf("imported are:\n%s", differing(got, revisions(held)))
		}
		e.must(exitOK, "check")
	})
}

// revisions returns what is held without the addresses of the queue.
func revisions(held []string) []string {
	return slices.DeleteFunc(slices.Clone(held), func(line string) bool { return strings.HasPrefix(line, "address ") })
}

// backupWithoutPages makes a backup whose raw pages stay in the bucket.
func (d *desk) backupWithoutPages() {
	d.t.Helper()
	dir, before := filepath.Join(d.dir, "backup"), d.claims()
	if out := d.must(exitOK, "backup", dir); !strings.Contains(out, "the raw pages are no part of it") {
		d.t.Errorf("backup says %q", out)
	}
	e := *d
	e.data = filepath.Join(d.dir, "restored")
	if out := e.must(exitOK, "restore", dir); !strings.Contains(out, "[warc] address = ") {
		d.t.Errorf("restore says %q", out)
	}
	e.must(exitOK, "check")
	if got := e.claims(); !slices.Equal(got, before) {
		d.t.Errorf("restored are other claims:\n%s", differing(got, before))
	}
}

// While the bucket is away nobody's server is asked for what could not be kept, and
// nothing is lost.
func TestBucketAway(t *testing.T) {
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	folder := demoDesk(t)
	folder.must(exitSome, "crawl", "--once")
	want, held := folder.claims(), folder.held()

	d := demoDesk(t)
	server := d.inBucket()
	server.Break(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	status, out, errs := d.run("crawl", "--once")
	if status != exitSome || !strings.Contains(errs, "bucket pages") || !strings.Contains(out, " 0 new, ") {
		t.Errorf("crawl: exit status %d, says %q, %q", status, out, errs)
	}
	asked := len(d.web.Requests())
	if all := len(folder.web.Requests()); asked >= all {
		t.Errorf("%d requests were made, of %d", asked, all)
	}
	server.Break(nil)
	d.must(exitSome, "crawl", "--once", "--now")
	if got := d.claims(); !slices.Equal(got, want) {
		t.Errorf("other claims than from a folder:\n%s", differing(got, want))
	}
	if got := d.held(); !slices.Equal(got, held) {
		t.Errorf("other revisions than in a folder:\n%s", differing(got, held))
	}
	server.Break(buckettest.Refuse)
	if status, _, errs := d.run("crawl", "--once"); status != exitFailed || !strings.Contains(errs, "AWS_SECRET_ACCESS_KEY") {
		t.Errorf("without a key: exit status %d, says %q", status, errs)
	}
}

// Killed at any moment, a crawl to a bucket goes on: what a visit wrote that never ended does
// no harm.
func TestKilledCrawlToABucketGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it kills the program several times")
	}
	whole := demoDesk(t)
	whole.must(exitSome, "crawl", "--once")
	want := whole.held()
	seed := uint64(time.Now().UnixNano())     //nolint:gosec // any moment will do
	moments := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // no secret
	t.Logf("the moments come from the seed %d", seed)
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, nil, "[crawl]\ndelay = \"150ms\"\n"+demoConfig())
	server := d.inBucket()
	p := newProxy(t, web, 20*time.Millisecond)
	kills := d.killed(p, func(kills int) time.Duration {
		latest := 500 << (kills / 40) // a busy machine takes long to start
		return time.Duration(30+moments.IntN(latest)) * time.Millisecond
	})
	got := d.through(p)
	if held := got.held(); !slices.Equal(held, want) {
		t.Errorf("killed %d times, there are %d things, a crawl in one go gives %d:\n%s", kills, len(held), len(want), differing(held, want))
	}
	before := len(server.Files())
	told := strings.Contains(got.must(exitOK, "check"), "visits that never ended")
	got.must(exitOK, "check", "--repair")
	if after := len(server.Files()); told != (after < before) || strings.Contains(got.must(exitOK, "check"), "visits that never ended") {
		t.Errorf("of %d files that the bucket held %d are left; that some were in vain was told: %t", before, after, told)
	}
	t.Logf("killed %d times, the bucket held %d files", kills, before)
}
