package main

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const evalPage = `<html lang=en><title>Weir opens | The Mill</title>
<meta property=og:site_name content="The Mill"><meta property=article:published_time content=2026-03-02T14:05:00+01:00><meta name=author content="Per Lund">
<article><h1>Weir opens</h1><p>%s</p><p>%s</p></article>`

const (
	weirFirst  = "The weir at Sorrel was opened on Monday, forty years after the flood that took the old one with it, and two years late."
	weirSecond = "Engineers said that the one before would not have lasted another winter, and that nobody had looked at it since the fire at the mill."
)

// evalFolder holds two pages with their true text: one is read whole and rightly,
// of the other the truth knows only the first paragraph.
func evalFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "html"), 0o700); err != nil {
		t.Fatal(err)
	}
	page := fmt.Sprintf(evalPage, weirFirst, weirSecond)
	for _, id := range []string{"one", "two"} {
		file, err := os.Create(filepath.Join(folder, "html", id+".html.gz"))
		if err != nil {
			t.Fatal(err)
		}
		pack := gzip.NewWriter(file)
		if _, err := pack.Write([]byte(page)); err != nil {
			t.Fatal(err)
		}
		if err := pack.Close(); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	truth := fmt.Sprintf(`{"one": {"articleBody": %q, "url": "http://mill.example/weir"}, "two": {"articleBody": %q, "url": "http://mill.example/weir"}}`,
		weirFirst+"\n"+weirSecond, weirFirst)
	if err := os.WriteFile(filepath.Join(folder, "ground-truth.json"), []byte(truth), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestEvalExtractScores(t *testing.T) {
	score, err := scoreExtract(evalFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	first, all := shingles(weirFirst).total, shingles(weirFirst+" "+weirSecond).total
	if want := (1 + float64(first)/float64(all)) / 2; score.pages != 2 || score.recall != 1 || score.precision != want || score.low != 1 {
		t.Errorf("scored %+v, want precision %v and recall 1 on 2 pages, one of them low", score, want)
	}
	if score.seconds <= 0 || score.allocs == 0 || score.bytes == 0 {
		t.Errorf("the cost is not told: %+v", score)
	}
}

func TestEvalExtract(t *testing.T) {
	d := newDesk(t, nil, "")
	folder := evalFolder(t)
	list := filepath.Join(folder, "front.html")
	if err := os.WriteFile(list, []byte("<html><title>The Mill</title><p>Welcome"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		line   string
		status int
		want   string
	}{
		{`{"id":"1","url":"http://mill.example/weir","file":"` + filepath.Join(folder, "html", "one.html.gz") + `"}` + "\n\n", exitOK,
			`{"id":"1","title":"Weir opens","authors":["Per Lund"],"published":"2026-03-02T14:05:00+01:00","published_source":"meta article:published_time"`},
		{`{"id":"2","url":"http://mill.example/","file":"` + list + `"}`, exitOK, `"says":"no article: it is a front page"}`},
		{`{"id":"3","file":"` + filepath.Join(folder, "none.html") + `"}`, exitFailed, "line 1 of standard input: open "},
		{"\n{", exitFailed, "line 2 of standard input: "},
		{`{"id":"4"}`, exitFailed, "line 1 of standard input: it names no file"},
	} {
		d.in = strings.NewReader(tt.line)
		status, out, errs := d.run("eval", "extract")
		if status != tt.status || !strings.Contains(out+errs, tt.want) {
			t.Errorf("eval extract of %s: exit status %d, %s%s; want %d and %s", tt.line, status, out, errs, tt.status, tt.want)
		}
	}
	for _, tt := range []struct{ args, says string }{
		{"eval extract --truth " + t.TempDir(), "it needs ground-truth.json and html/"},
		{"eval everything", `knows no "everything"`},
	} {
		if status, _, errs := d.run(strings.Fields(tt.args)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("dateline %s: exit status %d, says %q; want %q", tt.args, status, errs, tt.says)
		}
	}
}
