package timex

import (
	"fmt"
	"time"
)

// A resolver turns expressions into intervals, left to right, with what it has
// seen so far.
type resolver struct {
	r         *reader
	published time.Time // midnight UTC of the local day of publication; zero if unknown
	seen      []mark    // what later mentions can count from
	mentions  []Mention
	prose     []rune // the text
}

// A mark is a resolved mention that another can count from.
type mark struct {
	Interval
	mention   int // place in mentions
	sentence  int
	paragraph int
	firm      bool // it was not itself counted from another mention
}

// A resolved is what an expression comes to.
type resolved struct {
	Interval
	anchor     Anchor
	steps      []string
	confidence float64
	why        string // it did not resolve
	label      string // if the interval alone does not say it
	edtf       string
	flash      bool // it looks forward out of the story: nothing counts from it
}

func date(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func daysIn(y, m int) int { return date(y, m+1, 0).Day() }

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

// week returns the week from Monday to Sunday around t.
func week(t time.Time) Interval {
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	return Interval{Start: monday, End: monday.AddDate(0, 0, 7), Grain: Week}
}

func decadeOf(y int) Interval {
	return Interval{Start: date(y, 1, 1), End: date(y+10, 1, 1), Grain: Decade}
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
		return decadeOf(y - y%10)
	case Century:
		return Interval{Start: date(y-y%100, 1, 1), End: date(y-y%100+100, 1, 1), Grain: Century}
	}
	return day(date(y, m, t.Day()))
}

// resolve says what e, which stands in the tokens from i to next, comes to.
func (s *resolver) resolve(e *expr, i, next int) resolved {
	v := s.plain(e, i, next)
	if v.why != "" || v.IsZero() || e.bound == "" {
		return v
	}
	words := bare(s.label(v))
	switch e.bound {
	case "by":
		v.Start = time.Time{}
		v.steps = append(v.steps, "“by” says no later than that: when it began is open")
		v.label = "by " + words
		v.edtf = "../" + coarse(v.End, false)
		if e.part == whole {
			v.edtf = "../" + tail(edtf(around(v.End.AddDate(0, 0, -1), v.Grain), e))
		}
	case "before":
		v.End, v.Start = v.Start, time.Time{}
		v.steps = append(v.steps, "“before” says that it ended by then: when it began is open")
		v.label, v.edtf = "before "+words, "../"+tail(edtf(around(v.End.AddDate(0, 0, -1), v.Grain), e))
	case "since":
		v.End = time.Time{}
		v.steps = append(v.steps, "“since” says from then on: no end is named")
		v.label, v.edtf = "since "+words, tail(edtf(around(v.Start, v.Grain), e))+"/.."
	case "after":
		v.Start, v.End = v.End, time.Time{}
		v.steps = append(v.steps, "“after” says later than that: no end is named")
		v.label, v.edtf = "after "+words, tail(edtf(around(v.Start, v.Grain), e))+"/.."
	}
	return v
}

// tail returns the last part of an EDTF interval, or all of it.
func tail(s string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '/' {
			return s[i+1:]
		}
	}
	return s
}

// plain is resolve without the bound.
func (s *resolver) plain(e *expr, i, next int) resolved {
	switch e.kind {
	case point:
		return s.point(e, i, next)
	case decade:
		return s.decade(e)
	case century:
		v := Interval{Start: date(max(e.decade, 1), 1, 1), End: date(e.decade+100, 1, 1), Grain: Century}
		v = partOf(v, e.part)
		return resolved{Interval: v, confidence: 0.95, steps: []string{fmt.Sprintf("%s names the years from %d to %d", s.words(i, next), v.Start.Year(), v.End.Year()-1)}}
	case weekday:
		return s.weekday(e, i, next)
	case relative:
		return s.relative(e, i, next)
	case shifted:
		return s.shifted(e, i, next)
	case same:
		return s.same(e, i, next)
	case span:
		return s.span(e, i, next)
	}
	return resolved{} // a duration, a set, a clock time: no place on a timeline
}

// words returns the words from i to next, quoted.
func (s *resolver) words(i, next int) string {
	return "“" + string(s.prose[s.r.t[i].start:s.r.t[next-1].end]) + "”"
}

// point resolves what names a year, a month or a day, in whole or in part.
func (s *resolver) point(e *expr, i, next int) resolved {
	v := resolved{confidence: 0.97}
	y := e.year
	step := ""
	if y == 0 {
		var why string
		if y, v.anchor, step, v.confidence, why = s.yearOf(e, i, next); why != "" {
			return resolved{why: why}
		}
	}
	switch {
	case e.day > 0:
		if !valid(y, e.month, e.day) {
			return resolved{why: fmt.Sprintf("there is no such day in %d", y)}
		}
		v.Interval = day(date(y, e.month, e.day))
	case e.month > 0:
		v.Interval = month(y, e.month)
	case e.season > 0:
		v.Interval = season(y, e.season)
	case e.quarter > 0:
		v.Interval = quarter(y, e.quarter)
	default:
		v.Interval = year(y)
	}
	v.Interval = partOf(v.Interval, e.part)
	if e.approx {
		v.Approx = true
		if v.Grain == Year {
			v.Start, v.End = v.Start.AddDate(-1, 0, 0), v.End.AddDate(1, 0, 0)
		}
		v.confidence = min(v.confidence, 0.85)
	}
	if e.unsure {
		v.confidence = 0.6
		v.steps = append(v.steps, "read as month/day/year, as in the United States; day and month could be the other way round")
	}
	if step != "" {
		v.steps = append(v.steps, step)
	}
	v.steps = append(v.steps, s.words(i, next)+" is "+s.label(v))
	return v
}

