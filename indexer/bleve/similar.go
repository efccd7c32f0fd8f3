package bleve

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// mostWeighed is how many words of a text are looked up, at most.
const mostWeighed = 1500

// similarProse are the fields in which the words of another article are looked for.
var similarProse = articleProse.fields[:2]

// Similar returns the articles that are most like one. They are found by the words of it
// that tell most, of which a quarter must stand in each.
func (x *Index) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	return mostLike(ctx, x, "articles", articleID, limit, (*view).similar)
}

// mostLike returns what is found to be most like the thing with an id, of a kind: so many,
// 0 for as many as is usual.
func mostLike[T any](ctx context.Context, x *Index, kind, id string, limit int, find func(*view, context.Context, string, int) (*T, error)) (*T, error) {
	limit, err := indexer.SimilarLimit(limit)
	if err != nil {
		return nil, err
	}
	v, err := x.view(ctx)
	if err != nil {
		return nil, err
	}
	defer v.close()
	s, err := find(v, ctx, id, limit)
	if err != nil {
		return nil, fmt.Errorf("%s like %.60q: %w", kind, id, err)
	}
	return s, nil
}

func (v *view) similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	ordinal, held, err := v.keyed(ctx, articleLetter, articlePrefix+articleID)
	if err != nil {
		return nil, err
	}
	if !held {
		return nil, indexer.ErrNotFound
	}
	a, err := v.loadArticle(ordinal)
	if err != nil {
		return nil, err
	}
	out := &indexer.Similar{Article: a.Ref, Words: []string{}, Articles: []indexer.SimilarOne{}, Generation: v.generation}
	in := lang.Of(a.Language)
	c, err := v.corpus()
	if err != nil {
		return nil, err
	}
	words, err := v.tellingWords(ctx, in, in.Telling(a.Ref.Headline, a.text), similarProse, c.of(in.Code).Articles)
	if err != nil || len(words) == 0 {
		return out, err
	}
	out.Words = lang.AsWritten(words)
	ask := some(in, words, similarProse, (len(words)+3)/4)
	found, err := v.find(ctx, &countedQuery{ask, c.stats(in.Code, articleLetter)}, articleLetter, true)
	if err != nil {
		return nil, err
	}
	same := v.columns.SameText(ordinal)
	found = slices.DeleteFunc(found, func(f columns.Found) bool { return same[f.Ordinal] })
	q := indexer.Query{Facets: indexer.NoFacets}
	list := v.columns.Search(&q, columns.Hits{Found: found, Text: true}, nil, limit)
	for _, row := range list.Rows[:min(len(list.Rows), limit)] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		other, err := v.loadArticle(row.Ordinal)
		if err != nil {
			return nil, err
		}
		out.Articles = append(out.Articles, indexer.SimilarOne{Article: other.Ref, Score: row.Score, Words: in.Shared(words, other.Ref.Headline, other.text)})
	}
	return out, nil
}

// some returns what asks for at least so many of some words in the fields.
func some(l *lang.Language, words []lang.Telling, in []proseField, least int) query.Query {
	some := make([]query.Query, len(words))
	for i, w := range words {
		fields := make([]query.Query, len(in))
		for k, f := range in {
			word := query.NewTermQuery(w.Stem)
			word.SetField(l.Field(f.name))
			word.SetBoost(f.boost)
			fields[k] = word
		}
		some[i] = query.NewDisjunctionQuery(fields)
	}
	ask := query.NewDisjunctionQuery(some)
	ask.SetMin(float64(least))
	return ask
}

// tellingWords returns those of the words of an article or a claim by which others are
// found that are like it: they stand in it often, and in few others, but not in it alone.
// There are so many of its language, which are asked for words in the fields.
func (v *view) tellingWords(ctx context.Context, in *lang.Language, list []lang.Telling, fields []proseField, all int) ([]lang.Telling, error) {
	slices.SortStableFunc(list, func(a, b lang.Telling) int { return cmp.Compare(b.Often, a.Often) })
	list = list[:min(len(list), mostWeighed)]
	for i := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := &list[i]
		for _, f := range fields {
			n, err := v.texts(ctx, in.Field(f.name), w.Stem)
			if err != nil {
				return nil, err
			}
			w.Texts = max(w.Texts, n)
		}
	}
	return lang.Choose(list, all), nil
}
