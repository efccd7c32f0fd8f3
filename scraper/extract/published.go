package extract

import (
	"strings"

	"dateline/scraper"

	"golang.org/x/net/html"
)

// Names of meta elements that tell when an article was published or changed, in
// the order in which they are believed.
var (
	publishedTags = []string{
		"article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "article.published",
		"cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dcterms.created", "dc.date.issued", "dcterms.date", "dcterms.issued", "dc.date", "dc.date.created",
		"publication_date", "publish-date", "publish_date", "published-date", "pubdate", "pub_date", "publishdate", "published", "article_date_original", "ptime", "date", "originalpublicationdate", "rnews:datepublished", "displaydate", "iso-8601-publish-date",
	}
	modifiedTags = []string{"article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised"}
)

// dates finds when the article was published and changed. A later source takes
// over only if the earlier names no more than the same day.
func (m *meta) dates(d *document) {
	for _, key := range []string{"datePublished", "dateCreated", "uploadDate"} {
		if m.ldType != "" || key == "datePublished" {
			m.published = finer(m.published, parseDate(m.ld.str(key), "JSON-LD "+key, m.zone))
		}
	}
	m.modified = parseDate(m.ld.str("dateModified"), "JSON-LD dateModified", m.zone)
	for _, key := range publishedTags {
		m.published = finer(m.published, parseDate(m.tags[key], "meta "+key, m.zone))
	}
	for _, key := range modifiedTags {
		m.modified = finer(m.modified, parseDate(m.tags[key], "meta "+key, m.zone))
	}
	m.timeElements(d)
	if m.published.Time.IsZero() || m.published.Day {
		m.published = finer(m.published, m.visibleDate())
	}
}

// finer returns d, or e if d is unknown, or if d names only the day and e the
// time on that day or the next to it (the zones of the two may differ).
func finer(d, e scraper.Date) scraper.Date {
	if d.Time.IsZero() {
		return e
	}
	if d.Day && !e.Day && !e.Time.IsZero() && e.Time.Format("2006-01-02") == d.Time.Format("2006-01-02") {
		return e
	}
	return d
}

// timeElements reads what is marked as a date of publication or change, and
// <time> near the headline.
func (m *meta) timeElements(d *document) {
	for i, n := range d.Find("time,[itemprop=datePublished],[itemprop=dateModified],abbr.published").Nodes {
		if i > 200 {
			return
		}
		words := " " + strings.ToLower(attr(n, "itemprop")+" "+attr(n, "class")+" "+attr(n, "pubdate")) + " "
		raw := attr(n, "datetime")
		for _, other := range []string{attr(n, "content"), attr(n, "title"), textOf(n, 100)} {
			if raw == "" {
				raw = other
			}
		}
		date := parseDate(raw, "time element", m.zone)
		if date.Time.IsZero() {
			continue
		}
		marked := strings.Contains(words, "publish") || has(n, "pubdate")
		switch {
		case strings.Contains(words, "modified") || strings.Contains(words, "updated"):
			m.modified = finer(m.modified, date)
		case inFurniture(n):
		case marked || near(n, m.h1) && m.h1 != nil:
			m.published = finer(m.published, date)
		}
	}
}

// inFurniture reports whether n stands in a part of the page about other articles.
func inFurniture(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		switch n.Data {
		case "aside", "nav", "footer":
			return true
		}
		if n.Type == html.ElementNode && n.Data != "body" && n.Data != "html" && n.Data != "main" && n.Data != "article" && hint(n)&(hintAlways) != 0 {
			return true
		}
	}
	return false
}

// updatedBefore is what stands before a date that is not the day of publication.
var updatedBefore = mustWords(`(last )?(updated?|modified|edited|amended)( on| at)?[:\s]*$`)

// visibleDate returns the date written by the headline: in an element that is
// named for it, or in a short line up to the first paragraphs after it.
func (m *meta) visibleDate() scraper.Date {
	if m.h1 == nil {
		return scraper.Date{}
	}
	for _, n := range around(m.h1, 12) {
		s := textOf(n, 400)
		if s == "" || len(s) > 200 || inFooter(n) {
			continue
		}
		date, span, ok := findDate(s, m.zone)
		if !ok {
			continue
		}
		rest := strings.TrimSpace(s[:span[0]])
		if updatedBefore.MatchString(rest) {
			if m.modified.Time.IsZero() {
				m.modified = date
			}
			continue
		}
		if !dateline(s, rest) {
			continue
		}
		return date
	}
	return scraper.Date{}
}

var datelineWords = mustWords(`^(by |published|posted|first published|publicado|on\b|[a-z]{3,9}day\b|updated|created|date)|[•·|–—-]\s*$`)

// dateline reports whether a line with a date, and rest before it, is a byline or
// a date on its own, and no sentence of the story.
func dateline(s, rest string) bool {
	if rest == "" || datelineWords.MatchString(rest) {
		return true
	}
	return len(strings.Fields(s)) < 14 && !strings.HasSuffix(s, ".")
}

// around returns the n elements with text that come before and after the
// headline, those after it first; only leaves of the page's layout.
func around(h1 *html.Node, n int) []*html.Node {
	var after, before []*html.Node
	for at := next(h1, true); at != nil && len(after) < n; at = next(at, false) {
		if !leaf(at) {
			continue
		}
		if len(textOf(at, 400)) > 200 {
			break // the story has begun
		}
		after = append(after, at)
	}
	for at := previous(h1); at != nil && len(before) < n/3; at = previous(at) {
		if leaf(at) {
			before = append(before, at)
		}
	}
	return append(after, before...)
}

// leaf reports an element with text that holds no block with text below it.
func leaf(n *html.Node) bool {
	if n.Type != html.ElementNode || unread(n.DataAtom) || !isBlock(n.DataAtom) && n.Data != "span" && n.Data != "time" {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && isBlock(c.DataAtom) {
			return false
		}
	}
	return n.FirstChild != nil
}

// next returns the node after n in the page's order; below n unless over.
func next(n *html.Node, over bool) *html.Node {
	if !over && n.FirstChild != nil {
		return n.FirstChild
	}
	for ; n != nil; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}

// previous returns the node before n in the page's order.
func previous(n *html.Node) *html.Node {
	if n.PrevSibling == nil {
		return n.Parent
	}
	n = n.PrevSibling
	for n.LastChild != nil {
		n = n.LastChild
	}
	return n
}
