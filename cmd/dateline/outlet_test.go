package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper/scout"
)

// dated is a feed of articles that came out today.
func dated(title string, urls ...string) string {
	s := `<?xml version="1.0"?><rss version="2.0"><channel><title>` + title + `</title>`
	for _, u := range urls {
		s += "<item><title>x</title><link>" + u + "</link><pubDate>" + time.Now().UTC().Format(time.RFC1123Z) + "</pubDate></item>"
	}
	return s + "</channel></rss>"
}

// long is a story with enough words.
func long(own string) string {
	return weirStory(own, strings.Repeat("The long words of the story tell of the fund, and of all who drew on it in the years before. ", 4))
}

func text(url string, status int, body string) webPage {
	return webPage{URL: url, Status: status, Body: body, Headers: map[string]string{"Content-Type": "text/plain; charset=utf-8"}}
}

func TestOutletsDiscover(t *testing.T) {
	const home = "http://weir.example/"
	front := func(head, body string) webPage {
		return webPage{URL: home, Body: "<html><head><title>The Weir</title><meta property=og:site_name content='The Weir'>" + head + "</head><body>" + body + "</body></html>"}
	}
	announced := `<link rel=alternate type=application/rss+xml href=/news.xml><link rel=alternate type=application/rss+xml href=/comments/feed/>`
	sections := ""
	for i := range 4 {
		sections += fmt.Sprintf(`<a href="/local/the-weir-is-shut-for-the-spring-%d">The weir is shut for the whole spring, number %d</a> `, i, i)
	}
	story := home + "2026/weir-shut"
	for _, tt := range []struct {
		name   string
		pages  []webPage
		ask    string
		status int
		want   []string // in what is written
		never  []string // asked for
	}{
		{"announced", []webPage{
			front(announced, ""), text(home+"news.xml", 0, dated("Weir news", story)),
			text(home+"robots.txt", 0, "User-agent: *\nDisallow:\nSitemap: http://weir.example/map-news.xml\n"),
			text(home+"map-news.xml", 0, `<urlset xmlns:news="n"><url><loc>`+story+`</loc><news:news><news:publication_date>2026-03-02</news:publication_date></news:news></url></urlset>`),
		}, home, exitOK, []string{
			"RSS", "front page", "news sitemap", "2026-03-02", "robots.txt",
			"[[outlet]]\nname = \"The Weir\"\nhome = \"http://weir.example/\"\nfeeds = [\"http://weir.example/news.xml\"]\nsitemaps = [\"http://weir.example/map-news.xml\"]\n",
		}, []string{"/feed/", "/sitemap.xml", "/comments/feed/"}},
		{"a usual place, without a scheme", []webPage{front("", ""), text(home+"rss.xml", 0, dated("Weir news", story))}, "weir.example", exitOK,
			[]string{"usual place", "feeds = [\"http://weir.example/rss.xml\"]"}, []string{"/atom.xml"}},
		{"a broken feed beside a good one", []webPage{front(announced, ""), text(home+"news.xml", 0, "<html>Gone"), text(home+"feed/", 0, dated("Weir news", story))}, home, exitOK,
			[]string{"an HTML page", "feeds = [\"http://weir.example/feed/\"]"}, []string{"/rss.xml"}},
		{"a feed itself", []webPage{text(home+"news.xml", 0, dated("Weir news", story))}, home + "news.xml", exitOK,
			[]string{"name = \"Weir news\"\nhome = \"http://weir.example/\""}, nil},
		{"sections only", []webPage{front("", sections), {URL: home + "local/", Body: "<html><body>" + sections + "</body></html>"}}, home, exitOK,
			[]string{"page", "pages = [\"http://weir.example/local/\"]"}, nil},
		{"an index of sitemaps", []webPage{front("", ""), text(home+"sitemap.xml", 0, `<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-03-02</lastmod></sitemap></sitemapindex>`)}, home, exitOK,
			[]string{"sitemap index", "2026-03-02", "sitemaps = [\"http://weir.example/sitemap.xml\"]"}, []string{"/a.xml"}},
		{"nothing", []webPage{front("", "Closed.")}, home, exitFailed, []string{"nothing to read regularly was found"}, nil},
		{"robots forbids", []webPage{front(announced, ""), text(home+"robots.txt", 0, "User-agent: *\nDisallow: /\n")}, home, exitFailed,
			[]string{"it asks us not to read http://weir.example/"}, []string{"/", "/news.xml", "/feed/"}},
		{"dead host", []webPage{front("", "")}, "http://nowhere.example/", exitFailed, []string{"there is no host nowhere.example"}, nil},
		{"no address", nil, "ftp://weir.example/", exitUsage, []string{"ftp"}, nil},
	} {
		d := newDesk(t, smallWeb(t, tt.pages...), "[crawl]\ndelay = \"1ms\"\n")
		t.Setenv("COLUMNS", "200")
		status, out, errs := d.run("outlets", "discover", tt.ask)
		if status != tt.status {
			t.Errorf("%s: status %d, want %d\n%s%s", tt.name, status, tt.status, out, errs)
		}
		for _, want := range tt.want {
			if !strings.Contains(out+errs, want) {
				t.Errorf("%s: no %q in\n%s%s", tt.name, want, out, errs)
			}
		}
		for _, r := range d.web.Requests() {
			if slices.Contains(tt.never, strings.TrimPrefix(r.URL, "http://weir.example")) {
				t.Errorf("%s: asked for %s", tt.name, r.URL)
			}
		}
		if _, err := os.Stat(d.data); err == nil {
			t.Errorf("%s: a data folder was made", tt.name)
		}
	}
}

