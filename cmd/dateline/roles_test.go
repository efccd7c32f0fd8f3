package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
	"dateline/scraper/archive/buckettest"
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
	for ok := false; !ok; {
		ok = done()
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
	d.configure(fmt.Sprintf("[warc]\naddress = %q\n", buckettest.New(t).Address))
	_, _, ended := d.serving(p.URL)
	for _, name := range []string{"one", "two"} {
		d.beside(name).start(p.URL, "crawl")
	}
	within(t, time.Minute, "the index has all that two crawlers bring", func() bool {
		still(t, ended)
		return slices.Equal(d.claims(), want)
	})
	if p.most > 1 {
		t.Errorf("%d requests were made to one host at once", p.most)
	}
	checkPace(t, web.Requests(), 100*time.Millisecond, 1) // a page that a short address leads to is asked for at both
	if got, one := sent(web), sent(whole.web); !slices.Equal(got, one) {
		t.Errorf("two crawlers were sent other pages than one:\n%s", differing(got, one))
	}

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

	// Whoever has another folder is told where the index is.
	status, _, errs := d.beside("three").run("search", "bridge")
	if status != exitFailed || !strings.Contains(errs, "the index is kept by 'dateline serve' on ") {
		t.Errorf("search beside the index: status %d, %s", status, errs)
	}
}

// sent returns the addresses of the pages that were sent, each as often as it was.
func sent(web *demoweb.Web) (urls []string) {
	for _, r := range web.Requests() {
		if r.Status == 200 {
			urls = append(urls, r.URL)
		}
	}
	slices.Sort(urls)
	return urls
}

// When the process that keeps the index is killed in the middle of it, or hangs, another one
// takes over within 30 seconds: everything is indexed, and nobody is told anything twice. One
// that hung finds out, and ends.
func TestIndexerIsTakenOver(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGSTOP} {
		t.Run(signal.String(), func(t *testing.T) {
			dbtest.OnPostgres(t, func(t *testing.T) { testIndexerIsTakenOver(t, signal) })
		})
	}
}

func testIndexerIsTakenOver(t *testing.T, signal syscall.Signal) {
	if testing.Short() {
		t.Skip("short: it waits for a lock to be given up")
	}
	want, found := fundInOneGo(t)
	d, proxy := sharing(t, "")
	first, _, ended := d.serving(proxy)
	d.beside("crawler").start(proxy, "crawl")
	within(t, time.Minute, "the first indexes something", func() bool { return len(d.claims()) > 5 })
	if err := first.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	died := time.Now()
	second := d.beside("second")
	_, _, endedToo := second.serving(proxy)
	within(t, 30*time.Second, "another takes over", func() bool {
		still(t, endedToo)
		status, _, _ := second.run("outlets")
		return status == exitOK
	})
	t.Logf("taken over %s after the signal", time.Since(died).Round(time.Millisecond))
	if err := first.Process.Signal(syscall.SIGCONT); err != nil && signal != syscall.SIGKILL {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("the first server ended well")
	}
	within(t, time.Minute, "the second indexes all", func() bool { return slices.Equal(second.claims(), want) })
	second.hasFound(found)
}

// Where the index is on a cluster, a server that stands by answers from it, and takes over
// from one that is killed in the middle of indexing: nothing is lost, and nothing there twice.
func TestOpenSearchIndexerIsTakenOver(t *testing.T) {
	addresses, prefix := searchCluster(t)
	dbtest.OnPostgres(t, func(t *testing.T) {
		want, found := fundInOneGo(t)
		d, proxy := sharing(t, clusterTable(addresses, prefix))
		first, _, ended := d.serving(proxy)
		second := d.beside("second")
		_, _, endedToo := second.serving(proxy)
		d.beside("crawler").start(proxy, "crawl", "--index=false")
		within(t, time.Minute, "what the first indexes, the second has", func() bool { return len(second.claims()) > 5 })
		if err := first.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err == nil {
			t.Error("a server that was killed ended well")
		}
		died := time.Now()
		// A command needs not wait until it is known that it died.
		d.beside("third").must(exitOK, "add", interview)
		if took := time.Since(died); took > 10*time.Second {
			t.Errorf("a command took %s after the keeper of the index had died", took)
		}
		// One that is killed just when what it wrote becomes visible has the others wait for that, or for
		// whoever takes over.
		within(t, time.Minute, "the second answers", func() bool {
			status, _, _ := second.run("claims", "--format", "json")
			return status == exitOK
		})
		if len(second.claims()) <= 5 {
			t.Error("the second does not answer from what was indexed")
		}
		within(t, time.Minute, "the second indexes the rest", func() bool {
			still(t, endedToo)
			return slices.Equal(second.claims(), want)
		})
		t.Logf("all is indexed %s after the kill", time.Since(died).Round(time.Millisecond))
		second.hasFound(found)
	})
}

