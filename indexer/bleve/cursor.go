package bleve

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// A cursor is where a page of answers ended, for whoever asks for the next. It says
// what stood there, not how many stood before: it goes on behind that, whatever has come
// since. Ordinals and numbers among others change when an article is put again, ids do not:
// a place has the id of what stood there.
type cursor[T any] struct {
	Of         string `json:"of"`         // the question: its kind, and a digest of what it asks
	Generation uint64 `json:"generation"` // of the first page
	After      T      `json:"after"`
}

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

// question names what q asks for, in which order and how copies
// are listed: a cursor goes on with that.
func question(kind string, q indexer.Query) string {
	form := q
	q = q.Formless()
	q.Order, q.Boosts, q.Copies = form.Order, form.Boosts, form.Copies
	sum := sha256.Sum256([]byte(q.Values().Encode()))
	return kind + base64.RawURLEncoding.EncodeToString(sum[:9])
}

// writeCursor returns the cursor of a page that ended at a place.
func (a *asked) writeCursor(after any) (string, error) {
	data, err := json.Marshal(cursor[any]{a.of, a.first, after})
	return base64.RawURLEncoding.EncodeToString(data), err
}

// readCursor reads the place that a question goes on behind, and of which generation its
// first page was; nil if it starts at the beginning.
func readCursor[T any](a *asked) (*T, error) {
	a.first = a.generation
	if a.q.Cursor == "" {
		return nil, nil
	}
	var c cursor[json.RawMessage]
	after := new(T)
	data, err := base64.RawURLEncoding.DecodeString(a.q.Cursor)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err == nil && c.Of != a.of && c.Of != "" {
		return nil, &indexer.QueryError{Field: "cursor", Says: "belongs to another query: leave it out to start at the beginning"}
	}
	if err == nil {
		err = json.Unmarshal(c.After, after)
	}
	if err != nil || c.Of != a.of {
		return nil, &indexer.QueryError{Field: "cursor", Says: "is not one of ours: leave it out to start at the beginning"}
	}
	a.first = c.Generation
	return after, nil
}
