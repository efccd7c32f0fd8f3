package bleve

import (
	"context"
	"encoding/json"
	"fmt"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"

	"dateline/indexer"
)

// Claims returns the claims that q finds, dated or not.
func (x *Index) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	words, err := x.text(q.Text, claimProse)
	if err != nil {
		return nil, err
	}
	req, err := x.ranked(q, claimType, words)
	if err != nil {
		return nil, err
	}
	found, generation, next, err := x.page(ctx, "claims", q, req)
	if err != nil {
		return nil, err
	}
	list := &indexer.Claims{Total: int(found.Total), Claims: []indexer.ClaimView{}, Facets: facets(found), Generation: generation, Next: next}
	for _, hit := range found.Hits {
		var v indexer.ClaimView
		stored, _ := hit.Fields[storedField].(string)
		if err := json.Unmarshal([]byte(stored), &v); err != nil {
			return nil, fmt.Errorf("claims: %s: %w", hit.ID, err)
		}
		list.Claims = append(list.Claims, completeClaim(v))
	}
	return list, nil
}

// page puts a request for something, which asks for one hit more than a page holds. It returns what was
// found with the hits of the page, the generation of the answer, and the cursor of the
// next page.
func (x *Index) page(ctx context.Context, what string, q indexer.Query, req *blevesearch.SearchRequest) (found *blevesearch.SearchResult, generation uint64, next string, err error) {
	of := question(what, q)
	if req.SearchAfter, err = readCursor(of, q, len(req.Sort)); err != nil {
		return nil, 0, "", err
	}
	// The generation before the search, which may then know more, never less.
	if generation, err = x.Generation(ctx); err != nil {
		return nil, 0, "", err
	}
	if found, err = x.bleve.SearchInContext(ctx, req); err != nil {
		return nil, 0, "", fmt.Errorf("%s: %w", what, err)
	}
	if limit := limitOf(q); len(found.Hits) > limit {
		found.Hits = found.Hits[:limit]
		next = cursor{of, sortKeys(req, found.Hits[limit-1])}.String()
	}
	return found, generation, next, nil
}

// sortKeys returns the values that place a hit in the order of the request.
func sortKeys(req *blevesearch.SearchRequest, hit *search.DocumentMatch) []string {
	keys := append([]string(nil), hit.Sort...)
	for i, s := range req.Sort {
		if s.RequiresScoring() {
			keys[i] = scoreKey(hit.Score)
		}
	}
	return keys
}
