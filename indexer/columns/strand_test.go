package columns_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/timex"
)

var outlets = []string{"Quay Radio", "The Harbour Post", "Vale Courier"}

// tangled returns an article whose claims speak of times that lie inside one another, have
// open ends or none at all, or last no time.
func tangled(r *rand.Rand, article, claim uint32) columns.Article {
	outlet := r.IntN(len(outlets))
	a := columns.Article{Ordinal: article, Ref: indexer.ArticleRef{
		ID: fmt.Sprint("a", article), Outlet: outlets[outlet], URL: fmt.Sprintf("https://host%d.example/%d", (outlet+r.IntN(2))%3, article),
	}}
	for n := range uint32(1 + r.IntN(6)) {
		v := indexer.ClaimView{ClaimRef: indexer.ClaimRef{ID: fmt.Sprintf("c%d", r.IntN(1000)), Speaker: indexer.SpeakerRef{Name: fmt.Sprint("Speaker ", r.IntN(4))}}}
		for range r.IntN(3) {
			start := time.Date(1960+r.IntN(60), time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(400))
			end := start.AddDate(0, 0, r.IntN(2000)/(1+r.IntN(500)))
			e := indexer.Entry{Start: indexer.Moment{Time: start}, End: indexer.Moment{Time: end}, Grain: timex.Grains[r.IntN(len(timex.Grains))]}
			switch r.IntN(12) {
			case 0:
				e.Start.Time = time.Time{}
			case 1:
				e.End.Time = time.Time{}
			case 2:
				e.Start.Time, e.End.Time, e.Grain = time.Date(start.Year(), 1, 1, 0, 0, 0, 0, time.UTC), time.Date(start.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC), timex.Year
			}
			v.Entries = append(v.Entries, e)
		}
		a.Claims = append(a.Claims, columns.Claim{Ordinal: claim + n, View: v})
	}
	return a
}

// Whatever lies inside what, and whatever has gone since, a timeline has the events that
// its dates ask for, and in order.
func TestTangledTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9)) //nolint:gosec // times, no secret
	s := columns.New()
	var held []columns.Article
	article, claim := uint32(1), uint32(1)
	for range 12 {
		var batch []columns.Article
		for range 1 + r.IntN(40) {
			batch = append(batch, tangled(r, article, claim))
			article, claim = article+1, claim+uint32(len(batch[len(batch)-1].Claims)) //nolint:gosec // few
		}
		var gone []uint32
		held = slices.DeleteFunc(held, func(a columns.Article) bool {
			if r.IntN(20) == 0 {
				gone = append(gone, a.Ordinal)
				return true
			}
			return false
		})
		held = append(held, batch...)
		s = s.With(batch, gone)
		for range 25 {
			checkTimeline(t, s, held, tangledQuery(r))
		}
	}
}

func tangledQuery(r *rand.Rand) *indexer.Query {
	q := &indexer.Query{Facets: []string{"grain"}, Marks: 100}
	day := func() time.Time {
		return time.Date(1955+r.IntN(70), time.Month(1+r.IntN(12)), 1+r.IntN(3)*r.IntN(10), 0, 0, 0, 0, time.UTC)
	}
	if r.IntN(4) > 0 {
		q.Event = timex.Interval{Start: day(), End: day()}
		if q.Event.End.Before(q.Event.Start) {
			q.Event.Start, q.Event.End = q.Event.End, q.Event.Start
		}
		q.Event.End = q.Event.End.Add(time.Hour)
		switch r.IntN(5) {
		case 0:
			q.Event.Start = time.Time{}
		case 1:
			q.Event.End = time.Time{}
		}
		q.Inside = r.IntN(3) == 0
	}
	if r.IntN(3) == 0 {
		q.Grains = []timex.Grain{timex.Grains[r.IntN(len(timex.Grains))], timex.Year}
	}
	if r.IntN(2) == 0 {
		q.Speakers = []string{fmt.Sprint("speaker ", r.IntN(4)), "speaker 1"}[:1+r.IntN(2)]
	}
	if r.IntN(2) == 0 {
		q.Outlets = []string{outlets[r.IntN(3)], "host0.example"}[:1+r.IntN(2)]
	}
	return q
}

// An event is one of a claim.
type event struct {
	claim uint32
	indexer.Entry
}

