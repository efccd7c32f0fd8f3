package claim

import "dateline/indexer/prose"

// content returns the words that a voice is said to have said, as runs of
// tokens, and in what way they are given; none if the sentence tells of no words.
func (f *finder) content(p *paragraph, s prose.Sentence, v *voice, taken []bool) (parts [][2]int, kind Kind) {
	end := s.To
	before, after := v.from-1, v.after
	add := func(a, b int) {
		a, b = trim(p, a, b)
		for a < b && isMark(p.Tokens[a].Text) && p.Tokens[a].Quote == 0 {
			a++
		}
		for b > a && isMark(p.Tokens[b-1].Text) && p.Tokens[b-1].Quote == 0 && !closesInside(p, a, b) {
			b--
		}
		if a < b && !anyTaken(taken, a, b) {
			parts = append(parts, [2]int{a, b})
		}
	}
	switch {
	// “…,” Smith said[, “…”]
	case before > s.From && isClose(p, before):
		q := p.Quotes[quoteEndingAt(p, before)]
		add(q.From, q.To)
		if next := nextQuote(p, after, end, 3); next >= 0 {
			add(p.Quotes[next].From, min(p.Quotes[next].To, end))
		}
		return parts, Direct
	// Smith said, “…” and Smith said: “…”
	case nextQuote(p, after, end, 2) >= 0 && p.Low(after) != "that":
		n := nextQuote(p, after, end, 2)
		q := p.Quotes[n]
		rest := p.Words(min(q.To, end), end)
		if p.Words(q.From, q.To) >= 4 || rest < 3 {
			add(q.From, min(q.To, end))
			for n++; n < len(p.Quotes) && p.Quotes[n].From < end && p.Words(q.To, p.Quotes[n].From) < 3; n++ {
				add(p.Quotes[n].From, min(p.Quotes[n].To, end))
			}
			return parts, Direct
		}
	}
	if v.takes == asking {
		return nil, ""
	}
	lead := s.From
	switch {
	case v.cue == "according to" && v.from == s.From || v.cue == "according to" && before >= s.From && p.Tokens[before].Text == ",":
		if v.from <= s.From+1 { // According to S, c
			add(after+1, end)
			break
		}
		add(lead, before) // c, according to S
		if after < end-1 && p.Tokens[after].Text == "," && p.Words(after, end) > 3 {
			add(after+1, end)
		}
	case v.cue == "according to":
		add(lead, v.from)
	case before > s.From && p.Tokens[before].Text == "," && (after >= end-1 || isMark(p.Tokens[after].Text) && p.Words(after, end) == 0 || onlyTime(p, after, end) || onlyPlace(p, after, end)) && p.Low(after) != ":":
		if p.Words(lead, before) < 3 {
			return nil, ""
		}
		add(lead, before) // c, Smith said.
	case before > s.From && p.Tokens[before].Text == "," && after < end && p.Tokens[after].Text == "," && p.Low(after+1) != "that":
		if p.Words(lead, before) < 2 || p.Words(after, end) < 2 {
			return nil, ""
		}
		add(lead, before) // c, Smith said, c
		add(after+1, end)
	case p.Low(after) == "that":
		add(after+1, end)
	case f.behindTime(p, after, end, v.takes) > after: // "said last year that"
		add(f.behindTime(p, after, end, v.takes), end)
	case p.Low(after) == "in" || p.Low(after) == "on" || p.Low(after) == "at" || p.Low(after) == "to" || p.Low(after) == "during" || isTime(p.Low(after)):
		// "said on Tuesday that", "said in 1990 that"
		for k := after; k < min(after+9, end); k++ {
			if p.Low(k) == "that" && p.Tokens[k].Quote == 0 {
				add(k+1, end)
				return parts, kindOf(p, parts)
			}
		}
		if v.takes == free && v.to-v.from <= 12 && isTime(p.Low(after)) && after+3 < end && !isMark(p.Tokens[after+1].Text) {
			add(after+1, end) // "said yesterday it would"
		}
	case after < end && p.Tokens[after].Text == ":":
		add(after+1, end)
	case (v.takes == free || v.told) && after < end && !isMark(p.Tokens[after].Text) && p.Words(after, end) >= 3:
		switch p.Low(after) {
		case "and", "but", "or", "as", "by", "for", "of", "with", "about", "from", "after", "before", "when", "while", "who", "whom", "because", "than", "into", "over", "out", "up", "down", "goodbye":
			return nil, ""
		}
		if v.cue == "believe" || v.cue == "think" || v.cue == "thought" || v.cue == "found" || v.cue == "claims" && p.Low(v.from) == "the" {
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
			if !p.Tokens[k].Word {
				continue
			}
			if p.Tokens[k].Quote > 0 {
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
	last := p.Tokens[b-1].Text
	if last != "”" && last != `"` {
		return false
	}
	for _, q := range p.Quotes {
		if q.To == b-1 && q.From > a {
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
	if i > 0 && p.Tokens[i].Text == "," && i-1 > 0 && isCloser(p.Tokens[i-1].Text) {
		i--
	}
	for n, q := range p.Quotes {
		if q.To == i && !q.Open {
			return n
		}
	}
	return -1
}

func isCloser(text string) bool { return text == "”" || text == `"` || text == "»" }

// nextQuote returns the quotation that begins within reach tokens of i, -1 if none.
func nextQuote(p *paragraph, i, end, reach int) int {
	for n, q := range p.Quotes {
		if open := q.From - 1; open >= i && open < min(i+reach, end) {
			return n
		}
	}
	return -1
}
