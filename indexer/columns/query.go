package columns

import (
	"cmp"
	"math/bits"
	"slices"

	"dateline/indexer"
	"dateline/indexer/timex"
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
	Place Place
	Ends  [2]int64 // seconds since 1970, to tell the entries of its claim apart: see EventOf
}

// A Timeline is what a query finds on the timeline.
type Timeline struct {
	Total, Open, Spanning, Undated int
	ExcludedBy                     indexer.ExcludedBy
	Events                         []Event // one more than was asked for if there are more
	Unit                           timex.Grain
	Buckets                        []indexer.Bucket
	Lanes                          []Lane
	Facets                         map[string][]indexer.FacetCount
}

// A Lane is one of a timeline's lanes, with a claim in it.
type Lane struct {
	indexer.Lane
	Claim uint32 // ordinal
}

// Timeline returns what q asks for of the claims in hits: up to one event more than
// limit, behind a place if that is not nil.
func (s *Snapshot) Timeline(q *indexer.Query, hits Hits, behind *Place, limit int) *Timeline {
	f := newFilter(s.dicts, q)
	t := &timeline{
		filter: f, condition: hits.Condition.compile(s.dicts), tally: newTally(s.dicts, q.Facets),
		limit: limit, behind: behind, keeps: q.Lanes != "", kept: make([][]uint32, len(s.parts)),
	}
	everything := !hits.Text && t.condition == nil && !f.ofArticles() && f.asks == 0
	for i := range s.parts {
		p := &s.parts[i]
		if everything {
			t.all(p)
		} else {
			t.found = make([]uint64, (len(p.eClaim)+63)/64)
			f.claims(p, hits, func(c uint32, _ float64) { t.claim(p, c) })
			t.gather(p)
		}
		t.part++
	}
	slices.SortFunc(t.events, func(a, b Event) int { return a.Place.Compare(b.Place) })
	out := &Timeline{
		Total: t.total, Undated: t.undated, ExcludedBy: t.excluded,
		Events: t.events[:min(len(t.events), limit+1)], Facets: t.tally.facets(),
	}
	t.count(q, out)
	if t.keeps {
		out.Lanes = s.lanes(q, t)
	}
	return out
}

// A timeline gathers what a query finds.
type timeline struct {
	*filter
	condition *Condition
	tally     *tally
	limit     int
	behind    *Place

	extents        extents
	events         []Event // the first of each part
	total, undated int
	excluded       indexer.ExcludedBy
	part           int        // that is gathered from
	found          []uint64   // its events, in bits
	keeps          bool       // what is found is kept, for lanes
	kept           [][]uint32 // rows, by part
	grid           *grid      // nil for years
}

// count works out the buckets, and what reaches beyond them.
func (t *timeline) count(q *indexer.Query, out *Timeline) {
	window := !q.Event.Start.IsZero() && !q.Event.End.IsZero()
	t.extents.each(func(r *run, n int) {
		if r.open() {
			out.Open += n
		} else if window && r.start <= t.event.from && r.end >= t.event.to {
			out.Spanning += n
		}
	})
	if q.Buckets == 0 {
		out.Buckets = t.extents.years()
		return
	}
	out.Buckets = []indexer.Bucket{}
	from, to, ok := t.extents.reach()
	if !q.Event.Start.IsZero() {
		from = t.event.from
	}
	if !q.Event.End.IsZero() {
		to = t.event.to
	}
	if !ok && !window || from >= to {
		return
	}
	t.grid = newGrid(from, to, q.Buckets)
	out.Unit, out.Buckets = t.grid.unit, t.grid.buckets(t.extents.all())
}

// claim finds the events of a claim that is asked for, but for its dates.
func (t *timeline) claim(p *part, c uint32) {
	events := p.eventsOf(c)
	if len(events) == 0 && t.condition.event(p, c, noEvent) {
		t.undated++
	}
	for _, e := range events {
		if !t.condition.event(p, c, int(e)) {
			continue
		}
		switch t.judge(p, e) {
		case wanted:
			t.found[e/64] |= 1 << (e % 64)
		case otherGrain:
			t.excluded.Grain++
		default:
			t.excluded.Event++
		}
	}
}

// gather takes in the events of a part that were found, in order.
func (t *timeline) gather(p *part) {
	g := t.page(p)
	for i, word := range t.found {
		for ; word != 0; word &= word - 1 {
			g.add(uint32(i*64 + bits.TrailingZeros64(word))) //nolint:gosec // rows fit
		}
	}
}

// all takes in the events of a part by their dates alone, run by run.
func (t *timeline) all(p *part) {
	g := t.page(p)
	for i := range p.runs {
		r := &p.runs[i]
		end := uint32(len(p.eClaim)) //nolint:gosec // rows fit
		if i+1 < len(p.runs) {
			end = p.runs[i+1].first
		}
		verdict := t.judgeExtent(r.extent)
		switch {
		case p.deleted != nil || verdict == wanted && g.slow(end):
			t.each(p, g, r.first, end, verdict)
		case verdict == wanted:
			t.total += int(end - r.first)
			g.counts.counts[i] += int32(end - r.first) //nolint:gosec // rows fit
		default:
			t.exclude(verdict, int(end-r.first))
		}
	}
	t.undated += p.living.undated
}

