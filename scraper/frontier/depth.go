package frontier

import (
	"context"
	"fmt"
	"time"

	"dateline/scraper/db"
)

// A Depth says how the queue and the hosts stand that its visits are made at.
type Depth struct {
	Classes [classes]ClassDepth
	Oldest  time.Time // when what is due has been due longest; zero if nothing is
	Hosts   HostDepth
	Slowest []Held // hosts that keep visits waiting which are due, the longest first; a few
}

// A ClassDepth is how many addresses of one class stand in the queue.
type ClassDepth struct {
	Class  string // see Depth
	Due    int    // to be visited now
	Later  int    // with a date to come
	Leased int    // being visited
}

// A HostDepth is how many hosts of the queue stand in which way.
type HostDepth struct {
	Ready   int // with a visit that may be made now
	Held    int // with one that is due, but the host is to be left alone
	Visited int // with a visit under way
}

// A Held is a host that keeps visits waiting.
type Held struct {
	Host  string
	Until time.Time
}

// classNames are what the classes are called, in their order.
var classNames = [classes]string{wanted: "wanted", lists: "lists", pages: "pages", lastOfAll: "last"}

// Depth returns how the queue stands, with at most so many of the slowest hosts. It goes
// through all addresses that are known.
func (f *Frontier) Depth(ctx context.Context, slowest int) (d Depth, err error) {
	now := db.Micros(f.now())
	for class, name := range classNames {
		d.Classes[class].Class = name
	}
	var oldest int64
	err = db.Each(ctx, f.db.Read(), func(row db.Row) error {
		var class, due, later, leased int
		var first int64
		if err := row.Scan(&class, &due, &later, &leased, &first); err != nil {
			return err
		}
		if first > 0 && (oldest == 0 || first < oldest) {
			oldest = first
		}
		c := &d.Classes[class]
		c.Due, c.Later, c.Leased = due, later, leased
		return nil
	}, `SELECT class,
			count(*) FILTER (WHERE due_at > 0 AND due_at <= ? AND leased_at = 0),
			count(*) FILTER (WHERE due_at > ? AND leased_at = 0),
			count(*) FILTER (WHERE leased_at > 0),
			coalesce(min(due_at) FILTER (WHERE due_at > 0 AND due_at <= ? AND leased_at = 0), 0)
		FROM visit WHERE same_as = '' GROUP BY class`, now, now, now)
	if err != nil {
		return d, fmt.Errorf("depth of the queue: %w", err)
	}
	d.Oldest = db.Time(oldest)
	err = f.db.Read().QueryRowContext(ctx, `SELECT
			count(*) FILTER (WHERE leased = 0 AND due_at > 0 AND due_at <= ? AND next_at <= ?),
			count(*) FILTER (WHERE leased = 0 AND due_at > 0 AND due_at <= ? AND next_at > ?),
			count(*) FILTER (WHERE leased > 0)
		FROM host`, now, now, now, now).Scan(&d.Hosts.Ready, &d.Hosts.Held, &d.Hosts.Visited)
	if err != nil {
		return d, fmt.Errorf("hosts of the queue: %w", err)
	}
	err = db.Each(ctx, f.db.Read(), func(row db.Row) error {
		var h Held
		var until int64
		err := row.Scan(&h.Host, &until)
		h.Until = db.Time(until)
		d.Slowest = append(d.Slowest, h)
		return err
	}, `SELECT host, next_at FROM host WHERE leased = 0 AND due_at > 0 AND due_at <= ? AND next_at > ?
		ORDER BY next_at DESC, host LIMIT ?`, now, now, slowest)
	return d, err
}
