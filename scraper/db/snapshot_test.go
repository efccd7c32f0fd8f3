package db

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A snapshot is the database of one moment, and no file is changed by looking into it.
func TestSnapshot(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	from, to := filepath.Join(dir, "a b#?.db"), filepath.Join(dir, "copy.db")
	if err := Snapshot(ctx, from, to); err == nil {
		t.Error("a database that is not there was copied")
	}
	d, err := Open(ctx, from)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the test is over
	put := func(n int) {
		t.Helper()
		if err := d.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO x VALUES (?)`, n)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Migrate(ctx, "x", []string{`CREATE TABLE x (n INTEGER)`}); err != nil {
		t.Fatal(err)
	}
	put(1)
	if err := Snapshot(ctx, from, to); err != nil {
		t.Fatal(err)
	}
	put(2)
	if err := Snapshot(ctx, from, to); err == nil {
		t.Error("a copy was made over another")
	}
	before, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := ReadOnly(to, func(r Reader) error { return r.QueryRowContext(ctx, `SELECT count(*) FROM x`).Scan(&n) }); err != nil || n != 1 {
		t.Errorf("the copy holds %d rows, %v; want 1", n, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "copy*"))
	if after, readErr := os.ReadFile(to); err != nil || readErr != nil || !bytes.Equal(before, after) || !slices.Equal(files, []string{to}) {
		t.Errorf("looking into the copy changed it: %v", files)
	}
}

// What is damaged is said in words; what can be made anew is.
func TestCheck(t *testing.T) {
	ctx, d := t.Context(), open(t)
	err := d.Migrate(ctx, "x", []string{`CREATE TABLE x (n INTEGER PRIMARY KEY)`, `CREATE TABLE y (x INTEGER REFERENCES x (n))`, `CREATE INDEX y_x ON y (x)`})
	if err != nil {
		t.Fatal(err)
	}
	if says, err := d.Check(ctx); says != nil || err != nil {
		t.Errorf("a sound database: %q, %v", says, err)
	}
	for _, step := range []string{`PRAGMA foreign_keys = OFF`, `INSERT INTO y VALUES (7)`, `PRAGMA foreign_keys = ON`} {
		if _, err := d.write.ExecContext(ctx, step); err != nil {
			t.Fatal(err)
		}
	}
	if says, err := d.Check(ctx); len(says) != 1 || says[0] != "row 1 of y refers to a row of x that is not there" || err != nil {
		t.Errorf("a row that refers to none: %q, %v", says, err)
	}
	if err := d.Reindex(ctx); err != nil {
		t.Error(err)
	}
}
