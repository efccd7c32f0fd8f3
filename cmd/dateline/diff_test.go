package main

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"dateline/api"
	"dateline/indexer/golden"
	"dateline/scraper"
	"dateline/scraper/change"
)

// The corrected article of the demo web: what was corrected is told first, by
// address and by id, from this process and through a server.
func TestDiffOfTheDemo(t *testing.T) {
	t.Setenv("COLUMNS", "120")
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	id := scraper.ArticleID(corrected)

	if out := d.must(exitOK, "diff", id); !strings.Contains(out, "has one revision, of ") {
		t.Errorf("diff of one revision says\n%s", out)
	}
	d.web.SetEpoch(2)
	d.must(exitSome, "crawl", "--once", "--now")
	out := d.must(exitOK, "diff", corrected)
	fetched := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d UTC`) // when the test ran
	golden.Check(t, "demo-diff.txt", fetched.ReplaceAllString(out, "DATE"))
	for _, args := range [][]string{{id}, {strings.TrimPrefix(corrected, "http://")}, {corrected, "1..2"}, {id, "..2"}, {id, "1.."}} {
		if again := d.must(exitOK, append([]string{"diff"}, args...)...); again != out {
			t.Errorf("diff %v says\n%s\nnot\n%s", args, again, out)
		}
	}
	var diff api.Diff
	if err := json.Unmarshal([]byte(d.must(exitOK, "diff", id, "2..1", "--format", "json")), &diff); err != nil || diff.From.Revision != 2 || len(diff.Changes) == 0 {
		t.Errorf("diff 2..1 as JSON: %+v, %v", diff, err)
	}
	if out := d.must(exitOK, "diff", id, "2..2"); !strings.Contains(out, "kept are 1, 2") {
		t.Errorf("diff 2..2 says\n%s", out)
	}
	for _, tt := range []struct {
		args   string
		status int
		says   string
	}{
		{id + " 1..7", exitFailed, "There is no revision 7 of the article " + id + "; kept are 1, 2"},
		{"nobody", exitFailed, `no article with the id "nobody"`},
		{"http://tambercourier.example/none", exitFailed, "No article is held at http://tambercourier.example/none"},
		{"ftp://tambercourier.example/none", exitFailed, "no http(s) address"},
		{id + " 2", exitUsage, `"2" names no revisions: say 2.. or ..3 or 2..5`},
		{id + " 0..2", exitUsage, "names no revisions"},
		{id + " 1...3", exitUsage, "names no revisions"},
		{id + " a..b", exitUsage, "names no revisions"},
		{id + " --format csv", exitUsage, "say text or json"},
		{"", exitUsage, "takes an article"},
	} {
		status, _, errs := d.run(append([]string{"diff"}, strings.Fields(tt.args)...)...)
		if status != tt.status || !strings.Contains(errs, tt.says) {
			t.Errorf("dateline diff %s: exit status %d, says %q; want %d and %q", tt.args, status, errs, tt.status, tt.says)
		}
	}

	// While a server owns the folder, it is asked.
	ctx, cancel := context.WithCancel(t.Context())
	up, ended := make(chan struct{}), make(chan int, 1)
	server := &app{terminal: terminal{in: strings.NewReader(""), out: &waiter{until: "Dateline answers at", reached: func() { close(up) }}, err: &waiter{}}, transport: d.web}
	go func() {
		ended <- server.run(ctx, []string{"serve", "--data", d.data, "--config", d.config(), "--listen", "127.0.0.1:0", "--crawl=false"})
	}()
	select {
	case <-up:
	case status := <-ended:
		t.Fatalf("the server ended with %d: %s", status, server.err)
	}
	if served := d.must(exitOK, "diff", corrected); served != out {
		t.Errorf("through the server, diff says\n%s\nnot\n%s", served, out)
	}
	if status, _, errs := d.run("diff", id, "1..7"); status != exitFailed || !strings.Contains(errs, "kept are 1, 2") {
		t.Errorf("through the server, diff 1..7: %d, %q", status, errs)
	}
	if status, _, errs := d.run("diff", "http://tambercourier.example/none"); status != exitFailed || !strings.Contains(errs, "No article is held at") {
		t.Errorf("through the server, diff of nothing: %d, %q", status, errs)
	}
	cancel()
	<-ended
}

// On a terminal words are coloured; a change stands within the line that tells of it.
func TestDiffWriter(t *testing.T) {
	pieces := []api.Piece{{Op: change.Keep, Text: "lost "}, {Op: change.Remove, Text: "12"}, {Op: change.Add, Text: "14\x1b[2J"}, {Op: change.Keep, Text: " million"}}
	for _, tt := range []struct {
		markers markers
		want    string
	}{
		{plainMarkers, "lost [-12-]{+14 [2J+} million"},
		{colours, "lost \x1b[31;9m12\x1b[0m\x1b[32m14 [2J\x1b[0m million"},
	} {
		w := &diffWriter{markers: tt.markers}
		if got := w.marked(pieces); got != tt.want {
			t.Errorf("marked() = %q, want %q", got, tt.want)
		}
	}
	var out strings.Builder
	w := &diffWriter{tracer: tracer{w: &out, columns: 70}}
	w.change(api.Change{Kind: change.Number, Field: change.Text, Old: "12 million", New: "14 million", Before: "… and after a very long winter the fund lost ", After: " crowns in all that it did …", Quoted: true})
	w.change(api.Change{Kind: change.Name, Field: change.Bylines, New: "Ada Quill"})
	w.change(api.Change{Kind: change.Note, Field: change.Text, Old: "Correction: no."})
	const want = `  number in a quotation "12 million" → "14 million"
             in: "… fund lost [12 million→14 million] crowns in all…"
  bylines    none → Ada Quill
  note       removed: Correction: no.
`
	if out.String() != want {
		t.Errorf("the summary is\n%s\nwant\n%s", &out, want)
	}
}
