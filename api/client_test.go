package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/desk"
	"dateline/scraper/frontier"
)

func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv
}

// A Client gets back what the server was given.
func TestClient(t *testing.T) {
	opt := options()
	opt.Last = func() *Summary { return &Summary{Visited: 3} }
	srv := serve(t, New(opt))
	c, ctx := NewClient(srv.URL+"/", testToken), t.Context()

	if v, err := c.Health(ctx); v != "1.0.0" || err != nil {
		t.Errorf("Health() = %q, %v", v, err)
	}
	if r, err := c.Search(ctx, indexer.Query{Text: "bridge"}); err != nil || r.Total != 3 || r.Hits[0].Article != anArticle {
		t.Errorf("Search() = %+v, %v", r, err)
	}
	if l, err := c.Timeline(ctx, indexer.Query{}); err != nil || l.Entries[0].Start != anEntry.Start || l.Entries[1].End != anOpenEntry.End {
		t.Errorf("Timeline() = %+v, %v", l, err)
	}
	if v, err := c.Claim(ctx, anEntry.Claim.ID); err != nil || !reflect.DeepEqual(v.ClaimRef, anEntry.Claim) || len(v.Entries) != 1 {
		t.Errorf("Claim() = %+v, %v", v, err)
	}
	if seq, err := c.Generation(ctx); err != nil || seq != 41 {
		t.Errorf("Seq() = %d, %v", seq, err)
	}
	if o, err := c.Outlets(ctx); err != nil || len(o) != 2 || !o[0].LastVisit.Equal(noon) || !o[1].LastVisit.IsZero() {
		t.Errorf("Outlets() = %+v, %v", o, err)
	}
	if s, last, err := c.Status(ctx); err != nil || s.Seq != 42 || !s.NextVisit.IsZero() || last == nil || last.Visited != 3 {
		t.Errorf("Status() = %+v, %+v, %v", s, last, err)
	}
	if err := c.Backup(ctx, "/mnt/backup/today"); err != nil {
		t.Errorf("Backup() = %v", err)
	}
	if s, err := c.Survey(ctx, "weir.example"); err != nil || s.Outlet.Home != "https://weir.example/" || !s.Checkup.Robots.Allowed {
		t.Errorf("Survey() = %+v, %v", s, err)
	}
	if _, err := c.Survey(ctx, "nowhere.example"); err == nil || !strings.Contains(err.Error(), "there is no host nowhere.example") {
		t.Errorf("Survey() of nothing: %v", err)
	}
	if o, err := c.Follow(ctx, desk.OutletDraft{Name: "The Weir", Home: "https://weir.example/"}); err != nil || o.Host != "weir.example" || !o.Added.Equal(noon) {
		t.Errorf("Follow() = %+v, %v", o, err)
	}
	if _, err := c.Follow(ctx, desk.OutletDraft{Name: "The Heron", Home: "https://heron.example/"}); err == nil || !strings.Contains(err.Error(), "followed already") {
		t.Errorf("Follow() of what is followed: %v", err)
	}
	if err := c.Unfollow(ctx, "weir.example:8080"); err != nil {
		t.Errorf("Unfollow() = %v", err)
	}
	if err := c.Unfollow(ctx, "nobody.example"); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("Unfollow() of nobody: %v", err)
	}
	if r, err := c.Reindex(ctx); err != nil || r != (frontier.Reindex{Done: 3, Of: 41}) {
		t.Errorf("Reindex() = %+v, %v", r, err)
	}
	added, err := c.Add(ctx, []string{"https://heron.example/", "mailto:a@b.example"})
	if err != nil || len(added) != 2 || added[0].State != Queued || added[1].State != Refused {
		t.Errorf("Add() = %+v, %v", added, err)
	}
}

