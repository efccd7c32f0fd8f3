package columns

import (
	"cmp"
	"slices"

	"dateline/indexer"
)

// maxLanes is how many lanes a timeline has, the fullest.
const maxLanes = 20

// lanes returns the lanes of a timeline, the fullest first. What has no value, such as a
// claim of an unknown speaker, is in none.
func (s *Snapshot) lanes(q *indexer.Query, t *timeline) []Lane {
	values := s.dicts.laneValues(q.Lanes)
	totals := make([]int32, len(values))
	t.eachEvent(func(p *part, e uint32) { totals[p.lane(q.Lanes, e)]++ })
	lanes := []Lane{}
	of := map[uint32]int{} // the place of a value's lane
	for code, n := range totals {
		if n > 0 && values[code] != "" {
			lanes = append(lanes, Lane{Lane: indexer.Lane{Value: values[code], Label: values[code], Total: int(n)}})
		}
	}
	slices.SortFunc(lanes, func(a, b Lane) int { return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Value, b.Value)) })
	lanes = lanes[:min(len(lanes), maxLanes)]
	counts := make([]*gridded, len(lanes))
	for i := range lanes {
		of[s.dicts.laneCode(q.Lanes, lanes[i].Value)] = i
		lanes[i].Buckets = []indexer.Bucket{}
		if t.grid != nil {
			counts[i] = t.grid.empty()
		}
	}
	t.eachEvent(func(p *part, e uint32) {
		lane, ok := of[p.lane(q.Lanes, e)]
		if !ok {
			return
		}
		lanes[lane].Claim = max(lanes[lane].Claim, p.cOrdinal.at(p.eClaim[e]))
		if t.grid != nil {
			counts[lane].add(p.extent(e), 1)
		}
	})
	for i := range lanes {
		if t.grid != nil {
			lanes[i].Buckets = counts[i].buckets()
		}
	}
	return lanes
}

// lane returns the value by which an event has its lane.
func (b *block) lane(name string, e uint32) uint32 {
	c := b.eClaim[e]
	switch name {
	case "speaker":
		return b.cSpeaker[c]
	case "outlet":
		return b.aOutlet[b.cArticle[c]]
	}
	if b.cOrigins[c] > 1 || b.cFlags[c]&conflictFlag != 0 {
		return b.cCluster.at(c)
	}
	return 0
}

func (d *dicts) laneDict(name string) *dict {
	switch name {
	case "speaker":
		return d.speaker
	case "outlet":
		return d.outlet
	}
	return d.cluster
}

func (d *dicts) laneValues(name string) []string { return d.laneDict(name).all() }

func (d *dicts) laneCode(name, value string) uint32 { return d.laneDict(name).code(value) }
