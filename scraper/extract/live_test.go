package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"dateline/scraper/extract"
)

// TestReadEntries reads live blogs: the first block of each entry has its time, and
// the entries stand as on the page.
func TestReadEntries(t *testing.T) {
	const (
		band  = "The band has begun to play in the meadow, and nobody from the council has come to hear it."
		rain  = "It has begun to rain, and the band plays on under a tent that the miller has lent to them."
		mayor = "The mayor has dug the first hole, and says that the weir will be done before the winter comes."
		want  = "14:30 paragraph: " + rain + "\n14:10 heading: The band plays\n- paragraph: " + band + "\n13:05 paragraph: " + mayor + "\n"
	)
	entry := func(tag, clock, head, text string) string {
		return fmt.Sprintf(`<%s class="x1 y"><header><time datetime="2026-03-02T%s:00Z">%s</time></header>%s<div><p>%s</p></div><a href="#share">Share</a></%s>`, tag, clock, clock, head, text, tag)
	}
	entries := func(tag string) string {
		return entry(tag, "14:30", "", rain) + entry(tag, "14:10", "<h2>The band plays</h2>", band) + entry(tag, "13:05", "", mayor)
	}
	const ld = `<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Weir opens: live","articleBody":"The weir at Lower Mill opens today.","liveBlogUpdate":[
		{"@type":"BlogPosting","datePublished":"2026-03-02T14:30:00Z","articleBody":"` + rain + `"},
		{"@type":"BlogPosting","headline":"The band plays","datePublished":"2026-03-02T14:10:00Z","articleBody":"<p>` + band + `</p>"},
		{"@type":"BlogPosting","datePublished":"2026-03-02T13:05:00Z","articleBody":"` + mayor + `"}]}</script>`
	plain := strings.NewReplacer("<time", "<b", "</time", "</b").Replace(entries("div"))
	for _, tt := range []struct{ name, page, want string }{
		{"articles with times", `<main><h1>Weir opens: live</h1>` + entries("article") + `</main>`, want},
		{"divs with times, and JSON-LD", ld + `<main><h1>Weir opens: live</h1><div class=feed>` + entries("div") + `</div></main>`, want},
		{"items of a list", `<main><h1>Weir opens: live</h1><ol>` + entries("li") + `</ol></main>`, strings.ReplaceAll(want, "paragraph", "item")},
		{"times in JSON-LD alone", ld + `<main><h1>Weir opens: live</h1><div class=feed>` + plain + `</div></main>`, want},
		{"entries in JSON-LD alone", ld + `<main><h1>Weir opens: live</h1><div id=app></div></main>`, want},
		{"one time is no live blog", `<main><h1>Weir opens</h1><div><time datetime="2026-03-02T14:30:00Z">14:30</time><p>` + rain + `</p></div><div><p>` + band + `</p><p>` + mayor + ` ` + rain + `</p></div></main>`,
			"- paragraph: " + rain + "\n- paragraph: " + band + "\n- paragraph: " + mayor + " " + rain + "\n"},
	} {
		a, err := extract.Read(page("<title>Weir opens: live</title>"+tt.page), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		checkWhole(t, a)
		var got strings.Builder
		runes := []rune(a.Text)
		for _, b := range a.Blocks {
			at := "-"
			if b.At != nil {
				at = b.At.Time.UTC().Format("15:04")
			}
			fmt.Fprintf(&got, "%s %s: %s\n", at, b.Kind, string(runes[b.Start:b.End]))
		}
		if got.String() != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got.String(), tt.want)
		}
	}
}
