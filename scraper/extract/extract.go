// Package extract reads a page: what of it is the article, who wrote it and
// when, what kind it is, and what it cites.
//
// [Read] is the front door; [Links] finds what a front page leads to. Both are
// pure, give the same answer every time, and take time in proportion to the
// page, however it was made.
package extract

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"dateline/scraper"
	"dateline/scraper/canon"
)

var (
	// ErrNotHTML reports a response that is no HTML page: a picture, a feed, an empty body.
	ErrNotHTML = errors.New("no HTML page")

	// ErrNoArticle reports a page that holds no article: a front or section page,
	// a page that says it was not found, or too little text.
	ErrNoArticle = errors.New("no article")
)

// Read returns the article that the page holds. The outlet adds what it knows of
// its own pages, its clock and its opinion sections; it may be nil.
// Errors are [ErrNotHTML], or [ErrNoArticle] with the reason: then what was read
// of the page all the same comes with it, for who wants to see why.
func Read(p *scraper.Page, o *scraper.Outlet) (*scraper.Article, error) {
	if p.Status >= http.StatusBadRequest {
		return nil, fmt.Errorf("%w: status %d", ErrNoArticle, p.Status)
	}
	d, err := parse(p)
	if err != nil {
		return nil, err
	}
	if o != nil {
		for _, selector := range o.Leave {
			d.Find(selector).Remove()
		}
	}
	m := readMeta(d, p.Fetched, o)
	c := d.choose(m, o)
	why := cmp.Or(notArticle(d, m), unfit(d, c, m))
	if c == nil {
		c = &candidate{}
	}
	a := &scraper.Article{
		URL:         m.url,
		Headline:    m.headline,
		Bylines:     m.bylines,
		SiteName:    m.site,
		Published:   m.published,
		Modified:    m.modified,
		Section:     m.section,
		Language:    m.language,
		Description: m.description,
		Captions:    c.captions,
		Original:    m.original,
	}
	a.Kind, a.KindEvidence = kindOf(d, m, c, o)
	write(a, c.blocks)
	m.complete(a, d)
	if why != "" {
		return a, fmt.Errorf("%w: %s", ErrNoArticle, why)
	}
	return a, nil
}

// pageURL returns the address that the page answered from.
func pageURL(p *scraper.Page) string { return cmp.Or(p.FinalURL, p.URL) }

// soft404 is how the headline of a page begins that was not found, but says 200.
var soft404 = mustWords(`^(error )?404\b|^(sorry|oops)\b.*\b(page|found|exist)|\bpage (you requested )?(was |could )?(not|cannot|can.t) (be )?found|^not found$|^page (not found|unavailable|missing)|no longer (available|exists)$`)

// notArticle returns why a page can be no article whatever its text, or "".
func notArticle(d *document, m *meta) string {
	u, err := url.Parse(d.addr)
	if err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return "it is a front page"
	}
	if soft404.MatchString(m.headline) && len(m.headline) < 120 && m.ld == nil {
		return fmt.Sprintf("it says %.80q", m.headline)
	}
	if m.ldType == "" && m.published.Time.IsZero() && d.collection {
		return "it is a list of articles"
	}
	return ""
}

// The least text, in letters and the like, that an article may have: little
// where the page calls itself an article, more where nothing does.
const (
	leastDeclared   = 120
	leastUndeclared = 350
)

// unfit returns why the text found is no article's, or "".
func unfit(d *document, c *candidate, m *meta) string {
	least := leastUndeclared
	if m.declared {
		least = leastDeclared
	}
	if c == nil || c.size < least {
		size := 0
		if c != nil {
			size = c.size
		}
		return fmt.Sprintf("%d characters of text where an article has %d", size, least)
	}
	if c.teasers() || c.headless >= 4 && m.ldType == "" && m.published.Time.IsZero() && d.Find("article").Length() >= 4 {
		return "its text is a list of links to articles"
	}
	return ""
}

// absolute returns the normalised address of a link on the page.
func (d *document) absolute(raw string) (string, bool) {
	addr, err := canon.URL(raw, d.base)
	return addr, err == nil
}
