package extract

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// readAuthors finds the names of the authors, and keeps their lines with roles.
func (m *meta) readAuthors(d *document, g *ldGraph) {
	var people, groups []string
	for _, key := range []string{"author", "creator"} {
		for _, a := range g.refs(m.ld, key) {
			name := a.str("name")
			if name == "" {
				continue
			}
			m.authors = append(m.authors, name, a.str("jobTitle"))
			if slices.ContainsFunc(a.all("@type"), func(t string) bool { return strings.HasSuffix(t, "Organization") }) {
				groups = append(groups, name)
				continue
			}
			people = append(people, name)
		}
		if len(people) > 0 {
			break
		}
	}
	for _, key := range []string{"author", "article:author", "og:article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byline", "cxenseparse:author"} {
		if s := m.tags[key]; s != "" {
			m.authors = append(m.authors, s)
			people = append(people, s)
		}
	}
	seen := m.visibleAuthors(d)
	m.authors = append(m.authors, seen...)
	if m.bylines = m.names(people); len(m.bylines) == 0 {
		m.bylines = m.names(seen)
	}
	if len(m.bylines) == 0 {
		m.bylines = m.names(groups)
	}
}

// visibleAuthors returns the lines that name authors near the headline.
func (m *meta) visibleAuthors(d *document) []string {
	for _, selector := range []string{
		"[itemprop=author] [itemprop=name]", "[itemprop=author]", "[rel=author]", ".byline,.by-line,[class*=byline],[class*=Byline]", ".author,.credit,.author-name,[class*=author-name],[class*=authorName]",
	} {
		var out []string
		for _, n := range d.Find(selector).Nodes {
			if s := textOf(n, 300); s != "" && len(s) < 200 && len(out) < 8 && !inFooter(n) && near(n, m.h1) {
				out = append(out, s)
				if n.Data == "a" && n.Parent != nil { // the role stands beside the link
					if line := textOf(n.Parent, 300); len(line) < 200 {
						m.authors = append(m.authors, line)
					}
				}
			}
		}
		if len(m.names(out)) > 0 {
			return out
		}
	}
	if m.h1 == nil {
		return nil
	}
	for _, n := range around(m.h1, 6) {
		s := textOf(n, 300)
		if len(s) < 160 && len(s) > 5 && strings.EqualFold(s[:3], "by ") {
			return []string{s}
		}
	}
	return nil
}

// inFooter reports whether n stands in an aside, a footer or navigation.
func inFooter(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && (n.Data == "aside" || n.Data == "nav" || n.Data == "footer") {
			return true
		}
	}
	return false
}

var (
	byPrefix   = mustWords(`^(?:(?:words|story|text|written|posted|published|reported|analysis|review|report|opinion|column)\s+)?(?:by|from|par|von|por|door|di)[:\s]+`)
	nameBreaks = mustWords(`\s*(?:;|\||/|•|·|\s[–—-]\s|\band\b|\s&\s|\bund\b|\bet\b|\by\b|\bwith\b)\s*`)
	roleWords  = mustWords(`\b(contributor|columnist|correspondent|reporter|editor|writer|staff|producer|photographer|journalist|professor|director|chief|bureau|news|guest|opinion|desk|agency|special to|analyst|critic|associate|senior|published|updated|posted|min read|minutes?|share|follow|twitter|email|view|read more|chair|fellow|author of)\b`)
	notName    = mustWords(`https?:|www\.|@|\.com\b|^(admin|administrator|unknown|anonymous|guest|none|null|n/a|author|editor|webmaster|user|root|by)$|\ball rights\b|more from|see all`)
)

// names returns the names in author lines, each once, without roles, dates and
// the word "by".
func (m *meta) names(lines []string) []string {
	var out []string
	for _, line := range lines {
		line = collapse(html.UnescapeString(line))
		if strings.Contains(line, "://") && !strings.Contains(line, " ") {
			continue // the address of the author's page
		}
		if _, span, ok := findDate(line, nil); ok {
			line = line[:span[0]] // what follows a date is no name
		}
		line = byPrefix.ReplaceAllString(line, "")
		if i := strings.Index(line, ". "); i > 0 && len(strings.Fields(line[:i])) > 1 && len(lastWord(line[:i])) > 2 {
			line = line[:i] // "By Fact Desk staff. Published …"
		}
		for _, part := range nameBreaks.Split(line, 20) {
			for i, name := range strings.Split(part, ",") {
				name = strings.TrimSpace(byPrefix.ReplaceAllString(strings.Trim(name, " .:-–—|()"), ""))
				if i > 0 && !personal(name) || !m.isName(name) {
					continue
				}
				if !slices.ContainsFunc(out, func(had string) bool { return letters(had) == letters(name) }) && len(out) < 12 {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// isName reports whether s can be the name of an author.
func (m *meta) isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || len(s) < 2 || len(s) > 70 || notName.MatchString(s) || roleWords.MatchString(s) {
		return false
	}
	if letters(s) == letters(m.site) || letters(s) == "the"+letters(m.site) || "the"+letters(s) == letters(m.site) {
		return false
	}
	return strings.IndexFunc(s, unicode.IsDigit) < 0 && strings.IndexFunc(s, unicode.IsLetter) >= 0
}

// personal reports whether s, found after a comma, is another author and not a
// role or a place: two to four words, each with a capital.
func personal(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	for _, w := range words {
		if r := []rune(w)[0]; !unicode.IsUpper(r) && len(w) > 3 {
			return false
		}
	}
	return true
}

func lastWord(s string) string {
	return s[strings.LastIndexByte(s, ' ')+1:]
}
