package claim

import (
	"strings"
	"unicode"
)

// called returns the name of a speaker that is no person, which the tokens from a to b
// give, in one form whatever its place in a sentence: an outlet's or an agency's without
// its article ("Courier"), a common noun in lower case ("the company", "auditors").
func (f *finder) called(p *paragraph, a, b int) string {
	text := func(from int) string { return string(f.text[p.Tokens[from].Start:p.Tokens[b-1].End]) }
	article := p.Tokens[a].Low == "the" || p.Tokens[a].Low == "a" || p.Tokens[a].Low == "an"
	switch {
	case article && b-a > 1 && p.isProper(a+1, b):
		return text(a + 1)
	case article, p.opens(a) && (documents[p.Tokens[a].Low] || openers[p.Tokens[a].Low]) && (b-a == 1 || !p.Tokens[a+1].Upper):
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
	for _, t := range p.Tokens[a:b] {
		switch {
		case t.Word && t.Upper:
			named = true
		case t.Word && !joiners[t.Low] && t.Low != "and" && t.Low != "for":
			return false
		}
	}
	return named
}

// opens reports whether the token at i may have its capital from its place alone.
func (p *paragraph) opens(i int) bool {
	return i == 0 || strings.Contains(".!?:“”\"", p.Tokens[i-1].Text)
}
