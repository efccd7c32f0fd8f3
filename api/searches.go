package api

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
	"dateline/indexer/desk"
)

// A Desk keeps saved searches, and what they have found since, and what people have set
// right. A [Client] is one but for the feeds.
type Desk interface {
	// Searches returns the saved searches by name.
	Searches(ctx context.Context) ([]desk.Search, error)
	// Saved returns one of them, or indexer.ErrNotFound.
	Saved(ctx context.Context, id string) (*desk.Search, error)
	// Save saves a search. An error that is a *desk.TakenError or a *indexer.QueryError
	// says what is wrong with it.
	Save(ctx context.Context, d desk.Draft) (*desk.Search, error)
	// Change changes a saved search. Errors are those of Save, and indexer.ErrNotFound.
	Change(ctx context.Context, id string, c desk.Change) (*desk.Search, error)
	// Remove forgets a saved search, or returns indexer.ErrNotFound.
	Remove(ctx context.Context, id string) error
	// Unseen returns what one has found since somebody looked, or indexer.ErrNotFound.
	Unseen(ctx context.Context, id string, limit int, cursor string) (*desk.Matches, error)
	// Seen notes that somebody has looked, up to a position; 0 for all.
	Seen(ctx context.Context, id string, upTo int64) (*desk.Search, error)
	// Latest returns the newest of what one has found, seen or not.
	Latest(ctx context.Context, id string, limit int) (*desk.Search, []desk.Match, error)

	// Corrections returns a page of what people have set right, the newest first. What is
	// wrong with q is a *indexer.QueryError.
	Corrections(ctx context.Context, q desk.CorrectionQuery) (*desk.Corrections, error)
	// Correction returns one of them, or indexer.ErrNotFound.
	Correction(ctx context.Context, id string) (*desk.Corrected, error)
	// Correct keeps what a person says of something that was read; indexer.ErrNotFound for a
	// claim that is not known, and a *indexer.QueryError for what else is wrong.
	Correct(ctx context.Context, d desk.CorrectionDraft) (*desk.Corrected, error)
	// UndoCorrection takes one back, in somebody's name. Errors are those of Correct.
	UndoCorrection(ctx context.Context, id, by, note string) (*desk.Corrected, error)
	// ExportCorrections writes all as JSON Lines, and returns how many lines that are.
	ExportCorrections(ctx context.Context, w io.Writer) (lines int, err error)
	// ImportCorrections takes in such lines, those of them that are sound and new.
	ImportCorrections(ctx context.Context, r io.Reader) (*desk.Imported, error)
}

// Searches are the saved searches.
type Searches struct {
	Searches []desk.Search `json:"searches"` // by name
}

// UpTo says up to which match somebody has looked.
type UpTo struct {
	Position int64 `json:"position"` // 0 for all
}

// searchRoutes lists what is asked of saved searches.
func (s *server) searchRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/api/v1/searches", nil, read, s.searches},
		{post, "/api/v1/searches", nil, write, s.saveSearch},
		{get, "/api/v1/searches/{id}", nil, read, s.savedSearch},
		{http.MethodPatch, "/api/v1/searches/{id}", nil, write, s.changeSearch},
		{http.MethodDelete, "/api/v1/searches/{id}", nil, write, s.removeSearch},
		{get, "/api/v1/searches/{id}/new", []string{"limit", "cursor"}, read, s.unseen},
		{post, "/api/v1/searches/{id}/seen", nil, write, s.seen},
		{get, "/api/v1/searches/{id}/feed.atom", nil, read, s.feed("application/atom+xml", desk.Atom)},
		{get, "/api/v1/searches/{id}/feed.rss", nil, read, s.feed("application/rss+xml", desk.RSS)},
		{get, "/api/v1/searches/{id}/feed.json", nil, read, s.feed("application/feed+json", desk.JSONFeed)},
	}
}

// searches answers GET /api/v1/searches.
func (s *server) searches(c *gin.Context) error {
	if s.Desk == nil {
		return tagged(c, Searches{[]desk.Search{}})
	}
	all, err := s.Desk.Searches(c.Request.Context())
	if err != nil {
		return err
	}
	return tagged(c, Searches{list(all)})
}

