package timex

import "strings"

// shiftRule reads "13 years later", "almost 40 years ago", "a year-ago", "two years
// after 1987". What counts from words of its own ("two months after he came home")
// is a duration, with the reason why it is no date.
func (r *reader) shiftRule(i int) (*expr, int) {
	if r.is(i+1, "-") && r.is(i+2, "ago", "earlier") && r.unitAt(i) { // "year-ago"
		return r.keep(expr{kind: shifted, n: -1, unit: units[r.low(i)], base: yearAgo(r.is(i+2, "ago"))}), i + 3
	}
	e := r.keep(expr{kind: shifted})
	mod, at := r.approximately(i)
	e.approx = mod != ""
	if r.is(at, "half") && r.is(at+1, "a") && r.is(at+2, "year") && r.together(at+2) { // "half a year later"
		e.n, e.unit = 6, units["month"]
		return r.direction(e, i, at+3)
	}
	if years, last := r.partOfCentury(at); years > 0 {
		e.n, e.unit, e.approx = years, units["years"], true
		return r.direction(e, i, last)
	}
	c, next, ok := r.counted(at)
	if !ok && r.unitAt(at) && units[r.low(at)].plural { // "months ago"
		c, next, ok = count{n: 3, vague: true}, at, true
	}
	if !ok {
		return nil, i
	}
	next = r.skip(r.skip(next, "more", "full", "short", "long"), "-")
	u, ok := units[r.low(next)]
	if !ok || next > i && !r.together(next) {
		return nil, i
	}
	if r.tok(next).upper && !r.tok(next).first && !r.allCaps(next) {
		r.reject(i, next+1, "it is part of a name") // "28 Days Later"
		return nil, i
	}
	e.n, e.unit, e.vague = c.n, u, c.vague
	if r.is(next+1, "and") && r.is(next+2, "a") && r.is(next+3, "half") { // "a year and a half later"
		c.half, next = true, next+3
	}
	e.halved, e.approx = c.half, e.approx || c.half || c.fuzzy
	next++
	if r.is(next, "or") && r.is(next+1, "so", "more", "two", "three") {
		e.approx, next = true, next+2
	}
	return r.direction(e, i, next)
}

// partOfCentury reads "half a century", "a quarter of a century", "a quarter-century" as
// years; 0 if none is there.
func (r *reader) partOfCentury(i int) (years, next int) {
	at := r.skip(i, "a")
	if !r.is(at, "half", "quarter") || r.is(at, "quarter") && at == i {
		return 0, i
	}
	if years = 50; r.is(at, "quarter") {
		years = 25
	}
	next = r.skip(r.skip(r.skip(at+1, "-"), "of"), "a")
	if !r.is(next, "century") || !r.together(next) {
		return 0, i
	}
	return years, next + 1
}

func yearAgo(ago bool) base {
	if ago {
		return fromPublished
	}
	return fromEarlier
}

// direction reads what a count is counted from: "ago", "later", "before …".
func (r *reader) direction(e *expr, i, next int) (*expr, int) {
	if !r.together(next) {
		return nil, i
	}
	switch {
	case r.is(next, "ago"):
		e.base, e.n = fromPublished, -e.n
		if r.is(next+1, "today") && !e.approx && !e.vague { // "fifty years ago today"
			e.toTheDay = true
			next++
		}
	case r.is(next, "later", "afterwards", "afterward", "thereafter"), r.is(next, "on") && r.is(next+1, ",", "."):
		e.base = fromEarlier
	case r.is(next, "earlier", "prior", "previously", "beforehand"):
		e.base, e.n = fromEarlier, -e.n
		if r.is(next+1, "than") || r.is(next, "prior") && r.is(next+1, "to") {
			return r.countedFrom(e, i, next+1)
		}
	case r.is(next, "before", "after", "following", "since"):
		if r.is(next, "before") {
			e.n = -e.n
		}
		e.base = fromEarlier
		if r.together(next+1) && !r.is(next+1, ".", ",", ";", "!", "?", ")", "”", "\"") {
			return r.countedFrom(e, i, next)
		}
		if r.is(next, "following", "since") {
			return nil, i
		}
	case r.is(next, "from") && r.is(next+1, "now", "today"):
		e.base = fromPublished
		next++
	case r.is(next, "hence"):
		e.base = fromPublished
	default:
		return nil, i
	}
	return e, next + 1
}

