package timex

import "time"

// shifted resolves "13 years later", "almost 40 years ago".
func (s *resolver) shifted(e *expr, i, next int) resolved {
	v := resolved{confidence: 0.9}
	var at time.Time
	switch {
	case e.vague:
		return resolved{why: s.say("“", s.raw(i, next), "” does not say how many")}
	case overCentury(e): // "from 292,000 week ago" tells of a sum
		return resolved{why: s.say("it would be more than a century, which nobody counts in ", string(e.unit.grain), "s")}
	case e.unit.grain == Hour || e.unit.grain == Minute:
		return resolved{why: "hours and minutes are not placed on their own"}
	case s.yearOnYear(e, s.r.tok(i)):
		return s.quarterAgo(e, i, next)
	case e.base == fromPublished && s.published.IsZero():
		return s.unpublished(i, next)
	case e.base == fromPublished:
		v.anchor, at = s.fromPublished(), s.published
		v.flash = e.n > 0
	case e.base == fromEarlier && !s.published.IsZero() && s.compares(e, i):
		v.anchor, at = s.fromPublished(), s.published
		v.confidence = 0.7
	case e.base == fromEarlier:
		m := s.find(s.r.tok(i), e.unit.grain, s.cannotReach(e, i))
		if m == nil {
			return resolved{why: s.say("nothing before “", s.raw(i, next), "” names a ", string(e.unit.grain), " that it could count from")}
		}
		v.anchor, at = s.earlier(m), m.at()
		v.confidence = s.distance(m, i)
		v.flash = e.n > 0 && s.would(i)
	case e.base == fromText:
		return s.fromTold(e, i, next)
	default:
		from := s.plain(e.a, i, next)
		if from.why != "" {
			return from
		}
		at, v.confidence, v.anchor = from.Start, from.confidence*0.95, from.anchor
		if e.n > 0 && e.a.kind == named && !e.occasion {
			at = from.End.AddDate(0, 0, -1) // what comes after a war comes after its end
		}
	}
	if y := at.Year() + e.n*yearsOf(e.unit); y < -4000 || y > 3000 {
		return resolved{why: "that is no year of a calendar that we read"}
	}
	if v.Interval = s.counted(e, at); e.occasion && e.a.grainOf() == Day {
		v.Interval = day(step(at, e.n, e.unit))
	}
	if e.base == fromSomething && v.Grain == Week && !e.approx && e.a.grainOf() == Day {
		v.Interval = day(step(at, e.n, e.unit)) // a fortnight after a day is a day
	}
	if e.toTheDay {
		v.Interval = day(step(at, e.n, e.unit))
	}
	if v.Approx {
		v.confidence -= 0.1
	}
	if e.base == fromEarlier && e.n > 0 && v.Approx && !s.published.IsZero() && v.Grain == Year && v.Start.Before(s.published) && !s.foretells(i) {
		v.End = minTime(v.End, year(s.published.Year()).End) // "nearly 40 years later" is up to now
	}
	beyond := s.published.AddDate(1, 0, 0)
	if v.Grain != Year && v.Grain != Decade && v.Grain != Century {
		beyond = s.published.AddDate(0, 0, 8)
	}
	if e.base == fromEarlier && e.n > 0 && !s.published.IsZero() && v.Start.After(s.published) && v.End.After(beyond) && !s.foretells(i) {
		return resolved{why: s.say("counted on from ", v.anchor.Words, " it would be ", bare(s.label(&v)), ", after the article itself")}
	}
	s.counting(e, &v, at, i, next)
	return v
}

// compares reports whether "a year earlier" at i stands behind a sum that is compared with
// that of today: "$3 million a year earlier".
func (s *resolver) compares(e *expr, i int) bool {
	if e.n != -1 || e.unit.grain != Year || e.approx || s.history {
		return false
	}
	here := s.r.tok(i).sentence
	if s.r.is(i, "year") && s.r.is(i+1, "-") { // "year-earlier results"
		return true
	}
	if s.r.is(i-1, "with", "to", "than", "from") && s.r.is(i-2, "compared", "comparison", "higher", "lower", "up", "down") {
		return true
	}
	for k := i - 1; k >= max(0, i-6) && s.r.tok(k).sentence == here; k-- {
		if s.r.is(k, "compared", "million", "billion", "cents", "share", "%", "percent", "$", "pence") || s.r.tok(k).num >= 0 && s.r.is(k-1, "$", "£", "€") {
			return true
		}
	}
	return false
}

