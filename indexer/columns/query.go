package columns

import (
	"cmp"
	"slices"

	"dateline/indexer"
)

// A Found is what a text was found in: the ordinal of a document, and how well it fits.
type Found struct {
	Ordinal uint32
	Score   float64
}

// Hits are what an index has found. The zero Hits ask for everything.
type Hits struct {
	Found     []Found
	Text      bool       // words were looked for
	Boosted   bool       // and scored: the newest count for more
	Condition *Condition // what is asked beside; nil for nothing
}

// claims calls do with the claims of a part that are among the hits and asked for, but
// for their dates, and with how well they fit.
func (f *filter) claims(p *part, hits Hits, do func(c uint32, score float64)) {
	take := func(c uint32, score float64) {
		if f.claim(p, c) {
			do(c, score)
		}
	}
	all := !f.ofArticles && p.deleted == nil // then articles need not be looked at
	switch {
	case hits.Text:
		for _, h := range hits.Found {
			if c, ok := p.cOrdinal.row(h.Ordinal); ok && (all || f.article(p, p.cArticle.At(c))) {
				take(c, h.Score)
			}
		}
	case f.asks&aSpeaker != 0:
		for _, e := range f.said(p) {
			if c := p.eClaim.At(e); p.eventsOf(c).at(0) == e && f.article(p, p.cArticle.At(c)) {
				take(c, 0)
			}
		}
		for _, c := range p.undatedBy.all(f.speakers) {
			if f.article(p, p.cArticle.At(c)) {
				take(c, 0)
			}
		}
	default:
		f.articles(p, func(a uint32) {
			for c, to := p.aClaims.At(a), p.aClaims.At(a+1); c < to; c++ {
				take(c, 0)
			}
		})
	}
}

// articles calls do with the articles of a part that are asked for.
func (f *filter) articles(p *part, do func(a uint32)) {
	if f.outlets != nil {
		f.ofOutlets(p, func(a uint32) {
			if f.article(p, a) {
				do(a)
			}
		})
		return
	}
	for a := range uint32(p.aOrdinal.len()) { //nolint:gosec // rows fit
		if f.article(p, a) {
			do(a)
		}
	}
}

// ofOutlets calls do with the articles of a part that are of the outlets asked for, by
// name or by host, each once.
func (f *filter) ofOutlets(p *part, do func(a uint32)) {
	for _, n := range f.sitesIn(p) {
		for _, a := range p.bySite.of(n) {
			do(a)
		}
	}
}

// sitesIn returns the sites of a part that are asked for.
func (f *filter) sitesIn(p *part) set { return p.sites.of(f.outlets, f.hosts) }

// first keeps the first of some things, as many as are asked for.
type first[T any] struct {
	most    int
	compare func(a, b T) int
	things  []T
	full    bool // the last of the first most things is known: none behind it is wanted
}

func (f *first[T]) add(t T) {
	if f.full && f.compare(t, f.things[f.most-1]) > 0 {
		return
	}
	f.things = append(f.things, t)
	if len(f.things) >= 2*f.most {
		f.cut()
	}
}

func (f *first[T]) cut() {
	slices.SortFunc(f.things, f.compare)
	if len(f.things) >= f.most {
		f.things, f.full = f.things[:f.most], true
	}
}

// list returns the things in order.
func (f *first[T]) list() []T {
	f.cut()
	return f.things
}

// A Row is a claim or an article of an answer in its order.
type Row struct {
	Ordinal uint32
	Score   float64
	Age     Age
	Nth     int // of a claim, among those of its article
}

// Compare orders rows: what fits best, then the newest, then as they stand in their article.
func (r Row) Compare(o Row) int {
	return cmp.Or(cmp.Compare(o.Score, r.Score), r.Age.Compare(o.Age), cmp.Compare(r.Nth, o.Nth))
}

