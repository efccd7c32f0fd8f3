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
	"time"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
	"dateline/scraper/db"
	"dateline/ui"
)

// withDesk calls do with the saved searches of the data folder.
func (a *app) withDesk(ctx context.Context, do func(ui.Desk) error) error {
	a.reading = true
	return a.own(ctx, func(w *work) error { return do(w.folder.desk) }, func(c *api.Client) error { return do(c) })
}

// withSearch calls do with the saved search that a person names by name or id.
func (a *app) withSearch(ctx context.Context, name string, do func(ui.Desk, *newsdesk.Search) error) error {
	if err := a.begun(); err != nil {
		return err
	}
	return a.withDesk(ctx, func(k ui.Desk) error {
		all, err := k.Searches(ctx)
		if err != nil {
			return err
		}
		var names []string
		for i := range all {
			if all[i].ID == name || strings.EqualFold(all[i].Name, name) {
				return do(k, &all[i])
			}
			names = append(names, all[i].ID)
		}
		says := fmt.Sprintf("no saved search is called %q", name)
		if near, ok := api.Nearest(name, names); ok {
			says += fmt.Sprintf(": did you mean %q?", near)
		}
		return errors.New(says + "; 'dateline searches' lists them")
	})
}

func (a *app) searchesCommand() *cobra.Command {
	f := textFormat("text")
	cmd := &cobra.Command{
		Use:   "searches",
		Short: "Save searches, and see what they have found since",
		Long: `Searches lists the saved searches, and how many articles each has found since
somebody looked. A saved search is held against every article that arrives; what was
held when it was saved is not new to it, and an article is found once.

While 'dateline serve' runs, webhooks and mailboxes are told of what is found, and
feed readers find it at /api/v1/searches/ID/feed.atom, .rss or .json.`,
		Example: `  dateline searches save "Bridge fund" '"bridge fund"' --speaker "Ann Example"
  dateline searches new "Bridge fund"
  dateline searches seen bridge-fund`,
		Args: arguments(cobra.NoArgs, "no arguments; see 'dateline searches --help' for save, new and seen"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.begun(); err != nil {
				return err
			}
			return a.withDesk(cmd.Context(), func(k ui.Desk) error {
				all, err := k.Searches(cmd.Context())
				if err != nil {
					return err
				}
				if f == "json" {
					return writeJSON(a.out, api.Searches{Searches: all})
				}
				return a.showSearches(all)
			})
		},
	}
	cmd.Flags().Var(&f, "format", "text or json")
	cmd.AddCommand(a.saveSearchCommand(), a.changeSearchCommand(), a.showSearchCommand(), a.newCommand(), a.seenCommand(), a.removeSearchCommand())
	return cmd
}

func (a *app) showSearches(all []newsdesk.Search) error {
	if len(all) == 0 {
		fmt.Fprintln(a.err, "no searches are saved: 'dateline searches save NAME QUERY' saves one")
		return nil
	}
	var rows [][]string
	for i := range all {
		s := &all[i]
		rows = append(rows, []string{s.Name, s.ID, strconv.Itoa(s.New), strconv.Itoa(s.Found), standing(s), readable(s.Query)})
	}
	return writeTable(a.out, width(a.out), []column{
		{head: "NAME", most: 30}, {head: "ID", most: 24, spare: true}, {head: "NEW"}, {head: "FOUND"}, {head: "STATE", most: 30, spare: true}, {head: "QUERY"},
	}, rows)
}

// standing says in a few words how a saved search stands.
func standing(s *newsdesk.Search) string {
	switch {
	case s.Says != "":
		return "broken: " + s.Says
	case !s.Active:
		return "at rest"
	}
	var parts []string
	for _, d := range s.Deliveries {
		switch {
		case d.GivenUp:
			parts = append(parts, d.Way+" given up")
		case d.Tries > 0:
			parts = append(parts, d.Way+" fails")
		default:
			parts = append(parts, d.Way)
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "ok")
}

// readable returns a query that is spelt as in an address as a person writes it.
func readable(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return query
	}
	parts := slices.Clone(values["q"])
	var names []string
	for name := range values {
		if name != "q" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range values[name] {
			parts = append(parts, "--"+name+" "+strconv.Quote(value))
		}
	}
	return cmp.Or(strings.Join(parts, " "), "everything")
}

