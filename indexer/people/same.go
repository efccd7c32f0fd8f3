package people

import (
	"strings"
	"unicode"
)

func joined(words []string) string { return strings.Join(words, " ") }

// nameWords returns the folded words of a name, full stops and "Jr" left out.
func nameWords(name string) []string {
	words := strings.Fields(strings.ReplaceAll(foldName(name), ".", " "))
	for len(words) > 2 && (words[len(words)-1] == "jr" || words[len(words)-1] == "sr" || words[len(words)-1] == "ii" || words[len(words)-1] == "iii") {
		words = words[:len(words)-1]
	}
	return words
}

// alike returns why two full names are of one person, "" if they need not be.
func alike(x, y []string) string {
	if letters(x, y) {
		return "full name"
	}
	if x[len(x)-1] != y[len(y)-1] {
		return ""
	}
	a, b := x[0], y[0]
	var given string
	switch {
	case a == b:
		given = "middle name"
	case len(a) == 1 && strings.HasPrefix(b, a), len(b) == 1 && strings.HasPrefix(a, b):
		given = "initial"
	case nickname(a, b):
		given = "short name"
	default:
		return ""
	}
	// What stands between must not differ: George H. W. Bush is not George W. Bush.
	m, n := x[1:len(x)-1], y[1:len(y)-1]
	if len(m) > len(n) {
		m, n = n, m
	}
	if given == "initial" && len(m) != len(n) {
		return ""
	}
	for i := range m {
		if m[i] != n[i] && !(len(m[i]) == 1 && strings.HasPrefix(n[i], m[i]) || len(n[i]) == 1 && strings.HasPrefix(m[i], n[i])) {
			return ""
		}
	}
	if len(m) > 0 && len(m) < len(n) {
		return ""
	}
	return given
}

// letters reports whether two names are the same letter by letter: "Ben-Gvir" and
// "Ben Gvir", "al-Assad" and "alAssad".
func letters(x, y []string) bool {
	if x[0][0] != y[0][0] {
		return false
	}
	i, k := 0, 0
	next := func(words []string, w, at *int) byte {
		for *w < len(words) {
			if *at < len(words[*w]) {
				c := words[*w][*at]
				*at++
				if c != '-' && c != '\'' {
					return c
				}
				continue
			}
			*w, *at = *w+1, 0
		}
		return 0
	}
	for m, n := 0, 0; ; {
		a, b := next(x, &m, &i), next(y, &n, &k)
		if a != b {
			return false
		}
		if a == 0 {
			return true
		}
	}
}

// nickname reports whether one given name is short for the other, or both for a third.
func nickname(a, b string) bool {
	l := gazetteers()
	for _, x := range append([]string{a}, l.short[a]...) {
		for _, y := range append([]string{b}, l.short[b]...) {
			if x == y {
				return true
			}
		}
	}
	return false
}

// Key returns a name as a part of an address: folded, in lower case, words joined by
// hyphens: "alnur-mussayev". It stays the same as long as the name does. A name in
// other scripts keeps its letters.
func Key(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range foldName(name) {
		switch {
		case r == '\'' || unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}
