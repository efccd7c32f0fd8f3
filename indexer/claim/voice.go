package claim

import (
	"strings"

	"dateline/indexer/people"
	"dateline/indexer/prose"
)

// voices returns who is said to speak in a sentence, outside its quotations, in order.
func (f *finder) voices(p *paragraph, s prose.Sentence) []voice {
	var list []voice
	for i := s.From; i < s.To; i++ {
		t := p.Tokens[i]
		if t.Quote > 0 || !t.Word {
			continue
		}
		if t.Low == "according" && p.Low(i+1) == "to" {
			if v, ok := f.accordingTo(p, s, i); ok {
				list = append(list, v)
				i = v.to - 1
			}
			continue
		}
		c, ok := cues[t.Low]
		if !ok || negated(p, i, s.From) || p.supposed(s, i) {
			continue
		}
		if v, ok := f.voice(p, s, i, c); ok {
			list = append(list, v)
			i = max(i, v.to-1)
		}
	}
	return list
}

// negated reports whether the verb at i is denied, only possible, or no verb.
func negated(p *paragraph, i, from int) bool {
	if p.nor(i, from) {
		return true
	}
	for k := i - 1; k >= max(from, i-3); k-- {
		low := p.Tokens[k].Low
		if negations[low] || strings.HasSuffix(low, "n't") || strings.HasSuffix(low, "n’t") || low == "to" && p.Low(k-1) != "on" ||
			low == "could" || low == "might" || low == "if" || low == "would" && p.Low(k+1) == p.Tokens[i].Low {
			return true
		}
		if !skipped[low] {
			break
		}
	}
	next := p.Low(i + 1)
	switch next {
	case "nothing", "so", "little", "no", "yes", "goodbye", "anything":
		return true
	case "to":
		return p.Tokens[i].Low != "speaking"
	}
	return false
}

// nor reports whether the verb at i stands in a sentence that opens with what nobody does:
// "Nor can anybody say".
func (p *paragraph) nor(i, from int) bool { return p.Low(from) == "nor" && i-from <= 4 }

// supposed reports whether the cue at i stands in a question, or in a clause that
// only supposes it: "If Vale says that …".
func (p *paragraph) supposed(s prose.Sentence, i int) bool {
	end := s.To - 1
	for end > s.From && isCloser(p.Tokens[end].Text) {
		end--
	}
	if p.Tokens[end].Text == "?" && p.Tokens[end].Quote == 0 {
		return true
	}
	switch p.Low(s.From) {
	case "if", "whether", "suppose", "unless":
		for k := s.From; k < i; k++ {
			if p.Tokens[k].Text == "," {
				return false
			}
		}
		return true
	}
	return false
}

// accordingTo reads "according to S".
func (f *finder) accordingTo(p *paragraph, s prose.Sentence, i int) (voice, bool) {
	from := i + 2
	to := from
	for to < s.To && p.Tokens[to].Quote == 0 && !strings.Contains(",.;:—“”", p.Tokens[to].Text) && to-from < 14 {
		to++
	}
	if to == from {
		return voice{}, false
	}
	v, ok := f.nounPhrase(p, from, to)
	if !ok {
		return v, false
	}
	v.cue, v.cueSpan = "according to", p.span(i, i+2)
	v.from, v.to, v.after = i, to, to
	return v, true
}

// nounPhrase reads the speaker that the tokens from a to b name, behind a date that may
// stand there, too: "On 31 December 1985 First Tamber Bank".
func (f *finder) nounPhrase(p *paragraph, a, b int) (voice, bool) {
	a = p.behindDate(a, b)
	// A person named in it: "the former treasurer, Ann Smith" or "Ann Smith of the bank".
	for i := a; i < b; i++ {
		words, from, next := p.nameAt(i, b, true)
		if words == nil {
			continue
		}
		if f.known.isPerson(words) && (len(words) > 1 || f.known.known(words) || i == a && b-next <= 1) {
			return f.voiceAt(p, from, min(next, b), sureDirect), true
		}
		break
	}
	if b-a == 1 && pronouns[p.Tokens[a].Low] {
		return f.voiceAt(p, a, b, surePronoun), true
	}
	if b-a > 10 {
		b = a + 10
	}
	span := p.span(a, b)
	surface := string(f.text[span.Start:span.End])
	return voice{Speaker: Speaker{Name: f.called(p, a, b), Surface: surface, Span: span}, sure: sureCommon, from: a, to: b}, true
}

