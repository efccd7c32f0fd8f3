package columns

import "dateline/indexer"

// Few returns the ordinals of the claims that q asks for, but for its text and dates, if
// it asks for speakers or outlets that have made no more than some: looking among them is
// less work than looking for a word in all. It reports false if there are more, or if q
// does not narrow them down.
func (s *Snapshot) Few(q *indexer.Query, most int) (list []uint32, ok bool) {
	f := newFilter(s.dicts, q)
	if f.asks&aSpeaker == 0 && f.outlets == nil {
		return nil, false
	}
	for i := range s.parts {
		p := &s.parts[i]
		if f.size(p) > lookAt*most {
			return nil, false
		}
		f.claims(p, Hits{}, func(c uint32, _ float64) { list = append(list, p.cOrdinal.at(c)) })
		if len(list) > most {
			return nil, false
		}
	}
	return list, true
}

// lookAt is how many times as many as are wanted may be looked at.
const lookAt = 16

// size returns about how many claims of a part must be looked at to find those of the
// speakers or outlets that are asked for.
func (f *filter) size(p *part) int {
	if f.fewerSpoken(p) {
		return f.spoken(p)
	}
	return f.published(p)
}

// fewerSpoken reports whether claims are looked for among those of the speakers that are
// asked for, and not among those of the outlets. Those of an article stand beside one
// another, so that they are looked at in less time than as many that do not.
func (f *filter) fewerSpoken(p *part) bool {
	return f.asks&aSpeaker != 0 && (f.outlets == nil || besideOneAnother*f.spoken(p) < f.published(p))
}

const besideOneAnother = 4

// spoken returns how many claims, or events of them, the speakers that are asked for have.
func (f *filter) spoken(p *part) (n int) {
	for _, code := range f.speakers {
		n += len(p.bySpeaker.of(code)) + len(p.undatedBy.of(code))
	}
	return n
}

// published returns about how many claims the outlets that are asked for have.
func (f *filter) published(p *part) (n int) {
	for _, site := range f.sites(p) {
		n += len(p.bySite.of(site))
	}
	return n * p.cOrdinal.n / max(len(p.aOrdinal), 1)
}
