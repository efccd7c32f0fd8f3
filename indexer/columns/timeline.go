package columns

import (
	"math/bits"
	"slices"

	"dateline/indexer"
	"dateline/indexer/timex"
)

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
	Marks                          []indexer.Mark // of all events, if there are no more than were asked for
	More                           bool           // there are
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
		limit: limit, behind: behind, keeps: q.Lanes != "", most: q.Marks, parts: make([]gathered, len(s.parts)),
	}
	for i := range s.parts {
		p, into := &s.parts[i], &t.parts[i]
		into.part = p
		g := t.gatherer(into)
		switch {
		case hits.Text:
			g.claims(hits)
		case f.fewerSpoken(p):
			g.spoken()
		case t.condition != nil || f.ofArticles || f.asks != 0:
			g.claims(hits)
		default:
			g.all()
		}
	}
	out := &Timeline{
		Total: t.total, Undated: t.undated, ExcludedBy: t.excluded,
		Events: t.page(), Facets: t.tally.facets(),
	}
	out.Marks, out.More = t.marks()
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
	keeps     bool // what is found is kept, for lanes
	most      int  // so many are kept at least, for marks

	parts          []gathered
	total, undated int
	excluded       indexer.ExcludedBy
	grid           *grid // nil for years
}

// gathered is what was found in one part.
type gathered struct {
	*part
	counts []runCount // in the order of the runs
	first  []uint32   // events behind the place, one more than the limit at most
	kept   []uint32   // events
}

// A runCount is how many events of a run were found.
type runCount struct{ run, n int32 }

// each calls do with every run and how many events were found in it. Several may have
// the same extent.
func (t *timeline) each(do func(r *run, n int)) {
	for i := range t.parts {
		p := &t.parts[i]
		for _, c := range p.counts {
			do(&p.runs[c.run], int(c.n))
		}
	}
}

// count works out the buckets, and what reaches beyond them.
func (t *timeline) count(q *indexer.Query, out *Timeline) {
	window := !q.Event.Start.IsZero() && !q.Event.End.IsZero()
	t.each(func(r *run, n int) {
		if r.open() {
			out.Open += n
		} else if window && r.start <= t.event.from && r.end >= t.event.to {
			out.Spanning += n
		}
	})
	if q.Buckets == 0 {
		out.Buckets = t.years()
		return
	}
	out.Buckets = []indexer.Bucket{}
	from, to, ok := t.reach()
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
	out.Unit, out.Buckets = t.grid.unit, t.grid.buckets(t.extents())
}

// page returns the first events of all parts, in order.
func (t *timeline) page() (events []Event) {
	rows := make([][]uint32, len(t.parts))
	for i := range t.parts {
		rows[i] = t.parts[i].first
	}
	t.merge(rows, t.limit+1, func(p *part, e uint32) { events = append(events, p.event(e)) })
	return events
}

// merge calls do with events of the parts, which come in order by part, in the order of
// all: with the first of them, as many as are wanted.
func (t *timeline) merge(rows [][]uint32, most int, do func(p *part, e uint32)) {
	var heads []Place // by part, that of the first that is left
	var left [][]uint32
	var of []*part
	for i, list := range rows {
		if p := t.parts[i].part; len(list) > 0 {
			heads, left, of = append(heads, p.place(list[0])), append(left, list), append(of, p)
		}
	}
	for n := 0; len(heads) > 0 && n < most; n++ {
		least := 0
		for i := range heads {
			if heads[i].Compare(heads[least]) < 0 {
				least = i
			}
		}
		do(of[least], left[least][0])
		if left[least] = left[least][1:]; len(left[least]) == 0 {
			heads, left, of = slices.Delete(heads, least, least+1), slices.Delete(left, least, least+1), slices.Delete(of, least, least+1)
			continue
		}
		heads[least] = of[least].place(left[least][0])
	}
}

// event returns an event as an answer tells it.
func (p *part) event(e uint32) Event {
	start, end := p.span(e)
	return Event{p.place(e), [2]int64{start, end}}
}

// A gatherer takes in the events of one part, which come in order.
type gatherer struct {
	*timeline
	p        *part
	into     *gathered
	run      int     // the one that the last event is in
	end      uint32  // the first event behind that run; 0 before the first
	verdict  verdict // of the run
	firstRow uint32  // that is wanted on the page
}

