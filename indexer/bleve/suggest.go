package bleve

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
	"dateline/indexer/lang"
)

// A speller knows which words stand in the texts.
type speller struct {
	*asked
	languages []*lang.Language // that there are texts in
}

// suggestion returns the text of a query with words that stand in no article changed to
// some nearly like them that do, and parts of names in fields to names; empty if there is
// nothing to change, or nothing like it.
func (a *asked) suggestion(ctx context.Context) (string, error) {
	c, err := a.corpus()
	if err != nil {
		return "", err
	}
	s := &speller{asked: a}
	for _, code := range c.languages() {
		s.languages = append(s.languages, lang.Called(code))
	}
	t, changed, err := a.given.Respelt(func(t indexer.Text) (string, error) {
		if t.Op == indexer.Field {
			return s.columns.Like(t.Name, t.Words), nil
		}
		word, err := s.nearest(ctx, t.Words)
		if err != nil {
			err = fmt.Errorf("suggest a word for %q: %w", t.Words, err)
		}
		return word, err
	})
	if err != nil || !changed {
		return "", err
	}
	return t.String(), nil
}

// nearest returns the word nearest to one that stands in no text; empty if it does, or if
// there is none that begins with the same letter and differs in one letter, or two of
// a longer word. Of several that are as near it is the most frequent.
func (s *speller) nearest(ctx context.Context, word string) (string, error) {
	stems := make([]string, len(s.languages))
	longest := 0
	for i, l := range s.languages {
		p := l.Phrase(word)
		if len(p) != 1 {
			return "", nil
		}
		stems[i] = p[0].Term
		longest = max(longest, utf8.RuneCountInString(stems[i]))
		if known, err := s.known(ctx, l, stems[i]); err != nil || known {
			return "", err
		}
	}
	for distance := 1; distance <= min(longest-minSuggested+1, 2); distance++ {
		var best spelling
		for i, l := range s.languages {
			if utf8.RuneCountInString(stems[i]) < minSuggested+distance-1 {
				continue
			}
			found, err := s.mostFrequent(ctx, l, stems[i], distance)
			if err != nil {
				return "", err
			}
			if found.texts > best.texts {
				best = found
			}
		}
		if best.texts > 0 {
			return s.written(ctx, best)
		}
	}
	return "", nil
}

// minSuggested is how many letters a word has, at least, for which others are suggested.
// Of a longer one two may differ. Letters that changed places count as one.
const minSuggested = 4

// A spelling is a stem that stands in some texts.
type spelling struct {
	in    *lang.Language
	stem  string
	texts uint64
}

// mostFrequent returns the stem that stands in the most texts of a language, of those that
// differ in no more letters than that and begin alike; one in no texts if there is none.
func (s *speller) mostFrequent(ctx context.Context, in *lang.Language, stem string, distance int) (best spelling, err error) {
	_, first := utf8.DecodeRuneInString(stem)
	field := in.Field(textField)
	words, err := s.reader.FieldDictFuzzy(field, stem, distance, stem[:first])
	if err != nil {
		return best, err
	}
	defer func() { err = errors.Join(err, words.Close()) }()
	for range mostClauses {
		e, err := words.Next()
		if err != nil || e == nil {
			return best, err
		}
		n, err := s.texts(ctx, field, e.Term)
		if err != nil {
			return best, err
		}
		if n > best.texts {
			best = spelling{in, e.Term, n}
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

// known reports whether a stem stands in any article of a language.
func (s *speller) known(ctx context.Context, in *lang.Language, stem string) (bool, error) {
	for _, f := range articleProse.fields {
		if n, err := s.texts(ctx, in.Field(f.name), stem); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// written returns a word as it stands in a text.
func (s *speller) written(ctx context.Context, w spelling) (string, error) {
	q := query.NewTermQuery(w.stem)
	q.SetField(w.in.Field(textField))
	found, err := s.find(ctx, q, articleLetter, false)
	if err != nil || len(found) == 0 {
		return "", err
	}
	of, err := s.loadArticle(found[0].Ordinal)
	if err != nil {
		return "", err
	}
	marks := w.in.Find(of.text, []lang.Phrase{{{Term: w.stem}}})
	if len(marks) == 0 {
		return "", nil
	}
	return string([]rune(of.text)[marks[0].Start:marks[0].End]), nil
}
