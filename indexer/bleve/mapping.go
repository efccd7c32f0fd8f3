package bleve

import (
	"dateline/indexer/lang"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	index "github.com/blevesearch/bleve_index_api"
)

// The fields of the documents; those of words are called so in English, see
// language.field. Whatever is put in order, filtered or counted stands in
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
	formsField = "forms" // see formAnalyzer

	languageField = "language" // its code, if it is not English
)

// newMapping returns the static mapping: a field that is not named here is not
// indexed, and none is guessed at.
func newMapping() *mapping.IndexMappingImpl {
	doc := mapping.NewDocumentStaticMapping()
	add := func(f *mapping.FieldMapping, names ...string) {
		for _, name := range names {
			doc.AddFieldMappingsAt(name, f)
		}
	}
	add(exact(), keyField, languageField)
	for _, code := range lang.Codes {
		l := &lang.Language{Code: code}
		for _, name := range []string{headlineField, textField, bylinesField, captionsField, aboutField} {
			add(&mapping.FieldMapping{Type: "text", Analyzer: keptPrefix + code, Index: true, IncludeTermVectors: true}, l.Field(name))
		}
		forms := exact()
		forms.Analyzer = formsPrefix + code
		add(forms, l.Field(formsField))
	}
	stored := exact()
	stored.Store, stored.Index = true, false
	add(stored, storedField)

	m := blevesearch.NewIndexMapping()
	m.DefaultMapping = doc
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	m.ScoringModel = index.BM25Scoring
	return m
}

// The analyzers of the fields, and the code of a language behind.
const (
	keptPrefix  = "prose "
	formsPrefix = "forms "
)

func init() {
	for _, code := range lang.Codes {
		read := func() *lang.Language { return lang.Called(code) }
		for name, a := range map[string]analysis.Analyzer{
			keptPrefix + code:  keptProse(read),
			formsPrefix + code: keptForms(read),
		} {
			err := registry.RegisterAnalyzer(name, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) { return a, nil })
			if err != nil {
				panic(err) // unreachable: the names are ours
			}
		}
	}
}

// keptProse is how fields of words are read in a language. The index keeps which word of a
// text a word is, for phrases, and not its bytes: what is shown is read again. That is a
// fifth of all that it keeps of words.
type keptProse func() *lang.Language

// Analyze returns the stems of a text.
func (read keptProse) Analyze(text []byte) analysis.TokenStream {
	tokens := read().Prose.Analyze(text)
	for _, t := range tokens {
		t.Start, t.End = 0, 0
	}
	return tokens
}

// keptForms is how the fields of forms are read in a language.
type keptForms func() *lang.Language

// Analyze returns the words of a text that are not their own stems.
func (read keptForms) Analyze(text []byte) analysis.TokenStream {
	if l := read(); l.Forms != nil {
		return l.Forms.Analyze(text)
	}
	return nil
}

// exact is a field of whole values.
func exact() *mapping.FieldMapping {
	return &mapping.FieldMapping{Type: "text", Analyzer: keyword.Name, Index: true, SkipFreqNorm: true}
}
