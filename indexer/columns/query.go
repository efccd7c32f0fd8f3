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
	Condition *Condition // what is asked beside; nil for nothing
}

// An Event is a place on the timeline.
type Event struct {
	Claim uint32 // its ordinal
	Place Place
	Start int64 // seconds since 1970, to tell the claim's entries apart
	End   int64
}

// A Timeline is what a query finds on the timeline.
type Timeline struct {
	Total, Undated, Excluded int
	Events                   []Event // one more than was asked for if there are more
	Buckets                  []indexer.Bucket
	Facets                   map[string][]indexer.FacetCount
}

// Timeline returns what q asks for of the claims in hits: up to one event more than
// limit, behind a place if that is not nil.
func (s *Snapshot) Timeline(q *indexer.Query, hits Hits, behind *Place, limit int) *Timeline {
	f := newFilter(s.dicts, q)
	t := &timeline{filter: f, condition: hits.Condition.compile(s.dicts), buckets: newBuckets(), tally: newTally(s.dicts)}
	var events []Event
	for i := range s.parts {
		p := &s.parts[i]
		t.page = smallest{most: limit + 1}
		if behind != nil {
			t.page.from = p.after(*behind)
		}
		switch {
		case hits.Text:
			for _, h := range hits.Found {
				if c, ok := p.claimRow(h.Ordinal); ok && f.article(p, p.cArticle[c]) {
					t.claim(p, c)
				}
			}
		case f.bySpeaker:
			for code := range f.speakers {
				for _, c := range p.bySpeaker.of(code) {
					if f.article(p, p.cArticle[c]) {
						t.claim(p, c)
					}
				}
			}
		case f.ofArticles() || f.ofClaims() || t.condition != nil:
			f.articles(p, func(a uint32) {
				for c := p.aClaims[a]; c < p.aClaims[a+1]; c++ {
					t.claim(p, c)
				}
			})
		default:
			t.all(p)
		}
		for _, e := range t.page.list() {
			start, end := p.span(e)
			events = append(events, Event{p.cOrdinal[p.eClaim[e]], p.fullPlace(e), start, end})
		}
	}
	slices.SortFunc(events, func(a, b Event) int { return cmp.Or(a.Place.Compare(b.Place), cmp.Compare(a.Claim, b.Claim)) })
	return &Timeline{
		Total: t.total, Undated: t.undated, Excluded: t.excluded, Events: events[:min(len(events), limit+1)],
		Buckets: t.buckets.list(), Facets: t.tally.facets(),
	}
}

// A timeline gathers what a query finds.
type timeline struct {
	*filter
	condition                *Condition
	buckets                  *buckets
	tally                    *tally
	page                     smallest
	total, undated, excluded int
}

// claim takes in the events of a claim whose article is asked for, if the claim is.
func (t *timeline) claim(p *part, c uint32) {
	if !t.filter.claim(p, c) {
		return
	}
	events := p.events[p.cEvents[c]:p.cEvents[c+1]]
	if len(events) == 0 && t.condition.event(p, c, noEvent) {
		t.undated++
	}
	for _, e := range events {
		if !t.condition.event(p, c, int(e)) {
			continue
		}
		if t.event(p, e) {
			t.add(p, e)
		} else {
			t.excluded++
		}
	}
}

func (t *timeline) add(p *part, e uint32) {
	t.total++
	t.buckets.add(p, e)
	t.tally.event(p, e)
	t.page.add(e)
}

// all takes in the events of a part by their dates alone. Those that begin behind the
// interval stand behind it, and so does a chunk of which none reaches into it.
func (t *timeline) all(p *part) {
	before := t.total
	end := p.from(t.to)
	if t.to == forEver {
		end = uint32(len(p.eClaim)) //nolint:gosec // rows fit
	}
	for e := uint32(0); e < end; e++ {
		if e%chunk == 0 && p.last[e/chunk] <= t.from {
			e += chunk - 1
			continue
		}
		if start, _ := p.span(e); start != sinceEver && t.event(p, e) && (p.deleted == nil || !p.dead(p.cArticle[p.eClaim[e]])) {
			t.add(p, e)
		}
	}
	for _, e := range p.early {
		if t.event(p, e) && !p.dead(p.cArticle[p.eClaim[e]]) {
			t.add(p, e)
		}
	}
	t.excluded += p.living.events - (t.total - before)
	t.undated += p.living.undated
}

// articles calls do with the articles of a part that are asked for.
func (f *filter) articles(p *part, do func(a uint32)) {
	if f.byOutlet && len(f.hosts) == 0 {
		for code := range f.outlets {
			for _, a := range p.byOutlet.of(code) {
				if f.article(p, a) {
					do(a)
				}
			}
		}
		return
	}
	for a := range uint32(len(p.aOrdinal)) { //nolint:gosec // rows fit
		if f.article(p, a) {
			do(a)
		}
	}
}

// smallest keeps the smallest rows from one on, as many as are asked for.
type smallest struct {
	from uint32
	most int
	rows []uint32
	full bool
	last uint32 // once it is full: no larger row is wanted
}

func (s *smallest) add(row uint32) {
	if row < s.from || s.full && row > s.last {
		return
	}
	s.rows = append(s.rows, row)
	if len(s.rows) >= 2*s.most {
		s.cut()
	}
}

