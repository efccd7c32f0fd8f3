package bleve

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
)

// maxFacet is how many values of a facet are told, the most frequent.
const maxFacet = 100

// facetFields are the facets of every answer, under the names of their filters.
var facetFields = map[string]string{
	"outlet":   outletField,
	"kind":     kindField,
	"speaker":  speakerField,
	"grain":    grainField,
	"medium":   mediumField,
	"origins":  manyField,
	"conflict": conflictField,
}

// Search returns the articles that q finds. Highlights of the text come best
// first; Published is compared with the clock that the page itself shows.
func (x *Index) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	req, text, err := x.searchRequest(q)
	if err != nil {
		return nil, err
	}
	found, generation, next, err := x.page(ctx, "search", q, req)
	if err != nil {
		return nil, err
	}
	res := &indexer.Results{Total: int(found.Total), Hits: []indexer.Hit{}, Facets: facets(found), Generation: generation, Next: next}
	phrases := x.phrases(text)
	for _, hit := range found.Hits {
		if err := ctx.Err(); err != nil { // marking a thousand long texts takes time
			return nil, err
		}
		h, err := x.hit(hit, phrases)
		if err != nil {
			return nil, fmt.Errorf("search: article %s: %w", hit.ID, err)
		}
		res.Hits = append(res.Hits, h)
	}
	return res, nil
}

// searchRequest returns what q asks of articles, and its text.
func (x *Index) searchRequest(q indexer.Query) (*blevesearch.SearchRequest, indexer.Text, error) {
	var text indexer.Text
	if err := q.Validate(); err != nil {
		return nil, text, err
	}
	text, err := indexer.ParseText(q.Text)
	if err != nil {
		return nil, text, err
	}
	words, err := x.text(q.Text, articleProse)
	if err != nil {
		return nil, text, err
	}
	req, err := x.ranked(q, articleType, words)
	return req, text, err
}

// ranked returns a request for what q finds of a type: what meets its words best, or
// without words the newest first.
func (x *Index) ranked(q indexer.Query, typ string, words query.Query) (*blevesearch.SearchRequest, error) {
	must := append(filters(q, typ), dates(q)...)
	byAge := &search.SortField{Field: newestField, Type: search.SortFieldAsString}
	req := unscored(limitOf(q)+1, must...)
	req.Sort = search.SortOrder{byAge}
	if words != nil {
		// Filters say whether, not how well: they are kept out of the score.
		scored := query.NewBooleanQuery([]query.Query{words}, nil, nil)
		scored.AddFilter(query.NewConjunctionQuery(must))
		req.Query, req.Score = scored, ""
		req.Sort = search.SortOrder{&search.SortScore{Desc: true}, byAge}
		c, err := x.corpus()
		if err != nil {
			return nil, err
		}
		req.PreSearchData = map[string]any{search.BM25PreSearchDataKey: c.stats(typ)}
	}
	req.Fields = []string{storedField}
	addFacets(req)
	return req, nil
}

// stats returns the corpus as scoring documents of a type wants it.
func (c corpus) stats(typ string) *search.BM25Stats {
	documents := c.Articles
	if typ == claimType {
		documents = c.Claims
	}
	s := &search.BM25Stats{DocCount: float64(max(documents, 1)), FieldCardinality: map[string]int{}}
	for _, f := range append(claimProse, articleProse...) {
		s.FieldCardinality[f.name] = max(c.Words[f.name], 1)
	}
	// Asked for, and not used: these are filters, and "*" is several taken together.
	for _, f := range []string{"*", typeField, outletsField, kindField, speakersField, grainField, extentField, pubField, mediumField, originsField, conflictField} {
		s.FieldCardinality[f] = 1
	}
	return s
}

// hit returns an article as the answer shows it.
func (x *Index) hit(match *search.DocumentMatch, phrases []phrase) (indexer.Hit, error) {
	var a article
	stored, _ := match.Fields[storedField].(string)
	if err := json.Unmarshal([]byte(stored), &a); err != nil {
		return indexer.Hit{}, err
	}
	h := indexer.Hit{
		Article:    a.Ref,
		Bylines:    a.Bylines,
		Score:      match.Score,
		Claims:     len(a.Claims),
		Entries:    len(a.Entries),
		Highlights: []indexer.Highlight{},
	}
	if len(phrases) > 0 {
		h.Highlights = append(h.Highlights, x.highlight(headlineField, a.Ref.Headline, phrases, 1)...)
		h.Highlights = append(h.Highlights, x.highlight(textField, a.Text, phrases, 3)...)
		h.Highlights = append(h.Highlights, x.highlight(bylinesField, strings.Join(a.Bylines, ", "), phrases, 1)...)
		h.Highlights = append(h.Highlights, x.highlight(captionsField, strings.Join(a.Captions, "\n"), phrases, 1)...)
	}
	return h, nil
}

func limitOf(q indexer.Query) int { return cmp.Or(q.Limit, indexer.DefaultLimit) }

func addFacets(req *blevesearch.SearchRequest) {
	for name, field := range facetFields {
		req.AddFacet(name, blevesearch.NewFacetRequest(field, maxFacet))
	}
}

// facets returns the counts of an answer, the most frequent values first.
func facets(found *blevesearch.SearchResult) map[string][]indexer.FacetCount {
	all := map[string][]indexer.FacetCount{}
	for name := range facetFields {
		counts := []indexer.FacetCount{}
		if f := found.Facets[name]; f != nil && f.Terms != nil {
			for _, t := range f.Terms.Terms() {
				counts = append(counts, indexer.FacetCount{Value: t.Term, Count: t.Count})
			}
		}
		slices.SortFunc(counts, func(a, b indexer.FacetCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		all[name] = counts
	}
	return all
}
