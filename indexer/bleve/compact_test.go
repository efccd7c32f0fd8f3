package bleve_test

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
)

// occurs reports in which files under a directory a word stands.
func occurs(t *testing.T, dir, word string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if bytes.Contains(data, []byte(word)) {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
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
			if files := occurs(t, before, "xylographs"); files == nil {
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
			if files := occurs(t, dir, "xylographs"); files != nil {
				t.Errorf("a word that was deleted stands in %v", files)
			}
			if err := x.CopyTo(dir); err == nil {
				t.Error("a copy was made over another")
			}
			y, err := bleve.Open(dir, slog.New(slog.DiscardHandler))
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
