package lang

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"dateline/indexer"
)

// windowRunes is how much of a text a highlight shows.
const windowRunes = 200

// A Mark is a run of a text that a phrase was found in, in code points.
type Mark struct {
	Start, End int
	phrase     int // which of them
}

// Highlights returns the pieces of an article that show what was found, those of the
// headline first, then of the text the best.
func (l *Language) Highlights(headline, text string, bylines, captions []string, phrases []Phrase) []indexer.Highlight {
	all := []indexer.Highlight{}
	if len(phrases) == 0 {
		return all
	}
	all = append(all, l.Highlight("headline", headline, phrases, 1)...)
	all = append(all, l.Highlight("text", text, phrases, 3)...)
	all = append(all, l.Highlight("bylines", strings.Join(bylines, ", "), phrases, 1)...)
	return append(all, l.Highlight("captions", strings.Join(captions, "\n"), phrases, 1)...)
}

// Highlight returns up to n pieces of a field with the phrases marked, those
// with the most different phrases first. It reads the text as the index did,
// and so finds what the index found.
func (l *Language) Highlight(field, s string, phrases []Phrase, n int) []indexer.Highlight {
	marks := l.Find(s, phrases)
	if len(marks) == 0 {
		return nil
	}
	text := []rune(s)
	var all []indexer.Highlight
	free := [][2]int{{0, len(text)}} // what no highlight shows yet
	for range n {
		best, gap := cluster(marks, free)
		if len(best) == 0 {
			break
		}
		from, to := window(text, free[gap], best[0].Start, best[len(best)-1].End)
		h := indexer.Highlight{Field: field, Start: from, Text: string(text[from:to])}
		for _, m := range marks {
			if from <= m.Start && m.End <= to {
				h.Marks = append(h.Marks, [2]int{m.Start - from, m.End - from})
			}
		}
		all = append(all, h)
		free = slices.Replace(free, gap, gap+1, [2]int{free[gap][0], from}, [2]int{to, free[gap][1]})
	}
	return all
}

// Find returns where the phrases stand in s, in order; where they overlap, one
// mark covers them.
func (l *Language) Find(s string, phrases []Phrase) []Mark {
	var marks []Mark // in bytes
	for _, piece := range l.pieces(s, phrases) {
		for _, m := range l.findIn(s[piece[0]:piece[1]], phrases) {
			marks = append(marks, Mark{m.Start + piece[0], m.End + piece[0], m.phrase})
		}
	}
	return inRunes(s, merge(marks))
}

// findIn returns where the phrases stand in s, in bytes.
func (l *Language) findIn(s string, phrases []Phrase) []Mark {
	tokens := l.Prose.Analyze([]byte(s))
	at := make(map[int]*analysis.Token, len(tokens)) // by position
	first := map[string][]int{}                      // phrases by their first term
	for i, p := range phrases {
		first[p[0].Term] = append(first[p[0].Term], i)
	}
	for _, t := range tokens {
		at[t.Position] = t
	}
	var marks []Mark
	for _, t := range tokens {
	starts:
		for _, i := range first[string(t.Term)] {
			end := t.End
			for _, next := range phrases[i][1:] {
				token := at[t.Position+next.Gap]
				if token == nil || string(token.Term) != next.Term {
					continue starts
				}
				end = token.End
			}
			marks = append(marks, Mark{t.Start, end, i})
		}
	}
	return marks
}

// merge joins marks that overlap.
func merge(marks []Mark) []Mark {
	slices.SortStableFunc(marks, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	merged := marks[:0]
	for _, m := range marks {
		if n := len(merged); n > 0 && m.Start < merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, m.End)
			continue
		}
		merged = append(merged, m)
	}
	return merged
}

// inRunes turns places in bytes to places in code points. A mark wider than a
// window is cut.
func inRunes(s string, marks []Mark) []Mark {
	at, runes := 0, 0
	move := func(to int) int {
		runes += utf8.RuneCountInString(s[at:to])
		at = to
		return runes
	}
	for i := range marks {
		start := move(marks[i].Start)
		end := move(marks[i].End)
		marks[i].Start, marks[i].End = start, min(end, start+windowRunes)
	}
	return marks
}

// cluster returns the marks that fit into one window of a free stretch and hold
// the most different phrases, then the most marks, then come first; and which
// stretch that is. It slides along the marks once.
func cluster(marks []Mark, free [][2]int) (best []Mark, gap int) {
	most := 0
	for g, f := range free {
		held := map[int]int{} // marks in the window, by phrase
		for i, j := 0, 0; j < len(marks); j++ {
			if marks[j].Start < f[0] || marks[j].End > f[1] {
				i = j + 1
				clear(held)
				continue
			}
			held[marks[j].phrase]++
			for ; marks[j].End-marks[i].Start > windowRunes; i++ {
				if held[marks[i].phrase]--; held[marks[i].phrase] == 0 {
					delete(held, marks[i].phrase)
				}
			}
			if worth := len(held)*(windowRunes+1) + j - i + 1; worth > most {
				most, best, gap = worth, marks[i:j+1], g
			}
		}
	}
	return best, gap
}

// window returns the stretch that is shown around marks from first to last: not
// beyond what is free, and cut where a word ends.
func window(text []rune, free [2]int, first, last int) (from, to int) {
	spare := windowRunes - (last - first)
	from = max(first-spare/2, free[0])
	to = min(from+windowRunes, free[1])
	from = max(min(from, to-windowRunes), free[0])
	if from > 0 && !unicode.IsSpace(text[from-1]) {
		for i := from; i < first; i++ {
			if unicode.IsSpace(text[i]) {
				from = i
				break
			}
		}
	}
	if to < len(text) && !unicode.IsSpace(text[to]) {
		for i := to - 1; i >= last; i-- {
			if unicode.IsSpace(text[i]) {
				to = i
				break
			}
		}
	}
	for from < first && unicode.IsSpace(text[from]) {
		from++
	}
	for to > last && unicode.IsSpace(text[to-1]) {
		to--
	}
	return from, to
}
