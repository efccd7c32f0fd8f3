package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// A Transfer copies rows of one database to another that has the same tables, of either
// kind, and says whether they are equal. The other is used by nobody else meanwhile.
//
// [Transfer.Copy] goes on where it was stopped: rows are copied in the order of their keys,
// so that what is there already is all up to one key.
type Transfer struct {
	From *View
	To   *DB

	Leave []string                                                 // tables that are left out
	Row   func(ctx context.Context, table *Table, row []any) error // changes a row on its way; nil: none is changed
	Tell  func(doing string, table string, done, of int64)         // how far it is, in rows of a table; nil: nobody is told
}

// Rows are copied in transactions of that many, or of that many bytes of text.
const (
	batchRows  = 5000
	batchBytes = 8 << 20
)

// Copy copies what the other database does not have.
func (t *Transfer) Copy(ctx context.Context) error {
	tables, err := t.tables(ctx)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := t.copyTable(ctx, table); err != nil {
			return fmt.Errorf("copy the table %s: %w", table.Name, explain(err))
		}
		if err := t.count(ctx, table); err != nil {
			return fmt.Errorf("copy the table %s: what its next row is numbered: %w", table.Name, explain(err))
		}
	}
	return nil
}

// tables returns the tables that are copied, those that others refer to first. What only
// one of the databases has is none of ours.
func (t *Transfer) tables(ctx context.Context) ([]*Table, error) {
	from, err := t.From.of.tablesOf(ctx, t.From)
	if err != nil {
		return nil, fmt.Errorf("which tables there are: %w", explain(err))
	}
	to, err := t.To.tablesOf(ctx, t.To.read)
	if err != nil {
		return nil, fmt.Errorf("which tables there are: %w", explain(err))
	}
	var tables []*Table
	for _, table := range from {
		i := slices.IndexFunc(to, func(other *Table) bool { return other.Name == table.Name })
		if i < 0 || slices.Contains(ofTheirOwn, table.Name) || slices.Contains(t.Leave, table.Name) {
			continue
		}
		if !sameNames(table.Columns, to[i].Columns) || !slices.Equal(table.Key, to[i].Key) {
			return nil, fmt.Errorf("the table %s has other columns there: it was made by another version of Dateline", table.Name)
		}
		tables = append(tables, table)
	}
	return tables, nil
}

// ofTheirOwn are tables that every database has for itself: which steps have run in it, and
// which programs use it.
var ofTheirOwn = []string{"migration", "held"}

// sameNames reports whether two lists are the same but for their order.
func sameNames(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// copyTable copies the rows of a table that stand behind the last that was copied.
func (t *Transfer) copyTable(ctx context.Context, table *Table) error {
	if len(table.Key) == 0 {
		return t.copyWhole(ctx, table)
	}
	last, done, err := t.reached(ctx, table)
	if err != nil {
		return err
	}
	of, err := rowsOf(ctx, t.From, table)
	if err != nil {
		return err
	}
	var batch [][]any
	size := 0
	put := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := t.To.insert(ctx, table, batch); err != nil {
			return err
		}
		done += int64(len(batch))
		t.tell("copying", table, done, of)
		batch, size = nil, 0
		return nil
	}
	err = t.each(ctx, table, last, func(row []any) error {
		batch = append(batch, row)
		for _, v := range row {
			size += len(bytesOf(v))
		}
		if len(batch) < batchRows && size < batchBytes {
			return nil
		}
		return put()
	})
	if err != nil {
		return err
	}
	return put()
}

// copyWhole copies a table that has no key.
func (t *Transfer) copyWhole(ctx context.Context, table *Table) error {
	var rows [][]any
	err := t.each(ctx, table, nil, func(row []any) error {
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return err
	}
	return t.To.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+quote(table.Name)); err != nil {
			return err
		}
		return insertInto(ctx, tx, table, rows)
	})
}

// reached returns the key of the last row that was copied, nil if none was, and how many were.
func (t *Transfer) reached(ctx context.Context, table *Table) (last []any, done int64, err error) {
	if done, err = rowsOf(ctx, t.To.read, table); err != nil || done == 0 {
		return nil, 0, err
	}
	backward := make([]string, len(table.Key))
	for i, name := range table.Key {
		backward[i] = quote(name) + ` DESC`
	}
	last = make([]any, len(table.Key))
	err = t.To.read.QueryRowContext(ctx, `SELECT `+list(table.Key)+` FROM `+quote(table.Name)+` ORDER BY `+strings.Join(backward, `, `)+` LIMIT 1`).Scan(pointers(last)...)
	return last, done, err
}

