package columns

import (
	"dateline/indexer"
	"dateline/indexer/timex"
)

// marks returns a mark for every event that was found, in order, and whether there are more
// than were asked for: then there are none.
func (t *timeline) marks() (marks []indexer.Mark, more bool) {
	if t.most == 0 {
		return nil, false
	}
	if t.total > t.most {
		return nil, true
	}
	marks = make([]indexer.Mark, 0, t.total)
	rows := make([][]uint32, len(t.parts))
	for i := range t.parts {
		rows[i] = t.parts[i].kept
	}
	t.merge(rows, t.total, func(p *part, e uint32) { marks = append(marks, p.mark(e)) })
	return marks, false
}

// mark returns an event as a mark tells it.
func (p *part) mark(e uint32) indexer.Mark {
	c := p.eClaim[e]
	b := bucketOf(p.extent(e), 1)
	m := indexer.Mark{
		Start: b.Start, End: b.End, Grain: timex.Grains[p.eGrain[e]&^grainFlags], Approx: p.eGrain[e]&approxFlag != 0,
		Claim: p.idOf(c), Kind: claimKinds[p.cFlags[c]>>kindShift], Origins: int(p.cOrigins[c]), Conflict: p.cFlags[c]&conflictFlag != 0,
		Speaker: p.dicts.speaker.all()[p.cSpeaker[c]], Confidence: float64(p.cSure[c]) / 10_000, ArticleKind: p.dicts.kind.all()[p.aKind[p.cArticle[c]]],
	}
	if m.Conflict {
		m.Cluster = p.dicts.cluster.all()[p.cCluster.at(c)]
	}
	return m
}
