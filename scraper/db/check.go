package db

import (
	"context"
	"fmt"
)

// mostSaid is how many faults of a file are told.
const mostSaid = 100

// Check reads the whole file and returns what is wrong with it, in the words of SQLite:
// pages that are damaged, indexes that miss rows, rows that refer to none.
func (d *DB) Check(ctx context.Context) (says []string, err error) {
	err = Each(ctx, d.read, func(row Row) error {
		var line string
		err := row.Scan(&line)
		if line != "ok" {
			says = append(says, line)
		}
		return err
	}, fmt.Sprintf(`PRAGMA integrity_check(%d)`, mostSaid))
	if err != nil {
		return says, fmt.Errorf("check the database: %w", err)
	}
	err = Each(ctx, d.read, func(row Row) error {
		var table, parent string
		var rowid, key any
		err := row.Scan(&table, &rowid, &parent, &key)
		if len(says) < mostSaid {
			says = append(says, fmt.Sprintf("row %v of %s refers to a row of %s that is not there", rowid, table, parent))
		}
		return err
	}, `PRAGMA foreign_key_check`)
	if err != nil {
		return says, fmt.Errorf("check the database: %w", err)
	}
	return says, nil
}

// Reindex makes the indexes of the database anew from its rows.
func (d *DB) Reindex(ctx context.Context) error {
	if _, err := d.write.ExecContext(ctx, `REINDEX`); err != nil {
		return fmt.Errorf("make the indexes of the database anew: %w", explain(err))
	}
	return nil
}
