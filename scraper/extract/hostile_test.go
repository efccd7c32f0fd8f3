package extract_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// prose is enough text for an article.
const prose = "The weir at Lower Mill was opened on Monday by the mayor, who said that it had taken eleven years to build. " +
	"“We dug the first hole in 2015,” she said. Nobody from the council came, and the band played to an empty meadow until the rain began."

func page(body string) *scraper.Page {
	const addr = "https://mill.example/news/2026/03/weir-opens-at-lower-mill"
	return &scraper.Page{URL: addr, FinalURL: addr, Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(body)}
}

// TestReadHostile reads pages that are made, or grew, to break readers. Each
// must be done within two seconds, whatever comes out.
func TestReadHostile(t *testing.T) {
	story := "<h1>Weir opens at Lower Mill</h1><p>" + prose + "</p><p>The second day, " + prose + "</p>"
	for name, body := range map[string]string{
		"deep nesting":        strings.Repeat("<div>", 100_000) + story,
		"600 elements deep":   strings.Repeat("<div>", 600) + story,
		"unclosed links":      story + strings.Repeat("<a href=/x>", 100_000),
		"unclosed bold":       story + strings.Repeat("<b><i>", 50_000) + prose,
		"bold in paragraphs":  story + strings.Repeat("<p><b>x", 20_000),
		"many attributes":     "<div " + strings.Repeat("a=b c ", 100_000) + ">" + story,
		"distinct attributes": "<div " + attributes(100_000) + ">" + story,
		"75k paragraphs":      story + strings.Repeat("<p>The band played to an empty meadow until the rain began.</p>", 75_000),
		"one long paragraph":  "<h1>Weir</h1><p>" + strings.Repeat(prose+" ", 20_000),
		"100k links":          story + strings.Repeat(`<a href="/news/a-b-c-d-e">Read of the weir here</a> `, 100_000),
		"20k rows":            story + "<table>" + strings.Repeat("<tr><td>Weir<td>Mill<td>Meadow</tr>", 20_000) + "</table>",
		"tables in tables":    story + strings.Repeat("<table><tr><td>", 400) + "x",
		"foster parents":      story + "<table>" + strings.Repeat("<p>x<b>", 20_000),
		"open comment":        story + "<!--" + strings.Repeat("x", 5<<20),
		"long script":         "<script type=application/ld+json>" + strings.Repeat("[", 900_000) + "</script>" + story,
		"long class":          `<div class="` + strings.Repeat("share-a ", 200_000) + `">` + story,
		"many classes":        story + strings.Repeat(`<p class="a-b-c d-e-f">x</p>`, 50_000),
		"many headlines":      strings.Repeat("<h1>Weir opens</h1>", 50_000) + story,
		"many times":          strings.Repeat("<time datetime=2026-01-01>x</time>", 50_000) + story,
		"many metas":          strings.Repeat("<meta name=date content=2026-01-01>", 50_000) + story,
		"quotations":          story + strings.Repeat("<blockquote>The band played on and on.</blockquote>", 40_000),
		"lists":               story + strings.Repeat("<ul><li>", 30_000),
		"line breaks":         story + strings.Repeat("<br> ", 200_000),
		"empty comments":      story + strings.Repeat("<!-- --><br>", 100_000),
		"dates":               "<h1>Weir</h1><p>" + strings.Repeat("1/1/1 ", 300_000),
		"a very long word":    "<h1>Weir</h1><p>" + strings.Repeat("a", 5<<20),
		"by":                  "<h1>Weir</h1><p>By " + strings.Repeat("and by ", 300_000),
		"spaces":              "<h1>Weir</h1><p>" + strings.Repeat(" \u00a0\t", 1<<20) + prose,
		"iso-2022 escapes":    strings.Repeat("\x1b$B", 300_000) + story,
		"bars in the title":   "<title>" + strings.Repeat("a | ", 300_000) + "</title>" + story,
		"select":              story + strings.Repeat("<select><option>x", 50_000),
		"svg":                 story + strings.Repeat("<svg><g>", 250) + "x",
		"nested figures":      strings.Repeat("<figure>", 500) + story,
		"nested furniture":    strings.Repeat("<aside>", 500) + story,
		"nested cards":        story + strings.Repeat("<div>", 400) + strings.Repeat("<h3><a href=/a-b-c>The flood of the year</a></h3>", 40) + strings.Repeat("<i>", 50_000),
		"nested pictures":     story + strings.Repeat("<div>", 400) + strings.Repeat("<img src=x>", 100_000) + "The weir",
		"nested spans":        story + "<p>The weir" + strings.Repeat("<span>", 400) + strings.Repeat("<a href=/a>The flood of the year</a>", 50_000),
		"posts":               story + strings.Repeat("<blockquote class=twitter-tweet><p>The weir is open at last, and we are all wet.</p><a href=https://t.example/1>May 1</a></blockquote>", 20_000),
		"frames":              story + strings.Repeat("<iframe src=https://www.youtube.com/embed/abcdefghij"+"></iframe>", 50_000),
		"widgets":             story + strings.Repeat("<div class=widget>", 400) + strings.Repeat("<b></b>", 50_000),
		"entries":             strings.Repeat("<div><time datetime=2026-03-02T10:00:00Z>10:00</time><p>"+prose+"</p></div>", 10_000),
		"entries in entries":  strings.Repeat("<div><time datetime=2026-03-02T10:00:00Z>10:00</time><p>"+prose+"</p>", 400),
		"a long articleBody":  `<script type=application/ld+json>{"@type":"NewsArticle","headline":"Weir opens","articleBody":"` + strings.Repeat(prose, 1200) + `"}</script>` + strings.Repeat("<p>"+prose+"</p><p>The second day it rained on the weir, and on the band, and on the mayor.</p>", 800),
		"long updates":        `<script type=application/ld+json>{"@type":"LiveBlogPosting","headline":"Weir opens","liveBlogUpdate":[` + strings.Repeat(`{"articleBody":"<p>It rained on the weir.</p>","datePublished":"2026-03-02T10:00:00Z"},`, 9000) + `{}]}</script>` + story,
		"nested notes":        strings.Repeat("<aside><div class=correction>", 240) + story,
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			a, err := extract.Read(page("<!doctype html><title>Weir opens at Lower Mill</title>"+body), nil)
			if err == nil {
				checkWhole(t, a)
			} else if !errors.Is(err, extract.ErrNoArticle) && !errors.Is(err, extract.ErrNotHTML) {
				t.Errorf("error %v has no name", err)
			}
			if _, err := extract.Links(page(body)); err != nil && !errors.Is(err, extract.ErrNotHTML) {
				t.Error(err)
			}
			// Not how fast it is, for which there is a benchmark, but that it ends.
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
			if name == "600 elements deep" && (err != nil || !strings.Contains(a.Text, "eleven years")) {
				t.Errorf("the story was not found: %v", err)
			}
		})
	}
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d=b ", i)
	}
	return b.String()
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		want                    error
		says                    string
	}{
		{"empty", "text/html", "", 200, extract.ErrNotHTML, "empty"},
		{"a picture", "image/jpeg", "x", 200, extract.ErrNotHTML, "image/jpeg"},
		{"a picture called a page", "text/html", "\xff\xd8\xff\xe0\x00\x10JFIF" + strings.Repeat("\x00\x8f<p\x01", 9999), 200, extract.ErrNotHTML, "image/jpeg"},
		{"bytes called a page", "text/html", strings.Repeat("\x00\x8f<p>\x01\xfe\x02", 9999), 200, extract.ErrNotHTML, ""},
		{"JSON", "application/json", `{"a":"<p>"}`, 200, extract.ErrNotHTML, "application/json"},
		{"plain text", "text/plain", prose, 200, extract.ErrNotHTML, "no element"},
		{"not found", "text/html", "<h1>x</h1><p>" + prose, 404, extract.ErrNoArticle, "status 404"},
		{"soft 404", "text/html", "<title>Page not found - The Mill</title><h1>Page not found</h1><p>" + prose + prose, 200, extract.ErrNoArticle, "Page not found"},
		{"too little", "text/html", "<h1>Weir</h1><p>Soon.</p>", 200, extract.ErrNoArticle, "characters of text"},
		{"section page", "text/html", "<title>News</title><main><h1>News</h1>" + strings.Repeat(`<div><h2><a href="/a-b-c-d">Weir opens at Lower Mill</a></h2><p>`+prose[:90]+"</p></div>", 9), 200, extract.ErrNoArticle, "characters of text"},
	} {
		p := page(tt.body)
		p.Header.Set("Content-Type", tt.contentType)
		p.Status = tt.status
		a, err := extract.Read(p, nil)
		if !errors.Is(err, tt.want) || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: Read gave %v, %v; want %v that says %q", tt.name, a, err, tt.want, tt.says)
		}
	}
	front := page("<h1>The Mill</h1>" + strings.Repeat("<p>"+prose, 5))
	front.FinalURL = "https://mill.example/"
	if _, err := extract.Read(front, nil); !errors.Is(err, extract.ErrNoArticle) {
		t.Errorf("a front page gave %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<h1>Weir</h1><article><p>"+prose+"<a href=/x>a <b>b</a> c</p><blockquote cite=/q>"+prose+"</blockquote><ul><li>"+prose+"</ul>"), "text/html")
	f.Add([]byte(`<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","author":{"@id":"x"},"datePublished":"2026-03-02"}]}</script><p class=byline>By Ida Holm, 3 March 2026</p><p>`+prose+prose), "")
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "text/html; charset=utf8mb4")
	f.Add([]byte("<table><a href=x>"+prose+"<td><q cite=y>z</q><br><br>"+prose+"<blockquote class=twitter-tweet><a href=/status/1>x</a></blockquote>"), "text/html")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		p := page(string(body))
		p.Header.Set("Content-Type", contentType)
		if _, err := extract.Links(p); err != nil && !errors.Is(err, extract.ErrNotHTML) {
			t.Error(err)
		}
		a, err := extract.Read(p, nil)
		if err != nil {
			if !errors.Is(err, extract.ErrNoArticle) && !errors.Is(err, extract.ErrNotHTML) {
				t.Errorf("error %v has no name", err)
			}
			return
		}
		checkWhole(t, a)
		for _, s := range append([]string{a.Text, a.Headline, a.SiteName, a.Section, a.Description, a.Published.Raw}, append(a.Bylines, a.Captions...)...) {
			if !utf8.ValidString(s) {
				t.Errorf("%q is no valid UTF-8", s)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var story strings.Builder
	for i := range 40 {
		fmt.Fprintf(&story, `<p>On day %d, %s <a href="/a">More</a>.</p>`, i, prose)
	}
	body := "<!doctype html><title>Weir opens at Lower Mill | The Mill</title>" +
		strings.Repeat(`<div class="nav-item"><a href="/news/">News</a></div>`, 400) +
		"<article><h1>Weir opens at Lower Mill</h1>" + story.String() + "</article>" +
		strings.Repeat(`<div class="teaser"><h3><a href="/b">Another story of the mill</a></h3><p>It is short.</p></div>`, 200)
	p := page(body)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := extract.Read(p, nil); err != nil {
			b.Fatal(err)
		}
	}
}
