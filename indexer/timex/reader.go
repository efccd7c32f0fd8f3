package timex

// A reader reads expressions at places in a list of tokens.
type reader struct {
	t        []token
	rejected []Rejection
	depth    int // of expressions in expressions: "from … to …", "by …"
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
// behind it; nil if it is not there.
type rule func(r *reader, i int) (*expr, int)

// read reads the longest expression that begins at i, and returns the place
// behind it; nil if none does.
func (r *reader) read(i int) (e *expr, next int) {
	if i >= len(r.t) || r.depth >= deepest || !r.trigger(i) {
		return nil, i
	}
	r.depth++
	defer func() { r.depth-- }()
	next = i
	// In the order of their claim to the same words: of two as long, the first wins.
	for _, rule := range [...]rule{
		(*reader).spanRule, (*reader).boundRule, (*reader).partRule, (*reader).setRule, (*reader).shiftRule, (*reader).sameRule,
		(*reader).quarterRule, (*reader).relativeRule, (*reader).decadeRule, (*reader).centuryRule, (*reader).clockRule,
		(*reader).dateRule, (*reader).seasonRule, (*reader).feastRule, (*reader).weekdayRule, (*reader).deicticRule,
		(*reader).yearRule, (*reader).durationRule, (*reader).refRule,
	} {
		if x, n := rule(r, i); x != nil && n > next && r.t[n-1].sentence == r.t[i].sentence {
			e, next = x, n
		}
	}
	return e, next
}

// trigger reports whether an expression can begin at i at all: most tokens
// cost no more than this.
func (r *reader) trigger(i int) bool {
	t := &r.t[i]
	if t.num >= 0 || t.low == "'" {
		return true
	}
	if !t.word {
		return false
	}
	_, begins := starters[t.low]
	return begins
}

// starters are the words that an expression can begin with.
var starters = func() map[string]struct{} {
	all := map[string]struct{}{}
	for _, m := range []map[string]int{months, weekdays, seasons, numbers, ordinals, decadeWords} {
		for w := range m {
			all[w] = struct{}{}
		}
	}
	for _, m := range []map[string]bool{vague, approximate} {
		for w := range m {
			all[w] = struct{}{}
		}
	}
	for _, m := range []map[string]string{adverbs, everySo, dayParts, noons} {
		for w := range m {
			all[w] = struct{}{}
		}
	}
	for w := range units {
		all[w] = struct{}{}
	}
	for w := range feasts {
		all[w] = struct{}{}
	}
	for _, w := range []string{
		"today", "yesterday", "tomorrow", "tonight", "overnight", "last", "past", "next", "this", "that", "the", "these", "same", "following", "previous",
		"coming", "earlier", "later", "early", "mid", "late", "by", "since", "before", "after", "from", "between", "prior",
		"every", "each", "half", "over", "more", "less", "at", "up", "no", "not", "fewer", "sat", "sun", "mondays", "tuesdays", "wednesdays",
		"thursdays", "fridays", "saturdays", "sundays", "weekdays", "weekends", "fiscal", "latest", "recent", "future", "current", "aged", "right", "new", "its",
		"eighteen", "end", "beginning", "middle", "start", "within", "under", "barely",
	} {
		all[w] = struct{}{}
	}
	return all
}()
