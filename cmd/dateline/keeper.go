package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dateline/indexer/opensearch"
	"dateline/scraper"
	"dateline/scraper/db"
)

// A keeper sees to it that one process at a time keeps the index up to the archive. Where
// the database is a file, that is whoever owns the data folder. Where several programs
// share it, it is the holder of a lock in it: what is kept of claims is one for all.
//
// An index in a data folder is kept by the process of that folder alone: another one's would lack
// what this has been told, and this one's what that has. So the lock says whose index is kept.
type keeper struct {
	db     *db.DB
	index  *indexStore
	holder string // this process, in words
	takes  takes
	more   chan struct{} // something is to be indexed

	taking sync.Mutex // held by whoever of this process takes the lock
	held   atomic.Pointer[db.Held]
}

// A takes says when a process has the index of its own data folder be the one that is kept.
type takes int

const (
	takesFree takes = iota // where none is kept yet
	takesOver              // also in place of another folder's: it is built anew
	takesNone              // never
)

// onCluster is the id of an index that all can ask.
const onCluster = "cluster"

// indexLock is what whoever keeps the index holds.
const indexLock = "the index"

// newKeeper returns the keeper of an index for a process that runs a command.
func newKeeper(d *db.DB, index *indexStore, command string, takes takes) *keeper {
	host, err := os.Hostname()
	if err != nil {
		host = "an unknown machine"
	}
	k := &keeper{
		db: d, index: index, takes: takes, more: make(chan struct{}, 1),
		holder: fmt.Sprintf("'%s' on %s (process %d)", command, host, os.Getpid()),
	}
	index.alone = func(ctx context.Context, do func(context.Context) error) error {
		err := k.keep(ctx, db.Lock{}, do)
		if held, elsewhere := errors.AsType[*db.HeldError](err); elsewhere {
			return keptElsewhere(held)
		}
		return err
	}
	return k
}

// awaitIndex is how long whoever starts waits for the process that keeps the index to begin one.
const awaitIndex = 30 * time.Second

// open opens the index in use. If there is none that can be used, it is begun by whoever keeps it.
func (k *keeper) open(ctx context.Context) error {
	if !k.everywhere() {
		if err := k.index.ensure(ctx); err != nil {
			return err
		}
		return k.index.sweep(ctx)
	}
	for began := time.Now(); ; {
		err := k.index.open(ctx)
		if !errors.Is(err, errUnusable) {
			return err
		}
		err = k.keep(ctx, db.Lock{}, func(context.Context) error { return nil })
		held, elsewhere := errors.AsType[*db.HeldError](err)
		switch {
		case !elsewhere:
			return err
		case time.Since(began) > awaitIndex:
			return fmt.Errorf("there is none that this version can use, and it is kept by %s, perhaps of another version: stop that: %w", held.Holder, held)
		}
		if err := scraper.Sleep(ctx, lookForRevisions); err != nil {
			return err
		}
	}
}

// keep calls do while this process keeps the index. If another one does, it returns a
// db.HeldError, or waits if opt says so.
func (k *keeper) keep(ctx context.Context, opt db.Lock, do func(context.Context) error) error {
	if !k.db.Shared() {
		return k.mending(ctx, do)
	}
	if held := k.held.Load(); held != nil {
		return k.mending(held.Guard(ctx), do)
	}
	if !k.taking.TryLock() { // by what waits for another process, or is about to hold it
		holder, err := k.db.Holder(ctx, indexLock)
		if err != nil {
			return err
		}
		return &db.HeldError{Name: indexLock, Holder: cmp.Or(holder, k.holder)}
	}
	defer k.taking.Unlock()
	return k.db.Hold(ctx, indexLock, k.holder, opt, func(ctx context.Context, held *db.Held) error {
		if err := k.settle(ctx, held); err != nil {
			return err
		}
		k.held.Store(held)
		defer k.held.Store(nil)
		return k.mending(ctx, do)
	})
}

// mending calls do, and once more with another index if that in use was removed on the cluster:
// the archive has all that was in it.
func (k *keeper) mending(ctx context.Context, do func(context.Context) error) error {
	err := do(ctx)
	if !errors.Is(err, opensearch.ErrGone) || ctx.Err() != nil {
		return err
	}
	if err := k.index.ensure(ctx); err != nil {
		return err
	}
	return do(ctx)
}

