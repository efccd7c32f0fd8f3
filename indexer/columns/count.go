package columns

import (
	"cmp"
	"slices"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// maxFacet is how many values of a facet are told, the most frequent.
const maxFacet = 100

// A tally counts the values of facets.
type tally struct {
	dicts                                *dicts
	outlet, kind, speaker, medium, grain []int32
	many, conflict                       int
	seen                                 map[uint64]bool // of one article: a facet and a value
}

func newTally(d *dicts) *tally {
	return &tally{
		dicts: d, outlet: make([]int32, len(d.outlet.all())), kind: make([]int32, len(d.kind.all())),
		speaker: make([]int32, len(d.speaker.all())), medium: make([]int32, len(d.medium.all())), grain: make([]int32, len(timex.Grains)),
	}
}

// claim counts a claim in, with the outlet and kind of its article.
func (t *tally) claim(p *part, c uint32) {
	a := p.cArticle[c]
	t.outlet[p.aOutlet[a]]++
	t.kind[p.aKind[a]]++
	t.speaker[p.cSpeaker[c]]++
	t.medium[p.cMedium[c]]++
	if p.cOrigins[c] > 1 {
		t.many++
	}
	if p.cFlags[c]&conflictFlag != 0 {
		t.conflict++
	}
}

// event counts an event in, with its claim.
func (t *tally) event(p *part, e uint32) {
	t.claim(p, p.eClaim[e])
	t.grain[p.eGrain[e]&^fineFlag]++
}

// grains returns the grains of a claim's events, in bits.
func (b *block) grains(c uint32) (bits uint32) {
	for _, e := range b.eventsOf(c) {
		bits |= 1 << (b.eGrain[e] &^ fineFlag)
	}
	return bits
}

// grains counts grains, each once.
func (t *tally) grains(bits uint32) {
	for g := range t.grain {
		if bits&(1<<g) != 0 {
			t.grain[g]++
		}
	}
}

// article counts an article in, with every value of its claims once.
func (t *tally) article(p *part, a uint32) {
	t.outlet[p.aOutlet[a]]++
	t.kind[p.aKind[a]]++
	var grains uint32
	many, conflict := false, false
	if t.seen == nil {
		t.seen = map[uint64]bool{}
	}
	clear(t.seen)
	once := func(counts []int32, facet uint64, value uint32) {
		if key := facet<<32 | uint64(value); !t.seen[key] {
			t.seen[key] = true
			counts[value]++
		}
	}
	for c := p.aClaims[a]; c < p.aClaims[a+1]; c++ {
		once(t.speaker, 1, p.cSpeaker[c])
		once(t.medium, 2, uint32(p.cMedium[c]))
		many, conflict = many || p.cOrigins[c] > 1, conflict || p.cFlags[c]&conflictFlag != 0
		grains |= p.grains(c)
	}
	t.grains(grains)
	if many {
		t.many++
	}
	if conflict {
		t.conflict++
	}
}

// facets returns the counts, the most frequent values first.
func (t *tally) facets() map[string][]indexer.FacetCount {
	flag := func(value string, n int) []indexer.FacetCount {
		if n == 0 {
			return []indexer.FacetCount{}
		}
		return []indexer.FacetCount{{Value: value, Count: n}}
	}
	grains := make([]string, len(timex.Grains))
	for i, g := range timex.Grains {
		grains[i] = string(g)
	}
	return map[string][]indexer.FacetCount{
		"outlet": counted(t.outlet, t.dicts.outlet.all()), "kind": counted(t.kind, t.dicts.kind.all()),
		"speaker": counted(t.speaker, t.dicts.speaker.all()), "medium": counted(t.medium, t.dicts.medium.all()),
		"grain": counted(t.grain, grains), "origins": flag("2", t.many), "conflict": flag("yes", t.conflict),
	}
}

func counted(counts []int32, values []string) []indexer.FacetCount {
	list := []indexer.FacetCount{}
	for i, n := range counts {
		if n > 0 && values[i] != "" {
			list = append(list, indexer.FacetCount{Value: values[i], Count: int(n)})
		}
	}
	slices.SortFunc(list, func(a, b indexer.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list[:min(len(list), maxFacet)]
}

// buckets count events by the calendar year that they lie in, and those that are in no
// single year, or are told less finely, by their own extent.
type buckets struct {
	years map[int]int
	wide  map[extent]int
	year  int // of the events counted last
	run   int // how many, not in years yet
}

type extent struct {
	start, end int64
	grain      uint8
}

func newBuckets() *buckets { return &buckets{years: map[int]int{}, wide: map[extent]int{}} }

// yearGrain is the coarsest grain that a year's bucket counts.
var yearGrain = uint8(slices.Index(timex.Grains, timex.Year)) //nolint:gosec // grains are few

func (b *buckets) add(p *part, e uint32) {
	start, end := p.span(e)
	grain := p.eGrain[e] &^ fineFlag
	if start != sinceEver && end != forEver && start < end && grain <= yearGrain {
		if year := yearOf(start); year == yearOf(end-1) {
			if year != b.year {
				b.flush()
				b.year = year
			}
			b.run++ // events come in order, or nearly
			return
		}
	}
	b.wide[extent{start, end, grain}]++
}

func (b *buckets) flush() {
	if b.run > 0 {
		b.years[b.year] += b.run
		b.run = 0
	}
}

// yearOf returns the calendar year of a moment, in UTC.
func yearOf(t int64) int {
	// Days since 1 March of year 0, in eras of 400 years.
	days := floorDiv(t, daySeconds) + 719468
	era := floorDiv(days, 146097)
	of := days - era*146097
	year := (of - of/1460 + of/36524 - of/146096) / 365
	if day := of - (365*year + year/4 - year/100); day >= 306 {
		year++ // January and February
	}
	return int(year + era*400)
}

// list returns the buckets in the order of the timeline.
func (b *buckets) list() []indexer.Bucket {
	b.flush()
	all := make([]indexer.Bucket, 0, len(b.years)+len(b.wide))
	for year, n := range b.years {
		first := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
		all = append(all, indexer.Bucket{Start: indexer.Moment{Time: first}, End: indexer.Moment{Time: first.AddDate(1, 0, 0)}, Grain: timex.Year, Count: n})
	}
	for x, n := range b.wide {
		grain := timex.Grains[x.grain]
		clock := grain == timex.Hour || grain == timex.Minute
		moment := func(t int64) indexer.Moment {
			if t == sinceEver || t == forEver {
				return indexer.Moment{}
			}
			return indexer.Moment{Time: time.Unix(t, 0).UTC(), Clock: clock}
		}
		all = append(all, indexer.Bucket{Start: moment(x.start), End: moment(x.end), Grain: grain, Count: n})
	}
	slices.SortFunc(all, func(a, b indexer.Bucket) int {
		at, width := placeOf(seconds(a.Start.Time, sinceEver), seconds(a.End.Time, forEver))
		at2, width2 := placeOf(seconds(b.Start.Time, sinceEver), seconds(b.End.Time, forEver))
		return cmp.Or(cmp.Compare(at, at2), cmp.Compare(width, width2), a.Start.Time.Compare(b.Start.Time), cmp.Compare(a.Grain, b.Grain))
	})
	return all
}
