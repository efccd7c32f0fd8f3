package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"dateline/scraper/canon"
)

// maxField is how much of one field of a sitemap is read.
const maxField = 8 << 10

// An entry is one <url> or <sitemap> while it is read.
type entry struct {
	loc, lastMod, published, title []byte
}

// parseSitemap reads a sitemap or an index of sitemaps, token by token.
func parseSitemap(body []byte, base string) (*Feed, error) {
	if err := checkEntities(body); err != nil {
		return nil, err
	}
	d := lenient(body)
	pages, lists := sieve{most: maxItems}, sieve{most: maxSitemaps}
	news := false
	var (
		now   *entry  // nil outside of an entry
		field *[]byte // that the text belongs to; nil if it is not wanted
		cause error
	)
	finish := func(into *sieve) {
		if now == nil {
			return
		}
		if addr, err := canon.URL(string(now.loc), base); err == nil {
			into.put(Item{URL: addr, Title: oneLine(string(now.title)), Published: w3cTime(now.published), Updated: w3cTime(now.lastMod)})
		}
		now, field = nil, nil
	}
	for cause == nil {
		var token xml.Token
		// Raw: elements that do not match are no reason to stop.
		if token, cause = d.RawToken(); cause != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case foreign(t.Name):
				field = nil
			case t.Name.Local == "url", t.Name.Local == "sitemap":
				now, field = &entry{}, nil
			default:
				news = news || t.Name.Local == "news"
				field = now.field(t.Name.Local)
			}
		case xml.CharData:
			if field != nil && len(*field)+len(t) <= maxField {
				*field = append(*field, t...)
			}
		case xml.EndElement:
			field = nil
			switch {
			case foreign(t.Name):
			case t.Name.Local == "url":
				finish(&pages)
			case t.Name.Local == "sitemap":
				finish(&lists)
			}
		}
	}
	if !errors.Is(cause, io.EOF) && pages.listed+lists.listed == 0 {
		return nil, fmt.Errorf("%w: it begins like a sitemap, then: %w", ErrNotFeed, cause)
	}
	f := &Feed{Form: Sitemap, Listed: pages.listed, Newest: pages.newest, Items: pages.kept()}
	switch {
	case lists.listed > 0 || local(rootName(body)) == "sitemapindex":
		f.Form, f.Listed, f.Newest = Index, pages.listed+lists.listed, lists.newest
		for _, it := range lists.kept() {
			f.Sitemaps = append(f.Sitemaps, it.URL)
		}
	case news:
		f.Form = NewsSitemap
	}
	return f, nil
}

// foreign reports an element of the picture and film modules, whose addresses
// and titles are not the article's.
func foreign(name xml.Name) bool {
	switch strings.ToLower(name.Space) {
	case "image", "video", "xhtml":
		return true
	}
	return false
}

// field returns where the text of an element belongs, nil if it is not wanted.
func (e *entry) field(name string) *[]byte {
	if e == nil {
		return nil
	}
	switch name {
	case "loc":
		if len(e.loc) == 0 {
			return &e.loc
		}
	case "lastmod":
		return &e.lastMod
	case "publication_date":
		return &e.published
	case "title":
		return &e.title
	}
	return nil
}

// listsAddresses reports a text sitemap: an address on every line.
func listsAddresses(body []byte) bool {
	n := 0
	for line := range bytes.Lines(body[:min(len(body), 64<<10)]) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
			continue
		case !bytes.HasPrefix(line, []byte("http://")) && !bytes.HasPrefix(line, []byte("https://")), bytes.ContainsAny(line, " \t<"):
			return false
		}
		if n++; n == 20 {
			return true
		}
	}
	return n > 0
}

// parseText reads a text sitemap.
func parseText(body []byte, base string) *Feed {
	keep := sieve{most: maxItems}
	for line := range bytes.Lines(body) {
		if line = bytes.TrimSpace(line); len(line) == 0 || len(line) > maxField {
			continue
		}
		if addr, err := canon.URL(string(line), base); err == nil {
			keep.put(Item{URL: addr})
		}
	}
	return &Feed{Form: TextSitemap, Listed: keep.listed, Items: keep.kept()}
}

// w3cForms are the forms of a time that sitemaps hold: the W3C's, and the
// common slips: a zone without colon, a space for the T, the time of a mail.
var w3cForms = []string{
	time.RFC3339, time.DateOnly, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05 Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04",
	"2006-01-02Z07:00", "2006/01/02", time.RFC1123Z, time.RFC1123, "2006-01", "2006",
}

// w3cTime returns the moment that s names, zero if it names none.
func w3cTime(s []byte) time.Time {
	if s = bytes.TrimSpace(s); len(s) == 0 || len(s) > 40 {
		return time.Time{}
	}
	for _, form := range w3cForms {
		if t, err := time.Parse(form, string(s)); err == nil {
			return t
		}
	}
	return time.Time{}
}
