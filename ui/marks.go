package ui

import (
	"cmp"
	"slices"
)

// A mark is a run of a text that stands out.
type mark struct {
	Start, End int    // code points, half open
	Class      string // "claim direct", "date", "speaker", "found"
	ID         string // so that links lead here; empty if none do
	Href       string // what it leads to; empty if nothing
	Title      string // what it is, in words
}

// A token is a piece of marked text: the beginning of a mark, its end, or the
// words between. Templates write tokens one behind the other.
type token struct {
	Text  string
	Open  *mark
	Close *mark
}

// maxDepth is how many marks may stand inside each other. What is deeper stays
// plain: no text that means anything goes there, and crossing marks cost what
// the depth times their number is.
const maxDepth = 8

// weave returns a text with its marks as tokens whose beginnings and ends pair
// off. Where two marks cross, the inner is closed and begun again, without its
// ID. Marks are cut to the text; empty ones are dropped.
func weave(text []rune, marks []mark) []token {
	w := weaver{text: text}
	for _, m := range inside(text, marks) {
		for len(w.open) > 0 && w.nextEnd() <= m.Start {
			w.closeAt(w.nextEnd())
		}
		w.say(m.Start)
		if len(w.open) == maxDepth {
			continue
		}
		if slices.ContainsFunc(w.open, func(o *mark) bool { return o.Href != "" }) {
			m.Href = "" // a link may not hold a link
		}
		w.begin(&m)
	}
	for len(w.open) > 0 {
		w.closeAt(w.nextEnd())
	}
	w.say(len(text))
	return w.out
}

// inside returns the marks cut to the text, by start, the longer first.
func inside(text []rune, marks []mark) []mark {
	var all []mark
	for _, m := range marks {
		m.Start, m.End = max(m.Start, 0), min(m.End, len(text))
		if m.Start < m.End {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	return all
}

// A weaver walks along a text.
type weaver struct {
	text []rune
	at   int     // what stands before has been said
	open []*mark // outermost first
	out  []token
}

// say gives the words up to there.
func (w *weaver) say(to int) {
	if to > w.at {
		w.out = append(w.out, token{Text: string(w.text[w.at:to])})
		w.at = to
	}
}

func (w *weaver) begin(m *mark) {
	w.open = append(w.open, m)
	w.out = append(w.out, token{Open: m})
}

// nextEnd returns where the first of the open marks ends.
func (w *weaver) nextEnd() int {
	end := len(w.text)
	for _, m := range w.open {
		end = min(end, m.End)
	}
	return end
}

// closeAt says the words up to there and closes the marks that end there. Those
// that stand inside them and reach further are begun again.
func (w *weaver) closeAt(to int) {
	w.say(to)
	from := slices.IndexFunc(w.open, func(m *mark) bool { return m.End == to })
	if from < 0 {
		return
	}
	inner := slices.Clone(w.open[from:])
	w.open = w.open[:from]
	for _, m := range slices.Backward(inner) {
		w.out = append(w.out, token{Close: m})
	}
	for _, m := range inner {
		if m.End > to {
			again := *m
			again.ID = ""
			w.begin(&again)
		}
	}
}
