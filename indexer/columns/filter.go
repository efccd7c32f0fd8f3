package columns

import (
	"slices"
	"strings"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A filter is what a query asks for, but for its text, in the numbers of the columns.
type filter struct {
	byOutlet, byKind, published bool // it asks for that of articles
	outlets, hosts, kinds       map[uint32]bool
	pubFrom, pubTo              int64

	asks            demands // of claims
	speakers, media map[uint32]bool
	origins         int

	dated    bool // it asks for dates of events
	from, to int64
	grains   uint32 // bits
}

// demands are what is asked of claims, or what a claim meets, in bits.
type demands uint8

const (
	aSpeaker demands = 1 << iota
	aMedium
	manyOrigins
	aConflict
)

func newFilter(d *dicts, q *indexer.Query) *filter {
	f := &filter{
		byOutlet: len(q.Outlets) > 0, byKind: len(q.Kinds) > 0, published: !q.Published.IsZero(),
		origins: q.Origins, dated: len(q.Grains) > 0 || !q.Event.IsZero(),
	}
	for demand, asked := range map[demands]bool{
		aSpeaker: len(q.Speakers) > 0, aMedium: len(q.Media) > 0, manyOrigins: q.Origins > 1, aConflict: q.Conflict,
	} {
		if asked {
			f.asks |= demand
		}
	}
	if f.byOutlet {
		wanted := make([]string, len(q.Outlets))
		for i, o := range q.Outlets {
			wanted[i] = strings.TrimPrefix(fold(o), "www.")
		}
		f.outlets, f.hosts = d.outlet.like(wanted), d.host.like(wanted)
	}
	f.kinds = d.kind.like(q.Kinds)
	f.speakers, f.media = d.speaker.like(q.Speakers), d.medium.like(q.Media)
	delete(f.speakers, 0)
	f.pubFrom, f.pubTo = ends(q.Published)
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
	return seconds(v.Start, sinceEver), seconds(v.End, forEver)
}

// ofArticles reports whether the filter asks for anything of articles.
func (f *filter) ofArticles() bool { return f.byOutlet || f.byKind || f.published }

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

// met returns what of claims a claim meets.
func (f *filter) met(p *part, c uint32) (bits demands) {
	if f.speakers[p.cSpeaker[c]] {
		bits |= aSpeaker
	}
	if f.media[uint32(p.cMedium[c])] {
		bits |= aMedium
	}
	if int(p.cOrigins[c]) >= f.origins {
		bits |= manyOrigins
	}
	if p.cFlags[c]&conflictFlag != 0 {
		bits |= aConflict
	}
	return bits
}

// claim reports whether a claim is asked for, but for its article and dates.
func (f *filter) claim(p *part, c uint32) bool { return f.asks == 0 || f.asks&^f.met(p, c) == 0 }

// holds reports whether an article has claims as are asked for: for each demand one
// that meets it, and one with such dates.
func (f *filter) holds(p *part, a uint32) bool {
	asks, dated := f.asks, f.dated
	for c := p.aClaims[a]; c < p.aClaims[a+1] && (asks != 0 || dated); c++ {
		asks &^= f.met(p, c)
		dated = dated && !f.anyEvent(p, c)
	}
	return asks == 0 && !dated
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
	return slices.ContainsFunc(p.eventsOf(c), func(e uint32) bool { return f.event(p, e) })
}
