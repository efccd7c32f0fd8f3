package change

import (
	"slices"
	"strings"

	"dateline/scraper"
)

// How many words a hunk may have, on its longer side, for what is only on one
// side of it to be a change of its kind, rather than part of another passage.
const (
	fewWords = 8
	aPassage = 6 // and from how many on words that came or went are a passage
)

// classify notes what the hunks of two blocks are about.
func (c *comparer) classify(f Field, old, now *block, hunks []hunk) {
	if len(hunks) == 0 {
		return
	}
	r := &reader{comparer: c, field: f, old: c.view(old), now: c.view(now), hunks: hunks, told: map[[2]int]bool{}}
	for _, h := range hunks {
		r.read(h)
	}
}

// A reader says of the hunks of two blocks what they are about.
type reader struct {
	*comparer
	field    Field
	old, now *view
	hunks    []hunk
	told     map[[2]int]bool // pairs of items that a hunk before was about
}

// read notes what a hunk is about: every amount, date and name in it that is not
// on both sides, and if there is none, what its words are together.
func (r *reader) read(h hunk) {
	if r.old.kind == scraper.Note || r.now.kind == scraper.Note {
		r.note(Note, h, item{i: h.a0, j: h.a1}, item{i: h.b0, j: h.b1})
		return
	}
	if r.marks(h) {
		r.note(Typography, h, item{i: h.a0, j: h.a1}, item{i: h.b0, j: h.b1})
		return
	}
	pure := h.a0 == h.a1 || h.b0 == h.b1
	if pure && h.size() >= aPassage {
		k := Added
		if h.b0 == h.b1 {
			k = Removed
		}
		if r.within(h) {
			k = Quotation
		}
		r.note(k, h, item{i: h.a0, j: h.a1}, item{i: h.b0, j: h.b1})
		return
	}
	about := false
	was, is := r.items(h)
	for _, k := range []Kind{Number, Date, Name} {
		about = r.itemsOf(k, h, was, is) || about
	}
	if about {
		return
	}
	k := Wording
	switch {
	case h.size() <= fewWords && r.old.negations(h.a0, h.a1)%2 != r.now.negations(h.b0, h.b1)%2:
		k = Negation
	case r.quotes(h):
		k = Quotation
	}
	r.note(k, h, item{i: h.a0, j: h.a1}, item{i: h.b0, j: h.b1})
}

// marks reports whether a hunk is punctuation that changes no meaning.
func (r *reader) marks(h hunk) bool {
	idle := func(v *view, i, j int) bool {
		for ; i < j; i++ {
			key := v.low(i)
			if !strings.Contains(".,;:-...()[]", key) || key == "-" && v.close(i+1) && v.isNumber(i+1) {
				return false
			}
		}
		return true
	}
	return idle(r.old, h.a0, h.a1) && idle(r.now, h.b0, h.b1)
}

// items returns the items of both sides that a hunk touches. An item that goes
// beyond the hunk brings with it what stands for its other words on the other
// side: "12 million" for "12".
func (r *reader) items(h hunk) (was, is []int) {
	was, is = r.old.owners(h.a0, h.a1), r.now.owners(h.b0, h.b1)
	for _, n := range slices.Clone(is) {
		for w := r.now.items[n].i; w < r.now.items[n].j; w++ {
			if at, ok := r.counterpart(w, false); ok && r.old.owner[at] >= 0 {
				was = append(was, r.old.owner[at])
			}
		}
	}
	for _, n := range slices.Clone(was) {
		for w := r.old.items[n].i; w < r.old.items[n].j; w++ {
			if at, ok := r.counterpart(w, true); ok && r.now.owner[at] >= 0 {
				is = append(is, r.now.owner[at])
			}
		}
	}
	slices.Sort(was)
	slices.Sort(is)
	return slices.Compact(was), slices.Compact(is)
}

// counterpart returns which word of the other text an old or a new word is, if it was kept.
func (r *reader) counterpart(w int, old bool) (int, bool) {
	side := func(h hunk) (from, to, shift int) {
		if old {
			return h.a0, h.a1, h.b1 - h.a1
		}
		return h.b0, h.b1, h.a1 - h.b1
	}
	n, _ := slices.BinarySearchFunc(r.hunks, w, func(h hunk, w int) int {
		if from, _, _ := side(h); from <= w {
			return -1
		}
		return 1
	})
	if n == 0 {
		return w, true
	}
	_, to, shift := side(r.hunks[n-1])
	return w + shift, w >= to
}

