package prose

import (
	"slices"
	"strings"
	"testing"

	"dateline/scraper"
)

// article returns a text as an article: a paragraph a line.
func article(text string) *scraper.Article {
	return &scraper.Article{Text: text, Blocks: scraper.Lines(text)}
}

func TestSentences(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"Mr. Vale left. He was late.", []string{"Mr. Vale left.", "He was late."}},
		{"“We left!” Vale said. It rained.", []string{"“We left!” Vale said.", "It rained."}},
		{"“We left. It rained.” They ran.", []string{"“We left. It rained.”", "They ran."}},
		{"''We left. It rained.'' Vale said.", []string{"''We left. It rained.''", "Vale said."}},
		{"``We left,'' Vale said. He ran.", []string{"``We left,'' Vale said.", "He ran."}},
		{"J. R. Vale, of the U.S., paid $3.50. Why?", []string{"J. R. Vale, of the U.S., paid $3.50.", "Why?"}},
	} {
		var got []string
		read := Read(article(tt.text))
		for _, p := range read.Paragraphs {
			for _, s := range p.Sentences {
				got = append(got, read.Slice(p.Tokens[s.From].Start, p.Tokens[s.To-1].End))
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q is cut into %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A quotation that runs over paragraphs is opened in each and closed in the last.
func TestQuotationOverParagraphs(t *testing.T) {
	read := Read(article("Vale said: “It began in 1961.\n“It ended in 1987.” He left.\n“Why?” he asked."))
	first, second, third := read.Paragraphs[0].Quotes, read.Paragraphs[1].Quotes, read.Paragraphs[2].Quotes
	if len(first) != 1 || !first[0].Open || first[0].Leads {
		t.Errorf("the first paragraph: %+v", first)
	}
	if len(second) != 1 || second[0].Open || !second[0].Leads {
		t.Errorf("the second: %+v", second)
	}
	if len(third) != 1 || third[0].Leads {
		t.Errorf("the third: %+v", third)
	}
}

// Tokens stand where they say, whatever bytes the text holds.
func TestPlaces(t *testing.T) {
	for _, text := range []string{"Zelníčková’s 24/7 “кот” said\nno.", "a\xff\xfe b\xc3", "e\u0301 \u202e x", "\x00 “”"} {
		read := Read(article(text))
		for _, p := range read.Paragraphs {
			for _, k := range p.Tokens {
				if got := read.Slice(k.Start, k.End); got != string([]rune(k.Text)) && k.Text != `"` || got == "" {
					t.Errorf("%q: %q stands where %q is said to", text, got, k.Text)
				}
			}
		}
	}
}

func BenchmarkRead(b *testing.B) {
	a := article(strings.Repeat("“We left in 1987,” Ann Vale told the Courier on Tuesday. It was the mill’s last year, she said.\n", 2000))
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		Read(a)
	}
}
