package columns

import "dateline/indexer"

// Few returns the ordinals, in order, of the claims that q asks for, but for its text and
// dates, if it asks for speakers or outlets that have made no more than some: looking among
// them is less work than looking for a word in all. It reports false if there are more, or
// if q does not narrow them down.
func (s *Snapshot) Few(q *indexer.Query, most int) (list []uint32, ok bool) {
	f := newFilter(s.dicts, q)
	if f.asks&aSpeaker == 0 && f.outlets == nil {
		return nil, false
	}
	size := 0
	for i := range s.parts {
		size += f.size(&s.parts[i])
	}
	if size > lookAt*most || size > most && f.asks == aSpeaker && !f.ofArticles { // which are all wanted
		return nil, false
	}
	for i := range s.parts {
		p := &s.parts[i]
		f.claims(p, Hits{}, func(c uint32, _ float64) { list = append(list, p.cOrdinal.at(c)) })
		if len(list) > most {
			return nil, false
		}
	}
	return inOrder(list), true
}

// lookAt is how many times as many as are wanted may be looked at.
const lookAt = 16

// size returns about how many claims of a part must be looked at to find those of the
// speakers or outlets that are asked for.
func (f *filter) size(p *part) int {
	switch {
	case f.asks&aSpeaker == 0:
		return f.published(p)
	case f.outlets == nil:
		return f.spoken(p)
	}
	return min(f.spoken(p), f.published(p))
}

// spoken returns how many claims, or events of them, the speakers that are asked for have.
func (f *filter) spoken(p *part) (n int) {
	for _, code := range f.speakers {
		n += len(p.bySpeaker.of(code)) + len(p.undatedBy.of(code))
	}
	return n
}

// published returns about how many claims the outlets that are asked for have.
func (f *filter) published(p *part) (n int) {
	for _, site := range f.sitesIn(p) {
		n += len(p.bySite.of(site))
	}
	return n * p.cOrdinal.len() / max(p.aOrdinal.len(), 1)
}

// said returns the events of the speakers that are asked for, at the outlets that are, in
// order.
func (f *filter) said(p *part) []uint32 {
	rows := p.bySpeaker.all(f.speakers)
	if f.outlets == nil || len(rows) == 0 {
		return rows
	}
	return both(rows, p.told.all(f.sitesIn(p)))
}

// both returns the rows that are in both lists, which are in order.
func both(a, b []uint32) []uint32 {
	if len(b) < len(a) {
		a, b = b, a
	}
	var list []uint32
	for _, row := range a {
		b = b[soon(b, row):]
		if len(b) == 0 {
			break
		}
		if b[0] == row {
			list = append(list, row)
		}
	}
	return list
}
