package columns

import (
	"slices"
	"strings"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A filter is what a query asks for, but for its text, in the numbers of the columns.
type filter struct {
	outlets, hosts   map[uint32]bool
	kinds            map[uint32]bool
	byOutlet         bool
	byKind           bool
	published        bool
	pubFrom, pubTo   int64
	speakers, media  map[uint32]bool
	bySpeaker, byMed bool
	origins          int
	conflict         bool
	grains           uint32 // bits
	dated            bool   // it asks for dates of events
	from, to         int64
}

func newFilter(d *dicts, q *indexer.Query) *filter {
	f := &filter{
		byOutlet: len(q.Outlets) > 0, byKind: len(q.Kinds) > 0, bySpeaker: len(q.Speakers) > 0, byMed: len(q.Media) > 0,
		origins: q.Origins, conflict: q.Conflict, from: sinceEver, to: forEver, pubFrom: sinceEver, pubTo: forEver,
		published: !q.Published.IsZero(), dated: len(q.Grains) > 0 || !q.Event.IsZero(),
	}
	if f.byOutlet {
		wanted := make([]string, len(q.Outlets))
		for i, o := range q.Outlets {
			wanted[i] = strings.TrimPrefix(Fold(o), "www.")
		}
		f.outlets, f.hosts = d.outlet.like(wanted), d.host.like(wanted)
	}
	if f.byKind {
		f.kinds = d.kind.like(q.Kinds)
	}
	if f.bySpeaker {
		f.speakers = d.speaker.like(q.Speakers)
	}
	if f.byMed {
		f.media = d.medium.like(q.Media)
	}
	delete(f.speakers, 0)
	if v := q.Published; f.published {
		f.pubFrom, f.pubTo = ends(v)
	}
	f.from, f.to = ends(q.Event)
	f.grains = 1<<len(timex.Grains) - 1
	if len(q.Grains) > 0 {
		f.grains = 0
		for _, g := range q.Grains {
			f.grains |= 1 << max(0, slices.Index(timex.Grains, g))
		}
	}
	return f
}

func ends(v timex.Interval) (from, to int64) {
	from, to = sinceEver, forEver
	if !v.Start.IsZero() {
		from = v.Start.Unix()
	}
	if !v.End.IsZero() {
		to = v.End.Unix()
	}
	return from, to
}

// ofArticles and ofClaims report whether the filter asks for anything of them.
func (f *filter) ofArticles() bool { return f.byOutlet || f.byKind || f.published }

func (f *filter) ofClaims() bool { return f.bySpeaker || f.byMed || f.origins > 1 || f.conflict }

// article reports whether an article lives and is asked for.
func (f *filter) article(p *part, a uint32) bool {
	if p.dead(a) {
		return false
	}
	if f.byOutlet && !f.outlets[p.aOutlet[a]] && !f.hosts[p.aHost[a]] || f.byKind && !f.kinds[uint32(p.aKind[a])] {
		return false
	}
	return !f.published || p.aPub[a] != unknownDay && p.aPub[a] >= f.pubFrom && p.aPub[a] < f.pubTo
}

// claim reports whether a claim is asked for, but for its article and dates.
func (f *filter) claim(p *part, c uint32) bool {
	return (!f.bySpeaker || f.speakers[p.cSpeaker[c]]) && (!f.byMed || f.media[uint32(p.cMedium[c])]) &&
		(f.origins < 2 || int(p.cOrigins[c]) >= f.origins) && (!f.conflict || p.cFlags[c]&conflictFlag != 0)
}

// event reports whether the dates of an event are asked for.
func (f *filter) event(p *part, e uint32) bool {
	if f.grains&(1<<(p.eGrain[e]&^fineFlag)) == 0 {
		return false
	}
	start, end := p.span(e)
	return start < f.to && f.from < end
}

// anyEvent reports whether one of a claim's events is asked for.
func (f *filter) anyEvent(p *part, c uint32) bool {
	for _, e := range p.events[p.cEvents[c]:p.cEvents[c+1]] {
		if f.event(p, e) {
			return true
		}
	}
	return false
}
