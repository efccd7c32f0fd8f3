// Package match finds, in a set of claims, those that a text repeats.
//
// [NewSet] reads the claims; [Set.Find] ranks them by how likely it is that a text
// asserts the same. Claims that share words with the text are found as a search
// engine finds them (BM25 over two fields), then the first hundred of them are put in
// order by a dozen features: rare words, names, numbers and dates that both have,
// words that are spelt alike, and words that the set itself shows to stand for one
// another, since a claim and its title say one thing twice.
//
// Only words are compared: a paraphrase that shares none is not found.
package match

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Claim is what can be found.
type Claim struct {
	ID    string
	Text  string
	Title string // the same in other words, such as a headline; may be empty
}

// A Query is a text that may repeat a claim. Only Text is needed.
type Query struct {
	Text     string
	Author   string    // who says it; weak evidence
	Date     time.Time // when it was said; zero if unknown
	Pictures bool      // it comes with a picture or a film
}

// A Hit is a claim that a text may repeat.
type Hit struct {
	Claim int     // its place among the claims that the set was made of
	ID    string  // its id
	Score float64 // higher is better; comparable within one query alone
}

// The fields of a claim.
const (
	ofText = iota
	ofTitle
	fields
)

// mostRead is how many words of a claim, or of a query, are read.
const mostRead = 300

// A Set is claims, ready to be searched. It does not change, and may be used from
// several goroutines.
type Set struct {
	claims  []Claim
	vocab   map[string]int32 // stem to its number
	stems   []string         // by number
	idf     []float64        // how rare: by number of the stem
	holders [][]holder       // who has the word: by number of the stem
	docs    []doc
	average [fields]float64 // words that are not common

	gramVocab   map[uint64]int32
	gramIDF     []float64
	gramAverage float64
	spelling    [][]int32 // the letter runs of a stem, sorted: by number of the stem
	kin         [][]kinsman

	weights Weights
}

// A holder is a claim that has a word.
type holder struct {
	doc   int32
	times [fields]int16
}

// A doc is a claim as it is compared.
type doc struct {
	words   []docWord       // those that are not common, each once, sorted
	runs    [fields][]int32 // all words in order
	length  [fields]int     // words that are not common
	mass    [fields]float64 // sum of the idf of its words, each once
	grams   []gramCount     // runs of letters, sorted
	letters float64         // runs of letters in all
	numbers []int32         // that are no years: stems
	years   []int           //
	months  []time.Month    //
	shows   bool            // it is about a picture or a film
}

type docWord struct {
	word int32
	in   uint8 // bit 0: the text, bit 1: the title
}

type gramCount struct {
	gram  int32
	times float64
}

// NewSet returns a set of claims, in the order in which claims with the same words rank.
func NewSet(claims []Claim) *Set {
	s := &Set{claims: claims, vocab: map[string]int32{}, gramVocab: map[uint64]int32{}, docs: make([]doc, len(claims)), weights: learned}
	for i, c := range claims {
		s.add(int32(i), c)
	}
	n := float64(len(claims))
	s.idf = make([]float64, len(s.stems))
	for w := range s.stems {
		s.idf[w] = rarity(n, float64(len(s.holders[w])))
	}
	holders := make([]float64, len(s.gramVocab))
	for i := range s.docs {
		d := &s.docs[i]
		for _, g := range d.grams {
			holders[g.gram]++
		}
		for _, w := range d.words {
			for f := range fields {
				if w.in>>f&1 == 1 {
					d.mass[f] += s.idf[w.word]
				}
			}
		}
		s.gramAverage += d.letters / n
		for f := range fields {
			s.average[f] += float64(d.length[f]) / n
		}
	}
	s.gramIDF = make([]float64, len(holders))
	for g, h := range holders {
		s.gramIDF[g] = rarity(n, h)
	}
	for id, stem := range s.stems {
		s.spelling[id], _ = s.spell(stem)
	}
	s.kin = kinship(s)
	return s
}

