package lang

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
// blank to another. It is all of s if that cannot be told by letters, as in languages that
// write the same letters in several ways.
func (l *Language) pieces(s string, phrases []Phrase) [][2]int {
	whole := [][2]int{{0, len(s)}}
	if l.Code != English {
		return whole
	}
	begins, widest := make([]string, len(phrases)), 0
	kinds := kindsOfBytes
	for i, p := range phrases {
		begins[i] = beginning(p[0].Term)
		if begins[i] == "" {
			return whole
		}
		first := begins[i][0]
		kinds[first], kinds[upper(first)] = sought, sought
		widest = max(widest, p[len(p)-1].Gap)
	}
	var (
		list    [][2]int
		blank   = -1 // the last
		inside  bool // a word
		open    = -1 // where the piece begins that has not ended
		enough  int  // from where on it may end
		further int  // so many words later
	)
	for i := 0; i < len(s); i++ {
		kind := kinds[s[i]]
		switch {
		case kind == sought && !inside && beginsAny(s[i:], begins), kind == notASCII && !inside && startsLetter(s[i:]):
			if open < 0 {
				open = blank + 1
			}
			enough, further = i+pieceBytes, widest
		case kind == space:
			blank = i
			if open >= 0 && i >= enough {
				if further > 0 {
					enough, further = i+pieceBytes, further-1
				} else {
					list, open = append(list, [2]int{open, i}), -1
				}
			}
		}
		inside = kind == letter || kind == sought
	}
	if open >= 0 {
		list = append(list, [2]int{open, len(s)})
	}
	return list
}

// The kinds of bytes that pieces are told by.
const (
	between = iota
	letter  // or digit
	sought  // a letter with which a phrase begins
	space
	notASCII // what is not ASCII: words begin behind it, whatever it is
)

var kindsOfBytes = func() (kinds [256]uint8) {
	for b := range kinds {
		switch c := byte(b); { //nolint:gosec // one of 256
		case c >= utf8.RuneSelf:
			kinds[b] = notASCII
		case c == ' ' || '\t' <= c && c <= '\r':
			kinds[b] = space
		case inAWord(c):
			kinds[b] = letter
		}
	}
	return kinds
}()

// upper returns a small letter as a capital, and what is none as it is.
func upper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - ('a' - 'A')
	}
	return b
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

// inAWord reports whether a byte is a letter or digit.
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
