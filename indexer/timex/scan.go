package timex

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word, a number or a mark.
type token struct {
	text       string //
	low        string // in lower case, with plain apostrophes
	suffix     string // letters glued to digits, in lower case: "1980s", "3rd"
	num        int    // value of digits; -1 for none
	start, end int32  // code points in the text
	from, to   int32  // the same in bytes
	sentence   int32  // counted through the text
	paragraph  int32
	quotation  int32   // in which it stands, counted from 1; 0 outside
	rules      ruleSet // that can begin here
	digits     uint8   // how many; 255 for more
	word       bool    // letters
	upper      bool    // begins with a capital
	glued      bool    // no white space before it
	first      bool    // of its sentence
}

// A scanner cuts a text into tokens, in one pass.
type scanner struct {
	text, low string   // low is text with the letters of ASCII in lower case, byte for byte
	lexicon   *lexicon // nil for words of the lexicon itself
	tokens    []token
	marks     int // how many stand together here, without a word
	at, point int // where it stands, in bytes and in code points
	sentence  int32
	paragraph int32
}

// noise is how many marks may stand together: more are no text, and count as one.
const noise = 8

// scan returns the tokens of a text, each with the rules that can begin at it. Bytes that
// are no UTF-8 count as one code point each. The tokens take the place of used ones.
func scan(text string, used []token) []token {
	s := &scanner{text: text, low: lowered(text), lexicon: words(), tokens: slices.Grow(used[:0], len(text)/4+1)}
	return s.all()
}

// cut returns the tokens of words of the lexicon itself.
func cut(words string) []token {
	s := &scanner{text: words, low: lowered(words)}
	return s.all()
}

func (s *scanner) all() []token {
	first, glued := true, false
	for s.at < len(s.text) {
		r, size := s.rune(s.at)
		if n := len(s.tokens); r == '\n' && n > 0 {
			s.paragraph = s.tokens[n-1].paragraph + 1
			if !first {
				s.sentence++
			}
			first = true
		}
		if isSpace(r) {
			glued = false
			s.at, s.point = s.at+size, s.point+1
			continue
		}
		t := token{start: int32(s.point), from: int32(s.at), num: -1, glued: glued, sentence: s.sentence, paragraph: s.paragraph, first: first}
		if s.take(&t, r, size); t.word || t.num >= 0 || !glued {
			s.marks = 0
		} else if s.marks++; s.marks > noise {
			last := &s.tokens[len(s.tokens)-1]
			last.end, last.to = t.end, t.to
			continue
		}
		if len(s.tokens) == cap(s.tokens) { // as many more as there have been in so much text
			s.tokens = slices.Grow(s.tokens, int(float64(len(s.text)-s.at)/float64(s.at)*float64(len(s.tokens)))+16)
		}
		s.tokens = append(s.tokens, t)
		first, glued = false, true
		if s.ends() {
			s.sentence++
			first = true
		}
	}
	return s.tokens
}

// lowered returns text with the capitals of ASCII in lower case, so that both have
// their letters at the same bytes.
func lowered(text string) string {
	for i := range len(text) {
		if c := text[i]; c >= 'A' && c <= 'Z' {
			var low strings.Builder
			low.Grow(len(text))
			low.WriteString(text[:i])
			for k := i; k < len(text); k++ {
				c := text[k]
				if c >= 'A' && c <= 'Z' {
					c += 'a' - 'A'
				}
				low.WriteByte(c)
			}
			return low.String()
		}
	}
	return text
}

func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r)
}

// rune returns the code point at byte i, and its size.
func (s *scanner) rune(i int) (rune, int) {
	if c := s.text[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s.text[i:])
}

// take reads into t what begins with r.
func (s *scanner) take(t *token, r rune, size int) {
	switch {
	case r >= '0' && r <= '9':
		s.number(t)
	case isLetter(r):
		t.word, t.upper = true, r < utf8.RuneSelf && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)
		s.letters(true)
		t.text, t.low = s.since(t)
		if s.point-int(t.start) < s.at-int(t.from) {
			t.low = strings.ToLower(t.text)
		}
		if s.lexicon != nil {
			t.rules = s.lexicon.rules(t.low)
		}
	default:
		s.at, s.point = s.at+size, s.point+1
		t.text, t.low = s.since(t)
		if r == '’' || r == '‘' || r == '`' {
			t.low = "'"
		}
		if (t.low == "'" || t.low == ".") && s.lexicon != nil {
			t.rules = s.lexicon.words[t.low]
		}
	}
	t.end, t.to = int32(s.point), int32(s.at)
}

