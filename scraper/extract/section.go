package extract

import (
	"cmp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

var (
	homeWords  = mustWords(`^(home( ?page)?|front ?page|all|posts?|articles?|uncategori[sz]ed|blog|start(seite)?|accueil|inicio|início|главная|strona główna|hem|anasayfa|»|›|here)$`)
	ownSection = mustWords(`^((home|startseite|accueil|inicio|главная)\s*[|/>»›:]|posted in:?\s|filed under:?\s|you are here:?\s|in:\s)\s*`)
)

// sections returns the sections that the page names, its own first.
func sections(d *document, m *meta, g *ldGraph) []string {
	var out []string
	add := func(names ...string) {
		for _, s := range names {
			s = ownSection.ReplaceAllString(strings.Trim(plain(s), " ,>|»›/"), "")
			if key := letters(s); key != "" && len(s) < 80 && len(out) < 10 && !strings.HasPrefix(s, "http") && key != letters(m.site) && key != letters(m.headline) && key != letters(hostOf(m.url)) && !homeWords.MatchString(s) {
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
	m.saidSections = len(out)
	add(m.kickers(d)...)
	return out
}

// kickers returns the section as shown near the headline, such as
// "Opinion > International".
func (m *meta) kickers(d *document) []string {
	var out []string
	for _, n := range d.Find(".kicker,.cat-links,.slug,.breadcrumb,.breadcrumbs,[class*=kicker],[class*=breadcrumb],.section-name,.article-section,[class*=eyebrow],[rel=category]").Nodes {
		s := textOf(n, 200)
		if s == "" || len(s) >= 120 || len(out) >= 6 || !near(n, m.h1) {
			continue
		}
		crumbs := goquery.NewDocumentFromNode(n).Find("a").Nodes
		if len(crumbs) < 2 {
			out = append(out, s)
			continue
		}
		for _, a := range crumbs {
			out = append(out, textOf(a, 100))
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
