package lang

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/indexer"
)

// mustPhrases returns what a query looks for.
func (l *Language) mustPhrases(t testing.TB, q string) []Phrase {
	t.Helper()
	text, err := indexer.ParseText(q)
	if err != nil {
		t.Fatal(err)
	}
	return l.Phrases(text)
}

func TestHighlight(t *testing.T) {
	x := Of(English)
	const sentence = "Nothing – nothing – happened. "
	filler := strings.Repeat(sentence, 20)
	for _, tt := range []struct{ query, text, want string }{
		{"bridge", "No such thing.", ""},
		{"bridges", "The Bridge’s toll.", "0 The [Bridge’s] toll."},
		{`"missing fund"`, "A missing, missing fund; a fund missing.", "0 A missing, [missing fund]; a fund missing."},
		{`"fund of the town"`, "The “fund of the town” and the fund, town.", "0 The “[fund of the town]” and the fund, town."},
		{"covid-19", "COVID-19 and covid.", "0 [COVID-19] and covid."},
		{`fund "missing fund"`, "The missing fund.", "0 The [missing fund]."},
		{"a -b bridge", "bridge b", "0 [bridge] b"},
		{"Łódź", "W Łodzi: Łódź, “łódź”.", "0 W Łodzi: [Łódź], “[łódź]”."},
		{"zażółć", "😀 zażółć\n😀", "0 😀 [zażółć]\n😀"},
		{"bridge", filler + "The bridge fell. " + filler, "510 " + strings.Repeat(sentence, 3) + "The [bridge] fell." + strings.Repeat(" "+strings.TrimSpace(sentence), 3)},
		{"bridge toll", "The bridge. " + filler + "A bridge, a toll.", "432 " + strings.Repeat(sentence, 6) + "A [bridge], a [toll].|0 The [bridge]. " + strings.Repeat(sentence, 6) + "Nothing"},
	} {
		var got []string
		for _, h := range x.Highlight("text", tt.text, x.mustPhrases(t, tt.query), 3) {
			shown := []rune(h.Text)
			for _, m := range slices.Backward(h.Marks) {
				shown = slices.Insert(shown, m[1], ']')
				shown = slices.Insert(shown, m[0], '[')
			}
			got = append(got, fmt.Sprintf("%d %s", h.Start, string(shown)))
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%q in %.60q:\n%s, want\n%s", tt.query, tt.text, got, tt.want)
		}
	}
}

func TestHighlightAtMost(t *testing.T) {
	x := Of(English)
	text := strings.Repeat("The bridge stood. "+strings.Repeat("Nothing happened. ", 20), 9)
	if got := x.Highlight("text", text, x.mustPhrases(t, "bridge"), 3); len(got) != 3 {
		t.Errorf("%d highlights, want 3", len(got))
	}
}

func FuzzHighlight(f *testing.F) {
	f.Add("bridge", "The Bridge’s “bridge”\x00\xff bridge")
	f.Add(`"a b" OR c`, strings.Repeat("c b a b ", 90))
	f.Add("x", strings.Repeat("x", 999)+" x")
	f.Add("é", strings.Repeat("é ", 300)+strings.Repeat("\u0301", 300))
	x := Of(English)
	f.Fuzz(func(t *testing.T, query, text string) {
		parsed, err := indexer.ParseText(query)
		if err != nil {
			return
		}
		text = Valid(text)
		whole := []rune(text)
		var shown [][2]int
		for _, h := range x.Highlight("text", text, x.Phrases(parsed), 3) {
			runes := []rune(h.Text)
			end := h.Start + len(runes)
			if h.Start < 0 || end > len(whole) || string(whole[h.Start:end]) != h.Text || len(runes) > windowRunes {
				t.Fatalf("highlight %+v is not in %q", h, text)
			}
			for _, s := range shown {
				if h.Start < s[1] && s[0] < end {
					t.Fatalf("highlights %v and %d-%d overlap", s, h.Start, end)
				}
			}
			shown = append(shown, [2]int{h.Start, end})
			last := 0
			for _, m := range h.Marks {
				if m[0] < last || m[1] <= m[0] || m[1] > len(runes) {
					t.Fatalf("marks %v of %q", h.Marks, h.Text)
				}
				last = m[1]
			}
			if len(h.Marks) == 0 {
				t.Fatalf("highlight %q without a mark", h.Text)
			}
		}
	})
}
