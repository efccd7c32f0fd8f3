package timex

// zones are the names of time zones that follow a time of day.
var zones = wordSet("est edt cst cdt mst mdt pst pdt et pt gmt utc bst cet")

// lights are times of day that the sun tells. They need something beside them: "at dawn".
var lights = map[string]string{"dawn": "TMO", "daybreak": "TMO", "sunrise": "TMO", "dusk": "TEV", "sunset": "TEV", "nightfall": "TNI"}

// clockRule reads "10:40", "about 8:00 AM ET", "noon", "dawn", and the day that follows: "5 p.m.
// Monday", "10:40 on February 24", "7:15 on the morning of 21 February", "noon the next day".
func (r *reader) clockRule(i int) (*expr, int) {
	if e, next := r.partOfDay(i); e != nil {
		return e, next
	}
	at := i
	if r.is(at, "about", "around", "approximately", "roughly", "nearly", "almost") {
		at++
	}
	code, next := r.clockTime(at)
	if code == "" && r.is(i, "mid", "late", "early") && r.is(i-1, "by", "in", "until", "at", "the", "and") {
		part := r.skip(i+1, "-")
		code, next = dayParts[r.low(part)], part+1 // "by mid afternoon"
	}
	if code == "" {
		return nil, i
	}
	if zones[r.low(next)] {
		next++
	}
	if e, last := r.dayOfClock(next); e != nil {
		e.time = code
		return e, last
	}
	return r.keep(expr{kind: clock, code: code}), next
}

// dayOfClock reads the day behind a time of day.
func (r *reader) dayOfClock(i int) (*expr, int) {
	at := i
	if r.is(at, "(") && r.is(at+3, ")") { // "10:35 a.m. (0735 GMT) Friday"
		at += 4
	}
	at = r.skip(at, ",")
	on := r.skip(at, "on", "in")
	if on > at && r.is(on, "the") && dayParts[r.low(on+1)] != "" {
		on += 2
		if r.is(on, "of", "on", "after") {
			if e, last := r.dayAt(on + 1); e != nil {
				return e, last // "on the morning of 21 February"
			}
		}
	}
	return r.dayAt(r.skip(on, "on"))
}

// dayAt reads an expression that names one day, and no time of it.
func (r *reader) dayAt(i int) (*expr, int) {
	if !r.together(i) {
		return nil, i
	}
	e, next := r.read(i)
	if e == nil || e.bound != "" {
		return nil, i
	}
	if e.kind == span && e.a.grainOf() == Day && e.b.grainOf() == Day { // "the night of 9–10 November"
		e = r.keep(*e.a)
	}
	if e.grainOf() != Day || e.time != "" && !(e.kind == same && e.rel == 0) && !isDayPart(e.time) {
		return nil, i
	}
	return e, next
}

// isDayPart reports whether code is a part of the day, and no time of the clock.
func isDayPart(code string) bool { return len(code) == 3 }

// partOfDay reads "the morning of 1 July", "the early hours of Friday", "dawn on 14 July",
// "late in the evening of the 31st".
func (r *reader) partOfDay(i int) (*expr, int) {
	at := i
	if r.is(at, "early", "late") {
		at = r.skip(at+1, "in", "on")
	}
	if code := lights[r.low(at)]; code != "" && r.is(at+1, "on", "of") {
		if e, next := r.dayAt(at + 2); e != nil {
			e.time = code
			return e, next
		}
	}
	at = r.skip(at, "the")
	if at == i {
		return nil, i
	}
	var code string
	switch {
	case r.is(at, "early", "small", "first", "late", "closing", "opening") && r.is(at+1, "hours"):
		if code = "TMO"; r.is(at, "late", "closing") {
			code = "TNI"
		}
		at += 2
	default:
		at = r.skip(at, "early", "late")
		code = dayParts[r.low(at)]
		at++
	}
	if code == "" || !r.is(at, "of", "on") {
		return nil, i
	}
	e, next := r.dayAt(at + 1)
	if e == nil {
		return nil, i
	}
	e.time = code
	return e, next
}

// grainOf returns Day for what names one day, else "".
func (e *expr) grainOf() Grain {
	switch {
	case e.kind == named && e.event.when.Grain == Day && e.event.when.End.Equal(e.event.when.Start.AddDate(0, 0, 1)), e.kind == weekday,
		e.kind == point && e.day > 0, e.kind == point && e.holiday != nil && e.holiday.days < 2,
		e.kind == relative && e.unit.grain == Day && e.unit.days < 2, e.kind == same && e.unit.grain == Day, e.kind == shifted && e.unit.grain == Day:
		return Day
	}
	return ""
}

