package bleve

import (
	"cmp"
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

// A nearQuery finds words of one field that stand near one another, in any order. The
// library has phrases only.
type nearQuery struct {
	terms   []string // two or more, each once
	between int      // most words that are others, from the first to the last
	field   string
	boost   float64
}

func (q *nearQuery) SetField(field string) { q.field = field }

func (q *nearQuery) SetBoost(boost float64) { q.boost = boost }

// Searcher returns a search for documents with all of the words, of which those are kept
// where they stand near.
func (q *nearQuery) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	options.IncludeTermVectors = true
	all := make([]query.Query, len(q.terms))
	for i, term := range q.terms {
		t := query.NewTermQuery(term)
		t.SetField(q.field)
		t.SetBoost(q.boost)
		all[i] = t
	}
	s, err := query.NewConjunctionQuery(all).Searcher(ctx, r, m, options)
	if err != nil {
		return nil, err
	}
	return searcher.NewFilteringSearcher(ctx, s, func(_ *search.SearchContext, d *search.DocumentMatch) bool { return q.near(d.FieldTermLocations) }), nil
}

// near reports whether the words stand near one another anywhere, in one value of the field.
func (q *nearQuery) near(found []search.FieldTermLocation) bool {
	places := slices.Clone(found)
	slices.SortFunc(places, func(a, b search.FieldTermLocation) int {
		return cmp.Or(slices.Compare(a.Location.ArrayPositions, b.Location.ArrayPositions), cmp.Compare(a.Location.Pos, b.Location.Pos))
	})
	held := map[string]int{} // words from place i on
	i := 0
	for j, p := range places {
		held[p.Term]++
		for ; i < j; i++ {
			from := &places[i]
			apart := !slices.Equal(from.Location.ArrayPositions, p.Location.ArrayPositions)
			if !apart && int(p.Location.Pos-from.Location.Pos)+1-len(q.terms) <= q.between { //nolint:gosec // positions in a text
				break
			}
			if held[from.Term]--; held[from.Term] == 0 {
				delete(held, from.Term)
			}
		}
		if len(held) == len(q.terms) {
			return true
		}
	}
	return false
}
