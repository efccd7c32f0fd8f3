package change

import (
	"slices"

	"github.com/aymanbagabas/go-udiff/lcs"

	"dateline/scraper"
)

// A hunk is a run of old words with what stands in their place, by number.
type hunk struct {
	a0, a1 int // of the old words; empty if nothing stood there
	b0, b1 int
}

// manyEdits is how many words the library finds changed before it gives up; we
// then ask again about what it left.
const manyEdits = 100

// hunks returns where two blocks differ by their words.
func (c *comparer) hunks(old, now *block) []hunk {
	var list []hunk
	var look func(a0, a1, b0, b1 int)
	look = func(a0, a1, b0, b1 int) {
		for a0 < a1 && b0 < b1 && old.ids[a0] == now.ids[b0] {
			a0, b0 = a0+1, b0+1
		}
		for a0 < a1 && b0 < b1 && old.ids[a1-1] == now.ids[b1-1] {
			a1, b1 = a1-1, b1-1
		}
		if c.effort -= a1 - a0 + b1 - b0; c.effort < 0 {
			list = append(list, hunk{a0, a1, b0, b1})
			return
		}
		for _, d := range lcs.DiffRunes(old.ids[a0:a1], now.ids[b0:b1]) {
			h := hunk{a0 + d.Start, a0 + d.End, b0 + d.ReplStart, b0 + d.ReplEnd}
			large := h.a1-h.a0 > manyEdits/4 && h.b1-h.b0 > manyEdits/4
			if whole := h == (hunk{a0, a1, b0, b1}); large && !whole {
				look(h.a0, h.a1, h.b0, h.b1)
				continue
			}
			list = append(list, h)
		}
	}
	if !slices.Equal(old.ids, now.ids) {
		look(0, len(old.ids), 0, len(now.ids))
	}
	for i := range list {
		list[i] = slide(list, i, old, now)
	}
	return join(list, old)
}

// slide returns hunk i of list, moved to where a sentence begins if it is an
// insertion or a removal that could as well be made there.
func slide(list []hunk, i int, old, now *block) hunk {
	h := list[i]
	words, from, to := now, h.b0, h.b1
	switch {
	case h.a0 == h.a1:
	case h.b0 == h.b1:
		words, from, to = old, h.a0, h.a1
	default:
		return h
	}
	least, most := -h.a0, len(old.words)-h.a1
	if i > 0 {
		least = list[i-1].a1 - h.a0
	}
	if i+1 < len(list) {
		most = list[i+1].a0 - h.a1
	}
	good := func(by int) bool { return from+by == 0 || ends(words.words[from+by-1].key) }
	for by := 0; by >= least && by > -maxSlide; by-- {
		if by < 0 && words.ids[from+by] != words.ids[to+by] {
			break
		}
		if good(by) {
			return hunk{h.a0 + by, h.a1 + by, h.b0 + by, h.b1 + by}
		}
	}
	for by := 1; by <= most && by < maxSlide; by++ {
		if words.ids[from+by-1] != words.ids[to+by-1] {
			break
		}
		if good(by) {
			return hunk{h.a0 + by, h.a1 + by, h.b0 + by, h.b1 + by}
		}
	}
	return h
}

// maxSlide is how many words a hunk is moved at most.
const maxSlide = 50

// ends reports whether a sentence ends with key.
func ends(key string) bool { return key == "." || key == "!" || key == "?" || key == "..." }

