package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/indexer/prose"
)

// A word is a token with what the lists say of it.
type word struct {
	tok    *prose.Token
	text   string // without possessive
	low    string // folded
	is     trait
	length int  // code points, without possessive
	upper  bool // it may be a part of a name
	caps   bool // it is of two capitals or more, and nothing else: "NATO"
	first  bool // it begins a sentence, a quotation or a heading
	owns   bool // it ends in 's
}

// A page is an article while its names are sought.
type page struct {
	text  *prose.Text
	lists *lists
	words [][]word         // by paragraph
	lower map[string]int32 // how often a word that begins a sentence stands in lower case
	loose bool             // the text is tokens with spaces between, as in "Mr . Vale 's"
	buf   []byte
}

// newPage reads the words of a text.
func newPage(t *prose.Text) *page {
	p := &page{text: t, lists: gazetteers(), words: make([][]word, len(t.Paragraphs)), lower: map[string]int32{}}
	total := 0
	for _, par := range t.Paragraphs {
		total += len(par.Tokens)
	}
	p.loose = loose(t)
	all := make([]word, total)
	for n, par := range t.Paragraphs {
		p.words[n], all = all[:len(par.Tokens):len(par.Tokens)], all[len(par.Tokens):]
		for i := range par.Tokens {
			p.read(&p.words[n][i], &par.Tokens[i])
		}
		for _, s := range par.Sentences {
			if !abbreviated(p.words[n], s.From) {
				p.begin(n, s.From)
			}
		}
		for _, q := range par.Quotes {
			p.begin(n, q.From)
		}
	}
	for n := range p.words {
		for i := range p.words[n] {
			if p.loose && p.words[n][i].low == "-" {
				p.article(p.words[n], i)
			}
			if w := &p.words[n][i]; !w.upper && w.tok.Word {
				if count, ok := p.lower[w.low]; ok {
					p.lower[w.low] = count + 1
				}
			}
		}
	}
	return p
}

// article makes an Arabic article in lower case before the hyphen at i a part of
// the name behind it: "al - Attiyah".
func (p *page) article(ws []word, i int) {
	if i > 0 && i+1 < len(ws) && ws[i+1].upper && !ws[i-1].upper && len(ws[i-1].low) == 2 && articles[ws[i-1].low] {
		ws[i-1].upper = true
	}
}

// loose reports whether white space stands before the commas and full stops of a text.
func loose(t *prose.Text) bool {
	apart, glued := 0, 0
	for _, par := range t.Paragraphs {
		for i := range par.Tokens {
			if k := &par.Tokens[i]; k.Text == "," || k.Text == "." {
				if k.Glued {
					glued++
				} else {
					apart++
				}
				if glued-apart > 8 || apart-glued > 8 {
					return apart > glued
				}
			}
		}
	}
	return apart > glued
}

// abbreviated reports whether the sentence before token i ends in a full stop that
// stands apart from an initial or a title and so ends nothing: "J . Vale".
func abbreviated(ws []word, i int) bool {
	if i < 2 || ws[i-1].tok.Text != "." || ws[i-1].tok.Glued || !ws[i-2].upper {
		return false
	}
	w := &ws[i-2]
	return len(w.text) == 1 || len(w.text) <= 4 && w.is&(title|placePre) != 0
}

// begin marks the first word from i as one that is capitalised for its place.
func (p *page) begin(n, i int) {
	ws := p.words[n]
	for i < len(ws) && !ws[i].tok.Word && !ws[i].tok.Number {
		i++
	}
	if i < len(ws) {
		ws[i].first = true
		if ws[i].upper {
			p.lower[ws[i].low] = 0
		}
	}
}

// read looks a token up.
func (p *page) read(w *word, t *prose.Token) {
	w.tok, w.text, w.low, w.length = t, t.Text, t.Low, t.End-t.Start
	if !t.Word {
		return
	}
	ascii := true
	for i := range len(t.Text) {
		if t.Text[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if !ascii || strings.IndexByte(t.Text, '\'') >= 0 || strings.IndexByte(t.Text, '-') >= 0 {
		for _, s := range [...]string{"'s", "’s", "'S", "’S"} {
			if cut, ok := strings.CutSuffix(t.Text, s); ok {
				w.text, w.low, w.owns = cut, t.Low[:len(cut)], true
				w.length -= 2
				break
			}
		}
		if head, tail, ok := strings.Cut(w.text, "-"); ok && t.Upper && tails[strings.ToLower(tail)] { // "Kampala-based"
			w.text, w.low = head, strings.ToLower(head)
			w.length = utf8.RuneCountInString(head)
		}
		w.low = fold(w.low)
	}
	w.is = p.lists.words[w.low]
	if w.is == 0 && !ascii || w.is == 0 && strings.IndexByte(w.low, '-') > 0 {
		head, _, _ := strings.Cut(w.low, "-") // "secretary-general"
		w.is = p.lists.words[head] & (title | role)
	}
	w.upper = t.Upper || article(w.text)
	if !w.upper {
		return
	}
	if len(w.text) > 1 {
		w.caps = true
		for _, r := range w.text {
			if unicode.IsLower(r) {
				w.caps = false
				break
			}
		}
	}
	w.is |= p.lists.words[w.text] & (place | orgName)
}

// tails follow a name behind a hyphen and are no part of it.
var tails = set("based born led backed owned run controlled held style era area trained educated raised style wide bound friendly administered occupied ruled brokered funded sponsored linked allied listed made affiliated supported appointed dominated registered")

// article reports whether a word is a name behind an Arabic article or the
// like in lower case: "al-Assad", "d'Estaing".
func article(s string) bool {
	if len(s) < 5 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i, r := range s {
		if i > 4 {
			return false
		}
		if (r == '-' || r == '\'' || r == '’') && i > 0 {
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			return unicode.IsUpper(next) && articles[s[:i]]
		}
	}
	return false
}

var articles = set("al el an as ash ad ar at az ul ur d l bin ben von van de")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// at returns the word at i of a paragraph, an empty one beyond its ends.
func at(ws []word, i int) *word {
	if i < 0 || i >= len(ws) {
		return &nowhere
	}
	return &ws[i]
}

var nowhere = word{tok: &prose.Token{}}
