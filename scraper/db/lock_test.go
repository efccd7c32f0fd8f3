package db_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// quick is how locks are held where nobody wants to wait.
var quick = db.Lock{Beat: 50 * time.Millisecond, Dead: time.Second}

// two opens a database twice, as two programs do.
func two(t *testing.T) (a, b *db.DB) {
	t.Helper()
	address := dbtest.Address(t)
	open := func() *db.DB {
		d, err := db.Open(t.Context(), address)
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
	return open(), open()
}

func TestLockIsHeldByOne(t *testing.T) { dbtest.Run(t, testLockIsHeldByOne) }

func testLockIsHeldByOne(t *testing.T) {
	a, b := two(t)
	ctx := t.Context()
	err := a.Hold(ctx, "index", "first", quick, func(ctx context.Context, h *db.Held) error {
		if err := h.SetNote(ctx, "noted"); err != nil {
			t.Error(err)
		}
		err := b.Hold(ctx, "index", "second", quick, func(context.Context, *db.Held) error { t.Error("two hold one lock"); return nil })
		if held, ok := errors.AsType[*db.HeldError](err); !ok || held.Holder != "first" {
			t.Errorf("Hold of what another holds = %v", err)
		}
		if holder, err := b.Holder(ctx, "index"); err != nil || holder != "first" {
			t.Errorf("Holder = %q, %v", holder, err)
		}
		return b.Hold(context.WithoutCancel(ctx), "other", "second", quick, func(context.Context, *db.Held) error { return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := b.Hold(ctx, "index", "second", quick, func(ctx context.Context, h *db.Held) error {
		if note, err := h.Note(ctx); err != nil || note != "noted" {
			t.Errorf("what the holder before noted is %q, %v", note, err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took >= quick.Dead {
		t.Errorf("what was given back was had after %s", took)
	}
}

// A holder that is not heard of loses the lock; it writes nothing from then on.
func TestLockIsTakenOver(t *testing.T) { dbtest.Run(t, testLockIsTakenOver) }

func testLockIsTakenOver(t *testing.T) {
	a, b := two(t)
	if err := a.Migrate(t.Context(), "x", []string{`CREATE TABLE x (n INTEGER)`}); err != nil {
		t.Fatal(err)
	}
	write := func(ctx context.Context, d *db.DB) error {
		return d.Update(ctx, func(tx *sql.Tx) error { _, err := tx.ExecContext(ctx, `INSERT INTO x VALUES (1)`); return err })
	}
	hung := quick
	hung.Beat = time.Hour
	waits := quick
	waits.Wait = true
	err := a.Hold(t.Context(), "index", "first", hung, func(ctx context.Context, _ *db.Held) error {
		if err := errors.Join(write(ctx, a), a.Holds(ctx)); err != nil {
			t.Errorf("the holder: %v", err)
		}
		began := time.Now()
		return b.Hold(t.Context(), "index", "second", waits, func(second context.Context, _ *db.Held) error {
			if took := time.Since(began); took < quick.Dead || took > 2*quick.Dead {
				t.Errorf("taken over after %s, want a little more than %s", took, quick.Dead)
			}
			if err := write(ctx, a); !errors.Is(err, db.ErrLost) {
				t.Errorf("who lost the lock writes: %v", err)
			}
			if err := a.Holds(ctx); !errors.Is(err, db.ErrLost) {
				t.Errorf("who lost the lock has it: %v", err)
			}
			if err := write(t.Context(), a); err != nil {
				t.Errorf("who lost the lock writes what needs none: %v", err)
			}
			return write(second, b)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := b.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM x`).Scan(&n); err != nil || n != 3 {
		t.Errorf("%d rows, want 3; %v", n, err)
	}
}

// A holder that hears that it has lost stops.
func TestLockIsLost(t *testing.T) { dbtest.Run(t, testLockIsLost) }

func testLockIsLost(t *testing.T) {
	a, b := two(t)
	err := a.Hold(t.Context(), "index", "first", quick, func(ctx context.Context, _ *db.Held) error {
		err := b.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE held SET secret = 'another'`)
			return err
		})
		if err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	})
	if !errors.Is(err, db.ErrLost) {
		t.Errorf("Hold of what was lost = %v, want ErrLost", err)
	}
}

// One that cannot reach the database stops before others take it for dead.
func TestLockEndsWithTheDatabase(t *testing.T) { dbtest.Run(t, testLockEndsWithTheDatabase) }

func testLockEndsWithTheDatabase(t *testing.T) {
	a, err := db.Open(t.Context(), dbtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	err = a.Hold(t.Context(), "index", "first", quick, func(ctx context.Context, _ *db.Held) error {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		began := time.Now()
		<-ctx.Done()
		if took := time.Since(began); took > quick.Dead {
			t.Errorf("it went on for %s", took)
		}
		return ctx.Err()
	})
	if !errors.Is(err, db.ErrLost) {
		t.Errorf("Hold without a database = %v, want ErrLost", err)
	}
}
