package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"dateline/scraper/db/dbtest"
)

// shop has what our tables have: keys of several columns and of none, numbers that the
// database gives, columns that it works out, rows that refer to others.
var shop = []string{
	`CREATE TABLE sale (buyer TEXT NOT NULL, place INTEGER NOT NULL, item INTEGER NOT NULL REFERENCES item (id), PRIMARY KEY (buyer, place)) WITHOUT ROWID`,
	`CREATE TABLE state (seq INTEGER NOT NULL)`,
	`INSERT INTO state VALUES (0)`,
}

var items = []string{`CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, price REAL, picture BLOB,
	dear INTEGER NOT NULL GENERATED ALWAYS AS (CASE WHEN price > 10 THEN 1 ELSE 0 END) VIRTUAL)`}

func openShop(t *testing.T, address string) *DB {
	t.Helper()
	d, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := errors.Join(d.Migrate(t.Context(), "items", items), d.Migrate(t.Context(), "shop", shop)); err != nil {
		t.Fatal(err)
	}
	return d
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "dateline.db") }

// exec runs a statement in a transaction of its own.
func exec(t *testing.T, d *DB, statement string, args ...any) {
	t.Helper()
	if err := d.Update(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), statement, args...)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// fill sells items, 12,000 of them, so that they take several transactions to copy.
