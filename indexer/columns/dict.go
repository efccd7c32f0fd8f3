package columns

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
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

// A dict gives values numbers. It only grows: what a number stands for never changes.
// 0 is the empty value.
type dict struct {
	mu      sync.RWMutex
	values  []string
	numbers map[string]uint32
	folded  map[string][]uint32
}

func newDict() *dict {
	d := &dict{numbers: map[string]uint32{}, folded: map[string][]uint32{}}
	d.add("")
	return d
}

// code returns the number of a value, a new one if it has none.
func (d *dict) code(value string) uint32 {
	value = clip(value)
	d.mu.RLock()
	c, ok := d.numbers[value]
	d.mu.RUnlock()
	if ok {
		return c
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.numbers[value]; ok {
		return c
	}
	return d.add(value)
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

func (d *dict) add(value string) uint32 {
	c := uint32(len(d.values)) //nolint:gosec // there are fewer values than that
	d.values = append(d.values, value)
	d.numbers[value] = c
	f := fold(value)
	d.folded[f] = append(d.folded[f], c)
	return c
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
		for _, c := range d.folded[fold(w)] {
			found[c] = true
		}
	}
	return found
}

// within returns the numbers of the values that are one of some, or begin with one and a
// hyphen, in any case: en holds en-GB.
func (d *dict) within(wanted []string) set {
	found := d.like(wanted)
	for c, v := range d.all() {
		for _, w := range wanted {
			if strings.HasPrefix(fold(v), fold(w)+"-") {
				found[uint32(c)] = true //nolint:gosec // a number of the dict
			}
		}
	}
	return found
}
