// Package indextest holds every indexer.Index to its contract.
//
// [Run] is the battery: an implementation calls it from a test of its own.
// [Corpus] makes the articles that it runs on, and that benchmarks run on.
package indextest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// Synonyms are those that an index has for the battery.
var Synonyms = [][]string{
	{"Cannery", "packing house"},
	{"hospital", "customs house", "infirmary"},
	{"théâtre", "Playhouse", "lyceum"},
}

// Run runs the battery. Open returns a new, empty index with Synonyms, which the battery
// closes; reopen closes x and opens the same again, or is nil for an index that
// does not outlive its process.
func Run(t *testing.T, open func(t *testing.T) indexer.Index, reopen func(t *testing.T, x indexer.Index) indexer.Index) {
	battery{open, reopen}.run(t, func(*testing.T) {})
}

// RunAtOnce is Run for an index on another machine: several tests wait for it at one time.
func RunAtOnce(t *testing.T, open func(t *testing.T) indexer.Index, reopen func(t *testing.T, x indexer.Index) indexer.Index) {
	battery{open, reopen}.run(t, (*testing.T).Parallel)
}

// run runs every test, each after begin.
func (b battery) run(t *testing.T, begin func(*testing.T)) {
	for _, test := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"empty", b.empty},
		{"queries", b.queries},
		{"cursors", b.cursors},
		{"paging", b.paging},
		{"copies", b.copies},
		{"claims of copies", b.claimCopies},
		{"buckets", b.buckets},
		{"marks", b.marks},
		{"similar", b.similar},
		{"similar claims", b.similarClaims},
		{"languages", b.languages},
		{"wrong queries", b.wrong},
		{"single entry", b.singleEntry},
		{"order", b.order},
		{"highlights", b.highlights},
		{"claims", b.claims},
		{"list of claims", b.listed},
		{"ties", b.ties},
		{"forms", b.forms},
		{"boosts", b.boosts},
		{"synonyms", b.synonyms},
		{"replace", b.replace},
		{"delete", b.delete},
		{"seq", b.seq},
		{"hostile", b.hostile},
		{"cancelled", b.cancelled},
		{"concurrent", b.concurrent},
		{"reopen", b.reopened},
	} {
		t.Run(test.name, func(t *testing.T) {
			begin(t)
			test.run(t)
		})
	}
}

type battery struct {
	open   func(*testing.T) indexer.Index
	reopen func(*testing.T, indexer.Index) indexer.Index
}

// filled returns an index that holds rs, closed at the end of the test.
func (b battery) filled(t *testing.T, rs ...*indexer.Reading) indexer.Index {
	t.Helper()
	x := b.open(t)
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	if len(rs) > 0 {
		put(t, x, uint64(len(rs)), rs...)
	}
	return x
}

func put(t *testing.T, x indexer.Index, seq uint64, rs ...*indexer.Reading) {
	t.Helper()
	if err := x.Put(t.Context(), seq, rs...); err != nil {
		t.Fatalf("Put(%d, %d readings): %v", seq, len(rs), err)
	}
}

func search(t *testing.T, x indexer.Searcher, q indexer.Query) *indexer.Results {
	t.Helper()
	res, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%+v): %v", q, err)
	}
	return res
}

func timeline(t *testing.T, x indexer.Searcher, q indexer.Query) *indexer.Timeline {
	t.Helper()
	tl, err := x.Timeline(t.Context(), q)
	if err != nil {
		t.Fatalf("Timeline(%+v): %v", q, err)
	}
	return tl
}

// asJSON is how answers are compared: as whoever asks sees them.
func asJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func (b battery) empty(t *testing.T) {
	x := b.filled(t)
	if seq, err := x.Seq(t.Context()); seq != 0 || err != nil {
		t.Errorf("Seq of a new index = %d, %v", seq, err)
	}
	for _, q := range []indexer.Query{{}, {Text: "ferry"}, {Event: years(1980, 1990), Grains: []timex.Grain{timex.Day}}} {
		for _, answer := range []any{search(t, x, q), timeline(t, x, q)} {
			if got := asJSON(answer); strings.Contains(got, "null") || !strings.Contains(got, `"total":0,`) {
				t.Errorf("answer of an empty index to %+v: %s", q, got)
			}
		}
	}
}

func generation(t *testing.T, x indexer.Index) uint64 {
	t.Helper()
	g, err := x.Generation(t.Context())
	if err != nil {
		t.Fatalf("Generation: %v", err)
	}
	return g
}

