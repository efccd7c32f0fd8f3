package indexer

import (
	"strings"

	"dateline/scraper"
)

// Claims, names and dates are read in English alone. In another language the same rules
// find something, too, and it is wrong: whom a sentence quotes, or that a day is a month.

// functionWords stand in every English text, and make up a tenth of it and more. In texts
// of other languages few of them are words as well.
var functionWords = map[string]bool{"the": true, "and": true, "that": true, "with": true, "from": true, "for": true, "by": true}

// What share of function words tells of a text, in hundredths, and of how many words it
// must be to be told.
const (
	fewestTold  = 60
	surelyNot   = 1 // though it is said to be in English
	surelySo    = 5 // though it is said not to be
	wordsLooked = 2000
)

// InEnglish reports whether the claims and dates of a revision are read: its text is in
// English, or may be. What the page says of its language counts, unless the text is clearly
// another.
func InEnglish(rev *scraper.Revision) bool {
	tag, _, _ := strings.Cut(strings.ToLower(rev.Language), "-")
	said := tag == "" || tag == "en" || tag == "und"
	words, told := 0, 0
	for word := range strings.FieldsSeq(rev.Text) {
		if words++; words > wordsLooked {
			break
		}
		if functionWords[strings.ToLower(word)] {
			told++
		}
	}
	switch {
	case words < fewestTold:
		return said
	case said:
		return 100*told >= surelyNot*words
	}
	return 100*told >= surelySo*words
}
