// Package scout looks at a site as a crawl does, politely, and stores nothing.
//
// [Scout.Discover] finds the feeds and sitemaps of a site, [Scout.Check] tests those of an
// outlet, and [Scout.Survey] says what following a site would bring: what its robots.txt
// permits, what there is to read regularly, and how one of its newest articles reads.
package scout

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dateline/scraper"
	"dateline/scraper/extract"
	"dateline/scraper/feed"
	"dateline/scraper/fetch"
)

// A Scout looks at sites. Nobody else need wait for it: it keeps the pace of its client.
type Scout struct {
	client *fetch.Client
	agent  string
	now    func() time.Time
	asking func(address string)
}

// Options adjust a Scout. The zero Options tells nobody what is asked.
type Options struct {
	Now    func() time.Time     // default: time.Now
	Asking func(address string) // is told of each address before it is asked for
}

// New returns a Scout that asks by client, which introduces itself as agent.
func New(client *fetch.Client, agent string, opt Options) *Scout {
	s := &Scout{client: client, agent: agent, now: opt.Now, asking: opt.Asking}
	if s.now == nil {
		s.now = time.Now
	}
	if s.asking == nil {
		s.asking = func(string) {}
	}
	return s
}

// A Probe is what an address was found to hold: a feed, a sitemap, or a page
// that leads to articles.
type Probe struct {
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

// Good reports whether nothing is wrong with it.
func (p *Probe) Good() bool { return p.Problem == "" }

// PageForm is the form of a page whose links lead to articles.
const PageForm = "page"

// get asks for an address and tells so.
func (s *Scout) get(ctx context.Context, address string) (*scraper.Page, error) {
	s.asking(address)
	return s.client.Get(ctx, fetch.Request{URL: address})
}

// visit gets the page of p, or notes why there is none. Its error is that we are told to stop.
func (s *Scout) visit(ctx context.Context, p *Probe) (*scraper.Page, error) {
	page, err := s.get(ctx, p.URL)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		p.Problem, p.Advice = trouble(err)
		return nil, nil
	}
	p.moved(page)
	return page, nil
}

// list reads a feed or sitemap. Its error is that we are told to stop.
func (s *Scout) list(ctx context.Context, address, from string) (*Probe, error) {
	p := &Probe{URL: address, From: from}
	page, err := s.visit(ctx, p)
	if page == nil {
		return p, err
	}
	f, err := feed.Parse(page.Body, page.FinalURL)
	if err != nil {
		p.Problem, p.Advice = words(err.Error()), "look at it in a browser, or let 'dateline outlets discover' look for another"
		return p, nil
	}
	p.holds(f)
	if p.Items == 0 {
		p.Problem, p.Advice = "it lists nothing", "look at it in a browser, or let 'dateline outlets discover' look for another"
	}
	return p, nil
}

// holds takes over what a feed or sitemap says.
func (p *Probe) holds(f *feed.Feed) {
	p.Form, p.Title, p.Items, p.items, p.sitemaps = string(f.Form), f.Title, f.Listed, f.Items, f.Sitemaps
	if !f.Newest.IsZero() {
		newest := f.Newest.UTC()
		p.Newest = &newest
	}
}

// leads reads a page whose links lead to articles.
func (s *Scout) leads(ctx context.Context, address, from string) (*Probe, error) {
	p := &Probe{URL: address, From: from, Form: PageForm}
	page, err := s.visit(ctx, p)
	if page == nil {
		return p, err
	}
	p.page = page
	links, err := extract.Links(page)
	if err != nil {
		p.Problem, p.Advice = words(err.Error()), "name a page of links"
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
func (p *Probe) moved(page *scraper.Page) {
	if page.MovedForGood() {
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
		return words(err.Error()), "" // it says what to do itself
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

// words returns a stranger's words, or those of an error, on one line.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }
