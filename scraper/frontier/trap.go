package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dateline/scraper/db"
)

// Some sites lead on without end: calendars, lists by every choice of filters,
// addresses with the reader's session. What pages lead to is therefore
// bounded, by what addresses of its shape on its host have brought. What a person
// added and what feeds and sitemaps list is not.
const (
	mostWaiting = 5000           // addresses of one host, found on pages and not visited yet
	mostShapes  = 500            // of one host; what has another shape counts as one
	firstWait   = 50             // addresses of one shape that may wait among the others
	moreWait    = 20             // and that many more for every article that the shape brought
	mostTail    = 10             // times as many may wait behind all others
	enoughTries = 20             // visits after which a shape is judged
	leastYield  = 1 / 20.        // articles a visit, below which no more are taken
	probeEvery  = 24 * time.Hour // but for one, in case the site has changed
	fewTries    = 2              // in place of enoughTries and firstWait, where a whole host
	hostTries   = 100            // has so low a yield after that many
)

// A Trap is a shape of addresses of which some were found and not taken in.
type Trap struct {
	Host     string `json:"host"`
	Shape    string `json:"shape"`    // see [Shape]
	Outlet   string `json:"outlet"`   // that the host belongs to, or the host
	Visited  int    `json:"visited"`  // addresses
	Articles int    `json:"articles"` // of them, that hold an article
	Waiting  int    `json:"waiting"`  // found on pages, and not visited yet
	Skipped  int    `json:"skipped"`  // times that one was found and not taken in
}

// A place says what becomes of an address that a page leads to.
type place int

const (
	queued place = iota
	behind       // in the queue, after all others of its host
	skipped
)

// barren reports whether the shape has brought too few articles to go on, on a
// host that has brought as many as it has.
func (t Trap) barren(host Trap) bool {
	tries := enoughTries
	if host.poor() {
		tries = fewTries
	}
	return t.Visited >= tries && float64(t.Articles) < leastYield*float64(t.Visited)
}

// poor reports whether a whole host has brought too few articles.
func (t Trap) poor() bool {
	return t.Visited >= hostTries && float64(t.Articles) < leastYield*float64(t.Visited)
}

// place returns what becomes of one more address of a shape on a host of which all
// shapes come to as much as it says, and whether it is taken in to see if the
// site has changed.
func (t Trap) place(host Trap, sinceProbe time.Duration) (p place, probe bool) {
	room := firstWait + moreWait*t.Articles
	if host.poor() {
		room = fewTries + moreWait*t.Articles
	}
	switch {
	case host.Waiting >= mostWaiting:
		return skipped, false
	case t.barren(host):
		if t.Waiting > 0 || sinceProbe < probeEvery {
			return skipped, false
		}
		return behind, true
	case t.Waiting >= room*mostTail:
		return skipped, false
	case t.Waiting >= room:
		return behind, false
	}
	return queued, false
}

// A finder tells addresses that a list names from those that a page leads to.
type finder map[string]bool

// vouched reports whether an address is taken in whatever its shape.
func (f finder) vouched(ctx context.Context, tx *sql.Tx, a Address) (bool, error) {
	if a.FoundOn == "" || a.Form != PageForm {
		return true, nil
	}
	vouched, known := f[a.FoundOn]
	if known {
		return vouched, nil
	}
	var form Form
	err := tx.QueryRowContext(ctx, `SELECT form FROM visit WHERE url = ?`, a.FoundOn).Scan(&form)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	f[a.FoundOn] = form == FeedForm || form == SitemapForm
	return f[a.FoundOn], nil
}

// admit returns the class for an address that a page leads to, and the shape under
// which it waits; ok is false if it is not taken in, which is counted.
func (f *Frontier) admit(ctx context.Context, tx *sql.Tx, a Address) (class int, shape string, ok bool, err error) {
	shape = Shape(a.URL)
	t, host, probed, err := standing(ctx, tx, a.Host, shape)
	if errors.Is(err, sql.ErrNoRows) { // the first of its shape
		if shape, err = shapeOn(ctx, tx, a.Host, a.URL, a.Outlet); err == nil {
			t, host, probed, err = standing(ctx, tx, a.Host, shape)
		}
	}
	if err != nil {
		return 0, "", false, err
	}
	now := f.now()
	p, probe := t.place(host, now.Sub(probed))
	if p == skipped {
		_, err = tx.ExecContext(ctx, `UPDATE shape SET skipped = skipped + 1 WHERE host = ? AND shape = ?`, a.Host, shape)
		return 0, "", false, err
	}
	if probe {
		if _, err = tx.ExecContext(ctx, `UPDATE shape SET probed_at = ? WHERE host = ? AND shape = ?`, db.Micros(now), a.Host, shape); err != nil {
			return 0, "", false, err
		}
	}
	class = pages
	if p == behind {
		class = lastOfAll
	}
	return class, shape, true, wait(ctx, tx, a.Host, shape, 1)
}

