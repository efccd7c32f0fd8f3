package indexer_test

import (
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/scraper"
)

func TestInEnglish(t *testing.T) {
	english := strings.Repeat("The bridge over the river was sold in 1987, and the mayor said that nobody had been asked about it. ", 5)
	german := strings.Repeat("Die Brücke über den Fluss wurde 1987 verkauft, und niemand war gefragt worden, sagte die Bürgermeisterin. ", 5)
	dutch := strings.Repeat("De brug was in 1987 van de stad, en of het is zoals de burgemeester zegt, is de vraag. ", 6)
	for _, tt := range []struct {
		language, text string
		want           bool
	}{
		{"en", english, true},
		{"", english, true},
		{"de", english, true}, // its page says wrong
		{"en-US", german, false},
		{"", german, false},
		{"de-AT", german, false},
		{"nl", dutch, false},
		{"ja", strings.Repeat("橋は一九八七年に売られた。", 40), false},
		{"de", "Die Brücke wurde 1987 verkauft.", false},
		{"en", "A bridge was sold.", true},
		{"", "", true},
		{"en", strings.Repeat("Zelnick 4, Moss 3; Harrow 2, Tarn 1. ", 3), true}, // too short to tell
	} {
		r := scraper.Revision{Article: scraper.Article{Language: tt.language, Text: tt.text, Blocks: scraper.Lines(tt.text)}}
		if got := indexer.InEnglish(&r); got != tt.want {
			t.Errorf("%q, said to be in %q: %t, want %t", tt.text[:min(60, len(tt.text))], tt.language, got, tt.want)
		}
		if read := indexer.Read(r, claim.Options{}); !tt.want && len(read.Claims)+len(read.Mentions)+len(read.Filed) > 0 {
			t.Errorf("of %.60q %d claims and %d dates are read", tt.text, len(read.Claims), len(read.Mentions))
		}
	}
}
