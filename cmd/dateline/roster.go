package main

import (
	"context"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	newsdesk "dateline/indexer/desk"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/frontier"
)

// A roster is the outlets that are followed: those of the configuration, and those that
// people have added, which the desk keeps. Where both name one, the configuration counts.
type roster struct {
	configured outlets
	desk       *newsdesk.Desk
	log        *slog.Logger
	all        atomic.Pointer[outlets]
	outdone    atomic.Pointer[[]newsdesk.Outlet] // those that were added, and that the configuration names as well
	turn       sync.Mutex                        // held by whoever changes what the desk keeps
	kept       []newsdesk.Outlet                 // by the desk, when it was read last
}

// openRoster returns the roster of what the configuration names and the desk keeps.
func openRoster(ctx context.Context, configured outlets, desk *newsdesk.Desk, log *slog.Logger) (*roster, error) {
	r := &roster{configured: configured, desk: desk, log: log}
	return r, r.load(ctx)
}

// load reads anew what the desk keeps.
func (r *roster) load(ctx context.Context) error {
	kept, err := r.desk.Outlets(ctx)
	if err != nil {
		return err
	}
	r.kept = kept
	all, outdone := slices.Clone(r.configured), []newsdesk.Outlet{}
	for _, o := range kept {
		if at := r.configured.like(o.Scraped()); at != nil {
			r.log.Warn("an outlet that was added is in dateline.toml as well, and that counts", "outlet", o.Name, "host", o.Host, "configured", at.Name)
			outdone = append(outdone, o)
			continue
		}
		all = append(all, o.Scraped())
	}
	r.all.Store(&all)
	r.outdone.Store(&outdone)
	return nil
}

// reload is load if what the desk keeps has been changed, as by another program.
func (r *roster) reload(ctx context.Context) error {
	r.turn.Lock()
	defer r.turn.Unlock()
	kept, err := r.desk.Outlets(ctx)
	if err != nil || reflect.DeepEqual(kept, r.kept) {
		return err
	}
	return r.load(ctx)
}

// outlets returns those that are followed now.
func (p *pipeline) outlets() outlets { return *p.roster.all.Load() }

// followed returns the error that an outlet is followed already.
func (r *roster) followed(o *scraper.Outlet) *newsdesk.FollowedError {
	return &newsdesk.FollowedError{Name: o.Name, Host: o.Host(), Configured: r.configured.host(o.Host()) != nil}
}

// like returns the outlet that has the host or the name of another; nil if none has.
func (o outlets) like(other scraper.Outlet) *scraper.Outlet {
	if at := o.host(other.Host()); at != nil {
		return at
	}
	for i := range o {
		if strings.EqualFold(o[i].Name, other.Name) {
			return &o[i]
		}
	}
	return nil
}

// statuses puts what the archive holds beside how the visits stand.
func (r *roster) statuses(list []frontier.OutletStatus, counts map[string]archive.Count, health map[string]*frontier.Health) []frontier.OutletStatus {
	followed := *r.all.Load()
	seen := map[string]bool{}
	for i := range list {
		s := &list[i]
		r.tell(s, followed.named(s.Outlet))
		s.Articles, s.Revisions = counts[s.Outlet].Articles, counts[s.Outlet].Revisions
		s.Health = health[s.Outlet]
		seen[s.Outlet] = true
	}
	for _, outlet := range followed {
		if !seen[outlet.Name] {
			s := frontier.OutletStatus{Outlet: outlet.Name, Host: outlet.Host()}
			r.tell(&s, &outlet)
			list = append(list, s)
		}
	}
	return list
}

// tell fills in what is known of an outlet that is followed; nil if it is not.
func (r *roster) tell(s *frontier.OutletStatus, o *scraper.Outlet) {
	if o == nil {
		return
	}
	s.Followed, s.Added = true, r.configured.named(o.Name) == nil
	s.Host, s.Home, s.Feeds, s.Sitemaps, s.Pages = o.Host(), o.Home, o.Feeds, o.Sitemaps, o.Pages
}
