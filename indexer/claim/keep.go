package claim

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A Known is what is kept of a claim so that it can be found again.
type Known struct {
	ID     string
	Text   string
	Before string
	After  string
	Gone   bool // the newest analysis does not hold it
}

// Keep gives the claims that were found in an article their ids: that of the
// known claim that they are, by their words and by what stands around them, or
// a new one. It returns them, and all that is known now, in a lasting order:
// a known claim that was not found is gone, and keeps its id for its return.
// With what it returned, it gives the same ids again.
func Keep(articleID string, known []Known, found []Claim) (kept []Claim, all []Known) {
	kept = slices.Clone(found)
	all = slices.Clone(known)
	used := make([]bool, len(known))
	match(kept, known, used)
	taken := map[string]bool{}
	place := map[string]int{}
	for i, k := range known {
		taken[k.ID] = true
		place[k.ID] = i
		all[i].Gone = !used[i]
	}
	for i := range kept {
		c := &kept[i]
		if c.ID == "" {
			c.ID = newID(articleID, c.Text, taken)
			taken[c.ID] = true
			place[c.ID] = len(all)
			all = append(all, Known{ID: c.ID})
		}
		all[place[c.ID]] = Known{ID: c.ID, Text: c.Text, Before: c.Before, After: c.After}
	}
	return kept, all
}

// A pair is a found claim and a known one that it may be.
type pair struct {
	found, known int
	score        float64
}

// enough is how alike two claims must be to be one. Words alone that are the
// same score 2, the text on one side that is the same adds 1.
const enough = 2

// match gives the found claims the ids of known ones, the likest first; of pairs
// that are as like, the one that keeps the order of the text.
func match(found []Claim, known []Known, used []bool) {
	byWords := map[string][]int{}
	for i, k := range known {
		words := plain(k.Text)
		byWords[words] = append(byWords[words], i)
	}
	var pairs []pair
	for i, c := range found {
		for _, j := range byWords[plain(c.Text)] {
			pairs = append(pairs, pair{i, j, 2 + around(c, known[j])})
		}
	}
	settle(found, known, used, pairs)

	// What is left has other words now: a name was corrected, or a better
	// analysis sees other ends.
	pairs = pairs[:0]
	left := 0
	for i := range found {
		if found[i].ID == "" {
			left++
		}
	}
	if left == 0 || left*len(known) > 4_000_000 {
		return
	}
	bags := make([]map[string]int, len(known))
	for j, k := range known {
		if !used[j] {
			bags[j] = bag(k.Text)
		}
	}
	for i, c := range found {
		if c.ID != "" {
			continue
		}
		words := bag(c.Text)
		for j := range known {
			if used[j] {
				continue
			}
			likeness := overlap(words, bags[j])
			if likeness < 0.5 {
				continue
			}
			// Half the words and both neighbours, or nearly all the words.
			if score := 2*likeness + around(c, known[j])/2; score >= enough-0.25 {
				pairs = append(pairs, pair{i, j, score})
			}
		}
	}
	settle(found, known, used, pairs)
}

func settle(found []Claim, known []Known, used []bool, pairs []pair) {
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.found, b.found), cmp.Compare(a.known, b.known))
	})
	for _, p := range pairs {
		if found[p.found].ID == "" && !used[p.known] {
			found[p.found].ID, used[p.known] = known[p.known].ID, true
		}
	}
}

// around returns how much of what stands around two claims is the same: 1 for
// all of one side, 2 for both.
func around(c Claim, k Known) float64 {
	return sameEnd(c.Before, k.Before) + sameStart(c.After, k.After)
}

func sameStart(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	if len(x) == 0 && len(y) == 0 {
		return 1
	}
	return float64(n) / float64(max(len(x), len(y)))
}

func sameEnd(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	slices.Reverse(x)
	slices.Reverse(y)
	return sameStart(string(x), string(y))
}

// plain returns the words of a text alone.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func bag(s string) map[string]int {
	words := map[string]int{}
	for _, w := range strings.Fields(plain(s)) {
		words[w]++
	}
	return words
}

// overlap returns the share of words that two bags have in common.
func overlap(a, b map[string]int) float64 {
	if len(b) == 0 {
		return 0
	}
	same, total := 0, 0
	for w, n := range a {
		same += min(n, b[w])
		total += n
	}
	for _, n := range b {
		total += n
	}
	return 2 * float64(same) / float64(total)
}

// newID returns an id that no claim of the article has.
func newID(articleID, text string, taken map[string]bool) string {
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(articleID + "\x00" + plain(text) + "\x00" + strconv.Itoa(n)))
		id := "c" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:15]
		if !taken[id] {
			return id
		}
	}
}
