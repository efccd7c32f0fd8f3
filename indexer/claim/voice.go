package claim

import "strings"

// voices returns who is said to speak in a sentence, outside its quotations, in order.
func (f *finder) voices(p *paragraph, s sentence) []voice {
	var list []voice
	for i := s.from; i < s.to; i++ {
		t := p.t[i]
		if t.quote > 0 || !t.word {
			continue
		}
		if t.low == "according" && p.low(i+1) == "to" {
			if v, ok := f.accordingTo(p, s, i); ok {
				list = append(list, v)
				i = v.to - 1
			}
			continue
		}
		c, ok := cues[t.low]
		if !ok || negated(p, i, s.from) {
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
	for k := i - 1; k >= max(from, i-3); k-- {
		low := p.t[k].low
		if negations[low] || strings.HasSuffix(low, "n't") || strings.HasSuffix(low, "n’t") || low == "to" && p.low(k-1) != "on" ||
			low == "could" || low == "might" || low == "if" || low == "would" && p.low(k+1) == p.t[i].low {
			return true
		}
		if !skipped[low] {
			break
		}
	}
	next := p.low(i + 1)
	switch next {
	case "nothing", "so", "little", "no", "yes", "goodbye", "anything":
		return true
	case "to":
		return p.t[i].low != "speaking"
	}
	return false
}

// accordingTo reads "according to S".
func (f *finder) accordingTo(p *paragraph, s sentence, i int) (voice, bool) {
	from := i + 2
	to := from
	for to < s.to && p.t[to].quote == 0 && !strings.Contains(",.;:—“”", p.t[to].text) && to-from < 14 {
		to++
	}
	if to == from {
		return voice{}, false
	}
	v, ok := f.nounPhrase(p, from, to)
	if !ok {
		return v, false
	}
	v.cue, v.cueSpan = "according to", Span{p.t[i].start, p.t[i+1].end}
	v.from, v.to, v.after = i, to, to
	return v, true
}

// nounPhrase reads the speaker that the tokens from a to b name.
func (f *finder) nounPhrase(p *paragraph, a, b int) (voice, bool) {
	// A person named in it: "the former treasurer, Ann Smith" or "Ann Smith of the bank".
	for i := a; i < b; i++ {
		words, from, next := p.nameAt(i, b, true)
		if words == nil {
			continue
		}
		if isPerson(words) && (len(words) > 1 || f.people.known(words) || i == a && b-next <= 1) {
			return f.voiceAt(p, from, min(next, b), sureDirect), true
		}
		break
	}
	if b-a == 1 && pronouns[p.t[a].low] {
		return f.voiceAt(p, a, b, surePronoun), true
	}
	if b-a > 10 {
		b = a + 10
	}
	span := Span{p.t[a].start, p.t[b-1].end}
	surface := string(f.text[span.Start:span.End])
	return voice{Speaker: Speaker{Name: f.called(p, a, b), Surface: surface, Span: span}, sure: sureCommon, from: a, to: b}, true
}

// voiceAt returns the speaker that the tokens from a to b name, with titles
// before it left out.
func (f *finder) voiceAt(p *paragraph, a, b int, sure float64) voice {
	span := Span{p.t[a].start, p.t[b-1].end}
	surface := possessive(string(f.text[span.Start:span.End]))
	span.End = span.Start + len([]rune(surface))
	v := voice{Speaker: Speaker{Surface: surface, Span: span}, sure: sure, from: a, to: b}
	low := strings.ToLower(surface)
	if pronouns[low] {
		v.sure = min(sure, surePronoun)
		switch low {
		case "he", "she":
			v.Name = f.refer(low)
			v.person = v.Name != ""
		case "they", "it":
			v.Name = f.last.Name
		case "i", "we":
			v.Name = f.author
		}
		if v.Name == "" {
			v.sure = sureUnclear
		}
		return v
	}
	words, _, _ := p.nameAt(a, b, true)
	noun := len(words) == 1 && documents[strings.ToLower(words[0])] && !f.people.known(words) // "Auditors said"
	if words == nil || !isPerson(words) || noun {
		v.Name = possessive(f.called(p, a, b))
		v.sure = min(sure, sureCommon)
		return v
	}
	v.Name, v.person = f.people.full(words), true
	if v.Name == words[0] && f.people.known(words) {
		v.sure = min(sure, sureShared)
		if name := f.bearer(p, a, v.Name); name != "" {
			v.Name, v.sure = name, min(sure, sureInherited)
		}
	}
	if titles[p.low(a-1)] || titles[p.low(a-2)] {
		switch {
		case p.low(a-1) == "mr" || p.low(a-2) == "mr":
			f.people.male[v.Name] = true
		case p.low(a-1) == "ms" || p.low(a-1) == "mrs" || p.low(a-2) == "ms" || p.low(a-2) == "mrs":
			f.people.female[v.Name] = true
		}
	}
	return v
}

// voice reads the speaker of the verb at i: before it, or behind it if a
// quotation or a comma stands before.
func (f *finder) voice(p *paragraph, s sentence, i int, c class) (voice, bool) {
	cue := Span{p.t[i].start, p.t[i].end}
	finish := func(v voice) (voice, bool) {
		v.cue, v.cueSpan, v.class = p.t[i].low, cue, c
		v.from, v.to = min(v.from, i), max(v.to, i+1)
		v.after = v.to
		if c == tells {
			v.after, v.told = f.listener(p, s, i+1), true
			v.to = max(v.to, v.after)
		}
		return v, true
	}
	// "the Courier quoted Ann Example": the speaker is whom it quotes.
	switch p.t[i].low {
	case "quoted", "quotes", "quoting", "cited", "cites", "citing":
		words, from, next := p.nameAt(i+1, s.to, true)
		if words == nil || !isPerson(words) || len(words) == 1 && !f.people.known(words) {
			return voice{}, false
		}
		v := f.voiceAt(p, from, next, sureBlock)
		v.from = i
		return finish(v)
	}
	// "was quoted by O as saying": the speaker stands before the passive.
	if p.t[i].low == "saying" || p.t[i].low == "stating" || p.t[i].low == "adding" || strings.HasSuffix(p.t[i].low, "ing") {
		for k := i - 1; k > max(s.from, i-10); k-- {
			if p.t[k].low == "quoted" && (p.low(k-1) == "was" || p.low(k-1) == "were" || p.low(k-1) == "is") {
				if v, ok := f.before(p, s, k-1); ok {
					return finish(v)
				}
			}
		}
		// "Smith defended it, saying that": the subject of the sentence.
		if p.low(i-1) == "," || p.t[i].low == "saying" {
			for k := s.from; k < i; k++ {
				if p.t[k].quote > 0 {
					continue
				}
				words, from, next := p.nameAt(k, i, true)
				if words != nil && isPerson(words) && (len(words) > 1 || f.people.known(words)) {
					v := f.voiceAt(p, from, next, sureInherited)
					v.from, v.to = i, i+1
					return finish(v)
				}
				if pronouns[p.t[k].low] && k < s.from+3 {
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
func (f *finder) before(p *paragraph, s sentence, i int) (voice, bool) {
	k := i - 1
	for k >= s.from && p.t[k].quote == 0 && (skipped[p.t[k].low] || strings.HasSuffix(p.t[k].low, "ly") && p.t[k].word) && p.t[k].low != "to" {
		k--
	}
	if k < s.from || p.t[k].quote > 0 {
		return voice{}, false
	}
	comma := p.t[k].text == ","
	if comma {
		return f.apposition(p, s, k)
	}
	if !p.t[k].word && !p.t[k].number && p.t[k].text != "." && p.t[k].text != ")" {
		return voice{}, false
	}
	if p.t[k].text == ")" {
		for k > s.from && p.t[k].text != "(" {
			k--
		}
		k--
	}
	if k < s.from {
		return voice{}, false
	}
	if pronouns[p.t[k].low] {
		if p.t[k].low == "it" {
			return voice{}, false
		}
		return f.voiceAt(p, k, k+1, sureIndirect), true
	}
	if from := p.nameBack(s.from, k+1); from <= k {
		return f.voiceAt(p, from, k+1, sureDirect), true
	}
	return f.common(p, s, k+1)
}

// nameBack returns where the run of capitalised words that ends before `end` begins.
func (p *paragraph) nameBack(from, end int) int {
	k := end
	for k > from {
		t := p.t[k-1]
		switch {
		case t.word && t.upper && !(openers[t.low] && k < end), t.text == "." && t.glued && k-2 >= from && len(p.t[k-2].text) == 1 && p.t[k-2].upper:
			k--
		case t.word && joiners[t.low] && k < end && k-2 >= from && p.t[k-2].upper && (t.low != "of" || institutions[p.t[k-2].low]):
			k--
		case t.text == "&" && k < end && k-2 >= from && p.t[k-2].upper:
			k--
		default:
			return k + p.titlesAt(k, end)
		}
		if p.t[k].quote > 0 {
			return k + 1
		}
	}
	return k + p.titlesAt(k, end)
}

// titlesAt counts the tokens of titles and sentence openers at the start of a run.
func (p *paragraph) titlesAt(k, end int) (n int) {
	for k+n < end {
		low := p.t[k+n].low
		if p.t[k+n].text == "." || titles[low] && k+n+1 < end || openers[low] && k+n+1 <= end {
			n++
			continue
		}
		break
	}
	return n
}

// apposition reads the subject in front of the comma at k: "Ann Smith, the
// mayor, said" and "the mayor, Ann Smith, said".
func (f *finder) apposition(p *paragraph, s sentence, k int) (voice, bool) {
	if k-1 >= s.from && (p.t[k-1].quote > 0 || p.t[k-1].text == "”" || p.t[k-1].text == `"`) {
		return voice{}, false
	}
	// The nearest part between commas that is a name alone.
	from := p.nameBack(s.from, k)
	if from < k && from > s.from && p.t[from-1].text == "," && isPerson(textOf(p, from, k)) {
		return f.voiceAt(p, from, k, sureDirect), true
	}
	// Else the name in front of the apposition.
	depth := 0
	for c := k - 1; c > s.from && k-c < 40; c-- {
		if p.t[c].quote > 0 {
			return voice{}, false
		}
		if p.t[c].text != "," {
			continue
		}
		if from := p.nameBack(s.from, c); from < c && isPerson(textOf(p, from, c)) {
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
		if p.t[i].word {
			words = append(words, p.t[i].text)
		}
	}
	return words
}

// common reads a speaker that is no name and ends before `end`: "the report",
// "a spokesman for the bank", "auditors".
func (f *finder) common(p *paragraph, s sentence, end int) (voice, bool) {
	start, speaks := -1, false
	for k := end - 1; k >= max(s.from, end-9); k-- {
		t := p.t[k]
		if t.quote > 0 || !t.word && !t.number && t.text != "-" {
			if t.text == "," && start < 0 && speaks && k < end-1 {
				start = k + 1 // "…, auditors said"
			}
			break
		}
		if _, verb := cues[t.low]; verb && !documents[t.low] {
			break
		}
		speaks = speaks || documents[strings.TrimSuffix(strings.TrimSuffix(t.low, "'s"), "’s")]
		switch t.low {
		case "the", "a", "an", "his", "her", "its", "their", "one", "some", "many", "most", "both", "several", "two", "three", "another", "this", "that", "these", "our", "my":
			start = k
		case "in", "on", "at", "by", "from", "to", "as", "and", "but", "that's", "when", "while", "which", "who", "because":
			if start < 0 && speaks && k < end-1 {
				start = k + 1
			}
			k = -1
		case "of", "for", "with":
		default:
			if k == s.from || start < 0 && k == max(s.from, end-9) {
				start = k
			}
		}
		if start >= 0 && (start == k) && t.low != "that" {
			if k-1 >= s.from && (p.t[k-1].low == "of" || p.t[k-1].low == "for" || p.t[k-1].low == "with") {
				start = -1 // "a spokesman for the bank": go on
				continue
			}
			break
		}
	}
	if start < 0 || !speaks || start >= end {
		return voice{}, false
	}
	span := Span{p.t[start].start, p.t[end-1].end}
	surface := string(f.text[span.Start:span.End])
	return voice{Speaker: Speaker{Name: f.called(p, start, end), Surface: surface, Span: span}, sure: sureCommon, from: start, to: end}, true
}

// behind reads the subject that follows the verb at i, as after a quotation:
// "…,” said Ann Smith, the mayor".
func (f *finder) behind(p *paragraph, s sentence, i int) (voice, bool) {
	b := i - 1
	if b < s.from || !strings.Contains("”\",—–", p.t[b].text) {
		return voice{}, false
	}
	k := i + 1
	for k < s.to && p.t[k].word && titles[p.t[k].low] && !p.t[k].upper || k < s.to && p.t[k].low == "the" && titles[p.low(k+1)] && k+2 < s.to && p.t[k+2].upper {
		k++
	}
	if k >= s.to || p.t[k].quote > 0 {
		return voice{}, false
	}
	if pronouns[p.t[k].low] {
		return f.voiceAt(p, k, k+1, sureDirect), true
	}
	if words, from, next := p.nameAt(k, s.to, true); words != nil && next > from {
		v := f.voiceAt(p, from, next, sureDirect)
		v.from = i
		return v, true
	}
	end := k
	for end < s.to && p.t[end].word && end-k < 8 && p.t[end].low != "who" && p.t[end].low != "in" && p.t[end].low != "on" {
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
func (f *finder) listener(p *paragraph, s sentence, i int) int {
	for k := i; k < min(i+10, s.to); k++ {
		switch {
		case p.t[k].low == "that", p.t[k].text == "“", p.t[k].text == `"`, p.t[k].text == ":":
			return k
		case p.t[k].text == ",":
			return k
		case p.t[k].quote > 0:
			return i
		}
	}
	if i < s.to && listeners[p.t[i].low] {
		return i + 1
	}
	k := i
	if p.low(k) == "the" || p.low(k) == "a" || p.low(k) == "an" {
		k++
		for k < s.to && (p.t[k].upper || k == i+1) && p.t[k].word {
			k++
		}
		return k
	}
	for k < s.to && p.t[k].upper && p.t[k].word {
		k++
	}
	return k
}
