package columns

import (
	"slices"
	"strings"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A set is numbers of a dict, in order, each once; nil if nothing is asked.
type set []uint32

// has reports whether a number is in the set.
func (s set) has(number uint32) bool {
	if len(s) > lookThrough {
		_, ok := slices.BinarySearch(s, number)
		return ok
	}
	return slices.Contains(s, number)
}

// lookThrough is how many numbers are looked through before they are searched.
const lookThrough = 8

// A filter is what a query asks for, but for its text, in the numbers of the columns.
type filter struct {
	outlets, hosts set // an article has one or the other
	kinds          set
	sections       set
	langs          set
	authors, cites set // an article has several
	pub, seen      window
	changed        window // of revisions behind the first
	ofArticles     bool   // any of these is asked
	outletsAlone   bool   // nothing is asked but outlets and dates

	asks            demands // of claims
	speakers, media set
	places          set // that a claim names, or an article was filed from
	origins         int

	dated  bool // it asks for dates of events
	event  window
	inside bool
	grains uint32 // bits
}

// A window is an interval in seconds since 1970.
type window struct {
	asked    bool
	from, to int64
}

func newWindow(v timex.Interval) window {
	return window{!v.IsZero(), seconds(v.Start, SinceEver), seconds(v.End, ForEver)}
}

// holds reports whether a moment, which may be unknown, is in a window.
func (w window) holds(t int64) bool { return t != UnknownDay && t >= w.from && t < w.to }

// demands are what is asked of claims, or what a claim meets, in bits.
type demands uint8

const (
	aSpeaker demands = 1 << iota
	aMedium
	manyOrigins
	aConflict
	aPlace
)

func newFilter(d *dicts, q *indexer.Query) *filter {
	f := &filter{
		kinds: asked(d.kind, q.Kinds), sections: asked(d.section, q.Sections), authors: asked(d.author, q.Authors),
		speakers: asked(d.speaker, q.Speakers), media: asked(d.medium, q.Media), places: asked(d.place, q.Places),
		origins: q.Origins, dated: len(q.Grains) > 0 || !q.Event.IsZero(), inside: q.Inside,
		pub: newWindow(q.Published), event: newWindow(q.Event), grains: 1<<len(timex.Grains) - 1,
	}
	f.speakers = slices.DeleteFunc(f.speakers, func(code uint32) bool { return code == 0 })
	for demand, asked := range map[demands]bool{
		aSpeaker: f.speakers != nil, aMedium: f.media != nil, aPlace: f.places != nil, manyOrigins: q.Origins > 1, aConflict: q.Conflict,
	} {
		if asked {
			f.asks |= demand
		}
	}
	if len(q.Outlets) > 0 {
		wanted := make([]string, len(q.Outlets))
		for i, o := range q.Outlets {
			wanted[i] = FoldHost(o)
		}
		f.outlets, f.hosts = d.outlet.like(wanted), d.host.like(wanted)
	}
	if len(q.Languages) > 0 {
		f.langs = d.lang.within(q.Languages)
	}
	if len(q.Grains) > 0 {
		f.grains = 0
		for _, g := range q.Grains {
			f.grains |= 1 << max(0, slices.Index(timex.Grains, g))
		}
	}
	f.settle()
	return f
}

// settle works out whether anything is asked of articles.
func (f *filter) settle() {
	others := f.kinds != nil || f.sections != nil || f.langs != nil || f.authors != nil || f.cites != nil ||
		f.pub.asked || f.seen.asked || f.changed.asked
	f.ofArticles, f.outletsAlone = others || f.outlets != nil, !others && f.outlets != nil && f.asks == 0
}

// newFieldFilter returns what a field of a text asks for.
func newFieldFilter(d *dicts, k *indexer.Condition) *filter {
	f := newFilter(d, &k.Query)
	f.seen, f.changed = newWindow(k.Seen), newWindow(k.Changed)
	if k.Cites != "" {
		f.cites = d.host.like([]string{FoldHost(k.Cites)})
	}
	f.settle()
	return f
}

// FoldHost returns a host, or the name of an outlet, as filters compare it.
func FoldHost(host string) string { return strings.TrimPrefix(Fold(host), "www.") }

// asked returns the numbers of the values that are one of some, nil if there are none.
func asked(d *dict, values []string) set {
	if len(values) == 0 {
		return nil
	}
	return d.like(values)
}

// article reports whether an article lives and is asked for.
func (f *filter) article(p *part, a uint32) bool {
	return !p.dead(a) && (!f.ofArticles || f.suits(p, a))
}

// suits reports whether an article is asked for.
func (f *filter) suits(p *part, a uint32) bool {
	switch {
	case f.outlets != nil && !f.outlets.has(p.aOutlet.At(a)) && !f.hosts.has(p.aHost.At(a)),
		f.kinds != nil && !f.kinds.has(p.aKind.At(a)),
		f.sections != nil && !f.sections.has(p.aSection.At(a)),
		f.langs != nil && !f.langs.has(p.aLang.At(a)),
		f.authors != nil && !f.authors.any(p.aAuthors.of(a)),
		f.cites != nil && !f.cites.any(p.aCites.of(a)),
		f.pub.asked && !f.pub.holds(p.aPub.at(a)),
		f.seen.asked && !f.seen.holds(p.aSeen.at(a)),
		f.changed.asked && (p.aChanged.At(a) == 0 || !f.changed.holds(p.aSeen.at(a))):
		return false
	}
	return true
}

// met returns what of the demands a claim meets.
func (f *filter) met(p *part, c uint32) (bits demands) {
	if f.asks&aSpeaker != 0 && f.speakers.has(p.cSpeaker.At(c)) {
		bits |= aSpeaker
	}
	if f.asks&aMedium != 0 && f.media.has(p.cMedium.At(c)) {
		bits |= aMedium
	}
	if f.asks&aPlace != 0 && p.names(c, f.places) {
		bits |= aPlace
	}
	if f.asks&manyOrigins != 0 && int(p.cOrigins.At(c)) >= f.origins {
		bits |= manyOrigins
	}
	if f.asks&aConflict != 0 && p.cFlags.At(c)&conflictFlag != 0 {
		bits |= aConflict
	}
	return bits
}

// claim reports whether a claim is asked for, but for its article and dates.
func (f *filter) claim(p *part, c uint32) bool { return f.asks == 0 || f.asks&^f.met(p, c) == 0 }

// holds reports whether an article has claims as are asked for: for each demand one
// that meets it, and one with such dates. It has a place itself, too, if it was filed there.
func (f *filter) holds(p *part, a uint32) bool {
	asks, dated := f.asks, f.dated
	if asks&aPlace != 0 {
		if !f.places.any(p.placed.of.of(a)) {
			return false
		}
		asks &^= aPlace
	}
	if asks == 0 && !dated {
		return true
	}
	for c, to := p.aClaims.At(a), p.aClaims.At(a+1); c < to && (asks != 0 || dated); c++ {
		asks &^= f.met(p, c)
		dated = dated && !f.anyEvent(p, c)
	}
	return asks == 0 && !dated
}

// A verdict says whether the dates of an event are asked for, and if not why.
type verdict uint8

const (
	wanted verdict = iota
	otherGrain
	outside
)

// judge says whether the dates of an event are asked for.
func (f *filter) judge(p *part, e uint32) verdict { return f.judgeExtent(p.extent(e)) }

func (f *filter) judgeExtent(x extent) verdict {
	if f.grains&(1<<x.grain) == 0 {
		return otherGrain
	}
	if f.inside && (x.start < f.event.from || x.end > f.event.to) || x.start >= f.event.to || f.event.from >= x.end {
		return outside
	}
	return wanted
}

// anyEvent reports whether one of a claim's events is asked for.
func (f *filter) anyEvent(p *part, c uint32) bool {
	events := p.eventsOf(c)
	for i := range events.len() {
		if f.judge(p, events.at(i)) == wanted {
			return true
		}
	}
	return false
}