// years returns the interval of the years from first to last.
func years(first, last int) timex.Interval {
	return timex.Interval{
		Start: time.Date(first, time.January, 1, 0, 0, 0, 0, time.UTC),
		End:   time.Date(last+1, time.January, 1, 0, 0, 0, 0, time.UTC),
		Grain: timex.Year,
	}
}

// questions are asked of the index and of the oracle.
func questions() []indexer.Query {
	day := time.Date(1999, time.May, 3, 0, 0, 0, 0, time.UTC)
	qs := []indexer.Query{
		{},
		{Text: "ferry"},
		{Text: "FERRY council"},
		{Text: `"swing bridge"`},
		{Text: "“missing fund” -ferry"},
		{Text: "-viaduct"},
		{Text: "ferry OR orchard"},
		{Text: "(ferry OR orchard) -Moss"},
		{Text: "-(ferry orchard)"},
		{Text: "Wielgórski"},
		{Text: "nosuchword"},
		{Text: "cannery"},
		{Text: "Customs House -ferry"},
		{Text: `"customs house"`},
		{Text: "council old house customs"},
		{Text: "the council customs house opened"},
		{Text: "theatre -lyceum"},
		{Text: "-theatre"},
		{Text: "council playhouse OR (cannery hospital)"},
		{Text: `(packing house kind:news) OR speaker:"Ida Moss"`},
		{Text: `ferry "hospital missing fund"~3`},
		{Text: "nosuchword -ferry"},
		{Text: `"no such words" -ferry -orchard`},
		{Text: "nosuchword OR -ferry"},
		{Text: "ferry -nosuchword"},
		{Text: "-nosuchword -nosuchwordeither"},
		{Text: "ferry", Outlets: []string{"Nobody"}},
		{Text: "-ferry", Event: years(1800, 1801)},
		{Text: "ferry", Event: years(1800, 1801), Speakers: []string{"Nobody"}},
		{Text: "möbel"},
		{Text: "mobel Wielgorski"},
		{Text: `"Ångstrom Fálk" OR Agnes`},
		{Text: "angstr* -wielgórs*"},
		{Text: "ferr* -lighthous*"},
		{Text: `speaker:"Ida Moss"`},
		{Text: `ferry -speaker:"Ida Moss"`},
		{Text: `ferry (outlet:"Quay Radio" OR kind:opinion)`},
		{Text: `speaker:"lena achterberg" OR viaduct`},
		{Text: "event:1980..1989 -grain:decade council"},
		{Text: "-event:1980..1989", Outlets: []string{"Quay Radio"}},
		{Text: "date:none"},
		{Text: "-date:none medium:interview"},
		{Text: "origins:>1 OR conflict:yes", Event: years(1980, 1999)},
		{Text: "conf:>0.8 pub:..2005"},
		{Text: `"ferry council"~3`},
		{Text: `"council bridge night"~6 OR "orchard missing"~2`},
		{Text: `lang:en -section:politics`},
		{Text: `author:"ida moss" OR cites:ledger.example`},
		{Text: "cites:archive.example seen:2025-01-01 -changed:2025"},
		{Text: "changed:2025 event:1980..1999"},
		{Text: "seen:2024"},
		{Text: "place:vienna"},
		{Text: `-place:"new york" council`},
		{Text: `place:zurich -place:"Sao Paulo" OR ferry place:U.S.`},
		{Text: "-(place:Vienna lang:en)", Speakers: []string{"Ida Moss"}},
		{Places: []string{"ZURICH", "Nowhere"}},
		{Places: []string{"U.S."}, Event: years(1980, 1999), Text: "ferry"},
		{Places: []string{"São Paulo"}, Speakers: []string{"Ida Moss"}, Media: []string{"interview"}},
		{Sections: []string{"city"}, Languages: []string{"EN"}},
		{Authors: []string{"IDA MOSS", "Nobody"}, Order: indexer.Oldest},
		{Languages: []string{"sv", "de"}, Order: indexer.Newest, Text: "council"},
		{Event: years(1980, 1989), Inside: true},
		{Event: years(1985, 1985), Inside: true, Grains: []timex.Grain{timex.Day, timex.Month, timex.Year}, Text: "-ferry"},
		{Event: timex.Interval{End: day}, Inside: true, Speakers: []string{"ida moss"}},
		{Event: timex.Interval{Start: day}, Inside: true},
		{Text: "-(conflict:yes OR origins:2) kind:news", Speakers: []string{"Ida Moss", "Rosalind Quill"}},
		{Outlets: []string{"the harbour post"}},
		{Outlets: []string{"NYTT.soderby.example", "Quay Radio"}},
		{Outlets: []string{"Ledger & Lamp, Ltd."}},
		{Outlets: []string{"Nobody"}},
		{Kinds: []string{"opinion"}},
		{Kinds: []string{"unknown", "analysis"}},
		{Speakers: []string{"ida moss"}},
		{Media: []string{"interview", "post"}},
		{Origins: 2},
		{Origins: 3, Text: "ferry"},
		{Conflict: true},
		{Conflict: true, Media: []string{"statement"}, Origins: 2},
		{Speakers: []string{"TOMASZ WIELGÓRSKI", "Lena Achterberg"}},
		{Grains: []timex.Grain{timex.Decade}},
		{Grains: []timex.Grain{timex.Day, timex.Hour}},
		{Event: years(1987, 1987)},
		{Event: years(1980, 1989), Grains: []timex.Grain{timex.Year, timex.Season}},
		{Event: timex.Interval{End: day}},
		{Event: timex.Interval{Start: day}},
		{Event: timex.Interval{Start: day, End: day.Add(time.Hour)}},
		{Published: years(2001, 2010)},
		{Published: timex.Interval{Start: day}},
		{Published: timex.Interval{End: day}},
		{Text: "ferry", Event: years(1970, 1999), Kinds: []string{"news"}, Published: years(1990, 2020)},
		{Text: "council -burned", Speakers: []string{"Mei-Ling Harrow"}, Grains: []timex.Grain{timex.Year}},
	}
	for i := range qs {
		qs[i].Limit = 1000
	}
	return qs
}

