// Package lang reads the words of texts in the languages that there are: which of them are
// forms of one, which stand in every text, and where in a text some stand that are asked for.
// Every index reads texts and questions so, that all find the same.
package lang

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/ckb"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fa"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hi"
	"github.com/blevesearch/bleve/v2/analysis/lang/hr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/in"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/analysis/token/apostrophe"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	stopwords "github.com/blevesearch/bleve/v2/analysis/token/stop"
	"github.com/blevesearch/bleve/v2/analysis/token/truncate"
	tokenizer "github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/registry"
)

// A Language is how the words of texts in it are read: which of them are forms of one
// word, and which stand in every text and are in no index. A text is found by how its own
// language reads a word and by no other, so that its fields have names of their own.
type Language struct {
	Code  string
	Prose analysis.Analyzer      // gives stems, and where in the bytes each stands
	Forms analysis.Analyzer      // see formAnalyzer; nil if words have one form
	start []analysis.TokenFilter // how the beginning of a word is read
}

// Languages beside those that are called by a code of two or three letters.
const (
	English = "en"    // also of texts that do not tell theirs
	cjkCode = "cjk"   // Chinese, Japanese and Korean, in pairs of characters
	other   = "other" // whatever the library has no stemmer for: words as they are
)

// filters are what a language reads words with, in this order. Accents are folded before
// stems are taken where the stemmer can do without, for then a word has the same stem
// without them; in other languages they tell one ending from another.
type filters struct {
	before []string // cut off what is no part of a word, or write letters alike
	stop   string   // drop words that stand in every text
	after  []string // as before
	folded bool     // accents are folded here, not at the end
	stem   []string
}

var filtersOf = map[string]filters{
	English: {before: []string{en.PossessiveName}, stop: en.StopName, folded: true, stem: []string{porter.Name}},
	"ar":    {stop: ar.StopName, after: []string{ar.NormalizeName}, stem: []string{ar.StemmerName}},
	"ckb":   {before: []string{ckb.NormalizeName}, stop: ckb.StopName, stem: []string{ckb.StemmerName}},
	"da":    {stop: da.StopName, folded: true, stem: []string{da.SnowballStemmerName}},
	"de":    {stop: de.StopName, after: []string{de.NormalizeName}, stem: []string{de.LightStemmerName}},
	"es":    {stop: es.StopName, after: []string{es.NormalizeName}, folded: true, stem: []string{es.LightStemmerName}},
	"fa":    {before: []string{ar.NormalizeName, fa.NormalizeName}, stop: fa.StopName},
	"fi":    {stop: fi.StopName, folded: true, stem: []string{fi.SnowballStemmerName}},
	"fr":    {before: []string{fr.ElisionName}, stop: fr.StopName, folded: true, stem: []string{fr.SnowballStemmerName}},
	"hi":    {before: []string{in.NormalizeName, hi.NormalizeName}, stop: hi.StopName, stem: []string{hi.StemmerName}},
	"hr":    {stop: hr.StopName, stem: []string{hr.SuffixTransformationFilterName, hr.StemmerName}},
	"hu":    {stop: hu.StopName, stem: []string{hu.SnowballStemmerName}},
	"it":    {before: []string{it.ElisionName}, stop: it.StopName, folded: true, stem: []string{it.SnowballStemmerName}},
	"nl":    {stop: nl.StopName, folded: true, stem: []string{nl.SnowballStemmerName}},
	"no":    {stop: no.StopName, folded: true, stem: []string{no.SnowballStemmerName}},
	"pl":    {stop: pl.StopName, stem: []string{pl.SnowballStemmerName}},
	"pt":    {stop: pt.StopName, stem: []string{pt.LightStemmerName}},
	"ro":    {stop: ro.StopName, stem: []string{ro.SnowballStemmerName}},
	"ru":    {stop: ru.StopName, stem: []string{ru.SnowballStemmerName}},
	"sv":    {stop: sv.StopName, folded: true, stem: []string{sv.SnowballStemmerName}},
	"tr":    {before: []string{apostrophe.Name}, stop: tr.StopName, stem: []string{tr.SnowballStemmerName}},
	cjkCode: {before: []string{cjk.WidthName}, stem: []string{cjk.BigramName}},
	other:   {},
}

// wordLimit is where a hostile word is cut, in code points, before anything is made of it.
const wordLimit = 64

