package bleve

import (
	"context"
	"fmt"
	"slices"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// Check reads the whole index, calls do with every article that it holds, in no order,
// and returns what does not agree inside it. Its error is what kept it from being read.
func (x *Index) Check(ctx context.Context, do func(indexer.Held) error) (*indexer.Check, error) {
	v, err := x.view(ctx)
	if err != nil {
		return nil, err
	}
	defer v.close()
	found := &indexer.Check{}
	articles, claims, err := v.ordinals()
	if err != nil {
		return nil, fmt.Errorf("check index: %w", err)
	}
	seen := map[string]bool{}
	delete(claims, spareOrdinal) // see Compact: no question finds it
	all := len(claims)
	for _, ordinal := range articles {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, err := v.article(ordinal)
		if err != nil {
			found.Documents = append(found.Documents, fmt.Sprintf("document %s cannot be read: %v", documentID(articleLetter, ordinal), err))
			continue
		}
		if seen[a.Ref.ID] {
			found.Documents = append(found.Documents, "article "+a.Ref.ID+" is held twice")
		}
		seen[a.Ref.ID] = true
		held, says := v.check(ctx, &a, claims)
		if says != "" {
			found.Documents = append(found.Documents, says)
			continue
		}
		if v.columns.Differs(a) {
			found.Columns = append(found.Columns, "the columns do not say of article "+a.Ref.ID+" what its documents do")
		}
		if err := do(held); err != nil {
			return nil, err
		}
	}
	for ordinal := range claims {
		found.Documents = append(found.Documents, fmt.Sprintf("claim %s belongs to no article", documentID(claimLetter, ordinal)))
	}
	for _, ordinal := range v.columns.Ordinals() {
		if _, ok := slices.BinarySearch(articles, ordinal); !ok {
			found.Columns = append(found.Columns, fmt.Sprintf("the columns hold an article that is no document: %s", documentID(articleLetter, ordinal)))
		}
	}
	c, err := corpusOf(v.reader)
	if told, claims := c.all(); err != nil || told != len(articles) || claims != all {
		found.Documents = append(found.Documents, fmt.Sprintf("it is said to hold %d articles and %d claims, and holds %d and %d", told, claims, len(articles), all))
	}
	return found, nil
}

// check returns what is held of an article, or what is wrong with it, and takes its
// claims out of those that no article was found for.
func (v *view) check(ctx context.Context, a *columns.Article, claims map[uint32]bool) (held indexer.Held, says string) {
	held = indexer.Held{ID: a.Ref.ID, Revision: a.Ref.Revision}
	for n, c := range a.Claims {
		if !claims[c.Ordinal] {
			return held, fmt.Sprintf("claim %d of article %s is missing", n+1, a.Ref.ID)
		}
		delete(claims, c.Ordinal)
		held.Claims = append(held.Claims, c.View.ID)
	}
	if _, ok, err := v.keyed(ctx, articleLetter, articlePrefix+a.Ref.ID); err != nil || !ok {
		return held, fmt.Sprintf("article %s (document %s) is not found by its id", a.Ref.ID, documentID(articleLetter, a.Ordinal))
	}
	return held, ""
}

// ordinals returns those of the articles, in order, and of the claims that live.
func (v *view) ordinals() (articles []uint32, claims map[uint32]bool, err error) {
	claims = map[uint32]bool{}
	err = v.living(func(letter byte, n uint32) {
		if letter == articleLetter {
			articles = append(articles, n)
		} else {
			claims[n] = true
		}
	})
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(articles)
	return articles, claims, nil
}
