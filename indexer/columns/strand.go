package columns

import (
	"maps"
	"math"
	"slices"
	"sort"
	"time"

	"dateline/indexer/timex"
)

// A run is events that follow on one another and are told alike. There are far fewer
// runs than events.
type run struct {
	extent
	first uint32 // row of an event
}

// A strand is runs of one grain, of which none begins or ends before one that stands before
// it: those that an interval asks for stand together. So whatever is found is counted by
// where it begins and ends among the rows, and not event by event; only what is shown is
// looked at. The timeline is its strands, laid side by side: see timeline.merge.
type strand struct {
	grain    uint8
	open     bool      // its runs have an open end
	runs     [2]uint32 // from one up to another
	from, to uint32    // rows
	years    []yearRow
}

// A yearRow is the first event in a year. A strand has them if each of its runs lies in a
// year, and is told as finely as that.
type yearRow struct {
	year int32
	row  uint32
}

// yearGrain is the coarsest grain that a year's bucket counts.
var yearGrain = uint8(slices.Index(timex.Grains, timex.Year)) //nolint:gosec // grains are few

// yearOf returns the calendar year of a moment, in UTC.
func yearOf(t int64) int32 { return int32(time.Unix(t, 0).UTC().Year()) } //nolint:gosec // years of calendars

// inYear reports whether a year's bucket counts what has an extent.
func (x extent) inYear() bool {
	return !x.open() && x.start < x.end && x.grain <= yearGrain && yearOf(x.start) == yearOf(x.end-1)
}

// sideBySide is how many strands there are of what is told alike but for its days. What
// fits into none, because it lies inside another and that in a third and so on, is a strand
// of its own.
const sideBySide = 4

// weave puts the extents that events have in the order of runs, notes where the strands
// begin, and returns the runs by number of extent.
func (b *building) weave() []uint32 {
	held := slices.DeleteFunc(slices.SortedFunc(maps.Keys(b.known), extent.compare), func(x extent) bool { return b.many[b.known[x]] == 0 })
	runs := make([]uint32, len(b.many))
	row := uint32(0)
	for _, strand := range strands(held) {
		b.strandAt = append(b.strandAt, uint32(len(b.runs))) //nolint:gosec // rows fit
		for _, x := range strand {
			n := b.known[x]
			runs[n] = uint32(len(b.runs)) //nolint:gosec // rows fit
			b.runs = append(b.runs, run{x, row})
			row += uint32(b.many[n]) //nolint:gosec // not negative
		}
	}
	b.runs = slices.Clip(b.runs)
	return runs
}

// strands parts extents, which come in order, among strands.
func strands(extents []extent) (list [][]extent) {
	type kind struct {
		grain         uint8
		since, by, in bool
	}
	of := map[kind][]int{}
	for _, x := range extents {
		k := kind{x.grain, x.end == ForEver, x.start == SinceEver, x.inYear()}
		best, most := -1, int64(SinceEver)
		for _, i := range of[k] {
			before := list[i][len(list[i])-1]
			if before.end <= x.end && before.start <= x.start && before.end >= most {
				best, most = i, before.end
			}
		}
		if best >= 0 {
			list[best] = append(list[best], x)
			continue
		}
		if len(of[k]) < sideBySide {
			of[k] = append(of[k], len(list))
		}
		list = append(list, []extent{x})
	}
	return list
}

// deriveStrands finds what strands tell of their runs.
func (b *block) deriveStrands() {
	b.strands = make([]strand, len(b.strandAt))
	for i, from := range b.strandAt {
		s, to := &b.strands[i], uint32(len(b.runs))               //nolint:gosec // rows fit
		s.from, s.to = b.runs[from].first, uint32(b.eClaim.Len()) //nolint:gosec // rows fit
		if i+1 < len(b.strandAt) {
			to = b.strandAt[i+1]
			s.to = b.runs[to].first
		}
		s.runs = [2]uint32{from, to}
		first := b.runs[from].extent
		s.grain, s.open = first.grain, first.open()
		if !first.inYear() {
			continue
		}
		for _, r := range b.runsOf(s) {
			if year := yearOf(r.start); len(s.years) == 0 || s.years[len(s.years)-1].year != year {
				s.years = append(s.years, yearRow{year, r.first})
			}
		}
		s.years = slices.Clip(s.years)
	}
}