func (b battery) queries(t *testing.T) {
	rs := Corpus(1, 120)
	x, o := b.filled(t, rs...), oracle(rs)
	for _, q := range questions() {
		want := o.search(q)
		res := search(t, x, q)
		got := []string{}
		for _, h := range res.Hits {
			got = append(got, h.Article.ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) || res.Total != len(want) {
			t.Errorf("Search(%+v) found %d, told %d, want %d", q, len(got), res.Total, len(want))
		}
		o.checkArticleFacets(t, q, res.Facets, want)

		wantTL, tl := o.timeline(q), timeline(t, x, q)
		told := func(tl *indexer.Timeline) string {
			return fmt.Sprintf("%d entries, %d open, %d spanning, %d undated, %d excluded, %+v", tl.Total, tl.Open, tl.Spanning, tl.Undated, tl.Excluded, tl.ExcludedBy)
		}
		if got, want := told(tl), told(wantTL); got != want {
			t.Errorf("Timeline(%+v) has %s; want %s", q, got, want)
		}
		if got, want := asJSON(tl.Buckets), asJSON(wantTL.Buckets); got != want {
			t.Errorf("Timeline(%+v) has the buckets\n%s, want\n%s", q, got, want)
		}
		for i, e := range tl.Entries {
			if i < len(wantTL.Entries) && asJSON(e) != asJSON(wantTL.Entries[i]) {
				t.Errorf("Timeline(%+v)[%d] =\n%s, want\n%s", q, i, asJSON(e), asJSON(wantTL.Entries[i]))
				break
			}
		}
		if len(tl.Entries) != min(q.Limit, len(wantTL.Entries)) {
			t.Errorf("Timeline(%+v) shows %d entries, want %d", q, len(tl.Entries), len(wantTL.Entries))
		}
		checkEntryFacets(t, q, tl.Facets, wantTL.Entries)
		if now := generation(t, x); res.Generation != now || tl.Generation != now {
			t.Errorf("generations %d and %d, want %d", res.Generation, tl.Generation, now)
		}
	}
}

func (o oracle) checkArticleFacets(t *testing.T, q indexer.Query, got map[string][]indexer.FacetCount, ids []string) {
	t.Helper()
	want := newCounts()
	for _, r := range o {
		if _, found := slices.BinarySearch(ids, r.Revision.ArticleID); !found {
			continue
		}
		speakers, grains := map[string]bool{}, map[string]bool{}
		media, many, conflict := map[string]bool{}, "", ""
		at := placeNames(indexer.PlaceRefs(r.Filed))
		for _, c := range r.ClaimViews() {
			at = append(at, placeNames(c.Places)...)
			speakers[c.Speaker.Name] = true
			m, n, k := facts(c.ClaimRef)
			media[m] = true
			many, conflict = cmp.Or(many, n), cmp.Or(conflict, k)
			for _, e := range c.Entries {
				grains[string(e.Grain)] = true
			}
		}
		ref := r.ArticleRef()
		want.add("outlet", ref.Outlet)
		want.add("kind", ref.Kind)
		want.add("section", r.Revision.Section)
		want.add("lang", strings.ToLower(r.Revision.Language))
		want.add("author", slices.Compact(slices.Sorted(slices.Values(r.Revision.Bylines)))...)
		want.add("speaker", slices.Collect(maps.Keys(speakers))...)
		want.add("grain", slices.Collect(maps.Keys(grains))...)
		want.add("medium", slices.Collect(maps.Keys(media))...)
		want.add("place", slices.Compact(slices.Sorted(slices.Values(at)))...)
		want.add("origins", many)
		want.add("conflict", conflict)
	}
	want.check(t, q, got)
}

func checkEntryFacets(t *testing.T, q indexer.Query, got map[string][]indexer.FacetCount, entries []indexer.Entry) {
	t.Helper()
	want := newCounts()
	for _, e := range entries {
		want.add("outlet", e.Article.Outlet)
		want.add("kind", e.Article.Kind)
		want.add("speaker", e.Claim.Speaker.Name)
		want.add("grain", string(e.Grain))
		want.add("place", placeNames(e.Claim.Places)...)
		medium, many, conflict := facts(e.Claim)
		want.add("medium", medium)
		want.add("origins", many)
		want.add("conflict", conflict)
	}
	want.check(t, q, got)
}

// facts returns the values of a claim in the facets of what comparing it told.
func facts(c indexer.ClaimRef) (medium, many, conflict string) {
	if c.Origins > 1 {
		many = "2"
	}
	if c.Conflict {
		conflict = "yes"
	}
	return c.Medium, many, conflict
}

// counts are facets by value.
type counts map[string]map[string]int

func newCounts() counts {
	return counts{"outlet": {}, "kind": {}, "speaker": {}, "grain": {}, "medium": {}, "origins": {}, "conflict": {}, "section": {}, "lang": {}, "author": {}, "place": {}}
}

func (c counts) add(facet string, values ...string) {
	for _, v := range values {
		if v != "" {
			c[facet][v]++
		}
	}
}

func (c counts) check(t *testing.T, q indexer.Query, got map[string][]indexer.FacetCount) {
	t.Helper()
	for facet, want := range c {
		if len(want) == 0 && (facet == "section" || facet == "lang" || facet == "author") {
			continue // entries and claims do not tell them
		}
		counted, last := map[string]int{}, int(^uint(0)>>1)
		for _, f := range got[facet] {
			counted[f.Value] = f.Count
			if f.Count > last {
				t.Errorf("%+v: facet %s is not in order of count: %v", q, facet, got[facet])
			}
			last = f.Count
		}
		if !maps.Equal(counted, want) {
			t.Errorf("%+v: facet %s = %v, want %v", q, facet, counted, want)
		}
	}
}

func (b battery) cursors(t *testing.T) {
	rs := Corpus(2, 60)
	x, o := b.filled(t, rs...), oracle(rs)
	for _, q := range []indexer.Query{{}, {Text: "the council ferry OR bridge OR hospital"}, {Text: "-ferry"}, {Event: years(1980, 2000)}} {
		limits := []int{7, 50, 1000}
		if !q.Event.IsZero() { // by ones, all would take minutes on another machine
			limits = append(limits, 1)
		}
		for _, limit := range limits {
			q.Limit, q.Cursor = limit, ""
			seen := map[string]bool{}
			for page := 0; page == 0 || q.Cursor != ""; page++ {
				res := search(t, x, q)
				for _, h := range res.Hits {
					if seen[h.Article.ID] {
						t.Fatalf("Search(%+v): page %d shows %s again", q, page, h.Article.ID)
					}
					seen[h.Article.ID] = true
				}
				if len(res.Hits) > limit || res.Next != "" && len(res.Hits) < limit {
					t.Fatalf("Search(%+v): page %d has %d hits, next %q", q, page, len(res.Hits), res.Next)
				}
				q.Cursor = res.Next
			}
			q.Cursor = ""
			if want := o.search(q); len(seen) != len(want) {
				t.Errorf("Search(%+v): pages show %d articles, want %d", q, len(seen), len(want))
			}
			var ids, want []string
			for page := 0; page == 0 || q.Cursor != ""; page++ {
				tl := timeline(t, x, q)
				for _, e := range tl.Entries {
					ids = append(ids, e.ID)
				}
				q.Cursor = tl.Next
			}
			q.Cursor = ""
			for _, e := range o.timeline(q).Entries {
				want = append(want, e.ID)
			}
			if !slices.Equal(ids, want) {
				t.Errorf("Timeline(%+v): pages show %d entries, want %d, or in another order", q, len(ids), len(want))
			}
		}
	}
}

func (b battery) wrong(t *testing.T) {
	x := b.filled(t, Corpus(3, 30)...)
	one := search(t, x, indexer.Query{Limit: 1})
	two := timeline(t, x, indexer.Query{Limit: 1})
	for _, tt := range []struct {
		q     indexer.Query
		field string
	}{
		{indexer.Query{Text: `"open`}, "q"},
		{indexer.Query{Text: "(((("}, "q"},
		{indexer.Query{Limit: 1001}, "limit"},
		{indexer.Query{Limit: -1}, "limit"},
		{indexer.Query{Kinds: []string{"gossip"}}, "kind"},
		{indexer.Query{Grains: []timex.Grain{"eon"}}, "grain"},
		{indexer.Query{Event: years(1990, 1980)}, "event"},
		{indexer.Query{Published: years(1990, 1980)}, "pub"},
		{indexer.Query{Cursor: "xyz"}, "cursor"},
		{indexer.Query{Cursor: "\x00 é"}, "cursor"},
		{indexer.Query{Text: "ferry", Cursor: one.Next}, "cursor"},
		{indexer.Query{Text: "ferry", Cursor: two.Next}, "cursor"},
	} {
		_, err := x.Search(t.Context(), tt.q)
		_, err2 := x.Timeline(t.Context(), tt.q)
		for _, err := range []error{err, err2} {
			var wrong *indexer.QueryError
			if !errors.As(err, &wrong) || wrong.Field != tt.field {
				t.Errorf("%+v: %v, want a QueryError about %q", tt.q, err, tt.field)
			}
		}
	}
	var wrong *indexer.QueryError
	if _, err := x.Search(t.Context(), indexer.Query{Cursor: two.Next}); !errors.As(err, &wrong) {
		t.Errorf("Search with the cursor of a timeline: %v, want a QueryError", err)
	}
	if _, err := x.Timeline(t.Context(), indexer.Query{Cursor: one.Next}); !errors.As(err, &wrong) {
		t.Errorf("Timeline with the cursor of a search: %v, want a QueryError", err)
	}
}

func (b battery) cancelled(t *testing.T) {
	x := b.filled(t, Corpus(4, 10)...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := x.Search(ctx, indexer.Query{Text: "ferry"})
	_, err2 := x.Timeline(ctx, indexer.Query{})
	_, err3 := x.Claim(ctx, "c")
	err4 := x.Put(ctx, 11, Corpus(5, 1)...)
	for i, err := range []error{err, err2, err3, err4} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("call %d with a cancelled context: %v", i, err)
		}
	}
	if seq, err := x.Seq(t.Context()); seq != 10 || err != nil {
		t.Errorf("Seq after a cancelled Put = %d, %v; want 10", seq, err)
	}
}

