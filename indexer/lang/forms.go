package lang

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	lru "github.com/hashicorp/golang-lru/v2"
)

// Who looks for universities wants texts with that word before texts that speak of a
// university, or of the universe, which is the same stem. A field beside those that are
// searched holds the words that are not their own stems as they are, each once: in it
// nothing is found, it only tells what comes first. To be small it is of the beginning of
// an article alone, where news says what it is about.

// A formAnalyzer gives the words of a text that are not their own stems, each once, and
// nothing else. Of what stands in most texts it must not take the time that stems do.
type formAnalyzer struct {
	pre, stop, form, stem []analysis.TokenFilter
	known                 *lru.Cache[string, wordForm] // by word
}

func newFormAnalyzer(pre, stop, form, stem []analysis.TokenFilter) *formAnalyzer {
	known, err := lru.New[string, wordForm](mostForms)
	if err != nil {
		panic(err) // unreachable: it has room
	}
	return &formAnalyzer{pre, stop, form, stem, known}
}

// mostForms is how many words of a language are kept with their forms, about 1 MB: a text
// has few others. Those of more bytes than longestForm are not kept.
const (
	mostForms   = 8192
	longestForm = 32
)

// A wordForm is a word as the field holds it.
type wordForm struct {
	text    string // empty if it stands in most texts
	another bool   // than its stem
}

// formOf returns the form of a word.
func (f *formAnalyzer) formOf(word string) wordForm {
	if form, ok := f.known.Get(word); ok {
		return form
	}
	var form wordForm
	if lower := filter(word, f.pre); filter(lower, f.stop) != "" {
		form.text = filter(lower, f.form)
		form.another = filter(lower, f.stem) != form.text
	}
	if len(word) <= longestForm {
		f.known.Add(word, form)
	}
	return form
}

// Analyze returns the words of a text. A word is letters and figures alone: where stems
// are taken of more, such as "covid-19", it makes no difference.
func (f *formAnalyzer) Analyze(text []byte) analysis.TokenStream {
	var words analysis.TokenStream
	seen := map[string]bool{"": true}
	for word := range bytes.FieldsFuncSeq(text, betweenWords) {
		form := f.formOf(string(word))
		if seen[form.text] {
			continue
		}
		seen[form.text] = true
		if form.another {
			words = append(words, &analysis.Token{Term: []byte(form.text), Position: len(words) + 1})
		}
	}
	return words
}

// betweenWords reports whether a letter is in no word.
func betweenWords(r rune) bool {
	if r < utf8.RuneSelf { // it need not be looked up
		return !inAWord(byte(r))
	}
	return !unicode.In(r, unicode.L, unicode.M, unicode.N)
}
