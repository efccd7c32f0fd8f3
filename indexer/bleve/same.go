package bleve

import (
	"context"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// A sameQuery finds what any of several does, and counts what finds best alone: a text is
// no better for having a thing by all its names, and no worse for having it by one.
type sameQuery []query.Query

// Searcher returns a search for the documents.
func (q sameQuery) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	s := &sameSearcher{at: make([]*search.DocumentMatch, len(q))}
	for _, part := range q {
		one, err := part.Searcher(ctx, r, m, options)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.parts = append(s.parts, one)
	}
	if w := s.Weight(); w > 0 {
		s.SetQueryNorm(1 / math.Sqrt(w))
	}
	return s, nil
}

// A sameSearcher goes through what several searches find.
type sameSearcher struct {
	parts []search.Searcher
	at    []*search.DocumentMatch // the next of each; nil if there is none
	begun bool
}

// Next returns the next document.
func (s *sameSearcher) Next(c *search.SearchContext) (*search.DocumentMatch, error) {
	if !s.begun {
		s.begun = true
		for i := range s.parts {
			if err := s.move(c, i); err != nil {
				return nil, err
			}
		}
	}
	var next *search.DocumentMatch
	for _, m := range s.at {
		if m != nil && (next == nil || m.IndexInternalID.Compare(next.IndexInternalID) < 0) {
			next = m
		}
	}
	if next == nil {
		return nil, nil
	}
	for i, m := range s.at {
		if m == nil || !m.IndexInternalID.Equals(next.IndexInternalID) {
			continue
		}
		next.Score = max(next.Score, m.Score)
		if m != next {
			c.DocumentMatchPool.Put(m)
		}
		if err := s.move(c, i); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// move finds the next of one of the searches.
func (s *sameSearcher) move(c *search.SearchContext, i int) (err error) {
	s.at[i], err = s.parts[i].Next(c)
	return err
}

// Advance returns the next document from one on.
func (s *sameSearcher) Advance(c *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	for i, part := range s.parts {
		m := s.at[i]
		if s.begun && (m == nil || m.IndexInternalID.Compare(id) >= 0) {
			continue
		}
		if m != nil {
			c.DocumentMatchPool.Put(m)
		}
		var err error
		if s.at[i], err = part.Advance(c, id); err != nil {
			return nil, err
		}
	}
	s.begun = true
	return s.Next(c)
}

// Weight returns that of the heaviest.
func (s *sameSearcher) Weight() (most float64) {
	for _, part := range s.parts {
		most = max(most, part.Weight())
	}
	return most
}

// SetQueryNorm learns by what the library multiplies all scores of a query.
func (s *sameSearcher) SetQueryNorm(norm float64) {
	for _, part := range s.parts {
		part.SetQueryNorm(norm)
	}
}

// Count returns about how many documents there are.
func (s *sameSearcher) Count() (n uint64) {
	for _, part := range s.parts {
		n += part.Count()
	}
	return n
}

// Min returns how many of the searches must find a document beside one: none.
func (s *sameSearcher) Min() int { return 0 }

// Size returns how much memory the search takes.
func (s *sameSearcher) Size() (n int) {
	for _, part := range s.parts {
		n += part.Size()
	}
	return n
}

// DocumentMatchPoolSize returns how many documents are held at a time.
func (s *sameSearcher) DocumentMatchPoolSize() int {
	n := len(s.parts)
	for _, part := range s.parts {
		n += part.DocumentMatchPoolSize()
	}
	return n
}

// Close closes the search.
func (s *sameSearcher) Close() (err error) {
	for _, part := range s.parts {
		err = errors.Join(err, part.Close())
	}
	return err
}
