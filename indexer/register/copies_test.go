package register

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/indexer/cite"
	"dateline/scraper"
	"dateline/scraper/db"
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

func TestCopiesAreKept(t *testing.T) {
	ctx := t.Context()
	d, err := db.Open(ctx, filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the test is over
	r, err := Open(ctx, d)
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
	put(article("a1", 3, story(1)), article("a2", 4, story(2)), article("a3", 5, story(1)+"One line more."))
	check("two in one batch", "a3", "a1 a3")
	check("two in one batch", "a1", "a1 a3")
	check("nobody's copy", "a2", "")
	check("a stranger", "zz", "")

	put(article("a0", 1, story(1)))
	check("an earlier one comes to light", "a3", "a0 a1 a3")

	put(article("a4", 6, story(1)+story(2)))
	check("a page that repeats two stories", "a4", "a0 a1 a3 a4")
	check("a page that repeats two stories", "a2", "")

	put(article("a0", 1, story(3)))
	check("the first is rewritten", "a0", "")
	check("the first is rewritten", "a3", "a1 a3 a4")

	put(article("a1", 3, story(4)), article("a3", 5, story(5)))
	check("all but one are rewritten", "a1", "")
	check("what the joins hid", "a4", "a2 a4")

	far := article("a9", 9, story(9)[:50])
	far.Original = "http://a7.example/x"
	put(far)
	check("an original that is not held", "a9", "")
}
