package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"dateline/scraper"
	"dateline/scraper/canon"
	"dateline/scraper/extract"
	"dateline/scraper/feed"
)

const (
	stale      = 90 * 24 * time.Hour // the newest item of a list that is kept is not older
	mostRead   = 3                   // articles that are tried until one can be read
	shortText  = 500                 // characters; an article that is read in full has more
	slowVisits = 30 * time.Second    // a Crawl-delay worth a note
)

// A checkup is what was found out about one configured outlet.
type checkup struct {
	Outlet   string       `json:"outlet"`
	Home     string       `json:"home"`
	Robots   robotsSays   `json:"robots"`
	Lists    []*probe     `json:"lists"`             // feeds, sitemaps and pages, in the order of the configuration
	Article  *articleRead `json:"article,omitempty"` // one of the newest; left out if none could be found
	Problems []string     `json:"problems"`          // each with what to do
	Notes    []string     `json:"notes,omitempty"`   // worth knowing, but nothing is wrong
}

// A robotsSays is what robots.txt says of an outlet's front page.
type robotsSays struct {
	Allowed bool    `json:"allowed"`
	Delay   float64 `json:"crawl_delay,omitempty"` // seconds; left out if none is stated
	Problem string  `json:"problem,omitempty"`     // why it could not be had
}

// An articleRead is what could be read of an article.
type articleRead struct {
	URL        string     `json:"url"`
	Headline   string     `json:"headline"`
	Bylines    []string   `json:"bylines"`
	Published  *time.Time `json:"published,omitempty"`
	Kind       string     `json:"kind"`
	Characters int        `json:"characters"`
	Partial    string     `json:"partial,omitempty"` // why the text is only a part
}

func (c *checkup) wrong(says string, args ...any) {
	c.Problems = append(c.Problems, fmt.Sprintf(says, args...))
}

func (c *checkup) note(says string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(says, args...))
}

// checkOutlets tests outlets, several at once: each has hosts of its own.
func (a *app) checkOutlets(ctx context.Context, list outlets, f format) error {
	s := a.scout()
	checkups := make([]*checkup, len(list))
	errs := make([]error, len(list))
	var wait sync.WaitGroup
	turns := make(chan struct{}, a.cfg.Crawl.Workers)
	for i := range list {
		wait.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			checkups[i], errs[i] = s.check(ctx, &list[i])
		})
	}
	wait.Wait()
	s.tell.done()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if a.cfg.Contact == "" {
		fmt.Fprintln(a.err, "no contact is configured: fill in contact in dateline.toml, so that the owners of sites can write to you")
	}
	show := a.showCheckups
	if f == jsonFormat {
		show = func(list []*checkup) error { return writeJSON(a.out, list) }
	}
	if err := show(checkups); err != nil {
		return err
	}
	if slices.ContainsFunc(checkups, func(c *checkup) bool { return len(c.Problems) > 0 }) {
		return errSome
	}
	return nil
}

// check tests one outlet. Its error is that we are told to stop.
func (s *scout) check(ctx context.Context, o *scraper.Outlet) (*checkup, error) {
	c := &checkup{Outlet: o.Name, Home: o.Home, Lists: []*probe{}, Problems: []string{}}
	rules, err := s.client.Robots(ctx, o.Home)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var sitemaps []string
	if err != nil {
		c.Robots.Problem = oneLine(err)
		c.wrong("%s", c.Robots.Problem)
	} else {
		sitemaps = rules.Sitemaps()
		c.Robots.Allowed = rules.Allowed(s.agent, o.Home)
		if pause, stated := rules.Delay(s.agent); stated {
			c.Robots.Delay = pause.Seconds()
			if pause > slowVisits {
				c.note("robots.txt asks for %s between two visits: its articles come slowly", pause)
			}
		}
	}
	if err := s.lists(ctx, c, o, sitemaps); err != nil {
		return nil, err
	}
	for _, p := range c.Lists {
		s.judge(c, p)
	}
	return c, s.newest(ctx, c, o)
}

