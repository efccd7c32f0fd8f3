package timex

import (
	"maps"
	"math/bits"
	"slices"
	"sync"
)

// A reader reads expressions at places in a list of tokens.
type reader struct {
	history  bool // the text tells a history
	text     string
	t        []token
	rejected []Rejection
	ancient  int      // how many years with an era the text has
	before   bool     // the last of them was before ours
	dayFirst bool     // 23/11/1978 stands in the text, and nothing like 11/23/1978
	surveyed bool     // whether american is known
	american bool     // the text speaks of the politics of the United States
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
	anniversaryRead
	turnRead
	weekOfRead
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
	case anniversaryRead:
		return r.anniversaryRule(i)
	case turnRead:
		return r.turnRule(i)
	case weekOfRead:
		return r.weekOfRule(i)
	case eventRead:
		return r.eventRule(i)
	case refRead:
		return r.refRule(i)
	}
	return nil, i
}

// A figure is a kind of number in digits, by which it is known what it can begin.
type figure uint8

const (
	plainFew  figure = 1 << iota // "18", "490"
	plainFour                    // "1987"
	ranked                       // "3rd"
	tenths                       // "80s", "1980s"
	clocked                      // "5pm"
	otherwise                    // "12345", "3x"
)

// begin says what each rule can begin with: digits, and words.
var begin = [...]struct {
	digits figure
	words  [][]string
}{
	spanRead:        {plainFew | plainFour, [][]string{{"from", "between"}, keys(months), keys(weekdays)}},
	boundRead:       {0, [][]string{{"by", "before", "after", "since", "prior"}}},
	partRead:        {0, [][]string{{"the", "very", "early", "mid", "late", "earlier", "later"}}},
	setRead:         {0, [][]string{keys(everySo), weekdayPlurals, keys(weekdays), {"every", "each", "once", "twice", "sat", "sun"}}},
	shiftRead:       {plainFew | plainFour, [][]string{keys(units), counts, approximations}},
	sameRead:        {0, [][]string{{"that", "the"}}},
	quarterRead:     {plainFour, [][]string{{"the", "comparable", "corresponding", "same", "year", "fiscal", "calendar", "last", "latter", "q", "h"}, keys(rels), keys(ordinals)}},
	relativeRead:    {0, [][]string{{"the"}, keys(rels)}},
	decadeRead:      {plainFew | plainFour | tenths, [][]string{{"the", "'"}, keys(decadeWords)}},
	centuryRead:     {ranked, [][]string{{"the", "twenty"}, keys(ordinals)}},
	clockRead:       {plainFew | plainFour | clocked, [][]string{{"the", "about", "around", "approximately", "roughly", "nearly", "almost", "early", "mid", "late"}, keys(noons), keys(lights), hours}},
	bareDayRead:     {0, [][]string{{"the"}}},
	dateRead:        {plainFew | plainFour | ranked, [][]string{{"the", "sat", "sun"}, keys(weekdays), keys(ordinals), keys(months)}},
	seasonRead:      {0, [][]string{{"the"}, keys(seasons)}},
	feastRead:       {0, [][]string{{"last", "this", "next"}, keys(feasts)}},
	weekdayRead:     {0, [][]string{keys(weekdays), {"sat", "sun"}}},
	deicticRead:     {0, [][]string{{"today", "year", "tonight", "yesterday", "tomorrow", "the"}}},
	yearRead:        {plainFew | plainFour, [][]string{{"ad", "a", "year", "fiscal", "the", "'", "eighteen", "nineteen", "twenty"}, keys(approximate)}},
	durationRead:    {plainFew | plainFour, [][]string{{"aged", "the", "its", "these", "past", "last", "next", "first", "latest", "coming", "previous", "final"}, keys(units), counts, approximations}},
	refRead:         {0, [][]string{keys(adverbs), {"present", "this", "future", "past", "one", "these", "recent", "coming", "current", "the"}}},
	anniversaryRead: {ranked, [][]string{{"the"}, keys(ordinals)}},
	turnRead:        {0, [][]string{{"the"}}},
	weekOfRead:      {0, [][]string{{"the"}}},
}

// hours are numbers that an hour can be told by.
var hours = slices.DeleteFunc(keys(numbers), func(w string) bool { return len(w) < 3 || numbers[w] > 12 })

