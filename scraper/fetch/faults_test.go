package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// faults is a server that misbehaves in every way that we have met.
func faults(bomb []byte) http.HandlerFunc {
	const article = "<!doctype html><title>The bridge</title><article><p>The council met on Monday.</p></article>"
	var seen atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		again := func(status int, times int32) {
			if seen.Add(1) <= times {
				w.WriteHeader(status)
				return
			}
			fmt.Fprint(w, article)
		}
		drip := func(first string, pieces ...string) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer func() { _ = conn.Close() }()
			_, err = io.WriteString(conn, first)
			for i := 0; err == nil && i < 400; i++ {
				time.Sleep(10 * time.Millisecond)
				_, err = io.WriteString(conn, pieces[i%len(pieces)])
			}
		}
		switch kind, _, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/"); kind {
		case "robots.txt":
			fmt.Fprint(w, "User-agent: *\nAllow: /\n")
		case "503":
			h.Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "429":
			h.Set("Retry-After", "1")
			again(http.StatusTooManyRequests, 2)
		case "429-for-ever":
			w.WriteHeader(http.StatusTooManyRequests)
		case "429-for-a-year":
			h.Set("Retry-After", time.Now().AddDate(1, 0, 0).UTC().Format(http.TimeFormat))
			w.WriteHeader(http.StatusTooManyRequests)
		case "flaky":
			again(http.StatusInternalServerError, 2)
		case "redirect-loop":
			http.Redirect(w, r, fmt.Sprintf("/redirect-loop?%d", rand.Int()), http.StatusFound)
		case "redirect-private":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "redirect-file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "bomb":
			h.Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		case "huge":
			h.Set("Content-Length", fmt.Sprint(256<<20))
			_, _ = w.Write(bytes.Repeat([]byte("<p>word word word word</p>\n"), 2427))
		case "huge-in-chunks":
			for {
				if _, err := w.Write(bytes.Repeat([]byte("<p>word word word word</p>\n"), 2427)); err != nil {
					return
				}
			}
		case "deep":
			fmt.Fprint(w, "<!doctype html>"+strings.Repeat("<div>", 200000))
		case "drip":
			drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "x")
		case "drip-header":
			drip("HTTP/1.1 200 OK\r\nX: ", "x")
		case "endless-header":
			drip("HTTP/1.1 200 OK\r\n", strings.Repeat("X: "+strings.Repeat("x", 1000)+"\r\n", 100))
		case "endless-hints":
			drip("", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 1000))
		case "endless-chunks":
			drip("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;"+strings.Repeat("y", 5000)+"\r\nx\r\n")
		case "silent":
			drip("", "")
		case "truncated":
			h.Set("Content-Length", "5000")
			fmt.Fprint(w, article[:30])
		case "reset":
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_ = conn.(*net.TCPConn).SetLinger(0)
				_ = conn.Close()
			}
		case "latin1":
			fmt.Fprint(w, "<!doctype html><title>Caf\xe9</title>")
		case "binary":
			_, _ = w.Write([]byte{0, 0xff, 0xfe, 0x89})
		case "pdf":
			h.Set("Content-Type", "application/pdf")
			_, _ = io.WriteString(w, "%PDF-1.4\n%%EOF")
		case "soft404":
			fmt.Fprint(w, "<!doctype html><title>Page not found</title>")
		case "trap":
			fmt.Fprintf(w, "<!doctype html><a href='/trap/%d'>next</a>", rand.Int())
		default:
			http.NotFound(w, r)
		}
	}
}