// lists tests the feeds, sitemaps and pages of an outlet; if it names none,
// those that a crawl would find.
func (s *scout) lists(ctx context.Context, c *checkup, o *scraper.Outlet, sitemaps []string) error {
	const from = "dateline.toml"
	add := func(test func(ctx context.Context, address, from string) (*probe, error), from string, urls ...string) error {
		for _, u := range urls {
			if !s.reachable(c, u) {
				continue
			}
			p, err := test(ctx, u, from)
			if err != nil {
				return err
			}
			c.Lists = append(c.Lists, p)
		}
		return nil
	}
	err := errors.Join(add(s.list, from, o.Feeds...), add(s.list, from, o.Sitemaps...), add(s.leads, from, o.Pages...))
	if err != nil || !selfFinding(o) || c.Robots.Problem != "" {
		return err
	}
	front, err := s.leads(ctx, o.Home, "home")
	if err != nil {
		return err
	}
	var feeds []string
	if front.page != nil {
		if links, err := extract.Links(front.page); err == nil {
			feeds = links.Feeds[:min(len(links.Feeds), mostAnnounced)]
		}
	}
	for i, raw := range sitemaps {
		if sitemaps[i], err = canon.URL(raw, o.Home); err != nil {
			sitemaps[i] = raw
		}
	}
	if err := errors.Join(add(s.list, "front page", feeds...), add(s.list, "robots.txt", sitemaps[:min(len(sitemaps), mostNamed)]...)); err != nil {
		return err
	}
	if slices.ContainsFunc(c.Lists, (*probe).good) && front.page != nil {
		front.Problem, front.Advice = "", "" // what it announces does
	}
	c.Lists = append([]*probe{front}, c.Lists...)
	return nil
}

// reachable reports whether it is any use to ask for an address: where the
// robots.txt of its host cannot be had, that was said already.
func (s *scout) reachable(c *checkup, address string) bool {
	return c.Robots.Problem == "" || !sameSite(c.Home, address)
}

func sameSite(a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	return errA == nil && errB == nil && u.Scheme == v.Scheme && u.Host == v.Host
}

// judge says what is wrong with a list.
func (s *scout) judge(c *checkup, p *probe) {
	if p.Problem == "" && p.Newest != nil && s.now.Sub(*p.Newest) > stale {
		p.Problem, p.Advice = "its newest item is of "+day(p.Newest), "it may be kept no more; let 'dateline outlets discover' look for another"
	}
	if p.Problem != "" {
		c.wrong("%s: %s", p.URL, withAdvice(p.Problem, p.Advice))
	}
	if p.Moved != "" {
		c.note("%s has moved for good: name %s in dateline.toml", p.URL, p.Moved)
	}
}

// newest reads one of the newest articles that the lists lead to.
func (s *scout) newest(ctx context.Context, c *checkup, o *scraper.Outlet) error {
	items, err := s.candidates(ctx, c)
	if err != nil || len(items) == 0 {
		return err // why there are none was said
	}
	var last string
	for _, it := range items[:min(len(items), mostRead)] {
		page, err := s.get(ctx, it.URL)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			problem, _ := trouble(err) // the advice is for addresses that are configured
			last = withAdvice(it.URL+": "+problem, "look at it in a browser")
			continue
		}
		article, err := extract.Read(page, o)
		if err != nil {
			last = fmt.Sprintf("%s: %s: see what 'dateline trace' makes of it", it.URL, oneLine(err))
			continue
		}
		c.read(article)
		return nil
	}
	c.wrong("none of the newest articles could be read; %s", last)
	return nil
}

// candidates returns what the lists lead to, newest first. An index of sitemaps
// leads to articles through one of its sitemaps.
func (s *scout) candidates(ctx context.Context, c *checkup) ([]feed.Item, error) {
	var items []feed.Item
	for _, p := range c.Lists {
		items = append(items, p.items...)
	}
	for _, p := range c.Lists {
		if len(items) > 0 || len(p.sitemaps) == 0 {
			continue
		}
		u := slices.MinFunc(p.sitemaps, func(a, b string) int { return newsFirst(a) - newsFirst(b) })
		inner, err := s.list(ctx, u, "sitemap index")
		if err != nil {
			return nil, err
		}
		if !inner.good() {
			c.wrong("%s, which %s names: %s", u, p.URL, withAdvice(inner.Problem, inner.Advice))
		}
		items = append(items, inner.items...)
	}
	slices.SortStableFunc(items, func(a, b feed.Item) int { return latest(b).Compare(latest(a)) })
	return items, nil
}

