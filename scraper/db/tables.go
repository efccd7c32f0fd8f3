package db

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// A Table is a table of a database, as rows are copied from it and compared.
type Table struct {
	Name    string
	Columns []string // but for those that the database works out, in order
	Key     []string // columns of the primary key; empty: it has none, and few rows

	parents []string // tables that its rows refer to
}

// order returns what the rows are ordered by: the key, or all columns.
func (t *Table) order() string {
	if len(t.Key) > 0 {
		return list(t.Key)
	}
	return list(t.Columns)
}

// list returns names as a statement lists them.
func list(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	return strings.Join(quoted, ", ")
}

// quote returns a name as a statement has it, whatever is in it.
func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// Questions about tables, in the words of each. They are asked with a table's name.
const (
	sqliteTables  = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`
	sqliteColumns = `SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid`
	sqliteKey     = `SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk`
	sqliteParents = `SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)`

	postgresTables  = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`
	postgresColumns = `SELECT column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = ? AND is_generated = 'NEVER' ORDER BY ordinal_position`
	postgresKey = `SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (n, place)
		JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n
		WHERE i.indisprimary AND i.indrelid = to_regclass(quote_ident(?)) ORDER BY k.place`
	postgresParents = `SELECT DISTINCT p.relname FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid
		WHERE c.contype = 'f' AND c.conrelid = to_regclass(quote_ident(?))`
)

// names returns the names of the tables, in order.
func (d *DB) names(ctx context.Context, from Reader) ([]string, error) {
	if d.Shared() {
		return Texts(ctx, from, postgresTables)
	}
	return Texts(ctx, from, sqliteTables)
}

// tablesOf returns the tables, each behind those that it refers to.
func (d *DB) tablesOf(ctx context.Context, from Reader) ([]*Table, error) {
	columns, key, parents := sqliteColumns, sqliteKey, sqliteParents
	if d.Shared() {
		columns, key, parents = postgresColumns, postgresKey, postgresParents
	}
	names, err := d.names(ctx, from)
	if err != nil {
		return nil, err
	}
	known := map[string]*Table{}
	for _, name := range names {
		t := &Table{Name: name}
		known[name] = t
		for _, part := range []struct {
			into  *[]string
			query string
		}{{&t.Columns, columns}, {&t.Key, key}, {&t.parents, parents}} {
			if *part.into, err = Texts(ctx, from, part.query, name); err != nil {
				return nil, fmt.Errorf("table %s: %w", name, err)
			}
		}
	}
	var tables []*Table
	for _, name := range names {
		tables = append(tables, behindParents(name, known)...)
	}
	return tables, nil
}

// behindParents takes a table, and those that it refers to, out of known, and returns
// them; nothing if it was taken before.
func behindParents(name string, known map[string]*Table) (tables []*Table) {
	t := known[name]
	if t == nil {
		return nil
	}
	delete(known, name)
	for _, parent := range t.parents {
		tables = append(tables, behindParents(parent, known)...)
	}
	return append(tables, t)
}
