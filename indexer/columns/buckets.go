package columns

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// An extent is what events that are told alike have in common.
type extent struct {
	start, end int64
	grain      uint8
}

func (x extent) open() bool { return x.start == SinceEver || x.end == ForEver }

func (x extent) compare(y extent) int {
	at, width := placeOf(x.start, x.end)
	at2, width2 := placeOf(y.start, y.end)
	return cmp.Or(cmp.Compare(at, at2), cmp.Compare(width, width2), cmp.Compare(x.start, y.start), cmp.Compare(timex.Grains[x.grain], timex.Grains[y.grain]))
}

// A yearCount is how many events are in a year.
type yearCount struct {
	year int32
	n    int
}

// sum returns the counts of two lists of years, each in order, behind into.
func sum(into, a, b []yearCount) []yearCount {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].year < b[0].year:
			into, a = append(into, a[0]), a[1:]
		case b[0].year < a[0].year:
			into, b = append(into, b[0]), b[1:]
		default:
			into, a, b = append(into, yearCount{a[0].year, a[0].n + b[0].n}), a[1:], b[1:]
		}
	}
	return append(append(into, a...), b...)
}

// years returns the buckets of calendar years, and those of what is in no single year, or
// is told less finely, by their own extents.
func (t *timeline) years() []indexer.Bucket {
	var years, spare, some []yearCount
	others := map[extent]int{}
	t.each(func(p *part, s *stretch) {
		if s.years == nil {
			s.eachRun(p, func(r *run, n int) { others[r.extent] += n })
			return
		}
		some = some[:0]
		s.eachYear(func(year int32, n int) { some = append(some, yearCount{year, n}) })
		years, spare = sum(spare[:0], years, some), years
	})
	first := func(year int32) int64 { return time.Date(int(year), time.January, 1, 0, 0, 0, 0, time.UTC).Unix() }
	all := make([]indexer.Bucket, 0, len(years)+len(others))
	left := slices.SortedFunc(maps.Keys(others), extent.compare)
	for _, y := range years {
		x := extent{first(y.year), first(y.year + 1), yearGrain}
		for len(left) > 0 && left[0].compare(x) < 0 {
			all, left = append(all, bucketOf(left[0], others[left[0]])), left[1:]
		}
		all = append(all, bucketOf(x, y.n))
	}
	for _, x := range left {
		all = append(all, bucketOf(x, others[x]))
	}
	return all
}

func bucketOf(x extent, n int) indexer.Bucket {
	grain := timex.Grains[x.grain]
	clock := grain == timex.Hour || grain == timex.Minute
	moment := func(t int64) indexer.Moment {
		if t == SinceEver || t == ForEver {
			return indexer.Moment{}
		}
		return indexer.Moment{Time: time.Unix(t, 0).UTC(), Clock: clock}
	}
	return indexer.Bucket{Start: moment(x.start), End: moment(x.end), Grain: grain, Count: n}
}

// units are how long buckets can be, the finest first.
var units = []timex.Grain{timex.Hour, timex.Day, timex.Week, timex.Month, timex.Quarter, timex.Year, timex.Decade, timex.Century}

// GridOf returns the buckets of an answer, whose events with two ends reach from a moment to
// another, if there are any; nil if there is nothing to be counted in.
func GridOf(q *indexer.Query, from, to int64, any bool) *Grid {
	if !q.Event.Start.IsZero() {
		from = q.Event.Start.Unix()
	}
	if !q.Event.End.IsZero() {
		to = q.Event.End.Unix()
	}
	if !any && (q.Event.Start.IsZero() || q.Event.End.IsZero()) || from >= to {
		return nil
	}
	return newGrid(from, to, q.Buckets)
}

// A grid is a row of buckets of one unit without a gap.
type grid struct {
	unit  timex.Grain
	grain uint8
	edges []int64 // where each begins, and the end of the last
}

// newGrid returns the buckets of the finest unit of which no more than most cover an
// interval; where even centuries are more, of centuries.
func newGrid(from, to int64, most int) *grid {
	for _, unit := range units {
		g := &grid{unit: unit, grain: uint8(slices.Index(timex.Grains, unit))} //nolint:gosec // grains are few
		start := floorTo(unit, from)
		if (to-start)/longest[unit] > int64(most)+1 && unit != timex.Century {
			continue // they need not be counted one by one
		}
		g.edges = []int64{start}
		for at := start; at < to; {
			at = next(unit, at)
			g.edges = append(g.edges, at)
		}
		if len(g.edges)-1 <= most || unit == timex.Century {
			return g
		}
	}
	return nil // unreachable: centuries end the loop
}

