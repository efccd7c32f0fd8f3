package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Of a page that is read from its tokens, so much is kept.
const (
	maxFlatNodes = 60_000
	maxFlatText  = 2 << 20
	maxSkipped   = 1500 // bytes of text of one piece of furniture
)

// flatten reads a page that cannot be parsed as a tree: its head's metadata, and
// its paragraphs, headings and links, one after the other below the body.
func flatten(text string) *html.Node {
	f := newFlattener()
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(maxFlatText)
	for f.nodes < maxFlatNodes && f.text < maxFlatText {
		switch z.Next() {
		case html.ErrorToken:
			return f.root
		case html.TextToken:
			f.addText(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			f.start(z.Token())
		case html.EndTagToken:
			f.end(z.Token())
		}
	}
	return f.root
}

// A flattener builds the flat page: root, head and body, with the open block,
// link and text-only element (title, script) of the moment.
type flattener struct {
	root, head, body    *html.Node
	block, link, inHead *html.Node
	skipping            atom.Atom // the element whose content is left out
	depth               int       // of elements of that name within it

	// An element that its classes call furniture is taken out again when it ends;
	// many never do.
	named       atom.Atom  // the element, 0 if none is open
	namedDepth  int        // of elements of that name within it
	namedText   int        // bytes of text before it
	before      *html.Node // the last block before it, nil if none
	nodes, text int
}

func newFlattener() *flattener {
	f := &flattener{
		root: &html.Node{Type: html.DocumentNode},
		head: element(atom.Head), body: element(atom.Body),
	}
	top := element(atom.Html)
	f.root.AppendChild(top)
	top.AppendChild(f.head)
	top.AppendChild(f.body)
	return f
}

func element(a atom.Atom, attrs ...html.Attribute) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String(), Attr: attrs}
}

func (f *flattener) start(t html.Token) {
	a := t.DataAtom
	t.Attr = t.Attr[:min(len(t.Attr), 64)]
	switch {
	case f.skipping != 0:
		if a == f.skipping {
			f.depth++
		}
	case a == atom.Meta || a == atom.Link || a == atom.Base:
		f.add(f.head, element(a, t.Attr...))
	case a == atom.Title, a == atom.Script:
		f.inHead = element(a, t.Attr...)
		f.add(f.head, f.inHead)
	case a == atom.Nav, a == atom.Footer, a == atom.Aside, a == atom.Form, a == atom.Figure, a == atom.Dialog, unread(a) && a != atom.Head && a != atom.Input && a != atom.Embed:
		f.skipping, f.depth = a, 1
	case a == atom.A:
		f.link = element(a, t.Attr...)
		f.add(f.open(), f.link)
	case a == atom.H1, a == atom.H2, a == atom.H3, a == atom.H4, a == atom.Li, a == atom.Blockquote, a == atom.P:
		f.block, f.link = element(a, t.Attr...), nil
		f.add(f.body, f.block)
	case isBlock(a):
		f.block, f.link = nil, nil
		f.startNamed(t)
	}
}

// startNamed notes where an element begins that its classes call furniture.
func (f *flattener) startNamed(t html.Token) {
	switch {
	case f.named == t.DataAtom:
		f.namedDepth++
	case f.named == 0 && hint(element(t.DataAtom, t.Attr...))&(hintAlways|hintComment|hintHidden|hintPull) != 0:
		f.named, f.namedDepth, f.namedText, f.before = t.DataAtom, 1, f.text, f.body.LastChild
	}
}

// endNamed takes out what stood in such an element, unless it is too long for what
// it is called.
func (f *flattener) endNamed(a atom.Atom) {
	if f.named != a || f.named == 0 {
		return
	}
	if f.namedDepth--; f.namedDepth > 0 {
		return
	}
	f.named = 0
	for n := f.body.LastChild; f.text-f.namedText < maxSkipped && n != nil && n != f.before; n = f.body.LastChild {
		f.body.RemoveChild(n)
	}
}

func (f *flattener) end(t html.Token) {
	a := t.DataAtom
	switch {
	case f.skipping != 0:
		if a == f.skipping {
			if f.depth--; f.depth == 0 {
				f.skipping = 0
			}
		}
	case a == atom.Title, a == atom.Script:
		f.inHead = nil
	case a == atom.A:
		f.link = nil
	case isBlock(a):
		f.block, f.link = nil, nil
		f.endNamed(a)
	}
}

func (f *flattener) addText(s string) {
	switch {
	case f.inHead != nil:
		f.add(f.inHead, &html.Node{Type: html.TextNode, Data: s})
		f.text += len(s)
	case f.skipping != 0 || strings.TrimSpace(s) == "" && f.block == nil:
	case f.link != nil:
		f.add(f.link, &html.Node{Type: html.TextNode, Data: s})
		f.text += len(s)
	default:
		f.add(f.open(), &html.Node{Type: html.TextNode, Data: s})
		f.text += len(s)
	}
}

// open returns the open block, a new paragraph if there is none.
func (f *flattener) open() *html.Node {
	if f.block == nil {
		f.block = element(atom.P)
		f.add(f.body, f.block)
	}
	return f.block
}

func (f *flattener) add(parent, n *html.Node) {
	parent.AppendChild(n)
	f.nodes++
}
