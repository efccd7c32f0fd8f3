package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/desk"
)

const aCorrectionID = "k4jr7n2wq5xz3mtbv6hdycsae"

func aCorrected() *desk.Corrected {
	return &desk.Corrected{State: desk.Stands, Correction: indexer.Correction{
		ID: aCorrectionID, Kind: indexer.WrongDate, Article: anArticle.ID, Claim: anEntry.Claim.ID, Text: "<script>", Phrase: "in 1987", Nth: 1,
		Value: "1988", Was: "sometime in 1987", By: "=Ida", At: noon,
	}}
}

func (f *fakeDesk) Corrections(_ context.Context, q desk.CorrectionQuery) (*desk.Corrections, error) {
	if q.Kind == "mood" {
		return nil, &indexer.QueryError{Field: "kind", Says: "is none"}
	}
	if q.Limit == 1 {
		return &desk.Corrections{}, f.err
	}
	return &desk.Corrections{Total: 1, Corrections: []desk.Corrected{*aCorrected()}, Next: string(q.State) + q.By + q.Claim + q.Article + q.Cursor}, f.err
}

func (f *fakeDesk) Correction(_ context.Context, id string) (*desk.Corrected, error) {
	if f.err == nil && id != aCorrectionID {
		return nil, fmt.Errorf("row of the inside: %w", indexer.ErrNotFound)
	}
	return aCorrected(), f.err
}

func (f *fakeDesk) Correct(_ context.Context, d desk.CorrectionDraft) (*desk.Corrected, error) {
	switch {
	case d.By == "":
		return nil, &indexer.QueryError{Field: "by", Says: "is empty"}
	case f.err == nil && d.Claim != anEntry.Claim.ID:
		return nil, fmt.Errorf("row of the inside: %w", indexer.ErrNotFound)
	}
	return aCorrected(), f.err
}

func (f *fakeDesk) UndoCorrection(ctx context.Context, id, by, _ string) (*desk.Corrected, error) {
	if by == "" {
		return nil, &indexer.QueryError{Field: "by", Says: "is empty"}
	}
	c, err := f.Correction(ctx, id)
	if err == nil {
		c.State, c.UndoneBy, c.UndoneAt = desk.Undone, by, &noon
	}
	return c, err
}

func (f *fakeDesk) ExportCorrections(_ context.Context, w io.Writer) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	for range 2 {
		if err := json.NewEncoder(w).Encode(aCorrected().Correction); err != nil {
			return 0, err
		}
	}
	return 2, nil
}

func (f *fakeDesk) ImportCorrections(_ context.Context, r io.Reader) (*desk.Imported, error) {
	lines, err := io.ReadAll(r)
	if n := bytes.Count(lines, []byte("\n")); n > 0 {
		return &desk.Imported{Added: n, Refused: 1, Says: []desk.RefusedLine{{Line: 1, Says: "somebody has altered it"}}}, errors.Join(err, f.err)
	}
	return &desk.Imported{}, errors.Join(err, f.err)
}

