package match

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Post returns the query that the text of a post asks: its author and date are read
// from a signature such as "— Ann Lee (@annlee) May 3, 2019" at its end, if it has one.
func Post(text string) Query {
	q := Query{Text: text, Pictures: strings.Contains(text, picture)}
	at := strings.LastIndex(text, "— ")
	if at < 0 {
		return q
	}
	author, date, ok := cutLast(text[at+len("— "):], ") ")
	if !ok || !strings.Contains(author, " (@") {
		return q
	}
	q.Text, q.Author = text[:at], author
	if day, err := time.Parse("January 2, 2006", strings.TrimSpace(date)); err == nil {
		q.Date = day
	}
	return q
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// A question is a query as it is compared.
type question struct {
	words   []askedWord // those that are not common, each once
	ids     []int32     // of those that some claim has, sorted
	run     []int32     // all words in order; -1 for one that no claim has
	names   []int32     // words with a capital that does not begin a sentence, sorted
	author  []int32     // words of the author that are not words of the text, sorted
	numbers []int32     // sorted
	years   []int       //
	grams   []int32     // runs of letters, each once, sorted
	unheard int         // runs of letters that no claim has
	date    time.Time   // zero if unknown
	shows   bool        // it comes with a picture or a film
}

// An askedWord is a word of a query.
type askedWord struct {
	id       int32 // -1 if no claim has it
	idf      float64
	stem     string
	spelling []int32 // the letter runs of the stem that some claim has, sorted
	letters  int     // all letter runs of the stem
}

// read returns q as it is compared.
func (s *Set) read(q Query) *question {
	ask := &question{date: q.Date, shows: q.Pictures}
	unheard := map[uint64]bool{}
	seen := map[string]bool{}
	for _, w := range first(Words(q.Text), mostRead) {
		id, ok := s.vocab[w.Stem]
		if !ok {
			id = -1
		}
		ask.run = append(ask.run, id)
		if w.Common {
			continue
		}
		for _, g := range letterRuns(w.Text) {
			if n, ok := s.gramVocab[g]; ok {
				ask.grams = append(ask.grams, n)
			} else {
				unheard[g] = true
			}
		}
		if ok && w.Capital && !w.Begins {
			ask.names = append(ask.names, id)
		}
		if y := year(w.Stem); w.Number && y > 0 {
			ask.years = append(ask.years, y)
		}
		if ok && w.Number {
			ask.numbers = append(ask.numbers, id)
		}
		if seen[w.Stem] {
			continue
		}
		seen[w.Stem] = true
		asked := askedWord{id: id, idf: s.IDF(w.Stem), stem: w.Stem}
		asked.spelling, asked.letters = s.spell(w.Stem)
		ask.words = append(ask.words, asked)
		if ok {
			ask.ids = append(ask.ids, id)
		}
	}
	ask.unheard = len(unheard)
	for _, w := range first(Words(q.Author), mostRead) {
		if id, ok := s.vocab[w.Stem]; ok && !w.Common && !seen[w.Stem] {
			ask.author = append(ask.author, id)
		}
	}
	for _, list := range []*[]int32{&ask.ids, &ask.names, &ask.author, &ask.numbers, &ask.grams} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return ask
}

// spell returns the letter runs of a stem that some claim has, and how many it has in all.
func (s *Set) spell(stem string) ([]int32, int) {
	var list []int32
	runs := letterRuns(stem)
	for _, g := range runs {
		if n, ok := s.gramVocab[g]; ok {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), len(runs)
}

// candidates returns the claims that share most with a query, best first, n at the
// most. Words of the author count a little less than those of the text.
func (s *Set) candidates(ask *question, n int) []Hit {
	const (
		k          = 1.2  // how soon repeating a word stops to count
		b          = 0.75 // how much a long claim is held against it
		ofAuthor   = 0.8
		negligible = 1e-9
	)
	scores := make([]float64, len(s.docs))
	var found []int32
	add := func(word int32, weight float64) {
		for _, h := range s.holders[word] {
			d := &s.docs[h.doc]
			times := 0.0
			for f := range fields {
				if h.times[f] > 0 {
					times += float64(h.times[f]) / (1 - b + b*float64(d.length[f])/s.average[f])
				}
			}
			if scores[h.doc] == 0 {
				found = append(found, h.doc)
			}
			scores[h.doc] += negligible + weight*s.idf[word]*times*(k+1)/(times+k)
		}
	}
	for _, id := range ask.ids {
		add(id, 1)
	}
	for _, id := range ask.author {
		add(id, ofAuthor)
	}
	slices.SortFunc(found, func(a, b int32) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b))
	})
	hits := make([]Hit, 0, n)
	for _, d := range first(found, n) {
		hits = append(hits, Hit{int(d), s.claims[d].ID, scores[d]})
	}
	return hits
}
