package ui

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// The strip is drawn on a canvas of this size; the style sheet stretches it.
const (
	stripWidth  = 1000
	stripBars   = 90 // height of the tallest bar
	stripLane   = 12 // height of a lane of coarse dates, below the bars
	stripLanes  = 8  // at most; further ones share the last
	stripNarrow = 3  // least width of a bar
	stripStub   = 20 // width of what has an open end: how far it reaches is not known
)

// A strip is the overview above a timeline: a bar for each year, and hatched
// below, over its whole extent, what is known less finely than to a year.
// The same stands beside it as a list.
type strip struct {
	Width, Height, Base int
	Ticks               []tick
	Years, Coarse       []bar

	// For the script: the first and the last day, where the API answers the same query, and
	// the page of it.
	From, To, API, Page string
}

// A bar is one bucket.
type bar struct {
	X, Y, Width, Height string
	Words               string // "1987: 4 entries"
	Href                string
	Open                bool // one end is not known
}

// A tick is a year below the strip.
type tick struct {
	X    string
	Year int
}

// newStrip draws the buckets; nil if none has an end.
func newStrip(path string, q indexer.Query, buckets []indexer.Bucket) *strip {
	first, last, ok := reach(buckets)
	if !ok {
		return nil
	}
	q.Cursor = ""
	axis := newAxis(first, last)
	asked := q
	asked.Limit, asked.Facets, asked.Lanes = 1, indexer.NoFacets, ""
	s := &strip{
		Width: stripWidth, Base: stripBars, Ticks: axis.ticks(),
		From: axis.from.Format(time.DateOnly), To: axis.to.Format(time.DateOnly), API: link("/api/v1/timeline", asked), Page: link(path, q),
	}
	most := 1
	for _, b := range buckets {
		if isYear(b) {
			most = max(most, b.Count)
		}
	}
	var lanes []float64 // where each lane is free from
	for _, b := range sorted(buckets) {
		in := q
		in.Event = timex.Interval{Start: b.Start.Time, End: b.End.Time}
		if in.Event.IsZero() {
			continue
		}
		x, width := axis.place(b)
		r := bar{
			X: number(x), Width: number(width), Words: bucketWords(b) + ": " + count(b.Count, "entry"),
			Href: link(path, in), Open: b.Start.Time.IsZero() || b.End.Time.IsZero(),
		}
		if isYear(b) {
			height := math.Max(4, float64(stripBars-4)*float64(b.Count)/float64(most))
			r.Y, r.Height = number(stripBars-height), number(height)
			s.Years = append(s.Years, r)
			continue
		}
		lane := slices.IndexFunc(lanes, func(free float64) bool { return free <= x })
		switch {
		case lane >= 0:
			lanes[lane] = x + width
		case len(lanes) < stripLanes:
			lane, lanes = len(lanes), append(lanes, x+width)
		default:
			lane = stripLanes - 1
		}
		r.Y, r.Height = number(float64(stripBars+5+lane*stripLane)), number(stripLane-3)
		s.Coarse = append(s.Coarse, r)
	}
	s.Height = stripBars + 5 + len(lanes)*stripLane
	return s
}

// sorted returns the buckets by start, the longer first, so that lanes fill
// from the top. One with an open start stands at its end.
func sorted(buckets []indexer.Bucket) []indexer.Bucket {
	out := slices.Clone(buckets)
	slices.SortStableFunc(out, func(a, b indexer.Bucket) int {
		return cmp.Or(orTime(a.Start.Time, a.End.Time).Compare(orTime(b.Start.Time, b.End.Time)), b.End.Time.Compare(a.End.Time))
	})
	return out
}

// reach returns the first and last moment that any bucket names.
func reach(buckets []indexer.Bucket) (first, last time.Time, ok bool) {
	for _, b := range buckets {
		for _, t := range []time.Time{b.Start.Time, b.End.Time} {
			if t.IsZero() {
				continue
			}
			if !ok || t.Before(first) {
				first = t
			}
			if !ok || t.After(last) {
				last = t
			}
			ok = true
		}
	}
	return first.UTC(), last.UTC(), ok
}

// isYear reports whether the bucket is one year's, and not of an extent of its own.
func isYear(b indexer.Bucket) bool {
	year, ok := within(indexer.Entry{Start: b.Start, End: b.End})
	return ok && b.Start.Time.Equal(startOf(year)) && b.End.Time.Equal(startOf(year+1))
}

// bucketWords names the extent of a bucket.
func bucketWords(b indexer.Bucket) string {
	from, to := b.Start.Time.UTC(), b.End.Time.UTC()
	if isYear(b) {
		return strconv.Itoa(from.Year())
	}
	years := startOf(from.Year()).Equal(from) && startOf(to.Year()).Equal(to)
	switch {
	case from.IsZero():
		return "up to " + edge(to, to.Add(-time.Nanosecond))
	case to.IsZero():
		return "from " + edge(from, from)
	case years && b.Grain == timex.Decade && from.Year()%10 == 0 && to.Year() == from.Year()+10:
		return strconv.Itoa(from.Year()) + "s"
	case years:
		return edge(from, from) + "–" + edge(to, to.Add(-time.Nanosecond))
	}
	return edge(from, from) + " to " + edge(to, to.Add(-time.Nanosecond))
}

// edge names the moment t at an end of an extent: by its year if the end, at,
// is where a year begins, else by its day.
func edge(at, t time.Time) string {
	if startOf(at.Year()).Equal(at) {
		return strconv.Itoa(t.Year())
	}
	return t.Format("2 January 2006")
}

// An axis lays years on the width of the strip.
type axis struct {
	from, to time.Time
	step     int // years between ticks
}

// newAxis returns an axis of round years that holds both moments.
func newAxis(first, last time.Time) axis {
	a, b := first.Year(), last.Add(-time.Nanosecond).Year()+1
	for _, step := range []int{1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2500} {
		from := a - mod(a, step)
		to := b + mod(-b, step)
		if (to-from)/step <= 5 || step == 2500 {
			return axis{startOf(from), startOf(max(to, from+1)), step}
		}
	}
	return axis{} // unreachable: the last step ends the loop
}

func (a axis) x(t time.Time) float64 {
	// Seconds, for a time.Duration holds no more than 292 years.
	whole := float64(a.to.Unix() - a.from.Unix())
	return math.Min(stripWidth, math.Max(0, float64(t.Unix()-a.from.Unix())/whole*stripWidth))
}

// place returns where a bucket is drawn, and how wide. One with an open end is a
// stub at the end that is known, inside the strip.
func (a axis) place(b indexer.Bucket) (x, width float64) {
	switch {
	case b.Start.Time.IsZero():
		return math.Max(0, a.x(b.End.Time)-stripStub), stripStub
	case b.End.Time.IsZero():
		return math.Min(stripWidth-stripStub, a.x(b.Start.Time)), stripStub
	}
	x = a.x(b.Start.Time)
	return x, math.Max(a.x(b.End.Time)-x-1, stripNarrow)
}

func (a axis) ticks() []tick {
	var all []tick
	for year := a.from.Year(); year <= a.to.Year(); year += a.step {
		all = append(all, tick{number(a.x(startOf(year))), year})
	}
	return all
}

// mod returns the remainder that is never negative.
func mod(n, m int) int { return ((n % m) + m) % m }

func startOf(year int) time.Time { return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC) }

// orTime returns t, or the other if t is open.
func orTime(t, open time.Time) time.Time {
	if t.IsZero() {
		return open
	}
	return t.UTC()
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
