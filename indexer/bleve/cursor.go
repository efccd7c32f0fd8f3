package bleve

import (
	"context"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// Ordinals and numbers among others change when an article is put again, ids do not: the
// place where a page ended has the id of what stood there.

// A rowPlace is a row where a page of a list ended.
type rowPlace struct {
	Row columns.Row `json:"row"`

	// Of a list of claims.
	Claim string `json:"claim,omitempty"` // its id
	Next  string `json:"next,omitempty"`  // that of the one behind it, if that is of the same article
}

// An eventPlace is an event where a page of a timeline ended.
type eventPlace struct {
	Place columns.Place `json:"place"`
	Claim string        `json:"claim"` // its id
}

// rowNow returns where the list goes on, as the index is now; nil for the beginning. What
// stood at the place may stand elsewhere in its article since.
func (a *asked) rowNow(ctx context.Context) (*columns.Row, error) {
	at, err := readCursor[rowPlace](a)
	if err != nil || at == nil {
		return nil, err
	}
	for before, id := range []string{at.Claim, at.Next} {
		if id == "" {
			continue
		}
		ordinal, held, err := a.keyed(ctx, claimLetter, claimPrefix+id)
		if err != nil {
			return nil, err
		}
		if _, nth, ok := a.columns.ArticleOf(ordinal); held && ok {
			at.Row.Nth = nth - before
			break
		}
	}
	return &at.Row, nil
}

// eventNow returns where the timeline goes on, as rowNow does for lists.
func (a *asked) eventNow(ctx context.Context) (*columns.Place, error) {
	at, err := readCursor[eventPlace](a)
	if err != nil || at == nil {
		return nil, err
	}
	ordinal, held, err := a.keyed(ctx, claimLetter, claimPrefix+at.Claim)
	if held {
		at.Place.Claim = ordinal
	}
	return &at.Place, err
}

// writeCursor returns the cursor of a page that ended at a place.
func (a *asked) writeCursor(after any) (string, error) {
	return indexer.WriteCursor(a.of, a.first, after)
}

// readCursor reads the place that a question goes on behind, and of which generation its
// first page was; nil if it starts at the beginning.
func readCursor[T any](a *asked) (after *T, err error) {
	a.first = a.generation
	if a.q.Cursor == "" {
		return nil, nil
	}
	after = new(T)
	a.first, err = indexer.ReadCursor(a.q.Cursor, a.of, after)
	return after, err
}
