package extract_test

import (
	"strings"
	"testing"

	"dateline/scraper/extract"
)

// within reads a story with something in its middle, and returns what was read
// there: the lines of the show of the article between the two paragraphs, and after.
func within(t *testing.T, name, middle string) string {
	t.Helper()
	a, err := extract.Read(page("<title>Weir opens</title><article><h1>Weir opens</h1><p>"+prose+"</p>\n"+middle+"\n<p>"+more+"</p></article>"), nil)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return ""
	}
	checkWhole(t, a)
	out := show(a)
	if at := strings.Index(out, "paragraph: PROSE"); at > 0 {
		out = out[at:]
	}
	out = strings.Replace(out, "paragraph: PROSE\n", "", 1)
	return strings.Replace(out, "paragraph: MORE\n", "", 1)
}

// TestReadEmbeds reads posts and videos that are shown within a story: each is
// cited, and a post whose words stand in the page is a quotation from it.
func TestReadEmbeds(t *testing.T) {
	const from = " with Nobody from the council came, and the band played to an empty meadow until the rain began.\n"
	for _, tt := range []struct{ name, middle, want string }{
		{"a post with its words", `<blockquote class="twitter-tweet"><p lang=en>The weir is open at last! pic.twitter.com/x1</p>— Ida Holm (@ida) <a href="https://twitter.com/ida/status/12345?ref_src=x">March 2, 2026</a></blockquote>`,
			"blockquote https://twitter.com/ida/status/12345: The weir is open at last! pic.twitter.com/x1\nblockquote https://twitter.com/ida/status/12345: — Ida Holm (@ida) March 2, 2026\n" +
				"cites: https://twitter.com/ida/status/12345 with The weir is open at last! pic.twitter.com/x1\n"},
		{"a post without its words", `<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/AbCdEf123/"><a href="https://www.instagram.com/p/AbCdEf123/">View this post on Instagram</a> A post shared by Ida Holm (@ida)</blockquote>`,
			"cites: https://www.instagram.com/p/AbCdEf123/" + from},
		{"a post in a frame", `<iframe title="" src="https://platform.twitter.com/embed/Tweet.html?id=1234567"></iframe>`, "cites: https://twitter.com/i/status/1234567" + from},
		{"a video", `<figure><iframe src="https://www.youtube-nocookie.com/embed/abcDEF12345?rel=0" title="The band plays"></iframe></figure>`, "caption: The band plays\ncites: https://www.youtube.com/watch?v=abcDEF12345" + from},
		{"a video that comes late", `<iframe data-src="https://player.vimeo.com/video/1234567"></iframe>`, "cites: https://vimeo.com/1234567" + from},
		{"a short video", `<iframe src="https://www.tiktok.com/embed/v2/7100000000000000000"></iframe>`, "cites: https://www.tiktok.com/video/7100000000000000000" + from},
		{"a post of a page", `<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fmill%2Fposts%2F1&width=500"></iframe>`, "cites: https://www.facebook.com/mill/posts/1" + from},
		{"a page's box of likes", `<iframe src="https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Fmill"></iframe>`, ""},
		{"a post on an AMP page", `<amp-twitter data-tweetid="1234567"><blockquote placeholder>Loading</blockquote></amp-twitter>`, "cites: https://twitter.com/i/status/1234567" + from},
		{"a video on an AMP page", `<amp-youtube data-videoid="abcDEF12345"></amp-youtube>`, "cites: https://www.youtube.com/watch?v=abcDEF12345" + from},
		{"two of one", strings.Repeat(`<iframe src="https://www.instagram.com/p/AbCdEf123/embed"></iframe>`, 2), "cites: https://www.instagram.com/p/AbCdEf123/" + from},
		{"an advertisement's frame", `<iframe src="https://ads.example/frame?id=1234567"></iframe>`, ""},
		{"no address at all", `<iframe src="https://%zz"></iframe><iframe></iframe><blockquote class=twitter-tweet>Gone.</blockquote>`, ""},
	} {
		if got := within(t, tt.name, tt.middle); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}
