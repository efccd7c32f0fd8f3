package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

const (
	maxBody      = 1 << 20          // bytes of a request
	maxAddresses = 1000             // in one request
	lineTime     = 10 * time.Second // for a client to take one part of an answer that grows
	bodyTime     = 10 * time.Second // for a client to send its whole body
)

// outlets answers GET /api/v1/outlets.
func (s *server) outlets(c *gin.Context) error {
	all, err := s.Library.Outlets(c.Request.Context())
	if err != nil {
		return err
	}
	return tagged(c, NewOutlets(all))
}

// status answers GET /api/v1/crawl.
func (s *server) status(c *gin.Context) error {
	st, err := s.Library.Status(c.Request.Context())
	if err != nil {
		return err
	}
	out := Status{CrawlStatus: st, NextVisit: known(st.NextVisit)}
	if s.Last != nil {
		out.Last = s.Last()
	}
	return tagged(c, out)
}

// add answers POST /api/v1/addresses.
func (s *server) add(c *gin.Context) error {
	var want Addresses
	if err := body(c, &want, `{"urls": ["https://outlet.example/story"]}`); err != nil {
		return err
	}
	switch n := len(want.URLs); {
	case n == 0:
		return wrong("urls", `give at least one address: {"urls": ["https://outlet.example/story"]}`)
	case n > maxAddresses:
		return wrong("urls", "these are %d addresses, and at most %d are taken at once: send them in several requests", n, maxAddresses)
	}
	added, err := s.Crawler.Add(c.Request.Context(), want.URLs)
	if err != nil {
		return err
	}
	return answer(c, http.StatusAccepted, AddedAll{list(added)})
}

// reindex answers POST /api/v1/reindex.
func (s *server) reindex(c *gin.Context) error {
	if s.Reindex == nil {
		return tell(errReadOnly, "This server does not build its index anew: stop it, and run 'dateline reindex'.")
	}
	return answer(c, http.StatusAccepted, s.Reindex())
}

// crawl answers POST /api/v1/crawl with a line of JSON for each visit, as it is
// made, and one at the end. Whoever asked may go away: the pass goes on.
func (s *server) crawl(c *gin.Context) error {
	var want Pass
	if err := body(c, &want, `{"now": false}`); err != nil {
		return err
	}
	out := newGrowing(c.Writer, "application/jsonl")
	defer out.close()
	ctx := context.WithoutCancel(c.Request.Context())
	sum, err := s.Crawler.Crawl(ctx, want.Now, func(v Visited) { out.send(line(Progress{Visited: &v})) })
	switch {
	case err == nil:
		out.send(line(Progress{Summary: &sum}))
	case out.begun:
		out.send(line(Progress{Summary: &sum, Problem: s.problem(c, err)}))
	default:
		return err
	}
	return nil
}

// backup answers POST /api/v1/backup. It lasts as long as there is something to copy, and
// ends if whoever asked goes away.
func (s *server) backup(c *gin.Context) error {
	if s.Backup == nil {
		return tell(errRoute, "This server makes no copies of what it stores.")
	}
	var want Backup
	if err := body(c, &want, `{"folder": "/mnt/backup/today"}`); err != nil {
		return err
	}
	if !filepath.IsAbs(want.Folder) {
		return wrong("folder", `name an empty folder on the server's machine, from the root: {"folder": "/mnt/backup/today"}`)
	}
	err := s.Backup(c.Request.Context(), filepath.Clean(want.Folder))
	rc := http.NewResponseController(c.Writer)
	_ = rc.SetWriteDeadline(time.Now().Add(lineTime)) // the server's own may be over; a test's writer knows none
	if err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// whole reads the body of a request.
func whole(c *gin.Context) ([]byte, error) {
	// A test's writer knows no deadline, nor needs one.
	rc := http.NewResponseController(c.Writer)
	_ = rc.SetReadDeadline(time.Now().Add(bodyTime))
	data, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	_ = rc.SetReadDeadline(time.Time{}) // or the connection would seem gone while a pass lasts
	switch {
	case as[*http.MaxBytesError](err):
		return nil, err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, tell(errSlow, "The body did not arrive within %s. Send it in one go.", bodyTime)
	case err != nil:
		return nil, wrong("body", "broke off: %v", err)
	}
	return data, nil
}

// body reads the JSON of a request into v; example shows what is wanted. No body
// at all leaves v as it is.
func body(c *gin.Context, v any, example string) error {
	data, err := whole(c)
	if err != nil || len(data) == 0 {
		return err
	}
	media, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if media != "application/json" {
		return tell(errMedia, "Send JSON, and the header “Content-Type: application/json” with it: %s.", example)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err = dec.Decode(v)
	if err == nil && dec.Decode(new(any)) != io.EOF {
		err = errors.New("something follows the first value")
	}
	if as[*json.UnmarshalTypeError](err) {
		return wrong("body", "is not what is wanted here, %s: another kind of value stands in it", example)
	}
	if err != nil {
		return wrong("body", "is not what is wanted here, %s: %s", example, strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
