package demoweb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
)

func newWeb(t testing.TB) *Web {
	t.Helper()
	w, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// get asks w for url, with headers in pairs, and returns status, header and body.
func get(t testing.TB, w *Web, url string, header ...string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.RoundTrip(req)
	if err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	defer res.Body.Close() //nolint:errcheck // it is a string
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	return res.StatusCode, res.Header, string(body)
}

const (
	audit = "http://tambercourier.example/news/audit-bridge-tolls-pump-hall/"
	short = "http://tambercourier.example/?p=60117"
)

func TestStatus(t *testing.T) {
	w := newWeb(t)
	for _, tt := range []struct {
		url  string
		want int
	}{
		{"http://tambercourier.example", 200},
		{"http://tambercourier.example/", 200},
		{"http://tambercourier.example/robots.txt", 200},
		{"http://tambercourier.example/feed/", 200},
		{"http://tambercourier.example/feed", 404}, // addresses match exactly
		{audit, 200},
		{audit + "#pier", 200},
		{audit + "?utm=1", 404},
		{short, 301},
		{"http://valleycommerce.example/2019/sorby-profile", 404},
	} {
		if got, _, _ := get(t, w, tt.url); got != tt.want {
			t.Errorf("GET %s: status %d, want %d", tt.url, got, tt.want)
		}
	}
	if _, header, _ := get(t, w, short); header.Get("Location") != "/news/council-orders-bridge-audit/" {
		t.Errorf("GET %s: Location %q", short, header.Get("Location"))
	}
}

func TestConditional(t *testing.T) {
	w := newWeb(t)
	const tag, modified = `"courier-audit-v1"`, "Tue, 10 Nov 2026 12:15:00 GMT"
	for _, tt := range []struct {
		header []string
		want   int
	}{
		{nil, 200},
		{[]string{"If-None-Match", tag}, 304},
		{[]string{"If-None-Match", "W/" + tag}, 304},
		{[]string{"If-None-Match", `"other", ` + tag}, 304},
		{[]string{"If-None-Match", `"other"`}, 200},
		{[]string{"If-Modified-Since", modified}, 304},
		{[]string{"If-Modified-Since", "Wed, 11 Nov 2026 12:15:00 GMT"}, 304},
		{[]string{"If-Modified-Since", "Mon, 09 Nov 2026 12:15:00 GMT"}, 200},
		{[]string{"If-Modified-Since", "yesterday"}, 200},
		{[]string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200},
	} {
		status, header, body := get(t, w, audit, tt.header...)
		if status != tt.want {
			t.Errorf("with %q: status %d, want %d", tt.header, status, tt.want)
		}
		if status == 304 && (body != "" || header.Get("ETag") != tag) {
			t.Errorf("with %q: 304 with %d bytes and ETag %q", tt.header, len(body), header.Get("ETag"))
		}
	}
}

func TestEpoch(t *testing.T) {
	w := newWeb(t)
	_, before, old := get(t, w, audit)
	w.SetEpoch(2)
	status, after, corrected := get(t, w, audit, "If-None-Match", before.Get("ETag"))
	if status != 200 || corrected == old || after.Get("ETag") == before.Get("ETag") || after.Get("Last-Modified") == before.Get("Last-Modified") {
		t.Errorf("at epoch 2: status %d, ETag %s, Last-Modified %s: want a new text under new ones", status, after.Get("ETag"), after.Get("Last-Modified"))
	}
	w.SetEpoch(1)
	if _, _, again := get(t, w, audit); again != old {
		t.Error("back at epoch 1: not the old text")
	}
}

func TestUnknownHost(t *testing.T) {
	w := newWeb(t)
	for _, url := range []string{"http://gone.example/pay-office-1991", "https://tambercourier.example/", "http://tambercourier.example:81/"} {
		_, err := (&http.Client{Transport: w}).Get(url)
		var dns *net.DNSError
		if !errors.As(err, &dns) || !dns.IsNotFound {
			t.Errorf("GET %s: %v, want no such host", url, err)
		}
	}
	if log := w.Requests(); len(log) != 3 || log[0].Status != 0 {
		t.Errorf("log %+v, want three requests without a status", log)
	}
}

func TestHeadAndCancel(t *testing.T) {
	w := newWeb(t)
	res, err := (&http.Client{Transport: w}).Head(audit)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || len(body) != 0 || res.ContentLength == 0 {
		t.Errorf("HEAD: %d bytes of %d, %v; want none, and the length", len(body), res.ContentLength, err)
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, audit, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.RoundTrip(req); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func TestConcurrent(t *testing.T) {
	w := newWeb(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 20 {
				w.SetEpoch(1 + i%2)
				get(t, w, audit)
				w.Requests()
			}
		})
	}
	wg.Wait()
	if n := len(w.Requests()); n != 160 {
		t.Errorf("%d requests in the log, want 160", n)
	}
}

func TestAddRefuses(t *testing.T) {
	for _, line := range []string{
		``, `{`, `{"url":"https://a.example/"}`, `{"url":"http://a.example"}`, `{"url":"/a"}`, `{"url":"http://a b/"}`,
		`{"url":"http://a.example/","file":"site/none.html"}`, `{"url":"http://a.example/","page":"x"}`,
	} {
		w := &Web{pages: map[string][]answer{}, hosts: map[string]bool{}}
		if err := w.add(files, []byte(line)); err == nil {
			t.Errorf("add(%s): no error", line)
		}
	}
}

func Example() {
	web, err := New()
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: web}
	res, err := client.Get(short)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close() //nolint:errcheck // it is a string
	for _, r := range web.Requests() {
		fmt.Println(r.Status, r.URL)
	}
	fmt.Println(len(Outlets()), "outlets")
	// Output:
	// 301 http://tambercourier.example/?p=60117
	// 200 http://tambercourier.example/news/council-orders-bridge-audit/
	// 6 outlets
}