func TestOutletsDiscoverJSON(t *testing.T) {
	d := newDesk(t, smallWeb(t, webPage{URL: "http://weir.example/", Body: "<html>"}, text("http://weir.example/feed/", 0, dated("Weir", "http://weir.example/a"))),
		weirOutlet)
	status, out, errs := d.run("outlets", "discover", "http://weir.example/", "--format", "json")
	var got discovery
	if err := json.Unmarshal([]byte(out), &got); err != nil || status != exitOK {
		t.Fatalf("status %d, %v in\n%s%s", status, err, out, errs)
	}
	if len(got.Found) != 1 || got.Found[0].Items != 1 || got.Found[0].Form != "RSS" || len(got.Tried) == 0 || got.TOML == "" {
		t.Errorf("got %s", out)
	}
	if !strings.Contains(errs, "in dateline.toml already") {
		t.Errorf("of the outlet that is configured is said: %s", errs)
	}
	d.must(exitUsage, "outlets", "discover", "http://weir.example/", "--format", "csv")
}

func TestOutletsCheck(t *testing.T) {
	const home = "http://weir.example/"
	story := home + "story"
	good := []webPage{{URL: home + "feed", Body: dated("Weir", story)}, {URL: story, Body: long(story)}}
	old := strings.Replace(dated("Weir", story), time.Now().UTC().Format("2006"), "2011", 1)
	for _, tt := range []struct {
		name   string
		pages  []webPage
		conf   string // of the outlet; empty: its feed
		status int
		want   []string
	}{
		{"good", good, "", exitOK, []string{"RSS", "Weir shut", "nothing is wrong"}},
		{"crawl-delay", append([]webPage{text(home+"robots.txt", 0, "User-agent: *\nCrawl-delay: 0.01\n")}, good...), "", exitOK, []string{"a visit every 0.01s"}},
		{"robots forbids", append([]webPage{text(home+"robots.txt", 0, "User-agent: *\nDisallow: /\n")}, good...), "", exitSome,
			[]string{"asks us not to read the front page", "feed: robots.txt asks us not to read it: ask the outlet"}},
		{"robots forbids articles", append([]webPage{text(home+"robots.txt", 0, "User-agent: *\nDisallow: /story\n")}, good...), "", exitSome,
			[]string{"none of the newest articles could be read; http://weir.example/story: robots.txt asks us not to"}},
		{"robots cannot be had", append([]webPage{text(home+"robots.txt", 500, "")}, good...), "", exitSome, []string{"robots.txt of weir.example cannot be had"}},
		{"no feed there", []webPage{{URL: story, Body: long(story)}}, "", exitSome, []string{"it is not there (status 404): correct the address"}},
		{"broken feed", []webPage{{URL: home + "feed", Body: "<html>"}}, "", exitSome, []string{"it looks like an HTML page: look at it in a browser"}},
		{"empty feed", []webPage{{URL: home + "feed", Body: dated("Weir")}}, "", exitSome, []string{"it lists nothing"}},
		{"old feed", []webPage{{URL: home + "feed", Body: old}, {URL: story, Body: long(story)}}, "", exitSome, []string{"its newest item is of 2011-"}},
		{"refused", []webPage{{URL: home + "feed", Status: 403, Body: "no"}}, "", exitSome, []string{"refuses it (status 403): ask the outlet for access"}},
		{"in trouble", []webPage{{URL: home + "feed", Status: 503, Body: "no"}}, "", exitSome, []string{"try again later"}},
		{"article gone", []webPage{{URL: home + "feed", Body: dated("Weir", story)}}, "", exitSome, []string{"none of the newest articles could be read"}},
		{"dead host", []webPage{{URL: "http://mill.example/", Body: "x"}}, "", exitSome, []string{"there is no host weir.example"}},
		{"moved for good", append(good, webPage{URL: home + "old", Status: 301, Headers: map[string]string{"Location": home + "feed"}}), `feeds = ["/old"]`, exitOK,
			[]string{"(note) http://weir.example/old has moved for good: name http://weir.example/feed"}},
		{"sitemap index", append([]webPage{
			{URL: home + "map", Body: `<sitemapindex><sitemap><loc>/pictures-image.xml</loc></sitemap><sitemap><loc>/one-news.xml</loc></sitemap></sitemapindex>`},
			{URL: home + "one-news.xml", Body: `<urlset><url><loc>` + story + `</loc></url></urlset>`},
		}, good...), `sitemaps = ["/map"]`, exitOK, []string{"sitemap index", "Weir shut"}},
		{"a section page", append([]webPage{{URL: home + "local/", Body: `<html><body><a href="/2026/03/02/the-weir-is-shut">The weir is shut for the whole spring</a></body></html>`},
			{URL: home + "2026/03/02/the-weir-is-shut", Body: long(home + "2026/03/02/the-weir-is-shut")}}, good...), `pages = ["/local/"]`, exitOK, []string{"page", "Weir shut"}},
		{"an empty section page", []webPage{{URL: home + "local/", Body: "<html><body>No news.</body></html>"}}, `pages = ["/local/"]`, exitSome, []string{"it leads to no articles: name another page"}},
		{"finds its feeds itself", append([]webPage{{URL: home, Body: `<html><head><link rel=alternate type=application/rss+xml href=/feed></head></html>`}}, good...), "\n", exitOK, []string{"RSS", "Weir shut"}},
		{"finds nothing itself", []webPage{{URL: home, Body: `<html><body>Closed.</body></html>`}}, "\n", exitSome, []string{"it leads to no articles"}},
	} {
		conf := tt.conf
		if conf == "" {
			conf = `feeds = ["/feed"]`
		}
		d := newDesk(t, smallWeb(t, tt.pages...), "[crawl]\ndelay = \"1ms\"\n[[outlet]]\nname = \"The Weir\"\nhome = \""+home+"\"\n"+conf+"\n")
		t.Setenv("COLUMNS", "200")
		status, out, errs := d.run("outlets", "check")
		if status != tt.status {
			t.Errorf("%s: status %d, want %d\n%s%s", tt.name, status, tt.status, out, errs)
		}
		for _, want := range tt.want {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s%s", tt.name, want, out, errs)
			}
		}
		if !strings.Contains(errs, "no contact is configured") {
			t.Errorf("%s: that no contact is named is not said: %s", tt.name, errs)
		}
		var list []scout.Checkup
		_, out, _ = d.run("outlets", "check", "the weir", "--format", "json")
		if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 1 || (len(list[0].Problems) > 0) != (tt.status == exitSome) {
			t.Errorf("%s: %v in %s", tt.name, err, out)
		}
		if _, err := os.Stat(d.data); err == nil {
			t.Errorf("%s: a data folder was made", tt.name)
		}
	}
}

// Check needs no folder, so it works while another process owns it.
func TestOutletsCheckBesideAnOwner(t *testing.T) {
	story := "http://weir.example/story"
	d := newDesk(t, smallWeb(t, webPage{URL: "http://weir.example/feed", Body: dated("Weir", story)}, webPage{URL: story, Body: long(story)}), weirOutlet)
	d.inside(func(*work) {
		d.must(exitOK, "outlets", "check")
	})
}

func TestOutletsCheckNames(t *testing.T) {
	d := newDesk(t, nil, weirOutlet)
	status, _, errs := d.run("outlets", "check", "The Wier")
	if status != exitUsage || !strings.Contains(errs, `did you mean "The Weir"?`) {
		t.Errorf("status %d: %s", status, errs)
	}
	if status, _, errs = newDesk(t, nil, "").run("outlets", "check"); status != exitFailed || !strings.Contains(errs, "no outlets are configured") {
		t.Errorf("without outlets: status %d: %s", status, errs)
	}
	if status, _, errs = d.run("outlets", "chek"); status != exitUsage || !strings.Contains(errs, "one of add, remove, check, discover, export and import") {
		t.Errorf("a wrong command: status %d: %s", status, errs)
	}
}
