package extract

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Elements that may hold the headline where no h1 does.
const lesserHeadings = "[itemprop=headline],.entry-title,.post-title,.article-title,.headline,h2,h3"

// headings returns the first few h1 elements that hold text.
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
	title := plain(d.title())
	declared := []string{
		plain(m.ld.str("headline")), plain(m.tags["og:title"]), plain(m.tags["twitter:title"]), plain(m.tags["headline"]), plain(m.tags["parsely-title"]),
		plain(m.tags["sailthru.title"]), plain(m.tags["dc.title"]), plain(m.tags["dcterms.title"]),
	}
	declared = slices.DeleteFunc(declared, func(s string) bool { return s == "" || letters(s) == letters(m.site) })
	said := append(slices.Clone(declared), title)
	h1s = slices.DeleteFunc(slices.Clone(h1s), func(h *html.Node) bool {
		seen := plain(textOf(h, 1000))
		return m.site != "" && letters(seen) == letters(m.site) || d.namesSite(seen, title) || d.headsHome(h)
	})
	for _, by := range [][]string{declared, said} {
		for _, h := range h1s {
			if seen := plain(textOf(h, 1000)); m.borneOut(seen, by) {
				return trimSite(m.withoutKicker(seen, h, declared), m.site), h
			}
		}
		if h := m.sameHeading(d, by); h != nil {
			return trimSite(plain(textOf(h, 1000)), m.site), h
		}
	}
	for _, s := range said {
		if h := likeliest(h1s, s); h != nil {
			return trimSite(m.withoutKicker(plain(textOf(h, 1000)), h, declared), m.site), h
		}
	}
	if h := m.lesserHeading(d, said); h != nil && !d.namesSite(plain(textOf(h, 1000)), title) {
		return trimSite(plain(textOf(h, 1000)), m.site), h
	}
	if h := m.onlyHeading(h1s); h != nil && len(declared) == 0 {
		return trimSite(plain(textOf(h, 1000)), m.site), h
	}
	for _, s := range declared {
		return m.trimTitle(s), m.onlyHeading(h1s)
	}
	return m.trimTitle(title), nil
}

// borneOut reports whether a heading is the one that the metadata name.
func (m *meta) borneOut(seen string, said []string) bool {
	key := letters(seen)
	if len(key) < 4 || key == letters(m.site) {
		return false
	}
	for _, s := range said {
		if s = letters(s); s != "" && (strings.Contains(s, key) && (5*len(key) >= len(s) && strings.Contains(seen, " ") || 2*len(key) >= len(s)) || len(s) > 20 && (strings.HasPrefix(key, s) || strings.HasSuffix(key, s))) {
			return true
		}
	}
	return false
}

// namesSite reports whether a heading is that part of the page's title which names
// the site: another heading shows the other, longer part.
func (d *document) namesSite(seen, title string) bool {
	key, rest := letters(seen), ""
	for _, part := range titleMark.Split(title, 6) {
		if part := letters(part); part != key && len(part) > len(rest) {
			rest = part
		}
	}
	if len(rest) <= len(key) || rest == letters(title) {
		return false
	}
	for i, n := range d.Find("h1," + lesserHeadings).Nodes {
		if i < 150 && letters(plain(textOf(n, 400))) == rest {
			return true
		}
	}
	return false
}

// withoutKicker returns what a heading says without the label that some put inside
// of it, if the metadata name the rest alone.
func (m *meta) withoutKicker(seen string, h *html.Node, declared []string) string {
	key := letters(seen)
	for _, s := range declared {
		short := letters(s)
		if len(short) < 12 || len(short) >= len(key) || !strings.HasSuffix(key, short) && !strings.HasPrefix(key, short) {
			continue
		}
		for _, part := range append(goquery.NewDocumentFromNode(h).Find("span,small,a,strong,em,div,p,sup,i,b").Nodes, h.FirstChild) {
			if part == nil {
				continue
			}
			label := plain(textOf(part, 200))
			switch {
			case label == "":
			case letters(label)+short == key:
				return strings.TrimLeft(strings.TrimPrefix(seen, label), " :|·•–—-")
			case short+letters(label) == key:
				return strings.TrimRight(strings.TrimSuffix(seen, label), " :|·•–—-")
			}
		}
	}
	return seen
}

