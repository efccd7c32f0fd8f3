package db

import (
	"context"
	"database/sql"
	"time"
)

// The operations that an observer is told of.
const (
	ReadOperation   = "read"   // a question, until its first row is there
	UpdateOperation = "update" // a transaction that writes, with its wait for those before it
)

// Observe has told called after every operation with how long it took. It is called before
// the database is used, once at most.
func (d *DB) Observe(told func(operation string, took time.Duration)) { d.told = told }

// timed returns what ends an operation that begins now.
func (d *DB) timed(operation string) (end func()) {
	if d.told == nil {
		return func() {}
	}
	began := time.Now()
	return func() { d.told(operation, time.Since(began)) }
}

// A timedReader tells the observer of a database of its questions.
type timedReader struct {
	Reader
	db *DB
}

func (r timedReader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	defer r.db.timed(ReadOperation)()
	return r.Reader.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // whoever asked closes them
}

func (r timedReader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	defer r.db.timed(ReadOperation)()
	return r.Reader.QueryRowContext(ctx, query, args...)
}
