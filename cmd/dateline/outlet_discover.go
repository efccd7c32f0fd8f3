package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"dateline/scraper"
	"dateline/scraper/scout"
)

// A discovery is what was found out about a site, with the table to paste into
// dateline.toml; empty if nothing was found.
type discovery struct {
	*scout.Discovery
	TOML string `json:"toml,omitempty"`
}

// discoverOutlet proposes the feeds and sitemaps of a site.
func (a *app) discoverOutlet(ctx context.Context, raw string, f format) error {
	s, tell := a.scout()
	found, err := s.Discover(ctx, raw)
	tell.done()
	var wrong *scout.AddressError
	if errors.As(err, &wrong) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	d := discovery{Discovery: found}
	if o := found.Outlet(); !o.SelfFinding() {
		d.TOML = table(o)
	}
	if at := outlets(a.cfg.outlets).host(scraper.HostOf(d.URL)); at != nil {
		fmt.Fprintln(a.err, plain(fmt.Sprintf("%s is in dateline.toml already, as %q: do not paste a second table", scraper.HostOf(d.URL), at.Name)))
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
func (d discovery) nothing() error {
	if d.TOML != "" {
		return nil
	}
	return fmt.Errorf("nothing to read regularly was found at %s (%s): look there for an RSS link or a page that lists articles, and name it in dateline.toml", d.URL, d.Robots)
}

func (a *app) showDiscovery(d discovery) error {
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
