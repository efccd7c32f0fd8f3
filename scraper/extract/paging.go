package extract

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

var (
	nextWords = mustWords(`^[\s›»→>]*(next( page)?|page \d+|continue( to)?( the)? next page|weiter|nächste seite|(page )?suivante?|(página )?siguiente|(pagina )?successiva|próxima( página)?|далее|следующая( страница)?|volgende( pagina)?|następna( strona)?|nästa( sida)?|sonraki( sayfa)?|\d{1,2})[\s›»→>]*$`)
	pagePath  = regexp.MustCompile(`(?i)^(.*?)(?:/(?:page|p|seite|pagina|strona|sida)[-/]?(\d{1,2})|/(\d{1,2})|[-_,](?:page|seite|p)?[-_]?(\d{1,2}))(/|\.(?:html?|php|aspx?|shtml))?$`)
	pageQuery = []string{"page", "p", "pg", "paged", "seite", "pagina", "pagenum", "pageno", "page_no", "currentpage"}
)

// nextPage returns the address of the article's next page, "" if this is the last
// or the only one. A link counts if it leads to this page's own address with
// the next number; the next article has another.
func (m *meta) nextPage(d *document) string {
	if d.collection {
		return ""
	}
	here, err := url.Parse(d.addr)
	if err != nil {
		return ""
	}
	for i, n := range d.Find("link[rel=next][href],a[href]").Nodes {
		if i > 3000 {
			break
		}
		if n.Data == "a" && !strings.Contains(attr(n, "rel"), "next") {
			if n.FirstChild == nil || len(attr(n, "href")) > 500 || !nextWords.MatchString(labelOf(n)) {
				continue
			}
		}
		addr, ok := d.absolute(attr(n, "href"))
		if !ok {
			continue
		}
		there, err := url.Parse(addr)
		if err == nil && follows(here, there) && (n.Data == "link" || !m.comment(n)) {
			return addr
		}
	}
	return ""
}

// labelOf returns what a link says, or what it is called if it is a picture.
func labelOf(n *html.Node) string {
	if s := textOf(n, 60); s != "" {
		return s
	}
	return collapse(attr(n, "title") + attr(n, "aria-label"))
}

// follows reports whether there is the page of the same article that comes after
// here.
func follows(here, there *url.URL) bool {
	if !strings.EqualFold(strings.TrimPrefix(here.Host, "www."), strings.TrimPrefix(there.Host, "www.")) {
		return false
	}
	if next, rest := queryPage(there); next > 0 {
		now, mine := queryPage(here)
		return strings.TrimSuffix(here.Path, "/") == strings.TrimSuffix(there.Path, "/") && rest == mine && next == max(now, 1)+1
	}
	next, base := pathPage(there.Path)
	if next < 2 || len(base) < 2 {
		return false
	}
	if bare(here.Path) == base {
		return next == 2
	}
	now, mine := pathPage(here.Path)
	// Numbers at the end may be those of articles: the part before must name one.
	last := base[strings.LastIndexByte(base, '/')+1:]
	return now > 0 && mine == base && next == now+1 && strings.ContainsAny(last, "0123456789-_")
}

// queryPage returns the page that a query names, 0 if none, and the rest of it.
func queryPage(u *url.URL) (int, string) {
	q := u.Query()
	for _, key := range pageQuery {
		if n, err := strconv.Atoi(q.Get(key)); err == nil && n > 0 && n < 100 {
			q.Del(key)
			return n, q.Encode()
		}
	}
	return 0, q.Encode()
}

// pathPage returns the page that a path names at its end, 0 if none, and the path
// before that.
func pathPage(path string) (int, string) {
	hit := pagePath.FindStringSubmatch(path)
	if hit == nil {
		return 0, ""
	}
	n := number(hit[2] + hit[3] + hit[4])
	return n, bare(hit[1])
}

// bare returns a path without its ending.
func bare(path string) string {
	path = strings.TrimSuffix(path, "/")
	for _, end := range []string{".html", ".htm", ".php", ".aspx", ".asp", ".shtml"} {
		path = strings.TrimSuffix(path, end)
	}
	return path
}
