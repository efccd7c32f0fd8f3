package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dateline/scraper/canon"

	"golang.org/x/net/html/charset"
)

// A sitemapURL is one <url> of a sitemap, with what a news sitemap adds.
type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Published string `xml:"publication_date"`
		Title     string `xml:"title"`
	} `xml:"news"`
}

// parseSitemap reads a sitemap or an index of sitemaps, element by element.
func parseSitemap(body []byte, base string) (*Feed, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	f := &Feed{}
	for listed := 0; listed < maxListed; {
		token, err := d.Token()
		if err != nil {
			return whole(f, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || (start.Name.Local != "url" && start.Name.Local != "sitemap") {
			continue
		}
		listed++
		var u sitemapURL
		if err := d.DecodeElement(&u, &start); err != nil {
			return whole(f, err)
		}
		addr, err := canon.URL(u.Loc, base)
		if err != nil {
			continue
		}
		if start.Name.Local == "sitemap" {
			if len(f.Sitemaps) < maxSitemaps {
				f.Sitemaps = append(f.Sitemaps, addr)
			}
			continue
		}
		f.Items = append(f.Items, Item{
			URL:       addr,
			Title:     oneLine(u.News.Title),
			Published: w3cTime(u.News.Published),
			Updated:   w3cTime(u.LastMod),
		})
	}
	return f, nil
}

// whole returns what was read before err, which is io.EOF at the end of a
// whole sitemap. A sitemap that broke before its first entry is no sitemap.
func whole(f *Feed, err error) (*Feed, error) {
	if err.Error() != "EOF" && len(f.Items) == 0 && len(f.Sitemaps) == 0 {
		return nil, fmt.Errorf("%w: it begins like a sitemap, then: %w", ErrNotFeed, err)
	}
	return f, nil
}

// w3cForms are the forms of a time that sitemaps hold: the W3C's, and the
// common slip of a zone without colon or a space for the T.
var w3cForms = []string{
	time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly, "2006-01",
}

// w3cTime returns the moment that s names, zero if it names none.
func w3cTime(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, form := range w3cForms {
		if t, err := time.Parse(form, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

var (
	ttlTag    = regexp.MustCompile(`<ttl>\s*(\d{1,6})\s*</ttl>`)
	periodTag = regexp.MustCompile(`<\w+:updatePeriod>\s*(hourly|daily|weekly)\s*</`)
	timesTag  = regexp.MustCompile(`<\w+:updateFrequency>\s*(\d{1,4})\s*</`)
)

// ttl returns how long an RSS feed says it stays good: its ttl in minutes, or
// the period and frequency of the syndication module.
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
	period := map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour}[string(m[1])]
	if m := timesTag.FindSubmatch(head); m != nil {
		if n, _ := strconv.Atoi(string(m[1])); n > 1 {
			period /= time.Duration(n)
		}
	}
	return period
}