// settle sees to it that the index of this process is the one that is kept.
func (k *keeper) settle(ctx context.Context, held *db.Held) error {
	own, takes := onCluster, takesOver // whose process it is makes no difference there
	if err := k.index.ensure(ctx); err != nil {
		return err
	}
	if k.index.engine.shared() {
		if err := k.db.Holds(ctx); err != nil { // who has taken over builds, or uses, what would be removed
			return err
		}
		if err := k.index.sweep(ctx); err != nil {
			k.index.log.Warn("indexes that are not in use are still on the cluster", "says", oneLine(err))
		}
	} else {
		var err error
		if own, err = k.index.id(); err != nil {
			return err
		}
		takes = k.takes
	}
	note, err := held.Note(ctx)
	if err != nil {
		return err
	}
	id, holder, _ := strings.Cut(note, " ")
	switch {
	case id == own:
		return nil
	case id == "" && takes == takesNone:
		return &db.HeldError{Name: indexLock, Holder: "nobody yet: run 'dateline serve'"}
	case id != "" && takes != takesOver:
		return &db.HeldError{Name: indexLock, Holder: holder + ", which does not run now"}
	case id != "":
		if err := k.index.beginAnew(ctx); err != nil {
			return err
		}
	}
	return held.SetNote(ctx, own+" "+k.holder)
}

// everywhere reports whether the index is one that all processes can ask.
func (k *keeper) everywhere() bool { return k.db.Shared() && k.index.engine.shared() }

// mayBeLeft returns an error if a process that answers leaves the index to others, and
// it is in its own data folder.
func (k *keeper) mayBeLeft(index bool) error {
	if index || k.everywhere() {
		return nil
	}
	return usageError{errors.New("--index=false: the index is in the data folder, where nobody else can keep it")}
}

// left reports whether the index, which all can ask, is left to another process. That one may have
// died: then others take over that wait for it, and a command need not.
func (k *keeper) left(ctx context.Context) (bool, error) {
	if !k.everywhere() {
		return false, nil
	}
	holder, err := k.db.Holder(ctx, indexLock)
	return holder != "", err
}

// keeps reports whether this process keeps the index now.
func (k *keeper) keeps() bool { return !k.db.Shared() || k.held.Load() != nil }

// nudge says that something is to be indexed.
func (k *keeper) nudge() {
	select {
	case k.more <- struct{}{}:
	default: // it is known
	}
}

// How often a program that shares its database looks what others have done.
const (
	lookForRevisions = time.Second      // that are to be indexed
	lookForVisits    = 5 * time.Second  // that have become due
	lookForOutlets   = 30 * time.Second // that are followed now
	lookForIndex     = 5 * time.Second  // that was removed on the cluster, or replaced
	retryKeeping     = 3 * time.Second  // after the index could not be kept
)

// keepIndex keeps the index of a shared database up to the archive until ctx ends, whenever
// no other process does: ready brings it there, each time that this process takes it on. What
// passes – a server that is away, another process that has taken over – is waited for. Its error
// is what else goes wrong the first time, or that another one keeps the index if it does not wait
// for that.
func (w *work) keepIndex(ctx context.Context, wait bool, ready func(context.Context) error) error {
	for first := true; ; first = false {
		err := w.folder.keeper.keep(ctx, db.Lock{Wait: wait}, func(ctx context.Context) error {
			w.log.Info("this process keeps the index now")
			if err := ready(ctx); err != nil {
				return err
			}
			first = false
			return w.indexOn(ctx)
		})
		held, elsewhere := errors.AsType[*db.HeldError](err)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case elsewhere:
			return keptElsewhere(held)
		case first && unreached(err) == "" && !errors.Is(err, db.ErrLost):
			return err
		}
		w.log.Error("the index is not kept by this process now: it tries again", "says", oneLine(err))
		if err := scraper.Sleep(ctx, retryKeeping); err != nil {
			return err
		}
	}
}

// A keptError says what a person can do where another process keeps the index.
type keptError struct{ *db.HeldError }

func (e keptError) Error() string {
	return fmt.Sprintf("the index is kept by %s: ask there, or stop that", e.Holder)
}
func (e keptError) Unwrap() error { return e.HeldError }

func keptElsewhere(held *db.HeldError) error { return keptError{held} }

// mindIndex has an index on a cluster, which this process alone keeps, follow the archive also
// after it was removed there or could not be asked, until ctx ends.
func (w *work) mindIndex(ctx context.Context) {
	for scraper.Sleep(ctx, lookForIndex) == nil {
		err := w.folder.index.ensure(ctx)
		if err == nil {
			err = w.folder.catchUp(ctx, func(uint64, uint64) {})
		}
		if err != nil && ctx.Err() == nil {
			w.log.Error("the index is not kept: it is tried again", "says", oneLine(err))
		}
	}
}

// indexOn indexes what is stored, forgets what is to be forgotten, and tells what saved searches
// find, until ctx ends.
func (w *work) indexOn(ctx context.Context) error {
	defer w.tellOn(ctx)()
	tell := newProgress(io.Discard)
	for looked := time.Now(); ; {
		if time.Since(looked) > lookForIndex {
			if err := w.folder.index.ensure(ctx); err != nil {
				return err
			}
			looked = time.Now()
		}
		if err := w.follower.catchUp(ctx, w.crawler.index, func(uint64, uint64) {}); err != nil {
			return err
		}
		w.folder.index.tend(ctx)
		if err := w.sweepOrLater(ctx, tell); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.folder.keeper.more:
		case <-time.After(lookForRevisions):
		}
	}
}
