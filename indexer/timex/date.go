package timex

// monthName returns the month at i, if it stands there as one.
func (r *reader) monthName(i int) (int, bool) {
	t := r.tok(i)
	m, ok := months[t.low]
	if !ok || !t.upper || t.suffix != "" {
		return 0, false
	}
	if why := r.notMonth(i); why != "" {
		if !t.first || !monthWords[t.low] {
			r.reject(i, i+1, why)
		}
		return 0, false
	}
	return m, true
}

// behindMonth returns the place behind the month at i and its full stop.
func (r *reader) behindMonth(i int) int {
	low := r.low(i)
	short := len(low) == 3 && low != "may" || low == "sept"
	if short && r.is(i+1, ".") && r.tok(i+1).glued && r.together(i+2) {
		return i + 2
	}
	return i + 1
}

// dayNumber reads a day of the month at i: "3", "3rd", "eighth"; not "3:30".
func (r *reader) dayNumber(i int) (d, next int, ok bool) {
	t := r.tok(i)
	if t.word {
		if n, is := ordinals[t.low]; is && n <= 31 && !r.is(i+1, "quarter", "-") {
			return n, i + 1, true
		}
		return 0, i, false
	}
	if t.num < 1 || t.num > 31 || t.digits > 2 {
		return 0, i, false
	}
	switch t.suffix {
	case "", "st", "nd", "rd", "th":
	default:
		return 0, i, false
	}
	if r.is(i+1, "%") && r.tok(i+1).glued {
		return 0, i, false
	}
	if r.is(i+1, ".", ",", ":", "/") && r.tok(i+1).glued && r.tok(i+2).glued && r.tok(i+2).num >= 0 {
		return 0, i, false
	}
	return t.num, i + 1, true
}

// yearNumber reads a year of four digits, or in words, at i.
func (r *reader) yearNumber(i int) (int, bool) {
	t := r.tok(i)
	if t.digits != 4 || t.suffix != "" || t.num < 1000 || t.num > 2100 {
		return 0, false
	}
	if r.is(i+1, ".", ",", ":") && r.tok(i+1).glued && r.tok(i+2).glued && r.tok(i+2).num >= 0 {
		return 0, false
	}
	return t.num, true
}

