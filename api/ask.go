package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
)

//go:embed openapi.yaml
var openapi []byte

// Document returns the OpenAPI document that describes this API, as YAML.
func Document() []byte { return bytes.Clone(openapi) }

// search answers GET /api/v1/search.
func (s *server) search(c *gin.Context) error {
	return s.ask(c, func(ctx context.Context, q indexer.Query) (any, uint64, error) {
		r, err := Full(s.Searcher).Search(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		return r, r.Generation, nil
	})
}

// timeline answers GET /api/v1/timeline.
func (s *server) timeline(c *gin.Context) error {
	return s.ask(c, func(ctx context.Context, q indexer.Query) (any, uint64, error) {
		t, err := Full(s.Searcher).Timeline(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		return t, t.Generation, nil
	})
}

// claims answers GET /api/v1/claims.
func (s *server) claims(c *gin.Context) error {
	return s.ask(c, func(ctx context.Context, q indexer.Query) (any, uint64, error) {
		l, err := Full(s.Searcher).Claims(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		return l, l.Generation, nil
	})
}

// ask answers a query by way of find, which also returns the generation of its
// answer. Whoever holds that answer is told so without a search.
func (s *server) ask(c *gin.Context, find func(context.Context, indexer.Query) (any, uint64, error)) error {
	q, err := indexer.ParseQuery(c.Request.URL.Query())
	if err != nil {
		return err
	}
	same, err := s.unchanged(c)
	if same || err != nil {
		return err
	}
	found, generation, err := find(c.Request.Context(), q)
	if err != nil {
		return err
	}
	c.Header("ETag", s.tag(c, generation))
	return answer(c, http.StatusOK, found)
}

// tag returns the entity tag of the answer that the index gives in a generation. The same
// question to the same generation has the same answer on the same day ("last month" moves).
func (s *server) tag(c *gin.Context, generation uint64) string {
	u := c.Request.URL
	sum := sha256.Sum256([]byte(s.salt + u.Path + "?" + u.Query().Encode() + time.Now().UTC().Format(time.DateOnly)))
	return fmt.Sprintf(`W/"%d-%x"`, generation, sum[:8])
}

// unchanged reports whether whoever asks holds the answer already, and answers so.
func (s *server) unchanged(c *gin.Context) (bool, error) {
	c.Header("Cache-Control", "private, no-cache") // may be kept, must be asked about
	held := c.GetHeader("If-None-Match")
	if held == "" {
		return false, nil
	}
	generation, err := s.Searcher.Generation(c.Request.Context())
	if err != nil {
		return false, err
	}
	tag := s.tag(c, generation)
	if !matches(held, tag) {
		return false, nil
	}
	c.Header("ETag", tag)
	c.Status(http.StatusNotModified)
	return true, nil
}

// matches reports whether tag is among those of an If-None-Match header; "*" is any.
func matches(header, tag string) bool {
	for held := range strings.SplitSeq(header, ",") {
		held = strings.TrimSpace(held)
		if held == "*" || strings.TrimPrefix(held, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// article answers GET /api/v1/articles/{id}.
func (s *server) article(c *gin.Context) error {
	number, err := revisionNumber(c.Request.URL.Query(), "revision", "the newest")
	if err != nil {
		return err
	}
	ctx, id := c.Request.Context(), c.Param("id")
	rd, err := lookup(id, func() (*indexer.Reading, error) { return s.Library.Reading(ctx, id, number) })
	if err != nil && number > 0 {
		return missing(err, "There is no revision %d of an article with the id %q. /api/v1/articles/%[2]s/revisions lists those that are kept.", number, brief(id))
	}
	if err != nil {
		return noArticle(err, id)
	}
	var urls []string
	for _, cite := range rd.Revision.Citations {
		urls = append(urls, cite.URL)
	}
	var held map[string]string
	if len(urls) > 0 {
		if held, err = s.Library.ArticleAt(ctx, urls); err != nil {
			return err
		}
	}
	copies, err := s.Library.Copies(ctx, id)
	if err != nil {
		return err
	}
	return tagged(c, newArticle(rd, held, copies))
}

// revisions answers GET /api/v1/articles/{id}/revisions.
func (s *server) revisions(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("id")
	rs, err := lookup(id, func() (Revisions, error) {
		infos, err := s.Library.Revisions(ctx, id)
		return Revisions{list(infos)}, err
	})
	if err != nil {
		return noArticle(err, id)
	}
	return tagged(c, rs)
}

// similar answers GET /api/v1/articles/{id}/similar.
func (s *server) similar(c *gin.Context) error {
	limit, err := similarLimit(c.Request.URL.Query())
	if err != nil {
		return err
	}
	ctx, id := c.Request.Context(), c.Param("id")
	found, err := lookup(id, func() (*indexer.Similar, error) { return Full(s.Searcher).Similar(ctx, id, limit) })
	if err != nil {
		return noArticle(err, id)
	}
	return tagged(c, found)
}

func noArticle(err error, id string) error {
	return missing(err, "There is no article with the id %q. Search and timeline give the ids of articles.", brief(id))
}

// lookup returns what get finds under id, and ErrNotFound for what cannot be an id.
func lookup[T any](id string, get func() (T, error)) (T, error) {
	if len(id) > 200 || !utf8.ValidString(id) {
		var none T
		return none, indexer.ErrNotFound
	}
	return get()
}

// missing returns err with words for the person who asked, if it is that there
// is no such thing, and err as it is otherwise.
func missing(err error, format string, args ...any) error {
	if errors.Is(err, indexer.ErrNotFound) {
		return tell(err, format, args...)
	}
	return err
}

// spec answers GET /api/v1/openapi.yaml.
func (s *server) spec(c *gin.Context) error {
	sendTagged(c, "application/yaml", openapi)
	return nil
}

// health answers GET /healthz: the server runs.
func (s *server) health(c *gin.Context) error {
	return answer(c, http.StatusOK, Health{Name: "dateline", Status: "ok", Version: s.Version})
}

// ready answers GET /readyz: the index answers.
func (s *server) ready(c *gin.Context) error {
	generation, err := s.Searcher.Generation(c.Request.Context())
	if err != nil {
		return fmt.Errorf("%w: %w", errNotReady, err)
	}
	return answer(c, http.StatusOK, Ready{Status: "ready", Generation: generation})
}

// answer sends v as JSON.
func answer(c *gin.Context, status int, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	send(c, status, "application/json", body)
	return nil
}

// tagged answers a question with v as JSON and its entity tag, or says that
// whoever asks holds it already. It saves the sending, not the work: what an
// answer depends on is too much to ask for by itself.
func tagged(c *gin.Context, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	sendTagged(c, "application/json", body)
	return nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // nosniff and the type keep browsers from reading it as a page
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("write answer: %w", err)
	}
	return b.Bytes(), nil
}

func sendTagged(c *gin.Context, media string, body []byte) {
	sum := sha256.Sum256(body)
	tag := fmt.Sprintf(`W/"%x"`, sum[:12])
	c.Header("Cache-Control", "private, no-cache") // may be kept, must be asked about
	c.Header("ETag", tag)
	if held := c.GetHeader("If-None-Match"); held != "" && matches(held, tag) {
		c.Status(http.StatusNotModified)
		return
	}
	send(c, http.StatusOK, media, body)
}

func send(c *gin.Context, status int, media string, body []byte) {
	c.Header("Content-Type", media)
	c.Header("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	if c.Request.Method != http.MethodHead {
		_, _ = c.Writer.Write(body) // whoever asked may be gone; there is nobody to tell
	}
}
