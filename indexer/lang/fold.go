package lang

import (
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"golang.org/x/text/unicode/norm"
)

// An accentFolder is a token filter that takes the accents off words: who looks for
// Wielgorski finds Wielgórski. The library's own changes the text before it is taken apart,
// so that its places are no more those of the text that is shown.
type accentFolder struct{}

// Filter folds the accents of all tokens.
func (accentFolder) Filter(tokens analysis.TokenStream) analysis.TokenStream {
	for _, t := range tokens {
		t.Term = foldAccents(t.Term)
	}
	return tokens
}

// foldAccents returns a word without the marks that stand on its letters, and with plain
// letters for those that Unicode does not take apart.
func foldAccents(word []byte) []byte {
	plain := true
	for _, b := range word {
		plain = plain && b < utf8.RuneSelf
	}
	if plain {
		return word
	}
	apart := norm.NFKD.Bytes(word)
	folded := make([]byte, 0, len(apart))
	for len(apart) > 0 {
		r, size := utf8.DecodeRune(apart)
		apart = apart[size:]
		if !isAccent(r) {
			folded = utf8.AppendRune(folded, plainLetter(r))
		}
	}
	return norm.NFC.Bytes(folded) // letters of other scripts were taken apart, too
}

// isAccent reports whether a mark stands on letters that are read without it as well. Those
// of many scripts are letters themselves, and of kana another sound.
func isAccent(r rune) bool {
	const voiced, halfVoiced = '\u3099', '\u309A'
	return unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Hebrew) && r != voiced && r != halfVoiced
}

// plainLetter returns the letter that a stroke was put through.
func plainLetter(r rune) rune {
	switch r {
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	case 'đ', 'ð':
		return 'd'
	case 'ħ':
		return 'h'
	case 'ı':
		return 'i'
	}
	return r
}
