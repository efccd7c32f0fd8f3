package bleve_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
	"dateline/indexer/lang"
)

func synonyms(t testing.TB) *lang.Synonyms {
	t.Helper()
	s, err := lang.NewSynonyms(indextest.Synonyms)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t testing.TB, dir string) *bleve.Index {
	t.Helper()
	x, err := bleve.Open(dir, slog.New(slog.DiscardHandler), bleve.Options{Synonyms: synonyms(t)})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// opened returns a new index, closed at the end of the test.
func opened(t testing.TB) *bleve.Index {
	t.Helper()
	x := open(t, t.TempDir())
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func TestIndex(t *testing.T) {
	dirs := map[indexer.Index]string{}
	indextest.Run(t,
		func(t *testing.T) indexer.Index {
			dir := t.TempDir()
			x := open(t, dir)
			dirs[x] = dir
			return x
		},
		func(t *testing.T, x indexer.Index) indexer.Index {
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, dirs[x])
		})
}

// Words that begin or are written nearly alike are found; what stands for too many words
// is refused with words, not with a long search.
func TestWordsLikeOthers(t *testing.T) {
	x := opened(t)
	rs := indextest.Corpus(41, 60)
	if err := x.Put(t.Context(), 1, rs...); err != nil {
		t.Fatal(err)
	}
	total := func(text string) int {
		t.Helper()
		res, err := x.Search(t.Context(), indexer.Query{Text: text})
		if err != nil {
			t.Fatalf("Search(%q): %v", text, err)
		}
		return res.Total
	}
	exact := total("viaduct")
	if exact == 0 || total("viaducd~1") != exact || total("vaiduct~2") != exact || total("viadu*") != exact || total("Viadu*") != exact {
		t.Errorf("viaduct is in %d articles, viaducd~1 in %d, vaiduct~2 in %d, viadu* in %d", exact, total("viaducd~1"), total("vaiduct~2"), total("viadu*"))
	}
	if n := total("viaducd"); n != 0 {
		t.Errorf("viaducd is in %d articles without ~", n)
	}
	many := *rs[0]
	var words strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&words, "qqq%04d ", i)
	}
	many.Revision.Text = words.String()
	if err := x.Put(t.Context(), 2, &many); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"qqq*", "kind:news OR qqq*"} {
		var wrong *indexer.QueryError
		if _, err := x.Search(t.Context(), indexer.Query{Text: text}); !errors.As(err, &wrong) || !strings.Contains(wrong.Says, "write more letters") {
			t.Errorf("Search(%q): %v, want a QueryError", text, err)
		}
	}
	if n := total("qqq00*"); n != 1 {
		t.Errorf("qqq00* is in %d articles, want 1", n)
	}
}
