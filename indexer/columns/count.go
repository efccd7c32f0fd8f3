package columns

import (
	"cmp"
	"slices"

	"dateline/indexer"
)

// maxFacet is how many values of a facet are told, the most frequent.
const maxFacet = 100

// A tally counts the values of facets; those that are not asked for are nil.
type tally struct {
	dicts                                 *dicts
	outlet, kind, section, lang, author   []int32
	place                                 []int32 // of articles those of their claims, too
	speaker, medium, grain, many, clashes []int32
	ofClaims                              bool // a facet of claims is asked for
}

// newTally returns a tally of the facets with these names; nil if there are none.
func newTally(d *dicts, names []string) *tally {
	if len(names) == 0 {
		names = indexer.FacetNames
	}
	if slices.Equal(names, indexer.NoFacets) {
		return nil
	}
	t := &tally{dicts: d}
	for _, name := range names {
		counts, of, values := t.facet(name)
		*counts = make([]int32, len(values()))
		t.ofClaims = t.ofClaims || of
	}
	return t
}

// facet returns where a facet is counted, whether it is one of claims, and its values.
func (t *tally) facet(name string) (counts *[]int32, ofClaims bool, values func() []string) {
	d := t.dicts
	switch name {
	case "outlet":
		return &t.outlet, false, d.outlet.all
	case "kind":
		return &t.kind, false, d.kind.all
	case "section":
		return &t.section, false, d.section.all
	case "lang":
		return &t.lang, false, d.lang.all
	case "author":
		return &t.author, false, d.author.all
	case "place":
		return &t.place, true, d.place.all
	case "speaker":
		return &t.speaker, true, d.speaker.all
	case "medium":
		return &t.medium, true, d.medium.all
	case "grain":
		return &t.grain, true, func() []string { return indexer.Grains }
	case "origins":
		return &t.many, true, func() []string { return []string{"2"} }
	default:
		return &t.clashes, true, func() []string { return []string{"yes"} }
	}
}

// count counts a value in, if its facet is asked for.
func count(counts []int32, value uint32) {
	if counts != nil {
		counts[value]++
	}
}

// ofArticle counts what an article has itself.
func (t *tally) ofArticle(p *part, a uint32) {
	count(t.outlet, p.aOutlet[a])
	count(t.kind, uint32(p.aKind[a]))
	count(t.section, p.aSection[a])
	count(t.lang, p.aLang[a])
	countAll(t.author, p.aAuthors.of(a))
}

// claim counts a claim in, with its article.
func (t *tally) claim(p *part, c uint32) {
	t.ofArticle(p, p.cArticle[c])
	if !t.ofClaims {
		return
	}
	count(t.speaker, p.cSpeaker[c])
	if t.place != nil {
		p.placesOf(c, func(place uint32) { t.place[place]++ })
	}
	count(t.medium, uint32(p.cMedium[c]))
	if p.cOrigins[c] > 1 {
		count(t.many, 0)
	}
	if p.cFlags[c]&conflictFlag != 0 {
		count(t.clashes, 0)
	}
}

// event counts an event in, with its claim.
func (t *tally) event(p *part, e uint32) {
	if t == nil {
		return
	}
	t.claim(p, p.eClaim[e])
	count(t.grain, uint32(p.eGrain[e]&^grainFlags))
}

// grains returns the grains of a claim's events, in bits.
func (b *block) grains(c uint32) (bits uint32) {
	for _, e := range b.eventsOf(c) {
		bits |= 1 << (b.eGrain[e] &^ grainFlags)
	}
	return bits
}

// grains counts grains, each once.
func (t *tally) grains(bits uint32) {
	for g := range t.grain {
		if bits&(1<<g) != 0 {
			t.grain[g]++
		}
	}
}

// datedClaim counts a claim in, with its article and every grain of its events once.
func (t *tally) datedClaim(p *part, c uint32) {
	if t == nil {
		return
	}
	t.claim(p, c)
	if t.grain != nil {
		t.grains(p.grains(c))
	}
}

// article counts an article in, with every value of its claims once.
func (t *tally) article(p *part, a uint32) {
	if t == nil {
		return
	}
	t.ofArticle(p, a)
	if !t.ofClaims {
		return
	}
	countAll(t.speaker, p.aSpeakers.of(a))
	countAll(t.place, p.placed.of.of(a))
	countAll(t.medium, p.aMedia.of(a))
	countAll(t.grain, p.aGrains.of(a))
	if p.aTold[a]&toldByMany != 0 {
		count(t.many, 0)
	}
	if p.aTold[a]&conflictFlag != 0 {
		count(t.clashes, 0)
	}
}

// countAll counts values in, if their facet is asked for.
func countAll(counts []int32, values []uint32) {
	if counts == nil {
		return
	}
	for _, v := range values {
		counts[v]++
	}
}

// facets returns the counts, the most frequent values first.
func (t *tally) facets() map[string][]indexer.FacetCount {
	all := map[string][]indexer.FacetCount{}
	if t == nil {
		return all
	}
	for _, name := range indexer.FacetNames {
		if counts, _, values := t.facet(name); *counts != nil {
			all[name] = counted(*counts, values())
		}
	}
	return all
}

func counted(counts []int32, values []string) []indexer.FacetCount {
	list := first[indexer.FacetCount]{most: maxFacet, compare: func(a, b indexer.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	}}
	for i, n := range counts {
		if n > 0 && values[i] != "" {
			list.add(indexer.FacetCount{Value: values[i], Count: int(n)})
		}
	}
	return append([]indexer.FacetCount{}, list.list()...) // none, not nil
}