func (a *app) saveSearchCommand() *cobra.Command {
	var q question
	var d newsdesk.Draft
	cmd := &cobra.Command{
		Use:   "save NAME [QUERY]",
		Short: "Save a search",
		Long: `Save saves a search under a name. The query is written as for 'dateline search', with
the same filters.

A webhook is told by a POST of what was found, signed with a secret that is shown once:
the header Dateline-Signature is the HMAC of Dateline-Timestamp, a full stop and the
body. It may not be at a private address unless [alerts] in dateline.toml names it. Mail
needs a server under [mail].`,
		Example: `  dateline searches save "Bridge fund" '"bridge fund" -ferry' --outlet "The Daily Record"
  dateline searches save Doubts --conflict yes --webhook https://hooks.newsroom.example/dateline
  dateline searches save "Ann Example" --speaker "Ann Example" --mail desk@newsroom.example`,
		Args: arguments(cobra.RangeArgs(1, 2), "a name and a query; put the query into quotation marks"),
		RunE: func(cmd *cobra.Command, args []string) error {
			query, err := q.query(args[1:])
			if err != nil {
				return err
			}
			d.Name, d.Query = args[0], query.Values().Encode()
			return a.withDesk(cmd.Context(), func(k ui.Desk) error {
				s, err := k.Save(cmd.Context(), d)
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, "saved %q as %s: %s\n", plain(s.Name), s.ID, plain(readable(s.Query)))
				a.showSecret(s)
				return nil
			})
		},
	}
	filterFlags(cmd, &q)
	cmd.Flags().StringVar(&d.Webhook, "webhook", "", "`address` that is told of what is found")
	cmd.Flags().StringVar(&d.Mail, "mail", "", "mail `address` that is told of what is found")
	return cmd
}

// showSecret shows the secret of a webhook, if it was just made.
func (a *app) showSecret(s *newsdesk.Search) {
	if s.Secret != "" {
		fmt.Fprintf(a.out, "its webhook is signed with %s (shown once)\n", s.Secret)
	}
}

