package fetch

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// A memory is a ledger that forgets with the test. Its turns come at once.
type memory struct {
	mu     sync.Mutex
	turns  []string // "host delay"
	held   map[string]time.Time
	robots map[string]RobotsFile
}

func (m *memory) Turn(_ context.Context, host string, delay time.Duration) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turns = append(m.turns, fmt.Sprintf("%s %s", host, delay))
	return time.Time{}, nil
}

func (m *memory) Hold(_ context.Context, host string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held == nil {
		m.held = map[string]time.Time{}
	}
	m.held[host] = until
	return nil
}

func (m *memory) Robots(_ context.Context, origin string) (*RobotsFile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f, ok := m.robots[origin]; ok {
		return &f, nil
	}
	return nil, nil
}

func (m *memory) KeepRobots(_ context.Context, origin string, f RobotsFile) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.robots == nil {
		m.robots = map[string]RobotsFile{}
	}
	m.robots[origin] = f
	return nil
}

var quiet = slog.New(slog.DiscardHandler)

// serve serves pages, and returns a client that may visit them and their address.
func serve(t *testing.T, opt Options, pages http.HandlerFunc) (*Client, *memory, string) {
	t.Helper()
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	opt.AllowPrivate = append(opt.AllowPrivate, strings.TrimPrefix(server.URL, "http://"))
	ledger := &memory{}
	return New("Dateline/test (+mailto:desk@a.example)", ledger, quiet, opt), ledger, server.URL
}

func packed(plain []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(plain)
	_ = z.Close()
	return b.Bytes()
}

func deflated(plain []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(plain)
	_ = z.Close()
	return b.Bytes()
}

func TestGet(t *testing.T) {
	bomb := packed(make([]byte, 64<<20))
	client, ledger, site := serve(t, Options{MaxBytes: 1 << 20, Timeout: 500 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /secret\nCrawl-delay: 0.1\n")
		case "/plain":
			fmt.Fprint(w, "plain page")
		case "/gzip":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed([]byte("gzip page")))
		case "/deflate":
			h.Set("Content-Encoding", "deflate")
			_, _ = w.Write(deflated([]byte("deflate page")))
		case "/says-gzip":
			h.Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "not packed at all")
		case "/brotli":
			h.Set("Content-Encoding", "br")
			fmt.Fprint(w, "?")
		case "/bomb":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		case "/bombbomb":
			h.Set("Content-Encoding", "gzip, gzip")
			_, _ = w.Write(packed(bomb))
		case "/nested":
			h.Set("Content-Encoding", "gzip, gzip, gzip")
			fmt.Fprint(w, "?")
		case "/huge":
			for range 64 {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		case "/says-huge":
			h.Set("Content-Length", "99999999")
		case "/drip":
			for {
				if _, err := fmt.Fprint(w, "x"); err != nil {
					return
				}
				http.NewResponseController(w).Flush() //nolint:errcheck // the client hangs up
				select {
				case <-r.Context().Done():
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		case "/truncated":
			h.Set("Content-Length", "5000")
			fmt.Fprint(w, "short")
		case "/truncated-gzip":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed(bytes.Repeat([]byte("page "), 5000))[:60])
		case "/reset":
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		case "/moved":
			http.Redirect(w, r, "/plain", http.StatusMovedPermanently)
		case "/loop":
			http.Redirect(w, r, "/loop?"+r.URL.RawQuery+"x", http.StatusFound)
		case "/to-private":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "/to-file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/to-port":
			http.Redirect(w, r, "http://a.example:22/", http.StatusFound)
		case "/to-secret":
			http.Redirect(w, r, "/secret/x", http.StatusFound)
		case "/nowhere":
			w.WriteHeader(http.StatusFound)
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/unchanged":
			if r.Header.Get("If-None-Match") == `"v1"` {
				w.WriteHeader(http.StatusNotModified)
			}
		case "/busy":
			h.Set("Retry-After", "120")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/absurd":
			h.Set("Retry-After", "99999999999999999999")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			http.NotFound(w, r)
		}
	})
	for _, tt := range []struct{ path, body, says string }{
		{"/plain", "plain page", ""},
		{"/gzip", "gzip page", ""},
		{"/deflate", "deflate page", ""},
		{"/says-gzip", "not packed at all", ""},
		{"/moved", "plain page", ""},
		{"/brotli", "", "not asked for"},
		{"/bomb", "", "too large"},
		{"/bombbomb", "", "too large"},
		{"/nested", "", "packed 3 times"},
		{"/huge", "", "too large"},
		{"/says-huge", "", "too large"},
		{"/drip", "", "did not answer in full within 500ms"},
		{"/truncated", "", "broke off"},
		{"/truncated-gzip", "", "broke off"},
		{"/reset", "", "broke off"},
		{"/loop", "", "too many redirects"},
		{"/to-private", "", "private or special address"},
		{"/to-file", "", "only http and https"},
		{"/to-port", "", "port 22"},
		{"/to-secret", "", "disallowed by robots.txt"},
		{"/secret/x", "", "disallowed by robots.txt"},
		{"/nowhere", "", "does not say where to"},
		{"/empty", "", "204 No Content"},
		{"/missing", "", "404 Not Found"},
		{"/busy", "", "503 Service Unavailable, and asks to wait 2m0s"},
		{"/absurd", "", "429 Too Many Requests, and asks to wait 24h0m0s"},
	} {
		page, err := client.Get(t.Context(), Request{URL: site + tt.path})
		if tt.says != "" {
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Get(%s) = %v, want an error that says %q", tt.path, err, tt.says)
			}
			continue
		}
		if err != nil || string(page.Body) != tt.body {
			t.Errorf("Get(%s) = %+v, %v; want %q", tt.path, page, err, tt.body)
		}
	}
	if len(ledger.held) != 1 {
		t.Errorf("held hosts: %v, want the one that asked for it", ledger.held)
	}
	for _, turn := range ledger.turns[1:] {
		if !strings.HasSuffix(turn, " 100ms") {
			t.Errorf("a turn was taken as %q, want the delay that robots.txt states", turn)
		}
	}
}

