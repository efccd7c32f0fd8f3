package bleve

import (
	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/analysis/token/truncate"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
)

// proseAnalyzer is Bleve's "en", but that a hostile word is cut before it
// reaches the stemmer and the dictionary.
const (
	proseAnalyzer = "prose"
	wordLimit     = 64 // code points
)

// The fields of the documents.
const (
	// Every document has its types and its JSON, and what filters and facets need
	// of its article.
	typeField    = "type"    // of the types below
	storedField  = "stored"  // JSON; not searched
	outletField  = "outlet"  // as shown, for facets
	outletsField = "outlets" // folded name and host, for filters
	kindField    = "kind"
	pubField     = "pub" // seconds since 1970, see published

	// Of those with claims: what they say, who said it, of what times.
	speakerField  = "speaker"  // as shown, for facets
	speakersField = "speakers" // folded, for filters
	grainField    = "grain"
	extentField   = "extent" // see extent
	mediumField   = "medium"
	manyField     = "many"     // "2" if two origins or more say the same, for facets
	originsField  = "origins"  // how many do, for filters
	conflictField = "conflict" // "yes" if its cluster has dates that cannot both be
	aboutField    = "about"    // prose of an entry or a claim

	// Of articles.
	headlineField = "headline"
	textField     = "text"
	bylinesField  = "bylines"
	captionsField = "captions"

	// Of articles and claims.
	newestField = "newest" // sorts, newest first; see newest and newestClaim

	// Of entries.
	orderField  = "order"  // sorts by date; see order
	bucketField = "bucket" // see bucketKey
)

// The types of document.
const (
	articleType = "article"
	entryType   = "entry"
	claimType   = "claim"
	undatedType = "undated" // a claim without entries, which is a claimType as well
)

// newMapping returns the static mapping: a field that is not named here is not
// indexed, and none is guessed at.
func newMapping() (*mapping.IndexMappingImpl, error) {
	doc := mapping.NewDocumentStaticMapping()
	add := func(f *mapping.FieldMapping, names ...string) {
		for _, name := range names {
			doc.AddFieldMappingsAt(name, f)
		}
	}
	add(exact(false), typeField, outletsField, speakersField, extentField)
	add(exact(true), outletField, kindField, speakerField, grainField, mediumField, manyField, conflictField, newestField, orderField, bucketField)
	add(prose(), headlineField, textField, bylinesField, captionsField, aboutField)
	number := mapping.NewNumericFieldMapping()
	number.Store, number.IncludeInAll, number.DocValues = false, false, false
	add(number, pubField, originsField)
	stored := exact(false)
	stored.Store, stored.Index = true, false
	add(stored, storedField)

	m := blevesearch.NewIndexMapping()
	m.DefaultMapping = doc
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	m.ScoringModel = index.BM25Scoring
	const short = "short"
	if err := m.AddCustomTokenFilter(short, map[string]any{"type": truncate.Name, "length": float64(wordLimit)}); err != nil {
		return nil, err
	}
	return m, m.AddCustomAnalyzer(proseAnalyzer, map[string]any{
		"type":          custom.Name,
		"tokenizer":     unicode.Name,
		"token_filters": []string{en.PossessiveName, lowercase.Name, en.StopName, short, porter.Name},
	})
}

// prose is a field of words, searched by stem and by phrase.
func prose() *mapping.FieldMapping {
	return &mapping.FieldMapping{Type: "text", Analyzer: proseAnalyzer, Index: true, IncludeTermVectors: true}
}

// exact is a field of whole values; sorted and counted ones need docvalues.
func exact(docValues bool) *mapping.FieldMapping {
	return &mapping.FieldMapping{Type: "text", Analyzer: keyword.Name, Index: true, SkipFreqNorm: true, DocValues: docValues}
}
