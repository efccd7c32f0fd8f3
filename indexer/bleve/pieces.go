package bleve

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Taking a text apart as the index does, and stemming every word of it, is most of the
// work of a page of hits. A phrase can only begin at a word that begins as its first stem
// does, so that a look at the letters tells which pieces of the text are worth that.

// pieceBytes is how much behind such a word belongs to its piece, beside the phrase.
const pieceBytes = 40

// pieces returns the stretches of s in which a phrase may stand, in order, each from one
// blank to another. It is all of s if that cannot be told by letters, as in languages that
// write the same letters in several ways.
func (l *language) pieces(s string, phrases []phrase) [][2]int {
	if l.code != english {
		return [][2]int{{0, len(s)}}
	}
	var list [][2]int
	begins, widest := make([]string, len(phrases)), 0
	for i, p := range phrases {
		begins[i] = beginning(p[0].term)
		if begins[i] == "" {
			return [][2]int{{0, len(s)}}
		}
		widest = max(widest, p[len(p)-1].gap)
	}
	blanks := blanksOf(s)
	inside := false
	for i := 0; i < len(s); i++ {
		letter := inAWord(s[i])
		foreign := s[i] >= utf8.RuneSelf && startsLetter(s[i:])
		if !inside && (foreign || letter && beginsAny(s[i:], begins)) {
			from, to := blanks.before(i), blanks.behind(i, widest)
			if n := len(list); n > 0 && from <= list[n-1][1] {
				list[n-1][1] = max(to, list[n-1][1])
			} else {
				list = append(list, [2]int{from, to})
			}
		}
		inside = letter
	}
	return list
}

// beginning returns letters with which every word of a stem begins; "" if that cannot be
// told. Stemming changes the last letters of a word: "ponies" to "poni".
func beginning(stem string) string {
	n := min(max(len(stem)-2, 1), 4)
	if len(stem) < n || strings.ContainsFunc(stem, func(r rune) bool { return r >= utf8.RuneSelf || !inAWord(byte(r)) }) {
		return ""
	}
	return stem[:n]
}

// startsLetter reports whether s starts with a letter. Accents are folded, so that a word
// which starts with one that is not ASCII may be any.
func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// inAWord reports whether a byte is a letter or digit. What is not ASCII is none: words
// begin behind it, whatever it is.
func inAWord(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}

func beginsAny(s string, begins []string) bool {
	for _, b := range begins {
		if len(s) >= len(b) && lowerEqual(s[:len(b)], b) {
			return true
		}
	}
	return false
}

// lowerEqual reports whether s may be b, but for capitals and accents.
func lowerEqual(s, b string) bool {
	for i := range len(b) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return true
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != b[i] {
			return false
		}
	}
	return true
}

// places are where the blanks of a text are, in order, and its end. They are sought once:
// some texts have none for long, and from many of their words the same would be looked through.
type places []int

func blanksOf(s string) places {
	var list places
	for i := range len(s) {
		if b := s[i]; b == ' ' || '\t' <= b && b <= '\r' {
			list = append(list, i)
		}
	}
	return append(list, len(s))
}

// before returns the last place up to i that stands behind a blank.
func (p places) before(i int) int {
	n, _ := slices.BinarySearch(p, i)
	if n == 0 {
		return 0
	}
	return p[n-1] + 1
}

// behind returns a place behind i that stands at a blank, with so many words more
// between, and some room.
func (p places) behind(i, words int) int {
	end := p[len(p)-1]
	for ; words >= 0 && i < end; words-- {
		n, _ := slices.BinarySearch(p, min(i+pieceBytes, end))
		i = p[n]
	}
	return i
}
