package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/scraper"
	"dateline/scraper/fetch"
	"dateline/scraper/scout"
)

// scout returns a scout with a memory of its own, and what tells where it is.
func (a *app) scout() (*scout.Scout, *progress) {
	agent, tell := userAgent(a.cfg.Contact), newProgress(a.err)
	client := fetch.New(agent, &memory{}, a.log, a.fetchOptions())
	return scout.New(client, agent, scout.Options{Asking: func(address string) { tell.pass("asking " + address) }}), tell
}

// checkOutlets tests outlets, several at once: each has hosts of its own.
func (a *app) checkOutlets(ctx context.Context, list outlets, f format) error {
	s, tell := a.scout()
	checkups := make([]*scout.Checkup, len(list))
	errs := make([]error, len(list))
	var wait sync.WaitGroup
	turns := make(chan struct{}, a.cfg.Crawl.Workers)
	for i := range list {
		wait.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			checkups[i], errs[i] = s.Check(ctx, &list[i])
		})
	}
	wait.Wait()
	tell.done()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if a.cfg.Contact == "" {
		fmt.Fprintln(a.err, "no contact is configured: fill in contact in dateline.toml, so that the owners of sites can write to you")
	}
	show := a.showCheckups
	if f == jsonFormat {
		show = func(list []*scout.Checkup) error { return writeJSON(a.out, list) }
	}
	if err := show(checkups); err != nil {
		return err
	}
	if slices.ContainsFunc(checkups, func(c *scout.Checkup) bool { return len(c.Problems) > 0 }) {
		return errSome
	}
	return nil
}

func (a *app) showCheckups(list []*scout.Checkup) error {
	var rows [][]string
	for _, c := range list {
		name := c.Outlet
		row := func(what, address string, n, newest, says string) {
			rows = append(rows, []string{name, what, address, n, newest, says})
			name = ""
		}
		row("robots.txt", scraper.HostOf(c.Home), "", "", c.Robots.Says())
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

// day returns the day of a moment, "" for none.
func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}
