package timex

import (
	"maps"
	"math/bits"
	"slices"
	"sync"
)

// A reader reads expressions at places in a list of tokens.
type reader struct {
	text     string
	t        []token
	rejected []Rejection
	ancient  int      // how many years with an era the text has
	before   bool     // the last of them was before ours
	depth    int      // of expressions in expressions: "from … to …", "by …"
	exprs    [][]expr // what keep hands out
	used     int      // how many of them are in use
}

// chunk is how many expressions are made at once.
const chunk = 16

// keep returns a place for e that lasts until the expression which it is a part of is
// resolved. What a rule kept in vain is used again.
func (r *reader) keep(e expr) *expr {
	if r.used == chunk*len(r.exprs) {
		r.exprs = append(r.exprs, make([]expr, chunk))
	}
	at := &r.exprs[r.used/chunk][r.used%chunk]
	*at = e
	r.used++
	return at
}

// deepest is how far expressions nest: "by the end of last March". More is a
// hostile text.
const deepest = 4

// nothing is what stands beyond the ends of a text.
var nothing = token{num: -1, sentence: -1, paragraph: -1}

// tok returns the token at i, or an empty one beyond the ends.
func (r *reader) tok(i int) *token {
	if i < 0 || i >= len(r.t) {
		return &nothing
	}
	return &r.t[i]
}

func (r *reader) low(i int) string { return r.tok(i).low }

// is reports whether the token at i is one of words.
func (r *reader) is(i int, words ...string) bool {
	low := r.low(i)
	for _, w := range words {
		if low == w {
			return true
		}
	}
	return false
}

// together reports whether i and the token before it stand in one sentence.
func (r *reader) together(i int) bool { return r.tok(i).sentence == r.tok(i-1).sentence }

// skip returns the place behind i if one of words stands there, else i.
func (r *reader) skip(i int, words ...string) int {
	if r.is(i, words...) {
		return i + 1
	}
	return i
}

// A rule reads one sort of expression at a place, and returns it with the place
// behind it; nil if it is not there. Rules stand in the order of their claim to the
// same words: of two that read as far, the first wins.
type rule int

const (
	spanRead rule = iota
	boundRead
	partRead
	setRead
	shiftRead
	sameRead
	quarterRead
	relativeRead
	decadeRead
	centuryRead
	clockRead
	bareDayRead
	dateRead
	seasonRead
	feastRead
	weekdayRead
	deicticRead
	yearRead
	durationRead
	refRead
	eventRead
)

// try reads by one rule.
func (k rule) try(r *reader, i int) (*expr, int) {
	switch k {
	case spanRead:
		return r.spanRule(i)
	case boundRead:
		return r.boundRule(i)
	case partRead:
		return r.partRule(i)
	case setRead:
		return r.setRule(i)
	case shiftRead:
		return r.shiftRule(i)
	case sameRead:
		return r.sameRule(i)
	case quarterRead:
		return r.quarterRule(i)
	case relativeRead:
		return r.relativeRule(i)
	case decadeRead:
		return r.decadeRule(i)
	case centuryRead:
		return r.centuryRule(i)
	case bareDayRead:
		return r.bareDayRule(i)
	case clockRead:
		return r.clockRule(i)
	case dateRead:
		return r.dateRule(i)
	case seasonRead:
		return r.seasonRule(i)
	case feastRead:
		return r.feastRule(i)
	case weekdayRead:
		return r.weekdayRule(i)
	case deicticRead:
		return r.deicticRule(i)
	case yearRead:
		return r.yearRule(i)
	case durationRead:
		return r.durationRule(i)
	case eventRead:
		return r.eventRule(i)
	case refRead:
		return r.refRule(i)
	}
	return nil, i
}