// countedFrom reads the date that a count is counted from, in "two years after 1987".
func (r *reader) countedFrom(e *expr, i, next int) (*expr, int) {
	a, after := r.read(next + 1)
	if a != nil && a.dated() && a.kind != decade && a.kind != century && !r.is(next, "since") {
		e.base, e.a = fromSomething, a
		return e, after
	}
	if r.is(next+1, "that", "this") && !r.tok(next+2).word && r.together(next+1) {
		e.base = fromEarlier // "two days after that"
		return e, next + 2
	}
	d, end := r.durationRule(i)
	if d == nil || r.is(next, "since", "following") {
		return d, end
	}
	d.why = "it counts from what stands behind it, and nothing here says when that was"
	if last := r.phrase(next + 1); last > next+1 {
		e.base, e.from, e.to, e.alt, e.altEnd = fromText, next+1, last, d, end
		return e, last
	}
	return d, end
}

// durationRule reads "for 18 years", "several weeks", "17-year-old", "aged 9",
// "the past two months", "a year".
func (r *reader) durationRule(i int) (*expr, int) {
	if r.is(i, "aged") {
		if c, next, ok := r.number(i + 1); ok && c.n < 120 && !r.unitAt(next) {
			return r.keep(expr{kind: duration, code: "P" + itoa(c.n) + "Y", age: true}), next
		}
	}
	if e, next := r.stopwatch(i); e != nil {
		return e, next
	}
	if r.tok(i).glued && r.tok(i).num >= 0 && r.is(i-1, ".") && r.tok(i-1).glued && r.tok(i-2).num >= 0 {
		return nil, i // "9.58 seconds"
	}
	mod, at := r.approximately(i)
	framed := r.skip(at, "the", "its", "these")
	framed = r.skip(framed, "past", "last", "next", "first", "latest", "coming", "previous", "final")
	if framed > at && r.is(framed-1, "the", "its", "these") && !r.digitsOrCount(framed) {
		framed = at
	}
	at = framed
	if e, next := r.halfOf(at); e != nil {
		e.mod = mod
		return e, next
	}
	c, next, ok := r.counted(at)
	if !ok {
		return r.bareUnits(i)
	}
	next = r.skip(next, "more", "additional", "full", "trading", "straight", "consecutive", "extra", "whole", "long", "short", "solid", "business", "working")
	next = r.skip(next, "-", "–")
	u, ok := units[r.low(next)]
	if ok && framed > i && at > i && mod == "" && r.is(i, "the", "its", "these") && at == i+1 && r.is(next-1, "-", "–") && r.tok(next+1).word && r.together(next+1) {
		return nil, i // "the eight-year war": the article is that of the war
	}
	if !ok || !r.together(next) || u.grain == Day && r.is(next, "night", "weekend", "nights", "weekends") {
		return nil, i
	}
	if r.is(at, "a", "an") && next == at+1 && r.is(next+1, "-") && r.tok(next+1).glued {
		return nil, i
	}
	if u.grain == Century && r.is(at, "a") && next == at+1 && r.is(at-1, "scored", "made", "hit", "maiden", "double") {
		r.reject(at, next+1, "it is a score")
		return nil, i
	}
	if u.grain == Quarter && (r.is(at, "a") || r.is(next-1, "-", "–") && u.plural) {
		return nil, i // "a quarter", "three-quarters" of something
	}
	if why := r.notDuration(at, next+1); why != "" {
		r.reject(at, next+1, why)
		return nil, i
	}
	if r.tok(next).upper && !r.tok(next).first && !r.allCaps(next) {
		r.reject(i, next+1, "it is part of a name") // "60 Minutes"
		return nil, i
	}
	e := r.keep(expr{kind: duration, code: durationCode(c, u), mod: mod})
	if r.is(at, "a") && at == i && next == at+1 && r.rate(at) {
		if !r.is(at-1, "once", "twice", "times") {
			r.reject(i, next+1, "it says how much each time")
			return nil, i // "$500 million a year"
		}
		e.kind = set
	}
	if c.fuzzy && mod == "" {
		e.mod = "APPROX"
	}
	next++
	switch {
	case r.is(next, "-") && r.is(next+1, "old", "long"):
		e.age = r.is(next+1, "old") && !oldThings[r.low(next+2)] && (c.n < 120 || u.grain != Year)
		next += 2
	case r.is(next, "old"):
		e.age = true
		next++
	case r.is(next, "or") && r.is(next+1, "so", "more"):
		e.mod = map[bool]string{true: "APPROX", false: "EQUAL_OR_MORE"}[r.is(next+1, "so")]
		next += 2
	case r.is(next, "and") && r.is(next+1, "a") && r.is(next+2, "half"):
		c.half = true
		e.code = durationCode(c, u)
		next += 3
	}
	return e, next
}

