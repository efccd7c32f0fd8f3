// Package fetch gets pages politely: it asks robots.txt first, keeps one pace a
// host, sends what the last visit left so that an unchanged page is not sent
// again, and bounds every answer in bytes, time and redirects.
//
// [New] makes a [Client], and [Client.Get] makes one visit. What politeness must
// not forget over a restart is kept by a [Ledger].
//
// One request at a time goes to a host, and the pause after it counts from the
// end of the answer. It is the longest of: what robots.txt states, or else the
// default; what a Retry-After asks for; as long as answers lately took; and
// after failures in a row twice the default pause, doubled with each, up to six
// hours. After five a host is in nobody's way: until its time comes every visit
// of it is a [HeldError] at once, and then one is made on trial.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"dateline/scraper"
)

// A Request is a visit to be made.
type Request struct {
	URL          string // as canon.URL gives it
	ETag         string // of the last visit; empty if none came
	LastModified string // of the last visit; empty if none came
}

// A Ledger remembers, over restarts, what politeness needs. What it writes down
// is durable before it returns.
type Ledger interface {
	// Turn writes down that the next request to host is made at the returned
	// moment, not before now, and that the one after may follow delay later.
	Turn(ctx context.Context, host string, delay time.Duration) (time.Time, error)
	// Hold keeps host from being asked before until.
	Hold(ctx context.Context, host string, until time.Time) error
	// Robots returns the kept robots.txt of an origin, nil if none is.
	Robots(ctx context.Context, origin string) (*RobotsFile, error)
	// KeepRobots keeps the robots.txt of an origin in place of the one before.
	KeepRobots(ctx context.Context, origin string, f RobotsFile) error
}

// A RobotsFile is the answer to a request for robots.txt.
type RobotsFile struct {
	Status  int       // 0 if no answer came
	Body    []byte    //
	Reason  string    // why none came; empty otherwise
	Fetched time.Time // earlier than it was if it asks to be kept for less than usual
}

// Options adjust a Client. The zero Options suits the web.
type Options struct {
	Transport    http.RoundTripper // default: the network, with private addresses refused
	Delay        time.Duration     // pause between two requests to a host whose robots.txt states none; default 2s
	MaxBytes     int64             // of an unpacked body; default 8 MiB
	MaxRedirects int               // default 10
	Timeout      time.Duration     // for one hop, from connecting to the last byte; default 30s
	FirstByte    time.Duration     // for one hop, from connecting to the end of the header; default 20s
	LeastBytes   int64             // of a body that come every RateWindow, or it is given up; default 20 KiB
	RateWindow   time.Duration     // default 20s
	RobotsMaxAge time.Duration     // that a robots.txt is kept at most; default 24h
	AllowPrivate []string          // hosts, host:port pairs and networks that may be visited though private or on an odd port
	Now          func() time.Time  // default: time.Now

	// Sleep waits until a turn comes; default: it sleeps.
	Sleep func(context.Context, time.Duration) error
}

// A Client makes visits. It is safe for concurrent use.
type Client struct {
	agent        string
	ledger       Ledger
	log          *slog.Logger
	http         http.RoundTripper
	delay        time.Duration
	maxBytes     int64
	maxRedirects int
	times        times
	robotsMaxAge time.Duration
	gate         gate
	now          func() time.Time
	sleep        func(context.Context, time.Duration) error
	origins      turns // whose robots.txt is being asked for
	hosts        turns // that are being asked for something
	paces        paces // how those fare that do not do well
}

// New returns a Client that introduces itself to servers as agent, such as
// "Dateline/0.1 (+mailto:desk@newsroom.example)": name, version and a contact.
func New(agent string, ledger Ledger, log *slog.Logger, opt Options) *Client {
	c := &Client{
		agent: agent, ledger: ledger, log: log, http: opt.Transport,
		delay:        cmp.Or(opt.Delay, 2*time.Second),
		maxBytes:     cmp.Or(opt.MaxBytes, 8<<20),
		maxRedirects: cmp.Or(opt.MaxRedirects, 10),
		times: times{
			total: cmp.Or(opt.Timeout, 30*time.Second),
			first: cmp.Or(opt.FirstByte, 20*time.Second),
			every: cmp.Or(opt.RateWindow, 20*time.Second),
			least: cmp.Or(opt.LeastBytes, 20<<10),
		},
		robotsMaxAge: cmp.Or(opt.RobotsMaxAge, 24*time.Hour),
		gate:         newGate(opt.AllowPrivate),
		now:          opt.Now,
		sleep:        opt.Sleep,
	}
	if c.http == nil {
		c.http = c.gate.transport()
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = scraper.Sleep
	}
	return c
}

// The errors that a caller decides by. Each is wrapped with what happened.
var (
	ErrDisallowed = errors.New("disallowed by robots.txt")
	ErrRefused    = errors.New("not visited")
	ErrTooLarge   = errors.New("the page is too large")
	ErrRedirects  = errors.New("too many redirects")
)

// A StatusError reports an answer that was neither a page nor a redirect.
type StatusError struct {
	Code       int
	RetryAfter time.Duration // as the server asked; zero if it did not
}