func TestGetTellsOfRedirects(t *testing.T) {
	client, _, site := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/a":
			http.Redirect(w, r, "b#part", http.StatusMovedPermanently)
		case "/b":
			if r.Header.Get("If-None-Match") != "" {
				t.Error("the validators of one address were sent to another")
			}
			http.Redirect(w, r, "/c", http.StatusFound)
		default:
			fmt.Fprint(w, "page")
		}
	})
	page, err := client.Get(t.Context(), Request{URL: site + "/a", ETag: `"a"`})
	if err != nil {
		t.Fatal(err)
	}
	if page.FinalURL != site+"/c" || len(page.Redirects) != 2 || page.Redirects[0].To != site+"/b" || page.Redirects[1].Status != 302 {
		t.Errorf("page at %s by %+v", page.FinalURL, page.Redirects)
	}
}

func TestConditionalGet(t *testing.T) {
	client, _, site := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == "Mon, 24 Feb 2025 14:05:00 GMT" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "User-agent: *\n")
	})
	page, err := client.Get(t.Context(), Request{URL: site + "/x", ETag: `"v1"`, LastModified: "Mon, 24 Feb 2025 14:05:00 GMT"})
	if err != nil || !page.NotModified() || len(page.Body) != 0 {
		t.Errorf("Get = %+v, %v; want not modified", page, err)
	}
}

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
		{"endless", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 2<<20)) }, true},
		{"loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) }, true},
	} {
		asked := 0
		client, _, site := serve(t, Options{Timeout: time.Second}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				asked++
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
		if asked > 1+robotsRedirects {
			t.Errorf("%s: robots.txt was asked for %d times", tt.name, asked)
		}
	}
}

func TestRobotsAreAskedForAgain(t *testing.T) {
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	asked := 0
	client, _, site := serve(t, Options{Now: func() time.Time { return now }}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked++
		}
	})
	for _, step := range []time.Duration{0, 23 * time.Hour, 2 * time.Hour} {
		now = now.Add(step)
		if _, err := client.Robots(t.Context(), site+"/x"); err != nil {
			t.Error(err)
		}
	}
	if asked != 2 {
		t.Errorf("robots.txt was asked for %d times in 25 hours, want 2", asked)
	}
}

