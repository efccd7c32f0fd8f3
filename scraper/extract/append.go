package extract

import (
	"strings"
	"unicode/utf8"

	"dateline/scraper"
)

// Append adds to an article what stands on the page that goes on with it. What
// the first page says of the article holds: its headline, its authors, its dates.
// Blocks that end the article so far and begin the next page alike stand once.
func Append(a, next *scraper.Article) {
	from := 0
	if len(next.Blocks) > 0 && len(a.Blocks) > 0 {
		first := blockText(next, 0)
		if last := blockText(a, len(a.Blocks)-1); first == last || first == a.Headline {
			from = next.Blocks[0].End + 1
		}
	}
	runes := []rune(next.Text)
	if from >= len(runes) {
		a.Next = next.Next
		return
	}
	shift := -from
	var text strings.Builder
	text.WriteString(a.Text)
	if a.Text != "" {
		text.WriteByte('\n')
		shift += utf8.RuneCountInString(a.Text) + 1
	}
	text.WriteString(string(runes[from:]))
	for _, b := range next.Blocks {
		if b.Start >= from {
			b.Start, b.End = b.Start+shift, b.End+shift
			a.Blocks = append(a.Blocks, b)
		}
	}
	for _, c := range next.Citations {
		if c.Start >= from {
			c.Start, c.End = c.Start+shift, c.End+shift
			a.Citations = append(a.Citations, c)
		}
	}
	a.Text, a.Next = text.String(), next.Next
	a.Captions = append(a.Captions, next.Captions...)
	if a.Partial == "" {
		a.Partial = next.Partial
	}
}

// blockText returns the words of a block.
func blockText(a *scraper.Article, i int) string {
	b := a.Blocks[i]
	return string([]rune(a.Text)[b.Start:b.End])
}
