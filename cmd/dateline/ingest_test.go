package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dateline/api"
	"dateline/cmd/dateline/demoweb"
	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/fetch"
	"dateline/scraper/frontier"
)

// A page of a small web; see demoweb for what the manifest may say.
type webPage struct {
	URL     string            `json:"url"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body"`
	Epoch   int               `json:"epoch,omitempty"`
}

func smallWeb(t *testing.T, pages ...webPage) *demoweb.Web {
	t.Helper()
	var manifest strings.Builder
	for _, p := range pages {
		if p.Headers == nil {
			p.Headers = map[string]string{"Content-Type": "text/html; charset=utf-8"}
		}
		line, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		manifest.Write(append(line, '\n'))
	}
	web, err := demoweb.Open(fstest.MapFS{"manifest.jsonl": {Data: []byte(manifest.String())}})
	if err != nil {
		t.Fatal(err)
	}
	return web
}

// weirStory is a page about the weir that calls itself by the address own.
func weirStory(own, words string) string {
	return fmt.Sprintf(`<html lang=en><head><title>Weir shut</title><link rel=canonical href=%q><meta property=og:type content=article>
<meta property=article:published_time content=2025-02-24T09:00:00Z></head><body><article><h1>Weir shut</h1><p>%s</p>
<p>The county said on 24 February 2025 that the weir would stay shut for the whole of the spring, and that nobody knew yet what the repairs would cost.</p>
<p>Engineers had found cracks in both of the piers, and money for the work had been set aside in 2019, before the new road was built.</p></article></body></html>`, own, words)
}

func rss(urls ...string) string {
	s := `<?xml version="1.0"?><rss version="2.0"><channel><title>Weir</title>`
	for _, u := range urls {
		s += "<item><title>x</title><link>" + u + "</link></item>"
	}
	return s + "</channel></rss>"
}

const weirOutlet = `[crawl]
delay = "5ms"
[[outlet]]
name = "The Weir"
home = "http://weir.example/"
feeds = ["http://weir.example/feed"]
`

// An article that stands at two addresses, with other words for telephones, does
// not change each time that it is read at the other.
func TestOneArticleAtTwoAddresses(t *testing.T) {
	own, amp := "http://weir.example/story", "http://weir.example/z-amp/story"
	d := newDesk(t, smallWeb(t,
		webPage{URL: "http://weir.example/feed", Body: rss(own, amp)},
		webPage{URL: own, Body: weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before.")},
		webPage{URL: amp, Body: weirStory(own, "The short words tell nothing of that, and are served to telephones all over the county.")},
	), weirOutlet)
	for range 4 {
		d.must(exitOK, "crawl", "--once", "--now")
	}
	d.inside(func(w *work) {
		list, err := w.folder.archive.Revisions(t.Context(), scraper.ArticleID(own))
		if err != nil || len(list) != 1 || list[0].PageURL != own {
			t.Errorf("nothing changed on the web, and the article has the revisions %+v, %v", list, err)
		}
		held, err := w.library.ArticleAt(t.Context(), []string{amp})
		if err != nil || held[amp] != scraper.ArticleID(own) {
			t.Errorf("the other address leads to %q, %v", held[amp], err)
		}
	})
	asked := 0
	for _, r := range d.web.Requests() {
		if r.URL == amp {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("the other address was visited %d times, want once", asked)
	}
}

// Two workers may judge one text at once, each that it is new.
func TestTwoVisitsAtOnceStoreOneRevision(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t), weirOutlet)
	body := weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before.")
	d.inside(func(w *work) {
		var visits []*frontier.Visit
		var finds []*find
		for _, u := range []string{own, "http://m.weir.example/story"} {
			v := &frontier.Visit{Address: w.outlets().address(u, frontier.PageForm, 0, "")}
			found, err := w.read(t.Context(), v, &scraper.Page{
				URL: u, FinalURL: u, Fetched: time.Now(), Status: http.StatusOK,
				Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(body),
			})
			if err != nil || found.result != frontier.New {
				t.Fatalf("%s is read as %+v, %v", u, found, err)
			}
			visits, finds = append(visits, v), append(finds, found)
		}
		var results []string
		for i := range visits {
			visited, err := w.store(t.Context(), visits[i], finds[i])
			if err != nil {
				t.Fatal(err)
			}
			results = append(results, visited.Result)
		}
		list, err := w.folder.archive.Revisions(t.Context(), scraper.ArticleID(own))
		if err != nil || len(list) != 1 || results[1] != api.VisitUnchanged {
			t.Errorf("stored as %q, revisions %+v, %v", results, list, err)
		}
	})
}

// What could not be read is no success when the server says that it did not change.
func TestABrokenFeedStaysBroken(t *testing.T) {
	d := newDesk(t, smallWeb(t, webPage{URL: "http://weir.example/feed", Body: "no feed at all", Headers: map[string]string{"Etag": `"1"`}}), weirOutlet)
	for range 2 {
		if out := d.must(exitSome, "crawl", "--once", "--now"); !strings.Contains(out, "1 failed") {
			t.Errorf("crawl says %q", out)
		}
	}
}

