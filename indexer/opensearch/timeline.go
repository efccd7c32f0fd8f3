package opensearch

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/timex"

	"golang.org/x/sync/errgroup"
)

// maxLanes is how many lanes a timeline has, the fullest.
const maxLanes = 20

// laneFields are where the values of lanes stand, by their names.
var laneFields = map[string]string{"speaker": "speaker", "outlet": "outlet", "cluster": "lane"}

// Timeline returns the entries that q finds, in order of date.
func (x *Index) Timeline(ctx context.Context, q indexer.Query) (tl *indexer.Timeline, err error) {
	err = x.ask(ctx, "timeline", entriesKind, q, claimProse, func(ctx context.Context, a *asked) error {
		tl, err = a.timeline(ctx)
		return err
	})
	return tl, wordsError("timeline", err)
}

// wanted asks for entries with dates as the query asks for.
func (a *asked) wanted() object {
	if dated(&a.q) {
		return all(is("row", "entry"), whens(&a.q))
	}
	return is("row", "entry")
}

func (a *asked) timeline(ctx context.Context) (*indexer.Timeline, error) {
	tl := &indexer.Timeline{
		Query: a.text.String(), Buckets: []indexer.Bucket{}, Lanes: []indexer.Lane{}, Marks: []indexer.Mark{}, Entries: []indexer.Entry{},
		Facets: map[string][]indexer.FacetCount{}, Generation: a.generation,
	}
	var n *reach
	work, all := errgroup.WithContext(ctx)
	work.Go(func() (err error) {
		n, err = a.countEntries(all, tl)
		return err
	})
	for _, part := range []func(context.Context, *indexer.Timeline) error{a.entries, a.entryFacets, a.lanes} {
		work.Go(func() error { return part(all, tl) })
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	if err := a.buckets(ctx, tl, n); err != nil {
		return nil, err
	}
	return tl, a.marks(ctx, tl)
}

// entryFacets counts the entries by the values of facets.
func (a *asked) entryFacets(ctx context.Context, tl *indexer.Timeline) error {
	names := facetNames(&a.q)
	fields := make([]string, len(names))
	for i, name := range names {
		fields[i] = facetFields[name]
	}
	top, err := a.topValues(ctx, a.with(a.wanted()), fields, maxFacet)
	if err != nil {
		return err
	}
	for i, name := range names {
		list := []indexer.FacetCount{}
		for _, b := range top[fields[i]].Buckets {
			list = append(list, indexer.FacetCount{Value: b.Key.String(), Count: b.Count})
		}
		tl.Facets[name] = list
	}
	return nil
}

// A reach is from when to when entries with two ends reach; any is false if there are none.
type reach struct {
	from, to int64
	any      bool
}

// countEntries counts what the query finds, and says why the rest is left out.
func (a *asked) countEntries(ctx context.Context, tl *indexer.Timeline) (*reach, error) {
	entry, in := is("row", "entry"), a.wanted()
	closed := is("open", false)
	aggs := object{
		"in": object{"filter": in, "aggs": object{
			"open":   object{"filter": is("open", true)},
			"closed": object{"filter": closed, "aggs": object{"from": object{"min": object{"field": "start"}}, "to": object{"max": object{"field": "end"}}}},
		}},
		"undated": object{"filter": is("row", "undated")},
	}
	grains := object{"match_all": object{}}
	if len(a.q.Grains) > 0 {
		grains = object{"terms": object{"grain": a.q.Grains}}
	}
	aggs["grain"] = object{"filter": all(entry, not(grains))}
	aggs["event"] = object{"filter": object{"bool": object{"filter": []object{entry, grains}, "must_not": []object{in}}}}
	within := !a.q.Event.Start.IsZero() && !a.q.Event.End.IsZero()
	if within {
		aggs["spanning"] = object{"filter": all(in, closed,
			object{"range": object{"start": object{"lte": a.q.Event.Start.Unix()}}}, object{"range": object{"end": object{"gte": a.q.Event.End.Unix()}}})}
	}
	got, err := a.one(ctx, object{"size": 0, "track_total_hits": false, "aggs": aggs})
	if err != nil {
		return nil, err
	}
	counts := map[string]*filtered{}
	for name := range aggs {
		counts[name] = &filtered{}
		if err := got.agg(name, counts[name]); err != nil {
			return nil, err
		}
	}
	var open, two filtered
	var from, to struct{ Value *float64 }
	for _, part := range []struct {
		of   *filtered
		name string
		into any
	}{{counts["in"], "open", &open}, {counts["in"], "closed", &two}, {&two, "from", &from}, {&two, "to", &to}} {
		if err := part.of.agg(part.name, part.into); err != nil {
			return nil, err
		}
	}
	tl.Total, tl.Open, tl.Undated = counts["in"].Count, open.Count, counts["undated"].Count
	tl.ExcludedBy = indexer.ExcludedBy{Grain: counts["grain"].Count, Event: counts["event"].Count}
	tl.Excluded = tl.ExcludedBy.Grain + tl.ExcludedBy.Event
	if within {
		tl.Spanning = counts["spanning"].Count
	}
	n := &reach{}
	if from.Value != nil && to.Value != nil {
		n.from, n.to, n.any = int64(*from.Value), int64(*to.Value), true
	}
	return n, nil
}

// byDate is how entries are sorted.
var byDate = []object{{"at": object{"order": "asc"}}, {"width": object{"order": "asc"}}, {"id": object{"order": "asc"}}}

// entries reads the page.
func (a *asked) entries(ctx context.Context, tl *indexer.Timeline) error {
	body := object{"size": a.limit + 1, "query": a.with(a.wanted()), "sort": byDate, "track_total_hits": false}
	if a.after != nil {
		body["search_after"] = a.after
	}
	got, err := a.one(ctx, body)
	if err != nil {
		return err
	}
	rows := got.Hits.Hits
	if len(rows) > a.limit {
		rows = rows[:a.limit]
		if tl.Next, err = indexer.WriteCursor(a.of, a.first, rows[a.limit-1].Sort); err != nil {
			return err
		}
	}
	for i := range rows {
		e, err := decode[indexer.Entry](rows[i].Source.Stored)
		if err != nil {
			return err
		}
		tl.Entries = append(tl.Entries, *e)
	}
	return nil
}

// lanes counts the lanes, but not their buckets.
func (a *asked) lanes(ctx context.Context, tl *indexer.Timeline) error {
	field := laneFields[a.q.Lanes]
	if field == "" {
		return nil
	}
	top, err := a.topValues(ctx, a.with(a.wanted()), []string{field}, maxLanes)
	if err != nil {
		return err
	}
	for _, b := range top[field].Buckets {
		value := b.Key.String()
		tl.Lanes = append(tl.Lanes, indexer.Lane{Value: value, Label: value, Total: b.Count, Buckets: []indexer.Bucket{}})
	}
	if a.q.Lanes == "cluster" && len(tl.Lanes) > 0 {
		return a.labels(ctx, tl.Lanes)
	}
	return nil
}

// labels has clusters told by their earliest claims, which they are called after; one whose
// earliest is not there, by another that was found.
func (a *asked) labels(ctx context.Context, lanes []indexer.Lane) error {
	ids := make([]string, len(lanes))
	for i, l := range lanes {
		ids[i] = l.Value
	}
	answers, err := a.search(ctx, request{kind: claimsKind, body: object{"size": len(ids), "query": object{"ids": object{"values": ids}}, "track_total_hits": false}})
	if err != nil {
		return err
	}
	texts := map[string]string{}
	for _, row := range answers[0].Hits.Hits {
		c, err := decode[indexer.ClaimView](row.Source.Stored)
		if err != nil {
			return err
		}
		texts[c.ID] = c.Text
	}
	for i := range lanes {
		text, ok := texts[lanes[i].Value]
		if !ok {
			if text, err = a.anyOf(ctx, lanes[i].Value); err != nil {
				return err
			}
		}
		lanes[i].Label = text
	}
	return nil
}

// anyOf returns the words of a claim of a cluster that was found.
func (a *asked) anyOf(ctx context.Context, cluster string) (text string, err error) {
	got, err := a.one(ctx, object{"size": 1, "query": a.with(a.wanted(), is(laneFields["cluster"], cluster)), "sort": []string{"id"}, "track_total_hits": false})
	if err != nil {
		return "", err
	}
	for i := range got.Hits.Hits {
		e, err := decode[indexer.Entry](got.Hits.Hits[i].Source.Stored)
		if err != nil {
			return "", err
		}
		text = e.Claim.Text
	}
	return text, nil
}

// buckets counts the entries by time, and those of every lane.
func (a *asked) buckets(ctx context.Context, tl *indexer.Timeline, n *reach) error {
	if a.q.Buckets == 0 {
		events, err := a.extents(ctx, a.wanted(), is("in_year", true), timex.Year)
		if err == nil {
			tl.Buckets = columns.Years(events)
		}
		return err
	}
	grid := columns.GridOf(&a.q, n.from, n.to, n.any)
	if grid == nil {
		return nil
	}
	tl.Unit = grid.Unit()
	fits := is("units", string(tl.Unit))
	events, err := a.extents(ctx, a.wanted(), fits, tl.Unit)
	if err != nil {
		return err
	}
	tl.Buckets = grid.Spread(events)
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(lanesAtOnce)
	for i := range tl.Lanes {
		lane := &tl.Lanes[i]
		work.Go(func() error {
			events, err := a.extents(ctx, all(a.wanted(), is(laneFields[a.q.Lanes], lane.Value)), fits, tl.Unit)
			lane.Buckets = grid.Spread(events)
			return err
		})
	}
	return work.Wait()
}

// lanesAtOnce is of how many lanes the buckets are counted at one time.
const lanesAtOnce = 4

// mostExtents is how many extents the cluster tells of at once.
const mostExtents = 5000

// extents counts entries by when they are: those that fit by the unit that they lie in, all
// others by their own extents.
func (a *asked) extents(ctx context.Context, wanted, fits object, unit timex.Grain) (map[columns.Extent]int, error) {
	others := a.with(wanted, not(fits))
	aside := func(after json.RawMessage) request {
		by := object{"size": mostExtents, "sources": []object{{"extent": object{"terms": object{"field": "extent"}}}}}
		if after != nil {
			by["after"] = after
		}
		return a.request(object{"size": 0, "query": others, "track_total_hits": false, "aggs": object{"aside": object{"composite": by}}})
	}
	answers, err := a.search(ctx, a.request(object{
		"size": 0, "query": a.with(wanted, fits), "track_total_hits": false, "aggs": object{"in": object{"date_histogram": histogram(unit)}},
	}), aside(nil))
	if err != nil {
		return nil, err
	}
	events := map[columns.Extent]int{}
	var in struct {
		Buckets []struct {
			Key   int64
			Count int `json:"doc_count"`
		}
	}
	if err := answers[0].agg("in", &in); err != nil {
		return nil, err
	}
	for _, b := range in.Buckets {
		events[columns.UnitAt(unit, floorDiv(b.Key, 1000))] += b.Count
	}
	for last := &answers[1]; ; {
		var part struct {
			After   json.RawMessage `json:"after_key"`
			Buckets []struct {
				Key   struct{ Extent string }
				Count int `json:"doc_count"`
			}
		}
		if err := last.agg("aside", &part); err != nil {
			return nil, err
		}
		for _, b := range part.Buckets {
			x, err := readExtent(b.Key.Extent)
			if err != nil {
				return nil, err
			}
			events[x] += b.Count
		}
		if len(part.Buckets) < mostExtents {
			return events, nil
		}
		more, err := a.search(ctx, aside(part.After))
		if err != nil {
			return nil, err
		}
		last = &more[0]
	}
}

// histogram counts by a unit, or by one that it is made of.
func histogram(unit timex.Grain) object {
	by := object{"field": "starts", "min_doc_count": 1, "calendar_interval": "year"}
	switch unit {
	case timex.Hour, timex.Day, timex.Week, timex.Month, timex.Quarter:
		by["calendar_interval"] = string(unit)
	}
	return by
}

func floorDiv(a, b int64) int64 { return int64(math.Floor(float64(a) / float64(b))) }

// readExtent reads what ofEntry writes.
func readExtent(s string) (columns.Extent, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 3 {
		return columns.Extent{}, fmt.Errorf("the index holds an extent %.60q", s)
	}
	start, err := strconv.ParseInt(parts[0], 10, 64)
	end, err2 := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || err2 != nil {
		return columns.Extent{}, fmt.Errorf("the index holds an extent %.60q", s)
	}
	return columns.NewExtent(start, end, timex.Grain(parts[2])), nil
}

// marks reads all entries, if they are few enough to be marked.
func (a *asked) marks(ctx context.Context, tl *indexer.Timeline) error {
	if a.q.Marks == 0 || tl.Total > a.q.Marks {
		tl.Unmarked = a.q.Marks > 0
		return nil
	}
	if tl.Total == 0 {
		return nil
	}
	got, err := a.one(ctx, object{"size": tl.Total, "query": a.with(a.wanted()), "sort": byDate, "track_total_hits": false})
	if err != nil {
		return err
	}
	tl.Marks = slices.Grow(tl.Marks, tl.Total)
	for i := range got.Hits.Hits {
		e, err := decode[indexer.Entry](got.Hits.Hits[i].Source.Stored)
		if err != nil {
			return err
		}
		tl.Marks = append(tl.Marks, a.mark(e))
	}
	return nil
}

// mark returns an entry as a mark tells it.
func (a *asked) mark(e *indexer.Entry) indexer.Mark {
	m := indexer.Mark{
		Start: e.Start, End: e.End, Grain: e.Grain, Approx: e.Approx(), Lasts: e.Lasts, Claim: e.Claim.ID, Kind: e.Claim.Kind,
		Origins: e.Claim.Origins, Conflict: e.Claim.Conflict, Speaker: columns.Clip(e.Claim.Speaker.Name),
		Confidence: math.Round(10_000*min(max(e.Claim.Confidence, 0), 1)) / 10_000, ArticleKind: columns.Clip(e.Article.Kind),
	}
	if m.Conflict {
		m.Cluster = e.Claim.Cluster
	}
	switch a.q.Lanes {
	case "speaker":
		m.Lane = m.Speaker
	case "outlet":
		m.Lane = columns.Clip(e.Article.Outlet)
	case "cluster":
		if e.Claim.Origins > 1 || e.Claim.Conflict {
			m.Lane = e.Claim.Cluster
		}
	}
	return m
}
