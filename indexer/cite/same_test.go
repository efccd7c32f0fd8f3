package cite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer/golden"
	"dateline/indexer/timex"
)

// A markedPair is two claims of which people said whether they assert the same.
type markedPair struct {
	Part     string // "dev", or "check": its faults were not looked at while the rules were written
	Kind     string
	Same     bool
	Conflict bool // the dates cannot both be
	A, B     string
	ABy      string `json:"a_by"`
	BBy      string `json:"b_by"`
	AQuoted  bool   `json:"a_quoted"`
	BQuoted  bool   `json:"b_quoted"`
}

func (m markedPair) sides() (a, b *Assertion) {
	return Assert(Assertion{Claim: "a", Article: "1", Text: m.A, Speaker: m.ABy, Quoted: m.AQuoted, When: datesOf(m.A)}),
		Assert(Assertion{Claim: "b", Article: "2", Text: m.B, Speaker: m.BBy, Quoted: m.BQuoted, When: datesOf(m.B)})
}

// datesOf returns the dates that a text speaks of.
func datesOf(text string) []timex.Interval {
	var list []timex.Interval
	for _, m := range timex.Find(text, time.Time{}) {
		if m.Placed() {
			list = append(list, m.Interval)
		}
	}
	return list
}

func markedPairs(t *testing.T) []markedPair {
	t.Helper()
	data, err := os.ReadFile("testdata/same.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var list []markedPair
	for line := range strings.Lines(string(data)) {
		var m markedPair
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		list = append(list, m)
	}
	return list
}

// How well claims are told to be the same stands in a golden file, with the faults of the
// pairs that the rules were written by. Those of the others are counted alone.
func TestSameScores(t *testing.T) {
	var got bytes.Buffer
	for _, part := range []string{"dev", "check"} {
		pairs, right, found, marked, conflicts, conflictsRight, conflictsFound, keyed := 0, 0, 0, 0, 0, 0, 0, 0
		var faults []string
		for _, m := range markedPairs(t) {
			if m.Part != part {
				continue
			}
			a, b := m.sides()
			s, same := Same(a, b, nil)
			back, again := Same(b, a, nil)
			if same != again || s.Score != back.Score {
				t.Errorf("Same(%q, %q) = %v %.3f, the other way round %v %.3f", m.A, m.B, same, s.Score, again, back.Score)
			}
			pairs++
			if m.Same {
				marked++
				if slices.ContainsFunc(a.Keys(), func(k uint64) bool { return slices.Contains(b.Keys(), k) }) {
					keyed++
				}
			}
			if same {
				found++
			}
			if same && m.Same {
				right++
			}
			if m.Conflict {
				conflicts++
			}
			if s.Conflict != "" {
				conflictsFound++
				if m.Conflict {
					conflictsRight++
				}
			}
			if same != m.Same || m.Conflict != (s.Conflict != "") {
				faults = append(faults, fmt.Sprintf("\twant same %v, conflict %v (%s): %.2f %s\n\t\t%s\n\t\t%s\n\t\t+ %s\n\t\t- %s\n",
					m.Same, m.Conflict, m.Kind, s.Score, s.Tier, m.A, m.B, strings.Join(s.Reasons, "; "), strings.Join(s.Vetoes, "; ")))
			}
		}
		fmt.Fprintf(&got, "%s: %d pairs, %d the same, %d called so, %d rightly: precision %.3f, recall %.3f\n", part, pairs, marked, found, right, float64(right)/float64(found), float64(right)/float64(marked))
		fmt.Fprintf(&got, "\tconflicts of dates: %d, %d found, %d rightly\n\tpairs that share a key: %d of %d\n", conflicts, conflictsFound, conflictsRight, keyed, marked)
		if part == "dev" {
			got.WriteString(strings.Join(faults, ""))
		}
	}
	golden.Check(t, "same.golden", got.String())
}

func ExampleSame() {
	a := Assert(Assertion{Claim: "1", Article: "x", Text: "Inspectors closed the Kessel bridge in 1994"})
	b := Assert(Assertion{Claim: "2", Article: "y", Text: "the Kessel bridge was closed by inspectors in 1996"})
	s, same := Same(a, b, nil)
	fmt.Println(same, s.Tier)
	for _, reason := range s.Reasons {
		fmt.Println(reason)
	}
	// Output:
	// true same claim
	// shares Kessel, Inspectors, closed, bridge
	// the dates differ: 1994, 1996
}

// What speaks for and against two claims being the same is told in words for a reader.
func TestSameReasons(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		tier Tier
		says string // one of the reasons or vetoes
	}{
		{"Three people died when the ferry Alma sank", "Nineteen people died when the ferry Alma sank", Related, "other numbers: Three people, Nineteen people"},
		{"Calder met Karl Voss in Vienna", "Calder did not meet Karl Voss in Vienna", Related, "one denies what the other says: met"},
		{"The Stasi enlisted Tobias Renner", "The Stasi enlisted Jonas Ebert", Related, "another name in the same place: Tobias Renner, Jonas Ebert"},
		{"The bridge in Corvale was closed", "The bridge in Sorrel was closed", Related, "about others: Corvale — Sorrel"},
		{"Elin Strand sued Karl Voss", "Karl Voss sued Elin Strand", Related, "the roles are swapped: Elin Strand, Karl Voss"},
		{"Marta Solis ordered the raid on the embassy", "Marta Solis condemned the raid on the embassy", Related, "another deed of Marta Solis: ordered, condemned"},
		{"The Harlow mill burned in 1994", "The Harlow mill burned in 2011", Related, "of different events: 1994, 2011"},
		{"The Harlow mill burned in 1994", "the Harlow mill burned in March 1994", SameTold, "one date lies in the other: March 1994 in 1994"},
		{"The Harlow mill burned in 1994", "the Harlow mill burned in 1994", SameTold, "the same date: 1994"},
		{"The Tarn yard fired 200 workers", "the Tarn yard fired 200 workers", SameTold, "the same number: 200 workers"},
		{"I told them that the pump would not last the winter", "I told them that the pump would not last another year", SameWords, "the same words: a run of 9"},
		{"It rained in Havel", "Prices rose", Apart, ""},
		{"", "", Apart, ""},
		{"!?", "…", Apart, ""},
	} {
		a := Assert(Assertion{Claim: "a", Article: "1", Text: tt.a, Quoted: strings.HasPrefix(tt.a, "I ")})
		b := Assert(Assertion{Claim: "b", Article: "2", Text: tt.b})
		s, same := Same(a, b, nil)
		if said := append(slices.Clone(s.Reasons), s.Vetoes...); s.Tier != tt.tier || same != (tt.tier == SameTold || tt.tier == SameWords) || tt.says != "" && !slices.Contains(said, tt.says) {
			t.Errorf("Same(%q, %q) = %q, %v, says %q; want %q and %q", tt.a, tt.b, s.Tier, same, said, tt.tier, tt.says)
		}
		if _, same := Same(a, Assert(Assertion{Claim: "c", Article: "1", Text: tt.a}), nil); same {
			t.Errorf("two claims of one article are called the same: %q", tt.a)
		}
		if _, same := Same(a, a, nil); same {
			t.Errorf("a claim is called the same as itself: %q", tt.a)
		}
	}
}

