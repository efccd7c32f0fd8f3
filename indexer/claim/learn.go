package claim

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"unicode"

	"dateline/indexer/prose"
	"dateline/indexer/tagger"
	"dateline/scraper"
)

// A MarkedClaim is a claim that somebody marked by hand: what learning begins with.
type MarkedClaim struct {
	Parts   []Span
	Speaker Span // empty if nobody is named
	Cue     Span // empty if there is none
	Silent  bool // held or wanted, not said
}

// A MarkedText is a text with its claims.
type MarkedText struct {
	Article *scraper.Article
	Claims  []MarkedClaim
}

// The labels of the tagger: outside, and the first and further tokens of a
// source, a cue and a content.
const (
	outside = iota
	firstSource
	moreSource
	firstCue
	moreCue
	firstContent
	moreContent
	labels
)

// places returns the labels of claims: a label for each code point of a text.
func places(claims []MarkedClaim, length int) []uint8 {
	by := make([]uint8, length)
	for _, c := range claims {
		for _, part := range c.Parts {
			fill(by, part.Start, part.End, firstContent)
		}
	}
	for _, c := range claims {
		fill(by, c.Speaker.Start, c.Speaker.End, firstSource)
		fill(by, c.Cue.Start, c.Cue.End, firstCue)
	}
	return by
}

// fill gives a label to what stands from one place to another and has none yet.
func fill(labels []uint8, from, to int, first uint8) {
	for k := max(0, from); k < min(to, len(labels)); k++ {
		if labels[k] == outside {
			labels[k] = first + 1
			if k == from {
				labels[k] = first
			}
		}
	}
}

// onTokens returns the labels of a paragraph's tokens, by those of its code points.
func onTokens(p *prose.Paragraph, by []uint8) (to []uint8) {
	last := uint8(outside)
	for _, t := range p.Tokens {
		y := by[t.Start]
		for k := t.Start; k < t.End && y == outside; k++ {
			y = by[k]
		}
		// A part that begins inside a token, or in white space, begins with the next.
		if (y == moreSource || y == moreCue || y == moreContent) && last != y && last != y-1 {
			y--
		}
		to = append(to, y)
		last = y
	}
	return to
}

// A lesson is a marked text, cut up, with what is learned from it.
type lesson struct {
	MarkedText
	text     *prose.Text
	rules    [][]uint8       // of each paragraph, what the rules take its tokens for
	marked   []tagger.Marked // each paragraph with its true labels
	toCue    []choice        // contents to cues
	toSource []choice        // cues to sources
}

// newLesson returns what is learned from a text. The spotter's memory must last.
func newLesson(m MarkedText, s *spotter) *lesson {
	l := &lesson{MarkedText: m, text: prose.Read(m.Article)}
	truth, rules := places(m.Claims, len(l.text.Runes)), places(ruled(m.Article), len(l.text.Runes))
	for i, p := range l.text.Paragraphs {
		l.rules = append(l.rules, onTokens(p, rules))
		seq := s.features(l.text.Paragraphs, i, l.rules[i])
		labels := onTokens(p, truth)
		l.marked = append(l.marked, tagger.Marked{
			Sequence: tagger.Sequence{Tokens: seq.Tokens, Features: slices.Clone(seq.Features), Contexts: slices.Clone(seq.Contexts)},
			Labels:   labels,
		})
		if len(p.Tokens) > 0 {
			l.choose(s, p, chunks(p, labels, nil))
		}
	}
	return l
}

// A choice is candidates with the one that is right.
type choice struct {
	features [][]uint32
	right    int
}

// trainRanker returns the averaged perceptron over choices.
func trainRanker(list []choice, epochs int, seed uint64) *ranker {
	now := make([]float64, rankerSize)
	total := make([]float64, rankerSize)
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	step := 1.0
	r := &ranker{weights: make([]float32, rankerSize)}
	add := func(features []uint32, by float64) {
		for _, f := range features {
			now[f%rankerSize] += by
			total[f%rankerSize] += by * step
			r.weights[f%rankerSize] = float32(now[f%rankerSize])
		}
	}
	for range epochs {
		tagger.Shuffle(order, &seed)
		for _, i := range order {
			step++
			c := list[i]
			if best, _ := r.best(c.features); best != c.right {
				add(c.features[c.right], 1)
				add(c.features[best], -1)
			}
		}
	}
	for i := range now {
		r.weights[i] = float32(math.Round((now[i]-total[i]/step)/stepOf) * stepOf)
	}
	return r
}

