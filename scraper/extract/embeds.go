package extract

import (
	"net/url"
	"regexp"
	"strings"

	"dateline/scraper"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxPost is how long, in bytes, the text of an embedded post may be.
const maxPost = 3000

var (
	// postLabel is what an embedded post says that shows nothing without its script.
	postLabel = mustWords(`^(view (this|the|more|full)?\s*(post|tweet|photo|thread|on)\b|a (post|photo|video|reel) (shared|posted) by|tweets? by\b|(twitter|facebook|instagram|tiktok|youtube) (post|embed)|loading\b)`)
	videoID   = regexp.MustCompile(`^[A-Za-z0-9_-]{6,20}$`)
	numberID  = regexp.MustCompile(`^\d{5,25}$`)
)

// post reads an embedded post: a quotation whose source is the post. Where the
// page holds nothing of its text, the words that led to it cite it.
func (r *reader) post(n *html.Node) {
	addr := r.postAddress(n)
	text := textOf(n, maxPost)
	if addr == "" {
		return
	}
	if len(text) < 25 || len(text) > maxPost || postLabel.MatchString(text) || strings.Contains(text, "View this post on") || r.s.of[n].link*2 > len(text) {
		r.refer(addr)
		return
	}
	r.quotes++
	links := r.links
	r.links = maxLinks // those within a post are its author's
	r.within(n, block{kind: scraper.Blockquote, quote: r.quotes, cite: addr})
	r.links = links
}

// onlyEmbed reads the post or video that is nearly all of a piece of furniture,
// such as a "widget", and reports whether there was one.
func (r *reader) onlyEmbed(n *html.Node) bool {
	var found *html.Node
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		for c := n.FirstChild; c != nil && found == nil && depth < 8; c = c.NextSibling {
			switch {
			case c.Type != html.ElementNode:
			case c.DataAtom == atom.Blockquote && hint(c)&hintEmbed != 0, c.DataAtom == atom.Iframe && r.shown(c) != "":
				found = c
			default:
				walk(c, depth+1)
			}
		}
	}
	if m := r.s.of[n]; m.text > maxPost || n.DataAtom == atom.Nav || n.DataAtom == atom.Footer {
		return false
	}
	walk(n, 0)
	switch {
	case found == nil || r.s.of[n].text > r.s.of[found].text+60:
		return false
	case found.DataAtom == atom.Iframe:
		r.frame(found)
	default:
		r.post(found)
	}
	return true
}

// refer makes what was last read cite an address that is shown after it.
func (r *reader) refer(addr string) {
	r.flush()
	if len(r.out) == 0 || r.links >= maxLinks {
		return
	}
	last := &r.out[len(r.out)-1]
	for _, had := range last.embeds {
		if had == addr {
			return
		}
	}
	last.embeds = append(last.embeds, addr)
	r.links++
}

// postAddress returns the address of an embedded post: its last link, or what its
// attributes name.
func (r *reader) postAddress(n *html.Node) string {
	for _, key := range []string{"data-instgrm-permalink", "cite", "data-href", "data-bluesky-uri"} {
		if v := attr(n, key); v != "" {
			if addr, ok := r.d.absolute(v); ok {
				return addr
			}
		}
	}
	found := ""
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.DataAtom == atom.A {
			if addr, ok := r.d.absolute(attr(n, "href")); ok && attr(n, "href") != "" {
				found = addr
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return found
}

// frame reads what shows another page within this one: its title is a caption,
// and a post or video that it shows is cited.
func (r *reader) frame(n *html.Node) {
	r.caption(attr(n, "title"))
	if addr := r.shown(n); addr != "" {
		r.refer(addr)
	}
}

// shown returns the address of the post or video that a frame or an AMP element
// shows, "" if it shows neither.
func (r *reader) shown(n *html.Node) string {
	switch n.Data {
	case "amp-twitter":
		return statusAddress(attr(n, "data-tweetid"))
	case "amp-youtube":
		return videoAddress(attr(n, "data-videoid"))
	case "amp-instagram":
		if id := attr(n, "data-shortcode"); videoID.MatchString(id) {
			return "https://www.instagram.com/p/" + id + "/"
		}
		return ""
	case "amp-facebook":
		addr, _ := r.d.absolute(attr(n, "data-href")) // "" if it is no address
		return addr
	case "amp-tiktok":
		return r.shownAt(attr(n, "data-src"))
	}
	for _, key := range []string{"src", "data-src", "data-lazy-src", "data-url"} {
		if addr := r.shownAt(attr(n, key)); addr != "" {
			return addr
		}
	}
	return ""
}

// shownAt returns the address for readers of what an address for frames shows.
func (r *reader) shownAt(src string) string {
	if src == "" || len(src) > 2000 {
		return ""
	}
	u, err := url.Parse(src)
	if err != nil {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	last := parts[len(parts)-1]
	switch host {
	case "youtube.com", "youtube-nocookie.com":
		if parts[0] == "embed" && last != "videoseries" {
			return videoAddress(last)
		}
	case "player.vimeo.com":
		if numberID.MatchString(last) {
			return "https://vimeo.com/" + last
		}
	case "platform.twitter.com", "platform.x.com":
		return statusAddress(u.Query().Get("id"))
	case "facebook.com", "m.facebook.com":
		if strings.HasPrefix(u.Path, "/plugins/") {
			addr, _ := r.d.absolute(u.Query().Get("href")) // "" if it is no address
			if u.Query().Get("href") != "" && (parts[1] == "post.php" || parts[1] == "video.php") {
				return addr
			}
		}
	case "instagram.com":
		if len(parts) >= 2 && (parts[0] == "p" || parts[0] == "reel" || parts[0] == "tv") && videoID.MatchString(parts[1]) {
			return "https://www.instagram.com/" + parts[0] + "/" + parts[1] + "/"
		}
	case "tiktok.com":
		switch {
		case parts[0] == "embed" && numberID.MatchString(last):
			return "https://www.tiktok.com/video/" + last
		case len(parts) == 3 && strings.HasPrefix(parts[0], "@") && parts[1] == "video" && numberID.MatchString(last):
			return "https://www.tiktok.com/" + parts[0] + "/video/" + last
		}
	case "embed.bsky.app":
		if len(parts) >= 4 && parts[0] == "embed" && strings.HasPrefix(parts[1], "did:") {
			return "https://bsky.app/profile/" + parts[1] + "/post/" + last
		}
	}
	return ""
}

func videoAddress(id string) string {
	if !videoID.MatchString(id) {
		return ""
	}
	return "https://www.youtube.com/watch?v=" + id
}

func statusAddress(id string) string {
	if !numberID.MatchString(id) {
		return ""
	}
	return "https://twitter.com/i/status/" + id
}
