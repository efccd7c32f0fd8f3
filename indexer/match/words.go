package match

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	snowball "github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

// A Word is a word of a text, as it is compared.
type Word struct {
	Text       string // in small letters, without accents, apostrophes and a possessive s: "zelnickova"
	Stem       string // what its forms share: "recruit" of "recruited", "go" of "went"; of a number its digits
	Start, End int    // where it stands in the text, in bytes
	Number     bool   // it is a number: "1,000", "80th", "three"
	Capital    bool   // it begins with a capital
	Begins     bool   // it is the first of a sentence, so that the capital says nothing
	Common     bool   // it stands in any text: "the", "of", "was"
}

// Limits of what is read: a hostile page may hold one word of two megabytes, or a
// million words; no claim has either.
const (
	mostLetters = 40   // of a word; the rest is cut off
	mostTag     = 120  // bytes of a #HashTag that are read; the rest is cut off
	mostWords   = 2000 // of a text
)

// Words returns the words of a text in order, two thousand of them at the most.
// Addresses are left out; a #HashTag and an @AccountName are cut where capitals
// begin. A text without a letter or a digit has none.
func Words(text string) []Word {
	if text == "" {
		return nil
	}
	const letters = 6 // of a word of English and the blank behind it, or more
	list := make([]Word, 0, min(len(text)/letters+4, mostWords))
	begins := true
	for at := 0; at < len(text) && len(list) < mostWords; {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case address(text[at:]) > 0:
			at += address(text[at:])
			continue
		case r == '#' || r == '@':
			n := tagLength(text[at+1:])
			for _, part := range camel(text[at+1 : at+1+min(n, mostTag)]) {
				list = appendWord(list, part.text, at+1+part.at, begins)
				begins = false
			}
			at += 1 + n
			continue
		case letter(r):
			n := wordLength(text[at:])
			list = appendWord(list, text[at:at+n], at, begins)
			begins = false
			at += n
			continue
		case strings.ContainsRune(".!?:\n“\"", r):
			begins = true
		}
		at += size
	}
	return list
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// address returns how many bytes of an address a text begins with; 0 if with none.
// Posts glue addresses to the word before: "#Minecrafthttps://…".
func address(text string) int {
	if text[0] != 'h' && text[0] != 'p' && text[0] != 'w' {
		return 0
	}
	for _, head := range [...]string{"https://", "http://", picture, "www."} {
		if strings.HasPrefix(text, head) {
			if n := strings.IndexFunc(text, unicode.IsSpace); n >= 0 {
				return n
			}
			return len(text)
		}
	}
	return 0
}

// picture begins the address of a picture or a film in a post.
const picture = "pic.twitter.com/"

// tagLength returns how many bytes of a tag a text begins with.
func tagLength(text string) int {
	for i, r := range text {
		if !letter(r) && r != '_' || i > 0 && address(text[i:]) > 0 {
			return i
		}
	}
	return len(text)
}

// wordLength returns how many bytes of a word a text begins with. An apostrophe is
// part of a word, a full stop of initials, a comma or a point of a number.
func wordLength(text string) int {
	first, _ := utf8.DecodeRuneInString(text)
	digits := unicode.IsDigit(first)
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			if i > 0 && address(text[i:]) > 0 {
				return i
			}
			continue
		}
		next := after(text, i)
		switch {
		case r == utf8.RuneError:
			return i
		case (r == '\'' || r == '’') && unicode.IsLetter(next):
		case (r == ',' || r == '.') && digits && unicode.IsDigit(next):
		case r == '.' && initials(text[:i]):
		case r == '-' && i == 1 && (first == 'e' || first == 'E') && unicode.IsLetter(next): // e-mail
		default:
			return i
		}
	}
	return len(text)
}

// after returns the letter behind the one that stands at i; utf8.RuneError if there is none.
func after(text string, i int) rune {
	_, size := utf8.DecodeRuneInString(text[i:])
	r, _ := utf8.DecodeRuneInString(text[i+size:])
	return r
}

