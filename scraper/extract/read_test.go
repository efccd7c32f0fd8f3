package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// show writes an article, a line for each thing that the page gave.
func show(a *scraper.Article) string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	line("headline", a.Headline)
	line("by", strings.Join(a.Bylines, "; "))
	line("site", a.SiteName)
	if !a.Published.Time.IsZero() {
		line("published", a.Published.String()+", "+a.Published.From)
	}
	if !a.Modified.Time.IsZero() {
		line("modified", a.Modified.String()+", "+a.Modified.From)
	}
	if len(a.KindEvidence) > 0 {
		line("kind", a.Kind.String()+", "+a.KindEvidence[0])
	}
	line("section", a.Section)
	runes := []rune(a.Text)
	for _, k := range a.Blocks {
		s := string(runes[k.Start:k.End])
		s = strings.ReplaceAll(strings.ReplaceAll(s, prose, "PROSE"), more, "MORE")
		line(strings.TrimSpace(string(k.Kind)+" "+k.Cite), s)
	}
	for _, c := range a.Captions {
		line("caption", c)
	}
	for _, c := range a.Citations {
		line("cites", c.URL+" with "+c.Anchor)
	}
	return b.String()
}

// more is other text, as long as an article's.
const more = "It carries the water of two rivers past the paper mill, which has stood empty since the fire. " +
	"Engineers said that the old one would not have lasted another winter, and that nobody had looked at it for thirty years before the flood came."

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, page, want string
		outlet           *scraper.Outlet
	}{
		{"JSON-LD with references", `<html lang=en_GB><title>Weir opens | The Mill</title><script type="application/ld+json">
			{"@graph":[{"@type":["NewsArticle"],"headline":"Weir opens","datePublished":"2026-03-02T14:05:00+01:00","author":[{"@id":"#ida"},{"@type":"Person","name":"Per Lund"}],"publisher":{"@type":"Organization","name":"The Mill"},"articleSection":"Town",},
			{"@type":"Person","@id":"#ida","name":"Ida Holm"}]}</script>
			<h1>Weir opens</h1><p>` + prose + `</p><p>` + more + `</p>`,
			`headline: Weir opens
by: Ida Holm; Per Lund
site: The Mill
published: 2026-03-02T14:05:00+01:00, JSON-LD datePublished
kind: news, JSON-LD @type NewsArticle
section: Town
paragraph: PROSE
paragraph: MORE
`, nil},
		{"microdata", `<main itemscope itemtype="https://schema.org/AnalysisNewsArticle"><h1 itemprop=headline>Weir opens</h1><p>By <span itemprop=author itemscope><span itemprop=name>Ida Holm</span></span> <time itemprop=datePublished datetime="2026-03-02T14:05Z">March 2</time></p><div itemprop=articleBody><p>` + prose + `<p>` + more + `</div></main>`,
			`headline: Weir opens
by: Ida Holm
published: 2026-03-02T14:05:00Z, time element
kind: analysis, microdata AnalysisNewsArticle
paragraph: PROSE
paragraph: MORE
`, nil},
		{"visible words alone", `<title>Weir opens</title><div><h1>Weir opens</h1><div>By Ida Holm, guest columnist</div><div>Published March 2, 2026, 2:05 p.m.</div><div><p>` + prose + `<p>` + more + `</div></div><div>Copyright 1954, 1 May 2024</div>`,
			`headline: Weir opens
by: Ida Holm
published: 2026-03-02T14:05:00-06:00, text
kind: opinion, the outlet's opinion pages, /news/2026/
paragraph: PROSE
paragraph: MORE
`, &scraper.Outlet{Opinion: []string{"/news/2026/"}, Zone: time.FixedZone("", -6*3600)}},
		{"no date is guessed", `<title>Weir opens</title><h1>Weir opens</h1><p>It was 3 May 1999 when the first hole was dug, and the mayor of that day, who is dead, dug it. ` + prose + `</p><p>` + more + `</p><footer>2 May 2024</footer>`,
			`headline: Weir opens
paragraph: It was 3 May 1999 when the first hole was dug, and the mayor of that day, who is dead, dug it. PROSE
paragraph: MORE
`, nil},
		{"furniture", `<article><h1>Weir opens</h1><p>` + prose + `</p>
			<div class="ad-slot">Buy a boat of 1987 now, and pay for it later.</div><p><b>Related:</b> <a href=/old>The flood of 1999</a></p><p><a href="/more">Read more about the flood of 1998</a></p>
			<ul><li><a href=/a>One</a><li><a href=/b>Two</a></ul>
			<aside class=pullquote>We dug the first hole in 2015</aside><blockquote>“We dug the first hole in 2015,”</blockquote>
			<figure><img src=x><figcaption>The weir in 1969.</figcaption></figure>
			<p>` + more + `</p><div class="newsletter"><p>Get the Mill every day at six. Since 2016.</p></div><p><em>Ida Holm is a professor of rivers. The views of contributors are their own.</em></p>
			<h2>Related stories</h2><p><a href=/x>The flood of 1997</a></p></article><div id=comments><p>I was there in 1971, and it was much wider then, and colder, and nobody had a boat at all.</p></div>`,
			`headline: Weir opens
kind: opinion, note "views of contributors are their own"
paragraph: PROSE
paragraph: MORE
caption: The weir in 1969.
`, nil},
		{"blocks and citations", `<article><h1>Weir opens</h1><p>` + prose + ` <a href="https://Other.example/report?utm_source=x#top">A report</a> and <a href="mailto:a@b">mail</a>.</p>
			<h2>The flood</h2><ul><li>It came at night, and it took the <a href="/bridge">old bridge</a> with it.<li>Nobody was hurt, said the mayor.</ul>
			<blockquote cite="/speech"><p>Nobody looked at it.</p><p>Nobody at all.</p></blockquote>
			<p>She asked <q cite="https://q.example/">who paid</q>. A post told more:</p><blockquote class="twitter-tweet">Look! <a href="https://t.example/ida/status/1">May 1</a></blockquote>
			<p>` + more + `</p><footer><p class=correction>Correction, 3 March 2026: The weir is at Lower Mill.</p></footer></article>`,
			`headline: Weir opens
paragraph: PROSE A report and mail.
heading: The flood
item: It came at night, and it took the old bridge with it.
item: Nobody was hurt, said the mayor.
blockquote https://mill.example/speech: Nobody looked at it.
blockquote https://mill.example/speech: Nobody at all.
paragraph: She asked “who paid”. A post told more:
paragraph: MORE
note: Correction, 3 March 2026: The weir is at Lower Mill.
cites: https://other.example/report with A report
cites: https://mill.example/bridge with old bridge
cites: https://mill.example/speech with Nobody looked at it.
cites: https://q.example/ with who paid
cites: https://t.example/ida/status/1 with A post told more:
`, nil},
		{"line breaks for paragraphs", `<title>Weir opens</title><table><tr><td><a href=/>Home</a><td><font size=4>Weir opens</font><br><br>` + prose + `<br><br>` + more + `</table>`,
			`headline: Weir opens
paragraph: PROSE
paragraph: MORE
`, nil},
		{"drop caps, soft hyphens, entities", `<article><h1>Weir&nbsp;opens</h1><p><span class=dropcap>O</span>n  Mon&shy;day
			Tom &amp; Ida met.` + "\u200b\x01" + ` ` + prose + `</p><p>` + more + `</p></article>`,
			`headline: Weir opens
paragraph: On Monday Tom & Ida met. PROSE
paragraph: MORE
`, nil},
	} {
		a, err := extract.Read(page(tt.page), tt.outlet)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		checkWhole(t, a)
		if got := show(a); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
		again, err := extract.Read(page(tt.page), tt.outlet)
		if err != nil || show(again) != show(a) {
			t.Errorf("%s: read twice, it differs", tt.name)
		}
	}
}

