package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// A room is a desk with an index beside it, and a clock that stands still.
type room struct {
	*Desk
	t     *testing.T
	db    *db.DB
	index *bleve.Index
	clock time.Time
}

func newRoom(t *testing.T, opt Options) *room {
	t.Helper()
	r := &room{t: t, clock: noon}
	var err error
	if r.db, err = db.Open(t.Context(), dbtest.Address(t)); err != nil {
		t.Fatal(err)
	}
	if r.index, err = bleve.Open(t.TempDir(), slog.New(slog.DiscardHandler), bleve.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(r.index.Close(), r.db.Close()); err != nil {
			t.Error(err)
		}
	})
	r.reopen(opt)
	return r
}

// reopen opens the desk as another process would.
func (r *room) reopen(opt Options) {
	r.t.Helper()
	opt.Now, opt.Indexed = func() time.Time { return r.clock }, r.index.Seq
	var err error
	if r.Desk, err = Open(r.t.Context(), r.db, opt); err != nil {
		r.t.Fatal(err)
	}
}

// arrive tells the desk and then the index of articles.
func (r *room) arrive(readings ...*indexer.Reading) {
	r.t.Helper()
	upTo := readings[len(readings)-1].Revision.Seq
	if err := r.Arrive(r.t.Context(), r.index, upTo, readings...); err != nil {
		r.t.Fatal(err)
	}
	if err := r.index.Put(r.t.Context(), upTo, readings...); err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) save(d Draft) *Search {
	r.t.Helper()
	s, err := r.Save(r.t.Context(), d)
	if err != nil {
		r.t.Fatalf("Save(%+v): %v", d, err)
	}
	return s
}

