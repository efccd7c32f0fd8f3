package extract

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"dateline/scraper"
	"dateline/scraper/canon"

	"golang.org/x/net/html"
)

// A meta is what the page says about its article, beside the text.
type meta struct {
	url, headline, site, section, language, description string

	original string // address on another site that the page gives as its canonical one

	bylines             []string
	published, modified scraper.Date
	sections            []string // all that are named
	saidSections        int      // how many of them are declared, not only shown
	ld                  object   // the article in JSON-LD; nil if none
	ldType              string   // its type; empty unless it is some article's
	ldTypes             []string // all its types, and those of what else tells the kind
	verdicts            []scraper.Verdict
	authors             []string // author lines as they stood, with roles
	declared            bool     // the page calls itself an article
	zone                *time.Location
	fetched             time.Time           // when the page was; zero if unknown
	reader              dateReader          // of dates written for people
	above               map[*html.Node]bool // the elements that hold the headline
	lines               []line
	tags                map[string]string // <meta>, by lower-case name or property; the first of a name
	h1                  *html.Node        // the headline in the page, if it is seen there
}

// readMeta gathers what the page says about its article, the most definite
// source first: JSON-LD, meta elements, microdata, the visible page.
func readMeta(d *document, fetched time.Time, o *scraper.Outlet) *meta {
	m := &meta{tags: d.readTags(), fetched: fetched}
	if o != nil {
		m.zone = o.Zone
	}
	canonical := d.Find("link[rel=canonical]").First().AttrOr("href", "")
	m.url = d.pick(canonical, m.tags["og:url"])
	if u, ok := d.absolute(canonical); ok && canonical != "" && !canon.Same(m.url, u) && !canon.Same(u, m.url) {
		m.original = u
	}
	h1s := d.headings()
	graph := d.readLD()
	m.ld, m.ldType = graph.article(func(ld object) bool { return m.isThis(ld, h1s) })
	if articleTypes[m.ldType] == 0 {
		m.ldType = ""
	}
	m.site = siteName(d, m, graph)
	m.headline, m.h1 = headline(d, m, h1s)
	if m.site == "" {
		m.site = siteFromTitle(d.title(), m.headline)
	}
	m.above = map[*html.Node]bool{}
	for n := m.h1; n != nil; n = n.Parent {
		m.above[n] = true
	}
	m.language = languageOf(d, m)
	m.lines = m.readLines(d)
	m.dates(d)
	m.readAuthors(d, graph)
	m.verdicts = m.factChecks(d, graph)
	m.ldTypes = m.typesOf(d, graph)
	m.sections = sections(d, m, graph)
	if len(m.sections) > 0 {
		m.section = m.sections[0]
	}
	m.description = cmp.Or(m.tags["og:description"], m.tags["description"], m.ld.str("description"), m.tags["twitter:description"])
	d.collection = m.tags["og:type"] == "website" || len(graph.byType("CollectionPage")) > 0
	m.declared = m.ldType != "" || strings.Contains(m.tags["og:type"], "article") || !m.published.Time.IsZero() ||
		d.Find("article,[itemprop=articleBody]").Length() > 0
	return m
}

// readTags returns the page's meta elements by name.
func (d *document) readTags() map[string]string {
	tags := map[string]string{}
	for i, n := range d.Find("meta[content]").Nodes {
		if i > 2000 {
			break
		}
		content := attr(n, "content")
		if len(content) > 4000 {
			content = strings.ToValidUTF8(content[:4000], "")
		}
		content = collapse(html.UnescapeString(content))
		for _, key := range []string{attr(n, "property"), attr(n, "name"), attr(n, "itemprop"), attr(n, "http-equiv")} {
			key = strings.ToLower(strings.TrimSpace(key))
			if _, seen := tags[key]; !seen && key != "" && content != "" {
				tags[key] = content
			}
		}
	}
	return tags
}

// pick returns the first address that the page may call itself by, else its own.
func (d *document) pick(claims ...string) string {
	page, err := canon.URL(d.addr, "")
	if err != nil {
		page = d.addr
	}
	for _, raw := range claims {
		if raw == "" {
			continue
		}
		if addr, ok := d.absolute(raw); ok && canon.Same(page, addr) {
			return addr
		}
	}
	return page
}

// isThis reports whether a JSON-LD object names this page's address or headline.
func (m *meta) isThis(o object, h1s []*html.Node) bool {
	for _, key := range []string{"url", "mainEntityOfPage", "@id"} {
		if v := o.str(key); v != "" && strings.TrimSuffix(strings.SplitN(v, "#", 2)[0], "/") == strings.TrimSuffix(m.url, "/") {
			return true
		}
	}
	headline := letters(o.str("headline"))
	if headline == "" {
		return false
	}
	if headline == letters(m.tags["og:title"]) {
		return true
	}
	for _, h := range h1s {
		if headline == letters(textOf(h, 1000)) {
			return true
		}
	}
	return false
}

// typesOf returns the types of schema.org that the page's article bears, those of
// live blogs, reviews and fact-checks of this page among them.
func (m *meta) typesOf(d *document, g *ldGraph) []string {
	var out []string
	if len(m.verdicts) > 0 && len(g.byType("ClaimReview")) > 0 {
		out = append(out, "ClaimReview")
	}
	for _, name := range []string{"LiveBlogPosting", "Review"} {
		for _, o := range g.byType(name) {
			if name == "LiveBlogPosting" || m.isHere(d, o.str("url")) || o.str("headline") != "" {
				out = append(out, name)
				break
			}
		}
	}
	if m.ldType == "" {
		return out
	}
	for _, t := range m.ld.all("@type") {
		out = append(out, t[strings.LastIndexAny(t, "/#:")+1:])
	}
	return out
}

// byType returns the objects of a type.
func (g *ldGraph) byType(name string) []object {
	var out []object
	for _, o := range g.objects {
		for _, t := range o.all("@type") {
			if t == name {
				out = append(out, o)
			}
		}
	}
	return out
}

// letters returns the letters and digits of s in lower case: what two spellings
// of a headline have in common.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r > 0x2fff, r >= 0xc0 && r < 0x2000:
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

// path returns the lower-case path of an address.
func path(addr string) string {
	u, err := url.Parse(addr)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Path)
}

// hostOf returns the lower-case host of an address.
func hostOf(addr string) string {
	u, err := url.Parse(addr)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
