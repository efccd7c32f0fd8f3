package timex

import (
	"cmp"
	"slices"
	"time"
)

// A Rejection is what looked like a time and was not taken for one.
type Rejection struct {
	Start, End int    // code points in the text
	Text       string // the words
	Reason     string // for a reader
}

// reject notes that the tokens from i to next are no time.
func (r *reader) reject(i, next int, reason string) {
	next = min(next, len(r.t))
	if n := len(r.rejected); n > 0 && r.rejected[n-1].Start == int(r.t[i].start) {
		return // the first rule that refuses says why
	}
	r.rejected = append(r.rejected, Rejection{Start: int(r.t[i].start), End: int(r.t[next-1].end), Text: r.text[r.t[i].from:r.t[next-1].to], Reason: reason})
}

// Find returns every time expression of an English text, in order. Paragraphs
// are separated by line breaks. Published is when the text appeared, in the
// outlet's own zone; if it is zero, what counts from it stays unresolved.
func Find(text string, published time.Time) []Mention {
	mentions, _ := Trace(text, published)
	return mentions
}

// Trace is Find, and also returns what was not taken for a time, with the reason.
func Trace(text string, published time.Time) ([]Mention, []Rejection) {
	w := workspaces.Get().(*workspace) //nolint:forcetypeassert // nothing else is put there
	defer w.leave()
	r, s := w.take(text)
	r.findEras()
	r.findOrder()
	s.mentions = make([]Mention, 0, len(r.t)/32+4) // a guess: news text has a time in so many words
	if !published.IsZero() {
		s.published = date(published.Year(), int(published.Month()), published.Day())
	}
	s.findQuotations()
	s.history = s.tellsHistory()
	r.history = s.history
	for i := 0; i < len(r.t); {
		r.used = 0
		e, next := r.read(i)
		if e == nil || next <= i {
			i++
			continue
		}
		i = s.take(e, i, next)
	}
	return s.mentions, s.rejections()
}

// rejections returns what was refused, in order of the text, without what another
// rule took for a time after all, and with the dates of what is no event.
func (s *resolver) rejections() []Rejection {
	all := s.r.rejected
	for _, m := range s.mentions {
		if m.NotEvent != "" {
			all = append(all, Rejection{Start: m.Start, End: m.End, Text: m.Text, Reason: m.NotEvent})
		}
	}
	slices.SortStableFunc(all, func(a, b Rejection) int { return cmp.Compare(a.Start, b.Start) })
	kept, k, end := all[:0], 0, 0
	for _, no := range all {
		for k < len(s.mentions) && s.mentions[k].End <= no.Start {
			k++
		}
		if no.Start < end || k < len(s.mentions) && s.mentions[k].Start < no.End && s.mentions[k].NotEvent == "" {
			continue
		}
		end = no.End
		kept = append(kept, no)
	}
	return kept
}

// take resolves e, which stands in the tokens from i to next, keeps it, and returns the place
// behind it.
func (s *resolver) take(e *expr, i, next int) int {
	first := &s.r.t[i]
	v := s.asWritten(e, i, next)
	if v.why != "" && e.alt != nil {
		e, next = e.alt, e.altEnd
		v = s.asWritten(e, i, next)
	}
	if v.why != "" && e.occasion {
		s.r.reject(i, next, "nothing here says when that was of which it is the anniversary")
		return next
	}
	m := s.mention(e, v, i, next)
	m.NotEvent = s.r.notEvent(e, i, next)
	if e.kind == shifted && (e.base == fromSomething || e.base == fromText) && (!s.history || e.occasion) {
		var of *happening
		if e.a != nil { // nil where the text itself tells when that was
			of = e.a.event
		}
		m.Inner = s.inside(of, i, next)
	}
	if e.kind == span && v.why == "" {
		m.Lasts = v.lasts
		m.Ends = []Mention{s.mention(e.a, v.ends[0], e.a.from, e.a.to), s.mention(e.b, v.ends[1], e.b.from, e.b.to)}
	}
	if e.kind == named {
		if m.Inner = s.inside(e.event, i, next); attributive[s.r.low(next)] && s.r.together(next) && e.bound == "" {
			m.NotEvent = "the name only says which " + s.r.tok(next).text + " is meant"
		}
	}
	s.mentions = append(s.mentions, m)
	switch {
	case v.Grain == Quarter && e.kind == point && !e.reported && e.n == 0:
		s.quarters, s.longer = first.paragraph, false
	case v.Grain == Quarter:
		s.quarters = first.paragraph
	case e.kind == duration && (e.code == "P9M" || e.code == "P6M" || e.code == "P1Y"):
		s.longer = true
	}
	if v.IsZero() || v.flash || e.kind == named && v.Grain != Day || m.NotEvent != "" ||
		e.kind == shifted && !s.reported.IsZero() && v.Grain == Quarter || s.dates(e, i) {
		return next
	}
	s.seen = append(s.seen, mark{
		Interval: v.Interval, year: s.yearNamed(e, v), mention: len(s.mentions) - 1,
		sentence: first.sentence, paragraph: first.paragraph, front: s.r.tok(i-3).sentence != first.sentence,
		firm:    m.Anchor.Kind != Earlier || e.kind == point || e.kind == same && e.rel == 0,
		back:    e.n < 0 && e.kind == shifted || e.rel < 0 && e.kind == same || s.looksBack(e, v),
		deictic: m.Anchor.Kind == Published, ranged: e.kind == span,
		aside: s.aside(i), ofThing: s.ofThing(i), dates: s.dated(i), telling: s.tellsThat(i, next),
	})
	return next
}