// each takes in the events of a run that live, one by one.
func (t *timeline) each(p *part, g *gatherer, first, end uint32, verdict verdict) {
	for e := first; e < end; e++ {
		switch {
		case p.dead(p.cArticle[p.eClaim[e]]):
		case verdict == wanted:
			g.add(e)
		default:
			t.exclude(verdict, 1)
		}
	}
}

func (t *timeline) exclude(verdict verdict, n int) {
	if verdict == otherGrain {
		t.excluded.Grain += n
	} else {
		t.excluded.Event += n
	}
}

// A gatherer takes in the events of one part, which come in order.
type gatherer struct {
	*timeline
	p        *part
	counts   *partExtents
	firstRow uint32 // that is wanted on the page
	left     int    // events that the page has room for
}

func (t *timeline) page(p *part) *gatherer {
	g := &gatherer{timeline: t, p: p, counts: t.extents.of(p), left: t.limit + 1}
	if t.behind != nil {
		g.firstRow = p.after(*t.behind)
	}
	return g
}

// slow reports whether events up to a row must be looked at one by one.
func (g *gatherer) slow(end uint32) bool {
	return g.tally != nil || g.keeps || g.left > 0 && end > g.firstRow
}

func (g *gatherer) add(e uint32) {
	g.total++
	g.counts.add(e)
	g.tally.event(g.p, e)
	if g.keeps {
		g.kept[g.part] = append(g.kept[g.part], e)
	}
	if g.left > 0 && e >= g.firstRow {
		g.left--
		start, end := g.p.span(e)
		g.events = append(g.events, Event{g.p.fullPlace(e), [2]int64{start, end}})
	}
}

// claims calls do with the claims of a part that are among the hits and asked for, but
// for their dates, and with how well they fit.
func (f *filter) claims(p *part, hits Hits, do func(c uint32, score float64)) {
	take := func(c uint32, score float64) {
		if f.claim(p, c) {
			do(c, score)
		}
	}
	switch {
	case hits.Text:
		for _, h := range hits.Found {
			if c, ok := p.claimRow(h.Ordinal); ok && f.article(p, p.cArticle[c]) {
				take(c, h.Score)
			}
		}
	case f.asks&aSpeaker != 0:
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
	for a := range uint32(len(p.aOrdinal)) { //nolint:gosec // rows fit
		if f.article(p, a) {
			do(a)
		}
	}
}

// ofOutlets calls do with the articles of a part that are of the outlets asked for, by
// name or by host, each once.
func (f *filter) ofOutlets(p *part, do func(a uint32)) {
	for code := range f.outlets {
		for _, a := range p.byOutlet.of(code) {
			do(a)
		}
	}
	for code := range f.hosts {
		for _, a := range p.byHost.of(code) {
			if !f.outlets[p.aOutlet[a]] {
				do(a)
			}
		}
	}
}

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
		if a.Pub == unknownDay {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(dated(r.Age), dated(o.Age)), cmp.Compare(r.Age.Pub, o.Age.Pub), cmp.Compare(r.Age.ID, o.Age.ID), cmp.Compare(r.Nth, o.Nth))
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
	f, condition := newFilter(s.dicts, q), hits.Condition.compile(s.dicts)
	l := newLister(s.dicts, q, behind, limit)
	for i := range s.parts {
		p := &s.parts[i]
		f.claims(p, hits, func(c uint32, score float64) {
			if f.dated && !f.anyEvent(p, c) || !condition.claim(p, c) {
				return
			}
			l.tally.datedClaim(p, c)
			a := p.cArticle[c]
			l.add(Row{p.cOrdinal.at(c), score, p.age(a), int(c - p.aClaims[a])})
		})
	}
	return l.list()
}

// Search returns what q asks for of the articles in hits, as Claims does of claims.
func (s *Snapshot) Search(q *indexer.Query, hits Hits, behind *Row, limit int) *List {
	f, condition := newFilter(s.dicts, q), hits.Condition.compile(s.dicts)
	l := newLister(s.dicts, q, behind, limit)
	for i := range s.parts {
		p := &s.parts[i]
		take := func(a uint32, score float64) {
			if f.holds(p, a) && condition.article(p, a) {
				l.tally.article(p, a)
				l.add(Row{p.aOrdinal[a], score, p.age(a), 0})
			}
		}
		if !hits.Text {
			f.articles(p, func(a uint32) { take(a, 0) })
			continue
		}
		for _, h := range hits.Found {
			if a, ok := p.articleRow(h.Ordinal); ok && f.article(p, a) {
				take(a, h.Score)
			}
		}
	}
	return l.list()
}

// A lister gathers a List.
type lister struct {
	total  int
	tally  *tally
	behind *Row
	page   first[Row]
}

// newLister returns a lister for the order of q. By age alone, scores make no difference:
// hits come without any.
func newLister(d *dicts, q *indexer.Query, behind *Row, limit int) *lister {
	l := &lister{tally: newTally(d, q.Facets), behind: behind, page: first[Row]{most: limit + 1, compare: Row.Compare}}
	if q.Order == indexer.Oldest {
		l.page.compare = compareOldest
	}
	return l
}

func (l *lister) add(r Row) {
	l.total++
	if l.behind == nil || l.page.compare(r, *l.behind) > 0 {
		l.page.add(r)
	}
}

func (l *lister) list() *List { return &List{l.total, l.page.list(), l.tally.facets()} }
