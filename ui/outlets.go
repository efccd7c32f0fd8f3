package ui

import (
	"net/http"
	"time"

	"dateline/indexer"
	"dateline/scraper/frontier"
)

// An outletsBody says how the crawl and the visits to each outlet stand.
type outletsBody struct {
	State    string // what the crawl does at present
	Next     stamp
	Articles string
	Addresses, Due, Failing, Disallowed,
	Behind string // empty if the index has read all of the archive
	Followed []outlet
	Cited    []outlet // hosts that we follow no outlet at
}

// An outlet is one publication, and how the visits to it stand.
type outlet struct {
	Name, Host                            string
	Search                                string // its articles
	Articles, Revisions, Addresses, Due   string
	Failing, Disallowed                   string // empty if none
	Last, Next, ErrorSince                stamp
	Error, ErrorWords, ErrorURL, ErrorOut string
}

func (s *site) outletsPage(r *http.Request) (*view, error) {
	all, err := s.library.Outlets(r.Context())
	if err != nil {
		return nil, err
	}
	status, err := s.library.Status(r.Context())
	if err != nil {
		return nil, err
	}
	now := s.now()
	body := outletsBody{
		State: crawlWords(status), Next: ago(now, status.NextVisit),
		Articles:  count(status.Articles, "article") + " in " + count(status.Revisions, "revision"),
		Addresses: count(status.Addresses, "address"), Due: thousands(status.Due),
		Failing: thousands(status.Failing), Disallowed: thousands(status.Disallowed),
	}
	if status.Indexed < status.Seq {
		body.Behind = count(int(min(status.Seq-status.Indexed, 1<<31)), "change")
	}
	for _, o := range all {
		if o.Followed {
			body.Followed = append(body.Followed, newOutlet(now, o))
		} else {
			body.Cited = append(body.Cited, newOutlet(now, o))
		}
	}
	return &view{Template: "outlets", Title: "Outlets", Section: "outlets", Body: body}, nil
}

func crawlWords(s frontier.CrawlStatus) string {
	switch {
	case s.Running:
		return "Pages are being visited now."
	case s.Scheduled && s.NextVisit.IsZero():
		return "Nothing is planned: there is no address to visit."
	case s.Scheduled:
		return "Waiting for the next visit."
	}
	return "This server only answers: it visits no page. “dateline crawl” does, or a server that was started without --crawl=false."
}

func newOutlet(now time.Time, s frontier.OutletStatus) outlet {
	o := outlet{
		Name: s.Outlet, Host: s.Host,
		Articles: count(s.Articles, "article"), Revisions: count(s.Revisions, "revision"),
		Addresses: count(s.Addresses, "address"), Due: thousands(s.Due),
		Last: ago(now, s.LastVisit), Next: ago(now, s.NextVisit),
		Error: s.LastError, ErrorURL: s.ErrorURL, ErrorOut: outside(s.ErrorURL), ErrorSince: ago(now, s.ErrorSince),
	}
	if s.Articles > 0 {
		o.Search = link("/search", indexer.Query{Outlets: []string{s.Outlet}})
	}
	if s.Failing > 0 {
		o.Failing = count(s.Failing, "address")
	}
	if s.Disallowed > 0 {
		o.Disallowed = count(s.Disallowed, "address")
	}
	return o
}
