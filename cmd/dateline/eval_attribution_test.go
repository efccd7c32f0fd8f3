package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEvalAttribution(t *testing.T) {
	d := newDesk(t, nil, "")
	for _, tt := range []struct {
		lines  string
		status int
		want   string
	}{
		{`{"doc":"a","text":"Café news. Ann Vale was there.\n“We shut it,” Vale said, “in 1987.”"}`, exitOK,
			`"start":31,"end":62,"spans":[[32,42],[57,64]]`},
		{`{"doc":"b","text":"Nothing happened."}`, exitOK, `{"doc":"b","claims":[]}`},
		{`{"doc":"c","text":""}`, exitOK, `{"doc":"c","claims":[]}`},
		{"\n{", exitFailed, "line 2 of standard input: it is no object as it should be: "},
		{`{"doc":"f","body":"It fell."}`, exitFailed, `line 1 of standard input: it has no text: write {"doc","text"}`},
	} {
		d.in = strings.NewReader(tt.lines)
		status, out, errs := d.run("eval", "attribution")
		if strings.Contains(tt.want, `"start"`) {
			var found struct{ Claims []attributionFound }
			if err := json.Unmarshal([]byte(out), &found); err != nil || len(found.Claims) != 1 {
				t.Fatalf("eval attribution says %s: %v", out, err)
			}
			c := found.Claims[0]
			if c.Speaker != "Ann Vale" || c.Surface != "Vale" || c.Kind != "direct" || c.Text != "We shut it in 1987" || len(c.Spans) != 2 || c.Start != 32 || c.Spans[0] != [2]int{32, 42} {
				t.Errorf("the claim is %+v", c)
			}
			continue
		}
		if status != tt.status || !strings.Contains(out+errs, tt.want) {
			t.Errorf("eval attribution of %s: exit status %d,\n%s%s\nwant %d and\n%s", tt.lines, status, out, errs, tt.status, tt.want)
		}
	}
}

// markedNews writes texts with claims that are marked in them, and returns their name.
func markedNews(t *testing.T, dir string, texts int) string {
	t.Helper()
	var docs, gold strings.Builder
	for i := range texts {
		name := []string{"Ann Vale", "Bo Lund", "Cora Marsh", "Dan Pike"}[i%4]
		quoted, said := fmt.Sprintf("“The mill was shut in %d,”", 1900+i), fmt.Sprintf("the owner left in %d", 1950+i)
		text := quoted + " " + name + " said.\nLater " + name + " said that " + said + "."
		at := func(words string, last bool) (int, int) {
			from := strings.Index(text, words)
			if last {
				from = strings.LastIndex(text, words)
			}
			start := len([]rune(text[:from]))
			return start, start + len([]rune(words))
		}
		var claims []map[string]any
		for k, words := range []string{quoted, said} {
			start, end := at(words, false)
			speaker, speakerEnd := at(name, k == 1)
			cue, cueEnd := at("said", k == 1)
			claims = append(claims, map[string]any{
				"start": start, "end": end, "speaker": name, "speaker_start": speaker, "speaker_end": speakerEnd, "cue": "said", "cue_start": cue, "cue_end": cueEnd,
				"kind": []string{"direct", "indirect"}[k], "speech": true,
			})
		}
		line := func(to *strings.Builder, v any) {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			to.Write(append(b, '\n'))
		}
		line(&docs, map[string]any{"doc": fmt.Sprint(i), "text": text})
		line(&gold, map[string]any{"doc": fmt.Sprint(i), "claims": claims})
	}
	name := filepath.Join(dir, "news")
	for file, text := range map[string]string{".docs.jsonl": docs.String(), ".gold.jsonl": gold.String()} {
		if err := os.WriteFile(name+file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

func TestEvalAttributionScores(t *testing.T) {
	d := newDesk(t, nil, "")
	name := markedNews(t, d.dir, 8)
	for _, args := range [][]string{{name}, {name + ".docs.jsonl"}, {name, "--rules-only"}, {name, "--all"}} {
		out := d.must(exitOK, append([]string{"eval", "attribution", "--truth"}, args...)...)
		if !strings.Contains(out, "joint          16     16      100.0   100.0   100.0") {
			t.Errorf("eval attribution --truth %v says\n%s", args, out)
		}
	}
	gold := name + ".gold.jsonl"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(gold, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ gold, says string }{
		{`{"doc":"9","claims":[]}`, `"9" is no text of `},
		{`{"doc":"1","claims":[{"start":3,"end":900}]}`, `claim 1 of "1": 3 to 900 is no place in a text of `},
		{`{"doc":"1","claims":[{"start":3,"end":9,"speaker_start":-1,"speaker_end":2}]}`, "-1 to 2 is no place"},
		{`{"doc":`, "line 1 of " + gold},
	} {
		write(tt.gold)
		if status, _, errs := d.run("eval", "attribution", "--truth", name); status != exitFailed || !strings.Contains(errs, tt.says) {
			t.Errorf("marks %s: exit status %d, %s; want %q", tt.gold, status, errs, tt.says)
		}
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"--truth", filepath.Join(d.dir, "none")}, "none.docs.jsonl: no such file"},
		{[]string{"--truth", ""}, "--truth names no texts"},
		{[]string{"--all"}, "--all counts what --truth marks"},
		{[]string{"more"}, "no arguments"},
	} {
		if status, _, errs := d.run(append([]string{"eval", "attribution"}, tt.args...)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("eval attribution %v: exit status %d, %s; want %q", tt.args, status, errs, tt.says)
		}
	}
}

// Learning from the same texts with the same seed gives the same weights.
func TestTrain(t *testing.T) {
	d := newDesk(t, nil, "")
	name := markedNews(t, d.dir, 12)
	learned := func(file, seed string) []byte {
		t.Helper()
		out := filepath.Join(d.dir, file)
		if says := d.must(exitOK, "train", name, "--out", out, "--seed", seed); !strings.Contains(says, "from 12 texts") {
			t.Errorf("train says %s", says)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if first, second := learned("a.bin", "3"), learned("b.bin", "3"); string(first) != string(second) || len(first) == 0 {
		t.Error("the same seed gives other weights")
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{name}, "--out names no file"},
		{[]string{"--out", "x"}, "the name of the texts"},
		{[]string{filepath.Join(d.dir, "none"), "--out", "x"}, "none.docs.jsonl: no such file"},
		{[]string{markedNews(t, t.TempDir(), 2), "--out", "x"}, "2 texts: at least 4 are needed"},
		{[]string{name, "--out", filepath.Join(d.dir, "no", "x")}, "no such file"},
	} {
		if status, _, errs := d.run(append([]string{"train"}, tt.args...)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("train %v: exit status %d, %s; want %q", tt.args, status, errs, tt.says)
		}
	}
}
