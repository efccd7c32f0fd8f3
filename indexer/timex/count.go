package timex

import (
	"fmt"
	"time"
)

// find returns the mark that a count from inside the story begins at: the last
// that is told finely enough, of the same paragraph first, then the last firm one
// before. What was itself counted serves only inside its paragraph, so that one
// leap ahead does not move the whole story.
func (s *resolver) find(here token, g Grain) *mark {
	fine := func(m *mark) bool { return rank(m.Grain) <= max(rank(g), rank(Week)) && rank(m.Grain) <= rank(g) }
	if g == Decade || g == Century {
		fine = func(m *mark) bool { return rank(m.Grain) <= rank(Year) }
	}
	for k := len(s.seen) - 1; k >= 0; k-- {
		m := &s.seen[k]
		if fine(m) && (m.paragraph == here.paragraph || m.firm) {
			return m
		}
	}
	return nil
}

// at returns the day that counting from m begins with: its end for what runs on.
func (m *mark) at() time.Time {
	switch {
	case m.End.IsZero() || m.Start.IsZero() && m.End.IsZero():
		return m.Start
	case m.Start.IsZero():
		return m.End.AddDate(0, 0, -1)
	case m.Grain == Year && m.End.Sub(m.Start) > 370*24*time.Hour:
		return m.End.AddDate(0, 0, -1) // 1986 to 1989: what comes later comes after 1989
	}
	return m.Start
}

// shifted resolves "13 years later", "almost 40 years ago".
func (s *resolver) shifted(e *expr, i, next int) resolved {
	here := s.r.tok(i)
	var at time.Time
	v := resolved{confidence: 0.9}
	switch e.base {
	case fromPublished:
		if s.published.IsZero() {
			return resolved{why: fmt.Sprintf("no date of publication is known, and %s counts from it", s.words(i, next))}
		}
		v.anchor, at = s.fromPublished(), s.published
		v.flash = e.n > 0
	case fromEarlier:
		m := s.find(here, e.unit.grain)
		if m == nil {
			return resolved{why: fmt.Sprintf("nothing before %s names a %s that it could count from", s.words(i, next), e.unit.grain)}
		}
		v.anchor, at = s.earlier(m), m.at()
		v.confidence = 0.85
		if m.paragraph != here.paragraph {
			v.confidence = 0.75
		}
		v.flash = e.n > 0 && s.would(i)
	case fromSomething:
		if e.a == nil {
			return resolved{why: fmt.Sprintf("%s counts from what its own words tell, and that has no date here", s.words(i, next))}
		}
		from := s.plain(e.a, i, next)
		if from.why != "" {
			return from
		}
		at, v.confidence = from.Start, from.confidence*0.95
		v.anchor = Anchor{Kind: NoAnchor, Mention: -1}
	}
	if e.vague {
		return resolved{why: fmt.Sprintf("%s does not say how many", s.words(i, next))}
	}
	to := step(at, e.n, e.unit)
	if to.Year() < 1 || to.Year() > 9000 {
		return resolved{why: "that is no year of any calendar"}
	}
	grain := e.unit.grain
	switch grain {
	case Hour, Minute:
		return resolved{why: "hours and minutes are not placed on their own"}
	case Decade, Century:
		// "four decades later" is not one day or one year: five years or fifty to either side.
		half := 5
		if grain == Century {
			half = 50
		}
		v.Interval = Interval{Start: date(to.Year()-half+1, 1, 1), End: date(to.Year()+half, 1, 1), Grain: grain, Approx: true}
	case Quarter:
		v.Interval = around(to, Month)
	default:
		v.Interval = around(to, grain)
	}
	if e.approx && grain == Year {
		spread := max(1, abs(e.n)/10)
		v.Start, v.End = v.Start.AddDate(-spread, 0, 0), v.End.AddDate(spread, 0, 0)
		v.Approx = true
	} else if e.approx {
		v.Approx = true
	}
	if v.Approx {
		v.confidence -= 0.1
	}
	if e.base == fromEarlier && e.n > 0 && !s.published.IsZero() && v.Start.After(s.published.AddDate(1, 0, 0)) && !s.ahead(i, next) {
		return resolved{why: fmt.Sprintf("counted from %s it would be %s, after the article itself", v.anchor.Words, s.label(v))}
	}
	from := v.anchor.Words
	if from == "" {
		from = "what stands behind it"
	}
	v.steps = []string{fmt.Sprintf("%s counts from %s", s.words(i, next), from), fmt.Sprintf("%s %s %s = %s", anchorWords(at, grain), sign(e.n), quantity(abs(e.n), e.unit), s.label(v))}
	return v
}

// would reports whether the clause before i looks forward out of the story: "it
// would drive him to run just 13 years later".
func (s *resolver) would(i int) bool {
	here := s.r.tok(i).sentence
	for k := max(i-20, 0); k < i; k++ {
		if t := s.r.tok(k); t.sentence == here && (t.low == "would" || t.low == "could") {
			return true
		}
	}
	return false
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

// quantity returns "13 years" in words.
func quantity(n int, u unit) string {
	name := string(u.grain)
	if u.days == 14 {
		n, name = 2*n, "week"
	}
	if n == 1 {
		return "1 " + name
	}
	if u.grain == Century {
		return fmt.Sprintf("%d centuries", n)
	}
	return fmt.Sprintf("%d %ss", n, name)
}

// anchorWords names the moment that a count begins with, as finely as it counts.
func anchorWords(t time.Time, g Grain) string {
	switch g {
	case Year, Decade, Century:
		return itoa(t.Year())
	case Month, Quarter, Season:
		return t.Format("January 2006")
	}
	return dayWords(t)
}

// same resolves "that year", "the following January", "the day before".
func (s *resolver) same(e *expr, i, next int) resolved {
	here := s.r.tok(i)
	grain := e.unit.grain
	if grain == Hour || grain == Minute {
		return resolved{why: "hours and minutes are not placed on their own"}
	}
	need := grain
	if grain == Season || grain == Month && e.month > 0 || e.weekday > 0 {
		need = Year // "that spring" needs no more than the year
	}
	if e.weekday > 0 {
		need = Day
	}
	m := s.find(here, need)
	if m == nil {
		return resolved{why: fmt.Sprintf("nothing before %s names a %s that it could point to", s.words(i, next), need)}
	}
	at := m.at()
	v := resolved{anchor: s.earlier(m), confidence: 0.85}
	if m.paragraph != here.paragraph {
		v.confidence = 0.75
	}
	switch {
	case e.weekday > 0:
		ahead := (e.weekday - 1 - int(at.Weekday()) + 7) % 7
		if ahead == 0 && e.rel > 0 {
			ahead = 7
		}
		v.Interval = day(at.AddDate(0, 0, ahead))
	case e.month > 0:
		y := at.Year()
		if e.rel > 0 && (m.Grain == Year || e.month <= int(at.Month())) {
			y++
		}
		if e.rel < 0 && (m.Grain == Year || e.month >= int(at.Month())) {
			y--
		}
		v.Interval = month(y, e.month)
	case e.season > 0:
		y := at.Year()
		if e.rel > 0 && (m.Grain == Year || !season(y, e.season).Start.After(at)) {
			y++
		}
		if e.rel < 0 && (m.Grain == Year || season(y, e.season).Start.After(at)) {
			y--
		}
		v.Interval = season(y, e.season)
	default:
		v.Interval = around(step(at, e.rel, e.unit), grain)
	}
	v.steps = []string{fmt.Sprintf("%s points to %s", s.words(i, next), v.anchor.Words), "= " + s.label(v)}
	return v
}