// runsOf returns the runs of a strand.
func (b *block) runsOf(s *strand) []run { return b.runs[s.runs[0]:s.runs[1]] }

// between returns the rows of the runs of a strand that are behind those of which left
// holds, and before those of which right holds: the first holds of the first runs of a
// strand, the second of the last.
func (b *block) between(s *strand, left, right func(x *extent) bool) (from, to uint32) {
	runs := b.runsOf(s)
	row := func(i int) uint32 {
		if i < len(runs) {
			return runs[i].first
		}
		return s.to
	}
	lo := sort.Search(len(runs), func(i int) bool { return !left(&runs[i].extent) })
	hi := lo + sort.Search(len(runs)-lo, func(i int) bool { return right(&runs[lo+i].extent) })
	return row(lo), row(hi)
}

// within returns the rows of a strand whose dates are asked for, as judge does of one.
func (f *filter) within(b *block, s *strand) (from, to uint32) {
	switch {
	case f.grains&(1<<s.grain) == 0:
		return s.from, s.from
	case !f.event.asked:
		return s.from, s.to
	}
	return b.between(s,
		func(x *extent) bool { return x.end <= f.event.from || f.inside && x.start < f.event.from },
		func(x *extent) bool { return x.start >= f.event.to || f.inside && x.end > f.event.to })
}

// over returns the rows of a strand whose events reach over all of an interval.
func (w window) over(b *block, s *strand) (from, to uint32) {
	return b.between(s, func(x *extent) bool { return x.end < w.to }, func(x *extent) bool { return x.start > w.from })
}

// A stretch is the events of a strand that a query finds, in their order.
type stretch struct {
	*strand
	from, to uint32   // rows that they are in
	rows     []uint32 // theirs
	all      *part    // or nil: they are all that live of this part
	n        int      // how many
}

// before returns how many of some rows, in order, are before one.
func before(rows []uint32, row uint32) int {
	n, _ := slices.BinarySearch(rows, row)
	return n
}

// soon is before where few rows are.
func soon(rows []uint32, row uint32) int {
	for i, r := range rows[:min(len(rows), lookAhead)] {
		if r >= row {
			return i
		}
	}
	most := lookAhead
	for most < len(rows) && rows[most] < row {
		most *= 2
	}
	return before(rows[:min(most, len(rows))], row)
}

// count returns how many events of the stretch are in rows from one up to another.
func (s *stretch) count(from, to uint32) int {
	from, to = max(from, s.from), min(to, s.to)
	switch {
	case from >= to:
		return 0
	case s.all != nil:
		return int(to-from) - before(s.all.gone, to) + before(s.all.gone, from)
	}
	return before(s.rows, to) - before(s.rows, from)
}

// eachYear calls do with every year, and how many events are in it.
func (s *stretch) eachYear(do func(year int32, n int)) {
	first := sort.Search(len(s.years), func(i int) bool { return s.years[i].row > s.from }) - 1
	rows := s.rows
	for i := max(first, 0); i < len(s.years) && s.years[i].row < s.to; i++ {
		end := s.strand.to
		if i+1 < len(s.years) {
			end = s.years[i+1].row
		}
		var n int
		if s.all != nil {
			n = s.count(s.years[i].row, end)
		} else {
			n = soon(rows, end)
			rows = rows[n:]
		}
		if n > 0 {
			do(s.years[i].year, n)
		}
	}
}

// eachRun calls do with every run, and how many events are of it.
func (s *stretch) eachRun(p *part, do func(r *run, n int)) {
	runs := p.runsOf(s.strand)
	end := func(i int) uint32 {
		if i+1 < len(runs) {
			return runs[i+1].first
		}
		return s.strand.to
	}
	if s.all != nil {
		for i := sort.Search(len(runs), func(i int) bool { return end(i) > s.from }); i < len(runs) && runs[i].first < s.to; i++ {
			if n := s.count(runs[i].first, end(i)); n > 0 {
				do(&runs[i], n)
			}
		}
		return
	}
	for i, rows := 0, s.rows; len(rows) > 0; {
		i += sort.Search(len(runs)-i, func(k int) bool { return end(i+k) > rows[0] })
		n := 1
		for n < len(rows) && rows[n] < end(i) {
			n++
		}
		do(&runs[i], n)
		rows = rows[n:]
	}
}

