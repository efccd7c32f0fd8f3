package feed

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dateline/scraper/canon"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
)

// parseFeed reads RSS or Atom whose root element is called root.
func parseFeed(body []byte, root, base string) (*Feed, error) {
	if err := checkEntities(body); err != nil {
		return nil, err
	}
	whole := len(body) <= maxFeed
	body = body[:min(len(body), maxFeed)]
	spans, err := entries(body)
	if err != nil {
		return nil, fmt.Errorf("%w: it begins like one, but %w", ErrNotFeed, err)
	}
	var parsed *gofeed.Feed
	if whole && len(spans) < maxEntries {
		parsed, err = parser().Parse(bytes.NewReader(body))
	}
	if parsed == nil {
		mended := mend(body, root, spans)
		if mended == nil {
			return nil, fmt.Errorf("%w: it begins like one, then: %w", ErrNotFeed, cmp.Or(err, errCut))
		}
		if parsed, err = parser().Parse(bytes.NewReader(mended)); err != nil {
			return nil, fmt.Errorf("%w: it begins like one, then: %w", ErrNotFeed, err)
		}
	}
	f := listed(parsed, base)
	f.TTL = ttl(body)
	return f, nil
}

// errCut reports a feed that holds no whole entry within the bound.
var errCut = fmt.Errorf("there is no whole entry in its first %d MiB", maxFeed>>20)

// parseJSON reads a JSON Feed.
func parseJSON(body []byte, base string) (*Feed, error) {
	if len(body) > maxJSON {
		return nil, fmt.Errorf("%w: it is JSON of more than %d MiB", ErrNotFeed, maxJSON>>20)
	}
	parsed, err := parser().Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: it looks like JSON of another kind: %w", ErrNotFeed, err)
	}
	if !bytes.Contains(body, []byte("jsonfeed.org")) && len(parsed.Items) == 0 {
		return nil, fmt.Errorf("%w: it looks like JSON of another kind", ErrNotFeed)
	}
	return listed(parsed, base), nil
}

func parser() *gofeed.Parser {
	p := gofeed.NewParser()
	p.AtomTranslator = plainAtom{}
	return p
}

// plainAtom translates Atom as gofeed does, but for one thing: gofeed takes an
// entry's last update for its publication where the entry names none; we leave
// that unknown.
type plainAtom struct{ gofeed.DefaultAtomTranslator }

func (t plainAtom) Translate(source any) (*gofeed.Feed, error) {
	f, err := t.DefaultAtomTranslator.Translate(source)
	if err != nil {
		return nil, err
	}
	if from, ok := source.(*atom.Feed); ok && len(from.Entries) == len(f.Items) {
		for i, e := range from.Entries {
			if e.PublishedParsed == nil {
				f.Items[i].PublishedParsed = nil
			}
		}
	}
	return f, nil
}

// listed returns what we keep of a feed.
func listed(parsed *gofeed.Feed, base string) *Feed {
	f := &Feed{Title: oneLine(parsed.Title), Form: RSS}
	switch parsed.FeedType {
	case "atom":
		f.Form = Atom
	case "json":
		f.Form = JSONFeed
	}
	keep := sieve{most: maxItems}
	for _, it := range parsed.Items {
		if it == nil {
			continue
		}
		addr, ok := itemURL(it, base)
		if !ok {
			continue
		}
		item := Item{URL: addr, Title: oneLine(it.Title)}
		if it.PublishedParsed != nil {
			item.Published = *it.PublishedParsed
		}
		if it.UpdatedParsed != nil {
			item.Updated = *it.UpdatedParsed
		}
		if len(it.Authors) > 0 && it.Authors[0] != nil {
			item.Author = oneLine(cmp.Or(it.Authors[0].Name, it.Authors[0].Email))
		}
		keep.put(item)
	}
	f.Listed, f.Newest, f.Items = keep.listed, keep.newest, keep.kept()
	return f
}

// itemURL returns the address of an item: the one that FeedBurner keeps behind
// its own, its link, else another of its links, else a guid that is an address.
func itemURL(it *gofeed.Item, base string) (string, bool) {
	var candidates []string
	for _, e := range it.Extensions["feedburner"]["origLink"] {
		candidates = append(candidates, e.Value)
	}
	candidates = append(append(candidates, it.Link), it.Links...)
	for _, raw := range candidates {
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

var (
	ttlTag    = regexp.MustCompile(`<ttl>\s*(?:<!\[CDATA\[)?\s*(\d{1,6})\s*(?:\]\]>)?\s*</ttl>`)
	periodTag = regexp.MustCompile(`(?i)<\w+:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</`)
	timesTag  = regexp.MustCompile(`(?i)<\w+:updateFrequency>\s*(\d{1,4})\s*</`)
)

// periods are those of the syndication module.
var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour,
	"monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
}

// ttl returns how long a feed says it stays good: its ttl in minutes, or the
// period and frequency of the syndication module.
func ttl(body []byte) time.Duration {
	head := body[:min(len(body), 8<<10)]
	if m := ttlTag.FindSubmatch(head); m != nil {
		n, _ := strconv.Atoi(string(m[1])) // digits only
		return time.Duration(n) * time.Minute
	}
	m := periodTag.FindSubmatch(head)
	if m == nil {
		return 0
	}
	period := periods[strings.ToLower(string(m[1]))]
	if m := timesTag.FindSubmatch(head); m != nil {
		if n, _ := strconv.Atoi(string(m[1])); n > 1 {
			period /= time.Duration(n)
		}
	}
	return period
}
