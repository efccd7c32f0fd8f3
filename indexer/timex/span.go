package timex

// spanRule reads "from 1986 to 1989", "between May 1986 and June 1987", "1985-91",
// "May-June 1987", "June 2019 to March 2020", "Thursday through Saturday".
func (r *reader) spanRule(i int) (*expr, int) {
	at, and := i, []string{"to", "until", "till", "through", "-", "–"}
	switch {
	case r.is(i, "from"):
		at++
	case r.is(i, "between"):
		at++
		and = []string{"and"}
	default:
		for _, read := range []func(int) (*expr, int){r.yearSpan, r.weekdaySpan, r.dateSpan, r.monthSpan} {
			if e, next := read(i); e != nil {
				return e, next
			}
		}
		return nil, i
	}
	a, next := r.end(at)
	if a == nil {
		a, next = r.yearOfRange(at, and)
	}
	if a == nil || !r.is(next, and...) || !r.together(next) {
		if a, next = r.bareYear(at); a == nil || a.year == 0 || !r.is(next, and...) {
			return nil, i
		}
	}
	b, last := r.end(next + 1)
	if b == nil {
		if b, last = r.bareYear(next + 1); b == nil || b.year == 0 {
			return nil, i
		}
	}
	if !r.together(next + 1) {
		return nil, i
	}
	a.from, a.to, b.from, b.to = at, next, next+1, last
	return r.keep(expr{kind: span, a: a, b: b}), last
}

// yearOfRange reads the first year of "between 218 and 201 BC": its era is that of the
// second.
func (r *reader) yearOfRange(i int, and []string) (*expr, int) {
	t := r.tok(i)
	if t.digits == 0 || t.digits > 4 || t.suffix != "" || !r.is(i+1, and...) {
		return nil, i
	}
	y, _ := r.eraYear(i + 2)
	switch {
	case y == 0:
		return nil, i
	case y < 0:
		return r.keep(expr{kind: point, year: -t.num}), i + 1
	}
	return r.keep(expr{kind: point, year: t.num}), i + 1
}

// end reads one end of a span.
func (r *reader) end(i int) (*expr, int) {
	if !r.together(i) {
		return nil, i
	}
	e, next := r.read(i)
	if e == nil || !e.dated() && (e.kind != shifted || e.base != fromPublished) {
		return nil, i
	}
	return e, next
}

// yearSpan reads "1985-91", "1985–1991", "1986 to 1989".
func (r *reader) yearSpan(i int) (*expr, int) {
	if a, next := r.yearOfRange(i, []string{"-", "–", "—", "to"}); a != nil {
		y, last := r.eraYear(next + 1)
		if a.year >= y {
			return nil, i
		}
		a.from, a.to = i, next
		return r.keep(expr{kind: span, a: a, b: r.keep(expr{kind: point, year: y, from: next + 1, to: last})}), last
	}
	y, ok := r.yearNumber(i)
	if !ok || !r.is(i+1, "-", "–", "to", "/") {
		return nil, i
	}
	if labels[r.low(i-1)] && r.is(i+1, "/", "-") {
		return nil, i // "Directive 2004/38"
	}
	if r.is(i+1, "to") && !frames[r.low(i-1)] && !r.is(i-1, "(", "of", "the") {
		return nil, i
	}
	t := r.tok(i + 2)
	end := t.num
	if t.digits == 2 && t.suffix == "" && t.glued && r.tok(i+1).glued {
		end += y / 100 * 100
	} else if t.digits != 4 || t.suffix != "" {
		return nil, i
	}
	behind := i + 3
	if end <= y || end > 2100 || end-y > 300 || counted[r.low(behind)] || r.is(behind, "-", "/", "%") && r.tok(behind).glued {
		return nil, i
	}
	if r.tok(i).glued && r.is(i-1, "$", "£", "€", "#", "-", "/", ".", "@") {
		return nil, i
	}
	return r.keep(expr{kind: span, a: r.keep(expr{kind: point, year: y, from: i, to: i + 1}), b: r.keep(expr{kind: point, year: end, from: i + 2, to: behind})}), behind
}

