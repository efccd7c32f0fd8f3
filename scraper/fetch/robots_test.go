package fetch

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/scraper/robots"
)

func TestRobotsThatCannotBeHad(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answer  http.HandlerFunc
		visited bool
	}{
		{"missing", http.NotFound, true},
		{"forbidden", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, true},
		{"broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, false},
		{"silent", func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_ = conn.Close()
			}
		}, false},
		{"busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, false},
		{"endless", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 2<<20)) }, true},
		{"endless, with rules", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "User-agent: *\nDisallow: /x\n"+strings.Repeat("# filling\n", 1<<18))
		}, false},
		{"inside", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://10.0.0.1/robots.txt", http.StatusFound)
		}, true},
		{"loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) }, true},
	} {
		var asked atomic.Int32
		client, _, site := serve(t, Options{Timeout: time.Second}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				asked.Add(1)
				tt.answer(w, r)
				return
			}
			fmt.Fprint(w, "page")
		})
		for range 2 {
			_, err := client.Get(t.Context(), Request{URL: site + "/x"})
			if (err == nil) != tt.visited || err != nil && !strings.Contains(err.Error(), "robots.txt") {
				t.Errorf("%s: Get = %v", tt.name, err)
			}
		}
		if asked.Load() > 1+robotsRedirects {
			t.Errorf("%s: robots.txt was asked for %d times", tt.name, asked.Load())
		}
	}
}

func TestRobotsAreAskedForAgain(t *testing.T) {
	for _, tt := range []struct {
		status int // 0: the connection is closed
		steps  []time.Duration
		want   int
	}{
		{200, []time.Duration{0, 23 * time.Hour, 2 * time.Hour}, 2},
		{404, []time.Duration{0, 23 * time.Hour, 2 * time.Hour}, 2},
		{503, []time.Duration{0, 9 * time.Minute, 2 * time.Minute}, 2},
		{429, []time.Duration{0, 9 * time.Minute, 2 * time.Minute}, 2},
		{0, []time.Duration{0, time.Minute, 2 * time.Minute}, 2},
	} {
		now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		var asked atomic.Int32
		client, _, site := serve(t, Options{Now: func() time.Time { return now }}, func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			if tt.status == 0 {
				panic(http.ErrAbortHandler)
			}
			w.WriteHeader(tt.status)
		})
		for _, step := range tt.steps {
			now = now.Add(step)
			if _, err := client.Robots(t.Context(), site+"/x"); (err == nil) != robots.Settled(tt.status) {
				t.Errorf("status %d: Robots: %v", tt.status, err)
			}
		}
		if int(asked.Load()) != tt.want {
			t.Errorf("status %d: robots.txt was asked for %d times in %v, want %d", tt.status, asked.Load(), tt.steps, tt.want)
		}
	}
}

// A host that asks to be left alone is, whatever it was asked for.
func TestHostsAreHeld(t *testing.T) {
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		path       string // that is busy
		status     int
		retryAfter string
		want       time.Duration // at least, and at most a quarter more
	}{
		{"/x", 503, "120", 2 * time.Minute},
		{"/x", 429, "Wed, 01 Jan 2025 00:00:30 GMT", 30 * time.Second},
		{"/x", 429, "", time.Minute},     // it does not say how long
		{"/x", 503, "", 4 * time.Second}, // perhaps that page alone: twice the usual pause
		{"/x", 403, "120", 2 * time.Second},
		{"/robots.txt", 503, "120", 2 * time.Minute},
	} {
		client, ledger, site := serve(t, Options{Now: func() time.Time { return now }}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == tt.path {
				w.Header().Set("Retry-After", tt.retryAfter)
				w.WriteHeader(tt.status)
			}
		})
		if _, err := client.Get(t.Context(), Request{URL: site + "/x"}); err == nil {
			t.Errorf("%+v: Get brought a page", tt)
		}
		if got := ledger.held[strings.TrimPrefix(site, "http://")].Sub(now); got < tt.want || got > tt.want*5/4 {
			t.Errorf("%+v: held for %s", tt, got)
		}
	}
}

// A robots.txt is kept as long as it asks for, within an hour and a day.
func TestRobotsAreKeptAsLongAsTheyAskFor(t *testing.T) {
	for _, tt := range []struct {
		control string
		status  int
		want    time.Duration
	}{
		{"", 200, 24 * time.Hour},
		{"public, max-age=7200", 200, 2 * time.Hour},
		{"Max-Age=\"7200\"", 404, 2 * time.Hour},
		{"max-age=0", 200, time.Hour},
		{"no-cache", 200, time.Hour},
		{"max-age=31536000", 200, 24 * time.Hour},
		{"max-age=-1", 200, 24 * time.Hour},
		{"max-age=99999999999999999999", 200, 24 * time.Hour},
		{"max-age=7200", 503, robotsBusy}, // nothing that it says is believed
	} {
		now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		var asked atomic.Int32
		client, _, site := serve(t, Options{Now: func() time.Time { return now }}, func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Cache-Control", tt.control)
			w.WriteHeader(tt.status)
		})
		for i, step := range []time.Duration{0, tt.want, 2 * time.Second} {
			now = now.Add(step)
			_, _ = client.Robots(t.Context(), site+"/x") // what it says is of no matter here
			if want := []int32{1, 1, 2}[i]; asked.Load() != want {
				t.Errorf("%q, status %d: asked %d times after %s, want %d", tt.control, tt.status, asked.Load(), tt.want+step, want)
			}
		}
	}
}

// The rule at which a file is cut may say less than was meant, and so forbid more.
func TestLongRobotsAreCutAtALine(t *testing.T) {
	const start, last = "User-agent: *\nDisallow: /secret\n", "Disallow: /open"
	fill := strings.Repeat("#", robots.MaxBytes-len(start)-len(last)-1) + "\n"
	client, _, site := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, start+fill+last+"ing-hours\n")
	})
	rules, err := client.Robots(t.Context(), site+"/")
	if err != nil {
		t.Fatal(err)
	}
	if rules.Allowed("Dateline", site+"/secret") || !rules.Allowed("Dateline", site+"/open") {
		t.Error("want the first rule, and not half of the last")
	}
}
