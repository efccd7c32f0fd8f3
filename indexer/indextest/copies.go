package indextest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/indexer"
)

// withCopies are articles of which some have one text: in pairs, in fours, and one that is
// alone among the copies of what is not held. Of what copies claim, two of three are claims of
// one cluster; a cluster may have two of one article.
func withCopies(seed uint64, n int) []*indexer.Reading {
	rs := Corpus(seed, n)
	for i, r := range rs {
		switch {
		case i%12 < 4:
			r.CopiesOf = rs[i-i%12].Revision.ArticleID
		case i%12 == 5 || i%12 == 11:
			r.CopiesOf = rs[i-i%12+5].Revision.ArticleID
		case i == 7:
			r.CopiesOf = "a0000000000gone"
		}
	}
	for i, r := range rs {
		for k, c := range r.Claims {
			facts := r.Facts[c.ID]
			switch first := rs[i-i%12].Claims; {
			case i%12 < 4 && k%3 > 0 && k < len(first):
				facts.Cluster = first[k].ID
			case i%12 < 4 && k%3 > 0:
				facts.Cluster = first[1].ID
			}
			r.Facts[c.ID] = facts
		}
	}
	return rs
}

// text returns what an article has in common with its copies alone.
func text(r *indexer.Reading) string { return cmp.Or(r.CopiesOf, r.Revision.ArticleID) }

// folded returns the hits that are left of a list of all copies: of every text the first,
// with those behind it.
func (o oracle) folded(all []indexer.Hit) []indexer.Hit {
	place := map[string]int{}
	var list []indexer.Hit
	outlets := map[string][]string{}
	for _, h := range all {
		r := o[slices.IndexFunc(o, func(r *indexer.Reading) bool { return r.Revision.ArticleID == h.Article.ID })]
		at, ok := place[text(r)]
		if !ok {
			place[text(r)] = len(list)
			h.Copies.List = []indexer.CopyFound{}
			outlets[text(r)] = []string{h.Article.Outlet}
			list = append(list, h)
			continue
		}
		c := &list[at].Copies
		c.Articles++
		c.List = append(c.List, indexer.CopyFound{ID: h.Article.ID, Outlet: h.Article.Outlet})
		if !slices.Contains(outlets[text(r)], h.Article.Outlet) {
			outlets[text(r)] = append(outlets[text(r)], h.Article.Outlet)
			c.Outlets++
		}
	}
	return list
}