func (t *timeline) gatherer(into *gathered) *gatherer {
	g := &gatherer{timeline: t, p: into.part, into: into}
	if t.behind != nil {
		g.firstRow = g.p.after(*t.behind)
	}
	return g
}

// claims takes in the events of the claims that are among the hits and asked for.
func (g *gatherer) claims(hits Hits) {
	found := make([]uint64, (len(g.p.eClaim)+63)/64)
	g.filter.claims(g.p, hits, func(c uint32, _ float64) {
		events := g.p.eventsOf(c)
		if len(events) == 0 && g.condition.event(g.p, c, noEvent) {
			g.undated++
		}
		for _, e := range events {
			if g.condition.event(g.p, c, int(e)) {
				found[e/64] |= 1 << (e % 64)
			}
		}
	})
	for i, word := range found {
		for ; word != 0; word &= word - 1 {
			g.add(uint32(i*64 + bits.TrailingZeros64(word))) //nolint:gosec // rows fit
		}
	}
}

// spoken takes in the events of the speakers that are asked for.
func (g *gatherer) spoken() {
	p := g.p
	events, undated := p.bySpeaker.all(g.speakers), p.undatedBy.all(g.speakers)
	g.into.counts = make([]runCount, 0, min(len(events), len(p.runs)))
	if g.asks == aSpeaker && !g.ofArticles && g.condition == nil && p.deleted == nil { // their claims need not be looked at
		for _, e := range events {
			g.add(e)
		}
		g.undated += len(undated)
		return
	}
	asked := func(c uint32, e int) bool {
		return g.article(p, p.cArticle[c]) && g.claim(p, c) && g.condition.event(p, c, e)
	}
	for _, e := range events {
		if asked(p.eClaim[e], int(e)) {
			g.add(e)
		}
	}
	for _, c := range undated {
		if asked(c, noEvent) {
			g.undated++
		}
	}
}

// all takes in the events of the part by their dates alone, run by run.
func (g *gatherer) all() {
	p := g.p
	g.into.counts = make([]runCount, 0, len(p.runs))
	for first := uint32(0); int(first) < len(p.eClaim); first = g.end {
		g.enter(first)
		switch n := g.end - first; {
		case p.deleted != nil || g.verdict == wanted && g.slow():
			for e := first; e < g.end; e++ {
				if !p.dead(p.cArticle[p.eClaim[e]]) {
					g.add(e)
				}
			}
		case g.verdict == wanted:
			g.found(int(n))
		default:
			g.exclude(int(n))
		}
	}
	g.undated += p.living.undated
}

// slow reports whether the events of a run must be looked at one by one.
func (g *gatherer) slow() bool {
	return g.tally != nil || g.keeps || g.total < g.most || g.end > g.firstRow && !g.full()
}

// full reports whether the page has room for no more.
func (g *gatherer) full() bool { return len(g.into.first) > g.limit }

// enter goes on to the run that an event is in.
func (g *gatherer) enter(e uint32) {
	runs := g.p.runs
	g.run = max(g.run, int(g.p.runAt[e/runStep]))
	for g.run+1 < len(runs) && runs[g.run+1].first <= e {
		g.run++
	}
	g.end = uint32(len(g.p.eClaim)) //nolint:gosec // rows fit
	if g.run+1 < len(runs) {
		g.end = runs[g.run+1].first
	}
	g.verdict = g.judgeExtent(runs[g.run].extent)
}

// add takes in an event if its dates are asked for.
func (g *gatherer) add(e uint32) {
	if e >= g.end {
		g.enter(e)
	}
	if g.verdict != wanted {
		g.exclude(1)
		return
	}
	g.found(1)
	g.tally.event(g.p, e)
	if g.keeps || g.total <= g.most {
		g.into.kept = append(g.into.kept, e)
	}
	if e >= g.firstRow && !g.full() {
		g.into.first = append(g.into.first, e)
	}
}

// found counts events of the run.
func (g *gatherer) found(n int) {
	g.total += n
	if last := len(g.into.counts) - 1; last >= 0 && int(g.into.counts[last].run) == g.run {
		g.into.counts[last].n += int32(n) //nolint:gosec // rows fit
		return
	}
	g.into.counts = append(g.into.counts, runCount{int32(g.run), int32(n)}) //nolint:gosec // rows fit
}

// exclude counts events of the run that are not asked for.
func (g *gatherer) exclude(n int) {
	if g.verdict == otherGrain {
		g.excluded.Grain += n
	} else {
		g.excluded.Event += n
	}
}
