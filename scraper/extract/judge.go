package extract

import (
	"strings"
	"unicode/utf8"

	"dateline/scraper"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A judge says how well a reading fits what the page says of its article.
type judge struct {
	about map[string]bool // words of the headline and the description
	lead  string          // letters of the description's beginning
	ld    string          // articleBody of the JSON-LD, "" if there is none of any length
	count map[string]int  // its words
	words int             // how many
	flat  string          // its letters
}

// The least and most, in bytes, of an articleBody that is asked.
const (
	leastDeclaredBody = 400
	maxDeclaredBody   = 300_000
)

func newJudge(m *meta) *judge {
	j := &judge{about: map[string]bool{}, count: map[string]int{}}
	for _, w := range wordsOf(m.headline + " " + m.description[:min(len(m.description), 500)]) {
		if utf8.RuneCountInString(w) > 3 {
			j.about[w] = true
		}
	}
	if lead := letters(m.description[:min(len(m.description), 300)]); len(lead) >= 40 {
		j.lead = lead[:40]
	}
	raw, _ := m.ld["articleBody"].(string)                                                           // anything else is no text
	if len(raw) > leastDeclaredBody && len(raw) < maxDeclaredBody && m.ldType != "LiveBlogPosting" { // that has a summary there
		j.ld = declaredText(raw)
		for _, w := range strings.Fields(j.ld) {
			j.count[w]++
			j.words++
		}
		j.flat = letters(j.ld)
		if c := j.declared(); c != nil && j.relevance(c) < 0.3 { // it is some other text
			j.ld, j.flat = "", ""
		}
	}
	return j
}

// wordsOf returns the words of s in lower case; of scripts without spaces, pairs
// of characters.
func wordsOf(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r < '0' || r > '9' && r < 'a' || r > 'z' && r < 0xc0 || r >= 0x2000 && r < 0x3005 || r >= 0xff00 && r < 0xff66
	}) {
		if first, _ := utf8.DecodeRuneInString(w); first < 0x3005 {
			out = append(out, w)
			continue
		}
		runes := []rune(w)
		for i := 0; i+1 < len(runes); i++ {
			out = append(out, string(runes[i:i+2])+"  ") // as long as a word that counts
		}
	}
	return out
}

// relevance returns, from 0 to 1, how much of what the headline and the
// description speak of the reading speaks of too.
func (j *judge) relevance(c *candidate) float64 {
	if len(j.about) < 4 {
		return 1
	}
	found := map[string]bool{}
	for i, b := range c.blocks {
		if i < 3 && j.lead != "" && len(b.text) < 500 && strings.HasPrefix(letters(b.text), j.lead) {
			continue // the description itself, which stands in other places too
		}
		for _, w := range wordsOf(b.text) {
			if j.about[w] {
				found[w] = true
			}
		}
		if len(found) == len(j.about) {
			break
		}
	}
	return float64(len(found)) / float64(len(j.about))
}

// agreement returns the F measure of the words of c and of the JSON-LD's text.
func (j *judge) agreement(c *candidate) float64 {
	shared, have := j.shared(c)
	if j.words+have == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(j.words+have)
}

// lacks reports whether much of the JSON-LD's text is missing from c.
func (j *judge) lacks(c *candidate) bool {
	shared, _ := j.shared(c)
	return 10*shared < 7*j.words
}

// shared returns how many words c shares with the JSON-LD's text, and has.
func (j *judge) shared(c *candidate) (shared, have int) {
	had := make(map[string]int, len(j.count))
	for _, b := range c.blocks {
		for _, w := range strings.Fields(b.text) {
			have++
			if had[w] < j.count[w] {
				had[w]++
				shared++
			}
		}
	}
	return shared, have
}

