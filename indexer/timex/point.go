package timex

import (
	"time"
)

// point resolves what names a year, a month or a day, in whole or in part.
func (s *resolver) point(e *expr, i, next int) resolved {
	if e.reported || e.quarter > 0 && e.year == 0 && !e.ofRel && e.yearOf == nil {
		return s.quarterOf(e, i, next)
	}
	if e.day > 0 && e.month == 0 {
		return s.bareDay(e, i, next)
	}
	v := resolved{confidence: 0.97}
	y := e.year
	switch {
	case y < 0:
		y++ // there is no year 0: 1 BC comes before 1
	case y > 0:
	case e.yearOf != nil:
		of := s.plain(e.yearOf, e.yearOf.from, e.yearOf.to)
		if of.why != "" {
			return of
		}
		y, v.anchor, v.confidence = of.Start.Year(), of.anchor, of.confidence
		v.steps, v.told = of.steps, of.told
	case e.ofRel && s.published.IsZero():
		return s.unpublished(i, next)
	case e.ofRel:
		v.anchor = s.fromPublished()
		y = s.published.Year() + e.yearRel
		v.tell(s.done(s.line().say("the year counts from ", v.anchor.Words, ": ").year(y)))
	default:
		var why, step string
		if y, v.anchor, step, v.confidence, why = s.yearOf(e, i, next); why != "" {
			return resolved{why: why}
		}
		v.tell(step)
	}
	if e.day > 0 && !valid(y, e.month, e.day) {
		return resolved{why: s.done(s.line().year(y).say(" has no such day"))}
	}
	if e.holiday != nil && e.holiday.on(y).IsZero() {
		return resolved{why: s.done(s.line().say("no table here says when ", e.holiday.name, " was in ").year(y))}
	}
	v.Interval = partOf(e.in(y), e.part)
	if e.approx {
		v.Approx = true
		if v.Grain == Year {
			v.Start, v.End = v.Start.AddDate(-1, 0, 0), v.End.AddDate(1, 0, 0)
		}
		v.confidence = min(v.confidence, 0.85)
	}
	if e.fiscal {
		v.confidence = 0.8
		v.tell("a fiscal year is named by the year in which it ends, as a rule, and may begin in the one before")
	}
	switch {
	case e.unsure && s.r.dayFirst:
		v.confidence = 0.85
		v.tell("read as day/month/year, as another date of the text has to be")
	case e.unsure:
		v.confidence = 0.6
		v.tell("read as month/day/year, as in the United States; day and month could be the other way round")
	}
	if e.quarter > 0 {
		s.reports(v.Interval)
	}
	v.tell(s.say("“", s.raw(i, next), "” is ", s.label(&v)))
	return v
}

// in returns what e names in the year y.
func (e *expr) in(y int) Interval {
	switch {
	case e.holiday != nil:
		return e.holiday.in(y)
	case e.day > 0:
		return day(date(y, e.month, e.day))
	case e.month > 0:
		return month(y, e.month)
	case e.season > 0:
		return season(y, e.season)
	case e.quarter > 0:
		return quarter(y, e.quarter)
	case e.half > 0:
		return half(y, e.half)
	}
	return year(y)
}

// yearOf finds the year of a month or day that is named without one: that of the
// story where the paragraph tells of another time, else the nearest in the tense
// of the clause, the past where that says nothing.
func (s *resolver) yearOf(e *expr, i, next int) (y int, a Anchor, step string, confidence float64, why string) {
	confidence = 0.8
	if s.history && s.written == nil {
		if y, m := s.ofHistory(e, next); m != nil {
			a = s.earlier(m)
			return y, a, s.say("the text tells a history, and the year is that of ", a.Words), 0.75, ""
		}
	}
	t := s.tense(i, next)
	m := s.story(s.r.tok(i), Year, s.tellingVerb(i, 4))
	if m == nil {
		m, confidence = s.goesOn(i, next), 0.6
	}
	near, close := 0, false
	if !s.published.IsZero() {
		near, close = s.nearest(e, t)
	}
	if m != nil && !(close && s.passing(m, s.r.tok(i), t)) {
		y = m.Start.Year()
		// "in October … the following January": a story goes forward.
		if e.month > 0 && rank(m.Grain) <= rank(Month) && e.month+6 < int(m.Start.Month()) {
			y++
		}
		a = s.earlier(m)
		return y, a, s.say("the year is that of ", a.Words), confidence, ""
	}
	if s.published.IsZero() {
		return 0, a, "", 0, s.say("“", s.raw(i, next), "” names no year, and no publication date is known")
	}
	a = s.fromPublished()
	y = near
	return y, a, s.done(s.line().say("no year is named: from ", a.Words, ", it is ").year(y)), 0.8, ""
}