func latest(it feed.Item) time.Time {
	if it.Updated.After(it.Published) {
		return it.Updated
	}
	return it.Published
}

// read takes what was read of an article, and says what is missing.
func (c *checkup) read(a *scraper.Article) {
	c.Article = &articleRead{
		URL: a.URL, Headline: a.Headline, Bylines: append([]string{}, a.Bylines...), Kind: a.Kind.String(),
		Characters: utf8.RuneCountInString(a.Text), Partial: a.Partial,
	}
	const look = "see what 'dateline trace' makes of it"
	if a.Published.Time.IsZero() {
		c.wrong("%s: no day of publication was found: %s", a.URL, look)
	} else {
		c.Article.Published = &a.Published.Time
	}
	if a.Headline == "" {
		c.wrong("%s: no headline was found: %s", a.URL, look)
	}
	switch n := c.Article.Characters; {
	case a.Partial != "":
		c.wrong("%s: only a part of the text is to be had (%s): ask the outlet for access", a.URL, a.Partial)
	case n < shortText:
		c.wrong("%s: only %s of text were found: the rest may be behind a paywall, or put there by scripts; %s", a.URL, plural(n, "character"), look)
	}
	if len(a.Bylines) == 0 {
		c.note("%s: no author was found", a.URL)
	}
	if slices.Contains(a.Asks, "noarchive") {
		c.note("%s asks not to be archived", a.URL)
	}
}

func (a *app) showCheckups(list []*checkup) error {
	var rows [][]string
	for _, c := range list {
		name := c.Outlet
		row := func(what, address string, n, newest, says string) {
			rows = append(rows, []string{name, what, address, n, newest, says})
			name = ""
		}
		row("robots.txt", hostOf(c.Home), "", "", c.Robots.says())
		for _, p := range c.Lists {
			row(cmp.Or(p.Form, "?"), p.URL, fmt.Sprint(p.Items), day(p.Newest), cmp.Or(p.Problem, "ok"))
		}
		if r := c.Article; r != nil {
			by := ""
			if len(r.Bylines) > 0 {
				by = ", by " + strings.Join(r.Bylines, ", ")
			}
			row("article", r.URL, "", day(r.Published), fmt.Sprintf("%s: %s, %d characters%s", cmp.Or(r.Headline, "no headline"), r.Kind, r.Characters, by))
		}
	}
	if err := writeTable(a.out, width(a.out), []column{
		{head: "OUTLET", most: 22}, {head: "WHAT", most: 13}, {head: "ADDRESS"}, {head: "ITEMS", most: 6, spare: true}, {head: "NEWEST", most: 10}, {head: "SAYS", most: 60},
	}, rows); err != nil {
		return err
	}
	wrong := 0
	for _, c := range list {
		for _, says := range c.Problems {
			fmt.Fprintf(a.out, "\n%s: %s\n", plain(c.Outlet), plain(says))
		}
		for _, says := range c.Notes {
			fmt.Fprintf(a.out, "\n%s: (note) %s\n", plain(c.Outlet), plain(says))
		}
		if len(c.Problems) > 0 {
			wrong++
		}
	}
	if wrong == 0 {
		fmt.Fprintf(a.out, "\n%s: nothing is wrong\n", plural(len(list), "outlet"))
	}
	return nil
}

// says returns what robots.txt says, in words.
func (r robotsSays) says() string {
	switch {
	case r.Problem != "":
		return r.Problem
	case !r.Allowed:
		return "asks us not to read the front page"
	case r.Delay > 0:
		return fmt.Sprintf("ok, a visit every %gs", r.Delay)
	}
	return "ok"
}
