// Package bleve keeps an index in a directory, with the Bleve library.
//
// [Open] makes or opens one. It holds a document for every article, for every
// claim and for every entry; each carries, ready made, the JSON that an answer
// gives of it, so that nothing is worked out when a question is asked.
package bleve

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	index "github.com/blevesearch/bleve_index_api"

	"dateline/indexer"
)

// An Index is an indexer.Index in a directory. It is safe for concurrent use.
type Index struct {
	bleve blevesearch.Index
	prose analysis.Analyzer
	log   *slog.Logger

	writing sync.Mutex // held by whoever changes the index
}

var _ indexer.Index = (*Index)(nil)

// Beside its documents the index keeps three values, which move in the same
// batch as the documents that they speak of:
//
//	dateline:seq      how far the archive has been read, 8 bytes
//	dateline:generation  how often the index was written, 8 bytes
//	dateline:corpus   how many articles and words there are, see corpus
const (
	seqKey        = "dateline:seq"
	generationKey = "dateline:generation"
	corpusKey     = "dateline:corpus"
)

// Close closes the index. Questions under way are answered first.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := x.bleve.Close(); err != nil {
		return fmt.Errorf("close index: %w", err)
	}
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
func (x *Index) number(key string) (uint64, error) {
	value, err := x.bleve.GetInternal([]byte(key))
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
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var view indexer.ClaimView
	found, err := x.load(claimPrefix+id, &view)
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", id, err)
	}
	if !found {
		return nil, fmt.Errorf("claim %q: %w", id, indexer.ErrNotFound)
	}
	view = completeClaim(view)
	return &view, nil
}

// completeClaim returns a claim with the empty lists that its JSON may have lost.
func completeClaim(v indexer.ClaimView) indexer.ClaimView {
	if v.Entries == nil {
		v.Entries = []indexer.Entry{}
	}
	for i := range v.Entries {
		complete(&v.Entries[i])
	}
	return v
}

// load decodes what a document was made from into v, and reports whether there is one.
func (x *Index) load(id string, v any) (bool, error) {
	doc, err := x.bleve.Document(id)
	if err != nil || doc == nil {
		return false, err
	}
	var stored []byte
	doc.VisitFields(func(f index.Field) {
		if f.Name() == storedField {
			stored = f.Value()
		}
	})
	return true, json.Unmarshal(stored, v)
}

// complete gives an entry the empty lists that its JSON may have lost.
func complete(e *indexer.Entry) {
	if e.Date.Steps == nil {
		e.Date.Steps = []string{}
	}
}
