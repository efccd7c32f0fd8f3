package columns

import (
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
	t := &timeline{filter: f, condition: hits.Condition.compile(s.dicts), parts: make([]gathered, len(s.parts))}
	for i := range s.parts {
		p, into := &s.parts[i], &t.parts[i]
		into.part = p
		switch {
		case hits.Text:
			t.take(into, t.claims(p, hits))
		case f.asks&aSpeaker != 0:
			t.take(into, t.spoken(p))
		case f.outletsAlone && t.condition == nil:
			t.take(into, t.published(p))
		case t.condition != nil || f.ofArticles || f.asks != 0:
			t.take(into, t.claims(p, hits))
		default:
			t.takeAll(into)
		}
	}
	out := &Timeline{
		Total: t.total, Undated: t.undated, ExcludedBy: t.excluded,
		Events: t.page(behind, limit), Facets: t.facets(newTally(s.dicts, q.Facets)),
	}
	out.Marks, out.More = t.marks(q.Marks, q.Lanes)
	t.count(q, out)
	if q.Lanes != "" {
		out.Lanes = s.lanes(q, t)
	}
	return out
}

// A timeline gathers what a query finds.
type timeline struct {
	*filter
	condition *Condition

	parts          []gathered
	total, undated int
	excluded       indexer.ExcludedBy
	grid           *grid // nil for years
}

// gathered is what was found in one part.
type gathered struct {
	*part
	found []stretch
}

// each calls do with all that was found.
func (t *timeline) each(do func(p *part, s *stretch)) {
	for i := range t.parts {
		for k := range t.parts[i].found {
			do(t.parts[i].part, &t.parts[i].found[k])
		}
	}
}

// eachEvent calls do with every event that was found.
func (t *timeline) eachEvent(do func(p *part, e uint32)) {
	t.each(func(p *part, s *stretch) {
		w := s.walk(p, nil)
		for e, ok := w.event(); ok; e, ok = w.event() {
			do(p, e)
			w.step()
		}
	})
}

// facets returns the counts of the facets of a tally.
func (t *timeline) facets(of *tally) map[string][]indexer.FacetCount {
	if of != nil {
		t.eachEvent(of.event)
	}
	return of.facets()
}

// count works out the buckets, and what reaches beyond them.
func (t *timeline) count(q *indexer.Query, out *Timeline) {
	window := !q.Event.Start.IsZero() && !q.Event.End.IsZero()
	t.each(func(p *part, s *stretch) {
		if s.open {
			out.Open += s.n
		} else if window {
			out.Spanning += s.count(t.event.over(p.block, s.strand))
		}
	})
	if q.Buckets == 0 {
		out.Buckets = t.years()
		return
	}
	out.Buckets = []indexer.Bucket{}
	from, to, ok := t.reach()
	if t.grid = GridOf(q, from, to, ok); t.grid == nil {
		return
	}
	counts := t.grid.empty()
	t.each(func(p *part, s *stretch) { s.eachRun(p, func(r *run, n int) { counts.add(r.extent, n) }) })
	out.Unit, out.Buckets = t.grid.unit, counts.buckets()
}

// page returns the first events behind a place, if that is not nil, in order, and one more
// than the limit.
func (t *timeline) page(behind *Place, limit int) []Event {
	events := make([]Event, 0, min(t.total, limit+1))
	t.merge(behind, limit+1, func(h *head) { events = append(events, Event{h.place, h.ends}) })
	return events
}

// merge calls do with the events of all strands in the order of the timeline: with the
// first of them behind a place, as many as are wanted.
func (t *timeline) merge(behind *Place, most int, do func(h *head)) {
	n := 0
	t.each(func(*part, *stretch) { n++ })
	begun, all := make([]head, 0, n), make(heads, 0, n)
	t.each(func(p *part, s *stretch) {
		begun = append(begun, head{walk: s.walk(p, behind), runs: p.runsOf(s.strand)})
		if h := &begun[len(begun)-1]; h.find() {
			all = append(all, h)
		}
	})
	for i := len(all)/2 - 1; i >= 0; i-- {
		all.sift(i)
	}
	for n = 0; n < most && len(all) > 0; n++ {
		do(all[0])
		all = all.step()
	}
}

// claims returns the events of the claims that are among the hits and asked for.
func (t *timeline) claims(p *part, hits Hits) []uint32 {
	var rows []uint32
	t.filter.claims(p, hits, func(c uint32, _ float64) {
		events := p.eventsOf(c)
		if events.len() == 0 && t.condition.event(p, c, noEvent) {
			t.undated++
		}
		for i := range events.len() {
			if e := events.at(i); t.condition.event(p, c, int(e)) {
				rows = append(rows, e)
			}
		}
	})
	return inOrder(rows)
}

// spoken returns the events of the speakers that are asked for.
func (t *timeline) spoken(p *part) []uint32 {
	events, undated := t.said(p), p.undatedBy.all(t.speakers)
	if t.asks == aSpeaker && !t.ofArticles && t.condition == nil && p.deleted == nil { // their claims need not be looked at
		t.undated += len(undated)
		return events
	}
	asked := func(c uint32, e int) bool {
		return t.article(p, p.cArticle.At(c)) && t.claim(p, c) && t.condition.event(p, c, e)
	}
	var rows []uint32
	for _, e := range events {
		if asked(p.eClaim.At(e), int(e)) {
			rows = append(rows, e)
		}
	}
	for _, c := range undated {
		if asked(c, noEvent) {
			t.undated++
		}
	}
	return rows
}

// published returns the events of the outlets that are asked for, where nothing else is.
func (t *timeline) published(p *part) []uint32 {
	sites := t.sitesIn(p)
	for _, n := range sites {
		t.undated += int(p.undatedAt.At(n))
	}
	rows := p.told.all(sites)
	if p.deleted == nil {
		return rows
	}
	t.ofOutlets(p, func(a uint32) {
		for c, to := p.aClaims.At(a), p.aClaims.At(a+1); c < to && p.dead(a); c++ {
			if p.undated(c) {
				t.undated--
			}
		}
	})
	return slices.DeleteFunc(slices.Clone(rows), p.buried)
}

// take takes in those of some events, in the order of their rows, whose dates are asked for.
func (t *timeline) take(into *gathered, rows []uint32) {
	into.found = make([]stretch, 0, min(len(rows), len(into.strands)))
	for i := range into.strands {
		s := &into.strands[i]
		n := before(rows, s.to)
		if n == 0 {
			continue
		}
		from, to := t.within(into.block, s)
		t.add(into, stretch{strand: s, from: from, to: to, rows: rows[before(rows[:n], from):before(rows[:n], to)]}, n)
		rows = rows[n:]
	}
}

// takeAll takes in all events of a part whose dates are asked for.
func (t *timeline) takeAll(into *gathered) {
	t.undated += into.living.undated
	into.found = make([]stretch, 0, len(into.strands))
	for i := range into.strands {
		s := &into.strands[i]
		all := stretch{strand: s, from: s.from, to: s.to, all: into.part}
		n := all.count(s.from, s.to)
		all.from, all.to = t.within(into.block, s)
		t.add(into, all, n)
	}
}

// add takes in what was found of a strand, of so many events that match but for their dates.
func (t *timeline) add(into *gathered, s stretch, of int) {
	s.n = s.count(s.from, s.to)
	t.total += s.n
	if t.grains&(1<<s.grain) == 0 {
		t.excluded.Grain += of - s.n
	} else {
		t.excluded.Event += of - s.n
	}
	if s.n > 0 {
		into.found = append(into.found, s)
	}
}
