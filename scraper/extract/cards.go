package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/scraper/canon"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A card names another article: its title, which is a link, and a line or two of it.
const (
	maxCard  = 350 // bytes of text a card
	maxCards = 40
)

// card reports whether n is a card or several of them, by how it is made. In an entry
// of a live blog there are none: its title may lead to itself.
func (r *reader) card(n *html.Node) bool {
	m := r.s.of[n]
	if r.withCards || r.at != nil || !isBlock(n.DataAtom) || m.titles == 0 || m.titles > maxCards || r.s.headed[n] || m.text > maxCard*m.titles || m.links > 4*m.titles || r.s.holdsStory(n, 0.35) {
		return false
	}
	if !r.titlesLeadHome(n) {
		return false
	}
	r.cards += m.text
	return true
}

// titlesLeadHome reports whether every heading below n that is a link leads to
// another page of the same site.
func (r *reader) titlesLeadHome(n *html.Node) bool {
	if isHeading(n.DataAtom) {
		if r.s.of[n].titles == 0 {
			return false // a heading of its own: then it is a part of the story
		}
		return r.d.leadsHome(linkOf(n))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (r.s.of[c].titles > 0 || isHeading(c.DataAtom) && r.s.of[c].text > 0) && !r.titlesLeadHome(c) {
			return false
		}
	}
	return true
}

// linkOf returns the address of the first link in n or around it.
func linkOf(n *html.Node) string {
	for up, i := n, 0; up != nil && i < 4; up, i = up.Parent, i+1 {
		if up.DataAtom == atom.A {
			return attr(up, "href")
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.A {
			return attr(c, "href")
		}
		if c.Type == html.ElementNode && c.FirstChild != nil {
			for g := c.FirstChild; g != nil; g = g.NextSibling {
				if g.DataAtom == atom.A {
					return attr(g, "href")
				}
			}
		}
	}
	return ""
}

// pictured reports whether the text of n stands below a picture and tells of it.
func (r *reader) pictured(n *html.Node) bool {
	m := r.s.of[n]
	if m.pictures == 0 || m.text == 0 || m.text > 350 || r.s.headed[n] {
		return false
	}
	text := textOf(n, 400)
	if photoCredit.MatchString(text) {
		return true
	}
	switch n.DataAtom {
	case atom.P:
		return m.text < 160 && !ends(text) && endsInText(n)
	case atom.Div, atom.Td, atom.Center, atom.Section, atom.Span:
		return m.pictures == 1 && !holdsParagraph(n) && endsInText(n)
	}
	return false
}

// holdsParagraph reports whether a paragraph, list or quotation stands in n.
func holdsParagraph(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.DataAtom != atom.Div && isBlock(c.DataAtom) || holdsParagraph(c)) {
			return true
		}
	}
	return false
}

// endsInText reports whether the picture in n stands before all of its text.
func endsInText(n *html.Node) bool {
	seen := false
	var walk func(*html.Node) bool
	walk = func(n *html.Node) bool {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			return seen
		}
		if n.DataAtom == atom.Img || n.DataAtom == atom.Picture {
			seen = true
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if !walk(c) {
				return false
			}
		}
		return true
	}
	return walk(n)
}

// flows reports whether an inline element goes on with the sentence before it:
// then what its classes are called says nothing.
func (r *reader) flows(n *html.Node) bool {
	if isBlock(n.DataAtom) || hint(n)&(hintHidden|hintComment) != 0 || r.s.of[n].text > 200 {
		return false
	}
	if r.cur.runes == 0 { // "CAIRO — Gunmen …"
		next := n.NextSibling
		return hint(n) == hintShort && n.Parent.DataAtom == atom.P && r.s.of[n].text < 60 && r.s.of[n.Parent].prose >= leastProse &&
			next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) != ""
	}
	p := n.PrevSibling
	if p == nil || p.Type != html.TextNode {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(p.Data, unicode.IsSpace))
	return unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(",“‘(«„", last)
}

// hover reports whether an inline element holds what shows up beside a name when
// it is pointed at: links to articles, amidst a sentence.
func (r *reader) hover(n *html.Node) bool {
	if n.DataAtom != atom.Span && n.DataAtom != atom.Ins && n.DataAtom != atom.Small || !r.rich(n) {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !isBlock(c.DataAtom) && c.DataAtom != atom.A && r.rich(c) {
			return false // it is further down
		}
	}
	return r.cur.runes > 0
}

func (r *reader) rich(n *html.Node) bool {
	m := r.s.of[n]
	return m.links >= 2 && m.text > 100 && 10*m.link >= 8*m.text
}

// leadsHome reports whether a link leads to another page of the same site.
func (d *document) leadsHome(href string) bool {
	addr, ok := d.absolute(href)
	return ok && href != "" && !strings.HasPrefix(strings.TrimSpace(href), "#") && canon.Same(d.addr, addr) && !strings.HasPrefix(addr, d.addr)
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}
