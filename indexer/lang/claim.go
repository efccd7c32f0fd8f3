package lang

import (
	"strings"
	"unicode/utf8"

	"dateline/indexer"
)

// About returns the prose by which a claim is found: its words, its sentence,
// who said it, and the headline above it. Each is a value of its own, so that
// no phrase runs from one into the next.
func About(c indexer.ClaimRef, sentence string, ref indexer.ArticleRef) []string {
	parts := []string{Valid(sentence)}
	if words := Valid(c.Text); !strings.Contains(parts[0], words) { // a cue interrupts them
		parts = append(parts, words)
	}
	parts = append(parts, Valid(c.Speaker.Name))
	if c.Speaker.Surface != c.Speaker.Name {
		parts = append(parts, Valid(c.Speaker.Surface))
	}
	return append(parts, Valid(ref.Headline))
}

// Valid returns s with the replacement character for every byte that is no
// text, as JSON carries it, so that places in both agree.
func Valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// ValidAll is Valid for several.
func ValidAll(list []string) []string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = Valid(s)
	}
	return all
}

// Lead returns the lead of a text.
func Lead(s string) string {
	runes := indexer.LeadRunes
	if len(s) <= runes {
		return s
	}
	for i := range s {
		if runes == 0 {
			return s[:i]
		}
		runes--
	}
	return s
}