// saveSearch answers POST /api/v1/searches.
func (s *server) saveSearch(c *gin.Context) error {
	if s.Desk == nil {
		return noDesk()
	}
	var d desk.Draft
	if err := body(c, &d, `{"name": "Bridge fund", "query": "q=bridge"}`); err != nil {
		return err
	}
	saved, err := s.Desk.Save(c.Request.Context(), d)
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/searches/"+url.PathEscape(saved.ID))
	return answer(c, http.StatusCreated, saved)
}

// savedSearch answers GET /api/v1/searches/{id}.
func (s *server) savedSearch(c *gin.Context) error {
	return s.ofSearch(c, func(ctx context.Context, id string) (*desk.Search, error) { return s.Desk.Saved(ctx, id) })
}

// changeSearch answers PATCH /api/v1/searches/{id}.
func (s *server) changeSearch(c *gin.Context) error {
	var change desk.Change
	if err := body(c, &change, `{"name": "Bridge fund", "active": false}`); err != nil {
		return err
	}
	return s.ofSearch(c, func(ctx context.Context, id string) (*desk.Search, error) { return s.Desk.Change(ctx, id, change) })
}

// seen answers POST /api/v1/searches/{id}/seen.
func (s *server) seen(c *gin.Context) error {
	var upTo UpTo
	if err := body(c, &upTo, `{"position": 120}`); err != nil {
		return err
	}
	if upTo.Position < 0 {
		return wrong("position", "is that of a match, or 0 for all")
	}
	return s.ofSearch(c, func(ctx context.Context, id string) (*desk.Search, error) {
		return s.Desk.Seen(ctx, id, upTo.Position)
	})
}

// ofSearch answers with the saved search that the address names, after do.
func (s *server) ofSearch(c *gin.Context, do func(ctx context.Context, id string) (*desk.Search, error)) error {
	if s.Desk == nil {
		return noDesk()
	}
	id := c.Param("id")
	saved, err := lookup(id, func() (*desk.Search, error) { return do(c.Request.Context(), id) })
	if err != nil {
		return noSearch(err, id)
	}
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		return tagged(c, saved)
	}
	return answer(c, http.StatusOK, saved)
}

// removeSearch answers DELETE /api/v1/searches/{id}.
func (s *server) removeSearch(c *gin.Context) error {
	if s.Desk == nil {
		return noDesk()
	}
	id := c.Param("id")
	if _, err := lookup(id, func() (any, error) { return nil, s.Desk.Remove(c.Request.Context(), id) }); err != nil {
		return noSearch(err, id)
	}
	c.Status(http.StatusNoContent)
	return nil
}

// unseen answers GET /api/v1/searches/{id}/new.
func (s *server) unseen(c *gin.Context) error {
	if s.Desk == nil {
		return noDesk()
	}
	q, err := indexer.ParseQuery(c.Request.URL.Query())
	if err != nil {
		return err
	}
	id := c.Param("id")
	found, err := lookup(id, func() (*desk.Matches, error) {
		return s.Desk.Unseen(c.Request.Context(), id, q.Limit, q.Cursor)
	})
	if err != nil {
		return noSearch(err, id)
	}
	full := *found
	full.Matches = each(list(found.Matches), func(m desk.Match) desk.Match {
		m.First = each(m.First, fullEntry)
		return m
	})
	return tagged(c, full)
}

// feed answers with what a saved search has found, as write has it. It has an entity tag.
func (s *server) feed(media string, write func(desk.Feed) ([]byte, error)) func(*gin.Context) error {
	return func(c *gin.Context) error {
		if s.Desk == nil {
			return noDesk()
		}
		r, id := c.Request, c.Param("id")
		f := desk.Feed{Self: selfOf(r)}
		_, err := lookup(id, func() (any, error) {
			saved, matches, err := s.Desk.Latest(r.Context(), id, desk.FeedLength)
			if err == nil {
				f.Search, f.Matches = *saved, matches
			}
			return nil, err
		})
		if err != nil {
			return noSearch(err, id)
		}
		text, err := write(f)
		if err != nil {
			return err
		}
		sendTagged(c, media, text)
		return nil
	}
}

// selfOf returns the address under which r was asked for.
func selfOf(r *http.Request) string {
	u := url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}

func noSearch(err error, id string) error {
	return missing(err, "There is no saved search with the id %q. /api/v1/searches lists them.", brief(id))
}

func noDesk() error {
	return tell(errRoute, "This server keeps no saved searches and no corrections.")
}
