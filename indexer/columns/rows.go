package columns

import (
	"cmp"
	"math/bits"
	"slices"
	"unsafe"

	"dateline/indexer/packed"
)

// numbers are a column, or rows.
type numbers = packed.Numbers[uint32]

// listed are numbers of a list; the zero listed are none.
type listed struct {
	in       *numbers
	from, to uint32 // places
}

func (l listed) len() int { return int(l.to - l.from) }

func (l listed) at(i int) uint32 { return l.in.At(l.from + uint32(i)) } //nolint:gosec // a place

// plain returns the numbers in a slice.
func (l listed) plain() []uint32 {
	list := make([]uint32, l.len())
	for i := range list {
		list[i] = l.at(i)
	}
	return list
}

// any reports whether a number is in a set.
func (s set) any(values listed) bool {
	for i := range values.len() {
		if s.has(values.at(i)) {
			return true
		}
	}
	return false
}

// lists are several values a row.
type lists struct {
	first  numbers // place of a row's first value; one more at the end
	values numbers
}

func (l *lists) add(values []uint32) {
	l.first.Append(uint32(l.values.Len())) //nolint:gosec // values fit
	for _, v := range values {
		l.values.Append(v)
	}
}

// end ends the last row; it is to be sealed then.
func (l *lists) end() { l.first.Append(uint32(l.values.Len())) } //nolint:gosec // values fit

// of returns the values of a row.
func (l *lists) of(row uint32) listed {
	return listed{&l.values, l.first.At(row), l.first.At(row + 1)}
}

// ordinals are those of rows, which rise: how many are missing before each.
type ordinals struct {
	missing     numbers
	first, last uint32 // once they are sealed
}

func (o *ordinals) add(ordinal uint32) {
	o.missing.Append(ordinal - uint32(o.missing.Len())) //nolint:gosec // rows fit
}

// end notes the ends of sealed ordinals.
func (o *ordinals) end() {
	if n := o.len(); n > 0 {
		o.first, o.last = o.at(0), o.at(uint32(n-1)) //nolint:gosec // rows fit
	}
}

func (o *ordinals) len() int { return o.missing.Len() }

func (o *ordinals) at(row uint32) uint32 { return row + o.missing.At(row) }

