// Package frontier knows what to visit next and when to come back: every
// address that was ever found, its lease while it is being visited, its next
// date, and what each host asked of us.
//
// Everything is in the database, and what must not be forgotten (a lease, the
// time of a request) is committed before the request is made. [Open] frees the
// leases that a killed program left behind; each host's pause is kept.
//
// Several crawlers may share a database that is on a server. A lease belongs to one of them,
// and is freed by the others when it has not been heard of for a while: see [Frontier.Stay].
package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"dateline/scraper"
	"dateline/scraper/db"
)

// A Form is what an address is expected to hold.
type Form string

// The forms of an address.
const (
	PageForm    Form = "page"    // an article, or what one cites
	FeedForm    Form = "feed"    // RSS, Atom or JSON Feed
	SitemapForm Form = "sitemap" // a sitemap or an index of them
	ListingForm Form = "listing" // a page whose links lead to articles
)

// Options adjust a Frontier. The zero Options is right for a crawl of the web.
type Options struct {
	Owner string                                           // the crawler, unlike all others that share the database, the same after a restart; empty if none does
	Now   func() time.Time                                 // default: time.Now
	Sleep func(ctx context.Context, d time.Duration) error // default: a timer that ctx ends
}

// A Frontier is the queue of addresses. It is safe for concurrent use.
type Frontier struct {
	db    *db.DB
	owner string
	now   func() time.Time
	sleep func(context.Context, time.Duration) error

	alive time.Time // since when it could say without a break that it lives; zero if it could not
}

// Tables makes the tables of a frontier in d, or brings those that are there up to date.
func Tables(ctx context.Context, d *db.DB) error { return d.Migrate(ctx, "frontier", steps) }

// Open opens the frontier in d. The leases that its owner left behind are freed.
func Open(ctx context.Context, d *db.DB, opt Options) (*Frontier, error) {
	f := &Frontier{db: d, owner: opt.Owner, now: opt.Now, sleep: opt.Sleep}
	if f.now == nil {
		f.now = time.Now
	}
	if f.sleep == nil {
		f.sleep = scraper.Sleep
	}
	if err := Tables(ctx, d); err != nil {
		return nil, err
	}
	err := d.Update(ctx, func(tx *sql.Tx) error {
		// A clock that was set back must not keep a host waiting for its turn.
		if _, err := tx.ExecContext(ctx, `UPDATE host SET served_at = 0 WHERE served_at > ?`, db.Micros(f.now())); err != nil {
			return err
		}
		return free(ctx, tx, `leased_by = ?`, f.owner)
	})
	if err != nil {
		return nil, fmt.Errorf("free leases: %w", err)
	}
	return f, nil
}

// An Address is a place to visit, and how it was found.
type Address struct {
	URL     string // as canon.URL gives it
	Host    string // as scraper.Host gives it
	Form    Form
	Outlet  string // the outlet it belongs to, or the host
	Depth   int    // 0: an outlet's own or added by hand; a citation adds one
	FoundOn string // the address that led here; empty if configured or added
}

// class returns the class of the visits to addresses of that form.
func (f Form) class() int {
	if f == PageForm {
		return pages
	}
	return lists
}
