package timex

import (
	"fmt"
	"strings"
)

// ParseEDTF reads an interval: a year, month or day ("1987", "1987-05",
// "1987-05-12"), a decade or century ("198X", "1980s", "19XX"), a season or quarter
// ("1987-21", "1987-33"), any of them with "~" or "?" behind it, or two with "/" or ".."
// between them, of which one may be left out ("1985..1991", "../1987", "2024-01/..").
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

// parseEnds reads an interval from its two ends, one of which may be open.
func parseEnds(s, a, b string) (Interval, error) {
	open := func(end string) bool { return end == "" || end == ".." || end == "*" }
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if open(a) && open(b) {
		return Interval{}, fmt.Errorf("%q names neither a beginning nor an end: write 1985..1991, 1987.. or ../1987", s)
	}
	var v Interval
	if !open(a) {
		from, err := parseOne(a)
		if err != nil {
			return Interval{}, err
		}
		v = Interval{Start: from.Start, Grain: from.Grain, Approx: from.Approx}
	}
	if !open(b) {
		to, err := parseOne(b)
		if err != nil {
			return Interval{}, err
		}
		v.End, v.Approx = to.End, v.Approx || to.Approx
		if v.Grain = coarser(v.Grain, to.Grain); open(a) {
			v.Grain = to.Grain
		}
	}
	if !v.Start.IsZero() && !v.End.IsZero() && !v.Start.Before(v.End) {
		return Interval{}, fmt.Errorf("%q ends before it begins: write the earlier date first", s)
	}
	return v, nil
}

// parseOne reads a stretch that is told in one piece.
func parseOne(s string) (Interval, error) {
	bare := strings.TrimRight(s, "~?%")
	v, err := parseForm(s, bare)
	if err != nil {
		return Interval{}, err
	}
	if !representable(v) {
		return Interval{}, unread(s)
	}
	v.Approx = strings.ContainsAny(s[len(bare):], "~%")
	return v, nil
}

func unread(s string) error {
	return fmt.Errorf("%.60q is no date that can be read: write 1987, 1987-05, 1987-05-12, 198X, or two of them as in 1985..1991", s)
}

// parseForm tells the forms apart by what they look like, with 0 for a digit.
func parseForm(s, bare string) (Interval, error) {
	sign := 1
	if strings.HasPrefix(bare, "-") { // -0489 is 490 BC
		sign, bare = -1, bare[1:]
	}
	if len(bare) > len("0000-00-00") {
		return Interval{}, unread(s)
	}
	form := shape(bare)
	if sign < 0 && (strings.Contains(form, "X") || form == "0000s") {
		return Interval{}, unread(s)
	}
	switch form {
	case "0000":
		return year(sign * atoi(bare)), nil
	case "000X":
		return decadeOf(atoi(bare[:3]) * 10), nil
	case "00XX":
		return centuryOf(atoi(bare[:2]) * 100), nil
	case "0000s":
		if bare[3] != '0' {
			return Interval{}, unread(s)
		}
		return decadeOf(atoi(bare[:4])), nil
	case "0000-00":
		y, m := sign*atoi(bare[:4]), atoi(bare[5:])
		switch {
		case m >= 1 && m <= 12:
			return month(y, m), nil
		case m >= 21 && m <= 24:
			return season(y, m-20), nil
		case m >= 33 && m <= 36:
			return quarter(y, m-32), nil
		}
		return Interval{}, fmt.Errorf("there is no month %q: write 01 to 12, 21 to 24 for spring to winter, 33 to 36 for the quarters", s)
	case "0000-00-00":
		y, m, d := sign*atoi(bare[:4]), atoi(bare[5:7]), atoi(bare[8:])
		if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
			return Interval{}, fmt.Errorf("no calendar has a day %q: check month and day", s)
		}
		return day(date(y, m, d)), nil
	}
	return Interval{}, unread(s)
}

// shape returns s with every digit as 0 and every X, x or u as X.
func shape(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9':
			return '0'
		case c == 'x' || c == 'u':
			return 'X'
		}
		return c
	}, s)
}

// atoi reads digits that a shape has promised.
func atoi(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
