package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// While the index is built anew nobody is told that nothing is found.
func TestGate(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	d.inside(func(w *work) {
		if err := w.folder.index.beginAnew(t.Context()); err != nil { // it holds nothing, as after an update
			t.Fatal(err)
		}
		g := &gate{next: http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusTeapot) })}
		g.done.Store(3)
		g.of.Store(41)
		ask := func(path string) *httptest.ResponseRecorder {
			answer := httptest.NewRecorder()
			g.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			return answer
		}
		for path, kind := range map[string]string{"/": "text/html", "/article/a1": "text/html", "/readyz": "problem+json", "/api/v1/search?q=x": "problem+json", "/metrics": "text/html"} {
			a := ask(path)
			if a.Code != http.StatusServiceUnavailable || !strings.Contains(a.Header().Get("Content-Type"), kind) || !strings.Contains(a.Body.String(), "3 of 41") || a.Header().Get("Retry-After") == "" {
				t.Errorf("%s: %d, %v, %s", path, a.Code, a.Header(), a.Body)
			}
		}
		if a := ask("/healthz"); a.Code != http.StatusTeapot {
			t.Errorf("/healthz: %d", a.Code)
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		tell := newProgress(t.Output())
		if err := g.prepare(stopped, w, tell); err == nil || ask("/").Code != http.StatusServiceUnavailable {
			t.Errorf("stopped, it is open: %v", err)
		}
		if err := g.prepare(t.Context(), w, tell); err != nil || ask("/").Code != http.StatusTeapot {
			t.Errorf("ready, it is not open: %v", err)
		}
		if at, err := w.folder.index.Seq(t.Context()); err != nil || at != g.of.Load() {
			t.Errorf("the index is at %d of %d, %v", at, g.of.Load(), err)
		}
	})
}

// When another index comes into the place of the one that is asked, and holds little yet, nobody
// is told that nothing is found.
func TestGateClosesAgain(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	d.inside(func(w *work) {
		ctx, stop := context.WithCancel(t.Context())
		g, ended := &gate{}, make(chan struct{})
		go func() {
			defer close(ended)
			g.await(ctx, w.folder)
		}()
		within(t, 10*time.Second, "the gate opens", g.open.Load)
		if err := w.folder.index.beginAnew(ctx); err != nil {
			t.Fatal(err)
		}
		within(t, 10*time.Second, "the gate closes", func() bool { return !g.open.Load() })
		if err := w.folder.catchUp(ctx, func(uint64, uint64) {}); err != nil {
			t.Fatal(err)
		}
		within(t, 10*time.Second, "the gate opens again", g.open.Load)
		stop()
		<-ended
	})
}
