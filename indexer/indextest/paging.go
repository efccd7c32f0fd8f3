package indextest

import (
	"math/rand/v2"
	"slices"
	"testing"

	"dateline/indexer"
)

// paging holds that pages go on rightly while articles are put, replaced and deleted
// between them: what was found all the time is shown once. Where scores or copies decide,
// which change with every article, an answer may say instead that the index has changed.
func (b battery) paging(t *testing.T) {
	all := WithTies(withCopies(15, 60))
	p := &pager{T: t, x: b.filled(t, all[:40]...), all: all, live: slices.Clone(all[:40]), seq: 40, rand: rand.New(rand.NewPCG(15, 15))}
	folded, scored := 0, 0
	for _, q := range questions() {
		if p.rand.IntN(2) == 0 {
			continue
		}
		words := q.Text != ""
		for _, order := range []indexer.Order{indexer.Newest, indexer.Oldest, indexer.Best} {
			q.Order, q.Copies = order, indexer.AllCopies
			best := words && order == indexer.Best
			if p.through(q, best, "search", p.articles, oracle.search) && best {
				scored++
			}
			p.through(q, best, "claims", p.claims, claimIDs)
		}
		q.Copies = indexer.FoldedCopies
		for _, order := range []indexer.Order{indexer.Newest, indexer.Oldest} {
			q.Order = order
			if p.through(q, true, "search", p.articles, func(oracle, indexer.Query) []string { return nil }) {
				folded++
			}
		}
		q.Order = indexer.Best
		p.through(q, false, "timeline", p.entries, entryIDs)
	}
	if folded == 0 || scored == 0 {
		t.Errorf("%d lists with copies folded and %d by scores have changed", folded, scored)
	}
}

func claimIDs(o oracle, q indexer.Query) (ids []string) {
	for _, c := range o.claims(q) {
		ids = append(ids, c.ID)
	}
	return ids
}

func entryIDs(o oracle, q indexer.Query) (ids []string) {
	for _, e := range o.timeline(q).Entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// A pager asks for pages of an index, and changes it between them.
type pager struct {
	*testing.T
	x    indexer.Index
	all  []*indexer.Reading // that there may be
	live oracle             // as they are in the index
	seq  uint64
	rand *rand.Rand
}

// A shown is what a page shows.
type shown struct {
	ids     []string
	article string // of the last
	next    string
	changed bool
}

func (p *pager) articles(q indexer.Query) (s shown) {
	r := search(p.T, p.x, q)
	for _, h := range r.Hits {
		s.ids, s.article = append(s.ids, h.Article.ID), h.Article.ID
	}
	s.next, s.changed = r.Next, r.Changed
	return s
}

func (p *pager) claims(q indexer.Query) (s shown) {
	r, err := p.x.Claims(p.Context(), q)
	if err != nil {
		p.Fatalf("Claims(%+v): %v", q, err)
	}
	for _, c := range r.Claims {
		s.ids, s.article = append(s.ids, c.ID), c.Article.ID
	}
	s.next, s.changed = r.Next, r.Changed
	return s
}

func (p *pager) entries(q indexer.Query) (s shown) {
	r := timeline(p.T, p.x, q)
	for _, e := range r.Entries {
		s.ids, s.article = append(s.ids, e.ID), e.Article.ID
	}
	s.next = r.Next
	return s
}

// through asks for page after page, and reports whether an answer said that the index has
// changed, as only those may that shift.
func (p *pager) through(q indexer.Query, shifts bool, what string, ask func(indexer.Query) shown, find func(oracle, indexer.Query) []string) (changed bool) {
	p.Helper()
	always := find(p.live, q)
	q.Limit = 1 + len(p.all)/9 + p.rand.IntN(9)
	if what != "search" {
		q.Limit += len(always) / 8
	}
	seen := map[string]int{}
	for page := 0; page == 0 || q.Cursor != ""; page++ {
		s := ask(q)
		if s.changed && (page == 0 || !shifts) {
			p.Errorf("%s(%+v): page %d says that the index has changed", what, q, page)
		}
		changed = changed || s.changed
		for _, id := range s.ids {
			seen[id]++
		}
		if q.Cursor = s.next; q.Cursor == "" {
			break
		}
		p.change(s.article)
		now := find(p.live, q)
		always = slices.DeleteFunc(always, func(id string) bool { return !slices.Contains(now, id) })
	}
	if changed {
		return true
	}
	for _, id := range always {
		if seen[id] != 1 {
			p.Errorf("%s(%+v): %s was found all the time, and shown %d times", what, q, id, seen[id])
		}
	}
	for id, n := range seen {
		if n > 1 {
			p.Errorf("%s(%+v): %s is shown %d times", what, q, id, n)
		}
	}
	return false
}

// change puts an article that is new, puts again the one with an id and another, with a
// claim less or with all, and deletes one.
func (p *pager) change(id string) {
	p.seq++
	fresh, other := p.all[p.rand.IntN(len(p.all))], p.live[p.rand.IntN(len(p.live))]
	for _, r := range p.all {
		switch r.Revision.ArticleID {
		case id, other.Revision.ArticleID, fresh.Revision.ArticleID:
			now := *r
			if n := len(r.Claims); n > 0 && p.rand.IntN(2) == 0 {
				at := p.rand.IntN(n)
				now.Claims = slices.Delete(slices.Clone(r.Claims), at, at+1)
			}
			put(p.T, p.x, p.seq, &now)
			p.drop(r.Revision.ArticleID)
			p.live = append(p.live, &now)
		}
	}
	gone := p.live[p.rand.IntN(len(p.live))].Revision.ArticleID
	if err := p.x.Delete(p.Context(), p.seq, gone); err != nil {
		p.Fatalf("Delete: %v", err)
	}
	p.drop(gone)
}

func (p *pager) drop(id string) {
	p.live = slices.DeleteFunc(p.live, func(r *indexer.Reading) bool { return r.Revision.ArticleID == id })
}
