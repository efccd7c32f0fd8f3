// Package prose cuts an article into paragraphs, tokens, quotations and
// sentences: what every reader of meaning begins with.
//
// [Read] returns the whole of an article. Places are code points in its text.
package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/scraper"
)

// A Token is a word, a number or a mark.
type Token struct {
	Start, End int    // code points in the article's text, half open
	Text, Low  string // as it stands, and in lower case; '' and `` are "
	Quote      int    // the quotation that it is in, from 1; 0 outside
	Word       bool   // it begins with a letter
	Number     bool   // it begins with a digit
	Upper      bool   // it begins with a capital
	Glued      bool   // no white space stands before it
}

// A Quotation is what stands between a pair of marks.
type Quotation struct {
	From, To int  // tokens, without the marks
	Open     bool // it is not closed in its paragraph
	Leads    bool // it goes on from the paragraph before
}

// A Sentence is a run of tokens. A quotation is never cut.
type Sentence struct{ From, To int }

// A Paragraph is one block of the text, cut up.
type Paragraph struct {
	Block     scraper.Block
	Tokens    []Token
	Quotes    []Quotation
	Sentences []Sentence
}

// A Text is an article, cut up.
type Text struct {
	Runes      []rune
	Paragraphs []*Paragraph
}

// Read cuts up an article, a paragraph a block.
func Read(a *scraper.Article) *Text {
	t := &Text{Runes: []rune(a.Text)}
	c := cursor{text: a.Text}
	open := false
	for _, b := range a.Blocks {
		from := c.to(b.Start)
		p := scan(a.Text[from:c.to(b.End)], b, open)
		t.Paragraphs = append(t.Paragraphs, p)
		open = len(p.Quotes) > 0 && p.Quotes[len(p.Quotes)-1].Open
	}
	return t
}

// A cursor finds the bytes at which code points stand, in one walk where they are
// asked for in order.
type cursor struct {
	text         string
	runes, bytes int
}

func (c *cursor) to(runes int) int {
	if runes < c.runes {
		c.runes, c.bytes = 0, 0
	}
	for c.runes < runes && c.bytes < len(c.text) {
		_, size := utf8.DecodeRuneInString(c.text[c.bytes:])
		c.runes, c.bytes = c.runes+1, c.bytes+size
	}
	return c.bytes
}

// Slice returns the words of a text from one code point to another.
func (t *Text) Slice(start, end int) string { return string(t.Runes[start:end]) }

// scan cuts a block into tokens, quotations and sentences. Open says that the
// paragraph before ended inside a quotation.
func scan(text string, b scraper.Block, open bool) *Paragraph {
	p := &Paragraph{Block: b, Tokens: make([]Token, 0, len(text)/5+1)}
	glued := false
	at := b.Start // the code point that i stands at
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			glued = false
			i, at = i+size, at+1
			continue
		}
		t := Token{Start: at, Glued: glued}
		from := i
		i, at = i+size, at+1
		switch {
		case (r == '\'' || r == '`') && i < len(text) && text[i] == byte(r): // a quotation mark of typewriters and wires
			i, at = i+1, at+1
		case unicode.IsLetter(r):
			t.Word, t.Upper = true, unicode.IsUpper(r)
			for i < len(text) {
				r, size := utf8.DecodeRuneInString(text[i:])
				if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !((r == '-' || r == '\'' || r == '’') && letterAt(text[i+size:])) {
					break
				}
				i, at = i+size, at+1
			}
		case unicode.IsDigit(r):
			t.Number = true
			for i < len(text) {
				r, size := utf8.DecodeRuneInString(text[i:])
				if !unicode.IsDigit(r) && !unicode.IsLetter(r) && !((r == '.' || r == ',') && digitAt(text[i+size:])) {
					break
				}
				i, at = i+size, at+1
			}
		}
		t.End, t.Text = at, text[from:i]
		if t.Text == "''" || t.Text == "``" {
			t.Text = `"`
		}
		t.Low = strings.ToLower(t.Text)
		p.Tokens = append(p.Tokens, t)
		glued = true
	}
	p.findQuotes(open)
	p.findSentences()
	return p
}

func letterAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func digitAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

// Words counts the words and numbers of the tokens from a to b.
func (p *Paragraph) Words(a, b int) (n int) {
	for i := a; i < b; i++ {
		if p.Tokens[i].Word || p.Tokens[i].Number {
			n++
		}
	}
	return n
}

// Low returns the token at i in lower case, "" beyond the ends.
func (p *Paragraph) Low(i int) string {
	if i < 0 || i >= len(p.Tokens) {
		return ""
	}
	return p.Tokens[i].Low
}