func (b battery) claims(t *testing.T) {
	rs := Corpus(6, 20)
	x := b.filled(t, rs...)
	for _, r := range rs {
		for _, want := range r.ClaimViews() {
			got, err := x.Claim(t.Context(), want.ID)
			if err != nil || asJSON(got) != asJSON(want) {
				t.Errorf("Claim(%q) =\n%s, %v; want\n%s", want.ID, asJSON(got), err, asJSON(want))
			}
		}
	}
	for _, id := range []string{"", "nobody", rs[0].Revision.ArticleID, "\x00", strings.Repeat("x", 1<<20)} {
		if _, err := x.Claim(t.Context(), id); !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("Claim(%.20q): %v, want ErrNotFound", id, err)
		}
	}
}

// listed: every claim that a query finds, once, over the pages; without words the newest
// first, with words best first.
func (b battery) listed(t *testing.T) {
	rs := WithTies(Corpus(14, 80))
	x, o := b.filled(t, rs...), oracle(rs)
	for _, q := range questions() {
		want := o.claims(q)
		for _, limit := range []int{7, 1000} {
			q.Limit, q.Cursor = limit, ""
			var got []indexer.ClaimView
			for page := 0; page == 0 || q.Cursor != ""; page++ {
				found, err := x.Claims(t.Context(), q)
				if err != nil {
					t.Fatalf("Claims(%+v): %v", q, err)
				}
				if found.Total != len(want) || len(found.Claims) > limit || found.Generation != generation(t, x) {
					t.Fatalf("Claims(%+v): page %d has %d claims of %d, generation %d; want %d of all, generation %d",
						q, page, len(found.Claims), found.Total, found.Generation, len(want), generation(t, x))
				}
				if page == 0 {
					checkClaimFacets(t, q, found.Facets, want)
				}
				got = append(got, found.Claims...)
				q.Cursor = found.Next
			}
			q.Cursor = ""
			if q.Text != "" && q.Order == indexer.Best { // only which they are is known: only which they are is known
				slices.SortFunc(got, func(a, b indexer.ClaimView) int { return cmp.Compare(a.ID, b.ID) })
				slices.SortFunc(want, func(a, b indexer.ClaimView) int { return cmp.Compare(a.ID, b.ID) })
			}
			if a, b := asJSON(got), asJSON(want); len(want) > 0 && a != b {
				t.Errorf("Claims(%+v), %d a page: %d claims, want %d, or others, or another order", q, limit, len(got), len(want))
			}
		}
	}
	// What says it in fewer words comes first.
	short, long := reading("short", "Unrelated"), reading("long", "Unrelated, too")
	long.Revision.Text = "Something happened at some time, and the zeppelin that was to carry the council over the valley was late again, Ida Moss said."
	short.Revision.Text = "The zeppelin was late, Ida Moss said."
	for _, r := range []*indexer.Reading{short, long} {
		r.Claims[0].Sentence.End = len(r.Revision.Text)
		r.Claims[0].Text = r.Revision.Text
	}
	put(t, x, 90, long, short)
	if found, err := x.Claims(t.Context(), indexer.Query{Text: "zeppelin late"}); err != nil || found.Total != 2 || found.Claims[0].Article.ID != "short" {
		t.Errorf("the shorter claim does not come first: %s, %v", asJSON(found), err)
	}
	if _, err := x.Claims(t.Context(), indexer.Query{Cursor: "?"}); err == nil {
		t.Error("a wrong cursor is taken")
	}
}

