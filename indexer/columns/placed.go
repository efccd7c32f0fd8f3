package columns

import (
	"math"
	"slices"

	"dateline/indexer"
)

// Places are kept by article, each once: those that it was filed from, and behind them
// those that its claims name. A claim has numbers of that list, a byte each, so that on
// the whole places take two to four bytes a claim.
type placed struct {
	of     lists   // of articles
	filed  []uint8 // of articles: how many of those it was filed from
	counts []uint8 // of claims: how many it names
	nths   []uint8 // of claims, one behind another: places in the list of the article
	starts []uint32
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

// add appends what a claim names, of the article that was added last.
func (p *placed) add(d *dicts, names []indexer.PlaceRef) {
	of := p.of.of(uint32(len(p.filed) - 1)) //nolint:gosec // rows fit
	count := uint8(0)
	for _, name := range names {
		if nth := slices.Index(of, d.place.code(name.Name)); nth >= 0 && count < mostPlaces {
			p.nths = append(p.nths, uint8(nth)) //nolint:gosec // bounded, see mostPlaces
			count++
		}
	}
	p.counts = append(p.counts, count)
}

// copy appends what a claim of another block names, whose article was added last.
func (p *placed) copy(from *placed, c uint32) {
	p.nths = append(p.nths, from.nthsOf(c)...)
	p.counts = append(p.counts, from.counts[c])
}

// derive works out where the numbers of claims begin.
func (p *placed) derive() {
	p.starts = make([]uint32, 0, (len(p.counts)+placeStep-1)/placeStep)
	at := uint32(0)
	for c, n := range p.counts {
		if c%placeStep == 0 {
			p.starts = append(p.starts, at)
		}
		at += uint32(n)
	}
	p.nths = slices.Clip(p.nths)
}

// nthsOf returns the numbers of a claim.
func (p *placed) nthsOf(c uint32) []uint8 {
	if p.counts[c] == 0 {
		return nil
	}
	at := p.starts[c/placeStep]
	for i := c - c%placeStep; i < c; i++ {
		at += uint32(p.counts[i])
	}
	return p.nths[at : at+uint32(p.counts[c])]
}

// placesOf calls do with the places that a claim names.
func (b *block) placesOf(c uint32, do func(place uint32)) {
	nths := b.placed.nthsOf(c)
	if len(nths) == 0 {
		return
	}
	of := b.placed.of.of(b.cArticle[c])
	for _, nth := range nths {
		do(of[nth])
	}
}

// names reports whether a claim names one of some places.
func (b *block) names(c uint32, places set) (found bool) {
	b.placesOf(c, func(place uint32) { found = found || places.has(place) })
	return found
}
