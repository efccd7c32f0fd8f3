package ui

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/scraper/frontier"
)

// An outletsBody says how the crawl and the visits to each outlet stand.
type outletsBody struct {
	State    string // what the crawl does at present
	Reindex  string // how far a new index is; empty if none is built
	Next     stamp
	Articles string
	Addresses, Due, Failing, Disallowed,
	Behind string // empty if the index has read all of the archive
	Adding   *adding    // nil if pages add nothing
	Follow   *following // nil if pages follow nothing
	OPML     string     // the address of what is followed as OPML; empty if there is none
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
	Week                                  string   // how the visits of the last 7 days went; empty if none was made
	Quality                               string   // of the articles of the last 7 days; empty if there is none
	Warnings                              []string // what is clearly worse than before
	Skipped                               string   // addresses found and not taken in; empty if none
	ID                                    string   // its place on the page
	Home                                  string   // its front page; empty if it is not followed
	Lists                                 []namedList
	Read                                  string // "3 feeds", or "3 addresses" if some are none; empty if it is not followed, or its front page is read for them
	Added                                 bool   // by a person
	Remove                                string // the host by which it is removed; empty if it cannot be
}

// An Added says what became of an address that was to be visited.
type Added struct {
	URL   string // as it was given
	Taken bool   // it will be visited
	Says  string // in words; may be empty
}

// An adding is the form by which addresses are added, and what became of those that were.
type adding struct {
	Added   []Added
	Refused string // the addresses that were not taken, a line each
	Problem *problem
}

// mostAdded is how many addresses are taken at once.
const mostAdded = 1000

// addAddresses has the addresses of a form visited, which stand on a line each.
func (s *site) addAddresses(r *http.Request) (*view, error) {
	var urls, refused []string
	for line := range strings.Lines(r.PostForm.Get("urls")) {
		if line = strings.TrimSpace(line); line != "" {
			urls = append(urls, line)
		}
	}
	sent := &adding{}
	switch n := len(urls); {
	case n == 0:
		sent.Problem = &problem{Field: "urls", Name: "Addresses", Says: "give one at least, such as https://outlet.example/story"}
	case n > mostAdded:
		sent.Problem = &problem{Field: "urls", Name: "Addresses", Says: fmt.Sprintf("these are %d, and at most %d are taken at once: leave the others for later", n, mostAdded)}
		sent.Refused = r.PostForm.Get("urls")
	default:
		var err error
		if sent.Added, err = s.add(r.Context(), urls); err != nil {
			return nil, err
		}
		for _, a := range sent.Added {
			if !a.Taken {
				refused = append(refused, a.URL)
			}
		}
		sent.Refused = strings.Join(refused, "\n")
	}
	v, err := s.outletsView(r, sent, &following{})
	if err == nil && sent.Problem != nil {
		v.Status = http.StatusBadRequest
	}
	return v, err
}

// outletsPage says how the visits stand.
func (s *site) outletsPage(r *http.Request) (*view, error) {
	return s.outletsView(r, &adding{}, &following{})
}

func (s *site) outletsView(r *http.Request, sent *adding, follow *following) (*view, error) {
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
		State: crawlWords(status), Reindex: reindexWords(status.Reindex), Next: ago(now, status.NextVisit),
		Articles:  count(status.Articles, "article") + " in " + count(status.Revisions, "revision"),
		Addresses: count(status.Addresses, "address"), Due: thousands(status.Due),
		Failing: thousands(status.Failing), Disallowed: thousands(status.Disallowed),
	}
	if s.add != nil && s.writes {
		body.Adding = sent
	}
	if s.roster != nil {
		body.OPML = "/outlets.opml"
	}
	if s.roster != nil && s.writes {
		body.Follow = follow
		follow.Outdone = s.roster.Outdone()
	}
	if status.Indexed < status.Seq {
		body.Behind = count(int(min(status.Seq-status.Indexed, 1<<31)), "change")
	}
	for _, o := range all {
		if o.Followed {
			one := newOutlet(now, o)
			if o.Added && body.Follow != nil {
				one.Remove = o.Host
			}
			body.Followed = append(body.Followed, one)
		} else {
			body.Cited = append(body.Cited, newOutlet(now, o))
		}
	}
	return &view{Template: "outlets", Title: "Outlets", Section: "outlets", Body: body, Live: &live{}}, nil
}

// reindexWords says how far a new index is; empty if none is built.
func reindexWords(r *frontier.Reindex) string {
	switch {
	case r == nil:
		return ""
	case r.Error != "":
		return "The index was not built anew, and the old one stays in use: " + r.Error
	case r.Of == 0:
		return "The index is being built anew; the old one answers meanwhile."
	}
	return fmt.Sprintf("The index is being built anew, %d of %d; the old one answers meanwhile.", r.Done, r.Of)
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
	if s.Followed {
		o.ID = outletID(s.Host)
	}
	o.Home, o.Lists, o.Added = outside(s.Home), namedLists(s), s.Added
	if n := len(o.Lists); n > 0 {
		o.Read = count(n, "feed")
		if n > len(s.Feeds) {
			o.Read = count(n, "address")
		}
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
	if s.Skipped > 0 {
		o.Skipped = count(s.Skipped, "time")
	}
	if h := s.Health; h != nil {
		o.Week, o.Quality = weekWords(h.Week)
		for _, w := range h.Warnings {
			o.Warnings = append(o.Warnings, w.Says)
		}
	}
	return o
}

// weekWords says how visits went, and what is known of the articles that they brought.
func weekWords(c frontier.Counts) (visits, quality string) {
	if c.Visits == 0 {
		return "", ""
	}
	visits = count(c.Visits, "visit") + ": " + thousands(c.New) + " new, " + thousands(c.Changed) + " changed, " + thousands(c.Unchanged) + " unchanged"
	if c.Disallowed > 0 {
		visits += ", " + thousands(c.Disallowed) + " kept from"
	}
	if c.Failed > 0 {
		var why []string
		for _, reason := range slices.Sorted(maps.Keys(c.Reasons)) {
			why = append(why, thousands(c.Reasons[reason])+" "+string(reason))
		}
		visits += ", " + thousands(c.Failed) + " failed"
		if len(why) > 0 {
			visits += " (" + strings.Join(why, ", ") + ")"
		}
	}
	share := func(n, of int) string { return strconv.Itoa(100*n/of) + "%" }
	if c.Pages > 0 {
		quality = share(c.Articles, c.Pages) + " of the pages hold an article"
	}
	if c.Stored > 0 {
		quality += "; of the new articles " + share(c.Dated, c.Stored) + " are dated, " + share(c.Signed, c.Stored) + " name an author"
	}
	return visits, quality
}
