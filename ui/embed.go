package ui

import (
	"context"
	"net/http"
	"strings"

	"dateline/indexer"
)

// embedTemplate is the page that pages of other sites may frame: it has no menu and no script.
const embedTemplate = "embed"

const embedPath = "/embed/timeline"

// An embedBody is a bare timeline of what a query finds.
type embedBody struct {
	asking
	Says   string // the filters in words; empty for none
	Total  string // "31 entries"
	More   string // "12 more entries", that are not shown; empty for none
	Strip  *strip // nil if there is nothing to draw
	Groups []group
	Whole  string // the timeline with all that goes with it
	AsOf   stamp
}

// embedPage shows what a query finds, to be framed by a page of another site.
func (s *site) embedPage(r *http.Request) (*view, error) {
	body := &embedBody{Whole: "/timeline", AsOf: stamp{Datetime: s.now().UTC().Format("2006-01-02"), Words: s.now().UTC().Format("2 January 2006")}}
	out := &view{Template: embedTemplate, Title: "Timeline", Body: body}
	return body.ask(r, s.now(), embedPath, out, func(ctx context.Context, q indexer.Query) error {
		q.Facets, q.Lanes, q.Marks = indexer.NoFacets, "", 0
		res, err := s.search.Timeline(ctx, q)
		if err != nil {
			return err
		}
		whole := q
		whole.Facets, whole.Limit, whole.Cursor = nil, 0, ""
		body.Whole = link("/timeline", whole)
		for _, c := range chips("/timeline", whole) {
			body.Says += ", " + c.Words
		}
		body.Says = strings.TrimPrefix(body.Says, ", ")
		body.Total = count(res.Total, "entry")
		if more := res.Total - len(res.Entries); more > 0 {
			body.More = count(more, "more entry")
		}
		body.Strip, body.Groups = newStrip("/timeline", whole, res.Buckets), groups(res.Entries)
		return nil
	})
}

// newEmbed returns the markup by which a page of another site frames the timeline of what q
// finds; empty if none may. It leaves out the scheme: that is the other page's own.
func (s *site) newEmbed(r *http.Request, q indexer.Query) string {
	if len(s.embed) == 0 {
		return ""
	}
	q.Cursor, q.Facets, q.Lanes, q.Buckets, q.Marks = "", nil, "", 0, 0
	return `<iframe src="//` + attribute(r.Host) + attribute(link(embedPath, q)) +
		`" title="Timeline" width="100%" height="480" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
}

// attribute returns a value as it stands between quotation marks.
var attribute = strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace

// embedPolicy is the policy of what pages of origins may frame.
func embedPolicy(origins []string) string {
	return strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors "+strings.Join(origins, " "), 1)
}
