package claim

import (
	"slices"
	"sort"
	"strings"

	"dateline/indexer/prose"
)

const (
	leastSure     = 0.07 // what the model is less sure of is left out
	mostTokens    = 8000 // of a paragraph that the model reads: no news has longer ones
	enoughToSpeak = 0.8  // so sure must be who "he" may be later
	mostRules     = 0.5  // of the words: more, and rule and model mean the same claim
	someShared    = 0.3
)

// weigh returns the claims of a paragraph: what the rules found and what the model
// finds, as one list in order. Where both mean the same claim, its words and its
// speaker are those of the rules, and how sure it is comes from the model.
func (f *finder) weigh(p *paragraph, ruled []proposal) []proposal {
	if f.reader == nil || len(p.Tokens) > mostTokens || len(ruled) == 0 && !p.speaks() {
		return ruled
	}
	f.labels = label(f.labels, p, ruled)
	list := f.reader.paragraph(f.cut, f.at, f.labels)
	used := make([]bool, len(ruled))
	var found []proposal
	for _, a := range list {
		if p.denied(a.cue) || a.cue[0] < a.cue[1] && p.Tokens[a.cue[0]].Quote == 0 && p.supposed(p.sentenceAt(a.cue[0]), a.cue[0]) {
			continue
		}
		mine, ok := f.proposed(p, a)
		if !ok {
			continue
		}
		same, is := f.agreed(p, mine, ruled, used)
		switch {
		case is && same.plain:
			found = append(found, same)
		case a.sure < leastSure:
		case is && (mine.voice.Span.Empty() || near(mine.voice.Span, same.voice.Span)):
			same.voice.sure = a.sure * (1 - same.voice.doubt)
			found = append(found, same)
		default:
			found = append(found, mine)
		}
	}
	for n, q := range ruled {
		if used[n] || !q.plain {
			continue
		}
		if !slices.ContainsFunc(found, func(other proposal) bool { return alike(p, q.parts, other.parts) > someShared }) {
			found = append(found, q)
		}
	}
	slices.SortStableFunc(found, func(a, b proposal) int { return a.parts[0][0] - b.parts[0][0] })
	for _, q := range found {
		if q.voice.sure >= enoughToSpeak {
			f.speak(q.voice)
		}
	}
	return found
}

// agreed returns what the rules found of the same words, as one proposal: the
// likest, and the further parts of one that goes on. It marks them as used.
func (f *finder) agreed(p *paragraph, mine proposal, ruled []proposal, used []bool) (proposal, bool) {
	best, like := -1, 0.0
	for n, q := range ruled {
		if share := alike(p, mine.parts, q.parts); share > like && !used[n] {
			best, like = n, share
		}
	}
	if best < 0 {
		return proposal{}, false
	}
	same := ruled[best]
	group := []int{best}
	for n, q := range ruled {
		if n == best || used[n] || q.voice.Span != same.voice.Span || inside(p, q.parts, mine.parts) < mostRules {
			continue
		}
		group = append(group, n)
	}
	if len(group) > 1 {
		slices.Sort(group)
		all := ruled[group[0]]
		all.parts = nil
		for _, n := range group {
			all.parts = append(all.parts, ruled[n].parts...)
		}
		if share := alike(p, mine.parts, all.parts); share > like {
			all.kind = kindOf(p, all.parts)
			same, like = all, share
		} else {
			group = []int{best}
		}
	}
	if like < mostRules {
		return proposal{}, false
	}
	for _, n := range group {
		used[n] = true
	}
	return same, true
}

// inside returns the share of the words of a that stand in b, too.
func inside(p *paragraph, a, b [][2]int) float64 {
	all := words(p, a)
	if all == 0 {
		return 0
	}
	return float64(shared(p, a, b)) / float64(all)
}

// words counts the words of runs.
func words(p *paragraph, parts [][2]int) (n int) {
	for _, r := range parts {
		n += p.Words(r[0], r[1])
	}
	return n
}

// shared counts the words that two lists of runs have in common.
func shared(p *paragraph, a, b [][2]int) (n int) {
	for _, x := range a {
		for _, y := range b {
			if from, to := max(x[0], y[0]), min(x[1], y[1]); from < to {
				n += p.Words(from, to)
			}
		}
	}
	return n
}

