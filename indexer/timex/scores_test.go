package timex_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dateline/indexer/golden"
	"dateline/indexer/timex"
	"dateline/indexer/timex/score"
)

// How well the marked texts beside this test are read stands in a golden file, with every
// fault, so that a change which moves it says so in its diff. The texts named "check" were
// written by people who had not seen the program.
func TestScores(t *testing.T) {
	var got bytes.Buffer
	for _, name := range []string{"narrative-dev", "narrative-check", "news-check"} {
		docs := markedDocs(t, name)
		all, datable := &score.Tally{Keep: true}, score.Datable()
		for _, d := range docs {
			found := score.Of(timex.Find(d.Text, publishedOn(t, d.Published)))
			all.Add(d.Timexes, found)
			datable.Add(d.Timexes, found)
		}
		fmt.Fprintf(&got, "%s: %d texts, %d marked, %d found\n", name, len(docs), all.Marked, all.Found)
		fmt.Fprintf(&got, "\tstrict %.1f, relaxed %.1f, type %.1f, value %.1f, interval %.1f\n", all.F1(all.Strict), all.F1(all.Relaxed), all.F1(all.Type), all.F1(all.Value), all.F1(all.Interval))
		fmt.Fprintf(&got, "\tdatable: value %.1f, interval %.1f\n", datable.F1(datable.Value), datable.F1(datable.Interval))
		for _, w := range all.Wrong {
			fmt.Fprintf(&got, "\twrong   “%s” %s, want “%s” %s\n", w.Found.Text, w.Found.Value, w.Marked.Text, w.Marked.Value)
		}
		for _, x := range all.Missed {
			fmt.Fprintf(&got, "\tmissed  “%s” %s\n", x.Text, x.Value)
		}
		for _, x := range all.Excess {
			fmt.Fprintf(&got, "\texcess  “%s” %s\n", x.Text, x.Value)
		}
	}
	golden.Check(t, "scores.golden", got.String())
}

// markedDocs reads a file of marked texts.
func markedDocs(t *testing.T, name string) []score.Doc {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	docs, err := score.ReadMarked(file)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return docs
}

func publishedOn(t *testing.T, s string) time.Time {
	t.Helper()
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// Collections that others marked cannot stand beside this test: DATELINE_CORPORA says where
// they are. The floors are what the program has to reach on each.
func TestCorpora(t *testing.T) {
	corpora := os.Getenv("DATELINE_CORPORA")
	if corpora == "" {
		t.Skip("set DATELINE_CORPORA to the measured data to run this test")
	}
	for _, tt := range []struct {
		name                             string
		strict, relaxed, value, interval float64 // interval of what is datable
	}{
		{"timebank", 82, 92, 84, 88},
		{"aquaint", 83, 93, 75, 86},
	} {
		all, datable := &score.Tally{}, score.Datable()
		docs, err := score.ReadFolder(os.DirFS(filepath.Join(corpora, "timex", tt.name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			var published time.Time
			if len(d.Published) >= len(time.DateOnly) {
				published = publishedOn(t, d.Published[:len(time.DateOnly)])
			}
			found := score.Of(timex.Find(d.Text, published))
			all.Add(d.Timexes, found)
			datable.Add(d.Timexes, found)
		}
		strict, relaxed, value, interval := all.F1(all.Strict), all.F1(all.Relaxed), all.F1(all.Value), datable.F1(datable.Interval)
		t.Logf("%s: strict %.2f, relaxed %.2f, value %.2f, datable interval %.2f", tt.name, strict, relaxed, value, interval)
		if strict < tt.strict || relaxed < tt.relaxed || value < tt.value || interval < tt.interval {
			t.Errorf("%s: strict %.2f, relaxed %.2f, value %.2f, datable interval %.2f; want at least %v, %v, %v, %v", tt.name, strict, relaxed, value, interval, tt.strict, tt.relaxed, tt.value, tt.interval)
		}
	}
}