func TestGateRefuses(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:8899")
	client := New("Dateline/test", &memory{}, quiet, Options{AllowPrivate: []string{"intranet.example:8080", "10.1.0.0/16", "192.168.7.7"}})
	for _, tt := range []struct {
		url  string
		want bool
	}{
		{"https://a.example/", true},
		{"http://93.184.216.34/", true},
		{"http://a.example:8080/", false},
		{"http://intranet.example:8080/", true},
		{"http://intranet.example:8081/", false},
		{"http://10.1.2.3:8080/", true},
		{"http://192.168.7.7/", true},
		{"http://10.2.0.1/", false},
		{"http://127.0.0.1/", false},
		{"http://127.0.0.1:8899/", false}, // the proxy itself
		{"http://localhost/", false},
		{"http://x.localhost./", false},
		{"http://0.0.0.0/", false},
		{"http://[::]/", false},
		{"http://[::1]/", false},
		{"http://[::ffff:127.0.0.1]/", false},
		{"http://[64:ff9b::7f00:1]/", false},
		{"http://169.254.169.254/", false},
		{"http://100.64.0.1/", false},
		{"http://2130706433/", false},
		{"http://0x7f.1/", false},
		{"http://127.1/", false},
		{"http://user@a.example/", false},
		{"ftp://a.example/", false},
		{"file:///etc/passwd", false},
		{"http:///x", false},
	} {
		if err := client.Check(tt.url); (err == nil) != tt.want || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("Check(%s) = %v, want %v", tt.url, err, tt.want)
		}
	}
}

func TestDialerRefusesWhatNamesLeadTo(t *testing.T) {
	var g gate
	for _, address := range []string{"127.0.0.1:80", "[::1]:443", "10.0.0.1:80", "169.254.169.254:80", "[::ffff:10.0.0.1]:80", "[fe80::1]:80"} {
		network := "tcp4"
		if netip.MustParseAddrPort(address).Addr().Is6() {
			network = "tcp6"
		}
		if err := g.control(network, address, nil); !errors.Is(err, ErrRefused) {
			t.Errorf("dialing %s: %v, want it refused", address, err)
		}
	}
	if err := g.control("tcp4", "93.184.216.34:80", nil); err != nil {
		t.Errorf("dialing a public address: %v", err)
	}
}

// Through a proxy on loopback the web is reached; the proxy itself and what is
// private behind it are not.
func TestProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		if r.URL.Path == "/inside" {
			http.Redirect(w, r, "http://192.168.1.1/", http.StatusFound)
		}
	}))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("NO_PROXY", "")
	client := New("Dateline/test", &memory{}, quiet, Options{})
	if page, err := client.Get(t.Context(), Request{URL: "http://a.example/x"}); err != nil || page.Status != 200 {
		t.Errorf("through the proxy: %v", err)
	}
	for _, address := range []string{proxy.URL + "/x", "http://a.example/inside", "http://10.0.0.1/"} {
		if _, err := client.Get(t.Context(), Request{URL: address}); !errors.Is(err, ErrRefused) {
			t.Errorf("Get(%s) = %v, want it refused", address, err)
		}
	}
	for _, u := range asked {
		if !strings.HasPrefix(u, "http://a.example/") {
			t.Errorf("the proxy was asked for %s", u)
		}
	}
}

func TestNoAnswerIsExplained(t *testing.T) {
	client := New("Dateline/test", &memory{}, quiet, Options{Transport: failing{}})
	_, err := client.Get(t.Context(), Request{URL: "http://a.example/x"})
	if err == nil || !strings.Contains(err.Error(), "robots.txt of a.example cannot be had") || strings.Contains(err.Error(), "\n") {
		t.Errorf("Get = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Get(ctx, Request{URL: "http://b.example/x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Get, stopped: %v", err)
	}
}

type failing struct{}

func (failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return nil, io.ErrUnexpectedEOF
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		value string
		want  time.Duration
	}{
		{"", 0}, {"5", 5 * time.Second}, {"-5", 0}, {"soon", 0}, {"9999999999", 24 * time.Hour}, {"99999999999999999999", 24 * time.Hour}, {"86401", 24 * time.Hour},
		{"Wed, 01 Jan 2025 00:01:00 GMT", time.Minute}, {"Wed, 01 Jan 2020 00:00:00 GMT", 0}, {"Wed, 01 Jan 2099 00:00:00 GMT", 24 * time.Hour},
	} {
		if got := retryAfter(tt.value, now); got != tt.want {
			t.Errorf("retryAfter(%q) = %s, want %s", tt.value, got, tt.want)
		}
	}
}

func ExampleNew() {
	ledger := &memory{} // package frontier has one that outlives the program
	client := New("Dateline/0.1 (+mailto:desk@newsroom.example)", ledger, quiet, Options{})
	u := &url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/admin"}
	fmt.Println(errors.Is(client.Check(u.String()), ErrRefused))
	// Output: true
}
