package ui

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/desk"
	"dateline/scraper/db"
)

// A newsroom has a desk of its own, and articles that arrive.
func newsroom(t *testing.T, writes bool) (*desk.Desk, http.Handler) {
	t.Helper()
	d, err := db.Open(t.Context(), t.TempDir()+"/dateline.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	w := &world{hostile: true}
	k, err := desk.Open(t.Context(), d, desk.Options{Now: func() time.Time { return now }, Reading: func(_ context.Context, claimID string) (*indexer.Reading, error) {
		if claimID == "gone" {
			return nil, indexer.ErrNotFound
		}
		return w.reading(), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.correct = func(r *indexer.Reading) {
		list, err := k.Standing(context.Background(), r.Revision.ArticleID)
		if err != nil {
			t.Error(err)
		}
		r.Correct(list)
	}
	return k, New(Options{Search: w, Library: w, Desk: k, Writes: writes, Now: func() time.Time { return now }})
}

// arrive has the desk told of an article with a word.
func arrive(t *testing.T, k *desk.Desk, id, word string, seq uint64) {
	t.Helper()
	r := &indexer.Reading{}
	r.Revision.ArticleID, r.Revision.Number, r.Revision.Seq = id, 1, seq
	r.Revision.Headline, r.Revision.Text, r.Revision.URL, r.Revision.Outlet = hostile+word, "Of a "+word+".", "https://ferry.example/"+id, "The Ferry"
	if err := k.Arrive(t.Context(), &world{none: func(indexer.Query) bool { return true }}, seq, r); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, h http.Handler, method, addr string, form url.Values, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, addr, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Result(), rec.Body.String()
}

// teller returns a function that asks h, as ask does: the answer must have a status, say what
// is wanted, and hold no script of others. It returns where the answer leads.
func teller(t *testing.T, h http.Handler) func(method, addr string, form url.Values, status int, want ...string) string {
	return func(method, addr string, form url.Values, status int, want ...string) string {
		t.Helper()
		resp, page := ask(t, h, method, addr, form)
		if resp.StatusCode != status {
			t.Fatalf("%s %s: status %d, want %d\n%s", method, addr, resp.StatusCode, status, page)
		}
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s %s does not say %q", method, addr, w)
			}
		}
		if strings.Contains(foreign(page), "<script") || strings.Contains(page, `href="javascript:`) {
			t.Errorf("%s %s holds a script", method, addr)
		}
		return resp.Header.Get("Location")
	}
}

func TestSavedSearches(t *testing.T) {
	k, h := newsroom(t, true)
	says := teller(t, h)
	says("GET", "/saved", nil, 200, "No search is saved", `aria-current="page">Saved`)
	says("GET", "/search?q=weir&outlet=The+Ferry", nil, 200, "Save this search", `value="outlet=The&#43;Ferry&amp;q=weir"`)
	if _, page := ask(t, h, "GET", "/search", nil); strings.Contains(page, "Save this search") {
		t.Error("a search for everything can be saved")
	}
	at := says("POST", "/saved", url.Values{"name": {"The weir"}, "query": {"outlet=The+Ferry&q=weir"}}, 303)
	if at != "/saved/the-weir" {
		t.Fatalf("it was saved as %s", at)
	}
	says("POST", "/saved", url.Values{"name": {"the WEIR"}, "query": {"q=dam"}}, 400, "choose another name", `value="q=dam"`, `value="the WEIR"`)
	says("POST", "/saved", url.Values{"name": {""}, "query": {"q=dam"}}, 400, `role="alert"`)
	says("POST", "/saved", url.Values{"name": {"x"}, "query": {`q="dam`}}, 400, `role="alert"`)

	says("GET", at, nil, 200, "Nothing has arrived", "0 new articles", "/api/v1/searches/the-weir/feed.atom", "Asks:")
	for i := range 3 {
		arrive(t, k, fmt.Sprintf("w%d", i), "weir", uint64(i+1))
	}
	arrive(t, k, "other", "dam", 9)
	says("GET", "/saved", nil, 200, "3 new articles", "The weir")
	says("GET", "/", nil, 200, `<a href="/saved/the-weir">The weir</a>: 3 new articles`)
	says("GET", at, nil, 200, "3 new articles since somebody looked", `href="/a/w2"`, "Mark these as seen", `name="position" value="3"`, "&lt;script")
	arrive(t, k, "late", "weir", 10) // after the page was loaded
	says("POST", at+"/seen", url.Values{"position": {"3"}}, 303)
	says("GET", at, nil, 200, "1 new article since", `href="/a/late"`)
	says("POST", at+"/seen", url.Values{"position": {"soon"}}, 400)

	says("POST", at, url.Values{"name": {"Weirs"}, "mail": {"nobody"}, "active": {"yes"}}, 400, `role="alert"`, `value="Weirs"`, `value="nobody"`)
	says("POST", at, url.Values{"name": {"Weirs"}}, 303)
	says("GET", at, nil, 200, "<h1>Weirs</h1>", "paused")
	says("POST", at, url.Values{"name": {"Weirs"}, "active": {"yes"}, "webhook": {"https://hooks.example/secret-path"}}, 200, "shown this once", "now at https://hooks.example")
	if _, page := ask(t, h, "GET", at, nil); strings.Contains(page, "secret-path") || strings.Contains(page, "shown this once") {
		t.Error("the page tells the address or the secret of a webhook")
	}
	says("POST", at, url.Values{"name": {"Weirs"}, "active": {"yes"}}, 303) // leaves the webhook
	says("GET", at, nil, 200, "now at https://hooks.example")
	says("POST", at, url.Values{"name": {"Weirs"}, "active": {"yes"}, "unhook": {"yes"}}, 303)
	if _, page := ask(t, h, "GET", at, nil); strings.Contains(page, "hooks.example") {
		t.Error("the webhook is still told")
	}
	says("POST", at+"/remove", nil, 303)
	says("GET", at, nil, 404, "Nothing is known here")
	says("POST", at+"/remove", nil, 404)
}

func TestOnlyThisSiteSaves(t *testing.T) {
	k, h := newsroom(t, true)
	form := url.Values{"name": {"x"}, "query": {"q=weir"}}
	for _, from := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
	} {
		if resp, page := ask(t, h, "POST", "/saved", form, from...); resp.StatusCode != http.StatusForbidden || !strings.Contains(page, "another site") {
			t.Errorf("%v: status %d", from, resp.StatusCode)
		}
	}
	if resp, _ := ask(t, h, "POST", "/saved", url.Values{"name": {"x"}, "query": {"q=" + strings.Repeat("w", maxForm)}}); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("a long form: status %d", resp.StatusCode)
	}
	_, shut := newsroom(t, false)
	if resp, page := ask(t, shut, "POST", "/saved", form); resp.StatusCode != http.StatusForbidden || !strings.Contains(page, "edit = true") {
		t.Errorf("where pages only show: status %d", resp.StatusCode)
	}
	if _, page := ask(t, shut, "GET", "/search?q=weir", nil); strings.Contains(page, "<form class=\"act\"") {
		t.Error("a page that only shows has a form that saves")
	}
	if all, err := k.Searches(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("saved all the same: %v, %v", all, err)
	}
	if resp, _ := get(t, &world{}, "/saved"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("without a desk: status %d", resp.StatusCode)
	}
}

