package timex

import (
	"iter"
	"time"
)

// A quotation is what stands between a pair of marks: the tokens from the one to the
// other, without them.
type quotation struct{ from, to int }

// findQuotations notes which tokens stand in quotations: curly marks tell by their shape,
// straight ones in turn. One that a paragraph leaves open ends with it.
func (s *resolver) findQuotations() {
	open := -1
	shut := func(to int) {
		if open >= 0 && to > open {
			s.quotes = append(s.quotes, quotation{open, to})
			for k := open; k < to; k++ {
				s.r.t[k].quotation = int32(len(s.quotes)) // 1-based: 0 is none
			}
		}
		open = -1
	}
	for i := range s.r.t {
		t := &s.r.t[i]
		if i > 0 && t.paragraph != s.r.t[i-1].paragraph {
			shut(i)
		}
		switch {
		case t.low == "“", t.low == "\"" && open < 0:
			if open < 0 {
				open = i + 1
			}
		case t.low == "”", t.low == "\"":
			shut(i)
		}
	}
	shut(len(s.r.t))
}

// behind yields the places of the few words that follow a quotation in its sentence.
func (s *resolver) behind(q quotation) iter.Seq[int] {
	sentence := s.r.tok(q.to - 1).sentence
	return func(yield func(int) bool) {
		for k := q.to + 1; k < q.to+8 && s.r.tok(k).sentence == sentence && !s.inQuote(k) && yield(k); k++ {
		}
	}
}

// inFront yields the places of so many words before a quotation in its sentence, the
// nearest first.
func (s *resolver) inFront(q quotation, reach int) iter.Seq[int] {
	sentence := s.r.tok(q.from).sentence
	return func(yield func(int) bool) {
		for k := q.from - 2; k >= q.from-1-reach && s.r.tok(k).sentence == sentence && !s.inQuote(k) && yield(k); k-- {
		}
	}
}

// inQuote reports whether the token at i stands in a quotation.
func (s *resolver) inQuote(i int) bool { return s.r.tok(i).quotation > 0 }

// asWritten resolves e. In words quoted from a dated document, what counts from the day
// of publication counts from that of the document: its "today" is not ours.
func (s *resolver) asWritten(e *expr, i, next int) resolved {
	m := s.document(i)
	if m == nil {
		return s.asSaid(e, i, next)
	}
	published := s.published
	s.published, s.written = m.Start, m
	v := s.resolve(e, i, next)
	s.published, s.written = published, nil
	if v.anchor.Kind == Earlier && v.anchor.Mention == m.mention && rank(v.Grain) < rank(m.Grain) {
		return resolved{why: s.done(s.line().say("“", s.raw(i, next), "” counts from the day on which it was written, and only ").bareLabel(m.Interval).say(" is known"))}
	}
	return v
}

// asSaid resolves e. In a quotation whose day of saying is told, "today" is that day; in one
// that is taken from an older text, and nobody says of when, it is no day that we know.
func (s *resolver) asSaid(e *expr, i, next int) resolved {
	if !s.inQuote(i) || !e.fromSpeech() {
		return s.resolve(e, i, next)
	}
	n := int(s.r.t[i].quotation) - 1
	at, words := s.saidOn(n)
	switch {
	case !at.IsZero():
		published := s.published
		s.published, s.said = at, s.done(s.line().say("the day on which it was said (“", words, "”), ").day(at))
		v := s.resolve(e, i, next)
		s.published, s.said = published, ""
		return v
	case s.olderText(n):
		return resolved{why: s.say("“", s.raw(i, next), "” counts from the day on which it was written, and that is not told")}
	}
	return s.resolve(e, i, next)
}

// fromSpeech reports whether e counts from the day on which it is said.
func (e *expr) fromSpeech() bool {
	return e.kind == relative || e.kind == weekday || e.kind == shifted && e.base == fromPublished
}

// saidOn returns the day on which quotation n was said, if the words beside it tell: “…,” he
// said on Tuesday; and those words. Zero if they do not.
func (s *resolver) saidOn(n int) (time.Time, string) {
	if s.published.IsZero() {
		return time.Time{}, ""
	}
	q := s.quotes[n]
	for k := range s.behind(q) {
		if tellings[s.r.low(k)] {
			return s.dayBehind(k+1, s.r.tok(k).sentence)
		}
	}
	first := s.r.tok(q.from).sentence
	for k := range s.inFront(q, 12) {
		if tellings[s.r.low(k)] {
			if at, words := s.dayBehind(k+1, first); !at.IsZero() {
				return at, words
			}
			return s.dayInFront(k, first)
		}
	}
	// “…,” he said on Tuesday. “Tomorrow …”: a quotation alone goes on from the sentence before.
	if s.r.tok(q.from-2).sentence == first {
		return time.Time{}, ""
	}
	before := s.r.tok(q.from - 2)
	for k := q.from - 2; k > q.from-20 && k >= 0 && s.r.tok(k).sentence == before.sentence && before.paragraph == s.r.tok(q.from).paragraph; k-- {
		if tellings[s.r.low(k)] && !s.inQuote(k) {
			return s.dayBehind(k+1, before.sentence)
		}
	}
	return time.Time{}, ""
}

