// Package score says how well attributed claims were found, against claims that
// people marked: whether the words are the same, and whose they are.
//
// Words are matched as the Gender Gap Tracker and PolNeAR's users do: a claim that
// was found and one that was marked are the same if the words that both hold are at
// least half of those that either holds, one to one, the likest first. It is joint
// if the words that name the speaker share one, too.
package score

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"dateline/indexer/claim"
)

// A Claim is a claim as it is scored.
type Claim struct {
	Parts      []claim.Span
	Speaker    string // the words that name the speaker; empty if nobody is named
	Kind       claim.Kind
	Silent     bool    // marked: held or wanted, not said
	Confidence float64 // found
}

// A Tally is how well the claims of many texts were found.
type Tally struct {
	Marked, Found int
	Same          int // of them, the words are the same
	Joint         int // and the speaker
	Kinds         map[claim.Kind]*KindTally
	sure          []judged
}

// A KindTally counts the marked claims of one kind.
type KindTally struct{ Marked, Same, Joint int }

// judged is how sure a claim was, and whether it was right.
type judged struct {
	sure  float64
	right bool
}

// Add counts the claims of one text. What is marked as silent is not counted,
// and nor is what was found there.
func (t *Tally) Add(text string, marked, found []Claim) {
	if t.Kinds == nil {
		t.Kinds = map[claim.Kind]*KindTally{}
	}
	words := wordsOf(text)
	said := slices.DeleteFunc(slices.Clone(marked), func(c Claim) bool { return c.Silent })
	silent := slices.DeleteFunc(slices.Clone(marked), func(c Claim) bool { return !c.Silent })
	gold, mine, aside := covers(words, said), covers(words, found), covers(words, silent)
	if len(aside) > 0 {
		best := map[int]bool{}
		for _, p := range match(gold, mine, 0.3) {
			best[p.found] = true
		}
		var keep []Claim
		var kept [][]int
		for j := range mine {
			drop := !best[j] && slices.ContainsFunc(aside, func(x []int) bool {
				same := common(x, mine[j])
				return jaccard(x, mine[j], same) >= 0.3 || len(mine[j]) > 0 && float64(same)/float64(len(mine[j])) > 0.8
			})
			if !drop {
				keep, kept = append(keep, found[j]), append(kept, mine[j])
			}
		}
		found, mine = keep, kept
	}
	t.Marked += len(said)
	t.Found += len(found)
	for _, c := range said {
		t.kind(c.Kind).Marked++
	}
	right := make([]bool, len(found))
	for _, p := range match(gold, mine, 0.5) {
		k := t.kind(said[p.marked].Kind)
		t.Same++
		k.Same++
		if sameSpeaker(said[p.marked].Speaker, found[p.found].Speaker) {
			t.Joint++
			k.Joint++
			right[p.found] = true
		}
	}
	for j, c := range found {
		t.sure = append(t.sure, judged{c.Confidence, right[j]})
	}
}

func (t *Tally) kind(k claim.Kind) *KindTally {
	if t.Kinds[k] == nil {
		t.Kinds[k] = &KindTally{}
	}
	return t.Kinds[k]
}

// F1 returns the harmonic mean of precision and recall, in percent, of so many right ones.
func (t *Tally) F1(right int) float64 {
	if t.Found+t.Marked == 0 {
		return 0
	}
	return 200 * float64(right) / float64(t.Found+t.Marked)
}

// Brier returns the mean square of how far confidence was from what turned out:
// 0 for an oracle.
func (t *Tally) Brier() float64 {
	sum := 0.0
	for _, j := range t.sure {
		miss := j.sure
		if j.right {
			miss = 1 - j.sure
		}
		sum += miss * miss
	}
	return sum / float64(max(1, len(t.sure)))
}

// Tier returns how many claims have a confidence from least up to below, and how
// many of them are right.
func (t *Tally) Tier(least, below float64) (all, right int) {
	for _, j := range t.sure {
		if j.sure >= least && j.sure < below {
			all++
			if j.right {
				right++
			}
		}
	}
	return all, right
}