// add reads one claim.
func (s *Set) add(at int32, c Claim) {
	d := &s.docs[at]
	in := map[int32]*[fields]int16{}
	grams := map[int32]float64{}
	for f, text := range [fields]string{c.Text, c.Title} {
		for _, w := range first(Words(text), mostRead) {
			id := s.number(w.Stem)
			d.runs[f] = append(d.runs[f], id)
			if w.Common {
				continue
			}
			if in[id] == nil {
				in[id] = &[fields]int16{}
			}
			in[id][f]++
			d.length[f]++
			d.note(w, id)
			for _, g := range letterRuns(w.Text) {
				n, ok := s.gramVocab[g]
				if !ok {
					n = int32(len(s.gramVocab))
					s.gramVocab[g] = n
				}
				grams[n]++
				d.letters++
			}
		}
	}
	for id, times := range in {
		d.words = append(d.words, docWord{id, uint8(min(1, times[ofText]) | min(1, times[ofTitle])<<1)})
		s.holders[id] = append(s.holders[id], holder{at, *times})
	}
	slices.SortFunc(d.words, func(a, b docWord) int { return cmp.Compare(a.word, b.word) })
	for g, n := range grams {
		d.grams = append(d.grams, gramCount{g, n})
	}
	slices.SortFunc(d.grams, func(a, b gramCount) int { return cmp.Compare(a.gram, b.gram) })
}

// note keeps what a word of a claim says of dates, numbers and pictures.
func (d *doc) note(w Word, id int32) {
	month, isMonth := months[w.Stem]
	switch {
	case w.Number && year(w.Stem) > 0:
		d.years = append(d.years, year(w.Stem))
	case w.Number:
		d.numbers = append(d.numbers, id)
	case isMonth:
		d.months = append(d.months, month)
	case shown[w.Stem]:
		d.shows = true
	}
}

// shown are the words of a claim about a picture or a film, as stems.
var shown = map[string]bool{"photograph": true, "video": true, "meme": true, "graphic": true, "show": true}

// months has the stem of every month.
var months = func() map[string]time.Month {
	m := map[string]time.Month{}
	for month := time.January; month <= time.December; month++ {
		name, _ := stem("", strings.ToLower(month.String()))
		m[name] = month
	}
	return m
}()

// year returns the year that a number names; 0 if it is none of our times.
func year(digits string) int {
	if n, err := strconv.Atoi(digits); err == nil && len(digits) == 4 && n >= 1900 && n < 2100 {
		return n
	}
	return 0
}

// number returns the number of a stem, a new one if it has none yet.
func (s *Set) number(stem string) int32 {
	id, ok := s.vocab[stem]
	if !ok {
		id = int32(len(s.stems))
		s.vocab[stem] = id
		s.stems = append(s.stems, stem)
		s.holders = append(s.holders, nil)
		s.spelling = append(s.spelling, nil)
	}
	return id
}

// rarity returns the idf of what so many of n claims have.
func rarity(n, holders float64) float64 { return math.Log(1 + (n-holders+0.5)/(holders+0.5)) }

// IDF returns how rare a stem is among the claims: the natural logarithm of about
// one in how many has it. A word that none has is the rarest.
func (s *Set) IDF(stem string) float64 {
	if id, ok := s.vocab[stem]; ok {
		return s.idf[id]
	}
	return rarity(float64(len(s.claims)), 0)
}

// first returns the first n of a list, or all.
func first[T any](list []T, n int) []T { return list[:min(len(list), n)] }

// letterRuns returns the runs of four letters of a word, its ends counting as
// letters; a word of one or two is one run.
func letterRuns(w string) []uint64 {
	runes := []rune("_" + w + "_")
	if len(runes) <= 4 {
		return []uint64{packed(runes)}
	}
	list := make([]uint64, 0, len(runes)-3)
	for i := 0; i+4 <= len(runes); i++ {
		list = append(list, packed(runes[i:i+4]))
	}
	return list
}

// packed returns a number that stands for up to four letters.
func packed(runes []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range runes {
		h = (h ^ uint64(r)) * 1099511628211
	}
	return h
}
