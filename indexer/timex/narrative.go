package timex

import "fmt"

// A story counts by its own dates: what stands here tells its time from that of the
// telling, and from the day of publication.

// ofStory resolves "the year", "the decade" in a clause of the past: the one that the
// paragraph has come to. Where it names none, what had been done by the end of a stretch
// that was not over when the text appeared is of no stretch that we know.
func (s *resolver) ofStory(e *expr, i, next int) resolved {
	if m := s.story(s.r.tok(i), coarser(Year, e.unit.grain)); m != nil {
		v := resolved{anchor: s.earlier(m), confidence: 0.75, Interval: partOf(around(m.at(), e.unit.grain), e.part)}
		v.steps = []string{fmt.Sprintf("the clause tells of the past, so %s is that of %s", s.words(i, next), v.anchor.Words), "so: " + s.label(v)}
		return v
	}
	if !s.published.IsZero() && around(s.published, e.unit.grain).End.After(s.published.AddDate(0, 0, 31)) && s.hadBeen(next) {
		return resolved{why: fmt.Sprintf("nothing before %s says which %s the story has come to", s.words(i, next), e.unit.grain)}
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
