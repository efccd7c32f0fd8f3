package indexer

import (
	"strings"
	"unicode"
)

// Understood returns what can be understood of a query's text that is wrong, as ParseText
// reads it: without the marks, brackets and operators that lead nowhere, and without
// fields whose value is none. It is the text itself, printed, if nothing is wrong, and
// empty if nothing is left.
func Understood(s string) string {
	runes := []rune(s)
	runes = runes[:min(len(runes), maxTextRunes)]
	for {
		p := textParser{runes: runes}
		t, err := p.whole()
		if err == nil {
			return t.String()
		}
		mended := mend(runes, p.wrong)
		if string(mended) == string(runes) {
			return "" // unreachable: every error is about something that can be left out
		}
		runes = mended
	}
}

// mend returns a text without what an error at a place is about.
func mend(runes []rune, at int) []rune {
	out := append([]rune(nil), runes...)
	for at < len(out) && blank(out[at]) {
		at++
	}
	end := at
	for end < len(out) && !blank(out[end]) && !(end > at && strings.ContainsRune("()", out[end])) {
		end++
	}
	if word := string(out[at:end]); at == end || isOperator(word) {
		return withoutOperator(out, at, end)
	} else if quote(out[at]) || strings.ContainsRune("()", out[at]) {
		out[at] = ' '
		return out
	} else if name, _, ok := strings.Cut(word, ":"); ok && fieldName(name) {
		erase(out[at:end])
		return out
	}
	changed := false
	for i := at; i < end; i++ {
		if !unicode.IsLetter(out[i]) && !unicode.IsNumber(out[i]) {
			out[i], changed = ' ', true
		}
	}
	if !changed { // a word too many
		return out[:at]
	}
	return out
}

func isOperator(word string) bool { return word == "OR" || word == "AND" || word == "NOT" }

// withoutOperator takes out the operator at a place, or the last one in front of it.
func withoutOperator(runes []rune, at, end int) []rune {
	if at < end {
		erase(runes[at:end])
		return runes
	}
	for end = at; end > 0; {
		for end > 0 && blank(runes[end-1]) {
			end--
		}
		at = end
		for at > 0 && inWord(runes[at-1]) {
			at--
		}
		if isOperator(strings.TrimLeft(string(runes[at:end]), "-")) {
			erase(runes[at:end])
			return runes
		}
		end = min(at, end-1)
	}
	return runes[:0]
}

func erase(runes []rune) {
	for i := range runes {
		runes[i] = ' '
	}
}