// spokenYear reads "nineteen ninety-one", as transcripts of broadcasts write it.
func (r *reader) spokenYear(i int) (y, next int) {
	century := map[string]int{"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[r.low(i)]
	if r.tok(i).upper && r.tok(i+1).upper && !r.allCaps(i) {
		return 0, i // the title "Nineteen Eighty-Four"
	}
	if century == 0 || r.is(i+1, "-") {
		return 0, i
	}
	c, next, ok := r.number(i + 1)
	if !ok || c.n < 10 || c.n > 99 || r.tok(i+1).num >= 0 || r.unitAt(next) {
		return 0, i
	}
	return century + c.n, next
}

// yearAfter reads a year behind a month or day, with or without a comma. One before our
// era is negative.
func (r *reader) yearAfter(i int) (y, next int) {
	at := i
	if r.is(at, ",") {
		at++
	}
	if r.is(at, "of") {
		at++
	}
	if !r.together(at) {
		return 0, i
	}
	if y, next := r.eraYear(at); y != 0 {
		return y, next
	}
	if y, ok := r.yearNumber(at); ok && (at == i || !counted[r.low(at+1)]) {
		return y, at + 1
	}
	if y := r.ancientYear(at); y != 0 && at > i {
		return y, at + 1
	}
	if y, next := r.spokenYear(at); y > 0 {
		return y, next
	}
	if r.is(at, "'") && r.tok(at+1).digits == 2 && r.tok(at+1).suffix == "" && r.tok(at+1).glued {
		return shortYear(r.tok(at + 1).num), at + 2
	}
	return 0, i
}

// shortYear returns the year that two digits mean in a text of our time.
func shortYear(n int) int {
	if n <= 36 {
		return 2000 + n
	}
	return 1900 + n
}

// yearOn reads what year a month or day is of: "1987", "last year", "of this year".
func (r *reader) yearOn(e *expr, i int) (next int) {
	if e.year, next = r.yearAfter(i); e.year != 0 {
		return next
	}
	if of, next := r.yearOfStory(i); of != nil {
		e.yearOf = of
		return next
	}
	if y := r.yearAhead(i, e.month); y != 0 {
		e.year = y
		return i
	}
	at := r.skip(i, "of")
	if r.is(at, "last", "this", "next") && r.is(at+1, "year") && !r.is(at+2, "'") {
		e.ofRel, e.yearRel = true, rels[r.low(at)]
		return at + 2
	}
	return i
}

// yearAhead returns the year that a month takes from one which stands beside it behind it: "in
// May and June 1940", "in March, April and May 1940"; 0 if none does.
func (r *reader) yearAhead(i, month int) int {
	for range 4 {
		at := i
		if r.is(at, ",") {
			at++
		}
		at = r.skip(at, "and", "or", "/", "&")
		m, ok := months[r.low(at)]
		if at == i || month == 0 || !ok || !r.tok(at).upper || !r.together(at) {
			return 0
		}
		i = r.behindMonth(at)
		if _, next, ok := r.dayNumber(i); ok && r.together(i) {
			i = next
		}
		if y, next := r.yearAfter(i); y != 0 && next > i {
			if m < month {
				y--
			}
			return y
		}
	}
	return 0
}

// yearOfStory reads "of that year", "of the following year", "the same year" behind a month
// or a season.
func (r *reader) yearOfStory(i int) (*expr, int) {
	at := r.skip(i, "of")
	if !r.together(at) || !r.is(at, "that", "the") {
		return nil, i
	}
	if r.is(at, "the") && r.is(at+1, "year") && (at > i || r.is(i-1, "of")) && (!r.tok(at+2).word || !r.together(at+2)) {
		return r.keep(expr{kind: same, unit: units["year"], from: at, to: at + 2}), at + 2
	}
	e, next := r.sameRule(at)
	if e == nil || e.unit.grain != Year || e.kind != same || at == i && !r.is(i-1, "of") && !r.is(at, "that") && !r.is(at+1, "same") {
		return nil, i
	}
	e.from, e.to = at, next
	return e, next
}

// dateRule reads dates with a month: "September 2, 1987", "2 September 1987",
// "Sept. 1987", "Tuesday, 12 March", "November last year", and dates in digits.
func (r *reader) dateRule(i int) (*expr, int) {
	if _, ok := r.weekdayName(i); ok { // "Monday, June 3": the weekday belongs to it
		next := r.skip(r.skip(i+1, "."), ",")
		if !r.together(next) {
			return nil, i
		}
		if e, after := r.dateRule(next); e != nil && (e.day > 0 || e.kind == span && e.a.day > 0) {
			return e, after
		}
		return nil, i
	}
	if e, next := r.digitsDate(i); e != nil {
		return e, next
	}
	if e, next := r.dayMonth(i); e != nil {
		return e, next
	}
	return r.monthDay(i)
}

// dayMonth reads "2 September 1987", "the 3rd of May", "3-5 June".
func (r *reader) dayMonth(i int) (*expr, int) {
	at := r.skip(i, "the")
	d, next, ok := r.dayNumber(at)
	if !ok || r.tok(at).word && at == i && !r.tok(at).upper { // "Fourth of July" needs no article
		return nil, i
	}
	end, month := 0, next
	if r.is(month, "-", "–", "to", "and", "/") {
		if d2, n2, ok := r.dayNumber(month + 1); ok && d2 > d {
			end, month = d2, n2
		}
	}
	of := r.is(month, "of")
	month = r.skip(month, "of")
	m, ok := months[r.low(month)]
	if !ok || !r.tok(month).upper || !r.together(month) || r.tok(at).word && !of || r.tok(month).glued {
		return nil, i
	}
	e := r.keep(expr{kind: point, month: m, day: d})
	behind := r.behindMonth(month)
	last := r.yearOn(e, behind)
	if e.year == 0 && !of && end == 0 && (r.tok(behind).num >= 0 && r.together(behind) ||
		monthWords[r.low(month)] && r.tok(at).suffix == "" && r.tok(behind).upper && !frames[r.low(i-1)] && !weakFrames[r.low(i-1)]) {
		return nil, i // "the other 5 May 12", "about 30 August Wilsons"
	}
	if end > 0 {
		return r.daySpan(e, end, at, next, last), last
	}
	return e, last
}

// monthDay reads "September 2, 1987", "Sept. 1987", "June 3-5", "May".
func (r *reader) monthDay(i int) (*expr, int) {
	m, ok := r.monthName(i)
	if !ok {
		return nil, i
	}
	e := r.keep(expr{kind: point, month: m})
	after := r.behindMonth(i)
	d, next, ok := r.dayNumber(r.skip(after, "the"))
	if !ok || !r.together(next-1) || counted[r.low(next)] && r.together(next) {
		return e, r.yearOn(e, after)
	}
	e.day = d
	if r.is(next, "-", "–", "to", "and", "through") {
		if d2, n2, ok := r.dayNumber(next + 1); ok && d2 > d && r.together(next+1) && !r.unitAt(n2) && !counted[r.low(n2)] && r.tok(next+1).num >= 0 {
			if _, is := months[r.low(n2)]; !is {
				last := r.yearOn(e, n2)
				return r.daySpan(e, d2, i, next, last), last
			}
		}
	}
	return e, r.yearOn(e, next)
}

// daySpan returns the days from e to the day end of the same month, which stand in the
// tokens from i to next, and behind the mark there up to last.
func (r *reader) daySpan(e *expr, end, i, next, last int) *expr {
	b := r.keep(*e)
	b.day = end
	e.from, e.to, b.from, b.to = i, next, next+1, last
	return r.keep(expr{kind: span, a: e, b: b})
}

// digitsDate reads 2025-02-24 and 02/24/2025.
func (r *reader) digitsDate(i int) (*expr, int) {
	a, b, c := r.tok(i), r.tok(i+2), r.tok(i+4)
	if a.num < 0 || b.num < 0 || c.num < 0 || a.suffix+b.suffix != "" || !b.glued || !c.glued || !r.tok(i+1).glued || !r.tok(i+3).glued {
		return nil, i
	}
	switch sep := r.low(i + 1); {
	case sep == "-" && r.is(i+3, "-") && a.digits == 4 && b.digits == 2 && c.digits == 2 && valid(a.num, b.num, c.num):
		return r.keep(expr{kind: point, year: a.num, month: b.num, day: c.num}), i + 5
	case sep == "/" && r.is(i+3, "/") && a.digits <= 2 && b.digits <= 2 && (c.digits == 4 || c.digits == 2) && c.suffix == "":
		y := c.num
		if c.digits == 2 {
			y = shortYear(y)
		}
		month, day := a.num, b.num
		if r.dayFirst || !valid(y, month, day) {
			month, day = day, month
		}
		if valid(y, month, day) {
			return r.keep(expr{kind: point, year: y, month: month, day: day, unsure: a.num <= 12 && b.num <= 12 && a.num != b.num}), i + 5
		}
	}
	return nil, i
}

// findOrder notes whether the text writes the day before the month in dates with slashes.
func (r *reader) findOrder() {
	for i := range r.t {
		if a, b := &r.t[i], r.tok(i+2); a.num < 1 || a.num > 31 || !r.is(i+1, "/") || !r.is(i+3, "/") || b.num < 1 || b.num > 31 || !r.tok(i+3).glued {
			continue
		} else if b.num > 12 {
			r.dayFirst = false
			return
		} else if a.num > 12 {
			r.dayFirst = true
		}
	}
}

// seasonRule reads "spring 1987", "the summer of 1956", "the summer".
func (r *reader) seasonRule(i int) (*expr, int) {
	at := r.skip(i, "the")
	s, ok := seasons[r.low(at)]
	if !ok || r.is(at+1, "-") {
		return nil, i
	}
	if r.tok(at).upper && r.is(at-1, "“", "\"") && at == i && r.is(at+1, "of") {
		return nil, i // “Summer of '69”
	}
	e := r.keep(expr{kind: point, season: s})
	if a, n := r.yearOfRange(r.skip(at+1, "of"), []string{"–", "-"}); a != nil && s == 4 { // "the winter of 478–477 BC"
		_, last := r.eraYear(n + 1)
		e.year = a.year
		return e, last
	}
	next := r.yearOn(e, r.skip(at+1, "of", ","))
	if e.year != 0 || e.ofRel || e.yearOf != nil {
		if t := r.tok(next + 1); e.year != 0 && s == 4 && r.is(next, "-", "–", "/") && t.glued && t.num%100 == (e.year+1)%100 {
			next += 2 // "winter 1986-87"
		}
		return e, next
	}
	if at > i && r.is(i-1, "in", "over", "into", "during", "through", "throughout", "until", "by", "for") && !r.is(at+1, "of", "from") &&
		(!r.tok(at+1).word || clauseWords[r.low(at+1)]) {
		return e, at + 1 // "over the summer"
	}
	return nil, i
}

// decadeRule reads "the 1980s", "the '90s", "80s", "the eighties".
func (r *reader) decadeRule(i int) (*expr, int) {
	at := r.skip(i, "the")
	e := r.keep(expr{kind: decade})
	mark := at
	at = r.skip(at, "'")
	t := r.tok(at)
	end := at + 1
	isS := t.suffix == "s"
	if t.num >= 0 && t.suffix == "" && r.is(at+1, "'") && r.is(at+2, "s") && r.tok(at+2).glued && r.tok(at+1).glued {
		isS, end = true, at+3
	}
	switch {
	case t.digits == 3 && isS && t.num%10 == 0 && t.num > 0:
		bc, next, ok := r.era(end)
		if !ok {
			return nil, i
		}
		if e.decade = t.num; bc {
			e.decade, e.old = -t.num-8, true // 490s BC: 499 to 490
		}
		return e, next
	case t.digits == 4 && isS && t.num%10 == 0 && t.num >= 1000 && t.num <= 2100 && at == mark:
		e.decade = t.num
		if t.num%100 == 0 && t.num != 2000 && !r.partBefore(i) {
			e.kind = century
		}
		return e, end
	case t.digits == 2 && t.suffix == "s" && t.num%10 == 0:
		if why := r.notDecade(i, at); why != "" {
			r.reject(i, end, why)
			return nil, i
		}
		e.decade = -t.num - 1 // the century is for the context to say
		return e, end
	}
	if d, ok := decadeWords[t.low]; ok && at == mark && (i != at || r.partBefore(i)) {
		if why := r.notDecade(i, at); why != "" {
			r.reject(i, end, why)
			return nil, i
		}
		e.decade = -d - 1
		return e, end
	}
	return nil, i
}

// partBefore reports whether "early", "mid" or "late" stands before i.
func (r *reader) partBefore(i int) bool {
	return r.is(i-1, "early", "mid", "late") || r.is(i-1, "-") && r.is(i-2, "early", "mid", "late")
}

// centuryRule reads "the 19th century", "the nineteenth century".
func (r *reader) centuryRule(i int) (*expr, int) {
	n, at := r.rank(r.skip(i, "the"))
	if n == 0 {
		return nil, i
	}
	at = r.skip(at, "-")
	if r.is(at, "and", "to", "or", "–") && n < 21 { // "the 19th and 20th centuries"
		if m, next := r.rank(at + 1); m > n && m < 22 && r.is(r.skip(next, "-"), "centuries", "century") && r.together(next) {
			return r.keep(expr{kind: century, decade: (n - 1) * 100}), at
		}
	}
	if !r.is(at, "century", "centuries") || n < 1 || n > 21 {
		return nil, i
	}
	if bc, next, ok := r.era(at + 1); ok && bc {
		return r.keep(expr{kind: century, decade: 1 - n*100, old: true}), next
	} else if ok {
		return r.keep(expr{kind: century, decade: (n - 1) * 100}), next
	}
	if n < 10 {
		return nil, i
	}
	if t := r.tok(at + 1); r.tok(at).upper && t.word && t.upper && r.together(at+1) {
		r.reject(i, at+1, "it is part of a name") // "20th Century Fox"
		return nil, i
	}
	return r.keep(expr{kind: century, decade: (n - 1) * 100}), at + 1
}

// yearRule reads a bare year, if something beside it says that it is one.
func (r *reader) yearRule(i int) (*expr, int) {
	at := i
	if t := &r.t[i]; t.num >= 0 && t.digits < 4 && r.ancient == 0 {
		return nil, i
	}
	e := r.keep(expr{kind: point})
	if approximate[r.low(at)] && !r.is(at, "some") {
		e.approx = true
		at++
	}
	if y, next := r.eraYear(r.skip(at, "the", "year")); y != 0 {
		e.year = y
		return e, next
	}
	if y, next := r.eraYear(at); y != 0 {
		e.year = y
		return e, next
	}
	if y := r.ancientYear(at); y != 0 && frames[r.low(i-1)] && !plural(r.tok(at+1)) {
		e.year = y
		return e, at + 1
	}
	fiscal := r.skip(r.skip(at, "the"), "fiscal")
	if r.is(fiscal-1, "fiscal") {
		if y, ok := r.yearNumber(r.skip(fiscal, "year")); ok {
			e.year, e.fiscal = y, true
			return e, r.skip(fiscal, "year") + 1
		}
	}
	if r.is(at, "the") && r.is(at+1, "year") {
		if y, next := r.yearAfter(at + 2); y != 0 {
			e.year = y
			return e, next
		}
		if r.is(at+2, "two") && r.is(at+3, "thousand") {
			e.year = 2000
			return e, at + 4
		}
	}
	if r.is(at, "'") { // '87, not ’90s
		t := r.tok(at + 1)
		if t.digits == 2 && t.suffix == "" && t.glued && (frames[r.low(i-1)] || weakFrames[r.low(i-1)]) && !r.is(at+2, "'", "s") {
			e.year = shortYear(t.num)
			return e, at + 2
		}
		return nil, i
	}
	if y, next := r.spokenYear(at); y != 0 {
		e.year = y
		return e, next
	}
	y, ok := r.yearNumber(at)
	if !ok {
		return nil, i
	}
	e.year = y
	if why := r.notYear(i, at, e); why != "" {
		r.reject(at, at+1, why)
		return nil, i
	}
	return e, at + 1
}
