package bleve_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/indextest"
	"dateline/scraper"
)

// A Put of more than a batch holds is written in several, and all is there.
func TestPutInSeveralBatches(t *testing.T) {
	x := opened(t)
	rs := indextest.Corpus(3, 400) // about 8,000 documents
	for range 2 {
		if err := x.Put(t.Context(), 400, rs...); err != nil {
			t.Fatal(err)
		}
		checkHolds(t, x, rs)
	}
	if seq, err := x.Seq(t.Context()); seq != 400 || err != nil {
		t.Errorf("Seq = %d, %v; want 400", seq, err)
	}
}

// An index that takes the place of another is of a later generation, also when it is opened
// again, and answers and is written as before.
func TestOutdo(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	rs := indextest.Corpus(3, 30)
	put := func(rs ...*indexer.Reading) {
		if err := x.Put(t.Context(), 30, rs...); err != nil {
			t.Fatal(err)
		}
	}
	put(rs[:20]...)
	for _, tt := range []struct{ above, want uint64 }{{41, 42}, {41, 42}, {7, 42}, {42, 43}} {
		if err := x.Outdo(t.Context(), tt.above); err != nil {
			t.Fatal(err)
		}
		if got, err := x.Generation(t.Context()); got != tt.want || err != nil {
			t.Errorf("Outdo(%d): generation %d, %v; want %d", tt.above, got, err, tt.want)
		}
		checkHolds(t, x, rs[:20])
	}
	put(rs[20:]...)
	for range 2 {
		checkHolds(t, x, rs)
		if got, err := x.Generation(t.Context()); got != 44 || err != nil {
			t.Errorf("after a Put: generation %d, %v; want 44", got, err)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		x = open(t, dir)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestPutWithoutID(t *testing.T) {
	x := opened(t)
	if err := x.Put(t.Context(), 1, &indexer.Reading{}); err == nil {
		t.Error("Put took an article without an id")
	}
	if seq, _ := x.Seq(t.Context()); seq != 0 {
		t.Errorf("Seq = %d after a Put that failed", seq)
	}
}

func prose(id, headline, text string) *indexer.Reading {
	return &indexer.Reading{Revision: scraper.Revision{
		ArticleID: id, Outlet: "Quay Radio", Number: 1,
		Article: scraper.Article{
			URL: "https://quayradio.example/" + id, Headline: headline, Text: text,
			Published: scraper.Date{Time: time.Date(2020, time.May, 1, 0, 0, 0, 0, time.UTC), Day: true},
		},
	}}
}

// The right answer stands first: a headline counts more than a text, a text
// about something more than one that mentions it, and length does not decide.
func TestRanking(t *testing.T) {
	x := opened(t)
	filler := "Ships came in and ships went out while the town looked on. "
	long := ""
	for range 40 {
		long += filler
	}
	rs := append(indextest.Corpus(4, 150), // some tell of other things at length
		prose("headline", "The carillon that fell silent", filler+"The carillon hangs in the tower. "+filler),
		prose("subject", "A tower and its bells", filler+"The carillon was cast abroad. The carillon was tuned twice, and the carillon was lost. "+long),
		prose("mention", "Market day", long+"One hears the carillon from there. "+long+long),
	)
	if err := x.Put(t.Context(), 1, rs...); err != nil {
		t.Fatal(err)
	}
	res, err := x.Search(t.Context(), indexer.Query{Text: "carillons"}) // found by its stem
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range res.Hits {
		got = append(got, h.Article.ID)
	}
	if want := []string{"headline", "subject", "mention"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	for _, h := range res.Hits {
		if h.Score <= 0 {
			t.Errorf("score of %s: %g", h.Article.ID, h.Score)
		}
	}
}

// Equal scores and dates are told apart, so that every page is the same twice.
func TestEqualScores(t *testing.T) {
	x := opened(t)
	for i := range 40 {
		if err := x.Put(t.Context(), uint64(i), prose(fmt.Sprintf("same%02d", (i*7)%40), "Bells", "The carillon plays.")); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	q := indexer.Query{Text: "carillon", Limit: 3}
	for more := true; more; more = q.Cursor != "" {
		res, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Hits {
			got = append(got, h.Article.ID)
		}
		q.Cursor = res.Next
	}
	if len(got) != 40 || !slices.IsSorted(got) {
		t.Errorf("pages show %v, want all 40 in order of id", got)
	}
}
