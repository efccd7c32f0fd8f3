package ui

import (
	"net/http"

	"dateline/indexer"
)

// A claimBody is one claim with all that is known of it.
type claimBody struct {
	claimLine
	Sentence []token
	Article  articleLine
	InText   string // the place in the article
	Entries  []entry
}

func (s *site) claimPage(r *http.Request) (*view, error) {
	c, err := s.search.Claim(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	body := claimBody{claimLine: newClaimLine(c.ClaimRef), Article: newArticleLine(c.Article)}
	body.Article.Original = atSentence(body.Article.Original, c.Sentence)
	body.InText = body.Article.Revision + "#c-" + c.ID
	body.Sentence = sentence(c.Sentence, c.Offsets, c.ClaimRef, "")
	for _, e := range c.Entries {
		body.Entries = append(body.Entries, newEntry(e))
	}
	return &view{Template: "claim", Title: "Claim: " + shorten(c.ClaimRef), Body: body}, nil
}

// shorten returns the beginning of a claim, for a title.
func shorten(c indexer.ClaimRef) string {
	const most = 60
	if r := []rune(c.Text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return c.Text
}
