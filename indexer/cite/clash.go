package cite

import (
	"math"
	"time"

	"dateline/indexer/timex"
)

// Clash says whether the dates that two claims give for one thing can both be. It
// returns the two that come nearest, one of each, and true if even these cannot. A date
// that lies in the other, "March 1994" in "1994", is the same date told more exactly;
// one that is told as near, "around 1990", leaves room for as much as its own length, a
// year at the least. Where either claim gives no date, nothing clashes, and both are zero.
func Clash(a, b []timex.Interval) (x, y timex.Interval, clash bool) {
	nearest := math.Inf(1)
	for _, v := range a {
		for _, w := range b {
			if v.IsZero() || w.IsZero() {
				continue
			}
			if d := daysApart(v, w); d < nearest || d == nearest && finer(v, w, x, y) {
				nearest, x, y = d, v, w
			}
		}
	}
	return x, y, nearest > 0 && !math.IsInf(nearest, 1)
}

// finer reports whether v and w say more than x and y do.
func finer(v, w, x, y timex.Interval) bool {
	return length(v)+length(w) < length(x)+length(y)
}

// daysApart returns how many days lie between two stretches, room given; 0 if they meet.
func daysApart(v, w timex.Interval) float64 {
	v, w = roomy(v), roomy(w)
	if v.Overlaps(w) {
		return 0
	}
	if !v.Start.Before(w.End) {
		v, w = w, v
	}
	// Days that touch are not the same, either.
	return max(w.Start.Sub(v.End).Hours()/24, 0) + 1
}

// roomy returns v with the room that "around" leaves on both sides.
func roomy(v timex.Interval) timex.Interval {
	if !v.Approx {
		return v
	}
	room := max(length(v), 365*24*time.Hour)
	switch v.Grain {
	case timex.Minute, timex.Hour, timex.Day, timex.Week:
		room = 3 * 24 * time.Hour
	case timex.Month, timex.Season, timex.Quarter:
		room = length(v)
	}
	if !v.Start.IsZero() {
		v.Start = v.Start.Add(-room)
	}
	if !v.End.IsZero() {
		v.End = v.End.Add(room)
	}
	return v
}

// length returns how long v is; a stretch with an open end is longer than any other.
func length(v timex.Interval) time.Duration {
	if v.Start.IsZero() || v.End.IsZero() {
		return 200 * 365 * 24 * time.Hour
	}
	return v.End.Sub(v.Start)
}

// yearsBetween returns how many years lie between two stretches that do not meet.
func yearsBetween(v, w timex.Interval) float64 { return daysApart(v, w) / 365.25 }

// Told returns a stretch in words: "2019", "May 2018", "3 March 1994", "by 1990".
func Told(v timex.Interval) string {
	about := ""
	if v.Approx {
		about = "about "
	}
	last := v.End.Add(-time.Second)
	switch {
	case v.Start.IsZero() && v.End.IsZero():
		return "no date"
	case v.Start.IsZero():
		return about + "until " + last.Format("2 January 2006")
	case v.End.IsZero():
		return about + "from " + v.Start.Format("2 January 2006") + " on"
	case v.Start.YearDay() == 1 && v.Start.AddDate(1, 0, 0).Equal(v.End):
		return about + v.Start.Format("2006")
	case v.Start.Day() == 1 && v.Start.AddDate(0, 1, 0).Equal(v.End):
		return about + v.Start.Format("January 2006")
	case v.Start.Format(time.DateOnly) == last.Format(time.DateOnly):
		return about + v.Start.Format("2 January 2006")
	case v.Start.YearDay() == 1 && v.End.YearDay() == 1:
		return about + v.Start.Format("2006") + " to " + last.Format("2006")
	}
	return about + v.Start.Format("2 January 2006") + " to " + last.Format("2 January 2006")
}

// agreement says how two dates that meet go together.
func agreement(x, y timex.Interval) string {
	if length(x) > length(y) {
		x, y = y, x
	}
	if Told(x) == Told(y) {
		return "the same date: " + Told(x)
	}
	return "one date lies in the other: " + Told(x) + " in " + Told(y)
}
