package timex

// afterBareDay are words that may follow a day without its month: "on the 18th the king".
var afterBareDay = wordSet(`
	the a an and or but he she they it we i his her their in at to by with from near after before when as while without`)

// bareDayRule reads "the 22nd", "the first of the month", where a preposition says that it is
// a day and no noun follows.
func (r *reader) bareDayRule(i int) (*expr, int) {
	if !r.is(i, "the") || !r.is(i-1, "on", "of", "by", "until", "till", "from", "to", "between", "and", "before", "after", "since", "through") || !r.together(i) {
		return nil, i
	}
	d, next, ok := r.dayNumber(i + 1)
	if !ok || !r.together(i+1) {
		return nil, i
	}
	if r.is(next, "of") && (r.is(next+1, "the", "that") && r.is(next+2, "month") || r.is(next+1, "the") && r.is(next+2, "same") && r.is(next+3, "month")) {
		last := next + 3
		if r.is(next+2, "same") {
			last++
		}
		return r.keep(expr{kind: point, day: d}), last
	}
	if r.notQuarter(i, next) != "" {
		return nil, i // "a birdie on the 18th"
	}
	t := r.tok(i + 1)
	if t.word || t.suffix == "" || !r.is(i-1, "on", "of", "by", "until", "till", "from") {
		return nil, i
	}
	after := r.tok(next)
	if after.word && after.sentence == t.sentence && !afterBareDay[after.low] && !pastVerbs[after.low] && (after.upper || !endsIn(after.low, "ed")) {
		return nil, i
	}
	if r.is(i-1, "of", "by", "from") && dayParts[r.low(i-2)] == "" && !(after.sentence != t.sentence || !after.word) {
		return nil, i
	}
	return r.keep(expr{kind: point, day: d}), next
}

// bareDay resolves a day without its month: it is of the month that the text has come to.
func (s *resolver) bareDay(e *expr, i, next int) resolved {
	m := s.find(s.r.tok(i), Month, func(m *mark) bool { return m.Start.IsZero() && m.End.IsZero() })
	if m == nil {
		return resolved{why: s.say("nothing before “", s.raw(i, next), "” names a month that it could be of")}
	}
	at := m.at()
	y, month := at.Year(), int(at.Month())
	if rank(m.Grain) <= rank(Week) && at.Day()-e.day > 15 {
		if month++; month > 12 {
			y, month = y+1, 1
		}
	}
	if !valid(y, month, e.day) {
		return resolved{why: s.say("the month of “", s.mentions[m.mention].Text, "” has no such day")}
	}
	v := resolved{Interval: day(date(y, month, e.day)), anchor: s.earlier(m), confidence: s.distance(m, i) - 0.1}
	v.tell(s.say("the month is that of ", v.anchor.Words))
	v.tell(s.say("so: ", s.label(&v)))
	return v
}
