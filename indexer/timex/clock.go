package timex

// zones are the names of time zones that follow a time of day.
var zones = map[string]bool{"est": true, "edt": true, "cst": true, "cdt": true, "mst": true, "mdt": true, "pst": true, "pdt": true, "et": true, "pt": true, "gmt": true, "utc": true, "bst": true, "cet": true}

// clockRule reads "10:40", "8:00 AM ET", "noon", and the day that follows: "5 p.m.
// Monday", "10:40 on February 24".
func (r *reader) clockRule(i int) (*expr, int) {
	code, next := r.clockTime(i)
	if code == "" {
		return nil, i
	}
	at := next
	if zones[r.low(at)] {
		at++
		next = at
	}
	if after := r.skip(r.skip(at, ","), "on"); r.together(after) {
		if e, last := r.read(after); e != nil && e.bound == "" && e.time == "" && e.grainOf() == Day {
			e.time = code
			return e, last
		}
	}
	return &expr{kind: clock, code: code}, next
}

// grainOf returns Day for what names one day, else "".
func (e *expr) grainOf() Grain {
	if e.kind == weekday || e.kind == point && e.day > 0 || e.kind == relative && e.unit.grain == Day && e.unit.days < 2 {
		return Day
	}
	return ""
}

// clockTime reads a time of day, and returns it as TIMEX3 writes it.
func (r *reader) clockTime(i int) (code string, next int) {
	if r.is(i, "the") && r.is(i+1, "morning", "afternoon", "evening") && !r.is(i+2, "of", "-") {
		return dayParts[r.low(i+1)], i + 2
	}
	if code, ok := noons[r.low(i)]; ok {
		return code, i + 1
	}
	h := r.tok(i)
	if h.num < 0 || h.num > 24 || h.digits > 2 {
		return "", i
	}
	half, minute := h.suffix, -1
	next = i + 1
	if m := r.tok(next + 1); r.is(next, ":") && r.tok(next).glued && m.glued && m.digits == 2 && m.num < 60 && half == "" {
		minute, half = m.num, m.suffix
		next += 2
		if r.is(next, ":", ".") && r.tok(next).glued && r.tok(next+1).num >= 0 && r.tok(next+1).glued {
			return "", i // 3:07:35 is how long something took
		}
	}
	switch {
	case half == "am" || half == "pm":
	case half != "":
		return "", i
	case r.is(next, "am", "pm"):
		half = r.low(next)
		next++
	case r.is(next, "a", "p") && r.is(next+1, ".") && r.is(next+2, "m") && r.tok(next+2).glued:
		half = r.low(next) + "m"
		next += 3
		if r.is(next, ".") && r.tok(next).glued {
			next++
		}
	case r.is(next, "o") && r.is(next+1, "'", "’") && r.is(next+2, "clock"):
		next += 3
	case minute < 0, !r.is(i-1, "at", "by", "until", "from", "to", "before", "after", "since", "around", "about") && !zones[r.low(next)]:
		return "", i // 3:16 alone is a score or a verse
	}
	hour := h.num
	switch {
	case half == "pm" && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	return "T" + pad2(hour) + ":" + pad2(max(minute, 0)), next
}
