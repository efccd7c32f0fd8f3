package claim

// content returns the words that a voice is said to have said, as runs of
// tokens, and in what way they are given; none if the sentence tells of no words.
func (f *finder) content(p *paragraph, s sentence, v *voice, taken []bool) (parts [][2]int, kind Kind) {
	end := s.to
	before, after := v.from-1, v.after
	add := func(a, b int) {
		a, b = trim(p, a, b)
		for a < b && isMark(p.t[a].text) && p.t[a].quote == 0 {
			a++
		}
		for b > a && isMark(p.t[b-1].text) && p.t[b-1].quote == 0 && !closesInside(p, a, b) {
			b--
		}
		if a < b && !anyTaken(taken, a, b) {
			parts = append(parts, [2]int{a, b})
		}
	}
	switch {
	// “…,” Smith said[, “…”]
	case before > s.from && isClose(p, before):
		q := p.quotes[quoteEndingAt(p, before)]
		add(q.from, q.to)
		if next := nextQuote(p, after, end, 3); next >= 0 {
			add(p.quotes[next].from, min(p.quotes[next].to, end))
		}
		return parts, Direct
	// Smith said, “…” and Smith said: “…”
	case nextQuote(p, after, end, 2) >= 0 && p.low(after) != "that":
		n := nextQuote(p, after, end, 2)
		q := p.quotes[n]
		rest := p.words(min(q.to, end), end)
		if p.words(q.from, q.to) >= 4 || rest < 3 {
			add(q.from, min(q.to, end))
			for n++; n < len(p.quotes) && p.quotes[n].from < end && p.words(q.to, p.quotes[n].from) < 3; n++ {
				add(p.quotes[n].from, min(p.quotes[n].to, end))
			}
			return parts, Direct
		}
	}
	if v.class == asking {
		return nil, ""
	}
	lead := s.from
	switch {
	case v.cue == "according to" && v.from == s.from || v.cue == "according to" && before >= s.from && p.t[before].text == ",":
		if v.from <= s.from+1 { // According to S, c
			add(after+1, end)
			break
		}
		add(lead, before) // c, according to S
		if after < end-1 && p.t[after].text == "," && p.words(after, end) > 3 {
			add(after+1, end)
		}
	case v.cue == "according to":
		add(lead, v.from)
	case before > s.from && p.t[before].text == "," && (after >= end-1 || isMark(p.t[after].text) && p.words(after, end) == 0 || onlyTime(p, after, end)) && p.low(after) != ":":
		if p.words(lead, before) < 3 {
			return nil, ""
		}
		add(lead, before) // c, Smith said.
	case before > s.from && p.t[before].text == "," && after < end && p.t[after].text == "," && p.low(after+1) != "that":
		if p.words(lead, before) < 2 || p.words(after, end) < 2 {
			return nil, ""
		}
		add(lead, before) // c, Smith said, c
		add(after+1, end)
	case p.low(after) == "that":
		add(after+1, end)
	case f.behindTime(p, after, end, v.class) > after: // "said last year that"
		add(f.behindTime(p, after, end, v.class), end)
	case p.low(after) == "in" || p.low(after) == "on" || p.low(after) == "at" || p.low(after) == "to" || p.low(after) == "during" || isTime(p.low(after)):
		// "said on Tuesday that", "said in 1990 that"
		for k := after; k < min(after+9, end); k++ {
			if p.low(k) == "that" && p.t[k].quote == 0 {
				add(k+1, end)
				return parts, kindOf(p, parts)
			}
		}
		if v.class == free && v.to-v.from <= 12 && isTime(p.low(after)) && after+3 < end && !isMark(p.t[after+1].text) {
			add(after+1, end) // "said yesterday it would"
		}
	case after < end && p.t[after].text == ":":
		add(after+1, end)
	case (v.class == free || v.told) && after < end && !isMark(p.t[after].text) && p.words(after, end) >= 3:
		switch p.low(after) {
		case "and", "but", "or", "as", "by", "for", "of", "with", "about", "from", "after", "before", "when", "while", "who", "whom", "because", "than", "into", "over", "out", "up", "down", "goodbye":
			return nil, ""
		}
		if v.cue == "believe" || v.cue == "think" || v.cue == "thought" || v.cue == "found" || v.cue == "claims" && p.low(v.from) == "the" {
			return nil, ""
		}
		add(after, end)
	}
	return parts, kindOf(p, parts)
}

func isTime(low string) bool { return hours[low] }

// kindOf says how the words in parts are given: with quotation marks inside, they are mixed.
func kindOf(p *paragraph, parts [][2]int) Kind {
	quoted, free := 0, 0
	for _, part := range parts {
		for k := part[0]; k < part[1]; k++ {
			if !p.t[k].word {
				continue
			}
			if p.t[k].quote > 0 {
				quoted++
			} else {
				free++
			}
		}
	}
	switch {
	case quoted == 0:
		return Indirect
	case free == 0:
		return Direct
	}
	return Mixed
}

func isMark(text string) bool {
	switch text {
	case ".", ",", ";", ":", "!", "?", "…", "“", "”", `"`, "—", "–", "‘", "’":
		return true
	}
	return false
}

// closesInside reports whether the mark at the end of a run closes a quotation
// that begins in it: then it belongs to the run.
func closesInside(p *paragraph, a, b int) bool {
	last := p.t[b-1].text
	if last != "”" && last != `"` {
		return false
	}
	for _, q := range p.quotes {
		if q.to == b-1 && q.from > a {
			return true
		}
	}
	return false
}

func anyTaken(taken []bool, a, b int) bool {
	for k := a; k < b; k++ {
		if taken[k] {
			return true
		}
	}
	return false
}

// isClose reports whether the token at i ends a quotation, with a comma behind it or not.
func isClose(p *paragraph, i int) bool { return quoteEndingAt(p, i) >= 0 }

// quoteEndingAt returns the quotation that the mark at i closes, -1 if none.
func quoteEndingAt(p *paragraph, i int) int {
	if i > 0 && p.t[i].text == "," && i-1 > 0 && isCloser(p.t[i-1].text) {
		i--
	}
	for n, q := range p.quotes {
		if q.to == i && !q.open {
			return n
		}
	}
	return -1
}

func isCloser(text string) bool { return text == "”" || text == `"` || text == "»" }

// nextQuote returns the quotation that begins within reach tokens of i, -1 if none.
func nextQuote(p *paragraph, i, end, reach int) int {
	for n, q := range p.quotes {
		if open := q.from - 1; open >= i && open < min(i+reach, end) {
			return n
		}
	}
	return -1
}
