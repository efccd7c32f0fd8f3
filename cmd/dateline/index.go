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
	"sync"
	"sync/atomic"

	"dateline/scraper/frontier"
)

// An indexStore is the index in use, of those that an engine keeps.
//
// Losing it costs a rebuild: an index that cannot be opened is put aside, and an
// empty one catches up with the archive in its place. One that can be opened answers
// until another that is built beside it is whole.
type indexStore struct {
	dir    string // where what belongs to this process is noted
	log    *slog.Logger
	engine engine
	begun  bool // there was none that could be used: all that is in it was put there since

	building sync.Mutex                       // held while an index is built beside the one in use
	state    atomic.Pointer[frontier.Reindex] // of that; nil if none is built

	writing sync.Mutex // held by whoever writes, and while another index comes into use
	next    builtIndex // the one being built, nil if none is
	fault   error      // why next has not taken what the one in use has

	following sync.Mutex // held by whoever looks whether another process has brought another into use

	mu     sync.RWMutex
	inUse  *openIndex         // nil once the store is closed
	stop   context.CancelFunc // of the building, nil if there is none
	closed bool
}

// idName is a file with what tells this index from those of other folders, if that was asked for.
const idName = "id"

// An openIndex is an index that is asked.
type openIndex struct {
	builtIndex
	name  string
	asked sync.WaitGroup // questions and writes under way
}

// close closes the index when all questions under way are answered.
func (x *openIndex) close() error {
	x.asked.Wait()
	return x.Close()
}

// openIndexStore opens the index in use, or begins an empty one.
func openIndexStore(ctx context.Context, dir string, log *slog.Logger, e engine) (*indexStore, error) {
	s := &indexStore{dir: dir, log: log, engine: e}
	used, err := e.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	if used != "" {
		index, err := e.open(ctx, used)
		if err == nil {
			s.inUse = &openIndex{builtIndex: index, name: used}
			return s, s.sweep(ctx)
		}
		if !errors.Is(err, errUnusable) {
			return nil, fmt.Errorf("open the index: %w", err)
		}
		log.Warn("the index cannot be used and is built anew from the archive", "index", used, "says", oneLine(err))
	}
	name, index, err := e.begin(ctx, used == "")
	if err != nil {
		return nil, fmt.Errorf("begin an index: %w", err)
	}
	s.begun = true
	return s, s.use(ctx, name, index)
}

// follow opens the index in use if another process has brought another one into use.
func (s *indexStore) follow(ctx context.Context) error {
	if !s.engine.shared() {
		return nil
	}
	s.following.Lock()
	defer s.following.Unlock()
	name, err := s.engine.current(ctx)
	if err != nil {
		return err
	}
	s.mu.RLock()
	same := s.inUse == nil || s.inUse.name == name
	s.mu.RUnlock()
	if same || name == "" {
		return nil
	}
	index, err := s.engine.open(ctx, name)
	if err != nil {
		return fmt.Errorf("open the index that is in use now: %w", err)
	}
	s.mu.Lock()
	before := s.inUse
	s.inUse = &openIndex{builtIndex: index, name: name}
	s.mu.Unlock()
	s.log.Info("another index is in use now", "index", name)
	if before == nil {
		return nil
	}
	return before.close()
}

// renew lets go of what was deleted, perhaps in another index that comes into its place.
func (s *indexStore) renew(ctx context.Context) error {
	var name string
	var index builtIndex
	err := s.with(func(x *openIndex) (err error) {
		name, index, err = s.engine.renew(ctx, x.builtIndex)
		return err
	})
	if err != nil || index == nil {
		return err
	}
	return s.use(ctx, name, index)
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
func (s *indexStore) beginAnew(ctx context.Context) error {
	name, index, err := s.begin(ctx)
	if err != nil {
		return err
	}
	return s.use(ctx, name, index)
}

// begin makes an empty index beside the one in use.
func (s *indexStore) begin(ctx context.Context) (name string, index builtIndex, err error) {
	if name, index, err = s.engine.begin(ctx, false); err != nil {
		return "", nil, fmt.Errorf("begin an index: %w", err)
	}
	return name, index, nil
}

// use makes index the one in use, durably, and closes and removes the one before.
func (s *indexStore) use(ctx context.Context, name string, index builtIndex) error {
	s.writing.Lock()
	before, err := s.swap(ctx, name, index)
	s.writing.Unlock()
	if err != nil {
		return errors.Join(err, index.Close())
	}
	return s.retire(ctx, before)
}

// swap makes index the one in use, durably, and returns the one before, which is still
// open. With an error all is as it was. Whoever calls it holds s.writing.
func (s *indexStore) swap(ctx context.Context, name string, index builtIndex) (before *openIndex, err error) {
	if err := s.engine.use(ctx, name); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	before, s.inUse = s.inUse, &openIndex{builtIndex: index, name: name}
	return before, nil
}

// retire closes the index that was in use, if there was one, when it has answered, and
// removes what is not in use.
func (s *indexStore) retire(ctx context.Context, before *openIndex) error {
	if before != nil {
		if err := before.close(); err != nil {
			return err
		}
	}
	return s.sweep(context.WithoutCancel(ctx))
}

// sweep removes indexes that are not in use: what a rebuild left behind.
func (s *indexStore) sweep(ctx context.Context) error {
	s.mu.RLock()
	used := s.inUse.name
	s.mu.RUnlock()
	return s.engine.sweep(ctx, used)
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
