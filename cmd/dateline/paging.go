package main

import (
	"context"
	"errors"
	"fmt"

	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/extract"
	"dateline/scraper/fetch"
)

// mostParts is how many pages an article may go on over, behind its first.
const mostParts = 20

// errNotFollowed reports that a page of an article is not asked for.
var errNotFollowed = errors.New("it was not asked for")

// readWhole returns the article that begins on a page, with what stands on the
// pages that go on with it. Get brings those; the ones that were read come back.
// What is missing at the end is said in Partial. The error is one of package extract if the
// page holds no article, or is ours: what we could not look for now is not missing.
func readWhole(page *scraper.Page, outlet *scraper.Outlet, get func(address string) (*scraper.Page, error)) (*scraper.Article, []*scraper.Page, error) {
	article, err := readArticle(page, outlet)
	if err != nil {
		return article, nil, err
	}
	var parts []*scraper.Page
	seen := map[string]bool{page.URL: true, page.FinalURL: true, article.URL: true}
	for next := article.Next; next != "" && !seen[next]; {
		seen[next] = true
		if len(parts) == mostParts {
			article.Partial = fmt.Sprintf("it goes on over more than %d pages", mostParts)
			break
		}
		part, err := get(next)
		if ours(err) {
			return nil, nil, fmt.Errorf("page %d of %s: %w", len(parts)+2, article.URL, err)
		}
		if err != nil {
			article.Partial = fmt.Sprintf("page %d of it cannot be had: %s", len(parts)+2, oneLine(err))
			break
		}
		more, err := readArticle(part, outlet)
		if err != nil {
			article.Partial = fmt.Sprintf("page %d of it cannot be read: %s", len(parts)+2, oneLine(err))
			break
		}
		extract.Append(article, more)
		parts = append(parts, part)
		next = more.Next
	}
	return article, parts, nil
}

// onTheWeb returns how a visit gets the further pages of its article.
func (p *pipeline) onTheWeb(ctx context.Context) func(string) (*scraper.Page, error) {
	return func(address string) (*scraper.Page, error) {
		if gone, err := p.forgotten(ctx, address); err != nil || gone {
			return nil, errors.Join(err, errNotFollowed)
		}
		return p.client.Get(ctx, fetch.Request{URL: address})
	}
}

// inTheArchive returns how the further pages of a stored article are found again.
func inTheArchive(ctx context.Context, a *archive.Archive) func(string) (*scraper.Page, error) {
	return func(address string) (*scraper.Page, error) {
		part, err := a.PageAt(ctx, address)
		if errors.Is(err, archive.ErrNotFound) {
			return nil, errNotFollowed
		}
		return part, err
	}
}
