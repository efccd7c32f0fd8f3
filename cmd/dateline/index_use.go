package main

import (
	"context"
	"errors"

	"dateline/indexer"
	"dateline/indexer/opensearch"
	"dateline/scraper/frontier"
)

var (
	errIndexClosed = errors.New("the index is closed")
	errRebuilding  = errors.New("the index is being built anew already")
)

// with calls do with the index in use, which stays open until do returns.
func (s *indexStore) with(do func(*openIndex) error) error {
	s.mu.RLock()
	x := s.inUse
	if x != nil {
		x.asked.Add(1)
	}
	s.mu.RUnlock()
	if x == nil {
		return errIndexClosed
	}
	defer x.asked.Done()
	return do(x)
}

// asking returns what the index in use answers.
func asking[T any](ctx context.Context, s *indexStore, ask func(*openIndex) (T, error)) (answer T, err error) {
	once := func(x *openIndex) (err error) {
		answer, err = ask(x)
		return err
	}
	if err = s.with(once); !errors.Is(err, opensearch.ErrGone) {
		return answer, err
	}
	switch another := s.open(ctx); {
	case errors.Is(another, errUnusable): // who keeps it begins it anew
		return answer, err
	case another != nil:
		return answer, another
	}
	err = s.with(once)
	return answer, err
}

// Search answers from the index in use, as the other questions do.
func (s *indexStore) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	return asking(ctx, s, func(x *openIndex) (*indexer.Results, error) { return x.Search(ctx, q) })
}

// Claims returns the claims that q finds.
func (s *indexStore) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	return asking(ctx, s, func(x *openIndex) (*indexer.Claims, error) { return x.Claims(ctx, q) })
}

// Timeline returns the entries that q finds.
func (s *indexStore) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	return asking(ctx, s, func(x *openIndex) (*indexer.Timeline, error) { return x.Timeline(ctx, q) })
}

// Claim returns the claim with that id.
func (s *indexStore) Claim(ctx context.Context, id string) (*indexer.ClaimView, error) {
	return asking(ctx, s, func(x *openIndex) (*indexer.ClaimView, error) { return x.Claim(ctx, id) })
}

// Similar returns the articles that are most like one.
func (s *indexStore) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	return asking(ctx, s, func(x *openIndex) (*indexer.Similar, error) { return x.Similar(ctx, articleID, limit) })
}

// SimilarClaims returns the claims that are most like one.
func (s *indexStore) SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	return asking(ctx, s, func(x *openIndex) (*indexer.SimilarClaims, error) { return x.SimilarClaims(ctx, claimID, limit) })
}

// Generation returns that of the answers. It rises, too, when another index comes into use.
func (s *indexStore) Generation(ctx context.Context) (uint64, error) {
	return asking(ctx, s, func(x *openIndex) (uint64, error) { return x.Generation(ctx) })
}

// Seq returns how far the index in use has read the archive.
func (s *indexStore) Seq(ctx context.Context) (uint64, error) {
	return asking(ctx, s, func(x *openIndex) (uint64, error) { return x.Seq(ctx) })
}

// Check reads the index in use through.
func (s *indexStore) Check(ctx context.Context, do func(indexer.Held) error) (*indexer.Check, error) {
	return asking(ctx, s, func(x *openIndex) (*indexer.Check, error) { return x.Check(ctx, do) })
}

// Put puts readings into the index in use, and into the one that is being built.
func (s *indexStore) Put(ctx context.Context, seq uint64, rs ...*indexer.Reading) error {
	return s.write(seq, func(x builtIndex, seq uint64) error { return x.Put(ctx, seq, rs...) })
}

// Delete takes articles out of both.
func (s *indexStore) Delete(ctx context.Context, seq uint64, ids ...string) error {
	return s.write(seq, func(x builtIndex, seq uint64) error { return x.Delete(ctx, seq, ids...) })
}

