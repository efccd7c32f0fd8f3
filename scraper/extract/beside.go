package extract

import (
	"slices"
	"strings"

	"dateline/scraper"
)

// dropLists drops lists whose items are mostly links.
func (r *reader) dropLists(blocks []block) []block {
	type list struct{ items, linked, size, ofLinked int }
	lists := map[int]*list{}
	for _, b := range blocks {
		if b.list == 0 || b.kind != scraper.ListItem {
			continue
		}
		l := lists[b.list]
		if l == nil {
			l = &list{}
			lists[b.list] = l
		}
		l.items++
		l.size += len(b.text)
		if 10*b.linkBytes >= 7*len(b.text) || teaserItem(b) {
			l.linked++
			l.ofLinked += len(b.text)
		}
	}
	return slices.DeleteFunc(blocks, func(b block) bool {
		l := lists[b.list]
		return b.kind == scraper.ListItem && l != nil && 2*l.linked >= l.items && l.linked > 0 && 3*l.ofLinked >= l.size
	})
}

// dropSlides drops the pictures of a show, "3/40 The old bridge" and what is said
// below it, unless they are the story.
func dropSlides(blocks []block) []block {
	gone := make([]bool, len(blocks))
	slides, rest := 0, 0
	for i, b := range blocks {
		switch {
		case len(b.text) < 200 && slideLine.MatchString(b.text):
			gone[i] = true
			slides++
			if i+1 < len(blocks) && len(blocks[i+1].text) < 600 {
				gone[i+1] = true
			}
		case !gone[i] && b.kind == scraper.Paragraph:
			rest += len(b.text)
		}
	}
	if slides < 4 || rest < leastUndeclared {
		return blocks
	}
	return without(blocks, gone)
}

// teaserItem reports an item that is the title of an article, as a link, and the
// words with which it begins.
func teaserItem(b block) bool {
	if len(b.links) == 0 || b.links[0].start > 0 || b.links[0].end < 25 || len(b.links) > 2 {
		return false
	}
	return strings.HasSuffix(b.text, "...") || strings.HasSuffix(b.text, "…") || strings.HasSuffix(b.text, "[…]") || strings.HasSuffix(b.text, "[...]")
}

// untilClosing cuts the text at a heading such as "Related stories", if little
// prose follows; a label of that sort between paragraphs goes alone, with the
// links below it.
func (r *reader) untilClosing(blocks []block) []block {
	after := 0
	for _, b := range blocks {
		after += len(b.text)
	}
	total := after
	gone := make([]bool, len(blocks))
	for i, b := range blocks {
		after -= len(b.text)
		label := b.kind == scraper.Heading || b.bare && len(b.text) < 40 || len(b.text) < 30
		if !label || i == 0 || gone[i] {
			continue
		}
		rest := blocks[i+1:]
		heads := teaserHeads(rest)
		soft := softClosing.MatchString(b.text)
		switch {
		case (soft || moreHead.MatchString(b.text)) && heads >= 2,
			soft && after*3 < total && prosy(rest) < 2,
			hardClosing.MatchString(b.text) && (after*3 < total || total-after > leastUndeclared):
			for j := i; j < len(blocks); j++ {
				gone[j] = blocks[j].kind != scraper.Note
			}
			return without(blocks, gone)
		case soft:
			gone[i] = true
			for j := i + 1; j < len(blocks) && blocks[j].kind != scraper.Heading && blocks[j].linkBytes*2 > len(blocks[j].text); j++ {
				gone[j] = true
			}
		}
	}
	return without(blocks, gone)
}

// dropAbout drops what a press release says at its end of the company that made
// it: below the heading "About Mill Works", "Mill Works is …".
func dropAbout(blocks []block) []block {
	gone := make([]bool, len(blocks))
	for i := 1; i+1 < len(blocks); i++ {
		b, next := blocks[i], blocks[i+1]
		name := aboutHead.FindStringSubmatch(b.text)
		if name == nil || b.runes > 80 || !strings.Contains(next.text[:min(len(next.text), len(name[1])+60)], name[1]) {
			continue
		}
		gone[i] = true
		for j := i + 1; j < len(blocks) && blocks[j].kind != scraper.Heading && !aboutHead.MatchString(blocks[j].text[:min(len(blocks[j].text), 80)]); j++ {
			gone[j] = blocks[j].kind != scraper.Note
		}
	}
	return without(blocks, gone)
}

// untilComments cuts the text where readers' comments begin, told by two or more
// lines that name who wrote one and when.
func untilComments(blocks []block) []block {
	before, first, lines := 0, -1, 0
	for i, b := range blocks {
		if len(b.text) < 100 && b.quote == 0 && before > leastUndeclared && mayHoldDate(b.text) && commentLine.MatchString(b.text) {
			if lines++; first < 0 {
				first = i
			}
		}
		before += len(b.text)
	}
	if lines < 2 {
		return blocks
	}
	gone := make([]bool, len(blocks))
	for i := first; i < len(blocks); i++ {
		gone[i] = blocks[i].kind != scraper.Note && blocks[i].at == nil
	}
	return without(blocks, gone)
}

// without returns the blocks that are not gone.
func without(blocks []block, gone []bool) []block {
	out := make([]block, 0, len(blocks))
	for i, b := range blocks {
		if !gone[i] {
			out = append(out, b)
		}
	}
	return out
}

// prosy counts the paragraphs that read like a story's.
func prosy(blocks []block) int {
	n := 0
	for _, b := range blocks {
		if b.kind == scraper.Paragraph && len(b.text) > 70 && b.linkBytes*3 < len(b.text) && ends(b.text) {
			n++
		}
	}
	return n
}

// teaserHeads counts the headings that are links to other articles.
func teaserHeads(blocks []block) int {
	n := 0
	for _, b := range blocks {
		if b.kind == scraper.Heading && b.linkBytes*10 > len(b.text)*8 {
			n++
		}
	}
	return n
}
