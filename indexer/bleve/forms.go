package bleve

import (
	"context"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"

	"dateline/indexer"
)

// asWritten asks the same of any of the fields. Scored, what holds the words as they are
// written there comes before what only shares their stems.
func (x *translator) asWritten(words string, ask func() fieldQuery) query.Query {
	found := x.anyField(ask)
	if !x.scored || !x.written {
		return found
	}
	q := &formQuery{Query: found, in: x.searched, field: x.Language.Field(formsField)}
	if x.Language.Forms != nil {
		for _, t := range x.Language.Forms.Analyze([]byte(words)) {
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
