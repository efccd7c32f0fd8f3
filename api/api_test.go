package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// Whatever is wrong with a request is said in words, with the status that fits.
func TestWrongRequests(t *testing.T) {
	d := documented()
	auth, media := "Authorization: Bearer "+testToken, "Content-Type: application/json"
	many := `{"urls":["` + strings.Repeat(`a","`, maxAddresses) + `a"]}`
	for _, tt := range []struct {
		method, target, body string
		headers              []string
		status               int
		field, detail        string // detail: a part of it
	}{
		// parameters
		{"GET", "/api/v1/search?outlets=x", "", nil, 400, "outlets", `did you mean "outlet"?`},
		{"GET", "/api/v1/timeline?Grain=day", "", nil, 400, "Grain", `did you mean "grain"?`},
		{"GET", "/api/v1/timeline?published=2024", "", nil, 400, "published", `did you mean "pub"?`},
		{"GET", "/api/v1/timeline?evnet=1987", "", nil, 400, "evnet", `did you mean "event"?`},
		{"GET", "/api/v1/timeline?nosuch=1", "", nil, 400, "nosuch", `no such parameter; Known are`},
		{"GET", "/api/v1/timeline?after=1", "", nil, 400, "after", `no such parameter; Known are`},
		{"GET", "/api/v1/search?" + strings.Repeat("q", 5000) + "=1", "", nil, 400, strings.Repeat("q", 80) + "…", "no such parameter"},
		{"GET", "/api/v1/search?limit=ten", "", nil, 400, "limit", ""},
		{"GET", "/api/v1/search?limit=-1", "", nil, 400, "limit", ""},
		{"GET", "/api/v1/search?limit=1001", "", nil, 400, "limit", ""},
		{"GET", "/api/v1/search?limit=99999999999999999999", "", nil, 400, "limit", ""},
		{"GET", "/api/v1/timeline?event=whenever", "", nil, 400, "event", ""},
		{"GET", "/api/v1/timeline?pub=soon", "", nil, 400, "pub", ""},
		{"GET", "/api/v1/timeline?grain=eon", "", nil, 400, "grain", ""},
		{"GET", "/api/v1/search?q=%zz", "", nil, 400, "query", "%25"},
		{"GET", "/api/v1/search?q=a;b", "", nil, 400, "query", "%3B"},
		{"GET", "/api/v1/search?" + strings.Repeat("outlet=a&", maxParams+1), "", nil, 400, "query", "at most 200"},
		{"GET", "/api/v1/search?q=" + strings.Repeat("a", maxAddress), "", nil, 414, "", "at most 8192"},
		{"GET", "/api/v1/claims/" + strings.Repeat("a", maxAddress), "", nil, 414, "", "at most 8192"},
		{"GET", "/api/v1/outlets?=1", "", nil, 400, "query", "takes none"},
		{"GET", "/api/v1/outlets?q=1", "", nil, 400, "q", "takes none"},
		{"GET", "/api/v1/claims/x?revision=1", "", nil, 400, "revision", "takes none"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "?revision=0", "", nil, 400, "revision", "whole number from 1"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "?revision=-1", "", nil, 400, "revision", "whole number from 1"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "?revision=", "", nil, 400, "revision", "whole number from 1"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "?revision=1.5", "", nil, 400, "revision", "whole number from 1"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "?revision=1&revision=2", "", nil, 400, "revision", "one revision"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "?rev=1", "", nil, 400, "rev", `did you mean "revision"?`},

		// ids and addresses
		{"GET", "/api/v1/articles/" + anArticle.ID + "?revision=3", "", nil, 404, "", "no revision 3"},
		{"GET", "/api/v1/articles/nobody", "", nil, 404, "", `no article with the id "nobody"`},
		{"GET", "/api/v1/articles/nobody/revisions", "", nil, 404, "", `no article with the id "nobody"`},
		{"GET", "/api/v1/articles/nobody/diff", "", nil, 404, "", `no article with the id "nobody"`},
		{"GET", "/api/v1/articles/" + anArticle.ID + "/diff?from=0", "", nil, 400, "from", "whole number from 1"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "/diff?to=last", "", nil, 400, "to", "none for the newest"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "/diff?from=1&from=2", "", nil, 400, "from", "one revision"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "/diff?form=1", "", nil, 400, "form", `did you mean "from"?`},
		{"GET", "/api/v1/articles/" + anArticle.ID + "/diff?from=1&to=3", "", nil, 404, "", "no revision 3 of the article " + anArticle.ID + "; kept are 1, 2"},
		{"GET", "/api/v1/articles/" + anArticle.ID + "/diff?from=99999", "", nil, 404, "", "kept are 1, 2"},
		{"GET", "/api/v1/articles", "", nil, 400, "url", "give one address"},
		{"GET", "/api/v1/articles?url=ftp://a.example/", "", nil, 400, "url", "no http(s) address"},
		{"GET", "/api/v1/articles?url=https://a.example/none", "", nil, 404, "", "No article is held at https://a.example/none"},
		{"GET", "/api/v1/articles/" + strings.Repeat("a", 999), "", nil, 404, "", "aaa…"},
		{"GET", "/api/v1/articles/%ff%fe", "", nil, 404, "", "no article"},
		{"GET", "/api/v1/claims/..%2f..%2fetc", "", nil, 404, "", "Nothing is at"},
		{"GET", "/api/v1/claims/nobody", "", nil, 404, "", `no claim with the id "nobody"`},
		{"GET", "/api/v1/nothing", "", nil, 404, "", "/api/v1/openapi.yaml"},
		{"GET", "/api/v1/search/", "", nil, 404, "", "Nothing is at"},
		{"GET", "/api/v2/search", "", nil, 404, "", "Nothing is at"},
		{"DELETE", "/api/v1/search", "", nil, 405, "", "GET or HEAD"},
		{"PUT", "/api/v1/addresses", "", nil, 405, "", "POST"},
		{"OPTIONS", "/api/v1/addresses", "", nil, 405, "", "POST"},
		{"GET", "/api/v1/addresses", "", nil, 405, "", "POST"},

		// who may write
		{"POST", "/api/v1/addresses", `{"urls":["a"]}`, []string{media}, 401, "", "data folder"},
		{"POST", "/api/v1/addresses", `{"urls":["a"]}`, []string{media, "Authorization: Bearer wrong"}, 401, "", "data folder"},
		{"POST", "/api/v1/addresses", `{"urls":["a"]}`, []string{media, "Authorization: " + testToken}, 401, "", "data folder"},
		{"POST", "/api/v1/addresses", `{"urls":["a"]}`, []string{media, "Authorization: Basic " + testToken}, 401, "", "data folder"},
		{"POST", "/api/v1/crawl", "", []string{"Authorization: Bearer "}, 401, "", "data folder"},
		{"POST", "/api/v1/crawl", "", []string{auth, "Sec-Fetch-Site: cross-site"}, 403, "", "other sites"},
		{"POST", "/api/v1/crawl", "", []string{auth, "Sec-Fetch-Site: same-site"}, 403, "", "other sites"},
		{"POST", "/api/v1/crawl", "", []string{auth, "Origin: https://evil.example"}, 403, "", "other sites"},
		{"POST", "/api/v1/crawl", "", []string{auth, "Origin: null"}, 403, "", "other sites"},

		// bodies
		{"POST", "/api/v1/addresses", "", []string{auth, media}, 400, "urls", "at least one"},
		{"POST", "/api/v1/addresses", "{}", []string{auth, media}, 400, "urls", "at least one"},
		{"POST", "/api/v1/addresses", `{"urls":[]}`, []string{auth, media}, 400, "urls", "at least one"},
		{"POST", "/api/v1/addresses", many, []string{auth, media}, 400, "urls", "at most 1000"},
		{"POST", "/api/v1/addresses", `{"urls":"a"}`, []string{auth, media}, 400, "body", "another kind of value"},
		{"POST", "/api/v1/addresses", `{"url":["a"]}`, []string{auth, media}, 400, "body", `unknown field "url"`},
		{"POST", "/api/v1/addresses", `{"urls":["a"]} {}`, []string{auth, media}, 400, "body", "something follows"},
		{"POST", "/api/v1/addresses", `{"urls":`, []string{auth, media}, 400, "body", "unexpected EOF"},
		{"POST", "/api/v1/addresses", `urls=a`, []string{auth, "Content-Type: application/x-www-form-urlencoded"}, 415, "", "application/json"},
		{"POST", "/api/v1/addresses", `{"urls":["a"]}`, []string{auth}, 415, "", "application/json"},
		{"POST", "/api/v1/addresses", strings.Repeat(" ", maxBody+1), []string{auth, media}, 413, "", "1 MiB"},
		{"POST", "/api/v1/addresses?x=1", `{"urls":["a"]}`, []string{auth, media}, 400, "x", "takes none"},
		{"POST", "/api/v1/crawl", `{"now":"yes"}`, []string{auth, media}, 400, "body", "another kind of value"},
		{"POST", "/api/v1/crawl", `[true]`, []string{auth, media}, 400, "body", "another kind of value"},

		{"POST", "/api/v1/backup", "", nil, 401, "", "data folder"},
		{"POST", "/api/v1/backup", "", []string{auth, media}, 400, "folder", "from the root"},
		{"POST", "/api/v1/backup", `{"folder":"today"}`, []string{auth, media}, 400, "folder", "from the root"},
		{"POST", "/api/v1/backup", `{"folder":"/mnt/backup/../full"}`, []string{auth, media}, 400, "folder", "not empty"},

		// what goes wrong further in
		{"GET", "/api/v1/search?cursor=stale", "", nil, 400, "cursor", "begin without one"},
		{"GET", "/api/v1/search?q=panic", "", nil, 500, "", "server's log"},
	} {
		name := brief(fmt.Sprintf("%s %s %v", tt.method, tt.target, tt.headers))
		w := do(t, New(options()), tt.method, tt.target, tt.body, tt.headers...)
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != tt.status {
			t.Errorf("%s: status %d, want %d: %s", name, w.Code, tt.status, w.Body)
			continue
		}
		if p.Status != tt.status || p.Field != tt.field || !strings.Contains(p.Detail, tt.detail) {
			t.Errorf("%s: %+v, want field %q and detail with %q", name, p, tt.field, tt.detail)
		}
		if len(p.Detail) > 600 || strings.Contains(w.Body.String(), "of the inside") || strings.Contains(p.Detail, "select") {
			t.Errorf("%s: detail tells too much: %s", name, p.Detail)
		}
		path, _, _ := strings.Cut(tt.target, "?")
		if err := d.check(tt.method, path, w); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A wrong method is told which ones are right; a missing token, how to show one.
func TestProblemHeaders(t *testing.T) {
	h := New(options())
	w := do(t, h, "PATCH", "/api/v1/crawl", "")
	allow := strings.Split(w.Header().Get("Allow"), ", ")
	slices.Sort(allow)
	if !slices.Equal(allow, []string{"GET", "HEAD", "POST"}) {
		t.Errorf("Allow: %v", allow)
	}
	w = do(t, h, "POST", "/api/v1/crawl", "")
	if got := w.Header().Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") {
		t.Errorf("WWW-Authenticate: %q", got)
	}
	opt := options()
	opt.Searcher = &fakeSearcher{slow: true}
	opt.Timeout = time.Nanosecond
	w = do(t, New(opt), "GET", "/api/v1/timeline", "")
	if w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("a slow answer: status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
}

// A server without crawler or token takes nothing, whatever is shown to it.
func TestReadOnly(t *testing.T) {
	for _, opt := range []Options{
		{Searcher: &fakeSearcher{}, Library: fakeLibrary{}, Token: testToken},
		{Searcher: &fakeSearcher{}, Library: fakeLibrary{}, Crawler: &fakeCrawler{}},
	} {
		for _, path := range []string{"/api/v1/crawl", "/api/v1/addresses"} {
			w := do(t, New(opt), "POST", path, "", "Authorization: Bearer "+opt.Token)
			if w.Code != 403 || !strings.Contains(w.Body.String(), "only answers") {
				t.Errorf("POST %s: status %d: %s", path, w.Code, w.Body)
			}
		}
	}
}

func TestGuard(t *testing.T) {
	opt := options()
	opt.Hosts = []string{"Desk.example:8080"}
	h := New(opt)
	for _, tt := range []struct {
		host string
		want int
	}{
		{"localhost", 200},
		{"LOCALHOST:8080", 200},
		{"localhost.:8080", 200},
		{"127.0.0.1:8080", 200},
		{"[::1]:8080", 200},
		{"[::1]", 200},
		{"desk.example", 200},
		{"desk.example:9", 200},
		{"evil.example:8080", 421},
		{"127.0.0.1.evil.example", 421},
		{"localhost.evil.example", 421},
		{"192.0.2.7:8080", 200},
		{"[2001:db8::7]:8080", 200},
		{"192.0.2.7.evil.example", 421},
		{"", 421},
	} {
		w := do(t, h, "GET", "/api/v1/outlets", "", "Host: "+tt.host)
		if w.Code != tt.want {
			t.Errorf("Host %q: status %d, want %d", tt.host, w.Code, tt.want)
		}
		if err := documented().check("GET", "/api/v1/outlets", w); err != nil {
			t.Errorf("Host %q: %v", tt.host, err)
		}
	}
}

// Whoever holds an answer is told that it still is the answer, until something
// is added; another question, and another process, have other tags.
func TestEntityTags(t *testing.T) {
	opt := options()
	f := &fakeSearcher{seq: 41}
	opt.Searcher = f
	h := New(opt)
	for _, path := range []string{"/api/v1/search", "/api/v1/timeline", "/api/v1/export/csv"} {
		first := do(t, h, "GET", path+"?q=bridge&kind=news", "")
		tag := first.Header().Get("ETag")
		f.asked = nil
		for _, tt := range []struct {
			h            http.Handler
			target, held string
			seq          uint64
			want         int
		}{
			{h, path + "?kind=news&q=bridge", tag, 41, 304},
			{h, path + "?kind=news&q=bridge", `"other", ` + tag, 41, 304},
			{h, path + "?kind=news&q=bridge", strings.TrimPrefix(tag, "W/"), 41, 304},
			{h, path + "?kind=news&q=bridge", tag, 42, 200},
			{h, path + "?kind=news&q=ferry", tag, 41, 200},
			{h, path + "?kind=news&q=bridge", `"other"`, 41, 200},
			{h, path + "?kind=news&q=bridge&limit=x", tag, 41, 400},
			{New(opt), path + "?kind=news&q=bridge", tag, 41, 200},
		} {
			f.seq = tt.seq
			asked := len(f.asked)
			w := do(t, tt.h, "GET", tt.target, "", "If-None-Match: "+tt.held)
			if w.Code != tt.want {
				t.Errorf("GET %s holding %s at %d: status %d, want %d", tt.target, tt.held, tt.seq, w.Code, tt.want)
			}
			if w.Code == 304 && (w.Body.Len() > 0 || len(f.asked) > asked || w.Header().Get("ETag") != tag) {
				t.Errorf("GET %s: 304 with body %q, %d searches, tag %s", tt.target, w.Body, len(f.asked)-asked, w.Header().Get("ETag"))
			}
			if w.Code == 400 && w.Header().Get("ETag") != "" {
				t.Errorf("GET %s: a problem has a tag", tt.target)
			}
		}
		f.seq = 41
	}
}

// Every read has a tag; it is asked about, and the same answer is not sent twice.
func TestEveryReadIsTagged(t *testing.T) {
	h := New(options())
	article := "/api/v1/articles/" + anArticle.ID
	for _, path := range []string{
		article, article + "?revision=1", article + "/revisions", article + "/diff", article + "/changes", article + "/similar", "/api/v1/articles?url=" + anArticle.URL,
		"/api/v1/claims/" + anEntry.Claim.ID, "/api/v1/claims/" + anEntry.Claim.ID + "/similar", "/api/v1/speakers/mara-voss", "/api/v1/graph?id=" + anArticle.ID, "/api/v1/outlets", "/api/v1/crawl", "/api/v1/openapi.yaml",
		"/api/v1/searches", "/api/v1/searches/bridge-fund", "/api/v1/searches/bridge-fund/new", "/api/v1/searches/bridge-fund/feed.atom",
	} {
		tag := do(t, h, "GET", path, "").Header().Get("ETag")
		for _, tt := range []struct {
			method, held string
			want         int
		}{
			{"GET", tag, 304},
			{"HEAD", tag, 304},
			{"GET", `"a", ` + tag + `, "b"`, 304},
			{"GET", strings.TrimPrefix(tag, "W/"), 304},
			{"GET", "*", 304},
			{"GET", `"a"`, 200},
			{"GET", "", 200},
		} {
			w := do(t, h, tt.method, path, "", "If-None-Match: "+tt.held)
			if w.Code != tt.want || w.Header().Get("ETag") != tag || !strings.HasPrefix(tag, `W/"`) || (w.Code == 304) != (w.Body.Len() == 0) {
				t.Errorf("%s %s holding %s: status %d, tag %s, %d bytes; want %d, %s", tt.method, path, tt.held, w.Code, w.Header().Get("ETag"), w.Body.Len(), tt.want, tag)
			}
		}
		if got := do(t, h, "GET", path, "").Header().Get("Cache-Control"); got != "private, no-cache" {
			t.Errorf("GET %s: Cache-Control %q", path, got)
		}
	}
	if one, two := do(t, h, "GET", article+"?revision=1", ""), do(t, h, "GET", article, ""); one.Header().Get("ETag") == two.Header().Get("ETag") {
		t.Error("two revisions have the same tag")
	}
}

// HEAD is GET without a body, everywhere.
func TestHead(t *testing.T) {
	srv := httptest.NewServer(New(options()))
	defer srv.Close()
	for _, path := range []string{"/api/v1/search", "/api/v1/articles/" + anArticle.ID, "/api/v1/openapi.yaml", "/healthz", "/readyz"} {
		lengths := map[string]int64{}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := srv.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s %s: status %d", method, path, resp.StatusCode)
			}
			lengths[method] = resp.ContentLength
		}
		if get, head := lengths[http.MethodGet], lengths[http.MethodHead]; head != get || head <= 0 {
			t.Errorf("HEAD %s: length %d; GET has %d", path, head, get)
		}
	}
}

