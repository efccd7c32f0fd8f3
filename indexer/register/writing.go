package register

import (
	"context"
	"database/sql"

	"dateline/scraper/db"
)

// A writing is one transaction, with the questions that those who write ask within it.
// What is asked again is prepared once.
type writing struct {
	*sql.Tx
	ctx      context.Context //nolint:containedctx // it lives as long as one transaction
	prepared map[string]*sql.Stmt
}

// write calls do in a transaction, and commits it if do returns nil.
func (r *Register) write(ctx context.Context, do func(writing) error) error {
	return r.db.Update(ctx, func(tx *sql.Tx) error {
		return do(writing{Tx: tx, ctx: ctx, prepared: map[string]*sql.Stmt{}})
	})
}

// prepare returns a statement, which goes with the transaction.
func (w writing) prepare(query string) (*sql.Stmt, error) {
	if s := w.prepared[query]; s != nil {
		return s, nil
	}
	s, err := w.PrepareContext(w.ctx, query)
	if err == nil {
		w.prepared[query] = s
	}
	return s, err
}

func (w writing) exec(query string, args ...any) error {
	s, err := w.prepare(query) //nolint:sqlclosecheck // it goes with the transaction
	if err != nil {
		return err
	}
	_, err = s.ExecContext(w.ctx, args...)
	return err
}

// QueryContext asks within the transaction, as db.Each wants it.
func (w writing) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := w.prepare(query) //nolint:sqlclosecheck // it goes with the transaction
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (w writing) each(do func(db.Row) error, query string, args ...any) error {
	return db.Each(w.ctx, w, do, query, args...)
}

// texts returns the first column of what a question finds.
func (w writing) texts(query string, args ...any) ([]string, error) {
	return db.Texts(w.ctx, w, query, args...)
}

// keyList returns keys for a question that goes through them with json_each.
func keyList(keys []uint64) string {
	signed := make([]int64, len(keys))
	for i, k := range keys {
		signed[i] = int64(k) //nolint:gosec // the bits are kept
	}
	return db.List(signed)
}
