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

// A Result says in a word how a visit went.
type Result string

// The results of a visit.
const (
	New        Result = "new"        // an article that we did not hold
	Revised    Result = "revised"    // an article whose text changed
	Unchanged  Result = "unchanged"  // the server or the text says that nothing changed
	Listing    Result = "listing"    // a feed, a sitemap or a page of links was read
	Other      Result = "other"      // a page that is no article
	Forgotten  Result = "forgotten"  // an article that is not taken in again
	Disallowed Result = "disallowed" // robots.txt asks us not to
	Failed     Result = "failed"     // with the reason
)

// An Outcome is what one visit learned, apart from the page itself.
type Outcome struct {
	Result       Result
	Status       int           // HTTP status; 0 if none came
	Says         string        // why it failed, or is no article; empty otherwise
	ETag         string        // validators for the next visit
	LastModified string        //
	SameAs       string        // the address that is to be visited in place of this one; empty for itself
	RetryAfter   time.Duration // as the server asked; zero if it did not
	Every        time.Duration // pause that a person set for the outlet's lists; zero if none did
	TTL          time.Duration // pause that the list asks of its readers; zero if it does not
	Fresh        time.Duration // how long the server calls its answer fresh (Cache-Control, Expires); zero if it does not
	Modified     time.Time     // when the server says that the page changed last; zero if it does not
	Published    time.Time     // when the article says it was published; zero if it does not
	Added        int           // addresses of a list that were new to us
}

// Done ends a visit: it frees the lease and sets the next date, in the
// transaction that stores what the visit brought. An address that was found
// nearer while it was visited is visited again at once, in full. A lease that was freed
// meanwhile, for nothing was heard of its owner, says nothing of the next date any more.
func (f *Frontier) Done(ctx context.Context, tx *sql.Tx, v *Visit, o Outcome) error {
	now := f.now()
	every := Next(v, o, now)
	if o.SameAs == v.URL {
		o.SameAs = ""
	}
	failures := 0
	if o.Result == Failed {
		failures = v.Failures + 1
	}
	h := v.after(o, now)
	_, err := tx.ExecContext(ctx, `UPDATE visit SET leased_at = 0, visited_at = ?1, every = ?2, class = ?3,
			due_at = CASE WHEN ?4 <> '' THEN 0 WHEN depth < ?5 THEN CAST(?1 AS INTEGER) ELSE CAST(?6 AS INTEGER) END,
			etag = CASE WHEN depth < ?5 THEN '' ELSE ?7 END, last_modified = CASE WHEN depth < ?5 THEN '' ELSE ?8 END,
			result = ?9, status = ?10, says = ?11, failures = ?12, same_as = ?4,
			first_at = ?13, published_at = ?14, changed_at = ?15, changes = ?16, ttl = ?17
		WHERE url = ?18 AND leased_by = ?19 AND leased_at = ?20`,
		db.Micros(now), every.Microseconds(), v.Form.class(),
		o.SameAs, v.Depth, db.Micros(now.Add(every)), o.ETag, o.LastModified,
		o.Result, o.Status, o.Says, failures,
		db.Micros(h.First), db.Micros(h.Published), db.Micros(h.Changed), h.Changes, h.TTL.Microseconds(), v.URL, f.owner, db.Micros(v.Leased))
	if err != nil {
		return fmt.Errorf("done %s: %w", v.URL, err)
	}
	if err := f.others(ctx, tx, v, o, failures); err != nil {
		return fmt.Errorf("other names of %s: %w", v.URL, err)
	}
	if err := weigh(ctx, tx, v, o); err != nil {
		return fmt.Errorf("shape of %s: %w", v.URL, err)
	}
	if err := count(ctx, tx, v, o, now); err != nil {
		return fmt.Errorf("health of %s: %w", v.Outlet, err)
	}
	return refreshHosts(ctx, tx, v.Host)
}

// A page that does not answer that often is looked for under its other names,
// mostWoken of them at a time.
const (
	manyFailures = 3
	mostWoken    = 3
)

