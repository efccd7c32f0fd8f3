package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
	"dateline/indexer"
	"dateline/indexer/golden"
	"dateline/scraper"
)

const (
	forbidden = "http://tambercourier.example/subscriber-archive/1993-03-stroud/"
	corrected = "http://tambercourier.example/news/audit-bridge-tolls-pump-hall/"
	interview = "http://tambervalleyradio.example/interviews/hallorand-bridge-money"
	opEd      = "http://theweir.example/opinion/the-fund-was-not-lost"
)

// demoDesk returns a desk that follows the outlets of the demo web, in process.
func demoDesk(t *testing.T) *desk {
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	return newDesk(t, web, "[crawl]\ndelay = \"0s\"\n"+demoConfig())
}

// demoConfig returns the demo's configuration.
func demoConfig() string { return demoweb.Config() }

// From nothing to the timeline, and again after a correction: the main job.
func TestDemoWebEndToEnd(t *testing.T) {
	d := demoDesk(t)
	out := d.must(exitSome, "crawl", "--once") // one host does not answer, one page is missing
	if !strings.Contains(out, "disallowed by robots.txt") || !strings.Contains(out, "failed") {
		t.Errorf("crawl says %q", out)
	}
	for _, r := range d.web.Requests() {
		if r.URL == forbidden {
			t.Errorf("%s was requested, though robots.txt forbids it", r.URL)
		}
		if host := strings.TrimPrefix(r.URL, "http://"); strings.HasPrefix(host, "ads.") || strings.HasPrefix(host, "social.") {
			t.Errorf("%s was requested: it stands only in the furniture", r.URL)
		}
		if agent := r.Header.Get("User-Agent"); !strings.HasPrefix(agent, "Dateline/") {
			t.Errorf("%s was asked as %q", r.URL, agent)
		}
	}
	first := d.timeline()
	for _, url := range []string{corrected, interview, opEd} {
		if len(of(first, url)) == 0 {
			t.Errorf("nothing on the timeline from %s", url)
		}
	}
	checkTimeline(t, first)
	checkGold(t, first, 1)

	results := d.search("bridge")
	if results.Total < 10 || len(results.Hits) != results.Total {
		t.Errorf("search bridge: %d of %d articles", len(results.Hits), results.Total)
	}
	checkHighlights(t, results, "bridge")
	for _, hit := range results.Hits {
		if hit.Article.URL == opEd && (hit.Article.Kind != "opinion" || len(hit.Bylines) == 0) {
			t.Errorf("the op-ed is %+v by %v", hit.Article, hit.Bylines)
		}
	}

	// Visited again, nothing is sent again and nothing is stored.
	before := len(d.web.Requests())
	out = d.must(exitSome, "crawl", "--once", "--now")
	if !strings.Contains(out, "0 new, 0 revised") {
		t.Errorf("a second crawl says %q", out)
	}
	conditional := 0
	for _, r := range d.web.Requests()[before:] {
		if r.Status == 304 {
			conditional++
		}
	}
	if conditional < 15 {
		t.Errorf("%d answers of the second crawl were 304, want most", conditional)
	}
	if again := d.timeline(); again.Generation != first.Generation || !slices.Equal(ids(again), ids(first)) {
		t.Errorf("the timeline moved from generation %d to %d without a change", first.Generation, again.Generation)
	}

	// The article is corrected: a second revision, whose claims are shown once.
	d.web.SetEpoch(2)
	out = d.must(exitSome, "crawl", "--once", "--now")
	if !strings.Contains(out, "0 new, 1 revised") {
		t.Errorf("the crawl after the correction says %q", out)
	}
	second := d.timeline()
	checkTimeline(t, second)
	checkGold(t, second, 2)
	for _, e := range of(second, corrected) {
		if e.Article.Revision != 2 {
			t.Errorf("%s is shown from revision %d", e.ID, e.Article.Revision)
		}
	}
	checkKept(t, of(first, corrected), of(second, corrected))
	d.checkRevisions(corrected)
}

