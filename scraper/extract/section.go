package extract

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
)

// sections returns the sections that the page names, its own first.
func sections(d *document, m *meta, g *ldGraph) []string {
	var out []string
	add := func(names ...string) {
		for _, s := range names {
			if s = strings.Trim(s, " ,>|"); s != "" && len(s) < 80 && len(out) < 10 && !strings.HasPrefix(s, "http") {
				out = append(out, s)
			}
		}
	}
	add(m.ld.all("articleSection")...)
	for _, key := range []string{"article:section", "og:section", "section", "parsely-section", "articlesection", "sailthru.section"} {
		add(m.tags[key])
	}
	for _, list := range g.byType("BreadcrumbList") {
		items, _ := list["itemListElement"].([]any)
		for i := 1; i < len(items)-1 && i < 4; i++ { // without the front page and the article
			if item, ok := items[i].(map[string]any); ok {
				add(cmp.Or(object(item).str("name"), object(item).str("item")))
			}
		}
	}
	add(m.kickers(d)...)
	return out
}

// kickers returns the section as shown near the headline, such as
// "Opinion > International".
func (m *meta) kickers(d *document) []string {
	var out []string
	for _, n := range d.Find(".kicker,.cat-links,.slug,.breadcrumb,.breadcrumbs,[class*=kicker],[class*=breadcrumb],.section-name,.article-section,[class*=eyebrow],[rel=category]").Nodes {
		if s := textOf(n, 200); s != "" && len(s) < 80 && len(out) < 3 && near(n, m.h1) {
			out = append(out, s)
		}
	}
	return out
}

// near reports whether n is close to the headline: both below one element, a few
// steps up.
func near(n, h1 *html.Node) bool {
	if h1 == nil {
		return true
	}
	for up, i := h1.Parent, 0; up != nil && i < 4; up, i = up.Parent, i+1 {
		for a, j := n, 0; a != nil && j < 5; a, j = a.Parent, j+1 {
			if a == up && up.Data != "body" && up.Data != "html" {
				return true
			}
			if a == up && j < 3 {
				return true
			}
		}
	}
	return false
}
