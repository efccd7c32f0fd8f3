package ui

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// everyPage is an address of each kind of page.
var everyPage = []string{
	"/", "/search", "/search?q=crack&outlet=The+Ferry+Post", "/search?q=%22open", "/claims", "/claims?event=soon", "/timeline", "/timeline?event=1987&grain=year",
	"/timeline?event=soon", "/a/acrack", "/a/acrack@1", "/c/c1", "/c/c2",
	"/s/ada-quill", "/a/acrack/changes", "/a/acrack/changes?from=1&to=2", "/a/acrack/changes?from=2&to=1", "/outlets", "/help", "/nothing",
}

func get(t *testing.T, w *world, addr string) (*http.Response, string) {
	t.Helper()
	h := New(Options{Search: w, Library: w, Now: func() time.Time { return now }, Version: "1.2.3"})
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, addr, nil))
	return rec.Result(), rec.Body.String()
}

func TestPages(t *testing.T) {
	nothing := &world{none: func(indexer.Query) bool { return true }}
	noPub := &world{none: func(q indexer.Query) bool { return !q.Published.IsZero() }}
	for _, tt := range []struct {
		world  *world
		addr   string
		status int
		want   []string
	}{
		{&world{}, "/", 200, []string{"1 article<", "1 outlet<", "3 hours ago", "The Ferry Post"}},
		{&world{empty: true}, "/", 200, []string{"Nothing is stored yet", "dateline init"}},
		{&world{}, "/search?q=crack", 200, []string{`value="crack"`, "<mark>crack</mark>", "2 claims", "1 entry of the timeline<", `href="/a/acrack#entries"`, `<span class="kind opinion">opinion`, "27 February 2026", "Bo Reed", "cursor=more"}},
		{&world{}, "/search?q=crack&cursor=x", 200, []string{`The same text in 2 other outlets: <a href="/a/a2">The Quay</a>, <a href="/a/a3">outlet unknown</a> and 19 more`, `21 more articles have the same text as one of these. <a href="/search?copies=all&amp;q=crack">`}},
		{&world{}, "/search?q=crack&copies=all", 200, []string{`name="copies" value="all" checked`, `<a href="/search?q=crack">List a text once</a>`, `<a href="/timeline?q=crack">`}},
		{&world{}, "/search?kind=opinion&cursor=x", 200, []string{"kind opinion</span>", `href="/search" aria-label="Remove: kind opinion"`, "further on", "Back to the start"}},
		{&world{}, "/search?event=1987/1989&pub=2025-02", 200, []string{"event 1987–1989", "published 2025-02", "/timeline?event=1987%2F1989&amp;pub=2025-02"}},
		{&world{}, `/search?speaker="Quill,+Ada"`, 200, []string{"said by Quill, Ada", "chosen: remove"}},
		{&world{}, "/search?place=new+york,Vienna", 200, []string{`name="place" value="new york,Vienna"`, "place new york</span>", `id="facet-place"`, "chosen: remove", `filed from <a href="/search?place=Westport">`}},
		{&world{}, "/search?q=%22open", 400, []string{`value="&#34;open"`, "quotation mark is not closed", `aria-invalid="true"`}},
		{&world{}, "/search?kind=gossip", 400, []string{"Kind of article:", "news, analysis, opinion"}},
		{&world{}, "/search?q=crack+pub%3A7d&kind=news", 200, []string{"counts from today", `<a href="/search?kind=news&amp;q=crack&#43;pub%3A` + now.AddDate(0, 0, -7).Format(time.DateOnly) + `%2F` + now.Format(time.DateOnly) + `">Freeze it`}},
		{&world{}, "/search?q=crack&cursor=moved", 200, []string{"have come or changed since the first page", "Back to the start"}},
		{&world{}, "/search?cursor=bad", 400, []string{"not one of ours"}},
		{noPub, "/search?pub=2025-02&kind=news", 200, []string{"0 articles", "without “published 2025-02”</a>: 1 article"}},
		{nothing, "/search?q=x&kind=news", 200, []string{"Dropping one filter alone does not help"}},
		{&world{}, "/claims?q=crack", 200, []string{"2 claims", "Ada Quill", `href="/c/c1"`, `<span class="date">sometime in 1987</span>`, "<span>no date</span>", "1 more claim repeats", `href="/claims?copies=all&amp;q=crack"`, "repeated in copies by 1 other outlet", `<a href="/claims.csv?q=crack" download>CSV</a>`, `<a href="/claims?q=crack" aria-current="page">Claims</a>`, `<a href="/timeline?q=crack">Timeline</a>`}},
		{&world{}, "/claims?q=crack&copies=all&cursor=moved", 200, []string{"Every claim is listed", "have come or changed"}},
		{&world{}, "/claims?event=soon", 400, []string{"When it happened:"}},
		{&world{empty: true}, "/claims?kind=news", 200, []string{"0 claims", "No claim that is held here matches"}},
		{nothing, "/timeline", 200, []string{"0 entries", "Nothing that is held here matches"}},
		{&world{}, "/timeline", 200, []string{"2 entries", ">1987</h3>", "<h4>Sometime in 1987</h4>", ">Late 1980s</h3>", "probably <a class=\"by\" href=\"/s/ada-quill\"", "<b>Ada Quill</b>", "known to the year", "date unclear",
			`href="/a/acrack@1#c-c1"`, `rel="noopener noreferrer nofollow"`, `<a href="/claims?copies=all&amp;q=date%3Anone">1 claim without a date</a>`, "2 entries outside", "1987–1989: 1 entry", "up to 1987: 3 entries", `href="/timeline?event=1987"`, `<a href="/timeline.csv" download>CSV</a>`, `<a href="/timeline.svg" download>SVG</a>`, `<a href="/search.bib" download>BibTeX</a>`, `<span class="date">in 1987</span>`, `<span class="speaker">Ada Quill</span>`}},
		{&world{}, "/timeline?event=soon", 400, []string{"When it happened:", `value="soon"`}},
		{&world{}, "/a/acrack", 200, []string{`id="c-c1"`, `href="#d-1"`, `id="d-1"`, "<h3><span class=\"claim author\"", "<ul><li>First point", `class="note"`, "path /opinion/", "from JSON-LD datePublished", `aria-current="page">Revision 2`, `href="/a/aheld"`, "Not resolved", `lang="en-GB"`,
			"60% sure", "elsewhere ", "from meta date", "bridges", "Only a part of the article could be read: it says", "The same text stood elsewhere before", `href="/a/afirst"`, "The First Wire", "No crack was known", "<b>False</b>", "More like this", `<a href="/a/alike">The other crack</a>`, "has crack, bolts", `<dt>Filed from</dt><dd><a href="/search?place=Westport">Westport</a></dd>`}},
		{&world{}, "/a/acrack@1", 200, []string{"an older one", `aria-current="page">Revision 1`}},
		{&world{}, "/a/acrack@3", 404, []string{"Nothing is known here"}},
		{&world{}, "/a/acrack@01", 404, nil},
		{&world{}, "/a/acrack@", 404, nil},
		{&world{}, "/c/c1", 200, []string{"Ada Quill", "“said”", `<dt>Places named</dt><dd><a href="/search?place=New&#43;York">New York</a>, <a href="/search?place=Weir">Weir</a></dd>`, `<span class="claim direct">`, "Sometime in 1987", "/a/acrack@1#c-c1", `href="https://ferry.example/crack#:~:text=%E2%80%9CWe%20knew`}},
		{&world{}, "/c/c2", 200, []string{"the author", "no date"}},
		{&world{}, "/c/no", 404, []string{"Nothing is known here"}},
		{&world{}, "/outlets", 200, []string{"3 hours ago", "in 20 minutes", "status 503", "https://ferry.example/gone", "2 addresses by robots.txt", "1 change<", "built anew, 2 of 5",
			"1,200 visits: 30 new, 2 changed, 1,160 unchanged, 1 kept from, 7 failed (4 not found, 3 server error)", "75% of the pages hold an article; of the new articles 50% are dated, 100% name an author",
			"Worse than before:</b> 50% of the articles are dated", "7 times, for more of their kind"}},
		{&world{empty: true}, "/outlets", 200, []string{"No outlet is followed", "only answers"}},
		{&world{}, "/help", 200, []string{"198X", "/api/v1/openapi.yaml", "Grain"}},
		{&world{}, "/nothing", 404, []string{"mistyped"}},
		{&world{broken: errBroken}, "/search", 500, []string{"Something broke here"}},
		{&world{broken: errBroken}, "/a/acrack", 500, nil},
		{&world{broken: fmt.Errorf("search: %w", context.DeadlineExceeded)}, "/timeline", 503, []string{"This took too long"}},
		{&world{broken: fmt.Errorf("search: %w", &indexer.UnavailableError{Says: "the cluster is away", Err: errBroken})}, "/timeline", 503, []string{"Nothing is lost: the cluster is away."}},
		{&world{broken: fmt.Errorf("saved searches: %w", driver.ErrBadConn)}, "/timeline", 503, []string{"The archive cannot be asked now", "Nothing is lost"}},
		{&world{panics: true}, "/search", 500, []string{"Something broke here"}},
	} {
		resp, page := get(t, tt.world, tt.addr)
		if resp.StatusCode != tt.status {
			t.Errorf("GET %s: status %d, want %d", tt.addr, resp.StatusCode, tt.status)
		}
		for _, want := range tt.want {
			if !strings.Contains(page, want) {
				t.Errorf("GET %s: the page does not say %q", tt.addr, want)
			}
		}
		if strings.Contains(page, "disk on fire") {
			t.Errorf("GET %s shows the insides of an error", tt.addr)
		}
	}
}

