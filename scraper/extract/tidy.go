package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/scraper"
)

// tidy returns the blocks that are the story: without what stands before the
// headline, bylines, calls to read other things, the note on the author, and
// quotations that only repeat the text.
func (r *reader) tidy() []block {
	blocks := r.afterHeadline(r.out)
	for i := range blocks {
		if b := &blocks[i]; b.kind != scraper.Note && b.kind != scraper.Heading && b.quote == 0 && noteWords.MatchString(b.text[:min(len(b.text), 300)]) && len(b.text) < 1500 {
			b.kind = scraper.Note
		}
	}
	blocks = r.dropLists(blocks)
	blocks = dropSlides(blocks)
	blocks = r.untilClosing(blocks)
	blocks = untilComments(blocks)
	blocks = dropAbout(blocks)
	blocks = r.dropLines(blocks)
	blocks = dropRepeats(blocks)
	blocks = r.dropBio(blocks)
	return dropEmptyHeadings(blocks)
}

// afterHeadline cuts the headline and what stands before it.
func (r *reader) afterHeadline(blocks []block) []block {
	head := letters(r.m.headline)
	if head == "" {
		return blocks
	}
	before := 0
	for i, b := range blocks {
		if letters(b.text) == head {
			if before < 600 && i < 15 {
				return blocks[i+1:]
			}
			return blocks
		}
		before += len(b.text)
	}
	return blocks
}

// dropLines drops bylines, labels and calls to read, watch or join.
func (r *reader) dropLines(blocks []block) []block {
	seen := 0 // characters of story so far
	return slices.DeleteFunc(blocks, func(b block) bool {
		drop := b.kind != scraper.Note && r.line(b, seen)
		if !drop && (b.kind == scraper.Paragraph || b.kind == scraper.ListItem) && b.quote == 0 && len(b.text) < 250 && !ends(b.text) && photoCredit.MatchString(b.text) {
			r.caption(b.text)
			drop = true
		}
		if !drop {
			seen += len(b.text)
		}
		return drop
	})
}

// line reports whether a block is no sentence of the story.
func (r *reader) line(b block, seen int) bool {
	linked := len(b.text) > 0 && 10*b.linkBytes >= 8*len(b.text)
	quoted := b.quote != 0
	switch {
	case letters(b.text) == "":
		return true
	case quoted && b.cite != "":
		return false
	case len(b.text) < 400 && (callLine.MatchString(b.text) || !strings.ContainsAny(b.text, `"“„«`) && callWords.MatchString(b.text)):
		return true
	case len(b.text) < 300 && 3*b.linkBytes >= len(b.text) && relatedLine.MatchString(b.text):
		return true
	case linked && b.kind != scraper.Heading && len(b.text) < 200 && !quoted:
		return true
	case linkRow(b) && !quoted:
		return true
	case strings.HasPrefix(b.text, "http") && !strings.Contains(b.text, " "):
		return true
	case b.bare && b.runes < 30 && !ends(b.text) && b.kind == scraper.Paragraph:
		return true
	case len(b.text) < 80 && (updatedLine.MatchString(b.text) || smallPrint.MatchString(b.text)):
		return true
	case b.kind == scraper.Paragraph && !quoted && b.linkBytes == 0 && len(b.text) < 15 && oneWord.MatchString(b.text):
		return true // a button's word: "Close"
	case len(b.text) < 600 && strings.Contains(strings.ToLower(b.text), "cookie") && !strings.Contains(strings.ToLower(r.m.headline+r.m.description), "cookie") && cookieLine.MatchString(b.text):
		return true
	case letters(b.text) == letters(r.m.headline):
		return true
	}
	return seen < 200 && b.kind == scraper.Paragraph && r.credit(b.text)
}

// linkRow reports a block that is several links to articles, one after the other.
func linkRow(b block) bool {
	titles := 0
	for _, l := range b.links {
		if l.end-l.start >= 25 {
			titles++
		}
	}
	return titles >= 2 && 2*b.linkBytes >= len(b.text)
}

