package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/scraper"
	"dateline/scraper/frontier"
)

func (a *app) outletsCommand() *cobra.Command {
	f := tableFormat
	cmd := &cobra.Command{
		Use:   "outlets",
		Short: "Show how the visits to every outlet stand; add, remove, check, discover, import or export outlets",
		Long: `Outlets lists the outlets of the configuration and the hosts that their articles
cite: what is held, the last and the next visit, and what went wrong.

Add follows an outlet from now on, without a line in dateline.toml; remove ends that.
The other commands help to fill in dateline.toml, and need no data folder: discover
proposes the feeds and sitemaps of a site, check tests the outlets that are
configured, import and export exchange them with feed readers.`,
		Example: `  dateline outlets
  dateline outlets add news.example
  dateline outlets --format json
  dateline outlets discover news.example
  dateline outlets check`,
		Args: arguments(cobra.NoArgs, "no arguments, or one of add, remove, check, discover, export and import"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.ask(cmd.Context(), func(s service) error {
				list, err := s.Outlets(cmd.Context())
				if err != nil {
					return err
				}
				return a.showOutlets(list, f)
			})
		},
	}
	cmd.Flags().Var(&f, "format", "table, json, jsonl or csv")
	cmd.AddCommand(a.outletsAddCommand(), a.outletsRemoveCommand(), a.outletsCheckCommand(), a.outletsDiscoverCommand(), a.outletsImportCommand(), a.outletsExportCommand())
	return cmd
}

