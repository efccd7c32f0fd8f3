package bleve

import (
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"

	"dateline/indexer"
	"dateline/indexer/lang"
)

// A proseField is a field of words, and how much a find in it counts.
type proseField struct {
	name  string
	boost float64
	read  func(*article) []string
}

// A searched is the fields that a text is searched in.
type searched struct {
	fields  []proseField
	written bool // words that stand as they were asked for count for more
}

// plain returns the same fields, of which none counts for more than another.
func (in searched) plain() searched {
	out := searched{fields: slices.Clone(in.fields)}
	for i := range out.fields {
		out.fields[i].boost = 1
	}
	return out
}

// articleProse are the fields of an article that a text is searched in.
var articleProse = searched{written: true, fields: []proseField{
	{headlineField, indexer.HeadlineBoost, func(a *article) []string { return []string{a.Ref.Headline} }},
	{textField, 1, func(a *article) []string { return []string{a.text} }},
	{bylinesField, 1, func(a *article) []string { return a.Bylines }},
	{captionsField, indexer.CaptionsBoost, func(a *article) []string { return a.Captions }},
}}

// claimProse is the field that a text is searched in among claims, and on the timeline.
var claimProse = searched{written: true, fields: []proseField{{name: aboutField, boost: 1}}}

// A translator puts the text of a query as Bleve searches texts in one language.
type translator struct {
	*lang.Language
	searched
	scored bool     // how well each fits is asked for, too
	others []string // codes of further languages of the corpus
}

func without(list []string, s string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(other string) bool { return other == s })
}

// A countedQuery is scored by what is known of the texts that it looks at.
type countedQuery struct {
	query.Query
	stats *search.BM25Stats
}

// Searcher returns a search for the same documents.
func (q *countedQuery) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	return q.Query.Searcher(context.WithValue(ctx, search.BM25StatsKey, q.stats), r, m, options)
}

// translate returns nil for what holds stop words only: they are in no index.
func (x *translator) translate(t indexer.Text) query.Query {
	q, _ := lang.Translate(x.Language, t, x)
	return q
}

// None returns what finds the texts of the language that some queries do not find.
func (x *translator) None(some []query.Query) query.Query {
	written := func(code string) query.Query {
		q := query.NewTermQuery(code)
		q.SetField(languageField)
		q.SetBoost(0) // it tells nothing of how well a text fits
		return q
	}
	if x.Code != lang.English {
		return query.NewBooleanQuery([]query.Query{written(x.Code)}, nil, some)
	}
	for _, code := range x.others {
		some = append(some, written(code))
	}
	return query.NewBooleanQuery(nil, nil, some)
}

// All finds what each of some queries does, without what others find.
func (x *translator) All(must, not []query.Query) query.Query {
	if len(not) == 0 {
		return query.NewConjunctionQuery(must)
	}
	return query.NewBooleanQuery(must, nil, not)
}

// Any finds what one of some queries does.
func (x *translator) Any(some []query.Query) query.Query { return query.NewDisjunctionQuery(some) }

// Same is Any for words for one thing.
func (x *translator) Same(some []query.Query) query.Query {
	if x.scored {
		return sameQuery(some)
	}
	return x.Any(some)
}

// Prefix finds words that begin so.
func (x *translator) Prefix(begins string) query.Query {
	return x.anyField(func() fieldQuery { return query.NewPrefixQuery(begins) })
}

// A fieldQuery asks of one field, and counts so much.
type fieldQuery interface {
	query.Query
	SetField(string)
	SetBoost(float64)
}

// anyField asks the same of any of the fields.
func (x *translator) anyField(ask func() fieldQuery) query.Query {
	some := make([]query.Query, len(x.fields))
	for i, f := range x.fields {
		q := ask()
		q.SetField(x.Field(f.name))
		q.SetBoost(f.boost)
		some[i] = q
	}
	if len(some) == 1 {
		return some[0]
	}
	return query.NewDisjunctionQuery(some)
}

// Fuzzy finds words that are nearly one, by their stems. The first letter is always the same.
func (x *translator) Fuzzy(term string, distance int) query.Query {
	return x.anyField(func() fieldQuery {
		q := query.NewFuzzyQuery(term)
		q.SetFuzziness(distance)
		q.SetPrefix(1)
		return q
	})
}

// Near finds words that stand near one another.
func (x *translator) Near(terms []string, most int, written string) query.Query {
	return x.asWritten(written, func() fieldQuery { return newNearQuery(terms, most) })
}

// mostClauses is how many words a prefix or a likeness may stand for.
const mostClauses = 4096

func init() { searcher.DisjunctionMaxClauseCount = mostClauses }

// Words finds a phrase in any of the fields.
func (x *translator) Words(p lang.Phrase, written string) query.Query {
	return x.asWritten(written, func() fieldQuery {
		if len(p) == 1 {
			return query.NewTermQuery(p[0].Term)
		}
		return newPhraseQuery(p)
	})
}
