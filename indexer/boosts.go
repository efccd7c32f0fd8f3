package indexer

import "math"

// What counts for more in the order Best, beside what the words tell. A query whose
// Boosts are BoostsOff goes without: without these, and without telling forms of one stem
// apart.
//
// Kinds of article have no boost. That a text is an interview or an opinion says nothing
// of how well it fits the words, and nobody could tell from an order that one was put
// behind; who wants first-hand kinds alone asks for them. Copies of one text fit alike, so
// that the newest of them stands first.
const (
	HeadlineBoost = 3.0  // of a word in the headline of an article, over one in its text
	CaptionsBoost = 0.5  // of a word below a picture
	RecencyBoost  = 0.25 // what the newest article has more than one of old: see Recency
	RecencyDays   = 365  // after which an article has half of that left
)

// BoostsOff is a Query's Boosts for none.
const BoostsOff = "off"

// Recency returns what the score of an article, and of its claims, is multiplied with
// that was published so many days before the newest of the index: 1.25, of one a year
// older 1.125, and so on. An article without a date has 1. No article counts as newer
// than the day when its page was fetched.
func Recency(days int) float64 {
	return 1 + RecencyBoost*math.Exp2(-float64(max(days, 0))/RecencyDays)
}
