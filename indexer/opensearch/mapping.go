package opensearch

import (
	"dateline/indexer/lang"
	"dateline/indexer/timex"
)

// An object is one of JSON.
type object = map[string]any

// The kinds of indices that an index is made of, as their names end.
const (
	articlesKind = "articles" // a document an article
	claimsKind   = "claims"   // a document a claim
	entriesKind  = "entries"  // a document an entry, and one for every claim without a date
	stateKind    = "state"    // one document: how far the index has read
)

// schema is the version of the documents: an index of another is built anew. What had the
// number 2 was taken back.
const schema = 3

// The fields of words, which are called so in English, see lang.Language.Field.
const (
	headlineField = "headline"
	textField     = "text"
	bylinesField  = "bylines"
	captionsField = "captions"
	aboutField    = "about" // what claims and entries are found by
	formsField    = "forms" // words that are not their own stems
)

// gap is where words stand that are in no index, so that the others have their places.
const gap = "\ue000"

// Words come read: the cluster only parts them at blanks. So a text and a question are the
// same words here as in every other index, in each language.
var analysis = object{
	"filter": object{"gaps": object{"type": "stop", "stopwords": []string{gap}}},
	"analyzer": object{
		"words": object{"type": "custom", "tokenizer": "whitespace", "filter": []string{"gaps"}},
	},
}

// settings returns those of the indices of a kind. There is no copy of a shard at first,
// see [Cluster.Copy]. What is kept to be shown is four fifths of
// an index, and says much twice: it is pressed well.
func (c *Cluster) settings(kind string) object {
	index := object{
		"number_of_shards":                     c.cfg.Shards,
		"number_of_replicas":                   0,
		"refresh_interval":                     "-1", // what is written is seen when all of it is
		"codec":                                "best_compression",
		"mapping.total_fields.limit":           1000,
		"merge.policy.expunge_deletes_allowed": 0,     // see Compact
		"gc_deletes":                           "15m", // how long what is late finds that a document was deleted
	}
	switch kind {
	case stateKind:
		index["number_of_shards"] = 1
	case entriesKind: // a page of a timeline is read, not sorted
		index["sort.field"] = []string{"at", "width", "id"}
		index["sort.order"] = []string{"asc", "asc", "asc"}
	}
	return object{"index": index, "analysis": analysis}
}

// mappings returns those of the indices of a kind: a field that is not named is kept, and
// not indexed.
func mappings(kind string) object {
	fields := object{"stored": object{"type": "object", "enabled": false}}
	if kind != stateKind {
		ofArticles(fields)
		ofClaims(fields)
	}
	switch kind {
	case articlesKind:
		ofWords(fields, headlineField, textField, bylinesField, captionsField)
		fields["outlet_words"] = words()
	case claimsKind:
		ofWords(fields, aboutField)
		fields["offset"], fields["offset_end"] = whole("integer"), whole("integer")
		fields["cluster"], fields["speaker_words"] = exact(), words()
	case entriesKind:
		ofWords(fields, aboutField)
		for _, name := range []string{"start", "end", "at", "width"} {
			fields[name] = whole("long")
		}
		for _, name := range []string{"row", "units", "extent", "lane"} {
			fields[name] = exact()
		}
		fields["starts"] = object{"type": "date", "format": "strict_date_time_no_millis"}
		fields["open"], fields["in_year"] = whole("boolean"), whole("boolean")
	}
	return object{"dynamic": false, "_source": object{"includes": []string{"stored"}}, "properties": fields}
}

// ofArticles are fields of an article, which its claims and entries have as well.
func ofArticles(fields object) {
	for _, name := range []string{"id", "article", "outlet", "kind", "section", "lang", "author", "fold", "text_of", "code"} {
		fields[name] = exact()
	}
	for _, name := range []string{"outlet_is", "host", "section_is", "author_is", "cites"} {
		fields[name] = filtersOnly()
	}
	for _, name := range []string{"pub", "day", "seen", "nodate"} {
		fields[name] = whole("long")
	}
	fields["changed"] = whole("boolean")
}

// ofClaims are fields of a claim, which its article and its entries have as well.
func ofClaims(fields object) {
	for _, name := range []string{"speaker", "medium", "place", "grain", "many", "clash"} {
		fields[name] = exact()
	}
	for _, name := range []string{"speaker_is", "place_is"} {
		fields[name] = filtersOnly()
	}
	fields["origins"], fields["sure"] = whole("integer"), whole("integer")
	fields["undated"] = whole("boolean")
	for _, g := range timex.Grains {
		fields[whenField(g)] = object{"type": "long_range", "doc_values": false}
	}
}

// whenField returns the name of the field that tells from when to when what is told with a
// grain.
func whenField(g timex.Grain) string { return "when_" + string(g) }

// ofWords are fields of words in every language.
func ofWords(fields object, names ...string) {
	for _, code := range lang.Codes {
		l := &lang.Language{Code: code}
		for _, name := range names {
			fields[fieldIn(l, name)] = words()
		}
		fields[fieldIn(l, formsField)] = object{"type": "text", "analyzer": "words", "norms": false, "index_options": "docs"}
	}
}

// fieldIn returns the name of a field of words in texts of a language; a point in it would
// mean something to the cluster.
func fieldIn(l *lang.Language, name string) string {
	if l.Code == lang.English {
		return name
	}
	return name + "_" + l.Code
}

func words() object { return object{"type": "text", "analyzer": "words"} }

// exact is a field of whole values, which are counted and put in order.
func exact() object { return object{"type": "keyword"} }

// filtersOnly is one that is only asked for.
func filtersOnly() object { return object{"type": "keyword", "doc_values": false} }

func whole(kind string) object { return object{"type": kind} }
