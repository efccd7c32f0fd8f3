package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
	"dateline/indexer/export"
)

const (
	exportPage     = 500              // records that are held at a time
	exportPageFull = 100              // of them, with what they cite
	pieceTime      = 30 * time.Second // for a client to take one piece of a file
)

// An Export is a file that is wanted of what a query finds.
type Export struct {
	Format export.Format
	Of     export.Of     // one of those of the format
	Query  indexer.Query // Limit is not looked at; with a Cursor, the file begins there
	Limit  int           // records at most; 0 for all
	Made   time.Time     // the moment that the file gives for itself
	Self   string        // address that the same can be asked for at, or the path of it; may be empty
}

// NewExport returns an export that is asked for as addresses spell it: the parameters of
// a view, "of" for what it is of, and "limit" for how many records, of any number.
// An unknown format is indexer.ErrNotFound, anything else that is wrong a QueryError.
func NewExport(format string, v url.Values) (Export, error) {
	f, ok := export.Named(format)
	if !ok {
		return Export{}, tell(indexer.ErrNotFound, "There is no format %q. There are %s.", brief(format), strings.Join(export.Names(), ", "))
	}
	e := Export{Format: f, Of: f.Of[0]}
	if of := v["of"]; len(of) > 0 && of[0] != "" {
		if e.Of = export.Of(of[0]); len(of) > 1 || !slices.Contains(f.Of, e.Of) {
			return e, wrong("of", "a file of this format is of one of %v", f.Of)
		}
	}
	if limit := v["limit"]; len(limit) > 0 && limit[0] != "" {
		n, err := strconv.Atoi(limit[0])
		if len(limit) > 1 || err != nil || n < 1 {
			return e, wrong("limit", "give how many records at most as a whole number from 1 on, or none for all")
		}
		e.Limit = n
	}
	rest := url.Values{}
	for name, values := range v {
		if name != "of" && name != "limit" {
			rest[name] = values
		}
	}
	var err error
	e.Query, err = indexer.ParseQuery(rest)
	return e, err
}

// Values returns what NewExport reads, without the format.
func (e Export) Values() url.Values {
	q := e.Query
	q.Limit, q.Copies, q.Facets, q.Buckets, q.Marks, q.Lanes = 0, indexer.FoldedCopies, nil, 0, 0, ""
	v := q.Values()
	if e.Of != e.Format.Of[0] {
		v.Set("of", string(e.Of))
	}
	if e.Limit > 0 {
		v.Set("limit", strconv.Itoa(e.Limit))
	}
	return v
}

// Name returns a name for the file.
func (e Export) Name() string { return "dateline-" + string(e.Of) + e.Format.Extension }

// WriteExport asks s and l for what e wants, page by page, and writes it. Begin is told
// how many records the query finds, and the index's generation, before any is written, and
// returns where they go; if that is nil, nothing is written. No page may take longer than each. Of an index that
// changes meanwhile, the file goes on behind the last record.
func WriteExport(ctx context.Context, s indexer.Searcher, l Library, e Export, each time.Duration, begin func(total int, generation uint64) (io.Writer, error)) (written int, err error) {
	x := &exporter{Export: e, searcher: Full(s), library: l}
	var out *export.Writer
	q := e.Query
	q.Facets, q.Buckets, q.Marks, q.Lanes = indexer.NoFacets, 0, 0, ""
	for {
		q.Limit = exportPage
		if e.Format.Citations {
			q.Limit = exportPageFull
		}
		if e.Limit > 0 {
			q.Limit = min(q.Limit, e.Limit-written)
		}
		page, err := x.within(ctx, q, each)
		if err != nil {
			return written, err
		}
		if out == nil {
			w, err := begin(page.total, page.generation)
			if err != nil || w == nil {
				return 0, err
			}
			meta := export.Meta{Query: e.Query, Total: page.total, Made: e.Made, Self: e.Self}
			if e.Limit > 0 {
				meta.Total = min(meta.Total, e.Limit)
			}
			if out, err = export.New(w, e.Format, e.Of, meta); err != nil {
				return 0, err
			}
		}
		for _, it := range page.items {
			if err := out.Write(it); err != nil {
				return written, err
			}
			written++
		}
		if page.next == "" || e.Limit > 0 && written >= e.Limit {
			return written, out.Close()
		}
		q.Cursor = page.next
	}
}

// An exporter asks for the pages of an export.
type exporter struct {
	Export
	searcher indexer.Searcher
	library  Library
}

// A page is what one question brought.
type page struct {
	items      []export.Item
	total      int
	generation uint64
	next       string
}

// within returns the page that q asks for, if it comes in that time.
func (x *exporter) within(ctx context.Context, q indexer.Query, limit time.Duration) (page, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	p, err := x.page(ctx, q)
	if err != nil || !x.Format.Captures || len(p.items) == 0 {
		return p, err
	}
	refs := make([]indexer.ArticleRef, len(p.items))
	for i := range p.items {
		refs[i] = p.items[i].Ref()
	}
	captures, err := x.library.Captures(ctx, refs, x.Format.Citations)
	if err != nil {
		return p, err
	}
	for i := range p.items {
		p.items[i].Capture = captures[i]
	}
	return p, nil
}

