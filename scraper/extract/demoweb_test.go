package extract_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// demoweb is the folder of the invented web that "dateline demo" crawls.
const demoweb = "../../cmd/dateline/demoweb"

// lines decodes each line of a file of JSON objects.
func lines[T any](t *testing.T, file string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join(demoweb, file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // only read
	var out []T
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var v T
		if err := json.Unmarshal(scan.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, v)
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// An answer is one line of the invented web's manifest.
type answer struct {
	URL     string            `json:"url"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	File    string            `json:"file"`
	Epoch   int               `json:"epoch"`
}

func (a answer) page(t *testing.T) *scraper.Page {
	t.Helper()
	p := &scraper.Page{URL: a.URL, FinalURL: a.URL, Status: 200, Header: http.Header{}, Body: []byte(a.Body)}
	for k, v := range a.Headers {
		p.Header.Set(k, v)
	}
	if a.File != "" {
		body, err := os.ReadFile(filepath.Join(demoweb, a.File))
		if err != nil {
			t.Fatal(err)
		}
		p.Body = body
	}
	return p
}

// TestReadDemoweb reads six outlets, each with markup of its own. Words that are
// planted in their furniture must not come out as text.
func TestReadDemoweb(t *testing.T) {
	type trap struct{ URL, Words, Why string }
	traps := lines[trap](t, "testdata/traps.jsonl")
	articles := map[string]bool{}
	for _, tr := range traps {
		articles[tr.URL] = true
	}
	for _, an := range lines[answer](t, "manifest.jsonl") {
		if !strings.HasSuffix(an.File, ".html") {
			continue
		}
		a, err := extract.Read(an.page(t), nil)
		if err != nil {
			if articles[an.URL] || !errors.Is(err, extract.ErrNoArticle) {
				t.Errorf("%s: %v", an.URL, err)
			}
			continue
		}
		checkWhole(t, a)
		if os.Getenv("SHOW") != "" {
			t.Logf("%s\n%q by %q, %q, %s %s, kind %s %q, section %q, %q\n%s", an.URL, a.Headline, a.Bylines, a.SiteName, a.Published, a.Published.From, a.Kind, a.KindEvidence, a.Section, a.Captions, a.Text)
		}
		if a.Published.Time.IsZero() || a.Headline == "" || a.SiteName == "" {
			t.Errorf("%s: published %s, headline %q, by %q in %q", an.URL, a.Published, a.Headline, a.Bylines, a.SiteName)
		}
		for _, tr := range traps {
			if tr.URL == an.URL && strings.Contains(a.Text, tr.Words) && !strings.HasPrefix(tr.Why, "number") && tr.Why != "correction note" {
				t.Errorf("%s: the text holds %q, which is %s", an.URL, tr.Words, tr.Why)
			}
		}
	}
}

// TestLinksDemoweb reads the front pages of the invented web.
func TestLinksDemoweb(t *testing.T) {
	found := 0
	for _, an := range lines[answer](t, "manifest.jsonl") {
		if !strings.Contains(an.Headers["Content-Type"], "html") || strings.Count(an.URL, "/") > 3 {
			continue
		}
		links, err := extract.Links(an.page(t))
		if err != nil {
			t.Errorf("%s: %v", an.URL, err)
			continue
		}
		found += len(links.Articles)
		if os.Getenv("SHOW") != "" {
			t.Logf("%s: %q", an.URL, *links)
		}
		if _, err := extract.Read(an.page(t), nil); !errors.Is(err, extract.ErrNoArticle) {
			t.Errorf("%s: a front page is read as an article: %v", an.URL, err)
		}
	}
	if found == 0 {
		t.Error("no front page leads anywhere")
	}
}