// found returns the articles that a search has found and nobody has seen, sorted.
func (r *room) found(id string) (ids []string) {
	r.t.Helper()
	cursor := ""
	for {
		page, err := r.Unseen(r.t.Context(), id, 7, cursor)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, m := range page.Matches {
			ids = append(ids, m.Article.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	slices.Sort(ids)
	return ids
}

// What a search finds as articles arrive is what it finds in the index at the end.
func TestWhatArrivesIsFound(t *testing.T) { dbtest.Run(t, testWhatArrivesIsFound) }

func testWhatArrivesIsFound(t *testing.T) {
	r := newRoom(t, Options{})
	rs := indextest.Corpus(31, 60)
	r.arrive(rs[:20]...) // nobody has saved anything
	queries := []string{"q=ferry", "q=council+-ferry", "speaker=Ida+Moss", "outlet=Quay+Radio&q=date%3Anone", "q=%22missing+fund%22+OR+orchard", "event=198X"}
	var saved []*Search
	for i, q := range queries {
		saved = append(saved, r.save(Draft{Name: fmt.Sprintf("Search %d", i), Query: q}))
	}
	for i := 20; i < 60; i += 8 {
		r.arrive(rs[i:min(i+8, 60)]...)
	}
	old := map[string]bool{}
	for _, a := range rs[:20] {
		old[a.Revision.ArticleID] = true
	}
	for i, s := range saved {
		q, err := r.question(queries[i])
		if err != nil {
			t.Fatal(err)
		}
		q.Limit = indexer.MaxLimit
		all, err := r.index.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, h := range all.Hits {
			if !old[h.Article.ID] {
				want = append(want, h.Article.ID)
			}
		}
		slices.Sort(want)
		if got := r.found(s.ID); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s has found %d articles, want %d", queries[i], len(got), len(want))
		}
	}
}

// Nothing is found twice: not after a crash, not when an index is made anew, not in a later
// revision.
func TestNothingIsNewTwice(t *testing.T) { dbtest.Run(t, testNothingIsNewTwice) }

func testNothingIsNewTwice(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	rs := indextest.Corpus(32, 30)
	r.arrive(rs[:10]...)
	s := r.save(Draft{Name: "All", Query: "q=-nosuchword"})
	r.arrive(rs[10:20]...)
	if got := r.found(s.ID); len(got) != 10 {
		t.Fatalf("%d are new, want the 10 that arrived since", len(got))
	}
	// The index was not told when the program was killed: all comes again.
	if err := r.Arrive(ctx, r.index, 25, rs[20:25]...); err != nil {
		t.Fatal(err)
	}
	r.reopen(Options{})
	r.arrive(rs[20:25]...)
	if got := r.found(s.ID); len(got) != 15 {
		t.Errorf("%d are new after a crash, want 15", len(got))
	}
	// An index is made anew.
	anew, err := bleve.Open(t.TempDir(), slog.New(slog.DiscardHandler), bleve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer anew.Close() //nolint:errcheck // the test is over
	if err := r.Arrive(ctx, anew, 25, rs[:25]...); err != nil {
		t.Fatal(err)
	}
	if got := r.found(s.ID); len(got) != 15 {
		t.Errorf("%d are new while an index is made anew, want 15", len(got))
	}
	// An article that the search had found before it was saved, and one since, are revised.
	for n, i := range []int{3, 12} {
		revised := *rs[i]
		revised.Revision.Number, revised.Revision.Seq = 2, uint64(26+n)
		r.arrive(&revised)
	}
	if got := r.found(s.ID); len(got) != 15 {
		t.Errorf("%d are new after two revisions, want 15", len(got))
	}
	// One is revised so that a search finds it which had not.
	late := r.save(Draft{Name: "Late", Query: "q=zeppelin"})
	revised := *rs[3]
	revised.Revision.Number, revised.Revision.Seq, revised.Revision.Headline = 3, 28, "A zeppelin over the ferry"
	r.arrive(&revised)
	if got := r.found(late.ID); !slices.Equal(got, []string{revised.Revision.ArticleID}) {
		t.Errorf("a revision that speaks of it first: found %v", got)
	}
}

// A claim of an old article that others turn out to make as well is new to a search for that.
func TestComparingMakesNews(t *testing.T) { dbtest.Run(t, testComparingMakesNews) }

func testComparingMakesNews(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	rs := indextest.Corpus(33, 5)
	for _, a := range rs {
		for id, f := range a.Facts {
			f.Origins, f.Conflict = 1, false
			a.Facts[id] = f
		}
	}
	many, any := r.save(Draft{Name: "Many", Query: "origins=2"}), r.save(Draft{Name: "Any", Query: "q=-nosuchword"})
	r.arrive(rs[4])
	if err := r.index.Put(ctx, 5, rs[:4]...); err != nil {
		t.Fatal(err)
	}
	for id, f := range rs[2].Facts {
		f.Origins = 2
		rs[2].Facts[id] = f
	}
	for range 2 {
		if err := r.Again(ctx, r.index, rs[2]); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.found(many.ID); !slices.Equal(got, []string{rs[2].Revision.ArticleID}) {
		t.Errorf("found %v, want the article whose claims two sources make now", got)
	}
	if got := r.found(any.ID); len(got) != 1 {
		t.Errorf("a search that asks for no comparison has found %d, want the one that arrived", len(got))
	}
}

func TestSeen(t *testing.T) { dbtest.Run(t, testSeen) }

func testSeen(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	rs := indextest.Corpus(34, 12)
	s := r.save(Draft{Name: "All", Query: "q=-nosuchword"})
	r.arrive(rs[:8]...)
	page, err := r.Unseen(ctx, s.ID, 3, "")
	if err != nil || page.Total != 8 || len(page.Matches) != 3 || page.Next == "" || page.Search.New != 8 {
		t.Fatalf("Unseen = %+v, %v", page, err)
	}
	third := page.Matches[2].Position
	for _, tt := range []struct {
		upTo int64
		want int
	}{{third, 2}, {third - 1, 2}, {third + 1000, 0}, {0, 0}} {
		if got, err := r.Seen(ctx, s.ID, tt.upTo); err != nil || got.New != tt.want {
			t.Errorf("Seen(%d) leaves %d new, %v; want %d", tt.upTo, got.New, err, tt.want)
		}
	}
	r.arrive(rs[8:]...)
	got, err := r.Saved(ctx, s.ID)
	if err != nil || got.New != 4 || got.Found != 12 {
		t.Errorf("after four more: %+v, %v", got, err)
	}
	if _, err := r.Unseen(ctx, s.ID, 0, "x"); !isWrong(err, "cursor") {
		t.Errorf("a cursor of nobody's: %v", err)
	}
}

func isWrong(err error, field string) bool {
	var q *indexer.QueryError
	return errors.As(err, &q) && q.Field == field
}

func isTaken(err error, id string) bool {
	var taken *TakenError
	return errors.As(err, &taken) && taken.ID == id
}

func TestWrongSearches(t *testing.T) { dbtest.Run(t, testWrongSearches) }

func testWrongSearches(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	first := r.save(Draft{Name: "  Bridge \n fund ", Query: "?q=bridge"[1:]})
	if first.ID != "bridge-fund" || first.Name != "Bridge fund" || first.Secret != "" {
		t.Errorf("saved as %+v", first)
	}
	for _, tt := range []struct {
		draft Draft
		field string
	}{
		{Draft{Name: "", Query: "q=x"}, "name"},
		{Draft{Name: "\x00\u202e", Query: "q=x"}, "name"},
		{Draft{Name: strings.Repeat("x", 300), Query: "q=x"}, "name"},
		{Draft{Name: "A", Query: "q=%22open"}, "q"},
		{Draft{Name: "A", Query: "q=the"}, "q"},
		{Draft{Name: "A", Query: "kind=gossip"}, "kind"},
		{Draft{Name: "A", Query: "q=%zz"}, "query"},
		{Draft{Name: "A", Query: "q=x", Webhook: "ftp://a.example/"}, "webhook"},
		{Draft{Name: "A", Query: "q=x", Webhook: "http://127.0.0.1/hook"}, "webhook"},
		{Draft{Name: "A", Query: "q=x", Webhook: "https://user@a.example/hook"}, "webhook"},
		{Draft{Name: "A", Query: "q=x", Webhook: "https://a.example:8443/hook"}, "webhook"},
		{Draft{Name: "A", Query: "q=x", Webhook: "http://169.254.169.254/latest"}, "webhook"},
		{Draft{Name: "A", Query: "q=x", Webhook: "https://a.example/" + strings.Repeat("x", 3000)}, "webhook"},
		{Draft{Name: "A", Query: "q=x", Webhook: "https://a.example/", Secret: "short"}, "secret"},
		{Draft{Name: "A", Query: "q=x", Mail: "desk@newsroom.example"}, "mail"}, // no server is set up
	} {
		if s, err := r.Save(ctx, tt.draft); !isWrong(err, tt.field) {
			t.Errorf("Save(%.200v) = %v, %v; want an error about %s", tt.draft, s, err, tt.field)
		}
	}
	if _, err := r.Save(ctx, Draft{Name: "BRIDGE FUND", Query: "q=x"}); !isTaken(err, first.ID) {
		t.Errorf("a name that is taken: %v", err)
	}
	if s := r.save(Draft{Name: "Bridge: fund", Query: "q=x"}); s.ID != "bridge-fund-2" {
		t.Errorf("another of the same letters is %s", s.ID)
	}
	if s := r.save(Draft{Name: "橋", Query: ""}); s.ID != "search" {
		t.Errorf("a name without a letter that an address has is %s", s.ID)
	}
	for _, err := range []error{
		r.Remove(ctx, "nobody"), second(r.Saved(ctx, "nobody")), second(r.Seen(ctx, "nobody", 0)),
		second(r.Unseen(ctx, "nobody", 0, "")), second(r.Change(ctx, "nobody", Change{})),
	} {
		if !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("a search that is not there: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestChange(t *testing.T) { dbtest.Run(t, testChange) }

func testChange(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	rs := indextest.Corpus(35, 9)
	s := r.save(Draft{Name: "One", Query: "q=-nosuchword"})
	other := r.save(Draft{Name: "Two", Query: "q=ferry"})
	r.arrive(rs[:3]...)
	off, name, query := false, "Uno", "q=nosuchword"
	if got, err := r.Change(ctx, s.ID, Change{Name: &name, Active: &off}); err != nil || got.Name != "Uno" || got.ID != "one" || got.Active || got.Secret != "" {
		t.Errorf("Change = %+v, %v", got, err)
	}
	r.arrive(rs[3:6]...)
	if got := r.found(s.ID); len(got) != 3 {
		t.Errorf("while it rests it has found %d, want the 3 of before", len(got))
	}
	on := true
	if got, err := r.Change(ctx, s.ID, Change{Query: &query, Active: &on}); err != nil || got.Query != query {
		t.Errorf("Change = %+v, %v", got, err)
	}
	r.arrive(rs[6:]...)
	if got := r.found(s.ID); len(got) != 3 {
		t.Errorf("with a query that finds nothing it has found %d, want 3", len(got))
	}
	if _, err := r.Change(ctx, other.ID, Change{Name: &name}); !isTaken(err, s.ID) {
		t.Errorf("a change to a name that is taken: %v", err)
	}
	if err := r.Remove(ctx, s.ID); err != nil {
		t.Error(err)
	}
	list, err := r.Searches(ctx)
	if err != nil || len(list) != 1 || list[0].ID != other.ID {
		t.Errorf("after one was removed: %+v, %v", list, err)
	}
}

// Whoever is told of what arrives holds the searches against it as they are, also if they were
// changed in another process.
func TestSearchesChangeElsewhere(t *testing.T) { dbtest.Run(t, testSearchesChangeElsewhere) }

func testSearchesChangeElsewhere(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	elsewhere := *r
	elsewhere.reopen(Options{})
	rs := indextest.Corpus(38, 16)
	r.save(Draft{Name: "Other", Query: "q=nosuchword"})
	r.arrive(rs[:2]...) // it knows the searches now
	all, none, on, off := "", "q=nosuchword", true, false
	change := func(c Change) error { return second(elsewhere.Change(ctx, "one", c)) }
	for i, tt := range []struct {
		does string
		do   func() error
		want int // articles that it has found then
	}{
		{"saved", func() error { return second(elsewhere.Save(ctx, Draft{Name: "One", Query: all})) }, 2},
		{"given words that nothing has", func() error { return change(Change{Query: &none}) }, 2},
		{"given other words", func() error { return change(Change{Query: &all}) }, 4},
		{"switched off", func() error { return change(Change{Active: &off}) }, 4},
		{"switched on", func() error { return change(Change{Active: &on}) }, 6},
		{"removed, and another is saved under its name", func() error {
			return errors.Join(elsewhere.Remove(ctx, "one"), second(elsewhere.Save(ctx, Draft{Name: "One", Query: none})))
		}, 0},
	} {
		if err := tt.do(); err != nil {
			t.Fatalf("%s: %v", tt.does, err)
		}
		r.arrive(rs[2+2*i : 4+2*i]...)
		if got := r.found("one"); len(got) != tt.want {
			t.Errorf("%s elsewhere: it has found %d, want %d", tt.does, len(got), tt.want)
		}
	}
	if err := elsewhere.Remove(ctx, "one"); err != nil {
		t.Fatal(err)
	}
	if m, _, err := r.watching(ctx); err != nil || m.Len() != 1 {
		t.Errorf("after one of two was removed elsewhere: %d are watched, %v; want 1", m.Len(), err)
	}
}

// A query that this version cannot read is told of, and holds up nothing else.
func TestABrokenSearchHoldsUpNobody(t *testing.T) { dbtest.Run(t, testABrokenSearchHoldsUpNobody) }

func testABrokenSearchHoldsUpNobody(t *testing.T) {
	ctx := t.Context()
	r := newRoom(t, Options{})
	s, broken := r.save(Draft{Name: "All", Query: ""}), r.save(Draft{Name: "Broken", Query: "q=x"})
	if err := r.update(ctx, `UPDATE saved_search SET query = 'q=%22open' WHERE id = ?`, broken.ID); err != nil {
		t.Fatal(err)
	}
	r.reopen(Options{})
	r.arrive(indextest.Corpus(36, 3)...)
	if got := r.found(s.ID); len(got) != 3 {
		t.Errorf("the other search has found %d, want 3", len(got))
	}
	if got, err := r.Saved(ctx, broken.ID); err != nil || !strings.Contains(got.Says, "not closed") {
		t.Errorf("the broken search: %+v, %v", got, err)
	}
}

func BenchmarkMatch(b *testing.B) {
	prober := bleve.NewProber(time.Now, nil)
	rs := indextest.Corpus(1, 200)
	for i, r := range rs { // as long as news is: some 700 words
		for k := range 8 {
			r.Revision.Text += "\n" + fmt.Sprintf("Page%d of book%d. ", i, k) + rs[(i+k+1)%len(rs)].Revision.Text
		}
		r.Revision.Text = r.Revision.Text[:min(len(r.Revision.Text), 4200)]
	}
	for _, searches := range []int{0, 1000, 10_000} {
		b.Run(fmt.Sprint(searches), func(b *testing.B) {
			m := NewMatcher(prober)
			for i, q := range thousand(searches) {
				if err := m.Add(fmt.Sprint(i), q); err != nil {
					b.Fatal(err)
				}
			}
			n, i := 0, 0
			for b.Loop() {
				found, err := m.Match(rs[i%len(rs)])
				if err != nil {
					b.Fatal(err)
				}
				n, i = n+len(found), i+1
			}
			b.ReportMetric(float64(n)/float64(i), "found/article")
		})
	}
}

// thousand returns n queries as people save them: most of names and words that the articles
// do not hold, some of what they do, a tenth each of fields, phrases, prefixes and filters.
func thousand(n int) []indexer.Query {
	held := []string{"ferry", "aqueduct", "orchard", "viaduct", "hospital", "cannery", "\"missing fund\"", "observat*", "ledgre~1", "theatre"}
	var list []indexer.Query
	for i := range n {
		rare := fmt.Sprintf("name%d", i)
		word := held[i/10%len(held)]
		list = append(list, []indexer.Query{
			{Text: rare},
			{Text: rare + " " + word},
			{Text: word + " -council"},
			{Text: fmt.Sprintf("%q OR %s", rare+" bridge", rare)},
			{Text: word, Speakers: []string{rare}},
			{Speakers: []string{rare, "Ida Moss"}},
			{Text: fmt.Sprintf("speaker:%s OR (%s kind:opinion)", rare, rare)},
			{Text: rare + "* council"},
			{Outlets: []string{"Quay Radio"}, Text: word + " origins:>1"},
			{Text: rare + "~1 (" + word + " OR council)"},
		}[i%10])
	}
	return list
}

func ExampleMatcher() {
	prober := bleve.NewProber(time.Now, nil)
	m := NewMatcher(prober)
	for name, text := range map[string]string{"ferries": "ferry OR ferries", "zeppelins": "zeppelin"} {
		if err := m.Add(name, indexer.Query{Text: text}); err != nil {
			panic(err)
		}
	}
	found := 0
	for _, r := range indextest.Corpus(1, 30) {
		names, err := m.Match(r)
		if err != nil {
			panic(err)
		}
		found += len(names)
	}
	fmt.Println(found > 0)
	// Output: true
}

// A search that fails while an index is asked leaves nothing half written.
func TestArriveIsAllOrNothing(t *testing.T) { dbtest.Run(t, testArriveIsAllOrNothing) }

func testArriveIsAllOrNothing(t *testing.T) {
	r := newRoom(t, Options{})
	s := r.save(Draft{Name: "All", Query: ""})
	rs := indextest.Corpus(37, 4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Arrive(ctx, r.index, 4, rs...); !errors.Is(err, context.Canceled) {
		t.Errorf("Arrive with a cancelled context: %v", err)
	}
	r.arrive(rs...)
	if got := r.found(s.ID); len(got) != 4 {
		t.Errorf("found %d, want 4", len(got))
	}
}
