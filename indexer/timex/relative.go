package timex

// rels say where "last", "this" and "next" point.
var rels = map[string]int{"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}

// relativeRule reads "last year", "this month", "next spring", "the past week",
// "last March", "next Friday", "this morning".
func (r *reader) relativeRule(i int) (*expr, int) {
	at := r.skip(i, "the")
	the := at > i
	rel, ok := rels[r.low(at)]
	if !ok || the && r.is(at, "this", "previous", "next") && !r.is(at+1, "year", "fiscal", "quarter", "month", "week", "decade") {
		return nil, i
	}
	if r.is(at, "this") && r.is(at+1, "past", "coming", "last") {
		at++
		rel = rels[r.low(at)]
	}
	if !the && r.is(at, "previous", "current") {
		return nil, i
	}
	at = r.skip(at+1, "full", "calendar", "fiscal")
	e := r.keep(expr{kind: relative, rel: rel, rolling: the && rel != 0 && !r.is(at, "quarter")})
	if !r.together(at) {
		return nil, i
	}
	return r.relativeUnit(e, i, at)
}

// relativeUnit reads what "last", "this" or "next" stands before.
func (r *reader) relativeUnit(e *expr, i, at int) (*expr, int) {
	low := r.low(at)
	if u, ok := units[low]; ok {
		switch {
		case low == "night":
			e.unit, e.time = u, "TNI"
			return e, at + 1
		case r.tok(at).upper && !r.tok(i).first || r.tok(at).upper && r.tok(i).upper && r.tok(i).glued:
			r.reject(i, at+1, "it is part of a name") // “This Week”, a programme
			return nil, i
		case u.plural, u.grain == Minute, u.grain == Hour, low == "day", r.is(at+1, "-") && r.tok(at+1).glued:
			return nil, i
		}
		e.unit = u
		return e, at + 1
	}
	e.rolling = false
	if code, ok := dayParts[low]; ok && e.rel == 0 {
		e.unit, e.time = unit{grain: Day}, code
		return e, at + 1
	}
	if s, ok := seasons[low]; ok {
		e.season, e.unit = s, unit{grain: Season}
		return e, at + 1
	}
	if m, ok := months[low]; ok && r.tok(at).upper {
		e.month, e.unit = m, unit{grain: Month}
		after := r.behindMonth(at)
		if d, next, ok := r.dayNumber(after); ok && r.together(after) {
			if y, _ := r.yearAfter(next); y != 0 {
				return nil, i // "this Oct. 2, 2011": the year says it
			}
			e.day, e.unit = d, unit{grain: Day}
			return e, next
		}
		return e, after
	}
	if d, ok := r.weekdayName(at); ok {
		e.kind, e.weekday = weekday, d
		return r.dayPartAfter(e, at+1)
	}
	return nil, i
}

// dayPartAfter reads the part of the day that stands behind a day.
func (r *reader) dayPartAfter(e *expr, next int) (*expr, int) {
	if code, ok := dayParts[r.low(next)]; ok && r.together(next) {
		e.time = code
		return e, next + 1
	}
	return e, next
}

// deicticRule reads "today", "yesterday", "tomorrow night", "tonight", "overnight",
// "the weekend".
func (r *reader) deicticRule(i int) (*expr, int) {
	e := r.keep(expr{kind: relative, unit: unit{grain: Day}})
	if why := r.adverbNamed(i); why != "" && !r.is(i, "the", "year") {
		r.reject(i, i+1, why)
		return nil, i
	}
	switch r.low(i) {
	case "today":
	case "tomorrow":
		if r.is(i-1, "of") && r.together(i) {
			return nil, i // "the people of tomorrow"
		}
		e.rel = 1
	case "year":
		return r.yearEnd(e, i)
	case "tonight":
		e.time = "TNI"
		return e, i + 1
	case "yesterday":
		e.rel = -1
	case "the":
		return r.deicticThe(e, i)
	default:
		return nil, i
	}
	return r.dayPartAfter(e, i+1)
}

// deicticThe reads "the weekend", "the day after tomorrow", "the full year", "the
// year" that a report is for.
func (r *reader) deicticThe(e *expr, i int) (*expr, int) {
	switch {
	case r.is(i+1, "day") && r.is(i+2, "after") && r.is(i+3, "tomorrow"):
		e.rel = 2
		return e, i + 4
	case r.is(i+1, "day") && r.is(i+2, "before") && r.is(i+3, "yesterday"):
		e.rel = -2
		return e, i + 4
	case r.is(i+1, "weekend"):
		e.unit = units["weekend"]
		return e, i + 2
	case r.is(i+1, "year") && r.is(i+2, "ended", "ending"), r.is(i+1, "fiscal") && r.is(i+2, "year") && r.is(i+3, "ended", "ending"):
		return r.keep(expr{kind: duration, code: "P1Y"}), r.skip(i+1, "fiscal") + 1
	case r.is(i+1, "full", "fiscal") && r.is(i+2, "year"), r.is(i+1, "year") &&
		(r.is(i-1, "for") || r.is(i-1, "of") && r.is(i-2, "months", "rest", "half")) &&
		!r.is(i+2, "-", "of", "that", "to", "before", "after"):
		e.unit = units["year"]
		return e, r.skip(i+1, "full", "fiscal") + 1
	}
	return nil, i
}

// yearEnd reads "year-end", "year's end".
func (r *reader) yearEnd(e *expr, i int) (*expr, int) {
	at := r.skip(i+1, "-", "–")
	if r.is(at, "'") && r.is(at+1, "s") {
		at += 2
	}
	if !r.is(at, "end") || r.tok(at).glued && at == i+1 {
		return nil, i
	}
	e.unit, e.part = units["year"], endOf
	if y, ok := r.yearNumber(at + 1); ok {
		return r.keep(expr{kind: point, year: y, part: endOf}), at + 2
	}
	return e, at + 1
}

// weekdayName returns the weekday at i. The short ones need a full stop or a date.
func (r *reader) weekdayName(i int) (int, bool) {
	t := r.tok(i)
	d, ok := weekdays[t.low]
	if !ok && (t.low == "sat" || t.low == "sun") && t.upper && r.is(i+1, ".") && (r.tok(i+2).num >= 0 || months[r.low(i+2)] > 0) {
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

// weekdayRule reads a bare weekday, with a part of the day behind it.
func (r *reader) weekdayRule(i int) (*expr, int) {
	d, ok := r.weekdayName(i)
	if !ok {
		return nil, i
	}
	if why := r.namedDay(i); why != "" {
		r.reject(i, i+1, why)
		return nil, i
	}
	next := i + 1
	if len(r.low(i)) < 6 {
		next = r.skip(next, ".")
	}
	e := r.keep(expr{kind: weekday, weekday: d, bare: true})
	if at := r.skip(next, "of"); r.is(at, "last", "this", "next") && r.is(at+1, "week") && !r.is(at+2, "'") && r.together(at+1) { // "Thursday of last week"
		e.ofWeek, e.rel = true, rels[r.low(at)]
		return e, at + 2
	}
	return r.dayPartAfter(e, next)
}

// sameRule reads "that year", "the same month", "the following January",
// "the next day", "the year before".
func (r *reader) sameRule(i int) (*expr, int) {
	e := r.keep(expr{kind: same})
	at := i
	switch {
	case r.is(at, "that"):
		at = r.skip(at+1, "same", "very")
	case r.is(at, "the") && r.is(at+1, "same", "very"):
		at = r.skip(at+2, "same")
	case r.is(at, "the") && r.is(at+1, "next") && r.unitAt(at+2) && !r.history && r.is(at-1, "over", "in", "within", "during", "for"):
		return nil, i // "over the next year": from now on
	case r.is(at, "the") && r.is(at+1, "following", "next"):
		e.rel, at = 1, at+2
	case r.is(at, "the") && r.is(at+1, "previous", "preceding"):
		e.rel, at = -1, at+2
	case r.is(at, "the"):
		return r.unitBefore(e, at)
	default:
		return nil, i
	}
	if !r.together(at) {
		return nil, i
	}
	low := r.low(at)
	if u, ok := units[low]; ok && u.grain != Minute && !u.plural {
		if low == "weekend" && e.rel != 0 {
			return nil, i
		}
		if e.unit = u; low == "night" {
			e.unit, e.time = unit{grain: Day}, "TNI"
		}
		return e, at + 1
	}
	if code, ok := dayParts[low]; ok && (e.rel == 1 || r.is(at-1, "same", "that")) {
		e.unit, e.time = unit{grain: Day}, code
		return e, at + 1
	}
	if s, ok := seasons[low]; ok && !r.is(at+1, "of", "from", "in") {
		e.season, e.unit = s, unit{grain: Season}
		return e, at + 1
	}
	if m, ok := months[low]; ok && r.tok(at).upper {
		e.month, e.unit = m, unit{grain: Month}
		return e, r.behindMonth(at)
	}
	if d, ok := r.weekdayName(at); ok {
		e.weekday, e.unit = d+1, unit{grain: Day} // 1-based here: 0 is none
		return e, at + 1
	}
	return nil, i
}

// unitBefore reads "the day before", "the year after", "the week earlier".
func (r *reader) unitBefore(e *expr, i int) (*expr, int) {
	u, ok := units[r.low(i+1)]
	if !ok || u.plural || !r.is(i+2, "before", "after", "earlier", "later", "prior") {
		return nil, i
	}
	if a, next := r.read(i + 3); r.is(i+2, "before", "after") && a != nil && a.dated() && a.kind != decade && a.kind != century &&
		a.kind != relative && r.together(i+3) {
		n := 1
		if r.is(i+2, "before") {
			n = -1
		}
		return r.keep(expr{kind: shifted, n: n, unit: u, base: fromSomething, a: a}), next // "the day after Christmas"
	}
	if r.is(i+2, "before", "after") && r.together(i+3) && !r.is(i+3, ",", ".", ";", ")", "”", "\"", "and", "but", "in", "at", "by") {
		return nil, i // "the year before the flood": what it counts from has its own words
	}
	e.unit, e.rel = u, 1
	if r.is(i+2, "before", "earlier", "prior") {
		e.rel = -1
	}
	return e, i + 3
}

// partRule reads "early 1987", "late last week", "the end of June", "earlier this
// year", "mid-November", "the mid-to-late 1980s".
func (r *reader) partRule(i int) (*expr, int) {
	at := r.skip(i, "the", "very")
	p, last := part(r.low(at)), whole
	if edge, behind := r.edgeOf(i); edge != whole {
		p, at = edge, behind
		if !r.together(at) {
			return nil, i
		}
		return r.partAt(i, at, p, last)
	}
	switch p {
	case early, mid, late:
		at++
		at = r.skip(at, "-", "–")
		if r.is(at, "to", "or") || r.is(at, "mid", "late") {
			at = r.skip(r.skip(at, "to", "or"), "-", "–")
			if last = part(r.low(at)); last != mid && last != late {
				return nil, i
			}
			at++
			at = r.skip(at, "-", "–")
		}
		at = r.skip(at, "in")
	case sooner, further:
		if at > i {
			return nil, i
		}
		at = r.skip(at+1, "in", "on")
	case endOf, headOf, "start", "middle":
		if at == i || !r.is(at+1, "of") {
			return nil, i
		}
		if p = (map[part]part{"start": headOf, "middle": mid, endOf: endOf, headOf: headOf})[p]; p == "" {
			return nil, i
		}
		at += 2
	default:
		return nil, i
	}
	if !r.together(at) {
		return nil, i
	}
	return r.partAt(i, at, p, last)
}

// edgeOf reads "the last days of", "the opening months of", "the first half of the" in front of
// a stretch, and returns which part of it that is.
func (r *reader) edgeOf(i int) (p part, next int) {
	if !r.is(i, "the") || !r.is(i+3, "of") {
		return whole, i
	}
	u, ok := units[r.low(i+2)]
	if !ok || !u.plural || u.grain == Minute || u.grain == Hour {
		return whole, i
	}
	switch {
	case r.is(i+1, "first", "opening", "early", "initial"):
		return early, i + 4
	case r.is(i+1, "last", "closing", "final", "dying", "late"):
		return late, i + 4
	case r.is(i+1, "middle"):
		return mid, i + 4
	}
	return whole, i
}

// partAt reads the stretch at `at` of which an expression that begins at i names a part; up to
// the part last, if that is not whole.
func (r *reader) partAt(i, at int, p, last part) (*expr, int) {
	e, next := r.read(at)
	if e == nil {
		e, next = r.theUnit(at)
	}
	if e == nil {
		e, next = r.bareYear(at)
	}
	if e == nil || !e.dated() || e.kind == named || e.part != whole || (p == sooner || p == further) && e.kind == point && e.year != 0 {
		return nil, i
	}
	e.part = p
	if last != whole { // "mid-to-late"
		until := r.keep(*e)
		until.part = last
		// Both parts are told in the same words.
		e.from, e.to, until.from, until.to = i, next, i, next
		return r.keep(expr{kind: span, a: e, b: until}), next
	}
	return e, next
}

// theUnit reads "the year", "the month", as in "the end of the year".
func (r *reader) theUnit(i int) (*expr, int) {
	if !r.is(i, "the") {
		return nil, i
	}
	at := r.skip(i+1, "fiscal")
	switch u := units[r.low(at)]; u.grain {
	case Year, Month, Week, Decade, Century, Quarter:
		if u.plural || r.is(at+1, "-") {
			return nil, i
		}
		return r.keep(expr{kind: relative, unit: u, ofStory: at == i+1}), at + 1
	}
	if s, ok := seasons[r.low(at)]; ok {
		return r.keep(expr{kind: point, season: s}), at + 1
	}
	return nil, i
}

// bareYear reads a year that the words before it frame: "late 1987".
func (r *reader) bareYear(i int) (*expr, int) {
	if s, ok := seasons[r.low(i)]; ok {
		return r.keep(expr{kind: point, season: s}), i + 1
	}
	y, ok := r.yearNumber(i)
	if !ok || counted[r.low(i+1)] {
		return nil, i
	}
	return r.keep(expr{kind: point, year: y}), i + 1
}
