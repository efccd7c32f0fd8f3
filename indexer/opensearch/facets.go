package opensearch

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dateline/indexer"

	"golang.org/x/sync/errgroup"
)

// The bounds of what is counted by value.
const (
	maxFacet   = 100  // values of a facet that are told, the most frequent
	firstShard = 1000 // values that a shard tells of first; more if that does not do
	mostShard  = 50_000
)

// facetFields are where the values of facets stand, by their names.
var facetFields = map[string]string{
	"outlet": "outlet", "kind": "kind", "speaker": "speaker", "medium": "medium", "section": "section", "lang": "lang",
	"author": "author", "place": "place", "grain": "grain", "origins": "many", "conflict": "clash",
}

// facetNames returns the facets that a query wants.
func facetNames(q *indexer.Query) []string {
	switch {
	case slices.Equal(q.Facets, indexer.NoFacets):
		return nil
	case len(q.Facets) == 0:
		return indexer.FacetNames
	}
	return q.Facets
}

// byValue counts documents by the values of a field, of more than are wanted: a value of which
// one shard has told nothing may have more than those that are told of in full.
func byValue(field string, size, shard int) object {
	return object{"terms": object{
		"field": field, "size": 2 * size, "shard_size": max(shard, 2*size), "show_term_doc_count_error": true,
		"order": []object{{"_count": "desc"}, {"_key": "asc"}},
	}}
}

// sure reports whether the counts of the first values, so many, are exact, and no other value
// may have as many as the last of them.
func (t *terms) sure(size int) bool {
	for _, b := range t.Buckets[:min(size, len(t.Buckets))] {
		if b.Short > 0 {
			return false
		}
	}
	if t.Most == 0 { // every shard has told of all that it has
		return true
	}
	if len(t.Buckets) < size {
		return false
	}
	last := t.Buckets[size-1].Count
	for _, b := range t.Buckets[size:] {
		if b.Short > 0 && b.Count+b.Short >= last {
			return false
		}
	}
	return t.Buckets[len(t.Buckets)-1].Count+t.Most < last
}

// topValues counts what a query finds by the values of some fields, so many of each, and
// asks for more of every shard until the counts are exact.
func (a *asked) topValues(ctx context.Context, query object, fields []string, size int) (map[string]terms, error) {
	counted := map[string]terms{}
	for shard := firstShard; len(fields) > 0; shard *= 5 {
		aggs := object{}
		for _, f := range fields {
			aggs[f] = byValue(f, size, shard)
		}
		answers, err := a.search(ctx, request{kind: a.kind, body: object{"size": 0, "track_total_hits": false, "query": query, "aggs": aggs}})
		if err != nil {
			return nil, err
		}
		var unsure []string
		for _, f := range fields {
			var t terms
			if err := answers[0].agg(f, &t); err != nil {
				return nil, err
			}
			counted[f] = terms{t.Most, t.Buckets[:min(size, len(t.Buckets))]}
			if !t.sure(size) && shard < mostShard {
				unsure = append(unsure, f)
			}
		}
		fields = unsure
	}
	return counted, nil
}

// counted is how many rows a query finds.
type counted struct {
	total  int
	folded int // rows besides that stand in the place of others
	facets map[string][]indexer.FacetCount
}

// count counts what a query finds, with its facets. What is folded is one row, which has
// each value of all that are folded into it once.
func (a *asked) count(ctx context.Context) (*counted, error) {
	names := facetNames(&a.q)
	fields := make([]string, len(names))
	for i, n := range names {
		fields[i] = facetFields[n]
	}
	query, folds := a.query, a.q.Copies == indexer.FoldedCopies
	if folds {
		query = a.with(not(has("fold")))
	}
	n := &counted{}
	var copied filtered
	var top map[string]terms
	work, both := errgroup.WithContext(ctx)
	work.Go(func() error {
		got, err := a.search(both, request{kind: a.kind, body: object{
			"size": 0, "track_total_hits": true, "query": a.query, "aggs": object{"folds": object{"filter": has("fold")}},
		}})
		if err != nil {
			return err
		}
		n.total = got[0].Hits.Total.Value
		return got[0].agg("folds", &copied)
	})
	work.Go(func() (err error) {
		top, err = a.topValues(both, query, fields, maxFacet)
		return err
	})
	if err := work.Wait(); err != nil {
		return nil, err
	}
	values := map[string]map[string]int{}
	for _, f := range fields {
		values[f] = map[string]int{}
		for _, b := range top[f].Buckets {
			values[f][b.Key.String()] = b.Count
		}
	}
	if folds && copied.Count > 0 {
		groups, more, err := a.once(ctx, fields)
		if err != nil {
			return nil, err
		}
		n.folded = copied.Count - groups
		n.total -= n.folded
		if err := a.addUp(ctx, query, values, more); err != nil {
			return nil, err
		}
	}
	n.facets = map[string][]indexer.FacetCount{}
	for i, name := range names {
		n.facets[name] = mostFrequent(values[fields[i]])
	}
	return n, nil
}