func (e *StatusError) Error() string {
	text := fmt.Sprintf("the server answers %d %s", e.Code, http.StatusText(e.Code))
	switch {
	case e.RetryAfter > 0:
		text += fmt.Sprintf(", and asks to wait %s", e.RetryAfter.Round(time.Second))
	case e.Code == http.StatusUnauthorized, e.Code == http.StatusForbidden, e.Code == http.StatusPaymentRequired:
		text += ": it does not want to be read this way"
	}
	return strings.TrimRight(text, " ")
}

// Check says whether the address may be visited at all, as far as it tells
// itself: its scheme, port and host. Nothing is looked up.
func (c *Client) Check(rawURL string) error {
	u, err := address(rawURL)
	if err != nil {
		return err
	}
	return c.gate.check(u)
}

// Get makes one visit: it returns the page at the address, or where that leads
// to. A page that did not change since the validators were given is NotModified.
func (c *Client) Get(ctx context.Context, r Request) (*scraper.Page, error) {
	u, err := address(r.URL)
	if err != nil {
		return nil, err
	}
	page, began := &scraper.Page{URL: r.URL}, time.Time{}
	header := validators(r)
	seen := map[string]bool{}
	for {
		answer, err := c.ask(ctx, u, header)
		if err != nil {
			return nil, err
		}
		next, err := location(u, answer)
		if err != nil {
			return nil, err
		}
		if next == nil {
			if err := c.judge(answer, len(header) > 0); err != nil {
				return nil, err
			}
			page.FinalURL, page.Fetched, page.Status = u.String(), answer.at, answer.status
			page.Header, page.Body = answer.header, answer.body
			return page, nil
		}
		seen[u.String()] = true
		if began.IsZero() {
			began = answer.at
		}
		switch {
		case seen[next.String()]:
			// Some sites send a reader round once to set a cookie; we keep none.
			return nil, fmt.Errorf("%w: they lead back to %s", ErrRedirects, next)
		case len(page.Redirects) == c.maxRedirects:
			return nil, fmt.Errorf("%w: %d, the last to %s", ErrRedirects, len(page.Redirects), next)
		case c.now().Sub(began) >= longestChase:
			return nil, fmt.Errorf("%w: they were followed for %s, the last to %s", ErrRedirects, longestChase, next)
		}
		page.Redirects = append(page.Redirects, scraper.Redirect{From: u.String(), To: next.String(), Status: answer.status})
		u = next
		header = http.Header{} // the validators are those of the address that was asked for
	}
}

// longestChase is how long the redirects of one visit are followed. Each may lead
// to a host that has to be waited for.
const longestChase = 5 * time.Minute

// validators returns the headers that ask whether a page changed. What no header
// can carry is left out: better a page too many than a visit that never succeeds.
func validators(r Request) http.Header {
	header := http.Header{}
	if httpguts.ValidHeaderFieldValue(r.ETag) && r.ETag != "" {
		header.Set("If-None-Match", r.ETag)
	}
	if httpguts.ValidHeaderFieldValue(r.LastModified) && r.LastModified != "" {
		header.Set("If-Modified-Since", r.LastModified)
	}
	return header
}

// ask makes the request for u, if the gate lets it through and robots.txt allows it.
func (c *Client) ask(ctx context.Context, u *url.URL, header http.Header) (*answer, error) {
	if err := c.gate.check(u); err != nil {
		return nil, err
	}
	if err := c.paces.held(paceKey(u), c.now()); err != nil {
		return nil, err // without a wait for whoever is asking that host
	}
	rules, err := c.rules(ctx, u)
	if err != nil {
		return nil, err
	}
	if !rules.Allowed(c.agent, u.String()) {
		return nil, fmt.Errorf("%s: %w", u, ErrDisallowed)
	}
	return c.exchange(ctx, u, header, limit{c.maxBytes, false}, c.pause(rules), c.pleads)
}

// judge returns an error if an answer is no page. That nothing changed is an
// answer only to who asked.
func (c *Client) judge(a *answer, conditional bool) error {
	switch {
	case a.status == http.StatusNotModified && conditional:
		return nil
	case a.status == http.StatusNoContent, a.status == http.StatusPartialContent:
	case a.status >= 200 && a.status < 300:
		return nil
	}
	return &StatusError{Code: a.status, RetryAfter: c.wait(a)}
}

// wait returns how long the server asks to be left alone; zero if it does not.
func (c *Client) wait(a *answer) time.Duration {
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		return retryAfter(a.header.Get("Retry-After"), c.now())
	}
	return 0
}

// pleads returns how long a host is left alone after that answer: as long as it
// asks for, or for a while if it only says that we ask too much.
func (c *Client) pleads(a *answer) time.Duration {
	wait := c.wait(a)
	if a.status == http.StatusTooManyRequests && wait == 0 {
		return time.Minute
	}
	return wait
}

// retryAfter reads the header of that name, in seconds or as a date. A day is
// the most that is believed.
func retryAfter(value string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	value = strings.TrimSpace(value)
	if f, err := strconv.ParseFloat(value, 64); f > 0 && (err == nil || errors.Is(err, strconv.ErrRange)) {
		return time.Duration(min(f, most.Seconds()) * float64(time.Second))
	}
	if t, err := http.ParseTime(value); err == nil {
		return max(0, min(t.Sub(now), most))
	}
	return 0
}
