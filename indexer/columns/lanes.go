package columns

import (
	"cmp"

	"dateline/indexer"
)

// maxLanes is how many lanes a timeline has, the fullest.
const maxLanes = 20

// lanes returns the lanes of a timeline, the fullest first. What has no value, such as a
// claim of an unknown speaker, is in none.
func (s *Snapshot) lanes(q *indexer.Query, t *timeline) []Lane {
	of := newLaned(q.Lanes)
	fullest := of.fullest(s.dicts, t)
	lanes := make([]Lane, len(fullest))
	counts := make([]*gridded, len(lanes))
	places := map[uint32]int{} // of lanes by their numbers
	for i, l := range fullest {
		value := of.value(s.dicts, l.number)
		lanes[i].Lane = indexer.Lane{Value: value, Label: value, Total: l.total, Buckets: []indexer.Bucket{}}
		places[l.number] = i
		if t.grid != nil {
			counts[i] = t.grid.empty()
		}
	}
	t.eachEvent(func(p *part, e uint32) {
		lane, ok := places[of.lane(p, e)]
		if !ok {
			return
		}
		lanes[lane].Claim = max(lanes[lane].Claim, p.cOrdinal.at(p.eClaim.At(e)))
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

// A laned tells in which lane an event is, by number; 0 is none. Speakers and outlets have
// their numbers in the columns, clusters get them as they come.
type laned struct {
	name     string
	numbers  map[clusterKey]uint32
	clusters []clusterKey
}

func newLaned(name string) *laned {
	return &laned{name, map[clusterKey]uint32{{}: 0}, make([]clusterKey, 1)}
}

func (l *laned) lane(p *part, e uint32) uint32 {
	c := p.eClaim.At(e)
	switch l.name {
	case "speaker":
		return p.cSpeaker.At(c)
	case "outlet":
		return p.aOutlet.At(p.cArticle.At(c))
	}
	if p.cOrigins.At(c) < 2 && p.cFlags.At(c)&conflictFlag == 0 {
		return 0
	}
	k := p.cluster(c)
	n, ok := l.numbers[k]
	if !ok {
		n = uint32(len(l.clusters)) //nolint:gosec // rows fit
		l.numbers[k], l.clusters = n, append(l.clusters, k)
	}
	return n
}

// value returns what a lane is of.
func (l *laned) value(d *dicts, lane uint32) string {
	switch l.name {
	case "speaker":
		return d.speaker.value(lane)
	case "outlet":
		return d.outlet.value(lane)
	}
	return d.clusterID(l.clusters[lane])
}

// A filledLane is a lane by its number.
type filledLane struct {
	number uint32
	total  int
}

// fullest returns the fullest lanes of a timeline.
func (l *laned) fullest(d *dicts, t *timeline) []filledLane {
	var totals []int
	t.eachEvent(func(p *part, e uint32) {
		lane := l.lane(p, e)
		if more := int(lane) + 1 - len(totals); more > 0 {
			totals = append(totals, make([]int, more)...)
		}
		totals[lane]++
	})
	list := first[filledLane]{most: maxLanes, compare: func(a, b filledLane) int {
		if a.total != b.total {
			return cmp.Compare(b.total, a.total)
		}
		return cmp.Compare(l.value(d, a.number), l.value(d, b.number))
	}}
	for lane, total := range totals {
		if lane > 0 && total > 0 {
			list.add(filledLane{uint32(lane), total}) //nolint:gosec // rows fit
		}
	}
	return list.list()
}
