package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens the database in the file at path.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	// synchronous=FULL: a lease must be on the disk before the request that it
	// allows, or a power cut could repeat the request too early.
	// cache_size: KiB a connection, where it is negative. wal_autocheckpoint: pages; what
	// is spread over the whole file, as keys of claims are, is moved there in bulk.
	query := url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(ON)", "cache_size(-16384)", "wal_autocheckpoint(8000)",
	}}
	dsn := dsnOf(path) + "?" + query.Encode()
	write, err := sql.Open("sqlite", dsn+"&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(explain(err), write.Close()))
	}
	read, err := sql.Open("sqlite", dsn+"&mode=ro")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, write.Close()))
	}
	read.SetMaxOpenConns(8)
	read.SetConnMaxIdleTime(time.Minute)
	return &DB{read: read, write: write, beside: write}, nil
}

// explainSQLite puts the errors of SQLite that a person can mend into words.
func explainSQLite(err error, e *sqlite.Error) error {
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case sqlite3.SQLITE_READONLY:
		return fmt.Errorf("the data folder is not writable: change its permissions, or name another with --data: %w", err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("the database is damaged: restore dateline.db from a backup, or name another folder with --data: %w", err)
	}
	return err
}
