package timex

import (
	"strconv"
	"time"
)

// What is said of a time is put together in one place and made a string once: a text has
// many times, and their words would cost more than reading it.

// a line is words as they are put together.
type line []byte

func (b line) say(words ...string) line {
	for _, w := range words {
		b = append(b, w...)
	}
	return b
}

func (b line) number(n int) line { return strconv.AppendInt(b, int64(n), 10) }

// padded appends n in so many digits.
func (b line) padded(n, digits int) line {
	for limit := 10; digits > 1; digits-- {
		power := 1
		for range digits - 1 {
			power *= limit
		}
		if n >= power {
			break
		}
		b = append(b, '0')
	}
	return b.number(n)
}

// year appends a year as people write it: "1987", "490 BC", "AD 79".
func (b line) year(y int) line {
	switch {
	case y <= 0:
		return b.number(1 - y).say(" BC")
	case y < 100:
		return b.say("AD ").number(y)
	}
	return b.number(y)
}

// month appends the month of a day: "May 2019".
func (b line) month(t time.Time) line { return b.say(t.Month().String(), " ").year(t.Year()) }

// day appends a day as pages show it: "12 May 2019".
func (b line) day(t time.Time) line { return b.number(t.Day()).say(" ").month(t) }

// edtfYear appends a year in four digits, one before our era with its sign: "-0489" is 490 BC.
func (b line) edtfYear(y int) line {
	if y < 0 {
		return b.say("-").padded(-y, 4)
	}
	return b.padded(y, 4)
}

// edtfMonth and edtfDay append a month and a day as EDTF writes them.
func (b line) edtfMonth(t time.Time) line {
	return b.edtfYear(t.Year()).say("-").padded(int(t.Month()), 2)
}

func (b line) edtfDay(t time.Time) line { return b.edtfMonth(t).say("-").padded(t.Day(), 2) }

// line returns an empty one, to be made a string before the next is begun.
func (s *resolver) line() line { return s.scratch[:0] }

// done returns the words of b.
func (s *resolver) done(b line) string {
	s.scratch = b[:0]
	return string(b)
}

// say returns words put together.
func (s *resolver) say(words ...string) string { return s.done(s.line().say(words...)) }
