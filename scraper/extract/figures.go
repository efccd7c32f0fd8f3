package extract

import (
	"dateline/scraper"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// q reads an inline quotation; its cite address is a link of its own.
func (r *reader) q(n *html.Node) {
	r.write("“")
	start := r.cur.runes
	r.children(n)
	if addr, ok := r.d.absolute(attr(n, "cite")); ok && attr(n, "cite") != "" && r.cur.runes > start && r.links < maxLinks {
		r.cur.links = append(r.cur.links, link{start, r.cur.runes, addr})
		r.links++
	}
	r.write("”")
}

// figure keeps a figure's caption. Quotations and tables in figures are text.
func (r *reader) figure(n *html.Node) {
	r.flush()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode:
		case c.DataAtom == atom.Figcaption:
			r.caption(textOf(c, 1000))
		case c.DataAtom == atom.Blockquote || c.DataAtom == atom.Table || c.DataAtom == atom.Iframe:
			r.node(c)
		case r.s.of[c].prose > 0 && c.DataAtom != atom.A && hint(n)&hintPull == 0:
			r.node(c)
		default:
			r.figure(c) // a wrapper around the picture and its caption
		}
	}
}

// row reads a row of a table as one line, if it is data: several cells, all short.
func (r *reader) row(n *html.Node) bool {
	cells := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		if cells++; r.s.of[c].text > 150 || holdsBlocks(c) {
			return false
		}
	}
	if cells < 2 {
		return false
	}
	before := r.cur
	r.flush()
	r.begin(block{kind: scraper.Paragraph})
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.space = true
		r.children(c)
	}
	r.flush()
	before.text, before.runes, before.linkBytes = "", 0, 0
	r.begin(before)
	return true
}

// holdsBlocks reports whether a cell holds a list, a table or several paragraphs.
func holdsBlocks(n *html.Node) bool {
	paragraphs := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.P, atom.Div:
			paragraphs++
		case atom.Ul, atom.Ol, atom.Table, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.Article, atom.Section:
			return true
		}
	}
	return paragraphs > 1
}

func (r *reader) caption(s string) {
	if s = collapse(s); len(s) < 3 || len(s) > 1500 || len(r.captions) >= maxCaptions {
		return
	}
	for _, had := range r.captions {
		if had == s {
			return
		}
	}
	r.captions = append(r.captions, s)
}

// blockquote reads a quotation. An embedded post is one whose source is the post.
func (r *reader) blockquote(n *html.Node) {
	if hint(n)&hintEmbed != 0 {
		r.post(n)
		return
	}
	r.quotes++
	b := block{kind: scraper.Blockquote, quote: r.quotes}
	if cite := attr(n, "cite"); cite != "" {
		b.cite, _ = r.d.absolute(cite) // "" if it is no address
	}
	r.within(n, b)
}
