package match

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"unicode/utf8"
)

// The features of a claim that is weighed against a query. All are zero where
// nothing is shared, and grow with what is, unless they say otherwise.
const (
	byWords     = iota // the score by words, a share of the best of all claims
	byOrder            // the logarithm of the place by words: 0 for the first
	bySpelling         // the score by runs of four letters
	spelled            // share of the query's runs of letters, by rarity
	ofClaim            // share of the claim's words, by rarity
	ofItsTitle         // share of its title's words, by rarity
	titleRun           // the longest run of words that title and query share, as a logarithm
	authored           // rarity of the claim's words that only the author's name has
	named              // share of the query's names, by rarity
	alike              // rarity of the claim's words that stand in the query in a like spelling
	explains           // rarity of the query's words for which words of the claim stand elsewhere
	explained          // the same, the other way round
	numbered           // numbers that both have
	thatYear           // 1 if the claim names a year of the query, or of its date
	anotherYear        // 1 if the claim names a year, and the query's date is in another
	thatMonth          // 1 if the claim names the month of the query's date, less for one near it
	pictured           // 1 if the claim is about a picture or a film, and the query comes with one
	features
)

// featureNames are the names of the features, in their order.
var featureNames = [features]string{
	"byWords", "byOrder", "bySpelling", "spelled", "ofClaim", "ofItsTitle", "titleRun", "authored", "named", "alike",
	"explains", "explained", "numbered", "thatYear", "anotherYear", "thatMonth", "pictured",
}

// Weights say how much each feature counts.
type Weights [features]float64

// FeatureNames returns the names of the features, in the order of [Weights].
func FeatureNames() []string { return featureNames[:] }

// learned are the weights that are used. They were made by
//
//	dateline eval match --truth train.qrels --learn claims.tsv train.queries.tsv
//
// from the 800 posts and 10,375 claims of CheckThat! 2020, task 2 (train part).
// They are general: no word of that text is in them.
var learned = Weights{
	byWords:     3.223,
	byOrder:     -0.340,
	bySpelling:  0.025,
	spelled:     9.121,
	ofClaim:     4.476,
	ofItsTitle:  2.227,
	titleRun:    0.764,
	authored:    0.351,
	named:       0.871,
	alike:       0.613,
	explains:    0.573,
	explained:   0.120,
	numbered:    0.599,
	thatYear:    0.951,
	anotherYear: -0.700,
	thatMonth:   2.067,
	pictured:    0.941,
}

// With returns the same set, ranking by w.
func (s *Set) With(w Weights) *Set {
	t := *s
	t.weights = w
	return &t
}

// mostWeighed is how many claims are weighed by all features; the rest are left out.
const mostWeighed = 100

// Find returns the claims that q may repeat, best first, as many as asked for and a
// hundred at the most. Claims with the same words keep the order of the set; a query
// that shares no word with any claim, and one without words, finds none.
func (s *Set) Find(q Query, most int) []Hit {
	hits, rows := s.weigh(q)
	for i := range hits {
		hits[i].Score = s.weights.score(&rows[i])
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Claim, b.Claim))
	})
	return first(hits, max(0, most))
}

// score returns the sum of weighed features.
func (w *Weights) score(row *[features]float64) float64 {
	sum := 0.0
	for i, x := range row {
		sum += w[i] * x
	}
	return sum
}

// weigh returns the candidates for a query with their features.
func (s *Set) weigh(q Query) ([]Hit, [][features]float64) {
	ask := s.read(q)
	hits := s.candidates(ask, mostWeighed)
	rows := make([][features]float64, len(hits))
	order := 0
	for i, h := range hits {
		if i == 0 || h.Score != hits[order].Score {
			order = i
		}
		row := &rows[i]
		row[byWords] = h.Score / hits[0].Score
		row[byOrder] = math.Log(float64(1 + order))
		s.weighWords(row, ask, &s.docs[h.Claim])
		s.weighSpelling(row, ask, &s.docs[h.Claim])
		s.weighFacts(row, ask, &s.docs[h.Claim])
	}
	return hits, rows
}

// someMass keeps the shares of short texts low: one rare word is little evidence.
const someMass = 5

