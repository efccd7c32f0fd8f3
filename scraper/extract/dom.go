package extract

import (
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"unicode"

	"dateline/scraper"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Above these a page is read from its tokens, flat, not as a tree.
const (
	maxBytes    = 12 << 20
	maxTreeSize = 6 << 20
	maxElements = 120_000
)

// A document is a parsed page.
type document struct {
	*goquery.Document

	base       string // what links are relative to
	addr       string // the address of the page
	header     http.Header
	elements   int
	size       int  // bytes
	flat       bool // read from tokens only
	collection bool // calls itself a list of pages
}

// parse decodes and parses the page, once for all readers.
func parse(p *scraper.Page) (*document, error) {
	if len(p.Body) == 0 {
		return nil, fmt.Errorf("%w: the body is empty", ErrNotHTML)
	}
	contentType := p.Header.Get("Content-Type")
	media, _, _ := mime.ParseMediaType(contentType) // a broken header says nothing
	if media != "" && !strings.Contains(media, "html") && media != "text/plain" && media != "application/octet-stream" {
		return nil, fmt.Errorf("%w: it is %.60s", ErrNotHTML, media)
	}
	if sniffed := http.DetectContentType(p.Body); binary(sniffed) {
		return nil, fmt.Errorf("%w: it looks like %s", ErrNotHTML, sniffed)
	}
	text := decode(p.Body[:min(len(p.Body), maxBytes)], contentType)
	elements := countTags(text)
	if elements == 0 {
		return nil, fmt.Errorf("%w: it holds no element", ErrNotHTML)
	}
	if garbled(text) {
		return nil, fmt.Errorf("%w: it holds binary data", ErrNotHTML)
	}
	d := &document{base: pageURL(p), addr: pageURL(p), header: p.Header, elements: elements, size: len(text)}
	root, err := (*html.Node)(nil), error(nil)
	if elements <= maxElements && len(text) <= maxTreeSize {
		root, err = html.Parse(strings.NewReader(text))
	}
	if root == nil || err != nil { // nested too deep, or too large
		root, d.flat = flatten(text), true
	}
	d.Document = goquery.NewDocumentFromNode(root)
	if href, ok := d.Find("base[href]").First().Attr("href"); ok {
		if addr, ok := d.absolute(href); ok {
			d.base = addr
		}
	}
	return d, nil
}

// binary reports a sniffed type that cannot be a page.
func binary(sniffed string) bool {
	for _, prefix := range []string{"image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/x-"} {
		if strings.HasPrefix(sniffed, prefix) {
			return true
		}
	}
	return false
}

// countTags counts the start tags of s, nearly.
func countTags(s string) int {
	n := 0
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 >= len(s) {
			return n
		}
		if c := s[i+1] | 0x20; c >= 'a' && c <= 'z' {
			n++
		}
		s = s[i+1:]
	}
}

// garbled reports whether a sample of s has more than one in fifty characters
// that no text holds.
func garbled(s string) bool {
	bad, n := 0, 0
	for _, r := range s {
		if r == unicode.ReplacementChar || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			bad++
		}
		if n++; n >= 20_000 {
			break
		}
	}
	return bad*50 > n
}

// attr returns an attribute of n, "" if it has none.
func attr(n *html.Node, key string) string {
	for i, a := range n.Attr {
		if i > 64 {
			break // no honest element has so many
		}
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// has reports whether n bears the attribute.
func has(n *html.Node, key string) bool {
	for i, a := range n.Attr {
		if i > 64 {
			break
		}
		if a.Key == key {
			return true
		}
	}
	return false
}

// textOf returns the text below n, white space collapsed, at most limit bytes or so.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case b.Len() > limit:
			return
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
			return
		case n.Type == html.ElementNode && unread(n.DataAtom):
			return
		}
		if n.Type == html.ElementNode && (isBlock(n.DataAtom) || n.DataAtom == atom.Br) {
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && isBlock(n.DataAtom) {
			b.WriteByte(' ')
		}
	}
	walk(n)
	return collapse(b.String())
}

// collapse returns s with white space runs as one space, none at the ends, and
// without control and invisible characters.
func collapse(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case invisible(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// invisible reports characters that show nothing: controls, soft hyphens, zero
// width spaces, marks of direction and of byte order.
func invisible(r rune) bool {
	switch {
	case r == '\u200d' || r == '\u200c': // joiners: part of emoji and of some scripts
		return false
	case unicode.IsControl(r), r == '\u00ad', r == '\ufeff', r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u2069':
		return true
	}
	return false
}

// mustWords compiles a pattern that takes no heed of case.
func mustWords(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + pattern) }

// isBlock reports elements that begin and end a block of text.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Nav,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Blockquote, atom.Pre, atom.Figure, atom.Figcaption, atom.Table, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th,
		atom.Caption, atom.Form, atom.Fieldset, atom.Address, atom.Hr, atom.Details, atom.Summary, atom.Center, atom.Body, atom.Html, atom.Hgroup, atom.Dialog:
		return true
	}
	return false
}

// unread reports elements whose content is never read.
func unread(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Math, atom.Iframe, atom.Object, atom.Embed, atom.Canvas,
		atom.Audio, atom.Video, atom.Select, atom.Textarea, atom.Input, atom.Button, atom.Head, atom.Datalist, atom.Map, atom.Frameset, atom.Noframes:
		return true
	}
	return false
}
