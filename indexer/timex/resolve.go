package timex

import (
	"time"
)

// A resolver turns expressions into intervals, left to right, with what it has
// seen so far.
type resolver struct {
	r              *reader
	published      time.Time // midnight UTC of the local day of publication; zero if unknown
	publishedWords string    // that day in words, as an anchor has it; made once
	scratch        line
	seen           []mark   // what later mentions can count from
	reported       Interval // the quarter that the text reports on; zero until it names one
	quarters       int32    // the last paragraph that speaks of quarters
	longer         bool     // the period spoken of last is longer than a quarter: "the nine months"
	mentions       []Mention
	clockDay       *mark // the day of the time of day that is resolved; nil: that of publication
	news           bool  // the text counts from the day of publication somewhere
	history        bool  // the text tells a history: see tellsHistory
	quotes         []quotation
	written        *mark  // the date of the document whose words are resolved; else nil
	said           string // the day on which the words that are resolved were said; else empty
}

// A resolved is what an expression comes to.
type resolved struct {
	Interval
	anchor     Anchor
	steps      [mostSteps]string
	told       int // how many steps there are
	confidence float64
	why        string // it did not resolve
	label      string // if the interval alone does not say it
	edtf       string
	ends       []resolved // of a span, both
	lasts      bool       // a span that goes on from one to the other
	flash      bool       // it looks forward out of the story: nothing counts from it
}

// mostSteps is more than it ever takes to resolve an expression.
const mostSteps = 8

// tell notes a step by which v was resolved.
func (v *resolved) tell(step string) {
	if v.told < mostSteps {
		v.steps[v.told] = step
		v.told++
	}
}

// raw returns the words from i to next.
func (s *resolver) raw(i, next int) string { return s.r.text[s.r.t[i].from:s.r.t[next-1].to] }

// resolve says what e, which stands in the tokens from i to next, comes to.
func (s *resolver) resolve(e *expr, i, next int) resolved {
	if e.bound == "" {
		return s.plain(e, i, next)
	}
	v := s.plain(e, s.r.behindBound(e, i), next)
	if v.why != "" || v.IsZero() {
		return v
	}
	if label, ok := s.line().say(e.bound, " ").edge(v.Interval, e.part); ok {
		v.label = s.done(label)
	} else if v.label != "" {
		v.label = s.say(e.bound, " ", bare(v.label))
	} else {
		v.label = s.done(s.line().say(e.bound, " ").bareLabel(v.Interval))
	}
	switch e.bound {
	case "by":
		v.edtf = s.done(s.line().say("../").lastOf(v.Interval))
		v.Start = time.Time{}
		v.tell("“by” says no later than that: when it began is open")
	case "before":
		if e.part != endOf { // what was over before the end of June may have lasted into it
			v.End = v.Start
		}
		v.Start = time.Time{}
		v.edtf = s.done(s.line().say("../").lastOf(v.Interval))
		v.tell("“before” says that it was over by then: when it began is open")
	case "since":
		edtf := s.line().firstOf(v.Interval).say("/")
		v.End = time.Time{}
		if s.published.IsZero() || s.published.Before(v.Start) {
			v.edtf = s.done(edtf.say(".."))
			v.tell("“since” says from then on: no end is named")
			break
		}
		v.End = s.published.AddDate(0, 0, 1)
		v.edtf = s.done(edtf.edtfDay(s.published))
		upTo := "the day of publication"
		if s.written != nil {
			upTo = "when it was written"
		}
		v.tell(s.say("“since” says from then on, up to ", upTo))
	case "after":
		if e.part != headOf {
			v.Start = v.End
		}
		v.End = time.Time{}
		v.edtf = s.done(s.line().firstOf(v.Interval).say("/.."))
		v.tell("“after” says later than that: no end is named")
	}
	if nearZero(v.Start) || nearZero(v.End) {
		return resolved{why: aroundZero}
	}
	return v
}

// plain is resolve without the bound.
func (s *resolver) plain(e *expr, i, next int) resolved {
	v := s.place(e, i, next)
	if v.why == "" && len(v.ends) == 0 && !representable(v.Interval) {
		return resolved{why: aroundZero}
	}
	return v
}

// aroundZero is why what has an end that stands for an open one is not placed.
const aroundZero = "the years around the beginning of our era are not placed"

