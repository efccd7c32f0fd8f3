package fetch

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
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
		{"", 7 * time.Second, 7 * time.Second},
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
