package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/indexer/golden"
	"unicode/utf8"
)

func TestEvalTimex(t *testing.T) {
	d := newDesk(t, nil, "")
	for _, tt := range []struct {
		lines  string
		status int
		want   string
	}{
		{`{"doc":"a","dct":"2024-03-13T10:00","text":"Café shut on Tuesday, by 1987."}` + "\n\n", exitOK,
			`{"doc":"a","timexes":[{"start":13,"end":20,"text":"Tuesday","type":"DATE","value":"2024-03-12","earliest":"2024-03-12","latest":"2024-03-12","grain":"day","edtf":"2024-03-12","anchor":{"kind":"published","words":"the day of publication, 13 March 2024"},"confidence":0.9},{"start":25,"end":29,"text":"1987","type":"DATE","value":"1987","earliest":"","latest":"1987-12-31","grain":"year","edtf":"../1987","anchor":{"kind":"none","words":""},"confidence":0.97}]}`},
		{`{"doc":"b","dct":"","text":"It rained on Tuesday for two hours."}`, exitOK,
			`"value":"XXXX-WXX-2","earliest":"","latest":"","grain":"","edtf":"","anchor":{"kind":"none","words":""},"confidence":0},{"start":25,"end":34,"text":"two hours"`},
		{`{"doc":"c","dct":"2024-03-13","text":"From 1985 to 1991 it stood; a 12-year-old saw World War II."}`, exitOK,
			`"text":"1985","type":"DATE","value":"1985","earliest":"1985-01-01","latest":"1985-12-31"`},
		{`{"doc":"d","dct":"2024-03-13","text":"Nothing."}`, exitOK, `{"doc":"d","timexes":[]}`},
		{`{"doc":"e","dct":"spring","text":""}`, exitFailed, `line 1 of standard input: "spring" is no day of publication: write YYYY-MM-DD, or leave it empty`},
		{"\n{", exitFailed, "line 2 of standard input: it is no object as it should be: "},
		{`{"doc":"f","body":"It fell today."}`, exitFailed, "line 1 of standard input: it has no text"},
	} {
		d.in = strings.NewReader(tt.lines)
		if status, out, errs := d.run("eval", "timex"); status != tt.status || !strings.Contains(out+errs, tt.want) {
			t.Errorf("eval timex of %s: exit status %d,\n%s%s\nwant %d and\n%s", tt.lines, status, out, errs, tt.status, tt.want)
		}
	}
}

// What people marked is read from a folder of JSON lines and from a text marked inline alike.
func TestEvalTimexScores(t *testing.T) {
	d := newDesk(t, nil, "")
	marked := filepath.Join(d.dir, "marked.txt")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(marked, "# One | published 2024-03-13\nIt fell on {Tuesday|2024-03-12}, and stood for {nine years|P9Y}.\nIt was built in {1987|1988}.\n")
	folder := filepath.Join(d.dir, "corpus")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(folder, "docs.jsonl"), `{"doc":"One","dct":"2024-03-13","text":"It fell on Tuesday, and stood for nine years.\nIt was built in 1987."}`)
	write(filepath.Join(folder, "gold.jsonl"), `{"doc":"One","timexes":[{"start":11,"end":18,"text":"Tuesday","type":"DATE","value":"2024-03-12"},{"start":34,"end":44,"text":"nine years","type":"DURATION","value":"P9Y"},{"start":62,"end":66,"text":"1987","type":"DATE","value":"1988"}]}`)
	first := d.must(exitOK, "eval", "timex", "--truth", marked)
	if second := d.must(exitOK, "eval", "timex", "--truth", folder); first != second {
		t.Errorf("the same marks in a folder score\n%s, in a file\n%s", second, first)
	}
	for _, want := range []string{"all       3        3       100.00   100.00    100.00   66.67   66.67", "datable   2        2       100.00   100.00    100.00   50.00   50.00"} {
		if !strings.Contains(first, want) {
			t.Errorf("eval timex --truth says\n%s, want the row %q", first, want)
		}
	}
	if faults := d.must(exitOK, "eval", "timex", "--truth", marked, "--faults"); !strings.Contains(faults, "wrong   1987     1988   1987    1987") {
		t.Errorf("eval timex --faults says\n%s, want what was wrong", faults)
	}
	write(marked, "# One | published 2024-03-13\nIt fell on {Tuesday|2024-03-12}.\n# Two\nIt was built in {1987|1988}.\n")
	if parts := d.must(exitOK, "eval", "timex", "--truth", marked, "--folds", "2"); !strings.Contains(parts, "part 2, datable") {
		t.Errorf("eval timex --folds 2 says\n%s, want two parts", parts)
	}
	write(marked, "# One | published 2024-03-13\nIt fell on {Tuesday.\n")
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"--truth", marked}, "a mark is not closed"},
		{[]string{"--truth", d.dir}, "it needs docs.jsonl and gold.jsonl"},
		{[]string{"--truth", filepath.Join(d.dir, "none")}, "no such file"},
		{[]string{"--truth", folder, "--folds", "0"}, "--folds 0: write 1 or more"},
		{[]string{"--truth", folder, "--folds", "2"}, "there are only 1 texts"},
		{[]string{"--folds", "2"}, "name them too"},
		{[]string{"--faults"}, "name it too"},
		{[]string{"--truth", ""}, "names no folder"},
	} {
		if status, _, errs := d.run(append([]string{"eval", "timex"}, tt.args...)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("eval timex %v: exit status %d, says %q; want %q", tt.args, status, errs, tt.says)
		}
	}
}

