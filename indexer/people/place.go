package people

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How surely words must be a place's to be told as one, in points: a name that the lists
// know is more of a place than of anything else, any other is introduced as one, too, and
// is one by what it holds or what stands around it: "in Harbour County".
const (
	listedLead   = 2
	unlisted     = 3 // at least
	unlistedLead = 2
)

// sure reports whether a candidate is surely a place.
func (p *page) sure(c *candidate) bool {
	if c.kind != loc {
		return false
	}
	ws := p.words[c.paragraph]
	if next := at(ws, c.to).low; next == "$" || strings.HasPrefix(next, "dollar") { // "US $ 5"
		return false
	}
	lead := c.scores[loc] - max(c.scores[per], c.scores[org])
	if p.listed(c) {
		return lead >= listedLead
	}
	before := at(ws, c.from-1)
	if before.low == "the" {
		before = at(ws, c.from-2)
	}
	return before.is&(placePrep|weakPrep) != 0 && c.scores[loc] >= unlisted && lead >= unlistedLead
}

// listed reports whether the lists know a candidate as a place.
func (p *page) listed(c *candidate) bool {
	if k, ok := p.lists.phrases[c.key]; ok {
		return k == OfPlace
	}
	return c.count == 1 && p.lists.words[c.key]&place != 0 || p.lists.words[p.name(c.paragraph, c.from, c.to)]&place != 0
}

// places gives a name to what newspapers shorten, by its letters.
var places = map[string]string{
	"us": "United States", "usa": "United States", "uk": "United Kingdom", "britain": "United Kingdom", "great britain": "United Kingdom", "uae": "United Arab Emirates",
	"dprk": "North Korea", "ussr": "Soviet Union", "gdr": "East Germany", "ksa": "Saudi Arabia", "png": "Papua New Guinea",
	"nsw": "New South Wales", "kzn": "KwaZulu-Natal", "dc": "Washington", "washington dc": "Washington", "washington d c": "Washington",
	"nyc": "New York", "new york city": "New York",
}

// PlaceName returns a name of a place as it is told: "Nairobi" of "NAIROBI", "United
// States" of "U.S.". One that stands otherwise is left as it is.
func PlaceName(s string) string {
	key := strings.ReplaceAll(strings.ReplaceAll(foldName(s), ".", ""), ",", "")
	if name, ok := places[key]; ok {
		return name
	}
	if strings.ContainsFunc(s, unicode.IsLower) || utf8.RuneCountInString(s) < shortestShout {
		return s
	}
	var b strings.Builder
	word := []rune{}
	flush := func() {
		large := 1
		switch {
		case len(word) == 0 || b.Len() > 0 && smallInPlaces[strings.ToLower(string(word))]:
			large = 0
		case len(word) > 3 && (word[1] == '\'' || word[1] == '’'): // "O'Smach"
			large = 3
		}
		b.WriteString(string(word[:large]))
		b.WriteString(strings.ToLower(string(word[large:])))
		word = word[:0]
	}
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' {
			word = append(word, r)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return b.String()
}

// shortestShout is how long a name in capitals is at least, if they stand for small letters.
const shortestShout = 4

// smallInPlaces are words that are written small within a name.
var smallInPlaces = set("of and de da do dos das del di la las los el le les en es au aux sur am an der den the upon on in")

// PlaceKey returns what names of a place have in common, however they are written: capitals
// and accents make no difference, and a place has one name for all that it is shortened to.
func PlaceKey(s string) string { return foldName(PlaceName(strings.Join(strings.Fields(s), " "))) }
