package peer

import (
	"context"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// Search asks the index of articles.
func (b *Bleve) Search(ctx context.Context, q Question) (int, error) {
	r := bleve.NewSearchRequestOptions(b.find(q, []field{{"headline", 3}, {"text", 1}}), q.Limit, q.Skip, false)
	r.Fields = []string{"headline", "url", "outlet", "kind", "author", "published"}
	if q.Newest {
		r.SortBy([]string{"-published", "_id"})
		r.Score = "none"
	}
	if q.Facets {
		for _, name := range Facets {
			r.AddFacet(name, bleve.NewFacetRequest(name, 100))
		}
	}
	if q.Highlight {
		r.Highlight = bleve.NewHighlightWithStyle("html")
		r.Highlight.Fields = []string{"headline", "text"}
	}
	return ask(ctx, b.articles, r)
}

// Timeline asks the index of events, in order of date and counted by year.
func (b *Bleve) Timeline(ctx context.Context, q Question) (int, error) {
	r := bleve.NewSearchRequestOptions(b.find(q, []field{{"text", 1}}), q.Limit, q.Skip, false)
	r.Fields = []string{"text", "article", "outlet", "speaker", "grain", "start", "published"}
	r.SortBy([]string{"start", "_id"})
	r.Score = "none"
	if n := q.Years[1] - q.Years[0]; n > 0 {
		years := bleve.NewFacetRequest("start", n)
		for y := q.Years[0]; y < q.Years[1]; y++ {
			years.AddDateTimeRange(strconv.Itoa(y), year(y), year(y+1))
		}
		r.AddFacet("years", years)
	}
	return ask(ctx, b.events, r)
}

// Count asks for no documents.
func (b *Bleve) Count(ctx context.Context, q Question, events bool) (int, error) {
	of, fields := b.articles, []field{{"headline", 3}, {"text", 1}}
	if events {
		of, fields = b.events, []field{{"text", 1}}
	}
	r := bleve.NewSearchRequestOptions(b.find(q, fields), 0, 0, false)
	r.Score = "none"
	return ask(ctx, of, r)
}

func ask(ctx context.Context, of bleve.Index, r *bleve.SearchRequest) (int, error) {
	res, err := of.SearchInContext(ctx, r)
	if err != nil {
		return 0, err
	}
	return int(res.Total), nil //nolint:gosec // documents fit
}

// A field is where words are looked for, and how much a find there counts.
type field struct {
	name  string
	boost float64
}

// find returns the question as a query.
func (b *Bleve) find(q Question, fields []field) query.Query {
	var all []query.Query
	for _, w := range q.Words {
		all = append(all, anyOf(fields, func(f field) query.Query {
			m := bleve.NewMatchQuery(w)
			m.SetField(f.name)
			m.SetBoost(f.boost)
			return m
		}))
	}
	if q.Phrase != "" {
		all = append(all, anyOf(fields, func(f field) query.Query {
			m := bleve.NewMatchPhraseQuery(q.Phrase)
			m.SetField(f.name)
			m.SetBoost(f.boost)
			return m
		}))
	}
	exact := func(name, value string) {
		if value != "" {
			t := bleve.NewTermQuery(value)
			t.SetField(name)
			all = append(all, t)
		}
	}
	exact("speaker", strings.ToLower(q.Speaker))
	exact("outlet", q.Outlet)
	if !q.From.IsZero() || !q.To.IsZero() {
		d := bleve.NewDateRangeQuery(q.From, q.To)
		d.SetField("start")
		all = append(all, d)
	}
	switch len(all) {
	case 0:
		return bleve.NewMatchAllQuery()
	case 1:
		return all[0]
	}
	return bleve.NewConjunctionQuery(all...)
}

func anyOf(fields []field, ask func(field) query.Query) query.Query {
	some := make([]query.Query, len(fields))
	for i, f := range fields {
		some[i] = ask(f)
	}
	if len(some) == 1 {
		return some[0]
	}
	return bleve.NewDisjunctionQuery(some...)
}