// checkTimeline holds what every timeline must keep to.
func checkTimeline(t *testing.T, timeline *indexer.Timeline) {
	t.Helper()
	if timeline.Total != len(timeline.Entries) {
		t.Errorf("total is %d, but %d entries came", timeline.Total, len(timeline.Entries))
	}
	counted := 0
	for _, b := range timeline.Buckets {
		counted += b.Count
	}
	if counted != timeline.Total {
		t.Errorf("the buckets hold %d entries of %d", counted, timeline.Total)
	}
	seen := map[string]bool{}
	var last time.Time
	for _, e := range timeline.Entries {
		if seen[e.ID] {
			t.Errorf("entry %s is there twice", e.ID)
		}
		seen[e.ID] = true
		at := e.Start.Time
		if at.IsZero() {
			at = e.End.Time
		}
		if at.Before(last) {
			t.Errorf("entry %s (%s) stands out of order", e.ID, e.Label)
		}
		last = at
		if e.Claim.ID == "" || e.Claim.Text == "" || e.Article.ID == "" || e.Label == "" || e.EDTF == "" || e.Date.Phrase == "" || len(e.Date.Steps) == 0 {
			t.Errorf("entry %s tells too little: %+v", e.ID, e)
		}
		if !strings.Contains(e.Sentence, e.Date.Phrase) {
			t.Errorf("entry %s: %q does not stand in its sentence %q", e.ID, e.Date.Phrase, e.Sentence)
		}
	}
}

func checkHighlights(t *testing.T, results *indexer.Results, word string) {
	t.Helper()
	for _, hit := range results.Hits {
		marks := 0
		for _, h := range hit.Highlights {
			text := []rune(h.Text)
			for _, m := range h.Marks {
				marks++
				if got := strings.ToLower(string(text[m[0]:m[1]])); !strings.HasPrefix(got, word) {
					t.Errorf("%s: %q is marked for %q", hit.Article.URL, got, word)
				}
			}
		}
		if marks == 0 {
			t.Errorf("%s has no highlight", hit.Article.URL)
		}
	}
}

func ids(t *indexer.Timeline) (list []string) {
	for _, e := range t.Entries {
		list = append(list, e.ID)
	}
	return list
}

// checkKept holds that claims whose words did not change kept their ids.
func checkKept(t *testing.T, before, after []indexer.Entry) {
	t.Helper()
	id := map[string]string{}
	for _, e := range before {
		id[e.Claim.Text] = e.Claim.ID
	}
	kept := 0
	for _, e := range after {
		if was, held := id[e.Claim.Text]; held && was != e.Claim.ID {
			t.Errorf("claim %q had the id %s, now %s", e.Claim.Text, was, e.Claim.ID)
		} else if held {
			kept++
		}
	}
	if kept < 3 {
		t.Errorf("only %d claims of the corrected article were found again", kept)
	}
}

// checkRevisions holds that both revisions of an article can be read.
func (d *desk) checkRevisions(url string) {
	d.t.Helper()
	ctx, id := d.t.Context(), scraper.ArticleID(url)
	d.inside(func(w *work) {
		list, err := w.library.Revisions(ctx, id)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(list) != 2 || list[0].Digest == list[1].Digest {
			d.t.Errorf("%s has the revisions %+v, want two that differ", url, list)
		}
		for _, info := range list {
			r, err := w.library.Reading(ctx, id, info.Number)
			if err != nil {
				d.t.Fatal(err)
			}
			if r.Revision.Number != info.Number || r.Revision.Text == "" || len(r.Claims) == 0 {
				d.t.Errorf("revision %d of %s is not to be read", info.Number, url)
			}
		}
	})
}

// A gold row is a date that a careful human reads from an article of the demo web.
type gold struct {
	URL, Phrase, Start, End string
	Speaker, Kind, Near     string
	Approx                  bool
	Revision                int
}

// A trap is words that must not make an entry.
type trap struct {
	URL, Words, Why string
	Revision        int
}