// denied reports whether a cue is negated or only possible, "did not say that",
// "could have said": then nobody said it. The verbs of denial are no such cues.
func (p *paragraph) denied(cue [2]int) bool {
	for i := cue[0]; i < cue[1]; i++ {
		how := cues[p.Tokens[i].Low]
		if how != free && how != thatly && how != tells || i+1 < len(p.Tokens) && isMark(p.Tokens[i+1].Text) {
			continue
		}
		from := p.sentenceAt(i).From
		if p.nor(i, from) {
			return true
		}
		for k := i - 1; k >= max(from, i-3); k-- {
			low := p.Tokens[k].Low
			if negations[low] && low != "without" || strings.HasSuffix(low, "n't") || strings.HasSuffix(low, "n’t") || (low == "could" || low == "might") && p.Low(k+1) == "have" {
				return p.Low(i+1) == "that" || how == free
			}
			if !skipped[low] {
				break
			}
		}
		return false
	}
	return false
}

// sentenceAt returns the sentence of the token at i.
func (p *paragraph) sentenceAt(i int) prose.Sentence {
	n := sort.Search(len(p.Sentences), func(n int) bool { return p.Sentences[n].To > i })
	if n == len(p.Sentences) {
		return allOf(p)
	}
	return p.Sentences[n]
}

// near reports whether two spans have a place in common.
func near(a, b Span) bool { return a.Start < b.End && b.Start < a.End }

// speaks reports whether a paragraph holds anything that tells of speech: a quotation,
// a colon or a reporting verb.
func (p *paragraph) speaks() bool {
	if len(p.Quotes) > 0 {
		return true
	}
	for i := range p.Tokens {
		t := &p.Tokens[i]
		if t.Text == ":" || t.Low == "according" {
			return true
		}
		if !t.Word || len(t.Text) < 3 {
			continue
		}
		if _, ok := verbForms[t.Low]; ok {
			return true
		}
	}
	return false
}

// label writes what the rules take the tokens of a paragraph for.
func label(to []uint8, p *paragraph, ruled []proposal) []uint8 {
	to = slices.Grow(to[:0], len(p.Tokens))[:len(p.Tokens)]
	clear(to)
	for _, q := range ruled {
		for _, part := range q.parts {
			fill(to, part[0], part[1], firstContent)
		}
	}
	for _, q := range ruled {
		from, end := p.within(q.voice.Span)
		fill(to, from, end, firstSource)
		from, end = p.within(q.voice.cueSpan)
		fill(to, from, end, firstCue)
	}
	return to
}

// within returns the tokens that a span of the text holds, none if it is elsewhere.
func (p *paragraph) within(s Span) (from, to int) {
	place := func(at int) int {
		return sort.Search(len(p.Tokens), func(i int) bool { return p.Tokens[i].Start >= at })
	}
	if s.Empty() || s.Start < p.Block.Start || s.End > p.Block.End {
		return 0, 0
	}
	return place(s.Start), place(s.End)
}

// alike returns the share of words that two lists of runs have in common, of all
// that are in either.
func alike(p *paragraph, a, b [][2]int) float64 {
	same := shared(p, a, b)
	if same == 0 {
		return 0
	}
	return float64(same) / float64(words(p, a)+words(p, b)-same)
}

// proposed makes a proposal of what the model found.
func (f *finder) proposed(p *paragraph, a attribution) (proposal, bool) {
	q := proposal{}
	p.stretch(a)
	for _, r := range a.parts {
		from, to := f.bare(p, r[0], r[1])
		if p.Words(from, to) > 0 {
			q.parts = append(q.parts, [2]int{from, to})
		}
	}
	if len(q.parts) == 0 {
		return q, false
	}
	q.sentence = p.sentenceAt(q.parts[0][0])
	q.kind = kindOf(p, q.parts)
	q.voice = voice{doubt: doubtNobody}
	if a.source[0] < a.source[1] {
		q.voice = f.source(p, a.source[0], a.source[1])
	} else if q.kind == Direct && (f.lastAt == f.at || f.lastAt == f.at-1) && f.last.Surface != "" {
		q.voice = f.last
		q.voice.doubt = max(doubtInherited, q.voice.doubt)
	}
	q.voice.sure = a.sure * (1 - q.voice.doubt)
	q.voice.cue, q.voice.cueSpan = "", Span{}
	if from, to := a.cue[0], a.cue[1]; from < to {
		q.voice.cueSpan = p.span(from, to)
		q.voice.cue = strings.ToLower(string(f.text[q.voice.cueSpan.Start:q.voice.cueSpan.End]))
	}
	return q, true
}

