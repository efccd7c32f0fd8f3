package timex

import (
	"time"
)

// A mark is a resolved mention that another can count from.
type mark struct {
	Interval
	year      int // that its words name, the last of a range; what follows without a year is of it
	mention   int // place in mentions
	sentence  int32
	paragraph int32
	back      bool // it looks back in the story: "the previous winter"
	ranged    bool // it runs from one date to another
	firm      bool // it was not itself counted from another mention
	deictic   bool // it counts from the day of publication
	aside     bool // it stands in a clause of its own: "the booth, which dates from 1957, …"
	front     bool // it opens its sentence: "In 1987, …"
	ofThing   bool // it only dates a thing: "a letter from December 1985"
	dates     bool // it says when a document was written: "dated 3 May 1962"
	telling   bool // it dates the telling of what follows: "told her in 2019 that"
}

// at returns the day that counting from m begins with: its end for what runs on.
func (m *mark) at() time.Time {
	switch {
	case m.Start.IsZero():
		return m.End.AddDate(0, 0, -1)
	case m.End.IsZero():
		return m.Start
	case m.Grain == Year && m.long(), m.ranged:
		return m.End.AddDate(0, 0, -1) // 1986 to 1989: what comes later comes after 1989
	}
	return m.Start
}

// long reports whether m runs through several years, each as much as the other.
func (m *mark) long() bool {
	return !m.Start.IsZero() && !m.End.IsZero() && !m.Approx && m.End.Sub(m.Start) > 370*24*time.Hour
}

// fine reports whether m is told finely enough to count units of g from it.
func (m *mark) fine(g Grain) bool {
	if g == Decade || g == Century {
		g = Year
	}
	return rank(m.Grain) <= rank(g)
}

// find returns the mark that a count from inside the story begins at: the last
// that is told finely enough, of the same paragraph first, then the last firm one
// before. What was itself counted serves only inside its paragraph, so that one
// leap ahead does not move the whole story. Marks that skip refuses are passed over.
func (s *resolver) find(here *token, g Grain, skip func(*mark) bool) *mark {
	for k := len(s.seen) - 1; k >= max(0, len(s.seen)-200); k-- {
		m := &s.seen[k]
		if m.fine(g) && (m.paragraph == here.paragraph || m.firm || s.history) && (skip == nil || !skip(m)) {
			return m
		}
	}
	return nil
}

// story returns the mark whose year a date without one takes: the last that is told
// with its year, close before in the paragraph, and of a time long before
// publication; nil if the paragraph tells of the days around publication. Marks coarser
// than the grain are passed over.
// Told says that a verb of telling stands before here: what it tells of may be old, and
// the telling is not.
func (s *resolver) story(here *token, coarsest Grain, told bool) *mark {
	for k := len(s.seen) - 1; k >= max(0, len(s.seen)-50); k-- {
		m := &s.seen[k]
		if m.paragraph != here.paragraph || here.sentence-m.sentence > 3 {
			return nil
		}
		switch {
		case m.Start.IsZero() || m.End.IsZero() || rank(m.Grain) > rank(coarsest):
			continue
		case m.ofThing && told:
			continue
		case s.published.IsZero():
			return m
		case m.deictic:
			return nil
		case rank(m.Grain) > rank(Month) && !s.frames(m, here):
			continue
		case s.published.Sub(m.End) > 400*24*time.Hour, m.Start.Sub(s.published) > 400*24*time.Hour:
			return m
		}
		return nil
	}
	return nil
}

// frames reports whether the year of m is that of the sentence here too: if it opens its
// sentence, or lies so far back that the text tells history. A year in passing does not.
func (s *resolver) frames(m *mark, here *token) bool {
	history := s.published.Sub(m.End) > 10*366*24*time.Hour
	return m.sentence == here.sentence || here.sentence-m.sentence == 1 && (m.front || history)
}

// fromPublished is the anchor of what counts from the day of publication,
// or of the words that are quoted.
func (s *resolver) fromPublished() Anchor {
	switch {
	case s.written != nil:
		return s.earlier(s.written)
	case s.said != "":
		return Anchor{Kind: Said, Mention: -1, Words: s.said}
	}
	if s.publishedWords == "" {
		s.publishedWords = s.done(s.line().say("the day of publication, ").day(s.published))
	}
	return Anchor{Kind: Published, Mention: -1, Words: s.publishedWords}
}

// earlier is the anchor of what counts from a mark.
func (s *resolver) earlier(m *mark) Anchor {
	return Anchor{Kind: Earlier, Mention: m.mention, Words: s.done(s.line().say("“", s.mentions[m.mention].Text, "” in sentence ").number(int(m.sentence) + 1))}
}

// unpublished is what counts from a day of publication that nobody knows.
func (s *resolver) unpublished(i, next int) resolved {
	return resolved{why: s.say("no publication date is known, and “", s.raw(i, next), "” counts from it")}
}
