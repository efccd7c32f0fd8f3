package claim

import "dateline/indexer/prose"

// A chunk is a run of tokens that the tagger takes as one.
type chunk struct {
	what     uint8 // firstSource, firstCue or firstContent
	from, to int   // tokens of the paragraph
	sentence int
	margin   int32 // the least of its tokens'
}

// chunks returns the runs that labels make, in order.
func chunks(p *prose.Paragraph, labels []uint8, margins []int32) (list []chunk) {
	sentence := 0
	for i := 0; i < len(labels); {
		for sentence+1 < len(p.Sentences) && i >= p.Sentences[sentence].To {
			sentence++
		}
		if labels[i] == outside {
			i++
			continue
		}
		c := chunk{what: labels[i] - 1 + labels[i]%2, from: i, to: i + 1, sentence: sentence}
		if margins != nil {
			c.margin = margins[i]
		}
		for c.to < len(labels) && labels[c.to] == c.what+1 {
			if margins != nil {
				c.margin = min(c.margin, margins[c.to])
			}
			c.to++
		}
		list = append(list, c)
		i = c.to
	}
	return list
}

// A ranker chooses among candidates: a weight for each feature of one.
type ranker struct{ weights []float32 }

const rankerSize = 1 << 14 // buckets of a ranker or judge

func (r *ranker) score(features []uint32) (sum float32) {
	for _, f := range features {
		sum += r.weights[f%rankerSize]
	}
	return sum
}

// best returns the candidate with the highest score, and by how much it is higher
// than the next.
func (r *ranker) best(candidates [][]uint32) (best int, lead float32) {
	best = -1
	var top, second float32
	for i, c := range candidates {
		switch v := r.score(c); {
		case best < 0 || v > top:
			if best >= 0 {
				second = top
			} else {
				second = v - 100
			}
			best, top = i, v
		case v > second || i == 1:
			second = max(second, v)
		}
	}
	return best, top - second
}

// A linked is a content with its cue and source, as places among the chunks, -1 if none.
type linked struct {
	content, cue, source int
	lead                 float32 // of the weaker of its two links
}

// link links what the tagger found in a paragraph: contents to their cues, cues to
// their sources.
func (r *reader) link(p *prose.Paragraph, list []chunk) (links []linked) {
	s := &r.spotter
	sources := make([]int, len(list))
	leads := make([]float32, len(list))
	for i, c := range list {
		if c.what != firstCue {
			continue
		}
		to, features := candidates(s, p, list, i, firstSource)
		best, lead := r.m.toSource.best(features)
		sources[i], leads[i] = to[best], lead
	}
	for i, c := range list {
		if c.what != firstContent {
			continue
		}
		to, features := candidates(s, p, list, i, firstCue)
		best, lead := r.m.toCue.best(features)
		k := linked{content: i, cue: to[best], source: -1, lead: lead}
		if k.cue >= 0 {
			k.source, k.lead = sources[k.cue], min(lead, leads[k.cue])
		}
		links = append(links, k)
	}
	return links
}

// reach is how many chunks away what belongs together may stand.
const reach = 11

// candidates returns what the chunk at i may be linked to, with the features of each
// link; the first is nothing.
func candidates(s *spotter, p *prose.Paragraph, list []chunk, i int, what uint8) (to []int, features [][]uint32) {
	to, features = append(to, -1), append(features, noLink(s, p, list, i, what))
	for k := max(0, i-reach); k < min(len(list), i+reach+1); k++ {
		if list[k].what == what {
			to, features = append(to, k), append(features, linkFeatures(s, p, list, i, k))
		}
	}
	return to, features
}

func noLink(s *spotter, p *prose.Paragraph, list []chunk, i int, what uint8) []uint32 {
	c := list[i]
	here, any := uint32(0), uint32(0)
	for _, k := range list[max(0, i-reach):min(len(list), i+reach+1)] {
		if k.what == what {
			any = 1
			if k.sentence == c.sentence {
				here = 1
			}
		}
	}
	return s.keep(mix(500, uint32(what)), mix(501, uint32(what), here, any), mix(502, uint32(what), here, quoted(p, c)), mix(503, uint32(what), s.kind(c.from), here), mix(504, uint32(what), verbOf(s, c), here))
}

// quoted says how much of a chunk stands in quotation marks.
func quoted(p *prose.Paragraph, c chunk) uint32 {
	in, out := 0, 0
	for _, t := range p.Tokens[c.from:c.to] {
		if !t.Word {
			continue
		}
		if t.Quote > 0 {
			in++
		} else {
			out++
		}
	}
	switch {
	case in == 0:
		return 0
	case out == 0:
		return 1
	}
	return 2
}

func verbOf(s *spotter, c chunk) uint32 {
	for i := c.from; i < c.to; i++ {
		if v := s.at[i+3].verb; v != 0 {
			return v
		}
	}
	return s.word(c.from)
}

// linkFeatures returns what speaks for a link from the chunk at i to that at k.
func linkFeatures(s *spotter, p *prose.Paragraph, list []chunk, i, k int) []uint32 {
	a, b := list[i], list[k]
	what := uint32(b.what)
	first, second, side := a, b, uint32(1)
	lo, hi := i, k
	if k < i {
		first, second, side = b, a, 0
		lo, hi = k, i
	}
	away := bucket(int32(second.from - first.to)) //nolint:gosec // tokens of a paragraph
	sentences := min(uint32(second.sentence-first.sentence), 3)
	pattern, same := uint32(0), uint32(0)
	for _, c := range list[lo+1 : hi] {
		pattern = pattern*4 + uint32(c.what+1)/2
		if c.what == b.what {
			same++
		}
	}
	pattern = min(pattern, 4096)
	between := mix(510, s.kind(first.to), s.kind(second.from-1))
	marks := uint32(0)
	for j := first.to; j < second.from; j++ {
		marks |= bits(&p.Tokens[j], &s.at[j+3])
	}
	q := quoted(p, a)
	cue := a
	if b.what == firstCue {
		cue = b
	}
	verb := verbOf(s, cue)
	kindA, kindB := s.kind(a.from), s.kind(b.from)
	// What stands beside the cue on its other side.
	beyond := mix(511, s.kind(b.from-1), s.kind(b.to))
	nearest := min(same, 3)
	return s.keep(
		mix(520, what, side, away), mix(521, what, side, sentences), mix(522, what, side, pattern), mix(523, what, side, pattern, sentences),
		mix(524, what, side, nearest, sentences), mix(525, what, side, between), mix(526, what, side, marks), mix(527, what, side, q, sentences, nearest),
		mix(528, what, side, verb), mix(529, what, side, verb, nearest, min(sentences, 1)), mix(530, what, side, kindB, pattern), mix(531, what, side, kindA, nearest),
		mix(532, what, side, beyond), mix(533, what, side, q, pattern), mix(534, what, side, s.kind(first.to), pattern), mix(535, what, side, s.kind(second.from-1), pattern),
		mix(536, what, side, away, nearest, sentences), mix(537, what, side, marks, pattern), mix(538, what, side, s.word(a.from-1), pattern), mix(539, what, side, s.word(a.to), nearest),
		mix(540, what, side, s.word(cue.to), nearest), mix(541, what, side, verb, q),
	)
}

// keep returns a list that lasts until the next paragraph is looked at.
func (s *spotter) keep(list ...uint32) []uint32 {
	at := len(s.arena)
	s.arena = append(s.arena, list...)
	return s.arena[at:len(s.arena):len(s.arena)]
}
