package claim

import (
	"strings"
	"unicode"

	"dateline/scraper"
)

// A token is a word, a number or a mark of a paragraph.
type token struct {
	start, end int // code points in the article's text
	text, low  string
	word       bool // letters
	number     bool
	upper      bool
	quote      int // the quotation that it is in, from 1; 0 outside
	glued      bool
}

// A quotation is what stands between a pair of marks.
type quotation struct {
	from, to int  // tokens, without the marks
	open     bool // it is not closed in this paragraph
	leads    bool // it goes on from the paragraph before
}

// A sentence is a run of tokens. A quotation is never cut.
type sentence struct{ from, to int }

// A paragraph is one block of the text, cut up.
type paragraph struct {
	block     scraper.Block
	t         []token
	quotes    []quotation
	sentences []sentence
}

// scan cuts a block into tokens, quotations and sentences. Open says that the
// paragraph before ended inside a quotation.
func scan(text []rune, b scraper.Block, open bool) *paragraph {
	p := &paragraph{block: b}
	glued := false
	for i := b.Start; i < b.End; {
		r := text[i]
		if unicode.IsSpace(r) {
			glued = false
			i++
			continue
		}
		j := i + 1
		t := token{start: i, glued: glued}
		switch {
		case unicode.IsLetter(r):
			for j < b.End && (unicode.IsLetter(text[j]) || unicode.Is(unicode.Mn, text[j]) ||
				(text[j] == '-' || text[j] == '\'' || text[j] == '’') && j+1 < b.End && unicode.IsLetter(text[j+1])) {
				j++
			}
			t.word, t.upper = true, unicode.IsUpper(r)
		case unicode.IsDigit(r):
			for j < b.End && (unicode.IsDigit(text[j]) || unicode.IsLetter(text[j]) || (text[j] == '.' || text[j] == ',') && j+1 < b.End && unicode.IsDigit(text[j+1])) {
				j++
			}
			t.number = true
		}
		t.end, t.text = j, string(text[i:j])
		t.low = strings.ToLower(t.text)
		p.t = append(p.t, t)
		glued, i = true, j
	}
	p.findQuotes(open)
	p.findSentences()
	return p
}

// findQuotes pairs quotation marks: curly ones by their shape, straight ones in turn.
func (p *paragraph) findQuotes(open bool) {
	start := -1 // the token behind an opening mark
	first := 0
	// A paragraph that opens a quotation while the one before is open goes on with it.
	leads := open && len(p.t) > 0 && (p.t[0].text == "“" || p.t[0].text == `"` || p.t[0].text == "„")
	for i := first; i < len(p.t); i++ {
		switch mark := p.t[i].text; {
		case mark == "“" || mark == "„" || mark == "«" || mark == `"` && start < 0:
			if start < 0 {
				start = i + 1
			}
		case (mark == "”" || mark == "»" || mark == `"`) && start >= 0:
			p.quotes = append(p.quotes, quotation{from: start, to: i, leads: leads && start == 1})
			start = -1
		}
	}
	if start >= 0 && start < len(p.t) {
		p.quotes = append(p.quotes, quotation{from: start, to: len(p.t), open: true, leads: leads && start == 1})
	}
	for n, q := range p.quotes {
		for i := q.from; i < q.to; i++ {
			p.t[i].quote = n + 1
		}
	}
}

var abbreviations = set("mr mrs ms dr st sen rep gov gen col lt sgt capt prof rev hon jr sr vs etc inc ltd co corp no nos vol fig dept approx ca cf jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k")

// findSentences cuts the tokens into sentences.
func (p *paragraph) findSentences() {
	from := 0
	for i := range p.t {
		if i+1 < len(p.t) && !p.ends(i) {
			continue
		}
		p.sentences = append(p.sentences, sentence{from, i + 1})
		from = i + 1
	}
}

// ends reports whether a sentence ends with the token at i.
func (p *paragraph) ends(i int) bool {
	t, next := p.t[i], p.t[i+1]
	switch t.text {
	case ".", "!", "?", "…":
		if t.quote > 0 || next.glued {
			return false
		}
		if t.text == "." && i > 0 && p.t[i-1].word && t.glued && (abbreviations[p.t[i-1].low] || len(p.t[i-1].text) == 1 && p.t[i-1].upper) {
			return false
		}
		return next.upper || next.number || !next.word
	case "”", `"`, "»":
		if i == 0 || !strings.Contains(".!?…", p.t[i-1].text) || next.glued {
			return false
		}
		if !next.upper && next.word {
			return false
		}
		if p.t[i-1].text != "." && p.attributes(i+1) {
			return false // “We left!” Smith said.
		}
		return true
	case ")":
		return i > 0 && p.t[i-1].text == "." && !next.glued && next.upper && t.quote == 0
	}
	return false
}

// attributes reports whether the tokens from i begin like "Smith said".
func (p *paragraph) attributes(i int) bool {
	for k := i; k < min(i+5, len(p.t)); k++ {
		if _, ok := cues[p.t[k].low]; ok && k > i {
			return true
		}
		if !p.t[k].word {
			return false
		}
	}
	return false
}

// words counts the words of the tokens from a to b.
func (p *paragraph) words(a, b int) (n int) {
	for i := a; i < b; i++ {
		if p.t[i].word || p.t[i].number {
			n++
		}
	}
	return n
}

// low returns the word at i in lower case, "" beyond the ends.
func (p *paragraph) low(i int) string {
	if i < 0 || i >= len(p.t) {
		return ""
	}
	return p.t[i].low
}
