package extract_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// visit returns the page at an address as it was fetched on 20 November 2026.
func visit(addr, body string) *scraper.Page {
	return &scraper.Page{
		URL: addr, FinalURL: addr, Status: 200, Fetched: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
		Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(body),
	}
}

// TestPublished reads pages of many kinds: blogs, newspapers, institutions.
func TestPublished(t *testing.T) {
	const text = `<p>` + prose + `</p><p>` + more + `</p>`
	const home = "https://mill.example/weir-opens.html"
	for _, tt := range []struct {
		name, addr, page string
		day              string  // wanted; "" for none
		least, most      float64 // bounds of the confidence
		against          string
	}{
		{"all agree", "https://mill.example/2024/03/05/weir", `<meta property="article:published_time" content="2024-03-05T08:00:00Z"><h1>Weir opens</h1><time datetime="2024-03-05">March 5, 2024</time>` + text, "2024-03-05T08:00:00Z", .98, 1, ""},
		{"metadata alone", home, `<meta property="article:published_time" content="2024-03-05T08:00:00Z"><h1>Weir opens</h1>` + text, "2024-03-05T08:00:00Z", .9, .97, ""},
		{"metadata against the page and its address", "https://mill.example/2019/03/05/weir", `<meta name="date" content="2024-06-07"><h1>Weir opens</h1><p>By Ida Holm, March 5, 2019</p>` + text, "2019-03-05", .8, .99, "2024-06-07"},
		{"metadata against the visible line", home, `<meta property="article:published_time" content="2024-06-07"><h1>Weir opens</h1><p>Published March 5, 2019</p>` + text, "2024-06-07", .4, .7, "2019-03-05"},
		{"two days that might be either", home, `<meta name="date" content="2019-03-05"><h1>Weir opens</h1><time datetime="2024-06-07">yesterday</time>` + text, "2024-06-07", .3, .7, "2019-03-05"},
		{"a neighbouring day is the zone's doing", "https://mill.example/2024/03/05/weir", `<meta property="article:published_time" content="2024-03-06T03:00:00Z"><h1>Weir opens</h1>` + text, "2024-03-05", .5, .95, ""},
		{"the visible day is that of the change", home, `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Weir opens","datePublished":"2019-03-05T08:00:00Z","dateModified":"2024-06-07T08:00:00Z"}</script><h1>Weir opens</h1><p class=date>June 7, 2024</p>` + text, "2019-03-05T08:00:00Z", .9, .99, ""},
		{"after the visit", home, `<meta name="date" content="2027-12-01"><h1>Weir opens</h1>` + text, "", 0, 0, ""},
		{"after the visit, and the page knows better", home, `<meta name="date" content="2027-12-01"><h1>Weir opens</h1><p class=date>5 March 2024</p>` + text, "2024-03-05", .8, .95, ""},
		{"the server's clock", home, `<meta name="date" content="2026-11-20T12:00:00Z"><h1>Weir opens</h1><p class=date>5 March 2024</p>` + text, "2024-03-05", .6, .95, "2026-11-20T12:00:00Z"},
		{"only the day of the last change", home, `<h1>Weir opens</h1>` + text + `<p>Last updated: 5 March 2024</p>`, "2024-03-05", .3, .6, ""},
		{"a copyright is no date", home, `<h1>Weir opens</h1>` + text + `<footer>© 5 March 2024 The Mill</footer>`, "", 0, 0, ""},
		{"the month of the address alone is no day", "https://mill.example/2024/03/weir", `<h1>Weir opens</h1>` + text, "", 0, 0, ""},
		{"a day that the address completes", "https://mill.example/2024/03/weir", `<div class=entry-date><span>05</span><span>Mar</span></div><h1>Weir opens</h1>` + text, "2024-03-05", .7, .98, ""},
		{"a date in boxes", home, `<div class=date><div>05</div><div>Mar</div><div>2024</div></div><h1>Weir opens</h1>` + text, "2024-03-05", .6, .98, ""},
		{"the address chooses among visible days", "https://mill.example/2019/03/weir", `<h1>Weir opens</h1><p class=info>5 March 2019</p><p class=info>7 June 2024</p>` + text, "2019-03-05", .8, 1, "2024-06-07"},
		{"a German blog, its name the h1", home, `<html lang=de><title>Wehr eröffnet | Die Mühle</title><h1>Die Mühle</h1><div class=post><h2>Wehr eröffnet</h2><small>Geschrieben von Ida Holm am 5. März 2014 um 10:15</small>` + text + `</div><ul class=sidebar><li>Neues vom 7. Juni 2024</li></ul>`, "2014-03-05", .8, .98, ""},
		{"a German newspaper", home, `<html lang=de><h1>Wehr eröffnet</h1><span class="article-date">Stand: 07.06.2024, 10:00 Uhr</span> <span class="article-date">Veröffentlicht: 05.03.2024</span>` + text, "2024-03-05", .8, .98, ""},
		{"an institution", home, `<html lang=de><h1>Wehr eröffnet</h1><p>Pressemitteilung vom 05.03.2014</p>` + text, "2014-03-05", .8, .98, ""},
		{"the foot of a post", home, `<article><h2>Weir opens</h2>` + text + `<footer class=post-footer>Posted by <b>Ida Holm</b> on March 5, 2014</footer></article><div id=comments><p>Per, 8 March 2014 at 9:00</p></div>`, "2014-03-05", .5, .9, ""},
		{"comments are later", home, `<h1>Weir opens</h1>` + text + `<ol class=commentlist><li>Per <time datetime="2014-03-08">8 March 2014</time></li></ol>`, "", 0, 0, ""},
		{"a dateline", home, `<h1>Weir opens</h1><p>LOWER MILL, March 5, 2014 — ` + prose + prose + `</p><p>` + more + `</p>`, "2014-03-05", .5, .8, ""},
		{"a day of the story is none", home, `<h1>Weir opens</h1><p>The first hole was dug on March 5, 2014, by the mayor of that time, who is dead. ` + prose + `</p><p>` + more + `</p>`, "", 0, 0, ""},
		{"French", home, `<html lang=fr><h1>Le barrage ouvre</h1><p>Publié le 5 mars 2014 à 10h15, mis à jour le 7 juin 2024</p>` + text, "2014-03-05", .8, .98, ""},
		{"Spanish", home, `<html lang=es><h1>La presa abre</h1><p>Miércoles, 5 de marzo de 2014</p>` + text, "2014-03-05", .8, .98, ""},
		{"Russian", home, `<html lang=ru><h1>Плотина открыта</h1><p>5 марта 2014 г., 10:15</p>` + text, "2014-03-05", .8, .98, ""},
		{"Polish", home, `<html lang=pl><h1>Tama otwarta</h1><p>Opublikowano: 5 marca 2014</p>` + text, "2014-03-05", .8, .98, ""},
		{"Turkish", home, `<html lang=tr><h1>Baraj açıldı</h1><p>Giriş: 5 Mart 2014</p>` + text, "2014-03-05", .8, .98, ""},
		{"strokes in Britain", "https://mill.example.co.uk/weir", `<html lang=en-GB><h1>Weir opens</h1><p class=date>3/5/2014</p>` + text, "2014-05-03", .6, .85, ""},
		{"strokes in America", "https://mill.com/weir", `<html lang=en-US><h1>Weir opens</h1><p class=date>3/5/2014</p>` + text, "2014-03-05", .6, .85, ""},
		{"strokes that another date explains", "https://mill.com/weir", `<html lang=en><h1>Weir opens</h1><p class=date>3/5/2014</p>` + text + `<p>Seen on 27/6/2014</p>`, "2014-05-03", .5, .98, "2014-06-27"},
		{"strokes that the address explains", "https://mill.com/2014/05/03/weir", `<html lang=en-US><h1>Weir opens</h1><p class=date>3/5/2014</p>` + text, "2014-05-03", .95, 1, ""},
		{"microdata of the comments is not the article's", home, `<div itemscope itemtype="http://schema.org/BlogPosting"><h1 itemprop=headline>Weir opens</h1><meta itemprop=datePublished content="2014-03-05">` + text + `<div itemprop=comment itemscope itemtype="http://schema.org/Comment"><time itemprop=datePublished datetime="2014-03-09">then</time></div></div>`, "2014-03-05", .9, 1, ""},
		{"JSON-LD that is broken", home, `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Weir "opens"","datePublished":"2014-03-05T10:00:00Z","author":{"name":"Ida Holm"}}</script><h1>Weir opens</h1>` + text, "2014-03-05T10:00:00Z", .5, .96, ""},
		{"JSON-LD of another article", home, `<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Bridge falls","url":"https://mill.example/bridge","datePublished":"2024-06-07"},{"@type":"NewsArticle","headline":"Weir opens","url":"https://mill.example/weir-opens.html","datePublished":"2014-03-05"}]</script><h1>Weir opens</h1>` + text, "2014-03-05", .9, .98, ""},
		{"data for scripts", home, `<script>var page = {"articlePublishDate": "2014-03-05T10:00:00Z"}</script><h1>Weir opens</h1>` + text, "2014-03-05T10:00:00Z", .4, .8, ""},
	} {
		a, err := extract.Read(visit(tt.addr, tt.page), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		p := a.Published
		var against []string
		for _, d := range p.Against {
			against = append(against, d.String())
		}
		if p.String() != tt.day || p.Confidence < tt.least || p.Confidence > tt.most || strings.Join(against, " ") != tt.against {
			t.Errorf("%s: %s by %q (%q), sure to %.3f, against %s; want %s, sure to %.2f–%.2f, against %q", tt.name, p, p.From, p.Raw, p.Confidence, against, tt.day, tt.least, tt.most, tt.against)
		}
	}
}

func TestModified(t *testing.T) {
	for _, tt := range []struct{ head, want string }{
		{`<meta property="article:modified_time" content="2024-03-06T10:00:00Z">`, "2024-03-06T10:00:00Z"},
		{`<meta property="article:modified_time" content="2024-03-01T10:00:00Z">`, ""}, // before it was published
		{`<p>Updated: March 6, 2024</p>`, "2024-03-06"},
		{`<p>Aktualisiert am 6. März 2024</p>`, "2024-03-06"},
	} {
		a, err := extract.Read(visit("https://mill.example/2024/03/05/weir", `<meta name=date content="2024-03-05"><h1>Weir opens</h1>`+tt.head+`<p>`+prose+`</p><p>`+more+`</p>`), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.head, err)
			continue
		}
		if got := a.Modified.String(); got != tt.want {
			t.Errorf("%s: modified %q, want %q", tt.head, got, tt.want)
		}
	}
}
