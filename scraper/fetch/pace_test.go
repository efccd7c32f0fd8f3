package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A book is a ledger that keeps the turns of hosts.
type book struct {
	memory

	next map[string]time.Time
}

func (b *book) Turn(_ context.Context, host string, delay time.Duration) (time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := time.Now()
	if b.next[host].After(at) {
		at = b.next[host]
	}
	b.next[host] = at.Add(delay)
	return at, nil
}

func (b *book) Hold(_ context.Context, host string, until time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.next[host]) {
		b.next[host] = until
	}
	return nil
}

// A slowWeb takes its time for every answer, and remembers when it was asked.
type slowWeb struct {
	robots string
	takes  time.Duration

	mu    sync.Mutex
	asked map[string][]time.Time // by host, without www.
	open  map[string]int
	most  int // requests to one host at once
}

func (w *slowWeb) RoundTrip(r *http.Request) (*http.Response, error) {
	host := strings.TrimPrefix(r.URL.Host, "www.")
	w.mu.Lock()
	w.asked[host] = append(w.asked[host], time.Now())
	w.open[host]++
	w.most = max(w.most, w.open[host])
	w.mu.Unlock()
	time.Sleep(w.takes)
	body := "page"
	if r.URL.Path == "/robots.txt" {
		body = w.robots
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: -1, Body: &closing{strings.NewReader(body), func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.open[host]--
	}}}, nil
}

type closing struct {
	*strings.Reader
	done func()
}

func (c *closing) Close() error { c.done(); return nil }

// Many visits at once: no host is asked twice within its delay, robots.txt
// included, and none is asked anew before its answer was read.
func TestPace(t *testing.T) {
	for _, tt := range []struct {
		robots string
		takes  time.Duration
		want   time.Duration
	}{
		{"", time.Millisecond, 2 * time.Second},
		{"User-agent: *\nCrawl-delay: 10\n", time.Millisecond, 10 * time.Second},
		{"User-agent: *\nCrawl-delay: 0.5\n", time.Millisecond, 500 * time.Millisecond},
		{"User-agent: *\nCrawl-delay: 86400\n", time.Millisecond, time.Minute},
		{"", 7 * time.Second, 14 * time.Second}, // as long as it took, after its end
	} {
		// Time in the bubble passes only when everybody waits for it.
		synctest.Test(t, func(t *testing.T) {
			web := &slowWeb{robots: tt.robots, takes: tt.takes, asked: map[string][]time.Time{}, open: map[string]int{}}
			client := New("Dateline/test", &book{next: map[string]time.Time{}}, quiet, Options{Transport: web})
			var wg sync.WaitGroup
			for i := range 24 {
				wg.Go(func() {
					address := fmt.Sprintf("http://%s/%d", []string{"a.example", "www.a.example", "b.example"}[i%3], i)
					if _, err := client.Get(t.Context(), Request{URL: address}); err != nil {
						t.Errorf("Get(%s): %v", address, err)
					}
				})
			}
			wg.Wait()
			if web.most != 1 {
				t.Errorf("%+v: %d requests to one host at once", tt, web.most)
			}
			for host, times := range web.asked {
				slices.SortFunc(times, time.Time.Compare)
				for i := 1; i < len(times); i++ {
					if pause := times[i].Sub(times[i-1]); pause < tt.want {
						t.Errorf("%+v: %s was asked twice within %s", tt, host, pause)
					}
				}
			}
		})
	}
}

func TestAVisitStopsWhileItWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var hosts turns
	give, err := hosts.take(ctx, "a.example")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := hosts.take(ctx, "a.example"); err == nil {
		t.Error("two have one turn")
	}
	give()
	if len(hosts.names) != 0 {
		t.Errorf("turns are kept after their end: %v", hosts.names)
	}
}

