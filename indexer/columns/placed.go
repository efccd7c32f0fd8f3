package columns

import (
	"math"
	"slices"

	"dateline/indexer"
	"dateline/indexer/packed"
)

// Places are kept by article, each once: those that it was filed from, and behind them
// those that its claims name. A claim has numbers of that list, few bits each.
type placed struct {
	of     lists                 // of articles
	filed  packed.Numbers[uint8] // of articles: how many of those it was filed from
	counts packed.Numbers[uint8] // of claims: how many it names
	nths   packed.Numbers[uint8] // of claims, one behind another: places in the list of the article
	starts numbers               // of every placeStep-th claim: its first place in nths
}

// placeStep is of how many claims, one after another, the first's place in nths is known.
const placeStep = 16

// mostPlaces is how many places of an article, and of a claim, can be asked for.
const mostPlaces = math.MaxUint8

// placesOf returns the places of an article in the numbers of the columns.
func (d *dicts) placesOf(a *Article) (places []uint32, filed uint8) {
	add := func(name string) {
		if c := d.place.code(name); c != 0 && !slices.Contains(places, c) && len(places) < mostPlaces {
			places = append(places, c)
		}
	}
	for _, name := range a.Filed {
		add(name)
	}
	filed = uint8(len(places)) //nolint:gosec // bounded
	for i := range a.Claims {
		for _, p := range a.Claims[i].View.Places {
			add(p.Name)
		}
	}
	return places, filed
}

// add appends what a claim names, of an article with some places.
func (p *placed) add(d *dicts, of []uint32, names []indexer.PlaceRef) {
	var nths []uint8
	for _, name := range names {
		if nth := slices.Index(of, d.place.code(name.Name)); nth >= 0 && len(nths) < mostPlaces {
			nths = append(nths, uint8(nth)) //nolint:gosec // bounded, see mostPlaces
		}
	}
	p.push(nths)
}

func (p *placed) push(nths []uint8) {
	if p.counts.Len()%placeStep == 0 {
		p.starts.Append(uint32(p.nths.Len())) //nolint:gosec // rows fit
	}
	for _, nth := range nths {
		p.nths.Append(nth)
	}
	p.counts.Append(uint8(len(nths))) //nolint:gosec // bounded
}

// copy appends what a claim of another block names.
func (p *placed) copy(from *placed, c uint32) {
	var nths []uint8
	at, count := from.nthsOf(c)
	for i := range count {
		nths = append(nths, from.nths.At(at+i))
	}
	p.push(nths)
}

// nthsOf returns where the numbers of a claim are in nths, and how many.
func (p *placed) nthsOf(c uint32) (at, count uint32) {
	count = uint32(p.counts.At(c))
	if count == 0 {
		return 0, 0
	}
	at = p.starts.At(c / placeStep)
	for i := c - c%placeStep; i < c; i++ {
		at += uint32(p.counts.At(i))
	}
	return at, count
}

// placesOf calls do with the places that a claim names.
func (b *block) placesOf(c uint32, do func(place uint32)) {
	at, count := b.placed.nthsOf(c)
	if count == 0 {
		return
	}
	of := b.placed.of.of(b.cArticle.At(c))
	for i := range count {
		do(of.at(int(b.placed.nths.At(at + i))))
	}
}

// names reports whether a claim names one of some places.
func (b *block) names(c uint32, places set) (found bool) {
	b.placesOf(c, func(place uint32) { found = found || places.has(place) })
	return found
}