// choose takes the links of a paragraph, which the spotter has seen last, as choices.
func (l *lesson) choose(s *spotter, p *prose.Paragraph, list []chunk) {
	start, end := p.Tokens[0].Start, p.Tokens[len(p.Tokens)-1].End
	at := func(span Span, what uint8) int {
		for k, c := range list {
			if c.what == what && p.Tokens[c.from].Start < span.End && span.Start < p.Tokens[c.to-1].End {
				return k
			}
		}
		return -1
	}
	done := map[int]bool{}
	for _, c := range l.Claims {
		cue := -1
		if !c.Cue.Empty() && c.Cue.Start >= start && c.Cue.End <= end {
			cue = at(c.Cue, firstCue)
		}
		if cue >= 0 && !done[cue] {
			done[cue] = true
			source := -1
			if !c.Speaker.Empty() && c.Speaker.Start >= start && c.Speaker.End <= end {
				source = at(c.Speaker, firstSource)
			}
			to, features := candidates(s, p, list, cue, firstSource)
			for n, k := range to {
				if k == source {
					l.toSource = append(l.toSource, choice{features, n})
				}
			}
		}
		for _, part := range c.Parts {
			if part.Start < start || part.End > end {
				continue
			}
			content := at(part, firstContent)
			if content < 0 || done[content] {
				continue
			}
			done[content] = true
			to, features := candidates(s, p, list, content, firstCue)
			for n, k := range to {
				if k == cue {
					l.toCue = append(l.toCue, choice{features, n})
				}
			}
		}
	}
}

// ruled returns what the rules find in an article, as marked claims.
func ruled(a *scraper.Article) (list []MarkedClaim) {
	for _, c := range find(a, nil) {
		if c.Kind != Author {
			list = append(list, MarkedClaim{Parts: c.Parts, Speaker: c.Speaker.Span, Cue: c.CueSpan})
		}
	}
	return list
}

// trainJudge returns a logistic model over attributions that were right or wrong,
// by stochastic descent with a penalty on large weights.
func trainJudge(features [][]uint32, right []bool, epochs int, seed uint64) *judge {
	j := &judge{weights: make([]float32, rankerSize)}
	squares := make([]float64, rankerSize)
	order := make([]int, len(features))
	for i := range order {
		order[i] = i
	}
	const rate, penalty = 0.1, 1e-5
	for range epochs {
		tagger.Shuffle(order, &seed)
		for _, i := range order {
			miss := j.sure(features[i])
			if right[i] {
				miss--
			}
			for _, f := range features[i] {
				at := f % rankerSize
				g := miss + penalty*float64(len(features))*float64(j.weights[at])/100
				squares[at] += g * g
				j.weights[at] -= float32(rate * g / math.Sqrt(squares[at]+1e-8))
			}
		}
	}
	for i, w := range j.weights {
		j.weights[i] = float32(math.Round(float64(w)/stepOf) * stepOf)
	}
	return j
}

// folds is into how many parts texts are cut for the judge, which learns from each
// what a tagger makes of it that learned from the others.
const folds = 4

// Learn returns the weights of a model of marked texts, as Find reads them once they
// are built in. The same texts in the same order and seed give the same weights.
// Report is told how far it is. Learning stops when ctx ends, within a pass over the
// texts.
func Learn(ctx context.Context, list []MarkedText, seed uint64, report func(string)) ([]byte, error) {
	if len(list) < folds {
		return nil, fmt.Errorf("%d texts: at least %d are needed", len(list), folds)
	}
	m := learn(list, tagger.Training{Epochs: 8, Orders: 2, Bits: 18, Least: 4, Margin: 5, Seed: seed, Stop: ctx.Done()}, report)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err := m.write(&out)
	return out.Bytes(), err
}

