package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"dateline/indexer/desk"
)

// Corrections returns a page of what people have set right.
func (c *Client) Corrections(ctx context.Context, q desk.CorrectionQuery) (*desk.Corrections, error) {
	return get[desk.Corrections](ctx, c, correctionsPath, q.Values())
}

// Correction returns the correction with that id, or an error that is indexer.ErrNotFound.
func (c *Client) Correction(ctx context.Context, id string) (*desk.Corrected, error) {
	return get[desk.Corrected](ctx, c, correctionsPath+"/"+url.PathEscape(id), nil)
}

// Correct keeps what a person says of something that was read.
func (c *Client) Correct(ctx context.Context, d desk.CorrectionDraft) (*desk.Corrected, error) {
	return tellServer[desk.Corrected](ctx, c, http.MethodPost, correctionsPath, d)
}

// UndoCorrection takes a correction back.
func (c *Client) UndoCorrection(ctx context.Context, id, by, note string) (*desk.Corrected, error) {
	return tellServer[desk.Corrected](ctx, c, http.MethodPost, correctionsPath+"/"+url.PathEscape(id)+"/undo", UndoDraft{by, note})
}

// ExportCorrections writes all corrections as JSON Lines, and returns how many lines that are.
func (c *Client) ExportCorrections(ctx context.Context, w io.Writer) (lines int, err error) {
	resp, err := c.file(ctx, correctionsPath+".jsonl")
	if err != nil {
		return 0, err
	}
	defer closeBody(resp)
	counted := lineCounter{w: w}
	if _, err := io.Copy(&counted, resp.Body); err != nil {
		return counted.lines, fmt.Errorf("the file from the server at %s broke off: %w", c.base, cause(ctx, err))
	}
	return counted.lines, nil
}

// A lineCounter passes on what is written, and counts its lines.
type lineCounter struct {
	w     io.Writer
	lines int
}

func (l *lineCounter) Write(data []byte) (int, error) {
	l.lines += bytes.Count(data, []byte{'\n'})
	return l.w.Write(data)
}

// ImportCorrections has the server take in lines of an export.
func (c *Client) ImportCorrections(ctx context.Context, r io.Reader) (*desk.Imported, error) {
	lines, err := io.ReadAll(io.LimitReader(r, desk.MaxImport+1)) // it may have to be sent again
	if err != nil {
		return nil, fmt.Errorf("read the lines: %w", err)
	}
	resp, err := c.writeAs(ctx, http.MethodPost, correctionsPath+".jsonl", linesMedia, lines)
	if err != nil {
		return nil, err
	}
	defer closeBody(resp)
	done := &desk.Imported{}
	return done, c.decode(resp, done)
}
