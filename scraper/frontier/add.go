package frontier

import (
	"context"
	"database/sql"
	"fmt"

	"dateline/scraper/db"
)

// Add takes addresses in, due at once, and returns how many were new. One that
// is known keeps its dates; found nearer than before, it is visited again
// in full, so that its citations are followed from there. Of what pages lead to,
// more of a kind that brought no articles is left out (see [Trap]).
func (f *Frontier) Add(ctx context.Context, tx *sql.Tx, addresses ...Address) (added int, err error) {
	known, err := notedOf(ctx, tx, addresses)
	if err != nil {
		return 0, err
	}
	var hosts []string
	found := finder{}
	for _, a := range addresses {
		isNew, touched, err := f.add(ctx, tx, a, found, known)
		if err != nil {
			return added, fmt.Errorf("add %s: %w", a.URL, err)
		}
		if isNew {
			added++
		}
		hosts = append(hosts, touched...)
	}
	if len(hosts) == 0 {
		return added, nil
	}
	return added, refreshHosts(ctx, tx, hosts...)
}

// add takes one address in. It returns whether it is new, and the hosts whose
// visits have other dates by it.
func (f *Frontier) add(ctx context.Context, tx *sql.Tx, a Address, found finder, known map[string]noted) (isNew bool, hosts []string, err error) {
	now := db.Micros(f.now())
	vouched, err := found.vouched(ctx, tx, a)
	if err != nil {
		return false, nil, err
	}
	if n, is := known[a.URL]; is {
		if n.stays(a, vouched) {
			return false, nil, nil
		}
		hosts, err := f.again(ctx, tx, a, vouched, now)
		return false, hosts, err
	}
	class, shape := a.Form.class(), ""
	if !vouched {
		var ok bool
		if class, shape, ok, err = f.admit(ctx, tx, a); err != nil || !ok {
			return false, nil, err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at, class, shape)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, a.URL, a.Host, a.Form, a.Outlet, a.Depth, a.FoundOn, now, now, class, shape)
	known[a.URL] = noted{depth: a.Depth, class: class, shape: shape}
	return true, []string{a.Host}, err
}

// A noted is what an address has already that being found again may change.
type noted struct {
	depth int // of it, or of what is visited in its place if that is further
	class int
	shape string // under which it waits for its first visit; empty if it does not
}

// notedOf returns what is held of those of some addresses that are known, by address: most of
// what a page leads to is, and needs no further question.
func notedOf(ctx context.Context, tx *sql.Tx, addresses []Address) (map[string]noted, error) {
	urls := make([]string, len(addresses))
	for i, a := range addresses {
		urls[i] = a.URL
	}
	known := map[string]noted{}
	err := db.Each(ctx, tx, func(row db.Row) error {
		var url string
		var n noted
		err := row.Scan(&url, &n.depth, &n.class, &n.shape)
		known[url] = n
		return err
	}, `SELECT v.url, max(v.depth, coalesce(s.depth, v.depth)), v.class, v.shape
		FROM visit v LEFT JOIN visit s ON s.url = v.same_as WHERE v.url IN (SELECT value FROM json_each(?))`, db.List(urls))
	if err != nil {
		return nil, fmt.Errorf("look for known addresses: %w", err)
	}
	return known, nil
}

// stays reports whether nothing changes by finding a again.
func (n noted) stays(a Address, vouched bool) bool {
	return a.Form == PageForm && n.depth <= a.Depth && (!vouched || n.class != lastOfAll && n.shape == "")
}

// again takes note that a known address was found again, and returns the hosts
// whose visits have other dates by that. One found nearer is due now, or
// that which is visited in its place. A list that no list led to any more, and
// one does again, has a date again. A page that a list names waits behind no others.
func (f *Frontier) again(ctx context.Context, tx *sql.Tx, a Address, vouched bool, now int64) (hosts []string, err error) {
	take := func(row db.Row) error {
		var host string
		err := row.Scan(&host)
		hosts = append(hosts, host)
		return err
	}
	err = db.Each(ctx, tx, take, `UPDATE visit SET depth = ?, etag = '', last_modified = '',
			due_at = CASE WHEN same_as = '' THEN ? ELSE due_at END
		WHERE url IN (?, (SELECT same_as FROM visit WHERE url = ?)) AND depth > ? RETURNING host`,
		a.Depth, now, a.URL, a.URL, a.Depth)
	if err != nil {
		return nil, err
	}
	if a.Form == PageForm {
		if vouched {
			if err := waited(ctx, tx, a.URL); err != nil {
				return nil, err
			}
			_, err = tx.ExecContext(ctx, `UPDATE visit SET class = ? WHERE url = ? AND class = ?`, pages, a.URL, lastOfAll)
		}
		return hosts, err
	}
	err = db.Each(ctx, tx, take, `UPDATE visit SET due_at = max(?, visited_at + every), found_on = ?, outlet = ?
		WHERE url = ? AND form <> 'page' AND due_at = 0 AND same_as = '' RETURNING host`,
		now, a.FoundOn, a.Outlet, a.URL)
	return hosts, err
}

// Want takes in addresses that a person asks for: they are due now and come
// first, known already or not, even where another is visited in their place: that
// may have been an error of their server. It returns which of them are new.
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
			_, err = tx.ExecContext(ctx, `UPDATE visit SET due_at = ?, class = ?, same_as = '' WHERE url = ?`, now, wanted, a.URL)
			if err != nil {
				return fmt.Errorf("want %s: %w", a.URL, err)
			}
			if err := refreshHosts(ctx, tx, a.Host); err != nil {
				return err
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
		if _, err := tx.ExecContext(ctx, `UPDATE visit SET due_at = ? WHERE due_at > 0`, db.Micros(f.now())); err != nil {
			return err
		}
		return refreshHosts(ctx, tx)
	})
}
