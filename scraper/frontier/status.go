package frontier

import (
	"context"
	"time"

	"dateline/scraper/db"
)

// An OutletStatus says how the visits to one outlet stand. Hosts that are no
// outlet of ours, but were cited, have one each under their host's name.
type OutletStatus struct {
	Outlet     string    `json:"outlet"`
	Host       string    `json:"host"`
	Followed   bool      `json:"followed"`    // it is one of ours
	Added      bool      `json:"added"`       // by a person, and is not in the configuration
	Home       string    `json:"home"`        // its front page, if it is followed
	Feeds      []string  `json:"feeds"`       // that are named of it
	Sitemaps   []string  `json:"sitemaps"`    // as well
	Pages      []string  `json:"pages"`       // whose links lead to articles, as well
	Addresses  int       `json:"addresses"`   // known
	Due        int       `json:"due"`         // of them, to be visited now
	Articles   int       `json:"articles"`    // stored
	Revisions  int       `json:"revisions"`   // stored
	Failing    int       `json:"failing"`     // addresses whose last visit failed
	Disallowed int       `json:"disallowed"`  // addresses that robots.txt keeps us from
	Skipped    int       `json:"skipped"`     // times that an address was found and not taken in (see Trap)
	LastVisit  time.Time `json:"last_visit"`  // zero if never
	NextVisit  time.Time `json:"next_visit"`  // zero if none is planned
	LastError  string    `json:"last_error"`  // empty if no address fails
	ErrorURL   string    `json:"error_url"`   // where it happened
	ErrorSince time.Time `json:"error_since"` // when
	Health     *Health   `json:"health"`      // nil if no visit was counted yet; for others to fill in
}

// A CrawlStatus says how the crawl as a whole stands.
type CrawlStatus struct {
	Running    bool      `json:"running"`   // visits are being made in this process now
	Scheduled  bool      `json:"scheduled"` // this process crawls on its own
	Addresses  int       `json:"addresses"`
	Due        int       `json:"due"`
	Leased     int       `json:"leased"` // being visited
	Articles   int       `json:"articles"`
	Revisions  int       `json:"revisions"`
	Failing    int       `json:"failing"`
	Disallowed int       `json:"disallowed"`
	Skipped    int       `json:"skipped"`    // times that an address was found and not taken in (see Trap)
	NextVisit  time.Time `json:"next_visit"` // zero if none is planned
	Seq        uint64    `json:"seq"`        // of the archive
	Indexed    uint64    `json:"indexed"`    // how far the index has read it
	Reindex    *Reindex  `json:"reindex"`    // nil if no index is built beside it, and the last was not broken off
}

// A Reindex says how far the building of an index beside the one that answers is.
type Reindex struct {
	Done  uint64 `json:"done"`  // how far it has read the archive
	Of    uint64 `json:"of"`    // 0 if that is not known yet
	Error string `json:"error"` // why it was broken off; empty while it goes on
}

// Status says how the crawl stands. Articles, Revisions, Seq, Indexed, Reindex, Running
// and Scheduled are for others to fill in.
func (f *Frontier) Status(ctx context.Context) (s CrawlStatus, err error) {
	var next int64
	err = f.db.Read().QueryRowContext(ctx, `SELECT count(*),
			count(*) FILTER (WHERE due_at > 0 AND due_at <= ? AND leased_at = 0),
			count(*) FILTER (WHERE leased_at > 0),
			count(*) FILTER (WHERE result = 'failed'), count(*) FILTER (WHERE result = 'disallowed'),
			coalesce(min(due_at) FILTER (WHERE due_at > 0), 0)
		FROM visit WHERE same_as = ''`, db.Micros(f.now())).
		Scan(&s.Addresses, &s.Due, &s.Leased, &s.Failing, &s.Disallowed, &next)
	if err != nil {
		return s, err
	}
	s.NextVisit = db.Time(next)
	err = f.db.Read().QueryRowContext(ctx, `SELECT coalesce(sum(skipped), 0) FROM shape`).Scan(&s.Skipped)
	return s, err
}

// Outlets says how the visits to every outlet and host stand, by name.
// Articles, Revisions and what is said of those that are followed are for others to fill in.
func (f *Frontier) Outlets(ctx context.Context) (list []OutletStatus, err error) {
	at := map[string]int{}
	err = db.Each(ctx, f.db.Read(), func(row db.Row) error {
		var s OutletStatus
		var last, next int64
		err := row.Scan(&s.Outlet, &s.Host, &s.Addresses, &s.Due, &s.Failing, &s.Disallowed, &last, &next)
		s.LastVisit, s.NextVisit = db.Time(last), db.Time(next)
		at[s.Outlet] = len(list)
		list = append(list, s)
		return err
	}, `SELECT outlet, min(host), count(*),
			count(*) FILTER (WHERE due_at > 0 AND due_at <= ?),
			count(*) FILTER (WHERE result = 'failed'), count(*) FILTER (WHERE result = 'disallowed'),
			max(visited_at), coalesce(min(due_at) FILTER (WHERE due_at > 0), 0)
		FROM visit WHERE same_as = '' GROUP BY outlet ORDER BY outlet`, db.Micros(f.now()))
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, f.db.Read(), func(row db.Row) error {
		var outlet string
		var n int
		err := row.Scan(&outlet, &n)
		if i, ok := at[outlet]; ok {
			list[i].Skipped = n
		}
		return err
	}, `SELECT outlet, sum(skipped) FROM shape WHERE skipped > 0 GROUP BY outlet`)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, f.db.Read(), func(row db.Row) error {
		var outlet, url, says string
		var since int64
		err := row.Scan(&outlet, &url, &says, &since)
		if i, ok := at[outlet]; ok {
			list[i].ErrorURL, list[i].LastError, list[i].ErrorSince = url, says, db.Time(since)
		}
		return err
	}, `SELECT outlet, url, says, visited_at FROM (
			SELECT *, row_number() OVER (PARTITION BY outlet ORDER BY visited_at DESC, url) AS place
			FROM visit WHERE result = 'failed' AND same_as = '') AS latest WHERE place = 1`)
	return list, err
}
