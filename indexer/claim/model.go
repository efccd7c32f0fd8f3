package claim

import (
	"math"

	"dateline/indexer/prose"
	"dateline/indexer/tagger"
)

// A model is what was learned from marked texts: which words are a source, a cue
// or a content, which of them belong together, and how sure that is.
type model struct {
	tagger          *tagger.Model
	toCue, toSource *ranker
	judge           *judge
}

// An attribution is what the model finds: contents with their cue and source, as
// tokens of one paragraph.
type attribution struct {
	paragraph   int
	parts       [][2]int
	cue, source [2]int  // empty if there is none
	sure        float64 // that a reader would mark it so, 0 to 1
	features    []uint32
}

// A reader reads texts with a model. Its memory is used again.
type reader struct {
	m       *model
	spotter spotter
	decoder *tagger.Decoder
}

func newReader(m *model) *reader { return &reader{m: m, decoder: tagger.NewDecoder(m.tagger)} }

// bias is taken from the score of a token that is outside: more is found, and the
// judge decides.
const bias = 6000

// paragraph returns what the model finds in the paragraph at a place of a text, given
// what the rules take every token for.
func (r *reader) paragraph(text []*prose.Paragraph, at int, rules []uint8) (found []attribution) {
	p := text[at]
	r.decoder.Bias = bias
	labels, margins := r.decoder.Label(r.spotter.features(text, at, rules))
	list := chunks(p, labels, margins)
	if len(list) == 0 {
		return nil
	}
	list, links := r.seek(p, list, r.link(p, list))
	byCue := map[int]int{}
	var groups [][]linked
	for _, k := range links {
		if g, ok := byCue[k.cue]; ok && k.cue >= 0 {
			groups[g] = append(groups[g], k)
			continue
		}
		byCue[k.cue] = len(groups)
		groups = append(groups, []linked{k})
	}
	for _, g := range groups {
		a := attribution{paragraph: at}
		for _, k := range g {
			a.parts = append(a.parts, [2]int{list[k.content].from, list[k.content].to})
		}
		if k := g[0].cue; k >= 0 {
			a.cue = [2]int{list[k].from, list[k].to}
		}
		if k := g[0].source; k >= 0 {
			a.source = [2]int{list[k].from, list[k].to}
		}
		a.features = r.describe(p, list, g, len(groups))
		if r.m.judge != nil {
			a.sure = r.m.judge.sure(a.features)
		}
		found = append(found, a)
	}
	return found
}

// seek finds a source for the cues that have none: the tokens of their sentence that
// the tagger would call one first.
func (r *reader) seek(p *prose.Paragraph, list []chunk, links []linked) ([]chunk, []linked) {
	const far = 10000 // how much worse the labels may get
	const away = 10   // and what a token of distance counts
	var taken []bool
	made := map[int]int{}
	for n := range links {
		cue := links[n].cue
		if cue < 0 || links[n].source >= 0 {
			continue
		}
		if k, ok := made[cue]; ok {
			links[n].source = k
			continue
		}
		if taken == nil {
			taken = make([]bool, len(p.Tokens))
			for _, c := range list {
				for k := c.from; k < c.to && c.what != firstSource; k++ {
					taken[k] = true
				}
			}
		}
		s := p.Sentences[list[cue].sentence]
		best, least := -1, int32(far)
		for k := s.From; k < s.To; k++ {
			if taken[k] || !p.Tokens[k].Word {
				continue
			}
			distance := max(list[cue].from-k, k-list[cue].from)
			if v := r.decoder.Loss(k, firstSource) + int32(away*distance); v < least { //nolint:gosec // tokens of a paragraph
				best, least = k, v
			}
		}
		if best >= 0 {
			from, to := r.decoder.Run(best, firstSource, firstSource, moreSource)
			list = append(list, chunk{what: firstSource, from: from, to: to, sentence: list[cue].sentence, margin: -least})
			links[n].source = len(list) - 1
			made[cue] = len(list) - 1
		}
	}
	return list, links
}

// A judge says how sure an attribution is: a logistic model.
type judge struct{ weights []float32 }

func (j *judge) sure(features []uint32) float64 {
	sum := 0.0
	for _, f := range features {
		sum += float64(j.weights[f%rankerSize])
	}
	return 1 / (1 + math.Exp(-sum))
}

