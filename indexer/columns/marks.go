package columns

import (
	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

// marks returns a mark for every event that was found, in order, and whether there are more
// than so many: then there are none. Lanes name what lane a mark tells; empty for none.
func (t *timeline) marks(most int, lanes string) (marks []indexer.Mark, more bool) {
	if most == 0 || t.total > most {
		return nil, most > 0
	}
	marks = make([]indexer.Mark, 0, t.total)
	laned := newLaned(lanes)
	t.merge(nil, t.total, func(h *head) {
		m := h.p.mark(h.row)
		if lanes != "" {
			m.Lane = laned.value(h.p.dicts, laned.lane(h.p, h.row))
		}
		marks = append(marks, m)
	})
	return marks, false
}

// mark returns an event as a mark tells it.
func (p *part) mark(e uint32) indexer.Mark {
	c, flags := p.eClaim.At(e), p.eFlags.At(e)
	b := bucketOf(p.extent(e), 1)
	m := indexer.Mark{
		Start: b.Start, End: b.End, Grain: timex.Grains[p.grain(e)], Approx: flags&approxFlag != 0, Lasts: flags&lastsFlag != 0,
		Claim: p.cIDs.of(c), Kind: p.kind(c), Origins: int(p.cOrigins.At(c)), Conflict: p.cFlags.At(c)&conflictFlag != 0,
		Speaker: p.dicts.speaker.value(p.cSpeaker.At(c)), Confidence: float64(p.cSure.At(c)) / 10_000, ArticleKind: p.dicts.kind.value(p.aKind.At(p.cArticle.At(c))),
	}
	if m.Conflict {
		m.Cluster = p.dicts.clusterID(p.cluster(c))
	}
	return m
}

// kind returns how a claim is told.
func (b *block) kind(c uint32) claim.Kind { return claimKinds[b.cFlags.At(c)&kindFlags>>kindShift] }
