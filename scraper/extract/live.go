package extract

import (
	"strings"
	"unicode/utf8"

	"dateline/scraper"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The most entries of a live blog that are told apart, how far above its time an
// entry may begin, and the least of them that make a live blog where the page
// does not say that it is one.
const (
	maxEntries   = 1000
	entryHeight  = 8
	leastEntries = 3
)

// entries returns the elements below root that are entries of a live blog, each with
// its time: siblings that each bear one. It is empty where there are none.
func (d *document) entries(root *html.Node, s *stats, m *meta) map[*html.Node]*scraper.Date {
	times := d.timesBelow(root)
	if len(times) == 0 {
		return nil
	}
	under := map[*html.Node]map[*html.Node]*html.Node{} // of each element, those of its children that bear a time, and the first
	var order []*html.Node
	for _, t := range times {
		child := t
		for up, i := t.Parent, 0; up != nil && i < entryHeight; child, up, i = up, up.Parent, i+1 {
			if under[up] == nil {
				under[up] = map[*html.Node]*html.Node{}
				order = append(order, up)
			}
			if under[up][child] == nil {
				under[up][child] = t
			}
			if up == root {
				break
			}
		}
	}
	var best map[*html.Node]*html.Node
	most := 0
	for _, up := range order {
		children := under[up]
		prose, full := 0, 0
		for c := range children {
			if isBlock(c.DataAtom) && s.of[c].prose >= leastProse {
				prose += s.of[c].prose
				full++
			}
		}
		declared := m.ldType == "LiveBlogPosting" || strings.Contains(attr(up, "itemtype"), "LiveBlogPosting")
		if full < 2 || !declared && (full < leastEntries || prose*5 < s.of[root].prose*3) {
			continue
		}
		if prose > most {
			best, most = children, prose
		}
	}
	out := map[*html.Node]*scraper.Date{}
	for n, t := range best {
		if at := m.timeOf(t); !at.Time.IsZero() && s.of[n].prose > 0 {
			out[n] = &at
		}
	}
	return out
}

// timesBelow returns the time elements below root that stand in no furniture of
// comments, in order.
func (d *document) timesBelow(root *html.Node) []*html.Node {
	var out []*html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type != html.ElementNode || len(out) >= maxEntries || hint(n)&hintComment != 0 {
			return
		}
		if n.DataAtom == atom.Time || attr(n, "itemprop") == "datePublished" {
			out = append(out, n)
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return out
}

// timeOf returns the moment that a time element names for machines, or in full.
func (m *meta) timeOf(n *html.Node) scraper.Date {
	for _, raw := range []string{attr(n, "datetime"), attr(n, "content"), textOf(n, 100)} {
		if raw == "" {
			continue
		}
		if d := parseDate(raw, "time element", m.zone); !d.Time.IsZero() {
			return d
		}
	}
	return scraper.Date{}
}

// An update is an entry of a live blog as the JSON-LD gives it.
type update struct {
	head, text string
	at         scraper.Date
}

// updates returns the entries that the JSON-LD gives, in its order.
func (m *meta) updates() []update {
	list, _ := m.ld["liveBlogUpdate"].([]any)
	if one, ok := m.ld["liveBlogUpdate"].(map[string]any); ok {
		list = []any{one}
	}
	var out []update
	for _, e := range list[:min(len(list), maxEntries)] {
		o, ok := e.(map[string]any)
		if !ok {
			continue
		}
		raw, _ := o["articleBody"].(string) // anything else is no text
		u := update{head: object(o).str("headline"), text: declaredText(raw)}
		if at := object(o).str("datePublished"); at != "" {
			u.at = parseDate(at, "JSON-LD datePublished", m.zone)
		}
		if u.head != "" || u.text != "" {
			out = append(out, u)
		}
	}
	return out
}

// timeEntries gives the first block of each entry the time that the JSON-LD has for
// it, where the page's elements gave it none.
func timeEntries(blocks []block, updates []update) {
	if len(updates) == 0 {
		return
	}
	for _, b := range blocks {
		if b.at != nil {
			return
		}
	}
	const part = 40
	at := map[string]int{} // beginnings of blocks
	for i := len(blocks) - 1; i >= 0; i-- {
		s := letters(blocks[i].text)
		at[s[:min(len(s), part)]] = i
	}
	for _, u := range updates {
		if u.at.Time.IsZero() {
			continue
		}
		for _, s := range []string{letters(u.head), letters(u.text)} {
			if len(s) < 10 {
				continue
			}
			if i, ok := at[s[:min(len(s), part)]]; ok && blocks[i].at == nil {
				date := u.at
				blocks[i].at = &date
				break
			}
		}
	}
}

// firstOfEntries leaves the time to the first block of each entry alone.
func firstOfEntries(blocks []block) {
	var last *scraper.Date
	for i := range blocks {
		if at := blocks[i].at; at == last {
			blocks[i].at = nil
		} else {
			last = at
		}
	}
}

// entriesOf returns the text of a live blog's entries, as a candidate.
func entriesOf(updates []update) *candidate {
	c := &candidate{}
	add := func(kind scraper.BlockKind, s string, at *scraper.Date) {
		if s = collapse(s); s != "" && len(c.blocks) < maxBlocks {
			c.blocks = append(c.blocks, block{kind: kind, text: s, runes: utf8.RuneCountInString(s), at: at})
			c.size += len(s)
		}
	}
	for _, u := range updates {
		at := &u.at
		if u.at.Time.IsZero() {
			at = nil
		}
		add(scraper.Heading, u.head, at)
		for s := range strings.SplitSeq(u.text, "\n") {
			add(scraper.Paragraph, s, at)
		}
	}
	firstOfEntries(c.blocks)
	return c
}
