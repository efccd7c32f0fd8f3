package columns

import (
	"slices"

	"dateline/indexer"
)

// A copied is an article that is found, and that others share their text with.
type copied struct {
	p    *part
	a    uint32
	text uint32
	row  Row
}

// copies are articles that are to be folded.
type copies struct {
	found  []copied
	folded int        // articles that are no row
	texts  [][]copied // by what they have in common, the first of the list first
}

func (c *copies) add(p *part, a uint32, row Row) {
	c.found = append(c.found, copied{p, a, p.aText[a], row})
}

// fold gives the lister a row for every text: where the first of its articles stands
// among all, wherever a page begins.
func (c *copies) fold(l *lister) {
	c.group(len(l.texts.all()))
	for _, same := range c.texts {
		for i := range same {
			if l.page.compare(same[i].row, same[0].row) < 0 {
				same[0], same[i] = same[i], same[0]
			}
		}
		c.folded += len(same) - 1
		if len(same) == 1 {
			l.tally.article(same[0].p, same[0].a)
		} else {
			l.tally.text(same)
		}
		l.add(same[0].row)
	}
}

// group puts the articles of each of some texts beside one another. There may be many: they
// are counted into their places, not compared.
func (c *copies) group(texts int) {
	if len(c.found) == 0 {
		return
	}
	ends := make([]int, texts)
	for i := range c.found {
		ends[c.found[i].text]++
	}
	for t, at := 0, 0; t < texts; t++ {
		at, ends[t] = at+ends[t], at
	}
	grouped := make([]copied, len(c.found))
	for _, one := range c.found {
		grouped[ends[one.text]] = one
		ends[one.text]++
	}
	from := 0
	for _, to := range ends {
		if to > from {
			c.texts = append(c.texts, grouped[from:to])
		}
		from = to
	}
}

// of returns what was folded into rows, by their ordinals.
func (c *copies) of(l *lister, rows []Row, outlets []string) map[uint32]indexer.CopiesFound {
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
			all[first] = found(same, outlets)
		}
	}
	return all
}

// found tells of the articles behind the first.
func found(same []copied, outlets []string) indexer.CopiesFound {
	f := indexer.CopiesFound{Articles: len(same) - 1}
	of := map[uint32]bool{same[0].outlet(): true}
	for _, c := range same[1:] {
		if !of[c.outlet()] {
			of[c.outlet()] = true
			f.Outlets++
		}
		if len(f.List) < indexer.MostCopies {
			f.List = append(f.List, indexer.CopyFound{ID: c.p.aID[c.a], Outlet: outlets[c.outlet()]})
		}
	}
	return f
}

func (c copied) outlet() uint32 { return c.p.aOutlet[c.a] }

// text counts articles with one text in, with every value of theirs and their claims once:
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
			for c := x.p.aClaims[x.a]; c < x.p.aClaims[x.a+1]; c++ {
				tell(x.p, c)
			}
		})
	}
	once(t.outlet, func(c copied) { add(c.outlet()) })
	once(t.kind, func(c copied) { add(uint32(c.p.aKind[c.a])) })
	once(t.section, func(c copied) { add(c.p.aSection[c.a]) })
	once(t.lang, func(c copied) { add(c.p.aLang[c.a]) })
	once(t.author, func(c copied) { values = append(values, c.p.aAuthors.of(c.a)...) })
	claims(t.speaker, func(p *part, c uint32) { add(p.cSpeaker[c]) })
	claims(t.medium, func(p *part, c uint32) { add(uint32(p.cMedium[c])) })
	claims(t.many, func(p *part, c uint32) {
		if p.cOrigins[c] > 1 {
			add(0)
		}
	})
	claims(t.clashes, func(p *part, c uint32) {
		if p.cFlags[c]&conflictFlag != 0 {
			add(0)
		}
	})
	claims(t.grain, func(p *part, c uint32) {
		for _, e := range p.eventsOf(c) {
			add(uint32(p.eGrain[e] &^ grainFlags))
		}
	})
}

// SameText returns the ordinals of the articles that have the text of one, its own included.
func (s *Snapshot) SameText(ordinal uint32) map[uint32]bool {
	same := map[uint32]bool{ordinal: true}
	text := uint32(0)
	for i := range s.parts {
		if a, ok := s.parts[i].articleRow(ordinal); ok {
			text = s.parts[i].aText[a]
		}
	}
	if text == 0 {
		return same
	}
	for i := range s.parts {
		for a, t := range s.parts[i].aText {
			if t == text {
				same[s.parts[i].aOrdinal[a]] = true
			}
		}
	}
	return same
}
