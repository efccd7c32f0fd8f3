package db

import (
	"context"
	"database/sql"
	"fmt"
)

// A View is a database as it was at one moment, whoever writes to it since.
type View struct {
	*sql.Tx
	of *DB
}

// View returns the database as it is now. It is closed when it is no longer needed: until
// then the room of what is deleted meanwhile is not used again.
func (d *DB) View(ctx context.Context) (*View, error) {
	opt := &sql.TxOptions{ReadOnly: true}
	if d.Shared() {
		opt.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opt)
	if err != nil {
		return nil, fmt.Errorf("read the database as it is now: %w", explain(err))
	}
	v := &View{tx, d}
	if d.Shared() { // whoever holds a view may be busy elsewhere for long
		_, err = tx.ExecContext(ctx, `SET LOCAL idle_in_transaction_session_timeout = 0`)
	}
	if err == nil {
		_, err = d.names(ctx, tx) // the moment is that of the first question
	}
	if err != nil {
		v.Close()
		return nil, fmt.Errorf("read the database as it is now: %w", explain(err))
	}
	return v, nil
}

// Close gives the view up.
func (v *View) Close() { _ = v.Rollback() } // nothing was written