func TestFormsRedirectToTheShortAddress(t *testing.T) {
	for addr, want := range map[string]string{
		"/search?q=crack&event=&pub=&outlet=": "/search?q=crack",
		"/timeline?q=&kind=news&event=198X":   "/timeline?event=1980%2F1989&kind=news",
		"/search?q=":                          "/search",
		"/timeline?q=+crack":                  "",
	} {
		resp, _ := get(t, &world{}, addr)
		if got := resp.Header.Get("Location"); got != want {
			t.Errorf("GET %s leads to %q, want %q", addr, got, want)
		}
	}
}

// foreign returns a page without the scripts that are our own files.
func foreign(page string) string {
	for _, name := range []string{"keys.js", "timeline.js"} {
		page = strings.Replace(page, `<script type="module" src="`+readAssets().path(name)+`"></script>`, "", 1)
	}
	return page
}

// TestForeignTextStaysText holds every page to well-formed nesting, with
// hostile words in every field, and to holding nothing that runs or styles.
func TestForeignTextStaysText(t *testing.T) {
	w := &world{hostile: true}
	for _, addr := range append(everyPage, "/search?q="+url.QueryEscape(hostile), "/timeline?event="+url.QueryEscape(hostile), "/a/acrack/changes?to="+url.QueryEscape(hostile)) {
		_, page := get(t, w, addr)
		root, err := html.Parse(strings.NewReader(foreign(page)))
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "script" || n.Data == "style" || n.Data == "img" || n.Data == "iframe" {
				t.Errorf("GET %s holds a <%s>", addr, n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					t.Errorf("GET %s: <%s> has %s", addr, n.Data, a.Key)
				case a.Key == "href" && strings.HasPrefix(strings.ToLower(a.Val), "javascript:"):
					t.Errorf("GET %s links to %s", addr, a.Val)
				case a.Key == "href" && strings.HasPrefix(a.Val, "http") && !strings.Contains(fmt.Sprint(n.Attr), "noopener noreferrer nofollow"):
					t.Errorf("GET %s: the link to %s lacks its rel", addr, a.Val)
				case a.Key == "id" && ids[a.Val]:
					t.Errorf("GET %s: two elements are called %q", addr, a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				}
			}
		}
		if strings.Contains(page, "ZgotmplZ") {
			t.Errorf("GET %s: a template had to defend itself", addr)
		}
		if err := nests(page); err != nil {
			t.Errorf("GET %s: %v", addr, err)
		}
	}
}