// String returns the scores as a table.
func (t *Tally) String() string {
	var b strings.Builder
	percent := func(n, of int) float64 { return 100 * float64(n) / float64(max(1, of)) }
	fmt.Fprintf(&b, "claims     marked  found  precision  recall      F1\n")
	for _, row := range []struct {
		name  string
		right int
	}{{"words", t.Same}, {"joint", t.Joint}} {
		fmt.Fprintf(&b, "%-9s %7d %6d %10.1f %7.1f %7.1f\n", row.name, t.Marked, t.Found, percent(row.right, t.Found), percent(row.right, t.Marked), t.F1(row.right))
	}
	fmt.Fprintf(&b, "speaker of the same words: right in %.1f%%\n", percent(t.Joint, t.Same))
	fmt.Fprintf(&b, "\nkind       marked  words found  with speaker\n")
	for _, k := range []claim.Kind{claim.Direct, claim.Indirect, claim.Mixed} {
		if n := t.Kinds[k]; n != nil {
			fmt.Fprintf(&b, "%-9s %7d %11.1f%% %12.1f%%\n", k, n.Marked, percent(n.Same, n.Marked), percent(n.Joint, n.Marked))
		}
	}
	fmt.Fprintf(&b, "\nconfidence    found   right\n")
	for _, tier := range []struct {
		name        string
		from, below float64
	}{{"0.85 and up", claim.Plain, 2}, {"0.6 to 0.85", claim.Probable, claim.Plain}, {"below 0.6", 0, claim.Probable}} {
		all, right := t.Tier(tier.from, tier.below)
		fmt.Fprintf(&b, "%-11s %7d %6.1f%%\n", tier.name, all, percent(right, all))
	}
	fmt.Fprintf(&b, "Brier score %.3f\n", t.Brier())
	return b.String()
}

// wordsOf returns the spans of a text's words.
func wordsOf(text string) (list []claim.Span) {
	runes := []rune(text)
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' }
	for i := 0; i < len(runes); {
		if !inWord(runes[i]) {
			i++
			continue
		}
		j := i + 1
		for j < len(runes) && (inWord(runes[j]) || (runes[j] == '\'' || runes[j] == '’') && j+1 < len(runes) && inWord(runes[j+1])) {
			j++
		}
		list = append(list, claim.Span{Start: i, End: j})
		i = j
	}
	return list
}

// covers returns which words each claim holds, in order.
func covers(words []claim.Span, claims []Claim) [][]int {
	list := make([][]int, len(claims))
	for i, c := range claims {
		for _, part := range c.Parts {
			from, _ := slices.BinarySearchFunc(words, part.Start, func(w claim.Span, at int) int { return cmp.Compare(w.Start, at) })
			for k := from; k < len(words) && words[k].End <= part.End; k++ {
				list[i] = append(list[i], k)
			}
		}
		slices.Sort(list[i])
		list[i] = slices.Compact(list[i])
	}
	return list
}

func common(a, b []int) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

func jaccard(a, b []int, same int) float64 {
	return float64(same) / float64(max(1, len(a)+len(b)-same))
}

// A pair is a marked claim and a found one that are the same.
type pair struct {
	like          float64
	marked, found int
}

// match pairs claims one to one, the likest first.
func match(marked, found [][]int, least float64) []pair {
	var list []pair
	for i, g := range marked {
		for j, p := range found {
			if same := common(g, p); same > 0 {
				if like := jaccard(g, p, same); like >= least {
					list = append(list, pair{like, i, j})
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.marked, b.marked), cmp.Compare(a.found, b.found))
	})
	usedMarked, usedFound := map[int]bool{}, map[int]bool{}
	return slices.DeleteFunc(list, func(p pair) bool {
		if usedMarked[p.marked] || usedFound[p.found] {
			return true
		}
		usedMarked[p.marked], usedFound[p.found] = true, true
		return false
	})
}

// light are words that tell no speaker from another.
var light = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "sen": true, "rep": true, "gov": true, "president": true, "the": true, "a": true, "an": true, "of": true, "for": true, "and": true, "in": true, "at": true, "to": true, "who": true}

// sameSpeaker reports whether two namings of a speaker share a word.
func sameSpeaker(a, b string) bool {
	x, y := tellingWords(a), tellingWords(b)
	if len(x) == 0 && len(y) == 0 {
		return true
	}
	return slices.ContainsFunc(x, func(w string) bool { return slices.Contains(y, w) })
}

func tellingWords(s string) []string {
	var all, telling []string
	runes := []rune(s)
	for _, w := range wordsOf(s) {
		word := strings.ReplaceAll(strings.ToLower(string(runes[w.Start:w.End])), "’", "'")
		all = append(all, word)
		if !light[word] {
			telling = append(telling, strings.TrimSuffix(word, "'s"))
		}
	}
	if len(telling) == 0 {
		return all
	}
	return telling
}

// Of returns the claims that were found, without the author's own.
func Of(claims []claim.Claim) []Claim {
	var list []Claim
	for _, c := range claims {
		if c.Kind != claim.Author {
			list = append(list, Claim{Parts: c.Parts, Speaker: c.Speaker.Surface, Kind: c.Kind, Confidence: c.Confidence})
		}
	}
	return list
}
