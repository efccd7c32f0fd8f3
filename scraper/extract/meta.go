package extract

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"
	"time"

	"dateline/scraper"
	"dateline/scraper/canon"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/text/language"
)

// A meta is what the page says about its article, beside the text.
type meta struct {
	url, headline, site, section, language, description string

	original string // address on another site that the page gives as its canonical one

	bylines             []string
	published, modified scraper.Date
	sections            []string // all that are named
	ld                  object   // the article in JSON-LD; nil if none
	ldType              string   // its type; empty unless it is some article's
	authors             []string // author lines as they stood, with roles
	declared            bool     // the page calls itself an article
	zone                *time.Location
	tags                map[string]string // <meta>, by lower-case name or property; the first of a name
	h1                  *html.Node        // the headline in the page, if it is seen there
}

// readMeta gathers what the page says about its article, the most definite
// source first: JSON-LD, meta elements, microdata, the visible page.
func readMeta(d *document, o *scraper.Outlet) *meta {
	m := &meta{tags: d.readTags()}
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
	m.dates(d)
	m.readAuthors(d, graph)
	m.sections = sections(d, m, graph)
	if len(m.sections) > 0 {
		m.section = m.sections[0]
	}
	m.language = languageOf(d, m)
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

// headings returns the first few h1 elements that hold text and are not in the
// page's own header.
func (d *document) headings() []*html.Node {
	var out []*html.Node
	for _, n := range d.Find("h1,[itemprop=headline]").Nodes {
		if len(out) < 5 && n.Data != "meta" && textOf(n, 1000) != "" {
			out = append(out, n)
		}
	}
	return out
}

func (d *document) title() string { return textOf(firstNode(d.Find("title")), 1000) }

// firstNode returns the first node found, an empty one if none.
func firstNode(s *goquery.Selection) *html.Node {
	if len(s.Nodes) == 0 {
		return &html.Node{}
	}
	return s.Nodes[0]
}

// headline returns the article's headline and the element that shows it: what the
// reader sees, if the page's metadata bear it out, else what they say.
func headline(d *document, m *meta, h1s []*html.Node) (string, *html.Node) {
	title := d.title()
	said := []string{m.ld.str("headline"), m.tags["og:title"], m.tags["twitter:title"], title, m.tags["headline"]}
	for _, h := range h1s {
		seen := textOf(h, 1000)
		key := letters(seen)
		if len(key) < 4 || key == letters(m.site) {
			continue
		}
		for _, s := range said {
			if s = letters(s); s != "" && (strings.Contains(s, key) || len(s) > 20 && strings.HasPrefix(key, s)) {
				return trimSite(seen, m.site), h
			}
		}
	}
	for _, s := range []string{m.ld.str("headline"), m.tags["og:title"], m.tags["twitter:title"]} {
		if s != "" {
			return trimSite(s, m.site), likeliest(h1s, s)
		}
	}
	if len(h1s) == 1 && letters(textOf(h1s[0], 1000)) != letters(m.site) {
		return trimSite(textOf(h1s[0], 1000), m.site), h1s[0]
	}
	return trimSite(title, m.site), nil
}

// likeliest returns the h1 that shares most of its words with s, nil if none does.
func likeliest(h1s []*html.Node, s string) *html.Node {
	words := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(s)) {
		words[w] = true
	}
	for _, h := range h1s {
		shared, all := 0, strings.Fields(strings.ToLower(textOf(h, 1000)))
		for _, w := range all {
			if words[w] {
				shared++
			}
		}
		if 2*shared > len(all) {
			return h
		}
	}
	return nil
}

var titleMark = regexp.MustCompile(`\s+(?:[|·•»–—-]|::|//)\s+`)

// trimSite returns a title without the site's name at its end or beginning; if
// the name is not known, without a short last part behind a bar or a dash.
func trimSite(title, site string) string {
	marks := titleMark.FindAllStringIndex(title, -1)
	if len(marks) == 0 {
		if rest, ok := strings.CutPrefix(title, site+": "); ok && site != "" {
			return rest
		}
		return title
	}
	first, last := marks[0], marks[len(marks)-1]
	head, tail := title[:last[0]], title[last[1]:]
	switch {
	case site != "" && letters(tail) == letters(site), strings.HasSuffix(strings.ToLower(tail), ".com"):
		return trimSite(head, site)
	case site != "" && letters(title[:first[0]]) == letters(site):
		return title[first[1]:]
	case site != "":
		return title
	case len(strings.Fields(tail)) <= 4 && len(head) > 2*len(tail) && strings.ContainsAny(title[last[0]:last[1]], "|»·•"):
		return head
	}
	return title
}

// siteName returns what the page calls its publication.
func siteName(d *document, m *meta, g *ldGraph) string {
	name := m.tags["og:site_name"]
	if name == "" {
		for _, p := range g.refs(m.ld, "publisher") {
			name = cmp.Or(name, p.str("name"))
		}
	}
	if name == "" {
		if site := g.byType("WebSite"); len(site) > 0 {
			name = site[0].str("name")
		}
	}
	if name == "" {
		name = textOf(firstNode(d.Find("[itemprop=publisher]")), 100)
	}
	name = cmp.Or(name, m.tags["application-name"])
	if strings.HasPrefix(name, "http") || len(name) > 100 {
		return ""
	}
	return name
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

// siteFromTitle returns what stands beside the headline in the page's title, the
// part farthest from it.
func siteFromTitle(title, headline string) string {
	i := strings.Index(title, headline)
	if i < 0 || headline == "" {
		return ""
	}
	before, after := title[:i], title[i+len(headline):]
	if marks := titleMark.FindAllStringIndex(after, -1); len(marks) > 0 {
		after = after[marks[len(marks)-1][1]:]
	} else {
		after = ""
	}
	name := strings.Trim(cmp.Or(after, strings.TrimRight(before, " :|·–—-")), " ")
	if len(strings.Fields(name)) > 6 {
		return ""
	}
	return name
}

// languageOf returns the page's language as it names it.
func languageOf(d *document, m *meta) string {
	root := firstNode(d.Find("html"))
	for _, s := range []string{attr(root, "lang"), attr(root, "xml:lang"), m.ld.str("inLanguage"), m.tags["og:locale"], m.tags["content-language"], m.tags["language"], d.header.Get("Content-Language")} {
		if s == "" || len(s) > 35 || strings.ContainsAny(s, ",; ") {
			continue
		}
		if tag, err := language.Parse(s); err == nil && tag != language.Und {
			return tag.String()
		}
	}
	return ""
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
