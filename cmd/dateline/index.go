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
	// alone calls do while no other process builds an index or brings one into use.
	alone func(ctx context.Context, do func(context.Context) error) error

	building sync.Mutex                       // held while an index is built beside the one in use
	state    atomic.Pointer[frontier.Reindex] // of that; nil if none is built

	writing sync.Mutex // held by whoever writes, and while another index comes into use
	next    *openIndex // the one being built, nil if none is
	fault   error      // why next has not taken what the one in use has

	ensuring sync.Mutex // held by whoever sees to it that there is one
	opening  sync.Mutex // held by whoever looks whether another process has brought another into use

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

// newIndexStore returns a store that has no index open yet, see ensure.
func newIndexStore(dir string, log *slog.Logger, e engine) *indexStore {
	return &indexStore{
		dir: dir, log: log, engine: e,
		alone: func(ctx context.Context, do func(context.Context) error) error { return do(ctx) },
	}
}

// ensure opens the index in use, if that is another than the one that is open. If there is
// none, or it has to be built anew, it puts an empty one in its place: only who keeps the index does so.
func (s *indexStore) ensure(ctx context.Context) error {
	s.ensuring.Lock()
	defer s.ensuring.Unlock()
	err := s.open(ctx)
	if !errors.Is(err, errUnusable) {
		return err
	}
	if !errors.Is(err, errNone) || s.name() != "" {
		s.log.Warn("the index cannot be used and is built anew from the archive", "says", oneLine(err))
	}
	s.begun = true
	return s.beginAnew(ctx)
}

// tend sees to it that the index in use is kept safe, now that it follows the archive. Where that
// fails, whoever keeps the index tries it again.
func (s *indexStore) tend(ctx context.Context) {
	err := s.with(func(x *openIndex) error { return s.engine.tend(ctx, x.name, x.builtIndex) })
	if err != nil && ctx.Err() == nil {
		s.log.Warn("the index has no copies on its cluster yet", "says", oneLine(err))
	}
}

// errNone reports that there is no index.
var errNone = fmt.Errorf("%w: there is none", errUnusable)

// open opens the index in use, if that is another than the one that is open: another process
// may have brought it into use. The error is errUnusable if there is none that can be used.
func (s *indexStore) open(ctx context.Context) error {
	s.opening.Lock()
	defer s.opening.Unlock()
	before := s.name()
	if before != "" && !s.engine.shared() {
		return nil
	}
	name, err := s.engine.current(ctx)
	if err == nil && name == "" {
		err = errNone
	}
	if err != nil {
		return err
	}
	index, err := s.engine.open(ctx, name)
	if err != nil {
		return fmt.Errorf("open the index in use: %w", err)
	}
	if name == before {
		return index.Close()
	}
	if before != "" {
		s.log.Info("another index is in use now", "index", name)
	}
	s.outlive()
	return s.put(&openIndex{builtIndex: index, name: name})
}

// put has an index answer in the place of the one before, which is closed when it has answered.
func (s *indexStore) put(x *openIndex) error {
	s.mu.Lock()
	before := s.inUse
	if s.closed {
		before = x
	} else {
		s.inUse = x
	}
	s.mu.Unlock()
	if before == nil {
		return nil
	}
	return before.close()
}

// outlive has nobody told any more that an index was not built anew: another is in use.
func (s *indexStore) outlive() {
	if last := s.state.Load(); last != nil && last.Error != "" {
		s.state.CompareAndSwap(last, nil)
	}
}

// name returns that of the index that is open; empty if none is.
func (s *indexStore) name() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.inUse == nil {
		return ""
	}
	return s.inUse.name
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
	return s.use(ctx, &openIndex{builtIndex: index, name: name})
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
	x, err := s.begin(ctx)
	if err != nil {
		return err
	}
	return s.use(ctx, x)
}

// begin makes an empty index beside the one in use.
func (s *indexStore) begin(ctx context.Context) (*openIndex, error) {
	name, index, err := s.engine.begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin an index: %w", err)
	}
	return &openIndex{builtIndex: index, name: name}, nil
}

// use makes x the index in use, durably, and closes and removes the one before.
func (s *indexStore) use(ctx context.Context, x *openIndex) error {
	s.writing.Lock()
	before, err := s.swap(ctx, x)
	s.writing.Unlock()
	if err != nil {
		return errors.Join(err, x.Close())
	}
	return s.retire(ctx, before)
}

// swap makes x the index in use, durably, and returns the one before, which is still
// open. With an error all is as it was. Whoever calls it holds s.writing.
func (s *indexStore) swap(ctx context.Context, x *openIndex) (before *openIndex, err error) {
	if err := s.engine.use(ctx, x.name); err != nil {
		return nil, err
	}
	s.outlive()
	s.mu.Lock()
	defer s.mu.Unlock()
	before, s.inUse = s.inUse, x
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

// sweep removes what rebuilds left behind: indexes that are neither in use nor built by this
// process, for no other builds any while it keeps the index.
func (s *indexStore) sweep(ctx context.Context) error {
	names := []string{s.name()}
	s.writing.Lock()
	if s.next != nil {
		names = append(names, s.next.name)
	}
	s.writing.Unlock()
	return s.engine.sweep(ctx, names...)
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
