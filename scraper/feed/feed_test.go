package feed

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const base = "https://mill.example/feeds/news.xml"

// show writes a feed in one line: title, ttl, items and sitemaps.
func show(f *Feed) string {
	var parts []string
	if f.Title != "" {
		parts = append(parts, f.Title)
	}
	if f.TTL > 0 {
		parts = append(parts, f.TTL.String())
	}
	for _, it := range f.Items {
		s := it.URL + " " + it.Title
		if !it.Published.IsZero() {
			s += " p=" + it.Published.Format(time.RFC3339)
		}
		if !it.Updated.IsZero() {
			s += " u=" + it.Updated.Format(time.RFC3339)
		}
		if it.Author != "" {
			s += " by " + it.Author
		}
		parts = append(parts, s)
	}
	return strings.Join(append(parts, f.Sitemaps...), " | ")
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"rss", `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The  Mill</title><ttl>30</ttl>
			<item><title>Dam &amp; weir</title><link>/dam?utm_source=rss</link><pubDate>Mon, 02 Mar 2026 14:05:00 +0100</pubDate><dc:creator>Ida Holm</dc:creator></item></channel></rss>`,
			"The Mill | 30m0s | https://mill.example/dam Dam & weir p=2026-03-02T13:05:00Z by Ida Holm"},
		{"rss, hourly in halves", `<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>M</title><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel></rss>`,
			"M | 30m0s"},
		{"guid for a link", `<rss version="2.0"><channel><item><guid>https://mill.example/a</guid><title>A</title></item></channel></rss>`, "https://mill.example/a A"},
		{"bad addresses are skipped", `<rss version="2.0"><channel><item><link>javascript:x()</link></item><item><link>mailto:a@b.example</link></item><item><link>/b</link></item></channel></rss>`, "https://mill.example/b "},
		{"control characters", "\xef\xbb\xbf<rss version=\"2.0\"><channel><title>A\x0bB</title><item><link>/c\x00</link></item></channel></rss>", "AB | https://mill.example/c "},
		{"atom", `<?xml version="1.0"?><!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom"><title>Mill</title><entry><title>A</title><link href="http://mill.example/a"/><updated>2026-03-02T13:00:00Z</updated><author><name>Ida Holm</name></author></entry></feed>`,
			"Mill | http://mill.example/a A u=2026-03-02T13:00:00Z by Ida Holm"},
		{"json", `{"version":"https://jsonfeed.org/version/1.1","title":"Mill","items":[{"id":"1","url":"https://mill.example/a","title":"A","date_published":"2026-03-02T13:00:00-05:00","authors":[{"name":"Ida Holm"}]}]}`,
			"Mill | https://mill.example/a A p=2026-03-02T18:00:00Z by Ida Holm"},
		{"sitemap", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://mill.example/a </loc><lastmod>2026-03-02</lastmod></url><url><loc>ftp://x/</loc></url></urlset>`,
			"https://mill.example/a  u=2026-03-02T00:00:00Z"},
		{"news sitemap", `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://mill.example/a</loc><news:news><news:publication><news:name>Mill</news:name></news:publication><news:publication_date>2026-03-02T13:00+01:00</news:publication_date><news:title>A</news:title></news:news></url></urlset>`,
			"https://mill.example/a A p=2026-03-02T13:00:00+01:00"},
		{"index", `<sitemapindex><sitemap><loc>/one.xml.gz</loc></sitemap><sitemap><loc>/two.xml</loc></sitemap></sitemapindex>`,
			"https://mill.example/one.xml.gz | https://mill.example/two.xml"},
		{"monthly", `<rss version="2.0" xmlns:sy="s"><channel><title>M</title><ttl> </ttl><sy:updatePeriod> Monthly </sy:updatePeriod></channel></rss>`, "M | 720h0m0s"},
		{"what FeedBurner hides", `<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><link>https://feeds.example/~r/1</link><feedburner:origLink>https://mill.example/a</feedburner:origLink></item></channel></rss>`, "https://mill.example/a "},
		{"RSS 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>M</title></channel><item><title>A</title><link>/a</link></item></rdf:RDF>`, "M | https://mill.example/a A"},
		{"atom, one entry published", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="/a"/><published>2026-03-01T13:00:00Z</published><updated>2026-03-02T13:00:00Z</updated></entry><entry><title>B</title><link href="/b"/><updated>2026-03-03T13:00:00Z</updated></entry></feed>`,
			"https://mill.example/a A p=2026-03-01T13:00:00Z u=2026-03-02T13:00:00Z | https://mill.example/b B u=2026-03-03T13:00:00Z"},
		{"atom, relative to its own base", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://mill.example/deep/"><entry><title>A</title><link href="a"/></entry></feed>`, "https://mill.example/deep/a A"},
		{"control characters by number", `<rss version="2.0"><channel><item><title>A&#0;&#x1F;B&#xFFFE;&#8217;</title><link>/c</link></item></channel></rss>`, "https://mill.example/c AB’"},
		{"a bare ampersand", `<rss version="2.0"><channel><item><title>A & B &nbsp; C</title><link>/c?a=1&b=2</link></item></channel></rss>`, "https://mill.example/c?a=1&b=2 A & B C"},
		{"a feed broken off", `<rss version="2.0"><channel><title>M</title><item><title>A</title><link>/a</link></item><item><title>B</title><li`, "M | https://mill.example/a A"},
		{"one broken item", `<rss version="2.0"><channel><title>M</title><item><title>A</title><link>/a</link></item><item><title>B<</title><link>/b</link></item><item><title>C</title><link>/c</link></item></channel></rss>`,
			"M | https://mill.example/a A | https://mill.example/c C"},
		{"a broken head", `<rss version="2.0"><channel><title>M<</title><item><title>A</title><link>/a</link></item></channel></rss>`, "https://mill.example/a A"},
		{"a warning before", "<br />\n<b>Warning</b>: fopen() in x.php\n<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><item><link>/a</link></item></channel></rss>", "https://mill.example/a "},
		{"a doctype before", `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd" [<!ENTITY x "y">]><rss version="0.91"><channel><item><link>/a</link></item></channel></rss>`, "https://mill.example/a "},
		{"pictures in a sitemap", `<urlset xmlns:image="i" xmlns:video="v"><url><loc>/a</loc><image:image><image:loc>/a.jpg</image:loc><image:title>No</image:title></image:image><video:video><video:title>No</video:title><video:url>/v</video:url></video:video><lastmod>2026-03-02T13:00:00.000+0000</lastmod></url></urlset>`,
			"https://mill.example/a  u=2026-03-02T13:00:00Z"},
		{"a sitemap with a prefix", `<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc><![CDATA[/a?x=1&y=2]]></s:loc></s:url></s:urlset>`, "https://mill.example/a?x=1&y=2 "},
		{"a sitemap that does not match", `<urlset><url><loc>/a</loc><news:news></url><url><loc>/b</loc></url></urlset>`, "https://mill.example/a  | https://mill.example/b "},
		{"text sitemap", "\xef\xbb\xbfhttps://mill.example/a\r\n\r\nhttps://mill.example/b\n", "https://mill.example/a  | https://mill.example/b "},
		{"broken off", `<urlset><url><loc>https://mill.example/a</loc></url><url><loc>https://mil`, "https://mill.example/a "},
	} {
		f, err := Parse([]byte(tt.body), base)
		if err != nil {
			t.Errorf("%s: Parse: %v", tt.name, err)
			continue
		}
		for i := range f.Items {
			if tt.name == "rss" || tt.name == "json" { // zones differ by parser; the moment counts
				f.Items[i].Published = f.Items[i].Published.UTC()
			}
		}
		if got := show(f); got != tt.want {
			t.Errorf("%s: got  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestParseSaysWhatItIsNot(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"", "empty"},
		{" \n ", "empty"},
		{"<!DOCTYPE html><html><body>Gone</body></html>", "an HTML page"},
		{"<html>", "an HTML page"},
		{`<svg xmlns="x"/>`, "<svg>"},
		{"[1,2]", "JSON of another kind"},
		{`{"error":"no"}`, "JSON of another kind"},
		{"User-agent: *", `text that begins "User-agent: *"`},
		{"\xff\xd8\xff\xe0JFIF", "binary data"},
		{"\x1f\x8b broken", "broken gzip"},
		{"<urlset><url", "begins like a sitemap"},
		{"<", "text that begins"},
		{"<!--", "text that begins"},
		{"https://mill.example/ is the address\n", "text that begins"},
		{"<opml/>", "a list of feeds"},
	} {
		_, err := Parse([]byte(tt.body), base)
		if !errors.Is(err, ErrNotFeed) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Parse(%q) = %v, want ErrNotFeed that tells of %q", tt.body, err, tt.want)
		}
	}
}

