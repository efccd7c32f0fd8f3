package db

import (
	"context"
	"database/sql"
	"errors"
)

// count has the other database number the next row of a table as this one would: no number
// is given twice, also where the last rows were deleted.
func (t *Transfer) count(ctx context.Context, table *Table) error {
	if len(table.Key) != 1 {
		return nil
	}
	last, err := t.From.of.counter(ctx, t.From, table)
	if err != nil || last == 0 {
		return err
	}
	return t.To.Update(ctx, func(tx *sql.Tx) error {
		if t.To.Shared() {
			var set sql.NullInt64
			return tx.QueryRowContext(ctx, `SELECT setval(pg_get_serial_sequence(quote_ident(?), ?), ?)`, table.Name, table.Key[0], last).Scan(&set)
		}
		keeps, err := keepsCount(ctx, tx, table)
		if err != nil || !keeps {
			return err
		}
		done, err := tx.ExecContext(ctx, `UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?`, last, table.Name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)`, table.Name, last)
		return err
	})
}

// counter returns the number that the database gave last to a row of a table; 0 if it
// gives none, or has given none.
func (d *DB) counter(ctx context.Context, from Reader, table *Table) (last int64, err error) {
	if !d.Shared() {
		return counted(ctx, from, table)
	}
	var sequence sql.NullString
	if err := from.QueryRowContext(ctx, `SELECT pg_get_serial_sequence(quote_ident(?), ?)`, table.Name, table.Key[0]).Scan(&sequence); err != nil || !sequence.Valid {
		return 0, err
	}
	var called bool
	err = from.QueryRowContext(ctx, `SELECT last_value, is_called FROM `+sequence.String).Scan(&last, &called)
	if !called {
		return 0, err
	}
	return last, err
}

// counted is counter in SQLite.
func counted(ctx context.Context, from Reader, table *Table) (last int64, err error) {
	keeps, err := keepsCount(ctx, from, table)
	if err != nil {
		return 0, err
	}
	if keeps {
		err := from.QueryRowContext(ctx, `SELECT seq FROM sqlite_sequence WHERE name = ?`, table.Name).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, nil
		}
		return last, err
	}
	var highest any
	err = from.QueryRowContext(ctx, `SELECT max(`+quote(table.Key[0])+`) FROM `+quote(table.Name)).Scan(&highest)
	last, _ = highest.(int64) // else it is numbered by us, or is a text
	return last, err
}

// keepsCount reports whether SQLite keeps the number that it gave last to a row of a table.
func keepsCount(ctx context.Context, from Reader, table *Table) (keeps bool, err error) {
	err = from.QueryRowContext(ctx, `SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = ? AND sql LIKE '%AUTOINCREMENT%'`, table.Name).Scan(&keeps)
	return keeps, err
}
