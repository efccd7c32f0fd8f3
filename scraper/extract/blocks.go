package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/scraper"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A block is a paragraph or its like as it is read, before it has its place in the text.
type block struct {
	kind      scraper.BlockKind
	text      string
	runes     int
	links     []link // in order, by code points of the block
	cite      string // a blockquote's
	quote     int    // which blockquote of the page it is of, from 1; 0 if of none
	linkBytes int
	bare      bool          // of no paragraph element, but of text that stood in a div
	list      int           // which list it is an item of, from 1
	at        *scraper.Date // of the first block of an entry of a live blog
	embeds    []string      // posts and videos that are shown after it
}

// A link is an address and the words of a block that carry it.
type link struct {
	start, end int
	url        string
}

// Limits of one article; what is beyond them is left out.
const (
	maxBlocks   = 5000
	maxText     = 2 << 20
	maxCaptions = 100
	maxLinks    = 2000
)

// A reader walks an element and makes blocks of its text.
type reader struct {
	d *document
	s *stats
	m *meta

	out   []block
	total int
	links int

	b     strings.Builder
	cur   block
	space bool
	open  link
	inA   bool

	captions []string
	removed  []string
	entries  map[*html.Node]*scraper.Date
	at       *scraper.Date // of the entry that is being read
	quotes   int
	lists    int

	cards     int  // bytes of text in cards that were passed over
	withCards bool // cards are read like anything else
}

// read returns the reading of root. Where nearly all of it is cards, these are what
// it has to say: a briefing, not a list of what else there is.
func (d *document) read(root *html.Node, s *stats, m *meta) *candidate {
	r := &reader{d: d, s: s, m: m, entries: d.entries(root, s, m)}
	c := r.candidate(root)
	if r.cards > leastUndeclared && r.cards > 2*c.size {
		r = &reader{d: d, s: s, m: m, entries: r.entries, withCards: true}
		return r.candidate(root)
	}
	return c
}

func (r *reader) candidate(root *html.Node) *candidate {
	r.begin(block{kind: scraper.Paragraph, bare: true})
	if root.DataAtom == atom.P || root.DataAtom == atom.Blockquote {
		r.node(root)
	} else {
		r.children(root)
	}
	r.flush()
	c := &candidate{}
	c.blocks = r.tidy()
	firstOfEntries(c.blocks)
	timeEntries(c.blocks, r.m.updates())
	for _, b := range c.blocks {
		c.size += len(b.text)
		c.links += b.linkBytes
		if b.kind == scraper.Heading && b.linkBytes*10 > len(b.text)*8 {
			c.headless++
		}
	}
	c.captions, c.removed = r.captions, r.removed
	return c
}

// begin starts a block like b with nothing in it.
func (r *reader) begin(b block) {
	r.cur, r.space = b, false
	r.cur.links, r.cur.embeds = nil, nil
	r.b.Reset()
}

// flush ends the current block and keeps it if it holds anything; the next is
// of the same sort.
func (r *reader) flush() {
	again := r.cur
	if r.inA {
		r.endLink()
		defer func() { r.open.start = -1 }()
	}
	if r.cur.text = r.b.String(); r.cur.text != "" && len(r.out) < maxBlocks && r.total+len(r.cur.text) < maxText {
		r.total += len(r.cur.text)
		r.cur.at = r.at
		r.out = append(r.out, r.cur)
	}
	again.text, again.runes, again.linkBytes = "", 0, 0
	r.begin(again)
}

func (r *reader) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c)
	}
}

func (r *reader) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		r.write(n.Data)
		return
	case n.Type != html.ElementNode:
		return
	case n.DataAtom == atom.Iframe:
		r.frame(n)
		return
	case strings.HasPrefix(n.Data, "amp-") && r.shown(n) != "":
		r.frame(n)
		return
	case unread(n.DataAtom):
		return
	}
	if at := r.entries[n]; at != nil {
		r.flush()
		r.at = at
		defer func() {
			r.flush()
			r.at = nil
		}()
	} else if n.DataAtom == atom.Time && len(r.entries) > 0 && !r.flows(n) {
		return // the entry's own
	}
	if r.entries[n] == nil && r.d.furniture(n, r.s) && !r.flows(n) || r.hover(n) || r.card(n) {
		r.leave(n)
		return
	}
	if r.pictured(n) {
		r.flush()
		r.caption(textOf(n, 1000))
		return
	}
	switch n.DataAtom {
	case atom.Br:
		r.lineBreak(n)
	case atom.A:
		r.anchor(n)
	case atom.Q:
		r.q(n)
	case atom.Figure:
		r.figure(n)
	case atom.Figcaption, atom.Caption:
		r.caption(textOf(n, 1000))
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		r.within(n, block{kind: scraper.Heading})
	case atom.Li, atom.Dd:
		r.within(n, block{kind: scraper.ListItem, list: r.lists, quote: r.cur.quote, cite: r.cur.cite})
	case atom.Ul, atom.Ol, atom.Dl:
		r.lists++
		r.within(n, r.cur)
	case atom.Blockquote:
		r.blockquote(n)
	case atom.Tr:
		if !r.row(n) {
			r.within(n, r.cur)
		}
	default:
		if !isBlock(n.DataAtom) {
			if hint(n)&hintNote != 0 {
				r.cur.kind = scraper.Note
			}
			r.children(n)
			return
		}
		b := r.cur
		b.bare = n.DataAtom != atom.P && n.DataAtom != atom.Pre && b.kind == scraper.Paragraph
		if b.kind == scraper.Heading {
			b.kind = scraper.Paragraph
		}
		if hint(n)&hintNote != 0 {
			b.kind, b.bare = scraper.Note, false
		}
		r.within(n, b)
	}
}

