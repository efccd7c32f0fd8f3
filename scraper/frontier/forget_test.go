package frontier

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"dateline/scraper/db/dbtest"
)

// Whatever finds a forgotten address again, it is not visited; nor does it keep its host busy.
func TestForgottenIsNotVisited(t *testing.T) { dbtest.Run(t, testForgottenIsNotVisited) }

func testForgottenIsNotVisited(t *testing.T) {
	w := newWorld(t)
	a, old := page("a.example", "/1"), page("b.example", "/old")
	a.Depth = 2
	w.add(a, old)
	list := Address{URL: "https://a.example/feed", Host: "a.example", Form: FeedForm, Outlet: "a.example"}
	w.add(list)
	asPage := list
	asPage.Form = PageForm
	unknown := page("c.example", "/9")
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Forget(ctx, tx, a, asPage, unknown) })

	near := a
	near.Depth = 0
	if n := w.add(near, unknown); n != 0 {
		t.Errorf("%d of the forgotten are new", n)
	}
	if isNew, err := w.Want(t.Context(), []Address{near}); err != nil || isNew[a.URL] {
		t.Errorf("wanted: %v, %v", isNew, err)
	}
	v, _ := w.lease() // the feed is a list and stays
	if v == nil || v.URL != list.URL {
		t.Fatalf("leased %v, want the feed", v)
	}
	w.done(v, Outcome{Result: Listing, Status: 200})
	if v, _ = w.lease(); v == nil || v.URL != old.URL {
		t.Fatalf("leased %v, want %s", v, old.URL)
	}
	w.moved(v, near, Outcome{Result: New, Status: 200})
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Alias(ctx, tx, near, old.URL) })
	if err := w.Recall(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.restart()
	for range 3 {
		if v, _ := w.lease(); v != nil {
			if v.URL != list.URL {
				t.Errorf("leased %s", v.URL)
			}
			w.done(v, Outcome{Result: Listing, Status: 200})
		}
		w.at = w.at.Add(400 * 24 * time.Hour)
	}

	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Lift(ctx, tx, a.URL, list.URL) })
	if n := w.add(near, list); n != 1 {
		t.Errorf("%d are new after one was lifted", n)
	}
}

// An address that leads to what was forgotten is asked less and less often.
func TestNextForForgotten(t *testing.T) {
	now := time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)
	v := &Visit{Address: page("a.example", "/1")}
	first := Next(v, Outcome{Result: Forgotten, Status: 200}, now)
	v.Last, v.Every = Forgotten, first
	if again := Next(v, Outcome{Result: Forgotten, Status: 200}, now); first < 24*time.Hour || again < 2*first {
		t.Errorf("visited again after %s, then after %s", first, again)
	}
}