// A host is one, whatever its name ends in and whatever port goes without saying.
func TestPaceKey(t *testing.T) {
	for _, tt := range []struct{ url, want string }{
		{"http://a.example/", "a.example"},
		{"https://WWW.a.example./", "a.example"},
		{"http://a.example:443/", "a.example"},
		{"https://a.example:80/", "a.example"},
		{"http://a.example.:8080/", "a.example:8080"},
		{"http://[2001:db8::80]:80/", "[2001:db8::80]"},
	} {
		u, err := address(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := paceKey(u); got != tt.want {
			t.Errorf("paceKey(%s) = %q, want %q", tt.url, got, tt.want)
		}
	}
}

// Slow answers slow us down at once, quick ones speed us up by and by.
func TestSlowAnswersBringPauses(t *testing.T) {
	const s = time.Second
	var p paces
	for i, tt := range []struct{ took, want time.Duration }{
		{s, 2 * s}, {8 * s, 8 * s}, {0, 4 * s}, {0, 2 * s}, {500 * s, time.Minute}, {0, 30 * s}, {20 * s, 25 * s}, {0, 12500 * time.Millisecond},
	} {
		if got := p.note("a.example", time.Time{}, tt.took, 2*s, 2*s, ""); got != tt.want {
			t.Errorf("%d: after an answer of %s the pause is %s, want %s", i, tt.took, got, tt.want)
		}
	}
	for range 10 {
		p.note("a.example", time.Time{}, 0, 2*s, 2*s, "")
	}
	if len(p.hosts) != 0 {
		t.Errorf("a host that does well is still remembered: %v", p.hosts)
	}
}

func TestBackoff(t *testing.T) {
	const s = time.Second
	for _, tt := range []struct {
		delay    time.Duration
		failures int
		want     time.Duration
	}{
		{2 * s, 1, 4 * s}, {2 * s, 2, 8 * s}, {2 * s, 5, 64 * s}, {2 * s, 13, 16384 * s}, {2 * s, 14, longestHold}, {2 * s, 1e6, longestHold},
		{time.Hour, 3, longestHold}, {100 * time.Hour, 1, longestHold}, {0, 9, 0},
	} {
		several := map[time.Duration]bool{}
		for range 50 {
			got := backoff(tt.delay, tt.failures)
			if several[got] = true; got < tt.want || got > min(tt.want*5/4+1, longestHold) {
				t.Errorf("backoff(%s, %d) = %s, want %s and up to a quarter more", tt.delay, tt.failures, got, tt.want)
			}
		}
		if len(several) == 1 && tt.want > 0 && tt.want < longestHold {
			t.Errorf("backoff(%s, %d) leaves nothing to chance", tt.delay, tt.failures)
		}
	}
}

func TestTrouble(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "a.example"}
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, tt := range []struct {
		name   string
		status int
		err    error
		want   bool
	}{
		{"a page", 200, nil, false},
		{"no page", 404, nil, false},
		{"a refusal", 403, nil, false},
		{"a redirect", 302, nil, false},
		{"an outage", 502, nil, true},
		{"a plea", 429, nil, true},
		{"no server", 0, dial(syscall.ECONNREFUSED), true},
		{"no host", 0, dial(&net.DNSError{IsNotFound: true}), true},
		{"no name server", 0, dial(&net.DNSError{IsTemporary: true}), false},
		{"no network", 0, dial(syscall.ENETUNREACH), false},
		{"no proxy", 0, &proxyError{"127.0.0.1:1", dial(syscall.ECONNREFUSED)}, false},
		{"an end", 0, io.ErrUnexpectedEOF, true},
		{"a wait", 0, context.DeadlineExceeded, true},
		{"a drip", 0, &slowError{"is slow"}, true},
		{"a private address", 0, dial(ErrRefused), false},
		{"a bomb", 0, ErrTooLarge, false},
		{"a damaged page", 0, gzip.ErrChecksum, false},
		{"an odd packing", 0, errPacking, false},
	} {
		err := tt.err
		if err != nil {
			err = explain(u, time.Second, err)
		}
		if got := trouble(&answer{status: tt.status}, err); (got != "") != tt.want || strings.Contains(got, "\n") {
			t.Errorf("%s: trouble = %q, want some: %v", tt.name, got, tt.want)
		}
	}
}

// A failingWeb fails on every page of a.example until it is well again.
type failingWeb struct {
	mu    sync.Mutex
	asked []time.Time // a.example
	well  bool
}

