package api

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

// What is large comes compressed to whoever takes that, with the tag that it has
// as it is; HEAD says nothing that is not so.
func TestCompress(t *testing.T) {
	srv := httptest.NewServer(Compress(New(options())))
	defer srv.Close()
	article, health, none := "/api/v1/articles/"+anArticle.ID, "/healthz", "/api/v1/search?"+strings.Repeat("nosuch=1&", 190)
	for _, tt := range []struct {
		method, path, takes string
		compressed          bool
		length              bool // HEAD tells it
		status              int
	}{
		{"GET", article, "gzip, br", true, false, 200},
		{"GET", article, "gzip;q=0", false, false, 200},
		{"GET", article, "", false, false, 200},
		{"GET", "/api/v1/openapi.yaml", "gzip", true, false, 200},
		{"GET", health, "gzip", false, false, 200},
		{"GET", none, "gzip", false, false, 400},
		{"HEAD", article, "gzip", false, false, 200},
		{"HEAD", article, "", false, true, 200},
		{"HEAD", health, "gzip", false, true, 200},
	} {
		get := func(headers ...string) *http.Response {
			req, err := http.NewRequestWithContext(t.Context(), tt.method, srv.URL+tt.path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(headers); i += 2 {
				req.Header.Set(headers[i], headers[i+1])
			}
			resp, err := (&http.Transport{DisableCompression: true}).RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			return resp
		}
		read := func(resp *http.Response) []byte {
			defer func() { _ = resp.Body.Close() }()
			data, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		name := tt.method + " " + brief(tt.path) + " taking " + tt.takes
		plain := get()
		body := read(plain)
		resp := get("Accept-Encoding", tt.takes)
		sent := read(resp)
		if got := resp.Header.Get("Content-Encoding") == "gzip"; got != tt.compressed || resp.StatusCode != tt.status || tt.method == "HEAD" && (resp.ContentLength >= 0) != tt.length {
			t.Errorf("%s: status %d, compressed %v, length %d", name, resp.StatusCode, got, resp.ContentLength)
		}
		if tt.compressed {
			r, err := gzip.NewReader(bytes.NewReader(sent))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if unpacked, err := io.ReadAll(r); err != nil || !bytes.Equal(unpacked, body) || len(sent) >= len(body) {
				t.Errorf("%s: %d bytes become %d, which are %d unpacked (%v)", name, len(body), len(sent), len(unpacked), err)
			}
		}
		if !strings.Contains(strings.Join(resp.Header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: Vary is %v", name, resp.Header.Values("Vary"))
		}
		tag := resp.Header.Get("ETag")
		if tag != plain.Header.Get("ETag") || tag != "" && !strings.HasPrefix(tag, "W/") {
			t.Errorf("%s: the tag is %s, and %s of the same uncompressed", name, tag, plain.Header.Get("ETag"))
		}
		if tag != "" {
			if again := get("Accept-Encoding", tt.takes, "If-None-Match", tag); again.StatusCode != http.StatusNotModified || len(read(again)) > 0 || again.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s: asked again: status %d, headers %v", name, again.StatusCode, again.Header)
			}
		}
	}
}

// A pass is told of line by line, also to whoever takes gzip.
func TestPassIsNotCompressed(t *testing.T) {
	w := do(t, Compress(New(options())), "POST", "/api/v1/crawl", "", "Authorization: Bearer "+testToken, "Accept-Encoding: gzip")
	if w.Code != 200 || w.Header().Get("Content-Encoding") != "" || !w.Flushed {
		t.Errorf("status %d, headers %v, flushed %v", w.Code, w.Header(), w.Flushed)
	}
}

// Pages of other sites read nothing, but those of origins that are named.
func TestShare(t *testing.T) {
	const ours, other = "https://desk.example", "https://evil.example"
	auth := "Authorization: Bearer " + testToken
	on, off := Share([]string{ours}, New(options())), Share(nil, New(options()))
	for _, tt := range []struct {
		name           string
		h              http.Handler
		method, target string
		headers        []string
		status         int
		allowed        string // Access-Control-Allow-Origin
	}{
		{"off", off, "GET", "/api/v1/outlets", []string{"Origin: " + ours}, 200, ""},
		{"off, preflight", off, "OPTIONS", "/api/v1/outlets", []string{"Origin: " + ours, "Access-Control-Request-Method: GET"}, 405, ""},
		{"named", on, "GET", "/api/v1/outlets", []string{"Origin: " + ours}, 200, ours},
		{"named, a problem", on, "GET", "/api/v1/outlets?x=1", []string{"Origin: " + ours}, 400, ours},
		{"named, not the API", on, "GET", "/healthz", []string{"Origin: " + ours}, 200, ""},
		{"another", on, "GET", "/api/v1/outlets", []string{"Origin: " + other}, 200, ""},
		{"longer", on, "GET", "/api/v1/outlets", []string{"Origin: " + ours + ".evil.example"}, 200, ""},
		{"another scheme", on, "GET", "/api/v1/outlets", []string{"Origin: http://desk.example"}, 200, ""},
		{"no origin", on, "GET", "/api/v1/outlets", []string{"Origin: null"}, 200, ""},
		{"preflight", on, "OPTIONS", "/api/v1/outlets", []string{"Origin: " + ours, "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: if-none-match"}, 204, ours},
		{"preflight of another", on, "OPTIONS", "/api/v1/outlets", []string{"Origin: " + other, "Access-Control-Request-Method: GET"}, 204, ""},
		{"preflight of a write", on, "OPTIONS", "/api/v1/crawl", []string{"Origin: " + ours, "Access-Control-Request-Method: POST"}, 204, ""},
		{"preflight with a token", on, "OPTIONS", "/api/v1/outlets", []string{"Origin: " + ours, "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization"}, 204, ""},
		{"a write", on, "POST", "/api/v1/crawl", []string{"Origin: " + ours, auth}, 403, ""},
	} {
		w := do(t, tt.h, tt.method, tt.target, "", tt.headers...)
		if got := w.Header().Get("Access-Control-Allow-Origin"); w.Code != tt.status || got != tt.allowed {
			t.Errorf("%s: status %d, open to %q, want %d, %q", tt.name, w.Code, got, tt.status, tt.allowed)
		}
		if w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: passwords are let through", tt.name)
		}
	}
	if w := do(t, on, "GET", "/api/v1/outlets", ""); !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Origin") {
		t.Errorf("an answer that depends on the origin does not say so: %v", w.Header())
	}
}

