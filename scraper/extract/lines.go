package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A line is a run of text between two breaks of the page's layout.
type line struct {
	text      string
	marked    bool // an element around it is named for a date
	furniture bool // it stands among what every page of the site shows
	comment   bool // it stands among readers' comments
	inPost    bool // it stands in the article's own part of that
	headline  bool // it is the headline, or a part of it
}

// Bounds of what is read as lines.
const (
	maxLines    = 6000
	longLine    = 260 // bytes; a longer one is a paragraph of the story
	headOfStory = 160 // bytes of a paragraph's start that are searched for its dateline
)

// dateNames are parts of the names of classes that stand on dates, commentNames
// of those that stand on readers' comments.
var (
	dateNames = []string{
		"date", "time", "publi", "posted", "byline", "meta", "postinfo", "post-info", "entry-info", "entry-util", "datum", "fecha",
		"created", "submitted", "stamp", "data", "info", "veroeff",
	}
	commentNames = []string{"comment", "kommentar", "disqus", "replies", "responses"}
)

// holdsAny reports whether s, in lower case, holds any of the words.
func holdsAny(s string, words []string) bool {
	s = strings.ToLower(s)
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// furniture reports whether n stands in a part of the page that is not about its
// article. What holds the headline is none.
func (m *meta) furniture(n *html.Node) bool {
	for ; n != nil && !m.above[n]; n = n.Parent {
		if furnitureHere(n) {
			return true
		}
	}
	return false
}

func furnitureHere(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch n.Data {
	case "aside", "nav", "footer":
		return true
	case "body", "html", "main", "article":
		return false
	}
	return hint(n)&hintAlways != 0
}

// comment reports whether n stands among readers' comments.
func (m *meta) comment(n *html.Node) bool {
	for ; n != nil && !m.above[n]; n = n.Parent {
		if n.Type == html.ElementNode && n.Data != "body" && n.Data != "html" && commentHere(n) {
			return true
		}
	}
	return false
}

func commentHere(n *html.Node) bool {
	names := attr(n, "id") + " " + attr(n, "class")
	return len(names) > 6 && len(names) < 300 &&
		holdsAny(names, commentNames) && (hint(n)&hintComment != 0 || !strings.Contains(names, "count") && !strings.Contains(names, "comments-") && n.DataAtom != atom.A && n.DataAtom != atom.Span)
}

// readLines returns the lines of the page in order.
func (m *meta) readLines(d *document) []line {
	var out []line
	var b strings.Builder
	var now line
	flush := func() {
		if text := collapse(b.String()); text != "" && len(out) < maxLines {
			now.text = text
			out = append(out, now)
		}
		b.Reset()
		now = line{}
	}
	var walk func(n *html.Node, at line)
	walk = func(n *html.Node, at line) {
		if n.Type == html.TextNode {
			if b.Len() < 4000 {
				b.WriteString(n.Data)
			}
			if strings.TrimSpace(n.Data) != "" {
				marked := now.marked || at.marked
				now = at
				now.marked = marked
			}
			return
		}
		if n.Type == html.ElementNode {
			if unread(n.DataAtom) {
				return
			}
			if !m.above[n] {
				if !at.furniture && furnitureHere(n) {
					at.furniture, at.inPost = true, m.inPost(n)
				} else if at.inPost && furnitureHere(n) {
					at.inPost = m.inPost(n)
				}
				if n.DataAtom != atom.Body {
					at.comment = at.comment || commentHere(n)
				}
			}
			at.headline = at.headline || n == m.h1
			if names := attr(n, "class") + " " + attr(n, "id"); len(names) > 3 && len(names) < 200 && n.DataAtom != atom.Body && !m.above[n] && holdsAny(names, dateNames) {
				at.marked = true
			}
			if n.DataAtom == atom.Time {
				at.marked = true
			}
			if n.DataAtom == atom.Br || isBlock(n.DataAtom) {
				flush()
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, at)
		}
		if n.Type == html.ElementNode {
			if isBlock(n.DataAtom) {
				flush()
			} else if n.DataAtom == atom.Span || n.DataAtom == atom.Time {
				b.WriteByte(' ')
			}
		}
	}
	if body := d.Find("body"); len(body.Nodes) > 0 {
		walk(body.Nodes[0], line{})
	}
	flush()
	return out
}
