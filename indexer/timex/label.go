package timex

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func pad2(n int) string { return fmt.Sprintf("%02d", n) }

// dayWords returns a day as pages show it: "12 May 2019".
func dayWords(t time.Time) string { return t.Format("2 January 2006") }

var seasonNames = [...]string{"", "spring", "summer", "autumn", "winter"}

var quarterNames = [...]string{"", "first", "second", "third", "fourth"}

// label returns what a resolved expression is called in words.
func (s *resolver) label(v resolved) string {
	if v.label != "" {
		return v.label
	}
	return Label(v.Interval)
}

// Label returns an interval in words, never more finely than its grain:
// "sometime in 1987", "late 1980s", "May 1987", "12 May 2019".
func Label(v Interval) string {
	switch {
	case v.IsZero():
		return ""
	case v.Start.IsZero():
		return "by " + bare(Label(around(v.End.AddDate(0, 0, -1), v.Grain)))
	case v.End.IsZero():
		return "since " + bare(Label(around(v.Start, v.Grain)))
	}
	about := ""
	if v.Approx {
		about = "about "
	}
	whole := around(v.Start, v.Grain)
	exact := v.Start.Equal(whole.Start) && v.End.Equal(whole.End)
	first, last := v.Start.Year(), v.End.AddDate(0, 0, -1).Year()
	switch v.Grain {
	case Minute, Hour:
		return v.Start.Format("2 January 2006, 15:04")
	case Day:
		if !exact {
			return dayWords(v.Start) + " to " + dayWords(v.End.AddDate(0, 0, -1))
		}
		return about + dayWords(v.Start)
	case Week:
		return about + "the week of " + dayWords(v.Start)
	case Month:
		if !exact {
			return about + partName(v, whole) + v.Start.Format("January 2006")
		}
		return about + v.Start.Format("January 2006")
	case Season:
		n := int(v.Start.Month()) / 3
		return about + seasonNames[n] + " " + itoa(first)
	case Quarter:
		return about + quarterNames[(int(v.Start.Month())+2)/3] + " quarter of " + itoa(first)
	case Year:
		switch {
		case v.Approx && last > first:
			return about + itoa((first+last)/2)
		case last > first:
			return fmt.Sprintf("%d to %d", first, last)
		case !exact:
			return about + partName(v, whole) + itoa(first)
		}
		if v.Approx {
			return about + itoa(first)
		}
		return "sometime in " + itoa(first)
	case Decade:
		if v.Approx {
			return fmt.Sprintf("about %d", (first+last)/2)
		}
		return partName(v, whole) + itoa(whole.Start.Year()) + "s"
	case Century:
		if v.Approx {
			return fmt.Sprintf("about %d", (first+last)/2)
		}
		return partName(v, whole) + ordinal(whole.Start.Year()/100+1) + " century"
	}
	return dayWords(v.Start)
}

// bare returns a label without its "sometime in", to stand in a longer one.
func bare(label string) string { return strings.TrimPrefix(label, "sometime in ") }

// partName says which part of whole v is: "early ", "mid-", "late " or nothing.
func partName(v, whole Interval) string {
	switch {
	case v.Start.Equal(whole.Start) && v.End.Equal(whole.End):
		return ""
	case v.Start.Equal(whole.Start):
		return "early "
	case v.End.Equal(whole.End):
		return "late "
	}
	return "mid-"
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n != 11:
		return itoa(n) + "st"
	case n%10 == 2 && n != 12:
		return itoa(n) + "nd"
	case n%10 == 3 && n != 13:
		return itoa(n) + "rd"
	}
	return itoa(n) + "th"
}

