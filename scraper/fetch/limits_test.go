package fetch

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dateline/scraper"
)

// A dripWeb begins to answer after a while, and then sends a piece every so often.
type dripWeb struct {
	begins, every time.Duration
	piece, pieces int
	location      string // of a redirect to its own next page, if any
}

func (w *dripWeb) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: -1, Body: http.NoBody}
	switch {
	case r.URL.Path == "/robots.txt":
		answer.Body = io.NopCloser(strings.NewReader("User-agent: *\nCrawl-delay: 60\n"))
		return answer, nil
	case w.location != "":
		answer.StatusCode = http.StatusFound
		answer.Header.Set("Location", r.URL.Path+w.location)
		return answer, nil
	}
	if err := scraper.Sleep(r.Context(), w.begins); err != nil {
		return nil, err
	}
	answer.Body = &dripBody{ctx: r.Context(), web: *w}
	return answer, nil
}

type dripBody struct {
	ctx  context.Context
	web  dripWeb
	rest int // of the piece that came
}

func (b *dripBody) Close() error { return nil }

func (b *dripBody) Read(p []byte) (int, error) {
	if b.rest == 0 {
		if b.web.pieces--; b.web.pieces < 0 {
			return 0, io.EOF
		}
		if err := scraper.Sleep(b.ctx, b.web.every); err != nil {
			return 0, err
		}
		b.rest = b.web.piece
	}
	n := min(len(p), b.rest)
	b.rest -= n
	return n, nil
}

// An answer has to begin in time, to come at a rate, and to end.
func TestSlowServersAreGivenUp(t *testing.T) {
	const s = time.Second
	for _, tt := range []struct {
		web   dripWeb
		says  string
		after time.Duration
	}{
		{dripWeb{begins: 19 * s, every: s, piece: 2048, pieces: 10}, "", 29 * s},
		{dripWeb{begins: 21 * s}, "a.example does not begin to answer within 20s", 20 * s},
		{dripWeb{every: s, piece: 1100, pieces: 25}, "", 25 * s},
		{dripWeb{every: s, piece: 100, pieces: 15}, "", 15 * s}, // slow, but soon over
		{dripWeb{every: s, piece: 1000, pieces: 25}, "a.example is too slow: less than 20 KB came in 20s", 20 * s},
		{dripWeb{every: 25 * s, piece: 2048, pieces: 1}, "a.example is too slow: less than 20 KB came in 20s", 20 * s},
		{dripWeb{every: s, piece: 2048, pieces: 1000}, "a.example did not answer in full within 30s", 30 * s},
		{dripWeb{location: "x"}, "too many redirects: they were followed for 5m0s", 300 * s},
	} {
		synctest.Test(t, func(t *testing.T) {
			client := New("Dateline/test", &book{next: map[string]time.Time{}}, quiet, Options{Transport: &tt.web})
			if _, err := client.Robots(t.Context(), "http://a.example/"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			began := time.Now()
			_, err := client.Get(t.Context(), Request{URL: "http://a.example/x"})
			if took := time.Since(began); took != tt.after || (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%+v: Get = %v after %s, want %q after %s", tt.web, err, took, tt.says, tt.after)
			}
		})
	}
}

// A server that closes a kept connection instead of answering is asked again by
// the transport itself: not at once, either.
func TestTheTransportKeepsThePause(t *testing.T) {
	var mu sync.Mutex
	var asked []time.Time
	client, _, site := serve(t, Options{Delay: 300 * time.Millisecond, FirstByte: 200 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, time.Now())
		n := len(asked)
		mu.Unlock()
		if n == 2 {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, "User-agent: *\n")
	})
	if _, err := client.Get(t.Context(), Request{URL: site + "/x"}); err != nil {
		t.Error(err)
	}
	if len(asked) != 3 || asked[2].Sub(asked[1]) < 290*time.Millisecond {
		t.Errorf("asked at %v, want three times, the last after a pause", asked)
	}
}

// Thousands of hosts leave behind no connection, no goroutine and no turn of
// their own: only so many connections are kept, whoever they lead to.
func TestManyHosts(t *testing.T) {
	const hosts = 2000
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "page") }))
	server.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		mu.Lock()
		defer mu.Unlock()
		switch state {
		case http.StateNew:
			open[conn] = true
		case http.StateClosed, http.StateHijacked:
			delete(open, conn)
		}
	}
	server.Start()
	defer server.Close()
	client := New("Dateline/test", &memory{}, quiet, Options{})
	transport := client.http.(*http.Transport)
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := worker; i < hosts; i += 8 {
				if _, err := client.Get(t.Context(), Request{URL: fmt.Sprintf("http://%d.example/", i)}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	mu.Lock()
	left := len(open)
	mu.Unlock()
	if left > mostIdle+50 { // the server has yet to notice some of those that were closed
		t.Errorf("%d connections are open after visits of %d hosts, want %d at most", left, hosts, mostIdle)
	}
	if n := runtime.NumGoroutine(); n > 5*mostIdle {
		t.Errorf("%d goroutines run after visits of %d hosts", n, hosts)
	}
	if n := len(client.hosts.names) + len(client.origins.names) + len(client.paces.hosts); n != 0 {
		t.Errorf("%d turns and paces are kept", n)
	}
}
