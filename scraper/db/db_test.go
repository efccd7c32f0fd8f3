package db

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/scraper/db/dbtest"
)

func open(t *testing.T) *DB {
	t.Helper()
	address := dbtest.Address(t)
	if !isServer(address) {
		address = filepath.Join(filepath.Dir(address), "a b#?.db")
	}
	d, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestMigrateRunsEachStepOnce(t *testing.T) { dbtest.Run(t, testMigrateRunsEachStepOnce) }

func testMigrateRunsEachStepOnce(t *testing.T) {
	ctx, d := t.Context(), open(t)
	steps := []string{`CREATE TABLE x (n INTEGER)`, `INSERT INTO x VALUES (1)`}
	for range 2 {
		if err := d.Migrate(ctx, "x", steps); err != nil {
			t.Fatal(err)
		}
	}
	steps = append(steps, `INSERT INTO x VALUES (2)`)
	if err := d.Migrate(ctx, "x", steps); err != nil {
		t.Fatal(err)
	}
	if got := count(t, d); got != 2 {
		t.Errorf("after three migrations: %d rows, want 2", got)
	}
	if err := d.Migrate(ctx, "x", steps[:1]); err == nil || !strings.Contains(err.Error(), "newer dateline") {
		t.Errorf("an older program opened newer tables: %v", err)
	}
}

func count(t *testing.T, d *DB) (n int) {
	t.Helper()
	if err := d.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM x`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUpdateIsAllOrNothing(t *testing.T) { dbtest.Run(t, testUpdateIsAllOrNothing) }

func testUpdateIsAllOrNothing(t *testing.T) {
	ctx, d := t.Context(), open(t)
	if err := d.Migrate(ctx, "x", []string{`CREATE TABLE x (n INTEGER)`}); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	err := d.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO x VALUES (1)`); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Errorf("Update = %v, want the function's error", err)
	}
	if got := count(t, d); got != 0 {
		t.Errorf("%d rows after a failed update, want 0", got)
	}
}

func TestReadersDoNotWaitForTheWriter(t *testing.T) { dbtest.Run(t, testReadersDoNotWaitForTheWriter) }

func testReadersDoNotWaitForTheWriter(t *testing.T) {
	ctx, d := t.Context(), open(t)
	if err := d.Migrate(ctx, "x", []string{`CREATE TABLE x (n INTEGER)`}); err != nil {
		t.Fatal(err)
	}
	err := d.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO x VALUES (1)`); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		var n int
		if err := d.Read().QueryRowContext(ctx, `SELECT count(*) FROM x`).Scan(&n); err != nil {
			return err
		}
		if n != 0 {
			t.Errorf("a reader saw %d rows that are not committed", n)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestFullDiskSaysSo(t *testing.T) {
	ctx, d := t.Context(), open(t)
	if err := d.Migrate(ctx, "x", []string{`CREATE TABLE x (n BLOB)`}); err != nil {
		t.Fatal(err)
	}
	// SQLite's own page limit gives the very error that a full disk gives.
	err := d.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `PRAGMA max_page_count = 8`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO x VALUES (zeroblob(1000000))`)
		return err
	})
	if !errors.Is(err, ErrFull) {
		t.Errorf("Update = %v, want ErrFull", err)
	}
	if got := count(t, d); got != 0 {
		t.Errorf("%d rows after a full disk, want 0", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("not a database. ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "no", "such", "folder.db"), garbage} {
		d, err := Open(t.Context(), path)
		if err == nil {
			err = d.Migrate(t.Context(), "x", nil)
			if e := d.Close(); e != nil {
				t.Log(e)
			}
		}
		if err == nil {
			t.Errorf("Open(%q) succeeded", path)
		}
	}
}

func TestTimesSurvive(t *testing.T) {
	now := time.Date(2025, time.February, 24, 14, 5, 0, 123456000, time.UTC)
	for _, want := range []time.Time{{}, now} {
		if got := Time(Micros(want)); !got.Equal(want) {
			t.Errorf("Time(Micros(%v)) = %v", want, got)
		}
	}
}
