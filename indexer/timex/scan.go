package timex

import (
	"strings"
	"unicode"
)

// A token is a word, a number or a mark.
type token struct {
	start, end int    // code points in the text
	text       string //
	low        string // in lower case, with plain apostrophes
	num        int    // value of digits; -1 for none
	digits     int    // how many
	suffix     string // letters glued to digits: "1980s", "3rd"
	word       bool   // letters
	upper      bool   // begins with a capital
	glued      bool   // no white space before it
	sentence   int    // counted through the text
	paragraph  int
	first      bool // of its sentence
}

// scan cuts a text into tokens, in one pass.
func scan(text string) []token {
	tokens := make([]token, 0, len(text)/5)
	runes := []rune(text)
	sentence, paragraph := 0, 0
	first, glued := true, false
	for i := 0; i < len(runes); {
		r := runes[i]
		if unicode.IsSpace(r) {
			if r == '\n' {
				paragraph++
				if !first {
					sentence++
				}
				first = true
			}
			glued = false
			i++
			continue
		}
		j := i + 1
		t := token{start: i, num: -1, glued: glued, sentence: sentence, paragraph: paragraph, first: first}
		switch {
		case r >= '0' && r <= '9':
			n := int(r - '0')
			for j < len(runes) && runes[j] >= '0' && runes[j] <= '9' {
				if n < 1e8 {
					n = n*10 + int(runes[j]-'0')
				}
				j++
			}
			t.num, t.digits = n, j-i
			k := j
			for k < len(runes) && unicode.IsLetter(runes[k]) {
				k++
			}
			if k > j {
				t.suffix = strings.ToLower(string(runes[j:k]))
				j = k
			}
		case unicode.IsLetter(r):
			for j < len(runes) && (unicode.IsLetter(runes[j]) || unicode.Is(unicode.Mn, runes[j])) {
				j++
			}
			t.word, t.upper = true, unicode.IsUpper(r)
		}
		t.end, t.text = j, string(runes[i:j])
		t.low = strings.ToLower(t.text)
		if t.low == "’" || t.low == "‘" {
			t.low = "'"
		}
		tokens = append(tokens, t)
		first, glued = false, true
		i = j
		if ends(runes, i-1, tokens) {
			sentence++
			first = true
		}
	}
	return tokens
}

// abbreviations end in a full stop that ends no sentence.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "st": true, "sen": true, "rep": true, "gov": true, "gen": true, "col": true, "lt": true,
	"sgt": true, "capt": true, "prof": true, "rev": true, "hon": true, "jr": true, "sr": true, "vs": true, "etc": true, "inc": true, "ltd": true,
	"co": true, "corp": true, "no": true, "nos": true, "vol": true, "fig": true, "dept": true, "approx": true, "ca": true, "cf": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"mon": true, "tue": true, "wed": true, "thu": true, "fri": true, "sat": true, "sun": true,
}

// ends reports whether the mark at place i of the text ends a sentence.
func ends(runes []rune, i int, tokens []token) bool {
	switch runes[i] {
	case '!', '?', '.':
	case '”', '"', ')', '’', '\'':
		// A closing mark belongs to the sentence that it follows.
		if i == 0 || !strings.ContainsRune(".!?", runes[i-1]) {
			return false
		}
		return beginsAfter(runes, i+1)
	default:
		return false
	}
	if i+1 < len(runes) && !unicode.IsSpace(runes[i+1]) {
		return false // "3.5", "U.S.", or a closing mark comes
	}
	if runes[i] == '.' && len(tokens) >= 4 && clockEnds(runes, i, tokens) {
		return false
	}
	if runes[i] == '.' && len(tokens) >= 2 {
		before := tokens[len(tokens)-2]
		if before.word && (abbreviations[before.low] || before.upper && before.end-before.start == 1) {
			return false
		}
	}
	return beginsAfter(runes, i+1)
}

// clockEnds reports whether "p.m." ends at place i, and its day or zone follows.
func clockEnds(runes []rune, i int, tokens []token) bool {
	n := len(tokens)
	if tokens[n-2].low != "m" || tokens[n-3].low != "." || tokens[n-4].low != "a" && tokens[n-4].low != "p" {
		return false
	}
	j := i + 1
	for j < len(runes) && runes[j] == ' ' {
		j++
	}
	k := j
	for k < len(runes) && k < j+10 && unicode.IsLetter(runes[k]) {
		k++
	}
	low := strings.ToLower(string(runes[j:k]))
	_, day := weekdays[low]
	return day || months[low] > 0 || zones[low]
}

// beginsAfter reports whether what follows place i looks like a new sentence.
func beginsAfter(runes []rune, i int) bool {
	for i < len(runes) && runes[i] == ' ' {
		i++
	}
	if i >= len(runes) {
		return true
	}
	return !unicode.IsLower(runes[i])
}
