package timex

import (
	"fmt"
	"strings"
	"time"
)

// EDTF returns an interval as ISO 8601-2 writes it: "1987", "198X", "1987-05~",
// "1985/1991", "../1987"; "" for the zero interval.
func EDTF(v Interval) string {
	switch {
	case v.IsZero():
		return ""
	case v.Start.IsZero():
		return "../" + lastOf(v)
	case v.End.IsZero():
		return firstOf(v) + "/.."
	}
	w := around(v.Start, grainOr(v.Grain))
	if w.Start.Equal(v.Start) && w.End.Equal(v.End) || v.Approx {
		v.Grain = grainOr(v.Grain)
		return edtf(v, nil)
	}
	// Both ends, each as coarsely as it can be written.
	return coarse(v.Start, true) + "/" + coarse(v.End, false)
}

// firstOf writes the beginning of v in its grain, or as finely as it takes.
func firstOf(v Interval) string {
	w := around(v.Start, grainOr(v.Grain))
	if w.Start.Equal(v.Start) || v.Approx {
		w.Approx = v.Approx
		return head(edtf(w, nil))
	}
	return coarse(v.Start, true)
}

// lastOf writes the end of v, as firstOf does its beginning.
func lastOf(v Interval) string {
	w := around(v.End.AddDate(0, 0, -1), grainOr(v.Grain))
	if w.End.Equal(v.End) || v.Approx {
		w.Approx = v.Approx
		return tail(edtf(w, nil))
	}
	return coarse(v.End, false)
}

func grainOr(g Grain) Grain {
	if g == "" {
		return Day
	}
	return g
}

// coarse writes the day that begins with t, or ends before it, as a year or a
// month where that says the same.
func coarse(t time.Time, first bool) string {
	at := t
	if !first {
		at = t.AddDate(0, 0, -1)
	}
	switch {
	case t.Day() != 1:
		return at.Format(time.DateOnly)
	case t.Month() != 1:
		return at.Format("2006-01")
	}
	return edtfYear(at.Year())
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
		return edtfYear(v.Start.Year()) + "-" + itoa(20+int(v.Start.Month())/3)
	case Quarter:
		if !isExact {
			return v.Start.Format("2006-01") + "/" + last.Format("2006-01")
		}
		return edtfYear(v.Start.Year()) + "-" + itoa(32+(int(v.Start.Month())+2)/3)
	case Year:
		switch {
		case isExact:
			return edtfYear(v.Start.Year()) + about
		case v.Approx && (e == nil || e.kind != span):
			return edtfYear((v.Start.Year()+last.Year())/2) + "~"
		case v.Start.Month() == 1 && v.Start.Day() == 1 && last.Month() == 12:
			return edtfYear(v.Start.Year()) + "/" + edtfYear(last.Year())
		}
		return v.Start.Format("2006-01") + "/" + last.Format("2006-01")
	case Decade:
		if isExact && v.Start.Year() > 0 {
			return fmt.Sprintf("%03dX", v.Start.Year()/10)
		}
		return edtfYear(v.Start.Year()) + about + "/" + edtfYear(last.Year()) + about
	case Century:
		if isExact && v.Start.Year() > 0 {
			return fmt.Sprintf("%02dXX", v.Start.Year()/100)
		}
		return edtfYear(v.Start.Year()) + about + "/" + edtfYear(last.Year()) + about
	}
	return ""
}

// edtfYear writes a year in four digits, one before our era with its sign: "-0489" is 490 BC.
func edtfYear(y int) string {
	if y < 0 {
		return fmt.Sprintf("-%04d", -y)
	}
	return fmt.Sprintf("%04d", y)
}

// head and tail return the first and the last part of an EDTF interval, or all of it.
func head(s string) string { first, _, _ := strings.Cut(s, "/"); return first }

func tail(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }
