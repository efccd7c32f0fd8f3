// Package scraper holds what the web said: the outlets we follow, the pages
// they sent us, and the articles, revisions and citations read from them.
//
// The types are made by the packages below: [Page] by fetch, [Article] by
// extract, [Revision] by archive. Nothing here knows of claims or of an index.
package scraper

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// An Outlet is a publication that we follow.
type Outlet struct {
	Name     string         // as shown, and as filters name it: "The Daily Record"
	Home     string         // address of its front page
	Feeds    []string       // RSS, Atom and JSON feeds
	Sitemaps []string       // sitemaps, news sitemaps and indexes of them
	Pages    []string       // pages whose links lead to articles, such as section fronts
	Opinion  []string       // path prefixes under which everything is opinion: "/opinion/"
	Body     string         // CSS selector of what holds an article's text; empty to find it
	Leave    []string       // CSS selectors of what is no part of any article
	Zone     *time.Location // of its clock times; nil if only the page can tell
	Every    time.Duration  // pause between two readings of its feeds; zero for the default
}

// Host returns the host of the outlet's home without "www.", lower case,
// or "" if the home is no address.
func (o Outlet) Host() string {
	u, err := url.Parse(o.Home)
	if err != nil {
		return ""
	}
	return Host(u)
}

// SelfFinding reports whether an outlet's feeds and sitemaps are to be found on its front
// page and in its robots.txt, since it names none. Of no outlet, nil, there is nothing to find.
func (o *Outlet) SelfFinding() bool {
	return o != nil && len(o.Feeds)+len(o.Sitemaps)+len(o.Pages) == 0
}

// Host returns the host of u with its port, lower case and without "www.":
// what we take as one publication when nothing else is known.
func Host(u *url.URL) string {
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.")
}

// HostOf returns the host of an address as Host does; empty if it is no address.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return Host(u)
}

// A Page is one response to one visit.
type Page struct {
	URL       string      // the address that was asked for
	FinalURL  string      // the address that answered, after redirects
	Redirects []Redirect  // the hops between the two, in order
	Fetched   time.Time   // when the response began, UTC
	Status    int         // HTTP status of the last response
	Header    http.Header // of the last response
	Body      []byte      // unpacked, in the page's own charset; empty if NotModified
}

// A Redirect is one hop on the way to a page.
type Redirect struct {
	From, To string
	Status   int // 301, 302, 303, 307 or 308
}

// NotModified reports whether the server said that nothing changed.
func (p *Page) NotModified() bool { return p.Status == http.StatusNotModified }

// MovedForGood reports whether every hop to the page was a permanent one, and there was one.
func (p *Page) MovedForGood() bool {
	for _, hop := range p.Redirects {
		if hop.Status != http.StatusMovedPermanently && hop.Status != http.StatusPermanentRedirect {
			return false
		}
	}
	return len(p.Redirects) > 0
}

// Kind says what sort of article a page holds. The zero Kind is unknown.
type Kind string

// The kinds that are told apart. Unknown is shown as such, never guessed away.
const (
	Unknown      Kind = ""
	News         Kind = "news"
	Analysis     Kind = "analysis"
	Opinion      Kind = "opinion"   // by an author who speaks for themselves
	Editorial    Kind = "editorial" // the outlet's own opinion
	Review       Kind = "review"    // of a book, a film, a product
	Interview    Kind = "interview" // questions and answers
	PressRelease Kind = "press-release"
	FactCheck    Kind = "fact-check"
	LiveBlog     Kind = "live-blog"
)

// Kinds are all kinds that are told apart, in the order in which they are listed.
var Kinds = []Kind{News, Analysis, Opinion, Editorial, Review, Interview, PressRelease, FactCheck, LiveBlog, Unknown}

// String returns the kind as pages and JSON show it: "unknown" for the zero Kind.
func (k Kind) String() string {
	if k == Unknown {
		return "unknown"
	}
	return string(k)
}

// An Article is what a page says, its furniture removed.
type Article struct {
	URL          string     // canonical address; on the same site as the page
	Headline     string     // without the site's name
	Bylines      []string   // names of the authors, without roles
	SiteName     string     // what the page calls its publication; may be empty
	Published    Date       // zero if the page does not say
	Modified     Date       // zero if the page does not say
	Kind         Kind       // with KindEvidence
	KindEvidence []string   // why it has that kind, strongest first: "JSON-LD @type OpinionNewsArticle"
	Section      string     // as the outlet names it; may be empty
	Language     string     // BCP 47, from the page's own words; may be empty
	Tags         []string   // keywords that the page files it under
	Description  string     // the page's own summary; not part of Text
	Text         string     // the blocks, joined by "\n"
	Blocks       []Block    // paragraphs and their like, in order; together they are Text
	Captions     []string   // of pictures and embeds; not part of Text
	Citations    []Citation // links in the text, and quotations with an address
	FactChecks   []Verdict  // what a fact-check says of others' claims (ClaimReview)
	Partial      string     // why Text is only a part of the article; empty if it seems whole
	Asks         []string   // what the page asks of robots: "noindex", "noarchive"
	Next         string     // address of the article's next page; empty on its last
	Original     string     // address on another site that the page names as its original; may be empty
}

// A Date is a moment that a page gives for itself, and where that was read.
type Date struct {
	Time time.Time // in the page's own zone where it names one; zero if unknown
	Day  bool      // only the day was said
	From string    // where it was read: "JSON-LD datePublished", "time element", "text"
	Raw  string    // as it stood there

	Confidence float64 // how sure we are of the day, 0 to 1
	Against    []Date  // what the page says elsewhere, where that is another day
}

// String returns the date as pages and JSON show it: YYYY-MM-DD where only the
// day was said, else RFC 3339; "" if unknown.
func (d Date) String() string {
	switch {
	case d.Time.IsZero():
		return ""
	case d.Day:
		return d.Time.Format(time.DateOnly)
	}
	return d.Time.Format(time.RFC3339)
}

// BlockKind says what part a block plays in the text.
type BlockKind string

// The kinds of block. A Note is a correction or an editor's note: it belongs to
// the text, but claims nothing about the story.
const (
	Paragraph  BlockKind = "paragraph"
	Heading    BlockKind = "heading"
	Blockquote BlockKind = "blockquote"
	ListItem   BlockKind = "item"
	Note       BlockKind = "note"
)

// A Block is a paragraph or its like. It holds no line break.
type Block struct {
	Kind       BlockKind
	Start, End int    // code points in the article's Text
	Cite       string // a blockquote's cite address, absolute; may be empty
	At         *Date  `json:",omitempty"` // when an entry of a live blog was written; nil elsewhere
}

// Lines returns the lines of a text as paragraphs, but for empty ones: the blocks of a
// text without markup.
func Lines(text string) []Block {
	var blocks []Block
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		n := utf8.RuneCountInString(line)
		if n > 0 {
			blocks = append(blocks, Block{Kind: Paragraph, Start: at, End: at + n})
		}
		at += n + 1
	}
	return blocks
}

// A Citation leads from words of one article to another page.
type Citation struct {
	URL        string // the address cited, normalised
	Anchor     string // the words that carry the link, or start of the quotation
	Sentence   string // the sentence around them
	Start, End int    // code points of the anchor in the article's Text
}

// A Verdict is what a fact-check says of a claim that somebody made.
type Verdict struct {
	Claim    string // the claim, in the fact-check's words
	Claimant string // who made it; may be empty
	Rating   string // "False", "Missing context"
	URL      string // where the claim was made; may be empty
}

// A Revision is an article as it stood when fetched.
type Revision struct {
	Article

	ArticleID string    // see [ArticleID]
	Outlet    string    // name of the outlet, or the site's name or host if we follow none there
	Number    int       // 1 is the first revision we hold
	Seq       uint64    // place in the archive's log; rises with every analysis
	Fetched   time.Time // when this revision was first seen, UTC
	PageURL   string    // the address that the page came from
	Digest    string    // of headline and text
}

// ArticleID returns the id of the article at a canonical address: "a" and 15
// letters and digits. Scheme, "www." and a slash at the end make no difference.
func ArticleID(canonical string) string {
	key := canonical
	if u, err := url.Parse(canonical); err == nil && u.Host != "" {
		key = Host(u) + strings.TrimSuffix(u.EscapedPath(), "/")
		if u.RawQuery != "" {
			key += "?" + u.RawQuery
		}
	}
	sum := sha256.Sum256([]byte(key))
	return "a" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:15]
}

// A Capture is what there is to cite a revision by: all of it but its text.
type Capture struct {
	ArticleID string
	Number    int
	Fetched   time.Time // when the revision was first seen, UTC
	Digest    string    // SHA-256 of headline and text
	Bylines   []string
	Language  string  // BCP 47; may be empty
	Cited     []Cited // in the order of the text; nil unless they were asked for
}

// A Cited is a page that a revision cites, and the article that is held there.
type Cited struct {
	URL       string // as it is cited
	Anchor    string // the words that carry the link
	ArticleID string // empty if none is held there; the rest is, too
	Headline  string
	Outlet    string
	Kind      Kind
	Published string // as Date prints it
	Address   string // of the article's own
}
