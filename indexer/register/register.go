// Package register keeps what is worked out about articles and has to be found
// again: the ids of claims, and which articles are copies of one text.
//
// A link to a claim, or a person's correction of it, still finds it after a new
// revision or a better analysis.
//
// What is kept of a claim is what claim.Keep finds it by: its words and what
// stands around them. An id, once given, is never given to another claim.
package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"dateline/indexer/claim"
	"dateline/scraper/db"
)

// The register keeps one table:
//
//	claim   one claim of one article: its id, its words, what stands before and
//	        after, and whether the newest analysis still holds it
var steps = []string{
	`CREATE TABLE claim (
		id      TEXT PRIMARY KEY,
		article TEXT NOT NULL,
		place   INTEGER NOT NULL, -- among the article's, so that they come back in order
		text    TEXT NOT NULL,
		before  TEXT NOT NULL,
		after   TEXT NOT NULL,
		gone    INTEGER NOT NULL  -- 1: the newest analysis does not hold it
	)`,
	`CREATE INDEX claim_article ON claim (article, place)`,
}

// A Register is the memory of claim ids. It is safe for concurrent use.
type Register struct {
	db    *db.DB
	build func() string
}

// Tables makes the tables of a register in d, or brings those that are there up to date.
func Tables(ctx context.Context, d *db.DB) error {
	return errors.Join(d.Migrate(ctx, "register", steps), d.Migrate(ctx, "copies", copySteps), d.Migrate(ctx, "told", storySteps))
}

// Open opens the register in d. Build names the program that compares claims, such that no
// other compares otherwise: what it has compared, it need not compare again, see
// [Register.Uncompared]. It is asked when that matters first; nil, or empty, if it is not known.
func Open(ctx context.Context, d *db.DB, build func() string) (*Register, error) {
	if build == nil {
		build = func() string { return "" }
	}
	return &Register{db: d, build: build}, Tables(ctx, d)
}

// Known returns the claims that are known of an article, in order.
func (r *Register) Known(ctx context.Context, articleID string) (list []claim.Known, err error) {
	err = db.Each(ctx, r.db.Read(), func(row db.Row) error {
		var k claim.Known
		err := row.Scan(&k.ID, &k.Text, &k.Before, &k.After, &k.Gone)
		list = append(list, k)
		return err
	}, `SELECT id, text, before, after, gone FROM claim WHERE article = ? ORDER BY place`, articleID)
	if err != nil {
		return nil, fmt.Errorf("claims of %s: %w", articleID, err)
	}
	return list, nil
}

// A Batch is what is to be kept of several articles: article id to its claims.
type Batch map[string][]claim.Known

// Keep keeps what is known of the articles in b in place of what was, in one transaction.
func (r *Register) Keep(ctx context.Context, b Batch) error {
	return r.db.Update(ctx, func(tx *sql.Tx) error {
		put, err := tx.PrepareContext(ctx, `INSERT INTO claim (id, article, place, text, before, after, gone) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET place = excluded.place, text = excluded.text,
				before = excluded.before, after = excluded.after, gone = excluded.gone`)
		if err != nil {
			return err
		}
		defer put.Close() //nolint:errcheck // it goes with the transaction
		for article, list := range b {
			for i, k := range list {
				if _, err := put.ExecContext(ctx, k.ID, article, i, k.Text, k.Before, k.After, k.Gone); err != nil {
					return fmt.Errorf("keep claim %s of %s: %w", k.ID, article, err)
				}
			}
		}
		return nil
	})
}
