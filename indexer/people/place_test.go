package people_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"dateline/indexer/golden"
	"dateline/indexer/people"
	"dateline/indexer/prose"
	"dateline/scraper"
)

// How well places are told in passages of our own, where braces stand around every name
// of one: the golden file has the scores, and every fault.
func TestPlaces(t *testing.T) {
	data, err := os.ReadFile("testdata/places.txt")
	if err != nil {
		t.Fatal(err)
	}
	var faults bytes.Buffer
	marked, found, right := 0, 0, 0
	for passage := range strings.SplitSeq(strings.TrimPrefix(string(data), "# "), "\n# ") {
		title, body, _ := strings.Cut(passage, "\n")
		text, marks := unmark(t, strings.ReplaceAll(strings.TrimSpace(body), "}", "|}"))
		left := map[[2]int]bool{}
		for _, m := range marks {
			left[[2]int{m.start, m.end}] = true
		}
		marked += len(marks)
		for _, m := range people.Find(prose.Read(article(text))).Mentions {
			if !m.Sure {
				continue
			}
			found++
			if at := [2]int{m.Start, m.End}; left[at] {
				right++
				delete(left, at)
			} else {
				fmt.Fprintf(&faults, "%s: %q is taken for a place\n", title, m.Text)
			}
		}
		for _, m := range marks {
			if left[[2]int{m.start, m.end}] {
				fmt.Fprintf(&faults, "%s: %q is not found\n", title, string([]rune(text)[m.start:m.end]))
			}
		}
	}
	golden.Check(t, "places.golden", fmt.Sprintf("%d places found, %d rightly, of %d\n%s", found, right, marked, faults.String()))
}

// Each line of the file is how an article opens, and the places that it was filed from.
func TestFiled(t *testing.T) {
	data, err := os.ReadFile("testdata/filed.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		text, want, _ := strings.Cut(strings.TrimSpace(line), " =")
		for _, before := range []string{"", "Rain is forecast, and nobody minds.\n"} {
			var names []string
			for _, p := range people.Filed(article(before + text)) {
				names = append(names, p.Name)
				if as := string([]rune(before + text)[p.Start:p.End]); people.PlaceName(as) != p.Name {
					t.Errorf("%q: %s stands at %q", text, p.Name, as)
				}
			}
			if got := strings.Join(names, ", "); got != strings.TrimSpace(want) {
				t.Errorf("%q is filed from %q, want %q", before+text, got, strings.TrimSpace(want))
			}
		}
	}
	far := strings.Repeat("It rained.\n", 3) + "VIENNA, March 3 (Agency) — The talks failed."
	if got := people.Filed(article(far)); got != nil {
		t.Errorf("a fourth paragraph is taken for a dateline: %v", got)
	}
	heading := article("VIENNA, March 3 (Agency) — The talks failed.")
	heading.Blocks[0].Kind = scraper.Heading
	if got := people.Filed(heading); got != nil {
		t.Errorf("a heading is taken for a dateline: %v", got)
	}
}

func TestPlaceName(t *testing.T) {
	for _, tt := range []struct{ name, want, key string }{
		{"", "", ""},
		{"Vienna", "Vienna", "vienna"},
		{"NAIROBI", "Nairobi", "nairobi"},
		{"RIO DE JANEIRO", "Rio de Janeiro", "rio de janeiro"},
		{"PORT-AU-PRINCE", "Port-au-Prince", "port-au-prince"},
		{"O'SMACH", "O'Smach", "o'smach"},
		{"ZÜRICH", "Zürich", "zurich"},
		{"São  Paulo", "São  Paulo", "sao paulo"},
		{"U.S.", "United States", "united states"},
		{"US", "United States", "united states"},
		{"united states", "united states", "united states"},
		{"Washington, D.C.", "Washington", "washington"},
		{"DMZ", "DMZ", "dmz"},
		{"\xff", "\xff", "\ufffd"},
	} {
		if got := people.PlaceName(tt.name); got != tt.want {
			t.Errorf("PlaceName(%q) = %q, want %q", tt.name, got, tt.want)
		}
		if got := people.PlaceKey(tt.name); got != tt.key {
			t.Errorf("PlaceKey(%q) = %q, want %q", tt.name, got, tt.key)
		}
	}
}

// FuzzFiled holds datelines of hostile text to their places.
func FuzzFiled(f *testing.F) {
	for _, s := range []string{"", "VIENNA, March 3 (Agency) —", "A/B&C and D, E., 1 (x) --", "É. —", strings.Repeat("PARIS/", 500), "PARIS (", "U.S. —\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		runes := []rune(s)
		for _, p := range people.Filed(article(s)) {
			if p.Start < 0 || p.End <= p.Start || p.End > len(runes) || p.Name == "" {
				t.Errorf("Filed(%q) = %v", s, p)
			}
		}
	})
}
