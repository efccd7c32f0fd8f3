package opensearch

import (
	"strings"

	"dateline/indexer"
	"dateline/indexer/lang"
)

// A proseField is a field of words, and how much a find in it counts.
type proseField struct {
	name  string
	boost float64
}

// articleProse are the fields of an article that a text is searched in, claimProse those of
// a claim and of an entry.
var (
	articleProse = []proseField{{headlineField, indexer.HeadlineBoost}, {textField, 1}, {bylinesField, 1}, {captionsField, indexer.CaptionsBoost}}
	claimProse   = []proseField{{aboutField, 1}}
)

// A translator puts the text of a query as the cluster searches texts in one language.
type translator struct {
	*lang.Language
	fields  []proseField
	scored  bool // how well each fits is asked for, too
	boosted bool // some fields count for more, and words that stand as they were asked for
}

// inAll returns what asks for a text in all languages; an error if it holds words alone
// that stand in every text.
func inAll(languages []*lang.Language, t indexer.Text, fields []proseField, scored, boosted bool) (object, error) {
	var some []object
	for _, l := range languages {
		x := &translator{l, fields, scored, boosted}
		q := x.translate(t)
		switch {
		case q == nil && l.Code == lang.English:
			return nil, lang.StopWords()
		case q != nil:
			some = append(some, q)
		}
	}
	return best(some, scored), nil
}

// best finds what any of several does; scored, it counts what finds best alone.
func best(some []object, scored bool) object {
	if !scored || len(some) == 1 {
		return anyOf(some...)
	}
	return object{"dis_max": object{"queries": some}}
}

// translate returns nil for what holds stop words only: they are in no index.
func (x *translator) translate(t indexer.Text) object {
	q, _ := lang.Translate(x.Language, t, x)
	return q
}

// None finds the texts of the language that some queries do not find.
func (x *translator) None(some []object) object {
	return object{"bool": object{"filter": []object{is("code", x.Code)}, "must_not": some}}
}

// All finds what each of some queries does, without what others find.
func (x *translator) All(must, not []object) object {
	return object{"bool": object{"must": must, "must_not": not}}
}

// Any finds what one of some queries does.
func (x *translator) Any(some []object) object { return anyOf(some...) }

// Same is Any for words for one thing.
func (x *translator) Same(some []object) object { return best(some, x.scored) }

// Prefix finds words that begin so.
func (x *translator) Prefix(begins string) object {
	return x.anyField(func(field string, boost float64) object {
		return object{"prefix": object{field: object{"value": term(begins), "boost": boost}}}
	})
}

// anyField asks the same of any of the fields.
func (x *translator) anyField(ask func(field string, boost float64) object) object {
	some := make([]object, len(x.fields))
	for i, f := range x.fields {
		boost := 1.0
		if x.boosted {
			boost = f.boost
		}
		some[i] = ask(fieldIn(x.Language, f.name), boost)
	}
	return anyOf(some...)
}

// Words finds a phrase in any of the fields.
func (x *translator) Words(p lang.Phrase, written string) object {
	return x.asWritten(written, func(field string, boost float64) object {
		if len(p) == 1 {
			return object{"term": object{field: object{"value": term(p[0].Term), "boost": boost}}}
		}
		return object{"match_phrase": object{field: object{"query": spaced(p), "boost": boost}}}
	})
}

// spaced returns a phrase as its field is indexed.
func spaced(p lang.Phrase) string {
	var b strings.Builder
	at := 0
	for i, s := range p {
		if i > 0 {
			b.WriteByte(' ')
		}
		for at++; i > 0 && at < s.Gap; at++ {
			b.WriteString(gap + " ")
		}
		at = s.Gap
		b.WriteString(term(s.Term))
	}
	return b.String()
}

// Fuzzy finds words that are nearly one, by their stems. The first letter is always the same.
func (x *translator) Fuzzy(about string, distance int) object {
	return x.anyField(func(field string, boost float64) object {
		return object{"fuzzy": object{field: object{
			"value": term(about), "fuzziness": distance, "prefix_length": 1, "max_expansions": 1024, "rewrite": "constant_score", "boost": boost,
		}}}
	})
}

// Near finds words that stand near one another.
func (x *translator) Near(terms []string, most int, written string) object {
	return x.asWritten(written, func(field string, boost float64) object {
		some := make([]object, len(terms))
		for i, s := range terms {
			some[i] = object{"match": object{"query": term(s), "max_gaps": 0, "ordered": true}}
		}
		return object{"intervals": object{field: object{
			"all_of": object{"intervals": some, "ordered": false, "max_gaps": most}, "boost": boost,
		}}}
	})
}

// even is about what a word counts in a text at most. What has other forms of a word comes
// to less than that, and what has the very form to more.
const even = 4.0

// mostRecency is by how much a score may still rise: it must not rise to those of the
// very forms.
const mostRecency = 1 + indexer.RecencyBoost

// asWritten asks the same of any of the fields. Scored, what holds the words as they are
// written there comes before what only shares their stems.
func (x *translator) asWritten(words string, ask func(field string, boost float64) object) object {
	found := x.anyField(ask)
	if !x.scored || !x.boosted {
		return found
	}
	var written []object
	if x.Forms != nil {
		for _, t := range x.Forms.Analyze([]byte(words)) {
			written = append(written, is(fieldIn(x.Language, formsField), term(string(t.Term))))
		}
	}
	very := object{"bool": object{"must": []object{found, {"constant_score": object{"filter": object{"match_all": object{}}, "boost": even}}}, "filter": written}}
	if len(written) == 0 {
		return very
	}
	others := object{"function_score": object{
		"query":        object{"bool": object{"must": []object{found}, "must_not": []object{all(written...)}}},
		"script_score": object{"script": object{"source": "_score * params.even / (params.even + _score) / params.most", "params": object{"even": even, "most": mostRecency}}},
		"boost_mode":   "replace",
	}}
	return anyOf(very, others)
}

// newer multiplies the scores of a query by how new each document is, where the newest of
// the index is of a day.
func newer(query object, newest int64) object {
	return object{"function_score": object{
		"query": query,
		"script_score": object{"script": object{
			"source": "_score * (doc['day'].size() == 0 ? 1.0 : 1.0 + params.boost * Math.pow(2, -Math.max(params.newest - doc['day'].value, 0) / params.half))",
			"params": object{"boost": indexer.RecencyBoost, "half": float64(indexer.RecencyDays), "newest": newest},
		}},
		"boost_mode": "replace",
	}}
}
