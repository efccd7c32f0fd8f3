package score

import (
	"strings"
	"testing"

	"dateline/indexer/claim"
)

func span(text, words string) []claim.Span {
	at := strings.Index(text, words)
	from := len([]rune(text[:at]))
	return []claim.Span{{Start: from, End: from + len([]rune(words))}}
}

func TestTally(t *testing.T) {
	const text = "“The café was shut,” Ann Vale said. She added that the mill’s owner left in 1962. Bo Lund fears that it is lost."
	marked := []Claim{
		{Parts: span(text, "“The café was shut,”"), Speaker: "Ann Vale", Kind: claim.Direct},
		{Parts: span(text, "that the mill’s owner left in 1962"), Speaker: "She", Kind: claim.Indirect},
		{Parts: span(text, "that it is lost"), Speaker: "Bo Lund", Kind: claim.Indirect, Silent: true},
	}
	for _, tt := range []struct {
		name                         string
		found                        []Claim
		marked, counted, same, joint int
	}{
		{"all of it", marked, 2, 2, 2, 2},
		{"nothing", nil, 2, 0, 0, 0},
		{"quotation marks do not count, half of the words do", []Claim{{Parts: span(text, "The café was"), Speaker: "Vale"}}, 2, 1, 1, 1},
		{"less than half", []Claim{{Parts: span(text, "The"), Speaker: "Vale"}}, 2, 1, 0, 0},
		{"another speaker", []Claim{{Parts: span(text, "The café was shut"), Speaker: "Bo Lund"}}, 2, 1, 1, 0},
		{"titles tell nobody", []Claim{{Parts: span(text, "The café was shut"), Speaker: "Mr. President"}}, 2, 1, 1, 0},
		{"two of one: the likest counts", []Claim{{Parts: span(text, "café was shut"), Speaker: "Lund"}, {Parts: span(text, "The café was shut"), Speaker: "Vale"}}, 2, 2, 1, 1},
		{"what is held and not said is passed over", []Claim{{Parts: span(text, "it is lost"), Speaker: "Bo Lund"}}, 2, 0, 0, 0},
		{"and what lies inside it", []Claim{{Parts: span(text, "lost"), Speaker: "Bo Lund"}}, 2, 0, 0, 0},
	} {
		tally := &Tally{}
		tally.Add(text, marked, tt.found)
		if tally.Marked != tt.marked || tally.Found != tt.counted || tally.Same != tt.same || tally.Joint != tt.joint {
			t.Errorf("%s: marked %d, found %d, same %d, joint %d; want %d, %d, %d, %d", tt.name, tally.Marked, tally.Found, tally.Same, tally.Joint, tt.marked, tt.counted, tt.same, tt.joint)
		}
	}
}

func TestConfidence(t *testing.T) {
	const text = "“The café was shut,” Ann Vale said."
	tally := &Tally{}
	marked := []Claim{{Parts: span(text, "The café was shut"), Speaker: "Ann Vale", Kind: claim.Direct}}
	tally.Add(text, marked, []Claim{{Parts: span(text, "The café was shut"), Speaker: "Vale", Confidence: 0.9}, {Parts: span(text, "Ann Vale"), Confidence: 0.5}})
	if got := tally.Brier(); got < 0.1299 || got > 0.1301 {
		t.Errorf("Brier score %v, want (0.1² + 0.5²) / 2", got)
	}
	if all, right := tally.Tier(claim.Plain, 2); all != 1 || right != 1 {
		t.Errorf("shown plainly: %d, right %d", all, right)
	}
	if all, right := tally.Tier(0, claim.Probable); all != 1 || right != 0 {
		t.Errorf("unclear: %d, right %d", all, right)
	}
	for _, want := range []string{"joint           1      2       50.0   100.0    66.7", "direct          1       100.0%        100.0%", "0.85 and up       1  100.0%", "Brier score 0.130"} {
		if !strings.Contains(tally.String(), want) {
			t.Errorf("the table is\n%s\nwant the row %q", tally, want)
		}
	}
	if empty := (&Tally{}); empty.F1(0) != 0 || empty.Brier() != 0 || empty.String() == "" {
		t.Error("an empty tally has scores")
	}
}
