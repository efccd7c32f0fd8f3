package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
	"dateline/scraper/db/dbtest"
)

// beside returns a desk with a data folder of its own and the database of d.
func (d *desk) beside(name string) *desk {
	other := *d
	other.data = filepath.Join(d.dir, name)
	return &other
}

// start starts the program as a process that is killed at the latest when the test ends.
func (d *desk) start(proxy string, args ...string) {
	d.t.Helper()
	cmd := d.program(proxy, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	})
}

// within calls done until it reports true, for so long at most.
func within(t *testing.T, most time.Duration, what string, done func() bool) {
	t.Helper()
	began := time.Now()
	for !done() {
		if time.Since(began) > most {
			t.Fatalf("%s: not within %s", what, most)
		}
		time.Sleep(100 * time.Millisecond) // of other processes nothing else is heard
	}
}

// A server that only answers keeps the index of what two crawlers bring, which keep the pace
// of every host as one would.
func TestRoles(t *testing.T) { dbtest.OnPostgres(t, testRoles) }

func testRoles(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it runs several programs")
	}
	whole := demoDesk(t)
	whole.must(exitSome, "crawl", "--once")
	want := whole.claims()

	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, web, 20*time.Millisecond)
	d := newDesk(t, nil, "[crawl]\ndelay = \"150ms\"\n"+demoConfig())
	d.onServer()
	_, _, ended := d.serving(p.URL)
	for _, name := range []string{"one", "two"} {
		d.beside(name).start(p.URL, "crawl")
	}
	within(t, time.Minute, "the index has all that two crawlers bring", func() bool {
		select {
		case err := <-ended:
			t.Fatalf("the server ended: %v", err)
		default:
		}
		return slices.Equal(d.claims(), want)
	})
	if p.most > 1 {
		t.Errorf("%d requests were made to one host at once", p.most)
	}
	checkPace(t, web.Requests(), 100*time.Millisecond, 1)

	// What is wanted is visited, whoever was told.
	d.must(exitOK, "add", interview)
	asked := func() (n int) {
		for _, r := range web.Requests() {
			if r.URL == interview {
				n++
			}
		}
		return n
	}
	before := asked()
	within(t, 30*time.Second, "an address that was added at the server is visited by a crawler", func() bool { return asked() > before })
}
