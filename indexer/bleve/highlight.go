package bleve

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"dateline/indexer"
)

// windowRunes is how much of a text a highlight shows.
const windowRunes = 200

// A mark is a run of a text that a phrase was found in, in code points.
type mark struct {
	start, end int
	phrase     int // which of them
}

// highlight returns up to n pieces of a field with the phrases marked, those
// with the most different phrases first. It reads the text as the index did,
// and so finds what the index found.
func (l *language) highlight(field, s string, phrases []phrase, n int) []indexer.Highlight {
	marks := l.find(s, phrases)
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
		from, to := window(text, free[gap], best[0].start, best[len(best)-1].end)
		h := indexer.Highlight{Field: field, Start: from, Text: string(text[from:to])}
		for _, m := range marks {
			if from <= m.start && m.end <= to {
				h.Marks = append(h.Marks, [2]int{m.start - from, m.end - from})
			}
		}
		all = append(all, h)
		free = slices.Replace(free, gap, gap+1, [2]int{free[gap][0], from}, [2]int{to, free[gap][1]})
	}
	return all
}

// find returns where the phrases stand in s, in order; where they overlap, one
// mark covers them.
func (l *language) find(s string, phrases []phrase) []mark {
	var marks []mark // in bytes
	for _, piece := range l.pieces(s, phrases) {
		for _, m := range l.findIn(s[piece[0]:piece[1]], phrases) {
			marks = append(marks, mark{m.start + piece[0], m.end + piece[0], m.phrase})
		}
	}
	return inRunes(s, merge(marks))
}

// findIn returns where the phrases stand in s, in bytes.
func (l *language) findIn(s string, phrases []phrase) []mark {
	tokens := l.prose.Analyze([]byte(s))
	at := make(map[int]*analysis.Token, len(tokens)) // by position
	first := map[string][]int{}                      // phrases by their first term
	for i, p := range phrases {
		first[p[0].term] = append(first[p[0].term], i)
	}
	for _, t := range tokens {
		at[t.Position] = t
	}
	var marks []mark
	for _, t := range tokens {
	starts:
		for _, i := range first[string(t.Term)] {
			end := t.End
			for _, next := range phrases[i][1:] {
				token := at[t.Position+next.gap]
				if token == nil || string(token.Term) != next.term {
					continue starts
				}
				end = token.End
			}
			marks = append(marks, mark{t.Start, end, i})
		}
	}
	return marks
}

// merge joins marks that overlap.
func merge(marks []mark) []mark {
	slices.SortStableFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	merged := marks[:0]
	for _, m := range marks {
		if n := len(merged); n > 0 && m.start < merged[n-1].end {
			merged[n-1].end = max(merged[n-1].end, m.end)
			continue
		}
		merged = append(merged, m)
	}
	return merged
}

// inRunes turns places in bytes to places in code points. A mark wider than a
// window is cut.
func inRunes(s string, marks []mark) []mark {
	at, runes := 0, 0
	move := func(to int) int {
		runes += utf8.RuneCountInString(s[at:to])
		at = to
		return runes
	}
	for i := range marks {
		start := move(marks[i].start)
		end := move(marks[i].end)
		marks[i].start, marks[i].end = start, min(end, start+windowRunes)
	}
	return marks
}

// cluster returns the marks that fit into one window of a free stretch and hold
// the most different phrases, then the most marks, then come first; and which
// stretch that is. It slides along the marks once.
func cluster(marks []mark, free [][2]int) (best []mark, gap int) {
	most := 0
	for g, f := range free {
		held := map[int]int{} // marks in the window, by phrase
		for i, j := 0, 0; j < len(marks); j++ {
			if marks[j].start < f[0] || marks[j].end > f[1] {
				i = j + 1
				clear(held)
				continue
			}
			held[marks[j].phrase]++
			for ; marks[j].end-marks[i].start > windowRunes; i++ {
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
