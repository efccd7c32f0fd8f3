package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/api"
	"dateline/cmd/dateline/peer"
	"dateline/indexer"
)

// onPage is how many articles a page of a search shows.
const onPage = 10

// searches measures searches for articles.
func (b *newsBench) searches(ctx context.Context, d *drawing) error {
	if err := b.ready(ctx); err != nil {
		return err
	}
	words := func(list []string) []peer.Question {
		return d.questions(b.asked, func(i int) peer.Question {
			return peer.Question{Words: []string{nth(list, i)}, Limit: onPage}
		})
	}
	pairs := d.questions(b.asked, func(i int) peer.Question {
		p := nth(d.pairs, i)
		return peer.Question{Words: p[:], Limit: onPage, Highlight: true}
	})
	newest, facets := words(d.common), words(d.common)
	for i := range newest {
		newest[i].Newest = true
		facets[i].Newest, facets[i].Facets = true, true
	}
	phrases := d.questions(b.asked, func(i int) peer.Question {
		return peer.Question{Phrase: nth(d.phrases, i), Limit: onPage}
	})
	for _, c := range []struct {
		name      string
		questions []peer.Question
		floor     float64
		against   string
	}{
		{"rare word", words(d.rare), 0, ""},
		{"common word", words(d.common), 0, ""},
		{"common word, newest first", newest, 10, b.bleve.Name()},
		{"common word, newest first, 8 facets", facets, 8, b.bleve.Name()},
		{"two words, highlights", pairs, 0, ""},
		{"phrase of two words", phrases, 1, b.sqlite.Name()},
	} {
		r, err := b.row(ctx, c.name, b.searchers(), c.questions)
		if err != nil {
			return err
		}
		if c.floor > 0 {
			r.atLeast(c.against, c.floor)
		}
		if err := b.counts(ctx, r, c.questions, false); err != nil {
			return err
		}
	}
	if err := b.deep(ctx, d); err != nil {
		return err
	}
	if err := b.overHTTP(ctx, pairs); err != nil {
		return err
	}
	return b.pages(ctx,
		pageClass{"page of articles: common word", pageOf("/search"), words(d.common), pageLeast},
		pageClass{"page of articles: two words", pageOf("/search"), pairs, pageLeast},
		pageClass{"page of claims: two words", pageOf("/claims"), pairs, pageLeast})
}

// deepPage is the page that is reached by cursors, if there are so many.
const deepPage = 1000

// deep measures a page far behind the first.
func (b *newsBench) deep(ctx context.Context, d *drawing) error {
	b.tell("page %d by cursor", deepPage)
	var first, far, theirFirst, theirs []time.Duration
	pages := 0
	for i := range min(5, len(d.common)) {
		q := asQuery(peer.Question{Words: []string{d.common[i]}, Limit: onPage})
		page := 1
		for ; page < deepPage; page++ {
			found, err := b.ours.Search(ctx, q)
			if err != nil {
				return err
			}
			if found.Next == "" {
				break
			}
			q.Cursor = found.Next
		}
		pages += page
		timed := func(into *[]time.Duration, ask func() error) error {
			for range leastAsked {
				began := time.Now()
				if err := ask(); err != nil {
					return err
				}
				*into = append(*into, time.Since(began))
			}
			return nil
		}
		begin := q
		begin.Cursor = ""
		ask := peer.Question{Words: []string{d.common[i]}, Limit: onPage}
		behind := ask
		behind.Skip = (page - 1) * onPage
		err := errors.Join(
			timed(&first, func() error { _, err := b.ours.Search(ctx, begin); return err }),
			timed(&far, func() error { _, err := b.ours.Search(ctx, q); return err }))
		if err == nil && b.bleve != nil {
			err = errors.Join(
				timed(&theirFirst, func() error { _, err := b.bleve.Search(ctx, ask); return err }),
				timed(&theirs, func() error { _, err := b.bleve.Search(ctx, behind); return err }))
		}
		if err != nil {
			return err
		}
	}
	n := pages / min(5, len(d.common))
	one := benchRow{Name: "common word, page 1", Timings: []timing{newTiming("Dateline", first)}}
	last := benchRow{Name: fmt.Sprintf("the same, page %d by cursor", n), Timings: []timing{newTiming("Dateline", far)}}
	if b.bleve != nil {
		one.Timings = compare(append(one.Timings, newTiming(b.bleve.Name(), theirFirst)))
		last.Timings = compare(append(last.Timings, newTiming(b.bleve.Name(), theirs)))
	}
	last.Figure = float64(last.Timings[0].P50) / float64(one.Timings[0].P50)
	last.Floor, last.Met = fmt.Sprintf("as page 1 ± 50%%: it is %.2f×", last.Figure), last.Figure <= 1.5
	b.report.Rows = append(b.report.Rows, one, last)
	return nil
}

