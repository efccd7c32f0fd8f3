package frontier

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"dateline/scraper/db/dbtest"
)

// moved ends a visit that was redirected for good, as the pipeline does.
func (w *world) moved(v *Visit, to Address, o Outcome) {
	w.t.Helper()
	w.update(func(ctx context.Context, tx *sql.Tx) error {
		stands, err := w.Stand(ctx, tx, v, to, o)
		if err != nil {
			return err
		}
		if stands {
			o.SameAs = to.URL
		}
		return w.Done(ctx, tx, v, o)
	})
}

func TestDeletedArticleLeavesTheFrontPageAlone(t *testing.T) {
	dbtest.Run(t, testDeletedArticleLeavesTheFrontPageAlone)
}

func testDeletedArticleLeavesTheFrontPageAlone(t *testing.T) {
	w := newWorld(t)
	home := Address{URL: "https://a.example/", Host: "a.example", Form: ListingForm, Outlet: "A"}
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Configure(ctx, tx, []Address{home}) })
	v, _ := w.lease()
	w.done(v, Outcome{Result: Listing, Status: 200, ETag: `"home1"`})
	article := page("a.example", "/old")
	article.Outlet = "A"
	w.add(article)
	v, _ = w.lease()
	v.Every = 40 * 24 * time.Hour // an old story
	at := home
	at.Form = PageForm // as settle gives it
	w.moved(v, at, Outcome{Result: Other, Status: 200, ETag: `"home2"`})
	_, again := w.lease()
	if again.Sub(w.at) > 33*time.Minute {
		t.Errorf("the front page is read again in %s, want 30 to 33m", again.Sub(w.at))
	}
	w.at = again
	if v, _ = w.lease(); v == nil || v.URL != home.URL || v.ETag != `"home1"` || v.Form != ListingForm {
		t.Errorf("leased %+v, want the front page as it was last read", v)
	}
}

func TestWantOfAnAddressThatMovedTwice(t *testing.T) {
	dbtest.Run(t, testWantOfAnAddressThatMovedTwice)
}

func testWantOfAnAddressThatMovedTwice(t *testing.T) {
	w := newWorld(t)
	a, b, c := page("a.example", "/a"), page("a.example", "/b"), page("a.example", "/c")
	move := func(from, to Address) {
		v, _ := w.lease()
		if v == nil || v.URL != from.URL {
			t.Fatalf("leased %v, want %s", v, from.URL)
		}
		w.moved(v, to, Outcome{Result: New, Status: 200})
		w.at = w.at.Add(7 * time.Hour)
	}
	w.add(a)
	move(a, b) // a moved to b
	move(b, c) // later, b moved to c
	v, _ := w.lease()
	w.done(v, Outcome{Result: Unchanged, Status: 200})
	if _, err := w.Want(t.Context(), []Address{a}); err != nil {
		t.Fatal(err)
	}
	if v, _ := w.lease(); v == nil {
		t.Error("add of a, known: nothing is visited")
	}
}

func TestAliasFoundNearer(t *testing.T) { dbtest.Run(t, testAliasFoundNearer) }

func testAliasFoundNearer(t *testing.T) {
	w := newWorld(t)
	a, b := page("a.example", "/a"), page("a.example", "/b")
	a.Depth, b.Depth = 2, 2
	w.add(a)
	v, _ := w.lease()
	w.moved(v, b, Outcome{Result: New, Status: 200, ETag: "x"})
	a.Depth = 0
	w.add(a) // the outlet's own feed lists it
	v, again := w.lease()
	if v == nil {
		w.at = again
		v, _ = w.lease()
		t.Errorf("found nearer, but visited only in %s: %s at depth %d with validator %q", time.Until(again), v.URL, v.Depth, v.ETag)
	}
}

func TestFoundNearerDuringTheVisit(t *testing.T) { dbtest.Run(t, testFoundNearerDuringTheVisit) }

