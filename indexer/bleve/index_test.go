package bleve_test

import (
	"log/slog"
	"testing"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
)

func open(t testing.TB, dir string) *bleve.Index {
	t.Helper()
	x, err := bleve.Open(dir, slog.New(slog.DiscardHandler))
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