// rate reports whether "a" at i says how often or how much each time: "four flights a
// week", "twice a day".
func (r *reader) rate(i int) bool {
	if !r.together(i) {
		return false
	}
	if r.is(i-1, "million", "billion", "trillion", "thousand", "hundred", "once", "twice", "percent", "cents", "%", "hours", "times", "dollars", "pounds", "euros") || r.tok(i-1).num >= 0 {
		return true
	}
	return plural(r.tok(i-1)) && r.tok(i-2).sentence == r.tok(i).sentence && (r.tok(i-2).num >= 0 || numbers[r.low(i-2)] > 1 && len(r.low(i-2)) > 2)
}

// stopwatch reads "3:07:35", which is how long something took.
func (r *reader) stopwatch(i int) (*expr, int) {
	h, m, s := r.tok(i), r.tok(i+2), r.tok(i+4)
	if h.num < 0 || h.digits > 2 || !r.is(i+1, ":") || !r.is(i+3, ":") || m.digits != 2 || s.digits != 2 || m.num > 59 || s.num > 59 ||
		h.suffix+m.suffix+s.suffix != "" || !r.tok(i+1).glued || !m.glued || !r.tok(i+3).glued || !s.glued {
		return nil, i
	}
	if !r.is(i-1, "in", "of", "took", "ran", "time", "after", "at") {
		return nil, i
	}
	return r.keep(expr{kind: duration, code: "PT" + itoa(h.num) + "H" + itoa(m.num) + "M" + itoa(s.num) + "S"}), i + 5
}

// someDay reports whether "one day" at i is some day to come: "will one day be".
func (r *reader) someDay(i int) bool {
	for k := i - 1; k >= max(0, i-6) && r.tok(k).sentence == r.tok(i).sentence; k-- {
		if r.is(k, "will", "would", "could", "may", "might", "hope", "hopes", "hoped", "can", "should", "ll", "dream", "dreams") {
			return true
		}
	}
	return false
}

// allCaps reports whether the word at i stands in capitals, as in a headline that does.
func (r *reader) allCaps(i int) bool { t := r.tok(i); return t.text == strings.ToUpper(t.text) }

// halfOf reads "half a century", "half an hour", "half a dozen years".
func (r *reader) halfOf(i int) (*expr, int) {
	if at := r.skip(i, "a"); r.is(at, "half") && r.is(r.skip(at+1, "-"), "century", "decade", "year", "hour") && r.together(at+1) {
		last := r.skip(at+1, "-")
		code := map[string]string{"century": "P50Y", "decade": "P5Y", "year": "P6M", "hour": "PT30M"}[r.low(last)]
		return r.keep(expr{kind: duration, code: code}), last + 1 // "a half-century"
	}
	if !r.is(i, "half") || !r.is(i+1, "a", "an") || !r.together(i+2) {
		return nil, i
	}
	code := map[string]string{"century": "P50Y", "decade": "P5Y", "year": "P6M", "day": "PT12H", "hour": "PT30M", "minute": "PT30S"}[r.low(i+2)]
	if code == "" {
		return nil, i
	}
	return r.keep(expr{kind: duration, code: code}), i + 3
}

// digitsOrCount reports whether a count stands at i.
func (r *reader) digitsOrCount(i int) bool {
	_, next, ok := r.counted(i)
	return ok && !r.is(i, "a", "an") && next > i
}

// oldThings are what is so old without being somebody: their age is how long they last.
var oldThings = wordSet(`
	truce war conflict ban slump dispute policy embargo strike law agreement deal system tradition feud insurgency
	rebellion uprising crisis siege occupation blockade campaign government coalition company ceasefire investigation`)

// bareUnits reads "for years", "in months", "decades-long", where no number is said.
func (r *reader) bareUnits(i int) (*expr, int) {
	u, ok := units[r.low(i)]
	if !ok || u.grain == Quarter && !u.plural || r.tok(i).upper && !r.tok(i).first && !r.allCaps(i) {
		return nil, i
	}
	if r.is(i+1, "-") && r.is(i+2, "long", "old") && r.tok(i+1).glued {
		if u.plural {
			return r.keep(expr{kind: duration, code: durationCode(count{n: 3, vague: true}, u), age: r.is(i+2, "old") && !oldThings[r.low(i+3)]}), i + 3
		}
		return r.keep(expr{kind: duration, code: durationCode(count{n: 1}, u), age: r.is(i+2, "old")}), i + 3
	}
	if u.plural && r.is(i+1, "of") && u.grain != Quarter && u.grain != Minute &&
		!r.is(i-1, "the", "these", "those", "first", "last", "early", "final", "our", "his", "her", "their", "my") && !r.tok(i-1).upper {
		return r.keep(expr{kind: duration, code: durationCode(count{n: 3, vague: true}, u)}), i + 1 // "months of talks"
	}
	if !u.plural || !r.is(i-1, "for", "in", "over", "within", "after", "took", "takes", "take", "lasted") || u.grain == Minute {
		return nil, i
	}
	return r.keep(expr{kind: duration, code: durationCode(count{n: 3, vague: true}, u)}), i + 1
}