// begin says what each rule can begin with: digits, and words.
var begin = [...]struct {
	digits bool
	words  [][]string
}{
	spanRead:     {true, [][]string{{"from", "between"}, keys(months)}},
	boundRead:    {false, [][]string{{"by", "before", "after", "since", "prior"}}},
	partRead:     {false, [][]string{{"the", "very", "early", "mid", "late", "earlier", "later"}}},
	setRead:      {false, [][]string{keys(everySo), weekdayPlurals, keys(weekdays), {"every", "each", "sat", "sun"}}},
	shiftRead:    {true, [][]string{keys(units), counts, approximations}},
	sameRead:     {false, [][]string{{"that", "the"}}},
	quarterRead:  {true, [][]string{{"the", "comparable", "corresponding", "same", "year", "fiscal", "calendar", "last", "latter"}, keys(rels), keys(ordinals)}},
	relativeRead: {false, [][]string{{"the"}, keys(rels)}},
	decadeRead:   {true, [][]string{{"the", "'"}, keys(decadeWords)}},
	centuryRead:  {true, [][]string{{"the", "twenty"}, keys(ordinals)}},
	clockRead:    {true, [][]string{{"the", "about", "around", "approximately", "roughly", "nearly", "almost", "early", "mid", "late"}, keys(noons), keys(lights), keys(numbers)}},
	bareDayRead:  {false, [][]string{{"the"}}},
	dateRead:     {true, [][]string{{"the", "sat", "sun"}, keys(weekdays), keys(ordinals), keys(months)}},
	seasonRead:   {false, [][]string{{"the"}, keys(seasons)}},
	feastRead:    {false, [][]string{{"last", "this", "next"}, keys(feasts)}},
	weekdayRead:  {false, [][]string{keys(weekdays), {"sat", "sun"}}},
	deicticRead:  {false, [][]string{{"today", "year", "tonight", "yesterday", "tomorrow", "the"}}},
	yearRead:     {true, [][]string{{"ad", "a", "year", "fiscal", "the", "'", "eighteen", "nineteen", "twenty"}, keys(approximate)}},
	durationRead: {true, [][]string{{"aged", "the", "its", "these", "past", "last", "next", "first", "latest", "coming", "previous", "final"}, keys(units), counts, approximations}},
	refRead:      {false, [][]string{keys(adverbs), {"this", "future", "past", "one", "these", "recent", "coming", "current", "the"}}},
}

// counts are the words that a count can begin with.
var counts = slices.Concat(keys(numbers), keys(vague), []string{"handful", "hundred"})

// approximations are the words that approximately reads.
var approximations = slices.Concat(keys(approximate), []string{"half", "just", "well", "exactly", "slightly", "under", "over", "more", "less", "fewer", "no", "not", "at", "up"})

var weekdayPlurals = []string{"mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// A ruleSet says which rules can begin at a token: bit k stands for rule k.
type ruleSet uint32

// beginnings holds the words that an expression can begin with: all others cost one
// look into it.
var beginnings = sync.OnceValue(func() map[string]ruleSet {
	all := map[string]ruleSet{}
	for k := range begin {
		for _, words := range begin[k].words {
			for _, w := range words {
				all[w] |= 1 << k
			}
		}
	}
	for w := range gazetteer() {
		all[w] |= 1 << eventRead
	}
	all["the"] |= 1 << eventRead
	return all
})

// ofNumbers are the rules that can begin with digits.
var ofNumbers = func() (set ruleSet) {
	for k := range begin {
		if begin[k].digits {
			set |= 1 << k
		}
	}
	return set | 1<<eventRead
}()

// read reads the longest expression that begins at i, and returns the place
// behind it; nil if none does.
func (r *reader) read(i int) (e *expr, next int) {
	next = i
	if i >= len(r.t) || r.depth >= deepest {
		return nil, i
	}
	r.depth++
	for set := r.t[i].rules; set != 0; set &= set - 1 {
		used := r.used
		if x, n := rule(bits.TrailingZeros32(uint32(set))).try(r, i); x != nil && n > next && r.t[n-1].sentence == r.t[i].sentence {
			e, next = x, n
		} else {
			r.used = used
		}
	}
	r.depth--
	return e, next
}
