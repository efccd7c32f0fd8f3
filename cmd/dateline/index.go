package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dateline/indexer/bleve"
	"dateline/scraper/frontier"
)

// An indexStore is the index in use, in a folder with one sub-folder for each
// index that was ever begun and a file "current" that names the one in use:
//
//	current                  the name of the one in use; renamed into its place, so that it names one or the other
//	20240514-063000.000000/  the one in use
//	20240514-070000.000000/  one that is being built beside it, or was left by a crash: removed at the next start
//
// Losing it costs a rebuild: an index that cannot be opened is put aside, and an
// empty one catches up with the archive in its place. One that can be opened answers
// until another that is built beside it is whole.
type indexStore struct {
	dir string
	log *slog.Logger
	opt bleve.Options

	building sync.Mutex                       // held while an index is built beside the one in use
	state    atomic.Pointer[frontier.Reindex] // of that; nil if none is built

	writing sync.Mutex   // held by whoever writes, and while another index comes into use
	next    *bleve.Index // the one being built, nil if none is
	fault   error        // why next has not taken what the one in use has

	mu     sync.RWMutex
	inUse  *openIndex         // nil once the store is closed
	stop   context.CancelFunc // of the building, nil if there is none
	closed bool
}

const (
	nextName = "current.new" // the file that becomes "current"; left by a crash only
	idName   = "id"          // a file with what tells this index from those of other folders, if that was asked for
)

// An openIndex is an index that is asked.
type openIndex struct {
	*bleve.Index
	name  string         // of its folder
	asked sync.WaitGroup // questions and writes under way
}

// close closes the index when all questions under way are answered.
func (x *openIndex) close() error {
	x.asked.Wait()
	return x.Close()
}

// openIndexStore opens the index in use, or begins an empty one.
func openIndexStore(dir string, log *slog.Logger, opt bleve.Options) (*indexStore, error) {
	s := &indexStore{dir: dir, log: log, opt: opt}
	current, err := os.ReadFile(filepath.Join(dir, "current"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	used := strings.TrimSpace(string(current))
	if used != "" && filepath.Base(used) == used {
		index, err := bleve.Open(filepath.Join(dir, used), log, opt)
		if err == nil {
			s.inUse = &openIndex{Index: index, name: used}
			return s, s.sweep()
		}
		if !errors.Is(err, bleve.ErrStale) && !errors.Is(err, bleve.ErrDamaged) {
			return nil, fmt.Errorf("open the index: %w", err)
		}
		log.Warn("the index cannot be used and is built anew from the archive", "index", used, "says", oneLine(err))
	}
	name, index, err := s.begin()
	if err != nil {
		return nil, err
	}
	return s, s.use(name, index)
}

// renew puts a copy of the index into its place that holds nothing of what was deleted.
func (s *indexStore) renew(ctx context.Context) error {
	name := newIndexName()
	at := filepath.Join(s.dir, name)
	err := s.with(func(x *openIndex) error {
		if err := x.Compact(ctx); err != nil {
			return err
		}
		return x.CopyTo(at)
	})
	if err != nil {
		return errors.Join(err, os.RemoveAll(at))
	}
	index, err := bleve.Open(at, s.log, s.opt)
	if err != nil {
		return errors.Join(err, os.RemoveAll(at))
	}
	return s.use(name, index)
}

// id returns what tells the index from those of other folders, whatever is built anew.
func (s *indexStore) id() (string, error) {
	name := filepath.Join(s.dir, idName)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		text = []byte(rand.Text())
		err = writeDurably(name, text)
	}
	if err != nil {
		return "", fmt.Errorf("id of the index: %w", err)
	}
	return string(text), nil
}

// beginAnew puts an empty index into the place of the one in use.
func (s *indexStore) beginAnew() error {
	name, index, err := s.begin()
	if err != nil {
		return err
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
	s.writing.Lock()
	before, err := s.swap(name, index)
	s.writing.Unlock()
	if err != nil {
		return errors.Join(err, index.Close())
	}
	return s.retire(before)
}

// swap makes index the one in use, durably, and returns the one before, which is still
// open. With an error all is as it was. Whoever calls it holds s.writing.
func (s *indexStore) swap(name string, index *bleve.Index) (before *openIndex, err error) {
	next := filepath.Join(s.dir, nextName)
	if err := writeDurably(next, []byte(name+"\n")); err != nil {
		return nil, err
	}
	if err := os.Rename(next, filepath.Join(s.dir, "current")); err != nil {
		return nil, err
	}
	if err := syncFolder(s.dir); err != nil {
		s.log.Warn("after a loss of power the index before may be in use again", "says", oneLine(err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	before, s.inUse = s.inUse, &openIndex{Index: index, name: name}
	return before, nil
}

// retire closes the index that was in use, if there was one, when it has answered, and
// removes what is not in use.
func (s *indexStore) retire(before *openIndex) error {
	if before != nil {
		if err := before.close(); err != nil {
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
	s.mu.RLock()
	used := s.inUse.name
	s.mu.RUnlock()
	for _, e := range entries {
		if e.IsDir() && e.Name() != used || e.Name() == nextName {
			if err := os.RemoveAll(filepath.Join(s.dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// close breaks off what is built, and closes the index in use.
func (s *indexStore) close() error {
	s.mu.Lock()
	s.closed = true
	if s.stop != nil {
		s.stop()
	}
	s.mu.Unlock()
	s.building.Lock()
	defer s.building.Unlock()
	s.mu.Lock()
	x := s.inUse
	s.inUse = nil
	s.mu.Unlock()
	if x == nil {
		return nil
	}
	return x.close()
}

// writeDurably writes a file that is there after a loss of power.
func writeDurably(name string, data []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFolder has the names in a folder be there after a loss of power.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