// voiceAt returns the speaker that the tokens from a to b name, with titles
// before it left out.
func (f *finder) voiceAt(p *paragraph, a, b int, sure float64) voice {
	span := p.span(a, b)
	surface := possessive(string(f.text[span.Start:span.End]))
	span.End = span.Start + len([]rune(surface))
	v := voice{Speaker: Speaker{Surface: surface, Span: span}, sure: sure, from: a, to: b}
	low := strings.ToLower(surface)
	if pronouns[low] {
		v.sure, v.doubt = min(sure, surePronoun), doubtPronoun
		switch low {
		case "he", "she":
			v.Name = f.refer(low)
			v.Person = v.Name != ""
		case "they":
			v.Name = f.last.Name
		case "it": // a paper, a firm: whoever spoke last may be a person, of whom nobody says so
			if !f.last.Person {
				v.Name = f.last.Name
			}
		case "i", "we":
			v.Name = f.author
		}
		if v.Name == "" {
			v.sure, v.doubt = sureUnclear, doubtNobody
		}
		return v
	}
	words, _, _ := p.nameAt(a, b, true)
	noun := len(words) == 1 && documents[strings.ToLower(words[0])] && !f.known.known(words) // "Auditors said"
	m := f.personAt(p, a, b)
	if m == nil && (words == nil || !f.known.isPerson(words) || noun) {
		v.Name = possessive(f.called(p, a, b))
		v.sure = min(sure, sureCommon)
		return v
	}
	v.Person = true
	switch {
	case m != nil && m.Person >= 0 && (strings.Contains(m.Text, " ") || len(f.known.bearers(m.Text)) < 2):
		v.Name = f.known.fullest(f.known.found.Persons[m.Person].Name)
	case m != nil && len(f.known.bearers(m.Text)) > 1:
		v.sure, v.doubt = min(sure, sureShared), doubtShared
		v.Name = m.Text
		if name := f.bearer(p, a, m.Text); name != "" {
			v.Name, v.sure, v.doubt = name, min(sure, sureInherited), doubtBearer
			break
		}
		v.Maybe = f.known.bearers(m.Text)
	default:
		v.Name = f.known.full(words)
	}
	return v
}

// personAt returns the mention of a person that the tokens from a to b hold, nil if
// they hold none or what they name first is something else.
func (f *finder) personAt(p *paragraph, a, b int) *people.Mention {
	i := f.known.found.At(p.place, a, b)
	if i < 0 || f.known.found.Mentions[i].Kind != people.OfPerson {
		return nil
	}
	return &f.known.found.Mentions[i]
}

// voice reads the speaker of the verb at i: before it, or behind it if a
// quotation or a comma stands before.
func (f *finder) voice(p *paragraph, s prose.Sentence, i int, c taking) (voice, bool) {
	cue := p.span(i, i+1)
	finish := func(v voice) (voice, bool) {
		v.cue, v.cueSpan, v.takes = p.Tokens[i].Low, cue, c
		v.from, v.to = min(v.from, i), max(v.to, i+1)
		v.after = v.to
		if c == tells {
			v.after, v.told = f.listener(p, s, i+1), true
			v.to = max(v.to, v.after)
		}
		return v, true
	}
	// "the Courier quoted Ann Example": the speaker is whom it quotes.
	switch p.Tokens[i].Low {
	case "quoted", "quotes", "quoting", "cited", "cites", "citing":
		words, from, next := p.nameAt(i+1, s.To, true)
		if words == nil || !f.known.isPerson(words) || len(words) == 1 && !f.known.known(words) {
			return voice{}, false
		}
		v := f.voiceAt(p, from, next, sureBlock)
		v.from = i
		return finish(v)
	}
	// "was quoted by O as saying": the speaker stands before the passive.
	if p.Tokens[i].Low == "saying" || p.Tokens[i].Low == "stating" || p.Tokens[i].Low == "adding" || strings.HasSuffix(p.Tokens[i].Low, "ing") {
		for k := i - 1; k > max(s.From, i-10); k-- {
			if p.Tokens[k].Low == "quoted" && (p.Low(k-1) == "was" || p.Low(k-1) == "were" || p.Low(k-1) == "is") {
				if v, ok := f.before(p, s, k-1); ok {
					v.plain = true
					return finish(v)
				}
			}
		}
		// "Smith defended it, saying that": the subject of the sentence.
		if p.Low(i-1) == "," || p.Tokens[i].Low == "saying" {
			for k := s.From; k < i; k++ {
				if p.Tokens[k].Quote > 0 {
					continue
				}
				words, from, next := p.nameAt(k, i, true)
				if words != nil && f.known.isPerson(words) && (len(words) > 1 || f.known.known(words)) {
					v := f.voiceAt(p, from, next, sureInherited)
					v.from, v.to = i, i+1
					return finish(v)
				}
				if pronouns[p.Tokens[k].Low] && k < s.From+3 {
					v := f.voiceAt(p, k, k+1, surePronoun)
					v.from, v.to = i, i+1
					return finish(v)
				}
			}
		}
		return voice{}, false
	}
	if v, ok := f.before(p, s, i); ok {
		return finish(v)
	}
	if v, ok := f.behind(p, s, i); ok {
		return finish(v)
	}
	return voice{}, false
}

