package feed

import (
	"bytes"
	"compress/gzip"
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
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(body.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := Parse(packed.Bytes(), base)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Items) != maxItems || f.Items[0].URL != "https://mill.example/1199" {
		t.Errorf("got %d items, the first %s; want %d, the first …/1199", len(f.Items), f.Items[0].URL, maxItems)
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
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := Parse(body, base)
		if err != nil {
			if !errors.Is(err, ErrNotFeed) {
				t.Errorf("error %v is no ErrNotFeed", err)
			}
			return
		}
		if len(got.Items) > maxItems || len(got.Sitemaps) > maxSitemaps {
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
