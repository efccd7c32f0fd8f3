package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
	"dateline/scraper"
	"dateline/scraper/frontier"
	"dateline/scraper/scout"
)

func (a *app) outletsAddCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Look at a site, and follow it from now on",
		Long: `Add looks at a site as 'outlets discover' does, given its address or that of a feed,
reads one of its newest articles, and says what it finds. If there is something to read
regularly, the outlet is followed from now on: it is kept in the data folder, beside
those of dateline.toml, which count where both name one. A server that runs visits it
at once.`,
		Example: `  dateline outlets add news.example
  dateline outlets add https://news.example/feed/ --name "The News"`,
		Args: arguments(cobra.ExactArgs(1), "one address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(s service) error {
				found, err := s.Survey(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if err := a.showCheckups([]*scout.Checkup{found.Checkup}); err != nil {
					return err
				}
				if name != "" {
					found.Outlet.Name = name
				}
				return a.follow(cmd, s, found)
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "what the outlet is `called` (default: as its pages call it)")
	return cmd
}

// follow follows what was found, if there is something to read regularly.
func (a *app) follow(cmd *cobra.Command, s service, found *api.Survey) error {
	o := found.Outlet
	if kept := (newsdesk.Outlet{OutletDraft: o}).Scraped(); kept.SelfFinding() {
		return errors.New("it is not followed: there is nothing to read regularly")
	}
	kept, err := s.Follow(cmd.Context(), o)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, plain(fmt.Sprintf("%s is followed from now on; 'dateline outlets remove %s' ends that", kept.Name, kept.Host)))
	return nil
}

func (a *app) outletsRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove NAME|HOST",
		Short: "Follow an outlet that was added no more",
		Long: `Remove ends that an outlet is followed that 'outlets add' or a page added. What was
read of it stays. Outlets of dateline.toml are taken out there.`,
		Example: `  dateline outlets remove news.example
  dateline outlets remove "The News"`,
		Args: arguments(cobra.ExactArgs(1), "one name or host"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(s service) error {
				list, err := s.Outlets(cmd.Context())
				if err != nil {
					return err
				}
				host := strings.TrimPrefix(strings.ToLower(args[0]), "www.")
				if i := slices.IndexFunc(list, func(o frontier.OutletStatus) bool { return o.Followed && strings.EqualFold(o.Outlet, args[0]) }); i >= 0 {
					host = scraper.HostOf(list[i].Home)
				}
				err = s.Unfollow(cmd.Context(), host)
				if errors.Is(err, indexer.ErrNotFound) {
					return fmt.Errorf("%w: 'dateline outlets' lists those that are followed", err)
				}
				if err != nil {
					return err
				}
				fmt.Fprintln(a.out, plain(args[0]+" is followed no more; what was read of it stays"))
				return nil
			})
		},
	}
}
