package timex

// A kind says what sort of expression was read.
type kind int

const (
	point    kind = iota // a year, a month, a day, with what is known of it
	decade               // ten years, or a part of them
	century              // a hundred years
	weekday              // a day of the week
	relative             // last, this or next unit, counted from the day of publication
	shifted              // so many units before or after something
	same                 // that year, the following month
	span                 // from one to another
	duration             // for so long
	set                  // every so often
	clock                // a time of day
)

// A base says what a shift counts from.
type base int

const (
	fromPublished base = iota // "ago"
	fromEarlier               // "later", "earlier"
	fromSomething             // "two months after he came home": what follows says it
)

// An expr is what the words say, before anything is known of where they stand.
type expr struct {
	kind             kind
	year, month, day int  // of a point; 0: not said
	season, quarter  int  // of a point; 0: not said
	part             part // of a decade, a year, a month
	decade           int  // first year: 1980; negative: the century is not said
	weekday          int  // Sunday is 0
	rel              int  // -1 last, 0 this, +1 next; for weekdays 0 is a bare one
	bare             bool // a weekday without last or next
	n                int  // of a shift
	vague            bool // its number is not said
	unit             unit
	base             base
	approx           bool
	bound            string // "by", "since", "before", "after"
	a, b             *expr  // ends of a span
	unsure           bool   // 3/4/2021: the order of day and month is a guess
	code             string // TIMEX3 value of a duration or a set
	night            bool   // tonight, Monday evening
}

// A part says which part of a stretch is meant.
type part string

const (
	whole  part = ""
	early  part = "early"
	mid    part = "mid"
	late   part = "late"
	endOf  part = "end"
	headOf part = "beginning"
)

// A reader reads expressions at places in a list of tokens.
type reader struct {
	t        []token
	rejected []Rejection
	depth    int // of expressions in expressions: "from … to …", "by …"
}

