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
	speaker, medium, grain, many, clashes []int32
	ofClaims                              bool     // a facet of claims is asked for
	seen                                  []uint32 // by speaker, the last article that was counted in, from 1
	articles                              uint32   // counted in so far
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
	if t.author != nil {
		for _, author := range p.aAuthors.of(a) {
			t.author[author]++
		}
	}
}

// claim counts a claim in, with its article.
func (t *tally) claim(p *part, c uint32) {
	t.ofArticle(p, p.cArticle[c])
	if !t.ofClaims {
		return
	}
	count(t.speaker, p.cSpeaker[c])
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
	if t.seen == nil {
		t.seen = make([]uint32, len(t.speaker))
	}
	t.articles++
	var grains uint32
	var media [4]uint64 // bits: media are few
	many, conflict := false, false
	for c := p.aClaims[a]; c < p.aClaims[a+1]; c++ {
		if who := p.cSpeaker[c]; t.speaker != nil && t.seen[who] != t.articles {
			t.seen[who] = t.articles
			t.speaker[who]++
		}
		if m := p.cMedium[c]; t.medium != nil && media[m/64%4]&(1<<(m%64)) == 0 {
			media[m/64%4] |= 1 << (m % 64)
			t.medium[m]++
		}
		many, conflict = many || p.cOrigins[c] > 1, conflict || p.cFlags[c]&conflictFlag != 0
		if t.grain != nil {
			grains |= p.grains(c)
		}
	}
	t.grains(grains)
	if many {
		count(t.many, 0)
	}
	if conflict {
		count(t.clashes, 0)
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
	list := []indexer.FacetCount{}
	for i, n := range counts {
		if n > 0 && values[i] != "" {
			list = append(list, indexer.FacetCount{Value: values[i], Count: int(n)})
		}
	}
	slices.SortFunc(list, func(a, b indexer.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list[:min(len(list), maxFacet)]
}
