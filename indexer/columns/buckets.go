package columns

import (
	"cmp"
	"maps"
	"math"
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

func (x extent) open() bool { return x.start == sinceEver || x.end == forEver }

func (x extent) compare(y extent) int {
	at, width := placeOf(x.start, x.end)
	at2, width2 := placeOf(y.start, y.end)
	return cmp.Or(cmp.Compare(at, at2), cmp.Compare(width, width2), cmp.Compare(x.start, y.start), cmp.Compare(timex.Grains[x.grain], timex.Grains[y.grain]))
}

// extent returns what an event has in common with those that are told alike.
func (b *block) extent(e uint32) extent {
	start, end := b.span(e)
	return extent{start, end, b.eGrain[e] &^ grainFlags}
}

// A run is events that follow on one another and are told alike. There are far fewer
// runs than events: the timeline is sorted by where they begin and by how long they are.
type run struct {
	extent
	first uint32 // row of an event
	year  int32  // whose bucket counts them; noYear if they are no single year's
}

const noYear = math.MinInt32

func newRun(first uint32, x extent) run {
	r := run{x, first, noYear}
	if !x.open() && x.start < x.end && x.grain <= yearGrain {
		if year := yearOf(x.start); year == yearOf(x.end-1) {
			r.year = int32(year) //nolint:gosec // years of calendars
		}
	}
	return r
}

// yearGrain is the coarsest grain that a year's bucket counts.
var yearGrain = uint8(slices.Index(timex.Grains, timex.Year)) //nolint:gosec // grains are few

// yearOf returns the calendar year of a moment, in UTC.
func yearOf(t int64) int { return time.Unix(t, 0).UTC().Year() }

// extents returns how many events have each extent.
func (t *timeline) extents() map[extent]int {
	counts := map[extent]int{}
	t.each(func(r *run, n int) { counts[r.extent] += n })
	return counts
}

// years returns the buckets of calendar years, and those of what is in no single year, or
// is told less finely, by their own extents.
func (t *timeline) years() []indexer.Bucket {
	years, counts := map[int32]int{}, map[extent]int{}
	last, held := int32(noYear), 0 // runs come in order, or nearly
	t.each(func(r *run, n int) {
		switch r.year {
		case noYear:
			counts[r.extent] += n
			return
		case last:
			held += n
			return
		}
		years[last] += held
		last, held = r.year, n
	})
	years[last] += held
	delete(years, noYear)
	for year, n := range years {
		first := func(year int32) int64 { return time.Date(int(year), time.January, 1, 0, 0, 0, 0, time.UTC).Unix() }
		counts[extent{first(year), first(year + 1), yearGrain}] += n
	}
	all := make([]indexer.Bucket, 0, len(counts))
	for _, x := range slices.SortedFunc(maps.Keys(counts), extent.compare) {
		all = append(all, bucketOf(x, counts[x]))
	}
	return all
}

func bucketOf(x extent, n int) indexer.Bucket {
	grain := timex.Grains[x.grain]
	clock := grain == timex.Hour || grain == timex.Minute
	moment := func(t int64) indexer.Moment {
		if t == sinceEver || t == forEver {
			return indexer.Moment{}
		}
		return indexer.Moment{Time: time.Unix(t, 0).UTC(), Clock: clock}
	}
	return indexer.Bucket{Start: moment(x.start), End: moment(x.end), Grain: grain, Count: n}
}

// units are how long buckets can be, the finest first.
var units = []timex.Grain{timex.Hour, timex.Day, timex.Week, timex.Month, timex.Quarter, timex.Year, timex.Decade, timex.Century}

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

// buckets returns the counts of extents in the grid's buckets. What is told less finely
// than the unit, or lies across an edge, is spread.
func (g *grid) buckets(counts map[extent]int) []indexer.Bucket {
	all := make([]indexer.Bucket, len(g.edges)-1)
	for i := range all {
		all[i] = bucketOf(extent{g.edges[i], g.edges[i+1], g.grain}, 0)
	}
	for _, x := range slices.SortedFunc(maps.Keys(counts), extent.compare) { // the sums of shares depend on the order
		if x.open() {
			continue
		}
		n := counts[x]
		x.end = max(x.end, x.start+1) // what is no time long falls somewhere, too
		// The bucket in which it begins, or the first if that is before them all.
		i, exact := slices.BinarySearch(g.edges, x.start)
		if !exact {
			i--
		}
		if i >= 0 && i < len(all) && x.grain <= g.grain && x.end <= g.edges[i+1] {
			all[i].Count += n
			continue
		}
		for i = max(i, 0); i < len(all) && g.edges[i] < x.end; i++ {
			share := min(x.end, g.edges[i+1]) - max(x.start, g.edges[i])
			all[i].Mass += float64(n) * float64(share) / float64(x.end-x.start)
		}
	}
	return all
}

// reach returns the first and the last moment of the extents that have two ends.
func (t *timeline) reach() (from, to int64, ok bool) {
	from, to = forEver, sinceEver
	t.each(func(r *run, _ int) {
		if !r.open() {
			from, to, ok = min(from, r.start), max(to, r.end), true
		}
	})
	return from, to, ok
}
