package timex

import (
	"time"
)

// A story counts by its own dates: what stands here tells its time from that of the
// telling, and from the day of publication.

// tellsHistory reports whether the text is a history, as an encyclopedia tells one: it
// names years far from its publication, hardly counts from that day, and quotes nobody. A
// date without a year is then of the year that the story has come to, wherever that was
// told. The weights keep apart histories and reports of the past in newspapers.
func (s *resolver) tellsHistory() bool {
	far, near := s.r.ancient, 0 // near in halves
	for i := range s.r.t {
		t := &s.r.t[i]
		switch {
		case t.digits == 4 && t.suffix == "" && t.num >= 1000 && t.num <= 2100 && !t.glued:
			switch {
			case s.published.IsZero() || abs(s.published.Year()-t.num) > 2:
				far++
			default:
				near += 2
			}
		case !t.word:
		case t.upper && isWeekday(t.low):
			if s.r.tok(i+1).num < 0 && months[s.r.low(i+1)] == 0 && (!s.r.is(i+1, ",") || months[s.r.low(i+2)] == 0) {
				near += 8
				s.news = true
			}
		case t.low == "ago" || t.low == "yesterday" || t.low == "tomorrow" || t.low == "tonight",
			(t.low == "last" || t.low == "this" || t.low == "next") && !s.r.is(i-1, "the") && s.r.is(i+1, "year", "month", "week", "weekend", "night"):
			near += 2
			s.news = true
		case t.low == "said" || t.low == "says" || t.low == "told" || t.text == "I":
			near++
		}
	}
	return far >= 2 && 3*near <= 2*far
}

func isWeekday(low string) bool { _, ok := weekdays[low]; return ok }

// running returns the mark whose year the story has come to: the last one, passing over
// what only dates a thing or the telling, and a glance back by decades in the middle of
// a sentence.
func (s *resolver) running() *mark {
	for k := len(s.seen) - 1; k >= max(0, len(s.seen)-50); k-- {
		m := &s.seen[k]
		if m.year == noYear || m.ofThing || m.telling || m.back || m.aside && k > 0 {
			continue
		}
		if !m.front && k > 0 && s.glance(m, k) {
			continue
		}
		return m
	}
	return nil
}

// looksBack reports whether e, which names no year, came to one before that which a history
// had come to: "where it had spent the winter".
func (s *resolver) looksBack(e *expr, v resolved) bool {
	if !s.history || e.kind != point || e.year != 0 || v.IsZero() {
		return false
	}
	m := s.running()
	return m != nil && v.Start.Year() < m.year
}

// glance reports whether m, which is mark k, lies decades before the one that the story
// had come to, or after it.
func (s *resolver) glance(m *mark, k int) bool {
	for k--; k >= 0; k-- {
		if before := &s.seen[k]; before.year != noYear {
			return before.year-m.year > 20 || m.year-before.year > 20 && before.sentence == m.sentence
		}
	}
	return false
}

// noYear stands for the year of what names none, or several.
const noYear = -1 << 30

// yearNamed returns the year that the words of e name, which came to v: the last of a range.
func (s *resolver) yearNamed(e *expr, v resolved) int {
	if e.kind == span && len(v.ends) == 2 {
		e, v = e.b, v.ends[1]
	}
	if v.IsZero() || rank(v.Grain) > rank(Year) || v.Grain == Year && v.Approx {
		return noYear
	}
	return v.named(e).Start.Year()
}

// ofHistory returns the year of e, a date without one before next, in a history: that which the story has
// come to, or the next where the months begin anew.
func (s *resolver) ofHistory(e *expr, next int) (y int, m *mark) {
	m = s.running()
	if m == nil {
		return 0, nil
	}
	y = m.year
	first := e.firstMonth()
	if first == 0 || rank(m.Grain) > rank(Season) || m.Start.IsZero() || m.Start.Year() != y {
		return y, m
	}
	last := int(m.Start.Month())
	switch {
	case first+6 < last:
		y++ // "in October … the following January": a story goes forward
	case first > last+6 && s.hadBeen(next):
		y--
	}
	return y, m
}

// firstMonth returns the month in which e, a part of a year, begins; 0 if it is a whole one.
func (e *expr) firstMonth() int {
	switch {
	case e.month > 0:
		return e.month
	case e.season > 0:
		return 3 * e.season
	case e.quarter > 0:
		return 3*e.quarter - 2
	case e.half > 0:
		return 6*e.half - 5
	case e.holiday != nil:
		return int(e.holiday.on(2001).Month())
	}
	return 0
}

// passing reports whether the year of m only passes by in a text about the days around
// publication, and says nothing of a date here that lies close to them: it is told in
// another sentence than here, or the clause here looks ahead.
func (s *resolver) passing(m *mark, here *token, t tense) bool {
	return t == toCome || s.news && (m.sentence != here.sentence || m.Grain == Year) && !m.front
}