func TestParseKeepsTheNewest(t *testing.T) {
	var body bytes.Buffer
	body.WriteString("<urlset>")
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 1200 {
		fmt.Fprintf(&body, "<url><loc>https://mill.example/%d</loc><lastmod>%s</lastmod></url>", i, first.AddDate(0, 0, i).Format(time.DateOnly))
	}
	body.WriteString("</urlset>")
	f, err := Parse(packed(t, body.Bytes()), base)
	if err != nil {
		t.Fatal(err)
	}
	if newest := first.AddDate(0, 0, 1199); f.Listed != 1200 || !f.Newest.Equal(newest) {
		t.Errorf("got %d listed, the newest of %s; want 1200, of %s", f.Listed, f.Newest, newest)
	}
	if len(f.Items) != maxItems || f.Items[0].URL != "https://mill.example/1199" {
		t.Errorf("got %d items, the first %s; want %d, the first …/1199", len(f.Items), f.Items[0].URL, maxItems)
	}
}

func TestForms(t *testing.T) {
	for _, tt := range []struct {
		body string
		want Form
	}{
		{`<rss version="2.0"><channel/></rss>`, RSS},
		{`<feed xmlns="http://www.w3.org/2005/Atom"/>`, Atom},
		{`{"version":"https://jsonfeed.org/version/1.1","items":[]}`, JSONFeed},
		{`<urlset><url><loc>/a</loc></url></urlset>`, Sitemap},
		{`<urlset><url><loc>/a</loc><n:news/></url></urlset>`, NewsSitemap},
		{`<sitemapindex></sitemapindex>`, Index},
		{"http://mill.example/a", TextSitemap},
	} {
		if f, err := Parse([]byte(tt.body), base); err != nil || f.Form != tt.want {
			t.Errorf("Parse(%s) = %+v, %v; want a %s", tt.body, f, err, tt.want)
		}
	}
}

