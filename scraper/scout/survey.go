package scout

import (
	"context"

	"dateline/scraper"
)

// Survey says what following a site would bring, given its address, with or without a
// scheme, or that of a feed: the outlet as it could be followed, and how it does. Errors are
// those of [Scout.Discover].
func (s *Scout) Survey(ctx context.Context, raw string) (scraper.Outlet, *Checkup, error) {
	d, err := s.Discover(ctx, raw)
	if err != nil {
		return scraper.Outlet{}, nil, err
	}
	o := d.Outlet()
	c := &Checkup{Outlet: o.Name, Home: o.Home, Robots: d.rules, Lists: append(append([]*Probe{}, d.Found...), d.Sections...), Problems: []string{}}
	c.slow()
	if !c.Robots.Allowed {
		c.wrong("robots.txt asks us not to read %s", o.Home)
	}
	if o.SelfFinding() {
		c.wrong("nothing to read regularly was found: give the address of a feed, or of a page that lists articles")
		return o, c, nil
	}
	for _, p := range c.Lists {
		if !p.Good() { // the others do
			c.note("%s: %s", p.URL, p.Problem)
		} else if p.Newest != nil && s.now().Sub(*p.Newest) > stale {
			c.wrong("%s: its newest item is of %s: it may be kept no more", p.URL, p.Newest.Format("2 January 2006"))
		}
	}
	return o, c, s.newest(ctx, c, &o)
}
