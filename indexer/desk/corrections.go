package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"dateline/indexer"
	"dateline/scraper/db"
)

// A Corrected is a correction as it is listed, with what became of it.
type Corrected struct {
	indexer.Correction
	State    CorrectionState `json:"state"`
	UndoneBy string          `json:"undone_by"` // empty if it was not undone
	UndoneAt *time.Time      `json:"undone_at"` // null if it was not undone
}

// A CorrectionState says whether a correction is laid over what is read.
type CorrectionState string

// The states of a correction.
const (
	Stands    CorrectionState = "stands"
	Missed    CorrectionState = "missed"    // it stands, and the newest text does not hold what it is about
	Overruled CorrectionState = "overruled" // a later one is about the same
	Undone    CorrectionState = "undone"
)

// A CorrectionQuery says which corrections are wanted. The zero CorrectionQuery asks for all.
type CorrectionQuery struct {
	Claim   string                 // id: those that are about it, or say that another is not the same
	Article string                 // id: those that are about its claims
	Kind    indexer.CorrectionKind // of this kind
	By      string                 // made by somebody of this name, in any case
	State   CorrectionState        // that are so
	Limit   int                    // 0 for the default of 50; at most 1000
	Cursor  string                 // where the answer before left off; empty for the start
}

// Values returns q as addresses spell it; what is not asked for is left out.
func (q *CorrectionQuery) Values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"claim": q.Claim, "article": q.Article, "kind": string(q.Kind), "by": q.By, "state": string(q.State), "cursor": q.Cursor} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Limit > 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return v
}

// Corrections is a page of corrections, the newest first.
type Corrections struct {
	Total       int         `json:"total"`
	Corrections []Corrected `json:"corrections"`
	Next        string      `json:"next"` // cursor; empty at the end
}

// listed asks for corrections as they are listed.
const listed = `SELECT ` + correctionColumns + `, undone_by, undone_at, state, position FROM (
	SELECT correction.*, coalesce(undo.by, '') undone_by, coalesce(undo.at, 0) undone_at,
		CASE WHEN undo.id IS NOT NULL THEN 'undone' WHEN ` + later + ` THEN 'overruled' WHEN correction.missed = 1 THEN 'missed' ELSE 'stands' END state
	FROM correction LEFT JOIN correction undo ON undo.id = (SELECT id FROM correction u WHERE ` + undoing + `correction.id ORDER BY at, id LIMIT 1)
	WHERE correction.kind <> 'undo') AS listed `

func scanListed(from db.Row) (c Corrected, position int64, err error) {
	var undone int64
	err = scanCorrection(from, &c.Correction, &c.UndoneBy, &undone, &c.State, &position)
	c.UndoneAt = moment(undone)
	return c, position, err
}

