package archive

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/scraper"
	"dateline/scraper/db"
)

// tombs are the tables of what was forgotten:
//
//	tombstone   one address that is never taken in again
//	forgetting  articles that the archive holds no longer, and whose words may still
//	            stand in the index or in unused parts of the database
//	discarded   WARC files that no row points to, and that are to be removed
var tombs = []string{
	`CREATE TABLE tombstone (
		url          TEXT PRIMARY KEY,
		id           TEXT NOT NULL,    -- of an article at that address
		article      TEXT NOT NULL,    -- that was held; empty if none was
		forgotten_at INTEGER NOT NULL,
		reason       TEXT NOT NULL
	)`,
	`CREATE INDEX tombstone_id ON tombstone (id)`,
	`CREATE INDEX tombstone_article ON tombstone (article)`,
	`CREATE TABLE forgetting (article TEXT PRIMARY KEY)`,
	`CREATE TABLE discarded (warc_file TEXT PRIMARY KEY)`,
	`ALTER TABLE discarded ADD COLUMN taken INTEGER NOT NULL DEFAULT 0`, // 1: it may be gone already
}

// ErrForgotten reports an address or an article that was forgotten, and is not taken in.
var ErrForgotten = errors.New("it was forgotten, and is not taken in again")

// A Tombstone is an address that was forgotten.
type Tombstone struct {
	URL       string
	Article   string // id of the article that it led to; empty if none was held
	Forgotten time.Time
	Reason    string // as it was given; may be empty
}

// Tombstones lists what was forgotten, in order.
func (a *Archive) Tombstones(ctx context.Context) (list []Tombstone, err error) {
	err = db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var t Tombstone
		var at int64
		err := row.Scan(&t.URL, &t.Article, &at, &t.Reason)
		t.Forgotten = db.Time(at)
		list = append(list, t)
		return err
	}, `SELECT url, article, forgotten_at, reason FROM tombstone ORDER BY forgotten_at, url`)
	if err != nil {
		return nil, fmt.Errorf("list what was forgotten: %w", err)
	}
	return list, nil
}

// Forgotten returns which of some canonical addresses are not to be taken in: each that
// was forgotten, or that is one of a forgotten article.
func (a *Archive) Forgotten(ctx context.Context, urls ...string) (map[string]bool, error) {
	found := map[string]bool{}
	for _, url := range urls {
		gone, err := forgotten(ctx, a.db.Read(), url, scraper.ArticleID(url))
		if err != nil {
			return nil, err
		}
		if gone {
			found[url] = true
		}
	}
	return found, nil
}

// ForgottenArticle reports whether the article with an id was forgotten.
func (a *Archive) ForgottenArticle(ctx context.Context, id string) (bool, error) {
	return forgotten(ctx, a.db.Read(), "", id)
}

// forgotten reports whether an address, or an article with that id, was forgotten.
func forgotten(ctx context.Context, from db.Reader, url, id string) (gone bool, err error) {
	err = from.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstone WHERE url = ?1)
		OR EXISTS (SELECT 1 FROM tombstone WHERE id = ?2) OR EXISTS (SELECT 1 FROM tombstone WHERE article = ?2)`, url, id).Scan(&gone)
	if err != nil {
		return false, fmt.Errorf("was %s forgotten: %w", cmp.Or(url, id), err)
	}
	return gone, nil
}

// refuse returns an error that is ErrForgotten for a page that is not to be taken in.
func refuse(ctx context.Context, tx *sql.Tx, url string) error {
	gone, err := forgotten(ctx, tx, url, scraper.ArticleID(url))
	if err == nil && gone {
		err = ErrForgotten
	}
	return err
}

// Lift takes the tombstones of an address, and of the article that it led to, away,
// and returns the addresses that may be taken in again; none if there was no tombstone.
func (a *Archive) Lift(ctx context.Context, tx *sql.Tx, url string) (lifted []string, err error) {
	id := scraper.ArticleID(url)
	err = db.Each(ctx, tx, func(row db.Row) error {
		var one string
		err := row.Scan(&one)
		lifted = append(lifted, one)
		return err
	}, `DELETE FROM tombstone WHERE url = ?1 OR id = ?2 OR article <> '' AND article IN
		(SELECT article FROM tombstone WHERE url = ?1 OR id = ?2) RETURNING url`, url, id)
	if err != nil {
		return nil, fmt.Errorf("lift the tombstone of %s: %w", url, err)
	}
	return lifted, nil
}

// Forgetting returns the ids of articles that were forgotten, and that the index may
// still hold.
func (a *Archive) Forgetting(ctx context.Context) (ids []string, err error) {
	err = db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var id string
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT article FROM forgetting ORDER BY article`)
	return ids, err
}

// Forgot notes that nothing holds the words of the articles that were forgotten.
func (a *Archive) Forgot(ctx context.Context, ids ...string) error {
	return a.db.Update(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, `DELETE FROM forgetting WHERE article = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
}
