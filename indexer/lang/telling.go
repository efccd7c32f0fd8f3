package lang

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What looking for texts like another may cost, however long that is and however many there are.
const (
	mostRead     = 40_000 // bytes of a text that are read for its words
	mostAsked    = 25     // words that are asked for
	mostPostings = 50_000 // places of words in texts that are walked through
	headlineTold = 3      // as often as a word of the text counts one of the headline
)

// A Telling is a word that tells an article from others.
type Telling struct {
	Stem   string
	Word   string // as it stands in the article
	Often  int
	Texts  uint64 // in how many articles it stands
	Weight float64
}

// AsWritten returns words as they stand.
func AsWritten(words []Telling) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = w.Word
	}
	return list
}

// Telling returns the words of a headline and a text, each once, in the order in which they
// come.
func (l *Language) Telling(headline, text string) []Telling {
	var list []Telling
	at := map[string]int{}
	for i, s := range []string{headline, text[:min(len(text), mostRead)]} {
		for _, t := range l.Prose.Analyze([]byte(s)) {
			stem := string(t.Term)
			if !tells(stem) {
				continue
			}
			n, ok := at[stem]
			if !ok {
				n = len(list)
				at[stem] = n
				list = append(list, Telling{Stem: stem, Word: strings.ToValidUTF8(s[t.Start:t.End], "")})
			}
			list[n].Often++
			if i == 0 {
				list[n].Often += headlineTold - 1
			}
		}
	}
	return list
}

// tells reports whether a word may tell of what an article is about: a short number does not.
func tells(stem string) bool {
	n := utf8.RuneCountInString(stem)
	return n > 3 || n == 3 && strings.ContainsFunc(stem, unicode.IsLetter)
}

// Shared returns which of some words stand in other prose.
func (l *Language) Shared(words []Telling, prose ...string) []string {
	has := map[string]bool{}
	for _, s := range prose {
		for _, t := range l.Prose.Analyze([]byte(s)) {
			has[string(t.Term)] = true
		}
	}
	list := []string{}
	for _, w := range words {
		if has[w.Stem] {
			list = append(list, w.Word)
		}
	}
	return list
}

// weightOf returns how much of the weight of all words some of them have.
func weightOf(words []Telling, some []string) float64 {
	all, have := 0.0, 0.0
	for _, w := range words {
		all += w.Weight
		if slices.Contains(some, w.Word) {
			have += w.Weight
		}
	}
	return have / max(all, 1e-9)
}

// Choose returns those of the words of a text by which others are found that are like it:
// they stand in it often, and in few others of all, but not in it alone.
func Choose(list []Telling, all int) []Telling {
	for i := range list {
		w := &list[i]
		n, with := float64(all), float64(w.Texts)
		w.Weight = float64(w.Often) * math.Log(1+max(0, n-with+0.5)/(with+0.5))
	}
	list = slices.DeleteFunc(list, func(w Telling) bool { return w.Texts < 2 })
	slices.SortFunc(list, func(a, b Telling) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Stem, b.Stem)) })
	var words []Telling
	walked := uint64(0)
	for _, w := range list {
		if len(words) == mostAsked {
			break
		}
		if walked+w.Texts > mostPostings {
			continue
		}
		walked += w.Texts
		words = append(words, w)
	}
	return words
}

// LookedAt is how many times as many claims as are wanted are looked at, at most: some have
// a cluster that was told already, or only a headline above them with the words.
const LookedAt = 10

// leastWeight is how much of what its words tell, by weight, another claim must have: "last
// month" and "said" are no likeness.
const leastWeight = 0.4

// LeastShared returns how many of the words of a claim must stand in another that is like
// it: a third, two at least.
func LeastShared(words []Telling) int { return max(2, (len(words)+2)/3) }

// Alike reports whether a claim is like one of which it shares some words.
func Alike(words []Telling, shared []string) bool {
	return len(shared) >= LeastShared(words) && weightOf(words, shared) >= leastWeight
}
