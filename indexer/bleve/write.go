package bleve

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"

	blevesearch "github.com/blevesearch/bleve/v2"
	"golang.org/x/sync/errgroup"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// The bounds of a batch. Small ones cost time, large ones memory.
const (
	maxBatchDocs  = 1000
	maxBatchBytes = 4 << 20
)

// Put replaces what the index holds of the articles in rs, and moves its Seq
// to seq; an index that has read further stays where it is. Of several readings
// of one article the last counts.
//
// What does not fit into one batch is written in several, each holding whole
// articles. Seq moves in the last: after a crash in between the index holds some
// articles of a later time than its Seq tells, and putting all of rs again mends that.
func (x *Index) Put(ctx context.Context, seq uint64, rs ...*indexer.Reading) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	w, err := x.newWriter(ctx)
	if err != nil {
		return fmt.Errorf("put: %w", err)
	}
	for some := range slices.Chunk(indexer.LastOf(rs), preparedAtOnce) {
		for i, p := range w.prepare(some) {
			id := some[i].ArticleRef().ID
			if err := w.replace(id, &p); err != nil {
				return fmt.Errorf("put article %s: %w", id, err)
			}
		}
	}
	return w.finish(seq)
}

// preparedAtOnce is how many articles are prepared before the first of them is written: they
// are held twice meanwhile.
const preparedAtOnce = 64

// A prepared is an article with all that is to be written of it.
type prepared struct {
	article *article
	docs    []document
	into    columns.Article
	after   ordinals // to be given next
	err     error
}

// prepare makes the documents of the articles that are put next, on all processors: packing
// them is a sixth of the work of a batch, and the library makes a segment on one alone.
func (w *writer) prepare(rs []*indexer.Reading) []prepared {
	list := make([]prepared, len(rs))
	next := w.next
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range rs {
		p, at := &list[i], next
		work.Go(func() error {
			p.article, p.docs, p.into, p.err = documents(r, at.article, at.claim)
			return nil
		})
		next.article++
		next.claim += uint32(len(r.Claims)) //nolint:gosec // an article has fewer
		p.after = next
	}
	_ = work.Wait() // each tells of its own error
	return list
}

// Delete forgets the articles with these ids, and moves Seq as Put does. An id
// that the index does not know makes no difference.
func (x *Index) Delete(ctx context.Context, seq uint64, ids ...string) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	w, err := x.newWriter(ctx)
	if err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	for _, id := range ids {
		if err := w.replace(id, nil); err != nil {
			return fmt.Errorf("delete article %s: %w", id, err)
		}
	}
	return w.finish(seq)
}

// Outdo raises the generation above that of an index in whose place this one comes: who
// asked that one is not told that nothing has changed. It does nothing if it is above.
func (x *Index) Outdo(ctx context.Context, generation uint64) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	w, err := x.newWriter(ctx)
	if err == nil && w.generation <= generation {
		w.above = generation
		err = w.flush()
	}
	if err != nil {
		return fmt.Errorf("raise the generation: %w", err)
	}
	return nil
}

// A writer gathers changes into batches.
type writer struct {
	ctx        context.Context
	index      *Index
	seq        uint64 // of the index, before
	generation uint64 // the same
	above      uint64 // what is written next is of a generation above this one
	next       ordinals
	corpus     corpus // as it will be after the batch
	batch      *blevesearch.Batch
	docs       int
	bytes      int
	seen       map[string]bool // articles in the batch, which a look into the index would miss
	put        []columns.Article
	gone       []uint32 // ordinals of articles
}

// ordinals are the next ones to be given.
type ordinals struct{ article, claim uint32 }

func (o ordinals) bytes() []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, o.article), o.claim)
}

// mostOrdinals is how many articles, and claims, can be put before an index has to be
// made anew.
const mostOrdinals = spareOrdinal - 1<<20

// spareOrdinal is given to no claim of an article.
const spareOrdinal = 1<<31 - 1

