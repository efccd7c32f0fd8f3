package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
)

// Snapshot copies the database in a file, as it is at one moment, to another file that is
// not there yet, durably. Whoever has it open, in this process or another, goes on
// reading and writing.
func Snapshot(ctx context.Context, from, to string) (err error) {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	source, err := sql.Open("sqlite", dsnOf(from)+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	if _, err := source.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return fmt.Errorf("copy the database to %s: %w", to, explain(err))
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("copy the database to %s: %w", to, err)
	}
	return nil
}

// ReadOnly calls do with the database in a file that nobody has open, and leaves the
// file as it is.
func ReadOnly(path string, do func(Reader) error) (err error) {
	d, err := sql.Open("sqlite", dsnOf(path)+"?mode=ro&immutable=1")
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return do(d)
}

// dsnOf returns how a file is named to the driver.
func dsnOf(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }
