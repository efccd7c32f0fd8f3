package bleve

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// A placedQuery finds words of one field that stand as they should. The library has
// phrases only, and for those it reads where every word stands in every document that has
// one of them; here that is read of the documents alone that have all.
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
func (q *placedQuery) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	all := make([]query.Query, len(q.terms))
	for i, term := range q.terms {
		t := query.NewTermQuery(term)
		t.SetField(q.field)
		t.SetBoost(q.boost)
		all[i] = t
	}
	within, err := query.NewConjunctionQuery(all).Searcher(ctx, r, m, options)
	if err != nil {
		return nil, err
	}
	s := &placedSearcher{Searcher: within, fits: q.fits, docs: make([]index.TermFieldDoc, len(q.terms)), places: make([][]place, len(q.terms))}
	for _, term := range q.terms {
		words, err := r.TermFieldReader(ctx, []byte(term), q.field, true, false, true)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.words = append(s.words, words)
	}
	return s, nil
}

// A placedSearcher is the search of a placedQuery.
type placedSearcher struct {
	search.Searcher // for documents with all words
	words           []index.TermFieldReader
	fits            func(places [][]place) bool
	docs            []index.TermFieldDoc // of the readers, who keep something there
	places          [][]place            // of the words, in one document
}

// Next returns the next document, nil if there is none.
func (s *placedSearcher) Next(c *search.SearchContext) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Next(c)
	return s.first(c, m, err)
}

// Advance returns the first document that does not stand before another.
func (s *placedSearcher) Advance(c *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Advance(c, id)
	return s.first(c, m, err)
}

// first returns the first document, from m on, in which the words stand as they should.
func (s *placedSearcher) first(c *search.SearchContext, m *search.DocumentMatch, err error) (*search.DocumentMatch, error) {
	for ; err == nil && m != nil; m, err = s.Searcher.Next(c) {
		ok, err := s.holds(m.IndexInternalID)
		if ok || err != nil {
			return m, err
		}
		c.DocumentMatchPool.Put(m)
	}
	return m, err
}

func (s *placedSearcher) holds(id index.IndexInternalID) (bool, error) {
	for i, w := range s.words {
		d, err := w.Advance(id, s.docs[i].Reset())
		if err != nil {
			return false, err
		}
		s.places[i] = s.places[i][:0]
		if d == nil || !d.ID.Equals(id) {
			return false, nil
		}
		for _, v := range d.Vectors {
			p := place{word: int(v.Pos)} //nolint:gosec // a place in a text
			if len(v.ArrayPositions) > 0 {
				p.value = v.ArrayPositions[0]
			}
			s.places[i] = append(s.places[i], p)
		}
	}
	return s.fits(s.places), nil
}

// Close ends the search.
func (s *placedSearcher) Close() error {
	err := s.Searcher.Close()
	for _, w := range s.words {
		err = errors.Join(err, w.Close())
	}
	return err
}

// newPhraseQuery finds words that follow on one another.
func newPhraseQuery(p phrase) *placedQuery {
	q := &placedQuery{terms: p.terms()}
	at := make([]int, len(p)) // the place of a word of the phrase among the terms
	for i, s := range p {
		at[i] = slices.Index(q.terms, s.term)
	}
	q.fits = func(places [][]place) bool {
	starts:
		for _, from := range places[at[0]] {
			for i, s := range p[1:] {
				to := place{from.value, from.word + s.gap}
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
