package columns

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"dateline/indexer/people"
)

// maxValueRunes bounds a value: the web names outlets and speakers, and some of it is
// hostile.
const maxValueRunes = 300

// clip returns s as facets show it.
func clip(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, string(utf8.RuneError))), " ")
	if utf8.RuneCountInString(s) <= maxValueRunes {
		return s
	}
	return string([]rune(s)[:maxValueRunes])
}

// fold returns s as filters compare it.
func fold(s string) string { return clip(strings.ToLower(s)) }

// foldPlace returns the name of a place as filters compare it.
func foldPlace(s string) string { return clip(people.PlaceKey(s)) }

// A dict gives values numbers. It only grows: what a number stands for never changes.
// 0 is the empty value.
//
// Speakers are many, so that a map of strings would be larger than what it tells: values
// are found by a hash of what filters compare, which leads to the last value that has it,
// and that to the one before it.
type dict struct {
	mu     sync.RWMutex
	values []string
	before []uint32          // the value with the same hash before it; 0 for none
	last   map[uint64]uint32 // by hash
	seed   maphash.Seed
	fold   func(string) string // what filters compare
}

func newDict(fold func(string) string) *dict {
	return &dict{fold: fold, values: []string{""}, before: []uint32{0}, last: map[uint64]uint32{}, seed: maphash.MakeSeed()}
}

func (d *dict) hash(folded string) uint64 { return maphash.String(d.seed, folded) }

// find returns the number of a value, 0 if it has none.
func (d *dict) find(value string) uint32 {
	c := d.last[d.hash(d.fold(value))]
	for c != 0 && d.values[c] != value {
		c = d.before[c]
	}
	return c
}

// code returns the number of a value, a new one if it has none.
func (d *dict) code(value string) uint32 {
	value = clip(value)
	if value == "" {
		return 0
	}
	d.mu.RLock()
	c := d.find(value)
	d.mu.RUnlock()
	if c != 0 {
		return c
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.find(value); c != 0 {
		return c
	}
	c = uint32(len(d.values)) //nolint:gosec // there are fewer values than that
	h := d.hash(d.fold(value))
	d.values, d.before = append(d.values, value), append(d.before, d.last[h])
	d.last[h] = c
	return c
}

// codes returns the numbers of values, without empty ones.
func (d *dict) codes(values []string) []uint32 {
	var list []uint32
	for _, v := range values {
		if c := d.code(v); c != 0 && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// all returns the values by their numbers.
func (d *dict) all() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.values
}

// like returns the numbers of the values that are one of some, in any case.
func (d *dict) like(wanted []string) set {
	d.mu.RLock()
	defer d.mu.RUnlock()
	found := set{}
	for _, w := range wanted {
		w = d.fold(w)
		if w == "" {
			found = append(found, 0)
		}
		for c := d.last[d.hash(w)]; c != 0; c = d.before[c] {
			if d.fold(d.values[c]) == w {
				found = append(found, c)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// within returns the numbers of the values that are one of some, or begin with one and a
// hyphen, in any case: en holds en-GB.
func (d *dict) within(wanted []string) set {
	found := d.like(wanted)
	for c, v := range d.all() {
		for _, w := range wanted {
			if strings.HasPrefix(fold(v), fold(w)+"-") {
				found = append(found, uint32(c)) //nolint:gosec // a number of the dict
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
