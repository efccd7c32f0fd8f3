package frontier

import (
	"context"
	"testing"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// What a crawler has under lease where a queue is copied from is visited from the copy.
func TestCopiedLeasesAreFreed(t *testing.T) { dbtest.Run(t, testCopiedLeasesAreFreed) }

func testCopiedLeasesAreFreed(t *testing.T) {
	shared := newWorld(t)
	shared.add(page("a.example", "/1"), page("b.example", "/1"))
	a := shared.beside("a")
	live(beat, a)
	held, _ := a.lease()
	if held == nil {
		t.Fatal("nothing was leased")
	}
	alone := newWorld(t)
	view, err := shared.db.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	transfer := db.Transfer{From: view, To: alone.db, Leave: OfCrawlers, Row: func(_ context.Context, table *db.Table, row []any) error {
		Leave(table, row)
		return nil
	}}
	if err := transfer.Copy(t.Context()); err != nil {
		t.Fatal(err)
	}
	alone.at = a.at
	alone.restart()
	got := map[string]bool{}
	for v, _ := alone.lease(); v != nil; v, _ = alone.lease() {
		got[v.URL] = true
	}
	if len(got) != 2 {
		t.Errorf("the copy has %v to visit, want both pages", got)
	}
}