func readRows[T any](t *testing.T, name string) (rows []T) {
	t.Helper()
	file, err := os.Open(filepath.Join("demoweb", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		rows = append(rows, row)
	}
	if err := errors.Join(lines.Err(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return rows
}

// checkGold scores the timeline against what a human reads, and holds the score
// against the golden file: a change that moves it shows in its diff.
func checkGold(t *testing.T, timeline *indexer.Timeline, revision int) {
	t.Helper()
	var rows, dates, speakers, kinds int
	var missed strings.Builder
	for _, g := range readRows[gold](t, "expected.jsonl") {
		if g.Revision != 0 && g.Revision != revision {
			continue
		}
		rows++
		dated, e := entryFor(of(timeline, g.URL), g)
		switch {
		case !dated:
			fmt.Fprintf(&missed, "  date     %s “%s” [%s, %s) near “%s”\n", filepath.Base(g.URL), g.Phrase, g.Start, g.End, g.Near)
			continue
		case g.Speaker != "" && e.Claim.Speaker.Name != g.Speaker || g.Speaker == "" && e.Claim.Kind != "author":
			fmt.Fprintf(&missed, "  speaker  %s “%s” near “%s”: %q, want %q\n", filepath.Base(g.URL), g.Phrase, g.Near, e.Claim.Speaker.Name, g.Speaker)
		default:
			speakers++
		}
		dates++
		if string(e.Claim.Kind) == g.Kind {
			kinds++
		}
	}
	sprung := 0
	for _, trap := range readRows[trap](t, "traps.jsonl") {
		if trap.Revision != 0 && trap.Revision != revision {
			continue
		}
		for _, e := range of(timeline, trap.URL) {
			if strings.Contains(e.Claim.Text, trap.Words) && strings.Contains(trap.Words, e.Date.Phrase) {
				sprung++
				fmt.Fprintf(&missed, "  trap     %s “%s” (%s) was dated by “%s”\n", filepath.Base(trap.URL), trap.Words, trap.Why, e.Date.Phrase)
			}
		}
	}
	score := fmt.Sprintf("rows %d\ndates %d\nspeakers %d\nkinds %d\ntraps sprung %d\nmissed:\n%s", rows, dates, speakers, kinds, sprung, missed.String())
	golden.Check(t, fmt.Sprintf("demo-score-%d.txt", revision), score)
	if sprung > 0 || dates*10 < rows*8 {
		t.Errorf("too far from what a human reads: %d of %d dates, %d traps sprung", dates, rows, sprung)
	}
}

// entryFor returns an entry at the date of g, the one with its speaker if there is one.
func entryFor(entries []indexer.Entry, g gold) (found bool, best indexer.Entry) {
	for _, e := range entries {
		same := e.Start.String() == g.Start && e.End.String() == g.End || g.Approx
		near := strings.Contains(flat(e.Sentence), flat(g.Near)) || strings.Contains(flat(e.Claim.Text), flat(g.Near)) || strings.Contains(flat(g.Near), flat(e.Date.Phrase))
		phrase := strings.Contains(flat(e.Date.Phrase), flat(g.Phrase)) || strings.Contains(flat(g.Phrase), flat(e.Date.Phrase))
		if !same || !near || !phrase {
			continue
		}
		if !found || e.Claim.Speaker.Name == g.Speaker || g.Speaker == "" && e.Claim.Kind == "author" {
			found, best = true, e
		}
	}
	return found, best
}

func flat(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// The demo command itself: it crawls, says where it serves, and ends cleanly.
func TestDemoCommand(t *testing.T) {
	d := demoDesk(t)
	ctx, cancel := context.WithCancel(t.Context())
	out := &waiter{until: "Dateline answers at", reached: cancel}
	a := &app{terminal: terminal{in: strings.NewReader(""), out: out, err: &waiter{}}}
	if status := a.run(ctx, []string{"demo", "--data", d.data}); status != exitOK {
		t.Errorf("demo ended with %d and said\n%s", status, out)
	}
	for _, want := range []string{"an article was corrected", "1 revised", "http://127.0.0.1:"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("demo did not say %q in\n%s", want, out)
		}
	}
	if _, err := os.Stat(beaconPath(d.data)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("server.json is left behind: %v", err)
	}
}
