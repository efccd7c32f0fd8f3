package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dateline/scraper"
	"dateline/scraper/extract"
	"dateline/scraper/feed"
	"dateline/scraper/fetch"
)

// A scout looks at the web as a crawl does, politely, and stores nothing.
type scout struct {
	client *fetch.Client
	agent  string
	now    time.Time
	tell   *progress
}

func (a *app) scout() *scout {
	agent := userAgent(a.cfg.Contact)
	return &scout{
		client: fetch.New(agent, &memory{}, a.log, a.fetchOptions()),
		agent:  agent, now: time.Now(), tell: newProgress(a.err),
	}
}

// A probe is what an address was found to hold: a feed, a sitemap, or a page
// that leads to articles.
type probe struct {
	URL     string     `json:"url"`
	From    string     `json:"from"`             // where the address comes from: "front page", "robots.txt", ...
	Form    string     `json:"form,omitempty"`   // "RSS", "news sitemap", "page", ...; empty if it cannot be told
	Title   string     `json:"title,omitempty"`  // of a feed
	Items   int        `json:"items"`            // articles, or the sitemaps of an index
	Newest  *time.Time `json:"newest,omitempty"` // latest time that an item names
	Moved   string     `json:"moved_to,omitempty"`
	Problem string     `json:"problem,omitempty"` // what is wrong; empty if nothing is
	Advice  string     `json:"advice,omitempty"`  // what to do about it, for an address that is configured

	items    []feed.Item
	sitemaps []string
	page     *scraper.Page
}

func (p *probe) good() bool { return p.Problem == "" }

// pageForm is the form of a page whose links lead to articles.
const pageForm = "page"

// get asks for an address and tells so.
func (s *scout) get(ctx context.Context, address string) (*scraper.Page, error) {
	s.tell.pass("asking " + address)
	return s.client.Get(ctx, fetch.Request{URL: address})
}

// list reads a feed or sitemap. Its error is that we are told to stop.
func (s *scout) list(ctx context.Context, address, from string) (*probe, error) {
	p := &probe{URL: address, From: from}
	page, err := s.get(ctx, address)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		p.Problem, p.Advice = trouble(err)
		return p, nil
	}
	p.moved(page)
	f, err := feed.Parse(page.Body, page.FinalURL)
	if err != nil {
		p.Problem, p.Advice = oneLine(err), "look at it in a browser, or let 'dateline outlets discover' look for another"
		return p, nil
	}
	p.holds(f)
	if p.Items == 0 {
		p.Problem, p.Advice = "it lists nothing", "look at it in a browser, or let 'dateline outlets discover' look for another"
	}
	return p, nil
}

// holds takes over what a feed or sitemap says.
func (p *probe) holds(f *feed.Feed) {
	p.Form, p.Title, p.Items, p.items, p.sitemaps = string(f.Form), f.Title, f.Listed, f.Items, f.Sitemaps
	if !f.Newest.IsZero() {
		newest := f.Newest.UTC()
		p.Newest = &newest
	}
}

// leads reads a page whose links lead to articles.
func (s *scout) leads(ctx context.Context, address, from string) (*probe, error) {
	p := &probe{URL: address, From: from, Form: pageForm}
	page, err := s.get(ctx, address)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		p.Problem, p.Advice = trouble(err)
		return p, nil
	}
	p.moved(page)
	p.page = page
	links, err := extract.Links(page)
	if err != nil {
		p.Problem, p.Advice = oneLine(err), "name a page of links"
		return p, nil
	}
	for _, u := range links.Articles {
		p.items = append(p.items, feed.Item{URL: u})
	}
	if p.Items = len(p.items); p.Items == 0 {
		p.Problem, p.Advice = "it leads to no articles", "name another page, or a feed"
	}
	return p, nil
}

// moved notes that an address leads elsewhere for good.
func (p *probe) moved(page *scraper.Page) {
	if movedForGood(page) {
		p.Moved = page.FinalURL
	}
}

// trouble says why an address gave no page, and what to do.
func trouble(err error) (problem, advice string) {
	var status *fetch.StatusError
	switch {
	case errors.Is(err, fetch.ErrDisallowed):
		return "robots.txt asks us not to read it", "ask the outlet, or leave it out"
	case !errors.As(err, &status):
		return oneLine(err), "" // it says what to do itself
	}
	switch code := status.Code; {
	case code == http.StatusNotFound, code == http.StatusGone:
		return fmt.Sprintf("it is not there (status %d)", code), "correct the address, or let 'dateline outlets discover' look for it"
	case code == http.StatusTooManyRequests:
		return "the server asks for fewer visits (status 429)", "try again later, with a longer crawl.delay"
	case code == http.StatusUnauthorized, code == http.StatusPaymentRequired, code == http.StatusForbidden, code == http.StatusUnavailableForLegalReasons:
		return fmt.Sprintf("the server refuses it (status %d)", code), "ask the outlet for access, with the contact that dateline.toml names"
	case code >= http.StatusInternalServerError:
		return fmt.Sprintf("the server is in trouble (status %d)", code), "try again later"
	}
	return fmt.Sprintf("the server answers with status %d", status.Code), "look at the address in a browser"
}

// withAdvice joins what is wrong and what to do.
func withAdvice(problem, advice string) string {
	if advice == "" {
		return problem
	}
	return problem + ": " + advice
}

// day returns the day of a moment, "" for none.
func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}