func (s *smallest) cut() {
	slices.Sort(s.rows)
	if len(s.rows) >= s.most {
		s.rows, s.full = s.rows[:s.most], true
		s.last = s.rows[s.most-1]
	}
}

// list returns the rows in order.
func (s *smallest) list() []uint32 {
	s.cut()
	return s.rows
}

// A Row is a claim or an article of an answer in its order.
type Row struct {
	Ordinal uint32
	Score   float64
	Age     Age
	Nth     int // of a claim, among those of its article
}

// Compare orders rows: what fits best, then the newest, then as they stand in their article.
func (r *Row) Compare(o *Row) int {
	return cmp.Or(cmp.Compare(o.Score, r.Score), r.Age.Compare(o.Age), cmp.Compare(r.Nth, o.Nth))
}

// A List is what a query finds, in order.
type List struct {
	Total  int
	Rows   []Row // one more than was asked for if there are more
	Facets map[string][]indexer.FacetCount
}

// Claims returns what q asks for of the claims in hits: up to one more than limit, behind
// a row if that is not nil.
func (s *Snapshot) Claims(q *indexer.Query, hits Hits, behind *Row, limit int) *List {
	f := newFilter(s.dicts, q)
	tally := newTally(s.dicts)
	l := &List{}
	condition := hits.Condition.compile(s.dicts)
	page := best{most: limit + 1, behind: behind}
	for i := range s.parts {
		p := &s.parts[i]
		take := func(c uint32, score float64) {
			if !f.claim(p, c) || f.dated && !f.anyEvent(p, c) || !condition.claim(p, c) {
				return
			}
			l.Total++
			tally.claim(p, c)
			tally.grainsOf(p, c)
			a := p.cArticle[c]
			page.add(Row{p.cOrdinal[c], score, p.age(a), int(c - p.aClaims[a])})
		}
		switch {
		case hits.Text:
			for _, h := range hits.Found {
				if c, ok := p.claimRow(h.Ordinal); ok && f.article(p, p.cArticle[c]) {
					take(c, h.Score)
				}
			}
		case f.bySpeaker:
			for code := range f.speakers {
				for _, c := range p.bySpeaker.of(code) {
					if f.article(p, p.cArticle[c]) {
						take(c, 0)
					}
				}
			}
		default:
			f.articles(p, func(a uint32) {
				for c := p.aClaims[a]; c < p.aClaims[a+1]; c++ {
					take(c, 0)
				}
			})
		}
	}
	l.Rows, l.Facets = page.list(), tally.facets()
	return l
}

// Search returns what q asks for of the articles in hits, as Claims does of claims.
func (s *Snapshot) Search(q *indexer.Query, hits Hits, behind *Row, limit int) *List {
	f := newFilter(s.dicts, q)
	tally := newTally(s.dicts)
	l := &List{}
	condition := hits.Condition.compile(s.dicts)
	page := best{most: limit + 1, behind: behind}
	for i := range s.parts {
		p := &s.parts[i]
		take := func(a uint32, score float64) {
			if !f.holds(p, a) || !condition.article(p, a) {
				return
			}
			l.Total++
			tally.article(p, a)
			page.add(Row{p.aOrdinal[a], score, p.age(a), 0})
		}
		if hits.Text {
			for _, h := range hits.Found {
				if a, ok := p.articleRow(h.Ordinal); ok && f.article(p, a) {
					take(a, h.Score)
				}
			}
			continue
		}
		f.articles(p, func(a uint32) { take(a, 0) })
	}
	l.Rows, l.Facets = page.list(), tally.facets()
	return l
}

// holds reports whether an article has claims as are asked for: one of the speakers, one
// of the media, one with so many origins, one with a conflict, and one with such dates.
func (f *filter) holds(p *part, a uint32) bool {
	if !f.ofClaims() && !f.dated {
		return true
	}
	spoken, medium, origins, conflict, dated := !f.bySpeaker, !f.byMed, f.origins < 2, !f.conflict, !f.dated
	for c := p.aClaims[a]; c < p.aClaims[a+1]; c++ {
		spoken = spoken || f.speakers[p.cSpeaker[c]]
		medium = medium || f.media[uint32(p.cMedium[c])]
		origins = origins || int(p.cOrigins[c]) >= f.origins
		conflict = conflict || p.cFlags[c]&conflictFlag != 0
		dated = dated || f.anyEvent(p, c)
	}
	return spoken && medium && origins && conflict && dated
}

// best keeps the first rows behind one, as many as are asked for.
type best struct {
	most   int
	behind *Row
	rows   []Row
	full   bool
}

func (b *best) add(r Row) {
	if b.behind != nil && r.Compare(b.behind) <= 0 || b.full && r.Compare(&b.rows[b.most-1]) > 0 {
		return
	}
	b.rows = append(b.rows, r)
	if len(b.rows) >= 2*b.most {
		b.cut()
	}
}

func (b *best) cut() {
	slices.SortFunc(b.rows, func(x, y Row) int { return x.Compare(&y) })
	if len(b.rows) >= b.most {
		b.rows, b.full = b.rows[:b.most], true
	}
}

func (b *best) list() []Row {
	b.cut()
	return b.rows
}