// claimCopies: of the claims that copies of one article have of one another the list shows
// the first, tells of the others, and counts what it shows.
func (b battery) claimCopies(t *testing.T) {
	rs := withCopies(13, 96)
	x, o := b.filled(t, rs...), oracle(rs)
	of := map[string]string{}   // what a claim has in common with those of copies alone
	told := map[string]string{} // the outlet of a claim
	for _, r := range rs {
		nth := map[string]int{}
		for _, c := range r.ClaimViews() {
			told[c.ID], of[c.ID] = c.Article.Outlet, c.ID
			if r.CopiesOf != "" {
				of[c.ID] = fmt.Sprintln(r.CopiesOf, c.Cluster, nth[c.Cluster])
			}
			nth[c.Cluster]++
		}
	}
	claims := func(q indexer.Query) *indexer.Claims {
		found, err := x.Claims(t.Context(), q)
		if err != nil {
			t.Fatalf("Claims(%+v): %v", q, err)
		}
		return found
	}
	folded := 0
	for _, q := range questions() {
		want := o.claims(q)
		q.Copies = indexer.AllCopies
		var all []indexer.ClaimView
		for {
			page := claims(q)
			if page.Total != len(want) || page.Folded != 0 || len(page.Copies) > 0 {
				t.Errorf("Claims(%+v) has %d claims, %d folded; want %d", q, page.Total, page.Folded, len(want))
			}
			all = append(all, page.Claims...)
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		var once []string
		copies := map[string]indexer.CopiesFound{}
		first, outlets := map[string]string{}, map[string][]string{}
		values := map[string]facetValues{}
		for _, c := range all {
			key := of[c.ID]
			if first[key] == "" {
				first[key], outlets[key] = c.ID, []string{told[c.ID]}
				once = append(once, c.ID)
				values[key] = facetValues{}
			} else {
				f := copies[first[key]]
				f.Articles++
				f.List = append(f.List, indexer.CopyFound{ID: c.ID, Outlet: told[c.ID]})
				if !slices.Contains(outlets[key], told[c.ID]) {
					f.Outlets++
					outlets[key] = append(outlets[key], told[c.ID])
				}
				copies[first[key]] = f
			}
			values[key].add("outlet", told[c.ID])
			values[key].add("kind", c.Article.Kind)
			values[key].addClaim(c)
		}
		counted := countedOnce(values)
		folded += len(all) - len(once)
		for _, limit := range []int{17, 1000} {
			q.Copies, q.Limit, q.Cursor = indexer.FoldedCopies, limit, ""
			var paged []string
			for {
				page := claims(q)
				if page.Total != len(once) || page.Folded != len(all)-len(once) {
					t.Fatalf("Claims(%+v) has %d claims and %d folded; want %d and %d", q, page.Total, page.Folded, len(once), len(all)-len(once))
				}
				for _, c := range page.Claims {
					paged = append(paged, c.ID)
					if asJSON(page.Copies[c.ID]) != asJSON(copies[c.ID]) {
						t.Errorf("Claims(%+v): the copies of %s are %s, want %s", q, c.ID, asJSON(page.Copies[c.ID]), asJSON(copies[c.ID]))
					}
				}
				if q.Cursor = page.Next; q.Cursor == "" {
					counted.check(t, q, page.Facets)
					break
				}
			}
			if !slices.Equal(paged, once) {
				t.Errorf("Claims(%+v): the pages show %d claims, want %d, or others", q, len(paged), len(once))
			}
		}
	}
	if folded == 0 {
		t.Error("no question finds claims that are folded")
	}
}

// copies: of the articles with one text the list shows the first, tells of the others, and
// counts what it shows; asked for all, it shows all. Pages show every text once.
func (b battery) copies(t *testing.T) {
	rs := withCopies(12, 96)
	x, o := b.filled(t, rs...), oracle(rs)
	qs := questions()
	for _, order := range []indexer.Order{indexer.Newest, indexer.Oldest} {
		qs = append(qs, indexer.Query{Order: order, Limit: 1000}, indexer.Query{Order: order, Text: "ferry OR council", Limit: 1000})
	}
	for _, q := range qs {
		want := o.search(q)
		q.Copies = indexer.AllCopies
		all := search(t, x, q)
		if all.Total != len(want) || all.Folded != 0 || len(all.Hits) != len(want) {
			t.Errorf("Search(%+v) shows %d articles of %d, %d folded; want %d", q, len(all.Hits), all.Total, all.Folded, len(want))
		}
		o.checkArticleFacets(t, q, all.Facets, want)
		q.Copies = indexer.FoldedCopies
		res, once := search(t, x, q), o.folded(all.Hits)
		if res.Total != len(once) || res.Folded != len(want)-len(once) {
			t.Errorf("Search(%+v) has %d texts and %d folded; want %d of %d articles", q, res.Total, res.Folded, len(once), len(want))
		}
		if asJSON(res.Hits) != asJSON(append([]indexer.Hit{}, once...)) {
			t.Errorf("Search(%+v) =\n%s, want\n%s", q, asJSON(res.Hits), asJSON(once))
		}
		o.checkTextFacets(t, q, res.Facets, want)
		limits := []int{1, 7}
		if len(once) > 20 { // by ones they would take minutes on another machine
			limits[0] = 3
		}
		for _, limit := range limits {
			var paged []indexer.Hit
			for q.Limit = limit; ; {
				page := search(t, x, q)
				paged = append(paged, page.Hits...)
				if page.Total != res.Total || page.Folded != res.Folded {
					t.Fatalf("Search(%+v) has %d texts and %d folded on a page, want %d and %d", q, page.Total, page.Folded, res.Total, res.Folded)
				}
				if q.Cursor = page.Next; q.Cursor == "" {
					break
				}
			}
			if asJSON(paged) != asJSON(once) && len(paged)+len(once) > 0 {
				t.Errorf("Search(%+v): the pages show %d texts, want %d, or others", q, len(paged), len(once))
			}
		}
	}
	cursor := search(t, x, indexer.Query{Limit: 1}).Next
	if _, err := x.Search(t.Context(), indexer.Query{Limit: 1, Cursor: cursor, Copies: indexer.AllCopies}); err == nil {
		t.Error("the cursor of a folded list goes on with all copies")
	}
	for _, r := range rs { // each becomes the only one with its text
		r.CopiesOf = ""
	}
	put(t, x, 200, rs...)
	if res := search(t, x, indexer.Query{}); res.Total != len(rs) || res.Folded != 0 {
		t.Errorf("of articles that are copies no more: %d texts and %d folded, want %d", res.Total, res.Folded, len(rs))
	}
}

// checkTextFacets checks the facets of a folded list: every value is told as often as texts
// have it in one of their articles that were found.
func (o oracle) checkTextFacets(t *testing.T, q indexer.Query, got map[string][]indexer.FacetCount, ids []string) {
	t.Helper()
	texts := map[string]facetValues{}
	for _, r := range o {
		if _, found := slices.BinarySearch(ids, r.Revision.ArticleID); !found {
			continue
		}
		has := texts[text(r)]
		if has == nil {
			has = facetValues{}
			texts[text(r)] = has
		}
		ref := r.ArticleRef()
		has.add("outlet", ref.Outlet)
		has.add("kind", ref.Kind)
		has.add("section", r.Revision.Section)
		has.add("lang", strings.ToLower(r.Revision.Language))
		has.add("author", r.Revision.Bylines...)
		has.add("place", placeNames(indexer.PlaceRefs(r.Filed))...)
		for _, c := range r.ClaimViews() {
			has.addClaim(c)
		}
	}
	countedOnce(texts).check(t, q, got)
}

// facetValues are the values of things that are counted as one, by facet.
type facetValues map[string]map[string]bool

func (has facetValues) add(facet string, values ...string) {
	if has[facet] == nil {
		has[facet] = map[string]bool{}
	}
	for _, v := range values {
		has[facet][v] = true
	}
}

// addClaim adds the values that a claim has and not its article.
func (has facetValues) addClaim(c indexer.ClaimView) {
	medium, many, conflict := facts(c.ClaimRef)
	has.add("speaker", c.Speaker.Name)
	has.add("place", placeNames(c.Places)...)
	has.add("medium", medium)
	has.add("origins", many)
	has.add("conflict", conflict)
	for _, e := range c.Entries {
		has.add("grain", string(e.Grain))
	}
}

// countedOnce counts in how many of some groups a value stands.
func countedOnce(groups map[string]facetValues) counts {
	all := newCounts()
	for _, has := range groups {
		for facet, values := range has {
			for v := range values {
				all.add(facet, v)
			}
		}
	}
	return all
}
