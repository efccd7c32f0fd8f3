package extract

import (
	"slices"
	"strings"

	"dateline/scraper"
)

var (
	noteWords   = mustWords(`^(correction|corrections|clarification|editor[’']?s[’']? note|editors[’'] note|update)s?\b[^.]{0,40}[:,—–-]|^(this|an earlier version of this|a previous version of this) (article|story|post|column|piece|report|headline)\b.{0,60}\b(was|has been|have been|misstated|misspelled|misidentified|incorrectly|wrongly|said|gave|updated|corrected|amended)\b|^an earlier version of\b`)
	relatedLine = mustWords(`^[\s\[(►▶»>•*]*(related|read (more|next|also|this)|also (read|on|in)|see also|more(?: on| from)?|recommended|watch|listen|don[’']?t miss|up next|you (may|might) (also )?like|trending|click here|subscribe|sign up|follow us|next|previous|continue reading|photos|video|gallery)\b[^.]{0,30}?([:|»►–—-]|$)`)
	appealLine  = mustWords(`^(sign up (for|to)|subscribe (to|now|today)|follow (us|@|\S+ (\S+ )?on (twitter|x|facebook|instagram))|click here to|download (the|our) app|get (the|our) .{0,60}(newsletter|inbox)|advertisement|sponsored|story continues (below|after)|article continues|scroll (down )?to continue|share this|please (support|donate|consider)|support our (work|journalism)|comments are closed|all rights reserved|©|copyright \d|copyright ©|\(c\) \d{4}|loading\.\.\.|have a (news )?tip|contact (the|our) .{0,30}at\b)`)
	closingHead = mustWords(`^(related|more (from|on|stories|news|in)|most (read|popular|viewed)|read (more|next)|recommended|you (may|might) (also )?(like|enjoy)|comments?|\d+ (comments|responses)|leave a (reply|comment)|about the authors?|newsletter|sign up|share (this|on)|tags|trending|latest|top stories|also (in|on)|other stories|popular|don[’']?t miss|editors[’'] picks|what to read next|up next|next up|follow us|subscribe|explore more|see also|advertisement)\b.{0,60}$`)
	moreHead    = mustWords(`^more\b.{2,40}$`)
	ownViews    = mustWords(`\b(views|opinions)\b[^.]{0,100}\b(are|is)\b[^.]{0,40}\b(own|those of the (author|writer)s?|not necessarily)\b|\bviews? (are|is) (his|her|their) own`)
	bioVerb     = mustWords(`^,?\s*(is|was|has|writes|wrote|covers?|taught|teaches|reports|joined|contributed|served|serves|lives|works|can be reached|,)\b`)
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
	blocks = r.untilClosing(blocks)
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

// dropLists drops lists whose items are mostly links.
func (r *reader) dropLists(blocks []block) []block {
	type list struct{ items, linked int }
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
		if 10*b.linkBytes >= 7*len(b.text) {
			l.linked++
		}
	}
	return slices.DeleteFunc(blocks, func(b block) bool {
		l := lists[b.list]
		return b.kind == scraper.ListItem && l != nil && 2*l.linked >= l.items && l.linked > 0
	})
}

// untilClosing cuts the text at a heading such as "Related stories", if little
// prose follows.
func (r *reader) untilClosing(blocks []block) []block {
	after := 0
	for _, b := range blocks {
		after += len(b.text)
	}
	total := after
	for i, b := range blocks {
		after -= len(b.text)
		label := b.kind == scraper.Heading || b.bare && len(b.text) < 40 || len(b.text) < 30
		if !label || i == 0 {
			continue
		}
		closing := closingHead.MatchString(b.text)
		if closing && after*3 < total || (closing || moreHead.MatchString(b.text)) && teaserHeads(blocks[i+1:]) >= 2 {
			return append(slices.Clip(blocks[:i]), slices.DeleteFunc(slices.Clone(blocks[i:]), func(b block) bool { return b.kind != scraper.Note })...)
		}
	}
	return blocks
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

// dropLines drops bylines, labels and calls to read, watch or join.
func (r *reader) dropLines(blocks []block) []block {
	seen := 0 // characters of story so far
	return slices.DeleteFunc(blocks, func(b block) bool {
		drop := b.kind != scraper.Note && r.line(b, seen)
		if !drop {
			seen += len(b.text)
		}
		return drop
	})
}

// line reports whether a block is no sentence of the story.
func (r *reader) line(b block, seen int) bool {
	linked := len(b.text) > 0 && 10*b.linkBytes >= 8*len(b.text)
	switch {
	case letters(b.text) == "":
		return true
	case appealLine.MatchString(b.text) && len(b.text) < 300:
		return true
	case relatedLine.MatchString(b.text) && len(b.text) < 300 && 2*b.linkBytes >= len(b.text):
		return true
	case linked && b.kind != scraper.Heading && len(b.text) < 200 && b.quote == 0:
		return true
	case strings.HasPrefix(b.text, "http") && !strings.Contains(b.text, " "):
		return true
	case b.bare && len(b.text) < 30 && !ends(b.text) && b.kind == scraper.Paragraph:
		return true
	case letters(b.text) == letters(r.m.headline):
		return true
	}
	return seen < 200 && b.kind == scraper.Paragraph && r.credit(b.text)
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
	s = strings.TrimRight(s, `"'”’)]»`)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, ":") || strings.HasSuffix(s, "。")
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

// dropBio drops what the end says of the author: "Ada Lund is a professor …".
func (r *reader) dropBio(blocks []block) []block {
	from := max(len(blocks)-4, 1)
	if len(blocks) < 2 {
		return blocks
	}
	kept := blocks[:from:from]
	for _, b := range blocks[from:] {
		if b.kind != scraper.Note && len(b.text) < 900 && (ownViews.MatchString(b.text) || r.aboutAuthor(b.text)) {
			r.removed = append(r.removed, b.text)
			continue
		}
		kept = append(kept, b)
	}
	return kept
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
