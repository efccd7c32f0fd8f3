package change

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/scraper"
)

// A block is a paragraph, or a headline, with its words.
type block struct {
	kind  scraper.BlockKind
	text  string
	start int // code point at which it begins in its text
	end   int
	words []word
	ids   []rune // of the words' keys, as a vocabulary numbers them
}

// A word is a word or a mark of punctuation. White space lies between words.
type word struct {
	start, end int    // code points in the text
	from, to   int    // bytes in the block
	raw        string // as it stands
	key        string // as it is compared: "’" is "'", and every dash is "-"
}

// isWord reports whether w is no punctuation.
func (w *word) isWord() bool {
	r, _ := utf8.DecodeRuneInString(w.key)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r)
}

// maxBlocks is how many paragraphs a text is taken apart into; the last holds the rest.
const maxBlocks = 20_000

// blocks returns the paragraphs of an article. If what it says of them does not
// make up its text, every line is one.
func blocks(a *scraper.Article) []*block {
	if a.Text == "" {
		return nil
	}
	known := lines(a)
	var list []*block
	at, most := 0, maxWords
	for i, line := range strings.SplitN(a.Text, "\n", maxBlocks) {
		b := newBlock(line, at, most)
		most -= len(b.words)
		if b.kind = scraper.Paragraph; known {
			b.kind = a.Blocks[i].Kind
		}
		list = append(list, b)
		at = b.end + 1
	}
	return list
}

// lines reports whether the blocks of a are the lines of its text, one by one.
func lines(a *scraper.Article) bool {
	if len(a.Blocks) == 0 || len(a.Blocks) != strings.Count(a.Text, "\n")+1 {
		return false
	}
	i, at := 0, 0
	for line := range strings.SplitSeq(a.Text, "\n") {
		end := at + utf8.RuneCountInString(line)
		if a.Blocks[i].Start != at || a.Blocks[i].End != end {
			return false
		}
		i, at = i+1, end+1
	}
	return true
}

// maxWords is how many words a text is taken apart into, marks of punctuation
// among them: more than 1 MB of prose has. What follows is one word a paragraph.
const maxWords = 300_000

// newBlock returns a text, which begins at a code point, with its words: most of
// them one by one, the rest as one.
func newBlock(text string, start, most int) *block {
	b := &block{text: text, start: start, words: make([]word, 0, min(len(text)/5+1, max(most, 0)+1))}
	at := start
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			i, at = i+size, at+1
			continue
		}
		n := len(text) - i
		if len(b.words) < most {
			n = wordLength(text[i:])
		}
		raw := text[i : i+n]
		end := at + utf8.RuneCountInString(raw)
		b.words = append(b.words, word{start: at, end: end, from: i, to: i + n, raw: raw, key: fold(raw)})
		i, at = i+n, end
	}
	b.end = at
	return b
}

// slice returns the text at s, which lies in b.
func (b *block) slice(s Span) string { return b.text[b.byteAt(s.Start):b.byteAt(s.End)] }

// byteAt returns the byte of b at which a code point of the text stands.
func (b *block) byteAt(at int) int {
	i := sort.Search(len(b.words), func(i int) bool { return b.words[i].start > at }) - 1
	from, n := 0, at-b.start
	if i >= 0 {
		from, n = b.words[i].from, at-b.words[i].start
	}
	for ; n > 0 && from < len(b.text); n-- {
		_, size := utf8.DecodeRuneInString(b.text[from:])
		from += size
	}
	return from
}

// around returns a few words on either side of s.
func (b *block) around(s Span) (before, after string) {
	const most = 7 // words, marks of punctuation among them
	i := sort.Search(len(b.words), func(i int) bool { return b.words[i].end > s.Start })
	j := sort.Search(len(b.words), func(j int) bool { return b.words[j].start >= s.End })
	if first := max(0, i-most); i > 0 {
		before = brief(b.text[b.words[first].from:b.byteAt(s.Start)])
		if first > 0 {
			before = "… " + before
		}
	}
	if last := min(len(b.words), j+most); j < len(b.words) {
		after = brief(b.text[b.byteAt(s.End):b.words[last-1].to])
		if last < len(b.words) {
			after += " …"
		}
	}
	return before, after
}

// brief returns s, or the ends of it if its words are very long.
func brief(s string) string {
	const most = 200 // code points
	if r := []rune(s); len(r) > most {
		return string(r[:most/2]) + "…" + string(r[len(r)-most/2:])
	}
	return s
}

// wordLength returns how many bytes the word has that s begins with.
func wordLength(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case solitary(r):
		return size
	case isDash(r) || r == '.':
		n := size
		for n < len(s) {
			next, size := utf8.DecodeRuneInString(s[n:])
			if next != r {
				break
			}
			n += size
		}
		return n
	case unicode.Is(unicode.Sc, r):
		if next, _ := utf8.DecodeRuneInString(s[size:]); !unicode.IsDigit(next) {
			return size
		}
	case !inWord(r):
		return size
	}
	n, dotted, last := size, false, r
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		next, _ := utf8.DecodeRuneInString(s[n+size:])
		switch {
		case solitary(r):
			return n
		case inWord(r) || unicode.Is(unicode.Cf, r):
		case isApostrophe(r) && unicode.IsLetter(last) && unicode.IsLetter(next):
		case (r == '.' || r == ',' || r == ':') && unicode.IsDigit(last) && unicode.IsDigit(next):
		case r == '.' && (n == 1 || dotted && s[n-2] == '.') && unicode.IsLetter(last) && unicode.IsLetter(next): // "U.S"
			dotted = true
		case r == '.' && dotted && s[n-2] == '.' && unicode.IsLetter(last), r == '%' && unicode.IsDigit(last):
			return n + size
		default:
			return n
		}
		n, last = n+size, r
	}
	return n
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// solitary reports whether r is a word by itself: scripts without spaces.
func solitary(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '−' }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// fold returns a word as it is compared: typography is set aside.
func fold(raw string) string {
	if len(raw) == 1 && (raw == "'" || raw == "`") {
		return `"` // a mark that stands alone quotes
	}
	plain := true
	for i := range len(raw) {
		plain = plain && raw[i] < utf8.RuneSelf && raw[i] != '-' && raw[i] != '`'
	}
	if plain {
		return raw
	}
	if r, _ := utf8.DecodeRuneInString(raw); isDash(r) {
		return "-"
	}
	folded := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("“”„‟«»″", r):
			return '"'
		case strings.ContainsRune("‘’‚‛‹›′ʼ`´", r):
			return '\''
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, raw)
	if folded == "'" {
		return `"`
	}
	return norm.NFKC.String(folded)
}

// A vocabulary numbers keys, so that words are compared as numbers.
type vocabulary map[string]rune

// number gives b the numbers of its words.
func (v vocabulary) number(b *block) {
	b.ids = make([]rune, len(b.words))
	for i, w := range b.words {
		id, ok := v[w.key]
		if !ok {
			id = rune(len(v))
			v[w.key] = id
		}
		b.ids[i] = id
	}
}

// alike returns how much of the words of two blocks is in both, 0 to 1.
// The lists are sorted.
func alike(a, b []rune) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}

// sorted returns the numbers of the words of b in order, without punctuation.
func (b *block) sorted() []rune {
	var ids []rune
	for i := range b.words {
		if b.words[i].isWord() {
			ids = append(ids, b.ids[i])
		}
	}
	slices.Sort(ids)
	return ids
}
