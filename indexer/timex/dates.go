package timex

// monthName returns the month at i, if it stands there as one.
func (r *reader) monthName(i int) (int, bool) {
	t := r.tok(i)
	m, ok := months[t.low]
	if !ok || !t.upper {
		return 0, false
	}
	if !monthWords[t.low] && len(t.low) > 3 {
		return m, true
	}
	// A name, a verb or a short form: something beside it has to say month.
	after := i + 1
	if r.is(after, ".") && r.tok(after).glued {
		after++
	}
	if n := r.tok(after); n.num >= 0 && n.sentence == t.sentence && (n.digits <= 2 || n.digits == 4) {
		return m, true
	}
	if b := r.tok(i - 1); b.num >= 1 && b.num <= 31 && b.sentence == t.sentence {
		return m, true
	}
	if len(t.low) == 3 && t.low != "may" {
		return 0, false
	}
	if r.is(i-1, "in", "by", "since", "until", "till", "during", "last", "next", "this", "early", "late", "mid", "-", "of", "from", "to", "before", "after", "following", "through", "and", "between", "every", "that") && r.together(i) {
		next := r.tok(i + 1)
		if next.word && next.upper && next.sentence == t.sentence && !r.is(i-1, "in", "since", "by", "last", "next") {
			return 0, false // "of August Wilson"
		}
		return m, true
	}
	return 0, false
}

// dayNumber reads a day of the month at i: "3", "3rd", not "3,000" or "3 people".
func (r *reader) dayNumber(i int) (d, next int, ok bool) {
	t := r.tok(i)
	if t.num < 1 || t.num > 31 || t.digits > 2 {
		return 0, i, false
	}
	switch t.suffix {
	case "", "st", "nd", "rd", "th":
	default:
		return 0, i, false
	}
	if r.is(i+1, ":", "/") && r.tok(i+1).glued && r.tok(i+2).glued {
		return 0, i, false
	}
	if r.is(i+1, ".") && r.tok(i+1).glued && r.tok(i+2).glued && r.tok(i+2).num >= 0 {
		return 0, i, false
	}
	return t.num, i + 1, true
}

// yearNumber reads a year of four digits at i.
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

// yearAfter reads a year behind a month or day, with or without a comma.
func (r *reader) yearAfter(i int) (y, next int) {
	at := i
	if r.is(at, ",") {
		at++
	}
	if r.is(at, "of") {
		at++
	}
	if y, ok := r.yearNumber(at); ok && r.together(at) {
		if at == i || !counted[r.low(at+1)] {
			return y, at + 1
		}
	}
	if r.is(at, "'") && r.tok(at+1).digits == 2 && r.tok(at+1).suffix == "" && r.tok(at+1).glued {
		return shortYear(r.tok(at + 1).num), at + 2
	}
	return 0, i
}

// shortYear returns the year that two digits mean in a text of our time.
func shortYear(n int) int {
	if n <= 30 {
		return 2000 + n
	}
	return 1900 + n
}

