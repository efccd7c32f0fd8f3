package frontier

import (
	"context"
	"database/sql"
	"fmt"

	"dateline/scraper/db"
)

// Configure takes in the addresses that the configuration names. Those it named
// before and names no more are not visited again, nor are the feeds, sitemaps and
// listings that were found through them; the pages that they led to are. Forms
// and outlets follow the configuration.
func (f *Frontier) Configure(ctx context.Context, tx *sql.Tx, addresses []Address) error {
	if _, err := f.Add(ctx, tx, addresses...); err != nil {
		return err
	}
	for _, a := range addresses {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET form = ?, outlet = ?, found_on = '', class = ? WHERE url = ?`,
			a.Form, a.Outlet, a.Form.class(), a.URL)
		if err != nil {
			return fmt.Errorf("configure %s: %w", a.URL, err)
		}
	}
	alive, err := reached(ctx, tx, addresses)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE visit SET due_at = 0 WHERE form <> 'page'`); err != nil {
		return err
	}
	now := db.Micros(f.now())
	for _, url := range alive {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET due_at = CASE WHEN visited_at = 0 THEN ? ELSE visited_at + every END
			WHERE url = ? AND same_as = ''`, now, url)
		if err != nil {
			return fmt.Errorf("configure %s: %w", url, err)
		}
	}
	return refreshHosts(ctx, tx)
}

// reached returns the lists that addresses lead to: themselves, where they have
// moved, and what was found on those.
func reached(ctx context.Context, tx *sql.Tx, addresses []Address) (alive []string, err error) {
	leads := map[string][]string{}
	err = db.Each(ctx, tx, func(row db.Row) error {
		var url, foundOn, sameAs string
		err := row.Scan(&url, &foundOn, &sameAs)
		if foundOn != "" {
			leads[foundOn] = append(leads[foundOn], url)
		}
		if sameAs != "" {
			leads[url] = append(leads[url], sameAs)
		}
		return err
	}, `SELECT url, found_on, same_as FROM visit WHERE form <> 'page' ORDER BY url`)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	take := func(url string) {
		if !seen[url] {
			seen[url] = true
			alive = append(alive, url)
		}
	}
	for _, a := range addresses {
		take(a.URL)
	}
	for i := 0; i < len(alive); i++ {
		for _, url := range leads[alive[i]] {
			take(url)
		}
	}
	return alive, nil
}