// checkTimeline looks at every event.
func checkTimeline(t *testing.T, s *columns.Snapshot, held []columns.Article, q *indexer.Query) {
	t.Helper()
	var want columns.Timeline
	var events []event
	grains := map[string]int{}
	for _, a := range held {
		for _, c := range a.Claims {
			hosted := slices.Contains(q.Outlets, a.Ref.URL[len("https://"):len("https://host0.example")])
			if len(q.Outlets) > 0 && !hosted && !slices.Contains(q.Outlets, a.Ref.Outlet) ||
				len(q.Speakers) > 0 && !slices.Contains(q.Speakers, "s"+c.View.Speaker.Name[1:]) {
				continue
			}
			if len(c.View.Entries) == 0 {
				want.Undated++
			}
			for _, e := range c.View.Entries {
				switch {
				case len(q.Grains) > 0 && !slices.Contains(q.Grains, e.Grain):
					want.ExcludedBy.Grain++
				case !asks(q, e):
					want.ExcludedBy.Event++
				default:
					events = append(events, event{c.Ordinal, e})
					grains[string(e.Grain)]++
					if e.Start.Time.IsZero() || e.End.Time.IsZero() {
						want.Open++
					} else if !q.Event.Start.IsZero() && !q.Event.End.IsZero() && !e.Start.Time.After(q.Event.Start) && !e.End.Time.Before(q.Event.End) {
						want.Spanning++
					}
				}
			}
		}
	}
	want.Total = len(events)
	const onPage = 7
	got := s.Timeline(q, columns.Hits{}, nil, onPage)
	told := func(tl *columns.Timeline) string {
		return fmt.Sprint(tl.Total, " events, ", tl.Open, " open, ", tl.Spanning, " spanning, ", tl.Undated, " undated, ", tl.ExcludedBy)
	}
	if told(got) != told(&want) {
		t.Fatalf("Timeline(%+v) has %s; want %s", q, told(got), told(&want))
	}
	for _, f := range got.Facets["grain"] {
		if grains[f.Value] != f.Count {
			t.Fatalf("Timeline(%+v) has %d of grain %s, want %d", q, f.Count, f.Value, grains[f.Value])
		}
	}
	buckets := map[indexer.Bucket]int{}
	for _, e := range events {
		buckets[bucketOf(e.Entry)]++
	}
	for _, b := range got.Buckets {
		n := b.Count
		if b.Count = 0; buckets[b] != n {
			t.Fatalf("Timeline(%+v): bucket %+v has %d, want %d", q, b, n, buckets[b])
		}
	}
	if len(got.Buckets) != len(buckets) {
		t.Fatalf("Timeline(%+v) has %d buckets, want %d", q, len(got.Buckets), len(buckets))
	}
	if more := len(events) > q.Marks; got.More != more || !more && len(got.Marks) != len(events) {
		t.Fatalf("Timeline(%+v) has %d marks of %d events, more: %t", q, len(got.Marks), len(events), got.More)
	}
	var shown []columns.Event
	for page := got; ; {
		shown = append(shown, page.Events[:min(onPage, len(page.Events))]...)
		if len(page.Events) <= onPage {
			break
		}
		page = s.Timeline(q, columns.Hits{}, &page.Events[onPage-1].Place, onPage)
	}
	if !slices.IsSortedFunc(shown, func(a, b columns.Event) int { return a.Place.Compare(b.Place) }) {
		t.Fatalf("Timeline(%+v): pages are out of order", q)
	}
	var list []columns.Event
	for _, e := range events {
		list = append(list, columns.Event{Place: columns.Place{Claim: e.claim}, Ends: columns.EventOf(&e.Entry)})
	}
	plain := func(list []columns.Event) (all [][3]int64) {
		for _, e := range list {
			all = append(all, [3]int64{int64(e.Place.Claim), e.Ends[0], e.Ends[1]})
		}
		slices.SortFunc(all, func(a, b [3]int64) int { return slices.Compare(a[:], b[:]) })
		return slices.Compact(all) // two of one claim at one place are one on a page
	}
	if got, want := plain(shown), plain(list); !reflect.DeepEqual(got, want) {
		t.Fatalf("Timeline(%+v) shows %d events on all pages, want %d", q, len(got), len(want))
	}
}

// asks reports whether the dates of an entry are asked for.
func asks(q *indexer.Query, e indexer.Entry) bool {
	ends, from, to := columns.EventOf(&e), q.Event.Start.Unix(), q.Event.End.Unix()
	if q.Event.Start.IsZero() {
		from = columns.EventOf(&indexer.Entry{})[0]
	}
	if q.Event.End.IsZero() {
		to = columns.EventOf(&indexer.Entry{})[1]
	}
	if q.Inside && (ends[0] < from || ends[1] > to) {
		return false
	}
	return ends[0] < to && ends[1] > from
}

// bucketOf returns the empty bucket of the year that an entry lies in; if there is none, or
// it is told less finely, of its own extent.
func bucketOf(e indexer.Entry) indexer.Bucket {
	start, end := e.Start.Time, e.End.Time
	if slices.Index(timex.Grains, e.Grain) <= slices.Index(timex.Grains, timex.Year) && !start.IsZero() && !end.IsZero() &&
		start.Before(end) && start.Year() == end.Add(-1).Year() {
		start = time.Date(start.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
		return indexer.Bucket{Start: indexer.Moment{Time: start}, End: indexer.Moment{Time: start.AddDate(1, 0, 0)}, Grain: timex.Year}
	}
	clock := e.Grain == timex.Hour || e.Grain == timex.Minute
	return indexer.Bucket{Start: indexer.Moment{Time: start, Clock: clock && !start.IsZero()}, End: indexer.Moment{Time: end, Clock: clock && !end.IsZero()}, Grain: e.Grain}
}
