package bleve

import (
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
// blank to another. It is all of s if that cannot be told by letters.
func pieces(s string, phrases []phrase) [][2]int {
	var list [][2]int
	begins, widest := make([]string, len(phrases)), 0
	for i, p := range phrases {
		begins[i] = beginning(p[0].term)
		if begins[i] == "" {
			return [][2]int{{0, len(s)}}
		}
		widest = max(widest, p[len(p)-1].gap)
	}
	inside := false
	for i := 0; i < len(s); i++ {
		letter := inAWord(s[i])
		foreign := s[i] >= utf8.RuneSelf && startsLetter(s[i:])
		if !inside && (foreign || letter && beginsAny(s[i:], begins)) {
			from, to := blankBefore(s, i), blanksBehind(s, i, widest)
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

// blankBefore returns the last place up to i that stands behind a blank.
func blankBefore(s string, i int) int {
	return 1 + strings.LastIndexFunc(s[:i], func(r rune) bool { return r < utf8.RuneSelf && unicode.IsSpace(r) })
}

// blanksBehind returns a place behind i that stands at a blank, with so many words more
// between, and some room.
func blanksBehind(s string, i, words int) int {
	for ; words >= 0 && i < len(s); words-- {
		i = min(i+pieceBytes, len(s))
		n := strings.IndexFunc(s[i:], func(r rune) bool { return r < utf8.RuneSelf && unicode.IsSpace(r) })
		if n < 0 {
			return len(s)
		}
		i += n
	}
	return i
}