// dateRule reads dates with a month: "September 2, 1987", "2 September 1987",
// "Sept. 1987", "mid-November", "12 March", and dates in digits.
func (r *reader) dateRule(i int) (*expr, int) {
	at := i
	e := &expr{kind: point}
	if d, ok := r.weekdayName(at); ok { // "Monday, June 3": the weekday belongs to it
		_ = d
		next := at + 1
		if r.is(next, ".") {
			next++
		}
		if r.is(next, ",") {
			next++
		}
		if inner, after := r.dateRule(next); inner != nil && inner.day > 0 && r.tok(next).sentence == r.tok(at).sentence {
			return inner, after
		}
		return nil, i
	}
	if r.is(at, "the") && r.is(at+1, "end", "beginning", "middle") && r.is(at+2, "of") {
		if inner, after := r.dateRule(at + 3); inner != nil && inner.day == 0 {
			inner.part = map[string]part{"end": endOf, "beginning": headOf, "middle": mid}[r.low(at+1)]
			return inner, after
		}
		if y, ok := r.yearNumber(at + 3); ok {
			return &expr{kind: point, year: y, part: map[string]part{"end": endOf, "beginning": headOf, "middle": mid}[r.low(at+1)]}, at + 4
		}
		return nil, i
	}
	if r.is(at, "the") && (r.is(at+1, "early", "mid", "late")) {
		at++
	}
	if r.is(at, "early", "mid", "late") {
		e.part = part(r.low(at))
		at++
		if r.is(at, "-") {
			at++
		}
	}
	if e.part == whole {
		if d, next := r.digitsDate(at); d != nil {
			return d, next
		}
		start := at
		if r.is(start, "the") {
			start++
		}
		if d, next, ok := r.dayNumber(start); ok { // "2 September 1987", "the 3rd of May"
			end, month := 0, next
			if r.is(month, "-", "–", "to", "and") {
				if d2, n2, ok := r.dayNumber(month + 1); ok {
					end, month = d2, n2
				}
			}
			if r.is(month, "of") {
				month++
			}
			if m, ok := r.monthAt(month); ok && (month == next || end > 0 || r.is(month-1, "of")) && r.together(month) {
				after := r.behindMonth(month)
				y, last := r.yearAfter(after)
				e.year, e.month, e.day = y, m, d
				if end > d {
					return daySpan(e, end), last
				}
				return e, last
			}
		}
	}
	if r.is(at, "the") {
		return nil, i
	}
	m, ok := r.monthName(at)
	if !ok {
		return nil, i
	}
	e.month = m
	after := r.behindMonth(at)
	if d, next, ok := r.dayNumber(after); ok && e.part == whole && r.together(after) {
		e.day = d
		if r.is(next, "-", "–", "to", "and") {
			if d2, n2, ok := r.dayNumber(next + 1); ok && d2 > d && !units0(r.low(n2)) {
				y, last := r.yearAfter(n2)
				e.year = y
				return daySpan(e, d2), last
			}
		}
		y, last := r.yearAfter(next)
		e.year = y
		if y == 0 && counted[r.low(next)] {
			return nil, i // "May 12 people"
		}
		return e, last
	}
	y, last := r.yearAfter(after)
	e.year = y
	if y == 0 && (r.is(after, "said", "told", "says", "has", "had", "was", "would", "could") && monthWords[r.low(at)]) && !r.is(at-1, "in", "last", "this", "next", "of") {
		return nil, i
	}
	return e, last
}

func units0(low string) bool { _, ok := units[low]; return ok }