// weighWords sets the features of words.
func (s *Set) weighWords(row *[features]float64, ask *question, d *doc) {
	var mass [fields]float64
	missing := make([]int32, 0, 32)
	for _, w := range d.words {
		switch {
		case has(ask.ids, w.word):
			for f := range fields {
				if w.in>>f&1 == 1 {
					mass[f] += s.idf[w.word]
				}
			}
			continue
		case has(ask.author, w.word):
			row[authored] += s.idf[w.word]
		}
		missing = append(missing, w.word)
	}
	row[ofClaim] = mass[ofText] / (d.mass[ofText] + someMass)
	row[ofItsTitle] = mass[ofTitle] / (d.mass[ofTitle] + someMass)
	row[titleRun] = math.Log(1 + float64(longestRun(ask.run, d.runs[ofTitle])))

	all, both := 0.0, 0.0
	for _, id := range ask.names {
		all += s.idf[id]
		if d.has(id) {
			both += s.idf[id]
		}
	}
	row[named] = both / (all + someMass)

	for _, to := range missing {
		most := 0.0
		for _, from := range ask.ids {
			most = max(most, s.akin(from, to))
		}
		row[explained] += s.idf[to] * math.Sqrt(most)
	}
	for _, to := range ask.ids {
		if d.has(to) {
			continue
		}
		most := 0.0
		for _, from := range d.words {
			most = max(most, s.akin(from.word, to))
		}
		row[explains] += s.idf[to] * math.Sqrt(most)
	}
	row[alike] = math.Sqrt(s.alike(ask, missing))
}

// alike returns the rarity of words that stand in a query in a like spelling.
func (s *Set) alike(ask *question, words []int32) float64 {
	const leastAlike = 0.5 // of the runs of letters
	sum := 0.0
	for _, id := range words {
		word := s.stems[id]
		if word[0] <= '9' {
			continue
		}
		most := 0.0
		for _, w := range ask.words {
			if w.stem[0] != word[0] {
				continue
			}
			runs := max(utf8.RuneCountInString(word)-1, 1)
			if both := 2 * float64(shared(w.spelling, s.spelling[id])) / float64(w.letters+runs); both >= leastAlike {
				most = max(most, both)
			}
		}
		sum += s.idf[id] * most
	}
	return sum
}

// weighSpelling sets the features of runs of letters.
func (s *Set) weighSpelling(row *[features]float64, ask *question, d *doc) {
	const (
		k = 1.2
		b = 0.75
	)
	long := k * (1 - b + b*d.letters/s.gramAverage)
	all := float64(ask.unheard) * rarity(float64(len(s.claims)), 0)
	both := 0.0
	at := 0
	for _, g := range ask.grams {
		all += s.gramIDF[g]
		at += sort.Search(len(d.grams)-at, func(i int) bool { return d.grams[at+i].gram >= g })
		if at < len(d.grams) && d.grams[at].gram == g {
			times := d.grams[at].times
			both += s.gramIDF[g]
			row[bySpelling] += s.gramIDF[g] * times * (k + 1) / (times + long)
		}
	}
	row[spelled] = both / (all + 2*someMass)
}

// weighFacts sets the features of numbers, dates and pictures.
func (s *Set) weighFacts(row *[features]float64, ask *question, d *doc) {
	for _, n := range d.numbers {
		if has(ask.numbers, n) {
			row[numbered]++
		}
	}
	for _, y := range d.years {
		switch {
		case slices.Contains(ask.years, y), !ask.date.IsZero() && y == ask.date.Year():
			row[thatYear] = 1
		case !ask.date.IsZero():
			row[anotherYear] = 1
		}
		for _, m := range d.months {
			if !ask.date.IsZero() {
				apart := 12*(y-ask.date.Year()) + int(m-ask.date.Month())
				row[thatMonth] = max(row[thatMonth], math.Exp(-math.Abs(float64(apart))))
			}
		}
	}
	if d.shows && ask.shows {
		row[pictured] = 1
	}
}

func has(sorted []int32, x int32) bool {
	_, ok := slices.BinarySearch(sorted, x)
	return ok
}

func (d *doc) has(word int32) bool {
	_, ok := slices.BinarySearchFunc(d.words, word, func(w docWord, x int32) int { return cmp.Compare(w.word, x) })
	return ok
}

// shared returns how many values two sorted lists share.
func shared(a, b []int32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// longestRun returns how many words in a row stand in both lists.
func longestRun(a, b []int32) int {
	longest := 0
	ends := make([]int, len(b)+1) // of runs that end at each word of b, and at the word before in a
	for _, x := range a {
		before := 0
		for j, y := range b {
			before, ends[j+1] = ends[j+1], before+1
			if x != y {
				ends[j+1] = 0
			}
			longest = max(longest, ends[j+1])
		}
	}
	return longest
}