func TestAssert(t *testing.T) {
	for _, tt := range []struct{ text, names, numbers, want string }{
		{"Senator Abel Quist met Dr. Ann Lee’s son", "Abel Quist, Ann Lee", "", ""},
		{"Oyelaran sold 3 boats for $2.5 million on 4 May 2018", "Oyelaran", "3 boats, $2.5 million", "2018-05-01"},
		{"Rents rose 40% or 40 percent or 40 per cent", "", "40%, 40 percent, 40 per cent", ""},
		{"Ludwig van Beethoven never wrote the 3rd letter", "Ludwig van Beethoven", "", "denied"},
		{"It was published in 2018, not in 2019", "", "", "2018-01-01"},
		{"She denied that she did not know", "", "", ""},
	} {
		a := Assert(Assertion{Text: tt.text, Sentence: "There, Oyelaran laughed."})
		var says []string
		for _, v := range a.When {
			says = append(says, v.Start.Format(time.DateOnly))
		}
		if a.Denied {
			says = append(says, "denied")
		}
		if got := strings.Join(says, " "); strings.Join(a.Names, ", ") != tt.names || strings.Join(a.Numbers, ", ") != tt.numbers || got != tt.want {
			t.Errorf("Assert(%q) has names %q, numbers %q, %q; want %q, %q, %q", tt.text, a.Names, a.Numbers, got, tt.names, tt.numbers, tt.want)
		}
	}
}

