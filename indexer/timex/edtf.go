package timex

import (
	"bytes"
	"time"
)

// EDTF returns an interval as ISO 8601-2 writes it: "1987", "198X", "1987-05~",
// "1985/1991", "../1987"; "" for the zero interval.
func EDTF(v Interval) string { return string(line(nil).interval(v)) }

// interval appends v as EDTF.
func (b line) interval(v Interval) line {
	switch {
	case v.IsZero():
		return b
	case v.Start.IsZero():
		return b.say("../").lastOf(v)
	case v.End.IsZero():
		return b.firstOf(v).say("/..")
	}
	w := around(v.Start, grainOr(v.Grain))
	if w.Start.Equal(v.Start) && w.End.Equal(v.End) || v.Approx {
		v.Grain = grainOr(v.Grain)
		return b.edtf(v, nil)
	}
	// Both ends, each as coarsely as it can be written.
	return b.coarse(v.Start, true).say("/").coarse(v.End, false)
}

// firstOf appends the beginning of v in its grain, or as finely as it takes.
func (b line) firstOf(v Interval) line {
	w := around(v.Start, grainOr(v.Grain))
	if w.Start.Equal(v.Start) || v.Approx {
		w.Approx = v.Approx
		return b.edtf(w, nil).head(len(b))
	}
	return b.coarse(v.Start, true)
}

// lastOf appends the end of v, as firstOf does its beginning.
func (b line) lastOf(v Interval) line {
	w := around(v.End.AddDate(0, 0, -1), grainOr(v.Grain))
	if w.End.Equal(v.End) || v.Approx {
		w.Approx = v.Approx
		return b.edtf(w, nil).tail(len(b))
	}
	return b.coarse(v.End, false)
}

func grainOr(g Grain) Grain {
	if g == "" {
		return Day
	}
	return g
}

// coarse appends the day that begins with t, or ends before it, as a year or a
// month where that says the same.
func (b line) coarse(t time.Time, first bool) line {
	at := t
	if !first {
		at = t.AddDate(0, 0, -1)
	}
	switch {
	case t.Day() != 1:
		return b.edtfDay(at)
	case t.Month() != 1:
		return b.edtfMonth(at)
	}
	return b.edtfYear(at.Year())
}

// edtf appends an interval with two ends as EDTF, and e, if there is one, to say what was meant.
func (b line) edtf(v Interval, e *expr) line {
	if v.IsZero() {
		return b
	}
	last := v.End.AddDate(0, 0, -1)
	exact := around(v.Start, v.Grain)
	isExact := exact.Start.Equal(v.Start) && exact.End.Equal(v.End)
	about, y := "", v.Start.Year()
	if v.Approx {
		about = "~"
	}
	switch v.Grain {
	case Minute, Hour:
		return b.edtfDay(v.Start).say("T").padded(v.Start.Hour(), 2).say(":").padded(v.Start.Minute(), 2).say(":00Z")
	case Day:
		if isExact {
			return b.edtfDay(v.Start).say(about)
		}
	case Month:
		if isExact {
			return b.edtfMonth(v.Start).say(about)
		}
	case Season:
		return b.edtfYear(y).say("-").number(20 + int(v.Start.Month())/3)
	case Quarter:
		if !isExact {
			return b.edtfMonth(v.Start).say("/").edtfMonth(last)
		}
		return b.edtfYear(y).say("-").number(32 + (int(v.Start.Month())+2)/3)
	case Year:
		switch {
		case isExact:
			return b.edtfYear(y).say(about)
		case v.Approx && (e == nil || e.kind != span):
			return b.edtfYear((y + last.Year()) / 2).say("~")
		case v.Start.Month() == 1 && v.Start.Day() == 1 && last.Month() == 12 && last.Day() == 31:
			return b.edtfYear(y).say("/").edtfYear(last.Year())
		case v.Start.Day() == 1 && v.End.Day() == 1:
			return b.edtfMonth(v.Start).say("/").edtfMonth(last)
		}
	case Decade, Century:
		if isExact && y > 0 && v.Grain == Decade {
			return b.padded(y/10, 3).say("X")
		}
		if isExact && y > 0 {
			return b.padded(y/100, 2).say("XX")
		}
		return b.edtfYear(y).say(about, "/").edtfYear(last.Year()).say(about)
	}
	return b.edtfDay(v.Start).say("/").edtfDay(last)
}

// head and tail leave of the interval that stands from a place on its first or its last part.
func (b line) head(from int) line {
	if cut := bytes.IndexByte(b[from:], '/'); cut >= 0 {
		return b[:from+cut]
	}
	return b
}

func (b line) tail(from int) line {
	if cut := bytes.LastIndexByte(b[from:], '/'); cut >= 0 {
		return append(b[:from], b[from+cut+1:]...)
	}
	return b
}
