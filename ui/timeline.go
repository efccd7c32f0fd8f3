package ui

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"dateline/indexer"
	"dateline/indexer/export"
	"dateline/indexer/timex"
)

// A timelineBody is the page of the entries that a query finds.
type timelineBody struct {
	asking
	Chips    []chip
	Total    string // "31 entries"
	Strip    *strip // nil if there is nothing to draw
	Groups   []group
	Facets   []facet
	Undated  string // how many claims have no date; empty if none
	Excluded string // how many entries the event and grain filters hide; empty if none
	NoDate   string // where the claims without a date are
	Wider    string // the same without event and grain
	Pager    pager
	Files    []download // of all entries
	Sources  []download // of the articles that they stand in
	Drops    []drop
	Saver    *saver   // nil if nothing can be saved
	Further  bool     // a later page of the list
	Embed    string   // the markup by which another page shows it; empty if none may
	Framers  []string // the origins whose pages may
}

func (s *site) timelinePage(r *http.Request) (*view, error) {
	const path = "/timeline"
	body := &timelineBody{}
	out := &view{Template: "timeline", Title: "Timeline", Section: "timeline", Body: body}
	return body.ask(r, s.now(), path, out, func(ctx context.Context, q indexer.Query) (err error) {
		out.Live, err = s.lay(ctx, path, q, body)
		body.Embed, body.Framers = s.newEmbed(r, q), s.embed
		if err == nil && body.Strip != nil {
			out.Script = "timeline.js"
		}
		return err
	})
}

// A download is a file that everything a page shows a part of can be had as.
type download struct{ Title, Href string }

// downloads returns those of the entries that q finds, and of the articles that they stand
// in. They have the address of the view, with what the file is behind the path.
func downloads(q indexer.Query) (entries, sources []download) {
	q.Limit, q.Cursor, q.Facets, q.Buckets, q.Marks, q.Lanes = 0, "", nil, 0, 0, ""
	for _, f := range export.Formats {
		switch f.Of[0] {
		case export.Entries:
			entries = append(entries, download{f.Title, link("/timeline"+f.Extension, q)})
		case export.Articles:
			sources = append(sources, download{f.Title, link("/search"+f.Extension, q)})
		}
	}
	return append(entries, download{"SVG", link("/timeline.svg", q)}), sources
}

// claimFiles returns the files of the claims that q finds.
func claimFiles(q indexer.Query) (files []download) {
	q.Limit, q.Cursor, q.Facets = 0, "", nil
	for _, f := range export.Formats {
		if slices.Contains(f.Of, export.Claims) {
			files = append(files, download{f.Title, link("/claims"+f.Extension, q)})
		}
	}
	return files
}

// A file is what a view can be had as.
type file struct{ format, of string }

// address returns where the file of a view with those parameters is: of all that it finds,
// whatever part of it a page shows and however.
func (f file) address(v url.Values) string {
	for _, shown := range []string{"limit", "cursor", "copies", "facets", "buckets", "marks", "lanes"} {
		v.Del(shown)
	}
	v.Set("of", f.of)
	return "/api/v1/export/" + f.format + "?" + v.Encode()
}

// exports returns the files by their addresses, which are those of views with what the file
// is behind the path.
func exports() map[string]file {
	all := map[string]file{}
	for _, f := range export.Formats {
		for _, of := range f.Of {
			view := map[export.Of]string{export.Entries: "/timeline", export.Articles: "/search", export.Claims: "/claims"}[of]
			if view != "" {
				all[view+f.Extension] = file{f.Name, string(of)}
			}
		}
	}
	return all
}

// lay fills the page with what q finds.
func (s *site) lay(ctx context.Context, path string, q indexer.Query, body *timelineBody) (*live, error) {
	asked := q
	asked.Lanes = "" // those are drawn by the script, which asks for them itself
	res, err := s.search.Timeline(ctx, asked)
	if err != nil {
		return nil, err
	}
	body.Chips = chips(path, q)
	body.Total = count(res.Total, "entry")
	body.Strip = newStrip(path, q, res.Buckets)
	body.Groups = groups(res.Entries)
	body.Facets = facets(path, q, res.Facets)
	body.Pager = newPager(path, q, res.Next)
	body.Saver = s.newSaver(q)
	if res.Total > 0 {
		body.Files, body.Sources = downloads(q)
	}
	body.Further = q.Cursor != ""
	wider := q
	wider.Event, wider.Grains, wider.Cursor = timex.Interval{}, nil, ""
	body.NoDate, body.Wider = undated(q), link(path, wider)
	if res.Undated > 0 {
		body.Undated = count(res.Undated, "claim")
	}
	if res.Excluded > 0 {
		body.Excluded = count(res.Excluded, "entry")
	}
	if res.Total == 0 {
		body.Drops, err = drops(body.Chips, "entry", func(q indexer.Query) (int, error) {
			res, err := s.search.Timeline(ctx, q)
			if err != nil {
				return 0, err
			}
			return res.Total, nil
		})
	}
	return newLive(path, q, res.Total, res.Generation, "entry", "entries"), err
}
