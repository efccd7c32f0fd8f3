package timex

import (
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func pad2(n int) string { return string(line(nil).padded(n, 2)) }

var seasonNames = [...]string{"", "spring", "summer", "autumn", "winter"}

var quarterNames = [...]string{"", "first", "second", "third", "fourth"}

// label returns what v is called in words; it is made once.
func (s *resolver) label(v *resolved) string {
	if v.label == "" && !v.IsZero() {
		v.label = s.done(s.line().label(v.Interval))
	}
	return v.label
}

// Label returns an interval in words, never more finely than its grain:
// "sometime in 1987", "late 1980s", "May 1987", "12 May 2019".
func Label(v Interval) string { return string(line(nil).label(v)) }

// label appends what an interval is called.
func (b line) label(v Interval) line {
	switch {
	case v.IsZero():
		return b
	case v.Start.IsZero():
		return b.say("by ").openLabel(v.End.AddDate(0, 0, -1), v.Grain)
	case v.End.IsZero():
		return b.say("since ").openLabel(v.Start, v.Grain)
	}
	whole := around(v.Start, v.Grain)
	exact := v.Start.Equal(whole.Start) && v.End.Equal(whole.End)
	first, last := v.Start.Year(), v.End.AddDate(0, 0, -1).Year()
	if v.Approx && (v.Grain == Year || v.Grain == Decade || v.Grain == Century) {
		return b.say("about ").year((first + last) / 2)
	}
	if v.Approx && v.Grain != Minute && v.Grain != Hour && (v.Grain != Day || exact) {
		b = b.say("about ")
	}
	switch v.Grain {
	case Minute, Hour:
		return b.day(v.Start).say(", ").padded(v.Start.Hour(), 2).say(":").padded(v.Start.Minute(), 2)
	case Week:
		return b.say("the week of ").day(v.Start)
	case Month:
		return b.say(partName(v, whole)).month(v.Start)
	case Season:
		return b.say(seasonNames[int(v.Start.Month())/3], " ").year(first)
	case Quarter:
		switch {
		case exact:
			return b.say("the ", quarterNames[(int(v.Start.Month())+2)/3], " quarter of ").year(first)
		case v.Start.Month() == 1:
			return b.say("the first half of ").year(first)
		}
		return b.say("the second half of ").year(first)
	case Year:
		switch {
		case last > first:
			return b.year(first).say(" to ").year(last)
		case !exact:
			return b.say(partName(v, whole)).year(first)
		}
		return b.say("sometime in ").year(first)
	case Decade:
		if b = b.say(partName(v, whole)); first <= 0 {
			return b.number(2 - whole.End.Year()).say("s BC")
		}
		return b.number(whole.Start.Year()).say("s")
	case Century:
		if b = b.say(partName(v, whole)); first <= 0 {
			return b.ordinal((100 - first) / 100).say(" century BC")
		}
		return b.ordinal(whole.Start.Year()/100 + 1).say(" century")
	}
	if !exact {
		return b.day(v.Start).say(" to ").day(v.End.AddDate(0, 0, -1))
	}
	return b.day(v.Start)
}

// openLabel appends the stretch of a grain around t in words, as the one end of an
// interval that is open at the other.
func (b line) openLabel(t time.Time, g Grain) line {
	v := around(t, grainOr(g))
	switch {
	case v.Start.IsZero():
		return b.day(t) // in the year 1 a stretch looks open itself
	case v.Grain == Year:
		return b.year(t.Year())
	}
	return b.label(v)
}

// fromTo joins the labels of both ends of a span, without saying a month or a year
// twice: "3 to 5 June 1987".
func fromTo(from Interval, a, b string) string {
	if (from.Grain == Day || from.Grain == Month) && !from.Approx {
		tail := line(nil).say(" ").month(from.Start)
		month := len(tail) - len(line(nil).say(" ").year(from.Start.Year()))
		for _, t := range []string{string(tail), string(tail[month:])} {
			if strings.HasSuffix(a, t) && strings.HasSuffix(b, t) {
				return strings.TrimSuffix(a, t) + " to " + b
			}
		}
	}
	return a + " to " + b
}

// bare returns a label without its "sometime in", to stand in a longer one.
func bare(label string) string { return strings.TrimPrefix(label, "sometime in ") }

// edge appends what a bound on the beginning or the end of a stretch is called, of which v
// is that part: "the end of 2025", "the beginning of the 1980s". It reports whether p is one.
func (b line) edge(v Interval, p part) (line, bool) {
	if p != endOf && p != headOf || v.Approx {
		return b, false
	}
	edge := "end"
	if p == headOf {
		edge = "beginning"
	}
	b = b.say("the ", edge, " of ")
	if v.Grain == Decade || v.Grain == Century {
		b = b.say("the ")
	}
	return b.bareLabel(around(v.Start, v.Grain)), true
}

// bareLabel appends a label without its "sometime in".
func (b line) bareLabel(v Interval) line {
	from := len(b)
	b = b.label(v)
	if strings.HasPrefix(string(b[from:]), "sometime in ") {
		b = append(b[:from], b[from+len("sometime in "):]...)
	}
	return b
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

// ordinal appends "1st", "2nd", "19th".
func (b line) ordinal(n int) line {
	b = b.number(n)
	switch {
	case n%10 == 1 && n != 11:
		return b.say("st")
	case n%10 == 2 && n != 12:
		return b.say("nd")
	case n%10 == 3 && n != 13:
		return b.say("rd")
	}
	return b.say("th")
}