// compareOldest orders rows by age, the oldest first, those without a date last.
func compareOldest(r, o Row) int {
	dated := func(a Age) int {
		if a.Pub == UnknownDay {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(dated(r.Age), dated(o.Age)), cmp.Compare(r.Age.Pub, o.Age.Pub), cmp.Compare(r.Age.ID, o.Age.ID), cmp.Compare(r.Nth, o.Nth))
}

// A List is what a query finds, in order.
type List struct {
	Total  int                            // rows
	Folded int                            // articles besides that have the text of a row, or claims that are one
	Rows   []Row                          // one more than was asked for if there are more
	Copies map[uint32]indexer.CopiesFound // folded into rows, by their ordinals
	Facets map[string][]indexer.FacetCount
}

// Claims returns what q asks for of the claims in hits: up to one more than limit, behind
// a row if that is not nil. What copies have of one another is one row, unless q asks for
// all: where the first of them stands.
func (s *Snapshot) Claims(q *indexer.Query, hits Hits, behind *Row, limit int) *List {
	f, condition := newFilter(s.dicts, q), hits.Condition.compile(s.dicts)
	l := newLister(s.dicts, q, behind, limit)
	newest := s.newest()
	var copies copies
	folds := q.Copies == indexer.FoldedCopies
	for i := range s.parts {
		p := &s.parts[i]
		f.claims(p, hits, func(c uint32, score float64) {
			if f.dated && !f.anyEvent(p, c) || !condition.claim(p, c) {
				return
			}
			a := p.cArticle.At(c)
			if hits.Boosted {
				score *= p.recency(a, newest)
			}
			row := func() Row { return Row{p.cOrdinal.at(c), score, p.age(a), int(c - p.aClaims.At(a))} }
			if folds && p.aText.At(a) != 0 && copies.claim(p, c, row()) {
				return
			}
			l.tally.datedClaim(p, c)
			if l.wants(score, p.aPub.at(a)) {
				l.add(row())
			}
		})
	}
	return l.folded(s.dicts, &copies, func(c copied) string { return c.p.cIDs.of(c.from) })
}

// Search returns what q asks for of the articles in hits, as Claims does of claims. Those
// with one text are one row, unless q asks for all: where the first of them stands.
func (s *Snapshot) Search(q *indexer.Query, hits Hits, behind *Row, limit int) *List {
	f, condition := newFilter(s.dicts, q), hits.Condition.compile(s.dicts)
	l := newLister(s.dicts, q, behind, limit)
	newest := s.newest()
	var copies copies
	folds := q.Copies == indexer.FoldedCopies
	for i := range s.parts {
		p := &s.parts[i]
		take := func(a uint32, score float64) {
			if !f.holds(p, a) || !condition.article(p, a) {
				return
			}
			if hits.Boosted {
				score *= p.recency(a, newest)
			}
			if folds && p.aText.At(a) != 0 {
				copies.article(p, a, Row{p.aOrdinal.at(a), score, p.age(a), 0})
				return
			}
			l.tally.article(p, a)
			if l.wants(score, p.aPub.at(a)) {
				l.add(Row{p.aOrdinal.at(a), score, p.age(a), 0})
			}
		}
		if !hits.Text {
			f.articles(p, func(a uint32) { take(a, 0) })
			continue
		}
		for _, h := range hits.Found {
			if a, ok := p.aOrdinal.row(h.Ordinal); ok && f.article(p, a) {
				take(a, h.Score)
			}
		}
	}
	return l.folded(s.dicts, &copies, func(c copied) string { return c.p.aID.at(c.a) })
}

// A lister gathers a List.
type lister struct {
	total  int
	tally  *tally
	behind *Row
	oldest bool // first
	page   first[Row]
}

// newLister returns a lister for the order of q. By age alone, scores make no difference:
// hits come without any.
func newLister(d *dicts, q *indexer.Query, behind *Row, limit int) *lister {
	l := &lister{tally: newTally(d, q.Facets), behind: behind, page: first[Row]{most: limit + 1, compare: Row.Compare}}
	if q.Order == indexer.Oldest {
		l.oldest, l.page.compare = true, compareOldest
	}
	return l
}

// wants reports whether a row may stand on the page, and counts it if not. Most rows need
// not be made to tell.
func (l *lister) wants(score float64, pub int64) bool {
	if !l.page.full {
		return true
	}
	last := &l.page.things[l.page.most-1]
	beyond := score < last.Score || score == last.Score && pub < last.Age.Pub
	if l.oldest {
		beyond = last.Age.Pub != UnknownDay && (pub == UnknownDay || pub > last.Age.Pub)
	}
	if beyond {
		l.total++
	}
	return !beyond
}

func (l *lister) add(r Row) {
	l.total++
	if l.behind == nil || l.page.compare(r, *l.behind) > 0 {
		l.page.add(r)
	}
}

// folded returns the list with some copies, folded, whose ids are told.
func (l *lister) folded(d *dicts, c *copies, id func(copied) string) *List {
	c.fold(l)
	list := l.list()
	list.Folded, list.Copies = c.folded, c.of(l, list.Rows, d.outlet, id)
	return list
}

func (l *lister) list() *List {
	return &List{Total: l.total, Rows: l.page.list(), Facets: l.tally.facets()}
}