// row returns the row with an ordinal. Where none is missing it is where it should be.
func (o *ordinals) row(ordinal uint32) (uint32, bool) {
	n := uint32(o.len()) //nolint:gosec // rows fit
	if n == 0 || ordinal < o.first || ordinal > o.last {
		return 0, false
	}
	if o.last-o.first == n-1 {
		return ordinal - o.first, true
	}
	from, to := uint32(0), min(n-1, ordinal-o.first)
	for from < to {
		if mid := from + (to-from)/2; o.at(mid) < ordinal {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return from, o.at(from) == ordinal
}

// texts are strings of rows, one behind another.
type texts struct {
	all  string
	ends numbers
	more []byte // until they are sealed
}

func (t *texts) add(s string) {
	t.more = append(t.more, s...)
	t.ends.Append(uint32(len(t.more))) //nolint:gosec // they fit
}

func (t *texts) seal() {
	t.all, t.more = string(t.more), nil
	t.ends.Seal()
}

func (t *texts) at(row uint32) string {
	from := uint32(0)
	if row > 0 {
		from = t.ends.At(row - 1)
	}
	return t.all[from:t.ends.At(row)]
}

// moments are seconds since 1970, or UnknownDay.
type moments struct{ since packed.Numbers[uint64] }

// sinceBefore is where moments count from, so that none that a date can tell is below it:
// 0 is unknown.
const sinceBefore = 1 << 36

func (m *moments) add(t int64) {
	since := uint64(0)
	if t != UnknownDay {
		since = uint64(max(t, 1-sinceBefore) + sinceBefore) //nolint:gosec // not negative
	}
	m.since.Append(since)
}

func (m *moments) at(row uint32) int64 {
	if since := m.since.At(row); since != 0 {
		return int64(since) - sinceBefore //nolint:gosec // as it was given
	}
	return UnknownDay
}

// postings are rows by a value. They are looked through too often to be packed.
type postings struct {
	values numbers // sorted
	first  numbers // place of a value's first row; one more at the end
	rows   plain[uint32]
}

// of returns the rows with a value.
func (p *postings) of(value uint32) []uint32 {
	n := uint32(p.values.Len()) //nolint:gosec // values fit
	i := p.values.Search(0, n, value)
	if i == n || p.values.At(i) != value {
		return nil
	}
	return p.rows[p.first.At(i):p.first.At(i+1)]
}

// all returns the rows with any of some values, in order. Nobody changes them.
func (p *postings) all(values set) []uint32 {
	var list []uint32
	for i, v := range values {
		if i == 0 {
			list = p.of(v)
		} else if more := p.of(v); len(more) > 0 {
			list = inOrder(append(slices.Clip(list), more...))
		}
	}
	return list
}

// plain are numbers that are packed in the file alone: they are used as packed ones are,
// and read more quickly.
type plain[T packed.Number] []T

func (p *plain[T]) Append(v T) { *p = append(*p, v) }

func (p *plain[T]) At(i uint32) T { return (*p)[i] }

func (p *plain[T]) Seal() {
	if cap(*p) > len(*p) {
		*p = append(make([]T, 0, len(*p)), *p...)
	}
}

func (p *plain[T]) Size() int {
	var one T
	return cap(*p) * int(unsafe.Sizeof(one))
}

func (p *plain[T]) AppendBinary(data []byte) ([]byte, error) {
	in := packed.Of(*p)
	return in.AppendBinary(data)
}

func (p *plain[T]) UnmarshalBinary(data []byte) error {
	var in packed.Numbers[T]
	err := in.UnmarshalBinary(data)
	if err == nil {
		*p = all(&in)
	}
	return err
}

// newPostings returns the rows of n whose value is told, by it. They are counted into their
// places, not compared.
func newPostings(n int, valueOf func(row uint32) (value uint32, told bool)) (p postings) {
	type one struct{ value, row uint32 }
	list, most := make([]one, 0, n), uint32(0)
	for row := range uint32(n) { //nolint:gosec // rows fit
		if v, told := valueOf(row); told {
			list, most = append(list, one{v, row}), max(most, v)
		}
	}
	if int(most)/fewAmong > len(list) {
		slices.SortStableFunc(list, func(a, b one) int { return cmp.Compare(a.value, b.value) })
	} else {
		places := make([]uint32, most+2) // how many rows a value has; then where the next is put
		for _, o := range list {
			places[o.value+1]++
		}
		for v := range most {
			places[v+1] += places[v]
		}
		placed := make([]one, len(list))
		for _, o := range list {
			placed[places[o.value]] = o
			places[o.value]++
		}
		list = placed
	}
	p.rows = make([]uint32, len(list))
	for i, o := range list {
		if i == 0 || list[i-1].value != o.value {
			p.values.Append(o.value)
			p.first.Append(uint32(i)) //nolint:gosec // rows fit
		}
		p.rows[i] = o.row
	}
	p.first.Append(uint32(len(list))) //nolint:gosec // rows fit
	p.values.Seal()
	p.first.Seal()
	return p
}

// fewAmong is how many numbers there may be for each that is used: where there are more,
// counting them all takes longer than sorting the few.
const fewAmong = 16

// inOrder sorts rows. If they are not few, they are marked among all.
func inOrder(rows []uint32) []uint32 {
	if len(rows) < 2 {
		return rows
	}
	words := int(slices.Max(rows))/64 + 1
	if len(rows) < words/wordsARow {
		slices.Sort(rows)
		return rows
	}
	marked := make([]uint64, words)
	for _, row := range rows {
		marked[row/64] |= 1 << (row % 64)
	}
	rows = rows[:0]
	for i, word := range marked {
		for ; word != 0; word &= word - 1 {
			rows = append(rows, uint32(i*64+bits.TrailingZeros64(word))) //nolint:gosec // rows fit
		}
	}
	return rows
}

// wordsARow is how many words of marks are looked through in the time that it takes to
// sort a row in.
const wordsARow = 64
