package opensearch_test

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"dateline/indexer/indextest"
	"dateline/indexer/opensearch"
	"dateline/indexer/opensearch/clustertest"
)

// An index of which a part was removed is gone for whoever opens it and whoever writes to it,
// and nothing is made anew in its place.
func TestPartIsGone(t *testing.T) {
	c := cluster(t)
	rs := indextest.Corpus(62, 2)
	for _, kind := range []string{"articles", "claims", "entries", "state"} {
		x := opened(t, c)
		clustertest.Ask(t, http.MethodDelete, "/"+x.Name()+"-"+kind)
		if err := x.Put(t.Context(), 2, rs...); !errors.Is(err, opensearch.ErrGone) {
			t.Errorf("Put without %s: %v", kind, err)
		}
		if _, err := c.Open(t.Context(), x.Name(), slog.New(slog.DiscardHandler), opensearch.Options{Begun: true}); !errors.Is(err, opensearch.ErrGone) {
			t.Errorf("Open without %s: %v", kind, err)
		}
	}
}

// What is left of indexes that are not in use is removed, and what is called much like them is not.
func TestRemoveOthers(t *testing.T) {
	there := []string{
		"dateline-v1-20260102t030405.000000-state", "dateline-v1-20260102t030405.000000-claims",
		"dateline-v1-00000000-articles", "dateline-v0-20250102t030405.000000-state",
		"dateline-v1-20260304t030405.000000-state", "dateline-v1-20260405t030405.000000-entries",
		"dateline-v1-v1-20260102t030405.000000-state", "dateline-v1-news-state", "dateline-20260102t030405.000000-state", "other-v1-00000000-state",
	}
	var removed []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			_, _ = io.WriteString(w, `{"version":{"distribution":"opensearch","number":"2.19.1"}}`)
		case r.Method == http.MethodDelete:
			removed = append(removed, strings.TrimPrefix(r.URL.Path, "/"))
			_, _ = io.WriteString(w, `{}`)
		default:
			all := map[string]any{}
			for _, name := range there {
				all[name] = map[string]any{}
			}
			_ = json.NewEncoder(w).Encode(all)
		}
	}))
	t.Cleanup(s.Close)
	c, err := opensearch.Connect(t.Context(), opensearch.Config{Addresses: []string{s.URL}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.RemoveOthers(t.Context(), "dateline-v1-20260304t030405.000000", "dateline-v1-20260405t030405.000000"); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range []string{"dateline-v1-20260102t030405.000000", "dateline-v1-00000000", "dateline-v0-20250102t030405.000000"} {
		for _, kind := range []string{"articles", "claims", "entries", "state"} {
			want = append(want, name+"-"+kind)
		}
	}
	slices.Sort(want)
	if slices.Sort(removed); !slices.Equal(removed, want) {
		t.Errorf("removed %q, want %q", removed, want)
	}
}
