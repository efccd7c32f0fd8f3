package people_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"dateline/indexer/golden"
	"dateline/indexer/people"
	"dateline/indexer/prose"
)

// A named is a name that somebody marked: "{Vale|1/2}" is a name that person 1 or 2 may bear.
type named struct {
	start, end int
	who        string // "-" if it is nobody's
}

// unmark takes the marks out of a passage.
func unmark(t *testing.T, passage string) (text string, marks []named) {
	t.Helper()
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(passage, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), marks
		}
		mark, after, closed := strings.Cut(rest, "}")
		name, who, parted := strings.Cut(mark, "|")
		if !closed || !parted {
			t.Fatalf("a mark is not closed: %q", rest)
		}
		start := len([]rune(b.String()))
		b.WriteString(name)
		marks = append(marks, named{start, start + len([]rune(name)), who})
		passage = after
	}
}

// How well names are found and joined in passages of our own stands in a golden file,
// with every fault, so that a change which moves it says so in its diff.
func TestJoining(t *testing.T) {
	data, err := os.ReadFile("testdata/joining.txt")
	if err != nil {
		t.Fatal(err)
	}
	var faults bytes.Buffer
	passages, marked, found, pairs, joined, wrong, unclear, left := 0, 0, 0, 0, 0, 0, 0, 0
	for passage := range strings.SplitSeq(strings.TrimPrefix(string(data), "# "), "\n# ") {
		name, body, _ := strings.Cut(passage, "\n")
		passages++
		text, marks := unmark(t, strings.TrimSpace(body))
		f := people.Find(prose.Read(article(text)))
		fault := func(format string, args ...any) {
			fmt.Fprintf(&faults, "%s: %s\n", name, fmt.Sprintf(format, args...))
		}
		who := map[string]int{} // whom the program means by a label
		at := func(m named) int {
			return slices.IndexFunc(f.Mentions, func(x people.Mention) bool {
				return x.Kind == people.OfPerson && x.Start == m.start && x.End == m.end
			})
		}
		of := make([]int, len(marks))
		for i, m := range marks {
			of[i] = -1
			surface := string([]rune(text)[m.start:m.end])
			k := at(m)
			if m.who == "-" {
				if slices.ContainsFunc(f.Mentions, func(x people.Mention) bool {
					return x.Kind == people.OfPerson && x.Start < m.end && m.start < x.End
				}) {
					fault("%q is taken for a person", surface)
				}
				continue
			}
			marked++
			if k < 0 {
				fault("%q is not found", surface)
				continue
			}
			found++
			labels := strings.Split(m.who, "/")
			if len(labels) > 1 {
				unclear++
				var want []int
				for _, l := range labels {
					want = append(want, who[l])
				}
				slices.Sort(want)
				if slices.Equal(slices.Sorted(slices.Values(f.Mentions[k].Maybe)), want) {
					left++
				} else {
					fault("%q may be %v, want %v", surface, f.Mentions[k].Maybe, want)
				}
				continue
			}
			of[i] = f.Mentions[k].Person
			if _, known := who[m.who]; !known {
				who[m.who] = of[i]
			}
		}
		for i, m := range marks {
			for j := range i {
				if m.who == "-" || marks[j].who == "-" || strings.Contains(m.who+marks[j].who, "/") {
					continue
				}
				same := of[i] >= 0 && of[i] == of[j]
				a, b := string([]rune(text)[marks[j].start:marks[j].end]), string([]rune(text)[m.start:m.end])
				switch {
				case m.who == marks[j].who:
					pairs++
					if same {
						joined++
					} else {
						fault("%q and %q are one", a, b)
					}
				case same:
					wrong++
					fault("%q and %q are two", a, b)
				}
			}
		}
	}
	var got bytes.Buffer
	fmt.Fprintf(&got, "%d passages: %d of %d names found, %d of %d pairs joined, %d joined wrongly, %d of %d left open rightly\n", passages, found, marked, joined, pairs, wrong, left, unclear)
	got.Write(faults.Bytes())
	golden.Check(t, "joining.golden", got.String())
}
