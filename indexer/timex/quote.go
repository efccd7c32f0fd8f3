package timex

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

// inQuote reports whether the token at i stands in a quotation.
func (s *resolver) inQuote(i int) bool { return s.r.tok(i).quotation > 0 }

// asWritten resolves e. In words quoted from a dated document, what counts from the day
// of publication counts from that of the document: its "today" is not ours.
func (s *resolver) asWritten(e *expr, i, next int) resolved {
	m := s.document(i)
	if m == nil {
		return s.resolve(e, i, next)
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
	last := s.r.tok(q.to - 1).sentence
	for k := q.to + 1; k < q.to+8 && s.r.tok(k).sentence == last && !s.inQuote(k); k++ {
		if written, told = s.gives(k, q.to); told {
			return written, told
		}
	}
	first := s.r.tok(q.from).sentence
	for k := q.from - 2; k > q.from-10 && s.r.tok(k).sentence == first && !s.inQuote(k); k-- {
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