// before reads the subject that ends in front of the verb at i.
func (f *finder) before(p *paragraph, s prose.Sentence, i int) (voice, bool) {
	k := i - 1
	for k >= s.From && p.Tokens[k].Quote == 0 && (skipped[p.Tokens[k].Low] || strings.HasSuffix(p.Tokens[k].Low, "ly") && p.Tokens[k].Word) && p.Tokens[k].Low != "to" {
		k--
	}
	if k < s.From || p.Tokens[k].Quote > 0 {
		return voice{}, false
	}
	comma := p.Tokens[k].Text == ","
	if comma {
		return f.apposition(p, s, k)
	}
	if !p.Tokens[k].Word && !p.Tokens[k].Number && p.Tokens[k].Text != "." && p.Tokens[k].Text != ")" {
		return voice{}, false
	}
	if p.Tokens[k].Text == ")" {
		for k > s.From && p.Tokens[k].Text != "(" {
			k--
		}
		k--
	}
	if k < s.From {
		return voice{}, false
	}
	if pronouns[p.Tokens[k].Low] {
		if p.Tokens[k].Low == "it" {
			return voice{}, false
		}
		return f.voiceAt(p, k, k+1, sureIndirect), true
	}
	if from := p.nameBack(s.From, k+1); from <= k {
		return f.voiceAt(p, from, k+1, sureDirect), true
	}
	return f.common(p, s, k+1)
}

// nameBack returns where the run of capitalised words that ends before `end` begins.
func (p *paragraph) nameBack(from, end int) int {
	k := end
	for k > from {
		t := p.Tokens[k-1]
		switch {
		case t.Word && t.Upper && !(openers[t.Low] && k < end), t.Text == "." && t.Glued && k-2 >= from && len(p.Tokens[k-2].Text) == 1 && p.Tokens[k-2].Upper:
			k--
		case t.Word && joiners[t.Low] && k < end && k-2 >= from && p.Tokens[k-2].Upper && (t.Low != "of" || institutions[p.Tokens[k-2].Low]):
			k--
		case t.Text == "&" && k < end && k-2 >= from && p.Tokens[k-2].Upper:
			k--
		default:
			return k + p.titlesAt(k, end)
		}
		if p.Tokens[k].Quote > 0 {
			return k + 1
		}
	}
	return k + p.titlesAt(k, end)
}

// titlesAt counts the tokens of titles and sentence openers at the start of a run.
func (p *paragraph) titlesAt(k, end int) (n int) {
	for k+n < end {
		low := p.Tokens[k+n].Low
		if p.Tokens[k+n].Text == "." || titles[low] && k+n+1 < end || openers[low] && k+n+1 <= end {
			n++
			continue
		}
		break
	}
	return n
}

// apposition reads the subject in front of the comma at k: "Ann Smith, the
// mayor, said" and "the mayor, Ann Smith, said".
func (f *finder) apposition(p *paragraph, s prose.Sentence, k int) (voice, bool) {
	if k-1 >= s.From && (p.Tokens[k-1].Quote > 0 || p.Tokens[k-1].Text == "”" || p.Tokens[k-1].Text == `"`) {
		return voice{}, false
	}
	// The nearest part between commas that is a name alone.
	from := p.nameBack(s.From, k)
	if from < k && from > s.From && p.Tokens[from-1].Text == "," && f.known.isPerson(textOf(p, from, k)) {
		return f.voiceAt(p, from, k, sureDirect), true
	}
	// Else the name in front of the apposition.
	depth := 0
	for c := k - 1; c > s.From && k-c < 40; c-- {
		if p.Tokens[c].Quote > 0 {
			return voice{}, false
		}
		if p.Tokens[c].Text != "," {
			continue
		}
		if from := p.nameBack(s.From, c); from < c && f.known.isPerson(textOf(p, from, c)) {
			return f.voiceAt(p, from, c, sureIndirect), true
		}
		if depth++; depth > 2 {
			break
		}
	}
	return voice{}, false
}

func textOf(p *paragraph, a, b int) (words []string) {
	for i := a; i < b; i++ {
		if p.Tokens[i].Word {
			words = append(words, p.Tokens[i].Text)
		}
	}
	return words
}