// edtf returns an interval as EDTF, and e, if there is one, to say what was meant.
func edtf(v Interval, e *expr) string {
	if v.IsZero() {
		return ""
	}
	last := v.End.AddDate(0, 0, -1)
	exact := around(v.Start, v.Grain)
	isExact := exact.Start.Equal(v.Start) && exact.End.Equal(v.End)
	about := ""
	if v.Approx {
		about = "~"
	}
	switch v.Grain {
	case Minute, Hour:
		return v.Start.Format("2006-01-02T15:04:05Z")
	case Day:
		if !isExact {
			return v.Start.Format(time.DateOnly) + "/" + last.Format(time.DateOnly)
		}
		return v.Start.Format(time.DateOnly) + about
	case Week:
		return v.Start.Format(time.DateOnly) + "/" + last.Format(time.DateOnly)
	case Month:
		if isExact {
			return v.Start.Format("2006-01") + about
		}
		return v.Start.Format(time.DateOnly) + "/" + last.Format(time.DateOnly)
	case Season:
		return fmt.Sprintf("%04d-%d", v.Start.Year(), 20+int(v.Start.Month())/3)
	case Quarter:
		return fmt.Sprintf("%04d-%d", v.Start.Year(), 32+(int(v.Start.Month())+2)/3)
	case Year:
		switch {
		case isExact:
			return fmt.Sprintf("%04d%s", v.Start.Year(), about)
		case v.Approx && (e == nil || e.kind != span):
			return fmt.Sprintf("%04d~", (v.Start.Year()+last.Year())/2)
		case v.Start.Month() == 1 && v.Start.Day() == 1 && last.Month() == 12:
			return fmt.Sprintf("%04d/%04d", v.Start.Year(), last.Year())
		}
		return v.Start.Format("2006-01") + "/" + last.Format("2006-01")
	case Decade:
		if isExact {
			return fmt.Sprintf("%03dX", v.Start.Year()/10)
		}
		return fmt.Sprintf("%04d%s/%04d%s", v.Start.Year(), about, last.Year(), about)
	case Century:
		if isExact {
			return fmt.Sprintf("%02dXX", v.Start.Year()/100)
		}
		return fmt.Sprintf("%04d%s/%04d%s", v.Start.Year(), about, last.Year(), about)
	}
	return ""
}

// value returns the TIMEX3 type, value and mod of what e came to.
func value(e *expr, v resolved) (Type, string, string) {
	switch e.kind {
	case duration:
		return DurationType, e.code, ""
	case set:
		return SetType, e.code, ""
	case clock:
		return TimeType, e.code, ""
	case span:
		if v.IsZero() {
			return DateType, "", ""
		}
		return DateType, timexValue(Interval{Start: v.Start, End: v.End, Grain: v.Grain}), ""
	}
	mod := map[part]string{early: "START", headOf: "START", mid: "MID", late: "END", endOf: "END"}[e.part]
	switch {
	case e.approx:
		mod = "APPROX"
	case e.bound == "before":
		mod = "BEFORE"
	case e.bound == "after":
		mod = "AFTER"
	}
	typ := DateType
	if e.night {
		typ = TimeType
	}
	at := v.Interval
	switch {
	case at.IsZero():
		return typ, "XXXX-XX-XX", mod
	case e.bound == "by":
		at = around(v.End.AddDate(0, 0, -1), v.Grain)
	case e.bound == "before":
		at = around(v.End, v.Grain)
	case e.bound == "since":
		at = around(v.Start, v.Grain)
	case e.bound == "after":
		at = around(v.Start.AddDate(0, 0, -1), v.Grain)
	case e.approx && at.Grain == Year:
		at = year((at.Start.Year() + at.End.Year() - 1) / 2)
	}
	val := timexValue(at)
	if e.night {
		val += "TNI"
	}
	return typ, val, mod
}

// timexValue returns the TIMEX3 value of the stretch that begins with v.
func timexValue(v Interval) string {
	y := v.Start.Year()
	switch v.Grain {
	case Century:
		return fmt.Sprintf("%02d", y/100)
	case Decade:
		return fmt.Sprintf("%03d", y/10)
	case Year:
		return fmt.Sprintf("%04d", y)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", y, (int(v.Start.Month())+2)/3)
	case Season:
		return fmt.Sprintf("%04d-%s", y, [...]string{"", "SP", "SU", "FA", "WI"}[int(v.Start.Month())/3])
	case Month:
		return v.Start.Format("2006-01")
	case Week:
		y, w := v.Start.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	}
	return v.Start.Format(time.DateOnly)
}
