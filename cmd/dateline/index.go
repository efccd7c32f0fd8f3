package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
)

// An indexStore is the index in use, in a folder with one sub-folder for each
// index that was ever begun and a file "current" that names the one in use.
// Losing it costs a rebuild: an index that cannot be opened is put aside, and an
// empty one catches up with the archive in its place.
type indexStore struct {
	dir string
	log *slog.Logger
	opt bleve.Options

	*bleve.Index        // the one in use
	name         string // of its folder
}

// openIndexStore opens the index in use, or begins an empty one.
func openIndexStore(dir string, log *slog.Logger, opt bleve.Options) (*indexStore, error) {
	s := &indexStore{dir: dir, log: log, opt: opt}
	current, err := os.ReadFile(filepath.Join(dir, "current"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	s.name = strings.TrimSpace(string(current))
	if s.name != "" && filepath.Base(s.name) == s.name {
		s.Index, err = bleve.Open(filepath.Join(dir, s.name), log, opt)
		if err == nil {
			return s, s.sweep()
		}
		if !errors.Is(err, bleve.ErrStale) && !errors.Is(err, bleve.ErrDamaged) {
			return nil, fmt.Errorf("open the index: %w", err)
		}
		log.Warn("the index cannot be used and is built anew from the archive", "index", s.name, "says", oneLine(err))
	}
	name, index, err := s.begin()
	if err != nil {
		return nil, err
	}
	return s, s.use(name, index)
}

// renew puts a copy of the index into its place that holds nothing of what was deleted.
func (s *indexStore) renew(ctx context.Context) error {
	if err := s.Compact(ctx); err != nil {
		return err
	}
	name := newIndexName()
	at := filepath.Join(s.dir, name)
	if err := s.CopyTo(at); err != nil {
		return errors.Join(err, os.RemoveAll(at))
	}
	index, err := bleve.Open(at, s.log, s.opt)
	if err != nil {
		return errors.Join(err, os.RemoveAll(at))
	}
	return s.use(name, index)
}

// newIndexName returns a name for the folder of an index.
func newIndexName() string { return time.Now().UTC().Format("20060102-150405.000000") }

// begin makes an empty index beside the one in use.
func (s *indexStore) begin() (name string, index *bleve.Index, err error) {
	name = newIndexName()
	if index, err = bleve.Open(filepath.Join(s.dir, name), s.log, s.opt); err != nil {
		return "", nil, fmt.Errorf("begin an index: %w", err)
	}
	return name, index, nil
}

// use makes index the one in use, durably, and closes and removes the one before.
func (s *indexStore) use(name string, index *bleve.Index) error {
	next := filepath.Join(s.dir, "current.new")
	if err := os.WriteFile(next, []byte(name+"\n"), 0o644); err != nil {
		return errors.Join(err, index.Close())
	}
	if err := os.Rename(next, filepath.Join(s.dir, "current")); err != nil {
		return errors.Join(err, index.Close())
	}
	before := s.Index
	s.name, s.Index = name, index
	if before != nil {
		if err := before.Close(); err != nil {
			return err
		}
	}
	return s.sweep()
}

// sweep removes indexes that are not in use: what a rebuild left behind.
func (s *indexStore) sweep() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != s.name {
			if err := os.RemoveAll(filepath.Join(s.dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// close closes the index in use.
func (s *indexStore) close() error {
	if s.Index == nil {
		return nil
	}
	return s.Index.Close()
}

// rebuild makes a new index, fills it, and then swaps it in: stopped half way,
// the old one stays in use.
func (s *indexStore) rebuild(fill func(indexer.Index) error) error {
	name, index, err := s.begin()
	if err != nil {
		return err
	}
	if err := fill(index); err != nil {
		return errors.Join(err, index.Close(), os.RemoveAll(filepath.Join(s.dir, name)))
	}
	return s.use(name, index)
}
