// Package db opens the database that the archive and the frontier share, so
// that what one visit learned is one transaction.
//
// It is SQLite in one file (modernc.org/sqlite, no cgo), in WAL mode, or a database on a
// PostgreSQL server (pgx), which several programs may share. Either way there is one writer at a
// time, and readers beside it. Table and column names are part of the product, and the
// same in both: people open them with their own tools.
//
// Statements are written once, in SQLite's words; dialect.go has how they differ.
package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
)

// A DB is an open database. Writes take turns; reads do not wait for them.
type DB struct {
	read, write *sql.DB
	beside      *sql.DB                                    // see Beside
	server      string                                     // that it is on, as errors name it; empty: it is a file
	told        func(operation string, took time.Duration) // see Observe; nil if nobody is
}

// Open opens the database in the file at a path, and makes it if it is not there; or the
// one that an address names, postgres://role@host/database, which has to be there. The
// password is that of PGPASSWORD, or of the file that PGPASSFILE names.
func Open(ctx context.Context, address string) (*DB, error) {
	if isServer(address) {
		return openPostgres(ctx, address)
	}
	return openSQLite(ctx, address)
}

// Shared reports whether the database is on a server, where others may use it as well.
func (d *DB) Shared() bool { return d.server != "" }

// Close closes the database.
func (d *DB) Close() error {
	return errors.Join(d.read.Close(), d.write.Close(), d.beside.Close())
}

// A Reader is what questions are asked of: the database, or a transaction.
type Reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Read returns what to ask outside a transaction. It sees all that is committed.
func (d *DB) Read() Reader {
	if d.told == nil {
		return d.read
	}
	return timedReader{d.read, d}
}

// A Row is what a question found, to be scanned.
type Row interface{ Scan(dest ...any) error }

// Each calls do with every row that a question finds, until one fails.
func Each(ctx context.Context, r Reader, do func(Row) error, query string, args ...any) (err error) {
	rows, err := r.QueryContext(ctx, query, args...)
	if err != nil {
		return explain(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return explain(rows.Err())
}

// Texts returns the first column of what a question finds.
func Texts(ctx context.Context, r Reader, query string, args ...any) (list []string, err error) {
	err = Each(ctx, r, func(row Row) error {
		var v string
		err := row.Scan(&v)
		list = append(list, v)
		return err
	}, query, args...)
	return list, err
}

// List returns texts or numbers for a question that goes through them with json_each.
func List[T string | int64](of []T) string {
	if len(of) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(of) // texts and numbers always can be
	return string(text)
}

// Update calls do in a transaction, and commits it if do returns nil. There is one at a
// time, of all programs that share the database: what is committed later was numbered later.
// If ctx is that of a lock which was lost (see Hold), it does nothing and returns ErrLost.
func (d *DB) Update(ctx context.Context, do func(tx *sql.Tx) error) error {
	defer d.timed(UpdateOperation)()
	return transact(ctx, d.write, func(tx *sql.Tx) error {
		if err := holds(ctx, tx); err != nil {
			return err
		}
		return do(tx)
	})
}

// Beside is Update for what must not wait for long ones: on a server it takes no turn. Do
// therefore locks the rows that it reads in order to write them.
func (d *DB) Beside(ctx context.Context, do func(tx *sql.Tx) error) error {
	defer d.timed(UpdateOperation)()
	return transact(ctx, d.beside, do)
}

func transact(ctx context.Context, pool *sql.DB, do func(tx *sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	if err := do(tx); err != nil {
		return errors.Join(explain(err), tx.Rollback())
	}
	return explain(tx.Commit())
}

// Size returns how many bytes the tables on a server take there; 0 for a file, which can
// be seen where it is.
func (d *DB) Size(ctx context.Context) (bytes int64, err error) {
	if !d.Shared() {
		return 0, nil
	}
	err = d.read.QueryRowContext(ctx, `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
		FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace`).Scan(&bytes)
	return bytes, explain(err)
}

// Compact gives the room of what was deleted back to the disk, and leaves nothing of it
// in the file or its log. It needs as much room again while it works. On a server, which
// does so on its own in time, the rows that were deleted are taken out of the tables at
// once: their room is used again, and what the server's log and backups hold stays there.
func (d *DB) Compact(ctx context.Context) error {
	if d.Shared() {
		return d.eachTable(ctx, "compact the database", `VACUUM`)
	}
	if _, err := d.write.ExecContext(ctx, `VACUUM`); err != nil {
		return fmt.Errorf("compact the database: %w", explain(err))
	}
	var busy, frames, moved int
	if err := d.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil {
		return fmt.Errorf("compact the database: %w", explain(err))
	}
	if busy != 0 {
		return errors.New("compact the database: another program reads it: close that and run the command again")
	}
	return nil
}

// Migrate brings the tables of one package up to date: it runs the steps that
// have not run in this database yet, each once, in order. Steps are only ever
// added at the end.
func (d *DB) Migrate(ctx context.Context, name string, steps []string) error {
	return d.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migration (
			name TEXT PRIMARY KEY, steps INTEGER NOT NULL)`); err != nil {
			return err
		}
		var done int
		err := tx.QueryRowContext(ctx, `SELECT steps FROM migration WHERE name = ?`, name).Scan(&done)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if done > len(steps) {
			return fmt.Errorf("tables of %s were made by a newer dateline (step %d, this one knows %d): use that one", name, done, len(steps))
		}
		for i, step := range steps[done:] {
			if _, err := tx.ExecContext(ctx, step); err != nil {
				return fmt.Errorf("migrate %s, step %d: %w", name, done+i+1, err)
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO migration (name, steps) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET steps = excluded.steps`, name, len(steps))
		return err
	})
}

// ErrFull reports that the disk has no room left. Nothing stored is harmed.
var ErrFull = errors.New("the disk is full: make room and run the command again; nothing stored is lost")

// ErrTooLong reports that something is longer than an index of the server takes.
var ErrTooLong = errors.New("it is longer than the database takes")

// explain puts the errors that a person can mend into words.
func explain(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return explainSQLite(err, e)
	}
	return explainPostgres(err)
}

// Micros returns t as the tables keep it: microseconds since 1970, 0 for no time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time returns the moment that Micros wrote, in UTC.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
