package bleve

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// What finding articles like another may cost, however long that is and however many there are.
const (
	mostRead     = 40_000 // bytes of a text that are read for its words
	mostWeighed  = 1500   // words that are looked up
	mostWords    = 25     // that are asked for
	mostPostings = 50_000 // places of words in articles that are walked through
	headlineTold = 3      // as often as a word of the text counts one of the headline
)

// similarProse are the fields in which the words of another article are looked for.
var similarProse = articleProse.fields[:2]

// A telling is a word that tells an article from others.
type telling struct {
	stem   string
	word   string // as it stands in the article
	often  int
	texts  uint64 // in how many articles it stands
	weight float64
}

// Similar returns the articles that are most like one. They are found by the words of it
// that tell most, of which a quarter must stand in each.
func (x *Index) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	return mostLike(ctx, x, "articles", articleID, limit, (*view).similar)
}

// mostLike returns what is found to be most like the thing with an id, of a kind: so many,
// 0 for as many as is usual.
func mostLike[T any](ctx context.Context, x *Index, kind, id string, limit int, find func(*view, context.Context, string, int) (*T, error)) (*T, error) {
	if limit < 0 || limit > indexer.MaxSimilar {
		return nil, &indexer.QueryError{Field: "limit", Says: fmt.Sprintf("%d is out of range: write 1 to %d", limit, indexer.MaxSimilar)}
	}
	v, err := x.view(ctx)
	if err != nil {
		return nil, err
	}
	defer v.close()
	s, err := find(v, ctx, id, cmp.Or(limit, indexer.DefaultSimilar))
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
	in := languageOf(a.Language)
	c, err := v.corpus()
	if err != nil {
		return nil, err
	}
	words, err := v.tellingWords(ctx, in, in.words(a.Ref.Headline, a.text), similarProse, c.of(in.code).Articles)
	if err != nil || len(words) == 0 {
		return out, err
	}
	out.Words = asWritten(words)
	ask := in.some(words, similarProse, (len(words)+3)/4)
	found, err := v.find(ctx, &countedQuery{ask, c.stats(in.code, articleLetter)}, articleLetter, true)
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
		out.Articles = append(out.Articles, indexer.SimilarOne{Article: other.Ref, Score: row.Score, Words: in.shared(words, other.Ref.Headline, other.text)})
	}
	return out, nil
}

// asWritten returns words as they stand.
func asWritten(words []telling) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = w.word
	}
	return list
}

// some returns what asks for at least so many of some words in the fields.
func (l *language) some(words []telling, in []proseField, least int) query.Query {
	some := make([]query.Query, len(words))
	for i, w := range words {
		fields := make([]query.Query, len(in))
		for k, f := range in {
			word := query.NewTermQuery(w.stem)
			word.SetField(l.field(f.name))
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
func (v *view) tellingWords(ctx context.Context, in *language, list []telling, fields []proseField, all int) ([]telling, error) {
	slices.SortStableFunc(list, func(a, b telling) int { return cmp.Compare(b.often, a.often) })
	list = list[:min(len(list), mostWeighed)]
	for i := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := &list[i]
		for _, f := range fields {
			n, err := v.texts(ctx, in.field(f.name), w.stem)
			if err != nil {
				return nil, err
			}
			w.texts = max(w.texts, n)
		}
		n, with := float64(all), float64(w.texts)
		w.weight = float64(w.often) * math.Log(1+max(0, n-with+0.5)/(with+0.5))
	}
	list = slices.DeleteFunc(list, func(w telling) bool { return w.texts < 2 })
	slices.SortFunc(list, func(a, b telling) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.stem, b.stem)) })
	var words []telling
	walked := uint64(0)
	for _, w := range list {
		if len(words) == mostWords {
			break
		}
		if walked+w.texts > mostPostings {
			continue
		}
		walked += w.texts
		words = append(words, w)
	}
	return words, nil
}

// words returns the words of a headline and a text, each once, in the order in which they
// come.
func (l *language) words(headline, text string) []telling {
	var list []telling
	at := map[string]int{}
	for i, s := range []string{headline, text[:min(len(text), mostRead)]} {
		for _, t := range l.prose.Analyze([]byte(s)) {
			stem := string(t.Term)
			if !tells(stem) {
				continue
			}
			n, ok := at[stem]
			if !ok {
				n = len(list)
				at[stem] = n
				list = append(list, telling{stem: stem, word: strings.ToValidUTF8(s[t.Start:t.End], "")})
			}
			list[n].often++
			if i == 0 {
				list[n].often += headlineTold - 1
			}
		}
	}
	return list
}

// tells reports whether a word may tell of what an article is about: a short number does not.
func tells(stem string) bool {
	n := utf8.RuneCountInString(stem)
	return n > 3 || n == 3 && strings.ContainsFunc(stem, unicode.IsLetter)
}

// shared returns which of some words stand in other prose.
func (l *language) shared(words []telling, prose ...string) []string {
	has := map[string]bool{}
	for _, s := range prose {
		for _, t := range l.prose.Analyze([]byte(s)) {
			has[string(t.Term)] = true
		}
	}
	list := []string{}
	for _, w := range words {
		if has[w.stem] {
			list = append(list, w.word)
		}
	}
	return list
}
