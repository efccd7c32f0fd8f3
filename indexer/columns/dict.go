package columns

import (
	"bytes"
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

// Clip returns s as facets show it.
func Clip(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, string(utf8.RuneError))), " ")
	if utf8.RuneCountInString(s) <= maxValueRunes {
		return s
	}
	return string([]rune(s)[:maxValueRunes])
}

// Fold returns s as filters compare it.
func Fold(s string) string { return Clip(strings.ToLower(s)) }

// FoldPlace returns the name of a place as filters compare it.
func FoldPlace(s string) string { return Clip(people.PlaceKey(s)) }

// dicts are the values of the columns.
type dicts struct{ outlet, host, kind, section, lang, author, speaker, medium, cluster, text, place *dict }

func newDicts() *dicts {
	d := &dicts{}
	for _, one := range d.each() {
		*one = newDict(Fold)
	}
	d.place.fold = FoldPlace
	return d
}

// each returns where the dicts stand, in the order of their file.
func (d *dicts) each() []**dict {
	return []**dict{&d.outlet, &d.host, &d.kind, &d.section, &d.lang, &d.author, &d.speaker, &d.medium, &d.cluster, &d.text, &d.place}
}

// A dict gives values numbers. It only grows: what a number stands for never changes.
// 0 is the empty value.
//
// Speakers are many, so that strings and a map of them would be several times larger than
// what they tell. Values stand one behind another, and are found by a hash of what filters
// compare: from its slot on, up to the first that is empty, stand the numbers of all values
// that have the hash, among others.
type dict struct {
	mu    sync.RWMutex
	all   []byte
	ends  []uint32 // where the value with a number ends in all, which is shorter than 4 GB
	slots []uint32 // numbers; 0 for empty. Their count is a power of two
	marks []uint8  // of slots: more of the hash, so that few values are looked at in vain
	seed  maphash.Seed
	fold  func(string) string // what filters compare
}

// leastSlots is how many slots a dict has at first.
const leastSlots = 8

func newDict(fold func(string) string) *dict {
	return &dict{fold: fold, ends: []uint32{0}, slots: make([]uint32, leastSlots), marks: make([]uint8, leastSlots), seed: maphash.MakeSeed()}
}

// at returns the value with a number, which is good as long as nobody changes it.
func (d *dict) at(number uint32) []byte {
	if number == 0 {
		return nil
	}
	return d.all[d.ends[number-1]:d.ends[number]]
}

// value returns the value with a number.
func (d *dict) value(number uint32) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return string(d.at(number))
}

// len returns how many numbers there are.
func (d *dict) len() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.ends)
}

// compare orders numbers by their values.
func (d *dict) compare(a, b uint32) int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return bytes.Compare(d.at(a), d.at(b))
}

// values returns the values by their numbers.
func (d *dict) values() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	list := make([]string, len(d.ends))
	for n := range list {
		list[n] = string(d.at(uint32(n))) //nolint:gosec // values fit
	}
	return list
}

// A slot is where a value is looked for first, and the mark that it has there.
type slot struct {
	at   uint64
	mark uint8
}

func (d *dict) slotOf(folded string) slot {
	h := maphash.String(d.seed, folded)
	return slot{h, uint8(h >> 56)} //nolint:gosec // the highest byte
}

// each calls do with the numbers of values that may have a slot, until it returns false.
func (d *dict) each(s slot, do func(number uint32) bool) {
	last := uint64(len(d.slots) - 1)
	for at := s.at & last; d.slots[at] != 0; at = (at + 1) & last {
		if d.marks[at] == s.mark && !do(d.slots[at]) {
			return
		}
	}
}

// put notes a number in the first empty slot.
func (d *dict) put(s slot, number uint32) {
	last := uint64(len(d.slots) - 1)
	at := s.at & last
	for d.slots[at] != 0 {
		at = (at + 1) & last
	}
	d.slots[at], d.marks[at] = number, s.mark
}

// find returns the number of a value, 0 if it has none.
func (d *dict) find(s slot, value string) (found uint32) {
	d.each(s, func(number uint32) bool {
		if string(d.at(number)) == value {
			found = number
		}
		return found == 0
	})
	return found
}

// code returns the number of a value, a new one if it has none.
func (d *dict) code(value string) uint32 {
	value = Clip(value)
	if value == "" {
		return 0
	}
	s := d.slotOf(d.fold(value))
	d.mu.RLock()
	c := d.find(s, value)
	d.mu.RUnlock()
	if c != 0 {
		return c
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.find(s, value); c != 0 {
		return c
	}
	c = uint32(len(d.ends)) //nolint:gosec // there are fewer values than that
	d.all = append(d.all, value...)
	d.ends = append(d.ends, uint32(len(d.all))) //nolint:gosec // see ends
	if len(d.ends) > d.room() {
		d.place()
	} else {
		d.put(s, c)
	}
	return c
}

// room returns how many numbers the slots have room for: if they are fuller, it takes long
// to find an empty one.
func (d *dict) room() int { return len(d.slots) / 4 * 3 }

// place puts all values into slots, of which it makes as many as they need.
func (d *dict) place() {
	for len(d.ends) > d.room() {
		d.slots = make([]uint32, 2*len(d.slots))
	}
	clear(d.slots)
	d.marks = make([]uint8, len(d.slots))
	for n := 1; n < len(d.ends); n++ {
		number := uint32(n) //nolint:gosec // values fit
		d.put(d.slotOf(d.fold(string(d.at(number)))), number)
	}
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
		d.each(d.slotOf(w), func(number uint32) bool {
			if d.fold(string(d.at(number))) == w {
				found = append(found, number)
			}
			return true
		})
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// within returns the numbers of the values that are one of some, or begin with one and a
// hyphen, in any case: en holds en-GB.
func (d *dict) within(wanted []string) set {
	found := d.like(wanted)
	for c, v := range d.values() {
		for _, w := range wanted {
			if strings.HasPrefix(Fold(v), Fold(w)+"-") {
				found = append(found, uint32(c)) //nolint:gosec // a number of the dict
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
