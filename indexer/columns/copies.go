package columns

import (
	"math/bits"
	"slices"

	"dateline/indexer"
)

// A copied is an article that is found, and that others share their text with, or a claim
// of one.
type copied struct {
	p        *part
	a        uint32
	from, to uint32 // its claims
	whole    bool   // the article
	group    int    // of what is the same
	row      Row
}

// copies are articles, or claims, that are to be folded.
type copies struct {
	found  []copied
	groups map[sameness]int
	folded int        // those that are no row
	texts  [][]copied // by what they have in common, the first of the list first
}

// A sameness is what copies have in common: their text, and of claims the cluster, and which
// of those of it in the article they are.
type sameness struct {
	text    uint32
	cluster clusterKey
	nth     uint32
}

func (c *copies) add(key sameness, one copied) {
	g, ok := c.groups[key]
	if !ok {
		if c.groups == nil {
			c.groups = map[sameness]int{}
		}
		g = len(c.groups)
		c.groups[key] = g
	}
	one.group = g
	c.found = append(c.found, one)
}

func (c *copies) article(p *part, a uint32, row Row) {
	c.add(sameness{text: p.aText.At(a)}, copied{p: p, a: a, whole: true, from: p.aClaims.At(a), to: p.aClaims.At(a + 1), row: row})
}

// claim takes in a claim of an article that has copies, and reports whether it may be theirs
// as well. Claims of copies are the same if their cluster is; what an article says twice is
// two claims.
func (c *copies) claim(p *part, claim uint32, row Row) bool {
	cluster := p.cluster(claim)
	if cluster == (clusterKey{}) {
		return false
	}
	a, nth := p.cArticle.At(claim), uint32(0)
	for other := p.aClaims.At(a); other < claim; other++ {
		if p.cluster(other) == cluster {
			nth++
		}
	}
	c.add(sameness{p.aText.At(a), cluster, nth}, copied{p: p, a: a, from: claim, to: claim + 1, row: row})
	return true
}

// fold gives the lister a row for every text: where the first of its articles stands
// among all, wherever a page begins.
func (c *copies) fold(l *lister) {
	c.group(len(c.groups))
	for _, same := range c.texts {
		for i := range same {
			if l.page.compare(same[i].row, same[0].row) < 0 {
				same[0], same[i] = same[i], same[0]
			}
		}
		c.folded += len(same) - 1
		l.tally.text(same)
		l.add(same[0].row)
	}
}

// group puts what is the same beside one another. There may be many: they
// are counted into their places, not compared.
func (c *copies) group(texts int) {
	ends := make([]int, texts)
	for i := range c.found {
		ends[c.found[i].group]++
	}
	for t, at := 0, 0; t < texts; t++ {
		at, ends[t] = at+ends[t], at
	}
	grouped := make([]copied, len(c.found))
	for _, one := range c.found {
		grouped[ends[one.group]] = one
		ends[one.group]++
	}
	from := 0
	for _, to := range ends {
		c.texts = append(c.texts, grouped[from:to])
		from = to
	}
}

// of returns what was folded into rows, by their ordinals.
func (c *copies) of(l *lister, rows []Row, outlets *dict, id func(copied) string) map[uint32]indexer.CopiesFound {
	if c.folded == 0 {
		return nil
	}
	shown := make(map[uint32]bool, len(rows))
	for _, r := range rows {
		shown[r.Ordinal] = true
	}
	all := map[uint32]indexer.CopiesFound{}
	for _, same := range c.texts {
		if first := same[0].row.Ordinal; shown[first] && len(same) > 1 {
			slices.SortFunc(same[1:], func(x, y copied) int { return l.page.compare(x.row, y.row) })
			all[first] = found(same, outlets, id)
		}
	}
	return all
}

// found tells of what is behind the first.
func found(same []copied, outlets *dict, id func(copied) string) indexer.CopiesFound {
	f := indexer.CopiesFound{Articles: len(same) - 1}
	of := map[uint32]bool{same[0].outlet(): true}
	for _, c := range same[1:] {
		if !of[c.outlet()] {
			of[c.outlet()] = true
			f.Outlets++
		}
		if len(f.List) < indexer.MostCopies {
			f.List = append(f.List, indexer.CopyFound{ID: id(c), Outlet: outlets.value(c.outlet())})
		}
	}
	return f
}

func (c copied) outlet() uint32 { return c.p.aOutlet.At(c.a) }

// text counts in what is the same, with every value of the articles and their claims once:
// a value is told so often as a list would be long that asks for it.
func (t *tally) text(same []copied) {
	if t == nil {
		return
	}
	var values []uint32
	add := func(v uint32) { values = append(values, v) }
	once := func(counts []int32, tell func(c copied)) {
		if counts == nil {
			return
		}
		values = values[:0]
		for _, c := range same {
			tell(c)
		}
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			counts[v]++
		}
	}
	claims := func(counts []int32, tell func(p *part, c uint32)) {
		once(counts, func(x copied) {
			for c := x.from; c < x.to; c++ {
				tell(x.p, c)
			}
		})
	}
	once(t.outlet, func(c copied) { add(c.outlet()) })
	once(t.kind, func(c copied) { add(c.p.aKind.At(c.a)) })
	once(t.section, func(c copied) { add(c.p.aSection.At(c.a)) })
	once(t.lang, func(c copied) { add(c.p.aLang.At(c.a)) })
	once(t.author, func(c copied) { values = append(values, c.p.aAuthors.of(c.a).plain()...) })
	claims(t.speaker, func(p *part, c uint32) { add(p.cSpeaker.At(c)) })
	once(t.place, func(c copied) {
		if c.whole {
			values = append(values, c.p.placed.of.of(c.a).plain()...)
			return
		}
		c.p.placesOf(c.from, add)
	})
	claims(t.medium, func(p *part, c uint32) { add(p.cMedium.At(c)) })
	claims(t.many, func(p *part, c uint32) {
		if p.cOrigins.At(c) > 1 {
			add(0)
		}
	})
	claims(t.clashes, func(p *part, c uint32) {
		if p.cFlags.At(c)&conflictFlag != 0 {
			add(0)
		}
	})
	claims(t.grain, func(p *part, c uint32) {
		for of := p.grains(c); of != 0; of &= of - 1 {
			add(uint32(bits.TrailingZeros32(of))) //nolint:gosec // at most 32
		}
	})
}

// SameText returns the ordinals of the articles that have the text of one, its own included.
func (s *Snapshot) SameText(ordinal uint32) map[uint32]bool {
	same := map[uint32]bool{ordinal: true}
	text := uint32(0)
	for i := range s.parts {
		if a, ok := s.parts[i].aOrdinal.row(ordinal); ok {
			text = s.parts[i].aText.At(a)
		}
	}
	if text == 0 {
		return same
	}
	for i := range s.parts {
		p := &s.parts[i]
		for a := range uint32(p.aOrdinal.len()) { //nolint:gosec // rows fit
			if p.aText.At(a) == text {
				same[p.aOrdinal.at(a)] = true
			}
		}
	}
	return same
}