// What the server refuses is an error that reads as its detail.
func TestClientProblems(t *testing.T) {
	opt := options()
	opt.Crawler = &fakeCrawler{err: ErrBusy}
	srv := serve(t, New(opt))
	ctx, c := t.Context(), NewClient(srv.URL, testToken)
	for _, tt := range []struct {
		ask    func() error
		status int
		is     error
		says   string
	}{
		{func() error { _, err := c.Search(ctx, indexer.Query{Kinds: []string{"gossip"}}); return err }, 400, nil, "kind: "},
		{func() error { _, err := c.Timeline(ctx, indexer.Query{Cursor: "stale"}); return err }, 400, nil, "cursor: "},
		{func() error { _, err := c.Claims(ctx, indexer.Query{Cursor: "stale"}); return err }, 400, nil, "cursor: "},
		{func() error { _, err := c.Claim(ctx, "no/body?"); return err }, 404, nil, "Nothing is at"},
		{func() error { _, err := c.Claim(ctx, "nobody"); return err }, 404, indexer.ErrNotFound, "no claim"},
		{func() error { _, err := NewClient(srv.URL, "").Add(ctx, []string{"a"}); return err }, 401, nil, "data folder"},
		{func() error { _, err := c.Add(ctx, nil); return err }, 400, nil, "at least one"},
		{func() error { _, err := c.Crawl(ctx, false, func(Visited) {}); return err }, 409, ErrBusy, "under way"},
		{func() error { return c.Backup(ctx, "/mnt/backup/full") }, 400, nil, "not empty"},
	} {
		err := tt.ask()
		p, ok := errors.AsType[*Problem](err)
		for _, target := range []error{indexer.ErrNotFound, ErrBusy} {
			if errors.Is(err, target) != errors.Is(tt.is, target) {
				t.Errorf("%v is %v: %t", err, target, errors.Is(err, target))
			}
		}
		if !ok || p.Status != tt.status || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("got %v, want status %d and %q", err, tt.status, tt.says)
		}
	}
}

// A server that has just begun is waited for, with all that was sent to it.
func TestClientWaitsForTheStart(t *testing.T) {
	left := 3
	answers := New(options())
	srv := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if left--; left >= 0 {
			_, _ = io.Copy(io.Discard, r.Body)
			NotReady(w, "The index is opened.")
			return
		}
		answers.ServeHTTP(w, r)
	}))
	c := NewClient(srv.URL, testToken)
	if added, err := c.Add(t.Context(), []string{"https://heron.example/"}); err != nil || len(added) != 1 {
		t.Errorf("Add() = %+v, %v", added, err)
	}
	left = 1000
	ctx, cancel := context.WithTimeout(t.Context(), 3*openingPause)
	defer cancel()
	if _, err := c.Search(ctx, indexer.Query{}); err == nil || !strings.Contains(err.Error(), "opened") && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("of a server that goes on starting: %v", err)
	}
}

