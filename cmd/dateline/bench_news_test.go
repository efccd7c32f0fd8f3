package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/indexer/opensearch"
	"dateline/indexer/opensearch/clustertest"
)

// benchCorpus writes a corpus of a few invented articles. The last claim of each stands
// not in its body.
func benchCorpus(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for i := range 30 {
		town := []string{"Sorrel", "Marbeck", "Tollen"}[i%3]
		line := map[string]any{
			"id": fmt.Sprintf("a%08d", i), "kind": []string{"news", "oped"}[i%2], "outlet": fmt.Sprintf("paper%d.example", i%4), "author": "Per Lund",
			"published": fmt.Sprintf("20%02d-03-0%dT08:00:00Z", i, i%9+1), "title": "The weir of " + town,
			"body": fmt.Sprintf("The granite weir at %s was opened again. Ida Moss said the timber bridge leaked.\nNobody knew why number %d stood empty.", town, i),
			"claims": []map[string]any{
				{"text": "Ida Moss said the timber bridge leaked.", "event": "1998-04-02T00:00:00Z", "gran": "day", "entities": []string{"Ida Moss", town}},
				{"text": "The ferry is older than the harbour.", "event": fmt.Sprintf("20%02d-01-01T00:00:00Z", i/2), "gran": "year", "entities": []string{"Tomas Vale"}},
			},
		}
		data, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(data, '\n'))
	}
	file := filepath.Join(t.TempDir(), "news.jsonl")
	if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestBenchNews(t *testing.T) {
	d := newDesk(t, nil, "")
	corpus := benchCorpus(t)
	for _, tt := range []struct {
		what string
		rows []string
	}{
		{"index", []string{"put: against plain Bleve", "while indexing at full speed", "disk: articles", "disk: claims", "memory", "open and first answer"}},
		{"search", []string{"rare word", "common word, newest first, 8 facets", "phrase of two words", "two words, highlights: HTTP, 8 clients", "page of articles: two words", "page of claims: two words"}},
		{"timeline", []string{"word, five years", "speaker", "outlet", "word, speaker, outlet", "page of the timeline: word", "data of the drawing: everything"}},
	} {
		out := d.must(exitOK, "bench", tt.what, "--corpus", corpus, "--questions", "2", "--seconds", "0", "--json")
		rows := benchRows(t, out)
		for _, name := range tt.rows {
			if _, ok := rows[name]; !ok {
				t.Errorf("bench %s has no row %q:\n%s", tt.what, name, out)
			}
		}
	}
	// What was built for one is used again by the next.
	if kept, err := filepath.Glob(filepath.Join(d.data, "bench-30", "*")); err != nil || len(kept) == 0 {
		t.Errorf("nothing is kept: %v, %v", kept, err)
	}
	out := d.must(exitOK, "bench", "timeline", "--corpus", corpus, "--questions", "1", "--seconds", "0", "--articles", "10")
	for _, want := range []string{"10 articles, 20 events", "plain Bleve", "SQLite FTS5", "≥ 1,000× plain Bleve"} {
		if !strings.Contains(out, want) {
			t.Errorf("bench timeline does not tell of %q:\n%s", want, out)
		}
	}
}

// benchRows returns the rows of a report about the corpus for tests, by name.
func benchRows(t *testing.T, out string) map[string]benchRow {
	t.Helper()
	var report benchReport
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if report.Articles != 30 || report.Events != 60 {
		t.Errorf("the report tells of %d articles and %d events, want 30 and 60", report.Articles, report.Events)
	}
	rows := map[string]benchRow{}
	for _, r := range report.Rows {
		rows[r.Name] = r
		for _, x := range r.Timings {
			if x.Asked == 0 || x.P50 <= 0 || x.P95 < x.P50 || x.P99 < x.P95 || x.Differ != 0 {
				t.Errorf("%s: %+v: want answers that agree", r.Name, x)
			}
		}
	}
	return rows
}

// The index on a cluster is measured beside the one in a folder, and kept there if it is told to.
func TestBenchBesideOpenSearch(t *testing.T) {
	t.Parallel() // it waits for the cluster, mostly
	addresses, prefix := searchCluster(t)
	corpus := benchCorpus(t)
	d := newDesk(t, nil, clusterTable(addresses, prefix))
	args := []string{"bench", "search", "--corpus", corpus, "--beside", "opensearch", "--questions", "2", "--seconds", "0", "--json"}
	measured := func(out, name string) {
		t.Helper()
		r := benchRows(t, out)[name]
		if x, ok := r.of(clusterTitle); !ok || x.Work != 0 || len(r.Timings) != 2 {
			t.Errorf("%s: %+v: want the folder's and the cluster's, whose work is not ours", name, r)
		}
	}
	held := func() string {
		t.Helper()
		return clustertest.Ask(t, http.MethodGet, "/_cat/indices/"+prefix+"-*?h=index&s=index")
	}

	var out, errs strings.Builder
	if status := (&app{terminal: terminal{in: strings.NewReader(""), out: &out, err: &errs}}).run(t.Context(), append([]string{"--config", d.config()}, args...)); status != exitOK {
		t.Fatalf("exit status %d\n%s", status, errs.String())
	}
	measured(out.String(), "phrase of two words")
	if left := held(); left != "" {
		t.Errorf("without --data, left on the cluster are\n%s", left)
	}

	measured(d.must(exitOK, args...), "common word, newest first")
	kept := held()
	if n := strings.Count(kept, prefix+"-bench-30-v"); n != 4 {
		t.Errorf("with --data, on the cluster are\n%s", kept)
	}
	args[1] = "timeline"
	measured(d.must(exitOK, args...), "five years")
	if now := held(); now != kept {
		t.Errorf("the next bench has made\n%s, of\n%s", now, kept)
	}
	// What is not whole gives way.
	named := filepath.Join(d.data, "bench-30", "opensearch")
	name, err := os.ReadFile(named)
	if err != nil {
		t.Fatal(err)
	}
	clustertest.Ask(t, http.MethodDelete, "/"+strings.TrimSpace(string(name))+"-articles")
	measured(d.must(exitOK, args...), "speaker")
	if now := held(); now == kept || strings.Count(now, prefix+"-bench-30-v") != 4 {
		t.Errorf("one that has gone was not built anew alone: %s", now)
	}
	c, err := opensearch.Connect(t.Context(), opensearch.Config{Addresses: addresses, Prefix: prefix + "-bench-30"})
	if err == nil {
		err = c.RemoveOthers(t.Context())
	}
	if err != nil {
		t.Error(err)
	}
}

func TestBenchNewsRefuses(t *testing.T) {
	d := newDesk(t, nil, "")
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, []byte("{\"id\":\"a1\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, says string }{
		{"bench index", "--corpus is missing"},
		{"bench search --corpus " + bad, "bad.jsonl:1: the article has no id, outlet, body or published"},
		{"bench search --corpus " + bad + ".none", "no such file"},
		{"bench timeline --corpus " + bad + " --questions 0", "at least 1"},
		{"bench search --corpus " + bad + " --beside ferret", `--beside knows no "ferret": say bleve, sqlite, opensearch`},
		{"bench timeline --corpus " + bad + " --beside opensearch", "wants a cluster: name it in the configuration, as addresses under [index]"},
	} {
		if status, _, errs := d.run(strings.Fields(tt.args)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("dateline %s: exit status %d, says %q; want %q", tt.args, status, errs, tt.says)
		}
	}
}