// nests reports the first tag of a page that does not pair off.
func nests(page string) error {
	void := map[string]bool{"meta": true, "link": true, "input": true}
	var open []string
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		name, _ := z.TagName()
		switch {
		case kind == html.ErrorToken && z.Err() == io.EOF && len(open) == 0:
			return nil
		case kind == html.ErrorToken:
			return fmt.Errorf("%v, with %v open", z.Err(), open)
		case kind == html.StartTagToken && !void[string(name)]:
			open = append(open, string(name))
		case kind == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return fmt.Errorf("</%s> stands with %v open", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestStructure(t *testing.T) {
	for _, addr := range everyPage {
		resp, page := get(t, &world{}, addr)
		for _, want := range []string{`<main id="main"`, `class="skip" href="#main"`, `<html lang="en">`, `<title>`, "Nothing here says that a claim is true", "Version 1.2.3"} {
			if !strings.Contains(page, want) {
				t.Errorf("GET %s lacks %q", addr, want)
			}
		}
		level := 0
		for i, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
			n := int(m[1][0] - '0')
			if n > level+1 || (n == 1) != (i == 0) {
				t.Errorf("GET %s: heading %d has level %d after %d", addr, i+1, n, level)
			}
			level = n
		}
		safe := "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
		for key, want := range map[string]string{
			"Content-Security-Policy": safe,
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "no-referrer", "Content-Type": "text/html; charset=utf-8",
		} {
			if got := resp.Header.Get(key); got != want {
				t.Errorf("GET %s: %s is %q, want %q", addr, key, got, want)
			}
		}
	}
}

func TestAssets(t *testing.T) {
	_, page := get(t, &world{}, "/")
	css := regexp.MustCompile(`/assets/dateline-[0-9a-f]+\.css`).FindString(page)
	resp, sheet := get(t, &world{}, css)
	if resp.StatusCode != 200 || !strings.Contains(resp.Header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/css") || sheet == "" {
		t.Errorf("GET %s = %d, %v", css, resp.StatusCode, resp.Header)
	}
	if resp, _ := get(t, &world{}, "/assets/dateline.css"); resp.StatusCode != 404 {
		t.Errorf("an asset without its digest: status %d, want 404", resp.StatusCode)
	}
}

// What a page loads besides itself, packed as servers send it.
func TestWeight(t *testing.T) {
	most := map[string]int{"dateline.css": 14 << 10, "keys.js": 3 << 10, "live.js": 3 << 10, "timeline.js": 33 << 10}
	for name, addr := range readAssets().paths {
		_, body := get(t, &world{}, addr)
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(z, body); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if limit := cmp.Or(most[name], 1<<10); b.Len() == 0 || b.Len() > limit {
			t.Errorf("%s weighs %d bytes, want at most %d", name, b.Len(), limit)
		}
	}
}

func TestScriptsOfPages(t *testing.T) {
	for _, addr := range everyPage {
		resp, page := get(t, &world{}, addr)
		want := strings.HasPrefix(addr, "/timeline") && resp.StatusCode == http.StatusOK
		if got := strings.Contains(page, "/assets/timeline-"); got != want {
			t.Errorf("GET %s: the script of the timeline: %v, want %v", addr, got, want)
		}
		if strings.Contains(foreign(page), "<script") || !strings.Contains(page, "/assets/keys-") {
			t.Errorf("GET %s: a script that is no file of ours, or no keys", addr)
		}
	}
	if _, page := get(t, &world{none: func(indexer.Query) bool { return true }}, "/timeline"); strings.Contains(page, "/assets/timeline-") {
		t.Error("a timeline without an entry has its script")
	}
}

// Pages tell what has happened since they were made where the API does: of the crawl, or of
// how many the same query finds.
func TestLivePages(t *testing.T) {
	for _, tt := range []struct {
		addr, want string
	}{
		{"/outlets", `<p class="since" role="status"></p>`},
		{"/search?q=crack&limit=5&cursor=x&facets=outlet", `data-api="/api/v1/search?facets=none&amp;limit=1&amp;q=crack" data-total="1" data-generation="41" data-single="article" data-plural="articles"`},
		{"/search?q=crack&copies=all", `data-api="/api/v1/search?copies=all&amp;facets=none&amp;limit=1&amp;q=crack"`},
		{"/claims?kind=opinion", `data-api="/api/v1/claims?facets=none&amp;kind=opinion&amp;limit=1" data-total="2" data-generation="41" data-single="claim"`},
		{"/timeline?event=1987&lanes=outlet&buckets=9&marks=9", `data-api="/api/v1/timeline?event=1987&amp;facets=none&amp;limit=1"`},
		{"/search?q=%22open", ""},
		{"/a/acrack", ""},
		{"/", ""},
		{"/help", ""},
	} {
		rec := httptest.NewRecorder()
		New(Options{Search: &world{}, Library: &world{}, Live: true}).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, tt.addr, nil))
		page := rec.Body.String()
		if !strings.Contains(page, tt.want) || strings.Contains(page, "/assets/live-") != (tt.want != "") || strings.Contains(page, `class="since"`) != (tt.want != "") {
			t.Errorf("GET %s does not hold %q, or has the script without need, or the need without the script", tt.addr, tt.want)
		}
		if _, page := get(t, &world{}, tt.addr); strings.Contains(page, "/assets/live-") || strings.Contains(page, `class="since"`) {
			t.Errorf("GET %s tells what has happened since, and hears of nothing", tt.addr)
		}
	}
}