// join makes one hunk of two between which only words stand that join others:
// they would tear a rewritten clause into crumbs.
func join(list []hunk, old *block) []hunk {
	var out []hunk
	for _, h := range list {
		if len(out) > 0 {
			last := &out[len(out)-1]
			kept := h.a0 - last.a1
			weak := kept <= 2
			for i := last.a1; weak && i < h.a0; i++ {
				weak = joining[old.words[i].key] || !old.words[i].isWord() && !ends(old.words[i].key)
			}
			if weak && kept < min(last.size(), h.size()) {
				last.a1, last.b1 = h.a1, h.b1
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

// size returns how many words a hunk has on its longer side.
func (h hunk) size() int { return max(h.a1-h.a0, h.b1-h.b0) }

// compare compares two blocks, gives p their pieces, and notes what changed.
func (c *comparer) compare(p *Paragraph, f Field, old, now *block) {
	if old.text == now.text {
		p.State = Same
		if old.text != "" {
			p.Pieces = []Piece{{Keep, old.text, Span{old.start, old.end}, Span{now.start, now.end}}}
		}
		return
	}
	p.State = Edited
	hunks := c.hunks(old, now)
	w := &writer{comparer: c, field: f, old: old, now: now, a0: old.start, b0: now.start, a: old.start, b: now.start, same: true}
	at := hunk{}
	for _, h := range hunks {
		w.kept(at.a1, h.a0, at.b1)
		w.changed(h)
		at = h
	}
	w.kept(at.a1, len(old.words), at.b1)
	w.space(old.end, now.end)
	w.flush()
	p.Pieces = w.pieces
	c.classify(f, old, now, hunks)
}

// A writer lays out pieces. It stands at a and b, and has written up to a0 and
// b0; what lies between is kept if it is the same, and replaced if not.
type writer struct {
	*comparer
	field    Field
	old, now *block
	a0, b0   int // code points
	a, b     int
	same     bool
	pieces   []Piece
}

// step goes on to a and b.
func (w *writer) step(a, b int, same bool) {
	if same = same && w.comparer.pieces > 0; same != w.same {
		w.flush()
	}
	w.a, w.b, w.same = a, b, same
}

// flush writes what lies behind.
func (w *writer) flush() {
	o, n := Span{w.a0, w.a}, Span{w.b0, w.b}
	w.a0, w.b0 = w.a, w.b
	if w.same {
		if o.End > o.Start {
			w.put(Piece{Keep, w.old.slice(o), o, n})
		}
		return
	}
	if o.End > o.Start {
		w.put(Piece{Remove, w.old.slice(o), o, Span{n.Start, n.Start}})
	}
	if n.End > n.Start {
		w.put(Piece{Add, w.now.slice(n), Span{o.End, o.End}, n})
	}
}

func (w *writer) put(p Piece) {
	w.pieces = append(w.pieces, p)
	w.comparer.pieces--
}

// kept goes over words that are in both: old ones from i up to j, new ones from k.
func (w *writer) kept(i, j, k int) {
	for ; i < j; i, k = i+1, k+1 {
		o, n := &w.old.words[i], &w.now.words[k]
		w.space(o.start, n.start)
		if o.raw != n.raw {
			w.typography(Span{o.start, o.end}, Span{n.start, n.end})
		}
		w.step(o.end, n.end, o.raw == n.raw)
	}
}

// space goes over white space, up to a and b. What differs in it goes with the
// words that changed before it; if none did, it is typography.
func (w *writer) space(a, b int) {
	o, n := Span{w.a, a}, Span{w.b, b}
	same := w.old.slice(o) == w.now.slice(n)
	if !same && w.same {
		w.typography(o, n)
	}
	if a > w.a || b > w.b {
		w.step(a, b, same)
	}
}

// changed goes over words that are not in both, and the white space before them.
func (w *writer) changed(h hunk) {
	a, b := w.a, w.b
	if h.a1 > h.a0 {
		a = w.old.words[h.a0].start
	}
	if h.b1 > h.b0 {
		b = w.now.words[h.b0].start
	}
	if a > w.a && w.old.slice(Span{w.a, a}) == w.now.slice(Span{w.b, b}) {
		w.step(a, b, true)
	}
	if h.a1 > h.a0 {
		a = w.old.words[h.a1-1].end
	}
	if h.b1 > h.b0 {
		b = w.now.words[h.b1-1].end
	}
	w.step(a, b, false)
}

// typography notes that only the shape of something changed.
func (w *writer) typography(old, now Span) {
	if w.comparer.pieces--; w.comparer.pieces > 0 {
		w.found = append(w.found, found{Change: Change{Kind: Typography, Field: w.field, OldAt: old, NewAt: now}, old: w.old, new: w.now})
	}
}

// pair tells of a paragraph that is in both texts.
func (c *comparer) pair(old, now *block, moved bool) {
	p := Paragraph{Moved: moved, Block: now.kind, Old: Span{old.start, old.end}, New: Span{now.start, now.end}}
	if c.diff.Paragraphs = append(c.diff.Paragraphs, p); moved {
		c.note(Moved, old, now)
	}
	c.compare(&c.diff.Paragraphs[len(c.diff.Paragraphs)-1], Text, old, now)
}

// added tells of a new paragraph. In the old text it would stand at place.
func (c *comparer) added(b *block, place int) {
	p := Paragraph{State: ParagraphNew, Block: b.kind, Old: Span{place, place}, New: Span{b.start, b.end}}
	if b.text != "" {
		p.Pieces = []Piece{{Add, b.text, p.Old, p.New}}
	}
	c.diff.Paragraphs = append(c.diff.Paragraphs, p)
	c.note(kindOf(b, Added), nil, b)
}

// removed tells of an old paragraph. In the new text it would stand at place.
func (c *comparer) removed(b *block, place int) {
	p := Paragraph{State: ParagraphGone, Block: b.kind, Old: Span{b.start, b.end}, New: Span{place, place}}
	if b.text != "" {
		p.Pieces = []Piece{{Remove, b.text, p.Old, p.New}}
	}
	c.diff.Paragraphs = append(c.diff.Paragraphs, p)
	c.note(kindOf(b, Removed), b, nil)
}

func kindOf(b *block, k Kind) Kind {
	switch {
	case b.kind == scraper.Note:
		return Note
	case !slices.ContainsFunc(b.words, func(w word) bool { return w.isWord() }):
		return Typography
	}
	return k
}

// note notes what happened to whole blocks.
func (c *comparer) note(k Kind, old, now *block) {
	f := found{Change: Change{Kind: k, Field: Text}, old: old, new: now}
	if p := c.diff.Paragraphs[len(c.diff.Paragraphs)-1]; true {
		f.OldAt, f.NewAt = p.Old, p.New
	}
	c.found = append(c.found, f)
}
