package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// packed returns gzip.
func packed(t testing.TB, body []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type encoder interface{ Bytes([]byte) ([]byte, error) }

// Feeds come in encodings that they do not name, or that they name wrongly.
func TestParseReadsAnyEncoding(t *testing.T) {
	const (
		russian = "Совет закрыл плотину до весны, ремонт оплатит область"
		french  = "Le préfet a fermé le barrage d’été à Évreux"
		german  = "Süddeutsche Behörden schließen das Wehr für Fußgänger"
		polish  = "Władze zamknęły most, będzie śledztwo"
		tokyo   = "県はダムの水門を春まで閉じると発表した"
		peking  = "省政府宣布大坝的水闸将关闭到春天"
	)
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	bare16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()
	for _, tt := range []struct {
		title, declared string
		in              encoder // nil: UTF-8
	}{
		{russian, "windows-1251", charmap.Windows1251.NewEncoder()},
		{russian, "", charmap.Windows1251.NewEncoder()},
		{russian, "utf-8", charmap.Windows1251.NewEncoder()},
		{russian, "iso-8859-1", charmap.Windows1251.NewEncoder()},
		{russian, "koi8-r", charmap.KOI8R.NewEncoder()},
		{russian, "", charmap.KOI8R.NewEncoder()},
		{russian, "windows-1251", charmap.KOI8R.NewEncoder()},
		{russian, "iso-8859-5", charmap.ISO8859_5.NewEncoder()},
		{russian, "windows-1251", nil},
		{russian, "utf-16", nil},
		{russian, "utf-16", utf16},
		{russian, "", utf16},
		{russian, "", bare16},
		{french, "windows-1252", charmap.Windows1252.NewEncoder()},
		{french, "", charmap.Windows1252.NewEncoder()},
		{french, "utf-8", charmap.Windows1252.NewEncoder()},
		{german, "", charmap.Windows1252.NewEncoder()},
		{german, "iso-8859-1", charmap.ISO8859_1.NewEncoder()},
		{german, "iso-8859-1", nil},
		{german, "no-such-thing", charmap.Windows1252.NewEncoder()},
		{polish, "iso-8859-2", charmap.ISO8859_2.NewEncoder()},
		{tokyo, "shift_jis", japanese.ShiftJIS.NewEncoder()},
		{tokyo, "euc-jp", japanese.EUCJP.NewEncoder()},
		{tokyo, "iso-2022-jp", japanese.ISO2022JP.NewEncoder()},
		{peking, "gb2312", simplifiedchinese.GBK.NewEncoder()},
	} {
		for _, form := range []string{
			`<rss version="2.0"><channel><title>M</title><item><link>https://mill.example/a</link><title>%s</title></item></channel></rss>`,
			`<urlset xmlns:news="n"><url><loc>https://mill.example/a</loc><news:news><news:title>%s</news:title></news:news></url></urlset>`,
		} {
			doc := fmt.Sprintf(form, tt.title)
			if tt.declared != "" {
				doc = `<?xml version="1.0" encoding="` + tt.declared + `"?>` + "\n" + doc
			}
			body := []byte(doc)
			if tt.in != nil {
				var err error
				if body, err = tt.in.Bytes(body); err != nil {
					t.Fatalf("%q: %v", tt.title, err)
				}
			}
			f, err := Parse(body, base)
			if err != nil || len(f.Items) != 1 || f.Items[0].Title != tt.title {
				t.Errorf("%T declared %q: got %+v, %v\nwant %s", tt.in, tt.declared, f, err, tt.title)
			}
		}
	}
}

// big returns a body of about n bytes: head, as much of the middle as fits, and tail.
func big(n int, head, middle, tail string) []byte {
	return []byte(head + strings.Repeat(middle, n/len(middle)) + tail)
}

// Whatever is sent, it is read in a time and memory in proportion. What grows with
// the square of the size takes hours here; the bounds leave room for a busy machine.
func TestParseIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the race detector allocates for itself")
	}
	const size = 4 << 20
	const rss = `<rss version="2.0"><channel><title>M</title>`
	const item = `<item><title>A dam</title><link>https://mill.example/a</link><pubDate>Mon, 02 Mar 2026 14:05:00 +0100</pubDate></item>`
	for _, tt := range []struct {
		name  string
		body  []byte
		says  string // of the error; empty: it is read
		items int
	}{
		{"many items", big(size, rss, item, "</channel></rss>"), "", maxItems},
		{"too large a feed", big(3*maxFeed/2, rss, item, "</channel></rss>"), "", maxItems},
		{"deep", big(size, rss, "<a>", ""), "nested too deeply", 0},
		{"deep with prefixes", big(size, rss, "<a:b>", ""), "nested too deeply", 0},
		{"deep in items", big(size, rss+item, "<item><a:b>", ""), "nested too deeply", 0},
		{"unclosed breaks in items", big(size, rss, "<item><link>/a</link><br><p></item>", "</channel></rss>"), "", maxItems},
		{"one title", big(size, rss+"<item><link>/a</link><title>", "dam ", "</title></item></channel></rss>"), "", 1},
		{"attributes", big(size, rss+"<item><link>/a</link><x", " a='1'", "/></item></channel></rss>"), "", 1},
		{"names of spaces", big(size, rss+"<item><link>/a</link><x", " xmlns:a='1'", "/></item></channel></rss>"), "", 1},
		{"extensions", big(size, rss+"<item><link>/a</link>", "<a:b c='d'>e</a:b>", "</item></channel></rss>"), "", 1},
		{"links", big(size, `<feed xmlns="http://www.w3.org/2005/Atom"><entry>`, "<link href='/a'/>", "</entry></feed>"), "", 1},
		{"categories", big(size, rss+"<item><link>/a</link>", "<category>x</category>", "</item></channel></rss>"), "", 1},
		{"angles", big(size, rss, "<", ""), "begins like one", 0},
		{"comments without end", big(size, rss, "<!--", ""), "begins like one", 0},
		{"doctypes", big(size, "", "<!DOCTYPE a [", ""), "looks like", 0},
		{"addresses by number", big(size, rss, "&#0;", item+"</channel></rss>"), "", 1},
		{"JSON, deep", big(size, `{"version":"https://jsonfeed.org/version/1","items":`, "[", ""), "JSON of another kind", 0},
		{"JSON, many", append(big(size, `{"version":"https://jsonfeed.org/version/1","items":[`, `{"url":"/a"},`, ""), `{"url":"/b"}]}`...), "", maxItems},
		{"sitemap, deep", big(size, "<urlset>", "<a>", ""), "", 0},
		{"sitemap, one address", big(size, "<urlset><url><loc>", "a", "</loc></url>"), "", 0},
		{"sitemap, many", big(size, "<urlset>", "<url><loc>/a</loc></url>", "</urlset>"), "", maxItems},
		{"text, many", big(size, "", "https://mill.example/a\n", ""), "", maxItems},
		{"no text at all", big(size, "\xff", "\xe4\xf6\xfc\x81", ""), "looks like", 0},
		{"entities", []byte(`<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>`), "entity bomb", 0},
		{"entities in a sitemap", []byte(`<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><urlset/>`), "entity bomb", 0},
		{"harmless entities", []byte(`<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]><rss version="2.0"><channel><item><link>/a</link></item></channel></rss>`), "", 1},
		{"gzip bomb", packed(t, bytes.Repeat([]byte(" "), 80<<20)), "unpack to more than 50 MiB", 0},
		{"gzip bomb in gzip", packed(t, packed(t, bytes.Repeat([]byte(" "), 80<<20))), "unpack to more than 50 MiB", 0},
		{"gzip in gzip", packed(t, packed(t, []byte("<urlset><url><loc>/a</loc></url></urlset>"))), "", 1},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		f, err := Parse(tt.body, base)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if took > time.Minute {
			t.Errorf("%s: it took %s", tt.name, took)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 800 {
			t.Errorf("%s: %d MiB were allocated", tt.name, used)
		}
		t.Logf("%-26s %8s %5d MiB allocated in all", tt.name, took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
		switch {
		case tt.says != "":
			if !errors.Is(err, ErrNotFeed) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: error %.200v, want ErrNotFeed that tells of %q", tt.name, err, tt.says)
			}
		case err != nil || len(f.Items) != tt.items:
			t.Errorf("%s: got %v, %.200v; want %d items", tt.name, f != nil && len(f.Items) > 0, err, tt.items)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	rss := big(64<<10, `<rss version="2.0"><channel>`, `<item><title>A dam</title><link>https://mill.example/2026/03/a</link><description>&lt;p&gt;It is shut.&lt;/p&gt;</description><pubDate>Mon, 02 Mar 2026 14:05:00 +0100</pubDate></item>`, "</channel></rss>")
	sitemap := big(8<<20, "<urlset>", "<url><loc>https://mill.example/2026/03/dam-reopens</loc><lastmod>2026-03-02T14:05:00+01:00</lastmod></url>\n", "</urlset>")
	for _, bb := range []struct {
		name string
		body []byte
	}{{"rss", rss}, {"sitemap", sitemap}} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(bb.body, base); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
