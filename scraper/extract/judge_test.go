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

// TestReadFlat reads a page that is nested too deep for a tree.
func TestReadFlat(t *testing.T) {
	deep := strings.Repeat("<div>", 600)
	body := `<article><h1>Weir opens at Lower Mill</h1><nav>The town and the river and the mill</nav><p>` + prose + `</p>
		<div class="newsletter-box"><div><p>The mill by mail, every morning at six, for all who like to read of it.</p></div></div>
		<div class="related">Another story of the mill</div>` + deep + `<p>` + more + ` <a href="/bridge">The old bridge</a>.</p></article><footer>All of it is ours.</footer>`
	a, err := extract.Read(page("<title>Weir opens at Lower Mill</title>"+body), nil)
	if err != nil {
		t.Fatal(err)
	}
	checkWhole(t, a)
	got := show(a)
	const want = "paragraph: PROSE\nparagraph: MORE The old bridge.\ncites: https://mill.example/bridge with The old bridge\n"
	if got = got[max(0, strings.Index(got, "paragraph:")):]; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	long := deep + `<h1>Weir opens at Lower Mill</h1><div class=social-story><p>` + strings.Repeat(prose+" ", 10) + `<p>` + more
	if a, err = extract.Read(page(long), nil); err != nil || !strings.Contains(a.Text, more) {
		t.Errorf("a story in what is called furniture, and never ends: %v", err)
	}
}

// TestReadBriefing reads a page on which each part has a title that leads to a story.
func TestReadBriefing(t *testing.T) {
	var body strings.Builder
	for i, what := range []string{"weir", "flood", "band", "bridge", "council", "meadow"} {
		fmt.Fprintf(&body, `<section><h2><a href="/news/%d">The story of the %s</a></h2><p>In the news of the %s: it was seen by %d people, said the mayor, who had been there since the morning, and who had been told of it by the miller when he came to dig the hole.</p><p>Nobody else has said a word of it, and nobody will before the winter comes.</p></section>`, i, what, what, i)
	}
	a, err := extract.Read(page(`<meta property="article:published_time" content="2026-03-02"><title>Morning briefing</title><main><h1>Morning briefing</h1><p>`+prose+`</p>`+body.String()+`</main>`), nil)
	if err != nil {
		t.Fatal(err)
	}
	checkWhole(t, a)
	for _, want := range []string{"The story of the bridge", "In the news of the meadow"} {
		if !strings.Contains(a.Text, want) {
			t.Errorf("%q is missing in %q", want, a.Text)
		}
	}
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
