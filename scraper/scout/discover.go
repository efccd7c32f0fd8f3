package scout

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dateline/scraper"
	"dateline/scraper/canon"
	"dateline/scraper/extract"
	"dateline/scraper/feed"
	"dateline/scraper/fetch"
)

// How many addresses are asked for, of those that a site names itself.
const (
	mostAnnounced = 5 // feeds of its front page
	mostNamed     = 4 // sitemaps of its robots.txt
	mostSections  = 3
)

// Where sites keep what they do not announce, the likeliest first.
var (
	usualFeeds    = []string{"/feed/", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"}
	usualSitemaps = []string{"/news-sitemap.xml", "/sitemap.xml", "/sitemap_index.xml"}
)

// A Discovery is what was found out about a site.
type Discovery struct {
	URL      string   `json:"url"`
	Name     string   `json:"name"`
	Robots   string   `json:"robots"`             // what robots.txt says, in words
	Found    []*Probe `json:"found"`              // feeds and sitemaps that the site names or that answered; those that do not read with the problem
	Sections []*Probe `json:"sections,omitempty"` // pages that lead to articles, where there is nothing better
	Tried    []*Probe `json:"tried,omitempty"`    // usual places where nothing is

	links *extract.Leads
	rules Robots
}

// An AddressError says why there is no site at what was given as its address.
type AddressError struct{ Err error }

func (e *AddressError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong with the address.
func (e *AddressError) Unwrap() error { return e.Err }

// Discover finds out what a site announces, given its address, with or without a scheme, or
// that of a feed. That it cannot be reached is an error, and an [AddressError] that there
// is no such address.
func (s *Scout) Discover(ctx context.Context, raw string) (*Discovery, error) {
	schemes := []string{""}
	if !strings.Contains(raw, "://") {
		schemes = []string{"https://", "http://"}
	}
	var found *Discovery
	var err error
	for _, scheme := range schemes {
		address, wrong := canon.URL(scheme+raw, "")
		if wrong == nil {
			wrong = s.client.Check(address)
		}
		if wrong != nil {
			return nil, &AddressError{wrong}
		}
		if found, err = s.discover(ctx, address); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	found.Name = found.Outlet().Name
	return found, nil
}

func (s *Scout) discover(ctx context.Context, address string) (*Discovery, error) {
	d := &Discovery{URL: address, Found: []*Probe{}}
	rules, err := s.client.Robots(ctx, address)
	if err != nil {
		return nil, err
	}
	d.Robots, d.rules = "it has nothing against our visits", newRobots(rules, s.agent, address)
	if !d.rules.Allowed {
		d.Robots = "it asks us not to read " + address
	}
	page, err := s.get(ctx, address)
	var status *fetch.StatusError
	switch {
	case err == nil:
		d.URL = page.FinalURL
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !errors.Is(err, fetch.ErrDisallowed) && !errors.As(err, &status):
		return nil, err
	}
	if page != nil && d.isFeed(page) {
		return d, nil
	}
	if page != nil {
		d.read(page)
	}
	if err := s.announced(ctx, d, rules.Sitemaps()); err != nil {
		return nil, err
	}
	for _, places := range []struct {
		paths []string
		had   bool
	}{{usualFeeds, d.has(isFeedForm)}, {usualSitemaps, d.has(isSitemapForm)}} {
		if places.had {
			continue
		}
		if err := s.usual(ctx, d, places.paths); err != nil {
			return nil, err
		}
	}
	if !d.has((*Probe).Good) {
		if err := s.sections(ctx, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// isFeed reports whether the address that was given is a feed or sitemap itself.
func (d *Discovery) isFeed(page *scraper.Page) bool {
	f, err := feed.Parse(page.Body, page.FinalURL)
	if err != nil {
		return false
	}
	p := &Probe{URL: page.FinalURL, From: "you"}
	p.holds(f)
	d.URL, d.Found = frontPage(page.FinalURL), []*Probe{p}
	return true
}

// read takes what the front page says.
func (d *Discovery) read(page *scraper.Page) {
	d.links, _ = extract.Links(page) // what is no page leads nowhere
	// A front page is no article, but what is read of it comes with the error.
	if article, _ := extract.Read(page, nil); article != nil {
		d.Name = words(article.SiteName)
	}
}

// announced tests what the front page and robots.txt name.
func (s *Scout) announced(ctx context.Context, d *Discovery, sitemaps []string) error {
	had := map[string]bool{}
	test := func(address, from string) error {
		if had[address] {
			return nil
		}
		had[address] = true
		p, err := s.list(ctx, address, from)
		if err == nil {
			d.Found = append(d.Found, p)
		}
		return err
	}
	if d.links != nil {
		feeds := slices.DeleteFunc(d.links.Feeds, func(u string) bool { return strings.Contains(u, "comments") })
		for _, u := range feeds[:min(len(feeds), mostAnnounced)] {
			if err := test(u, "front page"); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(sitemaps, func(a, b string) int { return newsFirst(a) - newsFirst(b) })
	for _, raw := range sitemaps[:min(len(sitemaps), mostNamed)] {
		u, err := canon.URL(raw, d.URL)
		if err != nil {
			continue
		}
		if err := test(u, "robots.txt"); err != nil {
			return err
		}
	}
	return nil
}

// newsFirst orders sitemaps: those of news first, those of pictures last.
func newsFirst(address string) int {
	switch name := strings.ToLower(address); {
	case strings.Contains(name, "news"):
		return 0
	case strings.Contains(name, "image"), strings.Contains(name, "video"):
		return 2
	}
	return 1
}

// usual tries the usual places until something is found.
func (s *Scout) usual(ctx context.Context, d *Discovery, paths []string) error {
	for _, path := range paths {
		u, err := canon.URL(path, d.URL)
		if err != nil || slices.ContainsFunc(d.Found, func(p *Probe) bool { return p.URL == u }) {
			continue
		}
		p, err := s.list(ctx, u, "usual place")
		if err != nil {
			return err
		}
		if p.Good() {
			d.Found = append(d.Found, p)
			return nil
		}
		d.Tried = append(d.Tried, p)
	}
	return nil
}

// sections tests the pages under which most articles of the front page stand.
func (s *Scout) sections(ctx context.Context, d *Discovery) error {
	if d.links == nil {
		return nil
	}
	for _, path := range sectionPaths(d.links.Articles) {
		u, err := canon.URL(path, d.URL)
		if err != nil {
			continue
		}
		p, err := s.leads(ctx, u, "front page")
		if err != nil {
			return err
		}
		if p.Good() {
			d.Sections = append(d.Sections, p)
		}
	}
	if len(d.Sections) == 0 && len(d.links.Articles) > 0 {
		d.Sections = []*Probe{{URL: d.URL, From: "you", Form: PageForm, Items: len(d.links.Articles)}}
	}
	return nil
}

// sectionPaths returns the first parts of the addresses of articles that three
// of them share, the most frequent first.
func sectionPaths(articles []string) (paths []string) {
	count := map[string]int{}
	for _, address := range articles {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		first, rest, _ := strings.Cut(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
		if _, err := strconv.Atoi(first); err == nil || first == "" || rest == "" {
			continue // a year is no section
		}
		path := "/" + first + "/"
		if count[path]++; count[path] == 3 {
			paths = append(paths, path)
		}
	}
	slices.SortStableFunc(paths, func(a, b string) int { return count[b] - count[a] })
	return paths[:min(len(paths), mostSections)]
}

func isFeedForm(p *Probe) bool { return p.Good() && !isSitemapForm(p) }

func isSitemapForm(p *Probe) bool {
	return p.Good() && slices.Contains([]feed.Form{feed.Sitemap, feed.NewsSitemap, feed.TextSitemap, feed.Index}, feed.Form(p.Form))
}

func (d *Discovery) has(what func(*Probe) bool) bool { return slices.ContainsFunc(d.Found, what) }

// Outlet returns the outlet that was found: its name and front page, and what there is to
// read regularly, which may be nothing.
func (d *Discovery) Outlet() scraper.Outlet {
	o := scraper.Outlet{Name: d.Name, Home: d.URL}
	for _, p := range d.Found {
		switch address := cmp.Or(p.Moved, p.URL); {
		case isSitemapForm(p):
			o.Sitemaps = append(o.Sitemaps, address)
		case p.Good():
			o.Feeds = append(o.Feeds, address)
			o.Name = cmp.Or(o.Name, words(p.Title))
		}
	}
	for _, p := range d.Sections {
		o.Pages = append(o.Pages, p.URL)
	}
	o.Name = cmp.Or(o.Name, o.Host())
	return o
}
