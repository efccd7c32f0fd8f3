package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"go.opentelemetry.io/otel/attribute"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	newsdesk "dateline/indexer/desk"
	"dateline/indexer/register"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/db"
)

// batch is how many revisions are read and put into the index at a time, at most. The
// first batches are small, so that whoever is stopped again and again still gets on.
const (
	batch      = 64
	firstBatch = 1
)

// A follower makes an index follow the archive: whatever stands in the archive's
// log behind the index's own Seq is read and put in. The same call catches up
// after a visit, after a crash, and with an empty index after a rebuild.
type follower struct {
	db       *db.DB
	archive  *archive.Archive
	register *register.Register
	desk     *newsdesk.Desk
	claims   claim.Options
	turn     *sync.Mutex // held by whoever writes a batch, for what is kept of claims is one for all indexes, and by whoever copies database and index
	meter    *meter
}

// catchUp brings index up to the archive, and tells report how far it is.
func (f follower) catchUp(ctx context.Context, index indexer.Index, report func(done, of uint64)) error {
	at, err := index.Seq(ctx)
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	for size := firstBatch; ; size = min(2*size, batch) {
		f.turn.Lock()
		next, end, err := f.step(ctx, index, at, size)
		f.turn.Unlock()
		if err != nil || at >= end {
			return err
		}
		at = next
		report(at, end)
	}
}

// step puts the next revisions behind at into index, and returns how far that has brought
// it, and where the archive ends. If index is there, it is told what has become known of
// others. Whoever calls it has the turn.
func (f follower) step(ctx context.Context, index indexer.Index, at uint64, size int) (next, end uint64, err error) {
	if end, err = f.archive.Seq(ctx); err != nil {
		return at, end, err
	}
	if at >= end {
		if err := f.names(ctx); err != nil {
			return at, end, err
		}
		if err := f.corrected(ctx, index, at); err != nil {
			return at, end, err
		}
		return at, end, f.refresh(ctx, index, at)
	}
	readings, next, err := f.read(ctx, at, end, size)
	if err != nil {
		return at, end, err
	}
	if err := f.desk.Arrive(ctx, index, next, readings...); err != nil {
		return at, end, err
	}
	if err := f.put(ctx, index, next, readings); err != nil {
		return next, end, err
	}
	return next, end, f.register.Told(ctx, readings...) // an index that is filled was told of them all
}

// read reads the next revisions behind at, up to end, and returns how far they go.
func (f follower) read(ctx context.Context, at, end uint64, size int) (readings []*indexer.Reading, next uint64, err error) {
	revisions, err := f.archive.After(ctx, at, size)
	if err != nil {
		return nil, at, err
	}
	next = end // if no newest revision stands between: only older ones were read anew
	if n := len(revisions); n > 0 {
		next = min(end, revisions[n-1].Seq)
	}
	revisions = slices.DeleteFunc(revisions, func(r *scraper.Revision) bool { return r.Seq > next })
	_, analysed := f.meter.step(ctx, analyseStep)
	defer func() { analysed(err) }()
	readings = f.readAll(ctx, revisions)
	return readings, next, f.keep(ctx, readings)
}

// put puts readings into index, and moves its Seq.
func (f follower) put(ctx context.Context, index indexer.Writer, seq uint64, readings []*indexer.Reading) (err error) {
	if err := f.db.Holds(ctx); err != nil { // who has taken over has put more, by now
		return err
	}
	_, put := f.meter.step(ctx, putStep)
	spans := make([]span, len(readings))
	for i, r := range readings {
		_, spans[i] = f.meter.tracer.within(f.meter.tracer.of(ctx, &r.Revision), putStep, attribute.Int("dateline.batch", len(readings)))
	}
	defer func() {
		put(err)
		for _, s := range spans {
			s.end(err)
		}
	}()
	if err := index.Put(ctx, seq, readings...); err != nil {
		return fmt.Errorf("index up to %d: %w", seq, err)
	}
	f.meter.indexed.Add(float64(len(readings)))
	return nil
}

