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
	reported  Interval  // the quarter that the text reports on; zero until it names one
	quarters  int32     // the last paragraph that speaks of quarters
	longer    bool      // the period spoken of last is longer than a quarter: "the nine months"
	mentions  []Mention
	clockDay  *mark // the day of the time of day that is resolved; nil: that of publication
	news      bool  // the text counts from the day of publication somewhere
	history   bool  // the text tells a history: see tellsHistory
	quotes    []quotation
	written   *mark // the date of the document whose words are resolved; else nil
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
	ends       []resolved // of a span, both
	flash      bool       // it looks forward out of the story: nothing counts from it
}

// words returns the words from i to next, quoted.
func (s *resolver) words(i, next int) string {
	return "“" + s.r.text[s.r.t[i].from:s.r.t[next-1].to] + "”"
}

// resolve says what e, which stands in the tokens from i to next, comes to.
func (s *resolver) resolve(e *expr, i, next int) resolved {
	if e.bound == "" {
		return s.plain(e, i, next)
	}
	v := s.plain(e, s.r.behindBound(e, i), next)
	if v.why != "" || v.IsZero() {
		return v
	}
	words := bare(s.label(v))
	if edge := edgeWords(v.Interval, e.part); edge != "" {
		words = edge
	}
	switch e.bound {
	case "by":
		v.edtf = "../" + lastOf(v.Interval)
		v.Start = time.Time{}
		v.label = "by " + words
		v.steps = append(v.steps, "“by” says no later than that: when it began is open")
	case "before":
		if e.part != endOf { // what was over before the end of June may have lasted into it
			v.End = v.Start
		}
		v.Start = time.Time{}
		v.label, v.edtf = "before "+words, "../"+lastOf(v.Interval)
		v.steps = append(v.steps, "“before” says that it was over by then: when it began is open")
	case "since":
		v.label, v.edtf = "since "+words, firstOf(v.Interval)+"/.."
		v.End = time.Time{}
		if s.published.IsZero() || s.published.Before(v.Start) {
			v.steps = append(v.steps, "“since” says from then on: no end is named")
			break
		}
		v.End = s.published.AddDate(0, 0, 1)
		v.edtf = head(v.edtf) + "/" + s.published.Format(time.DateOnly)
		upTo := "the day of publication"
		if s.written != nil {
			upTo = "when it was written"
		}
		v.steps = append(v.steps, "“since” says from then on, up to "+upTo)
	case "after":
		if e.part != headOf {
			v.Start = v.End
		}
		v.End = time.Time{}
		v.label, v.edtf = "after "+words, firstOf(v.Interval)+"/.."
		v.steps = append(v.steps, "“after” says later than that: no end is named")
	}
	return v
}

// plain is resolve without the bound.
func (s *resolver) plain(e *expr, i, next int) resolved {
	switch e.kind {
	case point:
		return s.point(e, i, next)
	case decade:
		return s.decade(e)
	case century:
		v := partOf(centuryOf(e.decade), e.part)
		if !representable(v) {
			return resolved{why: "the years around the beginning of our era are not placed"}
		}
		return resolved{Interval: v, confidence: 0.95, steps: []string{s.words(i, next) + " names the years from " + yearWords(v.Start.Year()) + " to " + yearWords(v.End.Year()-1)}}
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
func (s *resolver) decade(e *expr) resolved {
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
		v.steps = append(v.steps, fmt.Sprintf("the century is not named: the last such decade began in %d", first))
	}
	v.Interval = partOf(decadeOf(first), e.part)
	said := ""
	if v.Interval != decadeOf(first) {
		said = fmt.Sprintf("; the %s part of a decade is read as %s to %s", e.part, yearWords(v.Start.Year()), yearWords(v.End.Year()-1))
	}
	if !representable(v.Interval) {
		return resolved{why: "the years around the beginning of our era are not placed"}
	}
	v.steps = append(v.steps, "the decade is "+yearWords(first)+" to "+yearWords(first+9)+said)
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
	v.label = fromTo(from.Interval, bare(s.label(from)), bare(s.label(to)))
	v.edtf = head(edtf(from.Interval, a)) + "/" + tail(edtf(to.Interval, b))
	v.steps = []string{s.words(i, next) + " runs from the start of " + bare(s.label(from)) + " to the end of " + bare(s.label(to))}
	return v
}
