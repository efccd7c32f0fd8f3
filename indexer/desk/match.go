package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"dateline/indexer"
	"dateline/scraper/db"
)

// A Match is an article that a saved search has found, as it was then.
type Match struct {
	Position int64              `json:"position"` // in the log: it rises with every match
	Found    time.Time          `json:"found"`
	Article  indexer.ArticleRef `json:"article"`
	Claims   int                `json:"claims"`  // of the article that the query finds
	Entries  int                `json:"entries"` // the same, on the timeline
	First    []indexer.Entry    `json:"first"`   // the first of them, at most five
}

// Matches is one page of what a search has found since somebody looked, the newest first.
type Matches struct {
	Search  Search  `json:"search"`
	Total   int     `json:"total"`
	Matches []Match `json:"matches"`
	Next    string  `json:"next"` // cursor; empty at the end
}

// Unseen returns what a search has found since somebody looked, at most limit, 0 for 50. It
// returns indexer.ErrNotFound if there is no such search.
func (k *Desk) Unseen(ctx context.Context, id string, limit int, cursor string) (*Matches, error) {
	behind := int64(1<<63 - 1)
	if cursor != "" {
		var err error
		if behind, err = strconv.ParseInt(cursor, 10, 64); err != nil || behind < 1 {
			return nil, wrong("cursor", "is none that an answer gave: begin without one")
		}
	}
	if limit < 0 || limit > indexer.MaxLimit {
		return nil, wrong("limit", "%d is out of range: write 1 to %d", limit, indexer.MaxLimit)
	}
	if limit == 0 {
		limit = indexer.DefaultLimit
	}
	r, err := rowOf(ctx, k.db.Read(), id)
	if err != nil {
		return nil, fmt.Errorf("saved search: %w", err)
	}
	s, err := k.told(ctx, &r, false)
	if err != nil {
		return nil, err
	}
	all := &Matches{Search: *s, Total: s.New}
	all.Matches, err = k.matches(ctx, `search = ? AND position > ? AND position < ? ORDER BY position DESC LIMIT ?`, id, r.seen, behind, limit+1)
	if err != nil {
		return nil, err
	}
	if len(all.Matches) > limit {
		all.Matches = all.Matches[:limit]
		all.Next = strconv.FormatInt(all.Matches[limit-1].Position, 10)
	}
	return all, nil
}

// Latest returns the newest matches of a search, seen or not, the newest first.
func (k *Desk) Latest(ctx context.Context, id string, limit int) (*Search, []Match, error) {
	s, err := k.Saved(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	list, err := k.matches(ctx, `search = ? ORDER BY position DESC LIMIT ?`, id, limit)
	return s, list, err
}

// matches returns the lines of the log that a condition, with what follows it, asks for.
func (k *Desk) matches(ctx context.Context, where string, args ...any) ([]Match, error) {
	list := []Match{}
	err := db.Each(ctx, k.db.Read(), func(from db.Row) error {
		var m Match
		var data string
		var found int64
		if err := from.Scan(&m.Position, &data, &found); err != nil {
			return err
		}
		var s stored
		if err := json.Unmarshal([]byte(data), &s); err != nil {
			return fmt.Errorf("match %d: %w", m.Position, err)
		}
		m.Found, m.Article, m.Claims, m.Entries, m.First = db.Time(found), s.Article, s.Claims, s.Entries, s.First
		if m.First == nil {
			m.First = []indexer.Entry{}
		}
		list = append(list, m)
		return nil
	}, `SELECT position, stored, found_at FROM saved_match WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("what a saved search found: %w", err)
	}
	return list, nil
}

// Seen notes that somebody has looked at what a search found, up to a position; 0 for all.
// What was seen stays so. It returns indexer.ErrNotFound if there is no such search.
func (k *Desk) Seen(ctx context.Context, id string, upTo int64) (*Search, error) {
	err := k.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := rowOf(ctx, tx, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE saved_search SET seen = max(seen, (SELECT coalesce(max(position), 0) FROM saved_match
			WHERE search = saved_search.id AND (? = 0 OR position <= ?))) WHERE id = ?`, upTo, upTo, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("note what was seen: %w", err)
	}
	return k.Saved(ctx, id)
}
