package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/scraper/db"
)

// Form returns what an address is expected to hold; empty if it is not known.
func (f *Frontier) Form(ctx context.Context, url string) (form Form, err error) {
	err = f.db.Read().QueryRowContext(ctx, `SELECT form FROM visit WHERE url = ?`, url).Scan(&form)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("form of %s: %w", url, err)
	}
	return form, nil
}

// Lives reports whether an address has visits of its own, and the last did not fail.
func (f *Frontier) Lives(ctx context.Context, url string) (lives bool, err error) {
	err = f.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM visit
		WHERE url = ? AND same_as = '' AND due_at > 0 AND result NOT IN (?, ?))`, url, Failed, Disallowed).Scan(&lives)
	if err != nil {
		return false, fmt.Errorf("visits of %s: %w", url, err)
	}
	return lives, nil
}

// Waiting returns the first host that may be asked of those that keep a visit waiting
// which is due already, and when, in a moment at the least; "" and zero if none does.
func (f *Frontier) Waiting(ctx context.Context) (host string, until time.Time, err error) {
	var at int64
	now := f.now()
	err = f.db.Read().QueryRowContext(ctx, `SELECT host, ready_at FROM host WHERE ready_at > 0 AND due_at <= ?
		ORDER BY ready_at LIMIT 1`, db.Micros(now)).Scan(&host, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return "", time.Time{}, nil
	}
	if err != nil {
		return "", time.Time{}, fmt.Errorf("hosts that keep visits waiting: %w", err)
	}
	return host, db.Time(max(at, db.Micros(now.Add(aMoment)))), nil
}

// Postpone gives a lease back unused: its host is to be left alone until then.
func (f *Frontier) Postpone(ctx context.Context, v *Visit, until time.Time) error {
	return f.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET leased_at = 0, due_at = ? WHERE url = ? AND `+held, db.Micros(until), v.URL, f.owner, db.Micros(v.Leased))
		if err != nil {
			return fmt.Errorf("postpone %s: %w", v.URL, err)
		}
		return refreshHosts(ctx, tx, v.Host)
	})
}