// Correction returns the correction with an id, or indexer.ErrNotFound.
func (k *Desk) Correction(ctx context.Context, id string) (*Corrected, error) {
	c, _, err := scanListed(k.db.Read().QueryRowContext(ctx, listed+`WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = indexer.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("correction: %w", err)
	}
	return &c, nil
}

// Corrections returns a page of the corrections that q asks for, the newest first. What is
// wrong with q is a *indexer.QueryError.
func (k *Desk) Corrections(ctx context.Context, q CorrectionQuery) (*Corrections, error) {
	where, args, err := q.where()
	if err != nil {
		return nil, err
	}
	limit := indexer.DefaultLimit
	if q.Limit > 0 {
		limit = min(q.Limit, indexer.MaxLimit)
	}
	all := &Corrections{Corrections: []Corrected{}}
	read := k.db.Read()
	if err := read.QueryRowContext(ctx, `SELECT count(*) FROM (`+listed+where+`) AS wanted`, args...).Scan(&all.Total); err != nil {
		return nil, fmt.Errorf("corrections: %w", err)
	}
	if q.Cursor != "" {
		before, err := strconv.ParseInt(q.Cursor, 10, 64)
		if err != nil || before < 1 {
			return nil, wrong("cursor", "is none that an answer gave: leave it out to begin at the start")
		}
		where, args = where+` AND position < ?`, append(args, before)
	}
	var last int64
	err = db.Each(ctx, read, func(from db.Row) error {
		c, position, err := scanListed(from)
		if len(all.Corrections) == limit { // there is one more
			all.Next = strconv.FormatInt(last, 10)
			return err
		}
		all.Corrections, last = append(all.Corrections, c), position
		return err
	}, listed+where+` ORDER BY position DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil {
		return nil, fmt.Errorf("corrections: %w", err)
	}
	return all, nil
}

// where returns q as a condition on listed.
func (q *CorrectionQuery) where() (where string, args []any, err error) {
	where = `WHERE true`
	if q.Claim != "" {
		where, args = where+` AND `+ofClaim, append(args, q.Claim, q.Claim)
	}
	if q.Article != "" {
		where, args = where+` AND `+ofArticle, append(args, q.Article, q.Article)
	}
	if q.By != "" {
		where, args = where+` AND lower(by) = lower(?)`, append(args, q.By)
	}
	switch {
	case q.Kind == "":
	case slices.Contains(indexer.CorrectionKinds, q.Kind):
		where, args = where+` AND kind = ?`, append(args, q.Kind)
	default:
		return "", nil, wrong("kind", "%.40q is none: write %s, %s, %s or %s", q.Kind, indexer.WrongDate, indexer.WrongSpeaker, indexer.NotAClaim, indexer.NotTheSame)
	}
	switch q.State {
	case "":
	case Stands, Missed, Overruled, Undone:
		where, args = where+` AND state = ?`, append(args, q.State)
	default:
		return "", nil, wrong("state", "%.40q is none: write %s, %s, %s or %s", q.State, Stands, Missed, Overruled, Undone)
	}
	return where, args, nil
}

const standing = `SELECT ` + correctionColumns + ` FROM correction WHERE ` + ofArticle + ` AND ` + stands + ` AND NOT ` + later + ` ORDER BY at, id`

// Standing returns the corrections that are to be laid over a reading of an article, one
// of a thing, in the order in which they were made.
func (k *Desk) Standing(ctx context.Context, articleID string) (list []indexer.Correction, err error) {
	err = db.Each(ctx, k.db.Read(), func(from db.Row) error {
		var c indexer.Correction
		err := scanCorrection(from, &c)
		list = append(list, c)
		return err
	}, standing, articleID, articleID)
	if err != nil {
		return nil, fmt.Errorf("corrections of %s: %w", articleID, err)
	}
	return list, nil
}

// Corrects returns the ids of all claims that corrections which are not undone speak of.
func (k *Desk) Corrects(ctx context.Context) ([]string, error) {
	ids, err := db.Texts(ctx, k.db.Read(), `SELECT claim FROM correction WHERE `+stands+` UNION SELECT other FROM correction WHERE other <> '' AND `+stands)
	if err != nil {
		return nil, fmt.Errorf("claims that were corrected: %w", err)
	}
	return ids, nil
}

// Refused returns the ids of the claims of an article that a person says are none.
func (k *Desk) Refused(ctx context.Context, articleID string) (ids []string, err error) {
	list, err := k.Standing(ctx, articleID)
	for i := range list {
		if list[i].Kind == indexer.NotAClaim {
			ids = append(ids, list[i].Claim)
		}
	}
	return ids, err
}

// Due returns articles, at most so many, that the index has to be told of anew because they
// were corrected, each with the place up to which that is known: see Done.
func (k *Desk) Due(ctx context.Context, most int) (map[string]int64, error) {
	due := map[string]int64{}
	err := db.Each(ctx, k.db.Read(), func(from db.Row) error {
		var id string
		var position int64
		err := from.Scan(&id, &position)
		due[id] = position
		return err
	}, `SELECT article, position FROM correction_due ORDER BY article LIMIT ?`, most)
	if err != nil {
		return nil, fmt.Errorf("corrections: %w", err)
	}
	return due, nil
}

// A Telling is how far the index was told of what people have set right.
type Telling struct {
	Due   int    // articles that it has to be told of
	Last  uint64 // place of the correction that was made or undone last; 0 if none ever was
	Until uint64 // it was told of all up to this place
}

// Telling returns how far the index was told.
func (k *Desk) Telling(ctx context.Context) (t Telling, err error) {
	err = k.db.Read().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM correction_due), last, coalesce((SELECT min(position) - 1 FROM correction_due), last)
		FROM (SELECT coalesce(max(position), 0) AS last FROM correction) AS made`).Scan(&t.Due, &t.Last, &t.Until)
	if err != nil {
		return t, fmt.Errorf("corrections: %w", err)
	}
	return t, nil
}

// Done notes that the index was told of articles, as Due returned them: what was corrected
// since is still due.
func (k *Desk) Done(ctx context.Context, due map[string]int64) error {
	return k.db.Update(ctx, func(tx *sql.Tx) error {
		for id, position := range due {
			if _, err := tx.ExecContext(ctx, `DELETE FROM correction_due WHERE article = ? AND position <= ?`, id, position); err != nil {
				return err
			}
		}
		return nil
	})
}

// Laid notes which of the corrections of an article, as Standing returned them, its newest
// reading does not hold.
func (k *Desk) Laid(ctx context.Context, articleID string, list []indexer.Correction, missed []string) error {
	if len(list) == 0 {
		return nil
	}
	return k.db.Update(ctx, func(tx *sql.Tx) error {
		for i := range list {
			c := &list[i]
			if c.Article != articleID { // whether it is held is told by its own article
				continue
			}
			gone := slices.Contains(missed, c.ID)
			if _, err := tx.ExecContext(ctx, `UPDATE correction SET missed = ?1 WHERE id = ?2 AND missed <> ?1`, gone, c.ID); err != nil {
				return fmt.Errorf("corrections of %s: %w", articleID, err)
			}
		}
		return nil
	})
}