func TestCheckOrigin(t *testing.T) {
	for _, tt := range []struct {
		origin string
		want   bool
	}{
		{"https://desk.example", true},
		{"http://localhost:3000", true},
		{"*", false},
		{"https://*.example", false},
		{"https://desk.example/", false},
		{"https://desk.example/path", false},
		{"https://user@desk.example", false},
		{"https://Desk.example", false},
		{"desk.example", false},
		{"file://desk", false},
		{"null", false},
		{"", false},
	} {
		if err := CheckOrigin(tt.origin); (err == nil) != tt.want {
			t.Errorf("CheckOrigin(%q) = %v", tt.origin, err)
		}
	}
}

// A body that does not come is waited for only so long, and said to be late.
func TestSlowBody(t *testing.T) {
	err := fmt.Errorf("read tcp: %w", os.ErrDeadlineExceeded)
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/crawl", io.MultiReader(strings.NewReader(`{"now":`), iotest.ErrReader(err)))
	r.Header.Set("Authorization", "Bearer "+testToken)
	w := httptest.NewRecorder()
	New(options()).ServeHTTP(w, r)
	if w.Code != http.StatusRequestTimeout || !strings.Contains(w.Body.String(), "within 10s") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if err := documented().check("POST", "/api/v1/crawl", w); err != nil {
		t.Error(err)
	}
}