// cannotReach refuses days that stand close to publication as the beginning of
// counts of years: two years after them nobody writes yet. And what had been "four
// years earlier" was not so before a date that its own sentence tells only aside.
func (s *resolver) cannotReach(e *expr, i int) func(*mark) bool {
	here := s.r.tok(i).sentence
	if e.n < 0 {
		return func(m *mark) bool { return m.sentence == here && (m.telling || m.aside && !s.aside(i)) }
	}
	if e.n <= 0 || e.unit.grain != Year || s.published.IsZero() || s.foretells(i) {
		return func(m *mark) bool { return m.telling && m.sentence == here }
	}
	return func(m *mark) bool {
		return m.telling && m.sentence == here || m.deictic && monthStep(m.at(), 12*e.n).After(s.published.AddDate(1, 0, 0))
	}
}

// counted returns where so many units from at lead.
func (s *resolver) counted(e *expr, at time.Time) Interval {
	to := step(at, e.n, e.unit)
	var v Interval
	switch grain := e.unit.grain; grain {
	case Decade, Century:
		// "four decades later" is not one day or one year: five years or fifty to either side.
		wide := 5
		if grain == Century {
			wide = 50
		}
		return Interval{Start: date(to.Year()-wide+1, 1, 1), End: date(to.Year()+wide, 1, 1), Grain: grain, Approx: true}
	default:
		v = around(to, grain)
	}
	v.Approx = e.approx
	if e.approx && v.Grain == Year {
		spread := max(1, abs(e.n)/10)
		v.Start, v.End = v.Start.AddDate(-spread, 0, 0), v.End.AddDate(spread, 0, 0)
	}
	return v
}

// counting tells the reader how a count was made.
func (s *resolver) counting(e *expr, v *resolved, at time.Time, i, next int) {
	from := v.anchor.Words
	if e.base == fromSomething && e.a.kind != named {
		from = "the date that follows it"
	}
	way := "counts on from"
	if e.n < 0 {
		way = "counts back from"
	}
	v.tell(s.say("“", s.raw(i, next), "” ", way, " ", from))
	v.tell(s.done(s.line().moment(at, e.unit.grain).say(" ", sign(e.n), " ").quantity(abs(e.n), e.unit).say(" = ").moment(step(at, e.n, e.unit), e.unit.grain)))
	switch {
	case v.Grain == Day:
	case v.Approx:
		v.tell(s.say("so: ", s.label(v), ", as the words leave it open"))
	default:
		v.tell(s.say("so: some day in ", bare(s.label(v))))
	}
}

// distance returns how sure a count from m is: its own paragraph, or one before.
func (s *resolver) distance(m *mark, i int) float64 {
	if m.paragraph == s.r.tok(i).paragraph {
		return 0.85
	}
	return 0.75
}

// yearOnYear reports whether "a year ago" or "a year earlier" compares quarters:
// in a report on one, it means the same quarter of the year before.
func (s *resolver) yearOnYear(e *expr, here *token) bool {
	return !s.longer && here.paragraph-s.quarters <= 3 && abs(e.n) == 1 && e.n < 0 && e.unit.grain == Year && !e.approx &&
		!s.reported.IsZero() && e.base != fromSomething
}