func TestCorrections(t *testing.T) {
	h := New(options())
	auth, media, lines := "Authorization: Bearer "+testToken, "Content-Type: application/json", "Content-Type: application/jsonl"
	for _, tt := range []struct {
		method, target, body string
		headers              []string
		status               int
		says                 string
	}{
		{"GET", "?kind=date&state=stands&by=Ida&claim=c&article=a&cursor=7", "", nil, 200, `"next":"standsIdaca7"`},
		{"GET", "?limit=1", "", nil, 200, `"corrections":[]`},
		{"GET", "?kind=mood", "", nil, 400, "kind: is none"},
		{"GET", "?by=a&by=b", "", nil, 400, "by: give one"},
		{"GET", "?limit=0", "", nil, 400, "limit"},
		{"GET", "?speaker=x", "", nil, 400, "no such parameter"},
		{"POST", "", `{"kind":"date","claim":"c2v5kq7hzj3mr8ta","value":"1988","by":"Ida"}`, []string{auth, media}, 201, aCorrectionID},
		{"POST", "", `{"kind":"date","claim":"c2v5kq7hzj3mr8ta","value":"1988","by":"Ida"}`, []string{media}, 401, ""},
		{"POST", "", `{"kind":"date","claim":"c2v5kq7hzj3mr8ta","value":"1988","by":"Ida"}`, []string{auth, media, "Sec-Fetch-Site: cross-site"}, 403, "other sites"},
		{"POST", "", `{"claim":"c2v5kq7hzj3mr8ta"}`, []string{auth, media}, 400, "by: is empty"},
		{"POST", "", `{"id":"k"}`, []string{auth, media}, 400, "body"},
		{"POST", "", `{"claim":"cnone","by":"Ida"}`, []string{auth, media}, 404, "no claim with the id"},
		{"POST", "", `x`, []string{auth}, 415, "Send JSON"},
		{"GET", "/" + aCorrectionID, "", nil, 200, `"state":"stands"`},
		{"GET", "/knone", "", nil, 404, "no correction with the id"},
		{"POST", "/" + aCorrectionID + "/undo", `{"by":"Bo"}`, []string{auth, media}, 200, `"undone_by":"Bo"`},
		{"POST", "/" + aCorrectionID + "/undo", ``, []string{auth}, 400, "by: is empty"},
		{"POST", "/knone/undo", `{"by":"Bo"}`, []string{auth, media}, 404, "no correction"},
		{"POST", "/knone/undo", `{"by":"Bo"}`, []string{media}, 401, ""},
		{"GET", ".jsonl", "", nil, 200, `"by":"=Ida"`},
		{"HEAD", ".jsonl", "", nil, 200, ""},
		{"POST", ".jsonl", "{}\n{}\n", []string{auth, lines}, 200, `"added":2`},
		{"POST", ".jsonl", "{}\n", []string{auth, "Content-Type: text/plain"}, 415, "Send the lines"},
		{"POST", ".jsonl", "{}\n", []string{lines}, 401, ""},
	} {
		w := do(t, h, tt.method, "/api/v1/corrections"+tt.target, tt.body, tt.headers...)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) || strings.Contains(w.Body.String(), "of the inside") {
			t.Errorf("%s %q: %d %s, want %d and %q", tt.method, tt.target, w.Code, w.Body, tt.status, tt.says)
		}
	}
	for _, tt := range []struct {
		desk           Desk
		method, target string
		status         int
	}{
		{nil, "GET", "", 200}, {nil, "POST", "", 404}, {nil, "GET", "/k1", 404}, {nil, "POST", "/k1/undo", 404}, {nil, "GET", ".jsonl", 404}, {nil, "POST", ".jsonl", 404},
		{&fakeDesk{errors.New("disk of the inside")}, "GET", "", 500}, {&fakeDesk{errors.New("disk of the inside")}, "GET", ".jsonl", 500},
	} {
		opt := options()
		opt.Desk = tt.desk
		if w := do(t, New(opt), tt.method, "/api/v1/corrections"+tt.target, `{"by":"Ida"}`, auth, media); w.Code != tt.status || strings.Contains(w.Body.String(), "of the inside") {
			t.Errorf("%s %q with %v: %d %s, want %d", tt.method, tt.target, tt.desk, w.Code, w.Body, tt.status)
		}
	}
}

func TestClientCorrections(t *testing.T) {
	ctx := t.Context()
	s := serve(t, New(options()))
	c := NewClient(s.URL, testToken)
	page, err := c.Corrections(ctx, desk.CorrectionQuery{State: desk.Stands, By: "Ida", Limit: 2})
	if err != nil || len(page.Corrections) != 1 || page.Corrections[0].At != noon || page.Next != "standsIda" {
		t.Errorf("Corrections = %+v, %v", page, err)
	}
	made, err := c.Correct(ctx, desk.CorrectionDraft{Kind: indexer.WrongDate, Claim: anEntry.Claim.ID, Value: "1988", By: "Ida"})
	if err != nil || made.ID != aCorrectionID {
		t.Errorf("Correct = %+v, %v", made, err)
	}
	if one, err := c.Correction(ctx, made.ID); err != nil || one.Was != "sometime in 1987" {
		t.Errorf("Correction = %+v, %v", one, err)
	}
	if one, err := c.UndoCorrection(ctx, made.ID, "Bo", "why"); err != nil || one.UndoneBy != "Bo" || one.UndoneAt == nil {
		t.Errorf("UndoCorrection = %+v, %v", one, err)
	}
	var out strings.Builder
	if n, err := c.ExportCorrections(ctx, &out); err != nil || n != 2 || !strings.HasPrefix(out.String(), `{"id":"`+aCorrectionID) {
		t.Errorf("ExportCorrections = %d, %v: %s", n, err, &out)
	}
	if done, err := c.ImportCorrections(ctx, strings.NewReader(out.String())); err != nil || done.Added != 2 || done.Says[0].Line != 1 {
		t.Errorf("ImportCorrections = %+v, %v", done, err)
	}
	for _, err := range []error{second(c.Correction(ctx, "knone")), second(c.UndoCorrection(ctx, "knone", "Bo", "")), second(c.Correct(ctx, desk.CorrectionDraft{Claim: "c", By: "Bo"}))} {
		if !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("what is not there: %v", err)
		}
	}
	if _, err := NewClient(s.URL, "wrong").ImportCorrections(ctx, strings.NewReader("{}\n")); err == nil {
		t.Error("ImportCorrections without the token succeeded")
	}
	opt := options()
	opt.Desk = &fakeDesk{errors.New("broken")}
	failing := serve(t, New(opt))
	if _, err := NewClient(failing.URL, testToken).ExportCorrections(ctx, io.Discard); err == nil {
		t.Error("ExportCorrections of a broken desk succeeded")
	}
}
