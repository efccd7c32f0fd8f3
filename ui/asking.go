package ui

import (
	"context"
	"errors"
	"net/http"
	"time"

	"dateline/indexer"
)

// An asking is what the pages have in common that show what a query finds.
type asking struct {
	Form   form
	Views  []viewLink
	Frozen string // the address that asks for today what dates in the words count from today; empty if none do
}

// ask answers r, at a time, by out, the page at a path: find fills its body with what the query finds.
// What cannot be asked is told in the form.
func (a *asking) ask(r *http.Request, now time.Time, path string, out *view, find func(ctx context.Context, q indexer.Query) error) (*view, error) {
	v := r.URL.Query()
	q, err := indexer.ParseQuery(v)
	if err == nil {
		if addr := canonical(path, v, q); addr != "" {
			return &view{Redirect: addr}, nil
		}
	}
	a.Form, a.Views, a.Frozen = newForm(path, v, err), views(path, q), frozen(path, q, now)
	if q.Text != "" {
		out.Title = q.Text + " · " + out.Title
	}
	if err == nil {
		err = find(r.Context(), q)
		a.Form.Problem = newForm(path, v, err).Problem
	}
	var wrong *indexer.QueryError
	switch {
	case errors.As(err, &wrong):
		out.Status = http.StatusBadRequest
	case err != nil:
		return nil, err
	}
	return out, nil
}

// frozen returns the address that asks what q asks at a time, whenever it is opened; empty
// if q does so already.
func frozen(path string, q indexer.Query, now time.Time) string {
	text, err := indexer.ParseText(q.Text)
	if err != nil {
		return "" // said in the form
	}
	text, moves := text.Frozen(now)
	if !moves {
		return ""
	}
	q.Text, q.Cursor = text.String(), ""
	return link(path, q)
}

// A viewLink leads to what a query finds, seen another way.
type viewLink struct {
	Words, Href string
	On          bool // it is this page
}

// views returns the ways to see what q finds; path is the one in use.
func views(path string, q indexer.Query) []viewLink {
	q.Limit, q.Cursor = 0, ""
	list := []viewLink{{Words: "Articles", Href: "/search"}, {Words: "Claims", Href: "/claims"}, {Words: "Timeline", Href: "/timeline"}}
	for i := range list {
		in := q
		list[i].On = list[i].Href == path
		if list[i].Href == "/timeline" || path == "/timeline" {
			in.Order, in.Boosts, in.Copies = indexer.Best, "", indexer.FoldedCopies
			in.Buckets, in.Marks, in.Lanes = 0, 0, ""
		}
		list[i].Href = link(list[i].Href, in)
	}
	return list
}
