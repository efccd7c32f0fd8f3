package api

import "dateline/indexer"

// Lists in answers are never null: a program that walks them need not ask. What
// an index gives may be shared, so it is copied before the gaps are filled.

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