// place returns the stretch that e, in the tokens from i to next, names.
func (s *resolver) place(e *expr, i, next int) resolved {
	switch e.kind {
	case point:
		return s.point(e, i, next)
	case decade:
		return s.decade(e, i, next)
	case century:
		v := resolved{Interval: partOf(centuryOf(e.decade), e.part), confidence: 0.95}
		v.tell(s.done(s.line().say("“", s.raw(i, next), "” names the years from ").year(v.Start.Year()).say(" to ").year(v.End.Year() - 1)))
		return v
	case weekday:
		return s.weekday(e, i, next)
	case relative:
		if s.generic(e, i) {
			e.kind, e.code = ref, "PRESENT_REF"
			return resolved{}
		}
		return s.relative(e, i, next)
	case shifted:
		return s.shifted(e, i, next)
	case same:
		return s.same(e, i, next)
	case span:
		return s.span(e, i, next)
	case turn:
		return s.turnOf(e, i, next)
	case weekOf:
		return s.weekOf(e)
	case clock:
		s.clockDay = s.dayOf(i)
	case named:
		return s.happened(e, i, next)
	case duration:
		if e.why != "" {
			return resolved{why: e.why}
		}
	}
	return resolved{} // a set, a clock time, "now": no place on a timeline
}

// decade resolves ten years, or a part of them.
func (s *resolver) decade(e *expr, i, next int) resolved {
	v := resolved{confidence: 0.97}
	first := e.decade
	if first < 0 && !e.old {
		short := -first - 1
		last := 2029 // a text without a date is one of our time
		if !s.published.IsZero() {
			last = s.published.Year()
		}
		first = last/100*100 + short
		if first > last {
			first -= 100
		}
		v.confidence = 0.9
		if last-first < 7 && e.part == whole && !s.published.IsZero() && s.tense(i, next) == gone {
			first -= 100 // what was in a decade that has hardly begun was in the one before
			v.confidence = 0.6
		}
		such := "the century is not named: the last such decade began in "
		if v.confidence < 0.9 {
			such = "the century is not named, and what it tells is past: the last such decade that is over began in "
		}
		v.tell(s.done(s.line().say(such).year(first)))
	}
	v.Interval = partOf(decadeOf(first), e.part)
	said := s.line().say("the decade is ").year(first).say(" to ").year(first + 9)
	if v.Interval != decadeOf(first) {
		said = said.say("; the ", string(e.part), " part of a decade is read as ").year(v.Start.Year()).say(" to ").year(v.End.Year() - 1)
	}
	v.tell(s.done(said))
	return v
}

// span resolves from one to another.
func (s *resolver) span(e *expr, i, next int) resolved {
	a, b := s.r.keep(*e.a), s.r.keep(*e.b)
	// "between March and June 1987", "from May until late 1990": the year is the other's.
	if a.kind == point && b.kind == point && a.holiday == nil && b.holiday == nil {
		if a.year == 0 && !a.ofRel && b.year != 0 {
			a.year = b.year
			if a.month > b.month && b.month > 0 {
				a.year--
			}
		}
		if b.year == 0 && !b.ofRel && a.year != 0 {
			b.year = a.year
			if b.month > 0 && b.month < a.month {
				b.year++
			}
		}
	}
	from := s.plain(a, i, next)
	if from.why != "" {
		return from
	}
	if b.kind == point && b.year == 0 && !b.ofRel && b.month > 0 {
		b.year = from.Start.Year()
		if b.month < int(from.Start.Month()) {
			b.year++
		}
	}
	to := s.plain(b, i, next)
	if to.why != "" {
		return to
	}
	if to.End.Before(from.Start) && b.kind == weekday {
		to.Interval = day(to.Start.AddDate(0, 0, 7)) // "from Friday to Monday"
	}
	v := resolved{confidence: min(from.confidence, to.confidence), anchor: from.anchor, ends: []resolved{from, to}}
	if v.anchor.Kind == "" {
		v.anchor = to.anchor
	}
	v.Start, v.End, v.Grain = from.Start, to.End, coarser(from.Grain, to.Grain)
	v.Approx = from.Approx || to.Approx
	if !v.Start.Before(v.End) {
		return resolved{why: "it ends before it begins"}
	}
	first, last := bare(s.label(&from)), bare(s.label(&to))
	if v.lasts = !s.r.is(i, "between"); v.lasts {
		v.label = fromTo(from.Interval, first, last)
	} else {
		v.label = "between " + first + " and " + last
	}
	edtf := s.line().edtf(from.Interval, a).head(0).say("/")
	v.edtf = s.done(edtf.edtf(to.Interval, b).tail(len(edtf)))
	v.tell(s.say("“", s.raw(i, next), "” runs from the start of ", first, " to the end of ", last))
	return v
}
