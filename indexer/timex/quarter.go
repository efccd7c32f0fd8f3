package timex

// quarterRule reads the quarters and halves that reports of business are full of:
// "the third quarter of 1998", "third-quarter", "the year-ago quarter", "the 1988
// period", "the latest quarter", "next year's first quarter", "the first half".
func (r *reader) quarterRule(i int) (*expr, int) {
	if e, next := r.shortQuarter(i); e != nil {
		return e, next
	}
	e := r.keep(expr{kind: point})
	at := r.skip(i, "the")
	the := at > i
	if _, ok := ordinals[r.low(at)]; ok && the && r.is(at+1, "-") && r.is(at+2, "quarter") && r.tok(at+3).word && !r.is(at+3, "of", "ended", "a", "last", "and", "in") {
		return nil, i // "the third-quarter loss": the article is that of the loss
	}
	at = r.skip(at, "comparable", "corresponding", "same")
	at = r.whose(e, at)
	named := e.year != 0 || e.ofRel || e.n != 0
	at = r.skip(r.skip(at, "fiscal", "calendar"), "-")
	n, ok := ordinals[r.low(at)]
	last := r.is(at, "last", "latter", "second", "first")
	switch {
	case r.is(at, "last", "final") && r.is(at+1, "quarter") && r.is(at+2, "of") && (r.tok(at+3).digits == 4 || r.is(at+3, "the", "last", "that")) && r.together(at+2):
		e.quarter = 4
		at += 2
	case ok && n <= 4 && r.is(r.skip(at+1, "-"), "quarter") && r.together(at+1):
		e.quarter = n
		at = r.skip(at+1, "-") + 1
	case last && r.is(r.skip(at+1, "-"), "half") && (the || named || r.is(at+1, "-")) && r.is(r.skip(at+1, "-")+1, "of", "in", "'"):
		e.half = 2
		if r.is(at, "first") {
			e.half = 1
		}
		at = r.skip(at+1, "-") + 1
	case named && r.is(at, "quarter", "period"):
		e.reported = true
		at++
	case the && r.is(at, "latest", "most") && r.is(r.skip(at+1, "recent"), "quarter", "period"):
		e.reported = true
		at = r.skip(at+1, "recent") + 1
	case the && r.is(at, "quarter") && (at == i+1 || r.is(i-1, "during", "for")) && !r.is(at+1, "of", "-", "century", "mile"):
		e.reported = true
		at++
	default:
		return nil, i
	}
	if why := r.notQuarter(i, at); why != "" {
		r.reject(i, at, why)
		return nil, i
	}
	if named {
		return e, at
	}
	next := r.yearOn(e, r.skip(r.skip(at, "of", "in"), "fiscal"))
	if e.year != 0 || e.ofRel || e.yearOf != nil {
		return e, next
	}
	if e.half > 0 {
		return nil, i // "the first half": of what?
	}
	if r.is(at, "a") && r.is(at+1, "year") && r.is(at+2, "ago", "earlier") {
		e.n = -1
		return e, at + 3
	}
	return e, at
}

// shortQuarter reads "Q3 2022", "Q1 of 2021", "H1 2023": a year has to follow.
func (r *reader) shortQuarter(i int) (*expr, int) {
	n := r.tok(i + 1)
	if !r.is(i, "q", "h") || !r.tok(i).upper || !n.glued || n.digits != 1 || n.suffix != "" || n.num < 1 || n.num > 4 || r.is(i, "h") && n.num > 2 {
		return nil, i
	}
	at := r.skip(r.skip(i+2, "of", "fiscal"), "fy")
	y, ok := r.yearNumber(at)
	if !ok || !r.together(at) {
		return nil, i
	}
	if r.is(i, "h") {
		return r.keep(expr{kind: point, half: n.num, year: y}), at + 1
	}
	return r.keep(expr{kind: point, quarter: n.num, year: y}), at + 1
}

// whose reads what stands before a quarter and says its year: "1988", "next
// year's", "year-earlier".
func (r *reader) whose(e *expr, at int) int {
	if y, ok := r.yearNumber(at); ok {
		e.year = y
		return at + 1
	}
	if rel, ok := rels[r.low(at)]; ok && r.is(at+1, "year") && r.is(at+2, "'") && r.is(at+3, "s") {
		e.ofRel, e.yearRel = true, rel
		return at + 4
	}
	if r.is(at, "year") && r.is(at+1, "-") && r.is(at+2, "ago", "earlier") {
		e.n = -1
		return at + 3
	}
	return at
}
