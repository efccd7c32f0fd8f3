package timex

import (
	"fmt"
	"regexp"
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
		return "../" + tail(edtf(around(v.End.AddDate(0, 0, -1), grainOr(v.Grain)), nil))
	case v.End.IsZero():
		return head(edtf(around(v.Start, grainOr(v.Grain)), nil)) + "/.."
	}
	w := around(v.Start, grainOr(v.Grain))
	if w.Start.Equal(v.Start) && w.End.Equal(v.End) || v.Approx {
		v.Grain = grainOr(v.Grain)
		return edtf(v, nil)
	}
	// Both ends, each as coarsely as it can be written.
	return coarse(v.Start, true) + "/" + coarse(v.End, false)
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
	return fmt.Sprintf("%04d", at.Year())
}

// The forms of one end of an interval, as a person types them.
var (
	dayForm    = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	monthForm  = regexp.MustCompile(`^(\d{4})-(\d{2})$`)
	yearForm   = regexp.MustCompile(`^\d{4}$`)
	decadeForm = regexp.MustCompile(`^(\d{3})[Xxu]$`)
	hundred    = regexp.MustCompile(`^(\d{2})[Xxu]{2}$`)
)

// ParseEDTF reads an interval: a year, month or day ("1987", "1987-05",
// "1987-05-12"), a decade or century ("198X", "19XX"), a season or quarter
// ("1987-21", "1987-33"), any of them with "~" or "?" behind it, or two with "/" or ".." between
// them, of which one may be left out ("1985..1991", "../1987", "2024-01/..").
// Its error says what to write instead.
func ParseEDTF(s string) (Interval, error) {
	s = strings.TrimSpace(s)
	for _, separator := range []string{"/", "..."} {
		if a, b, ok := strings.Cut(s, separator); ok {
			return parseEnds(s, a, b)
		}
	}
	if a, b, ok := strings.Cut(s, ".."); ok {
		return parseEnds(s, a, b)
	}
	return parseOne(s)
}

func parseEnds(s, a, b string) (Interval, error) {
	open := func(end string) bool { end = strings.TrimSpace(end); return end == "" || end == ".." || end == "*" }
	if open(a) && open(b) {
		return Interval{}, fmt.Errorf("%q names neither a beginning nor an end: write 1985..1991, or ../1987 for all before", s)
	}
	var v Interval
	if !open(a) {
		from, err := parseOne(strings.TrimSpace(a))
		if err != nil {
			return v, err
		}
		v = from
		v.End = time.Time{}
	}
	if !open(b) {
		to, err := parseOne(strings.TrimSpace(b))
		if err != nil {
			return v, err
		}
		v.End, v.Approx = to.End, v.Approx || to.Approx
		v.Grain = coarser(cmpGrain(v.Grain, to.Grain), to.Grain)
	}
	if !v.Start.IsZero() && !v.End.IsZero() && !v.Start.Before(v.End) {
		return Interval{}, fmt.Errorf("%q ends before it begins: write the earlier date first", s)
	}
	return v, nil
}

func cmpGrain(g, other Grain) Grain {
	if g == "" {
		return other
	}
	return g
}

func parseOne(s string) (Interval, error) {
	wrong := fmt.Errorf("%q is no date that can be read: write 1987, 1987-05, 1987-05-12, 198X, or two of them as in 1985..1991", s)
	bare := strings.TrimRight(s, "~?%")
	approx := strings.ContainsAny(s[len(bare):], "~%")
	var v Interval
	switch {
	case dayForm.MatchString(bare):
		t, err := time.Parse(time.DateOnly, bare)
		if err != nil {
			return v, fmt.Errorf("there is no day %q in any calendar: check month and day", s)
		}
		v = day(t)
	case monthForm.MatchString(bare):
		y, m := atoi(bare[:4]), atoi(bare[5:])
		switch {
		case m >= 1 && m <= 12:
			v = month(y, m)
		case m >= 21 && m <= 24:
			v = season(y, m-20)
		case m >= 33 && m <= 36:
			v = quarter(y, m-32)
		default:
			return v, fmt.Errorf("there is no month %q: write 01 to 12, 21 to 24 for spring to winter, 33 to 36 for the quarters", s)
		}
	case yearForm.MatchString(bare):
		v = year(atoi(bare))
	case decadeForm.MatchString(bare):
		v = decadeOf(atoi(bare[:3]) * 10)
	case hundred.MatchString(bare):
		v = around(date(atoi(bare[:2])*100, 1, 1), Century)
	case len(bare) == 5 && strings.HasSuffix(bare, "s") && decadeForm.MatchString(bare[:3]+"X"):
		v = decadeOf(atoi(bare[:4]))
	default:
		return v, wrong
	}
	if v.Start.Year() < 1 {
		return Interval{}, wrong
	}
	v.Approx = approx
	return v, nil
}

// atoi reads digits that a pattern has matched.
func atoi(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
