package peer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"
)

// The bounds of a batch, and how many are made at once: what is quickest on two cores.
const (
	batchDocs  = 1000
	batchBytes = 4 << 20
	streams    = 2
)

// Bleve is the library as its documentation shows it: an index with a document an
// article, and one with a document an event. Orders, facets and intervals come from its
// doc values.
type Bleve struct{ articles, events bleve.Index }

var _ System = (*Bleve)(nil)

// NewBleve opens the indexes in dir, or makes them.
func NewBleve(dir string) (*Bleve, error) {
	articles, err := openBleve(filepath.Join(dir, "articles"), articleMapping())
	if err != nil {
		return nil, err
	}
	events, err := openBleve(filepath.Join(dir, "events"), eventMapping())
	if err != nil {
		return nil, errors.Join(err, articles.Close())
	}
	return &Bleve{articles, events}, nil
}

func openBleve(dir string, m mapping.IndexMapping) (bleve.Index, error) {
	if _, err := os.Stat(dir); err == nil {
		return bleve.Open(dir)
	}
	return bleve.NewUsing(dir, m, scorch.Name, scorch.Name, nil)
}

// Name returns "plain Bleve".
func (*Bleve) Name() string { return "plain Bleve" }

// Close closes both indexes.
func (b *Bleve) Close() error { return errors.Join(b.articles.Close(), b.events.Close()) }

// newMapping returns a static mapping: prose is analysed and stored, with term vectors
// for phrases and highlights; exact fields and dates are kept for facets and orders.
func newMapping(prose, exact, dates []string) mapping.IndexMapping {
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range prose {
		doc.AddFieldMappingsAt(name, &mapping.FieldMapping{Type: "text", Analyzer: en.AnalyzerName, Index: true, Store: true, IncludeTermVectors: true})
	}
	for _, name := range exact {
		doc.AddFieldMappingsAt(name, &mapping.FieldMapping{Type: "text", Analyzer: keyword.Name, Index: true, Store: true, DocValues: true, SkipFreqNorm: true})
	}
	for _, name := range dates {
		doc.AddFieldMappingsAt(name, &mapping.FieldMapping{Type: "datetime", Index: true, Store: true, DocValues: true})
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	m.ScoringModel = index.BM25Scoring
	return m
}

// Facets are the fields that articles are counted by.
var Facets = []string{"outlet", "kind", "author", "speaker", "medium", "grain", "origins", "conflict"}

func articleMapping() mapping.IndexMapping {
	return newMapping([]string{"headline", "text"}, append([]string{"url"}, Facets...), []string{"published"})
}

func eventMapping() mapping.IndexMapping {
	return newMapping([]string{"text"}, []string{"article", "outlet", "kind", "speaker", "medium", "grain", "origins", "conflict"}, []string{"start", "published"})
}

// Put takes in articles in several streams, each with batches of its own.
func (b *Bleve) Put(ctx context.Context, list []*Article) error {
	g, ctx := errgroup.WithContext(ctx)
	for n := range streams {
		part := list[len(list)*n/streams : len(list)*(n+1)/streams]
		g.Go(func() error {
			articles, events := batcher{into: b.articles}, batcher{into: b.events}
			for _, a := range part {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := putArticle(&articles, &events, a); err != nil {
					return fmt.Errorf("article %s: %w", a.ID, err)
				}
			}
			return errors.Join(articles.flush(), events.flush())
		})
	}
	return g.Wait()
}

func putArticle(articles, events *batcher, a *Article) error {
	speakers, media, grains, origins, conflict := values{}, values{}, values{}, "", ""
	for i := range a.Claims {
		c := &a.Claims[i]
		speakers.add(c.Speaker)
		media.add(c.Medium)
		grains.add(c.Grain)
		doc := map[string]any{
			"text": prose(a, c), "article": a.ID, "outlet": a.Outlet, "kind": a.Kind, "speaker": strings.ToLower(c.Speaker),
			"medium": c.Medium, "grain": c.Grain, "start": c.Start, "published": a.Published,
		}
		if c.Origins > 1 {
			doc["origins"], origins = "2", "2"
		}
		if c.Conflict {
			doc["conflict"], conflict = "yes", "yes"
		}
		if err := events.add(c.ID, doc, len(c.Text)+len(a.Headline)+200); err != nil {
			return err
		}
	}
	return articles.add(a.ID, map[string]any{
		"headline": a.Headline, "text": a.Text, "url": a.URL, "outlet": a.Outlet, "kind": a.Kind, "author": a.Author, "published": a.Published,
		"speaker": speakers.list, "medium": media.list, "grain": grains.list, "origins": origins, "conflict": conflict,
	}, len(a.Text))
}

// values are those of a field, each once, in lower case.
type values struct{ list []string }

func (v *values) add(s string) {
	s = strings.ToLower(s)
	for _, have := range v.list {
		if have == s {
			return
		}
	}
	if s != "" {
		v.list = append(v.list, s)
	}
}

// A batcher gathers documents into batches.
type batcher struct {
	into  bleve.Index
	batch *bleve.Batch
	bytes int
}

func (b *batcher) add(id string, doc map[string]any, size int) error {
	if b.batch == nil {
		b.batch = b.into.NewBatch()
	}
	if err := b.batch.Index(id, doc); err != nil {
		return err
	}
	if b.bytes += size; b.batch.Size() >= batchDocs || b.bytes >= batchBytes {
		return b.flush()
	}
	return nil
}

func (b *batcher) flush() error {
	if b.batch == nil {
		return nil
	}
	err := b.into.Batch(b.batch)
	b.batch, b.bytes = nil, 0
	return err
}

// year returns the first moment of one.
func year(n int) time.Time { return time.Date(n, time.January, 1, 0, 0, 0, 0, time.UTC) }
