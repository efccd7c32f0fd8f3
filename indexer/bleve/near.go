package bleve

import (
	"cmp"
	"context"
	"dateline/indexer/lang"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/scorer"
	index "github.com/blevesearch/bleve_index_api"
)

// A placedQuery finds words of one field that stand as they should. The library has
// phrases only, and for those it reads where every word stands in every document that has
// one of them, and scores it; here that is read of the documents alone that have all, and
// those alone are scored in which they stand so.
type placedQuery struct {
	terms []string // two or more, each once
	fits  func(places [][]place) bool
	field string
	boost float64
}

// A place is where a word stands: in which value of the field, and as which word of it.
type place struct {
	value uint64
	word  int
}

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.value, o.value), cmp.Compare(p.word, o.word))
}

func (q *placedQuery) SetField(field string) { q.field = field }

func (q *placedQuery) SetBoost(boost float64) { q.boost = boost }

// Searcher returns a search for documents with all of the words, of which those are kept
// where they stand as they should. They score as any that have all of the words.
func (q *placedQuery) Searcher(ctx context.Context, r index.IndexReader, _ mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	s := &placedSearcher{fits: q.fits, words: make([]placedWord, 0, len(q.terms)), places: make([][]place, len(q.terms))}
	scored := options.Score != "none"
	var stats *search.BM25Stats
	if scored {
		var ok bool
		if stats, ok = ctx.Value(search.BM25StatsKey).(*search.BM25Stats); !ok {
			return nil, fmt.Errorf("phrase in %s: nothing is known of the texts", q.field)
		}
	}
	var all index.OptimizableContext
	for _, term := range q.terms {
		err := search.RecordTermSearcher(ctx)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		reader, err := r.TermFieldReader(ctx, []byte(term), q.field, scored, scored, true)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		w := placedWord{reader: reader}
		if scored {
			average := math.Ceil(float64(stats.FieldCardinality[q.field]) / stats.DocCount)
			w.scorer = scorer.NewTermQueryScorer([]byte(term), q.field, q.boost, uint64(stats.DocCount), reader.Count(), average, options)
		}
		s.words = append(s.words, w)
		if o, ok := reader.(index.Optimizable); ok {
			if all, err = o.Optimize("conjunction", all); err != nil {
				return nil, errors.Join(err, s.Close())
			}
		}
	}
	if all != nil { // from here on each goes through the documents alone that all have, where that can be told before
		if _, err := all.Finish(); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if w := s.Weight(); w > 0 { // as the library does, until a query around this one says otherwise
		s.SetQueryNorm(1 / math.Sqrt(w))
	}
	return s, nil
}

// A placedSearcher is the search of a placedQuery.
type placedSearcher struct {
	words  []placedWord
	fits   func(places [][]place) bool
	places [][]place // of the words, in one document
}

// A placedWord goes through the documents that one of the words stands in.
type placedWord struct {
	reader index.TermFieldReader
	scorer *scorer.TermQueryScorer // nil: not scored
	at     *index.TermFieldDoc     // nil at the end
	spare  index.TermFieldDoc
}

func (w *placedWord) next() (err error) {
	w.at, err = w.reader.Next(w.spare.Reset())
	return err
}

// upTo moves to the first document from one on.
func (w *placedWord) upTo(id index.IndexInternalID) (err error) {
	w.at, err = w.reader.Advance(id, w.spare.Reset())
	return err
}

// Next returns the next document, nil if there is none.
func (s *placedSearcher) Next(c *search.SearchContext) (*search.DocumentMatch, error) {
	for i := range s.words {
		if err := s.words[i].next(); err != nil {
			return nil, err
		}
	}
	return s.first(c)
}

// Advance returns the first document that does not stand before another.
func (s *placedSearcher) Advance(c *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	for i := range s.words {
		if err := s.words[i].upTo(id); err != nil {
			return nil, err
		}
	}
	return s.first(c)
}

// first returns the first document, from where the words are, in which they stand as they
// should.
func (s *placedSearcher) first(c *search.SearchContext) (*search.DocumentMatch, error) {
	for {
		there, err := s.together()
		if err != nil || !there {
			return nil, err
		}
		if s.fits(s.read()) {
			return s.match(c), nil
		}
		for i := range s.words {
			if err := s.words[i].next(); err != nil {
				return nil, err
			}
		}
	}
}

// together moves the words to the first document that all stand in, and reports whether
// there is one.
func (s *placedSearcher) together() (bool, error) {
	for i := 0; i < len(s.words); {
		w, first := &s.words[i], &s.words[0]
		if w.at == nil || first.at == nil {
			return false, nil
		}
		var err error
		switch order := w.at.ID.Compare(first.at.ID); {
		case order == 0:
			i++
			continue
		case order < 0:
			err = w.upTo(first.at.ID)
		default:
			err = first.upTo(w.at.ID)
			i = 0
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// read returns where the words stand in the document that they are at.
func (s *placedSearcher) read() [][]place {
	for i := range s.words {
		s.places[i] = s.places[i][:0]
		for _, v := range s.words[i].at.Vectors {
			p := place{word: int(v.Pos)} //nolint:gosec // a place in a text
			if len(v.ArrayPositions) > 0 {
				p.value = v.ArrayPositions[0]
			}
			s.places[i] = append(s.places[i], p)
		}
	}
	return s.places
}

// match returns the document that the words are at.
func (s *placedSearcher) match(c *search.SearchContext) *search.DocumentMatch {
	m := c.DocumentMatchPool.Get()
	m.IndexInternalID = index.NewIndexInternalIDFrom(m.IndexInternalID, s.words[0].at.ID)
	for i := range s.words {
		if w := &s.words[i]; w.scorer != nil {
			one := w.scorer.Score(c, &index.TermFieldDoc{ID: w.at.ID, Freq: w.at.Freq, Norm: w.at.Norm})
			m.Score += one.Score
			c.DocumentMatchPool.Put(one)
		}
	}
	return m
}

// Weight returns that of the words.
func (s *placedSearcher) Weight() (all float64) {
	for _, w := range s.words {
		if w.scorer != nil {
			all += w.scorer.Weight()
		}
	}
	return all
}

// SetQueryNorm learns by what the library multiplies all scores of a query.
func (s *placedSearcher) SetQueryNorm(norm float64) {
	for _, w := range s.words {
		if w.scorer != nil {
			w.scorer.SetQueryNorm(norm)
		}
	}
}

// Count returns in how many documents the rarest of the words stands.
func (s *placedSearcher) Count() (n uint64) {
	for i, w := range s.words {
		if count := w.reader.Count(); i == 0 || count < n {
			n = count
		}
	}
	return n
}

// Min returns how many of several searches must find a document beside this: none.
func (s *placedSearcher) Min() int { return 0 }

// Size returns how much memory the search takes.
func (s *placedSearcher) Size() (n int) {
	for _, w := range s.words {
		n += w.reader.Size()
	}
	return n
}

// DocumentMatchPoolSize returns how many documents are held at a time.
func (s *placedSearcher) DocumentMatchPoolSize() int { return 2 }

// Close ends the search.
func (s *placedSearcher) Close() (err error) {
	for _, w := range s.words {
		err = errors.Join(err, w.reader.Close())
	}
	return err
}

// newPhraseQuery finds words that follow on one another.
func newPhraseQuery(p lang.Phrase) *placedQuery {
	q := &placedQuery{terms: p.Terms()}
	at := make([]int, len(p)) // the place of a word of the phrase among the terms
	for i, s := range p {
		at[i] = slices.Index(q.terms, s.Term)
	}
	q.fits = func(places [][]place) bool {
	starts:
		for _, from := range places[at[0]] {
			for i, s := range p[1:] {
				to := place{from.value, from.word + s.Gap}
				if _, ok := slices.BinarySearchFunc(places[at[i+1]], to, place.compare); !ok {
					continue starts
				}
			}
			return true
		}
		return false
	}
	return q
}

// newNearQuery finds words that stand near one another, in any order: with so many others
// between the first and the last of them at most.
func newNearQuery(terms []string, between int) *placedQuery {
	return &placedQuery{terms: terms, fits: func(places [][]place) bool { return near(places, between) }}
}

// near reports whether words stand near one another, in one value.
func near(places [][]place, between int) bool {
	type word struct {
		place
		term int
	}
	var words []word
	for term, list := range places {
		for _, p := range list {
			words = append(words, word{p, term})
		}
	}
	slices.SortFunc(words, func(a, b word) int { return a.compare(b.place) })
	held, all := make([]int, len(places)), 0 // words from i on; how many different ones those are
	i := 0
	for j, w := range words {
		if held[w.term]++; held[w.term] == 1 {
			all++
		}
		for ; i < j; i++ {
			from := words[i]
			if from.value == w.value && w.word-from.word+1-len(places) <= between {
				break
			}
			if held[from.term]--; held[from.term] == 0 {
				all--
			}
		}
		if all == len(places) {
			return true
		}
	}
	return false
}
