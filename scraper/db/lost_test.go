package db

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"dateline/scraper/db/dbtest"
)

// What is asked while the server cannot be reached is an error that says so, and leaves
// nothing behind. Once it can be reached again, all goes on as before.
func TestLineIsCut(t *testing.T) {
	onPostgres(t, func(t *testing.T, address string) {
		line, through := dbtest.NewLine(t, address)
		ctx := t.Context()
		d, err := Open(ctx, through)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close() //nolint:errcheck // nothing is lost by it
		if err := d.Migrate(ctx, "x", []string{`CREATE TABLE x (n INTEGER PRIMARY KEY)`}); err != nil {
			t.Fatal(err)
		}
		add := func(n int) func(*sql.Tx) error {
			return func(tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, `INSERT INTO x (n) VALUES (?)`, n)
				return err
			}
		}
		lost := func(doing string, err error) {
			t.Helper()
			if !Unreachable(err) || !strings.Contains(err.Error(), "database server") {
				t.Errorf("%s: %v, want an error that names the cause", doing, err)
			}
		}
		both := []struct {
			name     string
			transact func(context.Context, func(*sql.Tx) error) error
		}{{"update", d.Update}, {"beside", d.Beside}}
		for i, way := range both {
			if err := way.transact(ctx, add(10*i)); err != nil {
				t.Fatal(err)
			}
			lost(way.name+" that was cut off", way.transact(ctx, func(tx *sql.Tx) error {
				err := add(10*i + 1)(tx)
				line.Cut()
				return err
			}))
			lost(way.name+" that was cut off before it wrote", way.transact(ctx, add(10*i+2)))
			_, err := Texts(ctx, d.Read(), `SELECT n FROM x`)
			lost("read while "+way.name+" is cut off", err)
			line.Mend()
			lost("read that was cut off after a row", Each(ctx, d.Read(), func(Row) error {
				line.Cut()
				return nil
			}, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT i FROM n`))
			line.Mend()
			if err := way.transact(ctx, add(10*i+3)); err != nil {
				t.Errorf("%s after the line was mended: %v", way.name, err)
			}
		}
		got, err := Texts(ctx, d.Read(), `SELECT n FROM x ORDER BY n`)
		if want := []string{"0", "3", "10", "13"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v are there, want %v", got, err, want)
		}
	})
}

// A connection that the server ends is one that was lost, whatever it says.
func TestEndedByTheServer(t *testing.T) {
	for err, want := range map[error]bool{
		lostError{&pgconn.PgError{Code: "25P03"}}: true, // a transaction that did nothing for too long
		&pgconn.PgError{Code: "57P01"}:            true,
		&pgconn.PgError{Code: "53300"}:            true,
		&pgconn.PgError{Code: "23505"}:            false,
		io.ErrUnexpectedEOF:                       false, // of a file, perhaps
	} {
		if got := Unreachable(fmt.Errorf("ask: %w", err)); got != want {
			t.Errorf("Unreachable(%v) = %v", err, got)
		}
	}
}

// A program that is cut off in the middle of a transaction keeps nobody from writing.
func TestWhoIsCutOffBlocksNobody(t *testing.T) {
	onPostgres(t, func(t *testing.T, address string) {
		line, through := dbtest.NewLine(t, address)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		a, err := Open(ctx, through)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close() //nolint:errcheck // nothing is lost by it
		b, err := Open(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close() //nolint:errcheck // nothing is lost by it
		if err := a.Update(ctx, func(*sql.Tx) error {
			line.Cut()
			return b.Update(ctx, func(*sql.Tx) error { return nil })
		}); !Unreachable(err) {
			t.Errorf("the one that was cut off: %v", err)
		}
	})
}
