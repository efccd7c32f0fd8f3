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
		done, err := tx.ExecContext(ctx, `UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?`, last, table.Name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO sqlite_sequence (name, seq)
			SELECT name, ? FROM sqlite_master WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'`, last, table.Name)
		return err
	})
}

// counter returns the number that the database gave last to a row of a table; 0 if it
// gives none, or has given none.
func (d *DB) counter(ctx context.Context, from Reader, table *Table) (last int64, err error) {
	if !d.Shared() {
		err := from.QueryRowContext(ctx, `SELECT seq FROM sqlite_sequence WHERE name = ?`, table.Name).Scan(&last)
		if !errors.Is(err, sql.ErrNoRows) {
			return last, err
		}
		return numbered(ctx, from, table)
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

// numbered returns the highest number of a table whose rows SQLite numbers, 0 if it does not.
func numbered(ctx context.Context, from Reader, table *Table) (int64, error) {
	var highest any
	err := from.QueryRowContext(ctx, `SELECT max(`+quote(table.Key[0])+`) FROM `+quote(table.Name)).Scan(&highest)
	last, _ := highest.(int64)
	return last, err
}
