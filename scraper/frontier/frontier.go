// Package frontier knows what to visit next and when to come back: every
// address that was ever found, its lease while it is being visited, its next
// date, and what each host asked of us.
//
// Everything is in the database, and what must not be forgotten (a lease, the
// time of a request) is committed before the request is made. [Open] frees the
// leases that a killed program left behind; each host's pause is kept.
package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"dateline/scraper/db"
)

// The frontier keeps three tables:
//
//	visit   one address: what it is, how it was found, its next date, its lease,
//	        how the last visit went, and what to send so that the next is cheap
//	host    when a host may be asked again
//	robots  the robots.txt of an origin, as it came
//
// Times are microseconds since 1970, 0 for never.
var steps = []string{
	`CREATE TABLE visit (
		url           TEXT PRIMARY KEY,
		host          TEXT NOT NULL,
		form          TEXT NOT NULL,              -- page, feed, sitemap or listing
		outlet        TEXT NOT NULL,              -- the outlet it belongs to, or the host
		depth         INTEGER NOT NULL,           -- 0: an outlet's own or added by hand; a citation adds one
		found_on      TEXT NOT NULL,              -- the address that led here; empty if configured or added
		found_at      INTEGER NOT NULL,
		due_at        INTEGER NOT NULL,           -- next visit; 0: none
		leased_at     INTEGER NOT NULL DEFAULT 0, -- since when it is being visited; 0: it is not
		visited_at    INTEGER NOT NULL DEFAULT 0, -- last visit that ended
		result        TEXT NOT NULL DEFAULT '',   -- of that visit
		status        INTEGER NOT NULL DEFAULT 0, -- HTTP status, 0 if none came
		says          TEXT NOT NULL DEFAULT '',   -- why it failed
		failures      INTEGER NOT NULL DEFAULT 0, -- in a row
		every         INTEGER NOT NULL DEFAULT 0, -- pause before the next visit, microseconds
		etag          TEXT NOT NULL DEFAULT '',
		last_modified TEXT NOT NULL DEFAULT '',
		same_as       TEXT NOT NULL DEFAULT ''    -- the address that is visited in its place
	)`,
	`CREATE INDEX visit_due ON visit (due_at, depth, url) WHERE due_at > 0 AND leased_at = 0`,
	`CREATE INDEX visit_host ON visit (host, due_at) WHERE due_at > 0 AND leased_at = 0`,
	`CREATE INDEX visit_leased ON visit (host) WHERE leased_at > 0`,
	`CREATE INDEX visit_outlet ON visit (outlet)`,
	`CREATE TABLE host (host TEXT PRIMARY KEY, next_at INTEGER NOT NULL)`,
	`CREATE TABLE robots (
		origin     TEXT PRIMARY KEY,
		status     INTEGER NOT NULL,
		body       BLOB NOT NULL,
		reason     TEXT NOT NULL,
		fetched_at INTEGER NOT NULL
	)`,
}

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
	Now   func() time.Time                                 // default: time.Now
	Sleep func(ctx context.Context, d time.Duration) error // default: a timer that ctx ends
}

// A Frontier is the queue of addresses. It is safe for concurrent use.
type Frontier struct {
	db    *db.DB
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

// Open opens the frontier in d. The caller owns the data folder: leases that
// were left behind are freed.
func Open(ctx context.Context, d *db.DB, opt Options) (*Frontier, error) {
	f := &Frontier{db: d, now: opt.Now, sleep: opt.Sleep}
	if f.now == nil {
		f.now = time.Now
	}
	if f.sleep == nil {
		f.sleep = sleep
	}
	if err := d.Migrate(ctx, "frontier", steps); err != nil {
		return nil, err
	}
	err := d.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET leased_at = 0 WHERE leased_at > 0`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("free leases: %w", err)
	}
	return f, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
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

// Add takes addresses in, due at once, and returns how many were new. One that
// is known keeps its dates; found nearer than before, it is visited again
// in full, so that its citations are followed from there.
func (f *Frontier) Add(ctx context.Context, tx *sql.Tx, addresses ...Address) (added int, err error) {
	now := db.Micros(f.now())
	for _, a := range addresses {
		result, err := tx.ExecContext(ctx, `INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING`,
			a.URL, a.Host, a.Form, a.Outlet, a.Depth, a.FoundOn, now, now)
		if err != nil {
			return added, fmt.Errorf("add %s: %w", a.URL, err)
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			added += int(n)
			continue
		}
		_, err = tx.ExecContext(ctx, `UPDATE visit SET depth = ?, etag = '', last_modified = '',
			due_at = CASE WHEN same_as = '' THEN ? ELSE due_at END WHERE url = ? AND depth > ?`,
			a.Depth, now, a.URL, a.Depth)
		if err != nil {
			return added, fmt.Errorf("add %s: %w", a.URL, err)
		}
	}
	return added, nil
}

// Configure takes in the addresses that the configuration names. Those it
// named before and names no more are not visited again; forms and outlets
// follow the configuration.
func (f *Frontier) Configure(ctx context.Context, tx *sql.Tx, addresses []Address) error {
	if _, err := f.Add(ctx, tx, addresses...); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE visit SET due_at = 0 WHERE form <> 'page' AND found_on = ''`)
	if err != nil {
		return err
	}
	now := db.Micros(f.now())
	for _, a := range addresses {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET form = ?, outlet = ?, found_on = '',
			due_at = CASE WHEN visited_at = 0 THEN ? ELSE visited_at + every END WHERE url = ?`,
			a.Form, a.Outlet, now, a.URL)
		if err != nil {
			return fmt.Errorf("configure %s: %w", a.URL, err)
		}
	}
	return nil
}

// Want takes in addresses that a person asks for: they are due now, known
// already or not. It returns which of them are new.
func (f *Frontier) Want(ctx context.Context, addresses []Address) (isNew map[string]bool, err error) {
	isNew = map[string]bool{}
	err = f.db.Update(ctx, func(tx *sql.Tx) error {
		now := db.Micros(f.now())
		for _, a := range addresses {
			n, err := f.Add(ctx, tx, a)
			if err != nil {
				return err
			}
			isNew[a.URL] = n > 0
			_, err = tx.ExecContext(ctx, `UPDATE visit SET due_at = ?
				WHERE same_as = '' AND url IN (?, (SELECT same_as FROM visit WHERE url = ?))`, now, a.URL, a.URL)
			if err != nil {
				return fmt.Errorf("want %s: %w", a.URL, err)
			}
		}
		return nil
	})
	return isNew, err
}

// Recall makes every address due now, whatever its date. What robots.txt says
// and each host's pace still hold.
func (f *Frontier) Recall(ctx context.Context) error {
	return f.db.Update(ctx, func(tx *sql.Tx) error {
		// Feeds that the configuration names no more have no date: they stay out.
		_, err := tx.ExecContext(ctx, `UPDATE visit SET due_at = ? WHERE due_at > 0`, db.Micros(f.now()))
		return err
	})
}