// clockTime reads a time of day, and returns it as TIMEX3 writes it.
func (r *reader) clockTime(i int) (code string, next int) {
	if r.is(i, "the") && r.is(i+1, "morning", "afternoon", "evening") && !r.is(i+2, "of", "-", "after") {
		return dayParts[r.low(i+1)], i + 2
	}
	if code, ok := noons[r.low(i)]; ok {
		if t := r.tok(i); t.upper && (nameWord(r.tok(i+1)) && r.together(i+1) || r.is(i+1, "'") && r.tok(i+3).upper ||
			!t.first && r.tok(i-1).word && r.tok(i-1).upper && r.together(i)) {
			r.reject(i, i+1, "it is part of a name") // "Midnight Cowboy", "High Noon"
			return "", i
		}
		return code, i + 1
	}
	if t := r.tok(i); t.digits == 4 && t.suffix == "" && t.num < 2400 && t.num%100 < 60 &&
		(zones[r.low(i+1)] || r.is(i+1, "hours", "hrs") && r.is(i-1, "at", "by", "around", "about", "from", "until")) {
		next = i + 1
		if r.is(next, "hours", "hrs") {
			next++
		}
		return "T" + pad2(t.num/100) + ":" + pad2(t.num%100), next // "0735 GMT"
	}
	if code := lights[r.low(i)]; code != "" && r.is(i-1, "at", "before", "by", "near", "until", "till", "from", "after", "since", "about", "around") {
		return code, i + 1
	}
	if hour, ok := numbers[r.low(i)]; ok && len(r.low(i)) > 2 && hour <= 12 { // "six in the morning"
		return r.inThe(hour, 0, i+1)
	}
	h := r.tok(i)
	if h.num < 0 || h.num > 24 || h.digits > 2 {
		return "", i
	}
	half, minute := h.suffix, -1
	next = i + 1
	if m := r.tok(next + 1); r.is(next, ":", ".") && r.tok(next).glued && m.glued && m.digits == 2 && m.num < 60 && half == "" {
		colon := r.is(next, ":")
		minute, half = m.num, m.suffix
		next += 2
		if r.is(next, ":", ".") && r.tok(next).glued && r.tok(next+1).num >= 0 && r.tok(next+1).glued {
			return "", i // 3:07:35 is how long something took
		}
		if !colon && half == "" && !r.dotted(i, next) {
			return "", i // 6.30 is a number, unless more says that it is a time
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
		if code, last := r.inThe(h.num, 0, next); code != "" {
			return code, last
		}
	case minute < 0:
		return r.inThe(h.num, 0, next)
	case !r.is(i-1, "at", "by", "until", "from", "to", "before", "after", "since", "around", "about") && !zones[r.low(next)]:
		return "", i // 3:16 alone is a score or a verse
	}
	if half == "" && h.num <= 12 {
		if code, last := r.inThe(h.num, max(minute, 0), next); code != "" {
			return code, last
		}
	}
	return clockCode(h.num, max(minute, 0), half), next
}

// dotted reports whether "6.30", which ends before next, is a time of day: something
// beside it says so.
func (r *reader) dotted(i, next int) bool {
	if !r.is(i-1, "at", "about", "around", "until", "by", "from", "before", "after") {
		return false
	}
	return r.is(next, "am", "pm") || r.is(next, "a", "p") && r.is(next+2, "m") || r.is(next, "on", "in", "that") && dayParts[r.low(next+1)] != "" ||
		r.is(next, "on", "in") && r.is(next+1, "the") && dayParts[r.low(next+2)] != ""
}

// inThe reads "in the morning" behind an hour of twelve, and returns the time of day; "" if
// it is not there.
func (r *reader) inThe(hour, minute, i int) (code string, next int) {
	if hour < 1 || hour > 12 || !r.is(i, "in", "at") || !r.together(i) {
		return "", i
	}
	at := r.skip(i+1, "the")
	switch {
	case r.is(i, "in") && at > i+1 && r.is(at, "morning"):
		return clockCode(hour, minute, "am"), at + 1
	case r.is(i, "in") && at > i+1 && r.is(at, "afternoon", "evening"), r.is(i, "at") && r.is(at, "night"):
		return clockCode(hour, minute, "pm"), at + 1
	}
	return "", i
}

// clockCode returns a time of day as TIMEX3 writes it; half is "am", "pm" or not said.
func clockCode(hour, minute int, half string) string {
	switch {
	case half == "pm" && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	return "T" + pad2(hour) + ":" + pad2(minute)
}
