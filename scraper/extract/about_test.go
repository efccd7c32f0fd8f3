package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// about reads a page with the head and body given around an article's text.
func about(t *testing.T, addr, page string) *scraper.Article {
	t.Helper()
	if !strings.Contains(page, "TEXT") {
		page += "TEXT"
	}
	a, err := extract.Read(visit(addr, strings.Replace(page, "TEXT", `<p>`+prose+`</p><p>`+more+`</p>`, 1)), nil)
	if err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	return a
}

const home = "https://mill.example/town/weir-opens.html"

func TestHeadline(t *testing.T) {
	for _, tt := range []struct{ name, page, want string }{
		{"the page's own, not the one for sharing", `<title>Weir opens at last: what it means | The Mill</title><meta property="og:title" content="You will not believe this weir opens"><h1>Weir opens after eleven years</h1>`, "Weir opens after eleven years"},
		{"the site's name is in an h1 too", `<title>Weir opens | The Mill</title><h1>The Mill</h1><h1>Weir opens</h1>`, "Weir opens"},
		{"a blog, its name the h1", `<title>Weir opens at last – The Mill</title><h1><a href=/>The Mill</a></h1><h2 class=entry-title>Weir opens at last</h2>`, "Weir opens at last"},
		{"an h1 that leads to the front page", `<title>The Weir Keeper: opening day</title><meta property="og:title" content="Opening day"><h1><a href="https://mill.example/">The Weir Keeper</a></h1><h3 class=post-title>Opening day</h3>`, "Opening day"},
		{"a kicker within", `<meta property="og:title" content="Weir opens after eleven years"><h1><span class=kicker>Lower Mill</span> Weir opens after eleven years</h1>`, "Weir opens after eleven years"},
		{"entities written twice", `<title>Tom &amp;amp; Ida open weir</title><meta property="og:title" content="Tom &amp;amp; Ida open weir">`, "Tom & Ida open weir"},
		{"tags in metadata", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"A <em>new</em> weir at Lower Mill"}</script>`, "A new weir at Lower Mill"},
		{"no heading", `<title>Weir opens after eleven years | The Mill</title><meta property="og:site_name" content="The Mill">`, "Weir opens after eleven years"},
		{"no heading, and a name that only the address tells", `<title>Weir opens after eleven years | Mill</title><meta property="og:title" content="Weir opens after eleven years | Mill"><meta property="og:site_name" content="The Mill Online">`, "Weir opens after eleven years"},
		{"spaces", "<h1>  Weir\n\t opens&nbsp;now </h1><title>Weir opens now</title>", "Weir opens now"},
		{"a word of it is another heading", `<title>Weir opens after eleven years: readers' letters</title><h1>Weir opens after eleven years</h1><h1>letters</h1>`, "Weir opens after eleven years"},
	} {
		if got := about(t, home, tt.page).Headline; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestBylines(t *testing.T) {
	ld := func(author string) string {
		return `<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Weir opens","publisher":{"name":"The Mill"},"author":` + author + `}</script><h1>Weir opens</h1>`
	}
	for _, tt := range []struct{ name, page, want string }{
		{"a text", ld(`"Ida Holm"`), "Ida Holm"},
		{"two in one text", ld(`"By Ida Holm and Per Lund"`), "Ida Holm|Per Lund"},
		{"three in one text", ld(`"Ida Holm, Per Lund and Åsa Berg"`), "Ida Holm|Per Lund|Åsa Berg"},
		{"objects", ld(`[{"@type":"Person","name":"Ida Holm"},{"@type":"Person","name":"Per Lund"}]`), "Ida Holm|Per Lund"},
		{"names in a list", ld(`{"@type":"Person","name":["Ida Holm","Per Lund"]}`), "Ida Holm|Per Lund"},
		{"an initial is no “and”", ld(`{"name":"Bruce Y. Lund"}`), "Bruce Y. Lund"},
		{"with an agency", ld(`"By IDA HOLM and PER LUND, Associated Press"`), "IDA HOLM|PER LUND"},
		{"an agency alone", ld(`{"@type":"Organization","name":"Reuters"}`), "Reuters"},
		{"the outlet alone", ld(`{"@type":"Organization","name":"The Mill"}`), "The Mill"},
		{"the outlet, and a person on the page", ld(`{"@type":"Organization","name":"The Mill"}`) + `<p class=byline>By Ida Holm</p>`, "Ida Holm"},
		{"staff, and a person on the page", ld(`"Mill Staff"`) + `<p class=byline>By Ida Holm</p>`, "Ida Holm"},
		{"less in metadata than on the page", ld(`"Ida Holm"`) + `<p class=byline>By Ida Holm and Per Lund</p>`, "Ida Holm|Per Lund"},
		{"two spellings", ld(`[{"name":"Ida M. Holm"},{"name":"Ida Holm"}]`), "Ida M. Holm"},
		{"a later source with another is left", ld(`"Ida Holm"`) + `<meta name=author content="Webmaster Lund">`, "Ida Holm"},
		{"many meta elements", `<h1>Weir opens</h1><meta name=author content="Ida Holm"><meta name=author content="Per Lund">`, "Ida Holm|Per Lund"},
		{"an address", `<h1>Weir opens</h1><meta property="article:author" content="https://mill.example/ida"><meta name=byl content="By Ida Holm">`, "Ida Holm"},
		{"roles", `<h1>Weir opens</h1><p class=byline>By Ida Holm, Political Editor, in Lower Mill</p>`, "Ida Holm"},
		{"spans without space", `<h1>Weir opens</h1><p class=byline><span>by</span><a href=/ida>Ida Holm</a><span>22 Dec 2016</span></p>`, "Ida Holm"},
		{"a day after the name", `<h1>Weir opens</h1><p>By Ida Holm on Monday, November 18th, 2019 at 11:08 a.m.</p>`, "Ida Holm"},
		{"German", `<html lang=de><h1>Wehr eröffnet</h1><p>Von Ida Holm und Per Lund</p>`, "Ida Holm|Per Lund"},
		{"French", `<html lang=fr><h1>Le barrage ouvre</h1><p>Par Ida Holm et Per Lund (avec Åsa Berg)</p>`, "Ida Holm|Per Lund|Åsa Berg"},
		{"the foot of a post", `<article class=post><h1>Weir opens</h1>TEXT<p class=post-footer>Posted by Ida Holm on March 5, 2014</p></article>`, "Ida Holm"},
		{"who else had a hand in it", `<h1>Weir opens</h1><p>Written by Ida Holm Edited by Per Lund</p>`, "Ida Holm"},
		{"others' bylines below", `<h1>Weir opens</h1><p class=byline>By Ida Holm</p>TEXT<aside><p class=byline>By Per Lund</p></aside>`, "Ida Holm"},
	} {
		if got := strings.Join(about(t, home, tt.page).Bylines, "|"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestKind(t *testing.T) {
	ld := func(kind string) string {
		return `<script type="application/ld+json">{"@type":` + kind + `,"headline":"Weir opens"}</script><h1>Weir opens</h1>`
	}
	for _, tt := range []struct{ addr, page, want, why string }{
		{home, ld(`"NewsArticle"`), "news", "JSON-LD @type NewsArticle"},
		{home, ld(`["NewsArticle","ReviewNewsArticle"]`), "review", "JSON-LD @type ReviewNewsArticle"},
		{home, ld(`"https://schema.org/OpinionNewsArticle"`), "opinion", "JSON-LD @type OpinionNewsArticle"},
		{home, ld(`"LiveBlogPosting"`), "live-blog", "JSON-LD @type LiveBlogPosting"},
		{home, ld(`"NewsArticle"`) + `<script type="application/ld+json">{"@type":"ClaimReview","claimReviewed":"The weir leaks","url":"` + home + `"}</script>`, "fact-check", "JSON-LD @type ClaimReview"},
		{home, ld(`"NewsArticle"`) + `<script type="application/ld+json">{"@type":"ClaimReview","claimReviewed":"The bridge fell","url":"https://mill.example/bridge"}</script>`, "news", "JSON-LD @type NewsArticle"},
		{home, `<h1>Weir opens</h1>`, "unknown", ""},
		{home, `<div><p class=kicker>Editorial</p><h1>Weir opens</h1></div>`, "editorial", `kicker "Editorial"`},
		{"https://mill.example/opinion/weir", `<h1>The Mill view on the weir</h1>`, "editorial", `headline "The Mill view on"`},
		{"https://mill.example/opinion/weir", `<h1>Weir opens</h1>`, "opinion", "address path /opinion/"},
		{"https://mill.example/fact-check/weir", `<h1>Does the weir leak?</h1>`, "fact-check", "address path /fact-check/"},
		{"https://mill.example/opinion", `<h1>Weir opens</h1>`, "unknown", ""}, // the name of the page, not of its section
		{home, `<h1>Review: The Weir, a play</h1>`, "review", `headline "Review:"`},
		{home, `<h1>The Weir review – a play about water</h1>`, "review", `headline "review –"`},
		{home, `<h1>Mayor asks for judicial review – and more time</h1>`, "unknown", ""},
		{home, `<h1>Fact check: the weir does not leak</h1>`, "fact-check", `headline "Fact check"`},
		{home, `<h1>LIVE: weir opens</h1>`, "live-blog", `headline "LIVE:"`},
		{home, `<h1>Live music returns to the mill</h1>`, "unknown", ""},
		{"https://mill.example/town/2026/weir-opening-live-updates", `<h1>Weir opens</h1>`, "live-blog", `address "live-updates"`},
		{home, `<h1>Interview: Ida Holm on weirs</h1>`, "interview", `headline "Interview"`},
		{home, `<html lang=de><h1>Ida Holm im Interview</h1>`, "interview", `headline "im Interview"`},
		{home, `<h1>Weir opens</h1><p>LOWER MILL, March 5, 2024 /PRNewswire/ -- ` + prose + `</p>`, "press-release", `text "/PRNewswire/"`},
		{"https://mill.example/press-releases/weir", `<h1>Weir opens</h1>`, "press-release", "address path /press-releases/"},
		{home, `<h1>Analysis: why the weir matters</h1>`, "analysis", `headline "Analysis:"`},
		{home, ld(`"NewsArticle"`) + `<meta property="article:section" content="Kommentar">`, "opinion", `section "Kommentar"`},
	} {
		a := about(t, tt.addr, tt.page)
		why := ""
		if len(a.KindEvidence) > 0 {
			why = a.KindEvidence[0]
		}
		if a.Kind.String() != tt.want || why != tt.why {
			t.Errorf("%s %s: %s by %q, want %s by %q", tt.addr, tt.page, a.Kind, a.KindEvidence, tt.want, tt.why)
		}
	}
}

func TestAbout(t *testing.T) {
	const paper = `<h1>Weir opens</h1>`
	for _, tt := range []struct {
		name, page, want string
		got              func(a *scraper.Article) string
	}{
		{"tags", paper + `<meta name=news_keywords content="weir, Lower Mill,weir,"><meta property="article:tag" content="Flood"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Weir opens","keywords":["Weir","tag:Rivers","type:article"]}</script>`, "Weir|Rivers|Flood|Lower Mill", tags},
		{"tags on the page", paper + `TEXT<a rel=tag href=/t/weir>Weir</a> <a rel=tag href=/t/flood>Flood</a>`, "Weir|Flood", tags},
		{"section without the front page", `<div class=breadcrumb><a href=/>Home</a> <a href=/town>Town</a></div>` + paper, "Town", func(a *scraper.Article) string { return a.Section }},
		{"language as declared", `<html lang=de>` + paper, "de", language},
		{"language told by its words", paper, "en", language},
		{"language told by its script", paper + `<p>` + strings.Repeat("Мэр сказал, что мост открыт, и это было видно всем жителям. ", 8) + `</p><p>` + strings.Repeat("Работы заняли одиннадцать лет, объяснил он. ", 8) + `</p><!--TEXT-->`, "ru", language},
		{"AMP", `<html amp><link rel=canonical href="https://www.mill.example/town/weir-opens">` + paper, "https://www.mill.example/town/weir-opens", func(a *scraper.Article) string { return a.URL }},
		{"closed, but whole", paper + `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Weir opens","isAccessibleForFree":false}</script>`, "", partial},
		{"closed and cut", paper + `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Weir opens","isAccessibleForFree":"False"}</script><p>` + prose + `</p><p>` + prose + ` And then the mayor…</p><!--TEXT-->`, "JSON-LD isAccessibleForFree is false, and the text ends in …", partial},
		{"a plea", paper + `TEXT<div class=wall>Subscribe to continue reading this story.</div>`, `the page says "Subscribe to continue"`, partial},
		{"a plea in French", paper + `TEXT<p class=wall>Il vous reste 75.08% de cet article à lire. La suite est réservée aux abonnés.</p>`, `the page says "Il vous reste 75.08% de cet article"`, partial},
		{"only an offer", paper + `TEXT<div class=promo>Subscribe to our newsletter, and read more every day.</div>`, "", partial},
		{"asks", paper + `<meta name=robots content="NOINDEX, max-image-preview:large"><meta name=dateline content=noarchive>`, "noindex|noarchive", asks},
		{"asks another", paper + `<meta name=googlebot content=noindex>`, "", asks},
		{"a claim", paper + `<script type="application/ld+json">{"@type":"ClaimReview","claimReviewed":"The weir &amp; the bridge leak","itemReviewed":{"@type":"Claim","author":{"@type":"Person","name":"Per Lund"},"appearance":[{"@type":"CreativeWork","url":"https://post.example/1"}]},"reviewRating":{"@type":"Rating","ratingValue":"1","bestRating":"5","alternateName":"False"}}</script>`, "The weir & the bridge leak/Per Lund/False/https://post.example/1", verdicts},
		{"a claim in microdata", paper + `<div itemscope itemtype="http://schema.org/ClaimReview"><span itemprop=claimReviewed>The weir leaks</span><div itemprop=itemReviewed itemscope><div itemprop=author itemscope><meta itemprop=name content="Per Lund"></div></div><div itemprop=reviewRating itemscope><span itemprop=alternateName>False</span></div></div>`, "The weir leaks/Per Lund/False/", verdicts},
	} {
		got := tt.got(about(t, home, tt.page))
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func tags(a *scraper.Article) string     { return strings.Join(a.Tags, "|") }
func asks(a *scraper.Article) string     { return strings.Join(a.Asks, "|") }
func language(a *scraper.Article) string { return a.Language }
func partial(a *scraper.Article) string  { return a.Partial }

func verdicts(a *scraper.Article) string {
	var out []string
	for _, v := range a.FactChecks {
		out = append(out, fmt.Sprintf("%s/%s/%s/%s", v.Claim, v.Claimant, v.Rating, v.URL))
	}
	return strings.Join(out, "|")
}

func TestAsksHeader(t *testing.T) {
	for _, tt := range []struct{ header, want string }{
		{"noindex, nofollow", "noindex|nofollow"},
		{"none", "noindex|nofollow"},
		{"googlebot: noindex", ""},
		{"googlebot: noindex, dateline: noarchive, nosnippet", "noarchive|nosnippet"},
		{"unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive", "noarchive"},
		{"all", ""},
	} {
		p := visit(home, `<h1>Weir opens</h1><p>`+prose+`</p><p>`+more+`</p>`)
		p.Header.Set("X-Robots-Tag", tt.header)
		a, err := extract.Read(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := asks(a); got != tt.want {
			t.Errorf("%s: asks %q, want %q", tt.header, got, tt.want)
		}
	}
}

func TestNext(t *testing.T) {
	const host = "https://mill.example"
	for _, tt := range []struct{ addr, link, want string }{
		{"/town/weir", `<link rel=next href="/town/weir?page=2">`, "/town/weir?page=2"},
		{"/town/weir?page=2", `<a href="?page=1">1</a> <a href="?page=3">3</a>`, "/town/weir?page=3"},
		{"/town/weir", `<a href="/town/weir/2">Next page »</a>`, "/town/weir/2"},
		{"/town/weir/", `<a href="/town/weir/page/2/">2</a>`, "/town/weir/page/2/"},
		{"/town/weir.html", `<a href="/town/weir-2.html">Weiter</a>`, "/town/weir-2.html"},
		{"/article/3834/1", `<a href="/article/3834/2">2</a>`, "/article/3834/2"},
		{"/town/weir?page=2", `<a href="?page=4">4</a>`, ""},                 // not the one that follows
		{"/town/weir", `<link rel=next href="/town/bridge-falls">`, ""},      // the next article
		{"/news/12", `<a rel=next href="/news/13">Next</a>`, ""},             // the next article by number
		{"/town/weir", `<a href="/town/bridge?page=2">2</a>`, ""},            // another's
		{"/town/weir", `<a href="https://other.example/weir/2">2</a>`, ""},   // another site's
		{"/town/weir", `<a href="/town/weir?page=2">Read on Monday</a>`, ""}, // no word of it
		{"/town/weir", `<div id=comments><a href="?page=2">2</a></div>`, ""}, // of the comments
		{"/town/weir", `<a href="/town/weir/comment-page-2">Next</a>`, ""},   // of the comments
		{"/town/weir", `<a rel=next href="javascript:next()">Next</a>`, ""},  // no address
		{"/town/weir/2", `<a href="/town/weir/">1</a> <a href=3>x</a>`, ""},  // the last page
		{"/a/b?id=7&page=1", `<a href="?id=7&page=2">2</a>`, "/a/b?id=7&page=2"},
	} {
		want := tt.want
		if want != "" {
			want = host + want
		}
		if got := about(t, host+tt.addr, `<h1>Weir opens</h1>TEXT`+tt.link).Next; got != want {
			t.Errorf("%s with %s: next %q, want %q", tt.addr, tt.link, got, want)
		}
	}
}
