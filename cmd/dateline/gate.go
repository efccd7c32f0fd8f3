package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"dateline/api"
	"dateline/scraper"
)

// A gate lets nothing through to a handler but a question for its health, until the
// index has come up to the archive: half an index would answer that there is nothing.
// Who asks meanwhile is told how far it is.
type gate struct {
	next     http.Handler
	open     atomic.Bool
	done, of atomic.Uint64
}

// prepare brings the index up to the archive, and opens the gate.
func (g *gate) prepare(ctx context.Context, w *work, tell *progress) error {
	defer tell.done()
	err := w.folder.ready(ctx, tell, func(done, of uint64) {
		g.done.Store(done)
		g.of.Store(of)
		tell.caughtUp(done, of)
	})
	if err != nil {
		return err
	}
	g.open.Store(true)
	return nil
}

// nearly is how much of the archive, in parts of it, an index on a cluster may lack and be asked:
// what was crawled lately is missing for a while, but an index that is filled for the first
// time would answer that there is nothing.
const nearly = 10

// await opens the gate when the index, which this process or another keeps, holds nearly all of
// the archive. It looks again when another index has come in its place: where one was removed
// on the cluster, that begins empty.
func (g *gate) await(ctx context.Context, f *folder) {
	for whole := ""; ; {
		if name := f.index.name(); name != whole {
			end, err := f.archive.Seq(ctx)
			at, err2 := f.index.Seq(ctx)
			if err == nil && err2 == nil {
				g.done.Store(at)
				g.of.Store(end)
				if g.open.Store(at >= end-end/nearly); g.open.Load() {
					whole = name
				}
			}
		}
		if scraper.Sleep(ctx, lookForRevisions) != nil {
			return
		}
	}
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.open.Load() || r.URL.Path == "/healthz" {
		g.next.ServeHTTP(w, r)
		return
	}
	says := "The index is brought up to the archive"
	if of := g.of.Load(); of > 0 {
		says += fmt.Sprintf(": %d of %d", g.done.Load(), of)
	}
	if strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/readyz" {
		api.NotReady(w, says+". Ask again in a moment.")
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Retry-After", "5")
	w.WriteHeader(http.StatusServiceUnavailable)
	if r.Method != http.MethodHead {
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Dateline</title></head>
<body><h1>Dateline</h1><p>%s. This page asks again by itself.</p></body></html>
`, says)
	}
}
