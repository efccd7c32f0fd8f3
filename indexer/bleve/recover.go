package bleve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"dateline/indexer/columns"
)

// recover has the columns say what the documents say. Their file may be of an earlier
// generation, after a crash, or damaged, or not there: what it does not hold is read
// from the documents.
func (x *Index) recover() error {
	generation, err := x.number(generationKey)
	if err != nil {
		return err
	}
	c, saved, err := columns.Read(filepath.Join(x.at, columnsName))
	if err == nil && saved > generation {
		return fmt.Errorf("it is of generation %d, and its columns of generation %d: Bleve has lost what came between", generation, saved)
	}
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			x.log.Warn("the columns are made anew from the documents", "error", err)
		}
		c, saved = columns.New(), 0
	}
	x.saved = saved
	x.columns[generation] = c // so that there is a view
	if saved == generation && generation > 0 {
		return nil
	}
	ctx := context.Background()
	v, err := x.view(ctx)
	if err != nil {
		return err
	}
	defer v.close()
	add, gone, err := v.difference()
	if err != nil {
		return err
	}
	var articles []columns.Article
	for i, ordinal := range add {
		a, err := v.article(ordinal)
		if err != nil {
			return err
		}
		articles = append(articles, a)
		if len(articles) == maxBatchDocs || i == len(add)-1 {
			c, articles = c.With(articles, nil), nil
		}
	}
	c = c.With(nil, gone)
	x.unsaved = len(add)
	x.mu.Lock()
	x.columns[generation] = c
	x.mu.Unlock()
	return nil
}

// difference returns which articles Bleve holds and the columns do not, in order, and
// which the columns hold and Bleve does not.
func (v *view) difference() (add, gone []uint32, err error) {
	held := map[uint32]bool{}
	for _, ordinal := range v.columns.Ordinals() {
		held[ordinal] = true
	}
	err = v.living(func(letter byte, ordinal uint32) {
		if letter != articleLetter {
			return
		}
		if !held[ordinal] {
			add = append(add, ordinal)
		}
		delete(held, ordinal)
	})
	if err != nil {
		return nil, nil, err
	}
	for ordinal := range held {
		gone = append(gone, ordinal)
	}
	slices.Sort(add)
	return add, gone, nil
}

// article returns what the columns hold of an article.
func (v *view) article(ordinal uint32) (columns.Article, error) {
	u, err := v.load(ordinal)
	if err != nil {
		return columns.Article{}, err
	}
	a, err := u.article()
	if err != nil {
		return columns.Article{}, err
	}
	into := a.columns(ordinal)
	for n := range a.Claims {
		c, err := u.claim(n, a.Ref)
		if err != nil {
			return into, err
		}
		into.Claims = append(into.Claims, columns.Claim{Ordinal: a.First + uint32(n), View: *c}) //nolint:gosec // an article has fewer
	}
	return into, nil
}