// negations are words that the library's lists drop and that are kept here: that the fund was
// not lost is no more the same than any other word makes it.
var negations = map[string]string{
	English: "no not nor",
	"ar":    "لا لم لن ليس",
	"da":    "ikke nej",
	"de":    "nicht nichts kein keine keinem keinen keiner keines ohne",
	"es":    "no ni sin nada",
	"fi":    "ei en et emme ette eivät",
	"fr":    "ne pas sans ni",
	"hi":    "न नहीं नहिं ना",
	"hr":    "ne ni nije nisu",
	"hu":    "nem ne sem nincs",
	"it":    "non",
	"nl":    "niet geen niets zonder",
	"no":    "ikke ikkje ingen uten nei",
	"pl":    "nie bez ani nic",
	"pt":    "não nem sem",
	"ro":    "nu fără nici",
	"ru":    "не ни нет без",
	"sv":    "inte ej icke utan ingen inga",
	"tr":    "değil ne hiç",
}

// calledBy are codes of what is read as another language.
var calledBy = map[string]string{"": English, "nb": "no", "nn": "no", "zh": cjkCode, "ja": cjkCode, "ko": cjkCode}

// languages holds those that have been read so far: the stems of some are a large table.
var languages = func() map[string]func() *Language {
	all := map[string]func() *Language{}
	for code, f := range filtersOf {
		all[code] = sync.OnceValue(func() *Language { return newLanguage(code, f) })
	}
	return all
}()

// Of returns how texts are read that say of themselves to be in a language, by
// its tag in BCP 47.
func Of(tag string) *Language {
	code, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if name, ok := calledBy[code]; ok {
		code = name
	}
	if _, ok := languages[code]; !ok {
		code = other
	}
	return Called(code)
}

// Called returns the language with one of Codes.
func Called(code string) *Language { return languages[code]() }

// Codes are those of all languages, in order.
var Codes = slices.Sorted(maps.Keys(filtersOf))

// Field returns the name of a field of words in texts of the language.
func (l *Language) Field(name string) string {
	if l.Code == English {
		return name
	}
	return name + "." + l.Code
}

// newLanguage returns how a language is read. All names are those of filters that the
// library has, and of which none needs anything more.
func newLanguage(code string, f filters) *Language {
	cache := registry.NewCache()
	named := func(names ...string) (list []analysis.TokenFilter) {
		for _, name := range names {
			filter, err := cache.TokenFilterNamed(name)
			if err != nil {
				panic(fmt.Sprintf("words of %s: %v", code, err)) // unreachable: every one is in a test
			}
			list = append(list, filter)
		}
		return list
	}
	fold := []analysis.TokenFilter{accentFolder{}}
	short := []analysis.TokenFilter{truncate.NewTruncateTokenFilter(wordLimit)} // some take long for a long word
	pre := slices.Concat(named(lowercase.Name), short, named(f.before...))
	after := named(f.after...)
	rest := slices.Concat(after, named(f.stem...), fold)
	if f.folded {
		rest = slices.Concat(after, fold, named(f.stem...))
	}
	var stop []analysis.TokenFilter
	if f.stop != "" {
		words, err := cache.TokenMapNamed(f.stop)
		if err != nil {
			panic(fmt.Sprintf("stop words of %s: %v", code, err)) // unreachable, as above
		}
		for _, word := range strings.Fields(negations[code]) {
			delete(words, word)
		}
		stop = []analysis.TokenFilter{stopwords.NewStopTokensFilter(words)}
	}
	l := &Language{
		Code:  code,
		Prose: &analysis.DefaultAnalyzer{Tokenizer: tokenizer.NewUnicodeTokenizer(), TokenFilters: slices.Concat(pre, stop, rest)},
		start: slices.Concat(pre, after, fold),
	}
	if len(f.stem) > 0 && code != cjkCode {
		l.Forms = newFormAnalyzer(pre, stop, slices.Concat(after, fold), rest)
	}
	return l
}

// filter puts one word through filters, and returns what comes of it: "" of a word that is
// dropped.
func filter(word string, by []analysis.TokenFilter) string {
	tokens := analysis.TokenStream{{Term: []byte(word)}}
	for _, f := range by {
		tokens = f.Filter(tokens)
	}
	if len(tokens) == 0 {
		return ""
	}
	return string(tokens[0].Term)
}

// BeginningOf returns how words begin in the index that begin so in a text.
func (l *Language) BeginningOf(words string) string { return filter(words, l.start) }
