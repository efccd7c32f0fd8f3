package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A hints is what the names of an element's classes give away.
type hints uint16

const (
	hintAlways  hints = 1 << iota // furniture, unless it holds the story itself
	hintShort                     // furniture if short: a date, a byline, a label
	hintPull                      // a quotation pulled from the text
	hintNote                      // a correction or an editor's note
	hintEmbed                     // a post embedded from elsewhere
	hintComment                   // readers' comments, however long
	hintCaption                   // the words below a picture
	hintWall                      // stands before, or around, what only subscribers read
	hintHidden                    // not seen by who reads the page
)

// hintWords are the words of class names and ids, and what they give away.
var hintWords = wordHints(map[hints]string{
	hintAlways: `ad ads advert adverts advertisement advertising adslot adunit sponsor sponsored sponsors promo promos promotion promoted
		share sharing social sharedaddy addthis sharetools newsletter newsletters signup subscribe subscription
		related recirc recirculation recommended recommendations readnext readmore mostread popular trending outbrain taboola
		cookie cookies consent gdpr breadcrumb breadcrumbs sidebar nav navigation navbar menu pagination pager toolbar
		bio authorbox footer masthead widget skip popup modal overlay tooltip player playlist ticker
		tags taglist toc teaser teasers jetpack donate donation pledge membership banner disclaimer copyright foot also nextup noprint signoff
		infobox sidebox factbox gallery slideshow carousel poll survey quiz crosssell upsell inline-related seealso morefrom cta optin mailchimp mailmunch regwall adthrive zergnet nativo piano audioplayer beyondwords speechkit
		relacionadas relacionados lireaussi anzeige werbung publicidad publicite publicidade reklama`,
	hintShort: `byline bylines author authors by credit credits meta date dateline timestamp time published updated kicker slug section
		category cat label standfirst dek subhead subtitle subheadline lede-info source info print byl eyebrow overline posted note-station station tools tag comment-count reading-time summary-label`,
	hintPull:    `pullquote pullquotes pullout quote-pull`,
	hintCaption: `caption captions imagecaption photocaption figcaption bildunterschrift legende legenda`,
	hintWall:    `paywall paywalled`,
	hintHidden:  `hidden printonly screen-reader-text visually-hidden visuallyhidden sr-only offscreen`,
	hintNote:    `correction corrections clarification editorsnote editornote correctionnote`,
	hintEmbed:   `twitter-tweet instagram-media bluesky-embed tiktok-embed mastodon-embed fb-post twitter-video`,
	hintComment: `comments commentlist comment-list comments-area disqus_thread disqus livefyre comment-thread respond commentform`,
})

// hintPairs are pairs of words that stand next to each other in one class name.
var hintPairs = map[string]hints{
	"most read": hintAlways, "most viewed": hintAlways, "most popular": hintAlways, "read next": hintAlways, "read more": hintAlways, "see also": hintAlways, "more from": hintAlways, "more stories": hintAlways,
	"author box": hintAlways, "author bio": hintAlways, "author info": hintAlways, "about author": hintAlways, "sign up": hintAlways, "next up": hintAlways, "up next": hintAlways,
	"pull quote": hintPull, "editors note": hintNote, "editor note": hintNote, "article correction": hintNote, "station note": hintShort,
	"twitter tweet": hintEmbed, "instagram media": hintEmbed, "bluesky embed": hintEmbed, "tiktok embed": hintEmbed, "fb post": hintEmbed,
	"comment list": hintComment, "comments area": hintComment, "disqus thread": hintComment,
	"visually hidden": hintHidden, "sr only": hintHidden, "screen reader": hintHidden, "audio player": hintAlways, "lire aussi": hintAlways, "leia mais": hintAlways, "leia tambem": hintAlways,
	"article recommendation": hintAlways, "article list": hintAlways, "article card": hintAlways, "story card": hintAlways, "photo credit": hintShort, "image credit": hintShort,
}

func wordHints(lists map[hints]string) map[string]hints {
	out := map[string]hints{}
	for h, list := range lists {
		for _, w := range strings.Fields(list) {
			out[w] |= h
		}
	}
	return out
}

// hint reads the names of n's classes, its id and its role.
func hint(n *html.Node) hints {
	var h hints
	for _, name := range strings.Fields(attr(n, "class") + " " + attr(n, "id")) {
		if len(name) > 80 || strings.HasPrefix(name, "category-") || strings.HasPrefix(name, "tag-") || strings.Contains(name, ":") {
			continue // WordPress lists an article's tags among its classes; "print:hidden" is style
		}
		if lower := strings.ToLower(name); hintWords[lower] != 0 {
			h |= hintWords[lower]
			continue
		}
		words := nameWords(name)
		for i, w := range words {
			if len(words) > 1 && (w == "comments" || w == "comment") {
				continue // "comments-open" stands on whole articles
			}
			if i > 0 && (words[i-1] == "has" || words[i-1] == "with" || words[i-1] == "no" || words[i-1] == "not") {
				continue // "has-sidebar" stands on what is beside it
			}
			h |= hintWords[w]
			if i > 0 {
				h |= hintPairs[words[i-1]+" "+w]
			}
		}
	}
	if h&hintAlways == 0 && isBlock(n.DataAtom) && n.DataAtom != atom.P {
		h |= hintOfLabels(n)
	}
	switch attr(n, "role") {
	case "navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "search", "menu", "menubar", "toolbar", "alert":
		h |= hintAlways
	}
	switch attr(n, "itemprop") {
	case "author", "datePublished", "dateModified":
		h |= hintShort
	case "comment":
		h |= hintComment
	case "keywords", "publisher", "logo", "image", "thumbnailUrl", "description", "wordCount":
		h |= hintAlways
	}
	if attr(n, "aria-hidden") == "true" || has(n, "hidden") || hiddenStyle(attr(n, "style")) {
		h |= hintHidden
	}
	return h
}