// durationCode returns the TIMEX3 value of a count of units.
func durationCode(c count, u unit) string {
	n := c.n * max(u.times, 1)
	letter, prefix := u.code, "P"
	if letter[0] == 'T' {
		prefix, letter = "PT", letter[1:]
	}
	switch {
	case c.vague && u.grain == Century:
		return "PXC"
	case c.vague:
		return prefix + "X" + letter
	case c.half && u.times > 1:
		return prefix + itoa(n+u.times/2) + letter
	case c.half && u.grain == Year:
		return prefix + itoa(n) + "Y6M"
	case c.half && u.grain == Hour:
		return prefix + itoa(n) + "H30M"
	case c.half && u.grain == Minute:
		return prefix + itoa(n) + "M30S"
	case c.half:
		return prefix + itoa(n) + ".5" + letter
	}
	return prefix + itoa(n) + letter
}

// everySo are the sets of one word.
var everySo = map[string]string{
	"hourly": "PT1H", "daily": "P1D", "nightly": "XXXX-XX-XXTNI", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y",
}

// setRule reads "every Monday", "each year", "annually", "Sundays", "Monday nights".
func (r *reader) setRule(i int) (*expr, int) {
	if code, ok := everySo[r.low(i)]; ok {
		t := r.tok(i)
		if r.is(i, "annually", "yearly") && (r.tok(i-1).num >= 0 || r.is(i-1, "%", "percent", "million", "billion") || r.rate(i)) {
			r.reject(i, i+1, "it says how much each time")
			return nil, i
		}
		if t.upper && (!t.first || r.tok(i+1).upper) {
			return nil, i // the name of a newspaper
		}
		return r.keep(expr{kind: set, code: code}), i + 1
	}
	if low := r.low(i); len(low) > 6 && low[len(low)-1] == 's' && r.tok(i).upper {
		if d, ok := weekdays[low[:len(low)-1]]; ok {
			if why := r.namedDays(i); why != "" {
				r.reject(i, i+1, why)
				return nil, i
			}
			return r.keep(expr{kind: set, code: weekdayCode(d)}), i + 1
		}
	}
	if d, ok := r.weekdayName(i); ok && r.is(i+1, "nights", "mornings", "evenings", "afternoons") {
		return r.keep(expr{kind: set, code: weekdayCode(d) + dayParts[r.low(i + 1)[:len(r.low(i+1))-1]]}), i + 2
	}
	if u, ok := units[r.low(i+2)]; ok && !u.plural && r.is(i, "once", "twice") && r.is(i+1, "a", "every", "each") && r.together(i+2) {
		return r.keep(expr{kind: set, code: durationCode(count{n: 1}, u)}), i + 3 // "twice a year"
	}
	if !r.is(i, "every", "each") {
		return nil, i
	}
	at := i + 1
	if r.is(at, "other", "single") {
		at++
	} else if c, next, ok := r.number(at); ok {
		if u, isUnit := units[r.low(next)]; isUnit && r.together(next) {
			return r.keep(expr{kind: set, code: durationCode(c, u)}), next + 1
		}
	}
	if !r.together(at) {
		return nil, i
	}
	if code, ok := dayParts[r.low(at)]; ok {
		return r.keep(expr{kind: set, code: "XXXX-XX-XX" + code}), at + 1
	}
	if u, ok := units[r.low(at)]; ok {
		return r.keep(expr{kind: set, code: durationCode(count{n: 1}, u)}), at + 1
	}
	if d, ok := r.weekdayName(at); ok {
		e, next := r.dayPartAfter(r.keep(expr{kind: set, code: weekdayCode(d)}), at+1)
		e.code += e.time
		e.time = ""
		return e, next
	}
	if _, ok := seasons[r.low(at)]; ok {
		return r.keep(expr{kind: set, code: "P1Y"}), at + 1
	}
	if d, next, ok := r.dayNumber(at); ok && months[r.low(next)] > 0 && r.tok(next).upper { // "every 15 February"
		return r.keep(expr{kind: set, code: "XXXX-" + pad2(months[r.low(next)]) + "-" + pad2(d)}), r.behindMonth(next)
	}
	if m, ok := months[r.low(at)]; ok && r.tok(at).upper {
		return r.keep(expr{kind: set, code: "XXXX-" + pad2(m)}), at + 1
	}
	return nil, i
}

