package indextest

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// steps are the units of buckets, the finest first, and how one leads to the next.
var steps = []struct {
	unit timex.Grain
	next func(time.Time) time.Time
}{
	{timex.Hour, func(t time.Time) time.Time { return t.Add(time.Hour) }},
	{timex.Day, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{timex.Week, func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }},
	{timex.Month, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{timex.Quarter, func(t time.Time) time.Time { return t.AddDate(0, 3, 0) }},
	{timex.Year, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{timex.Decade, func(t time.Time) time.Time { return t.AddDate(10, 0, 0) }},
	{timex.Century, func(t time.Time) time.Time { return t.AddDate(100, 0, 0) }},
}

// buckets: of one unit, the finest that fits, without a gap, with every entry in one of
// them or spread over several; and the same of lanes.
func (b battery) buckets(t *testing.T) {
	rs := Corpus(15, 90)
	x, o := b.filled(t, rs...), oracle(rs)
	hour := time.Date(1991, time.March, 3, 7, 0, 0, 0, time.UTC)
	for _, q := range []indexer.Query{
		{}, {Text: "council"}, {Text: "nosuchword"}, {Event: years(1980, 1989)}, {Event: years(1987, 1987), Inside: true}, {Speakers: []string{"Ida Moss"}},
		{Event: timex.Interval{Start: hour}}, {Event: timex.Interval{End: hour}}, {Event: timex.Interval{Start: hour, End: hour.Add(50 * time.Hour)}},
		{Grains: []timex.Grain{timex.Day, timex.Decade}, Text: "-ferry"},
	} {
		all := o.timeline(q).Entries
		for _, most := range []int{1, 12, 400} {
			for _, lanes := range append([]string{""}, indexer.LaneNames...) {
				q.Buckets, q.Lanes, q.Limit = most, lanes, 1
				tl := timeline(t, x, q)
				if tl.Total != len(all) {
					t.Errorf("Timeline(%+v): %d entries, want %d", q, tl.Total, len(all))
				}
				checkUnit(t, q, tl, all)
				checkBuckets(t, q, tl.Buckets, all, tl.Unit)
				checkLanes(t, q, tl, all)
			}
		}
	}
}

// checkUnit holds the row of buckets to what was asked.
func checkUnit(t *testing.T, q indexer.Query, tl *indexer.Timeline, all []indexer.Entry) {
	t.Helper()
	from, to := reach(q, all)
	if from.IsZero() || to.IsZero() {
		if len(tl.Buckets) != 0 {
			t.Errorf("Timeline(%+v) has buckets of nothing", q)
		}
		return
	}
	i := slices.IndexFunc(steps, func(s struct {
		unit timex.Grain
		next func(time.Time) time.Time
	},
	) bool {
		return s.unit == tl.Unit
	})
	if i < 0 || len(tl.Buckets) == 0 {
		t.Errorf("Timeline(%+v) has %d buckets of the unit %q", q, len(tl.Buckets), tl.Unit)
		return
	}
	first, last := tl.Buckets[0], tl.Buckets[len(tl.Buckets)-1]
	if first.Start.Time.After(from) || !first.End.Time.After(from) || last.End.Time.Before(to) || !last.Start.Time.Before(to) {
		t.Errorf("Timeline(%+v): buckets from %s to %s, for %s to %s", q, first.Start, last.End, from, to)
	}
	if len(tl.Buckets) > q.Buckets && tl.Unit != timex.Century {
		t.Errorf("Timeline(%+v) has %d buckets", q, len(tl.Buckets))
	}
	for k, one := range tl.Buckets {
		if !steps[i].next(one.Start.Time).Equal(one.End.Time) || one.Grain != tl.Unit || k > 0 && one.Start != tl.Buckets[k-1].End {
			t.Errorf("Timeline(%+v): bucket %d from %s to %s is no %s behind the last", q, k, one.Start, one.End, tl.Unit)
		}
	}
	if i > 0 { // the next finer unit has too many
		n := 0
		for at := first.Start.Time; at.Before(last.End.Time) && n <= 2*q.Buckets+200; at = steps[i-1].next(at) {
			if steps[i-1].next(at).After(from) && at.Before(to) {
				n++
			}
		}
		if n < q.Buckets {
			t.Errorf("Timeline(%+v): %d buckets of the unit %s would do", q, n, steps[i-1].unit)
		}
	}
}

// reach returns what the buckets must cover; zero for nothing.
func reach(q indexer.Query, all []indexer.Entry) (from, to time.Time) {
	for _, e := range all {
		if e.Start.Time.IsZero() || e.End.Time.IsZero() {
			continue
		}
		if from.IsZero() || e.Start.Time.Before(from) {
			from = e.Start.Time
		}
		if e.End.Time.After(to) {
			to = e.End.Time
		}
	}
	if from.IsZero() && (q.Event.Start.IsZero() || q.Event.End.IsZero()) {
		return time.Time{}, time.Time{}
	}
	if !q.Event.Start.IsZero() {
		from = q.Event.Start
	}
	if !q.Event.End.IsZero() {
		to = q.Event.End
	}
	return from, to
}

// checkBuckets counts the entries again, one by one.
func checkBuckets(t *testing.T, q indexer.Query, got []indexer.Bucket, all []indexer.Entry, unit timex.Grain) {
	t.Helper()
	for _, b := range got {
		count, mass := 0, 0.0
		for _, e := range all {
			start, end := e.Start.Time, e.End.Time
			if start.IsZero() || end.IsZero() || !start.Before(b.End.Time) || !end.After(b.Start.Time) {
				continue
			}
			if slices.Index(timex.Grains, e.Grain) <= slices.Index(timex.Grains, unit) && !start.Before(b.Start.Time) && !end.After(b.End.Time) {
				count++
				continue
			}
			from, to := start, end
			if from.Before(b.Start.Time) {
				from = b.Start.Time
			}
			if to.After(b.End.Time) {
				to = b.End.Time
			}
			mass += to.Sub(from).Seconds() / float64(end.Unix()-start.Unix())
		}
		if b.Count != count || math.Abs(b.Mass-mass) > 1e-6 {
			t.Errorf("Timeline(%+v): bucket from %s to %s has %d and %g, want %d and %g", q, b.Start, b.End, b.Count, b.Mass, count, mass)
			return
		}
	}
}

// checkLanes counts the entries of each lane.
func checkLanes(t *testing.T, q indexer.Query, tl *indexer.Timeline, all []indexer.Entry) {
	t.Helper()
	by := map[string][]indexer.Entry{}
	for _, e := range all {
		if value := laneOf(q.Lanes, &e); value != "" {
			by[value] = append(by[value], e)
		}
	}
	if want := min(len(by), 20); len(tl.Lanes) != want {
		t.Errorf("Timeline(%+v) has %d lanes, want %d", q, len(tl.Lanes), want)
	}
	if !slices.IsSortedFunc(tl.Lanes, func(a, b indexer.Lane) int { return cmp.Compare(b.Total, a.Total) }) {
		t.Errorf("Timeline(%+v): the fullest lane does not come first", q)
	}
	for i, lane := range tl.Lanes {
		if lane.Total != len(by[lane.Value]) || lane.Label == "" {
			t.Errorf("Timeline(%+v): lane %q, labelled %q, has %d, want %d", q, lane.Value, lane.Label, lane.Total, len(by[lane.Value]))
		}
		for _, e := range by[lane.Value] {
			if e.Claim.ID == lane.Value && lane.Label != e.Claim.Text {
				t.Errorf("Timeline(%+v): lane %q is labelled %q, and its earliest claim says %q", q, lane.Value, lane.Label, e.Claim.Text)
			}
		}
		if len(lane.Buckets) != len(tl.Buckets) {
			t.Errorf("Timeline(%+v): lane %q has %d buckets, want %d", q, lane.Value, len(lane.Buckets), len(tl.Buckets))
		}
		if i < 3 {
			checkBuckets(t, q, lane.Buckets, by[lane.Value], tl.Unit)
		}
	}
}

// laneOf returns the value of the lane of an entry, by speaker, outlet or cluster; empty if
// it is in none.
func laneOf(lanes string, e *indexer.Entry) string {
	switch lanes {
	case "speaker":
		return e.Claim.Speaker.Name
	case "outlet":
		return e.Article.Outlet
	case "cluster":
		if e.Claim.Origins > 1 || e.Claim.Conflict {
			return e.Claim.Cluster
		}
	}
	return ""
}