// standing returns what a shape has brought, its host as a whole, and when the last
// address was taken in to see if the site has changed.
func standing(ctx context.Context, tx *sql.Tx, name, shape string) (t, host Trap, probed time.Time, err error) {
	var at int64
	err = tx.QueryRowContext(ctx, `SELECT s.visited, s.articles, s.waiting, s.probed_at, h.visited, h.articles, h.waiting
		FROM shape s JOIN host h ON h.host = s.host WHERE s.host = ? AND s.shape = ?`, name, shape).
		Scan(&t.Visited, &t.Articles, &t.Waiting, &at, &host.Visited, &host.Articles, &host.Waiting)
	return t, host, db.Time(at), err
}

// shapeOn returns the shape by which an address is counted, and sees that it has a
// row. A host has mostShapes of them.
func shapeOn(ctx context.Context, tx *sql.Tx, host, url, outlet string) (string, error) {
	shape := Shape(url)
	_, err := tx.ExecContext(ctx, `INSERT INTO host (host, next_at) VALUES (?, 0) ON CONFLICT (host) DO NOTHING`, host)
	if err != nil {
		return "", err
	}
	for {
		result, err := tx.ExecContext(ctx, `INSERT INTO shape (host, shape, outlet)
			SELECT host, ?1, ?2 FROM host WHERE host = ?3 AND (shapes < ?4 OR ?1 = ?5)
			ON CONFLICT (host, shape) DO NOTHING`, shape, outlet, host, mostShapes, otherShape)
		if err != nil {
			return "", err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			_, e := tx.ExecContext(ctx, `UPDATE host SET shapes = shapes + 1 WHERE host = ?`, host)
			return shape, errors.Join(err, e)
		}
		var known bool
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM shape WHERE host = ? AND shape = ?)`, host, shape).Scan(&known)
		if err != nil || known {
			return shape, err
		}
		shape = otherShape
	}
}

// wait counts n addresses more that wait, or fewer.
func wait(ctx context.Context, tx *sql.Tx, host, shape string, n int) error {
	_, err := tx.ExecContext(ctx, `UPDATE shape SET waiting = max(waiting + ?, 0) WHERE host = ? AND shape = ?`, n, host, shape)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE host SET waiting = max(waiting + ?, 0) WHERE host = ?`, n, host)
	return err
}

// waited notes that an address waits no longer for its first visit.
func waited(ctx context.Context, tx *sql.Tx, url string) error {
	var host, shape string
	err := tx.QueryRowContext(ctx, `SELECT host, shape FROM visit WHERE url = ? AND shape <> ''`, url).Scan(&host, &shape)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE visit SET shape = '' WHERE url = ?`, url); err != nil {
		return err
	}
	return wait(ctx, tx, host, shape, -1)
}

// weigh counts what the first visit to a page says of its shape. A server that
// fails for now says nothing of it; a page that turns out to be another is no
// article of its own.
func weigh(ctx context.Context, tx *sql.Tx, v *Visit, o Outcome) error {
	if v.Form != PageForm || !v.First.IsZero() {
		return nil
	}
	if err := waited(ctx, tx, v.URL); err != nil {
		return err
	}
	passing := o.Status == 0 || o.Status == http.StatusTooManyRequests || o.Status >= http.StatusInternalServerError
	if o.Result == Failed && passing {
		return nil
	}
	shape, err := shapeOn(ctx, tx, v.Host, v.URL, v.Outlet)
	if err != nil {
		return err
	}
	articles := 0
	if o.Result == New || o.Result == Revised || o.Result == Unchanged && o.SameAs == "" {
		articles = 1
	}
	_, err = tx.ExecContext(ctx, `UPDATE shape SET visited = visited + 1, articles = articles + ? WHERE host = ? AND shape = ?`,
		articles, v.Host, shape)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE host SET visited = visited + 1, articles = articles + ? WHERE host = ?`, articles, v.Host)
	if err != nil {
		return err
	}
	t, host, _, err := standing(ctx, tx, v.Host, shape)
	if err != nil || t.Waiting == 0 || !t.barren(host) {
		return err
	}
	return forget(ctx, tx, v.Host, shape)
}

// forget takes the addresses of a shape that wait for their first visit out of the
// queue, as if they had been skipped when they were found.
func forget(ctx context.Context, tx *sql.Tx, host, shape string) error {
	result, err := tx.ExecContext(ctx, `DELETE FROM visit WHERE host = ? AND shape = ? AND leased_at = 0 AND class > ?`, host, shape, wanted)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE shape SET skipped = skipped + ? WHERE host = ? AND shape = ?`, n, host, shape); err != nil {
		return err
	}
	return wait(ctx, tx, host, shape, -int(n))
}

// Traps returns the shapes of which most was found and not taken in, at most n.
func (f *Frontier) Traps(ctx context.Context, n int) (list []Trap, err error) {
	err = db.Each(ctx, f.db.Read(), func(row db.Row) error {
		var t Trap
		err := row.Scan(&t.Host, &t.Shape, &t.Outlet, &t.Visited, &t.Articles, &t.Waiting, &t.Skipped)
		list = append(list, t)
		return err
	}, `SELECT host, shape, outlet, visited, articles, waiting, skipped FROM shape
		WHERE skipped > 0 ORDER BY skipped DESC, host, shape LIMIT ?`, n)
	if err != nil {
		return nil, fmt.Errorf("traps: %w", err)
	}
	return list, nil
}
