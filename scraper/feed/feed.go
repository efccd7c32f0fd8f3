// Package feed reads the lists in which outlets announce their articles: RSS,
// Atom and JSON feeds, sitemaps, news sitemaps and indexes of sitemaps; and the
// OPML in which feed readers keep what they follow.
//
// [Parse] takes the body as it came and tells the forms apart itself.
// [ParseOPML] and [FormatOPML] read and write subscriptions.
package feed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxItems    = 500      // of one list; the newest are kept
	maxSitemaps = 500      // of one index; the newest are kept
	maxBytes    = 50 << 20 // of a list, unpacked: what sitemaps.org allows
	maxFeed     = 16 << 20 // of a feed: it is held in memory as a whole, several times over
	maxJSON     = 8 << 20  // of a feed in JSON, which is held as a whole before it is known what it is
	maxEntries  = 50_000   // of a feed: what sitemaps.org allows of a sitemap
)

// ErrNotFeed reports a body that is neither a feed nor a sitemap. The error
// around it says what it looks like instead.
var ErrNotFeed = errors.New("no feed")

// A Form is what kind of list it is, in words.
type Form string

// The forms that are told apart.
const (
	RSS         Form = "RSS"
	Atom        Form = "Atom"
	JSONFeed    Form = "JSON Feed"
	Sitemap     Form = "sitemap"
	NewsSitemap Form = "news sitemap"
	TextSitemap Form = "text sitemap"
	Index       Form = "sitemap index"
)

// A Feed is a list of articles, or of further lists.
type Feed struct {
	Form     Form
	Title    string        // as the feed calls itself; empty for sitemaps
	Items    []Item        // as listed; newest first if there were more than 500
	Sitemaps []string      // that an index of sitemaps leads to; newest first if there were more than 500
	Listed   int           // entries in the list that have a usable address, also those beyond 500
	Newest   time.Time     // latest moment that an entry names; zero if none does
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
// a list that is broken in places yields what stands whole, if anything.
func Parse(body []byte, base string) (*Feed, error) {
	raw, err := unpack(body)
	if err != nil {
		return nil, err
	}
	body, err = text(raw)
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return nil, fmt.Errorf("%w: the body is empty", ErrNotFeed)
	}
	body = afterNoise(body)
	switch root := rootName(body); local(root) {
	case "urlset", "sitemapindex":
		return parseSitemap(body, base)
	case "rss", "feed", "RDF", "rdf":
		return parseFeed(body, root, base)
	case "{":
		return parseJSON(body, base)
	default:
		switch {
		case listsAddresses(body):
			return parseText(body, base), nil
		case !utf8.Valid(raw[:min(len(raw), 64)]):
			return nil, fmt.Errorf("%w: it looks like binary data", ErrNotFeed)
		}
		return nil, fmt.Errorf("%w: it looks like %s", ErrNotFeed, lookAlike(root, body))
	}
}

// A sieve keeps the newest of any number of items, in bounded memory.
type sieve struct {
	most   int
	items  []Item
	listed int
	newest time.Time
}

func (s *sieve) put(it Item) {
	s.listed++
	if it.when().After(s.newest) {
		s.newest = it.when()
	}
	s.items = append(s.items, it)
	if len(s.items) >= 8*s.most {
		s.shrink()
	}
}

func (s *sieve) shrink() {
	slices.SortStableFunc(s.items, func(a, b Item) int { return b.when().Compare(a.when()) })
	clear(s.items[s.most:])
	s.items = s.items[:s.most]
}

// kept returns the items as they were put, or the newest of too many, newest first.
func (s *sieve) kept() []Item {
	if len(s.items) < s.listed || len(s.items) > s.most {
		if len(s.items) > s.most {
			s.shrink()
		}
		s.items = slices.Clone(s.items)
	}
	return s.items
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
