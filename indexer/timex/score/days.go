package score

import (
	"strconv"
	"strings"
	"time"
)

// Days returns the first and the last day of a TIMEX3 value; false for what is no stretch
// of the calendar, as durations, sets and "PRESENT_REF", or lies before our era.
func Days(value string) (days [2]time.Time, ok bool) {
	v := strings.ToUpper(strings.TrimSpace(value))
	if a, b, both := strings.Cut(v, "/"); both {
		first, okFirst := Days(a)
		last, okLast := Days(b)
		return [2]time.Time{first[0], last[1]}, okFirst && okLast
	}
	if i := strings.IndexByte(v, 'T'); i >= 0 {
		v = v[:i]
	}
	year := func(s string) int { y, _ := strconv.Atoi(s); return y }
	months := func(y, from, to int) ([2]time.Time, bool) {
		return [2]time.Time{day(y, from, 1), day(y, to+1, 0)}, y > 0
	}
	switch shape(v) {
	case "0000-00-00":
		t, err := time.Parse(time.DateOnly, v)
		return [2]time.Time{t, t}, err == nil
	case "0000-00":
		if m := year(v[5:]); m >= 1 && m <= 12 {
			return months(year(v[:4]), m, m)
		}
	case "0000", "0000-XX", "0000-XX-XX":
		return months(year(v[:4]), 1, 12)
	case "000", "000X":
		y := 10 * year(v[:3])
		return [2]time.Time{day(y, 1, 1), day(y+9, 12, 31)}, true
	case "00", "00XX":
		y := 100 * year(v[:2])
		return [2]time.Time{day(y, 1, 1), day(y+99, 12, 31)}, true
	case "0000-W00", "0000-W00-WE":
		monday, ok := week(year(v[:4]), year(v[6:8]))
		first := monday
		if strings.HasSuffix(v, "WE") {
			first = monday.AddDate(0, 0, 5)
		}
		return [2]time.Time{first, monday.AddDate(0, 0, 6)}, ok
	case "0000-Q0":
		if q := year(v[6:]); q >= 1 && q <= 4 {
			return months(year(v[:4]), 3*q-2, 3*q)
		}
	case "0000-H0":
		if h := year(v[6:]); h == 1 || h == 2 {
			return months(year(v[:4]), 6*h-5, 6*h)
		}
	case "0000-SP":
		return months(year(v[:4]), 3, 5)
	case "0000-SU":
		return months(year(v[:4]), 6, 8)
	case "0000-FA", "0000-AU":
		return months(year(v[:4]), 9, 11)
	case "0000-WI":
		return months(year(v[:4]), 12, 14)
	}
	return days, false
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// shape returns v with every digit as 0.
func shape(v string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return '0'
		}
		return c
	}, v)
}

// week returns the Monday of an ISO week; false if the year has no such week.
func week(y, w int) (time.Time, bool) {
	fourth := day(y, 1, 4) // is always in week 1
	monday := fourth.AddDate(0, 0, 7*(w-1)-(int(fourth.Weekday())+6)%7)
	isoYear, isoWeek := monday.ISOWeek()
	return monday, isoYear == y && isoWeek == w
}

// sameDays reports whether two values mean the same days, or are the same.
func sameDays(a, b string) bool {
	x, okX := Days(a)
	y, okY := Days(b)
	if okX && okY {
		return x == y
	}
	return a == b
}
