package ui

import (
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

func TestCount(t *testing.T) {
	for _, tt := range []struct {
		n         int
		one, want string
	}{
		{1, "claim", "1 claim"}, {0, "claim", "0 claims"}, {2, "entry", "2 entries"}, {1, "entry", "1 entry"},
		{3, "address", "3 addresses"}, {2, "day", "2 days"}, {1234567, "article", "1,234,567 articles"},
	} {
		if got := count(tt.n, tt.one); got != tt.want {
			t.Errorf("count(%d, %q) = %q, want %q", tt.n, tt.one, got, tt.want)
		}
	}
}

func TestAgo(t *testing.T) {
	for _, tt := range []struct {
		from time.Duration
		want string
	}{
		{-10 * time.Second, "just now"}, {10 * time.Second, "in a moment"}, {-time.Minute, "1 minute ago"}, {-90 * time.Minute, "1 hour ago"},
		{20 * time.Minute, "in 20 minutes"}, {-49 * time.Hour, "2 days ago"}, {-40 * 24 * time.Hour, "1 month ago"}, {-800 * 24 * time.Hour, "2 years ago"},
	} {
		if got := ago(now, now.Add(tt.from)).Words; got != tt.want {
			t.Errorf("ago(%v) = %q, want %q", tt.from, got, tt.want)
		}
	}
	if got := ago(now, time.Time{}); got != (stamp{}) {
		t.Errorf("ago of an unknown moment = %v, want nothing", got)
	}
}

func TestPublished(t *testing.T) {
	for in, want := range map[string]stamp{
		"":                          {},
		"2025-02-22":                {Datetime: "2025-02-22", Words: "22 February 2025"},
		"2025-02-22T10:30:00+01:00": {Datetime: "2025-02-22T10:30:00+01:00", Words: "22 February 2025", Title: "22 February 2025, 10:30 +01:00"},
		"last week":                 {Words: "last week"}, // no <time> for it
	} {
		if got := published(in); got != want {
			t.Errorf("published(%q) = %+v, want %+v", in, got, want)
		}
	}
}

func TestOutside(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x": "https://a.example/x", "http://a.example": "http://a.example",
		"javascript:alert(1)": "", "data:text/html,x": "", "//a.example": "", "/x": "", "https:": "", "": "", "%": "",
	} {
		if got := outside(in); got != want {
			t.Errorf("outside(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLang(t *testing.T) {
	for in, want := range map[string]string{"en-GB": "en-GB", "en": "en", "": "", "zz-nonsense-": "", "und": ""} {
		if got := lang(in); got != want {
			t.Errorf("lang(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestGroups(t *testing.T) {
	day := func(y int, m time.Month, d int) indexer.Moment {
		return indexer.Moment{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
	}
	open := indexer.Moment{}
	got := ""
	for _, g := range groups([]indexer.Entry{
		{Start: day(1980, 1, 1), End: day(1980, 1, 2), Label: "1 January 1980"},
		{Start: day(1980, 1, 1), End: day(1990, 1, 1), Label: "1980s"},
		{Start: day(1980, 5, 1), End: day(1980, 6, 1), Label: "May 1980"},
		{Start: day(1987, 1, 1), End: day(1988, 1, 1), Label: "sometime in 1987"},
		{Start: day(1987, 1, 1), End: day(1990, 1, 1), Label: "late 1980s"},
		{Start: day(1987, 1, 1), End: open, Label: "since 1987"},
		{Start: day(1987, 3, 2), End: day(1987, 3, 3), Label: "2 March 1987"},
		{Start: day(1987, 3, 2), End: day(1987, 3, 3), Label: "2 March 1987"},
		{Start: open, End: day(1988, 1, 1), Label: "by 1987"},
	}) {
		got += g.Title + "("
		for _, d := range g.Dates {
			got += d.Title + "×" + thousands(len(d.Entries)) + ";"
		}
		got += ") "
	}
	want := "1980s(×1;) 1980(1 January 1980×1;May 1980×1;) Since 1987(×1;) Late 1980s(×1;) 1987(Sometime in 1987×1;2 March 1987×2;) By 1987(×1;) "
	if got != want {
		t.Errorf("groups:\n got %s\nwant %s", got, want)
	}
}

func TestSentence(t *testing.T) {
	c := indexer.ClaimRef{Text: "it broke in 1987", Kind: claim.Indirect, Speaker: indexer.SpeakerRef{Name: "Ada Quill", Surface: "She"}}
	at := indexer.Offsets{Claim: &[2]int{114, 130}, Date: &[2]int{126, 130}, Speaker: &[2]int{105, 108}}
	const words = "1987! She said it broke in 1987."
	// The sentence begins at 99: of the two places of "1987" the second fits all three.
	at.Claim, at.Date, at.Speaker = &[2]int{114, 130}, &[2]int{126, 130}, &[2]int{105, 108}
	dated := indexer.Entry{Offsets: at, Date: indexer.DateRef{Phrase: "1987"}}
	if got, want := spell(sentence(words, at, c, dated)), "1987! [speaker:She] said [claim indirect:it broke in [date:1987]]."; got != want {
		t.Errorf("sentence = %s, want %s", got, want)
	}
	at.Date, at.Claim, at.Speaker = &[2]int{2, 6}, nil, nil
	if got := spell(sentence("No such phrase.", at, c, dated)); got != "No such phrase." {
		t.Errorf("a sentence that nothing fits = %s, want it plain", got)
	}
}

func TestBucketWords(t *testing.T) {
	day := func(y int, m time.Month, d int) indexer.Moment {
		return indexer.Moment{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
	}
	for _, tt := range []struct {
		from, to indexer.Moment
		grain    timex.Grain
		want     string
	}{
		{day(1987, 1, 1), day(1988, 1, 1), timex.Year, "1987"},
		{day(1980, 1, 1), day(1990, 1, 1), timex.Decade, "1980s"},
		{day(1980, 1, 1), day(1990, 1, 1), timex.Year, "1980–1989"},
		{day(1987, 1, 1), day(1990, 1, 1), timex.Decade, "1987–1989"},
		{day(1986, 12, 1), day(1987, 3, 1), timex.Season, "1 December 1986 to 28 February 1987"},
		{indexer.Moment{}, day(1988, 1, 1), timex.Year, "up to 1987"},
		{indexer.Moment{}, day(1984, 5, 13), timex.Day, "up to 12 May 1984"},
		{day(2020, 1, 1), indexer.Moment{}, timex.Year, "from 2020"},
		{day(2020, 3, 2), indexer.Moment{}, timex.Day, "from 2 March 2020"},
	} {
		if got := bucketWords(indexer.Bucket{Start: tt.from, End: tt.to, Grain: tt.grain}); got != tt.want {
			t.Errorf("bucketWords(%v, %v) = %q, want %q", tt.from.Time, tt.to.Time, got, tt.want)
		}
	}
}

func TestStrip(t *testing.T) {
	at := func(y int) indexer.Moment { return indexer.Moment{Time: startOf(y)} }
	s := newStrip("/timeline", indexer.Query{Text: "crack", Cursor: "x"}, []indexer.Bucket{
		{Start: at(1987), End: at(1988), Grain: timex.Year, Count: 4},
		{Start: at(1980), End: at(1990), Grain: timex.Decade, Count: 1},
		{Start: at(1987), End: at(1990), Grain: timex.Decade, Count: 2},
		{Start: at(2000), Grain: timex.Year, Count: 1},
	})
	if len(s.Years) != 1 || len(s.Coarse) != 3 || s.Years[0].Words != "1987: 4 entries" || s.Years[0].Href != "/timeline?event=1987&q=crack" {
		t.Errorf("strip = %+v", s)
	}
	if s.From != "1980-01-01" || s.To != "2000-01-01" || s.API != "/api/v1/timeline?facets=none&limit=1&q=crack" || s.Page != "/timeline?q=crack" {
		t.Errorf("the script is told %q, %q, %q, %q", s.From, s.To, s.API, s.Page)
	}
	for i, want := range []string{"1980s: 1 entry", "1987–1989: 2 entries", "from 2000: 1 entry"} {
		if s.Coarse[i].Words != want {
			t.Errorf("coarse bar %d is %q, want %q", i, s.Coarse[i].Words, want)
		}
	}
	if s.Coarse[0].Y == s.Coarse[1].Y || s.Coarse[0].Y != s.Coarse[2].Y || !s.Coarse[2].Open {
		t.Errorf("lanes: %s, %s, %s", s.Coarse[0].Y, s.Coarse[1].Y, s.Coarse[2].Y)
	}
	for _, buckets := range [][]indexer.Bucket{nil, {{Count: 3}}} {
		if s := newStrip("/timeline", indexer.Query{}, buckets); s != nil {
			t.Errorf("newStrip(%v) = %+v, want nil", buckets, s)
		}
	}
	far := newStrip("/timeline", indexer.Query{}, []indexer.Bucket{{Start: at(1), End: at(2), Count: 1}, {Start: at(9998), End: at(9999), Count: 1}})
	if len(far.Ticks) > 6 {
		t.Errorf("%d ticks, want at most 6", len(far.Ticks))
	}
}
