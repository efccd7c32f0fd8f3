package scout

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"dateline/scraper"
	"dateline/scraper/canon"
	"dateline/scraper/extract"
	"dateline/scraper/feed"
	"dateline/scraper/robots"
)

const (
	stale      = 90 * 24 * time.Hour // the newest item of a list that is kept is not older
	mostRead   = 3                   // articles that are tried until one can be read
	shortText  = 500                 // characters; an article that is read in full has more
	slowVisits = 30 * time.Second    // a Crawl-delay worth a note
)

// A Checkup is what was found out about one configured outlet.
type Checkup struct {
	Outlet   string       `json:"outlet"`
	Home     string       `json:"home"`
	Robots   Robots       `json:"robots"`
	Lists    []*Probe     `json:"lists"`             // feeds, sitemaps and pages, in the order of the configuration
	Article  *ArticleRead `json:"article,omitempty"` // one of the newest; left out if none could be found
	Problems []string     `json:"problems"`          // each with what to do
	Notes    []string     `json:"notes,omitempty"`   // worth knowing, but nothing is wrong
}

// A Robots is what robots.txt says of an outlet's front page.
type Robots struct {
	Allowed bool    `json:"allowed"`
	Delay   float64 `json:"crawl_delay,omitempty"` // seconds; left out if none is stated
	Problem string  `json:"problem,omitempty"`     // why it could not be had
}

// An ArticleRead is what could be read of an article.
type ArticleRead struct {
	URL        string     `json:"url"`
	Headline   string     `json:"headline"`
	Bylines    []string   `json:"bylines"`
	Published  *time.Time `json:"published,omitempty"`
	Kind       string     `json:"kind"`
	Characters int        `json:"characters"`
	Partial    string     `json:"partial,omitempty"` // why the text is only a part
}

func (c *Checkup) wrong(says string, args ...any) {
	c.Problems = append(c.Problems, fmt.Sprintf(says, args...))
}

func (c *Checkup) note(says string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(says, args...))
}

// Check tests one outlet. Its error is that we are told to stop.
func (s *Scout) Check(ctx context.Context, o *scraper.Outlet) (*Checkup, error) {
	c := &Checkup{Outlet: o.Name, Home: o.Home, Lists: []*Probe{}, Problems: []string{}}
	rules, err := s.client.Robots(ctx, o.Home)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var sitemaps []string
	if err != nil {
		c.Robots.Problem = words(err.Error())
		c.wrong("%s", c.Robots.Problem)
	} else {
		sitemaps = rules.Sitemaps()
		c.Robots = newRobots(rules, s.agent, o.Home)
		c.slow()
	}
	if err := s.lists(ctx, c, o, sitemaps); err != nil {
		return nil, err
	}
	for _, p := range c.Lists {
		s.judge(c, p)
	}
	return c, s.newest(ctx, c, o)
}

// newRobots returns what rules say of us and a front page.
func newRobots(rules *robots.Rules, agent, home string) Robots {
	r := Robots{Allowed: rules.Allowed(agent, home)}
	if pause, stated := rules.Delay(agent); stated {
		r.Delay = pause.Seconds()
	}
	return r
}

// slow notes that a site wants few visits.
func (c *Checkup) slow() {
	if pause := time.Duration(c.Robots.Delay * float64(time.Second)); pause > slowVisits {
		c.note("robots.txt asks for %s between two visits: its articles come slowly", pause)
	}
}

// lists tests the feeds, sitemaps and pages of an outlet; if it names none,
// those that a crawl would find.
func (s *Scout) lists(ctx context.Context, c *Checkup, o *scraper.Outlet, sitemaps []string) error {
	const from = "dateline.toml"
	add := func(test func(ctx context.Context, address, from string) (*Probe, error), from string, urls ...string) error {
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
	if err != nil || !o.SelfFinding() || c.Robots.Problem != "" {
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
	if slices.ContainsFunc(c.Lists, (*Probe).Good) && front.page != nil {
		front.Problem, front.Advice = "", "" // what it announces does
	}
	c.Lists = append([]*Probe{front}, c.Lists...)
	return nil
}

// reachable reports whether it is any use to ask for an address: where the
// robots.txt of its host cannot be had, that was said already.
func (s *Scout) reachable(c *Checkup, address string) bool {
	return c.Robots.Problem == "" || !sameSite(c.Home, address)
}

func sameSite(a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	return errA == nil && errB == nil && u.Scheme == v.Scheme && u.Host == v.Host
}

// judge says what is wrong with a list.
func (s *Scout) judge(c *Checkup, p *Probe) {
	if p.Problem == "" && p.Newest != nil && s.now().Sub(*p.Newest) > stale {
		p.Problem, p.Advice = "its newest item is of "+p.Newest.Format(time.DateOnly), "it may be kept no more; let 'dateline outlets discover' look for another"
	}
	if p.Problem != "" {
		c.wrong("%s: %s", p.URL, withAdvice(p.Problem, p.Advice))
	}
	if p.Moved != "" {
		c.note("%s has moved for good: name %s in dateline.toml", p.URL, p.Moved)
	}
}

// newest reads one of the newest articles that the lists lead to.
func (s *Scout) newest(ctx context.Context, c *Checkup, o *scraper.Outlet) error {
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
			last = fmt.Sprintf("%s: %s: see what 'dateline trace' makes of it", it.URL, words(err.Error()))
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
func (s *Scout) candidates(ctx context.Context, c *Checkup) ([]feed.Item, error) {
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
		if !inner.Good() {
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
func (c *Checkup) read(a *scraper.Article) {
	c.Article = &ArticleRead{
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
		c.wrong("%s: only %s of text were found: the rest may be behind a paywall, or put there by scripts; %s", a.URL, fmt.Sprintf("%d characters", n), look)
	}
	if len(a.Bylines) == 0 {
		c.note("%s: no author was found", a.URL)
	}
	if slices.Contains(a.Asks, "noarchive") {
		c.note("%s asks not to be archived", a.URL)
	}
}

// Says returns what robots.txt says, in words.
func (r Robots) Says() string {
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
