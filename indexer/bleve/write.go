package bleve

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	blevesearch "github.com/blevesearch/bleve/v2"

	"dateline/indexer"
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
	last := make(map[string]int, len(rs))
	for i, r := range rs {
		last[r.ArticleRef().ID] = i
	}
	w, err := x.newWriter(ctx)
	if err != nil {
		return fmt.Errorf("put: %w", err)
	}
	for i, r := range rs {
		if last[r.ArticleRef().ID] != i {
			continue
		}
		a, docs, err := documents(r)
		if err != nil {
			return fmt.Errorf("put: %w", err)
		}
		if a.leftOut > 0 {
			x.log.Warn("left out entries with years that no JSON date can tell", "article", a.Ref.ID, "count", a.leftOut)
		}
		if err := w.replace(a.Ref.ID, a, docs); err != nil {
			return fmt.Errorf("put article %s: %w", a.Ref.ID, err)
		}
	}
	return w.finish(seq)
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
		if err := w.replace(id, nil, nil); err != nil {
			return fmt.Errorf("delete article %s: %w", id, err)
		}
	}
	return w.finish(seq)
}

// A writer gathers changes into batches.
type writer struct {
	ctx    context.Context
	index  *Index
	seq    uint64 // of the index, before
	writes uint64 // its generation
	corpus corpus // as it will be after the batch
	batch  *blevesearch.Batch
	docs   int
	bytes  int
	seen   map[string]bool // articles in the batch, which a look into the index would miss
}

func (x *Index) newWriter(ctx context.Context) (*writer, error) {
	seq, err := x.Seq(ctx)
	if err != nil {
		return nil, err
	}
	generation, err := x.Generation(ctx)
	if err != nil {
		return nil, err
	}
	c, err := x.corpus()
	return &writer{ctx: ctx, index: x, seq: seq, writes: generation, corpus: c, batch: x.bleve.NewBatch(), seen: map[string]bool{}}, err
}

// replace puts a and its documents in the place of what the index holds of the
// article with that id; a nil a only removes.
func (w *writer) replace(id string, a *article, docs []document) error {
	size := 0
	for _, d := range docs {
		size += len(d.fields[storedField].(string))
	}
	if w.docs > 0 && (w.docs+len(docs) > maxBatchDocs || w.bytes+size > maxBatchBytes) || w.seen[id] {
		if err := w.flush(); err != nil {
			return err
		}
	}
	if err := w.ctx.Err(); err != nil {
		return err
	}
	var old article
	found, err := w.index.load(articlePrefix+id, &old)
	if err != nil {
		return err
	}
	if found {
		w.corpus.add(&old, -1)
		for _, id := range old.ids() {
			w.batch.Delete(id)
		}
		w.docs += len(old.ids())
	}
	if a != nil {
		w.corpus.add(a, 1)
	}
	for _, d := range docs { // after the deletes, which they take back
		if err := w.batch.Index(d.id, d.fields); err != nil {
			return fmt.Errorf("document %s: %w", d.id, err)
		}
	}
	w.seen[id] = true
	w.docs += len(docs)
	w.bytes += size
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
	w.batch.SetInternal([]byte(corpusKey), value)
	w.writes++
	setNumber(w.batch, generationKey, w.writes)
	if err := w.index.bleve.Batch(w.batch); err != nil {
		return fmt.Errorf("write batch: %w", err)
	}
	w.batch.Reset()
	w.docs, w.bytes = 0, 0
	clear(w.seen)
	return nil
}

// finish writes what is left, and moves Seq with it.
func (w *writer) finish(seq uint64) error {
	setNumber(w.batch, seqKey, max(seq, w.seq))
	return w.flush()
}

func setNumber(b *blevesearch.Batch, key string, n uint64) {
	b.SetInternal([]byte(key), binary.BigEndian.AppendUint64(nil, n))
}

// A corpus is what scoring must know of all articles and claims. The library would take
// it from all documents, of which articles are one in ten or less, and would find every
// article long and every word rare; and what it takes for the words of a field changes
// whenever it rearranges its files.
type corpus struct {
	Articles int            `json:"articles"`
	Claims   int            `json:"claims"`
	Words    map[string]int `json:"words"` // by field, as analysed, roughly
}

func (x *Index) corpus() (corpus, error) {
	c := corpus{Words: map[string]int{}}
	value, err := x.bleve.GetInternal([]byte(corpusKey))
	if err != nil || value == nil {
		return c, err
	}
	if err := json.Unmarshal(value, &c); err != nil || c.Words == nil {
		return c, errors.Join(errors.New("read corpus: it is not there"), err)
	}
	return c, nil
}

// add counts an article in, or out with a sign of -1.
func (c *corpus) add(a *article, sign int) {
	c.Articles += sign
	c.Claims += sign * len(a.Claims)
	c.Words[aboutField] += sign * a.About
	for _, f := range articleProse {
		for _, s := range f.read(a) {
			c.Words[f.name] += sign * countWords(s)
		}
	}
}

// countWords returns about how many words of s are no stop words. It must only
// be the same for the same text.
func countWords(s string) int {
	words, inside := 0, false
	for _, r := range s {
		space := r <= ' '
		if !space && !inside {
			words++
		}
		inside = !space
	}
	return (words*6 + 9) / 10
}
