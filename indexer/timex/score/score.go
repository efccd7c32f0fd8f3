// Package score tells how well time expressions are found: it compares what was found in a
// text with what people marked there, as task A of TempEval-3 does (UzZaman et al. 2013).
//
// [ReadMarked] reads texts with their expressions marked inline, [ReadFolder] the two files of
// a converted corpus; a [Tally] adds up documents.
package score

import (
	"cmp"
	"slices"

	"dateline/indexer/timex"
)

// A Timex is a time expression of a document, marked or found.
type Timex struct {
	Start int    `json:"start"` // code points
	End   int    `json:"end"`   // exclusive
	Text  string `json:"text"`
	Type  string `json:"type"`  // of TIMEX3
	Value string `json:"value"` // of TIMEX3
}

// A Doc is a text with the expressions that people marked in it.
type Doc struct {
	Name      string
	Published string // YYYY-MM-DD, of which a time of day may follow; empty if unknown
	Text      string
	Timexes   []Timex
}

// Of returns mentions as a score takes them.
func Of(mentions []timex.Mention) []Timex {
	list := []Timex{}
	for _, m := range timex.TIMEX3(mentions) {
		list = append(list, Timex{m.Start, m.End, m.Text, string(m.Type), m.Value})
	}
	return list
}

// A Tally counts how many expressions were marked, found, and found rightly.
type Tally struct {
	Marked, Found  int
	Strict         int // the same words
	Relaxed        int // some of the same words
	Value          int // and the same value
	Type           int // and the same type
	Interval       int // and the same first and last day; the same value, for what has no days
	datable        bool
	Wrong          []Fault // values, where Keep was set
	Missed, Excess []Timex // where Keep was set
	Keep           bool    // whether to keep what was wrong
}

// A Fault is an expression that was found with another value than it was marked with.
type Fault struct{ Marked, Found Timex }

// Datable returns a Tally of what a timeline can place: marked and found expressions whose
// values are stretches of the calendar.
func Datable() *Tally { return &Tally{datable: true} }

// Add counts a document.
func (t *Tally) Add(marked, found []Timex) {
	if t.datable {
		undated := func(x Timex) bool { _, ok := Days(x.Value); return !ok }
		marked = slices.DeleteFunc(slices.Clone(marked), undated)
		found = slices.DeleteFunc(slices.Clone(found), undated)
	}
	t.Marked += len(marked)
	t.Found += len(found)
	pairs := match(marked, found)
	for _, p := range pairs {
		m, f := marked[p.marked], found[p.found]
		t.Relaxed++
		if m.Start == f.Start && m.End == f.End {
			t.Strict++
		}
		if m.Type == f.Type {
			t.Type++
		}
		if m.Value == f.Value {
			t.Value++
		} else if t.Keep {
			t.Wrong = append(t.Wrong, Fault{m, f})
		}
		if sameDays(m.Value, f.Value) {
			t.Interval++
		}
	}
	if !t.Keep {
		return
	}
	for i, m := range marked {
		if !slices.ContainsFunc(pairs, func(p pair) bool { return p.marked == i }) {
			t.Missed = append(t.Missed, m)
		}
	}
	for i, f := range found {
		if !slices.ContainsFunc(pairs, func(p pair) bool { return p.found == i }) {
			t.Excess = append(t.Excess, f)
		}
	}
}

// F1 returns the harmonic mean of precision and recall of right expressions, in percent.
func (t *Tally) F1(right int) float64 {
	if t.Marked+t.Found == 0 {
		return 0
	}
	return 200 * float64(right) / float64(t.Marked+t.Found)
}

// A pair is a marked and a found expression that share words.
type pair struct {
	marked, found int
	exact         bool
	shared        int
}

// match pairs marked and found expressions, each once: the same words first, then those that
// share most.
func match(marked, found []Timex) []pair {
	var all []pair
	for i, m := range marked {
		for j, f := range found {
			if shared := min(m.End, f.End) - max(m.Start, f.Start); shared > 0 {
				all = append(all, pair{i, j, m.Start == f.Start && m.End == f.End, shared})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int {
		if a.exact != b.exact {
			if a.exact {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(marked[a.marked].Start, marked[b.marked].Start))
	})
	usedMarked, usedFound := make([]bool, len(marked)), make([]bool, len(found))
	kept := all[:0]
	for _, p := range all {
		if !usedMarked[p.marked] && !usedFound[p.found] {
			usedMarked[p.marked], usedFound[p.found] = true, true
			kept = append(kept, p)
		}
	}
	return kept
}