func (a *app) outletsCheckCommand() *cobra.Command {
	f := tableFormat
	cmd := &cobra.Command{
		Use:   "check [NAME...]",
		Short: "Test the configured outlets, and say what is wrong with them",
		Long: `Check asks every outlet of the configuration, or those named, once: robots.txt,
each feed, sitemap and section page, and one of the newest articles. It says what
is wrong, and what to do. Nothing is stored, no data folder is needed, and it
works while a server owns the folder; robots.txt and the pace of each host are
kept. The exit status is 3 if anything is wrong with an outlet.`,
		Example: `  dateline outlets check
  dateline outlets check "The Daily Record" --format json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := tableOrJSON(f); err != nil {
				return err
			}
			list, err := a.outletsNamed(args)
			if err != nil {
				return err
			}
			return a.checkOutlets(cmd.Context(), list, f)
		},
	}
	cmd.Flags().Var(&f, "format", "table or json")
	return cmd
}

func (a *app) outletsDiscoverCommand() *cobra.Command {
	f := tableFormat
	cmd := &cobra.Command{
		Use:   "discover URL",
		Short: "Propose feeds and sitemaps of a site, each tested",
		Long: `Discover looks for the feeds and sitemaps of a site: those that its front page
announces, those that robots.txt names, and, if there are none, the usual places,
asked one after another until one answers. Each is read, and the [[outlet]] table
to paste into dateline.toml is printed. Where there is neither feed nor sitemap,
section pages that lead to articles are proposed instead. Nothing is stored;
robots.txt and the pace of the host are kept.`,
		Example: `  dateline outlets discover https://news.example/
  dateline outlets discover news.example --format json`,
		Args: arguments(cobra.ExactArgs(1), "one address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := tableOrJSON(f); err != nil {
				return err
			}
			return a.discoverOutlet(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().Var(&f, "format", "table or json")
	return cmd
}

func (a *app) outletsImportCommand() *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "import FILE.opml|-",
		Short: "Turn the OPML of a feed reader into [[outlet]] tables",
		Long: `Import reads the feeds that a feed reader exported as OPML and prints [[outlet]]
tables: one a host, with all feeds of it. With --write it adds them to the end of
dateline.toml instead, or begins that file; what stands there is left as it is,
and an outlet whose name or host is there already is not added again.`,
		Example: `  dateline outlets import feeds.opml
  dateline outlets import feeds.opml --write`,
		Args: arguments(cobra.ExactArgs(1), "one OPML file"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.importOutlets(args[0], write)
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "add the tables to dateline.toml")
	return cmd
}

func (a *app) outletsExportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export [FILE.opml]",
		Short: "Write the configured outlets and their feeds as OPML",
		Long: `Export writes the outlets of the configuration and their feeds as OPML 2.0, which
feed readers import: to standard output, or to a file that is not there yet.
OPML holds no sitemaps, section pages or settings.`,
		Example: `  dateline outlets export
  dateline outlets export outlets.opml`,
		Args: arguments(cobra.MaximumNArgs(1), "one file at most"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.exportOutlets(args)
		},
	}
}

// tableOrJSON returns an error for the formats that are no use for a report.
func tableOrJSON(f format) error {
	if f != tableFormat && f != jsonFormat {
		return usageError{fmt.Errorf("--format %q: say table or json", f)}
	}
	return nil
}

// outletsNamed returns the configured outlets with those names or hosts, all if
// none is named.
func (a *app) outletsNamed(names []string) (outlets, error) {
	if len(a.cfg.outlets) == 0 {
		return nil, errors.New("no outlets are configured: name some in dateline.toml ('dateline init' writes one), or 'dateline outlets discover' a site")
	}
	if len(names) == 0 {
		return a.cfg.outlets, nil
	}
	var found outlets
	for _, name := range names {
		i := slices.IndexFunc(a.cfg.outlets, func(o scraper.Outlet) bool {
			return strings.EqualFold(o.Name, name) || strings.EqualFold(o.Host(), strings.TrimPrefix(strings.ToLower(name), "www."))
		})
		if i < 0 {
			var known []string // in lower case, as they are compared
			for _, o := range a.cfg.outlets {
				known = append(known, strings.ToLower(o.Name))
			}
			says := fmt.Sprintf("no outlet called %q is configured", name)
			if near, ok := api.Nearest(name, known); ok {
				says += fmt.Sprintf(": did you mean %q?", a.cfg.outlets[slices.Index(known, near)].Name)
			}
			return nil, usageError{errors.New(says)}
		}
		if found.named(a.cfg.outlets[i].Name) == nil {
			found = append(found, a.cfg.outlets[i])
		}
	}
	return found, nil
}

func (a *app) showOutlets(statuses []frontier.OutletStatus, f format) error {
	list := api.NewOutlets(statuses)
	when := func(t *time.Time, layout string) string {
		if t == nil {
			return ""
		}
		return t.UTC().Format(layout)
	}
	switch f {
	case jsonFormat:
		return writeJSON(a.out, list)
	case jsonlFormat:
		return writeLines(a.out, list.Outlets)
	}
	layout := "2006-01-02 15:04" // UTC, as the head says
	if f == csvFormat {
		layout = time.RFC3339
	}
	var rows [][]string
	for _, o := range list.Outlets {
		var week frontier.Counts
		var warnings []string
		if h := o.Health; h != nil {
			week = h.Week
			for _, w := range h.Warnings {
				warnings = append(warnings, w.Says)
			}
		}
		row := []string{o.Outlet, strconv.Itoa(o.Addresses), strconv.Itoa(o.Articles), strconv.Itoa(week.New), when(o.NextVisit, layout), when(o.LastVisit, layout), strconv.Itoa(o.Failing)}
		if f == csvFormat {
			row = append(row, strconv.Itoa(week.Visits), strconv.Itoa(week.Failed), strconv.FormatFloat(week.Yield, 'f', 2, 64),
				strconv.Itoa(week.Stored), strconv.Itoa(week.Dated), strconv.Itoa(week.Signed), strings.Join(warnings, "; "), o.LastError)
		} else {
			row = append(row, strings.TrimSuffix(strings.Join(append(warnings, o.LastError), "; "), "; "))
		}
		rows = append(rows, row)
	}
	if f == csvFormat {
		return writeCSV(a.out, []string{"outlet", "addresses", "articles", "new_week", "next_visit", "last_visit", "failing",
			"visits_week", "failed_week", "yield_week", "stored_week", "dated_week", "signed_week", "warnings", "last_error"}, rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(a.err, "no outlet is visited yet: name some in dateline.toml ('dateline init' writes one), or 'dateline add' an address; what was imported is found by 'dateline search'")
		return nil
	}
	return writeTable(a.out, width(a.out), []column{
		{head: "OUTLET", most: 28}, {head: "ADDRESSES", most: 9, spare: true}, {head: "ARTICLES", most: 8}, {head: "NEW IN 7 DAYS", most: 13, spare: true}, {head: "NEXT (UTC)", most: 16, spare: true},
		{head: "LAST (UTC)", most: 16, spare: true}, {head: "FAILING", most: 7}, {head: "WHAT IS WRONG"},
	}, rows)
}