func TestAddresses(t *testing.T) {
	var asked []string
	add := func(_ context.Context, urls []string) ([]Added, error) {
		asked = urls
		return []Added{{URL: urls[0], Taken: true}, {URL: urls[1], Says: "its host is private"}}, nil
	}
	w := &world{}
	h := New(Options{Search: w, Library: w, Add: add, Writes: true, Now: func() time.Time { return now }})
	for _, tt := range []struct {
		urls   string
		status int
		want   string
	}{
		{" https://a.example/x \r\n\r\nhttp://localhost/" + hostile + "\n", 200, "as soon as its host may be asked"},
		{" https://a.example/x \n http://localhost/<b>", 200, `localhost/&lt;b&gt;</textarea>`},
		{" \n ", 400, "give one at least"},
		{strings.Repeat("https://a.example/x\n", mostAdded+1), 400, "at most 1000"},
	} {
		resp, page := ask(t, h, "POST", "/outlets", url.Values{"urls": {tt.urls}})
		if resp.StatusCode != tt.status || !strings.Contains(page, tt.want) || strings.Contains(foreign(page), "<script") {
			t.Errorf("%.60q: status %d, %t", tt.urls, resp.StatusCode, strings.Contains(page, tt.want))
		}
	}
	if len(asked) != 2 || asked[0] != "https://a.example/x" {
		t.Errorf("asked for %q", asked)
	}
	for addr, options := range map[string]Options{
		"without": {Search: w, Library: w, Writes: true},
		"shut":    {Search: w, Library: w, Add: add},
	} {
		if _, page := ask(t, New(options), "GET", "/outlets", nil); strings.Contains(page, "<textarea") {
			t.Errorf("%s: the page has a form that adds addresses", addr)
		}
		if resp, _ := ask(t, New(options), "POST", "/outlets", url.Values{"urls": {"https://a.example/"}}); resp.StatusCode < 400 {
			t.Errorf("%s: status %d", addr, resp.StatusCode)
		}
	}
}
