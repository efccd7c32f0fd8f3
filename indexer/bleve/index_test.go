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
