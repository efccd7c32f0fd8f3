package frontier

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"
	"time"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
	"dateline/scraper/fetch"
)

// A world is a frontier with a clock of its own.
type world struct {
	*Frontier
	t       testing.TB
	address string
	owner   string
	at      time.Time
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, address: dbtest.Address(t), at: time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)}
	w.restart()
	return w
}

// restart opens the frontier as a program does that was killed before.
func (w *world) restart() {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := d.Close(); err != nil {
			w.t.Error(err)
		}
	})
	w.Frontier, err = Open(w.t.Context(), d, Options{
		Owner: w.owner,
		Now:   func() time.Time { return w.at },
		Sleep: func(_ context.Context, d time.Duration) error { w.at = w.at.Add(d); return nil },
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) update(do func(ctx context.Context, tx *sql.Tx) error) {
	w.t.Helper()
	ctx := w.t.Context()
	if err := w.db.Update(ctx, func(tx *sql.Tx) error { return do(ctx, tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) add(addresses ...Address) (n int) {
	w.t.Helper()
	w.update(func(ctx context.Context, tx *sql.Tx) (err error) {
		n, err = w.Add(ctx, tx, addresses...)
		return err
	})
	return n
}

// lease returns the address leased, or "" and the time to ask again.
func (w *world) lease() (*Visit, time.Time) {
	w.t.Helper()
	v, again, err := w.Lease(w.t.Context())
	if err != nil && !errors.Is(err, ErrIdle) {
		w.t.Fatal(err)
	}
	return v, again
}

func (w *world) done(v *Visit, o Outcome) {
	w.t.Helper()
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Done(ctx, tx, v, o) })
}

func page(host, path string) Address {
	return Address{URL: "https://" + host + path, Host: host, Form: PageForm, Outlet: host}
}

func TestLeaseTakesOneVisitAHost(t *testing.T) { dbtest.Run(t, testLeaseTakesOneVisitAHost) }

func testLeaseTakesOneVisitAHost(t *testing.T) {
	w := newWorld(t)
	if n := w.add(page("a.example", "/1"), page("a.example", "/2"), page("b.example", "/1"), page("a.example", "/1")); n != 3 {
		t.Errorf("Add = %d new, want 3", n)
	}
	var got []string
	for {
		v, _ := w.lease()
		if v == nil {
			break
		}
		got = append(got, v.URL)
	}
	if want := []string{"https://a.example/1", "https://b.example/1"}; !slices.Equal(got, want) {
		t.Errorf("leased %v, want %v", got, want)
	}
}

func TestRestartFreesLeasesAndKeepsPauses(t *testing.T) {
	dbtest.Run(t, testRestartFreesLeasesAndKeepsPauses)
}

func testRestartFreesLeasesAndKeepsPauses(t *testing.T) {
	w := newWorld(t)
	w.add(page("a.example", "/1"))
	v, _ := w.lease()
	if v == nil {
		t.Fatal("nothing to lease")
	}
	if _, err := w.Turn(t.Context(), "a.example", 10*time.Second); err != nil {
		t.Fatal(err)
	}
	w.at = w.at.Add(time.Second)
	w.restart() // killed in the middle of the visit
	if v, again := w.lease(); v != nil || again.Sub(w.at) < 9*time.Second {
		t.Errorf("leased %v at once, to be asked again in %s: the host wants 10s between requests", v, again.Sub(w.at))
	}
	w.at = w.at.Add(10 * time.Second)
	if again, _ := w.lease(); again == nil || again.URL != v.URL {
		t.Errorf("leased %v after the pause, want %s again", again, v.URL)
	}
}

func TestTurnsKeepTheirDistance(t *testing.T) { dbtest.Run(t, testTurnsKeepTheirDistance) }

func testTurnsKeepTheirDistance(t *testing.T) {
	w := newWorld(t)
	var last time.Time
	for i := range 5 {
		at, err := w.Turn(t.Context(), "a.example", 2*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && at.Sub(last) < 2*time.Second {
			t.Errorf("turn %d came %s after the one before, want at least 2s", i, at.Sub(last))
		}
		last = at
	}
	before := w.at
	if _, err := w.Turn(t.Context(), "b.example", time.Second); err != nil || !w.at.Equal(before) {
		t.Errorf("another host waited %s (%v)", w.at.Sub(before), err)
	}
}

func TestTurnDoesNotWaitForHours(t *testing.T) { dbtest.Run(t, testTurnDoesNotWaitForHours) }

func testTurnDoesNotWaitForHours(t *testing.T) {
	w := newWorld(t)
	if err := w.Hold(t.Context(), "a.example", w.at.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Turn(t.Context(), "a.example", time.Second); err == nil {
		t.Error("Turn waited for a host that asked to be left alone for hours")
	}
	w.add(page("a.example", "/1"))
	if v, again := w.lease(); v != nil || !again.Equal(w.at.Add(3*time.Hour)) {
		t.Errorf("leased %v, again at %s; want nothing until the host may be asked", v, again)
	}
}

func TestDoneSetsTheNextDate(t *testing.T) { dbtest.Run(t, testDoneSetsTheNextDate) }

func testDoneSetsTheNextDate(t *testing.T) {
	w := newWorld(t)
	w.add(page("a.example", "/1"))
	v, _ := w.lease()
	o := Outcome{Result: New, Status: 200, ETag: `"1"`, LastModified: "yesterday", Published: w.at.Add(-time.Hour)}
	want := Next(v, o, w.at)
	w.done(v, o)
	v, again := w.lease()
	if v != nil || !again.Equal(w.at.Add(want.Truncate(time.Microsecond))) {
		t.Fatalf("leased %v, again in %s; want in %s", v, again.Sub(w.at), want)
	}
	first := w.at
	w.at = again
	v, _ = w.lease()
	if v == nil || v.ETag != `"1"` || v.LastModified != "yesterday" || v.Every != want.Truncate(time.Microsecond) {
		t.Fatalf("leased %+v, want the address with what the last visit left", v)
	}
	if got, want := v.History, (History{Found: first, First: first, Published: first.Add(-time.Hour), Last: New}); got != want {
		t.Errorf("history %+v, want %+v", got, want)
	}
	w.done(v, Outcome{Result: Revised, Status: 200})
	w.at = w.at.Add(day)
	if v, _ = w.lease(); v == nil || v.Changes != 1 || !v.Changed.Equal(again) {
		t.Errorf("leased %+v, want one change seen at %s", v, again)
	}
}

func TestMovedPagesAreVisitedOnce(t *testing.T) { dbtest.Run(t, testMovedPagesAreVisitedOnce) }

func testMovedPagesAreVisitedOnce(t *testing.T) {
	w := newWorld(t)
	short, long := page("a.example", "/?p=1"), page("a.example", "/story")
	w.add(short)
	v, _ := w.lease()
	o := Outcome{Result: New, Status: 200, ETag: `"1"`, SameAs: long.URL}
	w.update(func(ctx context.Context, tx *sql.Tx) error { _, err := w.Stand(ctx, tx, v, long, o); return err })
	w.done(v, o)
	w.add(short, long) // found again, both ways
	if v, _ := w.lease(); v != nil {
		t.Errorf("leased %s, though it was just visited", v.URL)
	}
	w.at = w.at.Add((6 * time.Hour))
	if v, _ = w.lease(); v == nil || v.URL != long.URL || v.ETag != `"1"` {
		t.Errorf("leased %+v, want where the page is now", v)
	}
	w.done(v, Outcome{Result: Unchanged})
	if v, _ = w.lease(); v != nil {
		t.Errorf("leased %s as well", v.URL)
	}
}

func TestAliasLeavesVisitedAddressesAlone(t *testing.T) {
	dbtest.Run(t, testAliasLeavesVisitedAddressesAlone)
}

func testAliasLeavesVisitedAddressesAlone(t *testing.T) {
	w := newWorld(t)
	found, own := page("a.example", "/amp/story"), page("a.example", "/story")
	w.add(found, own)
	v, _ := w.lease() // the addresses are due at once; the order is by address
	w.done(v, Outcome{Result: New})
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Alias(ctx, tx, own, found.URL) })
	if v, _ := w.lease(); v != nil {
		t.Errorf("leased %s, another name of what was just visited", v.URL)
	}
	w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Alias(ctx, tx, found, own.URL) })
	w.at = w.at.Add((6 * time.Hour))
	if v, _ := w.lease(); v == nil || v.URL != found.URL {
		t.Errorf("leased %v, want %s: the last address that works was made an alias", v, found.URL)
	}
}

