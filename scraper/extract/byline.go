package extract

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// authorTags are names of meta elements that hold authors, the most believed first.
var authorTags = []string{
	"author", "article:author", "og:article:author", "og:author", "byl", "parsely-author", "sailthru.author", "article:author_name", "article.author", "authors", "article_author", "author_name",
	"citation_author", "dc.creator", "dcterms.creator", "dc.contributor", "creator", "byline", "cxenseparse:author", "rbauthors", "shareaholic:article_author_name", "twitter:data1",
}

// readAuthors finds the names of the authors, and keeps their lines with roles.
// The first source that names a person counts; one that names more beside all of
// those counts more.
func (m *meta) readAuthors(d *document, g *ldGraph) {
	var people, groups []string
	for _, key := range []string{"author", "creator"} {
		for _, a := range g.refs(m.ld, key) {
			name := plain(strings.Join(a.all("name"), ", "))
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
	sources := [][]string{people}
	for _, key := range authorTags {
		s := m.tags[key]
		if s == "" || key == "twitter:data1" && !strings.Contains(strings.ToLower(m.tags["twitter:label1"]), "written") {
			continue
		}
		m.authors = append(m.authors, s)
		if key == "author" || strings.HasPrefix(key, "citation") {
			sources = append(sources, d.metas(key))
			continue
		}
		sources = append(sources, []string{s})
	}
	seen := m.visibleAuthors(d)
	m.authors = append(m.authors, seen...)
	var agencies []string
	for _, lines := range append(sources, seen, groups) {
		names := m.names(lines)
		persons := slices.DeleteFunc(slices.Clone(names), agency.MatchString)
		switch {
		case len(persons) == 0:
			if len(agencies) == 0 {
				agencies = names
			}
		case len(agencies) > 0 && !personal(persons[0]):
		case len(m.bylines) == 0, len(persons) > len(m.bylines) && holdsAll(persons, m.bylines) && !slices.ContainsFunc(persons, func(s string) bool { return !personal(s) }):
			m.bylines = persons
		}
	}
	if len(m.bylines) == 0 {
		m.bylines = agencies
	}
	if len(m.bylines) == 0 { // it is by the publication, or that is named for its author
		anyone := &meta{}
		m.bylines = anyone.names(append(people, groups...))
	}
}

// metas returns what all meta elements of a name hold.
func (d *document) metas(name string) []string {
	var out []string
	for _, n := range d.Find("meta[content]").Nodes {
		if len(out) < 20 && (strings.EqualFold(attr(n, "name"), name) || strings.EqualFold(attr(n, "property"), name)) {
			if s := plain(attr(n, "content")); s != "" && len(s) < 500 {
				out = append(out, s)
			}
		}
	}
	return out
}

// holdsAll reports whether all of some names are among the names.
func holdsAll(names, some []string) bool {
	for _, s := range some {
		if !slices.ContainsFunc(names, func(name string) bool { return sameName(name, s) }) {
			return false
		}
	}
	return true
}

// sameName reports whether two names are spellings of one: with and without a
// middle name, accents, capitals.
func sameName(a, b string) bool {
	if letters(a) == letters(b) {
		return true
	}
	x, y := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	if len(x) < 2 || len(y) < 2 || len(x) == len(y) {
		return false
	}
	return x[0] == y[0] && x[len(x)-1] == y[len(y)-1]
}

// Elements that hold the names of authors, the most definite first.
var authorElements = []string{
	"[itemprop=author] [itemprop=name]", "[itemprop=author]", "[rel=author]", ".byline,.by-line,[class*=byline],[class*=Byline]",
	".author,.credit,.author-name,[class*=author-name],[class*=authorName],[class*=author_name],.p-author,.vcard .fn,[class*=post-author],[class*=article-author],[class*=entry-author]",
}

// visibleAuthors returns the lines that name authors near the headline; if there
// are none, those elsewhere in the article.
func (m *meta) visibleAuthors(d *document) []string {
	for _, far := range []bool{false, true} {
		for i, selector := range authorElements {
			if far && i == len(authorElements)-1 {
				break // far from the headline these are of pictures and of others
			}
			if out := m.authorLines(d, selector, far); len(m.names(out)) > 0 {
				return out
			}
		}
		if out := m.spokenByline(); !far && out != nil {
			return out
		}
	}
	return nil
}

// authorLines returns the lines of the elements that a selector finds: those that
// stand together with the first.
func (m *meta) authorLines(d *document, selector string, far bool) []string {
	var out []string
	var first *html.Node
	for i, n := range d.Find(selector).Nodes {
		s := textOf(n, 300)
		if i > 100 || s == "" || len(s) >= 200 || len(out) >= 8 || inFooter(n) || !far && !near(n, m.h1) || far && (m.furniture(n) && !m.inPost(n) || m.comment(n)) {
			continue
		}
		if first != nil && !together(first, n) {
			continue
		}
		first = cmp.Or(first, n)
		if apart := spaced(n); len(apart) < 200 && len(m.names([]string{s})) == 0 {
			s = apart // spans that style alone keeps apart
		}
		out = append(out, s)
		if n.Data == "a" && n.Parent != nil { // the role stands beside the link
			if line := textOf(n.Parent, 300); len(line) < 200 {
				m.authors = append(m.authors, line)
			}
		}
	}
	return out
}

// spaced returns the text below n with a space between any two elements.
func spaced(n *html.Node) string {
	var parts []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode && len(parts) < 40 {
			parts = append(parts, n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return collapse(strings.Join(parts, " "))
}

// together reports whether two elements stand in one part of the page, a few
// steps up.
func together(a, b *html.Node) bool {
	for up, i := a, 0; up != nil && i < 4 && up.Data != "body"; up, i = up.Parent, i+1 {
		for down, j := b, 0; down != nil && j < 4; down, j = down.Parent, j+1 {
			if up == down {
				return true
			}
		}
	}
	return false
}

// spokenByline returns the line that says "by" and a name, near the headline, or
// "posted by" anywhere in the article.
func (m *meta) spokenByline() []string {
	if m.h1 == nil {
		return nil
	}
	for _, n := range around(m.h1, 6) {
		if s := textOf(n, 300); len(s) < 160 && byLine.MatchString(s) {
			if _, _, dated := findDate(s, nil); dated || !strings.HasSuffix(s, ".") || len(strings.Fields(s)) < 7 {
				return []string{s}
			}
		}
	}
	for _, l := range m.lines {
		if s := l.text; len(s) < 160 && !l.comment && (!l.furniture || l.inPost) && postedBy.MatchString(s) {
			return []string{s}
		}
	}
	return nil
}

// byLine is how a line begins that names the author, and postedBy a line that does
// so wherever it stands.
var (
	byLine   = regexp.MustCompile(`^(?i:by|von|par|por|door|av|af|di|da|автор:?|text:|auto(?:r|rin|ren|re):|auteur ?:|auteurs?:|words:?|written by|posted by)\s+[\p{Lu}\p{Lo}]`)
	postedBy = regexp.MustCompile(`^(Posted|Written|Published|Submitted|Geschrieben|Veröffentlicht|Verfasst|Eingestellt|Erstellt|Écrit|Publié|Rédigé|Escrito|Publicado|Postado|Scritto|Pubblicato|Postato|Geschreven|Geplaatst)( (on|am|le|el|em|il|op) .{4,40})? (by|von|par|por|da|door) \p{Lu}`)
)

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
	byPrefix   = mustWords(`^(?:(?:words|story|text|written|posted|published|submitted|reported|analysis|review|report|reporting|opinion|column|geschrieben|veröffentlicht|verfasst|eingestellt|erstellt|écrit|publié|rédigé|escrito|publicado|postado|scritto|pubblicato|geschreven|geplaatst)\s+)?(?:(?:by|from|par|von|por|door|di|da|av|af)[:\s]+|(?:words|authors?|auto(?:r|rin|ren|re)|auteurs?|автор|text|written by)\s?:\s*)`)
	nameBreaks = regexp.MustCompile(`\s*(?:;|\||/|•|·|\s[–—-]\s|\b[Aa]nd\b|\bAND\b|\s&\s|\bund\b|\bet\b|\by\b|\boch\b|\bwith\b|\s\(?avec\s|\sи\s|\sта\s)\s*`)
	roleWords  = mustWords(`\b(contributor|columnist|correspondent|reporter|editor|writer|staff|producer|photographer|journalist|professor|director|chief|bureau|news|guest|opinion|desk|agency|special to|analyst|critic|associate|senior|published|updated|posted|min read|minutes?|share|follow|twitter|email|view|read more|chair|fellow|author of|redaktion|redakteur(in)?|redaktionsleiter|rédaction|redacción|redazione|redactie|редакция|korrespondent(in)?|team|newsroom|wire|services?|agencies)\b`)
	notName    = mustWords(`https?:|www\.|@|\.com\b|^(admin|administrator|unknown|anonymous|guest|none|null|n/a|author|editor|webmaster|user|root|by|super user|site admin|auto(r|rin|re)|redaktion|staff|true|false|undefined)$|\ball rights\b|more from|see all`)
	lateWords  = mustWords(`[\s,]*\b(on|am|le|el|em|il|op)?\s*((mon|tues|wednes|thurs|fri|satur|sun)day|(mon|diens|donners|frei|sams|sonn)tag|mittwoch|published|updated|posted|last updated)[\s,:]*([\d:.]+\s*([ap]\.?m\.?)?(\s*[a-z]{2,4})?[\s,]*)?$|\s+(on|am|le|um|at)$`)
	agency     = mustWords(`^((the )?associated press|ap|reuters|afp|agence france-presse|dpa|deutsche presse-agentur|bloomberg( news)?|pti|press trust of india|ani|ians|xinhua|tass|upi|sid|apa|ansa|efe|kyodo|pa media|press association|usa today|cnn|cnn business|business insider|condé nast|getty images|canadian press|the canadian press)$`)
	otherWork  = mustWords(`[\s,;|]*\b(edited|illustrat\w+|photo\w*|photographs|pictures|translated|translation|produced|compiled|video|graphics|fotos?) (by|von|par)\b.*$`)
	agencyEnd  = mustWords(`\s+\(?((the )?associated press|reuters|afp|dpa|bloomberg( news)?|pti|upi|usa today)\)?$`)
)

// names returns the names in author lines, each once, without roles, dates and
// the word "by".
func (m *meta) names(lines []string) []string {
	var out []string
	for _, line := range lines {
		line = plain(line)
		if strings.Contains(line, "://") && !strings.Contains(line, " ") {
			continue // the address of the author's page
		}
		if _, span, ok := findDate(line, nil); ok {
			if line = line[:span[0]]; span[0] == 0 {
				continue
			}
			line = lateWords.ReplaceAllString(strings.TrimRight(line, " ,"), "") // what follows a date is no name
		}
		line = otherWork.ReplaceAllString(line, "")
		line = byPrefix.ReplaceAllString(line, "")
		if i := strings.Index(line, ". "); i > 0 && len(strings.Fields(line[:i])) > 1 && len(lastWord(line[:i])) > 2 {
			line = line[:i] // "By Fact Desk staff. Published …"
		}
		for _, part := range nameBreaks.Split(line, 20) {
			for i, name := range strings.Split(part, ",") {
				name = strings.TrimSpace(byPrefix.ReplaceAllString(strings.Trim(name, " .:-–—|()\"“”"), ""))
				if m.site != "" {
					name = strings.TrimSpace(strings.TrimSuffix(name, " "+m.site))
				}
				if cut := agencyEnd.ReplaceAllString(name, ""); strings.Contains(cut, " ") {
					name = cut
				}
				if i > 0 && (!personal(name) || strings.HasPrefix(name, "in ")) && !agency.MatchString(name) || !m.isName(name) {
					continue
				}
				if !slices.ContainsFunc(out, func(had string) bool { return sameName(had, name) }) && len(out) < 20 {
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
