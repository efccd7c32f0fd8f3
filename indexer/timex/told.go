package timex

import (
	"strings"
)

// What counts from an event that only the text itself dates: "two days after the battle".

// phraseEnds are words that the name of an event does not go over.
var phraseEnds = wordSet(`
	and or but that which who when while as if because than not in on at by for from to with into over under between
	against near of he she it they we i you him them is are would will could may might after before since until during
	following about being having there so then also`)

// determiners stand before the name of an event.
var determiners = wordSet("the a an his her its their our that this my")

// phrase returns the place behind the noun phrase at i, which names an event: "the first
// bombardment", "the relief of Vienna"; i if none is there.
func (r *reader) phrase(i int) (next int) {
	next = r.words(i)
	if next > i && r.is(next, "of") {
		if behind := r.words(next + 1); behind > next+1 {
			next = behind
		}
	}
	return next
}

// words returns the place behind up to four words at i and their determiner.
func (r *reader) words(i int) (next int) {
	at := i
	if determiners[r.low(at)] {
		at++
	}
	next = at
	for next < at+4 && r.tok(next).word && r.tok(next).sentence == r.tok(i).sentence && !phraseEnds[r.low(next)] && !determiners[r.low(next)] {
		if t := r.tok(next); !t.upper && (pastVerbs[t.low] || endsIn(t.low, "ed") && next > at) {
			break
		}
		next++
		if r.tok(next).word && r.is(next, "'") {
			break
		}
	}
	if next == at {
		return i
	}
	return next
}

// tellsOf returns the mark of the sentence before token i that tells of the event which the
// words from `from` to `to` name, and the word that it was known by; nil if none does. Marks
// coarser than g do not count.
func (s *resolver) tellsOf(from, to, i int, g Grain) (m *mark, word string) {
	var stems []string
	for k := from; k < to; k++ {
		if t := s.r.tok(k); t.word && len(t.low) > 3 && !commonHeads[t.low] {
			stems = append(stems, stem(t.low))
		}
	}
	if len(stems) == 0 {
		return nil, ""
	}
	need := (len(stems) + 1) / 2
	here := s.r.tok(i).sentence
	best := 0
	mk := len(s.seen) - 1
	for k := i - 1; k >= max(0, i-reach); {
		sentence, found := s.r.t[k].sentence, 0
		var by string
		var have uint32
		for ; k >= max(0, i-reach) && s.r.t[k].sentence == sentence; k-- {
			t := &s.r.t[k]
			for n, w := range stems {
				if t.word && have&(1<<n) == 0 && strings.HasPrefix(t.low, w) {
					have |= 1 << n
					found, by = found+1, t.text
				}
			}
		}
		for mk >= 0 && s.seen[mk].sentence > sentence {
			mk--
		}
		if sentence == here || found < need || found <= best {
			continue
		}
		for n := mk; n >= 0 && s.seen[n].sentence == sentence; n-- {
			if c := &s.seen[n]; c.fine(g) && !c.Start.IsZero() && !c.End.IsZero() && !c.telling {
				m, word, best = c, by, found
				break
			}
		}
	}
	return m, word
}

// reach is how many words back an event is looked for.
const reach = 1500

// commonHeads are words that say too little of which event is meant.
var commonHeads = wordSet("first second last start beginning event events year years time initial same previous")

// stem returns the beginning of a word that its other forms share.
func stem(w string) string {
	if len(w) > 5 {
		return w[:5]
	}
	return strings.TrimSuffix(w, "s")
}

// fromTold resolves a count from an event that an earlier sentence dates.
func (s *resolver) fromTold(e *expr, i, next int) resolved {
	m, word := s.tellsOf(e.from, e.to, i, e.unit.grain)
	if m == nil {
		return resolved{why: "it counts from what stands behind it, and nothing here says when that was"}
	}
	at := m.at()
	if e.n < 0 || e.occasion {
		at = m.Start
	}
	v := resolved{anchor: s.earlier(m), confidence: 0.6, Interval: s.counted(e, at)}
	if !s.published.IsZero() && v.Start.After(s.published.AddDate(1, 0, 0)) {
		return resolved{why: "counted from what an earlier sentence tells, it would be after the article itself"}
	}
	v.tell(s.done(s.line().say("“", word, "” is told of in sentence ").number(int(m.sentence)+1).say(", with “", s.mentions[m.mention].Text, "”")))
	if e.occasion && m.Grain == Day {
		v.Interval = day(step(at, e.n, e.unit))
	}
	s.counting(e, &v, at, i, next)
	return v
}
