package fetch

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestGet(t *testing.T) {
	bomb, deflateBomb := packed(make([]byte, 64<<20)), deflated(make([]byte, 64<<20))
	client, ledger, site := serve(t, Options{MaxBytes: 1 << 20}, func(w http.ResponseWriter, r *http.Request) {
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
		case "/two-members":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(append(packed([]byte("gzip page")), packed([]byte(", all of it"))...))
		case "/padded":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(append(packed([]byte("gzip page")), make([]byte, 64)...))
		case "/by-lines":
			h.Add("Content-Encoding", "gzip")
			h.Add("Content-Encoding", "deflate, identity")
			_, _ = w.Write(deflated(packed([]byte("gzip page"))))
		case "/says-utf-8":
			h.Set("Content-Encoding", "UTF-8")
			fmt.Fprint(w, "plain page")
		case "/nothing-packed":
			h.Set("Content-Encoding", "deflate")
		case "/bytes-for-nothing":
			h.Set("Content-Encoding", "gzip, gzip")
			// A stream of blocks that hold nothing: packed well, and packed again.
			empty := packed(nil)[:10]
			_, _ = w.Write(packed(append(empty, bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 1<<20)...)))
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
		case "/damaged":
			h.Set("Content-Encoding", "gzip")
			body := packed(bytes.Repeat([]byte("page "), 50))
			body[len(body)-6]++ // of the checksum
			_, _ = w.Write(body)
		case "/raw-deflate":
			h.Set("Content-Encoding", "deflate")
			z, _ := flate.NewWriter(w, 1)
			fmt.Fprint(z, "raw deflate page")
			_ = z.Close()
		case "/deflate-bomb":
			h.Set("Content-Encoding", "deflate")
			_, _ = w.Write(deflateBomb)
		case "/binary":
			h.Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("\x00\xff\xfe\x89PNG"))
		case "/lying-length":
			raw(w, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\npage and more")
		case "/no-http":
			raw(w, "220 mail.a.example ESMTP\r\n")
		case "/huge-header":
			raw(w, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 2<<20)+"\r\n\r\n")
		case "/drip-header":
			raw(w, "HTTP/1.1 200 OK\r\nX: ") // and then nothing
		case "/never-asked":
			w.WriteHeader(http.StatusNotModified)
		case "/part":
			w.WriteHeader(http.StatusPartialContent)
			fmt.Fprint(w, "half a pa")
		case "/to-itself":
			http.Redirect(w, r, "/to-itself#again", http.StatusFound)
		case "/to-digits":
			http.Redirect(w, r, "http://2130706433/", http.StatusFound)
		case "/to-user":
			h.Set("Location", "http://user:secret@a.example/")
			w.WriteHeader(http.StatusFound)
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
	hasty := New("Dateline/test", ledger, quiet, Options{Timeout: 300 * time.Millisecond, AllowPrivate: []string{"127.0.0.1"}})
	for _, tt := range []struct{ path, body, says string }{
		{"/plain", "plain page", ""},
		{"/gzip", "gzip page", ""},
		{"/deflate", "deflate page", ""},
		{"/says-gzip", "not packed at all", ""},
		{"/moved", "plain page", ""},
		{"/raw-deflate", "raw deflate page", ""},
		{"/two-members", "gzip page, all of it", ""},
		{"/padded", "gzip page", ""},
		{"/by-lines", "gzip page", ""},
		{"/says-utf-8", "plain page", ""},
		{"/nothing-packed", "", ""},
		{"/bytes-for-nothing", "", "too large"},
		{"/binary", "\x00\xff\xfe\x89PNG", ""},
		{"/lying-length", "page", ""},
		{"/deflate-bomb", "", "too large"},
		{"/damaged", "", "came damaged"},
		{"/no-http", "", "broke off"},
		{"/huge-header", "", "header of the answer of 127.0.0.1"},
		{"/drip-header", "", "did not answer in full within 300ms"},
		{"/never-asked", "", "304 Not Modified"},
		{"/part", "", "206 Partial Content"},
		{"/to-itself", "", "too many redirects: they lead back"},
		{"/to-digits", "", "no name"},
		{"/to-user", "", "user name"},
		{"/brotli", "", "not asked for"},
		{"/bomb", "", "too large"},
		{"/bombbomb", "", "too large"},
		{"/nested", "", "packed 3 times"},
		{"/huge", "", "too large"},
		{"/says-huge", "", "too large"},
		{"/drip", "", "did not answer in full within 300ms"},
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
		from := client
		if strings.HasPrefix(tt.path, "/drip") {
			from = hasty
		}
		page, err := from.Get(t.Context(), Request{URL: site + tt.path})
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
	if until := ledger.held[strings.TrimPrefix(site, "http://")]; time.Until(until) < 23*time.Hour {
		t.Errorf("the host that asked for a day is held until %s", until)
	}
	var held *HeldError
	if _, err := client.Get(t.Context(), Request{URL: site + "/plain"}); !errors.As(err, &held) || time.Until(held.Until) < 23*time.Hour {
		t.Errorf("Get from the host that asked for a day: %v, want that it is left alone", err)
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

func TestNoAnswerIsExplained(t *testing.T) {
	client := New("Dateline/test", &memory{}, quiet, Options{Transport: failing{}})
	_, err := client.Get(t.Context(), Request{URL: "http://a.example/x"})
	if err == nil || !strings.Contains(err.Error(), "a.example broke off: unexpected EOF (asked for robots.txt)") || strings.Contains(err.Error(), "\n") {
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
		{"", 0}, {"5", 5 * time.Second}, {"-5", 0}, {"soon", 0}, {"9999999999", 24 * time.Hour}, {"99999999999999999999", 24 * time.Hour}, {"86401", 24 * time.Hour}, {"1.5", 1500 * time.Millisecond}, {"1e400", 24 * time.Hour}, {"5m", 0}, {"NaN", 0}, {"0", 0},
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
