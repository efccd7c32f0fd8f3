package desk

import (
	"database/sql"
	"slices"
	"testing"

	"dateline/indexer/indextest"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// What was found in an article goes with it, and what is being told goes on without.
func TestForget(t *testing.T) { dbtest.Run(t, testForget) }

func testForget(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	rs := indextest.Corpus(34, 6)
	s := r.save(Draft{Name: "All", Query: "q=-nosuchword", Webhook: "https://hook.example/in"})
	r.arrive(rs...)
	gone := rs[5].Revision.ArticleID
	update := func(query string) {
		t.Helper()
		if err := r.update(ctx, query); err != nil {
			t.Fatal(err)
		}
	}
	update(`UPDATE saved_delivery SET telling = (SELECT max(position) FROM saved_match)`)
	if err := r.db.Update(ctx, func(tx *sql.Tx) error { return Forget(ctx, tx, gone, "aunknown") }); err != nil {
		t.Fatal(err)
	}
	if ids := r.found(s.ID); len(ids) != 5 || slices.Contains(ids, gone) {
		t.Errorf("found are %v, without %s", ids, gone)
	}
	var telling int
	if err := r.db.Read().QueryRowContext(ctx, `SELECT telling FROM saved_delivery`).Scan(&telling); err != nil || telling != 0 {
		t.Errorf("%d is being told, %v: it is gone", telling, err)
	}
}

func TestForgetWithoutADesk(t *testing.T) { dbtest.Run(t, testForgetWithoutADesk) }

func testForgetWithoutADesk(t *testing.T) {
	d, err := db.Open(t.Context(), dbtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()                                                //nolint:errcheck // the test is over
	if err := d.Migrate(t.Context(), "archive", nil); err != nil { // as one is opened
		t.Fatal(err)
	}
	if err := d.Update(t.Context(), func(tx *sql.Tx) error { return Forget(t.Context(), tx, "a1") }); err != nil {
		t.Error(err)
	}
}
