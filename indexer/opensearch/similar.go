package opensearch

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"dateline/indexer"
	"dateline/indexer/lang"
)

// similarProse are the fields in which the words of another article are looked for.
var similarProse = articleProse[:2]

// mostWeighed is how many words of a text are looked up, at most.
const mostWeighed = 500

// Similar returns the articles that are most like one. They are found by the words of it
// that tell most, of which a quarter must stand in each.
func (x *Index) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	return mostLike(ctx, x, "articles", articleID, limit, (*Index).similar)
}

// mostLike returns what is found to be most like the thing with an id, of a kind: so many,
// 0 for as many as is usual.
func mostLike[T any](ctx context.Context, x *Index, kind, id string, limit int, find func(*Index, context.Context, *state, string, int) (*T, error)) (like *T, err error) {
	if limit, err = indexer.SimilarLimit(limit); err != nil {
		return nil, err
	}
	err = x.steady(ctx, func(ctx context.Context, s *state) error {
		like, err = find(x, ctx, s, id, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s like %.60q: %w", kind, id, err)
	}
	return like, nil
}

func (x *Index) similar(ctx context.Context, s *state, articleID string, limit int) (*indexer.Similar, error) {
	row, err := x.byID(ctx, articlesKind, articleID)
	if err != nil {
		return nil, err
	}
	own, err := decode[keptArticle](row.Source.Stored)
	if err != nil {
		return nil, err
	}
	c, err := x.corpus(ctx, s)
	if err != nil {
		return nil, err
	}
	out := &indexer.Similar{Article: own.Ref, Words: []string{}, Articles: []indexer.SimilarOne{}, Generation: s.generation}
	in := lang.Of(own.Language)
	words, err := x.tellingWords(ctx, in, articlesKind, in.Telling(own.Ref.Headline, own.Text), similarProse, c.articles[in.Code])
	if err != nil || len(words) == 0 {
		return out, err
	}
	out.Words = lang.AsWritten(words)
	rows, err := x.like(ctx, articlesKind, some(in, words, similarProse, (len(words)+3)/4), row.field("text_of"), limit)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		other, err := decode[keptArticle](rows[i].Source.Stored)
		if err != nil {
			return nil, err
		}
		out.Articles = append(out.Articles, indexer.SimilarOne{Article: other.Ref, Score: *rows[i].Score, Words: in.Shared(words, other.Ref.Headline, other.Text)})
	}
	return out, nil
}

// like returns what some words find best, without what has a text, and of each text once.
func (x *Index) like(ctx context.Context, kind string, words object, text string, size int) ([]found, error) {
	body := object{
		"size": size, "track_total_hits": false, "track_scores": true,
		"query": object{"bool": object{"must": []object{words}, "must_not": []object{is("text_of", text)}}},
		"sort":  inOrder(kind, true, false),
	}
	if kind == articlesKind {
		body["collapse"] = object{"field": "text_of"}
	}
	answers, err := x.search(ctx, request{kind: kind, scored: true, body: body})
	if err != nil {
		return nil, err
	}
	return answers[0].Hits.Hits, nil
}

// some returns what asks for at least so many of some words in the fields.
func some(l *lang.Language, words []lang.Telling, fields []proseField, least int) object {
	list := make([]object, len(words))
	for i, w := range words {
		in := make([]object, len(fields))
		for k, f := range fields {
			in[k] = object{"term": object{fieldIn(l, f.name): object{"value": term(w.Stem), "boost": f.boost}}}
		}
		list[i] = anyOf(in...)
	}
	return object{"bool": object{"should": list, "minimum_should_match": least}}
}

// tellingWords returns those of some words by which texts are found that are like the one
// that has them. There are so many of its language, which are asked for words in the fields.
func (x *Index) tellingWords(ctx context.Context, in *lang.Language, kind string, list []lang.Telling, fields []proseField, all int) ([]lang.Telling, error) {
	slices.SortStableFunc(list, func(a, b lang.Telling) int { return cmp.Compare(b.Often, a.Often) })
	list = list[:min(len(list), mostWeighed)]
	if len(list) == 0 {
		return nil, nil
	}
	asks := object{}
	for i, w := range list {
		for k, f := range fields {
			asks[fmt.Sprint(i, " ", k)] = is(fieldIn(in, f.name), term(w.Stem))
		}
	}
	answers, err := x.search(ctx, request{kind: kind, body: object{"size": 0, "track_total_hits": false, "aggs": object{"words": object{"filters": object{"filters": asks}}}}})
	if err != nil {
		return nil, err
	}
	var counts struct {
		Buckets map[string]struct {
			Count uint64 `json:"doc_count"`
		}
	}
	if err := answers[0].agg("words", &counts); err != nil {
		return nil, err
	}
	for i := range list {
		for k := range fields {
			list[i].Texts = max(list[i].Texts, counts.Buckets[fmt.Sprint(i, " ", k)].Count)
		}
	}
	return lang.Choose(list, all), nil
}

// SimilarClaims returns the claims that are most like one and assert something else. They
// are found by those of its own words that tell most.
func (x *Index) SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	return mostLike(ctx, x, "claims", claimID, limit, (*Index).similarClaims)
}

func (x *Index) similarClaims(ctx context.Context, s *state, claimID string, limit int) (*indexer.SimilarClaims, error) {
	row, err := x.byID(ctx, claimsKind, claimID)
	if err != nil {
		return nil, err
	}
	own, err := decode[indexer.ClaimView](row.Source.Stored)
	if err != nil {
		return nil, err
	}
	c, err := x.corpus(ctx, s)
	if err != nil {
		return nil, err
	}
	out := &indexer.SimilarClaims{Claim: *own, Words: []string{}, Claims: []indexer.SimilarClaim{}, Generation: s.generation}
	in := lang.Called(row.field("code"))
	words, err := x.tellingWords(ctx, in, claimsKind, in.Telling("", own.Text), claimProse, c.claims[in.Code])
	least := lang.LeastShared(words)
	if err != nil || len(words) < least {
		return out, err
	}
	out.Words = lang.AsWritten(words)
	rows, err := x.like(ctx, claimsKind, some(in, words, claimProse, least), row.field("text_of"), lang.LookedAt*limit)
	if err != nil {
		return nil, err
	}
	told := map[string]bool{own.Cluster: own.Cluster != ""} // what was not compared is of no cluster
	for i := range rows {
		if len(out.Claims) == limit {
			break
		}
		other, err := decode[indexer.ClaimView](rows[i].Source.Stored)
		if err != nil {
			return nil, err
		}
		shared := in.Shared(words, other.Sentence, other.Text)
		if told[other.Cluster] || !lang.Alike(words, shared) {
			continue
		}
		told[other.Cluster] = other.Cluster != ""
		out.Claims = append(out.Claims, indexer.SimilarClaim{Claim: *other, Score: *rows[i].Score, Words: shared})
	}
	return out, nil
}
