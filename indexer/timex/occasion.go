package timex

// anniversaryRule reads "the 20th anniversary of the fall of the Berlin Wall", "the tenth
// anniversary of the flood", which is so many years after it.
func (r *reader) anniversaryRule(i int) (*expr, int) {
	at := r.skip(i, "the")
	n, next := r.rank(at)
	if n == 0 || !r.is(next, "anniversary") || !r.is(next+1, "of") || !r.together(next+1) {
		return nil, i
	}
	e := r.keep(expr{kind: shifted, n: n, unit: unit{grain: Year}, occasion: true})
	if a, last := r.read(next + 2); a != nil && (a.kind == named || a.kind == point && a.bound == "" && a.year != 0) {
		e.base, e.a = fromSomething, a
		return e, last
	}
	last := r.phrase(next + 2)
	if last == next+2 {
		return nil, i
	}
	e.base, e.from, e.to = fromText, next+2, last
	return e, last
}

// rank reads an ordinal up to 999 at i: "20th", "tenth", "twenty-fifth"; 0 for none.
func (r *reader) rank(i int) (n, next int) {
	t := r.tok(i)
	if t.num > 0 && t.digits < 4 && (t.suffix == "th" || t.suffix == "st" || t.suffix == "nd" || t.suffix == "rd") {
		return t.num, i + 1
	}
	if n, ok := ordinals[t.low]; ok {
		return n, i + 1
	}
	if n, ok := numbers[t.low]; ok && n >= 20 && n < 100 && r.is(i+1, "-") && ordinals[r.low(i+2)] > 0 && ordinals[r.low(i+2)] < 10 {
		return n + ordinals[r.low(i+2)], i + 3
	}
	return 0, i
}

// turnRule reads "the turn of the century", "the turn of the 20th century", "the turn of the
// millennium".
func (r *reader) turnRule(i int) (*expr, int) {
	if !r.is(i, "the") || !r.is(i+1, "turn") || !r.is(i+2, "of") || !r.is(i+3, "the") || !r.together(i+3) {
		return nil, i
	}
	if r.is(i+4, "century") {
		return r.keep(expr{kind: turn}), i + 5
	}
	if r.is(i+4, "millennium") {
		return r.keep(expr{kind: turn, decade: 2000}), i + 5
	}
	if e, next := r.centuryRule(i + 3); e != nil && e.kind == century && !e.old {
		return r.keep(expr{kind: turn, decade: e.decade}), next
	}
	return nil, i
}

// turnOf resolves the turn of a century: some years to either side of its beginning. Which
// century is meant is for the words to say, or for the story.
func (s *resolver) turnOf(e *expr, i, next int) resolved {
	y := e.decade
	v := resolved{confidence: 0.85}
	if y == 0 {
		m := s.story(s.r.tok(i), Decade, false)
		if s.history {
			m = s.running()
		}
		if m != nil && m.year != noYear {
			y, v.anchor, v.confidence = (m.year+50)/100*100, s.earlier(m), 0.6
		}
		if y == 0 || abs(y-m.year) > 30 {
			return resolved{why: s.say("“", s.raw(i, next), "” may mean that of 1900 or of 2000, and nothing near says which")}
		}
		v.tell(s.done(s.line().say("which century is meant is told by ", v.anchor.Words, ": the one that began with ").year(y)))
	}
	v.Interval = Interval{Start: date(y-5, 1, 1), End: date(y+6, 1, 1), Grain: Year, Approx: true}
	v.tell(s.done(s.line().say("“", s.raw(i, next), "” is read as ").year(y - 5).say(" to ").year(y + 5)))
	return v
}

// weekOfRule reads "the week of March 6", "the weekend of 4 May 2019", "the week ended Oct. 13".
func (r *reader) weekOfRule(i int) (*expr, int) {
	if e, next := r.nthWeek(i); e != nil {
		return e, next
	}
	u, ok := units[r.low(i+1)]
	if !r.is(i, "the") || !ok || u.plural || u.grain != Week && u.code != "WE" || u.days == 14 || !r.is(i+2, "of", "ended", "ending", "beginning", "starting") {
		return nil, i
	}
	e, next := r.read(i + 3)
	if e == nil || e.kind != point || e.day == 0 || e.bound != "" || e.time != "" {
		return nil, i
	}
	return r.keep(expr{kind: weekOf, a: e, unit: u, from: i + 3, to: next}), next
}

// nthWeek reads "the first week of July 1916", "the last week of March".
func (r *reader) nthWeek(i int) (*expr, int) {
	n, ok := ordinals[r.low(i+1)]
	if r.is(i+1, "last", "final") {
		n, ok = -1, true
	}
	if !r.is(i, "the") || !ok || n > 4 || !r.is(i+2, "week") || !r.is(i+3, "of", "in") || !r.together(i+3) {
		return nil, i
	}
	e, next := r.read(i + 4)
	if e == nil || e.kind != point || e.month == 0 || e.day > 0 || e.bound != "" || e.part != whole {
		return nil, i
	}
	return r.keep(expr{kind: weekOf, n: n, a: e, unit: units["week"], from: i + 4, to: next}), next
}

// weekOf resolves the week or the weekend that a day is of.
func (s *resolver) weekOf(e *expr) resolved {
	v := s.plain(e.a, e.from, e.to)
	if v.why != "" {
		return v
	}
	at := v.Start
	switch {
	case e.n < 0:
		at = v.End.AddDate(0, 0, -4)
	case e.n > 0:
		at = v.Start.AddDate(0, 0, 7*e.n-4)
	}
	v.Interval, v.label = week(at), ""
	if e.unit.code == "WE" {
		saturday := v.End.AddDate(0, 0, -2)
		v.Interval = Interval{Start: saturday, End: v.End, Grain: Day}
	}
	v.tell(s.say("so: ", s.label(&v)))
	return v
}
