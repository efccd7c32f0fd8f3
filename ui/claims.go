package ui

import (
	"context"
	"net/http"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A claimsBody is the page of the claims that a query finds, dated or not.
type claimsBody struct {
	asking
	Chips   []chip
	Total   string // "1 claim"
	Claims  []claimHit
	Facets  []facet
	Pager   pager
	Drops   []drop // where nothing was found: what more would be, without a filter
	Further bool   // a later page of the list
	Changed bool   // the index has, since the first page
	Folded  string // claims that repeat one of these in a copy of its article: "2 more claims"; empty for none
	Copies  string // the address that lists them as well, or, where all are listed, each once
	Files   []download
	Saver   *saver // nil if nothing can be saved
}

// A claimHit is one claim found.
type claimHit struct {
	claimLine
	Dates   []string // in words
	Article articleLine
	InText  string // the place in the article
	AlsoIn  string // "3 other outlets"; empty if no copy of its article has it
}

// undated returns the address of the claims that q would find if they had a date.
func undated(q indexer.Query) string {
	if q.Text != "" {
		q.Text = "(" + q.Text + ") "
	}
	q.Text += "date:none"
	q.Event, q.Inside, q.Grains, q.Limit, q.Cursor = timex.Interval{}, false, nil, 0, ""
	q.Buckets, q.Marks, q.Lanes = 0, 0, ""
	q.Copies = indexer.AllCopies
	return link("/claims", q)
}

func (s *site) claimsPage(r *http.Request) (*view, error) {
	const path = "/claims"
	body := &claimsBody{}
	out := &view{Template: "claims", Title: "Claims", Section: "search", Body: body}
	return body.ask(r, s.now(), path, out, func(ctx context.Context, q indexer.Query) (err error) {
		out.Live, err = s.findClaims(ctx, path, q, body)
		return err
	})
}

// findClaims fills the page with what q finds.
func (s *site) findClaims(ctx context.Context, path string, q indexer.Query, body *claimsBody) (*live, error) {
	res, err := s.search.Claims(ctx, q)
	if err != nil {
		return nil, err
	}
	body.Chips = chips(path, q)
	body.Total = count(res.Total, "claim")
	body.Facets = facets(path, q, res.Facets)
	body.Pager = newPager(path, q, res.Next)
	body.Saver = s.newSaver(q)
	body.Further, body.Changed = q.Cursor != "", res.Changed
	otherwise := q
	otherwise.Cursor, otherwise.Copies = "", indexer.FoldedCopies
	body.Copies = link(path, otherwise)
	if res.Folded > 0 {
		otherwise.Copies = indexer.AllCopies
		body.Folded, body.Copies = count(res.Folded, "more claim"), link(path, otherwise)
	}
	for _, c := range res.Claims {
		hit := claimHit{claimLine: newClaimLine(c.ClaimRef), Dates: labels(c), Article: newArticleLine(c.Article)}
		hit.Article.Original = indexer.AtSentence(hit.Article.Original, c.Sentence)
		hit.InText = hit.Article.Revision + "#c-" + c.ID
		if n := res.Copies[c.ID].Outlets; n > 0 {
			hit.AlsoIn = count(n, "other outlet")
		}
		body.Claims = append(body.Claims, hit)
	}
	if res.Total > 0 {
		body.Files = claimFiles(q)
	}
	if res.Total == 0 {
		body.Drops, err = drops(body.Chips, "claim", func(q indexer.Query) (int, error) {
			res, err := s.search.Claims(ctx, q)
			if err != nil {
				return 0, err
			}
			return res.Total, nil
		})
	}
	return newLive(path, q, res.Total, res.Generation, "claim", "claims"), err
}
