package timex

import "time"

// weekday resolves the last such day, the day of publication included, unless
// the clause looks ahead.
func (s *resolver) weekday(e *expr, i, next int) resolved {
	if m := s.find(s.r.tok(i), Day, nil); s.history && m != nil && e.bare {
		at := m.at()
		at = at.AddDate(0, 0, (e.weekday-int(at.Weekday())+7)%7)
		v := resolved{Interval: day(at), anchor: s.earlier(m), confidence: 0.6}
		v.tell(s.say("the text tells a history, and “", s.raw(i, next), "” is the first such day from ", v.anchor.Words, " on"))
		v.tell(s.say("so: ", s.label(&v)))
		return v
	}
	if e.bare && s.r.is(i-1, "a", "an") && s.r.together(i) {
		return resolved{why: s.say("“", s.raw(i-1, next), "” does not say of which week")}
	}
	if s.published.IsZero() {
		return s.unpublished(i, next)
	}
	v := resolved{anchor: s.fromPublished(), confidence: 0.9}
	if e.ofWeek {
		v.Interval = day(week(s.published).Start.AddDate(0, 0, 7*e.rel+(e.weekday+6)%7))
		v.flash = e.rel > 0
		v.tell(s.say("“", s.raw(i, next), "” counts from ", v.anchor.Words))
		v.tell(s.say("so: ", s.label(&v)))
		return v
	}
	back := (int(s.published.Weekday()) - e.weekday + 7) % 7
	at := s.published.AddDate(0, 0, -back)
	says := "the last such day, counted from "
	switch {
	case !e.bare && e.rel > 0, back > 0 && (e.bare || e.rel == 0) && s.ahead(i, next):
		at = s.published.AddDate(0, 0, 7-back)
		says = "the next such day, counted from "
		v.flash = true
	case !e.bare && e.rel < 0 && back == 0:
		at = s.published.AddDate(0, 0, -7)
	}
	v.Interval = day(at)
	v.tell(s.say("“", s.raw(i, next), "” is ", says, v.anchor.Words))
	v.tell(s.say("so: ", s.label(&v)))
	return v
}

// relative resolves last, this and next, counted from the day of publication.
func (s *resolver) relative(e *expr, i, next int) resolved {
	if e.ofStory && (s.history || s.tense(i, next) == gone) {
		if v := s.ofStory(e, i, next); v.why != "" || !v.IsZero() {
			return v
		}
	}
	if s.published.IsZero() {
		return s.unpublished(i, next)
	}
	v := resolved{anchor: s.fromPublished(), confidence: 0.92, flash: e.rel > 0}
	p := s.published
	switch {
	case e.holiday != nil:
		if v.Interval = day(s.relHoliday(e)); v.Start.IsZero() {
			return resolved{why: s.say("no table here says when ", e.holiday.name, " was then")}
		}
		v.End = v.Start.AddDate(0, 0, max(e.holiday.days, 1))
	case e.month > 0:
		y := relYear(month(p.Year(), e.month), e.rel, p)
		if e.rel == 0 && e.month < int(p.Month()) && s.ahead(i, next) {
			y++
		}
		v.Interval = month(y, e.month)
		if e.day > 0 {
			if !valid(y, e.month, e.day) {
				return resolved{why: "no calendar has that day"}
			}
			v.Interval = day(date(y, e.month, e.day))
		}
	case e.season > 0:
		y := relYear(season(p.Year(), e.season), e.rel, p)
		if e.rel <= 0 && e.season == 4 && p.Month() < 3 {
			y--
		}
		v.Interval = season(y, e.season)
		v.confidence = 0.85
	case e.unit.code == "WE":
		v.Interval = s.weekend(e.rel, s.ahead(i, next) || s.r.is(i-1, "of") && s.r.is(i-2, "ahead"))
	case e.time == "TNI" && e.rel < 0:
		v.Interval = day(p.AddDate(0, 0, -1))
	case e.rolling && e.part == whole:
		s.rolling(&v, e)
	default:
		v.Interval = around(step(p, e.rel, e.unit), e.unit.grain)
	}
	v.Interval = partOf(v.Interval, e.part)
	v.tell(s.say("“", s.raw(i, next), "” counts from ", v.anchor.Words))
	v.tell(s.say("so: ", s.label(&v)))
	return v
}

// rolling resolves "the past year", "the next month": one unit up to the day of
// publication, or from it on.
func (s *resolver) rolling(v *resolved, e *expr) {
	p := s.published
	v.Interval = Interval{Start: p, End: step(p, e.rel, e.unit).AddDate(0, 0, 1), Grain: e.unit.grain, Approx: true}
	way := " from "
	if e.rel < 0 {
		v.Start, v.End = step(p, e.rel, e.unit), p.AddDate(0, 0, 1)
		way = " up to "
	}
	v.label = s.done(s.line().say("the ", string(e.unit.grain), way).day(p))
	v.edtf = s.done(s.line().edtfDay(v.Start).say("/").edtfDay(v.End.AddDate(0, 0, -1)))
}

// relYear returns the year of the last, this or next v of its kind, seen from p.
func relYear(v Interval, rel int, p time.Time) int {
	y := v.Start.Year()
	switch {
	case rel < 0 && v.End.After(p):
		return y - 1
	case rel > 0 && !v.Start.After(p):
		return y + 1
	}
	return y
}

func (s *resolver) relHoliday(e *expr) time.Time {
	y := s.published.Year()
	return e.holiday.on(relYear(e.holiday.in(y), e.rel, s.published))
}

// weekend returns the last weekend that had begun, or another one.
func (s *resolver) weekend(rel int, ahead bool) Interval {
	saturday := s.published.AddDate(0, 0, -(int(s.published.Weekday())+1)%7)
	switch {
	case rel > 0, ahead && s.published.Weekday() != time.Saturday && s.published.Weekday() != time.Sunday:
		saturday = saturday.AddDate(0, 0, 7)
	case rel < 0 && saturday.AddDate(0, 0, 2).After(s.published):
		saturday = saturday.AddDate(0, 0, -7)
	}
	return Interval{Start: saturday, End: saturday.AddDate(0, 0, 2), Grain: Day}
}