// others sees to the other names of the address visited: they lead where it now
// leads, and where it is gone, they are visited themselves.
func (f *Frontier) others(ctx context.Context, tx *sql.Tx, v *Visit, o Outcome, failures int) error {
	if o.SameAs != "" {
		_, err := tx.ExecContext(ctx, `UPDATE visit SET same_as = ? WHERE same_as = ? AND url <> ?`, o.SameAs, v.URL, o.SameAs)
		return err
	}
	if o.Result != Failed || !gone(o.Status) && failures < manyFailures {
		return nil
	}
	var hosts []string
	err := db.Each(ctx, tx, func(row db.Row) error {
		var host string
		err := row.Scan(&host)
		hosts = append(hosts, host)
		return err
	}, `UPDATE visit SET same_as = '', due_at = ? WHERE url IN
		(SELECT url FROM visit WHERE same_as = ? ORDER BY depth, length(url), url LIMIT ?) RETURNING host`,
		db.Micros(f.now()), v.URL, mostWoken)
	if err != nil || len(hosts) == 0 {
		return err
	}
	return refreshHosts(ctx, tx, hosts...)
}

func gone(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// Stand notes that what a visit brought belongs to another address, where it was
// redirected to: that one is as visited as v, and v another name of it. It reports
// whether that is so. It is not where a redirect led to no article or list, or
// to an address of another form: sites send what they deleted to the front page, and
// everything to one page while they are mended.
func (f *Frontier) Stand(ctx context.Context, tx *sql.Tx, v *Visit, a Address, o Outcome) (stands bool, err error) {
	switch o.Result {
	case Other, Forgotten, Failed, Disallowed:
		return false, nil
	}
	var form Form
	var leased, visited int64
	var last Result
	var sameAs string
	err = tx.QueryRowContext(ctx, `SELECT form, leased_at, visited_at, result, same_as FROM visit WHERE url = ? /*! FOR UPDATE */`, a.URL).
		Scan(&form, &leased, &visited, &last, &sameAs)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		vouch := a
		vouch.FoundOn = "" // it is no find of a page, but where v is now
		if _, err := f.Add(ctx, tx, vouch); err != nil {
			return false, err
		}
	case err != nil:
		return false, fmt.Errorf("stand %s: %w", a.URL, err)
	case form != a.Form:
		return false, nil
	case leased > 0, visited > 0 && sameAs == "" && last != Failed && last != Disallowed:
		// It has visits of its own; found nearer through v, those lead further.
		_, err := f.Add(ctx, tx, a)
		return true, err
	}
	if err := waited(ctx, tx, a.URL); err != nil {
		return false, err
	}
	now := f.now()
	stand := *v
	stand.Address = a
	every := Next(&stand, o, now)
	h := v.after(o, now)
	_, err = tx.ExecContext(ctx, `UPDATE visit SET visited_at = ?, every = ?, due_at = ?, class = ?, etag = ?, last_modified = ?,
			result = ?, status = ?, says = ?, failures = 0, same_as = '', depth = min(depth, ?),
			found_on = CASE WHEN found_on = '' THEN ? ELSE found_on END,
			first_at = ?, published_at = ?, changed_at = ?, changes = ?, ttl = ? WHERE url = ?`,
		db.Micros(now), every.Microseconds(), db.Micros(now.Add(every)), a.Form.class(), o.ETag, o.LastModified,
		o.Result, o.Status, o.Says, a.Depth, a.FoundOn,
		db.Micros(h.First), db.Micros(h.Published), db.Micros(h.Changed), h.Changes, h.TTL.Microseconds(), a.URL)
	if err != nil {
		return false, fmt.Errorf("stand %s: %w", a.URL, err)
	}
	return true, refreshHosts(ctx, tx, a.Host)
}

// Alias notes that address is another name of the one that is visited as url.
// An address that has visits of its own is left alone.
func (f *Frontier) Alias(ctx context.Context, tx *sql.Tx, a Address, url string) error {
	if a.URL == url {
		return nil
	}
	now := db.Micros(f.now())
	_, err := tx.ExecContext(ctx, `INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at, same_as)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
		ON CONFLICT (url) DO UPDATE SET same_as = excluded.same_as, due_at = 0
		WHERE visit.visited_at = 0 AND visit.leased_at = 0`,
		a.URL, a.Host, a.Form, a.Outlet, a.Depth, a.FoundOn, now, url)
	if err != nil {
		return fmt.Errorf("alias %s: %w", a.URL, err)
	}
	var alias bool
	err = tx.QueryRowContext(ctx, `SELECT same_as <> '' FROM visit WHERE url = ?`, a.URL).Scan(&alias)
	if err != nil || !alias {
		return err
	}
	if err := waited(ctx, tx, a.URL); err != nil {
		return err
	}
	return refreshHosts(ctx, tx, a.Host)
}
