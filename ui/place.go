package ui

import "dateline/indexer"

// A placeName is a place that a text names, with the address of all that is held of it.
type placeName struct{ Name, Href string }

func newPlaces(refs []indexer.PlaceRef) []placeName {
	list := make([]placeName, len(refs))
	for i, p := range refs {
		list[i] = placeName{p.Name, link("/search", indexer.Query{Places: []string{p.Name}})}
	}
	return list
}