func TestHeaders(t *testing.T) {
	for _, target := range []string{"/api/v1/search", "/api/v1/crawl", "/nothing", "/api/v1/search?x=1"} {
		h := do(t, New(options()), "GET", target, "").Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") == "" ||
			!strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("GET %s: headers %v", target, h)
		}
	}
}

// A query reaches the index as it was asked.
func TestQuery(t *testing.T) {
	f := &fakeSearcher{}
	opt := options()
	opt.Searcher = f
	do(t, New(opt), "GET", "/api/v1/timeline?q=bridge+-ferry&outlet=The+Heron&outlet=Gull&kind=opinion&limit=7&cursor=c1", "")
	if len(f.asked) != 1 {
		t.Fatalf("asked %d times", len(f.asked))
	}
	q := f.asked[0]
	if q.Text != "bridge -ferry" || !slices.Equal(q.Outlets, []string{"The Heron", "Gull"}) || !slices.Equal(q.Kinds, []string{"opinion"}) || q.Limit != 7 || q.Cursor != "c1" {
		t.Errorf("asked %+v", q)
	}
}

// The article of the newest revision, with its parts joined.
func TestArticle(t *testing.T) {
	w := do(t, New(options()), "GET", "/api/v1/articles/"+anArticle.ID, "")
	var a Article
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	if a.Article.Revision != 2 || a.PublishedFrom != "time element" || a.Seq != 42 || len(a.Claims) != 1 {
		t.Errorf("article %+v", a)
	}
	if len(a.Mentions) != 3 || a.Mentions[1].Parent == nil || *a.Mentions[1].Parent != 0 || a.Mentions[0].Parent != nil {
		t.Fatalf("mentions %+v", a.Mentions)
	}
	if m := a.Mentions[1]; m.Start.String() != "2000-01-01" || m.End.String() != "2001-01-01" || m.Offsets != [2]int{55, 75} {
		t.Errorf("mention %+v", m)
	}
	if m := a.Mentions[2]; m.Start.String() != "" || m.Unresolved == "" {
		t.Errorf("unresolved mention %+v", m)
	}
	if len(a.Citations) != 2 || !strings.HasPrefix(a.Citations[0].Article, "a") || a.Citations[1].Article != "" {
		t.Errorf("citations %+v", a.Citations)
	}
	if strings.Contains(w.Body.String(), `\u003c`) {
		t.Errorf("text is escaped as for a page: %s", w.Body)
	}
}

