package opensearch_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"dateline/indexer"
	"dateline/indexer/indextest"
	"dateline/indexer/lang"
	"dateline/indexer/opensearch"
	"dateline/indexer/opensearch/clustertest"
)

// cluster returns the cluster that tests run on, with a prefix that no other test has.
func cluster(t *testing.T) *opensearch.Cluster {
	t.Helper()
	c, err := opensearch.Connect(t.Context(), opensearch.Config{Addresses: clustertest.Addresses(t), Prefix: clustertest.Prefix(), Shards: 3, Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func options(t *testing.T) opensearch.Options {
	t.Helper()
	s, err := lang.NewSynonyms(indextest.Synonyms)
	if err != nil {
		t.Fatal(err)
	}
	return opensearch.Options{Synonyms: s}
}

// opened returns a new, empty index in use, so that its shards have copies; it is removed at the
// end of the test.
func opened(t *testing.T, c *opensearch.Cluster) *opensearch.Index {
	t.Helper()
	name := c.NewName()
	x, err := c.Open(t.Context(), name, slog.New(slog.DiscardHandler), options(t))
	if err == nil {
		err = errors.Join(c.Use(t.Context(), name), c.Copy(t.Context(), name))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Remove(context.WithoutCancel(t.Context()), name); err != nil {
			t.Error(err)
		}
	})
	return x
}

func TestIndex(t *testing.T) {
	c := cluster(t)
	indextest.RunAtOnce(t, func(t *testing.T) indexer.Index { return opened(t, cluster(t)) }, func(t *testing.T, x indexer.Index) indexer.Index {
		name := x.(*opensearch.Index).Name() //nolint:forcetypeassert // it is ours
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := c.Open(t.Context(), name, slog.New(slog.DiscardHandler), options(t))
		if err != nil {
			t.Fatal(err)
		}
		return again
	})
}

// A cursor of a version that sorted by less is refused as one that is not ours.
func TestCursorOfAnotherOrder(t *testing.T) {
	x, q := opened(t, cluster(t)), indexer.Query{}
	cursor, err := indexer.WriteCursor(q.Question("claims"), 1, []any{0, 1, "one", 2, "cone"})
	if err != nil {
		t.Fatal(err)
	}
	q.Cursor = cursor
	var wrong *indexer.QueryError
	if _, err := x.Claims(t.Context(), q); !errors.As(err, &wrong) || wrong.Field != "cursor" {
		t.Errorf("Claims with a cursor of another order: %v, want a QueryError about it", err)
	}
}
