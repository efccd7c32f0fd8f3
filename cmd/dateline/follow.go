package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/api"
	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
	"dateline/scraper"
	"dateline/scraper/feed"
	"dateline/scraper/scout"
	"dateline/ui"
)

var _ api.Roster = (*crawler)(nil)

// surveyTime is how long looking at a site may take: its host is asked at its own pace.
const surveyTime = 2 * time.Minute

// Survey says what following a site would bring. It keeps the pace of the crawl.
func (c *crawler) Survey(ctx context.Context, address string) (*api.Survey, error) {
	ctx, cancel := context.WithTimeout(ctx, surveyTime)
	defer cancel()
	o, found, err := scout.New(c.client, c.agent, scout.Options{}).Survey(ctx, address)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &indexer.QueryError{Field: "url", Says: oneLine(err)}
	}
	if at := c.outlets().like(o); at != nil {
		found.Problems = append(found.Problems, c.roster.followed(at).Error())
	}
	return &api.Survey{Outlet: newsdesk.NewOutletDraft(o), Checkup: found}, nil
}

// Follow has an outlet visited from now on.
func (c *crawler) Follow(ctx context.Context, d newsdesk.OutletDraft) (*newsdesk.Outlet, error) {
	o, err := c.checked(d)
	if err != nil {
		return nil, err
	}
	c.roster.turn.Lock()
	defer c.roster.turn.Unlock()
	kept, err := c.followOne(ctx, o)
	if err != nil {
		return nil, err
	}
	return kept, c.reconfigure(ctx)
}

// followOne keeps an outlet that is not followed yet. Whoever calls it has the turn.
func (c *crawler) followOne(ctx context.Context, o scraper.Outlet) (*newsdesk.Outlet, error) {
	if at := c.roster.configured.like(o); at != nil {
		return nil, c.roster.followed(at)
	}
	return c.roster.desk.Follow(ctx, o)
}

// checked returns the outlet of a draft, whose addresses may all be visited.
func (c *crawler) checked(d newsdesk.OutletDraft) (scraper.Outlet, error) {
	o, field, err := (outletConf{Name: d.Name, Home: d.Home, Feeds: d.Feeds, Sitemaps: d.Sitemaps, Pages: d.Pages}).outlet()
	if err != nil {
		return o, &indexer.QueryError{Field: field, Says: oneLine(err)}
	}
	for _, list := range []struct {
		field string
		urls  []string
	}{{"home", []string{o.Home}}, {"feeds", o.Feeds}, {"sitemaps", o.Sitemaps}, {"pages", o.Pages}} {
		for _, u := range list.urls {
			if err := c.client.Check(u); err != nil {
				return o, &indexer.QueryError{Field: list.field, Says: oneLine(err)}
			}
		}
	}
	return o, nil
}

// FollowOPML has the outlets that an OPML lists visited from now on, and says of each what
// became of it, and what is no outlet.
func (c *crawler) FollowOPML(ctx context.Context, body []byte) ([]api.Added, error) {
	o, err := feed.ParseOPML(body)
	if err != nil {
		return nil, &indexer.QueryError{Field: "opml", Says: oneLine(err) + ": export the feeds of your reader as OPML"}
	}
	list, skipped := scout.FromOPML(o)
	c.roster.turn.Lock()
	defer c.roster.turn.Unlock()
	var told []api.Added
	for _, o := range list {
		one, err := c.followListed(ctx, o)
		if err != nil {
			return nil, errors.Join(err, c.reconfigure(ctx))
		}
		told = append(told, one)
	}
	for _, says := range skipped {
		told = append(told, api.Added{State: api.Refused, Says: says})
	}
	return told, c.reconfigure(ctx)
}

// followListed follows an outlet of a list, and says what became of it. Its error is ours.
func (c *crawler) followListed(ctx context.Context, listed scraper.Outlet) (api.Added, error) {
	told := api.Added{URL: listed.Home, State: api.Queued, Says: fmt.Sprintf("%s, with %s", listed.Name, plural(len(listed.Feeds), "feed"))}
	o, err := c.checked(newsdesk.NewOutletDraft(listed))
	if err == nil {
		_, err = c.followOne(ctx, o)
	}
	var followed *newsdesk.FollowedError
	var wrong *indexer.QueryError
	switch {
	case errors.As(err, &followed):
		told.State, told.Says = api.Known, followed.Error()
	case errors.As(err, &wrong):
		told.State, told.Says = api.Refused, wrong.Error()
	case err != nil:
		return told, err
	}
	return told, nil
}

// Unfollow has the outlet at a host visited no more, unless the configuration names it.
func (c *crawler) Unfollow(ctx context.Context, host string) error {
	c.roster.turn.Lock()
	defer c.roster.turn.Unlock()
	err := c.roster.desk.Unfollow(ctx, host)
	if at := c.roster.configured.host(host); errors.Is(err, indexer.ErrNotFound) && at != nil {
		return &indexer.QueryError{Field: "host", Says: fmt.Sprintf("%s stands in dateline.toml: take it out there, and start anew", at.Name)}
	}
	if err != nil {
		return err
	}
	return c.reconfigure(ctx)
}

// OPML returns the outlets that are followed as OPML.
func (c *crawler) OPML() []byte {
	o, _ := scout.ToOPML(c.outlets())
	return feed.FormatOPML(o)
}

// reconfigure reads the roster anew, and has what it names visited.
func (c *crawler) reconfigure(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // what was kept is done, whoever waits for it
	if err := c.roster.load(ctx); err != nil {
		return err
	}
	if err := c.configure(ctx); err != nil {
		return err
	}
	c.nudge()
	return nil
}

// configure takes the addresses of the outlets that are followed into the queue, and those
// of others out of it.
func (p *pipeline) configure(ctx context.Context) error {
	return p.db.Update(ctx, func(tx *sql.Tx) error {
		return p.front.Configure(ctx, tx, p.outlets().addresses())
	})
}

// A pageRoster is a crawler as pages have outlets followed by it.
type pageRoster struct{ *crawler }

var _ ui.Roster = pageRoster{}

// Survey says what following a site would bring.
func (p pageRoster) Survey(ctx context.Context, address string) (newsdesk.OutletDraft, *scout.Checkup, error) {
	found, err := p.crawler.Survey(ctx, address)
	if err != nil {
		return newsdesk.OutletDraft{}, nil, err
	}
	return found.Outlet, found.Checkup, nil
}

// Outdone returns the outlets that were added, and that the configuration names as well.
func (p pageRoster) Outdone() []newsdesk.Outlet { return *p.roster.outdone.Load() }

// FollowOPML has the outlets of an OPML visited from now on.
func (p pageRoster) FollowOPML(ctx context.Context, body []byte) ([]ui.Added, error) {
	told, err := p.crawler.FollowOPML(ctx, body)
	return shown(told), err
}

// shown returns what became of addresses as pages show it.
func shown(told []api.Added) []ui.Added {
	added := make([]ui.Added, len(told))
	for i, t := range told {
		added[i] = ui.Added{URL: t.URL, Taken: t.State != api.Refused, Says: t.Says}
	}
	return added
}