// tok returns the token at i, or an empty one beyond the ends.
func (r *reader) tok(i int) token {
	if i < 0 || i >= len(r.t) {
		return token{num: -1, sentence: -1}
	}
	return r.t[i]
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

// read reads the longest expression that begins at i, and returns the place
// behind it; nil if none does.
func (r *reader) read(i int) (e *expr, next int) {
	// No expression nests deeper than "by the end of …": more is a hostile text.
	if i >= len(r.t) || r.depth > 2 || !r.trigger(i) {
		return nil, i
	}
	r.depth++
	defer func() { r.depth-- }()
	for _, rule := range []func(int) (*expr, int){
		r.spanRule, r.boundRule, r.setRule, r.shiftRule, r.sameRule, r.relativeRule,
		r.decadeRule, r.centuryRule, r.dateRule, r.seasonRule, r.weekdayRule, r.deicticRule, r.clockRule, r.yearRule, r.durationRule,
	} {
		if e, n := rule(i); e != nil && (next == i || n > next) {
			return e, n
		}
	}
	return nil, i
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
	put := func(words ...string) {
		for _, w := range words {
			all[w] = struct{}{}
		}
	}
	for _, m := range []map[string]int{months, weekdays, seasons, numbers, ordinals, decadeWords} {
		for w := range m {
			put(w)
		}
	}
	for _, m := range []map[string]bool{vague, approximate} {
		for w := range m {
			put(w)
		}
	}
	put("today", "yesterday", "tomorrow", "tonight", "last", "past", "next", "this", "that", "the", "those", "same", "following", "previous",
		"coming", "earlier", "later", "early", "mid", "late", "by", "since", "before", "after", "until", "till", "from", "between",
		"every", "each", "daily", "weekly", "monthly", "yearly", "annually", "annual", "noon", "midnight", "half", "over", "more", "less",
		"at", "sat", "sun", "end", "beginning", "first", "christmas", "easter", "fewer", "middle", "on", "in", "nineteen")
	return all
}()

// number reads a count: digits, words up to ninety-nine, "a few", "half a".
func (r *reader) number(i int) (n, next int, isVague, ok bool) {
	t := r.tok(i)
	if t.num >= 0 && t.suffix == "" && t.digits <= 3 {
		if r.is(i+1, ",", ".", ":", "/") && r.tok(i+1).glued && r.tok(i+2).glued && r.tok(i+2).num >= 0 {
			return 0, i, false, false
		}
		return t.num, i + 1, false, true
	}
	if r.is(i, "a") && r.is(i+1, "few", "couple", "dozen") {
		i++
		if r.is(i, "dozen") {
			return 12, i + 1, false, true
		}
		if r.is(i+1, "of") {
			return 2, i + 2, true, true
		}
		return map[bool]int{true: 2, false: 3}[r.is(i, "couple")], i + 1, true, true
	}
	if vague[t.low] && !r.is(i, "some") {
		return 3, i + 1, true, true
	}
	v, found := numbers[t.low]
	if !found {
		return 0, i, false, false
	}
	if v >= 20 && v%10 == 0 && v < 100 {
		j := i + 1
		if r.is(j, "-") && r.tok(j).glued {
			j++
		}
		if u, ok := numbers[r.low(j)]; ok && u < 10 && len(r.low(j)) > 2 {
			return v + u, j + 1, false, true
		}
	}
	return v, i + 1, false, true
}

// shiftRule reads "13 years later", "almost 40 years ago", "two months after …".
func (r *reader) shiftRule(i int) (*expr, int) {
	e := &expr{kind: shifted}
	at := i
	switch {
	case approximate[r.low(at)]:
		e.approx = true
		at++
	case r.is(at, "more", "less", "fewer") && r.is(at+1, "than"):
		e.approx = true
		at += 2
	case r.is(at, "over"):
		e.approx = true
		at++
	case r.is(at, "at") && r.is(at+1, "least", "most"):
		e.approx = true
		at += 2
	}
	n, next, isVague, ok := r.number(at)
	if !ok {
		return nil, i
	}
	if r.is(next, "-") {
		next++
	}
	if r.is(next, "or") { // "two or three years later"
		if _, after, _, ok := r.number(next + 1); ok {
			next, e.approx = after, true
		}
	}
	half := false
	if r.is(next, "and") && r.is(next+1, "a") && r.is(next+2, "half") {
		next, half = next+3, true
	}
	u, ok := units[r.low(next)]
	if !ok || u.grain == Minute && !r.is(next+1, "ago", "later", "earlier") {
		return nil, i
	}
	e.n, e.unit, e.vague = n, u, isVague
	e.approx = e.approx || half
	next++
	switch {
	case r.is(next, "ago"):
		e.base, e.n = fromPublished, -n
	case r.is(next, "later", "afterwards", "afterward", "on") && (!r.is(next, "on") || r.is(next+1, ",", ".")):
		e.base = fromEarlier
	case r.is(next, "earlier", "prior", "previously", "beforehand"):
		e.base, e.n = fromEarlier, -n
		if r.is(next, "earlier", "prior") && r.is(next+1, "than", "to") {
			e.base = fromSomething
		}
	case r.is(next, "before", "after"):
		if r.is(next, "before") {
			e.n = -n
		}
		e.base = fromSomething
		if !r.together(next+1) || r.is(next+1, ".", ",", ";", "!", "?", ")", "”", "\"") {
			e.base = fromEarlier
		} else if a, after := r.read(next + 1); a != nil && a.kind == point {
			e.a, next = a, after-1
		}
	case r.is(next, "from") && r.is(next+1, "now"):
		e.base = fromPublished
		next++
	case r.is(next, "hence"):
		e.base = fromPublished
	default:
		return nil, i
	}
	return e, next + 1
}

// durationRule reads "for 18 years", "several weeks", "17-year-old", "aged 9".
func (r *reader) durationRule(i int) (*expr, int) {
	at := i
	if approximate[r.low(at)] {
		at++
	}
	n, next, isVague, ok := r.number(at)
	if !ok {
		return nil, i
	}
	if r.is(next, "-") {
		next++
	}
	u, ok := units[r.low(next)]
	if !ok {
		return nil, i
	}
	if r.is(at, "a", "an", "one") && next == at+1 && u.grain != Decade && !r.is(next+1, "-") && !isVague {
		return nil, i // "a day", "a year": too general to be worth a mark
	}
	code := durationCode(n, u)
	if isVague {
		code = durationCode(-1, u)
	}
	next++
	if r.is(next, "-") && r.is(next+1, "old") {
		next += 2
	} else if r.is(next, "old") {
		next++
	}
	return &expr{kind: duration, code: code}, next
}

// durationCode returns the TIMEX3 value of n units, or of an unknown number.
func durationCode(n int, u unit) string {
	letter, times := u.code, 1
	switch u.grain {
	case Decade:
		times = 10
	case Century:
		times = 100
	}
	count := "X"
	if n >= 0 {
		count = itoa(n * times)
	}
	if letter[0] == 'T' {
		return "PT" + count + letter[1:]
	}
	return "P" + count + letter
}

// setRule reads "every Monday", "each year", "annually".
func (r *reader) setRule(i int) (*expr, int) {
	switch r.low(i) {
	case "daily":
		return &expr{kind: set, code: "P1D"}, i + 1
	case "weekly":
		return &expr{kind: set, code: "P1W"}, i + 1
	case "monthly":
		return &expr{kind: set, code: "P1M"}, i + 1
	case "yearly", "annually", "annual":
		return &expr{kind: set, code: "P1Y"}, i + 1
	case "every", "each":
	default:
		return nil, i
	}
	at := i + 1
	if r.is(at, "other", "few") {
		at++
	} else if n, next, _, ok := r.number(at); ok {
		if u, isUnit := units[r.low(next)]; isUnit {
			return &expr{kind: set, code: durationCode(n, u)}, next + 1
		}
	}
	if u, ok := units[r.low(at)]; ok {
		return &expr{kind: set, code: durationCode(1, u)}, at + 1
	}
	if d, ok := r.weekdayName(at); ok {
		return &expr{kind: set, code: "XXXX-WXX-" + itoa((d+6)%7+1)}, at + 1
	}
	if _, ok := seasons[r.low(at)]; ok {
		return &expr{kind: set, code: "P1Y"}, at + 1
	}
	if m, ok := r.monthName(at); ok {
		return &expr{kind: set, code: "XXXX-" + pad2(m)}, at + 1
	}
	return nil, i
}

// sameRule reads "that year", "the same month", "the following January",
// "the next day", "the year before", "later that year".
func (r *reader) sameRule(i int) (*expr, int) {
	at := i
	e := &expr{kind: same}
	switch {
	case r.is(at, "later", "earlier", "early", "late") && r.is(at+1, "that", "in"):
		at++
		if r.is(at, "in") {
			at++
		}
		if !r.is(at, "that", "the") {
			return nil, i
		}
	}
	switch {
	case r.is(at, "that"):
		at++
		if r.is(at, "same") {
			at++
		}
	case r.is(at, "the") && r.is(at+1, "same", "very"):
		at += 2
		if r.is(at, "same") {
			at++
		}
	case r.is(at, "the") && r.is(at+1, "following", "next"):
		e.rel = 1
		at += 2
	case r.is(at, "the") && r.is(at+1, "previous", "preceding"):
		e.rel = -1
		at += 2
	case r.is(at, "the"):
		// "the day before", "the year after", "the week earlier"
		u, ok := units[r.low(at+1)]
		if !ok || !r.is(at+2, "before", "after", "earlier", "later", "prior") {
			return nil, i
		}
		if r.is(at+2, "before", "after") && r.together(at+3) && !r.is(at+3, ",", ".", ";", ")", "”", "\"", "and", "but") {
			return nil, i // "the year before the flood": what it counts from has its own words
		}
		e.unit, e.rel = u, 1
		if r.is(at+2, "before", "earlier", "prior") {
			e.rel = -1
		}
		return e, at + 3
	default:
		return nil, i
	}
	if u, ok := units[r.low(at)]; ok && u.grain != Minute && r.low(at)[len(r.low(at))-1] != 's' {
		e.unit = u
		if r.is(at, "weekend", "night") && e.rel == 0 {
			return nil, i
		}
		return e, at + 1
	}
	if s, ok := seasons[r.low(at)]; ok && !(r.is(at, "fall", "spring") && r.is(at+1, "of", "from", "in")) {
		e.season, e.unit = s, unit{grain: Season}
		return e, at + 1
	}
	if m, ok := months[r.low(at)]; ok && r.tok(at).upper {
		e.month, e.unit = m, unit{grain: Month}
		return e, at + 1
	}
	if d, ok := r.weekdayName(at); ok && e.rel >= 0 {
		e.weekday, e.unit = d+1, unit{grain: Day} // 1-based here: 0 is none
		return e, at + 1
	}
	return nil, i
}

// relativeRule reads "last year", "this month", "next spring", "earlier this
// year", "the past week", "last March", "next Friday".
func (r *reader) relativeRule(i int) (*expr, int) {
	at := i
	e := &expr{kind: relative}
	if r.is(at, "earlier", "later", "early", "late") && r.is(at+1, "this", "last", "next") {
		e.part = map[string]part{"early": early, "late": late}[r.low(at)]
		at++
	}
	switch {
	case r.is(at, "last", "past"):
		e.rel = -1
	case r.is(at, "this"):
		e.rel = 0
	case r.is(at, "next"):
		e.rel = 1
	case r.is(at, "this") && r.is(at+1, "past", "coming"):
	default:
		return nil, i
	}
	if r.is(at, "this") && r.is(at+1, "past", "coming") {
		e.rel = map[bool]int{true: -1, false: 1}[r.is(at+1, "past")]
		at++
	}
	at++
	if r.is(at, "'") {
		return nil, i
	}
	low := r.low(at)
	switch u, ok := units[low]; {
	case ok && (low == "night"):
		e.unit, e.night = u, true
		return e, at + 1
	case ok && low == "weekend":
		e.unit = unit{grain: Week}
		return e, at + 1
	case ok && u.grain != Minute && u.grain != Hour && low[len(low)-1] != 's':
		if low == "day" && e.rel != 0 || low == "quarter" && r.is(at+1, "of") {
			return nil, i
		}
		e.unit = u
		return e, at + 1
	}
	if r.is(at, "morning", "afternoon", "evening") && e.rel == 0 {
		e.unit = unit{grain: Day}
		return e, at + 1
	}
	if s, ok := seasons[low]; ok {
		e.season, e.unit = s, unit{grain: Season}
		return e, at + 1
	}
	if m, ok := months[low]; ok && r.tok(at).upper {
		e.month, e.unit = m, unit{grain: Month}
		if d, next, ok := r.dayNumber(at + 1); ok {
			e.day, e.unit = d, unit{grain: Day}
			return e, next
		}
		return e, at + 1
	}
	if d, ok := r.weekdayName(at); ok {
		e.kind, e.weekday = weekday, d
		return e, at + 1
	}
	return nil, i
}

// deicticRule reads "today", "yesterday", "tomorrow", "tonight".
func (r *reader) deicticRule(i int) (*expr, int) {
	e := &expr{kind: relative, unit: unit{grain: Day}}
	switch r.low(i) {
	case "today":
		if r.is(i+1, "'") && r.is(i+2, "s") {
			return nil, i // "today's standards"
		}
	case "tonight":
		e.night = true
	case "yesterday":
		e.rel = -1
	case "tomorrow":
		e.rel = 1
	default:
		return nil, i
	}
	return e, i + 1
}

// weekdayName returns the weekday at i. The short ones need a full stop or a date.
func (r *reader) weekdayName(i int) (int, bool) {
	t := r.tok(i)
	d, ok := weekdays[t.low]
	if !ok && (t.low == "sat" || t.low == "sun") && t.upper && r.is(i+1, ".") {
		return map[string]int{"sun": 0, "sat": 6}[t.low], true
	}
	if !ok || !t.upper {
		return 0, false
	}
	if len(t.low) < 6 && !r.is(i+1, ".", ",") {
		return 0, false
	}
	return d, true
}

// weekdayRule reads a bare weekday, with a time of day behind it.
func (r *reader) weekdayRule(i int) (*expr, int) {
	d, ok := r.weekdayName(i)
	if !ok {
		return nil, i
	}
	if r.tok(i+1).upper && r.tok(i+1).word && r.together(i+1) && !r.is(i-1, "on", "last", "next", "by", "since", "until") {
		if _, isMonth := months[r.low(i+1)]; !isMonth {
			r.reject(i, i+2, "it is part of a name")
			return nil, i
		}
	}
	if (r.is(i-1, "black", "ash", "good", "bloody", "cyber", "super", "fat", "holy", "palm") && r.tok(i-1).upper) || r.is(i+1, "times", "post", "magazine") {
		r.reject(i, i+1, "it is part of a name")
		return nil, i
	}
	next := i + 1
	if r.is(next, ".") && len(r.low(i)) < 6 {
		next++
	}
	if r.is(next, "morning", "afternoon", "evening", "night") {
		next++
	}
	return &expr{kind: weekday, weekday: d, bare: true}, next
}