// fill fills next, which is empty, with what the archive holds, and calls swap when next is
// where the index in use is, at the end of the archive. That one goes on following
// meanwhile, in turns with fill, and is first with everything that is new: whether an article
// is one that a saved search has not found before is asked of what was indexed before.
func (f follower) fill(ctx context.Context, used indexer.Index, next indexer.Writer, report func(done, of uint64), swap func() error) error {
	at := uint64(0)
	for size := firstBatch; ; size = min(2*size, batch) {
		var whole bool
		var err error
		var end uint64
		f.turn.Lock()
		if at, end, whole, err = f.fillOne(ctx, used, next, at, size); whole && err == nil {
			err = swap()
		}
		f.turn.Unlock()
		if whole || err != nil {
			return err
		}
		report(at, end)
	}
}

// fillOne brings next further, or the index in use if next is where that is; whole says
// that both are at the end of the archive, and know all that is known.
func (f follower) fillOne(ctx context.Context, used indexer.Index, next indexer.Writer, at uint64, size int) (to, end uint64, whole bool, err error) {
	held, err := used.Seq(ctx)
	if err != nil {
		return at, held, false, err
	}
	if at >= held {
		_, end, err := f.step(ctx, used, held, size)
		return at, end, held >= end, err
	}
	readings, to, err := f.read(ctx, at, held, size)
	if err != nil {
		return at, held, false, err
	}
	return to, held, false, f.put(ctx, next, to, readings)
}

// keep gives the claims their ids, and writes down new ones before the index
// knows them: a crash in between gives the same ids again. It lays over them what people
// have set right, and finds out as well which articles are copies.
func (f follower) keep(ctx context.Context, readings []*indexer.Reading) error {
	kept, err := f.identify(ctx, readings)
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		if err := f.register.Keep(ctx, kept); err != nil {
			return err
		}
	}
	for _, r := range readings {
		list, missed, err := f.correct(ctx, r)
		if err != nil {
			return err
		}
		if err := f.desk.Laid(ctx, r.Revision.ArticleID, list, missed); err != nil {
			return err
		}
	}
	fresh, err := f.register.Uncompared(ctx, readings...)
	if err != nil {
		return err
	}
	texts := make([]*cite.Text, len(fresh))
	for i, r := range fresh {
		texts[i] = register.NewText(&r.Revision)
	}
	if err := f.register.Join(ctx, f.Text, texts...); err != nil {
		return err
	}
	if err := f.register.Relate(ctx, f, fresh...); err != nil {
		return err
	}
	return f.facts(ctx, readings)
}

// recall gives readings what is kept of their claims: their ids, what people have set
// right, and what their clusters are.
func (f follower) recall(ctx context.Context, readings ...*indexer.Reading) error {
	if _, err := f.identify(ctx, readings); err != nil {
		return err
	}
	for _, r := range readings {
		if _, _, err := f.correct(ctx, r); err != nil {
			return err
		}
	}
	return f.facts(ctx, readings)
}

// correct lays over a reading what people have set right in its article, and returns that,
// and the ids of what found nothing to set right.
func (f follower) correct(ctx context.Context, r *indexer.Reading) (list []indexer.Correction, missed []string, err error) {
	list, err = f.desk.Standing(ctx, r.Revision.ArticleID)
	return list, r.Correct(list), err
}

// identify gives the claims their ids, and returns what is to be kept of them.
func (f follower) identify(ctx context.Context, readings []*indexer.Reading) (register.Batch, error) {
	kept := register.Batch{}
	for _, r := range readings {
		known, err := f.register.Known(ctx, r.Revision.ArticleID)
		if err != nil {
			return nil, err
		}
		if all := r.Keep(known); !slices.Equal(all, known) {
			kept[r.Revision.ArticleID] = all
		}
	}
	return kept, nil
}

// facts gives readings what their claims' clusters are, and what they are copies of.
func (f follower) facts(ctx context.Context, readings []*indexer.Reading) (err error) {
	for _, r := range readings {
		if r.Facts, err = f.register.Facts(ctx, r.Revision.ArticleID); err != nil {
			return err
		}
		if r.CopiesOf, err = f.register.First(ctx, r.Revision.ArticleID); err != nil {
			return err
		}
	}
	return nil
}

// names follows the links to addresses that visits have since shown to lead to
// articles. A visit that only finds where a redirect ends stores no revision.
func (f follower) names(ctx context.Context) error {
	const most = 50 // in one transaction
	last, err := f.register.NamedTo(ctx)
	if err != nil {
		return err
	}
	for {
		at, next, err := f.archive.Names(ctx, last, most)
		if err != nil || next == last {
			return err
		}
		if err := f.register.Named(ctx, f, next, at); err != nil {
			return err
		}
		last = next
	}
}

