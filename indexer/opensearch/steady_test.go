package opensearch

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/indextest"
	"dateline/indexer/opensearch/clustertest"
)

// named returns the cluster of the tests, and the name of an index that is removed when the test ends.
func named(t *testing.T) (*Cluster, string) {
	t.Helper()
	c, err := Connect(t.Context(), Config{Addresses: clustertest.Addresses(t), Prefix: "test", Shards: 2})
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test-%d", time.Now().UnixNano())
	t.Cleanup(func() {
		if err := c.Remove(context.WithoutCancel(t.Context()), name); err != nil {
			t.Error(err)
		}
	})
	return c, name
}

// open opens an index, as each program that uses it does.
func open(t *testing.T, c *Cluster, name string) *Index {
	t.Helper()
	x, err := c.Open(t.Context(), name, slog.New(slog.DiscardHandler), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// An index that is written to faster than it answers is answered from all the same, as it
// was at one time.
func TestAskedWhileWritten(t *testing.T) {
	c, name := named(t)
	x := open(t, c, name)
	rs := indextest.Corpus(51, 40)
	written := 0
	write := func() {
		written++
		if err := x.Put(t.Context(), uint64(written), rs[written-1]); err != nil { //nolint:gosec // few
			t.Fatal(err)
		}
	}
	write()
	times := 0
	err := x.ask(t.Context(), "search", articlesKind, indexer.Query{Text: "-nosuchword", Copies: indexer.AllCopies}, articleProse, func(ctx context.Context, a *asked) error {
		before := int(a.seq) //nolint:gosec // few
		times++
		for range 2 { // whatever is written meanwhile, each part of the answer is of one state
			n, err := a.count(ctx)
			if err != nil {
				return err
			}
			p, err := a.page(ctx)
			if err != nil {
				return err
			}
			if times > freelyAsks && (n.total != before || len(p.rows) != before) {
				t.Errorf("asked for the %dth time there are %d articles, and %d on the page, of %d that were written", times, n.total, len(p.rows), before)
			}
			write()
		}
		return nil
	})
	if err != nil || times != freelyAsks+1 {
		t.Errorf("asked %d times, %v", times, err)
	}
	var open struct{ Pits []any }
	if err := c.read(t.Context(), "/_search/point_in_time/_all", &open); err == nil && len(open.Pits) > 0 {
		t.Errorf("%d points in time are left", len(open.Pits))
	}
}