// monthAt returns the month at i, where a day stands before it.
func (r *reader) monthAt(i int) (int, bool) {
	m, ok := months[r.low(i)]
	return m, ok && r.tok(i).upper
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

// daySpan returns the days from e to the day end of the same month.
func daySpan(e *expr, end int) *expr {
	b := *e
	b.day = end
	return &expr{kind: span, a: e, b: &b}
}

// digitsDate reads 2025-02-24 and 02/24/2025.
func (r *reader) digitsDate(i int) (*expr, int) {
	a, b, c := r.tok(i), r.tok(i+2), r.tok(i+4)
	if a.num < 0 || b.num < 0 || c.num < 0 || a.suffix+b.suffix != "" || !b.glued || !c.glued || !r.tok(i+1).glued || !r.tok(i+3).glued {
		return nil, i
	}
	switch sep := r.low(i + 1); {
	case sep == "-" && r.is(i+3, "-") && a.digits == 4 && b.digits == 2 && c.digits == 2 && valid(a.num, b.num, c.num):
		return &expr{kind: point, year: a.num, month: b.num, day: c.num}, i + 5
	case sep == "/" && r.is(i+3, "/") && a.digits <= 2 && b.digits <= 2 && (c.digits == 4 || c.digits == 2) && c.suffix == "":
		y := c.num
		if c.digits == 2 {
			y = shortYear(y)
		}
		if valid(y, a.num, b.num) {
			return &expr{kind: point, year: y, month: a.num, day: b.num, unsure: a.num <= 12 && b.num <= 12 && a.num != b.num}, i + 5
		}
		if valid(y, b.num, a.num) {
			return &expr{kind: point, year: y, month: b.num, day: a.num}, i + 5
		}
	}
	return nil, i
}

func valid(y, m, d int) bool {
	return y >= 1000 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
}

// seasonRule reads "spring 1987", "the summer of 1956".
func (r *reader) seasonRule(i int) (*expr, int) {
	at := i
	if r.is(at, "the") {
		at++
	}
	e := &expr{kind: point}
	if r.is(at, "early", "mid", "late") {
		e.part = part(r.low(at))
		at++
		if r.is(at, "-") {
			at++
		}
	}
	if n, ok := ordinals[r.low(at)]; ok && n <= 4 && (r.is(at+1, "quarter") || r.is(at+1, "-") && r.is(at+2, "quarter")) {
		q := at + 2
		if r.is(at+1, "-") {
			q++
		}
		if r.is(q, "of", "in") {
			q++
		}
		if y, ok := r.yearNumber(q); ok {
			e.year, e.quarter = y, n
			return e, q + 1
		}
		return nil, i
	}
	s, ok := seasons[r.low(at)]
	if !ok {
		return nil, i
	}
	next := at + 1
	if r.is(next, "of", ",") {
		next++
	}
	y, last := r.yearAfter(next)
	if y == 0 {
		return nil, i
	}
	e.season, e.year = s, y
	return e, last
}

// decadeRule reads "the late 1980s", "the '90s", "80s", "the early eighties".
func (r *reader) decadeRule(i int) (*expr, int) {
	at := i
	if r.is(at, "the") {
		at++
	}
	e := &expr{kind: decade}
	if r.is(at, "early", "mid", "late") {
		e.part = part(r.low(at))
		at++
		if r.is(at, "-", "to") {
			at++
			if r.is(at, "late", "-") { // "mid-to-late"
				e.part = late
				at++
			}
			if r.is(at, "late", "mid", "-") {
				at++
			}
		}
	}
	mark := at
	if r.is(at, "'") {
		at++
	}
	t := r.tok(at)
	end := at + 1
	isS := t.suffix == "s" || t.suffix == "" && r.is(at+1, "'") && r.is(at+2, "s") && r.tok(at+2).glued
	if t.num >= 0 && t.suffix == "" && isS {
		end = at + 3
	}
	switch {
	case t.digits == 4 && isS && t.num%10 == 0 && t.num >= 1000 && t.num <= 2100 && at == mark:
		e.decade = t.num
		if t.num%100 == 0 && e.part == whole && t.num != 2000 {
			return &expr{kind: century, decade: t.num}, end
		}
		return e, end
	case t.digits == 2 && isS && t.num%10 == 0 && t.suffix == "s":
		if r.is(at-1, "their", "his", "her", "my", "our", "your") || r.is(i-1, "their", "his", "her", "my", "our", "your") {
			r.reject(i, end, "it is an age or a degree")
			return nil, i
		}
		e.decade = -t.num - 1 // the century is for the context to say
		return e, end
	}
	if d, ok := decadeWords[t.low]; ok && at == mark && (i != at || e.part != whole) {
		if r.is(i-1, "their", "his", "her", "my", "our", "your") {
			return nil, i
		}
		e.decade = -d - 1
		return e, end
	}
	return nil, i
}

// centuryRule reads "the 19th century", "the late nineteenth century".
func (r *reader) centuryRule(i int) (*expr, int) {
	at := i
	if r.is(at, "the") {
		at++
	}
	e := &expr{kind: century}
	if r.is(at, "early", "mid", "late") {
		e.part = part(r.low(at))
		at++
		if r.is(at, "-") {
			at++
		}
	}
	t := r.tok(at)
	var n int
	switch {
	case t.num > 0 && t.digits <= 2 && (t.suffix == "th" || t.suffix == "st" || t.suffix == "nd" || t.suffix == "rd"):
		n = t.num
	case ordinals[t.low] > 10:
		n = ordinals[t.low]
	default:
		return nil, i
	}
	at++
	if r.is(at, "-") {
		at++
	}
	if !r.is(at, "century") || n < 10 || n > 21 {
		return nil, i
	}
	e.decade = (n - 1) * 100
	return e, at + 1
}

// yearRule reads a bare year, if something beside it says that it is one.
func (r *reader) yearRule(i int) (*expr, int) {
	at := i
	e := &expr{kind: point}
	if approximate[r.low(at)] && !r.is(at, "some") {
		e.approx = true
		at++
	}
	if r.is(at, "early", "mid", "late") {
		e.part = part(r.low(at))
		at++
		if r.is(at, "-") {
			at++
		}
		if r.is(at, "in") {
			at++
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
	y, ok := r.yearNumber(at)
	if !ok {
		return nil, i
	}
	e.year = y
	if reason := r.notYear(i, at, e); reason != "" {
		r.reject(at, at+1, reason)
		return nil, i
	}
	return e, at + 1
}

// notYear returns why the number at `at`, in an expression that begins at i, is
// no year; "" if it is one.
func (r *reader) notYear(i, at int, e *expr) string {
	before, after := r.tok(i-1), r.tok(at+1)
	if !r.together(i) {
		before = token{num: -1}
	}
	if after.sentence != r.tok(at).sentence {
		after = token{num: -1}
	}
	glued := r.tok(at).glued && i == at
	switch {
	case glued && (before.low == "$" || before.low == "£" || before.low == "€" || before.low == "#" || before.low == "№" || before.low == "." || before.low == ":" || before.low == "/" || before.low == "@" || before.low == "+"):
		return "a mark before it makes it an amount or a number"
	case glued && before.num >= 0 || glued && before.low == "," && r.tok(i-2).num >= 0 && before.glued:
		return "it is part of a longer number"
	case glued && before.low == "-" && before.glued && r.tok(i-2).num >= 0 && r.tok(i-2).digits != 4:
		return "it is part of a longer number"
	case after.glued && (after.low == "/" || after.low == "-" || after.low == "%" || after.low == "°") && (r.tok(at+2).num >= 0 && r.tok(at+2).glued || after.low == "%" || after.low == "°"):
		if after.low == "-" && r.tok(at+2).digits <= 4 && (r.tok(at+2).digits == 2 || r.tok(at+2).digits == 4) {
			break // 1985-91: the span rule saw to it or will
		}
		return "it is part of a longer number"
	case after.num >= 0:
		return "another number follows it"
	case counted[after.low]:
		return "“" + after.text + "” is counted by it"
	case labels[before.low] && (before.upper || before.low == "page" || before.low == "no" || before.low == "room" || before.low == "number" || before.low == "flight"):
		return "it is the number of “" + before.text + "”"
	case before.low == "." && labels[r.low(i-2)] && r.tok(i-2).word && len(r.low(i-2)) <= 3 && before.glued:
		return "it is the number of “" + r.tok(i-2).text + "”"
	}
	if e.part != whole || e.approx && !plural(after) {
		return ""
	}
	if after.word && after.upper && (before.low == "a" || before.low == "an" || before.low == "the" || before.low == "his" || before.low == "her") && i == at {
		if _, street := streets[r.low(at+2)]; street || !before.word {
			return "it is the number of a house"
		}
		if before.low == "a" || before.low == "an" || before.low == "his" || before.low == "her" {
			return "it is the year in which something was made"
		}
	}
	if _, street := streets[r.low(at+2)]; street && after.upper && after.word && !frames[before.low] {
		return "it is the number of a house"
	}
	switch {
	case frames[before.low]:
		return ""
	case before.low == "(" || before.low == "[" || after.low == ")" && before.low != "-":
		return ""
	case before.low == "'" || before.low == "“" || before.low == "\"" || before.low == "‘":
		if after.low == "," || after.low == "." || after.word {
			return nearFrame(r, i)
		}
		return "nothing beside it says that it is a year"
	case before.low == "-" && r.is(i-2, "mid", "pre", "post"):
		return ""
	case (before.low == "-" || before.low == "–") && r.tok(i-2).digits == 4:
		return ""
	case weakFrames[before.low]:
		if plural(after) && !r.is(at+1, "was", "is") {
			return "“" + after.text + "” may be counted by it"
		}
		if (before.low == "for" || before.low == "with" || before.low == "on" || before.low == "was" || before.low == "is" || before.low == "not" || before.low == "said" || before.low == "carried") && after.word && after.sentence >= 0 && !r.is(at+1, "and", "or", "but", "as", "when", "because", "while", "to", "in", "that", "too", "not", "onward", "onwards") {
			return "nothing beside it says that it is a year"
		}
		return ""
	case before.low == "," || before.low == ";" || before.low == "—" || before.low == "–" || before.sentence < 0 || r.tok(at).first:
		if r.is(at+1, "was", "is", ",", "when", "and", "or", ".", "to", "had", "became", "brought", "saw", "the", "—", ";") {
			return ""
		}
	case before.upper && happenings[before.low], happenings[before.low]:
		return ""
	case before.low == "s" && r.is(i-2, "'"): // "the city's 1985 budget"
		if plural(after) {
			return "“" + after.text + "” may be counted by it"
		}
		return ""
	case before.word && !before.upper && after.low == "," && !counted[after.low]:
		return "nothing beside it says that it is a year"
	case after.word && !after.upper && !plural(after) && !r.is(at+1, "of", "in", "at", "for", "and", "or", "by", "to", "on") && (before.word && !before.upper):
		if r.is(i-1, "early", "late", "original", "entire", "whole", "new", "old", "own", "failed", "second", "first", "final") {
			return ""
		}
	}
	return "nothing beside it says that it is a year"
}

// nearFrame lets a quoted year stand if the words before the mark frame it.
func nearFrame(r *reader, i int) string {
	if frames[r.low(i-2)] {
		return ""
	}
	return "nothing beside it says that it is a year"
}

// plural reports whether a token looks like a counted noun.
func plural(t token) bool {
	if !t.word || t.upper || len(t.low) < 4 || t.low[len(t.low)-1] != 's' {
		return false
	}
	switch t.low {
	case "this", "does", "was", "has", "its", "his", "hers", "always", "perhaps", "news", "series", "crisis", "plus", "thus", "less", "across",
		"towards", "besides", "unless", "census", "congress", "process", "business", "press", "virus", "class", "access", "success", "address", "fires", "mass", "pass", "loss", "boss", "chaos":
		return false
	}
	return t.low[len(t.low)-2] != 's'
}

var streets = map[string]struct{}{"street": {}, "st": {}, "avenue": {}, "ave": {}, "road": {}, "rd": {}, "lane": {}, "drive": {}, "boulevard": {}, "blvd": {}}

// clockRule reads "10:40", "8:00 AM ET", "noon".
func (r *reader) clockRule(i int) (*expr, int) {
	if r.is(i, "noon", "midnight") {
		return &expr{kind: clock, code: map[string]string{"noon": "T12:00", "midnight": "T00:00"}[r.low(i)]}, i + 1
	}
	h := r.tok(i)
	if h.num < 0 || h.num > 24 || h.digits > 2 {
		return nil, i
	}
	next, minute := i+1, 0
	if r.is(next, ":") && r.tok(next).glued && r.tok(next+1).glued && r.tok(next+1).digits == 2 && r.tok(next+1).num < 60 && h.suffix == "" {
		minute = r.tok(next + 1).num
		h.suffix = r.tok(next + 1).suffix
		next += 2
		if r.is(next, ":") && r.tok(next).glued {
			return nil, i // 3:07:35 is how long something took
		}
	} else if h.suffix != "am" && h.suffix != "pm" && !r.is(next, "am", "pm", "a", "p") {
		return nil, i
	}
	half := h.suffix
	switch {
	case half == "am" || half == "pm":
	case r.is(next, "am", "pm"):
		half = r.low(next)
		next++
	case r.is(next, "a", "p") && r.is(next+1, ".") && r.is(next+2, "m"):
		half = r.low(next) + "m"
		next += 3
		if r.is(next, ".") && r.tok(next).glued {
			next++
		}
	case next == i+1:
		return nil, i
	}
	hour := h.num
	if half == "pm" && hour < 12 {
		hour += 12
	}
	if half == "am" && hour == 12 {
		hour = 0
	}
	return &expr{kind: clock, code: "T" + pad2(hour) + ":" + pad2(minute)}, next
}

// spanRule reads "from 1986 to 1989", "between May 1986 and June 1987", "1985-91".
func (r *reader) spanRule(i int) (*expr, int) {
	at, and := i, []string{"to", "until", "till", "through", "-", "–"}
	switch {
	case r.is(i, "from"):
		at++
	case r.is(i, "between"):
		at++
		and = []string{"and"}
	default:
		return r.yearSpan(i)
	}
	a, next := r.read(at)
	if a == nil || !spannable(a) || !r.is(next, and...) || !r.together(next) {
		if y, ok := r.yearNumber(at); ok && r.is(at+1, and...) { // "from 1800 to": no frame but the span itself
			a, next = &expr{kind: point, year: y}, at+1
		} else {
			return nil, i
		}
	}
	b, last := r.read(next + 1)
	if b == nil || !spannable(b) {
		y, ok := r.yearNumber(next + 1)
		if !ok || counted[r.low(next+2)] {
			return nil, i
		}
		b, last = &expr{kind: point, year: y}, next+2
	}
	if !r.together(next + 1) {
		return nil, i
	}
	return &expr{kind: span, a: a, b: b}, last
}

// yearSpan reads "1985-91", "1985–1991", "1986 to 1989".
func (r *reader) yearSpan(i int) (*expr, int) {
	y, ok := r.yearNumber(i)
	if !ok {
		return nil, i
	}
	if !r.is(i+1, "-", "–", "to", "/") {
		return nil, i
	}
	if r.is(i+1, "to") && !(frames[r.low(i-1)] || r.is(i-1, "(", "of", "the")) {
		return nil, i
	}
	t := r.tok(i + 2)
	end := t.num
	if t.digits == 2 && t.suffix == "" && r.tok(i+2).glued {
		end += y / 100 * 100
	} else if t.digits != 4 || t.suffix != "" {
		return nil, i
	}
	if end <= y || end > 2100 || end-y > 300 || counted[r.low(i+3)] || r.is(i+3, "-", "/") && r.tok(i+3).glued {
		return nil, i
	}
	return &expr{kind: span, a: &expr{kind: point, year: y}, b: &expr{kind: point, year: end}}, i + 3
}

func spannable(e *expr) bool {
	switch e.kind {
	case point, decade, century, weekday, relative, same:
		return e.bound == ""
	case shifted:
		return e.base == fromPublished
	}
	return false
}

// boundRule reads "by 1987", "since the late 1980s", "after 2001".
func (r *reader) boundRule(i int) (*expr, int) {
	word := r.low(i)
	switch word {
	case "by", "since", "before", "after":
	default:
		return nil, i
	}
	at := i + 1
	if word == "since" && r.is(at, "at") && r.is(at+1, "least") {
		at += 2
	}
	e, next := r.read(at)
	if e == nil || !r.together(at) {
		return nil, i
	}
	switch e.kind {
	case point, decade, century, same:
	case weekday, relative:
	default:
		return nil, i
	}
	if e.bound != "" {
		return nil, i
	}
	e.bound = word
	return e, next
}
