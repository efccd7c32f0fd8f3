package columns_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/indextest"
	"dateline/indexer/timex"
)

// taken returns readings as the columns take them in, from some ordinals on.
func taken(readings []*indexer.Reading, article, claim uint32) (list []columns.Article) {
	for _, r := range readings {
		a := columns.Article{Ordinal: article, Ref: r.ArticleRef()}
		for _, v := range r.ClaimViews() {
			a.Claims = append(a.Claims, columns.Claim{Ordinal: claim, View: v})
			claim++
		}
		article++
		list = append(list, a)
	}
	return list
}

// answers returns what columns say to some queries, without the ordinals of documents.
func answers(t *testing.T, s *columns.Snapshot) string {
	t.Helper()
	var all []any
	for _, q := range []indexer.Query{
		{}, {Speakers: []string{"ida moss"}}, {Outlets: []string{"Quay Radio", "valecourier.example"}}, {Kinds: []string{"news"}, Grains: []timex.Grain{timex.Day, timex.Hour}},
		{Event: timex.Interval{Start: timex.Interval{}.Start.AddDate(1985, 0, 0), End: timex.Interval{}.End.AddDate(1995, 0, 0)}},
	} {
		tl := s.Timeline(&q, columns.Hits{}, nil, 30)
		for i := range tl.Events {
			tl.Events[i].Place.Claim = 0
		}
		all = append(all, tl)
		for _, l := range []*columns.List{s.Claims(&q, columns.Hits{}, nil, 30), s.Search(&q, columns.Hits{}, nil, 30)} {
			for i := range l.Rows {
				l.Rows[i].Ordinal = 0
			}
			all = append(all, l)
		}
	}
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// However articles come and go, the columns say what they say of those that are left.
func TestBatchesMakeNoDifference(t *testing.T) {
	readings := indextest.Corpus(21, 300)
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // an order, no secret
	s := columns.New()
	article, claim := uint32(1), uint32(1)
	at := map[int]uint32{} // ordinals of what is held
	put := func(some []int) {
		var gone []uint32
		var list []columns.Article
		for _, i := range some {
			if o, ok := at[i]; ok {
				gone = append(gone, o)
			}
			one := taken(readings[i:i+1], article, claim)
			at[i] = article
			article, claim = article+1, claim+uint32(len(one[0].Claims)) //nolint:gosec // few
			list = append(list, one...)
		}
		s = s.With(list, gone)
	}
	for i := 0; i < len(readings); {
		n := min(1+random.IntN(12), len(readings)-i)
		var some []int
		for k := range n {
			some = append(some, i+k)
		}
		put(some)
		i += n
	}
	for range 60 {
		put(random.Perm(len(readings))[:1+random.IntN(9)])
	}
	var left []*indexer.Reading
	var gone []uint32
	for i, r := range readings {
		if i%7 == 0 {
			gone = append(gone, at[i])
			continue
		}
		left = append(left, r)
	}
	before := answers(t, s)
	next := s.With(nil, gone)
	if got := answers(t, s); got != before {
		t.Error("a snapshot has changed")
	}
	fresh := columns.New().With(taken(left, 1, 1), nil)
	if got, want := answers(t, next), answers(t, fresh); got != want {
		t.Errorf("after batches the columns say\n%.600s\nand anew\n%.600s", got, want)
	}
	for i, s := range []*columns.Snapshot{next, fresh} {
		if articles, _, events := s.Size(); articles != len(left) || events == 0 {
			t.Errorf("columns %d hold %d articles and %d events, want %d articles", i, articles, events, len(left))
		}
	}
}

// What was written is read back, and what was harmed is not.
func TestFile(t *testing.T) {
	s := columns.New().With(taken(indextest.Corpus(22, 80), 1, 1), nil).With(taken(indextest.Corpus(23, 9), 100, 5000), []uint32{3, 4, 80})
	name := filepath.Join(t.TempDir(), "columns")
	if err := s.Write(name, 77); err != nil {
		t.Fatal(err)
	}
	again, mark, err := columns.Read(name)
	if err != nil || mark != 77 {
		t.Fatalf("Read = mark %d, %v", mark, err)
	}
	if got, want := answers(t, again), answers(t, s); got != want {
		t.Errorf("read back they say\n%.600s\nwant\n%.600s", got, want)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // places, no secret
	for n := range 300 {
		harmed := append([]byte(nil), whole...)
		if n%3 == 0 {
			harmed = harmed[:random.IntN(len(harmed))]
		} else {
			harmed[random.IntN(len(harmed))] ^= byte(1 + random.IntN(255))
		}
		if err := os.WriteFile(name, harmed, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := columns.Read(name); !errors.Is(err, columns.ErrDamaged) {
			t.Errorf("harmed file %d: %v, want ErrDamaged", n, err)
		}
	}
	if _, _, err := columns.Read(name + ".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := s.Write(filepath.Join(name, "x"), 1); err == nil {
		t.Error("columns are written below a file")
	}
}
