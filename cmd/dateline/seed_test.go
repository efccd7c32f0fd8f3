package main

import (
	"os"
	"strings"
	"testing"

	"dateline/cmd/dateline/demoweb"
	"dateline/indexer"
)

// The addresses of the seed web, the first real input. It is no part of the
// repository: DATELINE_SEED says where it is.
const (
	seedArticle = "http://dailyrecord.example/politics/former-kgb-agents-same-story/"
	seedOpEd    = "http://thehill.example/opinion/international/5162890-motyl-krasnov/"
	seedFacts   = "http://factdesk.example/2025/02/what-we-know-krasnov"
	seedRadio   = "http://kyivradio.example/interview/zhyrnov-2025-02-21"
	seedPortal  = "http://portal.example/news/krasnov-three-men-130000417.html"
)

const seedConfig = `
[crawl]
delay = "0s"

[[outlet]]
name = "The Daily Record"
home = "http://dailyrecord.example/"
feeds = ["http://dailyrecord.example/feed/"]

[[outlet]]
name = "The Hill"
home = "http://thehill.example/"
feeds = ["http://thehill.example/opinion/feed"]
opinion = ["/opinion/"]

[[outlet]]
name = "Fact Desk"
home = "http://factdesk.example/"
sitemaps = ["http://factdesk.example/sitemap-news.xml"]
`

func seedDesk(t *testing.T) *desk {
	t.Helper()
	folder := os.Getenv("DATELINE_SEED")
	if folder == "" {
		t.Skip("set DATELINE_SEED to the folder of the seed web to run this test")
	}
	web, err := demoweb.Open(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	return newDesk(t, web, seedConfig)
}

func TestSeedEndToEnd(t *testing.T) {
	d := seedDesk(t)
	d.must(exitSome, "crawl", "--once") // the hosts of embeds do not answer
	d.must(exitOK, "add", seedPortal)
	d.must(exitOK, "crawl", "--once")
	for _, r := range d.web.Requests() {
		if strings.Contains(r.URL, "facebook.example") && !strings.HasSuffix(r.URL, "/robots.txt") {
			t.Errorf("%s was requested, though robots.txt forbids it", r.URL)
		}
	}
	timeline := d.timeline()
	checkTimeline(t, timeline)
	for _, url := range []string{seedArticle, seedOpEd, seedFacts, seedRadio, seedPortal} {
		if len(of(timeline, url)) == 0 {
			t.Errorf("nothing on the timeline from %s", url)
		}
	}
	checkSeedArticle(t, of(timeline, seedArticle))

	found := d.search("krasnov")
	if found.Total < 4 {
		t.Errorf("search krasnov finds %d articles, want at least 4", found.Total)
	}
	checkHighlights(t, found, "krasnov")
	for _, hit := range found.Hits {
		if hit.Article.URL == seedOpEd && (hit.Article.Kind != "opinion" || !strings.HasPrefix(hit.Article.Published, "2025-02-22") ||
			len(hit.Bylines) != 1 || hit.Bylines[0] != "Alexander J. Motyl") {
			t.Errorf("the op-ed is %+v by %q", hit.Article, hit.Bylines)
		}
	}

	before := len(d.web.Requests())
	if out := d.must(exitSome, "crawl", "--once", "--now"); !strings.Contains(out, "0 new, 0 revised") {
		t.Errorf("a second crawl says %q", out)
	}
	asked := map[string]bool{}
	for _, r := range d.web.Requests()[before:] {
		if r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "" {
			asked[r.URL] = r.Status == 304
		}
	}
	for _, url := range []string{seedArticle, seedOpEd, seedFacts} {
		if !asked[url] {
			t.Errorf("%s was not asked for with what the first answer gave", url)
		}
	}
	if again := d.timeline(); again.Generation != timeline.Generation {
		t.Errorf("the second crawl stored something: generation %d became %d", timeline.Generation, again.Generation)
	}

	d.web.SetEpoch(2)
	if out := d.must(exitSome, "crawl", "--once", "--now"); !strings.Contains(out, "0 new, 1 revised") {
		t.Errorf("the crawl after the correction says %q", out)
	}
	second := d.timeline()
	checkTimeline(t, second)
	checkSeedArticle(t, of(second, seedArticle))
	for _, e := range of(second, seedArticle) {
		if e.Article.Revision != 2 || strings.Contains(e.Claim.Text, "Shivets") {
			t.Errorf("%s is from revision %d: %s", e.ID, e.Article.Revision, e.Claim.Text)
		}
	}
	checkKept(t, of(timeline, seedArticle), of(second, seedArticle))
	d.checkRevisions(seedArticle)
}

// checkSeedArticle holds what a careful human reads from the article alone.
func checkSeedArticle(t *testing.T, entries []indexer.Entry) {
	t.Helper()
	has := map[string]int{}
	for _, e := range entries {
		has[e.Start.String()+"/"+e.End.String()+" "+e.Date.Phrase]++
		for _, furniture := range []string{"Independent since", "Flood of 2024", "best films", "Kitchen Gadgets", "primary calendar", "814 partners", "what November 1989"} {
			if strings.Contains(e.Sentence, furniture) {
				t.Errorf("%q is furniture", e.Sentence)
			}
		}
	}
	count := func(start, end, phrase string) (n int) {
		for _, e := range entries {
			if e.Start.String() == start && e.End.String() == end && strings.Contains(e.Date.Phrase, phrase) {
				n++
			}
		}
		return n
	}
	for _, want := range []struct {
		start, end, phrase string
		atLeast            int
	}{
		{"1987-01-01", "1988-01-01", "1987", 4},
		{"2000-01-01", "2001-01-01", "13 years later", 1},
		{"1975-01-01", "1976-01-01", "12 years prior", 1},
		{"2018-01-01", "2019-01-01", "2018", 1},
		{"2022-01-01", "2023-01-01", "2022", 1},
		{"2024-01-01", "2025-01-01", "2024", 1},
		{"1980-01-01", "1990-01-01", "80s", 1},
		{"1987-01-01", "1990-01-01", "late 1980s", 1},
	} {
		if got := count(want.start, want.end, want.phrase); got < want.atLeast {
			t.Errorf("%d entries for “%s” at [%s, %s), want at least %d; there are %v", got, want.phrase, want.start, want.end, want.atLeast, has)
		}
	}
	said := false
	for _, e := range entries {
		said = said || e.Claim.Speaker.Name == "Alnur Mussayev" && strings.HasPrefix(e.Claim.Text, "In 1987, our directorate recruited") && e.Claim.Kind == "direct"
	}
	if !said {
		t.Error("Alnur Mussayev's own words, “In 1987, our directorate recruited …”, are not on the timeline")
	}
}

// Every page of the seed web can be traced, and the trace names what was read.
func TestSeedTrace(t *testing.T) {
	d := seedDesk(t)
	out := d.must(exitOK, "trace", seedArticle)
	for _, want := range []string{"kind       analysis", "2025-02-24T14:05:00Z", "“13 years later” = sometime in 2000", "Alnur Mussayev"} {
		if !strings.Contains(out, want) {
			t.Errorf("the trace does not say %q:\n%s", want, out)
		}
	}
	if _, err := os.Stat(d.data); !os.IsNotExist(err) {
		t.Errorf("trace made the data folder: %v", err)
	}
}
