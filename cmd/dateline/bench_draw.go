package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/cmd/dateline/peer"
)

// drawnFrom is how many articles the questions of a bench are drawn from.
const drawnFrom = 5000

// A drawing is what the questions of a bench are made of: the words, speakers and
// outlets of a corpus by how often they occur, in an order that is always the same.
type drawing struct {
	articles, events    int
	rare, common        []string // words of headlines and texts
	told                []string // words of claims that occur in one of a hundred, or so
	pairs               [][2]string
	phrases             []string
	speakers, outlets   []string
	triples             []triple
	firstYear, lastYear int // of events
}

// A triple is a word, a speaker and an outlet of one claim.
type triple struct{ word, speaker, outlet string }

// Parts of all articles, or claims, that a thing occurs in.
var (
	rareShare    = [2]float64{0.0002, 0.005}
	commonShare  = [2]float64{0.05, 0.35}
	toldShare    = [2]float64{0.004, 0.018}
	phraseShare  = [2]float64{0.003, 0.05}
	speakerShare = [2]float64{0.002, 0.02}
	outletShare  = [2]float64{0.002, 0.05}
)

// draw reads the first articles of a corpus.
func draw(file string, most int) (*drawing, error) {
	d := &drawing{firstYear: 9999}
	words, told, phrases, speakers, outlets := counter{}, counter{}, counter{}, counter{}, counter{}
	err := eachArticle(file, min(cmp.Or(most, drawnFrom), drawnFrom), func(l *corpusLine) error {
		d.articles++
		outlets[l.Outlet] += len(l.Claims)
		list := plainWords(l.Title + "\n" + l.Body)
		words.once(list)
		phrases.once(neighbours(l.Body))
		for _, c := range l.Claims {
			d.events++
			list := plainWords(c.Text)
			told.once(list)
			d.firstYear, d.lastYear = min(d.firstYear, c.Event.Year()), max(d.lastYear, c.Event.Year())
			if len(c.Entities) == 0 {
				continue
			}
			speakers[c.Entities[0]]++
			if len(list) > 0 && (d.events%97 == 0 || len(d.triples) == 0) {
				d.triples = append(d.triples, triple{list[len(list)/2], c.Entities[0], l.Outlet})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.rare, d.common = words.between(d.articles, rareShare), words.between(d.articles, commonShare)
	d.told, d.phrases = told.between(d.events, toldShare), phrases.between(d.articles, phraseShare)
	d.speakers, d.outlets = speakers.between(d.events, speakerShare), outlets.between(d.events, outletShare)
	random := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // the same every time
	for _, list := range [][]string{d.rare, d.common, d.told, d.phrases, d.speakers, d.outlets} {
		if len(list) == 0 {
			return nil, fmt.Errorf("%s holds too little to draw questions from", file)
		}
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	if len(d.triples) == 0 {
		return nil, fmt.Errorf("%s holds no claim with a speaker", file)
	}
	for i, w := range d.common {
		d.pairs = append(d.pairs, [2]string{w, d.common[(i+1)%len(d.common)]})
	}
	return d, nil
}

// A counter counts in how many texts something occurs.
type counter map[string]int

func (c counter) once(list []string) {
	list = slices.Clone(list)
	slices.Sort(list)
	for _, s := range slices.Compact(list) {
		c[s]++
	}
}

// between returns what occurs in such a part of all texts, in alphabetic order; if there
// is nothing, what comes nearest.
func (c counter) between(all int, share [2]float64) (list []string) {
	nearest, distance := "", 2.0
	for s, n := range c {
		part := float64(n) / float64(all)
		if share[0] <= part && part <= share[1] {
			list = append(list, s)
		} else if off := max(share[0]-part, part-share[1]); off < distance || off == distance && s < nearest {
			nearest, distance = s, off
		}
	}
	if len(list) == 0 && nearest != "" {
		return []string{nearest}
	}
	slices.Sort(list)
	return list
}

// stops are words of four letters and more that an English index leaves out, and one that
// bylines of a corpus have.
var stops = map[string]bool{
	"about": true, "above": true, "after": true, "again": true, "against": true, "because": true, "been": true,
	"before": true, "being": true, "below": true, "between": true, "both": true, "cannot": true, "could": true,
	"does": true, "doing": true, "down": true, "during": true, "each": true, "from": true, "further": true,
	"have": true, "having": true, "here": true, "herself": true, "himself": true, "into": true, "itself": true,
	"more": true, "most": true, "myself": true, "once": true, "only": true, "other": true, "ought": true,
	"ours": true, "ourselves": true, "over": true, "same": true, "should": true, "some": true, "such": true,
	"than": true, "that": true, "their": true, "theirs": true, "them": true, "themselves": true, "then": true,
	"there": true, "these": true, "they": true, "this": true, "those": true, "through": true, "under": true,
	"until": true, "very": true, "were": true, "what": true, "when": true, "where": true, "which": true,
	"while": true, "whom": true, "will": true, "with": true, "would": true, "your": true, "yours": true,
	"yourself": true, "yourselves": true, "author": true,
}

// plainWords returns the words of a text that every analyzer takes as words: four Latin
// letters or more, no stop words, in lower case.
func plainWords(text string) (list []string) {
	for _, w := range strings.Fields(text) {
		if w = plainWord(w); w != "" {
			list = append(list, w)
		}
	}
	return list
}

func plainWord(w string) string {
	w = strings.ToLower(strings.Trim(w, ".,;:!?\"'()<>"))
	if len(w) < 4 || strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) || stops[w] {
		return ""
	}
	return w
}

// neighbours returns the pairs of plain words that nothing stands between.
func neighbours(text string) (list []string) {
	before := ""
	for _, w := range strings.Fields(text) {
		word := plainWord(w)
		if before != "" && word != "" && unicode.IsLetter(rune(w[0])) {
			list = append(list, before+" "+word)
		}
		if before = word; len(w) != len(word) && !unicode.IsLetter(rune(w[len(w)-1])) {
			before = "" // a mark ends it
		}
	}
	return list
}

// questions returns n questions, each made by ask.
func (d *drawing) questions(n int, ask func(i int) peer.Question) []peer.Question {
	list := make([]peer.Question, n)
	for i := range list {
		list[i] = ask(i)
	}
	return list
}

// nth returns the i-th of a list, and begins again at its end.
func nth[T any](list []T, i int) T { return list[i%len(list)] }

// stretch returns five years of events that are mostly those of the last decades, as
// coverage is.
func (d *drawing) stretch(i int) (from, to time.Time, years [2]int) {
	first := max(d.firstYear, d.lastYear-30)
	year := first + i*7%max(1, d.lastYear-4-first)
	at := func(y int) time.Time { return time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC) }
	return at(year), at(year + 5), [2]int{year, year + 5}
}

// allYears are those of every event.
func (d *drawing) allYears() [2]int { return [2]int{d.firstYear, d.lastYear + 2} }
