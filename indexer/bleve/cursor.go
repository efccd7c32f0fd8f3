package bleve

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"

	"dateline/indexer"
)

// A cursor is where a page of answers ended, for whoever asks for the next.
type cursor struct {
	Of    string   `json:"of"` // the question: its kind, and a digest of what it asks
	After []string `json:"after"`
}

// question names what q asks for, without how much of it.
func question(kind string, q indexer.Query) string {
	q.Limit, q.Cursor = 0, ""
	sum := sha256.Sum256([]byte(q.Values().Encode()))
	return kind + base64.RawURLEncoding.EncodeToString(sum[:9])
}

func (c cursor) String() string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // unreachable: strings can be written
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// readCursor returns the sort values that q goes on after, nil if it starts at
// the beginning.
func readCursor(of string, q indexer.Query, keys int) ([]string, error) {
	if q.Cursor == "" {
		return nil, nil
	}
	var c cursor
	data, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil || len(c.After) != keys {
		return nil, &indexer.QueryError{Field: "cursor", Says: "is not one of ours: leave it out to start at the beginning"}
	}
	if c.Of != of {
		return nil, &indexer.QueryError{Field: "cursor", Says: "belongs to another query: leave it out to start at the beginning"}
	}
	return c.After, nil
}

// scoreKey returns a score so that it is read back the same.
func scoreKey(score float64) string { return strconv.FormatFloat(score, 'g', -1, 64) }
