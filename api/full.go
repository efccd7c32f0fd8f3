package api

import (
	"context"

	"dateline/indexer"
)

// Lists in answers are never null: a program that walks them need not ask. What
// an index gives may be shared, so it is copied before the gaps are filled.

// Full returns a searcher with the answers of s, as this API gives them: where s has no list,
// there is an empty one.
func Full(s indexer.Searcher) indexer.Searcher { return fullSearcher{s} }

type fullSearcher struct{ indexer.Searcher }

// filled returns what fill makes of an answer, if there is one.
func filled[T any](answer *T, err error, fill func(T) T) (*T, error) {
	if err != nil {
		return nil, err
	}
	full := fill(*answer)
	return &full, nil
}

func (s fullSearcher) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	r, err := s.Searcher.Search(ctx, q)
	return filled(r, err, fullResults)
}

func (s fullSearcher) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	l, err := s.Searcher.Claims(ctx, q)
	return filled(l, err, fullClaims)
}

func (s fullSearcher) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	t, err := s.Searcher.Timeline(ctx, q)
	return filled(t, err, fullTimeline)
}

func (s fullSearcher) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	found, err := s.Searcher.Similar(ctx, articleID, limit)
	return filled(found, err, fullSimilar)
}

func (s fullSearcher) SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	found, err := s.Searcher.SimilarClaims(ctx, claimID, limit)
	return filled(found, err, fullSimilarClaims)
}

// list returns s, or an empty list in place of none.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// each returns a list of what f makes of each element of s.
func each[T any](s []T, f func(T) T) []T {
	out := make([]T, len(s))
	for i, v := range s {
		out[i] = f(v)
	}
	return out
}

func fullResults(r indexer.Results) indexer.Results {
	r.Hits = each(r.Hits, func(h indexer.Hit) indexer.Hit {
		h.Bylines, h.Filed = list(h.Bylines), list(h.Filed)
		h.Highlights = each(h.Highlights, func(l indexer.Highlight) indexer.Highlight {
			l.Marks = list(l.Marks)
			return l
		})
		h.Copies.List = list(h.Copies.List)
		return h
	})
	r.Facets = fullFacets(r.Facets)
	return r
}

func fullClaims(l indexer.Claims) indexer.Claims {
	copies := map[string]indexer.CopiesFound{}
	for id, c := range l.Copies {
		c.List = list(c.List)
		copies[id] = c
	}
	l.Copies, l.Claims, l.Facets = copies, each(l.Claims, fullClaim), fullFacets(l.Facets)
	return l
}

func fullSimilar(s indexer.Similar) indexer.Similar {
	s.Words = list(s.Words)
	s.Articles = each(s.Articles, func(one indexer.SimilarOne) indexer.SimilarOne {
		one.Words = list(one.Words)
		return one
	})
	return s
}

func fullSimilarClaims(s indexer.SimilarClaims) indexer.SimilarClaims {
	s.Claim, s.Words = fullClaim(s.Claim), list(s.Words)
	s.Claims = each(s.Claims, func(one indexer.SimilarClaim) indexer.SimilarClaim {
		one.Claim, one.Words = fullClaim(one.Claim), list(one.Words)
		return one
	})
	return s
}

func fullTimeline(t indexer.Timeline) indexer.Timeline {
	t.Buckets = list(t.Buckets)
	t.Lanes = each(t.Lanes, func(l indexer.Lane) indexer.Lane {
		l.Buckets = list(l.Buckets)
		return l
	})
	t.Marks = list(t.Marks)
	t.Entries = each(t.Entries, fullEntry)
	t.Facets = fullFacets(t.Facets)
	return t
}

func fullClaim(v indexer.ClaimView) indexer.ClaimView {
	v.Entries = each(v.Entries, fullEntry)
	v.Speaker.Names, v.Places = list(v.Speaker.Names), list(v.Places)
	return v
}

func fullCluster(c indexer.Cluster) indexer.Cluster {
	c.Claims = each(c.Claims, func(r indexer.Repeated) indexer.Repeated {
		r.Claim = fullClaim(r.Claim)
		return r
	})
	c.Origins = each(c.Origins, func(o indexer.Origin) indexer.Origin {
		o.Articles, o.Reasons = list(o.Articles), list(o.Reasons)
		return o
	})
	c.Conflicts = each(c.Conflicts, func(k indexer.Conflict) indexer.Conflict {
		k.Says = each(k.Says, func(d indexer.DateSaid) indexer.DateSaid {
			d.Claims = list(d.Claims)
			return d
		})
		return k
	})
	c.Reviews = list(c.Reviews)
	return c
}

func fullEntry(e indexer.Entry) indexer.Entry {
	e.Date.Steps = list(e.Date.Steps)
	e.Claim.Speaker.Names, e.Claim.Places = list(e.Claim.Speaker.Names), list(e.Claim.Places)
	return e
}

func fullFacets(m map[string][]indexer.FacetCount) map[string][]indexer.FacetCount {
	out := make(map[string][]indexer.FacetCount, len(m))
	for name, counts := range m {
		out[name] = list(counts)
	}
	return out
}