func (w *failingWeb) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	status, header := http.StatusOK, http.Header{}
	switch {
	case r.URL.Path == "/robots.txt":
		status = http.StatusNotFound
	case r.URL.Host == "b.example":
		status = http.StatusFound
		header.Set("Location", "http://a.example/moved")
	default:
		w.asked = append(w.asked, time.Now())
		if !w.well {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		}
	}
	return &http.Response{StatusCode: status, Header: header, Body: http.NoBody}, nil
}

// A host that fails again and again is left alone for longer and longer, is in
// nobody's way meanwhile, and is as before once a visit on trial succeeds.
func TestHostsThatFailAreHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web, ledger := &failingWeb{}, &book{next: map[string]time.Time{}}
		client := New("Dateline/test", ledger, quiet, Options{Transport: web})
		get := func(url string) error {
			_, err := client.Get(t.Context(), Request{URL: url})
			return err
		}
		var held *HeldError
		for range failuresToHold {
			if err := get("http://a.example/"); err == nil || errors.As(err, &held) {
				t.Fatalf("Get = %v, want it tried", err)
			}
		}
		for trial := range 12 {
			began := time.Now()
			for _, u := range []string{"http://a.example/x", "https://www.a.example/y", "http://b.example/"} {
				if err := get(u); !errors.As(err, &held) || !strings.Contains(err.Error(), "in a row, at last so: a.example does not answer") {
					t.Fatalf("Get(%s) = %v, want that a.example is left alone", u, err)
				}
			}
			if took := time.Since(began); took > 10*time.Second { // b.example has its pauses
				t.Errorf("visits of a host that is left alone took %s", took)
			}
			if until := ledger.next["a.example"]; !until.Equal(held.Until) {
				t.Errorf("the ledger holds the host until %s, the client until %s", until, held.Until)
			}
			least := min(64*time.Second<<trial, longestHold)
			if rest := held.Until.Sub(web.asked[len(web.asked)-1]); rest < least || rest > min(least*5/4, longestHold) {
				t.Errorf("after %d failures the host is left alone for %s, want %s", failuresToHold+trial, rest, least)
			}
			time.Sleep(time.Until(held.Until))
			if trial == 11 {
				web.well = true
			}
			if err := get("http://a.example/"); (err == nil) != web.well || errors.As(err, &held) {
				t.Fatalf("Get on trial = %v", err)
			}
		}
		if err := get("http://a.example/x"); err != nil {
			t.Errorf("after a trial that succeeded: %v", err)
		}
		if n := len(web.asked); web.asked[n-1].Sub(web.asked[n-2]) != 2*time.Second {
			t.Errorf("after a trial that succeeded the pause is %s", web.asked[n-1].Sub(web.asked[n-2]))
		}
		if len(client.paces.hosts) != 0 {
			t.Errorf("still remembered: %v", client.paces.hosts)
		}
	})
}

// Of many visits that wait for a host none asks it once it is to be left alone.
func TestVisitsThatWaitSeeTheHostFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := &failingWeb{}
		client := New("Dateline/test", &book{next: map[string]time.Time{}}, quiet, Options{Transport: web})
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				if _, err := client.Get(t.Context(), Request{URL: fmt.Sprintf("http://a.example/%d", i)}); err == nil {
					t.Error("a page came")
				}
			})
		}
		wg.Wait()
		if len(web.asked) != failuresToHold {
			t.Errorf("a host that fails was asked %d times, want %d", len(web.asked), failuresToHold)
		}
	})
}

func TestPacesAreBounded(t *testing.T) {
	var p paces
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 3 * mostPace {
		p.note(fmt.Sprintf("%d.example", i), now.Add(time.Duration(i)*time.Second), 0, time.Hour, 0, "no answer")
		if len(p.hosts) > mostPace {
			t.Fatalf("%d hosts are remembered", len(p.hosts))
		}
	}
	if p.held(fmt.Sprintf("%d.example", 3*mostPace-1), now) == nil {
		t.Error("the host that failed last is forgotten")
	}
}
