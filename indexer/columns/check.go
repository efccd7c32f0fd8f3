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
		if row, ok := p.articleRow(a.Ordinal); ok && !p.dead(row) {
			return p.says(row) != newBlock(s.dicts, []Article{a}).says(0)
		}
	}
	return true
}

// says writes out all that a block holds of an article.
func (b *block) says(a uint32) string {
	var text strings.Builder
	fmt.Fprintln(&text, b.aOrdinal[a], b.aID[a], b.aOutlet[a], b.aHost[a], b.aKind[a], b.aSection[a], b.aLang[a],
		b.aPub[a], b.aSeen[a], b.aChanged[a], b.aText[a], b.aAuthors.of(a), b.aCites.of(a), b.placed.of.of(a), b.placed.filed[a])
	for c := b.aClaims[a]; c < b.aClaims[a+1]; c++ {
		var places []uint32
		b.placesOf(c, func(place uint32) { places = append(places, place) })
		fmt.Fprintln(&text, b.cOrdinal.at(c), b.cSpeaker[c], b.cCluster.at(c), b.cMedium[c], b.cOrigins[c], b.cSure[c], b.cFlags[c], b.idOf(c), places)
		var events []string
		for _, e := range b.eventsOf(c) {
			start, end := b.span(e)
			events = append(events, fmt.Sprint(start, end, b.eGrain[e]))
		}
		slices.Sort(events)
		fmt.Fprintln(&text, events)
	}
	return text.String()
}
