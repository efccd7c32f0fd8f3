package frontier

import "time"

// An OutletStatus says how the visits to one outlet stand. Hosts that are no
// outlet of ours, but were cited, have one each under their host's name.
type OutletStatus struct {
	Outlet     string    `json:"outlet"`
	Host       string    `json:"host"`
	Followed   bool      `json:"followed"`    // it stands in the configuration
	Addresses  int       `json:"addresses"`   // known
	Due        int       `json:"due"`         // of them, to be visited now
	Articles   int       `json:"articles"`    // stored
	Revisions  int       `json:"revisions"`   // stored
	Failing    int       `json:"failing"`     // addresses whose last visit failed
	Disallowed int       `json:"disallowed"`  // addresses that robots.txt keeps us from
	LastVisit  time.Time `json:"last_visit"`  // zero if never
	NextVisit  time.Time `json:"next_visit"`  // zero if none is planned
	LastError  string    `json:"last_error"`  // empty if no address fails
	ErrorURL   string    `json:"error_url"`   // where it happened
	ErrorSince time.Time `json:"error_since"` // when
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
	NextVisit  time.Time `json:"next_visit"` // zero if none is planned
	Seq        uint64    `json:"seq"`        // of the archive
	Indexed    uint64    `json:"indexed"`    // how far the index has read it
}
