// Package feed reads the lists in which outlets announce their articles: RSS,
// Atom and JSON feeds, sitemaps, news sitemaps and indexes of sitemaps.
//
// [Parse] takes the body as it came and tells the forms apart itself.
package feed

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/scraper/canon"

	"github.com/mmcdole/gofeed"
)

const (
	maxItems    = 500      // of one list; the newest are kept
	maxSitemaps = 500      // of one index
	maxBytes    = 64 << 20 // of a list, unpacked: the 50 MB that sitemaps.org allows, and some
	maxListed   = 50_000   // items that are read of one list before the newest are chosen
)

// ErrNotFeed reports a body that is neither a feed nor a sitemap. The error
// around it says what it looks like instead.
var ErrNotFeed = errors.New("no feed")

// A Feed is a list of articles, or of further lists.
type Feed struct {
	Title    string        // as the feed calls itself; empty for sitemaps
	Items    []Item        // as listed; newest first if there were more than 500
	Sitemaps []string      // that an index of sitemaps leads to
	TTL      time.Duration // how long the list stays good by its own words; zero if it does not say
}

// An Item is one article as a list announces it.
type Item struct {
	URL       string // normalised
	Title     string // may be empty
	Published time.Time
	Updated   time.Time // of the article; zero if the list does not say
	Author    string    // first author; may be empty
}

// Parse reads a feed or a sitemap that came from the address base.
// Items without a usable address are left out. What is no feed is an [ErrNotFeed];
// a list that breaks off in the middle yields what stood before the break, if anything.
func Parse(body []byte, base string) (*Feed, error) {
	body, err := unpack(body)
	if err != nil {
		return nil, err
	}
	body = clean(body)
	if len(body) == 0 {
		return nil, fmt.Errorf("%w: the body is empty", ErrNotFeed)
	}
	var f *Feed
	switch root := rootName(body); root {
	case "urlset", "sitemapindex":
		f, err = parseSitemap(body, base)
	case "rss", "feed", "RDF", "rdf", "{":
		f, err = parseFeed(body, base)
	default:
		return nil, fmt.Errorf("%w: it looks like %s", ErrNotFeed, lookAlike(root, body))
	}
	if err != nil {
		return nil, err
	}
	f.Items = newest(f.Items)
	return f, nil
}

// unpack undoes gzip, which sitemaps are stored in, whatever their name.
func unpack(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		if len(body) > maxBytes {
			body = body[:maxBytes]
		}
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: broken gzip: %w", ErrNotFeed, err)
	}
	out, err := io.ReadAll(io.LimitReader(r, maxBytes))
	if err != nil && len(out) == 0 {
		return nil, fmt.Errorf("%w: broken gzip: %w", ErrNotFeed, err)
	}
	return out, nil
}

// clean drops a byte order mark, space around the body, and the control
// characters that XML forbids and feeds hold all the same.
func clean(body []byte) []byte {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if bytes.HasPrefix(body, []byte{0xff, 0xfe}) || bytes.HasPrefix(body, []byte{0xfe, 0xff}) {
		return body // UTF-16: the zero bytes belong
	}
	isControl := func(b byte) bool { return b < ' ' && b != '\n' && b != '\t' && b != '\r' }
	if !slices.ContainsFunc(body, isControl) {
		return body
	}
	return slices.DeleteFunc(bytes.Clone(body), isControl)
}

// rootName returns the name of the first element without its prefix, "{" for
// JSON, or "" if there is neither.
func rootName(body []byte) string {
	if body[0] == '{' {
		return "{"
	}
	for {
		i := bytes.IndexByte(body, '<')
		if i < 0 || i+1 >= len(body) {
			return ""
		}
		body = body[i+1:]
		switch {
		case bytes.HasPrefix(body, []byte("!--")):
			end := bytes.Index(body, []byte("-->"))
			if end < 0 {
				return ""
			}
			body = body[end:]
			continue
		case body[0] == '!' || body[0] == '?':
			continue
		}
		end := bytes.IndexAny(body, " \t\r\n/>")
		if end < 0 {
			return ""
		}
		name := string(body[:end])
		return name[strings.LastIndexByte(name, ':')+1:]
	}
}

// lookAlike says in words what a body that is no feed seems to be.
func lookAlike(root string, body []byte) string {
	switch {
	case strings.EqualFold(root, "html") || bytes.HasPrefix(bytes.ToLower(body[:min(len(body), 20)]), []byte("<!doctype html")):
		return "an HTML page"
	case root != "" && body[0] == '<':
		return fmt.Sprintf("XML of another kind, <%.40s>", root)
	case body[0] == '[':
		return "JSON of another kind"
	case !utf8.Valid(body):
		return "binary data"
	}
	return fmt.Sprintf("text that begins %.40q", body)
}

// parseFeed reads RSS, Atom or JSON Feed.
func parseFeed(body []byte, base string) (*Feed, error) {
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		if body[0] == '{' {
			return nil, fmt.Errorf("%w: it looks like JSON of another kind: %w", ErrNotFeed, err)
		}
		return nil, fmt.Errorf("%w: it begins like one, then: %w", ErrNotFeed, err)
	}
	if body[0] == '{' && !bytes.Contains(body, []byte("jsonfeed.org")) && len(parsed.Items) == 0 {
		return nil, fmt.Errorf("%w: it looks like JSON of another kind", ErrNotFeed)
	}
	// gofeed takes an Atom entry's last update for its publication where the
	// entry names none; we leave it unknown.
	dated := parsed.FeedType != "atom" || bytes.Contains(body, []byte("published>")) || bytes.Contains(body, []byte("issued>"))
	f := &Feed{Title: oneLine(parsed.Title), TTL: ttl(body)}
	for _, it := range parsed.Items {
		if it == nil || len(f.Items) >= maxListed {
			continue
		}
		addr, ok := itemURL(it, base)
		if !ok {
			continue
		}
		item := Item{URL: addr, Title: oneLine(it.Title)}
		if dated && it.PublishedParsed != nil {
			item.Published = *it.PublishedParsed
		}
		if it.UpdatedParsed != nil {
			item.Updated = *it.UpdatedParsed
		}
		if len(it.Authors) > 0 && it.Authors[0] != nil {
			item.Author = oneLine(cmp.Or(it.Authors[0].Name, it.Authors[0].Email))
		}
		f.Items = append(f.Items, item)
	}
	return f, nil
}

// itemURL returns the address of an item: its link, else another of its
// links, else a guid that is an address.
func itemURL(it *gofeed.Item, base string) (string, bool) {
	for _, raw := range append([]string{it.Link}, it.Links...) {
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if addr, err := canon.URL(raw, base); err == nil {
			return addr, true
		}
	}
	if strings.HasPrefix(it.GUID, "http://") || strings.HasPrefix(it.GUID, "https://") {
		addr, err := canon.URL(it.GUID, base)
		return addr, err == nil
	}
	return "", false
}

// newest returns the items as they are, or the newest of too many, newest first.
func newest(items []Item) []Item {
	if len(items) <= maxItems {
		return items
	}
	slices.SortStableFunc(items, func(a, b Item) int { return b.when().Compare(a.when()) })
	return slices.Clip(items[:maxItems])
}

// when returns the latest moment that the item names.
func (it Item) when() time.Time {
	if it.Updated.After(it.Published) {
		return it.Updated
	}
	return it.Published
}

// oneLine returns s as valid UTF-8 with runs of white space made one space.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
}
