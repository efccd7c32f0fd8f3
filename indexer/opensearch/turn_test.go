package opensearch

import (
	"errors"
	"testing"

	"dateline/indexer"
	"dateline/indexer/indextest"
)

// What is on its way from a program that hangs changes nothing that another has written since
// it took over.
func TestLateWritesChangeNothing(t *testing.T) {
	c, name := named(t)
	before, rs := open(t, c, name), indextest.Corpus(29, 6)
	if err := before.Put(t.Context(), 6, rs...); err != nil {
		t.Fatal(err)
	}
	after := open(t, c, name)
	if err := after.Put(t.Context(), 7, rs[0]); err != nil {
		t.Fatal(err)
	}
	if err := after.Delete(t.Context(), 8, rs[1].Revision.ArticleID); err != nil {
		t.Fatal(err)
	}
	held := func() (total, claims int) {
		found, err := after.Search(t.Context(), indexer.Query{Copies: indexer.AllCopies})
		if err != nil {
			t.Fatal(err)
		}
		list, err := after.Claims(t.Context(), indexer.Query{Copies: indexer.AllCopies})
		if err != nil {
			t.Fatal(err)
		}
		return found.Total, list.Total
	}
	articles, claims := held()
	late := map[string]func() error{
		"an article that was written again": func() error { return before.put(t.Context(), rs[:1]) },
		"one that was deleted":              func() error { return before.put(t.Context(), rs[1:2]) },
		"a deletion":                        func() error { return before.delete(t.Context(), []string{rs[0].Revision.ArticleID}) },
	}
	for what, write := range late {
		if err := write(); !errors.Is(err, errOutdone) {
			t.Errorf("%s: %v, want errOutdone", what, err)
		}
	}
	// What the other has not written since is not its own yet: it is written again as Seq moves.
	if err := before.put(t.Context(), rs[2:3]); err != nil {
		t.Error(err)
	}
	if err := c.write(t.Context(), "POST", "/"+after.all()+"/_refresh", nil, nil); err != nil {
		t.Fatal(err)
	}
	if a, n := held(); a != articles || n != claims {
		t.Errorf("late writes make %d articles and %d claims of %d and %d", a, n, articles, claims)
	}
	// Whoever hung takes its turn again when it keeps the index again.
	if err := before.Put(t.Context(), 9, rs[1]); err != nil {
		t.Error(err)
	}
	if a, _ := held(); a != articles+1 {
		t.Errorf("after another article %d articles, want %d", a, articles+1)
	}
}
