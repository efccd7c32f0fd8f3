package bleve

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
	"dateline/indexer/lang"
)

// A corpus is what scoring must know of all articles and claims. The library would take
// it from all documents, of which articles are one in ten or less, and would find every
// article long and every word rare; and what it takes for the words of a field changes
// whenever it rearranges its files.
//
// It is counted by language, for a word is rare or not among the texts that may hold it.
type corpus map[string]*counted // by code

type counted struct {
	Articles int            `json:"articles"`
	Claims   int            `json:"claims"`
	Words    map[string]int `json:"words"` // by field as it is called in English, as analysed, roughly
}

func corpusOf(from internals) (corpus, error) {
	c := corpus{}
	value, err := from.GetInternal([]byte(corpusKey))
	if err != nil || value == nil {
		return c, err
	}
	if err := json.Unmarshal(value, &c); err != nil {
		return nil, fmt.Errorf("read corpus: %w", err)
	}
	for code, n := range c {
		if !slices.Contains(lang.Codes, code) || n == nil || n.Words == nil {
			return nil, fmt.Errorf("read corpus: it speaks of a language %.20q", code)
		}
	}
	return c, nil
}

// corpus returns that of the view. It is read anew only if it has changed. Nobody changes it.
func (v *view) corpus() (corpus, error) {
	value, err := v.reader.GetInternal([]byte(corpusKey))
	if err != nil {
		return nil, err
	}
	if last := v.x.corpus.Load(); last != nil && bytes.Equal(last.value, value) {
		return last.corpus, nil
	}
	c, err := corpusOf(v.reader)
	if err == nil {
		v.x.corpus.Store(&readCorpus{bytes.Clone(value), c}) // the library's own is good only for the view
	}
	return c, err
}

// A readCorpus is a corpus with what it was read from.
type readCorpus struct {
	value  []byte
	corpus corpus
}

// languages returns the codes of the languages that the corpus has, English always, in
// order.
func (c corpus) languages() []string {
	list := []string{lang.English}
	for _, code := range slices.Sorted(maps.Keys(c)) {
		if code != lang.English {
			list = append(list, code)
		}
	}
	return list
}

// of returns what is known of texts in a language.
func (c corpus) of(code string) *counted { return cmp.Or(c[code], &counted{}) }

// all returns how many articles and claims there are.
func (c corpus) all() (articles, claims int) {
	for _, n := range c {
		articles, claims = articles+n.Articles, claims+n.Claims
	}
	return articles, claims
}

// add counts an article in, or out with a sign of -1.
func (c corpus) add(a *article, sign int) {
	code := lang.Of(a.Language).Code
	n := c[code]
	if n == nil {
		n = &counted{Words: map[string]int{}}
		c[code] = n
	}
	n.Articles += sign
	n.Claims += sign * a.Claims
	n.Words[aboutField] += sign * a.About
	for _, f := range articleProse.fields {
		for _, s := range f.read(a) {
			n.Words[f.name] += sign * countWords(s)
		}
	}
	if n.Articles == 0 {
		delete(c, code)
	}
}

// text returns a query's text as Bleve searches it, nil if it asks for everything: in texts
// of each language that the corpus has, by how that reads its words.
func (c corpus) text(t indexer.Text, letter byte, in searched, scored bool) (query.Query, error) {
	if t.Op == indexer.Nothing {
		return nil, nil
	}
	var all []query.Query
	err := c.each(t, in, scored, func(x *translator, q query.Query) error {
		if scored {
			q = &countedQuery{q, c.stats(x.Code, letter)}
		}
		all = append(all, q)
		return nil
	})
	if err != nil {
		return nil, err
	}
	switch {
	case len(all) == 1:
		return all[0], nil
	case scored:
		return sameQuery(all), nil
	}
	return query.NewDisjunctionQuery(all), nil
}

// each calls do for the languages that the corpus has, with a text as Bleve searches it
// there. A text that holds only words which stand in every text is found nowhere; if they
// do so in English, the error says it.
func (c corpus) each(t indexer.Text, in searched, scored bool, do func(x *translator, q query.Query) error) error {
	codes := c.languages()
	for _, code := range codes {
		x := &translator{lang.Called(code), in, scored, without(codes, code)}
		q := x.translate(t)
		switch {
		case q == nil && code == lang.English:
			return lang.StopWords()
		case q == nil:
			continue
		}
		if err := do(x, q); err != nil {
			return err
		}
	}
	return nil
}

// stats returns the texts of a language as scoring documents with a letter wants them.
func (c corpus) stats(code string, letter byte) *search.BM25Stats {
	n := c.of(code)
	documents := n.Articles
	if letter == claimLetter {
		documents = n.Claims
	}
	s := &search.BM25Stats{DocCount: float64(max(documents, 1)), FieldCardinality: map[string]int{languageField: 1}}
	for _, in := range []searched{articleProse, claimProse} {
		for _, f := range in.fields {
			s.FieldCardinality[lang.Called(code).Field(f.name)] = max(n.Words[f.name], 1)
		}
	}
	return s
}

// countWords returns about how many words of s are no stop words. It must only
// be the same for the same text.
func countWords(s string) int {
	words, inside := 0, false
	for _, r := range s {
		space := r <= ' '
		if !space && !inside {
			words++
		}
		inside = !space
	}
	return (words*6 + 9) / 10
}
