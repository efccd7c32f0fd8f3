package bleve

import (
	"context"
	"strings"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A proseField is a field of words, and how much a find in it counts.
type proseField struct {
	name  string
	boost float64
	read  func(*article) []string
}

// articleProse are the fields of an article that a text is searched in.
var articleProse = []proseField{
	{headlineField, 3, func(a *article) []string { return []string{a.Ref.Headline} }},
	{textField, 1, func(a *article) []string { return []string{a.Text} }},
	{bylinesField, 1, func(a *article) []string { return a.Bylines }},
	{captionsField, 0.5, func(a *article) []string { return a.Captions }},
}

// claimProse is the field that a text is searched in among claims, and on the timeline.
var claimProse = []proseField{{name: aboutField, boost: 1}}

// A phrase is a word or a run of words as the index knows them: stems, and how
// far each stands behind the first. Stop words leave gaps.
type phrase []stem

type stem struct {
	term string
	gap  int
}

func (x *Index) phrase(words string) phrase {
	var p phrase
	tokens := x.prose.Analyze([]byte(words))
	for _, t := range tokens {
		p = append(p, stem{string(t.Term), t.Position - tokens[0].Position})
	}
	return p
}

// text returns a query's text as Bleve searches it in fields, nil if it asks
// for everything.
func (x *Index) text(s string, fields []proseField) (query.Query, error) {
	t, err := indexer.ParseText(s)
	if err != nil || t.Op == indexer.Nothing {
		return nil, err
	}
	q := x.translate(t, fields)
	if q == nil {
		return nil, &indexer.QueryError{Field: "q", Says: "holds only words that stand in every text, such as “the”: add another word"}
	}
	return q, nil
}

// translate returns nil for what holds stop words only: they are in no index.
func (x *Index) translate(t indexer.Text, fields []proseField) query.Query {
	switch t.Op {
	case indexer.Word, indexer.Phrase:
		return x.translateWords(t.Words, fields)
	case indexer.Not:
		if not := x.translate(t.Parts[0], fields); not != nil {
			return query.NewBooleanQuery(nil, nil, []query.Query{not})
		}
	case indexer.And:
		var must, not []query.Query
		for _, part := range t.Parts {
			list := &must
			if part.Op == indexer.Not {
				part, list = part.Parts[0], &not
			}
			if q := x.translate(part, fields); q != nil {
				*list = append(*list, q)
			}
		}
		switch {
		case len(must) == 0 && len(not) == 0:
			return nil
		case len(not) == 0:
			return query.NewConjunctionQuery(must)
		}
		return query.NewBooleanQuery(must, nil, not)
	case indexer.Or:
		var some []query.Query
		for _, part := range t.Parts {
			if q := x.translate(part, fields); q != nil {
				some = append(some, q)
			}
		}
		if len(some) > 0 {
			return query.NewDisjunctionQuery(some)
		}
	}
	return nil
}

// translateWords finds the words in any of the fields. One word may be several
// to the index, such as "covid-19": they must stand together.
func (x *Index) translateWords(words string, fields []proseField) query.Query {
	p := x.phrase(words)
	if len(p) == 0 {
		return nil
	}
	var some []query.Query
	for _, f := range fields {
		if len(p) == 1 {
			q := query.NewTermQuery(p[0].term)
			q.SetField(f.name)
			q.SetBoost(f.boost)
			some = append(some, q)
			continue
		}
		q := query.NewMatchPhraseQuery(words)
		q.SetField(f.name)
		q.SetBoost(f.boost)
		some = append(some, q)
	}
	if len(some) == 1 {
		return some[0]
	}
	return query.NewDisjunctionQuery(some)
}

// phrases returns what a text looks for, without what it shuts out.
func (x *Index) phrases(t indexer.Text) []phrase {
	var all []phrase
	switch t.Op {
	case indexer.Word, indexer.Phrase:
		if p := x.phrase(t.Words); len(p) > 0 {
			all = append(all, p)
		}
	case indexer.And, indexer.Or:
		for _, part := range t.Parts {
			all = append(all, x.phrases(part)...)
		}
	}
	return all
}

// filters returns what q asks of anything of a type, but for text and dates of events.
func filters(q indexer.Query, typ string) []query.Query {
	all := []query.Query{term(typeField, typ)}
	var outlets, speakers []string
	for _, s := range q.Outlets {
		outlets = append(outlets, strings.TrimPrefix(fold(s), "www."))
	}
	for _, s := range q.Speakers {
		speakers = append(speakers, fold(s))
	}
	all = append(all, anyTerm(outletsField, outlets)...)
	all = append(all, anyTerm(kindField, q.Kinds)...)
	all = append(all, anyTerm(speakersField, speakers)...)
	all = append(all, anyTerm(mediumField, q.Media)...)
	if q.Origins > 1 {
		all = append(all, atLeast(originsField, q.Origins))
	}
	if q.Conflict {
		all = append(all, term(conflictField, yes))
	}
	if !q.Published.IsZero() {
		all = append(all, publishedIn(q.Published))
	}
	return all
}

// dates returns what q asks of the dates of events: that one entry may overlap
// Event and have one of the grains. It is empty if q asks for nothing.
func dates(q indexer.Query) []query.Query {
	if q.Event.IsZero() {
		grains := make([]string, len(q.Grains))
		for i, g := range q.Grains {
			grains[i] = string(g)
		}
		return anyTerm(grainField, grains)
	}
	return []query.Query{&overlap{q.Event, q.Grains}}
}

func term(field, value string) query.Query {
	q := query.NewTermQuery(value)
	q.SetField(field)
	return q
}

// anyTerm returns a query for any of the values, none if there are none.
func anyTerm(field string, values []string) []query.Query {
	var some []query.Query
	for _, v := range values {
		some = append(some, term(field, v))
	}
	if len(some) < 2 {
		return some
	}
	return []query.Query{query.NewDisjunctionQuery(some)}
}

// atLeast returns a query for numbers from one on.
func atLeast(field string, n int) query.Query {
	from, inclusive := float64(n), true
	q := query.NewNumericRangeInclusiveQuery(&from, nil, &inclusive, nil)
	q.SetField(field)
	return q
}

func publishedIn(v timex.Interval) query.Query {
	var from, to *float64
	if !v.Start.IsZero() {
		n := float64(v.Start.Unix())
		from = &n
	}
	if !v.End.IsZero() {
		n := float64(v.End.Unix())
		to = &n
	}
	inclusive, exclusive := true, false
	q := query.NewNumericRangeInclusiveQuery(from, to, &inclusive, &exclusive)
	q.SetField(pubField)
	return q
}

// An overlap finds what may share a moment with an interval, with one of the
// grains if there are any. It reads the extents that the index holds up to the
// interval's end and takes those that reach into it: there are far fewer extents
// than entries, and an article is found by one that meets all that is asked.
type overlap struct {
	interval timex.Interval
	grains   []timex.Grain
}

// Searcher implements query.Query.
func (o *overlap) Searcher(ctx context.Context, r index.IndexReader, _ mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	from, to := openStart, openEnd
	if !o.interval.Start.IsZero() {
		from = timeKey(o.interval.Start)
	}
	var last []byte
	if !o.interval.End.IsZero() {
		to = timeKey(o.interval.End)
		last = []byte(to)
	}
	dict, err := r.FieldDictRange(extentField, nil, last)
	if err != nil {
		return nil, err
	}
	var found []string
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			err = ctx.Err()
			break
		}
		var e *index.DictEntry
		if e, err = dict.Next(); err != nil || e == nil {
			break
		}
		if o.takes(e.Term, from, to) {
			found = append(found, e.Term)
		}
	}
	if err2 := dict.Close(); err == nil {
		err = err2
	}
	if err != nil {
		return nil, err
	}
	return searcher.NewMultiTermSearcher(ctx, r, found, extentField, 1, options, false)
}

// takes reports whether an extent meets what is asked.
func (o *overlap) takes(extent, from, to string) bool {
	if len(extent) < 2*keyLen || extent[:keyLen] >= to || extent[keyLen:2*keyLen] <= from {
		return false
	}
	if len(o.grains) == 0 {
		return true
	}
	for _, g := range o.grains {
		if extent[2*keyLen:] == string(g) {
			return true
		}
	}
	return false
}

// unscored returns a request for what meets all of qs; for lists and counts.
func unscored(size int, qs ...query.Query) *blevesearch.SearchRequest {
	req := blevesearch.NewSearchRequestOptions(query.NewConjunctionQuery(qs), size, 0, false)
	req.Score = "none"
	return req
}
