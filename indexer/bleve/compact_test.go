package bleve_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	blevesearch "github.com/blevesearch/bleve/v2"

	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
)

// occurs reports whether the files of an index in a directory know a stem, be it of a
// document that was deleted.
func occurs(t *testing.T, dir, stem string) bool {
	t.Helper()
	x, err := blevesearch.Open(filepath.Join(dir, "scorch"))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close() //nolint:errcheck // it was only read
	for _, field := range []string{"text", "about"} {
		terms, err := x.FieldDictRange(field, []byte(stem), []byte(stem))
		if err != nil {
			t.Fatal(err)
		}
		e, err := terms.Next()
		if err := errors.Join(err, terms.Close()); err != nil {
			t.Fatal(err)
		}
		if e != nil {
			return true
		}
	}
	return false
}

// What was deleted stands in no copy of a compact index, whose answers are the same.
func TestCompactCopy(t *testing.T) {
	for name, batches := range map[string]int{"one batch": 1, "several batches": 5} {
		t.Run(name, func(t *testing.T) {
			x := opened(t)
			rs := indextest.Corpus(5, 60)
			each := len(rs) / batches
			for at := 0; at < len(rs); at += each {
				if err := x.Put(t.Context(), uint64(at+1), rs[at:at+each]...); err != nil { //nolint:gosec // few
					t.Fatal(err)
				}
			}
			if err := x.Put(t.Context(), 61, prose("secret", "A quiet day", "Nobody saw the wherrymaster xylographs.")); err != nil {
				t.Fatal(err)
			}
			before := t.TempDir()
			if err := x.CopyTo(before); err != nil {
				t.Fatal(err)
			}
			if !occurs(t, before, "xylograph") {
				t.Error("the word is not found while it is there: this test shows nothing")
			}
			if err := x.Delete(t.Context(), 62, "secret"); err != nil {
				t.Fatal(err)
			}
			for range 2 { // it is done when it is done again
				if err := x.Compact(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			checkHolds(t, x, rs)
			dir := t.TempDir()
			if err := x.CopyTo(dir); err != nil {
				t.Fatal(err)
			}
			if occurs(t, dir, "xylograph") {
				t.Error("a word that was deleted is still there")
			}
			if err := x.CopyTo(dir); err == nil {
				t.Error("a copy was made over another")
			}
			y, err := bleve.Open(dir, slog.New(slog.DiscardHandler), bleve.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer y.Close() //nolint:errcheck // it was only read
			checkHolds(t, y, rs)
			if seq, err := y.Seq(t.Context()); seq != 62 || err != nil {
				t.Errorf("the copy has read up to %d, %v; want 62", seq, err)
			}
			if err := y.Put(t.Context(), 63, prose("later", "Later", "More was said.")); err != nil {
				t.Errorf("the copy cannot be written: %v", err)
			}
		})
	}
}
