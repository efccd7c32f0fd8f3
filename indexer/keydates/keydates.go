// Package keydates finds the days that matter most in the coverage of a topic: those that
// its articles come back to.
//
// [Rank] counts what articles say, not when they appeared: a day that is told of long after
// weighs more than a day on which much was printed. Words that set a topic apart from others
// say which sentences are about it, so begin with a [Background] of all topics at hand.
package keydates

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/indexer/timex"
)

// An Article is a text of a topic.
type Article struct {
	Published time.Time // zero if unknown
	Text      string
}

// What a mention of a day weighs, on the measured shares of days that editors chose: see
// the commit that set them. Mentions are counted once an article, with a share of the rest.
const (
	aheadWeight   = 0.4  // of a day still to come when the article appeared
	lagWeight     = 0.25 // more, for every doubling of the days since
	mostWeight    = 3.0
	asideWeight   = 0.3 // of what a sentence says that has no word of the topic
	againWeight   = 0.3 // of a second mention in the same article
	printedWeight = 0.6 // of the day of publication itself
	movedWeight   = 0.3 // the same, where the article begins by naming a day close before
	leadRunes     = 400 // how far an article is said to begin
	leadDays      = 3
	topicWords    = 12
)

// Rank returns the days that the articles of a topic tell of, the most important first. Days
// of the same weight stand in order of date.
func Rank(articles []Article, about Words) []time.Time {
	weight := map[time.Time]float64{}
	for _, a := range articles {
		published := midnight(a.Published)
		days, moved := a.days(published, about)
		for day, w := range days {
			weight[day] += w
		}
		switch {
		case published.IsZero():
		case moved:
			weight[published] += movedWeight
		default:
			weight[published] += printedWeight
		}
	}
	days := make([]time.Time, 0, len(weight))
	for day := range weight {
		days = append(days, day)
	}
	slices.SortFunc(days, func(a, b time.Time) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), a.Compare(b))
	})
	return days
}

// days returns what the article says for each day that it names, and whether it begins by
// naming a day that had just come or passed.
func (a Article) days(published time.Time, about Words) (weights map[time.Time]float64, moved bool) {
	weights = map[time.Time]float64{}
	most := map[time.Time]float64{}
	for _, m := range timex.Find(a.Text, a.Published) {
		if !m.Placed() || m.Grain != timex.Day || !m.Interval.End.Equal(m.Interval.Start.AddDate(0, 0, 1)) {
			continue
		}
		day, lag := m.Interval.Start, 0
		if !published.IsZero() {
			lag = int(published.Sub(day).Hours() / 24)
		}
		w := 1.0
		switch {
		case lag < 0:
			w = aheadWeight
		case lag > 1:
			w = min(1+lagWeight*math.Log2(float64(lag)), mostWeight)
		}
		if len(about) > 0 && !about.in(sentence(a.Text, m.Bytes)) {
			w *= asideWeight
		}
		moved = moved || m.Start < leadRunes && lag >= 0 && lag <= leadDays && !published.IsZero()
		weights[day] += againWeight * w
		most[day] = max(most[day], w)
	}
	for day, w := range most {
		weights[day] += (1 - againWeight) * w
	}
	return weights, moved
}

func midnight(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// sentenceBytes is how far from a place its sentence reaches, to either side, at most.
const sentenceBytes = 500

// sentence returns the sentence of a text around a place in it, roughly: a full stop before
// a space, or the end of a line, ends one.
func sentence(text string, at [2]int) string {
	first := max(0, at[0]-sentenceBytes)
	before, behind := text[first:at[0]], text[at[1]:min(len(text), at[1]+sentenceBytes)]
	from := first + max(strings.LastIndex(before, ". "), strings.LastIndexByte(before, '\n'), strings.LastIndex(before, "? ")) + 1
	to := at[1] + len(behind)
	for _, end := range []string{". ", "\n", "? "} {
		if i := strings.Index(behind, end); i >= 0 {
			to = min(to, at[1]+i)
		}
	}
	return text[from:to]
}

// Words are the words that set a topic apart, in lower case.
type Words map[string]bool

func (w Words) in(sentence string) bool {
	for word := range eachWord(sentence) {
		if w[word] {
			return true
		}
	}
	return false
}

// eachWord yields the words of four letters and more, in lower case.
func eachWord(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(word) >= 4 && !yield(strings.ToLower(word)) {
				return
			}
		}
	}
}

// A Background knows in how many articles of each topic words stand.
type Background struct {
	topics   map[string]map[string]int
	articles map[string]int
	words    map[string]int // in all topics
	total    int
}

// Add notes the words of an article of a topic.
func (b *Background) Add(topic string, a Article) {
	if b.topics == nil {
		b.topics, b.articles, b.words = map[string]map[string]int{}, map[string]int{}, map[string]int{}
	}
	if b.topics[topic] == nil {
		b.topics[topic] = map[string]int{}
	}
	seen := map[string]bool{}
	for word := range eachWord(a.Text) {
		if !seen[word] {
			seen[word] = true
			b.topics[topic][word]++
			b.words[word]++
		}
	}
	b.articles[topic]++
	b.total++
}

// Words returns the words that set a topic apart from the others, with those of its own name
// if its articles have them; none if there is no other topic and its name says nothing.
func (b *Background) Words(topic string) Words {
	own, others := float64(b.articles[topic]), float64(b.total-b.articles[topic])
	type scored struct {
		word string
		by   float64
	}
	var list []scored
	for word, n := range b.topics[topic] {
		share := float64(n) / own
		if others == 0 || share < 0.25 || calendar[word] {
			continue
		}
		elsewhere := float64(b.words[word]-n) / others
		if by := share * math.Log((share+0.01)/(elsewhere+0.01)); by > 0 {
			list = append(list, scored{word, by})
		}
	}
	slices.SortFunc(list, func(x, y scored) int { return cmp.Or(cmp.Compare(y.by, x.by), cmp.Compare(x.word, y.word)) })
	words := Words{}
	for _, s := range list[:min(len(list), topicWords)] {
		words[s.word] = true
	}
	for word := range eachWord(topic) {
		if float64(b.topics[topic][word]) >= own/10 && own > 0 {
			words[word] = true
		}
	}
	return words
}

// calendar are words of dates, which are of no topic.
var calendar = Words{
	"january": true, "february": true, "march": true, "april": true, "june": true, "july": true, "august": true, "september": true, "october": true, "november": true, "december": true,
	"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
}
