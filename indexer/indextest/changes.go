package indextest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// figures writes a number in the letters of ids, which sort as it does.
var figures = strings.NewReplacer("0", "a", "1", "b", "2", "c", "3", "d", "4", "e", "5", "f", "6", "g", "7", "h", "8", "i", "9", "j")

// reading returns a small article with one claim for every interval, and a
// claim without a date.
func reading(id, headline string, intervals ...timex.Interval) *indexer.Reading {
	r := &indexer.Reading{Revision: scraper.Revision{
		Article: scraper.Article{
			URL:      "https://quayradio.example/" + id,
			Headline: headline,
			Text:     "Something happened at some time, Ida Moss said.",
			Kind:     scraper.News,
		},
		ArticleID: id,
		Outlet:    "Quay Radio",
		Number:    1,
	}}
	said := claim.Claim{
		Text: "Something happened at some time", Kind: claim.Indirect, Cue: "said", Confidence: 1,
		Parts:    []claim.Span{{Start: 0, End: 31}},
		Speaker:  claim.Speaker{Name: "Ida Moss", Surface: "Ida Moss", Span: claim.Span{Start: 33, End: 41}},
		CueSpan:  claim.Span{Start: 42, End: 46},
		Sentence: claim.Span{Start: 0, End: 47},
	}
	for i := range len(intervals) + 1 {
		c := indexer.DatedClaim{Claim: said}
		c.ID = "c" + figures.Replace(id) + string(rune('a'+i))
		if i < len(intervals) {
			r.Mentions = append(r.Mentions, timex.Mention{
				Start: 19, End: 31, Text: "at some time", Type: timex.DateType, Interval: intervals[i],
				Label: "at some time", Steps: []string{"as written"}, Confidence: 1,
				Anchor: timex.Anchor{Kind: timex.NoAnchor, Mention: -1},
			})
			c.Times = []int{i}
		}
		r.Claims = append(r.Claims, c)
	}
	return r
}

// singleEntry: an article is found by one entry that meets Event and Grains,
// not by two that meet one each.
func (b battery) singleEntry(t *testing.T) {
	day := time.Date(1990, time.June, 5, 0, 0, 0, 0, time.UTC)
	before := timex.Interval{Start: day.AddDate(-9, 0, 0), End: day.AddDate(-9, 0, 1), Grain: timex.Day}
	decade := timex.Interval{Start: years(1990, 1990).Start, End: years(1999, 1999).End, Grain: timex.Decade}
	after := timex.Interval{Start: day.AddDate(9, 0, 0), End: day.AddDate(9, 0, 1), Grain: timex.Day}
	x := b.filled(t, reading("around", "Before and after", before, after), reading("over", "Decade long", decade, before))
	for _, tt := range []struct {
		q    indexer.Query
		want int
	}{
		{indexer.Query{Event: years(1990, 1990)}, 1},
		{indexer.Query{Event: years(1981, 1981)}, 2},
		{indexer.Query{Event: years(1990, 1990), Grains: []timex.Grain{timex.Day}}, 0},
		{indexer.Query{Event: years(1999, 1999), Grains: []timex.Grain{timex.Day}}, 1},
		{indexer.Query{Event: years(1999, 1999), Grains: []timex.Grain{timex.Day, timex.Decade}}, 2},
		{indexer.Query{Event: timex.Interval{End: before.Start}}, 0},
		{indexer.Query{Event: timex.Interval{Start: decade.End}}, 0},
		{indexer.Query{Text: "nosuchword -decade"}, 0}, // no article has captions
		{indexer.Query{Text: "-nosuchword -decade"}, 1},
	} {
		if got := search(t, x, tt.q).Total; got != tt.want {
			t.Errorf("Search(%+v) = %d articles, want %d", tt.q, got, tt.want)
		}
	}
}