func TestClash(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	year := timex.Interval{Start: day("1994-01-01"), End: day("1995-01-01"), Grain: timex.Year}
	march := timex.Interval{Start: day("1994-03-01"), End: day("1994-04-01"), Grain: timex.Month}
	april := timex.Interval{Start: day("1994-04-01"), End: day("1994-05-01"), Grain: timex.Month}
	later := timex.Interval{Start: day("1995-01-01"), End: day("1996-01-01"), Grain: timex.Year}
	around := timex.Interval{Start: day("1995-01-01"), End: day("1996-01-01"), Grain: timex.Year, Approx: true}
	aboutApril := timex.Interval{Start: day("1994-04-20"), End: day("1994-04-21"), Grain: timex.Day, Approx: true}
	before := timex.Interval{End: day("1990-01-01"), Grain: timex.Year}
	since := timex.Interval{Start: day("1993-01-01"), Grain: timex.Year}
	for _, tt := range []struct {
		name string
		a, b []timex.Interval
		want bool
		x, y timex.Interval
	}{
		{"finer", []timex.Interval{year}, []timex.Interval{march}, false, year, march},
		{"the same", []timex.Interval{march}, []timex.Interval{march}, false, march, march},
		{"next month", []timex.Interval{march}, []timex.Interval{april}, true, march, april},
		{"next year", []timex.Interval{year}, []timex.Interval{later}, true, year, later},
		{"around next year", []timex.Interval{year}, []timex.Interval{around}, false, year, around},
		{"about that day", []timex.Interval{march}, []timex.Interval{aboutApril}, true, march, aboutApril},
		{"one of two", []timex.Interval{later, march}, []timex.Interval{year}, false, march, year},
		{"open ends", []timex.Interval{before}, []timex.Interval{year}, true, before, year},
		{"since", []timex.Interval{since}, []timex.Interval{march}, false, since, march},
		{"none", nil, []timex.Interval{march}, false, timex.Interval{}, timex.Interval{}},
		{"no date", []timex.Interval{{}}, []timex.Interval{march}, false, timex.Interval{}, timex.Interval{}},
	} {
		x, y, clash := Clash(tt.a, tt.b)
		if clash != tt.want || x != tt.x || y != tt.y {
			t.Errorf("%s: Clash = %v, %v, %v; want %v, %v, %v", tt.name, Told(x), Told(y), clash, Told(tt.x), Told(tt.y), tt.want)
		}
		if _, _, back := Clash(tt.b, tt.a); back != clash {
			t.Errorf("%s: Clash = %v, the other way round %v", tt.name, clash, back)
		}
	}
	for want, v := range map[string]timex.Interval{
		"1994": year, "March 1994": march, "about 1995": around, "about 20 April 1994": aboutApril, "until 31 December 1989": before,
		"from 1 January 1993 on": since, "no date": {}, "1994 to 1995": {Start: year.Start, End: later.End}, "5 March 1994 to 1 April 1994": {Start: day("1994-03-05"), End: day("1994-04-02")},
	} {
		if got := Told(v); got != want {
			t.Errorf("told of %v = %q, want %q", v, got, want)
		}
	}
}