func TestSitemapsHaveAnEnd(t *testing.T) {
	var pages []webPage
	for i := range 12 {
		pages = append(pages, webPage{URL: fmt.Sprintf("http://weir.example/s/%d", i), Headers: map[string]string{"Content-Type": "application/xml"},
			Body: fmt.Sprintf(`<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://weir.example/s/%d</loc></sitemap></sitemapindex>`, i+1)})
	}
	d := newDesk(t, smallWeb(t, pages...), strings.Replace(weirOutlet, "feeds = [\"http://weir.example/feed\"]", "sitemaps = [\"http://weir.example/s/0\"]", 1))
	d.must(exitOK, "crawl", "--once")
	var asked []string
	for _, r := range d.web.Requests() {
		if strings.Contains(r.URL, "/s/") {
			asked = append(asked, r.URL)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked for %q, want the configured one and those that it lists", asked)
	}
}

func TestAReaderThatGivesUpEndsNothing(t *testing.T) {
	p := &pipeline{log: slog.New(slog.DiscardHandler)} // it has no archive to look into
	page := &scraper.Page{URL: "http://weir.example/x", Status: http.StatusOK}
	found, err := p.readSafely(t.Context(), &frontier.Visit{Address: frontier.Address{URL: page.URL, Form: frontier.PageForm}}, page)
	if err != nil || found.result != frontier.Failed || !strings.Contains(found.says, "it could not be read") {
		t.Errorf("found %+v, %v", found, err)
	}
}

// A failingIndex cannot be written for a while.
type failingIndex struct {
	indexer.Index
	fails, puts int
}

func (f *failingIndex) Put(ctx context.Context, seq uint64, rs ...*indexer.Reading) error {
	f.puts++
	if f.puts <= f.fails {
		return errors.New("it is busy")
	}
	return f.Index.Put(ctx, seq, rs...)
}

func TestTheIndexIsTriedAgain(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t,
		webPage{URL: "http://weir.example/feed", Body: rss(own)},
		webPage{URL: own, Body: weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before.")},
	), weirOutlet)
	d.inside(func(w *work) {
		index := &failingIndex{Index: w.folder.index, fails: 1}
		w.crawler.index = index
		if _, err := w.Crawl(t.Context(), true, func(api.Visited) {}); err != nil {
			t.Error(err)
		}
		at, err := w.folder.index.Seq(t.Context())
		if err != nil || at != 1 || index.puts != 2 {
			t.Errorf("the index stands at %d after %d tries, %v", at, index.puts, err)
		}
	})
}

// A report that an article cites is read like an article, and its dates with it.
func TestAReportIsRead(t *testing.T) {
	if testing.Short() {
		t.Skip("short: PDFium takes minutes to start under the race detector")
	}
	own, report := "http://weir.example/story", "http://county.example/report.pdf"
	body := weirStory(own, `The long words of the story tell of the fund, as <a href="`+report+`">a report of the county</a> says at length, and of all who drew on it.`)
	d := newDesk(t, smallWeb(t,
		webPage{URL: "http://weir.example/feed", Body: rss(own)}, webPage{URL: own, Body: body},
		webPage{URL: report, Headers: map[string]string{"Content-Type": "application/pdf"}, Body: onePagePDF(
			"The county set aside a reserve for the weir in 1987, and gave it to a bank in the capital.",
			"In 1993 the auditors asked for it, and were told that it had been spent on a road.",
			"Nobody could say who had signed for that, and the letters were lost when the mill burned.")},
	), weirOutlet)
	d.must(exitOK, "crawl", "--once")
	years := map[int]bool{}
	for _, e := range of(d.timeline(), report) {
		years[e.Start.Time.Year()] = true
	}
	if !years[1987] || !years[1993] {
		t.Errorf("from the report the timeline has the years %v, want 1987 and 1993", years)
	}
	if out := d.must(exitOK, "reextract"); !strings.Contains(out, "0 read otherwise than before") {
		t.Errorf("reextract says %q", out)
	}
}

// onePagePDF returns a PDF file with these lines on its page.
func onePagePDF(lines ...string) string {
	var content strings.Builder
	content.WriteString("BT /F1 11 Tf 14 TL 72 700 Td\n")
	for _, l := range lines {
		fmt.Fprintf(&content, "(%s) Tj T*\n", l)
	}
	content.WriteString("ET")
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	b.WriteString("xref\n0 6\n0000000000 65535 f \n")
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table)
	return b.String()
}

