package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/db"
	"dateline/scraper/extract"
	"dateline/scraper/feed"
	"dateline/scraper/frontier"
	"dateline/scraper/pdf"
	"dateline/scraper/warc"
)

// A find is what a page turned out to be.
type find struct {
	result    frontier.Result
	says      string
	page      *scraper.Page
	came      warc.Exchange      // the page, and how it came
	keep      bool               // the raw page is to be kept
	article   *scraper.Article   // nil if the page holds none
	parts     []*scraper.Page    // that it goes on over
	revise    bool               // the article is a new revision
	sameAs    string             // address that the article is visited at instead; empty for this one
	addresses []frontier.Address // found on the page
	every     time.Duration      // pause that a person set for the outlet; zero if none did
	ttl       time.Duration      // pause that a feed asks of its readers; zero if it does not
}

// read finds out what a page is. It changes nothing.
func (p *pipeline) read(ctx context.Context, v *frontier.Visit, page *scraper.Page) (*find, error) {
	found := &find{page: page, result: frontier.Unchanged}
	if outlet := p.outlets().named(v.Outlet); outlet != nil {
		found.every = outlet.Every
	}
	switch {
	case page.NotModified():
		return found, nil
	case v.Form == frontier.FeedForm || v.Form == frontier.SitemapForm:
		return found, p.readFeed(ctx, v, page, found)
	case v.Form == frontier.ListingForm:
		return found, p.readListing(ctx, v, page, found)
	}
	return found, p.readPage(ctx, v, page, found)
}

// readFeed takes the addresses of a feed or sitemap.
func (p *pipeline) readFeed(ctx context.Context, v *frontier.Visit, page *scraper.Page, found *find) error {
	f, err := feed.Parse(page.Body, page.FinalURL)
	if err != nil {
		found.result, found.says = frontier.Failed, oneLine(err)
		return nil
	}
	found.result, found.ttl = frontier.Listing, f.TTL
	if len(f.Sitemaps) > 0 {
		// An index of sitemaps lists sitemaps, and no indexes: they would have no end.
		nested, err := p.front.Form(ctx, v.FoundOn)
		if err != nil {
			return err
		}
		if nested == frontier.SitemapForm {
			f.Sitemaps = nil
		}
	}
	for _, u := range f.Sitemaps {
		found.addresses = append(found.addresses, p.under(v, u, frontier.SitemapForm))
	}
	for _, item := range f.Items {
		found.addresses = append(found.addresses, p.under(v, item.URL, frontier.PageForm))
	}
	return nil
}

// readListing takes the articles that a page of links leads to. The front page
// of an outlet that names no feeds leads to those and to its sitemaps as well.
func (p *pipeline) readListing(ctx context.Context, v *frontier.Visit, page *scraper.Page, found *find) error {
	links, err := extract.Links(page)
	if err != nil {
		found.result, found.says = frontier.Failed, oneLine(err)
		return nil
	}
	found.result = frontier.Listing
	for _, u := range links.Articles {
		found.addresses = append(found.addresses, p.under(v, u, frontier.PageForm))
	}
	if !p.outlets().named(v.Outlet).SelfFinding() {
		return nil
	}
	for _, u := range links.Feeds {
		found.addresses = append(found.addresses, p.under(v, u, frontier.FeedForm))
	}
	rules, err := p.client.Robots(ctx, page.FinalURL)
	if ours(err) {
		return err
	}
	if err != nil {
		p.log.Info("no sitemaps from robots.txt", "url", page.FinalURL, "says", oneLine(err))
		return nil
	}
	for _, raw := range rules.Sitemaps() {
		if u, err := canon.URL(raw, page.FinalURL); err == nil {
			found.addresses = append(found.addresses, p.under(v, u, frontier.SitemapForm))
		}
	}
	return nil
}

// under returns an address found on a feed or listing of v: as near as v itself,
// and its outlet's, even where that has no outlet of its own.
func (p *pipeline) under(v *frontier.Visit, address string, form frontier.Form) frontier.Address {
	a := p.outlets().address(address, form, v.Depth, v.URL)
	if form != frontier.PageForm {
		a.Outlet = v.Outlet
	}
	return a
}