func TestClaimKeys(t *testing.T) {
	for _, text := range []string{"", "!", "It was so.", "Renner"} {
		if keys := ClaimKeys(text); len(keys) != 0 {
			t.Errorf("ClaimKeys(%q) = %d keys, want none", text, len(keys))
		}
	}
	a := ClaimKeys("In 1983, our bureau enlisted Tobias Renner")
	if !slices.IsSorted(a) || len(slices.Compact(slices.Clone(a))) != len(a) {
		t.Errorf("the keys are not sorted, or not each once: %v", a)
	}
	// Claims of different rows of the marked pairs share keys only where the rows tell of one affair.
	pairs := markedPairs(t)
	shared := 0
	for i, m := range pairs {
		a, _ := m.sides()
		for _, n := range pairs[:i] {
			if _, b := n.sides(); slices.ContainsFunc(a.Keys(), func(k uint64) bool { return slices.Contains(b.Keys(), k) }) {
				shared++
			}
		}
	}
	if all := len(pairs) * (len(pairs) - 1) / 2; shared > all/20 {
		t.Errorf("%d of %d pairs of claims share a key; want one in twenty at the most", shared, all)
	}
}

// hostile are texts that no person wrote.
func hostile() map[string]string {
	return map[string]string{
		"one word of 2 MB":   strings.Repeat("a", 2<<20),
		"a word many times":  strings.Repeat("Renner ", 300_000),
		"no letters":         strings.Repeat("?! ", 700_000),
		"a number of 2 MB":   strings.Repeat("9", 2<<20),
		"many numbers":       strings.Repeat("1e9 million million ", 100_000),
		"negations":          strings.Repeat("not ", 500_000),
		"denials":            strings.Repeat("denied ", 300_000),
		"no UTF-8":           strings.Repeat("\xff\xc3 ", 700_000),
		"a name of 2 MB":     strings.Repeat("Ab ", 700_000),
		"possessives and by": strings.Repeat("by Ab’s was ", 200_000),
	}
}

func TestHostileClaims(t *testing.T) {
	start := time.Now()
	var all []*Assertion
	for name, text := range hostile() {
		a := Assert(Assertion{Claim: name, Article: name, Text: text, Sentence: text, Speaker: text, Quoted: true})
		if len(a.Keys()) > mostClaimKeys || len(a.terms) > mostTerms {
			t.Errorf("%s: %d keys, %d words; want %d and %d at the most", name, len(a.Keys()), len(a.terms), mostClaimKeys, mostTerms)
		}
		all = append(all, a)
	}
	for _, a := range all {
		for _, b := range all {
			if s, _ := Same(a, b, nil); !(s.Score >= 0 && s.Score <= 1) {
				t.Errorf("%s and %s score %v", a.Claim, b.Claim, s.Score)
			}
		}
	}
	// All of it takes milliseconds; this is the bound that a quadratic step would break.
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("hostile claims took %v", took)
	}
}

func FuzzSame(f *testing.F) {
	f.Add("In 1983, our bureau enlisted Tobias Renner", "Renner wasn’t enlisted by the 3rd Section, not in May 1983")
	f.Add("$2.5bn, 40%", "Dr. A. B.-C’s")
	f.Fuzz(func(t *testing.T, x, y string) {
		a := Assert(Assertion{Claim: "a", Article: "1", Text: x, Speaker: y, Quoted: true})
		b := Assert(Assertion{Claim: "b", Article: "2", Text: y, Sentence: x})
		s, same := Same(a, b, nil)
		if back, again := Same(b, a, nil); same != again || s.Tier != back.Tier {
			t.Errorf("Same(%q, %q) = %v %q, the other way round %v %q", x, y, same, s.Tier, again, back.Tier)
		}
		if !(s.Score >= 0 && s.Score <= 1) {
			t.Errorf("Same(%q, %q) scores %v", x, y, s.Score)
		}
	})
}

func BenchmarkClaimKeys(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ClaimKeys("Nordlys Energy knew about the leak at Hammerfjord for two years before it told regulators")
	}
}

func BenchmarkSame(b *testing.B) {
	x := Assert(Assertion{Claim: "a", Article: "1", Text: "Nordlys Energy knew about the leak at Hammerfjord for two years before it told regulators"})
	y := Assert(Assertion{Claim: "b", Article: "2", Text: "Nordlys had known for two years about the Hammerfjord leak before telling the regulator"})
	b.ReportAllocs()
	for b.Loop() {
		Same(x, y, nil)
	}
}
