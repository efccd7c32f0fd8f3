package timex

import (
	"fmt"
	"time"
)

// value returns the TIMEX3 type, value and mod of what e came to.
func (s *resolver) value(e *expr, v resolved) (typ Type, val, mod string) {
	switch e.kind {
	case duration:
		return DurationType, e.code, e.mod
	case set:
		return SetType, e.code, ""
	case ref:
		return DateType, e.code, ""
	case clock:
		if s.clockDay != nil {
			return TimeType, timexValue(day(s.clockDay.Start)) + e.code, ""
		}
		if !s.published.IsZero() {
			return TimeType, s.published.Format(time.DateOnly) + e.code, ""
		}
		return TimeType, "XXXX-XX-XX" + e.code, ""
	case span:
		if v.IsZero() {
			return DateType, "XXXX-XX-XX", ""
		}
		return DateType, timexValue(around(v.Start, v.Grain)), ""
	}
	if e.kind == named {
		return EventType, timexValue(v.named(e)), ""
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
	if e.time != "" {
		typ = TimeType
	}
	if v.IsZero() {
		return typ, e.unplaced(), mod
	}
	return typ, timexValue(v.named(e)) + e.time, mod
}

// unplaced is the TIMEX3 value of what names a date and did not resolve.
func (e *expr) unplaced() string {
	switch {
	case e.kind == shifted && e.vague && e.n < 0:
		return "PAST_REF"
	case e.kind == shifted && e.vague:
		return "FUTURE_REF"
	case e.kind == weekday:
		return weekdayCode(e.weekday)
	case e.kind == point && e.month > 0 && e.day > 0:
		return fmt.Sprintf("XXXX-%02d-%02d", e.month, e.day)
	case e.kind == point && e.month > 0:
		return fmt.Sprintf("XXXX-%02d", e.month)
	}
	return "XXXX-XX-XX"
}

// named returns the stretch that the words name, without the bound and the width
// that resolving gave it: for "by 1987" the year 1987.
func (v resolved) named(e *expr) Interval {
	switch {
	case e.bound == "by", e.bound == "before" && e.part == endOf:
		return around(v.End.AddDate(0, 0, -1), v.Grain)
	case e.bound == "before":
		return around(v.End, v.Grain)
	case e.bound == "after" && e.part != headOf:
		return around(v.Start.AddDate(0, 0, -1), v.Grain)
	case e.kind == shifted && (v.Grain == Decade || v.Grain == Century): // "two decades ago" is a year, about
		return year((v.Start.Year() + v.End.Year() - 1) / 2)
	case e.approx && v.Grain == Year:
		return year((v.Start.Year() + v.End.Year() - 1) / 2)
	case e.rolling && e.rel > 0:
		return around(v.End.AddDate(0, 0, -1), v.Grain)
	case e.unit.code == "WE", e.half > 0:
		return v.Interval
	}
	return around(v.Start, v.Grain)
}

// ancientValue returns the TIMEX3 value of v, which lies before our era: "BC0490".
func ancientValue(v Interval) string {
	y := 1 - v.Start.Year()
	switch v.Grain {
	case Century:
		return fmt.Sprintf("BC%02d", (y-1)/100)
	case Decade:
		return fmt.Sprintf("BC%03d", y/10)
	case Year:
		return fmt.Sprintf("BC%04d", y)
	}
	return fmt.Sprintf("BC%04d", y) + timexValue(Interval{Start: date(v.Start.Year()+4000, int(v.Start.Month()), v.Start.Day()), End: date(v.End.Year()+4000, int(v.End.Month()), v.End.Day()), Grain: v.Grain})[4:]
}

// timexValue returns the TIMEX3 value of v.
func timexValue(v Interval) string {
	y := v.Start.Year()
	if y <= 0 {
		return ancientValue(v)
	}
	switch v.Grain {
	case Century:
		return fmt.Sprintf("%02d", y/100)
	case Decade:
		return fmt.Sprintf("%03d", y/10)
	case Year:
		return fmt.Sprintf("%04d", y)
	case Quarter:
		if v.End.Sub(v.Start) > 100*24*time.Hour {
			return fmt.Sprintf("%04d-H%d", y, 1+int(v.Start.Month())/6)
		}
		return fmt.Sprintf("%04d-Q%d", y, (int(v.Start.Month())+2)/3)
	case Season:
		return fmt.Sprintf("%04d-%s", y, [...]string{"", "SP", "SU", "FA", "WI"}[int(v.Start.Month())/3])
	case Month:
		return v.Start.Format("2006-01")
	case Week:
		y, w := v.Start.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	}
	if v.End.Sub(v.Start) == 48*time.Hour {
		y, w := v.Start.ISOWeek()
		return fmt.Sprintf("%04d-W%02d-WE", y, w)
	}
	return v.Start.Format(time.DateOnly)
}
