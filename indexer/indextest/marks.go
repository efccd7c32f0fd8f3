package indextest

import (
	"math"
	"strings"
	"testing"

	"dateline/indexer"
)

// marks: every entry that a query finds has one, in the order of the entries, on every page;
// if there are more than are asked for there are none, and the answer says so.
func (b battery) marks(t *testing.T) {
	rs := Corpus(14, 90)
	x, o := b.filled(t, rs[:60]...), oracle(rs)
	for i, r := range rs[60:] {
		put(t, x, uint64(61+i), r)
	}
	for i, q := range questions() {
		entries := o.timeline(q).Entries
		want := []indexer.Mark{}
		for _, e := range entries {
			m := indexer.Mark{
				Start: e.Start, End: e.End, Grain: e.Grain, Approx: strings.Contains(e.Label, "around"), Lasts: strings.Contains(e.Label, "from"),
				Claim: e.Claim.ID, Kind: e.Claim.Kind, Origins: e.Claim.Origins, Conflict: e.Claim.Conflict,
				Speaker: e.Claim.Speaker.Name, Confidence: math.Round(e.Claim.Confidence*10_000) / 10_000, ArticleKind: e.Article.Kind,
			}
			if m.Conflict {
				m.Cluster = e.Claim.Cluster
			}
			if q.Lanes = append([]string{""}, indexer.LaneNames...)[i%4]; q.Lanes != "" {
				m.Lane = laneOf(q.Lanes, &e)
			}
			want = append(want, m)
		}
		q.Limit = 1 + i%50
		if i%2 > 0 {
			q.Facets = indexer.NoFacets
		}
		if len(want) > 0 {
			q.Marks = len(want)
		} else {
			q.Marks = 1
		}
		for page := range 2 {
			tl := timeline(t, x, q)
			if asJSON(tl.Marks) != asJSON(want) || tl.Unmarked || tl.Total != len(want) {
				t.Errorf("Timeline(%+v) has on page %d %d marks of %d entries, unmarked: %v; want %d, or others:\n%s\n%s",
					q, page, len(tl.Marks), tl.Total, tl.Unmarked, len(want), asJSON(tl.Marks), asJSON(want))
				break
			}
			if q.Cursor = tl.Next; q.Cursor == "" {
				break
			}
		}
		q.Cursor = ""
		if q.Marks = len(want) - 1; q.Marks > 0 {
			for _, q.Facets = range [][]string{nil, indexer.NoFacets} {
				if tl := timeline(t, x, q); len(tl.Marks) > 0 || !tl.Unmarked || tl.Total != len(want) {
					t.Errorf("Timeline(%+v) has %d marks of %d entries, unmarked: %v; want none", q, len(tl.Marks), tl.Total, tl.Unmarked)
				}
			}
		}
		if q.Marks = 0; i == 0 {
			if tl := timeline(t, x, q); len(tl.Marks) > 0 || tl.Unmarked {
				t.Errorf("Timeline(%+v) has %d marks, unmarked: %v, and was not asked for any", q, len(tl.Marks), tl.Unmarked)
			}
		}
	}
}