func TestWantAndRecall(t *testing.T) { dbtest.Run(t, testWantAndRecall) }

func testWantAndRecall(t *testing.T) {
	w := newWorld(t)
	a, b := page("a.example", "/1"), page("b.example", "/1")
	w.add(a)
	v, _ := w.lease()
	w.done(v, Outcome{Result: New})
	isNew, err := w.Want(t.Context(), []Address{a, b})
	if err != nil || isNew[a.URL] || !isNew[b.URL] {
		t.Errorf("Want = %v, %v; want only b new", isNew, err)
	}
	for range 2 {
		v, _ := w.lease()
		if v == nil {
			t.Fatal("what a person asked for is not due")
		}
		w.done(v, Outcome{Result: Unchanged})
	}
	if err := w.Recall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, err := w.Status(t.Context()); err != nil || s.Due != 2 || s.Addresses != 2 {
		t.Errorf("after Recall: %+v, %v; want both due", s, err)
	}
}

func TestFoundNearerIsVisitedInFull(t *testing.T) { dbtest.Run(t, testFoundNearerIsVisitedInFull) }

func testFoundNearerIsVisitedInFull(t *testing.T) {
	w := newWorld(t)
	far := page("a.example", "/1")
	far.Depth = 2
	w.add(far)
	v, _ := w.lease()
	w.done(v, Outcome{Result: New, ETag: `"1"`})
	near := far
	near.Depth = 0
	w.add(near)
	if v, _ = w.lease(); v == nil || v.Depth != 0 || v.ETag != "" {
		t.Errorf("leased %+v, want depth 0 and no validators: its citations are followed from there", v)
	}
}