// page returns the page that q asks for, without captures.
func (x *exporter) page(ctx context.Context, q indexer.Query) (page, error) {
	switch x.Of {
	case export.Entries:
		t, err := x.searcher.Timeline(ctx, q)
		if err != nil {
			return page{}, err
		}
		return page{itemsOf(t.Entries, func(e indexer.Entry) export.Item { return export.Item{Entry: &e} }), t.Total, t.Generation, t.Next}, nil
	case export.Claims:
		q.Copies = indexer.AllCopies
		l, err := x.searcher.Claims(ctx, q)
		if err != nil {
			return page{}, err
		}
		return page{itemsOf(l.Claims, func(v indexer.ClaimView) export.Item { return export.Item{Claim: &v} }), l.Total, l.Generation, l.Next}, nil
	}
	q.Copies = indexer.AllCopies
	r, err := x.searcher.Search(ctx, q)
	if err != nil {
		return page{}, err
	}
	return page{itemsOf(r.Hits, func(h indexer.Hit) export.Item { return export.Item{Article: &h} }), r.Total, r.Generation, r.Next}, nil
}

func itemsOf[T any](list []T, item func(T) export.Item) []export.Item {
	items := make([]export.Item, len(list))
	for i, v := range list {
		items[i] = item(v)
	}
	return items
}

// export answers GET /api/v1/export/{format}: a file that is sent as it is written.
func (s *server) export(c *gin.Context) error {
	e, err := NewExport(c.Param("format"), c.Request.URL.Query())
	if err != nil {
		return err
	}
	e.Made, e.Self = time.Now().UTC(), c.Request.URL.RequestURI()
	same, err := s.unchanged(c)
	if same || err != nil {
		return err
	}
	out := &pieces{w: c.Writer, rc: http.NewResponseController(c.Writer)}
	defer out.close()
	_, err = WriteExport(c.Request.Context(), s.Searcher, s.Library, e, s.Timeout, func(total int, generation uint64) (io.Writer, error) {
		c.Header("ETag", s.tag(c, generation))
		c.Header("Content-Type", e.Format.Media)
		c.Header("Content-Disposition", `attachment; filename="`+e.Name()+`"`)
		c.Header("X-Total-Count", strconv.Itoa(total))
		c.Header("X-Accel-Buffering", "no") // for a proxy in front of us
		c.Status(http.StatusOK)
		if c.Request.Method == http.MethodHead {
			return nil, nil
		}
		out.begun = true
		return out, nil
	})
	if err == nil || !out.begun {
		return err
	}
	if !out.gone {
		_ = s.problem(c, err) // it is logged; there is nobody to answer
	}
	panic(http.ErrAbortHandler) // so that a part is not taken for the whole
}

// Pieces are a file on its way to a client. One that does not take a piece in time is
// given up.
type pieces struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	begun bool
	gone  bool // the client
}

func (p *pieces) Write(data []byte) (int, error) {
	// A writer that knows no deadline is a test's; it does not stall.
	if err := p.rc.SetWriteDeadline(time.Now().Add(pieceTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		p.gone = true
		return 0, err
	}
	n, err := p.w.Write(data)
	p.gone = err != nil
	return n, err
}

// close lifts the deadline: the connection may serve another request.
func (p *pieces) close() {
	_ = p.rc.SetWriteDeadline(time.Time{}) // fails only if the connection is gone
}

// file asks for what is at a path as it is written. Whoever calls it closes the body.
func (c *Client) file(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("address of the server: %w", err)
	}
	req.Header.Set("Accept-Encoding", "identity") // it does not go far
	return c.do(req)
}

// Export has the server write e to what begin returns, as [WriteExport] does, and returns
// how many records the query finds, or with a limit that, if it is less.
func (c *Client) Export(ctx context.Context, e Export, begin func(total int) (io.Writer, error)) (int, error) {
	path := "/api/v1/export/" + url.PathEscape(e.Format.Name) + "?" + e.Values().Encode()
	resp, err := c.file(ctx, path)
	if err != nil {
		return 0, err
	}
	defer closeBody(resp)
	total, err := strconv.Atoi(resp.Header.Get("X-Total-Count"))
	if err != nil {
		return 0, c.stranger("a file that does not say how much there is")
	}
	w, err := begin(total)
	if err != nil || w == nil {
		return 0, err
	}
	if _, err := io.Copy(w, resp.Body); err != nil {
		return 0, fmt.Errorf("the file from the server at %s broke off: %w", c.base, cause(ctx, err))
	}
	if e.Limit > 0 {
		total = min(total, e.Limit)
	}
	return total, nil
}
