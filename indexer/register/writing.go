package register

import (
	"context"
	"database/sql"

	"dateline/scraper/db"
)

// A writing is one transaction, with the questions that those who write ask within it.
type writing struct {
	ctx context.Context //nolint:containedctx // it lives as long as one transaction
	tx  *sql.Tx
}

// write calls do in a transaction, and commits it if do returns nil.
func (r *Register) write(ctx context.Context, do func(writing) error) error {
	return r.db.Update(ctx, func(tx *sql.Tx) error { return do(writing{ctx: ctx, tx: tx}) })
}

func (w writing) exec(query string, args ...any) error {
	_, err := w.tx.ExecContext(w.ctx, query, args...)
	return err
}

func (w writing) each(do func(db.Row) error, query string, args ...any) error {
	return db.Each(w.ctx, w.tx, do, query, args...)
}

// texts returns the first column of what a question finds.
func (w writing) texts(query string, args ...any) ([]string, error) {
	return texts(w.ctx, w.tx, query, args...)
}

// texts returns the first column of what a question finds.
func texts(ctx context.Context, from db.Reader, query string, args ...any) (list []string, err error) {
	err = db.Each(ctx, from, func(row db.Row) error {
		var v string
		err := row.Scan(&v)
		list = append(list, v)
		return err
	}, query, args...)
	return list, err
}
