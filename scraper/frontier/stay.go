package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"dateline/scraper/db"
)

// How a crawler shows the others that it is alive, and when it is taken for dead. Two clocks
// may be as far apart as a database server lets them be, and a crawler may be cut off from
// it for a moment.
const (
	beat     = 5 * time.Second
	silence  = 45 * time.Second
	oblivion = 24 * time.Hour // after which nothing is kept of it
)

// Stay shows the other crawlers that this one is alive, until stop is called. Whoever makes
// visits calls it before, with none under way: what it has under lease still, as when the
// server went away before that could be given back, is freed. So are, meanwhile, the leases of
// crawlers that have not been heard of for a while, killed or cut off. Failed is told when
// that cannot be done; it is tried again.
func (f *Frontier) Stay(ctx context.Context, failed func(error)) (stop func(), err error) {
	if err := f.db.Update(ctx, func(tx *sql.Tx) error { return free(ctx, tx, `leased_by = ?`, f.owner) }); err != nil {
		return nil, fmt.Errorf("free leases: %w", err)
	}
	if f.owner == "" { // it has the database to itself
		return func() {}, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	show := func() {
		if err := f.show(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
	show() // before the first lease
	go func() {
		defer close(done)
		for f.sleep(ctx, beat) == nil {
			show()
		}
	}()
	return func() {
		cancel()
		<-done
	}, nil
}

// show says that the owner is alive, and frees the leases of the dead.
func (f *Frontier) show(ctx context.Context) error {
	now := f.now()
	err := f.db.Beside(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO crawler (id, seen_at) VALUES (?, ?)
			ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`, f.owner, db.Micros(now))
		return err
	})
	if err != nil {
		f.alive = time.Time{}
		return fmt.Errorf("say that this crawler is alive: %w", err)
	}
	if f.alive.IsZero() {
		f.alive = now
	}
	// If the server was away, nobody could say anything for a while.
	if now.Sub(f.alive) < silence {
		return nil
	}
	if err := f.bury(ctx, now.Add(-silence)); err != nil {
		return fmt.Errorf("free the leases of crawlers that are gone: %w", err)
	}
	return nil
}

// bury frees the leases of crawlers that were not heard of since a moment.
func (f *Frontier) bury(ctx context.Context, since time.Time) error {
	const dead = `leased_at < ? AND leased_by NOT IN (SELECT id FROM crawler WHERE seen_at >= ?)`
	var any bool
	err := f.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM visit WHERE leased_at > 0 AND `+dead+`)`, db.Micros(since), db.Micros(since)).Scan(&any)
	if err != nil || !any {
		return err
	}
	return f.db.Update(ctx, func(tx *sql.Tx) error {
		if err := free(ctx, tx, dead, db.Micros(since), db.Micros(since)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM crawler WHERE seen_at < ?`, db.Micros(since.Add(-oblivion)))
		return err
	})
}

// free frees the leases that a condition is true of.
func free(ctx context.Context, tx *sql.Tx, condition string, args ...any) error {
	hosts, err := db.Texts(ctx, tx, `UPDATE visit SET leased_at = 0 WHERE leased_at > 0 AND `+condition+` RETURNING host`, args...)
	if err != nil || len(hosts) == 0 {
		return err
	}
	return refreshHosts(ctx, tx, hosts...)
}