// clients is how many ask over HTTP at once.
const clients = 8

// overHTTP measures the search of the API beside the library in process, if that is one of
// the others.
func (b *newsBench) overHTTP(ctx context.Context, questions []peer.Question) error {
	if b.bleve == nil {
		return nil
	}
	b.tell("search over HTTP")
	address, stop, err := b.serve()
	if err != nil {
		return err
	}
	defer stop()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	list := []contestant{
		{name: "Dateline", ask: func(ctx context.Context, q peer.Question) (int, error) {
			return -1, get(ctx, client, "http://"+address+"/api/v1/search?"+url.Values{"q": {strings.TrimSpace(asText(q))}, "limit": {fmt.Sprint(q.Limit)}, "facets": indexer.NoFacets}.Encode())
		}},
		{name: b.bleve.Name(), ask: b.bleve.Search},
	}
	took := make([][]time.Duration, len(list))
	spent := make([]time.Duration, len(list))
	for n := range rounds + 1 {
		for i, c := range list {
			began := time.Now()
			some, err := b.crowd(ctx, c, questions)
			if err != nil {
				return err
			}
			if n > 0 { // the first round warms up
				took[i], spent[i] = append(took[i], some...), spent[i]+time.Since(began)
			}
		}
	}
	// With more clients than processors an answer over HTTP stands in line for each of its
	// steps, one in process only for its first: what both get done tells their work apart.
	rate := func(i int) float64 { return float64(len(took[i])) / spent[i].Seconds() }
	r := benchRow{
		Name:    fmt.Sprintf("two words, highlights: HTTP, %d clients", clients),
		Timings: compare([]timing{newTiming("Dateline", took[0]), newTiming(b.bleve.Name(), took[1])}),
	}
	r.Figure = 1 / r.Timings[1].Ratio
	r.Floor, r.Met = fmt.Sprintf("≤ 1.5× the library in process: it is %.2f×, at %.3g answers a second to %.3g", r.Figure, rate(0), rate(1)), r.Figure <= 1.5
	b.report.Rows = append(b.report.Rows, r)
	return nil
}

// crowd asks from several clients at once until the time is over.
func (b *newsBench) crowd(ctx context.Context, c contestant, questions []peer.Question) ([]time.Duration, error) {
	took := make([][]time.Duration, clients)
	errs := make([]error, clients)
	var wg sync.WaitGroup
	for n := range clients {
		wg.Go(func() {
			mine := append(slices.Clone(questions[n*len(questions)/clients:]), questions[:n*len(questions)/clients]...)
			took[n], errs[n] = b.turn(ctx, c, mine)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(took...), nil
}

// noLibrary answers for nothing: searches need none.
type noLibrary struct{ api.Library }

// serve answers for the index on loopback, until stop is called.
func (b *newsBench) serve() (address string, stop func(), err error) {
	return serveLoopback(api.New(api.Options{Searcher: b.ours, Library: noLibrary{}}))
}

// get reads an answer to its end.
func get(ctx context.Context, client *http.Client, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, answer.Status)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
