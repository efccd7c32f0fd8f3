package extract

import (
	"net/url"
	"regexp"
	"strings"

	"dateline/scraper"
	"dateline/scraper/canon"

	"golang.org/x/net/html"
)

// Leads are what a front or section page leads to, each address once, in the
// order of the page.
type Leads struct {
	Feeds    []string // that the page announces
	Articles []string // on the same site that look like articles
}

// maxPageLinks is how many articles are taken from one page.
const maxPageLinks = 500

var (
	dayPath      = regexp.MustCompile(`/(19|20)\d\d[/-](\d\d?|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/-]`)
	longNumber   = regexp.MustCompile(`\d{5,}`)
	otherPath    = mustWords(`/(tags?|topics?|author|authors|category|categories|profile|user|users|login|signin|register|subscribe|subscriptions?|newsletters?|about|about-us|contact|privacy|terms|search|feed|rss|wp-admin|wp-login|wp-content|account|advertise|careers|jobs|help|faq|store|shop|events|page)(/|$)|\.(jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|css|js|xml|rss|atom|json)$`)
	articleWords = regexp.MustCompile(`[a-z]+`)
)

// Links finds the feeds that a page announces and the articles it leads to.
// What is no page is [ErrNotHTML]; a page that leads nowhere has no links.
func Links(p *scraper.Page) (*Leads, error) {
	d, err := parse(p)
	if err != nil {
		return nil, err
	}
	links := &Leads{}
	had := map[string]bool{}
	if self, err := canon.URL(pageURL(p), ""); err == nil {
		had[self] = true
	}
	for _, n := range d.Find("link[rel]").Nodes {
		if !announcesFeed(n) || len(links.Feeds) >= 20 {
			continue
		}
		if addr, ok := d.absolute(attr(n, "href")); ok && attr(n, "href") != "" && !had[addr] {
			had[addr] = true
			links.Feeds = append(links.Feeds, addr)
		}
	}
	for _, n := range d.Find("a[href]").Nodes {
		if len(links.Articles) >= maxPageLinks {
			break
		}
		href := attr(n, "href")
		if href == "" || strings.HasPrefix(href, "#") || passing(n, href) {
			continue
		}
		addr, ok := d.absolute(href)
		if !ok || had[addr] || !canon.Same(d.addr, addr) || !articleAddress(addr, n) {
			continue
		}
		had[addr] = true
		links.Articles = append(links.Articles, addr)
	}
	return links, nil
}

// announcesFeed reports a <link> to a feed.
func announcesFeed(n *html.Node) bool {
	kind := strings.ToLower(attr(n, "type"))
	return strings.Contains(" "+strings.ToLower(attr(n, "rel"))+" ", " alternate ") &&
		(strings.Contains(kind, "rss") || strings.Contains(kind, "atom") || strings.Contains(kind, "feed+json"))
}

// articleAddress reports whether an address looks like an article's: its last
// part names a story in words, or it bears a day or a number, and the link says
// more than the name of a section.
func articleAddress(addr string, n *html.Node) bool {
	u, err := url.Parse(addr)
	if err != nil {
		return false
	}
	at := strings.ToLower(u.Path)
	if strings.Trim(at, "/") == "" || otherPath.MatchString(at) {
		return false
	}
	parts := strings.Split(strings.Trim(at, "/"), "/")
	words := 0
	for _, part := range parts {
		words = max(words, len(articleWords.FindAllString(strings.TrimSuffix(part, ".html"), -1)))
	}
	said := len(strings.Fields(textOf(n, 400)))
	switch {
	case words >= 4:
		return true
	case words >= 3:
		return said >= 4 || dayPath.MatchString(at)
	case dayPath.MatchString(at), longNumber.MatchString(at):
		return words >= 2 || said >= 3
	}
	return len(parts) >= 2 && said >= 5 && words >= 2
}
