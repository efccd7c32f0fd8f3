// Package columns keeps what timelines, orders and facets are made of in arrays: when
// each event was, in which claim of whom, in which article of which outlet.
//
// An index finds words; what was found, by the ordinals of its documents, is put in
// order, counted and cut into pages here. A [Snapshot] never changes: [Snapshot.With]
// returns the next. It is a list of blocks, each with its events in the order of the
// timeline; small blocks are merged into larger ones, so that there are few.
package columns

import "slices"

// A Snapshot is the columns at one time. It is safe for concurrent use.
type Snapshot struct {
	dicts *dicts
	parts []part
}

// A part is a block with what has been deleted from it since it was made.
type part struct {
	*block
	deleted []uint64 // bits of articles; nil if there are none
	gone    []uint32 // their events, in order
	living  counts
	newest  int64 // day on which the newest that lives was published; UnknownDay
}

// counts say how much of a block lives.
type counts struct{ articles, claims, undated, events int }

func newPart(b *block) part {
	p := part{block: b, living: counts{b.aOrdinal.len(), b.cOrdinal.len(), len(b.undatedBy.rows), b.eClaim.Len()}}
	p.findNewest()
	return p
}

// dead reports whether an article was deleted.
func (p *part) dead(a uint32) bool {
	return p.deleted != nil && p.deleted[a/64]&(1<<(a%64)) != 0
}

// bury returns the part without an article. It must be settled then.
func (p part) bury(a uint32) part {
	if p.dead(a) {
		return p
	}
	if p.deleted == nil {
		p.deleted = make([]uint64, (p.aOrdinal.len()+63)/64)
	}
	p.deleted[a/64] |= 1 << (a % 64)
	p.living.articles--
	for c, to := p.aClaims.At(a), p.aClaims.At(a+1); c < to; c++ {
		p.living.claims--
		events := p.eventsOf(c)
		p.gone = append(p.gone, events.plain()...)
		p.living.events -= events.len()
		if events.len() == 0 {
			p.living.undated--
		}
	}
	return p
}

// buried reports whether the article of an event was deleted.
func (p *part) buried(e uint32) bool {
	return p.deleted != nil && p.dead(p.cArticle.At(p.eClaim.At(e)))
}

// settle works out what follows from what has been deleted.
func (p *part) settle() {
	slices.Sort(p.gone)
	p.findNewest()
}

// New returns columns that hold nothing.
func New() *Snapshot { return &Snapshot{dicts: newDicts()} }

// With returns the columns with some articles more, whose ordinals must be higher than
// all before, and without those of some ordinals.
func (s *Snapshot) With(articles []Article, without []uint32) *Snapshot {
	next := &Snapshot{dicts: s.dicts, parts: slices.Clone(s.parts)}
	cloned := map[int]bool{}
	for _, ordinal := range without {
		for i := range next.parts {
			p := &next.parts[i]
			a, ok := p.aOrdinal.row(ordinal)
			if !ok {
				continue
			}
			if !cloned[i] {
				cloned[i], p.deleted, p.gone = true, slices.Clone(p.deleted), slices.Clone(p.gone)
			}
			*p = p.bury(a)
		}
	}
	for i := range cloned {
		next.parts[i].settle()
	}
	if len(articles) > 0 {
		next.parts = append(next.parts, newPart(newBlock(s.dicts, articles)))
	}
	next.settle()
	return next
}

// growth is how many times larger a block is than those behind it together.
const growth = 2

// settle merges blocks that are no larger than those behind them, and what is mostly dead.
func (s *Snapshot) settle() {
	s.parts = slices.DeleteFunc(s.parts, func(p part) bool { return p.living.articles == 0 })
	size := func(p part) int { return p.living.articles + p.living.claims + p.living.events }
	for i := len(s.parts) - 1; i >= 0; i-- {
		behind := 0
		for _, p := range s.parts[i+1:] {
			behind += size(p)
		}
		if behind > 0 && size(s.parts[i]) < growth*behind {
			s.parts = append(s.parts[:i:i], newPart(merge(s.parts[i:])))
		} else if p := s.parts[i]; 2*p.living.articles < p.aOrdinal.len() {
			s.parts[i] = newPart(merge(s.parts[i : i+1]))
		}
	}
}

// Size returns how many articles, claims and events are held.
func (s *Snapshot) Size() (articles, claims, events int) {
	for _, p := range s.parts {
		articles, claims, events = articles+p.living.articles, claims+p.living.claims, events+p.living.events
	}
	return articles, claims, events
}

// Ordinals returns those of the articles that are held.
func (s *Snapshot) Ordinals() []uint32 {
	var list []uint32
	for i := range s.parts {
		p := &s.parts[i]
		for a := range uint32(p.aOrdinal.len()) { //nolint:gosec // rows fit
			if !p.dead(a) {
				list = append(list, p.aOrdinal.at(a))
			}
		}
	}
	return list
}
