package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/scraper/db"
	"dateline/scraper/fetch"
)

var _ fetch.Ledger = (*Frontier)(nil)

// margin is added to every pause: a request leaves a little after its time was
// written down, and the server must not see two closer than it asked for.
const margin = 30 * time.Millisecond

// Turn waits until host may be asked, writes down that it is asked now and that
// the next request may follow delay later, and returns now.
func (f *Frontier) Turn(ctx context.Context, host string, delay time.Duration) (time.Time, error) {
	for {
		now := f.now()
		next, err := f.take(ctx, host, now, now.Add(delay+margin))
		if err != nil {
			return time.Time{}, fmt.Errorf("turn of %s: %w", host, err)
		}
		if next.IsZero() {
			return now, nil
		}
		wait := next.Sub(now)
		if wait > fetch.Patience {
			return time.Time{}, &fetch.HeldError{Host: host, Until: now.Add(wait), Says: "it asked for that, or failed before"}
		}
		if err := f.sleep(ctx, wait); err != nil {
			return time.Time{}, err
		}
	}
}

// take writes down that host is asked now, and when it may be asked next. If it may not be
// asked yet, it returns when it may. Of crawlers that ask at one time, one has the turn.
func (f *Frontier) take(ctx context.Context, host string, now, next time.Time) (wait time.Time, err error) {
	err = f.db.Beside(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `INSERT INTO host (host, next_at) VALUES (?, ?)
			ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at WHERE host.next_at <= ?`, host, db.Micros(next), db.Micros(now))
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil || n > 0 {
			return err
		}
		var at int64
		err = tx.QueryRowContext(ctx, `SELECT next_at FROM host WHERE host = ?`, host).Scan(&at)
		wait = db.Time(at)
		return err
	})
	return wait, err
}

// Hold keeps host from being asked before until.
func (f *Frontier) Hold(ctx context.Context, host string, until time.Time) error {
	return f.db.Beside(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO host (host, next_at) VALUES (?, ?)
			ON CONFLICT (host) DO UPDATE SET next_at = max(host.next_at, excluded.next_at)`, host, db.Micros(until))
		return err
	})
}

// Robots returns the kept robots.txt of an origin, nil if none is.
func (f *Frontier) Robots(ctx context.Context, origin string) (*fetch.RobotsFile, error) {
	var file fetch.RobotsFile
	var fetched int64
	err := f.db.Read().QueryRowContext(ctx, `SELECT status, body, reason, fetched_at FROM robots WHERE origin = ?`, origin).
		Scan(&file.Status, &file.Body, &file.Reason, &fetched)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("robots of %s: %w", origin, err)
	}
	file.Fetched = db.Time(fetched)
	return &file, nil
}

// KeepRobots keeps the robots.txt of an origin in place of the one before.
func (f *Frontier) KeepRobots(ctx context.Context, origin string, file fetch.RobotsFile) error {
	if file.Body == nil {
		file.Body = []byte{}
	}
	return f.db.Beside(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO robots (origin, status, body, reason, fetched_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (origin) DO UPDATE SET status = excluded.status, body = excluded.body,
				reason = excluded.reason, fetched_at = excluded.fetched_at`,
			origin, file.Status, file.Body, file.Reason, db.Micros(file.Fetched))
		return err
	})
}
