package register

import (
	"slices"
	"testing"

	"dateline/indexer/claim"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

func TestKeptClaimsComeBackInOrder(t *testing.T) { dbtest.Run(t, testKeptClaimsComeBackInOrder) }

func testKeptClaimsComeBackInOrder(t *testing.T) {
	ctx := t.Context()
	d, err := db.Open(ctx, dbtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the test is over
	r, err := Open(ctx, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	if known, err := r.Known(ctx, "a1"); err != nil || len(known) != 0 {
		t.Errorf("Known of a stranger = %v, %v", known, err)
	}
	first := []claim.Known{{ID: "c2", Text: "two", Before: "b", After: "a"}, {ID: "c1", Text: "one"}}
	other := []claim.Known{{ID: "c9", Text: "other"}}
	if err := r.Keep(ctx, Batch{"a1": first, "a2": other}); err != nil {
		t.Fatal(err)
	}
	second := []claim.Known{{ID: "c2", Text: "two", Gone: true}, {ID: "c1", Text: "one, corrected"}, {ID: "c3", Text: "three"}}
	for range 2 { // a crash repeats it
		if err := r.Keep(ctx, Batch{"a1": second}); err != nil {
			t.Fatal(err)
		}
	}
	if known, err := r.Known(ctx, "a1"); err != nil || !slices.Equal(known, second) {
		t.Errorf("Known = %v, %v; want %v", known, err, second)
	}
	if known, err := r.Known(ctx, "a2"); err != nil || !slices.Equal(known, other) {
		t.Errorf("Known = %v, %v; want %v", known, err, other)
	}
}
