package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/scraper/db"
)

// A Visit is an address under lease: whoever holds it visits it, and then calls Done.
type Visit struct {
	Address

	ETag         string        // validators of the last visit; empty if none came
	LastModified string        //
	Visited      time.Time     // last visit that ended; zero if never
	Failures     int           // in a row
	Every        time.Duration // pause that led to this visit; zero if it is the first
}

// ErrIdle reports that nothing is due, or that all that is due has to wait.
var ErrIdle = errors.New("nothing to visit now")

// Lease returns the visit that has been due longest, of a host that may be asked
// now and that nobody else is visiting. The lease is on the disk before it returns.
// With nothing to lease it returns ErrIdle and the moment to ask again: zero if
// nothing will be due before something is added or done.
func (f *Frontier) Lease(ctx context.Context) (*Visit, time.Time, error) {
	var v Visit
	var again time.Time
	err := f.db.Update(ctx, func(tx *sql.Tx) error {
		now := db.Micros(f.now())
		var visited, every int64
		err := tx.QueryRowContext(ctx, `SELECT v.url, v.host, v.form, v.outlet, v.depth, v.found_on,
				v.etag, v.last_modified, v.visited_at, v.failures, v.every
			FROM visit v LEFT JOIN host h ON h.host = v.host
			WHERE v.due_at > 0 AND v.due_at <= ? AND v.leased_at = 0 AND coalesce(h.next_at, 0) <= ?
				AND NOT EXISTS (SELECT 1 FROM visit w WHERE w.host = v.host AND w.leased_at > 0)
			ORDER BY v.due_at, v.depth, v.url LIMIT 1`, now, now).Scan(
			&v.URL, &v.Host, &v.Form, &v.Outlet, &v.Depth, &v.FoundOn,
			&v.ETag, &v.LastModified, &visited, &v.Failures, &every)
		if errors.Is(err, sql.ErrNoRows) {
			again, err = f.again(ctx, tx, now)
			return errors.Join(err, ErrIdle)
		}
		if err != nil {
			return err
		}
		v.Visited, v.Every = db.Time(visited), time.Duration(every)*time.Microsecond
		_, err = tx.ExecContext(ctx, `UPDATE visit SET leased_at = ? WHERE url = ?`, now, v.URL)
		return err
	})
	switch {
	case errors.Is(err, ErrIdle):
		return nil, again, ErrIdle
	case err != nil:
		return nil, time.Time{}, fmt.Errorf("lease: %w", err)
	}
	return &v, time.Time{}, nil
}

// again returns when the next visit can be leased, as things stand: when the
// first host that keeps a visit waiting may be asked, or when the next is due.
func (f *Frontier) again(ctx context.Context, tx *sql.Tx, now int64) (time.Time, error) {
	var held, due sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT min(h.next_at) FROM host h WHERE h.next_at > ?
		AND EXISTS (SELECT 1 FROM visit v WHERE v.host = h.host AND v.due_at > 0 AND v.due_at <= ? AND v.leased_at = 0)
		AND NOT EXISTS (SELECT 1 FROM visit w WHERE w.host = h.host AND w.leased_at > 0)`, now, now).Scan(&held)
	if err != nil {
		return time.Time{}, err
	}
	err = tx.QueryRowContext(ctx, `SELECT min(due_at) FROM visit WHERE due_at > ? AND due_at > 0 AND leased_at = 0`, now).Scan(&due)
	switch {
	case err != nil:
		return time.Time{}, err
	case held.Valid && (!due.Valid || held.Int64 < due.Int64):
		return db.Time(held.Int64), nil
	case due.Valid:
		return db.Time(due.Int64), nil
	}
	return time.Time{}, nil
}

// Release gives a lease back unused, as when the program is told to stop.
func (f *Frontier) Release(ctx context.Context, v *Visit) error {
	return f.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET leased_at = 0 WHERE url = ?`, v.URL)
		return err
	})
}
