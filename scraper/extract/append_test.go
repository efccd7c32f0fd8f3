package extract_test

import (
	"testing"

	"dateline/scraper"
	"dateline/scraper/extract"
)

func TestAppend(t *testing.T) {
	page := func(lines ...string) *scraper.Article {
		a := &scraper.Article{Headline: "The wéir", Next: "http://a.example/2"}
		at := 0
		for i, l := range lines {
			if i > 0 {
				a.Text += "\n"
				at++
			}
			n := len([]rune(l))
			a.Blocks = append(a.Blocks, scraper.Block{Kind: scraper.Paragraph, Start: at, End: at + n})
			a.Citations = append(a.Citations, scraper.Citation{URL: "http://b.example/", Anchor: l, Start: at, End: at + n})
			a.Text += l
			at += n
		}
		return a
	}
	for _, tt := range []struct {
		name        string
		first, next []string
		want        string
	}{
		{"goes on", []string{"Öne.", "Two."}, []string{"Three."}, "Öne.\nTwo.\nThree."},
		{"the last paragraph stands again", []string{"Öne.", "Twö."}, []string{"Twö.", "Three.", "Four."}, "Öne.\nTwö.\nThree.\nFour."},
		{"the headline stands again", []string{"One."}, []string{"The wéir", "Two."}, "One.\nTwo."},
		{"nothing new", []string{"One."}, []string{"One."}, "One."},
		{"empty", []string{"One."}, nil, "One."},
	} {
		a, next := page(tt.first...), page(tt.next...)
		next.Next = ""
		extract.Append(a, next)
		if a.Text != tt.want || a.Next != "" {
			t.Errorf("%s: text %q, next %q", tt.name, a.Text, a.Next)
		}
		runes := []rune(a.Text)
		for i, c := range a.Citations {
			b := a.Blocks[i]
			if string(runes[c.Start:c.End]) != c.Anchor || b.Start != c.Start || b.End != c.End {
				t.Errorf("%s: citation %q stands at %q", tt.name, c.Anchor, string(runes[c.Start:c.End]))
			}
		}
	}
}