// credit reports whether a line near the top is a byline or a date.
func (r *reader) credit(s string) bool {
	if len(s) > 200 {
		return false
	}
	lower := strings.ToLower(s)
	_, _, dated := findDate(s, nil)
	if strings.HasPrefix(lower, "by ") || strings.HasPrefix(lower, "by: ") {
		words := len(strings.Fields(s))
		for _, name := range r.m.bylines {
			if strings.Contains(s, name) {
				return true
			}
		}
		return dated || words <= 8 && !ends(s)
	}
	for _, name := range r.m.bylines {
		if rest, ok := strings.CutPrefix(s, name); ok && (dated && len(rest) < 60 || len(strings.Fields(rest)) <= 5 && !ends(s)) {
			return true
		}
	}
	return dated && len(strings.Fields(s)) < 10 && !ends(s) || dated && len(s) < 90 && datelineWords.MatchString(lower) && len(strings.Fields(s)) < 9
}

// ends reports whether s ends like a sentence.
func ends(s string) bool {
	s = strings.TrimRight(s, `"'”’)]»」』）`)
	for _, stop := range []string{".", "!", "?", "…", ":", "。", "！", "？", "：", "।", "؟", "۔"} {
		if strings.HasSuffix(s, stop) {
			return true
		}
	}
	return false
}

// dropRepeats drops quotations without a source whose words stand in the story
// too, and blocks that stand there twice.
func dropRepeats(blocks []block) []block {
	var all strings.Builder
	count := map[string]int{}
	for _, b := range blocks {
		if b.kind == scraper.Paragraph || b.kind == scraper.ListItem {
			all.WriteString(letters(b.text))
			all.WriteByte(' ')
		}
		if len(b.text) > 60 {
			count[b.text]++
		}
	}
	text, asked := all.String(), 0
	blocks = dropWholes(blocks)
	had := map[string]bool{}
	return slices.DeleteFunc(blocks, func(b block) bool {
		if count[b.text] > 1 {
			if had[b.text] {
				return true
			}
			had[b.text] = true
		}
		if b.kind != scraper.Blockquote || b.cite != "" || len(b.text) > 400 || asked > 40 {
			return false
		}
		asked++
		return len(b.text) > 15 && strings.Contains(text, letters(b.text))
	})
}

// dropWholes drops blocks that hold the story once more, all in one: hidden
// copies for search engines.
func dropWholes(blocks []block) []block {
	asked, all := 0, slices.Clone(blocks)
	return slices.DeleteFunc(blocks, func(b block) bool {
		if len(b.text) < 600 || !b.bare || asked > 8 {
			return false
		}
		asked++
		held := 0
		for _, other := range all {
			if len(other.text) > 60 && len(other.text) < len(b.text) && strings.Contains(b.text, other.text) {
				held++
			}
		}
		return held >= 3
	})
}

// dropBio drops what the end says of the author and of who helped: "Ada Lund is
// a professor …", "Reporting by …; editing by …".
func (r *reader) dropBio(blocks []block) []block {
	from := max(len(blocks)-5, 1)
	if len(blocks) < 2 {
		return blocks
	}
	kept := blocks[:from:from]
	for _, b := range blocks[from:] {
		if b.kind != scraper.Note && len(b.text) < 900 && (ownViews.MatchString(b.text) || r.aboutAuthor(b.text)) {
			r.removed = append(r.removed, b.text)
			continue
		}
		if b.kind != scraper.Note && b.quote == 0 && len(b.text) < 500 && (signOff.MatchString(b.text) || labelled(b)) {
			continue
		}
		kept = append(kept, b)
	}
	return kept
}

// labelled reports a block that is a label and links alone: "Filed under: Rivers".
func labelled(b block) bool {
	label, _, found := strings.Cut(b.text, ":")
	return found && len(b.links) > 0 && len(b.text) < 160 && len(label) < 30 && b.links[0].start <= utf8.RuneCountInString(label)+3 && b.links[0].start > 0 && 5*b.linkBytes >= 2*len(b.text)
}

// aboutAuthor reports whether s begins with the name of an author and what he is.
func (r *reader) aboutAuthor(s string) bool {
	for _, name := range r.m.bylines {
		if len(strings.Fields(name)) < 2 {
			continue
		}
		if rest, ok := strings.CutPrefix(s, name); ok && bioVerb.MatchString(strings.TrimSpace(rest)) {
			return true
		}
	}
	return false
}

// dropEmptyHeadings drops headings that nothing follows.
func dropEmptyHeadings(blocks []block) []block {
	for len(blocks) > 0 && blocks[len(blocks)-1].kind == scraper.Heading {
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}