// write writes to the index in use, and to the one that is being built: what comparing
// claims tells of an article is written once, when it becomes known. That one's own
// Seq stays where it is. If it does not take it, it never comes into use.
func (s *indexStore) write(seq uint64, do func(builtIndex, uint64) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.with(func(x *openIndex) error { return do(x.builtIndex, seq) }); err != nil {
		return err
	}
	if s.next != nil && s.fault == nil {
		s.fault = do(s.next, 0)
	}
	return nil
}

// Close closes the index in use.
func (s *indexStore) Close() error { return s.close() }

// rebuild builds an index beside the one in use, which answers meanwhile: fill fills it,
// and calls swap when it is whole. Stopped half way, the old one stays in use.
func (s *indexStore) rebuild(ctx context.Context, fill filling) error {
	if !s.building.TryLock() {
		return errRebuilding
	}
	defer s.building.Unlock()
	s.state.Store(&frontier.Reindex{})
	return s.build(ctx, fill)
}

// beginRebuild is rebuild, but does not wait for it: ended is told how it ended, before
// the store is closed. It returns how far that is; if it had been begun before, how far that is.
func (s *indexStore) beginRebuild(ctx context.Context, fill filling, ended func(error)) frontier.Reindex {
	if !s.building.TryLock() {
		return *s.stateNow()
	}
	s.state.Store(&frontier.Reindex{})
	go func() { // close waits for it
		defer s.building.Unlock()
		ended(s.build(ctx, fill))
	}()
	return frontier.Reindex{}
}

// stateNow returns how far the building is; the zero Reindex if nothing is built.
func (s *indexStore) stateNow() *frontier.Reindex {
	if state := s.state.Load(); state != nil {
		return state
	}
	return &frontier.Reindex{}
}

// A filling fills an index, tells report how far it is, and calls swap when it is whole.
type filling func(ctx context.Context, next builtIndex, report func(done, of uint64), swap func() error) error

// build does what rebuild says. Whoever calls it holds s.building.
func (s *indexStore) build(ctx context.Context, fill filling) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer func() {
		s.mu.Lock()
		s.stop = nil
		s.mu.Unlock()
		switch {
		case err == nil:
			s.state.Store(nil)
		case ctx.Err() != nil: // whoever asks in the last moment is not told that it is done
			s.state.Store(&frontier.Reindex{Error: "it was stopped"})
		default:
			s.state.Store(&frontier.Reindex{Error: oneLine(err)})
		}
	}()
	s.mu.Lock()
	s.stop = stop
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return errIndexClosed
	}
	return s.alone(ctx, func(ctx context.Context) error { return s.buildBeside(ctx, fill) })
}

// buildBeside builds an index beside the one in use, and brings it into use.
func (s *indexStore) buildBeside(ctx context.Context, fill filling) error {
	x, err := s.begin(ctx)
	if err != nil {
		return err
	}
	s.writing.Lock()
	s.next, s.fault = x, nil
	s.writing.Unlock()
	var before *openIndex // of the new one, once that is in use
	err = fill(ctx, x, func(done, of uint64) { s.state.Store(&frontier.Reindex{Done: done, Of: of}) }, func() (err error) {
		s.writing.Lock()
		defer s.writing.Unlock()
		if s.fault != nil {
			return s.fault
		}
		generation, err := s.Generation(ctx)
		if err == nil {
			err = x.Outdo(ctx, generation)
		}
		if err == nil {
			before, err = s.swap(ctx, x)
		}
		return err
	})
	s.writing.Lock()
	s.next, s.fault = nil, nil
	s.writing.Unlock()
	if before == nil {
		return errors.Join(err, x.Close(), s.engine.remove(ctx, x.name))
	}
	if err != nil {
		return errors.Join(err, s.retire(ctx, before))
	}
	s.tend(ctx)
	if err := s.retire(ctx, before); err != nil { // the new one answers all the same: it is built
		s.log.Warn("the index before is still there: it is removed at the next start", "says", oneLine(err))
	}
	return nil
}
