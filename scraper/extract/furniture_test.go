package extract_test

import "testing"

// TestReadFurniture reads a story with something in its middle that is no part
// of it, or that only looks so.
func TestReadFurniture(t *testing.T) {
	const flood = "The flood came at night, and it took the old bridge with it, said the miller."
	for _, tt := range []struct{ name, middle, want string }{
		{"a card", `<div class=x><a href="/news/flood"><img src=f></a><h4><a href="/news/flood">The flood that took the bridge</a></h4><p>It came at night, in the rain.</p></div>`, ""},
		{"cards in one link each", `<div><a href="/a"><h3>The flood that took the bridge</h3><p>It came at night.</p></a><a href="/b"><h3>The band that played to nobody</h3></a></div>`, ""},
		{"a heading that leads away", `<h2><a href="https://other.example/study">The study of all the weirs</a></h2><p>` + flood + `</p>`, "heading: The study of all the weirs\nparagraph: " + flood + "\ncites: https://other.example/study with The study of all the weirs\n"},
		{"a list of titles", `<ul><li><a href="/a">The flood that took the bridge</a> LOWER MILL: The flood came at night, and took the old ...</li><li><a href="/b">The band that played to nobody</a> LOWER MILL: Nobody came, and it rained...</li></ul>`, ""},
		{"titles in one paragraph", `<p><b>Not to be missed</b><br><a href="/a">The flood that took the bridge</a> [PICTURES]<br><a href="/b">The band that played to nobody</a> [VIDEO]</p>`, ""},
		{"a label between paragraphs", `<p>Read more:</p><p><a href="/a">The flood that took the bridge</a></p><p>` + flood + `</p><p>` + flood + ` It was the worst.</p>`, "paragraph: " + flood + "\nparagraph: " + flood + " It was the worst.\n"},
		{"German", `<p>Lesen Sie auch: <a href="/a">Die Flut, die die Brücke nahm</a></p><p>Anzeige</p><p>Folgen Sie uns auf Facebook.</p>`, ""},
		{"French", `<p>À lire aussi : <a href="/a">La crue qui a emporté le pont</a></p><p>Publicité</p><p>Abonnez-vous à la lettre du moulin.</p>`, ""},
		{"Spanish", `<p>Lea también: <a href="/a">La riada que se llevó el puente</a></p><p>Suscríbase al boletín del molino.</p>`, ""},
		{"Portuguese", `<p>Leia também: <a href="/a">A cheia que levou a ponte</a></p><p>Continua depois da publicidade</p>`, ""},
		{"Russian", `<p>Читайте также: <a href="/a">Наводнение унесло старый мост</a></p><p>Подписывайтесь на наш канал!</p>`, ""},
		{"Chinese", `<p>相关阅读：<a href="/a">洪水冲走了旧桥</a></p><p>责任编辑：王五</p>`, ""},
		{"Japanese", `<p>関連記事：<a href="/a">洪水で古い橋が流された</a></p><p>会員登録をお願いします</p>`, ""},
		{"a prompt", `<p>Get the Mill Weekly delivered through your letterbox. <a href=/shop>Click here</a>.</p><p>You know our newsletter? Sign up for our free daily newsletter today.</p><p>Like this story? Share it with a friend!</p>`, ""},
		{"words about a newsletter", `<p>“Sign up for our newsletter,” she told them, and ` + flood + `</p>`, "paragraph: “Sign up for our newsletter,” she told them, and " + flood + "\n"},
		{"a call by its class", `<div class="mill-cta-wrap"><h4>Something to consider</h4><p>If you liked it, be a member of the Mill, for all our members get the paper on Sundays too.</p></div>`, ""},
		{"a caption without a figure", `<div><img src=x><span>The old bridge, before the flood took it away for good.</span></div><p><img src=y><br>The miller. (Photo: Ida Holm)</p>`,
			"caption: The old bridge, before the flood took it away for good.\ncaption: The miller. (Photo: Ida Holm)\n"},
		{"a caption by its class", `<div><img src=x><p class="mill-caption">The old bridge.</p></div>`, "caption: The old bridge.\n"},
		{"a paragraph with a picture", `<p><img src=x>` + flood + `</p>`, "paragraph: " + flood + "\n"},
		{"a word that is a tag", `<p>The <a class="textTag" href="/tags/flood">flood</a> came at night, and it took the old bridge with it, said the <span class="label">miller</span>.</p>`, "paragraph: " + flood + "\n"},
		{"what shows beside a name", `<p>The flood came at night, and it took the old bridge with it, said <span class=who><a href="/people/ida">Ida Holm</a><span><img src=i><a href="/people/ida">Ida Holm</a><a href="/a">The flood that took the bridge away at night in the rain</a> <a href="/b">The band that played to nobody at all in the meadow</a></span></span>.</p>`,
			"paragraph: The flood came at night, and it took the old bridge with it, said Ida Holm.\ncites: https://mill.example/people/ida with Ida Holm\n"},
		{"where it was written", `<p><span class="dateline">LOWER MILL —</span> ` + flood + `</p>`, "paragraph: LOWER MILL — " + flood + "\n"},
		{"a box by what the site's tests call it", `<div data-testid="newsletter-signup"><h4>The mill by mail</h4><p>All that is new from the river, every morning at six, for all who like to read of it.</p></div>`, ""},
		{"a paragraph by what the site's tests call it", `<div data-testid="paragraph-3">` + flood + `</div>`, "paragraph: " + flood + "\n"},
		{"a credit on its own line", `<p>Photograph: Ida Holm/Mill Pictures</p>`, "caption: Photograph: Ida Holm/Mill Pictures\n"},
		{"a plea for cookies", `<div><p>This website uses cookies to improve your experience while you navigate through it.</p><p>Diese Webseite verwendet Cookies.</p><p>Usamos cookies propias y de terceros.</p></div>`, ""},
		{"cookies to eat", `<p>The mayor ate three cookies, and gave the rest to the band, said the miller.</p>`, "paragraph: The mayor ate three cookies, and gave the rest to the band, said the miller.\n"},
		{"buttons", `<p>Caption</p><p>Close</p><p>2 min read</p><p>Tempo de leitura: 2 minutos</p><p>ida.holm@mill.example</p>`, ""},
		{"a hidden copy", `<p>` + flood + ` <span class="sr-only">opens in a new window</span></p>`, "paragraph: " + flood + "\n"},
		{"a post in a widget", `<div class="mill-widget"><div><blockquote class="twitter-tweet"><p>The old bridge has gone, and we are all wet.</p>— Ida Holm <a href="https://twitter.com/ida/status/2">May 1</a></blockquote></div></div>`,
			"blockquote https://twitter.com/ida/status/2: The old bridge has gone, and we are all wet.\nblockquote https://twitter.com/ida/status/2: — Ida Holm May 1\ncites: https://twitter.com/ida/status/2 with The old bridge has gone, and we are\n"},
		{"when it was changed", `<p>Updated at 1:23 p.m.</p>`, ""},
	} {
		if got := within(t, tt.name, tt.middle); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

// TestReadEnd reads what stands below a story.
func TestReadEnd(t *testing.T) {
	const flood = "The flood came at night, and it took the old bridge with it, said the miller."
	for _, tt := range []struct{ name, end, want string }{
		{"who helped", `<p>(Reporting by Ida Holm in Lower Mill; editing by Per Lund)</p>`, ""},
		{"who else helped", `<p>The Mill’s Ida Holm contributed to this report.</p>`, ""},
		{"comments", `<div><p>Per Lund on March 12, 2026 at 4:47 pm said:</p><p>` + flood + `</p><p>Ida on March 13, 2026 at 5:23 pm said:</p><p>` + flood + ` I was there.</p></div>`, ""},
		{"comments below a heading", `<h3>Top Rated Comments</h3><p>` + flood + `</p><p>` + flood + ` I was there.</p><p>` + flood + ` I swam.</p>`, ""},
		{"where it is filed", `<p>Filed under: <a href=/x>Rivers and weirs</a></p>`, ""},
		{"where to follow on", `<p>Follow the full coverage of the weir at https://mill.example/weirs</p>`, ""},
		{"what a company says of itself", `<p>About Millworks</p><p>Millworks is a maker of weirs. It has made two.</p><p>It was founded by the river.</p>`, ""},
		{"a part about something", `<h2>About Millworks</h2><p>` + flood + `</p>`, "heading: About Millworks\nparagraph: " + flood + "\n"},
		{"rights", `<p>This document is subject to copyright. No part may be reproduced without permission.</p>`, ""},
		{"a plea before more of the story", `<h3>Share this information, please</h3><p>` + flood + `</p><p>` + flood + ` He was there.</p><p>` + flood + ` He swam.</p>`,
			"paragraph: " + flood + "\nparagraph: " + flood + " He was there.\nparagraph: " + flood + " He swam.\n"},
	} {
		if got := within(t, tt.name, "<p>"+more+"</p>"+tt.end+"</article><article>"); got != "paragraph: MORE\n"+tt.want && got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}