// rowsOf returns how many rows a table has.
func rowsOf(ctx context.Context, from Reader, table *Table) (n int64, err error) {
	err = from.QueryRowContext(ctx, `SELECT count(*) FROM `+quote(table.Name)).Scan(&n)
	return n, err
}

// each calls do with the rows behind a key as they are to be in the other database, in order.
func (t *Transfer) each(ctx context.Context, table *Table, after []any, do func(row []any) error) error {
	return eachRow(ctx, t.From, table, after, func(row []any) error {
		if t.To.Shared() {
			for i, v := range row {
				if text, ok := v.(string); ok {
					row[i] = taken(text)
				}
			}
		}
		if t.Row != nil {
			if err := t.Row(ctx, table, row); err != nil {
				return err
			}
		}
		return do(row)
	})
}

// taken returns a text as PostgreSQL takes it: see clean.
func taken(text string) string {
	if utf8.ValidString(text) && !strings.Contains(text, "\x00") {
		return text // as nearly all are
	}
	return clean(text)
}

// eachRow calls do with the rows of a table behind a key, all if that is nil, in order.
func eachRow(ctx context.Context, from Reader, table *Table, after []any, do func(row []any) error) error {
	behind := ""
	if after != nil {
		behind = ` WHERE (` + list(table.Key) + `) > (?` + strings.Repeat(`, ?`, len(after)-1) + `)`
	}
	return Each(ctx, from, func(r Row) error {
		row := make([]any, len(table.Columns))
		if err := r.Scan(pointers(row)...); err != nil {
			return err
		}
		for i, v := range row {
			if none, ok := v.([]byte); ok && none == nil { // as SQLite gives bytes of which there are none
				row[i] = []byte{}
			}
		}
		return do(row)
	}, `SELECT `+list(table.Columns)+` FROM `+quote(table.Name)+behind+` ORDER BY `+table.order(), after...)
}

func pointers(row []any) []any {
	at := make([]any, len(row))
	for i := range row {
		at[i] = &row[i]
	}
	return at
}

// bytesOf returns the bytes of a text or of bytes; none of a number.
func bytesOf(v any) []byte {
	switch v := v.(type) {
	case string:
		return []byte(v)
	case []byte:
		return v
	}
	return nil
}

// insert adds rows to a table, all or none.
func (d *DB) insert(ctx context.Context, table *Table, rows [][]any) error {
	if !d.Shared() {
		return d.Update(ctx, func(tx *sql.Tx) error { return insertInto(ctx, tx, table, rows) })
	}
	c, err := d.beside.Conn(ctx)
	if err != nil {
		return err
	}
	err = c.Raw(func(opened any) error { // COPY takes a tenth of the time of INSERT
		to := opened.(*conn) //nolint:forcetypeassert // the pool is of connector's
		_, err := to.Conn.Conn().CopyFrom(ctx, pgx.Identifier{table.Name}, table.Columns, pgx.CopyFromRows(rows))
		return to.lost(ctx, err)
	})
	return errors.Join(err, c.Close())
}

// insertInto adds rows to a table in a transaction.
func insertInto(ctx context.Context, tx *sql.Tx, table *Table, rows [][]any) error {
	put, err := tx.PrepareContext(ctx, `INSERT INTO `+quote(table.Name)+` (`+list(table.Columns)+`) VALUES (?`+strings.Repeat(`, ?`, len(table.Columns)-1)+`)`)
	if err != nil {
		return err
	}
	defer put.Close() //nolint:errcheck // it goes with the transaction
	for _, row := range rows {
		if _, err := put.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// Empty removes the rows of tables, and of those that refer to them; of all tables if none
// is named. It calls also in the transaction that does so.
func (t *Transfer) Empty(ctx context.Context, names []string, also func(tx *sql.Tx) error) error {
	tables, err := t.tables(ctx)
	if err != nil {
		return err
	}
	all := len(names) == 0
	var gone []*Table
	for _, table := range tables { // behind those that it refers to
		refers := slices.ContainsFunc(table.parents, func(parent string) bool {
			return slices.ContainsFunc(gone, func(g *Table) bool { return g.Name == parent })
		})
		if all || refers || slices.Contains(names, table.Name) {
			gone = append(gone, table)
		}
	}
	slices.Reverse(gone)
	return t.To.Update(ctx, func(tx *sql.Tx) error {
		for _, table := range gone {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+quote(table.Name)); err != nil {
				return fmt.Errorf("empty the table %s: %w", table.Name, err)
			}
		}
		return also(tx)
	})
}

func (t *Transfer) tell(doing string, table *Table, done, of int64) {
	if t.Tell != nil {
		t.Tell(doing, table.Name, done, of)
	}
}
