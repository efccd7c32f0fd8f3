package bleve

import (
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
	"golang.org/x/text/unicode/norm"
)

// foldFilter takes the accents off words: who looks for Wielgorski finds Wielgórski. The
// library's own changes the text before it is taken apart, so that its places are no more
// those of the text that is shown.
const foldFilter = "fold"

// countFilter leaves of a word's place only which word it is.
const countFilter = "count"

func init() {
	for name, filter := range map[string]analysis.TokenFilter{foldFilter: accentFolder{}, countFilter: placeless{}} {
		err := registry.RegisterTokenFilter(name, func(map[string]any, *registry.Cache) (analysis.TokenFilter, error) { return filter, nil })
		if err != nil {
			panic(err) // unreachable: the names are ours
		}
	}
}

// A placeless is a token filter.
type placeless struct{}

// Filter drops where in the bytes all tokens stand.
func (placeless) Filter(tokens analysis.TokenStream) analysis.TokenStream {
	for _, t := range tokens {
		t.Start, t.End = 0, 0
	}
	return tokens
}

// An accentFolder is a token filter.
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
		if !unicode.Is(unicode.Mn, r) {
			folded = utf8.AppendRune(folded, plainLetter(r))
		}
	}
	return norm.NFC.Bytes(folded) // letters of other scripts were taken apart, too
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