// stretch lets words in front of their cue go on to the comma that ends them, where
// the model stopped short: "The mill was sold, Vale said".
func (p *paragraph) stretch(a attribution) {
	last := &a.parts[len(a.parts)-1]
	end := a.cue[0]
	if a.source[0] < a.source[1] && a.source[0] >= last[1] {
		end = min(end, a.source[0])
	}
	if a.cue[0] == a.cue[1] || end <= last[1] || end-last[1] > 12 || p.Tokens[end-1].Text != "," || p.Tokens[last[1]-1].Quote > 0 {
		return
	}
	for k := last[1]; k < end-1; k++ {
		if t := p.Tokens[k]; !t.Word && !t.Number || t.Quote > 0 {
			return
		}
	}
	last[1] = end - 1
}

// bare leaves out what does not belong to the words that somebody said: marks at
// the ends, the quotation marks around all of it, and "that" in front.
func (f *finder) bare(p *paragraph, from, to int) (int, int) {
	from, to = trim(p, from, to)
	for from < to && (p.Tokens[from].Text == "“" || p.Tokens[from].Text == `"` || p.Tokens[from].Text == "‘") && (from+1 == to || p.Tokens[from+1].Quote == p.Tokens[to-1].Quote || p.Tokens[to-1].Text == "”" || p.Tokens[to-1].Text == `"`) {
		from++
	}
	for from < to && isMark(p.Tokens[to-1].Text) && p.Tokens[to-1].Quote == 0 && !closesInside(p, from, to) {
		to--
	}
	from, to = trim(p, from, to)
	if from+1 < to && p.Tokens[from].Low == "that" && p.Tokens[from].Quote == 0 {
		from++
	}
	return from, to
}

// source returns who the tokens from a to b name, as the model marked them.
func (f *finder) source(p *paragraph, a, b int) voice {
	for a < b && !p.Tokens[a].Word && !p.Tokens[a].Number {
		a++
	}
	for b > a && !p.Tokens[b-1].Word && !p.Tokens[b-1].Number && p.Tokens[b-1].Text != "." && p.Tokens[b-1].Text != ")" {
		b--
	}
	if p.Words(a, b) == 0 || !slices.ContainsFunc(p.Tokens[a:b], func(t prose.Token) bool { return t.Word }) {
		return voice{doubt: doubtNobody}
	}
	if b-a == 1 && (p.Tokens[a].Low == "who" || p.Tokens[a].Low == "which" || p.Tokens[a].Low == "that") {
		return f.antecedent(p, a)
	}
	if b-a == 1 && possessives[p.Tokens[a].Low] != "" {
		v := f.voiceAt(p, a, b, surePronoun)
		if name := f.refer(possessives[p.Tokens[a].Low]); name != "" {
			v.Name, v.Person = name, true
		}
		return v
	}
	v, ok := f.nounPhrase(p, a, b)
	if !ok {
		return voice{doubt: doubtNobody}
	}
	return v
}

// possessives and the pronouns that they stand for.
var possessives = map[string]string{"his": "he", "her": "she"}

// antecedent returns whom "who" at token i stands for: the name or the words before it.
func (f *finder) antecedent(p *paragraph, i int) voice {
	end := i
	if end > 0 && p.Tokens[end-1].Text == "," {
		end--
	}
	v := voice{Speaker: Speaker{Surface: p.Tokens[i].Text, Span: p.span(i, i+1)}, doubt: doubtNobody}
	from := p.nameBack(0, end)
	if from == end {
		if of, ok := f.common(p, p.sentenceAt(i), end); ok {
			v.Name, v.doubt = of.Name, doubtPronoun
		}
	} else {
		of := f.voiceAt(p, from, end, surePronoun)
		v.Name, v.Person, v.doubt = of.Name, of.Person, doubtPronoun
	}
	return v
}
