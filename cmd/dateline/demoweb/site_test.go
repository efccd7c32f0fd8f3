package demoweb

import (
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// Hosts that pages point to and that nobody answers for, and the one page of
// ours that is gone: what a crawl of the demo web fails on.
var (
	silent = []string{"ads.example", "gone.example", "social.example"}
	gone   = "http://valleycommerce.example/2019/sorby-profile"
)

// bodies calls f with every answer of the manifest.
func bodies(t *testing.T, f func(a answer)) {
	t.Helper()
	for _, versions := range newWeb(t).pages {
		for _, a := range versions {
			f(a)
		}
	}
}

// article returns the articles of the demo web: pages in site/ with a byline.
func articles(t *testing.T) map[string]string {
	found := map[string]string{}
	bodies(t, func(a answer) {
		name := strings.TrimPrefix(a.File, "site/")
		if strings.HasSuffix(name, ".html") && name != "weir-opinion.html" && name != "weir-essays.html" {
			found[name] = a.URL
		}
	})
	return found
}

func parseHTML(t *testing.T, page string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// visible returns the text of a page, without its head.
func visible(t *testing.T, page string) string {
	t.Helper()
	_, body, _ := strings.Cut(page, "<body")
	var text strings.Builder
	for node := range parseHTML(t, "<body"+body).Descendants() {
		if node.Type == html.TextNode {
			text.WriteString(node.Data)
		}
	}
	return text.String()
}

func TestManifest(t *testing.T) {
	used := map[string]bool{}
	bodies(t, func(a answer) {
		used[a.File] = true
		switch {
		case a.Status/100 == 3:
			if a.Headers["Location"] == "" {
				t.Errorf("%s: a redirect to nowhere", a.URL)
			}
		case a.Headers["Content-Type"] == "":
			t.Errorf("%s: no Content-Type", a.URL)
		case a.Body == "":
			t.Errorf("%s: no body", a.URL)
		}
		if m := a.Headers["Last-Modified"]; m != "" {
			if when, err := time.Parse(http.TimeFormat, m); err != nil || when.Format(http.TimeFormat) != m {
				t.Errorf("%s: Last-Modified %q: %v", a.URL, m, err)
			}
		}
	})
	err := fs.WalkDir(files, "site", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !used[path] {
			t.Errorf("%s: no line of the manifest names it", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestHowMuch(t *testing.T) {
	found, hosts := articles(t), map[string]bool{}
	for _, addr := range found {
		u, err := url.Parse(addr)
		if err != nil {
			t.Fatal(err)
		}
		hosts[u.Host] = true
	}
	if len(found) < 14 || len(hosts) < 5 {
		t.Errorf("%d articles of %d outlets, want at least 14 of 5", len(found), len(hosts))
	}
}

// Every address that a page or a feed gives is answered, or is known not to be.
func TestLinks(t *testing.T) {
	w := newWeb(t)
	loc := regexp.MustCompile(`<(?:loc|link|id)>(http[^<]+)</|"(http://[^"]+)"`)
	for _, versions := range w.pages {
		for _, a := range versions {
			var targets []string
			if strings.HasPrefix(a.Headers["Content-Type"], "text/html") {
				for node := range parseHTML(t, a.Body).Descendants() {
					for _, attr := range node.Attr {
						if attr.Key == "href" || attr.Key == "cite" || attr.Key == "action" {
							targets = append(targets, attr.Val)
						}
					}
				}
			} else {
				for _, m := range loc.FindAllStringSubmatch(a.Body, -1) {
					targets = append(targets, m[1]+m[2])
				}
			}
			if to := a.Headers["Location"]; to != "" {
				targets = append(targets, to)
			}
			base, err := url.Parse(a.URL)
			if err != nil {
				t.Fatal(err)
			}
			for _, target := range targets {
				to, err := base.Parse(target)
				if err != nil {
					t.Errorf("%s: %q: %v", a.URL, target, err)
					continue
				}
				if strings.HasPrefix(to.Path, "/schemas/") || to.Host == "www.w3.org" || to.Host == "purl.org" {
					continue // names of XML vocabularies
				}
				answer, known := w.find(to)
				switch {
				case slices.Contains(silent, to.Host) && !known:
				case to.String() == gone && answer.Status == http.StatusNotFound:
				case to.Path == "/signup": // a form's, which nobody sends
				case !known || answer.Status == http.StatusNotFound:
					t.Errorf("%s: %s: status %d", a.URL, to, answer.Status)
				}
			}
		}
	}
}

// The page that robots.txt forbids is cited, so that a crawler is tempted.
func TestForbiddenIsCited(t *testing.T) {
	w := newWeb(t)
	_, _, robots := get(t, w, "http://tambercourier.example/robots.txt")
	_, _, page := get(t, w, "http://tambercourier.example/news/green-ledger-pump-hall-wall/")
	if !strings.Contains(robots, "Disallow: /subscriber-archive/\n") ||
		!strings.Contains(page, `href="http://tambercourier.example/subscriber-archive/1993-03-stroud/"`) {
		t.Error("no article cites a page that robots.txt forbids")
	}
}

// Nobody in the demo web is real. The words are those of people and outlets
// that a careless pen would reach for first.
func TestNobodyReal(t *testing.T) {
	public := regexp.MustCompile(`(?i)\b(trump|biden|obama|putin|clinton|reagan|thatcher|musk|mueller|reuters|associated press|bbc|cnn|fox news|npr|the guardian|new york times|washington post|politico|bloomberg|wikipedia|facebook|twitter|youtube|google|krasnov|mussayev|motyl)\b`)
	host := regexp.MustCompile(`https?://([a-z0-9.-]+)`)
	allowed := []string{"schema.org", "ogp.me", "www.w3.org", "purl.org", "www.sitemaps.org", "www.google.com", "jsonfeed.org"} // vocabularies
	bodies(t, func(a answer) {
		text := strings.ReplaceAll(a.Body, "http://www.google.com/schemas/sitemap-news/0.9", "")
		if m := public.FindString(text); m != "" {
			t.Errorf("%s: %q", a.URL, m)
		}
		for _, m := range host.FindAllStringSubmatch(a.Body, -1) {
			if !strings.HasSuffix(m[1], ".example") && !slices.Contains(allowed, m[1]) {
				t.Errorf("%s: host %s", a.URL, m[1])
			}
		}
	})
}

func TestOutlets(t *testing.T) {
	outlets, err := parse(Config())
	if err != nil {
		t.Fatal(err)
	}
	w := newWeb(t)
	for _, o := range outlets {
		if o.Name == "" || o.Zone == nil || o.Every < time.Minute || !w.hosts[o.Host()] {
			t.Errorf("outlet %+v", o)
		}
		lists := slices.Concat([]string{o.Home, o.Home + "robots.txt"}, o.Feeds, o.Sitemaps, o.Pages)
		if len(lists) == 2 {
			t.Errorf("%s: no feed, sitemap or page", o.Name)
		}
		for _, addr := range lists {
			if status, _, _ := get(t, w, addr); status != http.StatusOK {
				t.Errorf("%s: %s: status %d", o.Name, addr, status)
			}
		}
	}
	for _, text := range []string{"[[outlet]]\nname = 1", "[[outlet]]\nnmae = \"x\"", "[[outlet]]\nevery = \"1h\"\nzone = \"Nowhere/At_All\"", "[[outlet]]\nevery = \"soon\""} {
		if _, err := parse(text); err == nil {
			t.Errorf("parse(%q): no error", text)
		}
	}
}