// An article that goes on over several pages is one, and changes where any of them does.
func TestAnArticleOverSeveralPages(t *testing.T) {
	own := "http://weir.example/story"
	part := func(n, of int, words string) string { return pagedStory(own, n, of, words) }
	web := smallWeb(t,
		webPage{URL: "http://weir.example/feed", Body: rss(own)},
		webPage{URL: own, Body: part(1, 3, "The first page tells that the fund was begun in 1931, and of all who drew on it in the years before.")},
		webPage{URL: own + "?page=2", Body: part(2, 3, "The second page tells that the bank was asked in 1962, and of the letters that it wrote in answer to that.")},
		webPage{URL: own + "?page=3", Body: part(3, 3, "The third page tells that the mill burned in 1993, and of the papers that were lost in the fire, all of them.")},
		webPage{URL: own + "?page=3", Epoch: 2, Body: part(3, 3, "The third page tells that the mill burned in 1994, and of the papers that were lost in the fire, all of them.")},
	)
	d := newDesk(t, web, weirOutlet)
	years := func() (list []int) {
		for _, e := range of(d.timeline(), own) {
			if y := e.Start.Time.Year(); y < 2000 {
				list = append(list, y)
			}
		}
		return list
	}
	d.must(exitOK, "crawl", "--once")
	if got := fmt.Sprint(years()); got != "[1931 1962 1993]" {
		t.Errorf("the timeline has %s, want the years of all three pages", got)
	}
	if out := d.must(exitOK, "crawl", "--once", "--now"); !strings.Contains(out, "0 new, 0 revised, 1 unchanged") {
		t.Errorf("a second visit says %q", out)
	}
	if out := d.must(exitOK, "reextract"); !strings.Contains(out, "0 read otherwise than before") {
		t.Errorf("reextract says %q", out)
	}
	web.SetEpoch(2)
	if out := d.must(exitOK, "crawl", "--once", "--now"); !strings.Contains(out, "0 new, 1 revised") {
		t.Errorf("after a change of the third page the crawl says %q", out)
	}
	if got := fmt.Sprint(years()); got != "[1931 1962 1994]" {
		t.Errorf("then the timeline has %s", got)
	}
}

func TestWhatPagesAskOfRobotsIsHeededIfSet(t *testing.T) {
	own := "http://weir.example/story"
	page := strings.Replace(weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before."), "<head>", `<head><meta name=robots content="noarchive">`, 1)
	for _, tt := range []struct{ set, want string }{{"", "1 new"}, {"heed = [\"noarchive\"]\n", "0 new"}, {"heed = [\"noindex\"]\n", "1 new"}} {
		d := newDesk(t, smallWeb(t, webPage{URL: "http://weir.example/feed", Body: rss(own)}, webPage{URL: own, Body: page}),
			strings.Replace(weirOutlet, "[crawl]\n", "[crawl]\n"+tt.set, 1))
		if out := d.must(exitOK, "crawl", "--once"); !strings.Contains(out, tt.want) {
			t.Errorf("with %q the crawl says %q, want %s", tt.set, out, tt.want)
		}
	}
}

// A pass works off what is due, and waits for nothing that becomes due meanwhile.
func TestAPassEnds(t *testing.T) {
	d := newDesk(t, smallWeb(t, webPage{URL: "http://weir.example/feed", Body: rss()}), weirOutlet+"every = \"1m\"\n")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	status, out, errs := d.runFor(ctx, "crawl", "--once")
	if status != exitOK || !strings.Contains(out, "1 visit: ") {
		t.Errorf("crawl --once of one feed that is read every minute: %d, %s%s", status, out, errs)
	}
}

// A scheduled pass that is long gives way to one that somebody asks for.
func TestAScheduledPassGivesWay(t *testing.T) {
	var pages []webPage
	var urls []string
	for i := range 80 {
		url := fmt.Sprintf("http://weir.example/story/%d", i)
		urls = append(urls, url)
		pages = append(pages, webPage{URL: url, Body: weirStory(url, fmt.Sprintf("Story %d tells of the fund, and of all who drew on it in the years before the flood.", i))})
	}
	d := newDesk(t, smallWeb(t, append(pages, webPage{URL: "http://weir.example/feed", Body: rss(urls...)})...), weirOutlet)
	d.inside(func(w *work) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		seen := make(chan bool, 1)
		go func() {
			ended <- w.keepOn(ctx, func(api.Visited) {
				select {
				case seen <- true:
				default:
				}
			})
		}()
		<-seen
		sum, err := w.Crawl(ctx, false, func(api.Visited) {})
		if err != nil || sum.Visited < 30 {
			t.Errorf("the pass that was asked for made %d visits, %v", sum.Visited, err)
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// A host that is to be left alone for longer is no fault of the page.
func TestAHeldHostPostponesItsVisits(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t, webPage{URL: "http://weir.example/feed", Body: rss(own)}), weirOutlet)
	d.inside(func(w *work) {
		v, _, err := w.front.Lease(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		until := time.Now().Add(3 * time.Hour)
		visited, err := w.miss(t.Context(), v, &fetch.HeldError{Host: "weir.example", Until: until, Says: "it failed"})
		if err != nil || visited.Result != api.VisitFailed || !strings.Contains(visited.Says, "left alone until") {
			t.Errorf("miss = %+v, %v", visited, err)
		}
		s, err := w.front.Status(t.Context())
		if err != nil || s.Failing != 0 || s.NextVisit.Sub(until).Abs() > time.Second {
			t.Errorf("then %+v, %v; want the next visit at %s and nothing failing", s, err, until)
		}
	})
}
