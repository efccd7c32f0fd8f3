package ui

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/desk"
	"dateline/scraper/scout"
)

// A fakeRoster follows what it is told, and finds hostile words everywhere.
type fakeRoster struct {
	err      error
	followed []desk.OutletDraft
	removed  []string
	file     string
}

func (f *fakeRoster) Survey(_ context.Context, address string) (desk.OutletDraft, *scout.Checkup, error) {
	if f.err != nil {
		return desk.OutletDraft{}, nil, f.err
	}
	newest := now.Add(-2 * time.Hour)
	draft := desk.OutletDraft{Name: "The Weir" + hostile, Home: "https://weir.example/", Feeds: []string{"https://weir.example/new"}, Sitemaps: []string{"https://weir.example/map"}}
	if address == "bare.example" {
		draft.Feeds, draft.Sitemaps = nil, nil
	}
	return draft, &scout.Checkup{
		Outlet: draft.Name, Home: draft.Home, Robots: scout.Robots{Allowed: true, Delay: 5},
		Lists: []*scout.Probe{
			{URL: "https://weir.example/old", Moved: "https://weir.example/new", Form: "RSS" + hostile, Items: 20, Newest: &newest, From: "front page"},
			{URL: "https://weir.example/map", Form: "sitemap", Items: 1}, {URL: "https://weir.example/broken", Problem: "it lists nothing"},
		},
		Article:  &scout.ArticleRead{URL: "javascript:alert(7)", Headline: "Shut" + hostile, Bylines: []string{"Ada" + hostile}, Published: &newest, Characters: 2400},
		Problems: []string{"old" + hostile}, Notes: []string{"slow" + hostile},
	}, nil
}

func (f *fakeRoster) Follow(_ context.Context, d desk.OutletDraft) (*desk.Outlet, error) {
	f.followed = append(f.followed, d)
	return &desk.Outlet{OutletDraft: d, Host: "weir.example"}, f.err
}

func (f *fakeRoster) Outdone() []desk.Outlet {
	return []desk.Outlet{{OutletDraft: desk.OutletDraft{Name: "The Mill" + hostile}, Host: "mill.example"}}
}

func (f *fakeRoster) FollowOPML(_ context.Context, body []byte) ([]Added, error) {
	f.file = string(body)
	return []Added{{URL: "https://weir.example/", Taken: true, Says: "The Weir" + hostile}, {Says: "Lost: no htmlUrl"}}, f.err
}

func (f *fakeRoster) Unfollow(_ context.Context, host string) error {
	f.removed = append(f.removed, host)
	return f.err
}

func (f *fakeRoster) handler(writes bool) http.Handler {
	return New(Options{Search: &world{}, Library: &world{}, Roster: f, Writes: writes, Now: func() time.Time { return now }})
}