// weekdayCode returns the TIMEX3 value of any such weekday.
func weekdayCode(d int) string { return "XXXX-WXX-" + itoa((d+6)%7+1) }

// adverbs name the past, the present or the future, and no day.
var adverbs = map[string]string{
	"now": "PRESENT_REF", "currently": "PRESENT_REF", "nowadays": "PRESENT_REF", "presently": "PRESENT_REF",
	"recently": "PAST_REF", "soon": "FUTURE_REF",
}

// refRule reads "now", "recent years", "the future": times, but no place on a timeline.
func (r *reader) refRule(i int) (*expr, int) {
	if code, ok := adverbs[r.low(i)]; ok {
		if why := r.adverbNamed(i); why != "" {
			r.reject(i, i+1, why)
			return nil, i
		}
		if r.is(i, "now") && r.is(i+1, "that") || r.is(i, "soon") && (r.is(i-1, "as") || r.is(i+1, "after", "afterwards")) || r.is(i+1, "-") && r.tok(i+1).glued {
			return nil, i
		}
		return r.keep(expr{kind: ref, code: code}), i + 1
	}
	switch {
	case r.is(i, "this") && r.is(i+1, "day") && r.is(i-1, "to", "until"):
		return r.keep(expr{kind: ref, code: "PRESENT_REF"}), i + 2
	case r.is(i, "present") && r.is(i-1, "at") && (!r.tok(i+1).word || !r.together(i+1) ||
		r.is(i+1, "the", "a", "it", "he", "she", "they", "we", "in", "there", "no", "is", "are", "and")):
		return r.keep(expr{kind: ref, code: "PRESENT_REF"}), i + 1
	case r.is(i, "these") && r.is(i+1, "days"):
		return r.keep(expr{kind: ref, code: "PRESENT_REF"}), i + 2
	case r.is(i, "recent") && r.unitAt(i+1) && units[r.low(i+1)].plural:
		return r.keep(expr{kind: ref, code: "PAST_REF"}), i + 2
	case r.is(i, "coming") && r.unitAt(i+1) && units[r.low(i+1)].plural:
		return r.keep(expr{kind: duration, code: durationCode(count{n: 3, vague: true}, units[r.low(i+1)])}), i + 2
	case r.is(i, "the") && r.unitAt(i+1) && units[r.low(i+1)].plural && r.is(i+2, "ahead", "before", "after", "that", "since", "following", "leading"):
		e := r.keep(expr{kind: duration, code: durationCode(count{n: 3, vague: true}, units[r.low(i+1)])})
		return e, r.skip(i+2, "ahead")
	case r.is(i, "the") && r.is(i+1, "following", "ensuing", "intervening") && r.unitAt(i+2) && units[r.low(i+2)].plural:
		return r.keep(expr{kind: duration, code: durationCode(count{n: 3, vague: true}, units[r.low(i+2)])}), i + 3
	case r.is(i, "future", "past") && r.unitAt(i+1) && units[r.low(i+1)].plural && r.is(i-1, "in", "for", "of", "from", "over", "unlike", "to", "than"):
		return r.keep(expr{kind: ref, code: map[string]string{"future": "FUTURE_REF", "past": "PAST_REF"}[r.low(i)]}), i + 2
	case r.is(i, "one") && r.is(i+1, "day") && r.tok(i+2).word &&
		!r.is(i+2, "of", "after", "before", "in", "later", "earlier", "ago", "old", "to", "for", "at") && r.someDay(i):
		return r.keep(expr{kind: ref, code: "FUTURE_REF"}), i + 2
	case r.is(i, "the") && r.is(i+1, "near", "foreseeable") && r.is(i+2, "future", "term"):
		return r.keep(expr{kind: ref, code: "FUTURE_REF"}), i + 3
	case r.is(i, "the") && r.is(i+1, "future", "past", "present"):
		after := r.tok(i + 2)
		if after.word && r.together(i+2) && !r.is(i+2, "and", "or", "but", "as", "when", "that", "to", "of", "is", "was", "by", "for", "with", "has", "had", "he", "she", "it", "they", "we") {
			return nil, i // "the past two years", "the present head"
		}
		return r.keep(expr{kind: ref, code: map[string]string{"future": "FUTURE_REF", "past": "PAST_REF", "present": "PRESENT_REF"}[r.low(i+1)]}), i + 2
	}
	return nil, i
}