// readPage reads an article, and judges whether its text changed.
func (p *pipeline) readPage(ctx context.Context, v *frontier.Visit, page *scraper.Page, found *find) error {
	if gone, err := p.forgotten(ctx, page.URL, page.FinalURL); err != nil || gone {
		found.refuse()
		return err
	}
	same, err := p.archive.SameBody(ctx, page)
	if err != nil {
		return err
	}
	found.keep = !same
	article, parts, err := readWhole(page, p.outlets().at(page.FinalURL), p.onTheWeb(ctx))
	if ours(err) {
		return err
	}
	if err != nil {
		found.result, found.says = frontier.Other, oneLine(err)
		return nil
	}
	if i := slices.IndexFunc(article.Asks, func(ask string) bool { return slices.Contains(p.heed, ask) }); i >= 0 {
		found.result, found.keep = frontier.Other, false
		found.says = fmt.Sprintf("it asks for %s, which crawl.heed in dateline.toml heeds", article.Asks[i])
		return nil
	}
	if gone, err := p.forgotten(ctx, article.URL); err != nil || gone {
		found.refuse()
		return err
	}
	found.article, found.parts = article, parts
	found.addresses = p.cites(v, article)
	if found.sameAs, err = p.elsewhere(ctx, page, article); err != nil || found.sameAs != "" {
		found.keep = false
		return err
	}
	found.result, err = p.judge(ctx, page, article)
	found.revise = found.result != frontier.Unchanged
	found.keep = found.keep || found.revise
	return err
}

// readArticle returns the article that a page holds, whatever its form. Its errors
// are those of package extract.
func readArticle(page *scraper.Page, outlet *scraper.Outlet) (*scraper.Article, error) {
	if !pdf.Is(page) {
		return extract.Read(page, outlet)
	}
	article, err := pdf.Read(page)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", extract.ErrNoArticle, err)
	}
	return article, nil
}

// elsewhere returns the address at which the article of a page is visited
// already, where that is another: print and telephone pages name the article's
// own address, and their words differ from it without any change. It is empty if
// this page is the article's own, or the other is visited no more.
func (p *pipeline) elsewhere(ctx context.Context, page *scraper.Page, article *scraper.Article) (string, error) {
	if own := article.URL; own == page.URL || own == page.FinalURL {
		return "", nil
	}
	held, err := p.archive.Revision(ctx, scraper.ArticleID(article.URL), 0)
	if errors.Is(err, archive.ErrNotFound) {
		return "", nil
	}
	if err != nil || held.PageURL == page.URL {
		return "", err
	}
	lives, err := p.front.Lives(ctx, held.PageURL)
	if err != nil || !lives {
		return "", err
	}
	return held.PageURL, nil
}

// judge says whether an article is new, revised or unchanged.
func (p *pipeline) judge(ctx context.Context, page *scraper.Page, article *scraper.Article) (frontier.Result, error) {
	old, err := p.archive.Revision(ctx, scraper.ArticleID(article.URL), 0)
	if errors.Is(err, archive.ErrNotFound) {
		return frontier.New, nil
	}
	if err != nil {
		return "", err
	}
	if same, err := p.sameWords(ctx, old, article); err != nil || same {
		return frontier.Unchanged, err
	}
	p.log.Info("text changed", "url", page.URL, "article", old.ArticleID, "revision", old.Number+1)
	return frontier.Revised, nil
}

// sameWords reports whether a revision says what an article does. Its raw page is
// read by the same reader: a better reader revises nothing. Where that page is not to be had, as
// when a bucket has moved it to where it cannot be read, the text that is held is what counts.
func (p *pipeline) sameWords(ctx context.Context, old *scraper.Revision, article *scraper.Article) (bool, error) {
	digest := archive.Digest(article)
	if old.Digest == digest {
		return true, nil
	}
	var reread *scraper.Article
	page, err := p.archive.Page(ctx, old)
	if err == nil {
		reread, _, err = readWhole(page, p.outlets().at(page.FinalURL), inTheArchive(ctx, p.archive))
	}
	switch {
	case db.Unreachable(err):
		return false, err
	case page == nil || ours(err):
		p.log.Warn("the raw page cannot be read: judged by its text", "article", old.ArticleID, "says", oneLine(err))
	}
	return err == nil && archive.Digest(reread) == digest, nil
}

// mostCited is how many citations of one article are followed.
const mostCited = 200

// cites returns the addresses that an article cites and that are to be visited.
func (p *pipeline) cites(v *frontier.Visit, article *scraper.Article) []frontier.Address {
	if v.Depth >= p.depth {
		return nil
	}
	var list []frontier.Address
	for _, c := range article.Citations {
		if len(list) == mostCited {
			break
		}
		if c.URL == article.URL || c.URL == v.URL || isMedia(c.URL) {
			continue
		}
		if p.cited == citedListed && p.outlets().at(c.URL) == nil {
			continue
		}
		list = append(list, p.outlets().address(c.URL, frontier.PageForm, v.Depth+1, v.URL))
	}
	return list
}

// isMedia reports whether an address names a file that holds no text.
func isMedia(address string) bool {
	file, _, _ := strings.Cut(address, "?")
	switch strings.ToLower(path.Ext(file)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".mp3", ".mp4", ".webm", ".m4a", ".zip", ".gz", ".exe", ".dmg", ".css", ".js":
		return true
	}
	return false
}
