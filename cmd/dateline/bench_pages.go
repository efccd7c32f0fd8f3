package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dateline/api"
	"dateline/cmd/dateline/peer"
	"dateline/indexer"
	"dateline/ui"
)

// The slowest that one page in twenty may be, and one answer that a drawing waits for.
const (
	pageLeast    = 150 * time.Millisecond
	drawingLeast = 80 * time.Millisecond
)

// A pageClass is a kind of page, or of what a page asks for.
type pageClass struct {
	name      string
	address   func(q peer.Question) string
	questions []peer.Question
	most      time.Duration // of nineteen in twenty
}

// pages measures whole pages as a browser gets them over HTTP, one after another.
func (b *newsBench) pages(ctx context.Context, classes ...pageClass) error {
	mux := http.NewServeMux()
	mux.Handle("/", ui.New(ui.Options{Search: b.ours, Library: noPages{}}))
	mux.Handle("/api/", api.New(api.Options{Searcher: b.ours, Library: noLibrary{}}))
	address, stop, err := serveLoopback(mux)
	if err != nil {
		return err
	}
	defer stop()
	client := &http.Client{}
	defer client.CloseIdleConnections()
	for _, c := range classes {
		b.tell("%s", c.name)
		list := contestant{name: "Dateline", ask: func(ctx context.Context, q peer.Question) (int, error) {
			return -1, get(ctx, client, "http://"+address+c.address(q))
		}}
		var took []time.Duration
		for n := range rounds + 1 {
			some, err := b.turn(ctx, list, c.questions)
			if err != nil {
				return err
			}
			if n > 0 { // the first round warms up
				took = append(took, some...)
			}
		}
		t := newTiming("Dateline", took)
		b.report.Rows = append(b.report.Rows, benchRow{
			Name: c.name, Timings: []timing{t}, Figure: t.P95.Seconds() * 1000,
			Floor: fmt.Sprintf("p95 ≤ %d ms", c.most.Milliseconds()), Met: t.P95 <= c.most,
		})
	}
	return nil
}

// noPages answers for nothing: pages that ask the index need no more.
type noPages struct{ ui.Library }

// pageOf returns the address of the page at a path that asks a question.
func pageOf(path string) func(q peer.Question) string {
	return func(q peer.Question) string {
		return path + "?" + url.Values{"q": {strings.TrimSpace(asText(q))}}.Encode()
	}
}

// drawingOf returns the address of what the timeline is drawn from.
func drawingOf(q peer.Question) string {
	v := url.Values{"marks": {fmt.Sprint(indexer.MaxMarks)}, "buckets": {"600"}, "limit": {"1"}, "facets": indexer.NoFacets}
	if text := strings.TrimSpace(asText(q)); text != "" {
		v.Set("q", text)
	}
	return "/api/v1/timeline?" + v.Encode()
}
