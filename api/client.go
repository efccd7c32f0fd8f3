package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/frontier"
)

const (
	maxAnswer = 256 << 20        // bytes of an answer that a Client reads
	patience  = 30 * time.Second // for an answer, but that of Crawl

	// A server that has just begun opens its index within this. What takes longer is
	// being built, and whoever asks is better told so.
	openingTime  = 5 * time.Second
	openingPause = 100 * time.Millisecond // from one question whether it is open to the next
)

// A Client asks a server that runs in another process. It is an
// [indexer.Searcher] and a [Crawler], as what that server has itself.
//
// What the server refuses comes back as a *[Problem], whose text says what to
// change. A server that does not answer is an error that names its address.
type Client struct {
	base  string
	token string
	http  *http.Client
}

var (
	_ indexer.Searcher = (*Client)(nil)
	_ Crawler          = (*Client)(nil)
)

// NewClient returns a Client of the server at base, such as
// "http://127.0.0.1:8080". Only what writes needs the token.
func NewClient(base, token string) *Client {
	return &Client{
		base:  strings.TrimRight(base, "/"),
		token: token,
		http: &http.Client{
			// The server is our own and near: no proxy, and no other address
			// that the token could be carried to.
			Transport:     &http.Transport{Proxy: nil, IdleConnTimeout: 30 * time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Search returns the articles that q finds, best first.
func (c *Client) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	return get[indexer.Results](ctx, c, "/api/v1/search", q.Values())
}

// Timeline returns the entries that q finds, in order of date.
func (c *Client) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	return get[indexer.Timeline](ctx, c, "/api/v1/timeline", q.Values())
}

// Claims returns the claims that q finds, best first.
func (c *Client) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	return get[indexer.Claims](ctx, c, "/api/v1/claims", q.Values())
}

// Claim returns the claim with that id, or an error that is indexer.ErrNotFound.
func (c *Client) Claim(ctx context.Context, id string) (*indexer.ClaimView, error) {
	return get[indexer.ClaimView](ctx, c, "/api/v1/claims/"+url.PathEscape(id), nil)
}

// Similar returns the articles that are most like one, or an error that is indexer.ErrNotFound.
func (c *Client) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	return get[indexer.Similar](ctx, c, "/api/v1/articles/"+url.PathEscape(articleID)+"/similar", atMost(limit))
}

// SimilarClaims returns the claims that are most like one, or an error that is indexer.ErrNotFound.
func (c *Client) SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	return get[indexer.SimilarClaims](ctx, c, "/api/v1/claims/"+url.PathEscape(claimID)+"/similar", atMost(limit))
}

// atMost returns what asks for so many of something, or as many as there usually are.
func atMost(limit int) url.Values {
	v := url.Values{}
	if limit != 0 {
		v.Set("limit", strconv.Itoa(limit))
	}
	return v
}

// Generation returns that of the server's answers.
func (c *Client) Generation(ctx context.Context) (uint64, error) {
	r, err := get[Ready](ctx, c, "/readyz", nil)
	if err != nil {
		return 0, err
	}
	return r.Generation, nil
}

// Outlets says how the visits to each outlet stand.
func (c *Client) Outlets(ctx context.Context) ([]frontier.OutletStatus, error) {
	type outlets struct {
		Outlets []frontier.OutletStatus `json:"outlets"` // null leaves a time zero
	}
	all, err := get[outlets](ctx, c, "/api/v1/outlets", nil)
	if err != nil {
		return nil, err
	}
	return all.Outlets, nil
}

// Status says how the crawl stands, and how its last pass went: nil if the
// server has made none.
func (c *Client) Status(ctx context.Context) (frontier.CrawlStatus, *Summary, error) {
	type status struct {
		frontier.CrawlStatus
		Last *Summary `json:"last"`
	}
	s, err := get[status](ctx, c, "/api/v1/crawl", nil)
	if err != nil {
		return frontier.CrawlStatus{}, nil, err
	}
	return s.CrawlStatus, s.Last, nil
}

// Health returns the version of the server, or an error if none answers or
// something else than Dateline does.
func (c *Client) Health(ctx context.Context) (string, error) {
	h, err := get[Health](ctx, c, "/healthz", nil)
	if err != nil {
		return "", err
	}
	if h.Name != "dateline" {
		return "", c.stranger("a server of another kind")
	}
	return h.Version, nil
}

// Add puts addresses into the server's queue, and says what became of each.
func (c *Client) Add(ctx context.Context, urls []string) ([]Added, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	resp, err := c.post(ctx, "/api/v1/addresses", Addresses{urls})
	if err != nil {
		return nil, err
	}
	defer closeBody(resp)
	var all AddedAll
	if err := c.decode(resp, &all); err != nil {
		return nil, err
	}
	return all.Added, nil
}

