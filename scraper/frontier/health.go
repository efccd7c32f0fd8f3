package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dateline/scraper/db"
)

// Counts are what the visits to an outlet came to over some time.
type Counts struct {
	Visits     int `json:"visits"`
	New        int `json:"new"`
	Changed    int `json:"changed"`
	Unchanged  int `json:"unchanged"`
	Listing    int `json:"listing"` // feeds, sitemaps and listings read
	Other      int `json:"other"`   // pages that are no article
	Disallowed int `json:"disallowed"`
	Failed     int `json:"failed"`
	Pages      int `json:"pages"`    // of the visits, to pages that answered
	Articles   int `json:"articles"` // of them, that hold an article

	Reasons map[Reason]int `json:"reasons"` // why visits failed; empty if none did
	Yield   float64        `json:"yield"`   // articles a page; 0 without pages

	// Of the articles stored in that time. The frontier leaves them zero: the
	// archive knows them.
	Stored int `json:"stored"`
	Dated  int `json:"dated"`  // with a date of publication
	Signed int `json:"signed"` // with an author
}

// A Health says how the visits to one outlet went of late.
type Health struct {
	Outlet   string    `json:"outlet"`
	Week     Counts    `json:"week"`     // the last 7 days, today included
	Month    Counts    `json:"month"`    // the last 28 days
	Total    Counts    `json:"total"`    // since the first visit that was counted
	Before   Counts    `json:"before"`   // the 28 days before the last 7, which Week is held against
	Days     int       `json:"days"`     // of Before that the outlet was visited in already
	Warnings []Warning `json:"warnings"` // empty if all is well
}

// A Reason says in a few words why a visit failed.
type Reason string

// The reasons.
const (
	NotFound   Reason = "not found"         // 404, 410
	Refused    Reason = "refused"           // 401, 402, 403, 451
	TooMany    Reason = "too many requests" // 429
	BadServer  Reason = "server error"      // 5xx
	BadStatus  Reason = "other status"      //
	Unreadable Reason = "unreadable"        // it came, and could not be read
	TooSlow    Reason = "too slow"          //
	NoHost     Reason = "no such host"      //
	NoAnswer   Reason = "no answer"         // nothing came, for any other cause
)

// Reason returns why the visit failed that went as o says.
func (o Outcome) Reason() Reason {
	switch s := o.Status; {
	case gone(s):
		return NotFound
	case s == http.StatusUnauthorized, s == http.StatusPaymentRequired, s == http.StatusForbidden, s == http.StatusUnavailableForLegalReasons:
		return Refused
	case s == http.StatusTooManyRequests:
		return TooMany
	case s >= http.StatusInternalServerError:
		return BadServer
	case s >= 200 && s < 300:
		return Unreadable
	case s != 0:
		return BadStatus
	case strings.Contains(o.Says, "did not answer in full within"), strings.Contains(o.Says, "deadline exceeded"), strings.Contains(o.Says, "timeout"):
		return TooSlow
	case strings.Contains(o.Says, "there is no host"), strings.Contains(o.Says, "cannot be looked up"):
		return NoHost
	}
	return NoAnswer
}