// hintOfLabels reads the names that sites give the parts of a page for their own
// tests, and for readers who hear it.
func hintOfLabels(n *html.Node) hints {
	var h hints
	for i, a := range n.Attr {
		if i > 64 {
			break
		}
		switch a.Key {
		case "data-testid", "data-test-id", "data-component", "data-component-name", "data-module", "data-qa", "aria-label":
		default:
			continue
		}
		if len(a.Val) > 60 {
			continue
		}
		words := nameWords(a.Val)
		for i, w := range words {
			h |= hintWords[w]
			if i > 0 {
				h |= hintPairs[words[i-1]+" "+w]
			}
		}
	}
	return h & (hintAlways | hintPull)
}

func hiddenStyle(style string) bool {
	if style == "" || len(style) > 2000 {
		return false
	}
	style = strings.ReplaceAll(strings.ToLower(style), " ", "")
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// nameWords splits a class name: "c-readNext" is c, read, next.
func nameWords(name string) []string {
	var words []string
	start, lower := 0, false
	flush := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(name[start:end]))
		}
	}
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
			start = i + len(string(r))
			lower = false
		case unicode.IsUpper(r) && lower:
			flush(i)
			start, lower = i, false
		default:
			lower = unicode.IsLower(r)
		}
	}
	flush(len(name))
	return words
}

// shortFurniture is how long, in bytes, a byline, date or label may be.
const shortFurniture = 240

// longCaption is how long, in bytes, what is called a caption may be.
const longCaption = 700

// furniture reports whether n is no part of a story: by what element it is, or
// by its names, unless it holds the headline or much of the page's prose.
func (d *document) furniture(n *html.Node, s *stats) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Form, atom.Fieldset, atom.Dialog, atom.Footer, atom.Aside, atom.Address:
		return !s.holdsStory(n, 0.5)
	case atom.Body, atom.Html, atom.Main:
		return false
	}
	h := hint(n)
	switch {
	case h == 0 || h&(hintNote|hintEmbed) != 0:
		return false
	case h&hintComment != 0:
		return !s.headed[n]
	case h&(hintAlways|hintPull|hintHidden) != 0:
		return !s.holdsStory(n, 0.35)
	case h&hintWall != 0: // some sites call the wall so, others the story behind it
		return s.of[n].prose < 200 && (n.DataAtom != atom.P || s.of[n].prose < leastProse)
	case h&hintCaption != 0:
		return s.of[n].text < longCaption && !s.headed[n]
	case h&hintShort != 0:
		return s.of[n].text < shortFurniture && !s.headed[n]
	}
	return false
}

// stats are measures of the page's elements.
type stats struct {
	of     map[*html.Node]measure
	headed map[*html.Node]bool // holds the headline or the marked body of the article
	total  int                 // prose on the whole page
}

// A measure is how much an element holds, in bytes of collapsed text.
type measure struct {
	text, link int // all text, and that in links
	prose      int // text in paragraphs long enough and with few links
	links      int // how many
	pictures   int // how many
	titles     int // headings that are links, and no more
}

// leastProse is how long the text of a paragraph must be to speak for its place.
const leastProse = 60

func (s *stats) holdsStory(n *html.Node, share float64) bool {
	return s.headed[n] || float64(s.of[n].prose) > share*float64(s.total) && s.of[n].prose > 200
}

// measure measures all elements below root, once.
func (d *document) measure(root *html.Node, h1 *html.Node) *stats {
	s := &stats{of: make(map[*html.Node]measure, d.elements), headed: map[*html.Node]bool{}}
	mark := func(n *html.Node) {
		for ; n != nil && !s.headed[n]; n = n.Parent {
			s.headed[n] = true
		}
	}
	if h1 != nil {
		mark(h1.Parent)
	}
	for _, n := range d.Find("[itemprop=articleBody]").Nodes {
		mark(n)
	}
	s.total = s.walk(root, false).prose
	return s
}

// walk measures n and returns the measure.
func (s *stats) walk(n *html.Node, inLink bool) measure {
	var m measure
	switch {
	case n.Type == html.TextNode:
		m.text = visibleLen(n.Data)
		if inLink {
			m.link = m.text
		}
		return m
	case n.Type == html.ElementNode && unread(n.DataAtom):
		return m
	}
	switch n.DataAtom {
	case atom.A:
		m.links++
	case atom.Img, atom.Picture:
		m.pictures++
	}
	inLink = inLink || n.DataAtom == atom.A
	run, links := 0, 0 // of the text that stands in n itself, not in blocks below it
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		child := s.walk(c, inLink)
		m.text += child.text
		m.link += child.link
		m.prose += child.prose
		m.links += child.links
		m.pictures += child.pictures
		m.titles += child.titles
		if c.Type == html.TextNode || c.Type == html.ElementNode && !isBlock(c.DataAtom) {
			run += child.text - child.prose
			links += child.link
		}
	}
	if n.Type == html.ElementNode {
		if isBlock(n.DataAtom) && run >= leastProse && links*3 < run {
			m.prose += run
		}
		if isHeading(n.DataAtom) && m.link > 15 && 10*m.link >= 8*m.text {
			m.titles++
		}
		s.of[n] = m
	}
	return m
}

// visibleLen returns the length of s with runs of white space counted once.
func visibleLen(s string) int {
	n, space := 0, true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			if !space {
				n++
			}
			space = true
			continue
		}
		space = false
		n++
	}
	return n
}
