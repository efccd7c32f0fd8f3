package change

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names counts how words are written within sentences: those with a capital
// there are names, also where a sentence begins with them.
type names map[string]int8

// The bits of names.
const (
	capital int8 = 1 << iota
	small
)

// learn counts the words of a block.
func (n names) learn(b *block) {
	for i := range b.words {
		w := b.words[i].key
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsLower(r):
			n[w] |= small
		case unicode.IsUpper(r) && !begins(b, i):
			n[bare(w)] |= capital
		}
	}
}

// begins reports whether word i is where a sentence begins, or a quotation does.
func begins(b *block, i int) bool {
	for i--; i >= 0; i-- {
		switch key := b.words[i].key; {
		case ends(key):
			return key != "." || i == 0 || !titles[strings.ToLower(b.words[i-1].key)] && utf8.RuneCountInString(b.words[i-1].key) > 1
		case key == ":" || key == `"` || key == "-" && b.words[i].to < b.words[i+1].from || key == "'":
			return true
		case b.words[i].isWord(), key == ",", key == ";":
			return false
		}
	}
	return true
}

// bare returns a word without the "'s" of who owns something.
func bare(key string) string {
	return strings.TrimSuffix(strings.TrimSuffix(key, "'s"), "'")
}

func isCapital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// findNames takes the names, with the titles before them.
func (v *view) findNames(known names) {
	shouted := v.shouted()
	for i := 0; i < len(v.words); i++ {
		if !v.nameAt(i, known, shouted) {
			continue
		}
		j := i + 1
		for j < len(v.words) && j-i < maxItem {
			low := v.low(j)
			switch {
			case v.nameAt(j, known, shouted):
				j++
				continue
			case low == "." && v.nameAt(j+1, known, shouted) && (titles[v.low(j-1)] || utf8.RuneCountInString(v.low(j-1)) == 1),
				low == "-" && v.close(j) && v.close(j+1) && v.nameAt(j+1, known, shouted),
				(particles[low] || low == "&") && isCapital(v.words[j-1].key) && v.nameAt(j+1, known, shouted) && isCapital(v.words[j+1].key):
				j += 2
				continue
			}
			break
		}
		v.take(Name, i, j, v.name(i, j))
		i = j - 1
	}
}

// shouted reports whether all longer words of a block have capitals, as in some headlines.
func (v *view) shouted() bool {
	long, big := 0, 0
	for i := range v.words {
		if w := v.words[i].key; len(w) > 3 && unicode.IsLetter([]rune(w)[0]) {
			if long++; isCapital(w) {
				big++
			}
		}
	}
	return long > 2 && big*4 >= long*3
}

// nameAt reports whether word i belongs to a name.
func (v *view) nameAt(i int, known names, shouted bool) bool {
	if i >= len(v.words) || v.owner[i] >= 0 {
		return false
	}
	w, low := bare(v.words[i].key), strings.ToLower(v.words[i].key)
	if titles[bare(low)] {
		return true
	}
	if !isCapital(w) || w == "I" || strings.HasPrefix(w, "I'") {
		return false
	}
	seen := known[w]
	if shouted {
		return seen&capital != 0 && known[strings.ToLower(w)]&small == 0
	}
	if !begins(v.block, i) {
		return true
	}
	if seen&capital != 0 && !common[low] {
		return true
	}
	// "Teodor Lasky said" begins with a name, "Last Monday" and "The Harbour" do not.
	next := i + 1
	if next < len(v.words) && v.owner[next] < 0 && isCapital(v.words[next].key) && v.words[next].isWord() {
		return known[strings.ToLower(w)]&small == 0 && !common[low]
	}
	return false
}

// name returns words i up to j as a name is compared.
func (v *view) name(i, j int) string {
	var out []string
	for ; i < j; i++ {
		if v.words[i].isWord() {
			out = append(out, bare(v.words[i].key))
		}
	}
	return strings.Join(out, " ")
}
