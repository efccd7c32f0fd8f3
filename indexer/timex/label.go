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
func dayWords(t time.Time) string { return itoa(t.Day()) + " " + monthWordsOf(t) }

// monthWordsOf returns the month of a day: "May 2019".
func monthWordsOf(t time.Time) string { return t.Month().String() + " " + yearWords(t.Year()) }

// yearWords returns a year as people write it: "1987", "490 BC".
func yearWords(y int) string {
	if y <= 0 {
		return itoa(1-y) + " BC"
	}
	return itoa(y)
}

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
		return "by " + openLabel(v.End.AddDate(0, 0, -1), v.Grain)
	case v.End.IsZero():
		return "since " + openLabel(v.Start, v.Grain)
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
		return dayWords(v.Start) + v.Start.Format(", 15:04")
	case Day:
		if !exact {
			return dayWords(v.Start) + " to " + dayWords(v.End.AddDate(0, 0, -1))
		}
		return about + dayWords(v.Start)
	case Week:
		return about + "the week of " + dayWords(v.Start)
	case Month:
		if !exact {
			return about + partName(v, whole) + monthWordsOf(v.Start)
		}
		return about + monthWordsOf(v.Start)
	case Season:
		n := int(v.Start.Month()) / 3
		return about + seasonNames[n] + " " + yearWords(first)
	case Quarter:
		if !exact {
			return about + "the " + map[bool]string{true: "first", false: "second"}[v.Start.Month() == 1] + " half of " + yearWords(first)
		}
		return about + "the " + quarterNames[(int(v.Start.Month())+2)/3] + " quarter of " + yearWords(first)
	case Year:
		switch {
		case v.Approx && last > first:
			return about + yearWords((first+last)/2)
		case last > first:
			return yearWords(first) + " to " + yearWords(last)
		case !exact:
			return about + partName(v, whole) + yearWords(first)
		}
		if v.Approx {
			return about + yearWords(first)
		}
		return "sometime in " + yearWords(first)
	case Decade:
		if v.Approx {
			return "about " + yearWords((first+last)/2)
		}
		if first <= 0 {
			return partName(v, whole) + itoa(1-whole.End.Year()+1) + "s BC"
		}
		return partName(v, whole) + itoa(whole.Start.Year()) + "s"
	case Century:
		if v.Approx {
			return "about " + yearWords((first+last)/2)
		}
		if first <= 0 {
			return partName(v, whole) + ordinal((1-first+99)/100) + " century BC"
		}
		return partName(v, whole) + ordinal(whole.Start.Year()/100+1) + " century"
	}
	return dayWords(v.Start)
}

// openLabel returns the stretch of a grain around t in words, as the one end of an
// interval that is open at the other.
func openLabel(t time.Time, g Grain) string {
	v := around(t, grainOr(g))
	if v.Start.IsZero() {
		return dayWords(t) // in the year 1 a stretch looks open itself
	}
	return bare(Label(v))
}

// fromTo joins the labels of both ends of a span, without saying a month or a year
// twice: "3 to 5 June 1987".
func fromTo(from Interval, a, b string) string {
	t := from.Start
	for _, tail := range []string{" " + monthWordsOf(t), " " + yearWords(t.Year())} {
		if (from.Grain == Day || from.Grain == Month) && !from.Approx && strings.HasSuffix(a, tail) && strings.HasSuffix(b, tail) {
			return strings.TrimSuffix(a, tail) + " to " + b
		}
	}
	return a + " to " + b
}

// bare returns a label without its "sometime in", to stand in a longer one.
func bare(label string) string { return strings.TrimPrefix(label, "sometime in ") }

// edgeWords returns what a bound on the beginning or the end of a stretch is called, of
// which v is that part: "the end of 2025", "the beginning of the 1980s"; "" for other parts.
func edgeWords(v Interval, p part) string {
	name := map[part]string{endOf: "the end of ", headOf: "the beginning of "}[p]
	if name == "" || v.Approx {
		return ""
	}
	if v.Grain == Decade || v.Grain == Century {
		name += "the "
	}
	return name + bare(Label(around(v.Start, v.Grain)))
}

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
