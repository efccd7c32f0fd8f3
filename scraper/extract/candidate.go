package extract

import (
	"fmt"
	"net/url"

	"dateline/scraper"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A candidate is one reading of what on the page is the article's text.
type candidate struct {
	blocks   []block
	captions []string
	removed  []string // lines that were taken out but tell the kind: notes on the author
	size     int      // bytes of all blocks
	links    int      // bytes of them that are links
	headless int      // headings that are links
}

// teasers reports whether the text is rather a list of other articles.
func (c *candidate) teasers() bool {
	return c.links*2 > c.size || c.headless >= 4 && c.size < 250*c.headless
}

// clearly is how much better another reading must be than the first.
const clearly = 1.25

// choose returns the best of our own reading and, where that is in doubt, of
// readability's, of our readings of other parts of the page, and of the text that
// the page's JSON-LD gives.
func (d *document) choose(m *meta, o *scraper.Outlet) *candidate {
	body := firstNode(d.Find("body"))
	s := d.measure(body, m.h1)
	c := d.ruled(s, m, o)
	if c == nil {
		c = d.chosen(body, s, m)
	}
	if len(c.blocks) > 0 {
		addNotes(c, body, s)
	}
	return c
}

// ruled returns the reading of what the outlet says holds its articles, nil if it
// says nothing, or this page is made otherwise.
func (d *document) ruled(s *stats, m *meta, o *scraper.Outlet) *candidate {
	if o == nil || o.Body == "" {
		return nil
	}
	for _, n := range d.Find(o.Body).Nodes {
		if _, measured := s.of[n]; !measured {
			continue
		}
		if c := d.read(n, s, m); c != nil && c.size >= leastDeclared {
			return c
		}
	}
	return nil
}

// CheckSelector returns what is wrong with a CSS selector of an outlet.
func CheckSelector(selector string) error {
	if _, err := cascadia.ParseGroup(selector); err != nil {
		return fmt.Errorf("%q is no CSS selector: %w", selector, err)
	}
	return nil
}

// chosen returns the best reading.
func (d *document) chosen(body *html.Node, s *stats, m *meta) *candidate {
	j := newJudge(m)
	at := d.root(body, s, m)
	best := d.read(at, s, m)
	if !d.doubtful(best, s, j) {
		return j.trim(best)
	}
	score := j.score(best)
	consider := func(c *candidate, than float64) {
		if c == nil {
			return
		}
		if has := j.score(c); has > score*than {
			best, score = c, has
		}
	}
	for _, other := range d.otherRoots(body, at, s, m) {
		consider(d.read(other, s, m), clearly)
	}
	if d.elements <= maxReadabilityElements && d.size <= maxReadabilitySize {
		consider(d.readability(m), clearly)
	}
	if said := j.declared(); said != nil && said.size > best.size && j.lacks(best) {
		said.captions, said.removed = best.captions, best.removed
		best = said
	}
	if said := entriesOf(m.updates()); said.size > 2*best.size {
		said.captions, said.removed = best.captions, best.removed
		best = said
	}
	return j.trim(best)
}

// otherRoots returns elements beside at in which the story may be: the one around
// the headline, and those that say that they are the article.
func (d *document) otherRoots(body, at *html.Node, s *stats, m *meta) []*html.Node {
	var out []*html.Node
	add := func(n *html.Node) {
		if n != nil && n != at && n != body && len(out) < 4 && s.of[n].prose > leastUndeclared {
			out = append(out, n)
		}
	}
	if m.h1 != nil {
		for up := m.h1.Parent; up != nil && up != body; up = up.Parent {
			if s.of[up].prose > leastUndeclared {
				add(up)
				break
			}
		}
	}
	var most *html.Node
	for _, n := range d.Find("[itemprop=articleBody],article,main,[role=main]").Nodes {
		if most == nil || s.of[n].prose > s.of[most].prose {
			most = n
		}
	}
	add(most)
	if at != body {
		add(at.Parent)
	}
	return out
}

// The largest page that readability, which grows faster than the page, is asked for.
const (
	maxReadabilityElements = 15_000
	maxReadabilitySize     = 3 << 20
)

// doubtful reports whether our reading may have missed the story.
func (d *document) doubtful(c *candidate, s *stats, j *judge) bool {
	if d.flat {
		return false
	}
	return c.size < 500 || 2*c.size < s.total || c.links*5 > c.size || j.relevance(c) < 0.5 || j.ld != "" && j.agreement(c) < 0.85
}

// readability returns the reading of the readability algorithm, nil if it has none.
func (d *document) readability(m *meta) *candidate {
	at, err := url.Parse(d.base)
	if err != nil {
		return nil
	}
	p := readability.NewParser()
	p.KeepClasses = true
	p.DisableJSONLD = true
	found, err := p.ParseDocument(firstNode(d.Selection), at) // it works on a copy
	if err != nil || found.Node == nil {
		return nil
	}
	s := d.measure(found.Node, nil)
	return d.read(found.Node, s, m)
}

// root returns the smallest element that holds nearly all of the story.
func (d *document) root(body *html.Node, s *stats, m *meta) *html.Node {
	clean := d.prose(body, s)
	at := body
	for _, n := range d.Find("[itemprop=articleBody],article,main,[role=main]").Nodes {
		// later in the page's order is deeper, so the last that holds enough wins;
		// what is marked as the body needs to hold less
		if clean[n]*10 >= clean[body]*6 && clean[n] > 0 || attr(n, "itemprop") == "articleBody" && clean[n]*4 >= clean[body] && clean[n] > leastUndeclared {
			at = n
		}
	}
	if at == body && m.h1 != nil {
		for up := m.h1.Parent; up != nil && up != body; up = up.Parent {
			if clean[up]*10 >= clean[body]*4 && clean[up] > 300 {
				at = up
				break
			}
		}
	}
	for {
		var best *html.Node
		for c := at.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (best == nil || clean[c] > clean[best]) {
				best = c
			}
		}
		if best == nil || clean[best]*100 < clean[at]*80 || clean[best] == 0 || isParagraph(best.DataAtom) {
			return at
		}
		at = best
	}
}

// isParagraph reports elements that are one paragraph, not places for many.
func isParagraph(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Li, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre, atom.Ul, atom.Ol, atom.A, atom.Span:
		return true
	}
	return false
}

// prose returns how much prose outside of furniture each element holds.
func (d *document) prose(body *html.Node, s *stats) map[*html.Node]int {
	out := make(map[*html.Node]int, len(s.of))
	var walk func(n *html.Node) int
	walk = func(n *html.Node) int {
		if n != body && d.furniture(n, s) {
			return 0
		}
		below, kept := 0, 0
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode {
				below += s.of[c].prose
				kept += walk(c)
			}
		}
		out[n] = kept + s.of[n].prose - below
		return out[n]
	}
	walk(body)
	return out
}
