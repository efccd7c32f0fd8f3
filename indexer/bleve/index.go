// Package bleve keeps an index in a directory, with the Bleve library.
//
// [Open] makes or opens one. Bleve finds words; it holds a document for every article and
// for every claim, and with that of an article all that answers give of it and of its
// claims, so that nothing is worked out when a question is asked. Orders, counts, dates
// and pages come from the columns beside it: see package columns.
package bleve

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	blevesearch "github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
	lru "github.com/hashicorp/golang-lru/v2"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// An Index is an indexer.Index in a directory. It is safe for concurrent use.
type Index struct {
	bleve  blevesearch.Index
	inside index.Index // of bleve

	synonyms *lang.Synonyms
	log      *slog.Logger
	at       string // its directory
	now      func() time.Time

	writing sync.Mutex // held by whoever changes the index
	saved   uint64     // generation of the file of columns
	unsaved int        // documents changed since

	articles *lru.Cache[uint32, *article]           // by ordinal
	claims   *lru.Cache[uint32, *indexer.ClaimView] // the same

	corpus atomic.Pointer[readCorpus] // read last

	mu       sync.RWMutex
	columns  map[uint64]*columns.Snapshot // by generation: the newest, and the one before it
	segments map[uint64]*numbers          // by their ids
}

var _ indexer.Index = (*Index)(nil)

// Beside its documents the index keeps some values, which move in the same batch as the
// documents that they speak of:
//
//	dateline:seq         how far the archive has been read, 8 bytes
//	dateline:generation  how often the index was written, 8 bytes
//	dateline:next        the next ordinals of an article and of a claim, 4 bytes each
//	dateline:corpus      how many articles, claims and words there are, see corpus
const (
	seqKey        = "dateline:seq"
	generationKey = "dateline:generation"
	nextKey       = "dateline:next"
	corpusKey     = "dateline:corpus"
)

// Close closes the index. Questions under way are answered first.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	err := x.save()
	if err := errors.Join(err, x.bleve.Close()); err != nil {
		return fmt.Errorf("close index: %w", err)
	}
	return nil
}

// save writes the columns to their file if it is older than they are.
func (x *Index) save() error {
	generation, err := x.number(generationKey)
	if err != nil || generation == x.saved {
		return err
	}
	x.mu.RLock()
	c := x.columns[generation]
	x.mu.RUnlock()
	if c == nil {
		return nil // it could not be opened
	}
	if err := c.Write(filepath.Join(x.at, columnsName), generation); err != nil {
		return fmt.Errorf("write columns: %w", err)
	}
	x.saved, x.unsaved = generation, 0
	return nil
}

// Seq returns how far the index has read the archive; 0 if it is new.
func (x *Index) Seq(ctx context.Context) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return x.number(seqKey)
}

// Generation returns how often the index was written.
func (x *Index) Generation(ctx context.Context) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return x.number(generationKey)
}

// number returns one of the values that the index keeps beside its documents.
func (x *Index) number(key string) (uint64, error) { return numberOf(x.bleve, key) }

// internals are the values of the index as it is, or of a view.
type internals interface {
	GetInternal(key []byte) ([]byte, error)
}

func numberOf(from internals, key string) (uint64, error) {
	value, err := from.GetInternal([]byte(key))
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", key, err)
	}
	if len(value) != 8 {
		return 0, fmt.Errorf("read %s: it is not there", key)
	}
	return binary.BigEndian.Uint64(value), nil
}

// Claim returns the claim with that id, or an error that is indexer.ErrNotFound.
func (x *Index) Claim(ctx context.Context, id string) (*indexer.ClaimView, error) {
	v, err := x.view(ctx)
	if err != nil {
		return nil, err
	}
	defer v.close()
	ordinal, ok, err := v.keyed(ctx, claimLetter, claimPrefix+id)
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", id, err)
	}
	if !ok {
		return nil, fmt.Errorf("claim %q: %w", id, indexer.ErrNotFound)
	}
	c, err := v.claim(ordinal)
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", id, err)
	}
	own := copyOf(c)
	return &own, nil
}

// Sizes returns how many bytes of memory the columns take, and what is known of documents,
// by what it is of.
func (x *Index) Sizes(ctx context.Context) ([]columns.Size, error) {
	v, err := x.view(ctx)
	if err != nil {
		return nil, err
	}
	defer v.close()
	documents := 0
	for _, s := range v.reader.Segments() {
		n, err := x.numbers(s)
		if err != nil {
			return nil, err
		}
		documents += n.size()
	}
	return append(v.columns.Sizes(), columns.Size{Of: "numbers of documents", Bytes: documents}), nil
}
