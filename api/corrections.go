package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
	"dateline/indexer/desk"
)

// An UndoDraft says who takes a correction back.
type UndoDraft struct {
	By   string `json:"by"`
	Note string `json:"note"` // why; may be empty
}

const correctionsPath = "/api/v1/corrections"

// correctionRoutes lists what is asked of what people have set right.
func (s *server) correctionRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, correctionsPath, []string{"claim", "article", "kind", "by", "state", "limit", "cursor"}, read, s.corrections},
		{post, correctionsPath, nil, write, s.correct},
		{get, correctionsPath + ".jsonl", nil, file, s.exportCorrections},
		{post, correctionsPath + ".jsonl", nil, pass, s.importCorrections},
		{get, correctionsPath + "/{id}", nil, read, s.correction},
		{post, correctionsPath + "/{id}/undo", nil, write, s.undoCorrection},
	}
}

// corrections answers GET /api/v1/corrections.
func (s *server) corrections(c *gin.Context) error {
	v := c.Request.URL.Query()
	q, err := indexer.ParseQuery(url.Values{"limit": v["limit"]})
	if err != nil {
		return err
	}
	for _, name := range []string{"claim", "article", "kind", "by", "state", "cursor"} {
		if len(v[name]) > 1 {
			return wrong(name, "give one")
		}
	}
	if s.Desk == nil {
		return tagged(c, desk.Corrections{Corrections: []desk.Corrected{}})
	}
	found, err := s.Desk.Corrections(c.Request.Context(), desk.CorrectionQuery{
		Claim: v.Get("claim"), Article: v.Get("article"), Kind: indexer.CorrectionKind(v.Get("kind")), By: v.Get("by"),
		State: desk.CorrectionState(v.Get("state")), Limit: q.Limit, Cursor: v.Get("cursor"),
	})
	if err != nil {
		return err
	}
	full := *found
	full.Corrections = list(full.Corrections)
	return tagged(c, full)
}

// correct answers POST /api/v1/corrections.
func (s *server) correct(c *gin.Context) error {
	if s.Desk == nil {
		return noDesk()
	}
	var d desk.CorrectionDraft
	if err := body(c, &d, `{"kind": "date", "claim": "c2v5kq7hzj3mr8ta", "value": "1988", "by": "Ida Moss"}`); err != nil {
		return err
	}
	made, err := lookup(d.Claim, func() (*desk.Corrected, error) { return s.Desk.Correct(c.Request.Context(), d) })
	if err != nil {
		return noClaim(err, d.Claim)
	}
	c.Header("Location", correctionsPath+"/"+url.PathEscape(made.ID))
	return answer(c, http.StatusCreated, made)
}

// correction answers GET /api/v1/corrections/{id}.
func (s *server) correction(c *gin.Context) error {
	return s.ofCorrection(c, func(ctx context.Context, id string) (*desk.Corrected, error) { return s.Desk.Correction(ctx, id) })
}

// undoCorrection answers POST /api/v1/corrections/{id}/undo.
func (s *server) undoCorrection(c *gin.Context) error {
	var d UndoDraft
	if err := body(c, &d, `{"by": "Ida Moss", "note": "it was right"}`); err != nil {
		return err
	}
	return s.ofCorrection(c, func(ctx context.Context, id string) (*desk.Corrected, error) {
		return s.Desk.UndoCorrection(ctx, id, d.By, d.Note)
	})
}

// ofCorrection answers with the correction that the address names, after do.
func (s *server) ofCorrection(c *gin.Context, do func(ctx context.Context, id string) (*desk.Corrected, error)) error {
	if s.Desk == nil {
		return noDesk()
	}
	id := c.Param("id")
	one, err := lookup(id, func() (*desk.Corrected, error) { return do(c.Request.Context(), id) })
	if err != nil {
		return missing(err, "There is no correction with the id %q. /api/v1/corrections lists them.", brief(id))
	}
	if c.Request.Method == http.MethodPost {
		return answer(c, http.StatusOK, one)
	}
	return tagged(c, one)
}

// exportCorrections answers GET /api/v1/corrections.jsonl.
func (s *server) exportCorrections(c *gin.Context) error {
	if s.Desk == nil {
		return noDesk()
	}
	c.Header("Content-Type", linesMedia)
	c.Header("Content-Disposition", `attachment; filename="dateline-corrections.jsonl"`)
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		return nil
	}
	out := &pieces{w: c.Writer, rc: http.NewResponseController(c.Writer)}
	defer out.close()
	n, err := s.Desk.ExportCorrections(c.Request.Context(), out)
	if err == nil || n == 0 && !out.gone {
		return err
	}
	if !out.gone {
		_ = s.problem(c, err) // it is logged; there is nobody to answer
	}
	panic(http.ErrAbortHandler) // so that a part is not taken for the whole
}

const linesMedia = "application/jsonl"

// linesTime is how long a client may take to send all lines.
const linesTime = time.Minute

// importCorrections answers POST /api/v1/corrections.jsonl.
func (s *server) importCorrections(c *gin.Context) error {
	if s.Desk == nil {
		return noDesk()
	}
	media, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if !slices.Contains([]string{linesMedia, "application/x-ndjson", "application/json"}, media) {
		return tell(errMedia, "Send the lines of an export, and the header “Content-Type: %s” with them.", linesMedia)
	}
	rc := http.NewResponseController(c.Writer)
	_ = rc.SetReadDeadline(time.Now().Add(linesTime)) // a test's writer knows no deadline, nor needs one
	done, err := s.Desk.ImportCorrections(c.Request.Context(), io.LimitReader(c.Request.Body, desk.MaxImport+1))
	_ = rc.SetReadDeadline(time.Time{})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return tell(errSlow, "The lines did not arrive within %s. Send them in parts.", linesTime)
	}
	if err != nil {
		return err
	}
	full := *done
	full.Says = list(full.Says)
	return answer(c, http.StatusOK, full)
}