func TestFaultsAreLogged(t *testing.T) {
	var b bytes.Buffer
	w := &world{broken: errBroken}
	h := New(Options{Search: w, Library: w, Log: slog.New(slog.NewTextHandler(&b, nil))})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/timeline", nil))
	if !strings.Contains(b.String(), "disk on fire") {
		t.Errorf("the log says %q", b.String())
	}
}

// What a hit says is counted there is what the place that it leads to holds.
func TestCountsLeadToWhatTheyCount(t *testing.T) {
	w := &world{}
	rd := w.reading()
	rd.Claims[0].Times = append(rd.Claims[0].Times, 0) // the same date twice
	entries, boxes := len(rd.Entries()), 0
	for _, c := range claimItems(rd) {
		boxes += len(c.Dates)
	}
	if boxes != entries {
		t.Errorf("the claims of the page have %d dates, the timeline has %d entries", boxes, entries)
	}
	if _, page := get(t, w, "/a/acrack"); !strings.Contains(page, `id="entries"`) || !strings.Contains(page, "with 2 entries of the timeline") {
		t.Error("the page of the article does not count its entries")
	}
}

func ExampleNew() {
	w := &world{} // an indexer.Searcher and a Library
	pages := New(Options{Search: w, Library: w})
	rec := httptest.NewRecorder()
	pages.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/c/c1", nil))
	fmt.Println(rec.Result().Status)
	// Output: 200 OK
}

// A date that tells of no event is shown with the reason, and is on no timeline.
func TestDatesOfNoEvent(t *testing.T) {
	published := time.Date(2024, time.March, 13, 0, 0, 0, 0, time.UTC)
	rd := &indexer.Reading{Mentions: timex.Find("WEIR, March 12 (Wire) - It fell on Monday, after three days.", published)}
	list := mentions(rd)
	if len(list) != 2 || list[0].NotEvent != "it is the dateline of the report" || list[0].Label != "12 March 2024" || list[1].NotEvent != "" {
		t.Errorf("the dates are %+v, want the dateline with why it is no event, and Monday", list)
	}
	if got := dateTitle(rd.Mentions[0]); got != "12 March 2024, and no event: it is the dateline of the report" {
		t.Errorf("the dateline is called %q", got)
	}
}
