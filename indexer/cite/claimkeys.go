package cite

import (
	"math"
	"slices"
	"strings"
)

// How many keys a claim has, and what they are made of.
const (
	mostClaimKeys = 24
	mostKeyNames  = 6 // words of names
	mostKeyWords  = 6 // other words
)

// ClaimKeys returns the keys by which candidates for the same claim are found, sorted,
// 24 of them at the most: two wordings of one claim nearly always have one in common.
// A key stands for two words that are rare together: a name and a deed, or two names;
// of a claim without names, two words of content, or one with a number. A claim with
// fewer than two such words has none.
func ClaimKeys(text string) []uint64 { return Assert(Assertion{Text: text}).Keys() }

// Keys returns the keys of the claim, as [ClaimKeys] does. A first word with a capital
// may be a name or none, so names and words are hashed alike.
func (a *Assertion) Keys() []uint64 {
	var names, words []string
	for _, n := range a.names {
		// The surname first: it stands in every wording.
		last := n.words[len(n.words)-1]
		names = append(names, last)
	}
	for _, n := range a.names {
		if len(n.words) > 1 {
			names = append(names, n.words[0])
		}
	}
	if a.voice != nil {
		names = append(names, a.voice.words[len(a.voice.words)-1])
	}
	for i := range a.terms {
		t := &a.terms[i]
		switch {
		case t.content() && !weakWords[t.Stem]:
			words = append(words, t.Stem)
		case t.counts && t.Number:
			words = append(words, t.Stem)
		}
	}
	names = once(names)[:min(mostKeyNames, len(once(names)))]
	words = once(words)
	// Long words are rarer than short ones, and no list of frequencies is at hand here.
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	words = words[:min(mostKeyWords, len(words))]

	var keys []uint64
	add := func(a, b string) {
		if a != b && len(keys) < mostClaimKeys {
			keys = append(keys, claimKey(a, b))
		}
	}
	for i, w := range words {
		for _, n := range names[:min(len(names), 3)] {
			add(n, w)
		}
		if len(names) < 2 {
			for _, v := range words[:i] {
				add(v, w)
			}
		}
	}
	for i, n := range names {
		for _, m := range names[:min(i, 3)] {
			add(m, n)
		}
	}
	for _, w := range words {
		for _, n := range names[min(len(names), 3):] {
			add(n, w)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// claimKey returns the key of two words, in either order. Half of it is the hash of the
// first by the alphabet, so that in a sorted table the keys of a claim stand in a few
// places.
func claimKey(a, b string) uint64 {
	if a > b {
		a, b = b, a
	}
	return mix(wordHash(a))&^math.MaxUint32 | mix(wordHash(b))>>32
}

// wordHash returns a hash of one word.
func wordHash(w string) uint64 {
	h := uint64(offset)
	for _, r := range strings.ToLower(w) {
		h = (h ^ uint64(r)) * prime
	}
	return h
}

// once returns a list without what it has already had.
func once(list []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		had := seen[s]
		seen[s] = true
		return had
	})
}
