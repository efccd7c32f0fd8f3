package extract

import (
	"strings"
	"unicode"

	"dateline/scraper"
)

// write gives the article its text, blocks and citations.
func write(a *scraper.Article, blocks []block) {
	var text strings.Builder
	at, quote := 0, 0 // code points written; the last blockquote that was cited
	for i, b := range blocks {
		if i > 0 {
			text.WriteByte('\n')
			at++
		}
		text.WriteString(b.text)
		a.Blocks = append(a.Blocks, scraper.Block{Kind: b.kind, Start: at, End: at + b.runes, Cite: b.cite, At: b.at})
		runes := []rune(b.text)
		var bounds []int
		if len(b.links) > 0 || b.cite != "" || len(b.embeds) > 0 {
			bounds = sentences(runes)
		}
		cite := func(start, end int, addr string) {
			from, to := sentenceAt(bounds, start, end)
			a.Citations = append(a.Citations, scraper.Citation{
				URL: addr, Anchor: string(runes[start:end]), Sentence: strings.TrimSpace(string(runes[from:to])), Start: at + start, End: at + end,
			})
		}
		if b.cite != "" && b.quote != quote {
			cite(0, opening(runes), b.cite)
			quote = b.quote
		}
		for _, l := range b.links {
			cite(l.start, l.end, l.url)
		}
		for _, addr := range b.embeds { // the words that lead to the post carry it
			from, to := sentenceAt(bounds, len(runes)-1, len(runes))
			for from < to && runes[from] == ' ' {
				from++
			}
			cite(from, to, addr)
		}
		at += b.runes
	}
	a.Text = text.String()
}

// openingWords is how many words of a quotation are given for its anchor.
const openingWords = 8

// opening returns where the first words of a quotation end.
func opening(runes []rune) int {
	words := 0
	for i, r := range runes {
		if r == ' ' {
			if words++; words == openingWords {
				return i
			}
		}
	}
	return len(runes)
}

// sentences returns where the sentences of a block begin, and its end.
func sentences(runes []rune) []int {
	bounds := []int{0}
	for i := 0; i < len(runes); i++ {
		if r := runes[i]; r != '.' && r != '!' && r != '?' && r != '…' {
			continue
		}
		end := i + 1
		for end < len(runes) && strings.ContainsRune(`.!?…"'”’)]»`, runes[end]) {
			end++
		}
		if end+1 >= len(runes) || runes[end] != ' ' {
			i = end - 1
			continue
		}
		first := runes[end+1]
		if strings.ContainsRune(`"'“‘([«—`, first) && end+2 < len(runes) {
			first = runes[end+2]
		}
		if (unicode.IsUpper(first) || unicode.IsDigit(first) || unicode.IsLetter(first) && !unicode.IsLower(first)) && !(runes[i] == '.' && end == i+1 && abbreviation(runes[:i])) {
			bounds = append(bounds, end+1)
		}
		i = end - 1
	}
	return append(bounds, len(runes))
}

var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "gen": true, "sen": true, "rep": true, "gov": true, "lt": true, "col": true, "sgt": true, "capt": true, "rev": true, "hon": true,
	"jr": true, "sr": true, "vs": true, "no": true, "inc": true, "jan": true, "feb": true, "aug": true, "sept": true, "oct": true, "nov": true, "dec": true, "u.s": true, "u.k": true, "u.n": true, "d.c": true, "e.g": true, "i.e": true, "a.m": true, "p.m": true,
}

// abbreviation reports whether the last word of runes ends in a point of its own.
func abbreviation(runes []rune) bool {
	from := len(runes)
	for from > 0 && len(runes)-from < 8 && runes[from-1] != ' ' && !strings.ContainsRune("“\"(‘", runes[from-1]) {
		from--
	}
	word := runes[from:]
	return len(word) == 1 && unicode.IsUpper(word[0]) || abbreviations[strings.ToLower(string(word))]
}

// sentenceAt returns the sentence, or sentences, in which start to end lie.
func sentenceAt(bounds []int, start, end int) (from, to int) {
	for i := 0; i+1 < len(bounds); i++ {
		if bounds[i] <= start {
			from = bounds[i]
		}
		if to = bounds[i+1]; to >= end {
			return from, to
		}
	}
	return from, to
}