// ends returns the first and the last event; there is one.
func (s *stretch) ends(p *part) (first, last uint32) {
	if s.all == nil {
		return s.rows[0], s.rows[len(s.rows)-1]
	}
	first, last = s.from, s.to-1
	for p.buried(first) {
		first++
	}
	for p.buried(last) {
		last--
	}
	return first, last
}

// walk returns a walk through the events behind a place, if that is not nil.
func (s *stretch) walk(p *part, behind *Place) walk {
	w := walk{p: p, rows: s.rows, to: uint32(len(s.rows))} //nolint:gosec // rows fit
	if s.all != nil {
		w.at, w.to = s.from, s.to
	}
	if behind != nil {
		w.at += uint32(sort.Search(int(w.to-w.at), func(i int) bool { return p.place(w.row(w.at+uint32(i))).Compare(*behind) > 0 })) //nolint:gosec // rows fit
	}
	w.skip()
	return w
}

// A walk goes through events of a part, one by one.
type walk struct {
	p      *part
	rows   []uint32 // nil for all
	at, to uint32
}

func (w *walk) row(i uint32) uint32 {
	if w.rows != nil {
		return w.rows[i]
	}
	return i
}

// skip goes on to the next event that lives. Lists hold no other.
func (w *walk) skip() {
	for w.rows == nil && w.at < w.to && w.p.buried(w.at) {
		w.at++
	}
}

// event returns the event that the walk is at; false if it has come to its end.
func (w *walk) event() (uint32, bool) {
	if w.at >= w.to {
		return 0, false
	}
	return w.row(w.at), true
}

func (w *walk) step() {
	w.at++
	w.skip()
}

// A head is what a walk through a strand is at.
type head struct {
	walk
	row   uint32
	place Place
	ends  [2]int64

	runs []run // from that of the event on
	end  uint32

	ahead [lookAhead]named // looked up already
	next  int              // of these
	known int
}

// A named is an event with what parts it from others that are told alike.
type named struct {
	row, claim uint32
	name       uint64
}

// lookAhead is how many events are looked up at once: they are scattered in memory, and to
// wait for several takes no longer than for one.
const lookAhead = 8

// look looks up the next events of the walk.
func (h *head) look() {
	h.next, h.known = 0, 0
	for e, ok := h.event(); ok && h.known < lookAhead; e, ok = h.event() {
		h.ahead[h.known].row = e
		h.known++
		h.step()
	}
	for i := range h.ahead[:h.known] {
		n := &h.ahead[i]
		n.name, n.claim = h.p.name(n.row)
	}
}

// find goes on to the next event; false if there is none. What its run tells is not looked
// for once more.
func (h *head) find() bool {
	if h.next == h.known {
		h.look()
	}
	if h.known == 0 {
		return false
	}
	n := &h.ahead[h.next]
	h.next++
	h.row, h.place.Name, h.place.Claim = n.row, n.name, n.claim
	if h.row >= h.end {
		most := 1 // most often it is one of the next
		for most < len(h.runs) && h.runs[most].first <= h.row {
			most *= 2
		}
		h.runs = h.runs[sort.Search(min(most, len(h.runs))-1, func(i int) bool { return h.runs[i+1].first > h.row }):]
		h.end = math.MaxUint32
		if len(h.runs) > 1 {
			h.end = h.runs[1].first
		}
		x := h.runs[0].extent
		h.ends, h.place.Start = [2]int64{x.start, x.end}, x.start
		h.place.At, h.place.Width = placeOf(x.start, x.end)
	}
	return true
}

// heads are those of some walks as a heap has them: the one at the first place first.
type heads []*head

// sift puts the head at i where it belongs among those behind it.
func (h heads) sift(i int) {
	for 2*i+1 < len(h) {
		least := 2*i + 1
		if least+1 < len(h) && h[least+1].place.Compare(h[least].place) < 0 {
			least++
		}
		if h[i].place.Compare(h[least].place) <= 0 {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

// step goes on with the first walk.
func (h heads) step() heads {
	if !h[0].find() {
		h[0] = h[len(h)-1]
		h = h[:len(h)-1]
	}
	h.sift(0)
	return h
}
