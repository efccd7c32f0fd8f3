package register

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer/cite"
	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// story returns a text of 200 words that no other n gives.
func story(n int) string {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "w%d ", (i*i+n*7919+i*n)%9973)
		if i%40 == 39 {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func article(id string, day int, words string) *cite.Text {
	return &cite.Text{
		Article: id, Outlet: id, Words: words,
		Published: scraper.Date{Time: time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC), Day: true},
	}
}

func TestCopiesAreKept(t *testing.T) { dbtest.Run(t, testCopiesAreKept) }

func testCopiesAreKept(t *testing.T) {
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
	held := map[string]*cite.Text{}
	text := func(_ context.Context, id string) (*cite.Text, error) { //nolint:unparam // as Text wants it
		return held[id], nil
	}
	put := func(list ...*cite.Text) {
		t.Helper()
		for range 2 { // a crash repeats it
			for _, a := range list {
				fresh := *a
				held[a.Article] = &fresh
			}
			if err := r.Join(ctx, text, list...); err != nil {
				t.Fatal(err)
			}
		}
	}
	check := func(what, id, want string) {
		t.Helper()
		first, list, err := r.Copies(ctx, id)
		got := first
		for _, c := range list {
			got += " " + c.Article
			if c.Reason == "" {
				t.Errorf("%s: nothing says why %s is a copy", what, c.Article)
			}
		}
		if err != nil || got != want {
			t.Errorf("%s: the copies of %s are %q, %v; want %q", what, id, got, err, want)
		}
	}
	stale := func(what, want string) {
		t.Helper()
		ids, err := r.Stale(ctx, 10)
		if got := strings.Join(ids, " "); err != nil || got != want {
			t.Errorf("%s: the index is told anew of %q, %v; want %q", what, got, err, want)
		}
		if err := r.Fresh(ctx, ids...); err != nil {
			t.Error(err)
		}
	}
	first := func(id, want string) {
		t.Helper()
		if got, err := r.First(ctx, id); err != nil || got != want {
			t.Errorf("First(%s) = %q, %v; want %q", id, got, err, want)
		}
	}
	put(article("a1", 3, story(1)), article("a2", 4, story(2)), article("a3", 5, story(1)+"One line more."))
	check("two in one batch", "a3", "a1 a3")
	check("two in one batch", "a1", "a1 a3")
	check("nobody's copy", "a2", "")
	check("a stranger", "zz", "")

	stale("two in one batch", "a1 a3")
	first("a1", "a1")
	first("a3", "a1")
	first("a2", "")

	put(article("a0", 1, story(1)))
	stale("an earlier one comes to light", "a0 a1 a3")
	first("a3", "a0")
	check("an earlier one comes to light", "a3", "a0 a1 a3")

	put(article("a4", 6, story(1)+story(2)))
	check("a page that repeats two stories", "a4", "a0 a1 a3 a4")
	check("a page that repeats two stories", "a2", "")

	put(article("a0", 1, story(3)))
	check("the first is rewritten", "a0", "")
	check("the first is rewritten", "a3", "a1 a3 a4")
	stale("the first is rewritten", "a0 a1 a3 a4")

	put(article("a1", 3, story(4)), article("a3", 5, story(5)))
	check("all but one are rewritten", "a1", "")
	check("what the joins hid", "a4", "a2 a4")

	far := article("a9", 9, story(9)[:50])
	far.Original = "http://a7.example/x"
	put(far)
	check("an original that is not held", "a9", "")
}

// A copy that is alone with its text once the first is forgotten is none any more: the index
// has to be told, also where no claim says so.
func TestForgottenCopies(t *testing.T) { dbtest.Run(t, testForgottenCopies) }

func testForgottenCopies(t *testing.T) {
	s := newShelf(t)
	for i, outlet := range []string{"Ledger", "Courier"} {
		s.arrive(outlet, 10+i, story(1))
	}
	var first, other string
	for _, rev := range s.held {
		if err := s.register.Join(t.Context(), s.Text, NewText(rev)); err != nil {
			t.Fatal(err)
		}
	}
	for id, rev := range s.held {
		if rev.Outlet == "Ledger" {
			first = id
		} else {
			other = id
		}
	}
	if got, err := s.register.First(t.Context(), other); err != nil || got != first {
		t.Fatalf("First = %q, %v; want %q", got, err, first)
	}
	if err := s.register.Fresh(t.Context(), first, other); err != nil {
		t.Fatal(err)
	}
	err := s.register.db.Update(t.Context(), func(tx *sql.Tx) error { return s.register.Forget(t.Context(), tx, s, first) })
	if err != nil {
		t.Fatal(err)
	}
	stale, err := s.register.Stale(t.Context(), 10)
	if err != nil || !slices.Equal(stale, []string{other}) {
		t.Errorf("the index is told anew of %v, %v; want %s", stale, err, other)
	}
	if got, err := s.register.First(t.Context(), other); err != nil || got != "" {
		t.Errorf("First = %q, %v; want none", got, err)
	}
}