// What answers may be something else, or nothing.
func TestClientMeetsStrangers(t *testing.T) {
	for name, tt := range map[string]struct {
		serve http.HandlerFunc
		says  string
	}{
		"a page":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<!doctype html>") }, "not Dateline"},
		"a 404":      {http.NotFound, "not Dateline"},
		"other JSON": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"status":"ok"}`) }, "not Dateline"},
		"an empty problem": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, `{}`)
		}, "not Dateline"},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusFound)
		}, "302"},
		"a hang-up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "no answer from the server"},
	} {
		srv := serve(t, tt.serve)
		_, err := NewClient(srv.URL, "").Health(t.Context())
		if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), srv.URL) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}

	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	if _, err := NewClient(srv.URL, "").Health(t.Context()); err == nil || !strings.Contains(err.Error(), "no answer from the server at "+srv.URL) {
		t.Errorf("nobody there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewClient(srv.URL, "").Health(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if _, err := NewClient("::", "").Add(t.Context(), nil); err == nil {
		t.Error("no address: no error")
	}
}

// A pass is told visit by visit, while it is under way.
func TestCrawl(t *testing.T) {
	f := &fakeCrawler{gate: make(chan struct{})}
	opt := options()
	opt.Crawler = f
	srv := serve(t, New(opt))
	var results []string
	sum, err := NewClient(srv.URL, testToken).Crawl(t.Context(), true, func(v Visited) {
		results = append(results, v.Result)
		if len(results) == 2 {
			close(f.gate) // the third is made only when the second was told
		}
	})
	if err != nil || !f.now {
		t.Fatalf("Crawl() = %v; now %v", err, f.now)
	}
	if want := []string{VisitListing, VisitRevised, VisitFailed}; !slices.Equal(results, want) {
		t.Errorf("told %v, want %v", results, want)
	}
	if want := (Summary{Started: noon, Ended: noon.Add(time.Minute), Visited: 3, Listing: 1, Revised: 1, Failed: 1}); sum != want {
		t.Errorf("summary %+v, want %+v", sum, want)
	}
}

// A pass goes on when whoever asked has gone away.
func TestCrawlOutlivesItsClient(t *testing.T) {
	f := &fakeCrawler{gate: make(chan struct{}), ended: make(chan struct{})}
	opt := options()
	opt.Crawler = f
	srv := serve(t, New(opt))
	ctx, cancel := context.WithCancel(t.Context())
	sum, err := NewClient(srv.URL, testToken).Crawl(ctx, false, func(v Visited) {
		if v.Result == VisitRevised {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || sum.Visited != 2 {
		t.Errorf("Crawl() = %+v, %v", sum, err)
	}
	close(f.gate)
	<-f.ended
}

// A deafWriter takes nothing, as a client that stopped reading.
type deafWriter struct {
	*httptest.ResponseRecorder
	writes int
}

func (d *deafWriter) Write([]byte) (int, error) {
	d.writes++
	return 0, errors.New("i/o timeout")
}

// A client that takes no line is written to once, and the pass goes on.
func TestCrawlWithoutListener(t *testing.T) {
	f := &fakeCrawler{ended: make(chan struct{})}
	opt := options()
	opt.Crawler = f
	w := &deafWriter{ResponseRecorder: httptest.NewRecorder()}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/crawl", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+testToken)
	New(opt).ServeHTTP(w, r)
	<-f.ended
	if w.writes != 1 {
		t.Errorf("wrote %d times", w.writes)
	}
}

// A pass that breaks off says so, with what was done until then.
func TestCrawlBreaksOff(t *testing.T) {
	opt := options()
	opt.Crawler = &fakeCrawler{fails: errors.New("disk of the inside")}
	sum, err := NewClient(serve(t, New(opt)).URL, testToken).Crawl(t.Context(), false, func(Visited) {})
	if p, ok := errors.AsType[*Problem](err); !ok || p.Status != 500 || strings.Contains(p.Detail, "inside") || sum.Visited != 3 {
		t.Errorf("Crawl() = %+v, %v", sum, err)
	}

	opt.Crawler = &fakeCrawler{panic: true}
	sum, err = NewClient(serve(t, New(opt)).URL, testToken).Crawl(t.Context(), false, func(Visited) {})
	if err == nil || !strings.Contains(err.Error(), "broke off after 1 visits") || sum.Visited != 1 {
		t.Errorf("Crawl() of a server that fails = %+v, %v", sum, err)
	}
}

func TestSummaryCount(t *testing.T) {
	var s Summary
	for _, r := range []string{VisitNew, VisitRevised, VisitUnchanged, VisitListing, VisitOther, VisitDisallowed, VisitFailed, "something"} {
		s.Count(r)
	}
	if want := (Summary{Visited: 8, New: 1, Revised: 1, Unchanged: 1, Listing: 1, Other: 2, Disallowed: 1, Failed: 1}); s != want {
		t.Errorf("counted %+v, want %+v", s, want)
	}
}
