package bleve_test

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
)

// Whatever became of the file of the columns, the index says what it said.
func TestColumnsAreMadeAnew(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "scorch", "columns")
	open := func() *bleve.Index {
		t.Helper()
		x, err := bleve.Open(dir, slog.New(slog.DiscardHandler), bleve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	says := func(x *bleve.Index) string {
		t.Helper()
		var all []any
		for _, q := range []indexer.Query{{Limit: 1000}, {Text: "ferry", Limit: 1000}} {
			tl, err := x.Timeline(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			list, err := x.Claims(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			res, err := x.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, tl, list, res)
		}
		data, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	rs := indextest.Corpus(31, 70)
	x := open()
	if err := x.Put(t.Context(), 40, rs[:40]...); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	early, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	x = open()
	for i := 30; i < len(rs); i += 10 { // ten come again
		if err := x.Put(t.Context(), uint64(i+10), rs[i:i+10]...); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Delete(t.Context(), 70, rs[2].Revision.ArticleID, rs[50].Revision.ArticleID); err != nil {
		t.Fatal(err)
	}
	want := says(x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	late, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for what, harm := range map[string]func() error{
		"as it was":    func() error { return os.WriteFile(name, late, 0o644) },
		"of before":    func() error { return os.WriteFile(name, early, 0o644) },
		"cut":          func() error { return os.WriteFile(name, late[:len(late)/2], 0o644) },
		"of noise":     func() error { return os.WriteFile(name, []byte("noise"), 0o644) },
		"not there":    func() error { return os.Remove(name) },
		"half written": func() error { return os.WriteFile(name+".new", late[:100], 0o644) },
	} {
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		x := open()
		if got := says(x); got != want {
			t.Errorf("with a file %s it says\n%.400s\nwant\n%.400s", what, got, want)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