// generic reports whether e is a "today" that means our time and no day, as histories have it.
func (s *resolver) generic(e *expr, i int) bool {
	return s.history && e.unit.grain == Day && e.rel == 0 && e.time == "" && s.r.is(i, "today") && !s.inQuote(i)
}

// dayOf returns the mark of the day that a time of day at i is of, in a history: the last
// that was told, of the same paragraph; nil if none was.
func (s *resolver) dayOf(i int) *mark {
	if !s.history {
		return nil
	}
	for k := len(s.seen) - 1; k >= 0 && s.seen[k].paragraph == s.r.t[i].paragraph; k-- {
		if m := &s.seen[k]; rank(m.Grain) <= rank(Day) && !m.Start.IsZero() {
			return m
		}
	}
	return nil
}

// ofStory resolves "the year", "the decade" in a clause of the past: the one that the
// paragraph has come to. Where it names none, what had been done by the end of a stretch
// that was not over when the text appeared is of no stretch that we know.
func (s *resolver) ofStory(e *expr, i, next int) resolved {
	m := s.story(s.r.tok(i), coarser(Year, e.unit.grain), false)
	if s.history {
		m = s.find(s.r.tok(i), e.unit.grain, func(m *mark) bool { return m.ofThing || m.telling || m.Start.IsZero() && m.End.IsZero() })
	}
	if m != nil {
		v := resolved{anchor: s.earlier(m), confidence: 0.75, Interval: partOf(around(m.at(), e.unit.grain), e.part)}
		v.tell(s.say("the clause tells of the past, so “", s.raw(i, next), "” is that of ", v.anchor.Words))
		v.tell(s.say("so: ", s.label(&v)))
		return v
	}
	if !s.published.IsZero() && around(s.published, e.unit.grain).End.After(s.published.AddDate(0, 0, 31)) && s.hadBeen(next) {
		return resolved{why: s.say("nothing before “", s.raw(i, next), "” says which ", string(e.unit.grain), " the story has come to")}
	}
	return resolved{}
}

// hadBeen reports whether the clause that follows is in the past perfect: "the reserve
// had passed a million".
func (s *resolver) hadBeen(next int) bool {
	here := s.r.tok(next - 1).sentence
	for k := next; k < next+8 && s.r.tok(k).sentence == here && !clauseEnds[s.r.low(k)]; k++ {
		if s.r.is(k, "had") {
			return s.r.tok(k+1).word && !s.r.is(k+1, "to", "a", "the", "no", "an")
		}
	}
	return false
}

// tellingVerb reports whether the words in front of i, in its clause, are a verb of
// telling: "described in", "told the Herald in".
func (s *resolver) tellingVerb(i, reach int) bool {
	for k := i - 1; k >= max(0, i-reach); k-- {
		t := s.r.tok(k)
		if t.sentence != s.r.tok(i).sentence || !t.word && t.num < 0 || t.low == "that" {
			return false
		}
		if tellings[t.low] {
			return true
		}
	}
	return false
}

// tellsThat reports whether the date from i to next is that of a telling whose content
// follows: "told the Herald in 2019 that".
func (s *resolver) tellsThat(i, next int) bool {
	return s.r.is(next, "that") && s.r.together(next) && s.tellingVerb(i, 8)
}

// things are what a date behind "from" or "of" is the date of, and not of the sentence.
var things = wordSet(`
	letter letters report reports memo memorandum note notes diary entry minutes statement photograph photo picture map
	plan drawing article story interview email message telegram postcard card record records document documents paper
	papers receipt slip invoice bill contract ledger book file ordinance survey study audit inventory recording tape
	transcript will deed register notice filing ruling`)

// ofThing reports whether the date at i only dates the thing in front of it.
func (s *resolver) ofThing(i int) bool {
	return s.r.together(i) && (s.r.is(i-1, "from", "of") && things[s.r.low(i-2)] || s.r.is(i-1, "dated"))
}

// dated reports whether the date at i says when a document was written.
func (s *resolver) dated(i int) bool {
	return s.ofThing(i) || s.r.together(i) && s.r.is(i-1, "for") && s.r.is(i-2, "entry", "diary", "log")
}

// goesOn returns the mark that a quotation goes on from: somebody tells in the past of
// what the paragraph before tells of. Nil if that is of the days around publication.
func (s *resolver) goesOn(i, next int) *mark {
	here := s.r.tok(i)
	if len(s.seen) == 0 || s.published.IsZero() || !s.inQuote(i) || s.tense(i, next) != gone {
		return nil
	}
	m := &s.seen[len(s.seen)-1]
	old := !m.Start.IsZero() && !m.End.IsZero() && rank(m.Grain) <= rank(Year) && s.published.Sub(m.End) > 400*24*time.Hour
	if m.paragraph == here.paragraph || here.paragraph-m.paragraph > 1 || m.deictic || m.ofThing || !old {
		return nil
	}
	return m
}