func checkClaimFacets(t *testing.T, q indexer.Query, got map[string][]indexer.FacetCount, claims []indexer.ClaimView) {
	t.Helper()
	want := newCounts()
	for _, c := range claims {
		grains := map[string]bool{}
		for _, e := range c.Entries {
			grains[string(e.Grain)] = true
		}
		want.add("outlet", c.Article.Outlet)
		want.add("kind", c.Article.Kind)
		want.add("speaker", c.Speaker.Name)
		want.add("place", placeNames(c.Places)...)
		want.add("grain", slices.Collect(maps.Keys(grains))...)
		medium, many, conflict := facts(c.ClaimRef)
		want.add("medium", medium)
		want.add("origins", many)
		want.add("conflict", conflict)
	}
	want.check(t, q, got)
}

// checkAgainst asks for everything, and compares with what the readings hold.
func checkAgainst(t *testing.T, x indexer.Index, rs ...*indexer.Reading) {
	t.Helper()
	q := indexer.Query{Limit: 1000}
	if err := Agrees(t.Context(), x, rs, q); err != nil {
		t.Error(err)
	}
}

// Agrees asks for articles and entries, and returns an error unless that is what rs hold.
func Agrees(ctx context.Context, x indexer.Searcher, rs []*indexer.Reading, q indexer.Query) error {
	o := oracle(rs)
	res, err := x.Search(ctx, q)
	if err != nil {
		return err
	}
	tl, err := x.Timeline(ctx, q)
	if err != nil {
		return err
	}
	articles, want := o.search(q), o.timeline(q)
	if res.Total != len(articles) || tl.Total != want.Total || tl.Undated != want.Undated || asJSON(tl.Buckets) != asJSON(want.Buckets) {
		return fmt.Errorf("%d articles, %d entries, %d undated; want %d, %d, %d, or the buckets differ",
			res.Total, tl.Total, tl.Undated, len(articles), want.Total, want.Undated)
	}
	for i, e := range tl.Entries {
		if asJSON(e) != asJSON(want.Entries[i]) {
			return fmt.Errorf("entry %d = %s, want %s", i, asJSON(e), asJSON(want.Entries[i]))
		}
	}
	return nil
}