// since returns the text since the beginning of t, and the same in lower case.
func (s *scanner) since(t *token) (text, low string) {
	return s.text[t.from:s.at], s.low[t.from:s.at]
}

// number reads digits, and letters glued to them.
func (s *scanner) number(t *token) {
	n := 0
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		if n < 1e8 {
			n = n*10 + int(s.text[s.at]-'0')
		}
		s.at, s.point = s.at+1, s.point+1
	}
	t.num, t.digits = n, uint8(min(s.at-int(t.from), 255))
	if from := s.at; s.letters(false) {
		t.suffix = strings.ToLower(s.low[from:s.at])
	}
	t.text, t.low = s.since(t)
	t.rules = rulesOf(int(t.digits), t.suffix)
}

// letters moves behind the letters that stand here, with the marks that combine with
// them if they may, and reports whether there are any.
func (s *scanner) letters(marks bool) bool {
	from := s.at
	for s.at < len(s.text) {
		r, size := s.rune(s.at)
		if !isLetter(r) && (!marks || r < utf8.RuneSelf || !unicode.Is(unicode.Mn, r)) {
			break
		}
		s.at, s.point = s.at+size, s.point+1
	}
	return s.at > from
}

// abbreviations end in a full stop that ends no sentence.
var abbreviations = wordSet(`
	mr mrs ms dr st sen rep gov gen col lt sgt capt prof rev hon jr sr vs v maj adm cmdr sens reps etc inc ltd co corp no
	nos vol fig dept approx ca cf jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat
	sun`)

// ends reports whether the mark that was read last ends a sentence.
func (s *scanner) ends() bool {
	t := &s.tokens[len(s.tokens)-1]
	if t.word || t.num >= 0 {
		return false
	}
	switch t.text {
	case "!", "?":
	case ".":
		if s.clockEnds() || s.abbreviated() {
			return false
		}
	case "”", "\"", ")", "’", "'":
		// A closing mark belongs to the sentence that it follows.
		if t.from == 0 || strings.IndexByte(".!?", s.text[t.from-1]) < 0 {
			return false
		}
		return s.begins()
	default:
		return false
	}
	if s.at < len(s.text) {
		if r, _ := s.rune(s.at); !isSpace(r) {
			return false // "3.5", "U.S.", or a closing mark comes
		}
	}
	return s.begins()
}

// abbreviated reports whether the full stop that was read last belongs to the word
// before it.
func (s *scanner) abbreviated() bool {
	if len(s.tokens) < 2 {
		return false
	}
	t := &s.tokens[len(s.tokens)-2]
	return t.word && (t.upper && t.end-t.start == 1 || t.end-t.start <= 6 && abbreviations[t.low])
}

// clockEnds reports whether "p.m." was read last, and its day or zone follows.
func (s *scanner) clockEnds() bool {
	n := len(s.tokens)
	if n < 4 || s.tokens[n-2].low != "m" || s.tokens[n-3].low != "." || s.tokens[n-4].low != "a" && s.tokens[n-4].low != "p" {
		return false
	}
	at := s.at
	for at < len(s.text) && s.text[at] == ' ' {
		at++
	}
	end := at
	for end < len(s.low) && end < at+10 && s.low[end] >= 'a' && s.low[end] <= 'z' {
		end++
	}
	word := s.low[at:end]
	_, day := weekdays[word]
	return day || months[word] > 0 || zones[word]
}

// begins reports whether what follows looks like a new sentence.
func (s *scanner) begins() bool {
	at := s.at
	for at < len(s.text) && s.text[at] == ' ' {
		at++
	}
	if at >= len(s.text) {
		return true
	}
	r, _ := s.rune(at)
	return !unicode.IsLower(r)
}
