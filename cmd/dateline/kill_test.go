package main

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
	"dateline/scraper"
	"dateline/scraper/db"
)

// Killed at any moment, the same command goes on: everything is there, once, and
// no host was asked sooner than it wants. DATELINE_KILLS says how often it is
// killed at least, over as many crawls as that takes.
func TestKilledCrawlGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it kills the program several times")
	}
	least := 5
	if s := os.Getenv("DATELINE_KILLS"); s != "" {
		var err error
		if least, err = strconv.Atoi(s); err != nil {
			t.Fatalf("DATELINE_KILLS: %v", err)
		}
	}
	whole := demoDesk(t)
	whole.must(exitSome, "crawl", "--once")
	wantHeld, wantTimeline := whole.held(), slices.Sorted(slices.Values(ids(whole.timeline())))
	seed := uint64(time.Now().UnixNano())     //nolint:gosec // any moment will do
	moments := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // no secret
	t.Logf("the moments come from the seed %d", seed)
	kills := 0
	for rounds := 1; kills < least; rounds++ {
		web, err := demoweb.New()
		if err != nil {
			t.Fatal(err)
		}
		d := newDesk(t, nil, "[crawl]\ndelay = \"150ms\"\n"+demoConfig())
		p := newProxy(t, web, 20*time.Millisecond)
		n := d.killed(p, func(kills int) time.Duration {
			latest := 500 << (kills / 40) // a busy machine takes long to start
			return time.Duration(30+moments.IntN(latest)) * time.Millisecond
		})
		kills += n
		if n == 0 && rounds > 5 {
			t.Fatal("the crawl is too quick to be killed")
		}
		got := d.through(p)
		if held := got.held(); !slices.Equal(held, wantHeld) {
			t.Errorf("killed %d times, the folder holds %d things, a crawl in one go %d:\n%s", n, len(held), len(wantHeld), differing(held, wantHeld))
		}
		if timeline := slices.Sorted(slices.Values(ids(got.timeline()))); !slices.Equal(timeline, wantTimeline) {
			t.Errorf("killed %d times, the timeline has %d entries, a crawl in one go gives %d", n, len(timeline), len(wantTimeline))
		}
		if p.most > 1 {
			t.Errorf("%d requests were made to one host at once", p.most)
		}
		checkPace(t, web.Requests(), 100*time.Millisecond, n) // the robots.txt of most hosts say 0.1, the others take ours
	}
	t.Logf("killed %d times", kills)
}

// killed runs the crawl until it ends, and kills it each time after the moment
// that wait gives for so many kills before. It returns how often it did.
func (d *desk) killed(p *proxy, wait func(kills int) time.Duration) (kills int) {
	d.t.Helper()
	for {
		ended, err := runFor(d.program(p.URL, "crawl", "--once"), wait(kills))
		if ended {
			// The demo web has a host that does not answer; a run that was killed may have met it.
			if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitSome) {
				d.t.Fatalf("the last crawl ended with %v", err)
			}
			return kills
		}
		if kills++; kills > 300 {
			d.t.Fatal("the crawl does not get on: it starts afresh after every kill")
		}
	}
}

// held lists every revision and every known address of the desk's folder.
func (d *desk) held() (list []string) {
	d.t.Helper()
	d.inside(func(w *work) {
		err := errors.Join(
			w.folder.archive.Each(d.t.Context(), func(r *scraper.Revision) error {
				list = append(list, fmt.Sprintf("revision %d of %s: %s", r.Number, r.URL, r.Digest))
				return nil
			}),
			db.Each(d.t.Context(), w.db.Read(), func(row db.Row) error {
				var url, as string
				err := row.Scan(&url, &as)
				list = append(list, "address "+url+" "+as)
				return err
			}, `SELECT url, same_as FROM visit`))
		if err != nil {
			d.t.Fatal(err)
		}
	})
	slices.Sort(list)
	return list
}

// differing lists what stands in one of two lists only.
func differing(a, b []string) string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, "+ "+s)
		}
	}
	for _, s := range b {
		if !slices.Contains(a, s) {
			out = append(out, "- "+s)
		}
	}
	return strings.Join(out, "\n")
}

// through returns the desk with its web behind p answering in this process.
func (d *desk) through(p *proxy) *desk {
	in := *d
	in.web = p.web
	return &in
}

// runFor runs cmd and kills it after wait. It reports whether it ended before.
func runFor(cmd *exec.Cmd, wait time.Duration) (ended bool, err error) {
	cmd.Stderr = os.Stderr
	if testing.Verbose() {
		cmd.Stderr = nil
	}
	if err := cmd.Start(); err != nil {
		return true, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return true, err
	case <-time.After(wait):
	}
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return true, errors.Join(err, <-done)
	}
	err = <-done
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && !status.Signaled() {
		return true, err // it ended in the very moment
	}
	return false, nil
}

// checkPace holds that no host was asked twice within delay, and no page was
// sent in full twice.
func checkPace(t *testing.T, requests []demoweb.Request, delay time.Duration, kills int) {
	t.Helper()
	last := map[string]time.Time{}
	sent := map[string]int{}
	for _, r := range requests {
		host, _, _ := strings.Cut(strings.TrimPrefix(r.URL, "http://"), "/")
		if gap := r.Time.Sub(last[host]); gap < delay {
			t.Errorf("%s was asked %s after the request before, want at least %s", r.URL, gap, delay)
		}
		last[host] = r.Time
		if r.Status == 200 {
			sent[r.URL]++
		}
	}
	// A page that was on its way when the program was killed has to be asked for
	// again: at most one for each worker and kill, and never one that was stored.
	again := 0
	for _, url := range slices.Sorted(maps.Keys(sent)) {
		again += sent[url] - 1
	}
	if workers := defaults().Crawl.Workers; again > kills*workers {
		t.Errorf("%d pages were sent in full again after %d kills", again, kills)
	}
	t.Logf("%d requests, %d of them again for what was on its way at one of %d kills", len(requests), again, kills)
}