// found returns the addresses of what the saved search Fund has found, each as often as it has.
func (d *desk) found() (urls []string) {
	d.t.Helper()
	text := d.must(exitOK, "searches", "new", "Fund", "--format", "json")
	for _, m := range regexp.MustCompile(`"url": "(http[^"]*)",\s*"headline"`).FindAllStringSubmatch(text, -1) {
		urls = append(urls, m[1])
	}
	slices.Sort(urls)
	return urls
}

// hasFound looks whether the saved search Fund has found what it finds in one go.
func (d *desk) hasFound(want []string) {
	d.t.Helper()
	if got := d.found(); !slices.Equal(got, want) {
		d.t.Errorf("the saved search has found %q, want what it finds in one go, %q", got, want)
	}
}

// fundInOneGo returns the claims of the demo web, and what the saved search Fund finds there.
func fundInOneGo(t *testing.T) (claims, found []string) {
	whole := demoDesk(t)
	whole.must(exitOK, "searches", "save", "Fund", "fund")
	whole.must(exitSome, "crawl", "--once")
	return whole.claims(), whole.found()
}

// sharing returns a desk on the tests' server, with its pages in a bucket, further tables in its
// configuration and the saved search Fund, and the proxy through which the demo web is reached.
func sharing(t *testing.T, tables string) (d *desk, proxy string) {
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	d = newDesk(t, nil, "[crawl]\ndelay = \"20ms\"\n"+demoConfig())
	d.onServer()
	d.configure(fmt.Sprintf("[warc]\naddress = %q\n", buckettest.New(t).Address) + tables)
	d.must(exitOK, "searches", "save", "Fund", "fund")
	return d, newProxy(t, web, 20*time.Millisecond).URL
}

// still fails the test if a server has ended.
func still(t *testing.T, ended <-chan error) {
	t.Helper()
	select {
	case err := <-ended:
		t.Fatalf("a server ended: %v", err)
	default:
	}
}

// What a server with a shared database keeps is checked while it runs: beside it, with a data folder
// of its own, where raw pages are in a bucket; else in a copy.
func TestCheckBesideAServer(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		for _, bucket := range []bool{true, false} {
			d := demoDesk(t)
			d.onServer()
			if bucket {
				d.inBucket()
			}
			d.must(exitSome, "crawl", "--once")
			d.named()
			_, _, ended := d.serving("")
			copied := d.fresh()
			d.must(exitOK, "migrate", "--from", d.config(), "--to", copied)
			plain := newDesk(t, nil, "").at(copied)
			if out := plain.must(exitOK, "check"); !strings.Contains(out, "all agrees: ") {
				t.Errorf("of the copy, check says %q", out)
			}
			if bucket {
				if out := d.beside("check").must(exitOK, "check"); !strings.Contains(out, "all agrees: ") {
					t.Errorf("beside the server, check says %q", out)
				}
			}
			if status, _, errs := d.run("check"); status != exitFailed || !strings.Contains(errs, "is in use by the server at") {
				t.Errorf("in the server's folder: exit status %d, says %q", status, errs)
			}
			still(t, ended)
		}
	})
}

// An index on a cluster is checked beside the server that keeps it.
func TestOpenSearchIsCheckedBesideAServer(t *testing.T) {
	addresses, prefix := searchCluster(t)
	dbtest.OnPostgres(t, func(t *testing.T) {
		d := demoDesk(t)
		d.onServer()
		d.inBucket()
		d.configure(clusterTable(addresses, prefix))
		d.must(exitSome, "crawl", "--once")
		_, _, ended := d.serving("")
		if out := d.beside("check").must(exitOK, "check"); !strings.Contains(out, "all agrees: ") || strings.Contains(out, "note: the index has read") {
			t.Errorf("check says %q", out)
		}
		still(t, ended)
	})
}