func learn(list []MarkedText, t tagger.Training, report func(string)) *model {
	s := &spotter{lasting: true}
	lessons := make([]*lesson, len(list))
	var cues, sources []choice
	for i, m := range list {
		lessons[i] = newLesson(m, s)
		cues, sources = append(cues, lessons[i].toCue...), append(sources, lessons[i].toSource...)
	}
	sequences := func(keep func(i int) bool) (found []tagger.Marked) {
		for i, l := range lessons {
			if keep(i) {
				found = append(found, l.marked...)
			}
		}
		return found
	}
	toCue, toSource := trainRanker(cues, 10, t.Seed), trainRanker(sources, 10, t.Seed)
	// The judge learns from texts that the tagger has not seen.
	var features [][]uint32
	var right []bool
	for fold := range folds {
		if stopped(t.Stop) {
			break
		}
		held := &model{toCue: toCue, toSource: toSource, tagger: tagger.Train(sequences(func(i int) bool { return i%folds != fold }), labels, t)}
		r := newReader(held)
		for i, l := range lessons {
			if i%folds != fold {
				continue
			}
			found := l.read(r)
			for n, v := range compare(l.text, l.Claims, found) {
				if v != ignored {
					features, right = append(features, found[n].features), append(right, v == agrees)
				}
			}
		}
		report(fmt.Sprintf("part %d of %d read: %d attributions", fold+1, folds, len(right)))
	}
	m := &model{toCue: toCue, toSource: toSource, tagger: tagger.Train(sequences(func(int) bool { return true }), labels, t)}
	m.judge = trainJudge(features, right, 20, t.Seed)
	return m
}

// read returns what a model finds in the text.
func (l *lesson) read(r *reader) (list []attribution) {
	for i, p := range l.text.Paragraphs {
		if len(p.Tokens) > 0 {
			list = append(list, r.paragraph(l.text.Paragraphs, i, l.rules[i])...)
		}
	}
	return list
}

// stopped reports whether a channel is closed.
func stopped(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// A verdict says whether a reader marked what was found.
type verdict int

const (
	differs verdict = iota
	agrees          // most of the words, and the speaker
	ignored         // what is marked there is no speech
)

// compare says of everything found in a text whether it is marked so: of two
// that are alike, the likest.
func compare(text *prose.Text, claims []MarkedClaim, found []attribution) []verdict {
	words := func(parts []Span) map[int]bool {
		set := map[int]bool{}
		for _, p := range parts {
			for k := p.Start; k < p.End && k < len(text.Runes); k++ {
				if unicode.IsLetter(text.Runes[k]) || unicode.IsDigit(text.Runes[k]) {
					set[k] = true
				}
			}
		}
		return set
	}
	span := func(a attribution, r [2]int) Span {
		return spanOf(text.Paragraphs[a.paragraph], r[0], r[1])
	}
	type pair struct {
		like        float64
		found, gold int
	}
	var pairs []pair
	gold := make([]map[int]bool, len(claims))
	for i, c := range claims {
		gold[i] = words(c.Parts)
	}
	for n, a := range found {
		var parts []Span
		for _, r := range a.parts {
			parts = append(parts, span(a, r))
		}
		mine := words(parts)
		for i := range gold {
			same := 0
			for k := range mine {
				if gold[i][k] {
					same++
				}
			}
			if all := len(mine) + len(gold[i]) - same; same > 0 && 2*same >= all {
				pairs = append(pairs, pair{float64(same) / float64(all), n, i})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.like, a.like) })
	verdicts := make([]verdict, len(found))
	usedFound, usedGold := make([]bool, len(found)), make([]bool, len(gold))
	for _, k := range pairs {
		if usedFound[k.found] || usedGold[k.gold] {
			continue
		}
		usedFound[k.found], usedGold[k.gold] = true, true
		c := claims[k.gold]
		s := span(found[k.found], found[k.found].source)
		switch {
		case c.Silent:
			verdicts[k.found] = ignored
		case c.Speaker.Empty() && s.Empty(), c.Speaker.Start < s.End && s.Start < c.Speaker.End:
			verdicts[k.found] = agrees
		}
	}
	return verdicts
}
