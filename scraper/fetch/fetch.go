// Package fetch gets pages politely: it asks robots.txt first, keeps one pace a
// host, sends what the last visit left so that an unchanged page is not sent
// again, and bounds every answer in bytes, time and redirects.
//
// [New] makes a [Client], and [Client.Get] makes one visit. What politeness must
// not forget over a restart is kept by a [Ledger].
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

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
	Status  int    // 0 if no answer came
	Body    []byte //
	Reason  string // why none came; empty otherwise
	Fetched time.Time
}

// Options adjust a Client. The zero Options suits the web.
type Options struct {
	Transport    http.RoundTripper // default: the network, with private addresses refused
	Delay        time.Duration     // pause between two requests to a host whose robots.txt states none; default 2s
	NoDelay      bool              // no pause at all, for a web of our own
	MaxBytes     int64             // of an unpacked body; default 8 MiB
	MaxRedirects int               // default 10
	Timeout      time.Duration     // for one hop, from connecting to the last byte; default 30s
	RobotsMaxAge time.Duration     // default 24h
	AllowPrivate []string          // hosts, host:port pairs and networks that may be visited though private or on an odd port
	Now          func() time.Time  // default: time.Now
	Sleep        func(context.Context, time.Duration) error
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
	timeout      time.Duration
	robotsMaxAge time.Duration
	gate         gate
	now          func() time.Time
	sleep        func(context.Context, time.Duration) error
	robotsTurn   turns
}

// New returns a Client that introduces itself to servers as agent, such as
// "Dateline/0.1 (+mailto:desk@newsroom.example)": name, version and a contact.
func New(agent string, ledger Ledger, log *slog.Logger, opt Options) *Client {
	c := &Client{
		agent: agent, ledger: ledger, log: log, http: opt.Transport,
		delay:        cmp.Or(opt.Delay, 2*time.Second),
		maxBytes:     cmp.Or(opt.MaxBytes, 8<<20),
		maxRedirects: cmp.Or(opt.MaxRedirects, 10),
		timeout:      cmp.Or(opt.Timeout, 30*time.Second),
		robotsMaxAge: cmp.Or(opt.RobotsMaxAge, 24*time.Hour),
		gate:         newGate(opt.AllowPrivate),
		now:          opt.Now,
		sleep:        opt.Sleep,
	}
	if opt.NoDelay {
		c.delay = 0
	}
	if c.http == nil {
		c.http = c.gate.transport()
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
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
	u, err := url.Parse(rawURL)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return c.gate.check(u)
}

// Get makes one visit: it returns the page at the address, or where that leads
// to. A page that did not change since the validators were given is NotModified.
func (c *Client) Get(ctx context.Context, r Request) (*scraper.Page, error) {
	page := &scraper.Page{URL: r.URL}
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	header := http.Header{}
	if r.ETag != "" {
		header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		header.Set("If-Modified-Since", r.LastModified)
	}
	for {
		if err := c.permit(ctx, u); err != nil {
			return nil, err
		}
		answer, err := c.hop(ctx, u, header, c.maxBytes)
		if err != nil {
			return nil, err
		}
		next, err := location(u, answer)
		if err != nil {
			return nil, err
		}
		if next == nil {
			page.FinalURL, page.Fetched, page.Status = u.String(), answer.at, answer.status
			page.Header, page.Body = answer.header, answer.body
			return page, c.judge(ctx, u, answer)
		}
		if len(page.Redirects) == c.maxRedirects {
			return nil, fmt.Errorf("%w: %d, the last to %s", ErrRedirects, len(page.Redirects), next)
		}
		page.Redirects = append(page.Redirects, scraper.Redirect{From: u.String(), To: next.String(), Status: answer.status})
		u = next
		header = http.Header{} // the validators are those of the address that was asked for
	}
}

// judge returns an error if an answer is no page, and holds the host if it asks
// us to wait.
func (c *Client) judge(ctx context.Context, u *url.URL, a *answer) error {
	if a.status >= 200 && a.status < 300 && a.status != http.StatusNoContent && a.status != http.StatusPartialContent || a.status == http.StatusNotModified {
		return nil
	}
	e := &StatusError{Code: a.status}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		e.RetryAfter = retryAfter(a.header.Get("Retry-After"), c.now())
	}
	if e.RetryAfter > 0 {
		if err := c.ledger.Hold(ctx, scraper.Host(u), c.now().Add(e.RetryAfter)); err != nil {
			return errors.Join(e, err)
		}
	}
	return e
}

// permit returns when u may be asked for: the gate lets it through, robots.txt
// allows it, and it is our turn at its host.
func (c *Client) permit(ctx context.Context, u *url.URL) error {
	if err := c.gate.check(u); err != nil {
		return err
	}
	rules, err := c.rules(ctx, u)
	if err != nil {
		return err
	}
	if !rules.Allowed(c.agent, u.String()) {
		return fmt.Errorf("%s: %w", u, ErrDisallowed)
	}
	delay := c.delay
	if stated, ok := rules.Delay(c.agent); ok {
		delay = min(stated, time.Minute)
	}
	return c.wait(ctx, scraper.Host(u), delay)
}

// wait returns when host may be asked. That it is asked is written down by then.
func (c *Client) wait(ctx context.Context, host string, delay time.Duration) error {
	at, err := c.ledger.Turn(ctx, host, delay)
	if err != nil {
		return err
	}
	if d := at.Sub(c.now()); d > 0 {
		return c.sleep(ctx, d)
	}
	return ctx.Err()
}

// retryAfter reads the header of that name, in seconds or as a date. A day is
// the most that is believed.
func retryAfter(value string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	value = strings.TrimSpace(value)
	if d, err := time.ParseDuration(value + "s"); err == nil {
		return max(0, min(d, most))
	}
	if len(value) >= 10 && strings.Trim(value, "0123456789") == "" {
		return most
	}
	if t, err := http.ParseTime(value); err == nil {
		return max(0, min(t.Sub(now), most))
	}
	return 0
}

// location returns where a redirect leads, nil if the answer is none.
func location(u *url.URL, a *answer) (*url.URL, error) {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	to := a.header.Get("Location")
	if to == "" {
		return nil, fmt.Errorf("the server answers %d and does not say where to", a.status)
	}
	next, err := u.Parse(to)
	if err != nil {
		return nil, fmt.Errorf("the server sends us to %.200q, which is no address", to)
	}
	next.Fragment, next.RawFragment = "", ""
	if next.Path == "" {
		next.Path = "/"
	}
	return next, nil
}

// explain says in a line why no answer came, and what a person can do.
func explain(u *url.URL, timeout time.Duration, err error) error {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, ErrRefused), errors.Is(err, ErrTooLarge):
		return err
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("there is no host %s: check the address: %w", u.Hostname(), err)
	case errors.As(err, &dns):
		return fmt.Errorf("the host %s cannot be looked up: is there a network? %w", u.Hostname(), err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s did not answer in full within %s: %w", u.Host, timeout, err)
	case errors.As(err, &op) && op.Op == "dial":
		return fmt.Errorf("%s does not answer: %w", u.Host, err)
	}
	return fmt.Errorf("the answer of %s broke off: %w", u.Host, err)
}
