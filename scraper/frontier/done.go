package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"time"

	"dateline/scraper/db"
)

// A Result says in a word how a visit went.
type Result string

// The results of a visit.
const (
	New        Result = "new"        // an article that we did not hold
	Revised    Result = "revised"    // an article whose text changed
	Unchanged  Result = "unchanged"  // the server or the text says that nothing changed
	Listing    Result = "listing"    // a feed, a sitemap or a page of links was read
	Other      Result = "other"      // a page that is no article
	Disallowed Result = "disallowed" // robots.txt asks us not to
	Failed     Result = "failed"     // with the reason
)

// An Outcome is what one visit learned, apart from the page itself.
type Outcome struct {
	Result       Result
	Status       int           // HTTP status; 0 if none came
	Says         string        // why it failed, or is no article; empty otherwise
	ETag         string        // validators for the next visit
	LastModified string        //
	SameAs       string        // the address that is to be visited in place of this one; empty for itself
	RetryAfter   time.Duration // as the server asked; zero if it did not
	Every        time.Duration // pause that the outlet or its feed asks for; zero if it does not matter
}

// Done ends a visit: it frees the lease and sets the next date, in the
// transaction that stores what the visit brought.
func (f *Frontier) Done(ctx context.Context, tx *sql.Tx, v *Visit, o Outcome) error {
	now := f.now()
	every := Next(v, o)
	due := db.Micros(now.Add(every))
	if o.SameAs != "" && o.SameAs != v.URL {
		due = 0
	} else {
		o.SameAs = ""
	}
	failures := 0
	if o.Result == Failed {
		failures = v.Failures + 1
	}
	_, err := tx.ExecContext(ctx, `UPDATE visit SET leased_at = 0, visited_at = ?, due_at = ?, every = ?,
			result = ?, status = ?, says = ?, failures = ?, same_as = ?,
			etag = ?, last_modified = ? WHERE url = ?`,
		db.Micros(now), due, every.Microseconds(), o.Result, o.Status, o.Says, failures, o.SameAs,
		o.ETag, o.LastModified, v.URL)
	if err != nil {
		return fmt.Errorf("done %s: %w", v.URL, err)
	}
	return nil
}

// Stand notes that what a visit brought belongs to another address, where it was
// redirected to or which the page names as its own: that one is as visited as v.
func (f *Frontier) Stand(ctx context.Context, tx *sql.Tx, v *Visit, a Address, o Outcome) error {
	if _, err := f.Add(ctx, tx, a); err != nil {
		return err
	}
	stand := *v
	stand.Address = a
	o.SameAs = ""
	return f.Done(ctx, tx, &stand, o)
}

// Alias notes that address is another name of the one that is visited as url.
// An address that has visits of its own is left alone.
func (f *Frontier) Alias(ctx context.Context, tx *sql.Tx, a Address, url string) error {
	if a.URL == url {
		return nil
	}
	now := db.Micros(f.now())
	_, err := tx.ExecContext(ctx, `INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at, same_as)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
		ON CONFLICT (url) DO UPDATE SET same_as = excluded.same_as, due_at = 0
		WHERE visited_at = 0 AND leased_at = 0`,
		a.URL, a.Host, a.Form, a.Outlet, a.Depth, a.FoundOn, now, url)
	if err != nil {
		return fmt.Errorf("alias %s: %w", a.URL, err)
	}
	return nil
}

// The pauses between visits. A page that changes is visited again sooner, one that
// does not later; both steps and bounds follow what long-lived crawlers use.
const (
	everyFeed  = 30 * time.Minute // feeds, sitemaps and listings, unless the outlet says otherwise
	firstPage  = 6 * time.Hour
	leastPage  = time.Hour
	mostPage   = 60 * 24 * time.Hour
	firstRetry = 15 * time.Minute
	mostRetry  = 7 * 24 * time.Hour
	forbidden  = 24 * time.Hour // until robots.txt is asked again
	gonePage   = 30 * 24 * time.Hour
)

// Next returns the pause before the next visit after one that went as o says.
func Next(v *Visit, o Outcome) time.Duration {
	switch {
	case o.Result == Disallowed:
		return forbidden
	case o.Result == Failed && o.Status == http.StatusGone:
		return gonePage
	case o.Result == Failed:
		// Doubled with every failure in a row, so that a dead host costs little.
		pause := firstRetry << min(v.Failures, 12)
		return max(min(pause, mostRetry), o.RetryAfter)
	case v.Form != PageForm && o.Every > 0:
		return max(o.Every, time.Minute)
	case v.Form != PageForm:
		return everyFeed
	case v.Every == 0 || v.Failures > 0:
		return firstPage
	case o.Result == Unchanged:
		return min(v.Every*7/5, mostPage)
	}
	return max(v.Every/2, leastPage)
}