// A month or a day that lies close to publication is that one, whatever the tense: news
// looks back and ahead by weeks ("was extended to Nov. 16"). In 256 articles, none was
// of another year.
const (
	soonDay   = 60 * 24 * time.Hour // ahead, and back
	soonMonth = 31 * 24 * time.Hour // to its beginning
	justMonth = 62 * 24 * time.Hour // since its end
)

// nearest returns the year in which e lies nearest to publication, on the side of
// the tense, and whether it lies so close that no tense is needed.
func (s *resolver) nearest(e *expr, t tense) (y int, close bool) {
	p := s.published
	at := func(y int) Interval {
		if e.day > 0 {
			return day(date(y, e.month, min(e.day, daysIn(y, e.month))))
		}
		return e.in(y)
	}
	lacks := func(y int) bool { return e.month == 2 && e.day == 29 && !valid(y, 2, 29) }
	past := p.Year()
	for lacks(past) || at(past).Start.After(p) {
		past--
	}
	next := past + 1
	for lacks(next) {
		next++
	}
	if at(past).IsZero() || at(next).IsZero() { // beyond the tables of a feast
		return p.Year(), false
	}
	since, until := p.Sub(at(past).End), at(next).Start.Sub(p)
	if since <= 0 { // it is this month, or today
		return past, true
	}
	if e.day > 0 || e.holiday != nil {
		switch {
		case until <= soonDay && until < since && (t != gone || until <= soonDay/2 && e.holiday == nil):
			return next, true
		case since <= soonDay && (t != toCome || since <= soonDay/2):
			return past, true
		case t == toCome, t == untold && 2*until < since, e.bound == "by" && until < since:
			return next, false
		}
		return past, false
	}
	switch {
	case until <= soonMonth:
		return next, true
	case t == toCome, t == untold && 4*until < since, e.bound == "by" && until < since:
		return next, false
	}
	return past, since <= justMonth
}

// quarterOf resolves a quarter that is named without its year: the one that the
// text reports on, or the last that had begun.
func (s *resolver) quarterOf(e *expr, i, next int) resolved {
	v := resolved{confidence: 0.75}
	shift := e.n
	q := s.reported
	switch {
	case !q.IsZero() && (e.reported || e.year == 0 && e.quarter == (int(q.Start.Month())+2)/3 && shift == 0):
		v.tell(s.done(s.line().say("the quarter that the text reports on is ").label(q)))
	case s.published.IsZero():
		return s.unpublished(i, next)
	default:
		v.anchor = s.fromPublished()
		if e.quarter == 0 {
			q = around(monthStep(s.published, -3), Quarter)
		} else {
			q = quarter(s.nearestQuarter(e.quarter, s.tense(i, next)), e.quarter)
		}
		v.tell(s.say("the quarter counts from ", v.anchor.Words))
	}
	switch {
	case e.year != 0:
		q = quarter(e.year, (int(q.Start.Month())+2)/3)
	case e.ofRel && !s.published.IsZero():
		q = quarter(s.published.Year()+e.yearRel, (int(q.Start.Month())+2)/3)
	case shift != 0:
		q = quarter(q.Start.Year()+shift, (int(q.Start.Month())+2)/3)
	}
	v.Interval = q
	if shift == 0 && e.year == 0 && !e.ofRel {
		s.reports(q)
	}
	v.tell(s.say("“", s.raw(i, next), "” is ", s.label(&v)))
	return v
}

// reports notes the quarter q as the one that the text reports on: the latest that
// was over, or nearly, when the text appeared.
func (s *resolver) reports(q Interval) {
	late := q.Start.Before(s.reported.Start) || q.End.After(s.published.AddDate(0, 0, 31)) || s.published.Sub(q.End) > 200*24*time.Hour
	if !s.published.IsZero() && !late {
		s.reported = q
	}
}

// nearestQuarter returns the year of the last quarter n that had begun by the day of
// publication, or of the next if the clause looks ahead.
func (s *resolver) nearestQuarter(n int, t tense) int {
	p := s.published
	this := quarter(p.Year(), n)
	switch {
	case this.Start.After(p) && t != toCome && this.Start.Sub(p) > 50*24*time.Hour:
		return p.Year() - 1
	case t == toCome && p.Sub(this.End) > 120*24*time.Hour:
		return p.Year() + 1 // nearer than that, it is the report that is to come
	}
	return p.Year()
}