// TestSeed reads the feeds of the seed site.
func TestSeed(t *testing.T) {
	dir := os.Getenv("DATELINE_SEED")
	if dir == "" {
		t.Skip("the seed feeds are not read: set DATELINE_SEED to the folder that holds site/")
	}
	for file, want := range map[string]string{
		"dailyrecord-feed.xml": "http://dailyrecord.example/politics/former-kgb-agents-same-story/ ",
		"thehill-feed.xml":     "http://thehill.example/opinion/international/5162890-motyl-krasnov/ ",
		"factdesk-sitemap.xml": "http://factdesk.example/2025/02/what-we-know-krasnov ",
	} {
		body, err := os.ReadFile(filepath.Join(dir, "site", file))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(body, base)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if got := show(f); !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", file, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<rss version="2.0"><channel><item><link>/a</link></item></channel></rss>`))
	f.Add([]byte(`<urlset><url><loc>/a</loc></url></urlset>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"/a"}]}`))
	f.Add([]byte("<?xml version='1.0' encoding='utf-16'?><feed>"))
	f.Add([]byte("<?xml version='1.0' encoding='koi8-r'?><rss><channel><item><title>\xf0\xd2\xc9\xd7\xc5\xd4<</title><link>/a</link></item><item><link>/b</link></item>"))
	f.Add([]byte(`<!DOCTYPE rss [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="x"><item><link>&a;</link><ttl>5</ttl></item></rdf:RDF>`))
	f.Add([]byte(`<sitemapindex><sitemap><loc>/a</loc><lastmod>2026-03-02</lastmod></sitemap></sitemapindex>`))
	f.Add([]byte("https://mill.example/a\nhttps://mill.example/b"))
	f.Add(packed(f, []byte(`<urlset><url><loc>/a</loc><n:news><n:title>T</n:title></n:news></url>`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		start := time.Now()
		got, err := Parse(body, base)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%d bytes took %s", len(body), took)
		}
		if err != nil {
			if !errors.Is(err, ErrNotFeed) {
				t.Errorf("error %v is no ErrNotFeed", err)
			}
			return
		}
		if len(got.Items) > maxItems || len(got.Sitemaps) > maxSitemaps || got.Listed < len(got.Items) || got.Form == "" {
			t.Errorf("%d items, %d sitemaps", len(got.Items), len(got.Sitemaps))
		}
		for _, it := range got.Items {
			if !strings.HasPrefix(it.URL, "http") || !utf8.ValidString(it.Title+it.Author) {
				t.Errorf("bad item %+v", it)
			}
		}
	})
}

func ExampleParse() {
	f, err := Parse([]byte(`<rss version="2.0"><channel><title>The Mill Gazette</title>
		<item><title>Dam reopens</title><link>https://mill.example/dam?utm_source=rss</link></item>
		</channel></rss>`), "https://mill.example/feed")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Title)
	fmt.Println(f.Items[0].Title, f.Items[0].URL)
	// Output:
	// The Mill Gazette
	// Dam reopens https://mill.example/dam
}
