package bleve

import (
	"slices"

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

// proseAnalyzer is Bleve's "en", but that accents make no difference, and that a hostile
// word is cut before it reaches the stemmer and the dictionary.
//
// The index keeps which word of a text a word is, for phrases, and not its bytes: what is
// shown is read again. That is a fifth of all that it keeps of words.
const (
	proseAnalyzer = "prose"
	keptAnalyzer  = "prose, kept"
	wordLimit     = 64 // code points
)

// The fields of the documents. Whatever is put in order, filtered or counted stands in
// the columns.
const (
	keyField    = "key"    // what the document is of: "a/" and an article's id, "c/" and a claim's
	storedField = "stored" // of articles, see pack; not searched

	// Of articles.
	headlineField = "headline"
	textField     = "text"
	bylinesField  = "bylines"
	captionsField = "captions"

	// Of claims.
	aboutField = "about" // prose

	// Of both, so that each word is written once: of headline and lead, of the sentence.
	formsField = "forms" // see formsAnalyzer
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
	add(exact(), keyField)
	add(prose(), headlineField, textField, bylinesField, captionsField, aboutField)
	forms := exact()
	forms.Analyzer = formsAnalyzer
	add(forms, formsField)
	stored := exact()
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
	filters := []string{en.PossessiveName, lowercase.Name, en.StopName, foldFilter, short, porter.Name}
	for name, filters := range map[string][]string{proseAnalyzer: filters, keptAnalyzer: append(slices.Clone(filters), countFilter)} {
		err := m.AddCustomAnalyzer(name, map[string]any{"type": custom.Name, "tokenizer": unicode.Name, "token_filters": filters})
		if err != nil {
			return nil, err
		}
	}
	return m, nil
}

// prose is a field of words, searched by stem and by phrase.
func prose() *mapping.FieldMapping {
	return &mapping.FieldMapping{Type: "text", Analyzer: keptAnalyzer, Index: true, IncludeTermVectors: true}
}

// exact is a field of whole values.
func exact() *mapping.FieldMapping {
	return &mapping.FieldMapping{Type: "text", Analyzer: keyword.Name, Index: true, SkipFreqNorm: true}
}
