package ui

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"dateline/indexer"
)

// A claimBody is one claim with all that is known of it.
type claimBody struct {
	claimLine
	Sentence []token
	Article  articleLine
	Number   int    // of the revision
	Fetched  stamp  // when that was first seen
	InText   string // the place in the article
	Entries  []entry
	Compared bool // what follows is known
	Way      way
	Same     same
	Differs  []differing
	Reviews  []review
	Places   []placeName
	Alike    []alikeClaim // the most like it first

	Correct     string // where it is set right; empty if pages change nothing
	Corrections []correctionLine
}

// A review is what a fact-check says of a claim.
type review struct {
	articleLine
	Claim, Rating, Reason string
}

// An alikeClaim is a claim that is like another, and the words by which it was found.
type alikeClaim struct {
	claimLine
	Article articleLine
	Words   string
}

// alikeClaims returns the claims that are most like one and assert something else.
func (s *site) alikeClaims(ctx context.Context, id string) (list []alikeClaim, err error) {
	found, err := s.search.SimilarClaims(ctx, id, mostAlike)
	if errors.Is(err, indexer.ErrNotFound) { // it went a moment ago
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, one := range found.Claims {
		list = append(list, alikeClaim{newClaimLine(one.Claim.ClaimRef), newArticleLine(one.Claim.Article), strings.Join(one.Words[:min(len(one.Words), mostAlikeWords)], ", ")})
	}
	return list, nil
}

func (s *site) claimPage(r *http.Request) (*view, error) {
	c, err := s.search.Claim(r.Context(), r.PathValue("id"))
	if err != nil {
		return s.refusedPage(r, err)
	}
	body := claimBody{claimLine: newClaimLine(c.ClaimRef), Article: newArticleLine(c.Article), Correct: s.correctHref(c.ID)}
	if body.Corrections, err = s.correctionsOf(r, c.ID); err != nil {
		return nil, err
	}
	body.Article.Original = indexer.AtSentence(body.Article.Original, c.Sentence)
	body.Places = newPlaces(c.Places)
	body.InText = body.Article.Revision + "#c-" + c.ID
	body.Sentence = sentence(c.Sentence, c.Offsets, c.ClaimRef, c.Entries...)
	for _, e := range c.Entries {
		body.Entries = append(body.Entries, newEntry(e))
	}
	revisions, err := s.library.Revisions(r.Context(), c.Article.ID)
	if err != nil && !errors.Is(err, indexer.ErrNotFound) {
		return nil, err
	}
	for _, rev := range revisions {
		if rev.Number == c.Article.Revision {
			body.Number, body.Fetched = rev.Number, ago(s.now(), rev.Fetched)
		}
	}
	if body.Alike, err = s.alikeClaims(r.Context(), c.ID); err != nil {
		return nil, err
	}
	story, err := s.library.Story(r.Context(), c.ID)
	switch {
	case errors.Is(err, indexer.ErrNotFound):
	case err != nil:
		return nil, err
	default:
		body.Compared = true
		body.Way = newWay(c.Article, story)
		body.Same = newSame(c.ID, story.Cluster)
		body.Same.offer(body.Correct)
		body.Differs = differings(c.ID, story.Cluster)
		for _, v := range story.Cluster.Reviews {
			body.Reviews = append(body.Reviews, review{newArticleLine(v.Article), v.Claim, v.Rating, v.Reason})
		}
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