// dayInFront returns the day that a sentence begins with, whose verb of telling is at k:
// "In an interview on 2 March, she said: “…”".
func (s *resolver) dayInFront(k int, sentence int32) (time.Time, string) {
	from := k
	for from > 0 && s.r.tok(from-1).sentence == sentence {
		from--
	}
	if !s.r.is(from, "in", "on", "at") {
		return time.Time{}, ""
	}
	for at := from; at < min(k, from+8); at++ {
		if s.r.is(at, "on") {
			return s.dayBehind(at+1, sentence)
		}
	}
	return time.Time{}, ""
}

// dayBehind returns the day that is named in the few words at k, of that sentence.
func (s *resolver) dayBehind(k int, sentence int32) (time.Time, string) {
	for end := k + 5; k < end && s.r.tok(k).sentence == sentence && !s.inQuote(k); k++ {
		if s.r.tok(k).rules == 0 {
			continue
		}
		if e, next := s.r.read(k); e != nil && e.bound == "" && (e.kind == weekday || e.kind == point && e.day > 0 && e.month > 0) {
			if v := s.plain(e, k, next); !v.IsZero() && v.Grain == Day {
				return v.Start, s.raw(k, next)
			}
			return time.Time{}, ""
		}
	}
	return time.Time{}, ""
}

// olderText reports whether quotation n is of a text that is older than the article, told of in
// its paragraph or close before: "in a recent Facebook post".
func (s *resolver) olderText(n int) bool {
	if written, _ := s.cue(s.quotes[n]); !written {
		return false
	}
	from := s.quotes[n].from
	for k := from - 1; k > from-olderReach && k >= 0; k-- {
		if older[s.r.low(k)] && !s.inQuote(k) && s.r.tok(k+1).word {
			for j := k + 1; j < k+4; j++ {
				if s.r.is(j, "post", "letter", "book", "memoir", "diary", "essay", "column", "tweet", "message", "email", "article", "statement") &&
					s.r.tok(j).sentence == s.r.tok(k).sentence {
					return true
				}
			}
		}
	}
	return false
}

// olderReach is how many words back a text is looked for that is quoted from.
const olderReach = 800

// older are words that a text is old by which is quoted from.
var older = wordSet("recent old earlier previous resurfaced viral deleted unearthed")

// document returns the date of the document that the words at i are quoted from, told in
// their paragraph or the one before; nil if they are nobody's written words.
func (s *resolver) document(i int) *mark {
	if !s.inQuote(i) || !s.fromPaper(int(s.r.t[i].quotation)-1) {
		return nil
	}
	for k := len(s.seen) - 1; k >= max(0, len(s.seen)-20); k-- {
		m := &s.seen[k]
		if s.r.t[i].paragraph-m.paragraph > 1 {
			return nil
		}
		if m.dates && !m.Start.IsZero() && !m.End.IsZero() && rank(m.Grain) <= rank(Year) {
			return m
		}
	}
	return nil
}

// fromPaper reports whether quotation n is of written words: "…,” he wrote", "the letter
// says: “…". One without such words goes on from the one before in its paragraph.
func (s *resolver) fromPaper(n int) bool {
	for k := n; k >= max(0, n-8) && s.r.t[s.quotes[k].from].paragraph == s.r.t[s.quotes[n].from].paragraph; k-- {
		if written, told := s.cue(s.quotes[k]); told {
			return written
		}
	}
	return false
}

// cue returns whether the words beside a quotation say that it was written, and whether
// they say how it was given at all.
func (s *resolver) cue(q quotation) (written, told bool) {
	for k := range s.behind(q) {
		if written, told = s.gives(k, q.to); told {
			return written, told
		}
	}
	for k := range s.inFront(q, 8) {
		if written, told = s.gives(k, max(0, k-9)); told {
			return written, told
		}
	}
	return false, false
}

// gives returns whether the word at k is a verb that words are written by, and whether
// it is one that they are given by at all. What says or reads is a paper if one is
// named from place `from` on.
func (s *resolver) gives(k, from int) (written, told bool) {
	switch {
	case s.r.is(k, "wrote", "writes", "written"):
		return true, true
	case s.r.is(k, "says", "said", "reads", "read", "ran", "runs"):
		for j := from; j < k; j++ {
			if s.r.tok(j).sentence == s.r.tok(k).sentence && things[s.r.low(j)] {
				return true, true
			}
		}
		return false, s.r.is(k, "says", "said")
	}
	return false, tellings[s.r.low(k)]
}
