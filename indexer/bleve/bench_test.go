package bleve_test

import (
	"fmt"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
	"dateline/indexer/timex"
)

// benchArticles is how many articles the questions of the benchmarks are put to.
const benchArticles = 2000

func filled(b *testing.B) *bleve.Index {
	b.Helper()
	x := opened(b)
	rs := indextest.Corpus(1, benchArticles)
	if err := x.Put(b.Context(), benchArticles, rs...); err != nil {
		b.Fatal(err)
	}
	return x
}

// BenchmarkPut tells the cost of an article, put alone or with others.
func BenchmarkPut(b *testing.B) {
	for _, size := range []int{1, 50} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			x := opened(b)
			rs := indextest.Corpus(1, 500)
			b.ResetTimer()
			for i := 0; i < b.N; i += size {
				from := i % (len(rs) - size + 1)
				if err := x.Put(b.Context(), uint64(i), rs[from:from+size]...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	x := filled(b)
	for _, bb := range []struct {
		name string
		q    indexer.Query
	}{
		{"common", indexer.Query{Text: "council"}},
		{"rare", indexer.Query{Text: "tramway trust delorme"}},
		{"phrase", indexer.Query{Text: `"missing fund"`}},
		{"newest", indexer.Query{}},
		{"event", indexer.Query{Text: "council", Event: event(1985, 1990)}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(b.Context(), bb.q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCopies tells the cost of folding: of the articles a third have copies, four of
// one text.
func BenchmarkCopies(b *testing.B) {
	x := opened(b)
	rs := indextest.Corpus(1, benchArticles)
	for i, r := range rs {
		if i%12 < 4 {
			r.CopiesOf = rs[i-i%12].Revision.ArticleID
		}
	}
	if err := x.Put(b.Context(), benchArticles, rs...); err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name string
		q    indexer.Query
	}{
		{"folded", indexer.Query{}},
		{"all", indexer.Query{Copies: indexer.AllCopies}},
		{"folded without facets", indexer.Query{Facets: indexer.NoFacets}},
		{"all without facets", indexer.Query{Copies: indexer.AllCopies, Facets: indexer.NoFacets}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(b.Context(), bb.q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTimeline(b *testing.B) {
	x := filled(b)
	for _, bb := range []struct {
		name string
		q    indexer.Query
	}{
		{"text", indexer.Query{Text: "ferry"}},
		{"interval", indexer.Query{Event: event(1985, 1990)}},
		{"speaker", indexer.Query{Speakers: []string{"Ida Moss"}, Event: event(1985, 1990)}},
		{"all", indexer.Query{}},
		{"interval, no facets", indexer.Query{Event: event(1987, 1989), Facets: indexer.NoFacets}},
		{"speaker, no facets", indexer.Query{Speakers: []string{"Ida Moss"}, Event: event(1985, 1990), Facets: indexer.NoFacets}},
		{"outlet, no facets", indexer.Query{Outlets: []string{"Quay Radio"}, Facets: indexer.NoFacets}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Timeline(b.Context(), bb.q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMarks tells the cost of a mark for each of up to 2000 entries, beside that of
// the same answer without.
func BenchmarkMarks(b *testing.B) {
	x := filled(b)
	q := indexer.Query{Text: "ferry", Limit: 1, Facets: indexer.NoFacets}
	for _, marks := range []int{0, indexer.MaxMarks} {
		b.Run(fmt.Sprintf("marks=%d", marks), func(b *testing.B) {
			for q.Marks = marks; b.Loop(); {
				tl, err := x.Timeline(b.Context(), q)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(tl.Marks)), "marks")
			}
		})
	}
}

// BenchmarkSimilar tells the cost of the ten articles that are most like one.
func BenchmarkSimilar(b *testing.B) {
	x := filled(b)
	id := indextest.Corpus(1, 1)[0].Revision.ArticleID
	for b.Loop() {
		if _, err := x.Similar(b.Context(), id, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func event(first, last int) timex.Interval {
	return timex.Interval{
		Start: time.Date(first, time.January, 1, 0, 0, 0, 0, time.UTC),
		End:   time.Date(last+1, time.January, 1, 0, 0, 0, 0, time.UTC),
	}
}
