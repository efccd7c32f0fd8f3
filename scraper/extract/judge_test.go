package extract_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dateline/scraper/extract"
)

// declaring returns the JSON-LD of an article with that text.
func declaring(t *testing.T, body string) string {
	t.Helper()
	ld, err := json.Marshal(map[string]string{"@type": "NewsArticle", "headline": "Weir opens at Lower Mill", "articleBody": body})
	if err != nil {
		t.Fatal(err)
	}
	return `<script type="application/ld+json">` + string(ld) + `</script>`
}

// TestReadChooses reads pages on which it is not plain where the story is.
func TestReadChooses(t *testing.T) {
	const (
		flood = "The flood came at night, and it took the old bridge with it, said the miller, who had slept through all of it."
		want  = "paragraph: PROSE\nparagraph: MORE\n"
	)
	var gallery strings.Builder
	for i := range 40 {
		fmt.Fprintf(&gallery, "<li><h3>%d/40 Trade in brief</h3><p>The price of copper number %d rose on the exchange, and that of tin fell, as dealers waited for the bank to say something.</p></li>", i, i)
	}
	twice := prose + " " + more
	for _, tt := range []struct{ name, page, want string }{
		{"a long gallery beside it", `<meta name=description content="The weir at Lower Mill opens after eleven years; the mayor dug the first hole"><article><h1>Weir opens at Lower Mill after eleven years</h1><div class=text><p>` + prose + `</p><p>` + more + `</p></div><div class=x><div><ul>` + gallery.String() + `</ul></div></div></article>`, want},
		{"the text in JSON-LD alone", declaring(t, prose+"\n\n"+more) + `<div id=app></div>`, want},
		{"the text in JSON-LD, as HTML", declaring(t, "<p>"+prose+"</p>\n<p>"+more+"</p>") + `<div id=app><p>The page is on its way, and will be here as soon as it has come.</p></div>`, want},
		{"the text in JSON-LD, as HTML written twice", declaring(t, "&lt;p&gt;"+prose+"&lt;/p&gt;&lt;p&gt;"+more+"&lt;/p&gt;") + `<div id=app></div>`, want},
		{"JSON-LD that is cut short", declaring(t, twice+" "+twice[:100]+"...") + `<article><p>` + prose + `</p><p>` + more + `</p><p>` + flood + `</p></article>`, want + "paragraph: " + flood + "\n"},
		{"more around it than the JSON-LD holds", declaring(t, prose+" "+more) + `<article><p>The mill has a shop now, and sells its own flour there, from nine to five.</p><p>` + prose + `</p><p>` + more + `</p><p>The mill is open every day but Monday, and on Monday by request alone.</p></article>`, want},
		{"JSON-LD of something else", declaring(t, strings.Repeat("The band plays on Sundays in the meadow. ", 20)) + `<article><p>` + prose + `</p><p>` + more + `</p><p>` + flood + `</p></article>`, want + "paragraph: " + flood + "\n"},
		{"what subscribers read", `<article><h1>Weir opens at Lower Mill</h1><p>` + prose + `</p><div class="paywall body"><p>` + more + `</p><p class=paywall>` + flood + `</p></div><div class="paywall">Subscribe to read on.</div></article>`, want + "paragraph: " + flood + "\n"},
	} {
		a, err := extract.Read(page("<title>Weir opens at Lower Mill</title>"+tt.page), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		checkWhole(t, a)
		got := show(a)
		if got = got[max(0, strings.Index(got, "paragraph:")):]; got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}