// corrected compares articles anew in which people have set something right or taken that
// back, and tells the index of them. A crash in between leaves them noted as due.
func (f follower) corrected(ctx context.Context, index indexer.Index, seq uint64) error {
	for size := firstBatch; ; size = min(2*size, batch) {
		due, err := f.desk.Due(ctx, size)
		if err != nil || len(due) == 0 {
			return err
		}
		revisions, err := f.newest(ctx, slices.Sorted(maps.Keys(due)))
		if err != nil {
			return err
		}
		readings := f.readAll(ctx, revisions)
		if err := f.keep(ctx, readings); err != nil {
			return err
		}
		if err := f.put(ctx, index, seq, readings); err != nil {
			return err
		}
		if err := f.desk.Done(ctx, due); err != nil {
			return err
		}
	}
}

// newest returns the newest revisions of those articles that are held.
func (f follower) newest(ctx context.Context, ids []string) (revisions []*scraper.Revision, err error) {
	for _, id := range ids {
		revision, err := f.archive.Revision(ctx, id, 0)
		if errors.Is(err, archive.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		revisions = append(revisions, revision)
	}
	return revisions, nil
}

// refresh tells the index anew of articles whose claims came into other clusters, or that
// became copies of another article, by what has arrived since. A crash in between leaves them noted as stale.
func (f follower) refresh(ctx context.Context, index indexer.Index, seq uint64) error {
	for size := firstBatch; ; size = min(2*size, batch) {
		ids, err := f.register.Stale(ctx, size)
		if err != nil || len(ids) == 0 {
			return err
		}
		revisions, err := f.newest(ctx, ids)
		if err != nil {
			return err
		}
		if err := f.putAgain(ctx, index, seq, ids, f.readAll(ctx, revisions)); err != nil {
			return err
		}
	}
}

// putAgain tells the index anew of the articles with ids, of which readings are those that
// are held.
func (f follower) putAgain(ctx context.Context, index indexer.Index, seq uint64, ids []string, readings []*indexer.Reading) error {
	if err := f.recall(ctx, readings...); err != nil {
		return err
	}
	if err := f.desk.Again(ctx, index, readings...); err != nil {
		return err
	}
	if err := f.put(ctx, index, seq, readings); err != nil {
		return fmt.Errorf("claims that came into other clusters: %w", err)
	}
	if err := f.register.Told(ctx, readings...); err != nil {
		return err
	}
	gone := slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return slices.ContainsFunc(readings, func(r *indexer.Reading) bool { return r.Revision.ArticleID == id })
	})
	return f.register.Fresh(ctx, gone...)
}

// reading returns the newest reading of the article that a claim is known of, with what
// people have set right, or an error that is indexer.ErrNotFound.
func (f follower) reading(ctx context.Context, claimID string) (*indexer.Reading, error) {
	articleID, err := f.register.ArticleOf(ctx, claimID)
	if err != nil {
		return nil, err
	}
	revision, err := f.archive.Revision(ctx, articleID, 0)
	if err != nil {
		return nil, known(err)
	}
	r := indexer.Read(*revision, f.claims)
	return r, f.recall(ctx, r)
}

// Text returns the newest revision of an article as copies are judged by and leads are
// followed to, nil if it is not held.
func (f follower) Text(ctx context.Context, articleID string) (*cite.Text, error) {
	revision, err := f.archive.Revision(ctx, articleID, 0)
	if errors.Is(err, archive.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return register.NewText(revision), nil
}

// ArticleAt returns the ids of the articles held at addresses.
func (f follower) ArticleAt(ctx context.Context, urls []string) (map[string]string, error) {
	return f.archive.ArticleAt(ctx, urls)
}

// readAll analyses revisions, on all cores.
func (f follower) readAll(ctx context.Context, revisions []*scraper.Revision) []*indexer.Reading {
	readings := make([]*indexer.Reading, len(revisions))
	var wait sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, r := range revisions {
		turn <- struct{}{}
		wait.Go(func() {
			_, s := f.meter.tracer.within(f.meter.tracer.of(ctx, r), analyseStep)
			readings[i] = indexer.Read(*r, f.claims)
			s.end(nil)
			<-turn
		})
	}
	wait.Wait()
	return readings
}
