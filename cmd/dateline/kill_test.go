package main

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
)

// Killed at any moment, the same command goes on: everything is there, once, and
// no host was asked sooner than it wants.
func TestKilledCrawlGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it kills the program several times")
	}
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, nil, "[crawl]\ndelay = \"150ms\"\n"+demoConfig())
	p := newProxy(t, web, 20*time.Millisecond)
	kills := 0
	for wait := 200 * time.Millisecond; ; wait += 40 * time.Millisecond {
		ended, err := runFor(d.program(p.URL, "crawl", "--once"), wait)
		if ended {
			// The demo web has a host that does not answer; a run that was killed may have met it.
			if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitSome) {
				t.Fatalf("the last crawl ended with %v", err)
			}
			break
		}
		if kills++; kills > 40 {
			t.Fatal("the crawl does not get on: it starts afresh after every kill")
		}
	}
	if kills < 3 {
		t.Errorf("the crawl was killed %d times only: it is too quick for this test", kills)
	}
	t.Logf("killed %d times", kills)

	whole := demoDesk(t)
	whole.must(exitSome, "crawl", "--once")
	got, want := d.through(p).timeline(), whole.timeline()
	if !slices.Equal(slices.Sorted(slices.Values(ids(got))), slices.Sorted(slices.Values(ids(want)))) {
		t.Errorf("after the kills the timeline has %d entries, a crawl in one go gives %d", got.Total, want.Total)
	}
	if p.most > 1 {
		t.Errorf("%d requests were made to one host at once", p.most)
	}
	checkPace(t, web.Requests(), 100*time.Millisecond) // the robots.txt of most hosts say 0.1, the others take ours
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
	if err := cmd.Process.Kill(); err != nil {
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
func checkPace(t *testing.T, requests []demoweb.Request, delay time.Duration) {
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
	// again: that is at most one for each kill, and never one that was stored.
	again := 0
	for _, url := range slices.Sorted(maps.Keys(sent)) {
		again += sent[url] - 1
	}
	t.Logf("%d requests, %d of them again for what was on its way when the program was killed", len(requests), again)
}