// partOf returns the early, middle or late part of an interval.
func partOf(v Interval, p part) Interval {
	years := v.End.Year() - v.Start.Year()
	switch v.Grain {
	case Decade, Century:
		unit := years / 10
		switch p {
		case early:
			v.End = v.Start.AddDate(4*unit, 0, 0)
		case mid:
			v.Start, v.End = v.Start.AddDate(4*unit, 0, 0), v.Start.AddDate(7*unit, 0, 0)
		case late:
			v.Start = v.Start.AddDate(7*unit, 0, 0)
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

// yearOf finds the year of a month or day that is named without one: that of the
// story where the paragraph tells of another time, else the nearest one.
func (s *resolver) yearOf(e *expr, i, next int) (y int, a Anchor, step string, confidence float64, why string) {
	here := s.r.tok(i)
	if m := s.story(here); m != nil {
		y = m.Start.Year()
		// "in October ... the following January": a story goes forward.
		if e.month > 0 && m.Grain != Year && m.Grain != Season && e.month+6 < int(m.Start.Month()) {
			y++
		}
		a = s.earlier(m)
		return y, a, fmt.Sprintf("the year is that of %s", a.Words), 0.8, ""
	}
	if s.published.IsZero() {
		return 0, a, "", 0, fmt.Sprintf("%s names no year, and no date of publication is known", s.words(i, next))
	}
	a = s.fromPublished()
	y = s.published.Year()
	at := date(y, max(e.month, 1), max(e.day, 1))
	if e.season > 0 {
		at = season(y, e.season).Start
	}
	switch forward := s.ahead(i, next); {
	case forward && around(at, Month).End.Before(s.published.AddDate(0, 0, 1)) && (e.day == 0 || at.Before(s.published)):
		y++
	case !forward && at.After(s.published):
		// Past by default; a day soon to come is one of an announcement.
		if e.day > 0 && at.Sub(s.published) < 45*24*time.Hour {
			break
		}
		y--
	}
	return y, a, fmt.Sprintf("no year is named: the nearest to %s is %d", a.Words, y), 0.8, ""
}

// story returns the mark whose year a date without one takes: the last in the
// paragraph that is told of a time far from publication; nil if there is none.
func (s *resolver) story(here token) *mark {
	for k := len(s.seen) - 1; k >= 0; k-- {
		m := &s.seen[k]
		if m.paragraph != here.paragraph {
			break
		}
		if m.Start.IsZero() || m.Grain == Decade || m.Grain == Century {
			continue
		}
		if s.published.IsZero() || m.Start.Year() != s.published.Year() && s.published.Sub(m.Start) > 400*24*time.Hour {
			return m
		}
		if m.Start.Year() != s.published.Year() && m.firm {
			return m
		}
		return nil
	}
	return nil
}

// ahead reports whether the clause around tokens i to next speaks of what is to come.
func (s *resolver) ahead(i, next int) bool {
	here := s.r.tok(i).sentence
	look := func(from, to int) bool {
		for k := from; k < to; k++ {
			if t := s.r.tok(k); t.sentence == here && (ahead[t.low] || t.low == "ll" && s.r.is(k-1, "'")) {
				return true
			}
		}
		return false
	}
	return look(max(i-14, 0), i) || look(next, next+6)
}

// decade resolves ten years, or a part of them.
func (s *resolver) decade(e *expr) resolved {
	v := resolved{confidence: 0.97}
	first := e.decade
	if first < 0 {
		short := -first - 1
		last := 2025
		if !s.published.IsZero() {
			last = s.published.Year()
		}
		first = last/100*100 + short
		if first > last {
			first -= 100
		}
		v.confidence = 0.9
		v.steps = append(v.steps, fmt.Sprintf("the century is not named: the last such decade began in %d", first))
	}
	v.Interval = partOf(decadeOf(first), e.part)
	said := ""
	if e.part != whole {
		said = fmt.Sprintf("; the %s part of a decade is read as %d to %d", e.part, v.Start.Year(), v.End.Year()-1)
	}
	v.steps = append(v.steps, fmt.Sprintf("the decade is %d to %d%s", first, first+9, said))
	return v
}

// fromPublished is the anchor of what counts from the day of publication.
func (s *resolver) fromPublished() Anchor {
	return Anchor{Kind: Published, Mention: -1, Words: "the day of publication, " + dayWords(s.published)}
}

// earlier is the anchor of what counts from a mark.
func (s *resolver) earlier(m *mark) Anchor {
	return Anchor{Kind: Earlier, Mention: m.mention, Words: fmt.Sprintf("“%s” in sentence %d", s.mentions[m.mention].Text, m.sentence+1)}
}

// weekday resolves the last such day, the day of publication included, unless
// the clause looks ahead.
func (s *resolver) weekday(e *expr, i, next int) resolved {
	if s.published.IsZero() {
		return resolved{why: fmt.Sprintf("no date of publication is known, and %s counts from it", s.words(i, next))}
	}
	v := resolved{anchor: s.fromPublished(), confidence: 0.9}
	back := (int(s.published.Weekday()) - e.weekday + 7) % 7
	at := s.published.AddDate(0, 0, -back)
	says := "the last such day, counted from "
	switch {
	case !e.bare && e.rel > 0, e.bare && s.ahead(i, next) && back > 0, !e.bare && e.rel == 0 && s.ahead(i, next):
		at = s.published.AddDate(0, 0, 7-back)
		if e.rel > 0 && back == 0 {
			at = s.published.AddDate(0, 0, 7)
		}
		says = "the next such day, counted from "
		v.flash = true
	case !e.bare && e.rel < 0 && back == 0:
		at = s.published.AddDate(0, 0, -7)
	}
	v.Interval = day(at)
	v.steps = []string{s.words(i, next) + " is " + says + v.anchor.Words, "= " + dayWords(at)}
	return v
}

// relative resolves last, this and next, counted from the day of publication.
func (s *resolver) relative(e *expr, i, next int) resolved {
	if s.published.IsZero() {
		return resolved{why: fmt.Sprintf("no date of publication is known, and %s counts from it", s.words(i, next))}
	}
	v := resolved{anchor: s.fromPublished(), confidence: 0.92, flash: e.rel > 0}
	p := s.published
	switch {
	case e.month > 0:
		y := p.Year()
		this := month(y, e.month)
		switch {
		case e.rel < 0 && !this.Start.Before(around(p, Month).Start):
			y--
		case e.rel > 0 && !this.Start.After(p):
			y++
		}
		v.Interval = month(y, e.month)
		if e.day > 0 {
			if !valid(y, e.month, e.day) {
				return resolved{why: fmt.Sprintf("there is no such day in %d", y)}
			}
			v.Interval = day(date(y, e.month, e.day))
		}
	case e.season > 0:
		y := p.Year()
		this := season(y, e.season)
		switch {
		case e.rel < 0 && this.End.After(p):
			y--
		case e.rel > 0 && !this.Start.After(p):
			y++
		case e.rel == 0 && e.season == 4 && p.Month() < 3:
			y--
		}
		v.Interval = season(y, e.season)
		v.confidence = 0.85
	default:
		v.Interval = around(step(p, e.rel, e.unit), e.unit.grain)
	}
	v.Interval = partOf(v.Interval, e.part)
	v.steps = []string{s.words(i, next) + " counts from " + v.anchor.Words, "= " + s.label(v)}
	return v
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

func floor(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// span resolves from one to another.
func (s *resolver) span(e *expr, i, next int) resolved {
	a, b := *e.a, *e.b
	// "between March and June 1987", "from May until late 1990": the year is the other's.
	if a.kind == point && b.kind == point {
		if a.year == 0 && b.year != 0 {
			a.year = b.year
			if a.month > b.month && b.month > 0 {
				a.year--
			}
		}
		if b.year == 0 && a.year != 0 {
			b.year = a.year
			if b.month > 0 && b.month < a.month {
				b.year++
			}
		}
	}
	from, to := s.plain(&a, i, next), s.plain(&b, i, next)
	if from.why != "" {
		return from
	}
	if to.why != "" {
		return to
	}
	v := resolved{confidence: min(from.confidence, to.confidence), anchor: from.anchor}
	if v.anchor.Kind == "" {
		v.anchor = to.anchor
	}
	v.Start, v.End, v.Grain = from.Start, to.End, coarser(from.Grain, to.Grain)
	v.Approx = from.Approx || to.Approx
	if !v.Start.Before(v.End) {
		return resolved{why: "it ends before it begins"}
	}
	v.label = bare(s.label(from)) + " to " + bare(s.label(to))
	v.edtf = head(edtf(from.Interval, &a)) + "/" + tail(edtf(to.Interval, &b))
	v.steps = []string{s.words(i, next) + " runs from the start of " + bare(s.label(from)) + " to the end of " + bare(s.label(to))}
	return v
}

func head(s string) string {
	for i := range len(s) {
		if s[i] == '/' {
			return s[:i]
		}
	}
	return s
}

func coarser(a, b Grain) Grain {
	if rank(a) > rank(b) {
		return a
	}
	return b
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
