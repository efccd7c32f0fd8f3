package indexer

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// A cursor is where a page of answers ended, for whoever asks for the next. It says
// what stood there, not how many stood before: it goes on behind that, whatever has come
// since.
type cursor struct {
	Of         string          `json:"of"`         // see Question
	Generation uint64          `json:"generation"` // of the first page
	After      json.RawMessage `json:"after"`
}

// Question names what q asks for, in which order and how copies are listed: a cursor goes on
// with that. The kind is that of the answer.
func (q Query) Question(kind string) string {
	form := q
	q = q.Formless()
	q.Order, q.Boosts, q.Copies = form.Order, form.Boosts, form.Copies
	sum := sha256.Sum256([]byte(q.Values().Encode()))
	return kind + base64.RawURLEncoding.EncodeToString(sum[:9])
}

// WriteCursor returns the cursor of a page of a question, whose first page was of a
// generation, and that ended at a place.
func WriteCursor(question string, generation uint64, after any) (string, error) {
	place, err := json.Marshal(after)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(cursor{question, generation, place})
	return base64.RawURLEncoding.EncodeToString(data), err
}

// ReadCursor reads the place that a question goes on behind, and returns of which generation
// its first page was. It returns a *QueryError for what WriteCursor did not write for it.
func ReadCursor(s, question string, after any) (generation uint64, err error) {
	var c cursor
	data, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err == nil && c.Of != question && c.Of != "" {
		return 0, &QueryError{Field: "cursor", Says: "belongs to another query: leave it out to start at the beginning"}
	}
	if err == nil {
		err = json.Unmarshal(c.After, after)
	}
	if err != nil || c.Of != question {
		return 0, &QueryError{Field: "cursor", Says: "is not one of ours: leave it out to start at the beginning"}
	}
	return c.Generation, nil
}
