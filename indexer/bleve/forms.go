package bleve

import (
	"bytes"
	"context"
	"errors"
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
	lru "github.com/hashicorp/golang-lru/v2"

	"dateline/indexer"
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

// cut returns the first of a text, at most so many code points.
func cut(s string, runes int) string {
	if len(s) <= runes {
		return s
	}
	for i := range s {
		if runes == 0 {
			return s[:i]
		}
		runes--
	}
	return s
}

// asWritten asks the same of any of the fields. Scored, what holds the words as they are
// written there comes before what only shares their stems.
func (x *translator) asWritten(words string, ask func() fieldQuery) query.Query {
	found := x.anyField(ask)
	if !x.scored || !x.written {
		return found
	}
	q := &formQuery{Query: found, in: x.searched, field: x.language.field(formsField)}
	if x.language.forms != nil {
		for _, t := range x.language.forms.Analyze([]byte(words)) {
			q.words = append(q.words, t.Term)
		}
	}
	return q
}

// A formQuery finds what another does, and tells by the score what of that holds some
// words as they are.
type formQuery struct {
	query.Query
	in    searched
	field string
	words [][]byte // those that are not their own stems
}

// Searcher returns a search for the same documents.
func (q *formQuery) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	found, err := q.Query.Searcher(ctx, r, m, options)
	if err != nil {
		return nil, err
	}
	s := &formSearcher{Searcher: found}
	for _, f := range q.in.fields {
		s.boosts += f.boost * f.boost
	}
	for _, word := range q.words {
		in, err := r.TermFieldReader(ctx, word, q.field, false, false, false)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.words = append(s.words, &wordReader{TermFieldReader: in})
	}
	if w := s.Weight(); w > 0 { // as the library does, until a query around this one says otherwise
		s.SetQueryNorm(1 / math.Sqrt(w))
	}
	return s, nil
}

// mostRecency is by how much a score may still rise: it must not rise to those of the
// very forms.
const mostRecency = 1 + indexer.RecencyBoost

// A formSearcher changes the scores of another: where even is about what the words count
// in a text at most, what has other forms of them comes to less than that, and what has
// the very forms to more. Among each it stays as it was. A query of several words still
// weighs one against the other: a headline with another form may outdo a form in a text.
//
// Words that are their own stems are taken to stand as they were asked for wherever they
// are found: whether they do is not kept.
type formSearcher struct {
	search.Searcher
	words  []*wordReader
	boosts float64 // squares of them, summed
	even   float64
}

// SetQueryNorm learns by what the library multiplies all scores of a query.
func (s *formSearcher) SetQueryNorm(norm float64) {
	s.Searcher.SetQueryNorm(norm)
	s.even = search.BM25_k1 * norm * s.Weight() / s.boosts
}

// Next returns the next document.
func (s *formSearcher) Next(c *search.SearchContext) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Next(c)
	return s.score(m, err, (*wordReader).stepTo)
}

// Advance returns the next document from one on.
func (s *formSearcher) Advance(c *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Advance(c, id)
	return s.score(m, err, (*wordReader).skipTo)
}

// score sets the score of a document.
func (s *formSearcher) score(m *search.DocumentMatch, err error, move func(*wordReader, index.IndexInternalID) error) (*search.DocumentMatch, error) {
	if err != nil || m == nil {
		return m, err
	}
	written := true
	for _, w := range s.words {
		if err := move(w, m.IndexInternalID); err != nil {
			return nil, err
		}
		written = written && w.at != nil && w.at.ID.Equals(m.IndexInternalID)
	}
	switch {
	case written:
		m.Score += s.even
	case m.Score > 0:
		m.Score *= s.even / (s.even + m.Score) / mostRecency
	}
	return m, nil
}

// Close closes the search.
func (s *formSearcher) Close() error {
	err := s.Searcher.Close()
	for _, w := range s.words {
		err = errors.Join(err, w.Close())
	}
	return err
}

// A wordReader goes through the documents with a word.
type wordReader struct {
	index.TermFieldReader
	at    *index.TermFieldDoc // where it stands; nil at the end
	begun bool
	spare index.TermFieldDoc
}

// mostSteps is how many documents are gone through before they are skipped: between two
// articles stand the claims of one.
const mostSteps = 10

// stepTo moves to the first document from one on, which is near.
func (w *wordReader) stepTo(id index.IndexInternalID) error {
	for range mostSteps {
		if w.isAt(id) {
			return nil
		}
		if err := w.move(w.Next(w.spare.Reset())); err != nil {
			return err
		}
	}
	return w.skipTo(id)
}

// isAt reports whether the reader stands at the first document from one on.
func (w *wordReader) isAt(id index.IndexInternalID) bool {
	return w.begun && (w.at == nil || w.at.ID.Compare(id) >= 0)
}

// skipTo moves to the first document from one on, which may be far.
func (w *wordReader) skipTo(id index.IndexInternalID) error {
	if w.isAt(id) {
		return nil
	}
	return w.move(w.Advance(id, w.spare.Reset()))
}

func (w *wordReader) move(to *index.TermFieldDoc, err error) error {
	w.at, w.begun = to, true
	return err
}
