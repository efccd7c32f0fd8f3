package opensearch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// suggestion returns the text of a query with words that stand in no article changed to
// some nearly like them that do, and parts of names in fields to names; empty if there is
// nothing to change, or nothing like it.
func (a *asked) suggestion(ctx context.Context) (string, error) {
	t, changed, err := a.given.Respelt(func(t indexer.Text) (other string, err error) {
		if t.Op == indexer.Field {
			other, err = a.named(ctx, t.Name, t.Words)
		} else {
			other, err = a.nearest(ctx, t.Words)
		}
		if err != nil {
			err = fmt.Errorf("suggest something for %q: %w", t.Words, err)
		}
		return other, err
	})
	if err != nil || !changed {
		return "", err
	}
	return t.String(), nil
}

// A spelling is a stem that stands in some texts.
type spelling struct {
	in    *lang.Language
	stem  string
	texts int
}

// nearest returns the word nearest to one that stands in no text; empty if it does, or if
// there is none that begins with the same letter and differs in one letter, or two of
// a longer word. Of several that are as near it is the most frequent.
func (a *asked) nearest(ctx context.Context, word string) (string, error) {
	var known []object
	stems := make([]string, len(a.languages))
	longest := 0
	for i, l := range a.languages {
		p := l.Phrase(word)
		if len(p) != 1 {
			return "", nil
		}
		stems[i] = p[0].Term
		longest = max(longest, utf8.RuneCountInString(stems[i]))
		for _, f := range articleProse {
			known = append(known, is(fieldIn(l, f.name), term(stems[i])))
		}
	}
	answers, err := a.search(ctx, request{kind: articlesKind, body: object{"size": 0, "terminate_after": 1, "query": anyOf(known...)}})
	if err != nil || answers[0].Hits.Total.Value > 0 {
		return "", err
	}
	for distance := 1; distance <= min(longest-minSuggested+1, 2); distance++ {
		best, err := a.mostFrequent(ctx, stems, distance)
		if err != nil {
			return "", err
		}
		if best.texts > 0 {
			return a.written(ctx, best)
		}
	}
	return "", nil
}

// minSuggested is how many letters a word has, at least, for which others are suggested.
// Of a longer one two may differ. Letters that changed places count as one.
const minSuggested = 4

// mostFrequent returns the stem that stands in the most texts, of those that differ in no
// more letters than that from the one of its language and begin alike; one in no texts if
// there is none.
func (a *asked) mostFrequent(ctx context.Context, stems []string, distance int) (best spelling, err error) {
	asks := object{}
	for i, l := range a.languages {
		if utf8.RuneCountInString(stems[i]) >= minSuggested+distance-1 {
			asks[l.Code] = object{"text": term(stems[i]), "term": object{
				"field": fieldIn(l, textField), "suggest_mode": "always", "max_edits": distance, "prefix_length": 1, "min_word_length": 1,
				"size": 100, "shard_size": 1000, "sort": "frequency", "accuracy": 0, "string_distance": "damerau_levenshtein",
			}}
		}
	}
	if len(asks) == 0 {
		return best, nil
	}
	answers, err := a.search(ctx, request{kind: articlesKind, body: object{"size": 0, "track_total_hits": false, "suggest": asks}})
	if err != nil {
		return best, err
	}
	for i, l := range a.languages {
		var parts []struct {
			Options []struct {
				Text string
				Freq int
			}
		}
		if answers[0].Suggest[l.Code] == nil {
			continue
		}
		if err := json.Unmarshal(answers[0].Suggest[l.Code], &parts); err != nil {
			return best, err
		}
		for _, p := range parts {
			for _, o := range p.Options {
				if o.Freq > best.texts && indexer.Distance(stems[i], o.Text) <= distance {
					best = spelling{l, o.Text, o.Freq}
				}
			}
		}
	}
	return best, nil
}

// written returns a word as it stands in a text.
func (a *asked) written(ctx context.Context, w spelling) (string, error) {
	answers, err := a.search(ctx, request{kind: articlesKind, body: object{
		"size": 1, "track_total_hits": false, "query": is(fieldIn(w.in, textField), w.stem), "sort": []string{"id"},
	}})
	if err != nil || len(answers[0].Hits.Hits) == 0 {
		return "", err
	}
	of, err := decode[keptArticle](answers[0].Hits.Hits[0].Source.Stored)
	if err != nil {
		return "", err
	}
	marks := w.in.Find(of.Text, []lang.Phrase{{{Term: w.stem}}})
	if len(marks) == 0 {
		return "", nil
	}
	return string([]rune(of.Text)[marks[0].Start:marks[0].End]), nil
}

// named returns the name, of those that a field asks for, that most is held of and that
// holds some words whole: of speakers "Ines Hallorand" for "hallorand". It is empty if one
// is called by those words alone, and where fields ask for no names.
func (a *asked) named(ctx context.Context, field, name string) (string, error) {
	kind := map[string]string{"speaker": claimsKind, "outlet": articlesKind}[field]
	wanted := strings.Fields(columns.Fold(name))
	if kind == "" || len(wanted) == 0 {
		return "", nil
	}
	var holds []object
	for _, w := range wanted {
		holds = append(holds, is(field+"_words", w))
	}
	answers, err := a.search(ctx, request{kind: kind, body: object{
		"size": 0, "track_total_hits": false, "query": all(holds...), "aggs": object{"names": byValue(field, maxFacet, firstShard)},
	}})
	if err != nil {
		return "", err
	}
	var names terms
	if err := answers[0].agg("names", &names); err != nil {
		return "", err
	}
	best := ""
	for _, b := range names.Buckets {
		if slices.Equal(strings.Fields(columns.Fold(b.Key.String())), wanted) {
			return "", nil
		}
		if best == "" {
			best = b.Key.String()
		}
	}
	return best, nil
}