// once counts what may be folded: how many groups there are of it, and of how many each value
// of a field is. It reads them all, for which they are depends on the question.
func (a *asked) once(ctx context.Context, fields []string) (groups int, values map[string]map[string]int, err error) {
	values = map[string]map[string]int{}
	for _, f := range fields {
		values[f] = map[string]int{}
	}
	last, seen := "", map[string]bool{}
	var after json.RawMessage
	for {
		body := object{
			"size": maxPage, "track_total_hits": false, "_source": false, "query": a.with(has("fold")),
			"sort": []string{"fold", "id"}, "docvalue_fields": append([]string{"fold"}, fields...),
		}
		if after != nil {
			body["search_after"] = after
		}
		got, err := a.search(ctx, request{kind: a.kind, body: body})
		if err != nil {
			return 0, nil, err
		}
		hits := got[0].Hits.Hits
		for i := range hits {
			h := &hits[i]
			if f := h.field("fold"); f != last || groups == 0 {
				last = f
				groups++
				clear(seen)
			}
			for _, f := range fields {
				for _, v := range h.values(f) {
					if key := f + "\x00" + v; !seen[key] {
						seen[key] = true
						values[f][v]++
					}
				}
			}
		}
		if len(hits) < maxPage {
			return groups, values, nil
		}
		after = hits[len(hits)-1].Sort
	}
}

// addUp adds counts of values to those of a query, of which only the most frequent are known:
// of the others that might be among them now it is asked.
func (a *asked) addUp(ctx context.Context, query object, values, more map[string]map[string]int) error {
	for f, counts := range more {
		known := values[f]
		var ask []string
		if len(known) >= maxFacet {
			for v := range counts {
				if _, ok := known[v]; !ok {
					ask = append(ask, v)
				}
			}
		}
		slices.Sort(ask)
		for some := range slices.Chunk(ask, mostAsked) {
			answers, err := a.search(ctx, request{kind: a.kind, body: object{"size": 0, "track_total_hits": false, "query": query, "aggs": object{
				"values": object{"terms": object{"field": f, "include": some, "size": len(some), "shard_size": len(some)}},
			}}})
			if err != nil {
				return err
			}
			var t terms
			if err := answers[0].agg("values", &t); err != nil {
				return err
			}
			for _, b := range t.Buckets {
				known[b.Key.String()] = b.Count
			}
		}
		for v, n := range counts {
			known[v] += n
		}
	}
	return nil
}

// mostAsked is how many values are asked for at once.
const mostAsked = 10_000

// mostFrequent returns the values that most have, those first.
func mostFrequent(counts map[string]int) []indexer.FacetCount {
	list := make([]indexer.FacetCount, 0, len(counts))
	for v, n := range counts {
		list = append(list, indexer.FacetCount{Value: v, Count: n})
	}
	slices.SortFunc(list, func(a, b indexer.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list[:min(len(list), maxFacet)]
}

// wordsError returns an error in the words of whoever asked, where it is theirs.
func wordsError(what string, err error) error {
	var q *indexer.QueryError
	var refused *refusedError
	switch {
	case err == nil, errors.As(err, &q):
		return err
	case errors.As(err, &refused) && strings.Contains(refused.reason, "maxClauseCount"), isKind(err, "too_many_clauses"), isKind(err, "too_complex_to_determinize_exception"):
		return &indexer.QueryError{Field: "q", Says: "a word with * or ~ stands for too many words: write more letters"}
	}
	return fmt.Errorf("%s: %w", what, err)
}
