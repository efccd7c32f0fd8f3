package columns

import "dateline/indexer"

// findNewest notes the day of the newest article that lives. A page may name a day that
// is still to come: then it is of the day when it was fetched.
func (p *part) findNewest() {
	p.newest = UnknownDay
	for a := range uint32(p.aOrdinal.len()) { //nolint:gosec // rows fit
		pub := p.aPub.at(a)
		if pub == UnknownDay || p.dead(a) {
			continue
		}
		if seen := p.aSeen.at(a); seen != UnknownDay {
			pub = min(pub, seen)
		}
		p.newest = max(p.newest, floorDiv(pub, daySeconds))
	}
}

// newest returns the day of the newest article; UnknownDay if none has a date.
func (s *Snapshot) newest() int64 {
	day := int64(UnknownDay)
	for i := range s.parts {
		day = max(day, s.parts[i].newest)
	}
	return day
}

// recency returns what the score of an article is multiplied with.
func (p *part) recency(a uint32, newest int64) float64 {
	pub := p.aPub.at(a)
	if pub == UnknownDay {
		return 1
	}
	return indexer.Recency(int(newest - floorDiv(pub, daySeconds)))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