// Reindex has the server build its index anew, and returns how far that is. Status tells
// when it has ended.
func (c *Client) Reindex(ctx context.Context) (frontier.Reindex, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var r frontier.Reindex
	resp, err := c.post(ctx, "/api/v1/reindex", nil)
	if err != nil {
		return r, err
	}
	defer closeBody(resp)
	return r, c.decode(resp, &r)
}

// Crawl has the server make a pass, and tells report of each visit. If ctx ends,
// Crawl returns, and the pass goes on without it. With an error, the Summary
// counts what is known to have been visited.
func (c *Client) Crawl(ctx context.Context, now bool, report func(Visited)) (Summary, error) {
	var seen Summary
	resp, err := c.post(ctx, "/api/v1/crawl", Pass{now})
	if err != nil {
		return seen, err
	}
	defer closeBody(resp)
	for dec := json.NewDecoder(resp.Body); ; {
		var line Progress
		if err := dec.Decode(&line); err != nil {
			return seen, fmt.Errorf("the server at %s broke off after %d visits: %w", c.base, seen.Visited, cause(ctx, err))
		}
		switch {
		case line.Problem != nil:
			if line.Summary != nil {
				seen = *line.Summary
			}
			return seen, line.Problem
		case line.Summary != nil:
			return *line.Summary, nil
		case line.Visited != nil:
			seen.Count(line.Visited.Result)
			report(*line.Visited)
		}
	}
}

// Backup has the server copy what it stores, but for the raw pages, into a folder that is
// empty, named from the root. It returns when that is done.
func (c *Client) Backup(ctx context.Context, folder string) error {
	resp, err := c.post(ctx, "/api/v1/backup", Backup{folder})
	if err == nil {
		closeBody(resp)
	}
	return err
}

// get asks c's server for path and returns the answer.
func get[T any](ctx context.Context, c *Client, path string, params url.Values) (*T, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if len(params) > 0 {
		path += "?" + params.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("address of the server: %w", err)
	}
	resp, err := c.do(req)
	if err != nil {
		return nil, err
	}
	defer closeBody(resp)
	v := new(T)
	if err := c.decode(resp, v); err != nil {
		return nil, err
	}
	return v, nil
}

// post sends v to path, with the token, and returns the answer if it is a success.
func (c *Client) post(ctx context.Context, path string, v any) (*http.Response, error) {
	return c.write(ctx, http.MethodPost, path, v)
}

// write is post with another method.
func (c *Client) write(ctx context.Context, method, path string, v any) (*http.Response, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return c.writeAs(ctx, method, path, "application/json", data)
}

// writeAs is write with a body that is of some other media type.
func (c *Client) writeAs(ctx context.Context, method, path, media string, data []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("address of the server: %w", err)
	}
	req.Header.Set("Content-Type", media)
	req.Header.Set("Authorization", "Bearer "+c.token)
	return c.do(req)
}

// do sends req and returns the answer if it is a success, or else the problem
// that it holds. It asks again while the server says that it is starting.
func (c *Client) do(req *http.Request) (*http.Response, error) {
	for until := time.Now().Add(openingTime); ; {
		resp, err := c.send(req)
		if !errors.Is(err, errNotReady) || time.Now().After(until) {
			return resp, err
		}
		if scraper.Sleep(req.Context(), openingPause) != nil {
			return resp, err
		}
		if req.GetBody != nil {
			if req.Body, err = req.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// send is do, asking once.
func (c *Client) send(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.silent(req.Context(), err)
	}
	if resp.StatusCode/100 == 2 {
		return resp, nil
	}
	defer closeBody(resp)
	var p Problem
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if media != "application/problem+json" || c.decode(resp, &p) != nil || p.Detail == "" {
		return nil, c.stranger("status " + resp.Status)
	}
	return nil, &p
}

// decode reads the JSON of resp into v.
func (c *Client) decode(resp *http.Response, v any) error {
	err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(v)
	if ctx := resp.Request.Context(); err != nil && ctx.Err() != nil {
		return c.silent(ctx, err)
	}
	if err != nil {
		return c.stranger(err.Error())
	}
	return nil
}

// silent returns an error about an answer that did not come.
func (c *Client) silent(ctx context.Context, err error) error {
	return fmt.Errorf("no answer from the server at %s: %w", c.base, cause(ctx, err))
}

// stranger returns an error about an answer that is not one of ours.
func (c *Client) stranger(got string) error {
	return fmt.Errorf("what answers at %s is not Dateline, or another version of it: %s", c.base, got)
}

// cause returns the plainest account of err: that ctx ended, or what the network said.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// closeBody closes the body of resp. An error in it would have shown in reading.
func closeBody(resp *http.Response) { _ = resp.Body.Close() }