// order: by start, then the narrower, then by id; an open start at its end.
func (b battery) order(t *testing.T) {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(1987, month, day, hour, 0, 0, 0, time.UTC)
	}
	x := b.filled(t,
		reading("7", "By 1987", timex.Interval{End: at(13, 1, 0), Grain: timex.Year}),
		reading("5", "Since", timex.Interval{Start: at(1, 1, 0), Grain: timex.Year}),
		reading("4", "Decade", timex.Interval{Start: at(1, 1, 0), End: at(1+12*10, 1, 0), Grain: timex.Decade}),
		reading("3", "Year", timex.Interval{Start: at(1, 1, 0), End: at(13, 1, 0), Grain: timex.Year}),
		reading("2", "January, too", timex.Interval{Start: at(1, 1, 0), End: at(2, 1, 0), Grain: timex.Month}),
		reading("1", "January", timex.Interval{Start: at(1, 1, 0), End: at(2, 1, 0), Grain: timex.Month}),
		reading("0", "Hour", timex.Interval{Start: at(1, 1, 0), End: at(1, 1, 1), Grain: timex.Hour}),
		reading("6", "May", timex.Interval{Start: at(5, 4, 0), End: at(5, 5, 0), Grain: timex.Day}),
		reading("8", "Ancient", timex.Interval{Start: at(1-12*900, 1, 0), End: at(1-12*800, 1, 0), Grain: timex.Century}),
	)
	var got []string
	for _, e := range timeline(t, x, indexer.Query{}).Entries {
		got = append(got, e.Article.ID)
	}
	if want := strings.Split("8 0 1 2 3 4 5 6 7", " "); !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}

func (b battery) replace(t *testing.T) {
	rs := Corpus(7, 40)
	x := b.filled(t, rs...)
	put(t, x, 40, rs...) // twice makes no difference
	checkAgainst(t, x, rs...)

	// Revision 2 of an article keeps one claim, loses the others and has another headline.
	second := *rs[3]
	second.Revision.Number, second.Revision.Headline = 2, "The zeppelin, after all"
	second.Claims = second.Claims[:1]
	now := slices.Clone(rs)
	now[3] = &second
	put(t, x, 41, &second)
	checkAgainst(t, x, now...)
	if got := search(t, x, indexer.Query{Text: "zeppelin"}); got.Total != 1 || got.Hits[0].Article.Revision != 2 {
		t.Errorf("revision 2 is not found by its headline: %s", asJSON(got))
	}
	if _, err := x.Claim(t.Context(), rs[3].Claims[1].ID); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("a claim that revision 2 lost is still there: %v", err)
	}
	if c, err := x.Claim(t.Context(), rs[3].Claims[0].ID); err != nil || c.Article.Revision != 2 {
		t.Errorf("a claim that revision 2 kept: %s, %v", asJSON(c), err)
	}
	// Both revisions at once: the last counts.
	put(t, x, 42, rs[3], &second)
	checkAgainst(t, x, now...)
	put(t, x, 43, &second, rs[3])
	checkAgainst(t, x, rs...)
}

func (b battery) delete(t *testing.T) {
	rs := Corpus(8, 30)
	x := b.filled(t, rs...)
	if err := x.Delete(t.Context(), 31, rs[0].Revision.ArticleID, "nobody", rs[7].Revision.ArticleID, rs[0].Revision.ArticleID); err != nil {
		t.Fatalf("Delete: %v", err)
	}
	left := slices.Delete(slices.Clone(rs), 7, 8)[1:]
	checkAgainst(t, x, left...)
	if _, err := x.Claim(t.Context(), rs[0].Claims[0].ID); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("a claim of a deleted article: %v, want ErrNotFound", err)
	}
	if seq, err := x.Seq(t.Context()); seq != 31 || err != nil {
		t.Errorf("Seq after Delete = %d, %v; want 31", seq, err)
	}
	put(t, x, 32, rs[0], rs[7])
	checkAgainst(t, x, rs...)
}

