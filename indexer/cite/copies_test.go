package cite

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

// prose returns n words of a story that its seed alone tells.
func prose(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a story, not a secret
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "word%d", r.IntN(4000))
		switch {
		case i%60 == 59:
			b.WriteString(".\n")
		case i%15 == 14:
			b.WriteString(". ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func TestJudge(t *testing.T) {
	wire := prose(1, 400)
	lines := strings.SplitAfter(wire, "\n")
	for _, tt := range []struct {
		name, a, b string
		want       string // of the reason; empty if they are no copies
	}{
		{"the same words", wire, wire, "the same text: 100% of the words stand in both"},
		{"other quotation marks, case and spaces", "“Don’t” " + wire, "\"don't\"\n" + strings.ToUpper(wire), "the same text: 100%"},
		{"shortened from the end", wire, strings.Join(lines[:3], ""), "100% of the shorter text"},
		{"a paragraph of its own on top", prose(2, 60) + "\n" + wire, wire, "% of the shorter text"},
		{"every fourth paragraph is new", wire, lines[0] + prose(3, 60) + lines[2] + lines[3] + lines[4], "% of the shorter text"},
		{"two stories with one paragraph of background", prose(4, 400) + lines[0], prose(5, 400) + lines[0], ""},
		{"two stories", wire, prose(6, 400), ""},
		{"too short to tell", "Police were called at noon.", "Police were called at noon.", ""},
		{"nothing", "", "", ""},
	} {
		j, ok := Judge(&Text{Article: "a", Words: tt.a}, &Text{Article: "b", Words: tt.b})
		if ok != (tt.want != "") || !strings.Contains(j.Reason, tt.want) {
			t.Errorf("%s: %v, %+v; want %q", tt.name, ok, j, tt.want)
		}
		if ok && !slices.ContainsFunc(Keys(tt.a), func(k uint64) bool { return slices.Contains(Keys(tt.b), k) }) {
			t.Errorf("%s: no key finds them", tt.name)
		}
	}
}

func TestJudgeBelievesWhoNamesAnOriginal(t *testing.T) {
	url := "https://courier.example/bridge"
	first := &Text{Article: scraper.ArticleID(url), Outlet: "Courier", Words: prose(1, 300)}
	again := &Text{Article: "a0", Outlet: "Portal", Original: url, Words: prose(1, 20)}
	if j, ok := Judge(first, again); !ok || j.Reason != "Portal names the page of Courier as the original" {
		t.Errorf("Judge = %+v, %v", j, ok)
	}
	// Whoever only claims it, and shares no words, is no copy.
	other := &Text{Article: "a0", Outlet: "Portal", Original: url, Words: prose(2, 300)}
	if j, ok := Judge(first, other); ok {
		t.Errorf("Judge = %+v of two different texts", j)
	}
}

// Candidates are found by keys: copies nearly always, others hardly ever.
func TestKeys(t *testing.T) {
	const stories = 300
	found, others := 0, 0
	seen := map[uint64]bool{}
	for i := range uint64(stories) {
		text := prose(i, 400)
		words := strings.Fields(text)
		// One word in sixty is another: no paragraph stays as it was.
		for n := 30; n < len(words); n += 60 {
			words[n] = "other"
		}
		keys := Keys(text)
		if slices.ContainsFunc(Keys(strings.Join(words, " ")), func(k uint64) bool { return slices.Contains(keys, k) }) {
			found++
		}
		for _, k := range keys {
			if seen[k] {
				others++
			}
			seen[k] = true
		}
	}
	if found < stories*97/100 || others > 0 {
		t.Errorf("%d of %d copies found, %d keys shared by stories that are none", found, stories, others)
	}
}

func TestClusters(t *testing.T) {
	on := func(day int) scraper.Date {
		return scraper.Date{Time: time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC), Day: true}
	}
	clock := func(day, hour int) scraper.Date {
		return scraper.Date{Time: time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC)}
	}
	seen := func(day int) time.Time { return time.Date(2026, 4, day, 0, 0, 0, 0, time.UTC) }
	join := func(a, b string) Join { return Join{A: min(a, b), B: max(a, b), Reason: a + "~" + b} }
	for _, tt := range []struct {
		name  string
		texts []*Text
		joins []Join
		want  string
	}{
		{"the day of publication decides", []*Text{{Article: "x", Published: on(3)}, {Article: "y", Published: on(2)}, {Article: "z", Published: on(4)}},
			[]Join{join("x", "y"), join("y", "z"), join("x", "z")}, "y: x z"},
		{"then the clock", []*Text{{Article: "x", Published: clock(3, 9)}, {Article: "y", Published: clock(3, 8)}}, []Join{join("x", "y")}, "y: x"},
		{"a date before none, though seen later", []*Text{{Article: "x", Fetched: seen(1)}, {Article: "y", Published: on(2), Fetched: seen(2)}}, []Join{join("x", "y")}, "y: x"},
		{"then when it was seen", []*Text{{Article: "x", Fetched: seen(2)}, {Article: "y", Fetched: seen(1)}}, []Join{join("x", "y")}, "y: x"},
		{"who is named as the original comes first", []*Text{{Article: "x", Published: on(2), Original: "http://y.example/1"}, {Article: scraper.ArticleID("http://y.example/1"), Published: on(3)}},
			[]Join{join("x", scraper.ArticleID("http://y.example/1"))}, scraper.ArticleID("http://y.example/1") + ": x"},
		{"a page that repeats two stories does not join them", []*Text{{Article: "x", Published: on(1)}, {Article: "y", Published: on(2)}, {Article: "both", Published: on(3)}, {Article: "z", Published: on(4)}},
			[]Join{join("x", "both"), join("y", "both"), join("y", "z")}, "x: both; y: z"},
		{"no joins", []*Text{{Article: "x"}, {Article: "y"}}, nil, ""},
	} {
		var got []string
		for _, c := range Clusters(tt.texts, tt.joins) {
			got = append(got, c.First+": "+strings.Join(c.Others, " "))
			for _, o := range c.Others {
				if c.Why[o] == "" {
					t.Errorf("%s: nothing says why %s belongs to %s", tt.name, o, c.First)
				}
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s: clusters %q, want %q", tt.name, strings.Join(got, "; "), tt.want)
		}
		slices.Reverse(tt.texts)
		if again := Clusters(tt.texts, tt.joins); len(again) > 0 && again[0].First+": "+strings.Join(again[0].Others, " ") != got[0] {
			t.Errorf("%s: another order of the articles makes %+v", tt.name, again)
		}
	}
}

func BenchmarkKeys(b *testing.B) {
	text := prose(1, 700)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Keys(text)
	}
}