// upload sends a file by the form at an address.
func upload(t *testing.T, h http.Handler, to, field string, body []byte) (int, string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile(field, "feeds.opml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, to, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}

// A site is looked at before it is followed; what is followed is what its form says.
func TestFollowPages(t *testing.T) {
	f := &fakeRoster{}
	h := f.handler(true)
	says := teller(t, h)
	says("GET", "/outlets", nil, 200, `action="/outlets/survey"`, `enctype="multipart/form-data"`, `href="/outlets.opml"`, "at mill.example was added, and is in", `name="host" value="mill.example"`)
	says("POST", "/outlets/survey", url.Values{"url": {"weir.example"}}, 200, "ok, a visit every 5s", "2,400 characters", "2 hours ago",
		`name="feeds" value="https://weir.example/new" checked`, `name="sitemaps" value="https://weir.example/map" checked`, `name="home" value="https://weir.example/"`)
	if _, page := ask(t, h, "POST", "/outlets/survey", url.Values{"url": {"weir.example"}}); strings.Contains(page, `value="https://weir.example/broken"`) {
		t.Error("what cannot be read can be followed")
	}
	if _, page := ask(t, h, "POST", "/outlets/survey", url.Values{"url": {"bare.example"}}); strings.Contains(page, `action="/outlets/follow"`) {
		t.Error("a site with nothing to read can be followed")
	}
	says("POST", "/outlets/survey", url.Values{}, 400, `aria-invalid="true"`, "give that of a site")
	if to := says("POST", "/outlets/follow", url.Values{"name": {"The Weir"}, "home": {"https://weir.example/"}, "feeds": {"https://weir.example/new"}}, 303); to != "/outlets#outlet-weir.example" {
		t.Errorf("once followed, it leads to %s", to)
	}
	if len(f.followed) != 1 || f.followed[0].Name != "The Weir" || len(f.followed[0].Feeds) != 1 || f.followed[0].Sitemaps != nil {
		t.Errorf("followed were %+v", f.followed)
	}
	if to := says("POST", "/outlets/remove", url.Values{"host": {"weir.example"}}, 303); to != "/outlets#followed" || f.removed[0] != "weir.example" {
		t.Errorf("removed were %v, which leads to %s", f.removed, to)
	}
	if to := says("GET", "/outlets.opml", nil, 307); to != "/api/v1/outlets/opml" {
		t.Errorf("OPML is at %s", to)
	}
	f.err = &desk.FollowedError{Name: "The Weir", Host: "weir.example", Configured: true}
	says("POST", "/outlets/follow", url.Values{}, 400, "followed already: it stands in dateline.toml")
	f.err = &indexer.QueryError{Field: "url", Says: "there is no host " + hostile}
	says("POST", "/outlets/survey", url.Values{"url": {`"><script>alert(8)</script>`}}, 400, "there is no host", `aria-invalid="true"`)
	f.err = &indexer.QueryError{Field: "host", Says: "The Weir stands in dateline.toml"}
	says("POST", "/outlets/remove", url.Values{"host": {"weir.example"}}, 400, "stands in dateline.toml")
	f.err = indexer.ErrNotFound
	says("POST", "/outlets/remove", url.Values{"host": {"weir.example"}}, 303)
	f.err = errBroken
	says("POST", "/outlets/survey", url.Values{"url": {"weir.example"}}, 500)
}

func TestFollowFile(t *testing.T) {
	f := &fakeRoster{}
	h := f.handler(true)
	status, page := upload(t, h, "/outlets/opml", "opml", []byte("<opml/>"))
	if status != 200 || f.file != "<opml/>" || !strings.Contains(page, "Lost: no htmlUrl") || !strings.Contains(page, `class="bad"`) || strings.Contains(foreign(page), "<script") {
		t.Errorf("status %d, the file was %q", status, f.file)
	}
	for name, send := range map[string]func() (int, string){
		"none":      func() (int, string) { return upload(t, h, "/outlets/opml", "other", []byte("<opml/>")) },
		"too large": func() (int, string) { return upload(t, h, "/outlets/opml", "opml", bytes.Repeat([]byte("x"), maxOPML)) },
		"not a form": func() (int, string) {
			resp, page := ask(t, h, "POST", "/outlets/opml", url.Values{"opml": {"x"}})
			return resp.StatusCode, page
		},
	} {
		if status, page := send(); status != 400 || !strings.Contains(page, "choose one of at most 1 MiB") {
			t.Errorf("%s: status %d", name, status)
		}
	}
	f.err = &indexer.QueryError{Field: "opml", Says: "no OPML"}
	if status, page := upload(t, h, "/outlets/opml", "opml", []byte("<html>")); status != 400 || !strings.Contains(page, "no OPML") {
		t.Errorf("no OPML: status %d", status)
	}
}

// Where nothing is stored, the home page leads to where outlets are followed.
func TestFollowFirst(t *testing.T) {
	for writes, want := range map[bool]bool{true: true, false: false} {
		h := New(Options{Search: &world{empty: true}, Library: &world{empty: true}, Roster: &fakeRoster{}, Writes: writes})
		if _, page := ask(t, h, "GET", "/", nil); strings.Contains(page, `href="/outlets#follow"`) != want || !strings.Contains(page, "dateline init") {
			t.Errorf("where pages change things, %v, the home page does not say how to begin", writes)
		}
	}
}

// Pages of other sites follow nothing, nor does a server whose pages only show, nor a link.
func TestFollowRefuses(t *testing.T) {
	for _, addr := range []string{"/outlets/survey", "/outlets/follow", "/outlets/remove", "/outlets/opml"} {
		f := &fakeRoster{err: errors.New("it was asked")}
		if resp, _ := ask(t, f.handler(true), "POST", addr, url.Values{"url": {"x"}}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); resp.StatusCode != 403 {
			t.Errorf("POST %s from another site: status %d", addr, resp.StatusCode)
		}
		if resp, _ := ask(t, f.handler(false), "POST", addr, url.Values{"url": {"x"}}); resp.StatusCode != 403 {
			t.Errorf("POST %s where pages only show: status %d", addr, resp.StatusCode)
		}
		if resp, _ := ask(t, f.handler(true), "GET", addr, nil); resp.StatusCode != 404 && resp.StatusCode != 405 {
			t.Errorf("GET %s: status %d", addr, resp.StatusCode)
		}
		if len(f.followed)+len(f.removed) > 0 {
			t.Errorf("%s: followed %v, removed %v", addr, f.followed, f.removed)
		}
	}
	if _, page := ask(t, (&fakeRoster{}).handler(false), "GET", "/outlets", nil); strings.Contains(page, "<form") {
		t.Error("a page that only shows has a form")
	}
}
