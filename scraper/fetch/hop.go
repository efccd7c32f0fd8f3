package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

// An answer is one response, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
	at     time.Time // when it began
}

// exchange waits for our turn at the host of u, makes one request and reads its
// answer. Before delay has passed nobody else asks that host for anything, nor
// before what pause makes of the answer, nor before as long as the answer took.
// All count from the answer's end, for the server may have heard of us later
// than we wrote down. An error without an
// answer is our own trouble; with an empty one, the server's or the network's.
func (c *Client) exchange(ctx context.Context, u *url.URL, header http.Header, lim limit, delay time.Duration, pause func(*answer) time.Duration) (*answer, error) {
	host := paceKey(u)
	leave, err := c.hosts.take(ctx, host)
	if err != nil {
		return nil, err
	}
	defer leave()
	// Who had the turn before us may have found the host in trouble.
	if err := c.paces.held(host, c.now()); err != nil {
		return nil, err
	}
	at, err := c.ledger.Turn(ctx, host, delay)
	if err != nil {
		return nil, err
	}
	if d := at.Sub(c.now()); d > 0 {
		if err := c.sleep(ctx, d); err != nil {
			return nil, err
		}
	}
	began := c.now()
	a, err := c.hop(ctx, u, header, lim, delay)
	if err != nil {
		a = &answer{}
	}
	delay = max(delay, pause(a))
	if ended := c.now(); ctx.Err() == nil {
		delay = c.paces.note(host, ended, ended.Sub(began), c.delay, delay, trouble(a, err))
	}
	// Even who no longer waits for the answer has asked.
	if hold := c.ledger.Hold(context.WithoutCancel(ctx), host, c.now().Add(delay)); hold != nil {
		return nil, errors.Join(err, hold)
	}
	return a, err
}

// hop makes one request and reads its answer. Where the transport asks twice it
// waits for delay in between.
func (c *Client) hop(ctx context.Context, u *url.URL, header http.Header, lim limit, delay time.Duration) (*answer, error) {
	w, stop := newWatch(ctx, c.times)
	defer stop()
	req, err := http.NewRequestWithContext(c.spaced(w, delay), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	req.Header = header.Clone()
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en,*;q=0.5")
	// Asked for by us and not by the transport, so that unpacking is ours to bound.
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	c.log.Debug("request", "url", u.String(), "conditional", len(header) > 0)
	response, err := c.http.RoundTrip(req)
	if err != nil {
		return nil, explain(u, c.times.total, w.why(err))
	}
	defer func() { _ = response.Body.Close() }() // nothing more is wanted of it
	a := &answer{status: response.StatusCode, header: response.Header, at: c.now().UTC()}
	body := w.body(response.Body)
	if a.status >= 300 {
		// Its body is of no use. A small one is read, so that the connection is kept.
		if 0 < response.ContentLength && response.ContentLength <= 4<<10 {
			_, _ = io.Copy(io.Discard, body)
		}
		return a, nil
	}
	if a.body, err = read(response, body, lim); err != nil {
		return nil, explain(u, c.times.total, w.why(err))
	}
	return a, nil
}

// spaced returns a context in which the requests of one visit keep their pause,
// which is nothing that the watch holds against the server. The transport asks
// anew, by itself and at once, where a kept connection was closed under it; the
// server may have heard the first time.
func (c *Client) spaced(w *watch, delay time.Duration) context.Context {
	requests := 0
	return httptrace.WithClientTrace(w.ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if requests++; requests > 1 {
			w.stop()
			_ = c.sleep(w.ctx, delay) // if it is cut short, so is the request
			w.start()
		}
	}})
}
