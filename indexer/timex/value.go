package timex

import "time"

// value returns the TIMEX3 type, value and mod of what e came to.
func (s *resolver) value(e *expr, v *resolved) (typ Type, val, mod string) {
	switch e.kind {
	case duration:
		return DurationType, e.code, e.mod
	case set:
		return SetType, e.code, ""
	case ref:
		return DateType, e.code, ""
	case clock:
		switch {
		case s.clockDay != nil:
			return TimeType, s.done(s.line().value(day(s.clockDay.Start)).say(e.code)), ""
		case !s.published.IsZero():
			return TimeType, s.done(s.line().edtfDay(s.published).say(e.code)), ""
		}
		return TimeType, s.say("XXXX-XX-XX", e.code), ""
	case span:
		if v.IsZero() {
			return DateType, "XXXX-XX-XX", ""
		}
		return DateType, s.done(s.line().value(around(v.Start, v.Grain))), ""
	case named:
		return EventType, s.done(s.line().value(v.named(e))), ""
	}
	mod = mods[e.part]
	switch {
	case e.approx, e.kind == shifted && (v.Grain == Decade || v.Grain == Century):
		mod = "APPROX"
	case e.bound == "before":
		mod = "BEFORE"
	case e.bound == "after":
		mod = "AFTER"
	}
	typ = DateType
	switch {
	case e.time != "":
		typ = TimeType
	case e.kind == shifted && e.base == fromEarlier && (e.vague || e.unit.grain == Hour || e.unit.grain == Minute):
		typ = DurationType
	case e.occasion:
		typ = EventType
	}
	if v.IsZero() {
		return typ, e.unplaced(), mod
	}
	return typ, s.done(s.line().value(v.named(e)).say(e.time)), mod
}

// unplaced is the TIMEX3 value of what names a date and did not resolve.
func (e *expr) unplaced() string {
	switch {
	case e.kind == shifted && e.vague && e.base == fromEarlier:
		return durationCode(count{vague: true}, e.unit)
	case e.kind == shifted && e.base == fromEarlier && (e.unit.grain == Hour || e.unit.grain == Minute):
		return durationCode(count{n: abs(e.n), half: e.halved}, e.unit)
	case e.kind == shifted && e.vague && e.n < 0:
		return "PAST_REF"
	case e.kind == shifted && e.vague:
		return "FUTURE_REF"
	case e.kind == weekday:
		return weekdayCode(e.weekday)
	case e.kind == point && e.month > 0 && e.day > 0:
		return string(line("XXXX-").padded(e.month, 2).say("-").padded(e.day, 2))
	case e.kind == point && e.month > 0:
		return string(line("XXXX-").padded(e.month, 2))
	}
	return "XXXX-XX-XX"
}

// named returns the stretch that the words name, without the bound and the width
// that resolving gave it: for "by 1987" the year 1987.
func (v *resolved) named(e *expr) Interval {
	switch {
	case e.bound == "by", e.bound == "before" && e.part == endOf:
		return around(v.End.AddDate(0, 0, -1), v.Grain)
	case e.bound == "before":
		return around(v.End, v.Grain)
	case e.bound == "after" && e.part != headOf:
		return around(v.Start.AddDate(0, 0, -1), v.Grain)
	case e.kind == shifted && (v.Grain == Decade || v.Grain == Century), // "two decades ago" is a year, about
		e.approx && v.Grain == Year:
		return year((v.Start.Year() + v.End.Year() - 1) / 2)
	case e.rolling && e.rel > 0:
		return around(v.End.AddDate(0, 0, -1), v.Grain)
	case e.unit.code == "WE", e.half > 0:
		return v.Interval
	}
	return around(v.Start, v.Grain)
}

// value appends the TIMEX3 value of v: "1987", "198", "1987-W07", and before our era "BC0490".
func (b line) value(v Interval) line {
	y := v.Start.Year()
	digits := 4
	switch v.Grain {
	case Century:
		digits = 2
	case Decade:
		digits = 3
	}
	power := [...]int{2: 100, 3: 10, 4: 1}[digits]
	if y <= 0 {
		b, y = b.say("BC"), 1-y
		if v.Grain == Century {
			y--
		}
	}
	if v.Grain == Week || v.Grain == Day && v.End.Sub(v.Start) == 48*time.Hour {
		year, week := v.Start.ISOWeek()
		if b = b.padded(year, 4).say("-W").padded(week, 2); v.Grain == Day {
			b = b.say("-WE")
		}
		return b
	}
	b = b.padded(y/power, digits)
	switch v.Grain {
	case Century, Decade, Year:
		return b
	case Quarter:
		if v.End.Sub(v.Start) > 100*24*time.Hour {
			return b.say("-H").number(1 + int(v.Start.Month())/6)
		}
		return b.say("-Q").number((int(v.Start.Month()) + 2) / 3)
	case Season:
		return b.say("-", [...]string{"", "SP", "SU", "FA", "WI"}[int(v.Start.Month())/3])
	}
	if b = b.say("-").padded(int(v.Start.Month()), 2); v.Grain == Month {
		return b
	}
	return b.say("-").padded(v.Start.Day(), 2)
}