func (b battery) seq(t *testing.T) {
	rs := Corpus(9, 3)
	x := b.filled(t)
	before := generation(t, x)
	for _, step := range []struct {
		do   func(context.Context) error
		want uint64
	}{
		{func(ctx context.Context) error { return x.Put(ctx, 5, rs[0]) }, 5},
		{func(ctx context.Context) error { return x.Put(ctx, 3, rs[1]) }, 5}, // works, and never goes back
		{func(ctx context.Context) error { return x.Put(ctx, 9) }, 9},
		{func(ctx context.Context) error { return x.Delete(ctx, 2, rs[0].Revision.ArticleID) }, 9},
		{func(ctx context.Context) error { return x.Delete(ctx, 11) }, 11},
		{func(ctx context.Context) error { return x.Put(ctx, 1<<63+7, rs[0], rs[2]) }, 1<<63 + 7},
	} {
		if err := step.do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if seq, err := x.Seq(t.Context()); seq != step.want || err != nil {
			t.Errorf("Seq = %d, %v; want %d", seq, err, step.want)
		}
		now := generation(t, x)
		if now <= before { // whoever holds an answer must ask again
			t.Errorf("after a change the generation is %d, before it was %d", now, before)
		}
		before = now
	}
	checkAgainst(t, x, rs...)
}

func (b battery) highlights(t *testing.T) {
	long := reading("long", "The “Söderby” viaduct’s price")
	long.Revision.Text = strings.Repeat("Ünïcödé “words” – all day. ", 30) + "It was the viaduct’s fund, the missing fund, that paid. " +
		strings.Repeat("Ça va bien, merci. ", 40) + "A viaduct again." + strings.Repeat(" Ende gut.", 50)
	long.Revision.Bylines = []string{"Zoë Ångström", "Ida Viaduct"}
	x := b.filled(t, append(Corpus(10, 40), long)...)
	for _, q := range []string{"viaduct", "viaduct “missing fund”", `"paid" OR ferry`, "Wielgórski", "council -ferry", "Söderby möbel OR façade"} {
		for _, h := range search(t, x, indexer.Query{Text: q, Limit: 1000}).Hits {
			checkHighlights(t, q, h, append(Corpus(10, 40), long))
		}
	}
	hit := search(t, x, indexer.Query{Text: "“missing fund” viaduct merci"}).Hits[0]
	marked := map[string][]string{}
	for _, h := range hit.Highlights {
		for _, m := range h.Marks {
			marked[h.Field] = append(marked[h.Field], string([]rune(h.Text)[m[0]:m[1]]))
		}
	}
	if !slices.Contains(marked["text"], "missing fund") || !slices.Equal(marked["headline"], []string{"viaduct’s"}) ||
		!slices.Equal(marked["bylines"], []string{"Viaduct"}) {
		t.Errorf("marked %q", marked)
	}
	for _, h := range search(t, x, indexer.Query{}).Hits {
		if len(h.Highlights) != 0 {
			t.Errorf("highlights without words: %s", asJSON(h))
		}
	}
}

// checkHighlights holds what is told of a hit against its article.
func checkHighlights(t *testing.T, q string, hit indexer.Hit, rs []*indexer.Reading) {
	t.Helper()
	i := slices.IndexFunc(rs, func(r *indexer.Reading) bool { return r.Revision.ArticleID == hit.Article.ID })
	v := rs[i].Revision
	fields := map[string]string{
		"headline": v.Headline, "text": v.Text,
		"bylines": strings.Join(v.Bylines, ", "), "captions": strings.Join(v.Captions, "\n"),
	}
	if len(hit.Highlights) == 0 {
		t.Errorf("%q finds %s without a highlight", q, v.ArticleID)
	}
	seen := map[string]int{}
	for _, h := range hit.Highlights {
		seen[h.Field]++
		whole, text := []rune(fields[h.Field]), []rune(h.Text)
		end := h.Start + len(text)
		if h.Start < 0 || end > len(whole) || string(whole[h.Start:end]) != h.Text {
			t.Errorf("%q: highlight %q is not at %d of %s", q, h.Text, h.Start, h.Field)
			continue
		}
		last := 0
		for _, m := range h.Marks {
			if m[0] < last || m[1] <= m[0] || m[1] > len(text) {
				t.Errorf("%q: marks %v of %q are not in order or inside", q, h.Marks, h.Text)
				break
			}
			last = m[1]
		}
		if len(h.Marks) == 0 || len(text) > 250 {
			t.Errorf("%q: highlight of %d characters with %d marks", q, len(text), len(h.Marks))
		}
	}
	if seen["text"] > 3 || seen["headline"] > 1 {
		t.Errorf("%q: too many highlights: %v", q, seen)
	}
}