// initials reports whether text is a capital letter, or a few with full stops between.
func initials(text string) bool {
	if len(text) > 12 {
		return false
	}
	want := true
	for _, r := range text {
		if want && !unicode.IsUpper(r) || !want && r != '.' {
			return false
		}
		want = !want
	}
	return !want
}

type part struct {
	text string
	at   int
}

// camel cuts a tag where a capital or a number begins: "FreeIran2020" is free, iran, 2020.
func camel(tag string) []part {
	var list []part
	start, before := 0, rune('_')
	for i, r := range tag {
		next := after(tag, i)
		if i > start && (r == '_' || before == '_' || unicode.IsDigit(r) != unicode.IsDigit(before) ||
			unicode.IsUpper(r) && (!unicode.IsUpper(before) || unicode.IsLower(next))) {
			list = append(list, part{tag[start:i], start})
			start = i
		}
		before = r
	}
	return append(list, part{tag[start:], start})
}

// appendWord appends the word s, if it has a letter or a digit.
func appendWord(list []Word, s string, at int, begins bool) []Word {
	w := *familiar.of(s)
	if w.Text == "" {
		return list
	}
	w.Start, w.End, w.Begins = at, at+len(s), begins
	return append(list, w)
}

// wordOf returns what is told of a word by itself; one without a letter or a digit has no text.
func wordOf(s string) (w Word) {
	if w.Text = fold(s); w.Text == "" {
		return w
	}
	first, _ := utf8.DecodeRuneInString(s)
	w.Capital = unicode.IsUpper(first)
	w.Stem, w.Number = stem(s, w.Text)
	w.Common = common[w.Text] && w.Stem != unitedStates
	return w
}

// fold returns a word in small letters, without accents, apostrophes, a possessive s
// and the points between initials; at most forty letters of it.
func fold(s string) string {
	if len(s) > 4*mostLetters {
		s = strings.ToValidUTF8(s[:4*mostLetters], "")
	}
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		s = norm.NFKD.String(strings.ReplaceAll(s, "’", "'"))
	}
	s = strings.TrimSuffix(strings.ToLower(s), "'s")
	var b strings.Builder
	n, digit := 0, false
	for i, r := range s {
		point := r == '.' && digit && i+1 < len(s) && '0' <= s[i+1] && s[i+1] <= '9'
		if n < mostLetters && (letter(r) || point) {
			b.WriteRune(r)
			n++
		}
		digit = '0' <= r && r <= '9'
	}
	return b.String()
}

// unitedStates is the stem of every way to write them short; in small letters it is a pronoun.
const unitedStates = "u.s."

// stem returns the stem of a word, given as it stands and folded, and whether it is a number.
func stem(raw, w string) (string, bool) {
	if n, ok := counted[w]; ok {
		return n, true
	}
	if '0' <= w[0] && w[0] <= '9' {
		digits := strings.TrimRight(w, "abcdefghijklmnopqrstuvwxyz")
		switch w[len(digits):] {
		case "", "st", "nd", "rd", "th", "s":
			return digits, true
		}
		return w, true
	}
	switch raw {
	case "US", "USA", "U.S.", "U.S.A.", "U.S", "U.S.A":
		return unitedStates, false
	}
	if form, ok := forms[w]; ok {
		w = form
	}
	env := snowball.NewEnv(w)
	english.Stem(env)
	return env.Current(), false
}

// familiar are the words that were met.
var familiar known

// A known keeps words in places by their hashes, the newest there: few words make up most of
// any text. It takes some four megabytes.
type known [1 << 14]atomic.Pointer[met]

type met struct {
	raw string // as it stands
	Word
}

var wordSeed = maphash.MakeSeed()

// of returns what is told of a word by itself. It is not to be changed.
func (k *known) of(s string) *Word {
	if len(s) > mostLetters { // few are
		w := wordOf(s)
		return &w
	}
	at := &k[maphash.String(wordSeed, s)%uint64(len(k))]
	if m := at.Load(); m != nil && m.raw == s {
		return &m.Word
	}
	s = strings.Clone(s) // or it would keep all of its text
	m := &met{s, wordOf(s)}
	at.Store(m)
	return &m.Word
}