// Whatever a server does, a visit ends soon and says what happened, in words
// that name the host or the number at fault, and leaves a time for the next one.
func TestFaults(t *testing.T) {
	const s = time.Second
	bomb := packed(make([]byte, 64<<20))
	for _, tt := range []struct {
		kind  string
		says  []string      // of one visit after the other; empty: it brings a page
		rests time.Duration // how long the host is left alone after the last one, at least
		most  time.Duration // and at most
	}{
		{"503", []string{"the server answers 503 Service Unavailable, and asks to wait 1s"}, 4 * s, 5 * s},
		{"429", []string{"429 Too Many Requests, and asks to wait 1s", "429 Too Many Requests", ""}, 2 * s, 2 * s},
		{"429-for-ever", []string{"429", "429", "429"}, 60 * s, 60 * s},
		{"429-for-a-year", []string{"and asks to wait 24h0m0s", "left alone until"}, 24*time.Hour - s, 24 * time.Hour},
		{"flaky", []string{"500 Internal Server Error", "500 Internal Server Error", ""}, 2 * s, 2 * s},
		{"redirect-loop", []string{"too many redirects: 10"}, 2 * s, 2 * s},
		{"redirect-private", []string{"not visited: http://169.254.169.254/latest/meta-data/: it is a private"}, 2 * s, 2 * s},
		{"redirect-file", []string{"only http and https addresses are"}, 2 * s, 2 * s},
		{"bomb", []string{"the page is too large: more than the 8.0 MB"}, 2 * s, 2 * s},
		{"huge", []string{"it says 256.0 MB, and 8.0 MB are taken"}, 2 * s, 2 * s},
		{"huge-in-chunks", []string{"more than the 8.0 MB"}, 2 * s, 2 * s},
		{"deep", []string{""}, 2 * s, 2 * s},
		{"drip", []string{"127.0.0.1 is too slow: less than 1 KB came in 300ms", "is too slow"}, 8 * s, 10 * s},
		{"drip-header", []string{"does not begin to answer within 400ms"}, 4 * s, 5 * s},
		{"endless-header", []string{"header of the answer of 127.0.0.1 is too large"}, 4 * s, 5 * s},
		{"endless-hints", []string{"127.0.0.1"}, 4 * s, 5 * s},
		{"endless-chunks", []string{"127.0.0.1"}, 4 * s, 5 * s},
		{"silent", []string{"does not begin to answer within 400ms"}, 4 * s, 5 * s},
		{"truncated", []string{"the answer of 127.0.0.1 broke off: unexpected EOF"}, 4 * s, 5 * s},
		{"reset", []string{"broke off", "broke off", "broke off", "broke off", "broke off", "it failed 5 times in a row, at last so: the answer of"}, 64 * s, 80 * s},
		{"latin1", []string{""}, 2 * s, 2 * s},
		{"binary", []string{""}, 2 * s, 2 * s},
		{"pdf", []string{""}, 2 * s, 2 * s},
		{"soft404", []string{""}, 2 * s, 2 * s},
		{"trap/7", []string{"", ""}, 2 * s, 2 * s},
		{"nothing", []string{"404 Not Found", "404", "404", "404", "404", "404", "404"}, 2 * s, 2 * s},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			client, ledger, site := serve(t, Options{
				FirstByte: 400 * time.Millisecond, LeastBytes: 1024, RateWindow: 300 * time.Millisecond, Timeout: 2 * s,
			}, faults(bomb))
			host := strings.TrimPrefix(site, "http://")
			for i, says := range tt.says {
				began := time.Now()
				page, err := client.Get(t.Context(), Request{URL: site + "/" + tt.kind})
				ended := time.Now()
				if took := ended.Sub(began); took > 3*s {
					t.Errorf("visit %d took %s", i, took)
				}
				if (err == nil) != (says == "") || err == nil && len(page.Body) == 0 {
					t.Fatalf("visit %d: Get = %v, want %q", i, err, says)
				}
				if err != nil && (!strings.Contains(strings.ReplaceAll(err.Error(), host, "127.0.0.1"), says) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 300) {
					t.Errorf("visit %d: Get = %v, want one line that says %q", i, err, says)
				}
				var held *HeldError
				if i < len(tt.says)-1 || errors.As(err, &held) {
					continue
				}
				if rests := ledger.last.Sub(ended); rests < tt.rests-s/4 || rests > tt.most {
					t.Errorf("the host is left alone for %s, want %s to %s", rests, tt.rests, tt.most)
				}
			}
		})
	}
}
