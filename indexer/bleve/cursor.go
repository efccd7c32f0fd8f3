package bleve

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"dateline/indexer"
)

// A cursor is where a page of answers ended, for whoever asks for the next. It says
// what stood there, not how many stood before: it goes on behind that, whatever has come
// since.
type cursor struct {
	Of    string          `json:"of"` // the question: its kind, and a digest of what it asks
	After json.RawMessage `json:"after"`
}

// question names what q asks for, in which order and how copies
// are listed: a cursor goes on with that.
func question(kind string, q indexer.Query) string {
	form := q
	q = Formless(q)
	q.Order, q.Boosts, q.Copies = form.Order, form.Boosts, form.Copies
	sum := sha256.Sum256([]byte(q.Values().Encode()))
	return kind + base64.RawURLEncoding.EncodeToString(sum[:9])
}

// writeCursor returns the cursor of a page that ended at a place.
func writeCursor(of string, after any) (string, error) {
	place, err := json.Marshal(after)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(cursor{of, place})
	return base64.RawURLEncoding.EncodeToString(data), err
}

// readCursor reads the place that q goes on behind; nil if it starts at the beginning.
func readCursor[T any](of string, q indexer.Query) (*T, error) {
	if q.Cursor == "" {
		return nil, nil
	}
	var c cursor
	after := new(T)
	data, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err == nil && c.Of != of && c.Of != "" {
		return nil, &indexer.QueryError{Field: "cursor", Says: "belongs to another query: leave it out to start at the beginning"}
	}
	if err == nil {
		err = json.Unmarshal(c.After, after)
	}
	if err != nil || c.Of != of {
		return nil, &indexer.QueryError{Field: "cursor", Says: "is not one of ours: leave it out to start at the beginning"}
	}
	return after, nil
}