// steps cuts a margin into steps that grow.
func steps(margin int32) uint32 {
	n := uint32(0)
	if margin < 0 {
		margin, n = -margin, 20
	}
	for limit := int32(250); margin > limit && n%20 < 12; limit += limit / 2 {
		n++
	}
	return n
}

// clausal are the kinds of words that hardly stand but in a clause.
var clausal = func() map[uint32]bool {
	kinds := map[uint32]bool{kindEd: true}
	for w := range set("is was are were will would has had have did could should can may might") {
		kinds[functions[w]] = true
	}
	return kinds
}()

// describe returns what speaks for an attribution.
func (r *reader) describe(p *prose.Paragraph, list []chunk, g []linked, groups int) []uint32 {
	s := &r.spotter
	least, lead, words, quotes := int32(1<<30), float32(1e9), 0, uint32(0)
	rules := uint32(0)
	sum := int32(0)
	for _, k := range g {
		c := list[k.content]
		least, lead = min(least, c.margin), min(lead, k.lead)
		sum += c.margin
		words += p.Words(c.from, c.to)
		quotes |= 1 << quoted(p, c)
		ruled := 0
		for i := c.from; i < c.to; i++ {
			if y := s.rule(i); y == firstContent || y == moreContent {
				ruled++
			}
		}
		rules = max(rules, uint32(4*ruled/(c.to-c.from))) //nolint:gosec // at most 4
	}
	first, last := list[g[0].content], list[g[len(g)-1].content]
	cueKind, cueWord, verb, cueMargin, side, cueRule := uint32(0), uint32(0), uint32(0), int32(0), uint32(0), uint32(0)
	if k := g[0].cue; k >= 0 {
		c := list[k]
		cueKind, cueWord, verb, cueMargin, side = s.kind(c.from), s.word(c.to-1), verbOf(s, c), c.margin, 1
		if c.from > first.from {
			side = 2
		}
		for i := c.from; i < c.to; i++ {
			if y := s.rule(i); y == firstCue || y == moreCue {
				cueRule = 1
			}
		}
	}
	sourceKind, sourceMargin, sourceRule := uint32(99), int32(0), uint32(0)
	if k := g[0].source; k >= 0 {
		c := list[k]
		sourceKind, sourceMargin = s.kind(c.to-1), c.margin
		for i := c.from; i < c.to; i++ {
			if y := s.rule(i); y == firstSource || y == moreSource {
				sourceRule = 1
			}
		}
	}
	verbs := uint32(0) // whether the words hold a clause
	for _, k := range g {
		for i := list[k.content].from; i < list[k.content].to; i++ {
			if clausal[s.kind(i)] {
				verbs = 1
			}
		}
	}
	length := bucket(int32(words)) //nolint:gosec // words of a paragraph
	ends := uint32(0)
	if sent := p.Sentences[last.sentence]; last.to >= sent.To-1 {
		ends = 1
	}
	begins := uint32(0)
	if sent := p.Sentences[first.sentence]; first.from <= sent.From+1 {
		begins = 1
	}
	l := uint32(min(20, max(0, int(lead)))) //nolint:gosec // bounded
	return []uint32{
		mix(600), mix(601, steps(least)), mix(602, steps(sum/int32(len(g)))), mix(603, steps(cueMargin), cueKind), mix(604, steps(sourceMargin)), mix(605, l), //nolint:gosec // a few
		mix(606, verb), mix(607, cueKind), mix(608, cueWord), mix(609, quotes, length), mix(610, quotes, steps(least)), mix(611, sourceKind), mix(612, sourceKind, steps(sourceMargin)),
		mix(613, rules), mix(614, rules, cueRule, sourceRule), mix(615, side, begins, ends, quotes), mix(616, min(uint32(len(g)), 3)), mix(617, s.word(first.from-1), quotes), mix(618, s.word(last.to), ends),
		mix(619, s.kind(first.from), quotes), mix(620, verbs, quotes, length), mix(621, verb, quotes, verbs), mix(622, cueKind, verbs, side), mix(623, min(uint32(groups), 4), quotes), mix(624, verb, s.kind(first.from)),
		mix(625, side, s.word(first.from-1), verbs), mix(626, verb, side, begins, ends), mix(627, s.paragraph, quotes),
	}
}
