package columns

import (
	"maps"
	"slices"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// Not every index keeps its events in columns. One that has another count them is told how
// many there are of each extent, and makes buckets of that as columns are.

// An Extent is from when to when an event is told, in seconds since 1970, and how finely.
type Extent = extent

// A Grid is a row of buckets of one unit without a gap.
type Grid = grid

// ExtentOf returns the extent of an entry.
func ExtentOf(e *indexer.Entry) Extent {
	ends := EventOf(e)
	return extent{ends[0], ends[1], grainOf(e)}
}

// NewExtent returns the extent with two ends and a grain; SinceEver and ForEver are open ends.
func NewExtent(start, end int64, grain timex.Grain) Extent {
	return extent{start, end, uint8(max(0, slices.Index(timex.Grains, grain)))} //nolint:gosec // grains are few
}

// Open reports whether an end of the extent is open.
func (x extent) Open() bool { return x.open() }

// Place returns where the extent stands on a timeline, in seconds since 1970, and what is as
// broad as it stands in order of.
func (x extent) Place() (at, width int64) { return placeOf(x.start, x.end) }

// Ends returns the ends of the extent.
func (x extent) Ends() (start, end int64) { return x.start, x.end }

// Units returns the units of buckets in which the extent is counted, for it is told as finely
// and lies in one of them. All others spread it.
func (x extent) Units() (list []timex.Grain) {
	if x.open() {
		return nil
	}
	end := max(x.end, x.start+1)
	for _, unit := range units {
		if grain := slices.Index(timex.Grains, unit); int(x.grain) <= grain && end <= next(unit, floorTo(unit, x.start)) {
			list = append(list, unit)
		}
	}
	return list
}

// InYear reports whether the bucket of a year counts what has the extent where buckets are
// those of Years.
func (x extent) InYear() bool { return x.inYear() }

// UnitAt returns the extent of the unit that holds a moment.
func UnitAt(unit timex.Grain, t int64) Extent {
	start := floorTo(unit, t)
	return NewExtent(start, next(unit, start), unit)
}

// Unit returns how long the buckets are.
func (g *grid) Unit() timex.Grain { return g.unit }

// Spread returns the buckets of some events: how many there are of each extent.
func (g *grid) Spread(events map[Extent]int) []indexer.Bucket {
	counts := g.empty()
	for x, n := range events {
		counts.add(x, n)
	}
	return counts.buckets()
}

// Years returns the buckets of calendar years, and of what is in no single year, or is told
// less finely, those of its own extents.
func Years(events map[Extent]int) []indexer.Bucket {
	years := map[extent]int{}
	for x, n := range events {
		if x.inYear() {
			first := time.Date(time.Unix(x.start, 0).UTC().Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
			x = extent{first.Unix(), first.AddDate(1, 0, 0).Unix(), yearGrain}
		}
		years[x] += n
	}
	list := make([]indexer.Bucket, 0, len(years))
	for _, x := range slices.SortedFunc(maps.Keys(years), extent.compare) {
		list = append(list, bucketOf(x, years[x]))
	}
	return list
}
