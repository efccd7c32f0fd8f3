// Package dbtest runs a test on every kind of database that Dateline keeps its things in.
//
//	func TestQueue(t *testing.T) { dbtest.Run(t, testQueue) }
//
//	func testQueue(t *testing.T) {
//		d, err := db.Open(t.Context(), dbtest.Address(t))
//
// PostgreSQL's turn needs a server: [Variable] names one.
package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Variable is the environment variable that names a PostgreSQL server for tests: an
// address whose role may create databases.
const Variable = "DATELINE_TEST_POSTGRES"

const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

// Run runs a test as the subtests "sqlite" and "postgres". The latter is skipped if no server is
// named.
func Run(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run(sqlite, test)
	OnPostgres(t, test)
}

// OnPostgres runs a test as the subtest "postgres" alone.
func OnPostgres(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run(postgres, func(t *testing.T) {
		if os.Getenv(Variable) == "" {
			t.Skip("no PostgreSQL: '.ci/run postgres' starts one, or name one with " + Variable + "=postgres://postgres@127.0.0.1/postgres")
		}
		test(t)
	})
}

// Address returns where a new and empty database is, of the kind whose turn it is: a
// SQLite file outside of Run. It is removed when the test has ended.
func Address(t testing.TB) string {
	t.Helper()
	if !IsPostgres(t) {
		return filepath.Join(t.TempDir(), "dateline.db")
	}
	return Postgres(t)
}

// IsPostgres reports whether it is PostgreSQL's turn.
func IsPostgres(t testing.TB) bool { return slices.Contains(strings.Split(t.Name(), "/"), postgres) }

// Postgres returns the address of a new and empty schema on the server that Variable names.
func Postgres(t testing.TB) string {
	t.Helper()
	at, err := url.Parse(os.Getenv(Variable))
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	schema := "dateline_" + strings.ToLower(rand.Text())
	run(t, at.String(), `CREATE SCHEMA `+schema)
	t.Cleanup(func() { run(t, at.String(), `DROP SCHEMA `+schema+` CASCADE`) })
	query := at.Query()
	query.Set("search_path", schema)
	at.RawQuery = query.Encode()
	return at.String()
}

// run runs a statement on a server.
func run(t testing.TB, address, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // t.Context has ended when we clean up
	defer cancel()
	d, err := sql.Open("pgx", address) // which scraper/db, that is tested, brings
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // nothing is lost by it
	if _, err := d.ExecContext(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