func (b battery) hostile(t *testing.T) {
	mean := reading("mean", "A\x00B \u202e\x1b[31m <script>alert(1)</script>", years(1987, 1987))
	mean.Revision.Text = strings.Repeat("x", 1<<20) + " ferry \xff\xfe " + strings.Repeat("\u0301", 1000) + strings.Repeat("é", 1<<16)
	mean.Revision.Bylines = []string{strings.Repeat("y", 1<<20), "", "\x00"}
	mean.Revision.Outlet = strings.Repeat("outlet ", 1<<15)
	mean.Revision.URL = "::not an address::"
	mean.Claims[0].Speaker.Name = strings.Repeat("z", 1<<20)
	mean.Claims[0].Text = strings.Repeat("ferry ", 1<<15)
	many := reading("many", "Many words")
	many.Revision.Text = strings.Repeat("ferry ", 1<<17)
	x := b.filled(t, append(Corpus(11, 5), mean, many)...)
	if got := search(t, x, indexer.Query{Text: "ferry", Outlets: []string{"quay radio"}}); got.Total == 0 {
		t.Errorf("a hostile article hides others: %s", asJSON(got))
	}
	res := search(t, x, indexer.Query{Text: `ferry script -"no such"`})
	if res.Total != 1 || res.Hits[0].Article.ID != "mean" {
		t.Errorf("hostile article: %d hits", res.Total)
	}
	for _, h := range res.Hits[0].Highlights {
		if utf8.RuneCountInString(h.Text) > 250 || !utf8.ValidString(h.Text) {
			t.Errorf("hostile highlight of %d bytes", len(h.Text))
		}
	}
	if tl := timeline(t, x, indexer.Query{Event: years(1987, 1987), Text: "ferry", Speakers: []string{strings.Repeat("z", 300)}}); tl.Total != 1 {
		t.Errorf("hostile claim: %d entries, want 1", tl.Total)
	}
	for _, q := range []string{"*", "text:ferry", "a~5 b^100", "/x.*/", "\x00", strings.Repeat("é", 2000), "type:article", `\`, "+a -", "{!func}"} {
		if _, err := x.Search(t.Context(), indexer.Query{Text: q}); err != nil {
			var wrong *indexer.QueryError
			if !errors.As(err, &wrong) {
				t.Errorf("Search(%.20q): %v", q, err)
			}
		}
	}
}

// concurrent asks while the index changes: every answer is whole.
func (b battery) concurrent(t *testing.T) {
	rs := Corpus(12, 60)
	x := b.filled(t, rs[:20]...)
	ctx, cancel := context.WithCancel(t.Context())
	var asking sync.WaitGroup
	for range 3 {
		asking.Go(func() {
			for ctx.Err() == nil {
				res, err := x.Search(ctx, indexer.Query{Text: "ferry OR council", Limit: 10})
				if err == nil && (res.Total < len(res.Hits) || res.Generation == 0) {
					t.Errorf("%d hits of %d, generation %d", len(res.Hits), res.Total, res.Generation)
				}
				tl, err2 := x.Timeline(ctx, indexer.Query{Text: "council", Event: years(1980, 1999)})
				if err2 == nil && tl.Total < len(tl.Entries) {
					t.Errorf("%d entries of %d", len(tl.Entries), tl.Total)
				}
				if err := errors.Join(err, err2); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
		})
	}
	for i := 20; i < len(rs); i += 4 {
		put(t, x, uint64(i+4), rs[i:i+4]...)
	}
	cancel()
	asking.Wait()
	checkAgainst(t, x, rs...)
}

func (b battery) reopened(t *testing.T) {
	if b.reopen == nil {
		t.Skip("this index does not outlive its process")
	}
	rs := Corpus(13, 50)
	x := b.open(t)
	put(t, x, 77, rs...)
	x = b.reopen(t, x)
	defer func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}()
	if seq, err := x.Seq(t.Context()); seq != 77 || err != nil {
		t.Errorf("Seq after reopening = %d, %v; want 77", seq, err)
	}
	checkAgainst(t, x, rs...)
	if err := x.Delete(t.Context(), 78, rs[0].Revision.ArticleID); err != nil {
		t.Fatal(err)
	}
	checkAgainst(t, x, rs[1:]...)
}