// score returns how good a reading is: how much prose it holds, lessened by
// links, by blocks that are no sentences, and by speaking of other things than the
// page says; where the JSON-LD gives the text, how well it agrees with that.
func (j *judge) score(c *candidate) float64 {
	if c.teasers() || c.size == 0 {
		return 1
	}
	if j.ld != "" {
		if f := j.agreement(c); f > 0.5 {
			return 1e6 * f * f * f
		}
	}
	good, bad := 0, 0
	for _, b := range c.blocks {
		switch {
		case b.linkBytes*2 > len(b.text):
			bad += len(b.text)
		case b.kind == scraper.Paragraph && len(b.text) > leastProse && ends(b.text), b.quote != 0:
			good += len(b.text)
		case b.kind == scraper.ListItem && ends(b.text):
			good += len(b.text) / 2
		case b.kind != scraper.Note:
			bad += len(b.text) / 2
		}
	}
	r := j.relevance(c)
	return float64(max(good-2*bad, good/8+1)) * (0.1 + r*r)
}

// declared returns the text that the JSON-LD gives, as a candidate, nil if there is
// none or it is cut short.
func (j *judge) declared() *candidate {
	if j.ld == "" || strings.HasSuffix(j.ld, "...") || strings.HasSuffix(j.ld, "…") {
		return nil
	}
	c := &candidate{}
	for s := range strings.SplitSeq(j.ld, "\n") {
		if s = collapse(s); s == "" || len(c.blocks) >= maxBlocks {
			continue
		}
		c.blocks = append(c.blocks, block{kind: scraper.Paragraph, text: s, runes: utf8.RuneCountInString(s)})
		c.size += len(s)
	}
	return c
}

// declaredText returns the plain text of an articleBody, which some sites write in
// HTML and some in HTML that is escaped once more.
func declaredText(raw string) string {
	if !strings.ContainsAny(raw, "<&") {
		return strings.TrimSpace(raw)
	}
	var out []string
	for s := range strings.SplitSeq(unmarked(raw), "\n") {
		if s = collapse(s); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

// trim drops what stands before and after the text that the JSON-LD gives, where
// that is all but the same as the reading.
func (j *judge) trim(c *candidate) *candidate {
	if j.ld == "" || len(c.blocks) == 0 || len(c.blocks) > 1000 || !ends(j.ld) || strings.HasSuffix(j.ld, "...") || strings.HasSuffix(j.ld, "…") {
		return c
	}
	first, last, known := -1, 0, 0
	for i, b := range c.blocks {
		if j.knows(b.text) {
			if first < 0 {
				first = i
			}
			last = i
			known += len(letters(b.text))
		}
	}
	if first < 0 || 10*known < 8*len(j.flat) {
		return c
	}
	edge := 0
	for i, b := range c.blocks {
		if i < first || i > last {
			edge += len(b.text)
		}
	}
	if edge*4 > c.size {
		return c
	}
	kept := c.blocks[:0:0]
	for i, b := range c.blocks {
		if i >= first && i <= last || b.kind == scraper.Note || b.quote != 0 {
			kept = append(kept, b)
		}
	}
	c.blocks = kept
	return c
}

// knows reports whether the JSON-LD's text holds the beginning or the end of s.
func (j *judge) knows(s string) bool {
	s = letters(s)
	if len(s) < 15 {
		return false
	}
	const part = 40
	return strings.Contains(j.flat, s[:min(len(s), part)]) || strings.Contains(j.flat, s[max(0, len(s)-part):])
}

// unmarked returns the text of a piece of HTML, its blocks on lines of their own.
func unmarked(s string) string {
	for range 2 {
		z := html.NewTokenizer(strings.NewReader(s))
		z.SetMaxBuf(maxDeclaredBody)
		var b strings.Builder
	tokens:
		for {
			switch z.Next() {
			case html.ErrorToken:
				break tokens
			case html.TextToken:
				b.WriteString(html.UnescapeString(string(z.Raw())))
			case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
				if name, _ := z.TagName(); isBlock(atom.Lookup(name)) || string(name) == "br" {
					b.WriteByte('\n')
				}
			}
		}
		s = b.String()
		if !strings.Contains(s, "</") && !strings.Contains(s, "&amp;") {
			break
		}
	}
	return s
}
