package bleve

import (
	"context"
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// A view is the index at one time: what Bleve holds, and the columns of the same
// generation.
type view struct {
	x          *Index
	reader     *scorch.IndexSnapshot
	columns    *columns.Snapshot
	generation uint64

	last   unpacked // loaded last; of the article with
	lastOf uint32   // that ordinal
}

// view returns the index as it is. Whoever has it closes it.
func (x *Index) view(ctx context.Context) (*view, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		opened, err := x.inside.Reader()
		if err != nil {
			return nil, fmt.Errorf("read index: %w", err)
		}
		reader, ok := opened.(*scorch.IndexSnapshot)
		if !ok {
			return nil, fmt.Errorf("read index: it is a %T", opened)
		}
		v := &view{x: x, reader: reader}
		if v.generation, err = numberOf(reader, generationKey); err != nil {
			v.close()
			return nil, err
		}
		x.mu.RLock()
		v.columns = x.columns[v.generation]
		x.mu.RUnlock()
		if v.columns != nil {
			return v, nil
		}
		v.close() // it was written several times since the reader was opened
	}
}

// close lets go of the view. What it could say of an error has been said by a reading.
func (v *view) close() { _ = v.reader.Close() }

// find returns the documents of a kind that a query finds, with how well they fit if
// scored: parts of the query then say by which countedQuery.
func (v *view) find(ctx context.Context, q query.Query, letter byte, scored bool) (list []columns.Found, err error) {
	options := search.SearcherOptions{Score: "none"}
	ctx = search.ContextWithTermSearchersCounter(ctx)
	if scored {
		options.Score = ""
		ctx = context.WithValue(ctx, search.GetScoringModelCallbackKey, search.GetScoringModelCallbackFn(func() string { return index.BM25Scoring }))
	}
	at := walker{view: v}
	err = v.each(ctx, q, options, func(about uint64) { list = make([]columns.Found, 0, min(about, 1<<16)) }, func(m *search.DocumentMatch) error {
		of, ordinal, err := at.document(m.IndexInternalID)
		if err != nil || of != letter {
			return err
		}
		found := columns.Found{Ordinal: ordinal}
		if scored {
			found.Score = m.Score
		}
		list = append(list, found)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// each calls do with every document that a query finds, in the order of their numbers,
// which is good until do returns; before the first, it calls begin with about how many
// there are.
func (v *view) each(ctx context.Context, q query.Query, options search.SearcherOptions, begin func(about uint64), do func(*search.DocumentMatch) error) (err error) {
	s, err := q.Searcher(ctx, v.reader, v.x.bleve.Mapping(), options)
	if err != nil {
		return err
	}
	defer func() {
		if err2 := s.Close(); err == nil {
			err = err2
		}
	}()
	begin(s.Count())
	c := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(s.DocumentMatchPoolSize()+1, 0), IndexReader: v.reader}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		m, err := s.Next(c)
		if err != nil || m == nil {
			return err
		}
		if err := do(m); err != nil {
			return err
		}
		c.DocumentMatchPool.Put(m)
	}
}

// count returns about how many documents a query finds, which is known before they are
// looked for.
func (v *view) count(ctx context.Context, q query.Query) (int, error) {
	s, err := q.Searcher(search.ContextWithTermSearchersCounter(ctx), v.reader, v.x.bleve.Mapping(), search.SearcherOptions{Score: "none"})
	if err != nil {
		return 0, err
	}
	return int(s.Count()), s.Close() //nolint:gosec // documents fit
}

// keyed returns the ordinal of the document with a key, and whether there is one.
func (v *view) keyed(ctx context.Context, letter byte, key string) (ordinal uint32, ok bool, err error) {
	q := query.NewTermQuery(key)
	q.SetField(keyField)
	found, err := v.find(ctx, q, letter, false)
	if err != nil || len(found) == 0 {
		return 0, false, err
	}
	return found[0].Ordinal, true, nil
}

// load returns what is kept of an article.
func (v *view) load(ordinal uint32) (u unpacked, err error) {
	if v.last.lines != nil && v.lastOf == ordinal {
		return v.last, nil
	}
	err = v.visit(articleLetter, ordinal, func(field string, value []byte) error {
		if field != storedField {
			return nil
		}
		u, err = unpack(value)
		return err
	})
	if err == nil && u.lines == nil {
		err = fmt.Errorf("%w: document %s keeps nothing", ErrDamaged, documentID(articleLetter, ordinal))
	}
	v.last, v.lastOf = u, ordinal
	return u, err
}

// loadArticle returns the article with an ordinal. As of claims, those decoded lately are
// kept, if they are not long. Nobody changes what it points to.
func (v *view) loadArticle(ordinal uint32) (*article, error) {
	if a, ok := v.x.articles.Get(ordinal); ok {
		return a, nil
	}
	u, err := v.load(ordinal)
	if err != nil {
		return nil, err
	}
	a, err := u.article()
	if err == nil && len(a.text) <= longText {
		v.x.articles.Add(ordinal, a)
	}
	return a, err
}

// How many articles are kept decoded, and how long a text is that is not, in bytes: about
// 5 MB of news, 60 MB of whatever the web has.
const (
	mostArticles = 1000
	longText     = 60_000
)

// visit calls do with what is stored of a document; the bytes are good until do returns.
func (v *view) visit(letter byte, ordinal uint32, do func(field string, value []byte) error) (err error) {
	id := documentID(letter, ordinal)
	at, err := v.reader.TermFieldReader(context.Background(), []byte(id), "_id", false, false, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	next, err := at.Next(nil)
	if err != nil {
		return err
	}
	if next == nil {
		return fmt.Errorf("%w: document %s is not there", ErrDamaged, id)
	}
	number := next.ID.Value()
	for _, s := range v.reader.Segments() {
		if size := uint64(s.FullSize()); number >= size { //nolint:gosec // a size
			number -= size
			continue
		}
		var failed error
		err := s.VisitDocument(number, func(field string, _ byte, value []byte, _ []uint64) bool {
			failed = do(field, value)
			return failed == nil
		})
		return errors.Join(err, failed)
	}
	return fmt.Errorf("%w: document %s is in no segment", ErrDamaged, id)
}

// claim returns the claim with an ordinal. What stands under one never changes, so that
// claims that were decoded lately need not be again. Nobody changes what it points to.
func (v *view) claim(ordinal uint32) (*indexer.ClaimView, error) {
	if c, ok := v.x.claims.Get(ordinal); ok {
		return c, nil
	}
	of, nth, ok := v.columns.ArticleOf(ordinal)
	if !ok {
		return nil, fmt.Errorf("%w: claim %s is in no article", ErrDamaged, documentID(claimLetter, ordinal))
	}
	u, err := v.load(of)
	if err != nil {
		return nil, err
	}
	var a struct {
		Ref indexer.ArticleRef `json:"ref"`
	}
	if err := u.decode(0, &a); err != nil {
		return nil, err
	}
	c, err := u.claim(nth, a.Ref)
	if err != nil {
		return nil, err
	}
	v.x.claims.Add(ordinal, c)
	return c, nil
}

// mostClaims is how many claims are kept decoded: about 20 MB.
const mostClaims = 10_000
