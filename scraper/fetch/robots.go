package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/scraper/robots"
)

const (
	robotsRedirects = 5 // RFC 9309, section 2.3.1.2

	// How long it is left at that a robots.txt could not be had: less than the
	// pause after which a failed visit is made again. Where no server answered
	// none is spared by waiting, and the network may be back.
	robotsBusy   = 10 * time.Minute
	robotsSilent = 2 * time.Minute

	// Within these bounds a robots.txt is kept as long as its Cache-Control says
	// (RFC 9309, section 2.4); the longer is what holds where it says nothing.
	leastRobotsAge = time.Hour
	mostRobotsAge  = 24 * time.Hour

	leastDelay   = 100 * time.Millisecond // where "Crawl-delay: 0" is stated
	longestDelay = time.Minute            // the longest Crawl-delay that is kept
)

// Robots returns what robots.txt says to the site of an address, asking for it
// if that was not done lately. That it cannot be had is an error.
func (c *Client) Robots(ctx context.Context, rawURL string) (*robots.Rules, error) {
	u, err := address(rawURL)
	if err != nil {
		return nil, err
	}
	if err := c.gate.check(u); err != nil {
		return nil, err
	}
	return c.rules(ctx, u)
}

// rules is Robots for an address that the gate let through.
func (c *Client) rules(ctx context.Context, u *url.URL) (*robots.Rules, error) {
	origin := u.Scheme + "://" + u.Host
	give, err := c.origins.take(ctx, origin) // it is not asked for twice at once
	if err != nil {
		return nil, err
	}
	defer give()
	file, err := c.ledger.Robots(ctx, origin)
	if err != nil {
		return nil, err
	}
	if file == nil || c.now().Sub(file.Fetched) > c.maxAge(file) {
		if file, err = c.askRobots(ctx, u); err != nil {
			return nil, err
		}
		if err := c.ledger.KeepRobots(ctx, origin, *file); err != nil {
			return nil, err
		}
	}
	switch {
	case file.Status == 0:
		return nil, fmt.Errorf("%s (asked for robots.txt)", file.Reason)
	case !robots.Settled(file.Status):
		return nil, fmt.Errorf("robots.txt of %s cannot be had, so nothing is visited there for now: the server answers %d for it", u.Host, file.Status)
	}
	return robots.For(file.Status, file.Body), nil
}

// pause returns how far apart requests under these rules are made.
func (c *Client) pause(rules *robots.Rules) time.Duration {
	if stated, ok := rules.Delay(c.agent); ok {
		return min(max(stated, min(leastDelay, c.delay)), longestDelay)
	}
	return c.delay
}

// states returns how long a host is left alone after that answer to the request
// for its robots.txt, which may state a delay that was not known before.
func (c *Client) states(a *answer) time.Duration {
	return max(c.pleads(a), c.pause(robots.For(a.status, a.body)))
}

// maxAge returns how long a robots.txt is believed.
func (c *Client) maxAge(f *RobotsFile) time.Duration {
	switch {
	case f.Status == 0:
		return min(robotsSilent, c.robotsMaxAge)
	case !robots.Settled(f.Status):
		return min(robotsBusy, c.robotsMaxAge)
	}
	return c.robotsMaxAge
}

// askRobots asks the site of u for its robots.txt. That none came is no error
// but an answer, with the reason; only our own trouble is an error.
func (c *Client) askRobots(ctx context.Context, u *url.URL) (*RobotsFile, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for hops := 0; ; hops++ {
		a, err := c.exchange(ctx, at, http.Header{}, limit{robots.MaxBytes + 1, true}, c.delay, c.states)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case a == nil:
			return nil, err
		case err != nil:
			return c.robotsFile(a, err), nil
		}
		next, err := location(at, a)
		if err == nil && next != nil {
			err = c.gate.check(next)
		}
		if err == nil && next != nil && hops == robotsRedirects {
			err = fmt.Errorf("%w: %d, the last to %s", ErrRedirects, hops, next)
		}
		if err != nil || next == nil {
			return c.robotsFile(a, err), nil
		}
		at = next
	}
}

// robotsFile returns what is kept of an answer, and of what was wrong with it.
func (c *Client) robotsFile(a *answer, err error) *RobotsFile {
	f := &RobotsFile{Status: a.status, Body: a.body, Fetched: c.now()}
	if robots.Settled(a.status) {
		f.Fetched = f.Fetched.Add(min(0, freshFor(a.header)-c.robotsMaxAge))
	}
	if err != nil {
		f.Reason = err.Error()
	}
	return f
}

// freshFor returns how long a robots.txt may be kept, as its header says.
func freshFor(h http.Header) time.Duration {
	for _, word := range strings.Split(strings.ToLower(strings.Join(h.Values("Cache-Control"), ",")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(word), "=")
		switch name {
		case "no-cache", "no-store":
			return leastRobotsAge
		case "max-age":
			if n, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31); err == nil {
				return min(max(time.Duration(n)*time.Second, leastRobotsAge), mostRobotsAge)
			}
		}
	}
	return mostRobotsAge
}
