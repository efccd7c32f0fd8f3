package api

import (
	"context"
	"errors"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
)

// A ClaimAnswer is a claim with where it came from and who says the same.
type ClaimAnswer struct {
	indexer.ClaimView
	Path     []indexer.Step  `json:"path"`     // from its article to the earliest page that its words lead to
	Circular bool            `json:"circular"` // the path comes back to a page that it passed
	Same     indexer.Cluster `json:"same"`     // everybody who says the same, this claim included; without an id if it was not compared yet
}

// claim answers GET /api/v1/claims/{id}.
func (s *server) claim(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("id")
	v, err := lookup(id, func() (*indexer.ClaimView, error) { return s.Searcher.Claim(ctx, id) })
	if err != nil {
		return noClaim(err, id)
	}
	a, err := s.story(ctx, *v)
	if err != nil {
		return err
	}
	return tagged(c, a)
}

// similarClaims answers GET /api/v1/claims/{id}/similar.
func (s *server) similarClaims(c *gin.Context) error {
	limit, err := similarLimit(c.Request.URL.Query())
	if err != nil {
		return err
	}
	ctx, id := c.Request.Context(), c.Param("id")
	found, err := lookup(id, func() (*indexer.SimilarClaims, error) { return Full(s.Searcher).SimilarClaims(ctx, id, limit) })
	if err != nil {
		return noClaim(err, id)
	}
	return tagged(c, found)
}

func noClaim(err error, id string) error {
	return missing(err, "There is no claim with the id %q. /api/v1/claims lists them.", brief(id))
}

// story completes a claim with what comparing it with all others has told. One that is
// in the index and was not compared yet has nobody beside it.
func (s *server) story(ctx context.Context, v indexer.ClaimView) (*ClaimAnswer, error) {
	story, err := s.Library.Story(ctx, v.ID)
	switch {
	case errors.Is(err, indexer.ErrNotFound):
		story = &indexer.Story{}
	case err != nil:
		return nil, err
	}
	return &ClaimAnswer{ClaimView: fullClaim(v), Path: list(story.Path), Circular: story.Circular, Same: fullCluster(story.Cluster)}, nil
}

// speaker answers GET /api/v1/speakers/{id}.
func (s *server) speaker(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("id")
	v, err := lookup(id, func() (*indexer.SpeakerView, error) { return s.Library.Speaker(ctx, id) })
	if err != nil {
		return missing(err, "There is no speaker with the id %q. Claims give the ids of their speakers.", brief(id))
	}
	full := *v
	full.Names, full.Roles, full.Outlets, full.Joined = list(v.Names), list(v.Roles), list(v.Outlets), list(v.Joined)
	full.Claims = each(v.Claims, fullClaim)
	return tagged(c, full)
}

// graph answers GET /api/v1/graph.
func (s *server) graph(c *gin.Context) error {
	asked := c.Request.URL.Query()["id"]
	if len(asked) != 1 || asked[0] == "" {
		return wrong("id", "give the id of one article or claim")
	}
	g, err := lookup(asked[0], func() (*indexer.Graph, error) { return s.Library.Graph(c.Request.Context(), asked[0]) })
	if err != nil {
		return missing(err, "There is no article and no claim with the id %q.", brief(asked[0]))
	}
	return tagged(c, indexer.Graph{Nodes: list(g.Nodes), Edges: list(g.Edges)})
}

// changes answers GET /api/v1/articles/{id}/changes.
func (s *server) changes(c *gin.Context) error {
	from, to, err := revisionNumbers(c.Request.URL.Query())
	if err != nil {
		return err
	}
	ctx, id := c.Request.Context(), c.Param("id")
	v, err := lookup(id, func() (*indexer.Changes, error) { return s.Library.Changes(ctx, id, from, to) })
	if err != nil {
		return missing(err, "There is no article with the id %q, or it has no such revision.", brief(id))
	}
	full := *v
	full.Claims = each(v.Claims, func(k indexer.ClaimChange) indexer.ClaimChange {
		for _, side := range []**indexer.ClaimView{&k.Before, &k.After} {
			if *side != nil {
				view := fullClaim(**side)
				*side = &view
			}
		}
		return k
	})
	return tagged(c, full)
}