// counts are the words that a count can begin with.
var counts = slices.Concat(keys(numbers), keys(vague), []string{"handful", "hundred"})

// approximations are the words that approximately reads.
var approximations = slices.Concat(keys(approximate), []string{"half", "just", "well", "exactly", "slightly", "under", "over", "more", "less", "fewer", "no", "not", "at", "up"})

var weekdayPlurals = []string{"mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// A ruleSet says which rules can begin at a token: bit k stands for rule k.
type ruleSet uint32

// follower marks a word that can stand behind the article which an expression begins with.
const follower ruleSet = 1 << 31

// followers are those that no expression begins with itself.
var followers = []string{
	"opening", "initial", "final", "dying", "turn", "eve", "end", "beginning", "start", "middle", "following", "preceding", "ensuing", "intervening", "most", "present", "near", "foreseeable", "small", "closing", "morning", "afternoon", "evening",
	"little", "thousand", "additional", "full", "trading", "straight", "consecutive", "extra", "whole", "single", "long", "short", "solid", "business", "working", "weekend", ".",
}

// A lexicon says which rules begin at a word. Most words of a text are not in it, and a
// look at their first letters mostly says so.
type lexicon struct {
	words map[string]ruleSet
	three [1 << 12]uint64 // a bit for the first three letters of each word
}

// words holds the words that an expression can begin with.
var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{words: map[string]ruleSet{}}
	for k := range begin {
		for _, words := range begin[k].words {
			for _, w := range words {
				l.words[w] |= 1 << k
			}
		}
	}
	for w := range gazetteer() {
		l.words[w] |= 1 << eventRead
	}
	l.words["the"] |= 1 << eventRead
	for _, w := range followers {
		l.words[w] |= follower
	}
	for w := range l.words {
		i, bit := letters(w)
		l.three[i] |= bit
	}
	return l
})

// letters returns where in lexicon.three the bit of a word is.
func letters(w string) (i int, bit uint64) {
	h := uint32(w[0]) | uint32(len(w))<<24
	if len(w) > 1 {
		h |= uint32(w[1]) << 8
	}
	if len(w) > 2 {
		h |= uint32(w[2]) << 16
	}
	h *= 2654435761
	return int(h >> 20), 1 << (h >> 14 & 63)
}

// rules returns the rules that begin at a word in lower case.
func (l *lexicon) rules(w string) ruleSet {
	if i, bit := letters(w); l.three[i]&bit == 0 {
		return 0
	}
	return l.words[w]
}

// figures says for each kind of number which rules can begin with it.
var figures = func() (sets [8]ruleSet) {
	for n := range sets {
		for k := range begin {
			if begin[k].digits&(1<<n) != 0 {
				sets[n] |= 1 << k
			}
		}
		sets[n] |= 1 << eventRead
	}
	return sets
}()

// rulesOf returns the rules that can begin at a number of so many digits, and letters behind them.
func rulesOf(digits int, suffix string) ruleSet {
	kind := otherwise
	switch suffix {
	case "":
		if kind = plainFew; digits == 4 {
			kind = plainFour
		} else if digits > 4 {
			kind = otherwise
		}
	case "st", "nd", "rd", "th":
		kind = ranked
	case "s":
		kind = tenths
	case "am", "pm":
		kind = clocked
	}
	return figures[bits.TrailingZeros8(uint8(kind))]
}

// followed reports whether what stands behind the article at i can be part of an expression:
// most articles cost no more than this.
func (r *reader) followed(i int) bool {
	t := r.tok(i + 1)
	return t.rules != 0 || t.num >= 0
}

// measures reports whether what stands at i can go on from a number to a unit.
func (r *reader) measures(i int) bool {
	t := r.tok(i)
	return t.rules != 0 || t.num >= 0 || !t.word
}

// read reads the longest expression that begins at i, and returns the place
// behind it; nil if none does.
func (r *reader) read(i int) (e *expr, next int) {
	next = i
	if i >= len(r.t) || r.depth >= deepest {
		return nil, i
	}
	set := r.t[i].rules &^ follower
	if low := r.t[i].low; (low == "the" || low == "a" || low == "an") && !r.followed(i) {
		return nil, i
	}
	if r.t[i].num >= 0 && !r.measures(i+1) {
		set &^= 1<<shiftRead | 1<<durationRead
	}
	r.depth++
	for ; set != 0; set &= set - 1 {
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
