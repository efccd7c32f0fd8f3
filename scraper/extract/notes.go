package extract

import (
	"strings"
	"unicode/utf8"

	"dateline/scraper"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The most notes that are taken from outside of the story, and their lengths in bytes.
const (
	maxOuterNotes = 5
	leastNote     = 40
	longestNote   = 1500
)

// addNotes adds to c the corrections and editor's notes that stand on the page
// beside the story, above or below it, but for those in lists of other articles.
func addNotes(c *candidate, body *html.Node, s *stats) {
	had := make(map[string]bool, len(c.blocks))
	for _, b := range c.blocks {
		had[letters(b.text)] = true
	}
	seen, added := 0, 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type != html.ElementNode || unread(n.DataAtom) || added >= maxOuterNotes || seen > maxTreeSize {
			return
		}
		seen++
		h := hint(n)
		if n.DataAtom == atom.Nav || n.DataAtom == atom.Form || h&(hintComment|hintHidden) != 0 || s.of[n].text < leastNote {
			return
		}
		if n.DataAtom == atom.Li && s.of[n].link*2 > s.of[n].text {
			return // one of a list of corrections elsewhere
		}
		if h&hintNote != 0 || (n.DataAtom == atom.P || n.DataAtom == atom.Div && !holdsParagraph(n)) && s.of[n].text < longestNote && correctionWords.MatchString(textOf(n, longestNote)) {
			for _, text := range noteLines(n, s) {
				if key := letters(text); !had[key] && !holds(c, key) {
					had[key] = true
					c.blocks = append(c.blocks, block{kind: scraper.Note, text: text, runes: utf8.RuneCountInString(text)})
					c.size += len(text)
					added++
				}
			}
			return
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
	}
	walk(body)
}

// noteLines returns the paragraphs of a note, none if it is too long to be one or
// leads elsewhere.
func noteLines(n *html.Node, s *stats) []string {
	m := s.of[n]
	if m.text < leastNote || m.text > longestNote || m.link*2 > m.text {
		return nil
	}
	var out []string
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.P {
			if text := textOf(c, longestNote); len(text) >= leastNote && utf8.ValidString(text) {
				out = append(out, text)
			}
		}
	}
	if text := textOf(n, longestNote); len(out) == 0 && ends(text) {
		out = append(out, text)
	}
	return out
}

// holds reports whether the letters of a note stand in a block of c already.
func holds(c *candidate, key string) bool {
	for i := len(c.blocks) - 1; i >= 0 && i >= len(c.blocks)-200; i-- {
		if b := c.blocks[i]; len(b.text) >= len(key) && strings.Contains(letters(b.text), key) {
			return true
		}
	}
	return false
}
