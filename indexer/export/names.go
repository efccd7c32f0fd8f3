package export

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A person is an author as lists of references have them. One whose name does not show
// which part of it is the family's, and an office or agency, has a Literal alone.
type person struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Literal string `json:"literal,omitempty"`
}

// particles may stand before the last word of a family name.
var particles = []string{"al", "bin", "da", "de", "del", "della", "den", "der", "di", "du", "el", "la", "le", "ten", "van", "von", "zu"}

// offices are words of a byline that is no person's.
var offices = []string{
	"agencies", "agency", "associated", "board", "bureau", "contributor", "contributors", "correspondent", "correspondents", "courier",
	"daily", "desk", "editor", "editorial", "editors", "gazette", "guest", "herald", "journal", "magazine", "media", "network",
	"news", "newsroom", "office", "post", "press", "radio", "record", "reporter", "reporters", "service", "services", "staff", "the",
	"team", "times", "tribune", "tv", "wire", "writer", "writers",
}

// newPerson returns the author with a name. Two to four capitalised words that name no
// office are given names and a family name, the last with its particles.
func newPerson(name string) person {
	name = oneLine(name)
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 5 || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune(",;:()&/@", r) }) {
		return person{Literal: name}
	}
	from := len(words) - 1
	for from > 1 && slices.Contains(particles, words[from-1]) {
		from--
	}
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		if i < from && !unicode.IsUpper(first) || i == len(words)-1 && !unicode.IsUpper(first) || slices.Contains(offices, strings.ToLower(w)) {
			return person{Literal: name}
		}
	}
	if utf8.RuneCountInString(strings.TrimSuffix(words[from], ".")) == 1 || slices.Contains([]string{"Jr", "Jr.", "Sr", "Sr.", "II", "III"}, words[len(words)-1]) {
		return person{Literal: name} // "Ada Q."
	}
	return person{Family: strings.Join(words[from:], " "), Given: strings.Join(words[:from], " ")}
}

// sorted returns the name with the family's first: "Quill, Ada".
func (p person) sorted() string {
	if p.Literal != "" {
		return p.Literal
	}
	return p.Family + ", " + p.Given
}