func fill(t *testing.T, d *DB) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *sql.Tx) error {
		for i := range 12000 {
			var price, picture any = math.Sqrt(float64(i)), []byte{0, byte(i), 255}
			switch i % 5 {
			case 0:
				price, picture = nil, nil
			case 1:
				picture = []byte{}
			}
			_, err := tx.ExecContext(t.Context(), `INSERT INTO item (name, price, picture) VALUES (?, ?, ?)`, fmt.Sprintf("%x Ж’s", i*7919%12007), price, picture)
			if err == nil {
				_, err = tx.ExecContext(t.Context(), `INSERT INTO sale VALUES (?, ?, ?)`, []string{"b", "B", "ä", "a b", ""}[i%5], i, i+1)
			}
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(t.Context(), `UPDATE state SET seq = 77`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// The last number is not given again.
	exec(t, d, `DELETE FROM sale WHERE item > 11990`)
	exec(t, d, `DELETE FROM item WHERE id > 11990`)
}

// between returns a transfer from one database to another.
func between(t *testing.T, from, to *DB) *Transfer {
	t.Helper()
	view, err := from.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(view.Close)
	return &Transfer{From: view, To: to}
}

// differ returns the tables of a transfer that are not equal.
func differ(t *testing.T, tr *Transfer) (tables []string) {
	t.Helper()
	sums, err := tr.Compare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sums {
		if !s.Equal() {
			tables = append(tables, s.Table)
		}
	}
	if len(sums) != 3 {
		t.Errorf("%d tables were compared, want item, sale and state", len(sums))
	}
	return tables
}

func TestTransfer(t *testing.T) { dbtest.Run(t, testTransfer) }

func testTransfer(t *testing.T) {
	ctx := t.Context()
	first, middle, last := openShop(t, file(t)), openShop(t, dbtest.Address(t)), openShop(t, file(t))
	fill(t, first)
	there, back := between(t, first, middle), between(t, middle, last)
	if got := differ(t, there); len(got) != 3 {
		t.Errorf("before the copy, %v differ, want all", got)
	}
	if err := there.Copy(ctx); err != nil {
		t.Fatal(err)
	}
	if got := differ(t, there); got != nil {
		t.Errorf("%v differ", got)
	}
	// A view is of the moment at which it was made.
	if got := differ(t, between(t, last, last)); got != nil {
		t.Errorf("a database differs from itself in %v", got)
	}
	if err := back.Copy(ctx); err != nil {
		t.Fatal(err)
	}
	if got := differ(t, back); got != nil {
		t.Errorf("%v differ from how they were when the view was made, before the first copy", got)
	}
	back = between(t, middle, last)
	if err := back.Copy(ctx); err != nil {
		t.Fatal(err)
	}
	if got := differ(t, between(t, first, last)); got != nil {
		t.Errorf("there and back, %v differ", got)
	}
	for _, d := range []*DB{middle, last} {
		exec(t, d, `INSERT INTO item (name) VALUES ('next')`)
		var id int64
		if err := d.Read().QueryRowContext(ctx, `SELECT id FROM item WHERE name = 'next'`).Scan(&id); err != nil || id != 12001 {
			t.Errorf("the next item is numbered %d, %v; want 12001", id, err)
		}
	}
}

// A copy that is stopped goes on where it was.
func TestTransferGoesOn(t *testing.T) { dbtest.Run(t, testTransferGoesOn) }

func testTransferGoesOn(t *testing.T) {
	from, to := openShop(t, file(t)), openShop(t, dbtest.Address(t))
	fill(t, from)
	for stops := 0; ; stops++ {
		ctx, stop := context.WithCancel(t.Context())
		tr := between(t, from, to)
		told := 0
		tr.Tell = func(_ string, _ string, done, _ int64) {
			if told++; told == 1 && done > 0 {
				stop()
			}
		}
		err := tr.Copy(ctx)
		stop()
		tr.From.Close()
		if err == nil {
			if stops < 4 {
				t.Errorf("it was stopped %d times, want a stop after every transaction", stops)
			}
			break
		}
		if !errors.Is(err, context.Canceled) || stops > 10 {
			t.Fatal(err)
		}
	}
	if got := differ(t, between(t, from, to)); got != nil {
		t.Errorf("%v differ", got)
	}
}

// What differs is told, and copied anew with all that refers to it.
func TestTransferFindsWhatDiffers(t *testing.T) { dbtest.Run(t, testTransferFindsWhatDiffers) }

func testTransferFindsWhatDiffers(t *testing.T) {
	ctx := t.Context()
	from, to := openShop(t, file(t)), openShop(t, dbtest.Address(t))
	fill(t, from)
	tr := between(t, from, to)
	if err := tr.Copy(ctx); err != nil {
		t.Fatal(err)
	}
	for statement, want := range map[string][]string{
		`UPDATE item SET price = price + 0.000000001 WHERE id = 4000`: {"item"},
		`UPDATE item SET picture = NULL WHERE id = 4002`:              {"item"},
		`UPDATE item SET name = name || ' ' WHERE id = 1`:             {"item"},
		`DELETE FROM sale WHERE place = 17`:                           {"sale"},
		`UPDATE state SET seq = 78`:                                   {"state"},
	} {
		exec(t, to, statement)
		got := differ(t, tr)
		if !slices.Equal(got, want) {
			t.Errorf("after %s, %v differ, want %v", statement, got, want)
		}
		if err := tr.Empty(ctx, got, func(*sql.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := tr.Copy(ctx); err != nil {
			t.Fatal(err)
		}
		if got := differ(t, tr); got != nil {
			t.Errorf("%v still differ", got)
		}
	}
}

// Texts that PostgreSQL does not take are compared as it has them.
func TestTransferOfTextThatIsNone(t *testing.T) { dbtest.Run(t, testTransferOfTextThatIsNone) }

func testTransferOfTextThatIsNone(t *testing.T) {
	from, to := openShop(t, file(t)), openShop(t, dbtest.Address(t))
	exec(t, from, `INSERT INTO item (name) VALUES (?), (?)`, "a\x00b", "\xff")
	tr := between(t, from, to)
	if err := tr.Copy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := differ(t, tr); got != nil {
		t.Errorf("%v differ", got)
	}
	got, err := Texts(t.Context(), to.Read(), `SELECT name FROM item ORDER BY id`)
	want := []string{"a\x00b", "\xff"}
	if to.Shared() {
		want = []string{"a\uFFFDb", "\uFFFD"}
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("names %q, %v; want %q", got, err, want)
	}
}

// Rows may be changed on their way.
func TestTransferChangesRows(t *testing.T) {
	from, to := openShop(t, file(t)), openShop(t, file(t))
	fill(t, from)
	tr := between(t, from, to)
	tr.Leave = []string{"state"}
	tr.Row = func(_ context.Context, table *Table, row []any) error {
		if i := slices.Index(table.Columns, "place"); i >= 0 {
			row[i] = row[i].(int64) + 5
		}
		return nil
	}
	if err := tr.Copy(t.Context()); err != nil {
		t.Fatal(err)
	}
	sums, err := tr.Compare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, s := range sums {
		got[s.Table] = s.Equal()
	}
	if want := map[string]bool{"item": true, "sale": true}; !maps.Equal(got, want) {
		t.Errorf("tables and whether they are equal: %v, want %v", got, want)
	}
	tr.Row = nil
	if got, err := tr.Compare(t.Context()); err != nil || got[1].Equal() {
		t.Errorf("unchanged rows compare as %+v, %v", got, err)
	}
}
