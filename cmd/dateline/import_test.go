package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/warc"
)

// A clipping is a page of a WARC file that somebody else wrote.
type clipping struct {
	url, headline, words string
	day                  int
}

const clippings = "http://tribune.example/"

// page returns the page of a clipping, an article unless it has no words.
func (c clipping) page() *scraper.Page {
	body := "<html><head><title>" + c.headline + "</title></head><body><nav>Home</nav></body></html>"
	if c.words != "" {
		body = fmt.Sprintf(`<html><head><title>%[1]s</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2011-03-04T09:00:00Z"></head><body><article><h1>%[1]s</h1>
<p>The reserve fund was opened in 1987, the clerk of the town said on Tuesday, and %[2]s.</p>
<p>Nobody who sat on the council in those years could say what became of the money after the bridge was paid for.</p>
<p>As <a href="http://ledger.example/fund">the Ledger wrote</a>, the books were closed in 1991 and have not been seen since then.</p></article></body></html>`, c.headline, c.words)
	}
	return &scraper.Page{
		URL: c.url, FinalURL: c.url, Status: http.StatusOK, Body: []byte(body), Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		Fetched: time.Date(2012, time.January, c.day, 12, 0, 0, 0, time.UTC),
	}
}

// file writes a WARC file with these pages, and returns its name.
func (d *desk) file(name string, list ...clipping) string {
	d.t.Helper()
	data := warc.Info("another tool", name, time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, c := range list {
		data = append(data, warc.Response(warc.Exchange{Page: c.page()})...)
	}
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

func TestImport(t *testing.T) {
	d := newDesk(t, nil, "[[outlet]]\nname = \"The Tribune\"\nhome = \""+clippings+"\"\nfeeds = [\"/feed\"]\n")
	fund, mill := clippings+"fund", clippings+"mill"
	one := d.file("one.warc.gz",
		clipping{fund, "Fund is gone", "it was gone by spring", 10},
		clipping{mill, "Mill is sold", "the mill went with it", 10},
		clipping{fund, "Fund is gone", "it was gone by autumn", 20},
		clipping{mill, "Mill is sold", "the mill went with it", 21}, // the same again
		clipping{clippings + "about", "About us", "", 10},
	)
	if out := d.must(exitOK, "import", one); !strings.Contains(out, "5 pages, 2 new, 1 revised, 1 unchanged, 1 no article") {
		t.Errorf("import says %q", out)
	}
	if hits := d.search("fund", "--outlet", "The Tribune").Hits; len(hits) != 2 {
		t.Errorf("search finds %d articles, want 2", len(hits))
	}
	timeline := d.timeline("--event", "1987")
	if timeline.Total == 0 {
		t.Error("nothing of 1987 is on the timeline")
	}
	// Twice, under its own name and another, stores nothing.
	if out := d.must(exitOK, "import", one); !strings.Contains(out, "read before") {
		t.Errorf("the same file again: %q", out)
	}
	size := d.stored()
	copied := filepath.Join(d.dir, "copy.warc.gz")
	data, err := os.ReadFile(one)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if out := d.must(exitOK, "import", copied); !strings.Contains(out, "5 pages, 0 new, 4 held already, 1 no article") {
		t.Errorf("a copy of the file: %q", out)
	}
	if got := d.stored(); got != size {
		t.Errorf("a copy of the file made %s of %s", got, size)
	}
	// What is older than what is held takes its place before it.
	d.must(exitOK, "import", d.file("two.warc.gz", clipping{fund, "Fund is gone", "it was gone by winter", 5}))
	if got, want := d.revisions(fund), []string{"winter", "spring", "autumn"}; !slices.Equal(got, want) {
		t.Errorf("revisions %v, want %v", got, want)
	}
	if hits := d.search("autumn").Hits; len(hits) != 1 || hits[0].Article.Revision != 3 {
		t.Errorf("the newest revision is %+v, want the third", hits)
	}
	if hits := d.search("winter").Hits; len(hits) != 0 {
		t.Error("an older revision is found as if it were the newest")
	}
}

// revisions returns the last word of the first paragraph of every revision.
func (d *desk) revisions(url string) (words []string) {
	d.t.Helper()
	d.inside(func(w *work) {
		list, err := w.folder.archive.Revisions(d.t.Context(), scraper.ArticleID(url))
		if err != nil {
			d.t.Fatal(err)
		}
		for _, i := range list {
			r, err := w.folder.archive.Revision(d.t.Context(), i.ArticleID, i.Number)
			if err != nil {
				d.t.Fatal(err)
			}
			first := strings.Fields(strings.ReplaceAll(r.Text, "\n", " \n "))
			words = append(words, strings.TrimSuffix(first[slices.Index(first, "by")+1], "."))
		}
	})
	return words
}

// stored says how much is stored.
func (d *desk) stored() (says string) {
	d.t.Helper()
	d.inside(func(w *work) {
		for _, table := range []string{"page", "revisit", "revision", "article"} {
			var n int
			if err := w.folder.db.Read().QueryRowContext(d.t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				d.t.Fatal(err)
			}
			says += fmt.Sprintf("%s %d ", table, n)
		}
	})
	return says
}

func TestImportFollowsOnlyWhenAsked(t *testing.T) {
	for _, flags := range [][]string{nil, {"--follow"}} {
		d := newDesk(t, nil, "")
		d.must(exitOK, append([]string{"import", d.file("one.warc.gz", clipping{clippings + "fund", "Fund is gone", "it was gone by spring", 10})}, flags...)...)
		var cited int
		d.inside(func(w *work) {
			if err := w.folder.db.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM visit WHERE url = 'http://ledger.example/fund'`).Scan(&cited); err != nil {
				t.Fatal(err)
			}
		})
		if cited != len(flags) {
			t.Errorf("import %v: %d cited addresses in the queue", flags, cited)
		}
	}
}

// Stopped after some pages, an import goes on behind them.
func TestImportGoesOn(t *testing.T) {
	d := newDesk(t, nil, "")
	var list []clipping
	for n := range 3 * mostPages {
		list = append(list, clipping{fmt.Sprintf("%s%d", clippings, n), fmt.Sprintf("Fund %d is gone", n), fmt.Sprintf("case %d was closed", n), 1 + n%28})
	}
	name := d.file("one.warc.gz", list...)
	d.inside(func(w *work) {
		in, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close() //nolint:errcheck // it is read only
		file, err := identify(in, name)
		if err != nil {
			t.Fatal(err)
		}
		i := &importer{work: w, tell: newProgress(&bytes.Buffer{}), out: &bytes.Buffer{}, earlier: warc.NewEarlier(0)}
		reader := warc.NewReader(in, warc.Options{})
		var some []*arrival
		for page, after := range reader.Pages() {
			if some = append(some, &arrival{page: page, after: after}); len(some) == mostPages {
				break
			}
		}
		if err := i.take(t.Context(), file, some, newTally()); err != nil {
			t.Fatal(err)
		}
	})
	status, out, errs := d.run("import", name)
	if want := fmt.Sprintf("%d pages, %[1]d new\n", 2*mostPages); status != exitOK || !strings.HasSuffix(out, want) || !strings.Contains(errs, "going on from byte") {
		t.Errorf("going on: %d, %q, %q; want %q", status, out, errs, want)
	}
	if got := d.stored(); !strings.Contains(got, fmt.Sprintf("article %d ", len(list))) {
		t.Errorf("stored are %s", got)
	}
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	d := newDesk(t, nil, "")
	good := d.file("good.warc.gz", clipping{clippings + "fund", "Fund is gone", "it was gone by spring", 10})
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(d.dir, "page.html")
	image := clipping{clippings + "x", "x", "x", 1}.page()
	image.Header.Set("Content-Type", "image/png")
	for name, content := range map[string][]byte{
		text:                                []byte("<html>just a page</html>\n"),
		filepath.Join(d.dir, "cut.warc.gz"): slices.Concat(data, warc.Response(warc.Exchange{Page: image}), warc.Response(warc.Exchange{Page: image}), data[:len(data)-50]),
	} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	status, out, errs := d.run("import", filepath.Join(d.dir, "cut.warc.gz"))
	if status != exitOK || !strings.Contains(out, "1 page, 1 new") || !strings.Contains(errs, "2 records not HTML, the first at byte") || strings.Count(errs, "cut off") != 1 {
		t.Errorf("a file cut off: %d, %q, %q", status, out, errs)
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"import", text}, "holds no WARC record"},
		{[]string{"import", filepath.Join(d.dir, "none.warc.gz"), good}, "no such file"},
		{[]string{"import", d.dir}, "no file"},
		{[]string{"export", "warc", "-o", good}, "is there already"},
	} {
		if status, _, errs := d.run(tt.args...); status != exitFailed || !strings.Contains(errs, tt.says) {
			t.Errorf("%v: exit status %d, says %q, want %q", tt.args, status, errs, tt.says)
		}
	}
	if out := d.must(exitOK, "import", good); !strings.Contains(out, "read before") {
		t.Errorf("a good file beside one that is missing was not taken: %q", out)
	}
	d.inside(func(w *work) {
		// As a server would, from another process.
		if err := w.folder.light(beacon{Address: "http://127.0.0.1:1", Token: "x"}); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"import", good}, {"export", "warc", "-o", filepath.Join(d.dir, "new.warc.gz")}} {
			if status, _, errs := d.run(args...); status != exitFailed || !strings.Contains(errs, "in use by another dateline") || !strings.Contains(errs, "http://127.0.0.1:1") {
				t.Errorf("%v with the folder in use: exit status %d, says %q", args, status, errs)
			}
		}
	})
	for _, args := range [][]string{{"import"}, {"export", "cdx"}, {"export", "warc"}, {"export", "warc", "-o", "x.zip"}} {
		if status, _, errs := d.run(args...); status != exitUsage {
			t.Errorf("%v: exit status %d, says %q", args, status, errs)
		}
	}
}

func TestExportWARC(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	d.web.SetEpoch(2) // one article is corrected
	d.must(exitSome, "crawl", "--once", "--now")
	name := filepath.Join(d.dir, "all.warc.gz")
	total := d.search("bridge").Total
	// One of the articles has the text of another.
	if _, out, errs := d.run("search", "bridge"); !strings.Contains(out, "\n  also in 1 outlet: ") ||
		!strings.Contains(errs, "1 more article with the text of one of these; --copies all") || !strings.Contains(errs, plural(total-1, "article")) {
		t.Errorf("search says %s%s, want %d of %d articles", out, errs, total-1, total)
	}
	// So have claims of theirs what those of the other have.
	var once, all indexer.Claims
	for found, copies := range map[*indexer.Claims]string{&once: "folded", &all: "all"} {
		said := d.must(exitOK, "claims", "--limit", "1000", "--format", "json", "--copies", copies)
		if err := json.Unmarshal([]byte(said), found); err != nil {
			t.Errorf("claims say %s: %v", said, err)
		}
	}
	folded := 0
	for _, c := range once.Claims {
		folded += once.Copies[c.ID].Articles
	}
	if folded == 0 || once.Folded != folded || once.Total+folded != all.Total || len(once.Claims) != once.Total || len(all.Claims) != all.Total || len(all.Copies) > 0 {
		t.Errorf("there are %d claims, of %d with copies, %d in %d folded and %d told of", once.Total, all.Total, once.Folded, len(once.Copies), folded)
	}
	if _, _, errs := d.run("claims"); !strings.Contains(errs, plural(once.Folded, "more claim")+", the same in articles with the same text; --copies all") {
		t.Errorf("claims say %s, want %d folded", errs, once.Folded)
	}
	var alike indexer.Similar
	said := d.must(exitOK, "similar", "tambercourier.example/analysis/three-accounts-one-missing-fund/", "--limit", "3", "--format", "json")
	if err := json.Unmarshal([]byte(said), &alike); err != nil || len(alike.Articles) != 3 || len(alike.Articles[0].Words) == 0 {
		t.Errorf("similar says %s: %v", said, err)
	}
	if out, one := d.must(exitOK, "similar", alike.Article.ID), alike.Articles[0]; !strings.Contains(out, one.Article.URL) || !strings.Contains(out, "  has "+one.Words[0]) {
		t.Errorf("similar says %s, want first %+v", out, one)
	}
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"nobody"}, exitFailed, `no article with the id "nobody"`},
		{[]string{alike.Article.ID, "--limit", "0"}, exitUsage, "from 1 to 50"},
		{[]string{"caaaaaaaaaaaaaaa"}, exitFailed, `no claim with the id "caaaaaaaaaaaaaaa"`},
		{nil, exitUsage, "by its address or id"},
	} {
		if status, _, errs := d.run(append([]string{"similar"}, tt.args...)...); status != tt.status || !strings.Contains(errs, tt.says) {
			t.Errorf("similar %q: %d, %s; want %d and %q", tt.args, status, errs, tt.status, tt.says)
		}
	}
	likeClaims := 0
	for _, c := range once.Claims {
		var like indexer.SimilarClaims
		said := d.must(exitOK, "similar", c.ID, "--format", "json")
		if err := json.Unmarshal([]byte(said), &like); err != nil || like.Claim.ID != c.ID {
			t.Errorf("similar says of a claim %s: %v", said, err)
		}
		if likeClaims += len(like.Claims); len(like.Claims) > 0 && likeClaims == len(like.Claims) {
			one := like.Claims[0]
			if out := d.must(exitOK, "similar", "http://127.0.0.1:8080/c/"+c.ID, "--limit", "1"); !strings.Contains(out, one.Claim.ID) || !strings.Contains(out, "  has "+one.Words[0]) {
				t.Errorf("similar says %s, want %+v", out, one)
			}
		}
	}
	if likeClaims < len(once.Claims)/4 {
		t.Errorf("of %d claims %d are found that are like them", len(once.Claims), likeClaims)
	}
	out := d.must(exitOK, "export", "warc", "bridge", "-o", name)
	if !strings.Contains(out, fmt.Sprintf("%d articles", total)) {
		t.Errorf("export says %q; search finds %d", out, total)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	reader := warc.NewReader(bytes.NewReader(data), warc.Options{Problem: func(p warc.Problem) { t.Errorf("%+v", p) }})
	pages := map[string]int{}
	start := int64(len(data)) - int64(len(data[bytes.Index(data[1:], []byte{0x1f, 0x8b, 8})+1:])) // behind the warcinfo
	for p, after := range reader.Pages() {
		pages[p.FinalURL]++
		r, err := warc.Read(data[start:after.Offset], 1<<20) // it looks at both digests
		if err != nil || !strings.HasPrefix(r.Fields.Get("WARC-Block-Digest"), "sha1:") || !strings.HasPrefix(r.Fields.Get("WARC-Payload-Digest"), "sha1:") || !bytes.Equal(r.Body, p.Body) {
			t.Errorf("record of %s: %v", p.FinalURL, err)
		}
		start = after.Offset
	}
	if reader.Err() != nil || reader.Records() != 2+total || len(pages) != total || pages[corrected] != 2 {
		t.Errorf("the file has %d records of %d addresses, %d of the corrected article; want one warcinfo and a page for each revision of %d articles: %v",
			reader.Records(), len(pages), pages[corrected], total, reader.Err())
	}
	if first, err := warc.Read(data, 1<<20); err != nil || first.Type != "warcinfo" || first.Fields.Get("WARC-Filename") != "all.warc.gz" {
		t.Errorf("its first record: %+v, %v", first, err)
	}
	// What was exported can be imported elsewhere.
	other := newDesk(t, nil, demoConfig())
	if out := other.must(exitOK, "import", name); !strings.Contains(out, fmt.Sprintf("%d pages, %d new, 1 revised", total+1, total)) {
		t.Errorf("import of what was exported: %q", out)
	}
	outlet := filepath.Join(d.dir, "outlet.warc.gz")
	d.must(exitOK, "export", "warc", "--outlet", "The Tamber Courier", "-o", outlet)
	if a, err := os.Stat(outlet); err != nil || a.Size() < 1000 {
		t.Errorf("export of an outlet: %v, %v", a, err)
	}
}
