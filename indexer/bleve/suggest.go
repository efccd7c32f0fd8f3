package bleve

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
)

// suggestion returns the text of a query with words that stand in no article changed to
// some nearly like them that do; empty if there is nothing to change, or nothing like it.
func (a *asked) suggestion(ctx context.Context) (string, error) {
	changed := false
	t, err := a.respell(ctx, a.given, &changed)
	if err != nil || !changed {
		return "", err
	}
	return t.String(), nil
}

// respell returns a text with other words for those that are unknown.
func (a *asked) respell(ctx context.Context, t indexer.Text, changed *bool) (indexer.Text, error) {
	if t.Op == indexer.Word {
		word, err := a.nearest(ctx, t.Words)
		if err != nil {
			return t, fmt.Errorf("suggest a word for %q: %w", t.Words, err)
		}
		if word != "" {
			t.Words, *changed = word, true
		}
		return t, nil
	}
	t.Parts = slices.Clone(t.Parts)
	for i := range t.Parts {
		if t.Op == indexer.Not {
			continue // what must not occur need not be known
		}
		var err error
		if t.Parts[i], err = a.respell(ctx, t.Parts[i], changed); err != nil {
			return t, err
		}
	}
	return t, nil
}

// nearest returns the word nearest to one that stands in no text; empty if it does, or if
// there is none that begins with the same letter and differs in one letter, or two of
// a longer word. Of several that are as near it is the most frequent.
func (a *asked) nearest(ctx context.Context, word string) (string, error) {
	p := a.x.phrase(word)
	if len(p) != 1 {
		return "", nil
	}
	stem := p[0].term
	runes := []rune(stem)
	if len(runes) < minSuggested {
		return "", nil
	}
	if known, err := a.known(ctx, stem); err != nil || known {
		return "", err
	}
	for distance := 1; distance <= min(len(runes)-minSuggested+1, 2); distance++ {
		best, err := a.mostFrequent(ctx, stem, distance, string(runes[:1]))
		if err != nil {
			return "", err
		}
		if best != "" {
			return a.written(ctx, best)
		}
	}
	return "", nil
}

// minSuggested is how many letters a word has, at least, for which others are suggested.
// Of a longer one two may differ. Letters that changed places count as one.
const minSuggested = 4

// mostFrequent returns the stem that stands in the most texts, of those that differ in no
// more letters than that and begin alike; empty if there is none.
func (a *asked) mostFrequent(ctx context.Context, stem string, distance int, begins string) (best string, err error) {
	words, err := a.reader.FieldDictFuzzy(textField, stem, distance, begins)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, words.Close()) }()
	most := uint64(0)
	for range mostClauses {
		e, err := words.Next()
		if err != nil || e == nil {
			return best, err
		}
		n, err := a.texts(ctx, textField, e.Term)
		if err != nil {
			return "", err
		}
		if n > most {
			best, most = e.Term, n
		}
	}
	return best, nil
}

// texts returns in how many documents a stem stands.
func (v *view) texts(ctx context.Context, field, stem string) (n uint64, err error) {
	in, err := v.reader.TermFieldReader(ctx, []byte(stem), field, false, false, false)
	if err != nil {
		return 0, err
	}
	return in.Count(), in.Close()
}

// known reports whether a stem stands in any article.
func (a *asked) known(ctx context.Context, stem string) (bool, error) {
	for _, f := range articleProse.fields {
		if n, err := a.texts(ctx, f.name, stem); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// written returns a word of a stem as it stands in a text.
func (a *asked) written(ctx context.Context, stem string) (string, error) {
	q := query.NewTermQuery(stem)
	q.SetField(textField)
	found, err := a.find(ctx, q, articleLetter, nil)
	if err != nil || len(found) == 0 {
		return "", err
	}
	of, err := a.loadArticle(found[0].Ordinal)
	if err != nil {
		return "", err
	}
	marks := a.x.find(of.text, []phrase{{{stem, 0}}})
	if len(marks) == 0 {
		return "", nil
	}
	return string([]rune(of.text)[marks[0].start:marks[0].end]), nil
}
