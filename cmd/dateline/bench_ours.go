package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"dateline/cmd/dateline/peer"
	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/timex"
)

// openOurs opens the index in a folder, or makes it.
func openOurs(folder string) (*bleve.Index, error) {
	return bleve.Open(folder, slog.New(slog.DiscardHandler), bleve.Options{})
}

// putInto puts readings into an index as a crawl does, so many at a time.
func putInto(ctx context.Context, x indexer.Index, list []*indexer.Reading) error {
	for ; len(list) > 0; list = list[min(batch, len(list)):] {
		part := list[:min(batch, len(list))]
		if err := x.Put(ctx, part[len(part)-1].Revision.Seq, part...); err != nil {
			return err
		}
	}
	return nil
}

// searchOf asks an index for articles, as peers are asked.
func searchOf(x indexer.Index) putting {
	return func(ctx context.Context, q peer.Question) (int, error) {
		found, err := x.Search(ctx, asQuery(q))
		if err != nil {
			return 0, err
		}
		return found.Total, nil
	}
}

// timelineOf asks an index for claims by their dates, as peers are asked.
func timelineOf(x indexer.Index) putting {
	return func(ctx context.Context, q peer.Question) (int, error) {
		found, err := x.Timeline(ctx, asQuery(q))
		if err != nil {
			return 0, err
		}
		return found.Total, nil
	}
}

// sizesOf tells how many megabytes of memory the parts of the index take.
func sizesOf(ctx context.Context, x *bleve.Index) (string, error) {
	sizes, err := x.Sizes(ctx)
	if err != nil {
		return "", err
	}
	parts := make([]string, len(sizes))
	for i, s := range sizes {
		parts[i] = fmt.Sprintf("%s %.2f", s.Of, float64(s.Bytes)/1e6)
	}
	return strings.Join(parts, ", "), nil
}

// asQuery returns a question as the index takes it. Highlights and years come with
// every answer; what is skipped, a cursor leaves behind.
func asQuery(q peer.Question) indexer.Query {
	w := indexer.Query{Text: asText(q), Limit: q.Limit, Event: timex.Interval{Start: q.From, End: q.To}}
	w.Facets = indexer.NoFacets
	if q.Facets {
		w.Facets = peer.Facets
	}
	if q.Newest {
		w.Order = indexer.Newest
	}
	if q.Speaker != "" {
		w.Speakers = []string{q.Speaker}
	}
	if q.Outlet != "" {
		w.Outlets = []string{q.Outlet}
	}
	return w
}

func asText(q peer.Question) string {
	text := ""
	for _, w := range q.Words {
		text += w + " "
	}
	if q.Phrase != "" {
		text += `"` + q.Phrase + `"`
	}
	return text
}