func (a *app) changeSearchCommand() *cobra.Command {
	var name, webhook, mail string
	var rest, resume, secret bool
	cmd := &cobra.Command{
		Use:   "change NAME",
		Short: "Change a saved search, or try again what was given up",
		Long: `Change changes what is said of a saved search by flags, and leaves the rest. A webhook or
mailbox that was given up is tried again. For another query save another search.`,
		Example: `  dateline searches change bridge-fund --webhook https://hooks.newsroom.example/dateline
  dateline searches change bridge-fund --mail ''     # no more mails
  dateline searches change bridge-fund --rest        # it finds nothing until --resume`,
		Args: arguments(cobra.ExactArgs(1), "the name of a saved search"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var c newsdesk.Change
			given := func(flag string, value *string) *string {
				if cmd.Flag(flag).Changed {
					return value
				}
				return nil
			}
			c.Name, c.Webhook, c.Mail = given("name", &name), given("webhook", &webhook), given("mail", &mail)
			switch {
			case rest && resume:
				return usageError{errors.New("--rest and --resume do not go together")}
			case rest || resume:
				c.Active = &resume
			}
			if secret {
				c.Secret = new(string)
			}
			return a.withSearch(cmd.Context(), args[0], func(k ui.Desk, s *newsdesk.Search) error {
				s, err := k.Change(cmd.Context(), s.ID, c)
				if err != nil {
					return err
				}
				a.showSearch(s)
				a.showSecret(s)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "what it is `called` from now on")
	cmd.Flags().StringVar(&webhook, "webhook", "", "`address` that is told of what is found; empty for none")
	cmd.Flags().StringVar(&mail, "mail", "", "mail `address` that is told of what is found; empty for none")
	cmd.Flags().BoolVar(&rest, "rest", false, "find nothing for now")
	cmd.Flags().BoolVar(&resume, "resume", false, "find again what arrives from now on")
	cmd.Flags().BoolVar(&secret, "new-secret", false, "sign with another secret from now on")
	return cmd
}

func (a *app) showSearchCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Show a saved search, and how telling of it goes",
		Long:    `Show tells all of a saved search but its secrets.`,
		Example: "  dateline searches show bridge-fund",
		Args:    arguments(cobra.ExactArgs(1), "the name of a saved search"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withSearch(cmd.Context(), args[0], func(_ ui.Desk, s *newsdesk.Search) error {
				a.showSearch(s)
				return nil
			})
		},
	}
}

func (a *app) showSearch(s *newsdesk.Search) {
	line := func(head, format string, args ...any) {
		fmt.Fprintf(a.out, "%-9s %s\n", head, plain(fmt.Sprintf(format, args...)))
	}
	line("name", "%s", s.Name)
	line("id", "%s", s.ID)
	line("query", "%s", readable(s.Query))
	line("saved", "%s", s.Created.UTC().Format("2006-01-02 15:04 UTC"))
	line("state", "%s", standing(s))
	line("found", "%s, %d new", plural(s.Found, "article"), s.New)
	line("feeds", "/api/v1/searches/%s/feed.atom, .rss, .json", s.ID)
	for _, d := range s.Deliveries {
		to := s.Webhook
		if d.Way == "mail" {
			to = s.Mail
		}
		says := fmt.Sprintf("%s: %d waiting", to, d.Pending)
		switch {
		case d.GivenUp:
			says += fmt.Sprintf(", given up after %s: %s; 'dateline searches change %s' tries again", plural(d.Tries, "try", "tries"), d.Answer, s.ID)
		case d.Tries > 0 && d.Next != nil:
			says += fmt.Sprintf(", %s failed: %s; again at %s", plural(d.Tries, "try", "tries"), d.Answer, d.Next.UTC().Format("2006-01-02 15:04 UTC"))
		case d.Tried != nil:
			says += fmt.Sprintf(", last told %s: %s", d.Tried.UTC().Format("2006-01-02 15:04 UTC"), d.Answer)
		}
		line(d.Way, "%s", says)
	}
}

func (a *app) newCommand() *cobra.Command {
	f := textFormat("text")
	limit := 20
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "List what a saved search has found since somebody looked",
		Long: `New lists the articles that a saved search has found since it was last marked as seen,
the newest first, each with the first of its dated claims that the query finds.`,
		Example: `  dateline searches new bridge-fund
  dateline searches new bridge-fund --limit 100 --format json`,
		Args: arguments(cobra.ExactArgs(1), "the name of a saved search"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withSearch(cmd.Context(), args[0], func(k ui.Desk, s *newsdesk.Search) error {
				page, err := k.Unseen(cmd.Context(), s.ID, limit, "")
				if err != nil {
					return err
				}
				if f == "json" {
					return writeJSON(a.out, page)
				}
				a.showMatches(page)
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", limit, "at most `n` articles, up to 1000")
	cmd.Flags().Var(&f, "format", "text or json")
	return cmd
}

func (a *app) showMatches(page *newsdesk.Matches) {
	columns := width(a.out)
	for i := range page.Matches {
		m := &page.Matches[i]
		about := []string{m.Found.UTC().Format("2006-01-02 15:04"), orUnknown(m.Article.Published, "undated"), m.Article.Outlet, plural(m.Claims, "claim"), plural(m.Entries, "date")}
		fmt.Fprintln(a.out, cut(m.Article.Headline, columns))
		fmt.Fprintln(a.out, cut("  "+strings.Join(about, " · "), columns))
		for _, e := range m.First {
			fmt.Fprintln(a.out, "  "+cut(e.Label+": "+orUnknown(e.Claim.Speaker.Name, "speaker unclear")+": "+e.Claim.Text, columns-2))
		}
		fmt.Fprintln(a.out, "  "+plain(m.Article.URL))
	}
	if page.Total > len(page.Matches) {
		fmt.Fprintf(a.err, "%d of %d new; --limit %d shows more\n", len(page.Matches), page.Total, min(page.Total, most))
		return
	}
	fmt.Fprintf(a.err, "%d new\n", page.Total)
}

func (a *app) seenCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "seen NAME",
		Short:   "Mark as seen what a saved search has found",
		Long:    `Seen marks all that a saved search has found by now as seen.`,
		Example: "  dateline searches seen bridge-fund",
		Args:    arguments(cobra.ExactArgs(1), "the name of a saved search"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withSearch(cmd.Context(), args[0], func(k ui.Desk, s *newsdesk.Search) error {
				_, err := k.Seen(cmd.Context(), s.ID, s.Last) // what has come since it was listed stays new
				if err == nil {
					fmt.Fprintf(a.out, "%s: %d seen\n", plain(s.Name), s.New)
				}
				return err
			})
		},
	}
}

func (a *app) removeSearchCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "remove NAME",
		Short:   "Forget a saved search",
		Long:    `Remove forgets a saved search and what it has found. Articles stay.`,
		Example: "  dateline searches remove bridge-fund",
		Args:    arguments(cobra.ExactArgs(1), "the name of a saved search"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withSearch(cmd.Context(), args[0], func(k ui.Desk, s *newsdesk.Search) error {
				if err := k.Remove(cmd.Context(), s.ID); err != nil {
					return err
				}
				fmt.Fprintf(a.out, "removed %q\n", plain(s.Name))
				return nil
			})
		},
	}
}

