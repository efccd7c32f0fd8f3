package prose

import "strings"

// findQuotes pairs quotation marks: curly ones by their shape, straight ones in turn.
func (p *Paragraph) findQuotes(open bool) {
	start := -1 // the token behind an opening mark
	// A paragraph that opens a quotation while the one before is open goes on with it.
	leads := open && len(p.Tokens) > 0 && (p.Tokens[0].Text == "“" || p.Tokens[0].Text == `"` || p.Tokens[0].Text == "„")
	for i := range p.Tokens {
		switch mark := p.Tokens[i].Text; {
		case mark == "“" || mark == "„" || mark == "«" || mark == `"` && start < 0:
			if start < 0 {
				start = i + 1
			}
		case (mark == "”" || mark == "»" || mark == `"`) && start >= 0:
			p.Quotes = append(p.Quotes, Quotation{From: start, To: i, Leads: leads && start == 1})
			start = -1
		}
	}
	if start >= 0 && start < len(p.Tokens) {
		p.Quotes = append(p.Quotes, Quotation{From: start, To: len(p.Tokens), Open: true, Leads: leads && start == 1})
	}
	for n, q := range p.Quotes {
		for i := q.From; i < q.To; i++ {
			p.Tokens[i].Quote = n + 1
		}
	}
}

var (
	// abbreviations are words whose full stop ends no sentence.
	abbreviations = set("mr mrs ms dr st sen rep gov gen col lt sgt capt prof rev hon jr sr vs etc inc ltd co corp no nos vol fig dept approx ca cf jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k")
	// speech are the verbs that stand behind a quotation: “We left!” Smith said.
	speech = set("said says say asked asks wrote writes told tells replied added adds answered continued cried shouted exclaimed joked tweeted posted demanded declared insisted warned recalled responded yelled explained wondered quipped argued concluded")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// findSentences cuts the tokens into sentences.
func (p *Paragraph) findSentences() {
	from := 0
	for i := range p.Tokens {
		if i+1 < len(p.Tokens) && !p.ends(i) {
			continue
		}
		p.Sentences = append(p.Sentences, Sentence{from, i + 1})
		from = i + 1
	}
}

// ends reports whether a sentence ends with the token at i.
func (p *Paragraph) ends(i int) bool {
	t, next := p.Tokens[i], p.Tokens[i+1]
	switch t.Text {
	case ".", "!", "?", "…":
		if t.Quote > 0 || next.Glued {
			return false
		}
		if t.Text == "." && i > 0 && p.Tokens[i-1].Word && t.Glued && (abbreviations[p.Tokens[i-1].Low] || len(p.Tokens[i-1].Text) == 1 && p.Tokens[i-1].Upper) {
			return false
		}
		return next.Upper || next.Number || !next.Word
	case "”", `"`, "»":
		if i == 0 || !strings.Contains(".!?…", p.Tokens[i-1].Text) || next.Glued {
			return false
		}
		if !next.Upper && next.Word {
			return false
		}
		if p.Tokens[i-1].Text != "." && p.attributes(i+1) {
			return false // “We left!” Smith said.
		}
		return true
	case ")":
		return i > 0 && p.Tokens[i-1].Text == "." && !next.Glued && next.Upper && t.Quote == 0
	}
	return false
}

// attributes reports whether the tokens from i begin like "Smith said".
func (p *Paragraph) attributes(i int) bool {
	for k := i; k < min(i+5, len(p.Tokens)); k++ {
		if k > i && speech[p.Tokens[k].Low] {
			return true
		}
		if !p.Tokens[k].Word {
			return false
		}
	}
	return false
}