func TestConfigureForgetsOldFeeds(t *testing.T) { dbtest.Run(t, testConfigureForgetsOldFeeds) }

func testConfigureForgetsOldFeeds(t *testing.T) {
	w := newWorld(t)
	feed := Address{URL: "https://a.example/feed", Host: "a.example", Form: FeedForm, Outlet: "A"}
	other := Address{URL: "https://a.example/other", Host: "a.example", Form: FeedForm, Outlet: "A"}
	configure := func(list ...Address) {
		w.update(func(ctx context.Context, tx *sql.Tx) error { return w.Configure(ctx, tx, list) })
	}
	configure(feed, other)
	configure(feed)
	configure(feed) // starting again changes nothing
	if s, err := w.Status(t.Context()); err != nil || s.Due != 1 {
		t.Errorf("%+v, %v; want one feed due", s, err)
	}
	v, _ := w.lease()
	w.done(v, Outcome{Result: Listing, Every: time.Hour})
	configure(feed)
	if v, again := w.lease(); v != nil || !again.Equal(w.at.Add(time.Hour)) {
		t.Errorf("leased %v, again in %s; a restart must not make a feed due", v, again.Sub(w.at))
	}
}

func TestReleasedVisitsComeBack(t *testing.T) { dbtest.Run(t, testReleasedVisitsComeBack) }

func testReleasedVisitsComeBack(t *testing.T) {
	w := newWorld(t)
	w.add(page("a.example", "/1"))
	v, _ := w.lease()
	if err := w.Release(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if again, _ := w.lease(); again == nil || again.URL != v.URL {
		t.Errorf("leased %v, want %s", again, v.URL)
	}
}

func TestOutletsTellTheLastError(t *testing.T) { dbtest.Run(t, testOutletsTellTheLastError) }

func testOutletsTellTheLastError(t *testing.T) {
	w := newWorld(t)
	w.add(page("a.example", "/1"), page("a.example", "/2"))
	for range 2 {
		v, _ := w.lease()
		w.done(v, Outcome{Result: Failed, Says: "no answer from " + v.URL})
		w.at = w.at.Add(time.Second)
	}
	w.add(page("b.example", "/1"))
	list, err := w.Outlets(t.Context())
	if err != nil || len(list) != 2 {
		t.Fatalf("Outlets = %v, %v; want two", list, err)
	}
	if a := list[0]; a.Outlet != "a.example" || a.Addresses != 2 || a.Failing != 2 || a.LastError != "no answer from https://a.example/2" || a.ErrorURL != "https://a.example/2" {
		t.Errorf("a.example: %+v", a)
	}
	if b := list[1]; b.Failing != 0 || b.LastError != "" || b.Due != 1 {
		t.Errorf("b.example: %+v", b)
	}
}

func TestRobotsAreKept(t *testing.T) { dbtest.Run(t, testRobotsAreKept) }

func testRobotsAreKept(t *testing.T) {
	w := newWorld(t)
	if f, err := w.Robots(t.Context(), "https://a.example"); f != nil || err != nil {
		t.Errorf("Robots of a stranger = %v, %v", f, err)
	}
	want := fetch.RobotsFile{Status: 503, Reason: "busy", Fetched: w.at}
	for range 2 {
		if err := w.KeepRobots(t.Context(), "https://a.example", want); err != nil {
			t.Fatal(err)
		}
	}
	w.restart()
	f, err := w.Robots(t.Context(), "https://a.example")
	if err != nil || f == nil || f.Status != 503 || f.Reason != "busy" || !f.Fetched.Equal(w.at) {
		t.Errorf("Robots = %+v, %v; want what was kept", f, err)
	}
}
