package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEvalPeople(t *testing.T) {
	d := newDesk(t, nil, "")
	for _, tt := range []struct {
		lines  string
		status int
		want   string
	}{
		{`{"doc":"a","text":"Café owner José Vale left Lyon.\nMr. Vale’s firm, Vale Holdings Ltd, stayed."}` + "\n\n", exitOK,
			`{"doc":"a","ents":[[11,20,"PER"],[26,30,"LOC"],[36,40,"PER"],[49,66,"ORG"]]}`},
		{`{"doc":"b","text":"It rained."}`, exitOK, `{"doc":"b","ents":[]}`},
		{`{"doc":"c","text":""}`, exitOK, `{"doc":"c","ents":[]}`},
		{"\n{", exitFailed, "line 2 of standard input: it is no object as it should be: "},
		{`{"doc":"d","body":"Ann Vale left."}`, exitFailed, `line 1 of standard input: it has no text: write {"doc","text"}`},
		{`["Ann Vale"]`, exitFailed, "line 1 of standard input: it is no object as it should be: "},
	} {
		d.in = strings.NewReader(tt.lines)
		if status, out, errs := d.run("eval", "people"); status != tt.status || !strings.Contains(out+errs, tt.want) {
			t.Errorf("eval people of %s: exit status %d,\n%s%s\nwant %d and\n%s", tt.lines, status, out, errs, tt.status, tt.want)
		}
	}
}

// The scores are those that the definition gives: a name is right if its place and kind are.
func TestEvalPeopleScores(t *testing.T) {
	d := newDesk(t, nil, "")
	write := func(name, text string) string {
		t.Helper()
		name = filepath.Join(d.dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	marked := write("marked.jsonl", `{"doc":"a","text":"Ann Vale left Lyon.","ents":[[0,8,"PER"],[0,8,"PER"],[14,18,"ORG"],[9,13,"MISC"]]}`+"\n"+
		`{"doc":"b","text":"Ann Vale met Robert Oster.","ents":[[0,3,"PER"],[13,25,"PER"]]}`+"\n")
	want := "kind P R F1 marked found\n" +
		"PER    66.7    66.7   66.7   3        3\n" +
		"ORG    0.0     0.0    0.0    1        0\n" +
		"LOC    0.0     0.0    0.0    0        1\n" +
		"all    50.0    50.0   50.0   4        4\n"
	squeeze := func(s string) string {
		var lines []string
		for line := range strings.Lines(s) {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
		return strings.Join(lines, "\n")
	}
	if got := d.must(exitOK, "eval", "people", "--truth", marked); squeeze(got) != squeeze(want) {
		t.Errorf("eval people --truth says\n%s, want\n%s", got, want)
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"--truth", filepath.Join(d.dir, "none.jsonl")}, "no such file"},
		{[]string{"--truth", ""}, "--truth names no file"},
		{[]string{"--truth", write("empty.jsonl", "\n")}, "there are no texts in it"},
		{[]string{"--truth", write("unmarked.jsonl", `{"doc":"a","text":"Ann Vale left."}`)}, "line 1 of " + filepath.Join(d.dir, "unmarked.jsonl") + ": it has no text or no names"},
		{[]string{"--truth", write("odd.jsonl", `{"doc":"a","text":"Ann Vale left.","ents":[["PER",0,8]]}`)}, `["PER",0,8] is no name: write [start,end,"PER"]`},
		{[]string{"marked.jsonl"}, "no arguments"},
	} {
		if status, _, errs := d.run(append([]string{"eval", "people"}, tt.args...)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("eval people %q: exit status %d, says %q; want %q", tt.args, status, errs, tt.says)
		}
	}
}
