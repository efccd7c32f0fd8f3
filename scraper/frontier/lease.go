package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"dateline/scraper/db"
)

// A Visit is an address under lease: whoever holds it visits it, and then calls Done.
type Visit struct {
	Address
	History

	ETag         string        // validators of the last visit; empty if none came
	LastModified string        //
	Visited      time.Time     // last visit that ended; zero if never
	Failures     int           // in a row
	Every        time.Duration // pause that led to this visit; zero if it is the first
	Leased       time.Time     // since when it is under lease
}

// ErrIdle reports that nothing is due, or that all that is due has to wait.
var ErrIdle = errors.New("nothing to visit now")

// aMoment is when to look again at a host that another crawler has its hands on.
const aMoment = 50 * time.Millisecond

// Lease returns a visit that is due, of the host that has been ready longest:
// it may be asked now, and nobody else is visiting it. Of its visits those that a
// person waits for come first, then feeds and other lists, then pages, each in
// order of date. The lease is on the disk before it returns.
//
// With nothing to lease it returns ErrIdle and the moment to ask again: zero if
// nothing will be due before something is added or done.
func (f *Frontier) Lease(ctx context.Context) (*Visit, time.Time, error) {
	var v *Visit
	var again time.Time
	err := f.db.Beside(ctx, func(tx *sql.Tx) error {
		now := f.now()
		host, err := ready(ctx, tx, now)
		if err == nil {
			v, err = first(ctx, tx, host, now)
		}
		if errors.Is(err, sql.ErrNoRows) {
			if again, err = next(ctx, tx, now); err == nil {
				err = ErrIdle
			}
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE visit SET leased_at = ?, leased_by = ? WHERE url = ?`, db.Micros(v.Leased), f.owner, v.URL); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE host SET leased = leased + 1, served_at = ? WHERE host = ?`, db.Micros(now), host)
		return err
	})
	switch {
	case errors.Is(err, ErrIdle):
		return nil, again, ErrIdle
	case err != nil:
		return nil, time.Time{}, fmt.Errorf("lease: %w", err)
	}
	return v, time.Time{}, nil
}

// ready returns the host that has been ready longest, or sql.ErrNoRows. Of several, the
// one that was served longest ago has its turn. Those that another crawler has its hands
// on are passed over, and this one is kept from the others.
func ready(ctx context.Context, tx *sql.Tx, now time.Time) (host string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT host FROM host WHERE ready_at > 0 AND ready_at <= ?
		ORDER BY ready_at, served_at, host LIMIT 1 /*! FOR UPDATE SKIP LOCKED */`, db.Micros(now)).Scan(&host)
	return host, err
}

// next returns when a host will be ready; zero if none will.
func next(ctx context.Context, tx *sql.Tx, now time.Time) (time.Time, error) {
	var at int64
	err := tx.QueryRowContext(ctx, `SELECT coalesce(min(ready_at), 0) FROM host WHERE ready_at > 0`).Scan(&at)
	if at > 0 && at <= db.Micros(now) { // it was passed over
		return now.Add(aMoment), err
	}
	return db.Time(at), err
}

// The classes of visits, in the order in which a host's are made.
const (
	wanted = iota // a person waits for it
	lists         // feeds, sitemaps, listings: few, and news is found there
	pages
	lastOfAll // more of a kind that has yet to prove its worth
	classes
)

// first returns the visit of a host that is to be made now. There is one, but where
// another crawler has its hands on it: then it returns sql.ErrNoRows.
func first(ctx context.Context, tx *sql.Tx, host string, now time.Time) (*Visit, error) {
	for class := range classes {
		v := Visit{Leased: now}
		var visited, every, found, first, published, changed, ttl int64
		err := tx.QueryRowContext(ctx, `SELECT url, host, form, outlet, depth, found_on,
				etag, last_modified, visited_at, failures, every, result,
				found_at, first_at, published_at, changed_at, changes, ttl
			FROM visit WHERE host = ? AND class = ? AND due_at > 0 AND due_at <= ? AND leased_at = 0
			ORDER BY due_at, depth, url LIMIT 1 /*! FOR UPDATE SKIP LOCKED */`, host, class, db.Micros(now)).Scan(
			&v.URL, &v.Host, &v.Form, &v.Outlet, &v.Depth, &v.FoundOn,
			&v.ETag, &v.LastModified, &visited, &v.Failures, &every, &v.Last,
			&found, &first, &published, &changed, &v.Changes, &ttl)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		v.Visited, v.Every, v.TTL = db.Time(visited), time.Duration(every)*time.Microsecond, time.Duration(ttl)*time.Microsecond
		v.Found, v.First, v.Published, v.Changed = db.Time(found), db.Time(first), db.Time(published), db.Time(changed)
		return &v, err
	}
	return nil, sql.ErrNoRows
}

// refresh brings what a host's row says of its visits up to date. Whatever
// changes a date or a lease runs it in the same transaction.
const refresh = `UPDATE host SET leased = (SELECT count(*) FROM visit v WHERE v.host = host.host AND v.leased_at > 0),
	due_at = coalesce((SELECT min(due_at) FROM visit v WHERE v.host = host.host AND v.due_at > 0 AND v.leased_at = 0), 0)`

// lockHosts keeps hosts from being leased until the transaction ends: a lease that is given
// while visits are counted would be missed.
const lockHosts = `SELECT host FROM host`

// refreshHosts runs refresh for the hosts named, each once; for all if none is.
func refreshHosts(ctx context.Context, tx *sql.Tx, hosts ...string) error {
	if len(hosts) == 0 {
		_, err := tx.ExecContext(ctx, lockHosts+` /*! FOR UPDATE */`)
		if err == nil {
			_, err = tx.ExecContext(ctx, refresh)
		}
		return err
	}
	hosts = slices.Compact(slices.Sorted(slices.Values(hosts)))
	list := db.List(hosts)
	known, err := refreshNamed(ctx, tx, list)
	if err != nil || known == len(hosts) {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO host (host, next_at) SELECT value, 0 FROM json_each(?) WHERE true
		ON CONFLICT (host) DO NOTHING`, list); err != nil {
		return err
	}
	_, err = refreshNamed(ctx, tx, list)
	return err
}

// refreshNamed runs refresh for the hosts of a list, and returns how many of them have a row.
func refreshNamed(ctx context.Context, tx *sql.Tx, list string) (known int, err error) {
	const named = ` WHERE host IN (SELECT value FROM json_each(?))`
	if _, err := tx.ExecContext(ctx, lockHosts+named+` ORDER BY host /*! FOR UPDATE */`, list); err != nil {
		return 0, err
	}
	done, err := tx.ExecContext(ctx, refresh+named, list)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}

// held is of a visit whose lease is the one that a visitor has: it may have been freed
// since, and given to another.
const held = `leased_by = ? AND leased_at = ?`

// Release gives a lease back unused, as when the program is told to stop.
func (f *Frontier) Release(ctx context.Context, v *Visit) error {
	return f.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET leased_at = 0 WHERE url = ? AND `+held, v.URL, f.owner, db.Micros(v.Leased))
		if err != nil {
			return fmt.Errorf("release %s: %w", v.URL, err)
		}
		return refreshHosts(ctx, tx, v.Host)
	})
}
