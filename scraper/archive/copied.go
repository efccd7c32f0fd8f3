package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"dateline/scraper/db"
)

// copies are the tables of an archive that is a copy of another, see Transfer:
//
//	copied       one row: what it is a copy of, and whether that was finished
//	copied_file  one WARC file of the other, and where its records are here; until it is finished
var copies = []string{
	`CREATE TABLE copied (
		source      TEXT NOT NULL,
		began_at    INTEGER NOT NULL,
		finished_at INTEGER NOT NULL   -- when both were found equal; 0: not yet
	)`,
	`CREATE TABLE copied_file (
		source      TEXT PRIMARY KEY,
		skipped     INTEGER NOT NULL,  -- bytes at its beginning that were left out
		length      INTEGER NOT NULL,  -- of what was copied behind them
		warc_file   TEXT NOT NULL,     -- that they are in here
		warc_offset INTEGER NOT NULL   -- at which they begin
	)`,
}

// ofAPlace are the tables that speak of where an archive is, and not of what it holds.
var ofAPlace = []string{"copied", "copied_file", "discarded", "store"}

// Tables makes the tables of an archive in d, or brings those that are there up to date.
func Tables(ctx context.Context, d *db.DB) error {
	return errors.Join(d.Migrate(ctx, "archive", steps), d.Migrate(ctx, "tombstone", tombs), d.Migrate(ctx, "copied", copies))
}

// origin returns what an archive is a copy of, and whether that was finished; empty if it
// is no copy.
func origin(ctx context.Context, from db.Reader) (source string, finished bool, err error) {
	err = from.QueryRowContext(ctx, `SELECT source, finished_at > 0 FROM copied`).Scan(&source, &finished)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return source, finished, err
}

// whole returns an error for an archive that is a copy, and was not finished: something is
// missing in it, and what is stored there now would make it another.
func whole(ctx context.Context, from db.Reader) error {
	source, finished, err := origin(ctx, from)
	if err == nil && source != "" && !finished {
		return fmt.Errorf("it is a copy of %s that was not finished: run the same 'dateline migrate' again, and it goes on; or remove it", source)
	}
	return err
}
