package frontier

import (
	"context"
	"database/sql"
	"fmt"

	"dateline/scraper/db"
)

// Forget takes the pages at some addresses out of the queue for good: found again, or
// asked for, they are not visited. An address that the frontier holds as a list stays one.
func (f *Frontier) Forget(ctx context.Context, tx *sql.Tx, addresses ...Address) error {
	var hosts []string
	now := db.Micros(f.now())
	for _, a := range addresses {
		if err := waited(ctx, tx, a.URL); err != nil {
			return fmt.Errorf("forget %s: %w", a.URL, err)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at, result, forgotten)
			VALUES (?, ?, ?, ?, ?, '', ?, 0, ?, 1)
			ON CONFLICT (url) DO UPDATE SET found_on = '', due_at = 0, leased_at = 0, result = excluded.result, status = 0, says = '',
				failures = 0, etag = '', last_modified = '', same_as = '', published_at = 0, forgotten = 1 WHERE visit.form = excluded.form`,
			a.URL, a.Host, PageForm, a.Outlet, a.Depth, now, Forgotten)
		if err != nil {
			return fmt.Errorf("forget %s: %w", a.URL, err)
		}
		hosts = append(hosts, a.Host)
	}
	if len(hosts) == 0 {
		return nil
	}
	return refreshHosts(ctx, tx, hosts...)
}

// Lift undoes Forget: what was forgotten is not known, until it is found again.
func (f *Frontier) Lift(ctx context.Context, tx *sql.Tx, urls ...string) error {
	for _, url := range urls {
		if _, err := tx.ExecContext(ctx, `DELETE FROM visit WHERE url = ? AND forgotten = 1`, url); err != nil {
			return fmt.Errorf("lift %s: %w", url, err)
		}
	}
	return nil
}