// within reads n into blocks like b, then goes on as before.
func (r *reader) within(n *html.Node, b block) {
	before := r.cur
	r.flush()
	b.text, b.runes, b.linkBytes = "", 0, 0
	r.begin(b)
	r.children(n)
	r.flush()
	before.text, before.runes, before.linkBytes = "", 0, 0
	r.begin(before)
}

// leave passes over furniture; a correction within it belongs to the text all
// the same, and a note on the author tells the kind.
func (r *reader) leave(n *html.Node) {
	if isBlock(n.DataAtom) {
		r.flush()
	} else if hint(n)&hintHidden == 0 && !r.hover(n) {
		r.space = true
	}
	if h := hint(n); h&hintCaption != 0 && h&hintHidden == 0 {
		r.caption(textOf(n, 1000))
		return
	}
	if r.onlyEmbed(n) {
		return
	}
	if s := textOf(n, 1500); len(s) > 20 && len(s) < 1500 {
		if ownViews.MatchString(s) {
			r.removed = append(r.removed, s)
		}
		if attr(n, "aria-hidden") == "true" || n.DataAtom == atom.Nav || n.DataAtom == atom.Form {
			return
		}
		r.notes(n, 0)
	}
}

// notes reads the corrections in an element that is otherwise left out.
func (r *reader) notes(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil && depth < 8; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if hint(c)&hintNote != 0 {
			r.within(c, block{kind: scraper.Note})
			continue
		}
		r.notes(c, depth+1)
	}
}

// write adds text to the current block, white space collapsed.
func (r *reader) write(s string) {
	if len(s) > maxText {
		s = s[:maxText]
	}
	for _, c := range s {
		if unicode.IsSpace(c) {
			r.space = true
			continue
		}
		if invisible(c) {
			continue
		}
		if r.space && r.cur.runes > 0 {
			r.b.WriteByte(' ')
			r.cur.runes++
		}
		r.space = false
		if r.inA {
			if r.open.start < 0 {
				r.open.start = r.cur.runes
			}
			r.cur.linkBytes += utf8.RuneLen(c)
		}
		r.b.WriteRune(c)
		r.cur.runes++
	}
}

// lineBreak takes one <br> for a space and two in a row for a new paragraph.
func (r *reader) lineBreak(n *html.Node) {
	r.space = true
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.TextNode && strings.TrimSpace(p.Data) == "" || p.Type == html.CommentNode {
			continue
		}
		if p.DataAtom == atom.Br {
			r.flush()
		}
		return
	}
}

// anchor reads a link and what it carries.
func (r *reader) anchor(n *html.Node) {
	if r.inA { // a link in a link is none
		r.children(n)
		return
	}
	r.open, r.inA = link{start: -1}, true
	if href := attr(n, "href"); href != "" && !strings.HasPrefix(strings.TrimSpace(href), "#") && !passing(n, href) {
		if addr, ok := r.d.absolute(href); ok {
			r.open.url = addr
		}
	}
	r.children(n)
	r.endLink()
	r.inA = false
}

// endLink keeps the open link, if it has words and leads anywhere.
func (r *reader) endLink() {
	if r.open.start >= 0 && r.open.url != "" && r.cur.runes > r.open.start && r.links < maxLinks {
		r.open.end = r.cur.runes
		r.cur.links = append(r.cur.links, r.open)
		r.links++
	}
}

var passingLinks = mustWords(`/sharer?[./?]|/intent/|[?&]share=|/share\?|^(mailto|tel|javascript|whatsapp|sms):|/(tags?|author|authors|byline|profile|search)/`)

// passing reports a link that says nothing of the story: to share it, to its
// author's page, to a tag.
func passing(n *html.Node, href string) bool {
	for _, rel := range strings.Fields(strings.ToLower(attr(n, "rel"))) {
		if rel == "author" || rel == "tag" || rel == "sponsored" {
			return true
		}
	}
	return passingLinks.MatchString(href)
}