// monthSpan reads "May-June 1987", "July to September".
func (r *reader) monthSpan(i int) (*expr, int) {
	m, ok := months[r.low(i)]
	if !ok || !r.tok(i).upper {
		return nil, i
	}
	at := r.behindMonth(i)
	if !r.is(at, "-", "–", "to", "through") {
		return nil, i
	}
	n, ok := months[r.low(at+1)]
	if !ok || !r.tok(at+1).upper || !r.together(at+1) || monthWords[r.low(i)] && !r.is(at, "-", "–", "through") {
		return nil, i
	}
	a, b := r.keep(expr{kind: point, month: m}), r.keep(expr{kind: point, month: n})
	after := r.behindMonth(at + 1)
	if _, _, isDay := r.dayNumber(after); isDay && r.together(after) {
		return nil, i
	}
	last := r.yearOn(b, after)
	a.from, a.to, b.from, b.to = i, at, at+1, last
	return r.keep(expr{kind: span, a: a, b: b}), last
}

// weekdaySpan reads "Thursday through Saturday", "Thursday-Saturday".
func (r *reader) weekdaySpan(i int) (*expr, int) {
	d, ok := r.weekdayName(i)
	if !ok || !r.is(i+1, "through", "-", "–") || !r.together(i+1) || r.is(i-1, "from") {
		return nil, i
	}
	d2, ok := r.weekdayName(i + 2)
	if !ok || !r.together(i+2) {
		return nil, i
	}
	a, b := r.keep(expr{kind: weekday, weekday: d, bare: true, from: i, to: i + 1}), r.keep(expr{kind: weekday, weekday: d2, bare: true, from: i + 2, to: i + 3})
	return r.keep(expr{kind: span, a: a, b: b}), i + 3
}

// dateSpan reads "June 2019 to March 2020", "15 March – 20 April 2020", "May 3 – June 4".
func (r *reader) dateSpan(i int) (*expr, int) {
	read := func(i int) (*expr, int) {
		if r.tok(i).num >= 0 {
			return r.dayMonth(i)
		}
		return r.monthDay(i)
	}
	if r.is(i-1, "from", "between") || months[r.low(i)] == 0 && months[r.low(i+1)] == 0 {
		return nil, i
	}
	a, next := read(i)
	if a == nil || a.kind != point || !r.is(next, "-", "–", "through") && (!r.is(next, "to") || a.year == 0) || !r.together(next) {
		return nil, i
	}
	b, last := read(next + 1)
	if b == nil || b.kind != point || !r.together(next+1) || (a.day > 0) != (b.day > 0) || a.year != 0 && b.year == 0 || a.day == 0 && a.year == 0 {
		return nil, i
	}
	a.from, a.to, b.from, b.to = i, next, next+1, last
	return r.keep(expr{kind: span, a: a, b: b}), last
}

// behindBound returns the place behind the bound of e, which stands at i: what follows
// names the time.
func (r *reader) behindBound(e *expr, i int) int {
	if e.bound == "" {
		return i
	}
	return r.skip(r.skip(i+1, "to", "at"), "least")
}

// boundRule reads "by 1987", "since the late 1980s", "after 2001", "prior to May".
func (r *reader) boundRule(i int) (*expr, int) {
	word, at := r.low(i), i+1
	switch word {
	case "by", "before", "after":
	case "since":
		if r.is(at, "at") && r.is(at+1, "least") {
			at += 2
		}
	case "prior":
		if !r.is(at, "to") {
			return nil, i
		}
		word, at = "before", at+1
	default:
		return nil, i
	}
	if !r.together(at) {
		return nil, i
	}
	e, next := r.read(at)
	if e == nil && word == "by" {
		if e, next = r.theUnit(at); e != nil && e.unit.grain == "" {
			return nil, i
		}
	}
	if e == nil || !e.dated() || e.time != "" && (word == "before" || word == "after") {
		return nil, i // "before dawn on 6 July" is on that day
	}
	e.bound = word
	return e, next
}