func TestReadURL(t *testing.T) {
	const own = "https://mill.example/news/2026/03/weir-opens-at-lower-mill"
	for _, tt := range []struct{ head, want string }{
		{"", own},
		{`<link rel=canonical href="/news/weir?utm_source=x">`, "https://mill.example/news/weir"},
		{`<meta property="og:url" content="https://www.mill.example/news/weir">`, "https://www.mill.example/news/weir"},
		{`<link rel=canonical href="https://thief.example/weir">`, own},
		{`<link rel=canonical href="https://mill.example/">`, own},
		{`<link rel=canonical href="javascript:x">`, own},
	} {
		a, err := extract.Read(page(tt.head+"<article><h1>Weir</h1><p>"+prose+"<p>"+more+"</article>"), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.head, err)
			continue
		}
		if a.URL != tt.want {
			t.Errorf("%s: URL %s, want %s", tt.head, a.URL, tt.want)
		}
	}
}

func TestLinks(t *testing.T) {
	p := page(`<link rel=alternate type="application/rss+xml" href=/feed/><link rel=alternate hreflang=de href=/de/><link rel=stylesheet href=/x.css>
		<nav><a href=/news/>News</a> <a href=/about/the-people-of-the-mill>About us all here</a> <a href=/author/ida-holm-of-the-mill>Ida</a></nav>
		<h2><a href="/news/weir-opens-at-lower-mill?utm_source=front">Weir opens</a></h2><a href="/news/weir-opens-at-lower-mill">again</a>
		<a href=/2026/03/02/flood>Flood</a><a href=/2026/03/02/flood-ends.html>Flood ends</a><a href=https://other.example/a-b-c-d-e>Elsewhere</a><a href=/a-b-c-d.pdf>Report</a><a href="#top">Top</a><a href=/news/story12345>The flood has ended</a>`)
	got, err := extract.Links(p)
	if err != nil {
		t.Fatal(err)
	}
	wantFeeds := []string{"https://mill.example/feed/"}
	want := []string{"https://mill.example/2026/03/02/flood-ends.html", "https://mill.example/news/story12345", "https://mill.example/news/weir-opens-at-lower-mill"}
	slices.Sort(got.Articles)
	if !slices.Equal(got.Feeds, wantFeeds) || !slices.Equal(got.Articles, want) {
		t.Errorf("got  %q %q\nwant %q %q", got.Feeds, got.Articles, wantFeeds, want)
	}
	if _, err := extract.Links(page("")); err == nil {
		t.Error("an empty page has links")
	}
}

func ExampleRead() {
	const addr = "https://mill.example/opinion/leave-the-weir-alone"
	a, err := extract.Read(&scraper.Page{FinalURL: addr, Status: 200, Body: []byte(`<title>Leave the weir alone | The Mill</title>
		<h1>Leave the weir alone</h1><p class="byline">By Ida Holm, guest columnist. 2 March 2026</p>
		<p>` + prose + `</p><p>` + more + `</p>`)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Headline, a.Bylines, a.Published, a.Published.From)
	fmt.Println(a.Kind, a.KindEvidence)
	fmt.Println(len(a.Blocks), "blocks")
	// Output:
	// Leave the weir alone [Ida Holm] 2026-03-02 text
	// opinion [address path /opinion/ byline "By Ida Holm, guest columnist. 2 March 2026"]
	// 2 blocks
}
