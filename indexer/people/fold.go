package people

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// folded gives the plain letters that a letter with marks is written with elsewhere.
var folded = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", '’': "'", '‘': "'", 'ʼ': "'", 'ʻ': "'"}
	for plain, marked := range map[string]string{
		"a": "àáâãäåāăąǎạảấầẩẫậắằẳẵặ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęěẹẻẽếềểễệǝə", "g": "ĝğġģǧ", "h": "ĥħḥ",
		"i": "ìíîïĩīĭįıǐỉị", "j": "ĵ", "k": "ķḳ", "l": "ĺļľŀł", "n": "ñńņňŋṅ", "o": "òóôõöøōŏőǒọỏốồổỗộớờởỡợơ", "r": "ŕŗřṛ",
		"s": "śŝşšșṣ", "t": "ţťŧțṭ", "u": "ùúûüũūŭůűųǔụủứừửữựư", "w": "ŵ", "y": "ýÿŷỳỵỷỹ", "z": "źżžẓ",
	} {
		for _, r := range marked {
			m[r] = plain
		}
	}
	return m
}()

// fold returns a word in lower case, marks taken off its letters, so that
// "Gonçalves" and "Goncalves" are one. Low is in lower case already.
func fold(low string) string {
	plain := true
	for i := range len(low) {
		if low[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return low
	}
	var b strings.Builder
	b.Grow(len(low))
	for _, r := range low {
		if s, ok := folded[r]; ok {
			b.WriteString(s)
		} else if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// foldName folds a name of several words.
func foldName(name string) string { return fold(strings.ToLower(name)) }

// distance returns how many letters must be put in, left out, changed or swapped
// with the next to make b of a, or 3 if that is more than 2.
func distance(a, b string) int {
	const far = 3
	if a == b {
		return 0
	}
	if len(a)-len(b) >= far || len(b)-len(a) >= far || len(a) > 40 || len(b) > 40 {
		return far
	}
	var rows [3][42]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least >= far {
			return far
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], far)
}
