package opensearch_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"dateline/indexer/indextest"
	"dateline/indexer/opensearch"
	"dateline/indexer/opensearch/clustertest"
)

// An index is of the archive that began it, and of no other; one that does not say whose it is
// is of the first that has all that it has read.
func TestOfOneArchive(t *testing.T) {
	x := opened(t, cluster(t)) // as an older version makes it
	rs := indextest.Corpus(61, 4)
	if err := x.Put(t.Context(), 4, rs[:2]...); err != nil {
		t.Fatal(err)
	}
	of := func(archive string, reached uint64) (*opensearch.Index, error) {
		c, err := opensearch.Connect(t.Context(), opensearch.Config{Addresses: clustertest.Addresses(t), Archive: archive})
		if err != nil {
			t.Fatal(err)
		}
		return c.Open(t.Context(), x.Name(), slog.New(slog.DiscardHandler), opensearch.Options{Reached: reached})
	}
	if _, err := of("b", 3); !errors.Is(err, opensearch.ErrAnother) {
		t.Errorf("an archive that has less than the index: %v", err)
	}
	own, err := of("a", 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := of("b", 9); !errors.Is(err, opensearch.ErrAnother) || !strings.Contains(err.Error(), x.Name()) {
		t.Errorf("another archive: %v", err)
	}
	if err := own.Put(t.Context(), 6, rs[2:]...); err != nil {
		t.Fatal(err)
	}
	if again, err := of("a", 0); err != nil {
		t.Errorf("the same archive, of which a part is lost: %v", err)
	} else if seq, err := again.Seq(t.Context()); err != nil || seq != 6 {
		t.Errorf("Seq = %d, %v; want 6", seq, err)
	}
}