// common reads a speaker that is no name and ends before `end`: "the report",
// "a spokesman for the bank", "auditors".
func (f *finder) common(p *paragraph, s prose.Sentence, end int) (voice, bool) {
	start, speaks := -1, false
	for k := end - 1; k >= max(s.From, end-9); k-- {
		t := p.Tokens[k]
		if t.Quote > 0 || !t.Word && !t.Number && t.Text != "-" {
			if t.Text == "," && start < 0 && speaks && k < end-1 {
				start = k + 1 // "…, auditors said"
			}
			break
		}
		if _, verb := cues[t.Low]; verb && !documents[t.Low] {
			break
		}
		speaks = speaks || documents[strings.TrimSuffix(strings.TrimSuffix(t.Low, "'s"), "’s")] || titles[t.Low] && !t.Upper
		switch t.Low {
		case "the", "a", "an", "his", "her", "its", "their", "one", "some", "many", "most", "both", "several", "two", "three", "another", "this", "that", "these", "our", "my":
			start = k
		case "in", "on", "at", "by", "from", "to", "as", "and", "but", "that's", "when", "while", "which", "who", "because":
			if start < 0 && speaks && k < end-1 {
				start = k + 1
			}
			k = -1
		case "of", "for", "with":
		default:
			if k == s.From || start < 0 && k == max(s.From, end-9) {
				start = k
			}
		}
		if start >= 0 && (start == k) && t.Low != "that" {
			if k-1 >= s.From && (p.Tokens[k-1].Low == "of" || p.Tokens[k-1].Low == "for" || p.Tokens[k-1].Low == "with") {
				start = -1 // "a spokesman for the bank": go on
				continue
			}
			break
		}
	}
	if start < 0 || !speaks || start >= end {
		return voice{}, false
	}
	span := p.span(start, end)
	surface := string(f.text[span.Start:span.End])
	return voice{Speaker: Speaker{Name: f.called(p, start, end), Surface: surface, Span: span}, sure: sureCommon, from: start, to: end}, true
}

// behind reads the subject that follows the verb at i, as after a quotation:
// "…,” said Ann Smith, the mayor".
func (f *finder) behind(p *paragraph, s prose.Sentence, i int) (voice, bool) {
	b := i - 1
	if b < s.From || !strings.Contains("”\",—–", p.Tokens[b].Text) {
		return voice{}, false
	}
	k := i + 1
	for k < s.To && p.Tokens[k].Word && titles[p.Tokens[k].Low] && !p.Tokens[k].Upper || k < s.To && p.Tokens[k].Low == "the" && titles[p.Low(k+1)] && k+2 < s.To && p.Tokens[k+2].Upper {
		k++
	}
	if k >= s.To || p.Tokens[k].Quote > 0 {
		return voice{}, false
	}
	if pronouns[p.Tokens[k].Low] {
		return f.voiceAt(p, k, k+1, sureDirect), true
	}
	if words, from, next := p.nameAt(k, s.To, true); words != nil && next > from {
		v := f.voiceAt(p, from, next, sureDirect)
		v.from = i
		return v, true
	}
	end := k
	for end < s.To && p.Tokens[end].Word && end-k < 8 && p.Tokens[end].Low != "who" && p.Tokens[end].Low != "in" && p.Tokens[end].Low != "on" {
		end++
	}
	if end == k {
		return voice{}, false
	}
	speaks := false
	for _, w := range textOf(p, k, end) {
		speaks = speaks || documents[strings.ToLower(w)]
	}
	if !speaks {
		return voice{}, false
	}
	return f.nounPhrase(p, k, end)
}

// listener returns the place behind whom "told" names, from i.
func (f *finder) listener(p *paragraph, s prose.Sentence, i int) int {
	for k := i; k < min(i+10, s.To); k++ {
		switch {
		case p.Tokens[k].Low == "that", p.Tokens[k].Text == "“", p.Tokens[k].Text == `"`, p.Tokens[k].Text == ":":
			return k
		case p.Tokens[k].Text == ",":
			return k
		case p.Tokens[k].Quote > 0:
			return i
		}
	}
	if i < s.To && listeners[p.Tokens[i].Low] {
		return i + 1
	}
	k := i
	if p.Low(k) == "the" || p.Low(k) == "a" || p.Low(k) == "an" {
		k++
		for k < s.To && (p.Tokens[k].Upper || k == i+1) && p.Tokens[k].Word {
			k++
		}
		return k
	}
	for k < s.To && p.Tokens[k].Upper && p.Tokens[k].Word {
		k++
	}
	return k
}