// How well days are ranked, against what editors chose, stands in a golden file.
func TestEvalDates(t *testing.T) {
	d := newDesk(t, nil, "")
	articles, err := os.ReadFile("testdata/dates/articles.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	d.in = strings.NewReader(string(articles))
	var got strings.Builder
	sum, timelines := 0.0, 0
	for line := range strings.Lines(d.must(exitOK, "eval", "dates")) {
		var ranked struct {
			Topic string
			Dates []string
		}
		if err := json.Unmarshal([]byte(line), &ranked); err != nil {
			t.Fatal(err)
		}
		for name, chosen := range editorsDates(t, ranked.Topic) {
			f := dateF1(chosen, ranked.Dates)
			sum, timelines = sum+f, timelines+1
			fmt.Fprintf(&got, "%s, %s: %.3f\n", ranked.Topic, name, f)
		}
	}
	lines := strings.Split(strings.TrimSpace(got.String()), "\n")
	slices.Sort(lines)
	golden.Check(t, "dates/score.txt", fmt.Sprintf("Date-F1 %.3f over %d timelines\n%s\n", sum/float64(timelines), timelines, strings.Join(lines, "\n")))

	d.in = strings.NewReader(`{"doc":"a","dct":"2024-03-13","text":"It fell on Tuesday."}`)
	if status, _, errs := d.run("eval", "dates"); status != exitFailed || !strings.Contains(errs, "line 1 of standard input: it names no topic") {
		t.Errorf("eval dates without a topic: exit status %d, says %q", status, errs)
	}
}

// editorsDates returns the days that each editor put on the timeline of a topic.
func editorsDates(t *testing.T, topic string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/dates/gold", topic, "timelines.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Timeline string
		Items    []struct{ Date string }
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, l := range list {
		for _, item := range l.Items {
			if !slices.Contains(all[l.Timeline], item.Date) {
				all[l.Timeline] = append(all[l.Timeline], item.Date)
			}
		}
		slices.Sort(all[l.Timeline])
	}
	return all
}

// dateF1 scores as many of the first ranked days between the first and the last chosen as were chosen.
func dateF1(chosen, ranked []string) float64 {
	taken, right := 0, 0
	for _, day := range ranked {
		if taken == len(chosen) || day < chosen[0] || day > chosen[len(chosen)-1] {
			continue
		}
		taken++
		if slices.Contains(chosen, day) {
			right++
		}
	}
	return 2 * float64(right) / float64(taken+len(chosen))
}

// A reason is what trace is for: it goes on below rather than being cut off.
func TestTraceReasonsAreWhole(t *testing.T) {
	t.Setenv("COLUMNS", "60")
	d := newDesk(t, nil, "")
	page := filepath.Join(d.dir, "page.html")
	if err := os.WriteFile(page, []byte(`<html><head><title>The mill of Corvale</title></head><body><article><h1>The mill of Corvale</h1>
<p>The mill of Corvale stood for a hundred years, and nobody in the town can say on what day of the week it burnt down in the end.</p>
<p>It burnt on Tuesday, as the miller said, and the Flight 1903 hotel was built in its place by a firm that has been forgotten.</p></article></body></html>`), 0o600); err != nil {
		t.Fatal(err)
	}
	out := d.must(exitOK, "trace", page)
	for _, want := range []string{"no publication date is known, and “Tuesday” counts from it", "it is the number of “Flight”"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("trace says\n%s, want %q whole", out, want)
		}
	}
	for line := range strings.Lines(out) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 60 {
			t.Errorf("a line of %d columns, want 60 at the most: %s", n, line)
		}
	}
}