// openDesk opens the saved searches of a folder, as the configuration has it.
func (a *app) openDesk(ctx context.Context, f *folder) (*newsdesk.Desk, error) {
	c := a.cfg
	return newsdesk.Open(ctx, f.db, newsdesk.Options{
		Agent: userAgent(c.Contact), Private: c.Alerts.AllowPrivate, Mail: c.Mail.options(), Log: a.log, Synonyms: c.synonyms,
		Indexed:   func(ctx context.Context) (uint64, error) { return f.index.Seq(ctx) },
		Forgotten: f.archive.ForgottenArticle,
		Reading: func(ctx context.Context, claimID string) (*indexer.Reading, error) {
			return newFollower(f).reading(ctx, claimID)
		},
	})
}

// tellOn tells webhooks and mailboxes of what saved searches find until ctx ends; finish
// returns when it has stopped.
func (w *work) tellOn(ctx context.Context) (finish func()) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = w.folder.desk.Run(ctx) // it ends with ctx, and logs what goes wrong
	}()
	return func() {
		stop()
		<-done
	}
}

// indexOnce brings the index up to what one pass of visits has brought, and tells what saved
// searches have found in that; if another process keeps the index, it does both.
func (w *work) indexOnce(ctx context.Context) error {
	err := w.folder.keeper.keep(ctx, db.Lock{}, func(ctx context.Context) error {
		if err := w.follower.catchUp(ctx, w.crawler.index, func(uint64, uint64) {}); err != nil {
			return err
		}
		w.tellOnce(ctx)
		return nil
	})
	if _, ok := errors.AsType[*db.HeldError](err); ok {
		return nil
	}
	return err
}

// tellOnce tells of what is due now.
func (w *work) tellOnce(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if _, err := w.folder.desk.Deliver(ctx); err != nil {
		w.log.Error("matches could not be told", "says", oneLine(err))
	}
}
