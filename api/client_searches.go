package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"dateline/indexer/desk"
)

const searchesPath = "/api/v1/searches"

func searchPath(id string) string { return searchesPath + "/" + url.PathEscape(id) }

// Searches returns the saved searches by name.
func (c *Client) Searches(ctx context.Context) ([]desk.Search, error) {
	all, err := get[Searches](ctx, c, searchesPath, nil)
	if err != nil {
		return nil, err
	}
	return all.Searches, nil
}

// Saved returns the saved search with that id, or an error that is indexer.ErrNotFound.
func (c *Client) Saved(ctx context.Context, id string) (*desk.Search, error) {
	return get[desk.Search](ctx, c, searchPath(id), nil)
}

// Save saves a search.
func (c *Client) Save(ctx context.Context, d desk.Draft) (*desk.Search, error) {
	return tellServer[desk.Search](ctx, c, http.MethodPost, searchesPath, d)
}

// Change changes a saved search.
func (c *Client) Change(ctx context.Context, id string, change desk.Change) (*desk.Search, error) {
	return tellServer[desk.Search](ctx, c, http.MethodPatch, searchPath(id), change)
}

// Remove forgets a saved search.
func (c *Client) Remove(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	resp, err := c.write(ctx, http.MethodDelete, searchPath(id), nil)
	if err == nil {
		closeBody(resp)
	}
	return err
}

// Unseen returns what a saved search has found since somebody looked.
func (c *Client) Unseen(ctx context.Context, id string, limit int, cursor string) (*desk.Matches, error) {
	v := url.Values{}
	if limit > 0 {
		v.Set("limit", strconv.Itoa(limit))
	}
	if cursor != "" {
		v.Set("cursor", cursor)
	}
	return get[desk.Matches](ctx, c, searchPath(id)+"/new", v)
}

// Seen notes that somebody has looked at what a saved search found.
func (c *Client) Seen(ctx context.Context, id string, upTo int64) (*desk.Search, error) {
	return tellServer[desk.Search](ctx, c, http.MethodPost, searchPath(id)+"/seen", UpTo{upTo})
}

// tellServer sends v to path, with the token, and returns the answer.
func tellServer[T any](ctx context.Context, c *Client, method, path string, v any) (*T, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	resp, err := c.write(ctx, method, path, v)
	if err != nil {
		return nil, err
	}
	defer closeBody(resp)
	answer := new(T)
	if err := c.decode(resp, answer); err != nil {
		return nil, err
	}
	return answer, nil
}
