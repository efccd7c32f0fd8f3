package columns

import (
	"fmt"
	"slices"
	"strings"
)

// Differs reports whether the columns say anything else of an article than a does, or
// hold it not at all.
func (s *Snapshot) Differs(a Article) bool {
	for i := range s.parts {
		p := &s.parts[i]
		if row, ok := p.aOrdinal.row(a.Ordinal); ok && !p.dead(row) {
			return p.says(row) != newBlock(s.dicts, []Article{a}).says(0)
		}
	}
	return true
}

// says writes out all that a block holds of an article.
func (b *block) says(a uint32) string {
	var text strings.Builder
	fmt.Fprintln(&text, b.row(a))
	for c, to := b.aClaims.At(a), b.aClaims.At(a+1); c < to; c++ {
		var places []uint32
		b.placesOf(c, func(place uint32) { places = append(places, place) })
		fmt.Fprintln(&text, b.cOrdinal.at(c), b.cSpeaker.At(c), b.cluster(c), b.cMedium.At(c), b.cOrigins.At(c), b.cSure.At(c), b.cFlags.At(c), b.cIDs.of(c), places)
		var events []string
		of := b.eventsOf(c)
		for i := range of.len() {
			e := of.at(i)
			events = append(events, fmt.Sprint(b.extent(e), b.eFlags.At(e)))
		}
		slices.Sort(events)
		fmt.Fprintln(&text, events)
	}
	return text.String()
}
