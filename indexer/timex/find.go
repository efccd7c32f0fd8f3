package timex

import "time"

// A Rejection is what looked like a time and was not taken for one.
type Rejection struct {
	Start, End int    // code points in the text
	Text       string // the words
	Reason     string // for a reader
}

// reject notes that the tokens from i to next are no time.
func (r *reader) reject(i, next int, reason string) {
	next = min(next, len(r.t))
	if n := len(r.rejected); n > 0 && r.rejected[n-1].Start == r.t[i].start {
		return // the first rule that refuses says why
	}
	r.rejected = append(r.rejected, Rejection{Start: r.t[i].start, End: r.t[next-1].end, Reason: reason})
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
	r := &reader{t: scan(text)}
	s := &resolver{r: r, prose: []rune(text)}
	if !published.IsZero() {
		s.published = date(published.Year(), int(published.Month()), published.Day())
	}
	for i := 0; i < len(r.t); {
		e, next := r.read(i)
		if e == nil || next <= i {
			i++
			continue
		}
		s.take(e, i, next)
		i = next
	}
	rejected := r.rejected[:0]
	for _, no := range r.rejected {
		if no.Text = string(s.prose[no.Start:no.End]); !s.covers(no) {
			rejected = append(rejected, no)
		}
	}
	return s.mentions, rejected
}

// covers reports whether a rejected stretch was read by another rule after all.
func (s *resolver) covers(no Rejection) bool {
	for _, m := range s.mentions {
		if m.Start <= no.Start && no.End <= m.End {
			return true
		}
	}
	return false
}

// take resolves e, which stands in the tokens from i to next, and keeps it.
func (s *resolver) take(e *expr, i, next int) {
	first, last := s.r.t[i], s.r.t[next-1]
	v := s.resolve(e, i, next)
	m := Mention{Start: first.start, End: last.end, Text: string(s.prose[first.start:last.end]), Anchor: Anchor{Kind: NoAnchor, Mention: -1}, Steps: []string{}}
	m.Type, m.Value, m.Mod = s.value(e, v)
	switch {
	case v.why != "":
		m.Unresolved = v.why
	case !v.IsZero():
		m.Interval, m.Confidence, m.Steps = v.Interval, v.confidence, v.steps
		m.Label = s.label(v)
		if m.EDTF = v.edtf; m.EDTF == "" {
			m.EDTF = edtf(v.Interval, e)
		}
		if v.anchor.Kind != "" {
			m.Anchor = v.anchor
		}
	}
	s.mentions = append(s.mentions, m)
	if v.IsZero() || v.flash || e.kind == shifted && !s.reported.IsZero() && v.Grain == Quarter || s.dates(e, i) {
		return
	}
	s.seen = append(s.seen, mark{
		Interval: v.Interval, mention: len(s.mentions) - 1, sentence: first.sentence, paragraph: first.paragraph,
		firm: m.Anchor.Kind != Earlier, deictic: m.Anchor.Kind == Published, front: s.r.tok(i-3).sentence != first.sentence,
	})
}

// dates reports whether a date only dates the telling: "said on Tuesday".
// Nothing of the story counts from it.
func (s *resolver) dates(e *expr, i int) bool {
	if e.kind != weekday && e.kind != relative {
		return false
	}
	for k := i - 1; k >= max(0, i-3); k-- {
		switch s.r.low(k) {
		case "said", "told", "says", "wrote", "announced", "added", "reported", "confirmed":
			return true
		}
	}
	return false
}
