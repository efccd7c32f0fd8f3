package extract

import (
	"cmp"
	"regexp"
	"strings"
)

var titleMark = regexp.MustCompile(`\s+(?:[|·•»–—-]|::|//)\s+`)

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
