package bleve

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
)

// Timeline returns the entries that q finds, in order of date. Its text is
// looked for in the claim, its sentence, the speaker and the headline.
func (x *Index) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	of := question("timeline", q)
	after, err := readCursor(of, q, 1)
	if err != nil {
		return nil, err
	}
	words, err := x.text(q.Text, claimProse)
	if err != nil {
		return nil, err
	}
	ask := timelineQuestion{limit: limitOf(q), of: of, after: after, dates: dates(q)}
	ask.entries, ask.undated = filters(q, entryType), filters(q, undatedType)
	if words != nil {
		ask.entries, ask.undated = append(ask.entries, words), append(ask.undated, words)
	}
	for try := 0; ; try++ {
		generation, err := x.Generation(ctx)
		if err != nil {
			return nil, err
		}
		tl, err := x.answer(ctx, ask)
		if err != nil {
			return nil, fmt.Errorf("timeline: %w", err)
		}
		// Its counts come from several searches: they agree if nothing was put
		// in between. A writer that never rests is not waited for.
		now, err := x.Generation(ctx)
		if err != nil {
			return nil, err
		}
		if now == generation || try == 2 {
			tl.Generation = generation
			return tl, nil
		}
	}
}

// A timelineQuestion is a query, as it is put to Bleve.
type timelineQuestion struct {
	entries []query.Query // what entries must meet, but for dates
	dates   []query.Query // what dates must meet; may be empty
	undated []query.Query // what claims without a date must meet
	limit   int
	of      string   // for cursors
	after   []string // nil for the first page
}

func (x *Index) answer(ctx context.Context, ask timelineQuestion) (*indexer.Timeline, error) {
	req := unscored(ask.limit+1, append(slices.Clone(ask.entries), ask.dates...)...)
	req.Sort = search.SortOrder{&search.SortField{Field: orderField, Type: search.SortFieldAsString}}
	req.SearchAfter = ask.after
	req.Fields = []string{storedField}
	addFacets(req)
	req.AddFacet(bucketField, blevesearch.NewFacetRequest(bucketField, math.MaxInt32))
	found, err := x.bleve.SearchInContext(ctx, req)
	if err != nil {
		return nil, err
	}
	tl := &indexer.Timeline{Total: int(found.Total), Entries: []indexer.Entry{}, Facets: facets(found)}
	if err := fill(tl, found, ask); err != nil {
		return nil, err
	}
	if len(ask.dates) > 0 {
		all, err := x.count(ctx, ask.entries...)
		if err != nil {
			return nil, fmt.Errorf("count excluded: %w", err)
		}
		tl.Excluded = max(all-tl.Total, 0)
	}
	if tl.Undated, err = x.count(ctx, ask.undated...); err != nil {
		return nil, fmt.Errorf("count undated: %w", err)
	}
	return tl, nil
}

// fill puts the page of entries and the buckets of all of them into tl.
func fill(tl *indexer.Timeline, found *blevesearch.SearchResult, ask timelineQuestion) error {
	hits := found.Hits
	if len(hits) > ask.limit {
		hits = hits[:ask.limit]
		tl.Next = cursor{ask.of, hits[ask.limit-1].Sort}.String()
	}
	for _, hit := range hits {
		var e indexer.Entry
		stored, _ := hit.Fields[storedField].(string)
		if err := json.Unmarshal([]byte(stored), &e); err != nil {
			return fmt.Errorf("entry %s: %w", hit.ID, err)
		}
		complete(&e)
		tl.Entries = append(tl.Entries, e)
	}
	counted := found.Facets[bucketField].Terms.Terms()
	slices.SortFunc(counted, func(a, b *search.TermFacet) int { return strings.Compare(a.Term, b.Term) })
	tl.Buckets = make([]indexer.Bucket, len(counted))
	for i, c := range counted {
		var err error
		if tl.Buckets[i], err = readBucket(c.Term, c.Count); err != nil {
			return err
		}
	}
	return nil
}

// count returns how many documents meet all of qs.
func (x *Index) count(ctx context.Context, qs ...query.Query) (int, error) {
	found, err := x.bleve.SearchInContext(ctx, unscored(0, qs...))
	if err != nil {
		return 0, err
	}
	return int(found.Total), nil
}
