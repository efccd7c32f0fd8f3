package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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

// A discovery is what was found out about a site.
type discovery struct {
	URL      string   `json:"url"`
	Name     string   `json:"name"`
	Robots   string   `json:"robots"`             // what robots.txt says, in words
	Found    []*probe `json:"found"`              // feeds and sitemaps that the site names or that answered; those that do not read with the problem
	Sections []*probe `json:"sections,omitempty"` // pages that lead to articles, where there is nothing better
	Tried    []*probe `json:"tried,omitempty"`    // usual places where nothing is
	TOML     string   `json:"toml,omitempty"`     // the table to paste; empty if nothing was found

	links *extract.Leads
}

// discoverOutlet proposes the feeds and sitemaps of a site.
func (a *app) discoverOutlet(ctx context.Context, raw string, f format) error {
	schemes := []string{""}
	if !strings.Contains(raw, "://") {
		schemes = []string{"https://", "http://"}
	}
	s := a.scout()
	var d *discovery
	var err error
	for _, scheme := range schemes {
		address, wrong := canon.URL(scheme+raw, "")
		if wrong != nil {
			return usageError{wrong}
		}
		if d, err = s.discover(ctx, address); err == nil || ctx.Err() != nil {
			break
		}
	}
	s.tell.done()
	if err != nil {
		return err
	}
	if at := outlets(a.cfg.outlets).host(hostOf(d.URL)); at != nil {
		fmt.Fprintln(a.err, plain(fmt.Sprintf("%s is in dateline.toml already, as %q: do not paste a second table", hostOf(d.URL), at.Name)))
	}
	if f == jsonFormat {
		return errors.Join(writeJSON(a.out, d), d.nothing())
	}
	if err := a.showDiscovery(d); err != nil {
		return err
	}
	return d.nothing()
}

// nothing returns an error if nothing was found.
func (d *discovery) nothing() error {
	if d.TOML != "" {
		return nil
	}
	return fmt.Errorf("nothing to read regularly was found at %s (%s): look there for an RSS link or a page that lists articles, and name it in dateline.toml", d.URL, d.Robots)
}

func (a *app) showDiscovery(d *discovery) error {
	var rows [][]string
	for _, p := range slices.Concat(d.Found, d.Sections) {
		rows = append(rows, []string{cmp.Or(p.Form, "?"), p.URL, strconv.Itoa(p.Items), day(p.Newest), p.From, cmp.Or(p.Problem, "ok")})
	}
	if len(rows) > 0 {
		if err := writeTable(a.out, width(a.out), []column{
			{head: "WHAT", most: 13}, {head: "ADDRESS"}, {head: "ITEMS", most: 7}, {head: "NEWEST", most: 10}, {head: "FROM", most: 11, spare: true}, {head: "SAYS", most: 48},
		}, rows); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.err, "robots.txt: %s\n", d.Robots)
	if d.TOML == "" {
		return nil
	}
	_, err := fmt.Fprintf(a.out, "\n%s", d.TOML)
	return err
}

// discover finds out what a site announces. That it cannot be reached is an error.
func (s *scout) discover(ctx context.Context, address string) (*discovery, error) {
	d := &discovery{URL: address, Found: []*probe{}}
	rules, err := s.client.Robots(ctx, address)
	if err != nil {
		return nil, err
	}
	d.Robots = "it has nothing against our visits"
	if !rules.Allowed(s.agent, address) {
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
		d.propose()
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
	if !d.has((*probe).good) {
		if err := s.sections(ctx, d); err != nil {
			return nil, err
		}
	}
	d.propose()
	return d, nil
}

// isFeed reports whether the address that was given is a feed or sitemap itself.
func (d *discovery) isFeed(page *scraper.Page) bool {
	f, err := feed.Parse(page.Body, page.FinalURL)
	if err != nil {
		return false
	}
	p := &probe{URL: page.FinalURL, From: "you"}
	p.holds(f)
	d.URL, d.Found = frontPage(page.FinalURL), []*probe{p}
	return true
}

// read takes what the front page says.
func (d *discovery) read(page *scraper.Page) {
	d.links, _ = extract.Links(page) // what is no page leads nowhere
	// A front page is no article, but what is read of it comes with the error.
	if article, _ := extract.Read(page, nil); article != nil {
		d.Name = plain(article.SiteName)
	}
}

// announced tests what the front page and robots.txt name.
func (s *scout) announced(ctx context.Context, d *discovery, sitemaps []string) error {
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
func (s *scout) usual(ctx context.Context, d *discovery, paths []string) error {
	for _, path := range paths {
		u, err := canon.URL(path, d.URL)
		if err != nil || slices.ContainsFunc(d.Found, func(p *probe) bool { return p.URL == u }) {
			continue
		}
		p, err := s.list(ctx, u, "usual place")
		if err != nil {
			return err
		}
		if p.good() {
			d.Found = append(d.Found, p)
			return nil
		}
		d.Tried = append(d.Tried, p)
	}
	return nil
}

// sections tests the pages under which most articles of the front page stand.
func (s *scout) sections(ctx context.Context, d *discovery) error {
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
		if p.good() {
			d.Sections = append(d.Sections, p)
		}
	}
	if len(d.Sections) == 0 && len(d.links.Articles) > 0 {
		d.Sections = []*probe{{URL: d.URL, From: "you", Form: pageForm, Items: len(d.links.Articles)}}
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

func isFeedForm(p *probe) bool { return p.good() && !isSitemapForm(p) }

func isSitemapForm(p *probe) bool {
	return p.good() && slices.Contains([]feed.Form{feed.Sitemap, feed.NewsSitemap, feed.TextSitemap, feed.Index}, feed.Form(p.Form))
}

func (d *discovery) has(what func(*probe) bool) bool { return slices.ContainsFunc(d.Found, what) }

// propose writes the table of what was found.
func (d *discovery) propose() {
	o := outletConf{Home: d.URL}
	for _, p := range d.Found {
		switch address := cmp.Or(p.Moved, p.URL); {
		case isSitemapForm(p):
			o.Sitemaps = append(o.Sitemaps, address)
		case p.good():
			o.Feeds = append(o.Feeds, address)
			d.Name = cmp.Or(d.Name, plain(p.Title))
		}
	}
	for _, p := range d.Sections {
		o.Pages = append(o.Pages, p.URL)
	}
	d.Name = cmp.Or(d.Name, hostOf(d.URL))
	o.Name = d.Name
	if len(o.Feeds)+len(o.Sitemaps)+len(o.Pages) > 0 {
		d.TOML = o.table()
	}
}
