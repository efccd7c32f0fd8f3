package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// mostSaid is how many faults of a file are told.
const mostSaid = 100

// Check reads the whole database and returns what is wrong with it. A server that keeps
// checksums finds damage when it reads; its indexes are for pg_amcheck to look at.
func (d *DB) Check(ctx context.Context) (says []string, err error) {
	if d.Shared() {
		return d.checkTables(ctx)
	}
	return d.checkFile(ctx)
}

// checkFile reads the whole file and returns what is wrong with it, in the words of SQLite:
// pages that are damaged, indexes that miss rows, rows that refer to none.
func (d *DB) checkFile(ctx context.Context) (says []string, err error) {
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
	if d.Shared() {
		return d.eachTable(ctx, "make the indexes of the database anew", `REINDEX TABLE`)
	}
	if _, err := d.write.ExecContext(ctx, `REINDEX`); err != nil {
		return fmt.Errorf("make the indexes of the database anew: %w", explain(err))
	}
	return nil
}

// checkTables reads every row of every table of ours on a server.
func (d *DB) checkTables(ctx context.Context) (says []string, err error) {
	tables, err := d.tables(ctx)
	if err != nil {
		return nil, fmt.Errorf("check the database: %w", explain(err))
	}
	for _, table := range tables {
		_, err := d.read.ExecContext(ctx, `SELECT max(length(line::text)) FROM `+table+` line`)
		var said *pgconn.PgError
		switch {
		case errors.As(err, &said) && strings.HasPrefix(said.Code, "XX"): // data or an index is damaged
			says = append(says, fmt.Sprintf("table %s: %s", table, said.Message))
		case err != nil:
			return says, fmt.Errorf("check the table %s: %w", table, explain(err))
		}
	}
	return says, nil
}

// tables returns the names of the tables on a server, quoted.
func (d *DB) tables(ctx context.Context) ([]string, error) {
	names, err := d.names(ctx, d.read)
	for i, name := range names {
		names[i] = quote(name)
	}
	return names, err
}

// eachTable runs a command with every table on a server; doing is for errors.
func (d *DB) eachTable(ctx context.Context, doing, command string) error {
	tables, err := d.tables(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, explain(err))
	}
	for _, table := range tables {
		if _, err := d.beside.ExecContext(ctx, command+" "+table); err != nil {
			return fmt.Errorf("%s: table %s: %w", doing, table, explain(err))
		}
	}
	return nil
}
