package bleve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// spare is a document that is there while Compact works: no claim has its ordinal.
var spare = documentID(claimLetter, spareOrdinal)

// mostMerges is how often Compact tries: whoever writes meanwhile makes it go on.
const mostMerges = 20

// Compact writes the index anew without what was deleted from it, of which the words
// stay until then. The old files are removed a while later; [Index.CopyTo] makes a copy
// that has none of them.
func (x *Index) Compact(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	inside, ok := x.inside.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("compact index: it is a %T", x.inside)
	}
	spared := false
	for range mostMerges {
		// It comes first: the library merges by itself, too, and what it began before a
		// deletion has the words and is taken in later. Asked for a merge, it ends that one.
		if err := inside.ForceMerge(ctx, &mergeplan.SingleSegmentMergePlanOptions); err != nil {
			return fmt.Errorf("compact index: %w", err)
		}
		segments, deleted, err := x.segmentsNow(ctx)
		if err != nil {
			return fmt.Errorf("compact index: %w", err)
		}
		if deleted == 0 && segments <= 1 {
			if !spared {
				return nil
			}
			return x.write(func(b *blevesearch.Batch) error { b.Delete(spare); return nil })
		}
		if segments == 1 { // the library leaves a single one as it is
			spared = true
			if err := x.write(func(b *blevesearch.Batch) error { return b.Index(spare, map[string]any{}) }); err != nil {
				return err
			}
		}
	}
	return errors.New("compact index: it does not become one file: build it anew with 'dateline reindex'")
}

// write changes documents that no question finds.
func (x *Index) write(change func(*blevesearch.Batch) error) error {
	b := x.bleve.NewBatch()
	if err := change(b); err != nil {
		return fmt.Errorf("compact index: %w", err)
	}
	if err := x.bleve.Batch(b); err != nil {
		return fmt.Errorf("compact index: %w", err)
	}
	return nil
}

// segmentsNow returns how many files the index has, and how many deleted documents
// stand in them, but for the spare one.
func (x *Index) segmentsNow(ctx context.Context) (segments, deleted int, err error) {
	v, err := x.view(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer v.close()
	for _, s := range v.reader.Segments() {
		segments++
		gone := s.Deleted()
		if gone == nil {
			continue
		}
		for _, at := range gone.ToArray() {
			id, err := s.DocID(uint64(at))
			if err != nil {
				return 0, 0, err
			}
			if string(id) != spare {
				deleted++
			}
		}
	}
	return segments, deleted, nil
}

// CopyTo copies the index, as it is now, to a directory that is empty or not there, from
// where [Open] opens it. Questions and writes go on meanwhile. The columns are left
// out: they are made anew when the copy is opened.
func (x *Index) CopyTo(dir string) error {
	from, ok := x.bleve.(blevesearch.IndexCopyable)
	if !ok {
		return fmt.Errorf("copy index: it is a %T", x.bleve)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("copy index: %w", err)
	}
	if err := foreign(dir); err != nil {
		return fmt.Errorf("copy index to %s: %w", dir, err)
	}
	building := filepath.Join(dir, buildingName)
	err := errors.Join(os.RemoveAll(building), os.MkdirAll(building, 0o755))
	if err == nil {
		err = from.CopyTo(blevesearch.FileSystemDirectory(building))
	}
	if err != nil {
		return fmt.Errorf("copy index to %s: %w", dir, err)
	}
	told, err := json.Marshal(version{schema, bleveVersion})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(building, versionName), told, 0o644); err != nil {
		return fmt.Errorf("copy index to %s: %w", dir, err)
	}
	if err := syncAll(building); err != nil {
		return fmt.Errorf("copy index to %s: %w", dir, err)
	}
	if err := os.Rename(building, filepath.Join(dir, indexName)); err != nil {
		return fmt.Errorf("copy index to %s: %w", dir, err)
	}
	return nil
}

// syncAll makes the files in a directory durable: the library copies them without.
func syncAll(dir string) error {
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}
