package columns

import (
	"dateline/indexer"
	"dateline/indexer/timex"
)

// marks returns a mark for every event that was found, in order, and whether there are more
// than so many: then there are none. Lanes name what lane a mark tells; empty for none.
func (t *timeline) marks(most int, lanes string) (marks []indexer.Mark, more bool) {
	if most == 0 || t.total > most {
		return nil, most > 0
	}
	marks = make([]indexer.Mark, 0, t.total)
	var values []string
	if lanes != "" && len(t.parts) > 0 {
		values = t.parts[0].dicts.laneValues(lanes)
	}
	t.merge(nil, t.total, func(h *head) {
		m := h.p.mark(h.row)
		if lanes != "" {
			m.Lane = values[h.p.lane(lanes, h.row)]
		}
		marks = append(marks, m)
	})
	return marks, false
}

// mark returns an event as a mark tells it.
func (p *part) mark(e uint32) indexer.Mark {
	c := p.eClaim[e]
	b := bucketOf(p.extent(e), 1)
	m := indexer.Mark{
		Start: b.Start, End: b.End, Grain: timex.Grains[p.eGrain[e]&^grainFlags], Approx: p.eGrain[e]&approxFlag != 0, Lasts: p.eGrain[e]&lastsFlag != 0,
		Claim: p.idOf(c), Kind: claimKinds[p.cFlags[c]>>kindShift], Origins: int(p.cOrigins[c]), Conflict: p.cFlags[c]&conflictFlag != 0,
		Speaker: p.dicts.speaker.all()[p.cSpeaker[c]], Confidence: float64(p.cSure[c]) / 10_000, ArticleKind: p.dicts.kind.all()[p.aKind[p.cArticle[c]]],
	}
	if m.Conflict {
		m.Cluster = p.dicts.cluster.all()[p.cCluster.at(c)]
	}
	return m
}
