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
	of := question("t", q)
	after, err := readCursor(of, q, 1)
	if err != nil {
		return nil, err
	}
	words, err := x.text(q.Text, claimProse)
	if err != nil {
		return nil, err
	}
	entries, undated := filters(q, entryType), filters(q, undatedType)
	if words != nil {
		entries, undated = append(entries, words), append(undated, words)
	}
	tl := &indexer.Timeline{Entries: []indexer.Entry{}}
	if tl.Generation, err = x.Seq(ctx); err != nil { // before: see Search
		return nil, err
	}
	dated := dates(q)
	req := unscored(limitOf(q)+1, append(slices.Clone(entries), dated...)...)
	req.Sort = search.SortOrder{&search.SortField{Field: orderField, Type: search.SortFieldAsString}}
	req.SearchAfter = after
	req.Fields = []string{storedField}
	addFacets(req)
	req.AddFacet("bucket", blevesearch.NewFacetRequest(bucketField, math.MaxInt32))
	found, err := x.bleve.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("timeline: %w", err)
	}
	tl.Total, tl.Facets = int(found.Total), facets(found)
	if err := fill(tl, found, of, limitOf(q)); err != nil {
		return nil, fmt.Errorf("timeline: %w", err)
	}
	if len(dated) > 0 {
		left := query.NewBooleanQuery(entries, nil, []query.Query{query.NewConjunctionQuery(dated)})
		if tl.Excluded, err = x.count(ctx, left); err != nil {
			return nil, fmt.Errorf("timeline: count excluded: %w", err)
		}
	}
	if tl.Undated, err = x.count(ctx, undated...); err != nil {
		return nil, fmt.Errorf("timeline: count undated: %w", err)
	}
	return tl, nil
}

// fill puts the page of entries and the buckets of all of them into tl.
func fill(tl *indexer.Timeline, found *blevesearch.SearchResult, of string, limit int) error {
	hits := found.Hits
	if len(hits) > limit {
		hits = hits[:limit]
		tl.Next = cursor{of, hits[limit-1].Sort}.String()
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
	counted := found.Facets["bucket"].Terms.Terms()
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
