package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"dateline/scraper"
	"dateline/scraper/robots"
)

const (
	robotsBytes     = 1 << 20          // more is cut by robots.Parse anyway
	robotsRedirects = 5                // RFC 9309, section 2.3.1.2
	robotsRetry     = 30 * time.Minute // before a robots.txt that could not be had is asked for again
)

// Robots returns what robots.txt says to the site of an address, asking for it
// if that was not done lately.
func (c *Client) Robots(ctx context.Context, rawURL string) (*robots.Rules, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := c.gate.check(u); err != nil {
		return nil, err
	}
	return c.rules(ctx, u)
}

// rules is Robots for an address that the gate let through.
func (c *Client) rules(ctx context.Context, u *url.URL) (*robots.Rules, error) {
	origin := u.Scheme + "://" + u.Host
	defer c.robotsTurn.take(origin)()
	file, err := c.ledger.Robots(ctx, origin)
	if err != nil {
		return nil, err
	}
	if file == nil || c.now().Sub(file.Fetched) > c.maxAge(file) {
		if file, err = c.robotsFile(ctx, u); err != nil {
			return nil, err
		}
		if err := c.ledger.KeepRobots(ctx, origin, *file); err != nil {
			return nil, err
		}
	}
	rules := robots.For(file.Status, file.Body)
	if file.Status == 0 || file.Status >= 500 {
		reason := file.Reason
		if reason == "" {
			reason = fmt.Sprintf("the server answers %d for it", file.Status)
		}
		return nil, fmt.Errorf("robots.txt of %s cannot be had, so nothing is visited there for now: %s", u.Host, reason)
	}
	return rules, nil
}

// maxAge returns how long a robots.txt is believed.
func (c *Client) maxAge(f *RobotsFile) time.Duration {
	if f.Status == 0 || f.Status >= 500 {
		return min(robotsRetry, c.robotsMaxAge)
	}
	return c.robotsMaxAge
}

// robotsFile asks the site of u for its robots.txt. That none came is no error
// but an answer, with the reason; only our own trouble is an error.
func (c *Client) robotsFile(ctx context.Context, u *url.URL) (*RobotsFile, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for hops := 0; ; hops++ {
		if err := c.gate.check(at); err != nil {
			return &RobotsFile{Status: http.StatusNotFound, Fetched: c.now()}, nil
		}
		if err := c.wait(ctx, scraper.Host(at), c.delay); err != nil {
			return nil, err
		}
		a, err := c.hop(ctx, at, http.Header{}, robotsBytes)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, ErrTooLarge):
			// Nobody means so large a file: it is no robots.txt.
			return &RobotsFile{Status: http.StatusNotFound, Fetched: c.now()}, nil
		case err != nil:
			return &RobotsFile{Reason: err.Error(), Fetched: c.now()}, nil
		}
		next, err := location(at, a)
		if err != nil || next != nil && hops == robotsRedirects {
			return &RobotsFile{Status: http.StatusNotFound, Fetched: c.now()}, nil
		}
		if next == nil {
			return &RobotsFile{Status: a.status, Body: a.body, Fetched: c.now()}, nil
		}
		at = next
	}
}

// Turns let one at a time do a thing under a name.
type turns struct {
	mu    sync.Mutex
	names map[string]*turn
}

type turn struct {
	sync.Mutex
	waiting int
}

// take waits for the turn under name, and returns what gives it back.
func (t *turns) take(name string) (give func()) {
	t.mu.Lock()
	if t.names == nil {
		t.names = map[string]*turn{}
	}
	one := t.names[name]
	if one == nil {
		one = &turn{}
		t.names[name] = one
	}
	one.waiting++
	t.mu.Unlock()
	one.Lock()
	return func() {
		one.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if one.waiting--; one.waiting == 0 {
			delete(t.names, name)
		}
	}
}