func (x *Index) newWriter(ctx context.Context) (*writer, error) {
	w := &writer{ctx: ctx, index: x, batch: x.bleve.NewBatch(), seen: map[string]bool{}}
	var err error
	if w.seq, err = x.Seq(ctx); err != nil {
		return nil, err
	}
	if w.generation, err = x.number(generationKey); err != nil {
		return nil, err
	}
	next, err := x.number(nextKey)
	if err != nil {
		return nil, err
	}
	w.next = ordinals{uint32(next >> 32), uint32(next)} //nolint:gosec // two halves
	if max(w.next.article, w.next.claim) > mostOrdinals {
		return nil, fmt.Errorf("%w: it was written too often; it has to be made anew", ErrDamaged)
	}
	w.corpus, err = corpusOf(x.bleve)
	return w, err
}

// replace puts an article in the place of what the index holds of the one with that id; a
// nil p only removes.
func (w *writer) replace(id string, p *prepared) error {
	if w.seen[id] || w.docs > maxBatchDocs || w.bytes > maxBatchBytes {
		if err := w.flush(); err != nil {
			return err
		}
	}
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := w.remove(id); err != nil {
		return err
	}
	w.seen[id] = true
	if p == nil {
		return nil
	}
	if p.err != nil {
		return p.err
	}
	a := p.article
	if a.leftOut > 0 {
		w.index.log.Warn("left out entries with years that no JSON date can tell", "article", a.Ref.ID, "count", a.leftOut)
	}
	w.next = p.after
	w.corpus.add(a, 1)
	w.put = append(w.put, p.into)
	for _, d := range p.docs {
		if err := w.batch.Index(d.id, d.fields); err != nil {
			return fmt.Errorf("document %s: %w", d.id, err)
		}
		w.bytes += d.size
	}
	w.docs += len(p.docs)
	return nil
}

// remove takes out what the index holds of an article.
func (w *writer) remove(id string) error {
	v, err := w.index.view(w.ctx)
	if err != nil {
		return err
	}
	defer v.close()
	ordinal, held, err := v.keyed(w.ctx, articleLetter, articlePrefix+id)
	if err != nil || !held {
		return err
	}
	old, err := v.loadArticle(ordinal)
	if err != nil {
		return err
	}
	w.corpus.add(old, -1)
	w.gone = append(w.gone, ordinal)
	w.batch.Delete(documentID(articleLetter, ordinal))
	for n := range uint32(old.Claims) { //nolint:gosec // an article has fewer
		w.batch.Delete(documentID(claimLetter, old.First+n))
	}
	w.docs += 1 + old.Claims
	return nil
}

// flush writes the batch, and waits until it is on the disk.
func (w *writer) flush() error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	value, err := json.Marshal(w.corpus)
	if err != nil {
		return err
	}
	x, generation := w.index, max(w.generation, w.above)+1
	w.batch.SetInternal([]byte(corpusKey), value)
	w.batch.SetInternal([]byte(nextKey), w.next.bytes())
	setNumber(w.batch, generationKey, generation)
	// The columns are there before whoever asks may find the documents.
	x.mu.RLock()
	before := x.columns[w.generation]
	x.mu.RUnlock()
	after := before.With(w.put, w.gone) // it may take a while, and nobody waits for it
	x.mu.Lock()
	x.columns[generation] = after
	x.mu.Unlock()
	if err := x.bleve.Batch(w.batch); err != nil {
		return fmt.Errorf("write batch: %w", err)
	}
	x.mu.Lock()
	for old := range x.columns {
		if old != w.generation && old != generation {
			delete(x.columns, old)
		}
	}
	x.mu.Unlock()
	w.generation = generation
	x.unsaved += w.docs
	w.batch = x.bleve.NewBatch() // a goroutine of the library may still read the old one
	w.docs, w.bytes, w.put, w.gone = 0, 0, nil, nil
	clear(w.seen)
	return nil
}

// saveAfter is how many changed documents are read again after a crash, at most, or a
// part of all if that is more.
const saveAfter = 20_000

// finish writes what is left, and moves Seq with it.
func (w *writer) finish(seq uint64) error {
	setNumber(w.batch, seqKey, max(seq, w.seq))
	if err := w.flush(); err != nil {
		return err
	}
	x := w.index
	if v, err := x.view(w.ctx); err == nil {
		x.forget(v.reader)
		v.close()
	}
	if articles, claims := w.corpus.all(); x.unsaved > max(saveAfter, (articles+claims)/8) {
		return x.save()
	}
	return nil
}

func setNumber(b *blevesearch.Batch, key string, n uint64) {
	b.SetInternal([]byte(key), binary.BigEndian.AppendUint64(nil, n))
}
