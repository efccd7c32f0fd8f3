package bleve

import (
	"context"
	"slices"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// SimilarClaims returns the claims that are most like one and assert something else. They
// are found by those of its own words that tell most, of which a third must stand in each,
// two at least, and two fifths of all that they tell.
func (x *Index) SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	return mostLike(ctx, x, "claims", claimID, limit, (*view).similarClaims)
}

func (v *view) similarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	ordinal, held, err := v.keyed(ctx, claimLetter, claimPrefix+claimID)
	if err != nil {
		return nil, err
	}
	of, _, known := v.columns.ArticleOf(ordinal)
	if !held || !known {
		return nil, indexer.ErrNotFound
	}
	a, err := v.loadArticle(of)
	if err != nil {
		return nil, err
	}
	own, err := v.claim(ordinal)
	if err != nil {
		return nil, err
	}
	out := &indexer.SimilarClaims{Claim: copyOf(own), Words: []string{}, Claims: []indexer.SimilarClaim{}, Generation: v.generation}
	c, err := v.corpus()
	if err != nil {
		return nil, err
	}
	in := lang.Of(a.Language)
	words, err := v.tellingWords(ctx, in, in.Telling("", own.Text), claimProse.fields, c.of(in.Code).Claims)
	least := lang.LeastShared(words)
	if err != nil || len(words) < least {
		return out, err
	}
	out.Words = lang.AsWritten(words)
	found, err := v.find(ctx, &countedQuery{some(in, words, claimProse.fields, least), c.stats(in.Code, claimLetter)}, claimLetter, true)
	if err != nil {
		return nil, err
	}
	same := v.columns.SameText(of)
	found = slices.DeleteFunc(found, func(f columns.Found) bool {
		article, _, _ := v.columns.ArticleOf(f.Ordinal)
		return same[article]
	})
	told := map[string]bool{own.Cluster: own.Cluster != ""} // what was not compared is of no cluster
	list := v.columns.Claims(&indexer.Query{Facets: indexer.NoFacets}, columns.Hits{Found: found, Text: true}, nil, lang.LookedAt*limit)
	for _, row := range list.Rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(out.Claims) == limit {
			break
		}
		other, err := v.claim(row.Ordinal)
		if err != nil {
			return nil, err
		}
		shared := in.Shared(words, other.Sentence, other.Text)
		if told[other.Cluster] || !lang.Alike(words, shared) {
			continue
		}
		told[other.Cluster] = other.Cluster != ""
		out.Claims = append(out.Claims, indexer.SimilarClaim{Claim: copyOf(other), Score: row.Score, Words: shared})
	}
	return out, nil
}
