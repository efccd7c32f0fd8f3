package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"dateline/scraper"
	"dateline/scraper/feed"
	"dateline/scraper/scout"
)

// mostOPML is how large an OPML file may be.
const mostOPML = 16 << 20

// importOutlets prints the tables of what an OPML file lists, or adds them to
// the configuration.
func (a *app) importOutlets(file string, write bool) error {
	body, err := a.readFile(file, mostOPML)
	if err != nil {
		return err
	}
	opml, err := feed.ParseOPML(body)
	if err != nil {
		return fmt.Errorf("%s: %w: export the feeds of your reader as OPML", file, err)
	}
	list, skipped := scout.FromOPML(opml)
	for _, says := range skipped {
		fmt.Fprintln(a.err, plain("left out: "+says))
	}
	list = a.without(list)
	if len(list) == 0 {
		fmt.Fprintf(a.err, "%s lists nothing to add\n", file)
		return nil
	}
	if !write {
		for i, o := range list {
			if i > 0 {
				fmt.Fprintln(a.out)
			}
			fmt.Fprint(a.out, table(o))
		}
		return nil
	}
	path := a.configPath()
	if err := addTables(path, list); err != nil {
		return fmt.Errorf("add to %s: %w", path, err)
	}
	feeds := 0
	for _, o := range list {
		feeds += len(o.Feeds)
	}
	fmt.Fprintf(a.out, "added %s with %s to %s: 'dateline outlets check' tests them\n", plural(len(list), "outlet"), plural(feeds, "feed"), path)
	return nil
}

// without returns the outlets that the configuration does not hold yet, and
// says which it does.
func (a *app) without(list []scraper.Outlet) []scraper.Outlet {
	var rest []scraper.Outlet
	for _, o := range list {
		at := outlets(a.cfg.outlets).host(scraper.HostOf(o.Home))
		switch {
		case at != nil:
			says := fmt.Sprintf("%s is there already as %q", scraper.HostOf(o.Home), at.Name)
			var more []string
			for _, f := range o.Feeds {
				if !slices.Contains(at.Feeds, f) {
					more = append(more, f)
				}
			}
			if len(more) > 0 {
				says += "; its table does not name " + strings.Join(more, " ")
			}
			fmt.Fprintln(a.err, plain("left out: "+says))
			continue
		case outlets(a.cfg.outlets).follows(o.Name):
			fmt.Fprintln(a.err, plain(fmt.Sprintf("left out: an outlet called %q is there already, at another host than %s", o.Name, scraper.HostOf(o.Home))))
			continue
		}
		rest = append(rest, o)
	}
	return rest
}

// exportOutlets writes the configured outlets as OPML.
func (a *app) exportOutlets(args []string) error {
	if len(a.cfg.outlets) == 0 {
		return errors.New("no outlets are configured: name some in dateline.toml ('dateline init' writes one)")
	}
	opml, left := scout.ToOPML(a.cfg.outlets)
	if left > 0 {
		fmt.Fprintf(a.err, "%s left out: OPML has no place for them\n", plural(left, "sitemap or section page", "sitemaps and section pages"))
	}
	body := feed.FormatOPML(opml)
	if len(args) == 0 || args[0] == "-" {
		_, err := a.out.Write(body)
		return err
	}
	file, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already and is left as it is: name another file", args[0])
	}
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "wrote %s to %s\n", plural(len(a.cfg.outlets), "outlet"), args[0])
	return nil
}
