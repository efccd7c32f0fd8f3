package timex

import "time"

func date(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func daysIn(y, m int) int { return date(y, m+1, 0).Day() }

// valid reports whether our calendar, reckoned back as far as history is dated, has that day.
func valid(y, m, d int) bool {
	return y >= -4000 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
}

func year(y int) Interval { return Interval{Start: date(y, 1, 1), End: date(y+1, 1, 1), Grain: Year} }

func month(y, m int) Interval {
	return Interval{Start: date(y, m, 1), End: date(y, m+1, 1), Grain: Month}
}

func day(t time.Time) Interval { return Interval{Start: t, End: t.AddDate(0, 0, 1), Grain: Day} }

// season returns a season of a year; winter is the one that begins in it.
func season(y, s int) Interval {
	m := s * 3
	return Interval{Start: date(y, m, 1), End: date(y, m+3, 1), Grain: Season}
}

func quarter(y, q int) Interval {
	return Interval{Start: date(y, q*3-2, 1), End: date(y, q*3+1, 1), Grain: Quarter}
}

// half returns the first or second half of a year, which is two quarters.
func half(y, h int) Interval {
	return Interval{Start: date(y, h*6-5, 1), End: date(y, h*6+1, 1), Grain: Quarter}
}

// week returns the week from Monday to Sunday around t.
func week(t time.Time) Interval {
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	return Interval{Start: monday, End: monday.AddDate(0, 0, 7), Grain: Week}
}

func decadeOf(y int) Interval {
	return Interval{Start: date(y, 1, 1), End: date(y+10, 1, 1), Grain: Decade}
}

func centuryOf(y int) Interval {
	return Interval{Start: date(y, 1, 1), End: date(y+100, 1, 1), Grain: Century}
}

// around returns the stretch of a grain that holds t.
func around(t time.Time, g Grain) Interval {
	y, m := t.Year(), int(t.Month())
	switch g {
	case Week:
		return week(t)
	case Month:
		return month(y, m)
	case Quarter:
		return quarter(y, (m+2)/3)
	case Season:
		if m < 3 {
			return season(y-1, 4)
		}
		return season(y, m/3)
	case Year:
		return year(y)
	case Decade:
		return decadeOf(tens(y, 10))
	case Century:
		return centuryOf(tens(y, 100))
	}
	return day(date(y, m, t.Day()))
}

// tens returns the first of the n years that y belongs to: 1980 for 1987, and before our
// era, where years are counted down, the astronomical year of 499 BC for that of 490 BC.
func tens(y, n int) int {
	if y > 0 {
		return y - y%n
	}
	return 2 - n - (1-y)/n*n
}

// representable reports whether v keeps clear of the beginning of our era, which an
// interval could not tell from an open end.
func representable(v Interval) bool {
	first, last := v.Start.Year(), v.End.Year()
	return v.IsZero() || last <= 0 || first > 1
}

// nearZero reports whether an interval that is open at its other end and begins or
// ends at t would be told by a year that is not representable.
func nearZero(t time.Time) bool {
	return !t.IsZero() && (t.Year() == 0 || t.Year() == 1 || t.Equal(date(2, 1, 1)))
}

// step returns t moved by n units.
func step(t time.Time, n int, u unit) time.Time {
	switch u.grain {
	case Month:
		return monthStep(t, n)
	case Quarter, Season:
		return monthStep(t, 3*n)
	case Year:
		return monthStep(t, 12*n)
	case Decade:
		return monthStep(t, 120*n)
	case Century:
		return monthStep(t, 1200*n)
	case Week:
		return t.AddDate(0, 0, max(u.days, 7)*n)
	case Hour, Minute:
		return t
	}
	return t.AddDate(0, 0, max(u.days, 1)*n)
}

// monthStep moves t by n months, to the last day where the month is shorter.
func monthStep(t time.Time, n int) time.Time {
	y, m := t.Year(), int(t.Month())-1+n
	y, m = y+floor(m, 12), m-floor(m, 12)*12+1
	return date(y, m, min(t.Day(), daysIn(y, m)))
}

// floor returns a/b, rounded down.
func floor(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// partOf returns the early, middle or late part of an interval.
func partOf(v Interval, p part) Interval {
	years := v.End.Year() - v.Start.Year()
	switch v.Grain {
	case Decade, Century:
		tenth := years / 10
		switch p {
		case early, headOf:
			v.End = v.Start.AddDate(4*tenth, 0, 0)
		case mid:
			v.Start, v.End = v.Start.AddDate(4*tenth, 0, 0), v.Start.AddDate(7*tenth, 0, 0)
		case late, endOf:
			v.Start = v.Start.AddDate(7*tenth, 0, 0)
		}
	case Year:
		switch p {
		case early, headOf:
			v.End = v.Start.AddDate(0, 4, 0)
		case mid:
			v.Start, v.End = v.Start.AddDate(0, 4, 0), v.Start.AddDate(0, 8, 0)
		case late, endOf:
			v.Start = v.Start.AddDate(0, 8, 0)
		}
	case Month:
		switch p {
		case early, headOf:
			v.End = v.Start.AddDate(0, 0, 10)
		case mid:
			v.Start, v.End = v.Start.AddDate(0, 0, 10), v.Start.AddDate(0, 0, 20)
		case late, endOf:
			v.Start = v.Start.AddDate(0, 0, 20)
		}
	}
	return v
}

// rank returns the place of a grain, the finest first.
func rank(g Grain) int {
	for i, x := range Grains {
		if x == g {
			return i
		}
	}
	return 0
}

func coarser(a, b Grain) Grain {
	if rank(a) > rank(b) {
		return a
	}
	return b
}