// owners returns the items that words i up to j belong to, each once.
func (v *view) owners(i, j int) (list []int) {
	for ; i < j; i++ {
		if n := v.owner[i]; n >= 0 && (len(list) == 0 || list[len(list)-1] != n) {
			list = append(list, n)
		}
	}
	return list
}

// itemsOf notes the items of one kind that are on one side only, in pairs, and
// reports whether there are any or were with a hunk before.
func (r *reader) itemsOf(k Kind, h hunk, was, is []int) (about bool) {
	ofKind := func(v *view, list []int) (items []int) {
		for _, n := range list {
			if v.items[n].kind == k {
				items = append(items, n)
			}
		}
		return items
	}
	was, is = ofKind(r.old, was), ofKind(r.now, is)
	was, is = r.onlyHere(was, is)
	if (len(was) == 0 || len(is) == 0) && (h.size() > fewWords || r.slight(k, was, is)) {
		return false
	}
	for i := range max(len(was), len(is)) {
		key := [2]int{-1, -1}
		o, n := item{i: h.a0, j: h.a0}, item{i: h.b0, j: h.b0}
		if i < len(was) {
			key[0], o = was[i], r.old.items[was[i]]
		} else if len(was) == 0 && h.a1-h.a0 <= 3 {
			o.j = h.a1 // "several" to "12", "he" to a name
		}
		if i < len(is) {
			key[1], n = is[i], r.now.items[is[i]]
		} else if len(is) == 0 && h.b1-h.b0 <= 3 {
			n.j = h.b1
		}
		about = true
		if !r.told[key] {
			r.told[key] = true
			r.note(k, h, o, n)
		}
	}
	return about
}

// slight reports whether a lone item says too little to be a change of its kind:
// "one" and "first" are other words as often as they are numbers.
func (r *reader) slight(k Kind, was, is []int) bool {
	value := func(v *view, list []int) bool {
		return len(list) == 1 && (v.low(v.items[list[0]].i) == "one" || ordinals[v.low(v.items[list[0]].i)] != 0 || vague[v.low(v.items[list[0]].i)])
	}
	return k == Number && (value(r.old, was) || value(r.now, is))
}

// onlyHere returns those of two lists of items whose value is not in the other.
func (r *reader) onlyHere(was, is []int) (o, n []int) {
	count := map[string]int{}
	for _, i := range is {
		count[r.now.items[i].value]++
	}
	for _, i := range was {
		if v := r.old.items[i].value; count[v] > 0 {
			count[v]--
		} else {
			o = append(o, i)
		}
	}
	for _, i := range slices.Backward(is) {
		if v := r.now.items[i].value; count[v] > 0 {
			count[v]--
			n = append(n, i)
		}
	}
	slices.Reverse(n)
	return o, n
}

// negations returns how many of words i up to j turn a statement round.
func (v *view) negations(i, j int) (n int) {
	for ; i < j; i++ {
		if low := v.low(i); negations[low] || strings.HasSuffix(low, "n't") {
			n++
		}
	}
	return n
}

// quotes reports whether a hunk is about a quotation: its words, or its marks.
func (r *reader) quotes(h hunk) bool {
	in := func(v *view, i, j int) bool {
		for ; i < j; i++ {
			if v.quoted[i] || v.words[i].key == `"` {
				return true
			}
		}
		return false
	}
	return in(r.old, h.a0, h.a1) || in(r.now, h.b0, h.b1)
}

// within reports whether all words of a hunk stand inside quotations.
func (r *reader) within(h hunk) bool {
	all := func(v *view, i, j int) bool {
		for ; i < j; i++ {
			if !v.quoted[i] {
				return false
			}
		}
		return true
	}
	return all(r.old, h.a0, h.a1) && all(r.now, h.b0, h.b1)
}

// note notes a change from one run of words to another.
func (r *reader) note(k Kind, h hunk, o, n item) {
	c := Change{Kind: k, Field: r.field, OldAt: r.old.at(o.i, o.j), NewAt: r.now.at(n.i, n.j)}
	c.Quoted = r.within(h)
	r.found = append(r.found, found{Change: c, old: r.old.block, new: r.now.block})
}

// at returns where words i up to j stand, or of none, where they would.
func (b *block) at(i, j int) Span {
	switch {
	case i < j:
		return Span{b.words[i].start, b.words[j-1].end}
	case i > 0:
		return Span{b.words[i-1].end, b.words[i-1].end}
	}
	return Span{b.start, b.start}
}