// quarterAgo resolves "a year ago" in a report on a quarter.
func (s *resolver) quarterAgo(e *expr, i, next int) resolved {
	q := s.reported
	v := resolved{confidence: 0.65, anchor: Anchor{Kind: NoAnchor, Mention: -1}}
	v.Interval = quarter(q.Start.Year()+e.n, (int(q.Start.Month())+2)/3)
	v.tell(s.done(s.line().say("the text reports on ").label(q).say(", and “", s.raw(i, next), "” compares it with the same quarter")))
	v.tell(s.say("so: ", s.label(&v)))
	return v
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// overCentury reports whether so many days, weeks, months or quarters are more than a century.
func overCentury(e *expr) bool {
	most := map[Grain]int{Day: 36525, Week: 36525, Month: 1200, Quarter: 400}[e.unit.grain]
	return most > 0 && abs(e.n) > most/max(e.unit.days, 1)
}

func yearsOf(u unit) int {
	switch u.grain {
	case Year:
		return 1
	case Decade:
		return 10
	case Century:
		return 100
	}
	return 0
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

func sign(n int) string {
	if n < 0 {
		return "−"
	}
	return "+"
}

// quantity appends "13 years".
func (b line) quantity(n int, u unit) line {
	name := string(u.grain)
	if u.days == 14 {
		n, name = 2*n, "week"
	}
	b = b.number(n).say(" ")
	switch {
	case n == 1:
		return b.say(name)
	case u.grain == Century:
		return b.say("centuries")
	}
	return b.say(name, "s")
}

// moment appends the moment that a count begins with, as finely as it counts.
func (b line) moment(t time.Time, g Grain) line {
	switch g {
	case Year, Decade, Century:
		return b.year(t.Year())
	case Month, Quarter, Season:
		return b.month(t)
	}
	return b.day(t)
}

// same resolves "that year", "the following January", "the day before".
func (s *resolver) same(e *expr, i, next int) resolved {
	grain := e.unit.grain
	if grain == Hour || grain == Minute {
		return resolved{why: "hours and minutes are not placed on their own"}
	}
	need := grain
	if grain == Season || e.month > 0 {
		need = Year // "that spring" needs no more than the year
	}
	here := s.r.tok(i)
	m := s.find(here, need, func(m *mark) bool {
		// "told her in 2019 that it was empty that year": not the year of the telling. And
		// no one year is meant by "from 1980 to 1994".
		// "The year before, he had lost. The year after, …": both count from the same.
		return m.telling && m.sentence == here.sentence || e.rel == 0 && need == Year && m.long() || m.back && e.rel > 0 && s.r.is(next-1, "after")
	})
	if m == nil {
		return resolved{why: s.say("nothing before “", s.raw(i, next), "” names a ", string(need), " that it could point to")}
	}
	at := m.at()
	v := resolved{anchor: s.earlier(m), confidence: s.distance(m, i)}
	y := at.Year()
	switch {
	case e.weekday > 0:
		days := (e.weekday - 1 - int(at.Weekday()) + 7) % 7
		switch {
		case e.rel > 0 && days == 0:
			days = 7
		case e.rel < 0:
			days -= 7
		}
		v.Interval = day(at.AddDate(0, 0, days))
	case e.month > 0:
		switch {
		case e.rel > 0 && (m.Grain == Year || e.month <= int(at.Month())):
			y++
		case e.rel < 0 && (m.Grain == Year || e.month >= int(at.Month())):
			y--
		}
		v.Interval = month(y, e.month)
	case e.season > 0:
		switch {
		case e.rel > 0 && (m.Grain == Year || !season(y, e.season).Start.After(at)):
			y++
		case e.rel < 0 && (m.Grain == Year || season(y, e.season).Start.After(at)):
			y--
		}
		v.Interval = season(y, e.season)
	case e.unit.code == "WE": // the one that the day falls on, or that follows it
		saturday := at.AddDate(0, 0, (6-int(at.Weekday()))%7)
		if at.Weekday() == time.Sunday {
			saturday = at.AddDate(0, 0, -1)
		}
		v.Interval = Interval{Start: saturday, End: saturday.AddDate(0, 0, 2), Grain: Day}
	default:
		v.Interval = around(step(at, e.rel, e.unit), grain)
	}
	v.Interval = partOf(v.Interval, e.part)
	v.tell(s.say("“", s.raw(i, next), "” points to ", v.anchor.Words))
	v.tell(s.say("so: ", s.label(&v)))
	return v
}