func testFoundNearerDuringTheVisit(t *testing.T) {
	w := newWorld(t)
	a := page("a.example", "/a")
	a.Depth = 2
	w.add(a)
	v, _ := w.lease()
	a.Depth = 0
	w.add(a)
	w.done(v, Outcome{Result: New, Status: 200, ETag: "x"})
	v, again := w.lease()
	if v == nil {
		w.at = again
		v, _ = w.lease()
		t.Errorf("visited only 6h later, depth %d, and with validator %q: 304 brings no citations", v.Depth, v.ETag)
	}
}

func TestConfigureForgetsWhatOldFeedsLedTo(t *testing.T) {
	dbtest.Run(t, testConfigureForgetsWhatOldFeedsLedTo)
}

func testConfigureForgetsWhatOldFeedsLedTo(t *testing.T) {
	w := newWorld(t)
	home := Address{URL: "https://a.example/", Host: "a.example", Form: ListingForm, Outlet: "A"}
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Configure(ctx, tx, []Address{home}) })
	v, _ := w.lease()
	w.add(Address{URL: "https://a.example/feed", Host: "a.example", Form: FeedForm, Outlet: "A", FoundOn: home.URL})
	w.done(v, Outcome{Result: Listing, Status: 200})
	w.restart()
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Configure(ctx, tx, nil) })
	if v, _ := w.lease(); v != nil {
		t.Errorf("the configuration names no outlet, but %s of %q is visited", v.URL, v.Outlet)
	}
}

func TestMovedFeedAfterRestart(t *testing.T) { dbtest.Run(t, testMovedFeedAfterRestart) }

func testMovedFeedAfterRestart(t *testing.T) {
	w := newWorld(t)
	feed := Address{URL: "https://a.example/feed", Host: "a.example", Form: FeedForm, Outlet: "A"}
	to := feed
	to.URL = "https://a.example/rss"
	conf := func() {
		w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Configure(ctx, tx, []Address{feed}) })
	}
	conf()
	v, _ := w.lease()
	w.moved(v, to, Outcome{Result: Listing, Status: 200})
	w.restart()
	conf()
	s, _ := w.Status(t.Context())
	_, again := w.lease()
	if s.NextVisit.IsZero() {
		t.Errorf("Status says that nothing is planned, but Lease says %s: keepOn sleeps for ever", again)
	}
}

func TestOtherNamesOfTheGoneAreVisited(t *testing.T) {
	dbtest.Run(t, testOtherNamesOfTheGoneAreVisited)
}

func testOtherNamesOfTheGoneAreVisited(t *testing.T) {
	w := newWorld(t)
	amp, own := page("a.example", "/amp/1"), page("a.example", "/1")
	w.add(amp)
	v, _ := w.lease()
	w.update(func(ctx context.Context, tx *sql.Tx) error {
		if err := w.Alias(ctx, tx, own, amp.URL); err != nil {
			return err
		}
		return w.Done(ctx, tx, v, Outcome{Result: New, Status: 200})
	})
	for range 20 { // the AMP address is taken down
		v, again := w.lease()
		if v == nil {
			w.at = again
			continue
		}
		if v.URL == own.URL {
			return
		}
		w.done(v, Outcome{Result: Failed, Status: 410})
		w.add(own) // the feed lists it on every reading
	}
	t.Errorf("the article's own address was never visited, though its other name is gone")
}

func TestRedirectToNoArticleIsNotForGood(t *testing.T) {
	dbtest.Run(t, testRedirectToNoArticleIsNotForGood)
}

func testRedirectToNoArticleIsNotForGood(t *testing.T) {
	w := newWorld(t)
	a, down := page("a.example", "/a"), page("a.example", "/maintenance")
	w.add(a)
	v, _ := w.lease()
	w.moved(v, down, Outcome{Result: Other, Status: 200})
	if _, err := w.Want(t.Context(), []Address{a}); err != nil {
		t.Fatal(err)
	}
	v, _ = w.lease()
	if v == nil || v.URL != a.URL {
		t.Errorf("a person asks for %s: leased %+v", a.URL, v)
	}
}
