package claim

import (
	"cmp"
	"slices"

	"dateline/indexer/people"
)

// How many places one claim tells of, at most, and how long a name of one is, in code
// points: a list of towns may be long, and some texts are hostile.
const (
	mostPlaces   = 20
	longestPlace = 100
)

// placesIn returns the places that a stretch of the text surely names, each once.
func (f *finder) placesIn(s Span) []people.Place {
	var list []people.Place
	named := map[string]bool{}
	mentions := f.known.found.Mentions
	i, _ := slices.BinarySearchFunc(mentions, s.Start, func(m people.Mention, at int) int { return cmp.Compare(m.Start, at) })
	for ; i < len(mentions) && mentions[i].End <= s.End && len(list) < mostPlaces; i++ {
		m := &mentions[i]
		if !m.Sure || m.End-m.Start > longestPlace {
			continue
		}
		if key := people.PlaceKey(m.Text); !named[key] {
			named[key] = true
			list = append(list, people.Place{Name: people.PlaceName(m.Text), Start: m.Start, End: m.End})
		}
	}
	return list
}