// longest is how many seconds a unit has at most: a row of them holds no fewer than that
// tells.
var longest = map[timex.Grain]int64{
	timex.Hour: 3600, timex.Day: daySeconds, timex.Week: 7 * daySeconds, timex.Month: 31 * daySeconds, timex.Quarter: 92 * daySeconds,
	timex.Year: 366 * daySeconds, timex.Decade: 3653 * daySeconds, timex.Century: 36525 * daySeconds,
}

// floorTo returns where the unit that holds a moment begins, in UTC. Weeks begin on Monday.
func floorTo(unit timex.Grain, t int64) int64 {
	at := time.Unix(t, 0).UTC()
	year, month, day := at.Date()
	switch unit {
	case timex.Hour:
		return floorDiv(t, 3600) * 3600
	case timex.Day:
	case timex.Week:
		day -= (int(at.Weekday()) + 6) % 7
	case timex.Month:
		day = 1
	case timex.Quarter:
		month, day = (month-1)/3*3+1, 1
	case timex.Decade:
		year, month, day = floor(year, 10), time.January, 1
	case timex.Century:
		year, month, day = floor(year, 100), time.January, 1
	default:
		month, day = time.January, 1
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
}

func floor(year, step int) int { return year - (year%step+step)%step }

// next returns where the unit behind one that begins at a moment begins.
func next(unit timex.Grain, t int64) int64 {
	at := time.Unix(t, 0).UTC()
	switch unit {
	case timex.Hour:
		return t + 3600
	case timex.Day:
		return t + daySeconds
	case timex.Week:
		return t + 7*daySeconds
	case timex.Month:
		return at.AddDate(0, 1, 0).Unix()
	case timex.Quarter:
		return at.AddDate(0, 3, 0).Unix()
	case timex.Decade:
		return at.AddDate(10, 0, 0).Unix()
	case timex.Century:
		return at.AddDate(100, 0, 0).Unix()
	}
	return at.AddDate(1, 0, 0).Unix()
}

// A gridded is how many events are in every bucket of a grid. What is told less finely
// than its unit, or lies across an edge, is put aside by its extent, to be spread.
type gridded struct {
	*grid
	counts []int
	aside  map[extent]int
}

func (g *grid) empty() *gridded {
	return &gridded{g, make([]int, len(g.edges)-1), map[extent]int{}}
}

// add counts events in.
func (g *gridded) add(x extent, n int) {
	if x.open() {
		return
	}
	x.end = max(x.end, x.start+1) // what is no time long falls somewhere, too
	if i := g.at(x.start); i >= 0 && i < len(g.counts) && x.grain <= g.grain && x.end <= g.edges[i+1] {
		g.counts[i] += n
		return
	}
	g.aside[x] += n
}

// at returns the bucket that a moment is in; -1 if it is before them all.
func (g *grid) at(t int64) int {
	i, exact := slices.BinarySearch(g.edges, t)
	if !exact {
		i--
	}
	return i
}

// buckets returns the counts, and spreads what was put aside.
func (g *gridded) buckets() []indexer.Bucket {
	all := make([]indexer.Bucket, len(g.counts))
	for i := range all {
		all[i] = bucketOf(extent{g.edges[i], g.edges[i+1], g.grain}, g.counts[i])
	}
	for _, x := range slices.SortedFunc(maps.Keys(g.aside), extent.compare) { // the sums of shares depend on the order
		n := g.aside[x]
		for i := max(g.at(x.start), 0); i < len(all) && g.edges[i] < x.end; i++ {
			share := min(x.end, g.edges[i+1]) - max(x.start, g.edges[i])
			all[i].Mass += float64(n) * float64(share) / float64(x.end-x.start)
		}
	}
	return all
}

// reach returns the first and the last moment of the extents that have two ends.
func (t *timeline) reach() (from, to int64, ok bool) {
	from, to = ForEver, SinceEver
	t.each(func(p *part, s *stretch) {
		if s.open {
			return
		}
		first, last := s.ends(p)
		from, to, ok = min(from, p.extent(first).start), max(to, p.extent(last).end), true
	})
	return from, to, ok
}
