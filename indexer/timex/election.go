package timex

import "time"

// electionRule reads "the 1960 presidential election", "the 2014 midterms" in a text about the
// United States, whose day the law has fixed since 1848.
func (r *reader) electionRule(i int) (*expr, int) {
	at := r.skip(i, "the")
	y, ok := r.yearNumber(at)
	if !ok || y < 1848 {
		return nil, i
	}
	next := at + 1
	said := false
	switch {
	case r.is(next, "u") && r.is(next+1, ".") && r.is(next+2, "s") && r.is(next+3, "."):
		said, next = true, next+4
	case r.is(next, "us", "american") && r.tok(next).upper:
		said, next = true, next+1
	}
	name := ""
	switch {
	case y%4 == 0 && r.is(next, "presidential") && r.is(next+1, "election", "elections", "vote"):
		name, next = "presidential election", next+2
	case y%4 == 2 && r.is(next, "midterms"):
		name, next = "midterm elections", next+1
	case y%4 == 2 && r.is(next, "midterm", "congressional") && r.is(next+1, "election", "elections", "vote"):
		name, next = "midterm elections", next+2
	}
	if name == "" || !said && !r.aboutAmerica() || !r.together(next-1) {
		return nil, i
	}
	h := &happening{
		name:   "U.S. " + name + " of " + itoa(y),
		when:   day(electionDay(y)),
		source: "the law of 1845, the Tuesday after the first Monday of November",
	}
	return r.keep(expr{kind: named, event: h}), next
}

// electionDay returns the Tuesday after the first Monday of November.
func electionDay(y int) time.Time { return nth(1, time.Monday, 11)(y).AddDate(0, 0, 1) }

// aboutAmerica reports whether a text speaks of the politics of the United States.
func (r *reader) aboutAmerica() bool {
	if !r.surveyed {
		r.surveyed, r.american = true, r.namesAmerica()
	}
	return r.american
}

func (r *reader) namesAmerica() bool {
	n := 0
	for i := range r.t {
		if t := &r.t[i]; t.upper && (americanWords[t.low] || t.low == "u" && r.is(i+1, ".") && r.is(i+2, "s") && r.tok(i+2).upper) {
			if n++; n > 1 {
				return true
			}
		}
	}
	return false
}

var americanWords = wordSet("republican republicans democrat democrats democratic congress senate washington american americans")