// count adds a visit that ended at now to its outlet's counts of the day.
func count(ctx context.Context, tx *sql.Tx, v *Visit, o Outcome, now time.Time) error {
	is := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	answered := v.Form == PageForm && o.Result != Failed && o.Result != Disallowed
	other := o.Result == Other || o.Result == Forgotten
	article := answered && !other && o.Result != Listing
	today := now.UTC().Format(time.DateOnly)
	_, err := tx.ExecContext(ctx, `INSERT INTO health (outlet, day, visits, new, changed, unchanged, listing, other,
			disallowed, failed, pages, articles) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (outlet, day) DO UPDATE SET visits = health.visits + 1, new = health.new + excluded.new,
			changed = health.changed + excluded.changed, unchanged = health.unchanged + excluded.unchanged,
			listing = health.listing + excluded.listing, other = health.other + excluded.other,
			disallowed = health.disallowed + excluded.disallowed, failed = health.failed + excluded.failed,
			pages = health.pages + excluded.pages, articles = health.articles + excluded.articles`,
		v.Outlet, today, is(o.Result == New), is(o.Result == Revised), is(o.Result == Unchanged), is(o.Result == Listing),
		is(other), is(o.Result == Disallowed), is(o.Result == Failed), is(answered), is(article))
	if err != nil || o.Result != Failed {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO failure (outlet, day, reason, visits) VALUES (?, ?, ?, 1)
		ON CONFLICT (outlet, day, reason) DO UPDATE SET visits = failure.visits + 1`, v.Outlet, today, o.Reason())
	return err
}

// The spans of a Health, in days.
const (
	week   = 7
	month  = 28
	before = 28 // before the week
)

// Spans returns the days that Month, Week and Before count, each from the first to
// the one that is no longer counted; all of Total's are before to.
func (f *Frontier) Spans() (monthFrom, weekFrom, beforeFrom, to time.Time) {
	today := f.now().UTC().Truncate(day)
	return today.AddDate(0, 0, -(month - 1)), today.AddDate(0, 0, -(week - 1)), today.AddDate(0, 0, -(week + before - 1)), today.AddDate(0, 0, 1)
}

// Healths returns how the visits to every outlet and host that was ever visited
// went, by name, with warnings. Whoever fills in what the archive knows
// asks [Warnings] again.
func (f *Frontier) Healths(ctx context.Context) (list []Health, err error) {
	now := f.now().UTC()
	since := func(days int) string { return now.AddDate(0, 0, -days).Format(time.DateOnly) }
	at := map[string]*Health{}
	var order []*Health
	spans := []struct {
		from, to string // days, to excluded
		counts   func(*Health) *Counts
	}{
		{"", "9", func(h *Health) *Counts { return &h.Total }},
		{since(month - 1), "9", func(h *Health) *Counts { return &h.Month }},
		{since(week - 1), "9", func(h *Health) *Counts { return &h.Week }},
		{since(week + before - 1), since(week - 1), func(h *Health) *Counts { return &h.Before }},
	}
	for _, span := range spans {
		err := db.Each(ctx, f.db.Read(), func(row db.Row) error {
			var outlet string
			c := Counts{Reasons: map[Reason]int{}}
			err := row.Scan(&outlet, &c.Visits, &c.New, &c.Changed, &c.Unchanged, &c.Listing, &c.Other,
				&c.Disallowed, &c.Failed, &c.Pages, &c.Articles)
			if c.Pages > 0 {
				c.Yield = float64(c.Articles) / float64(c.Pages)
			}
			if at[outlet] == nil { // the first span holds all
				at[outlet] = &Health{Outlet: outlet}
				order = append(order, at[outlet])
			}
			*span.counts(at[outlet]) = c
			return err
		}, `SELECT outlet, sum(visits), sum(new), sum(changed), sum(unchanged), sum(listing), sum(other),
				sum(disallowed), sum(failed), sum(pages), sum(articles)
			FROM health WHERE day >= ? AND day < ? GROUP BY outlet ORDER BY outlet`, span.from, span.to)
		if err != nil {
			return nil, fmt.Errorf("health: %w", err)
		}
		err = db.Each(ctx, f.db.Read(), func(row db.Row) error {
			var outlet string
			var why Reason
			var n int
			err := row.Scan(&outlet, &why, &n)
			if h := at[outlet]; h != nil {
				if c := span.counts(h); c.Reasons != nil {
					c.Reasons[why] = n
				}
			}
			return err
		}, `SELECT outlet, reason, sum(visits) FROM failure WHERE day >= ? AND day < ? GROUP BY outlet, reason`, span.from, span.to)
		if err != nil {
			return nil, fmt.Errorf("health: %w", err)
		}
	}
	if err := f.known(ctx, at, since(week-1), now); err != nil {
		return nil, fmt.Errorf("health: %w", err)
	}
	for _, h := range order {
		h.Warnings = Warnings(*h)
		list = append(list, *h)
	}
	return list, nil
}

// known fills in how many days of Before each outlet was visited in already.
func (f *Frontier) known(ctx context.Context, at map[string]*Health, until string, now time.Time) error {
	end, err := time.Parse(time.DateOnly, until)
	if err != nil {
		return err
	}
	return db.Each(ctx, f.db.Read(), func(row db.Row) error {
		var outlet, text string
		if err := row.Scan(&outlet, &text); err != nil {
			return err
		}
		first, err := time.Parse(time.DateOnly, text)
		if h := at[outlet]; h != nil {
			h.Days = min(max(int(end.Sub(first)/day), 0), before)
		}
		return err
	}, `SELECT outlet, min(day) FROM health WHERE day <= ? GROUP BY outlet`, now.Format(time.DateOnly))
}