// The times of an outlet that was never visited are null.
func TestOutletsWithoutTimes(t *testing.T) {
	w := do(t, New(options()), "GET", "/api/v1/outlets", "")
	if got := w.Body.String(); !strings.Contains(got, `"last_visit":null`) || strings.Contains(got, "0001-01-01") {
		t.Errorf("outlets: %s", got)
	}
}

// A fault is told to the log in full, and to whoever asked by an id that the log has.
func TestFaultsAreLogged(t *testing.T) {
	var log bytes.Buffer
	opt := options()
	opt.Log = slog.New(slog.NewTextHandler(&log, nil))
	opt.Library = fakeLibrary{errors.New("disk of the inside")}
	w := do(t, New(opt), "GET", "/api/v1/outlets", "")
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Instance == "" || !strings.Contains(log.String(), p.Instance) || !strings.Contains(log.String(), "disk of the inside") {
		t.Errorf("problem %+v, log %s", p, log.String())
	}
}

func TestProblemOf(t *testing.T) {
	for _, tt := range []struct {
		err    error
		status int
		word   string
	}{
		{errors.New("anything"), 500, "fault"},
		{fmt.Errorf("search: %w", &indexer.QueryError{Field: "q", Says: "no"}), 400, "query"},
		{fmt.Errorf("search: %w", indexer.ErrNotFound), 404, "unknown"},
		{errors.Join(errors.New("a"), ErrBusy), 409, "busy"},
	} {
		p := problemOf(tt.err)
		if p.Status != tt.status || p.Type != "urn:dateline:problem:"+tt.word || p.Detail == "" || p.Title == "" {
			t.Errorf("problemOf(%v) = %+v, want %d %s", tt.err, p, tt.status, tt.word)
		}
	}
	for _, r := range table {
		if http.StatusText(r.status) == "" || r.word == "" || r.title == "" {
			t.Errorf("row %+v is not complete", r)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"query", "q"},
		{"Q", "q"},
		{"outlets", "outlet"},
		{"oulet", "outlet"},
		{"speakr", "speaker"},
		{"curser", "cursor"},
		{"limits", "limit"},
		{"knid", "kind"},
		{"", "q"},
		{"nosuch", ""},
		{"after", ""},
	} {
		if got, ok := Nearest(tt.name, queryParams); got != tt.want || ok != (got != "") {
			t.Errorf("Nearest(%q) = %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add("GET", "/api/v1/search?q=bridge", "")
	f.Add("GET", "/api/v1/articles/x?revision=1", "")
	f.Add("POST", "/api/v1/addresses", `{"urls":["https://heron.example/"]}`)
	f.Add("POST", "/api/v1/crawl", `{"now":true}`)
	f.Add("GET", "/%", "")
	h := New(options())
	f.Fuzz(func(t *testing.T, method, target, body string) {
		if strings.Contains(target, "panic") {
			t.Skip("the fake panics when it is asked to")
		}
		r, err := http.NewRequestWithContext(t.Context(), method, "http://localhost"+target, strings.NewReader(body))
		if err != nil {
			t.Skip("no request")
		}
		r.Header.Set("Authorization", "Bearer "+testToken)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %s: status %d: %s", method, target, w.Code, w.Body)
		}
		if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: status %d is no problem document", method, target, w.Code)
		}
	})
}

// A mention of a range has both ends, and one that tells of no event says why.
func TestMentionsTellTheirEnds(t *testing.T) {
	published := time.Date(2024, time.March, 13, 0, 0, 0, 0, time.UTC)
	list := timex.Find("WEIR, March 12 (Wire) - He was mayor from 1985 to 1991.", published)
	if len(list) != 2 {
		t.Fatalf("found %+v, want a dateline and a range", list)
	}
	if m := newMention(list[0]); m.NotEvent != "it is the dateline of the report" || m.AnchorKind != timex.Published || len(m.Ends) != 0 {
		t.Errorf("the dateline is %+v", m)
	}
	m := newMention(list[1])
	if len(m.Ends) != 2 || m.Ends[0].Text != "1985" || m.Ends[1].End.String() != "1992-01-01" || m.NotEvent != "" || m.AnchorKind != timex.NoAnchor {
		t.Errorf("the range is %+v", m)
	}
}