// mention returns e, which stands in the tokens from i to next and came to v, for a reader.
func (s *resolver) mention(e *expr, v resolved, i, next int) Mention {
	first, last := &s.r.t[i], &s.r.t[next-1]
	m := Mention{
		Start: int(first.start), End: int(last.end), Bytes: [2]int{int(first.from), int(last.to)}, Text: s.r.text[first.from:last.to], Named: int(s.r.t[s.r.behindBound(e, i)].start),
		Anchor: Anchor{Kind: NoAnchor, Mention: -1}, Steps: []string{}, Quoted: s.inQuote(i), Age: e.age,
	}
	m.Type, m.Value, m.Mod = s.value(e, &v)
	switch {
	case v.why != "":
		m.Unresolved = v.why
	case !v.IsZero():
		m.Interval, m.Confidence = v.Interval, v.confidence
		m.Steps = slices.Clone(v.steps[:v.told])
		m.Label = s.label(&v)
		if m.EDTF = v.edtf; m.EDTF == "" {
			m.EDTF = s.done(s.line().edtf(v.Interval, e))
		}
		if v.anchor.Kind != "" {
			m.Anchor = v.anchor
		}
	}
	return m
}

// inside returns the dates in the tokens from i to next, which name an event: the one that
// is known, or nil. A day of the event's own is of its year: "the Sept. 11 attacks".
func (s *resolver) inside(of *happening, i, next int) (dates []Mention) {
	for k := i; k < next; k++ {
		set := s.r.t[k].rules
		s.r.t[k].rules &^= 1 << eventRead
		e, last := s.r.read(k)
		s.r.t[k].rules = set
		if e != nil && e.kind == point && e.day > 0 && e.year == 0 && of != nil {
			if when := of.when; e.month == int(when.Start.Month()) && e.day == when.Start.Day() {
				e.year = when.Start.Year()
			}
		}
		if e != nil && last <= next && (e.kind == point || e.kind == weekday || e.kind == duration && k == i) {
			dates = append(dates, s.mention(e, s.resolve(e, k, last), k, last))
			k = last - 1
		}
	}
	return dates
}

// aside reports whether the token at i stands in a clause that only tells more of a
// noun: "which dates from 1957".
func (s *resolver) aside(i int) bool {
	for k := i - 1; k >= max(0, i-12) && s.r.tok(k).sentence == s.r.tok(i).sentence; k-- {
		if s.r.is(k, ",") {
			return s.r.is(k+1, "which", "who", "whose", "where")
		}
	}
	return false
}

// dates reports whether e, which begins at i, only dates the telling: "said
// on Tuesday", the dateline "LONDON, May 3 (Reuters)". Nothing of the story counts from it.
func (s *resolver) dates(e *expr, i int) bool {
	if e.kind == point && e.month > 0 && e.year == 0 && !e.ofRel {
		return s.mentions[len(s.mentions)-1].Anchor.Kind == Published && s.tellingVerb(i, 3)
	}
	if e.kind != weekday && e.kind != relative {
		return false
	}
	for k := i - 1; k >= max(0, i-3); k-- {
		if tellings[s.r.low(k)] && s.r.tok(k).sentence == s.r.tok(i).sentence {
			return true
		}
	}
	return false
}

// tellings are verbs whose day is that of the report.
var tellings = wordSet(`
	said told says wrote announced added reported confirmed tweeted posted described published printed revealed disclosed`)