// likeliest returns the h1 that shares most of its words with s, nil if none does.
func likeliest(h1s []*html.Node, s string) *html.Node {
	words := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(s)) {
		words[bareWord(w)] = true
	}
	for _, h := range h1s {
		shared, all := 0, strings.Fields(strings.ToLower(textOf(h, 1000)))
		for _, w := range all {
			if words[bareWord(w)] {
				shared++
			}
		}
		if len(all) > 1 && (2*shared > len(all) || shared >= 3 && 3*shared >= len(all) || shared >= 2 && len(h1s) == 1) {
			return h
		}
	}
	return nil
}

// bareWord returns a word in lower case without quotation marks, stops and 's.
func bareWord(w string) string {
	w = strings.Trim(w, `.,:;!?"'“”‘’()«»`)
	return strings.TrimSuffix(strings.TrimSuffix(w, "’s"), "'s")
}

// lesserHeading returns the smaller heading that the metadata name, as on blogs
// whose h1 is the blog's own name; nil if there is none.
func (m *meta) lesserHeading(d *document, said []string) *html.Node {
	for i, n := range d.Find(lesserHeadings).Nodes {
		if i > 150 {
			break
		}
		key := letters(plain(textOf(n, 400)))
		if n.Data == "meta" || len(key) < 8 || key == letters(m.site) || inFooter(n) {
			continue
		}
		for _, s := range said {
			if s = letters(s); strings.HasPrefix(s, key) && 3*len(key) > len(s) || strings.HasSuffix(s, key) && 2*len(key) > len(s) {
				return n
			}
		}
	}
	return nil
}

// sameHeading returns the smaller heading that says just what the metadata do, nil
// if there is none.
func (m *meta) sameHeading(d *document, said []string) *html.Node {
	for i, n := range d.Find(lesserHeadings).Nodes {
		if key := letters(plain(textOf(n, 400))); i < 150 && len(key) > 12 && n.Data != "meta" && !inFooter(n) {
			if slices.ContainsFunc(said, func(s string) bool { return letters(s) == key }) {
				return n
			}
		}
	}
	return nil
}

// headsHome reports whether a heading is a link to the front page, as the site's
// name is.
func (d *document) headsHome(h *html.Node) bool {
	link := firstNode(goquery.NewDocumentFromNode(h).Find("a[href]"))
	if h.Parent != nil && h.Parent.Data == "a" {
		link = h.Parent
	}
	addr, ok := d.absolute(attr(link, "href"))
	if !ok || attr(link, "href") == "" || strings.HasPrefix(attr(link, "href"), "#") {
		return false
	}
	u, err := url.Parse(addr)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// onlyHeading returns the page's one h1 that is not its name, nil if there is none
// or several.
func (m *meta) onlyHeading(h1s []*html.Node) *html.Node {
	var only *html.Node
	for _, h := range h1s {
		if h.Data != "h1" || letters(textOf(h, 1000)) == letters(m.site) || len(letters(textOf(h, 1000))) < 4 || inFooter(h) {
			continue
		}
		if only != nil {
			return nil
		}
		only = h
	}
	return only
}

var anyTag = regexp.MustCompile(`</?[a-zA-Z][^<>]{0,200}>`)

// plain returns a title without what was left of its page: entities written twice,
// tags, space.
func plain(s string) string {
	for range 2 {
		if strings.Contains(s, "&") {
			s = html.UnescapeString(s)
		}
	}
	if strings.Contains(s, "<") {
		s = anyTag.ReplaceAllString(s, "")
	}
	return collapse(s)
}

// trimTitle returns a title that was not seen on the page without the names of
// the site and of its section.
func (m *meta) trimTitle(title string) string {
	title = trimSite(title, m.site)
	host := hostOf(m.url)
	for range 3 {
		marks := titleMark.FindAllStringIndex(title, -1)
		if len(marks) == 0 {
			return title
		}
		last := marks[len(marks)-1]
		head, tail := title[:last[0]], letters(title[last[1]:])
		own := len(tail) > 2 && (strings.Contains(letters(host), tail) || len(letters(m.site)) > 2 && (strings.Contains(letters(m.site), tail) || strings.Contains(tail, letters(m.site))))
		if !own || len(head) < 8 {
			return title
		}
		title = head
	}
	return title
}

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
