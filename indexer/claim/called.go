package claim

import (
	"strings"
	"unicode"
)

// called returns the name of a speaker that is no person, which the tokens from a to b
// give, in one form whatever its place in a sentence: an outlet's or an agency's without
// its article ("Courier"), a common noun in lower case ("the company", "auditors").
func (f *finder) called(p *paragraph, a, b int) string {
	text := func(from int) string { return string(f.text[p.t[from].start:p.t[b-1].end]) }
	article := p.t[a].low == "the" || p.t[a].low == "a" || p.t[a].low == "an"
	switch {
	case article && b-a > 1 && p.isProper(a+1, b):
		return text(a + 1)
	case article, p.opens(a) && (documents[p.t[a].low] || openers[p.t[a].low]) && (b-a == 1 || !p.t[a+1].upper):
		words := []rune(text(a))
		words[0] = unicode.ToLower(words[0])
		return string(words)
	}
	return text(a)
}

// isProper reports whether the tokens from a to b are a name: nothing in them is a
// common noun.
func (p *paragraph) isProper(a, b int) bool {
	named := false
	for _, t := range p.t[a:b] {
		switch {
		case t.word && t.upper:
			named = true
		case t.word && !joiners[t.low] && t.low != "and" && t.low != "for":
			return false
		}
	}
	return named
}

// opens reports whether the token at i may have its capital from its place alone.
func (p *paragraph) opens(i int) bool {
	return i == 0 || strings.Contains(".!?:“”\"", p.t[i-1].text)
}
