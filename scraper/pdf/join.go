package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/scraper"
)

// A paragraph is one of the text, its lines joined.
type paragraph struct {
	text string
	size float64 // of its letters
	kind scraper.BlockKind
}

// join makes paragraphs of the lines of pages. What stands on most pages at the
// same height, and the numbers of pages, are no part of the text.
func join(pages [][]line) []paragraph {
	furniture := running(pages)
	pitch := usualPitch(pages)
	var list []paragraph
	for _, lines := range pages {
		var width float64
		for _, l := range lines {
			width = max(width, l.right)
		}
		var last *line
		for i := range lines {
			l := &lines[i]
			text := tidy(l.text)
			if text == "" || furniture[key(*l)] || isNumber(text) {
				continue
			}
			n := len(list)
			if n > 0 && goesOn(list[n-1], last, l, text, width, pitch) {
				list[n-1].text = glue(list[n-1].text, text)
			} else {
				list = append(list, paragraph{text: text, size: l.size, kind: scraper.Paragraph})
			}
			last = l
		}
	}
	usual := usualSize(list)
	for i, p := range list {
		if p.size > usual*1.15 && len(p.text) < 200 && !endsSentence(p.text) {
			list[i].kind = scraper.Heading
		}
	}
	return list
}

// goesOn reports whether a line goes on with a paragraph, whose last line is last,
// nil on another page.
func goesOn(p paragraph, last, l *line, text string, width, pitch float64) bool {
	if p.size > 0 && l.size > 0 && math.Abs(p.size-l.size) > 0.12*max(p.size, l.size) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text)
	if strings.ContainsRune("•▪◦–—*", first) {
		return false
	}
	if last == nil { // over the turn of a page, only within a sentence
		return !endsSentence(p.text) && !unicode.IsUpper(first)
	}
	if gap := math.Abs(last.middle - l.middle); gap > 1.4*pitch {
		return false
	}
	short := last.right < width-0.15*width
	indented := l.left > last.left+0.6*pitch
	return !endsSentence(p.text) && !indented || !short && !indented
}

// glue joins two lines; a word that was parted is whole again.
func glue(a, b string) string {
	if head, ok := strings.CutSuffix(a, "\u00ad"); ok {
		return head + b
	}
	if head, ok := strings.CutSuffix(a, "-"); ok && head != "" {
		before, _ := utf8.DecodeLastRuneInString(head)
		after, _ := utf8.DecodeRuneInString(b)
		if unicode.IsLower(before) && unicode.IsLower(after) {
			return head + b
		}
	}
	return a + " " + b
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, "”’\"')]»")
	return s != "" && strings.ContainsAny(s[len(s)-1:], ".?!:") || strings.HasSuffix(s, "…")
}

// key is what a line has in common with its like on other pages.
func key(l line) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, l.text)
	return letters + "@" + string(rune('a'+int(math.Abs(l.middle)/24)%26))
}

// running returns the lines that stand at one place at the top or the foot of a
// third of the pages, and of three at least.
func running(pages [][]line) map[string]bool {
	count := map[string]int{}
	for _, lines := range pages {
		seen := map[string]bool{}
		for i, l := range lines {
			if i >= 3 && i < len(lines)-3 {
				continue
			}
			if k := key(l); !seen[k] && len(l.text) < 200 {
				seen[k] = true
				count[k]++
			}
		}
	}
	found := map[string]bool{}
	for k, n := range count {
		if n >= 3 && 3*n >= len(pages) {
			found[k] = true
		}
	}
	return found
}

// isNumber reports whether a line is the number of a page: "12", "- 12 -", "Page 3 of 9".
func isNumber(s string) bool {
	s = strings.ToLower(strings.Trim(s, " -–—|"))
	s = strings.ReplaceAll(strings.TrimPrefix(s, "page"), "of", "")
	return strings.Trim(s, "0123456789 /") == "" && len(s) < 12
}

// usualPitch returns the usual distance of two lines.
func usualPitch(pages [][]line) float64 {
	var gaps []float64
	for _, lines := range pages {
		for i := 1; i < len(lines); i++ {
			if gap := math.Abs(lines[i-1].middle - lines[i].middle); gap > 1 {
				gaps = append(gaps, gap)
			}
		}
	}
	if len(gaps) == 0 {
		return 12
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// usualSize returns the size of the letters of most of the text.
func usualSize(list []paragraph) float64 {
	weight := map[float64]int{}
	for _, p := range list {
		if p.size == 0 {
			continue
		}
		weight[math.Round(p.size*2)/2] += len(p.text)
	}
	var best float64
	most := 0
	for s, n := range weight {
		if n > most || n == most && s < best {
			best, most = s, n
		}
	}
	return best
}
