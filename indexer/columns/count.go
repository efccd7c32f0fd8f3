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
	ofClaims                              bool     // a facet of claims is asked for
	media                                 []uint32 // of the claims of an article
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
		*counts = make([]int32, values.len())
		t.ofClaims = t.ofClaims || of
	}
	return t
}

// facet returns where a facet is counted, whether it is one of claims, and its values.
func (t *tally) facet(name string) (counts *[]int32, ofClaims bool, values facetValues) {
	d := t.dicts
	switch name {
	case "outlet":
		return &t.outlet, false, d.outlet
	case "kind":
		return &t.kind, false, d.kind
	case "section":
		return &t.section, false, d.section
	case "lang":
		return &t.lang, false, d.lang
	case "author":
		return &t.author, false, d.author
	case "place":
		return &t.place, true, d.place
	case "speaker":
		return &t.speaker, true, d.speaker
	case "medium":
		return &t.medium, true, d.medium
	case "grain":
		return &t.grain, true, names(indexer.Grains)
	case "origins":
		return &t.many, true, names{"2"}
	default:
		return &t.clashes, true, names{"yes"}
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
	count(t.outlet, p.aOutlet.At(a))
	count(t.kind, p.aKind.At(a))
	count(t.section, p.aSection.At(a))
	count(t.lang, p.aLang.At(a))
	countAll(t.author, p.aAuthors.of(a))
}

// claim counts a claim in, with its article.
func (t *tally) claim(p *part, c uint32) {
	t.ofArticle(p, p.cArticle.At(c))
	if !t.ofClaims {
		return
	}
	count(t.speaker, p.cSpeaker.At(c))
	if t.place != nil {
		p.placesOf(c, func(place uint32) { t.place[place]++ })
	}
	count(t.medium, p.cMedium.At(c))
	if p.cOrigins.At(c) > 1 {
		count(t.many, 0)
	}
	if p.cFlags.At(c)&conflictFlag != 0 {
		count(t.clashes, 0)
	}
}

// event counts an event in, with its claim.
func (t *tally) event(p *part, e uint32) {
	if t == nil {
		return
	}
	t.claim(p, p.eClaim.At(e))
	count(t.grain, uint32(p.grain(e)))
}

// grains returns the grains of a claim's events, in bits.
func (b *block) grains(c uint32) (bits uint32) {
	events := b.eventsOf(c)
	for i := range events.len() {
		bits |= 1 << b.grain(events.at(i))
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
	countAll(t.place, p.placed.of.of(a))
	t.grains(p.aGrains.At(a))
	told := p.aTold.At(a)
	if told&toldByMany != 0 {
		count(t.many, 0)
	}
	if told&conflictFlag != 0 {
		count(t.clashes, 0)
	}
	if t.speaker != nil || t.medium != nil {
		t.once(p, p.aClaims.At(a), p.aClaims.At(a+1))
	}
}

// once counts what some claims of an article have that none before them in it has.
func (t *tally) once(p *part, from, to uint32) {
	flags := p.cFlags[from:to]
	if t.speaker != nil {
		for i, speaker := range p.cSpeaker[from:to] {
			if flags[i]&speakerFlag != 0 {
				t.speaker[speaker]++
			}
		}
	}
	if t.medium == nil {
		return
	}
	t.media = slices.Grow(t.media[:0], len(flags))[:len(flags)]
	p.cMedium.Read(from, t.media)
	for i, medium := range t.media {
		if flags[i]&mediumFlag != 0 {
			t.medium[medium]++
		}
	}
}

// countAll counts values in, if their facet is asked for.
func countAll(counts []int32, values listed) {
	if counts == nil {
		return
	}
	for i := range values.len() {
		counts[values.at(i)]++
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
			all[name] = counted(*counts, values)
		}
	}
	return all
}

// facetValues are those of a facet, by number.
type facetValues interface {
	len() int
	value(number uint32) string
	compare(a, b uint32) int
}

// names are the values of a facet that has few.
type names []string

func (n names) len() int                   { return len(n) }
func (n names) value(number uint32) string { return n[number] }
func (n names) compare(a, b uint32) int    { return cmp.Compare(n[a], n[b]) }

func counted(counts []int32, values facetValues) []indexer.FacetCount {
	type one struct {
		value uint32
		n     int32
	}
	most := first[one]{most: maxFacet, compare: func(a, b one) int {
		if a.n != b.n {
			return cmp.Compare(b.n, a.n)
		}
		return values.compare(a.value, b.value)
	}}
	for i, n := range counts {
		if value := uint32(i); n > 0 && (i > 0 || values.value(0) != "") { //nolint:gosec // values fit
			most.add(one{value, n})
		}
	}
	list := []indexer.FacetCount{}
	for _, o := range most.list() {
		list = append(list, indexer.FacetCount{Value: values.value(o.value), Count: int(o.n)})
	}
	return list
}
