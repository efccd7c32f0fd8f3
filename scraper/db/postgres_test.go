package db

import (
	"context"
	"database/sql"
	"net/url"
	"strings"
	"sync"
	"testing"

	"dateline/scraper/db/dbtest"
)

// onPostgres runs a test that is of PostgreSQL alone, with the address of an empty database.
func onPostgres(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	dbtest.OnPostgres(t, func(t *testing.T) { test(t, dbtest.Address(t)) })
}

// Programs that share a database write one after the other, and what is numbered later is
// seen later: whoever reads up to a number misses none before it.
func TestWritersTakeTurns(t *testing.T) {
	onPostgres(t, func(t *testing.T, address string) {
		ctx := t.Context()
		var programs []*DB
		for range 3 {
			d, err := Open(ctx, address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() }) //nolint:errcheck // nothing is lost by it
			programs = append(programs, d)
		}
		if err := programs[0].Migrate(ctx, "x", []string{`CREATE TABLE x (n INTEGER PRIMARY KEY, by INTEGER NOT NULL)`}); err != nil {
			t.Fatal(err)
		}
		const each = 40
		var writers sync.WaitGroup
		for by, d := range programs {
			writers.Go(func() {
				for range each {
					if err := d.Update(ctx, func(tx *sql.Tx) error {
						_, err := tx.ExecContext(ctx, `INSERT INTO x (by) VALUES (?)`, by)
						return err
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		ended := make(chan struct{})
		go func() { writers.Wait(); close(ended) }()
		seen, last := 0, 0
		for done := false; !done; {
			select {
			case <-ended:
				done = true
			default:
			}
			if err := Each(ctx, programs[0].Read(), func(row Row) error {
				seen++
				return row.Scan(&last)
			}, `SELECT n FROM x WHERE n > ? ORDER BY n`, last); err != nil {
				t.Fatal(err)
			}
		}
		if seen != each*len(programs) {
			t.Errorf("a reader that goes on behind what it saw last saw %d of %d rows", seen, each*len(programs))
		}
	})
}

// Beside waits for no writer.
func TestBesideTakesNoTurn(t *testing.T) {
	onPostgres(t, func(t *testing.T, address string) {
		ctx := t.Context()
		d, err := Open(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close() //nolint:errcheck // nothing is lost by it
		if err := d.Migrate(ctx, "x", []string{`CREATE TABLE x (n INTEGER PRIMARY KEY)`}); err != nil {
			t.Fatal(err)
		}
		add := func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO x DEFAULT VALUES`)
			return err
		}
		if err := d.Update(ctx, func(*sql.Tx) error { return d.Beside(ctx, add) }); err != nil {
			t.Error(err)
		}
	})
}

func TestOpenServerSaysWhatIsWrong(t *testing.T) {
	onPostgres(t, func(t *testing.T, address string) {
		other := func(change func(*url.URL)) string {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			change(u)
			return u.String()
		}
		for _, tt := range []struct{ address, says string }{
			{"postgres://127.0.0.1:1/x?connect_timeout=2", "cannot be reached: see that it runs"},
			{"postgres://[", "cannot be read"},
			{other(func(u *url.URL) { u.Path = "/no_such_database" }), "make one with createdb"},
			{other(func(u *url.URL) { u.RawQuery = "search_path=no_such_schema" }), "?search_path="},
		} {
			d, err := Open(context.WithoutCancel(t.Context()), tt.address)
			if err == nil {
				err = d.Close()
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Open(%q) = %v, want an error that says %q", tt.address, err, tt.says)
			}
		}
	})
}
