package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"dateline/api"
	"dateline/cmd/dateline/demoweb"
	newsdesk "dateline/indexer/desk"
)

// savedSearches returns the list that the command gives.
func (d *desk) savedSearches() map[string]newsdesk.Search {
	d.t.Helper()
	var all api.Searches
	if err := json.Unmarshal([]byte(d.must(exitOK, "searches", "--format", "json")), &all); err != nil {
		d.t.Fatal(err)
	}
	byID := map[string]newsdesk.Search{}
	for _, s := range all.Searches {
		byID[s.ID] = s
	}
	return byID
}

// A search that is saved before a crawl finds what the crawl brings, tells of it, and finds
// nothing again when the index is made anew.
func TestSavedSearches(t *testing.T) {
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var bodies [][]byte
	var signed []string
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body) // a call that broke off has a wrong signature
		bodies = append(bodies, append([]byte(r.Header.Get(newsdesk.TimestampHeader)+" "), body...))
		signed = append(signed, r.Header.Get(newsdesk.SignatureHeader))
	}))
	defer hook.Close()
	d := newDesk(t, web, "[crawl]\ndelay = \"0s\"\n[alerts]\nallow_private = [\"127.0.0.1\"]\n"+demoConfig())
	if status, _, errs := d.run("searches"); status != exitFailed || !strings.Contains(errs, "there is no archive in") {
		t.Errorf("searches without an archive: %d, %s", status, errs)
	}
	said := d.must(exitOK, "searches", "save", "The bridge", "bridge", "--webhook", hook.URL+"/in")
	secret := regexp.MustCompile(`signed with (\S+) `).FindStringSubmatch(said)
	if !strings.Contains(said, `saved "The bridge" as the-bridge: bridge`) || secret == nil {
		t.Fatalf("save says %s", said)
	}
	d.must(exitOK, "searches", "save", "Every claim of two", "--origins", "2")
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"save", "THE BRIDGE", "ferry"}, exitFailed, `its id is the-bridge`},
		{[]string{"save", "Open", `"open`}, exitUsage, "query: at character 1"},
		{[]string{"save", "Private", "x", "--webhook", "http://10.0.0.1/"}, exitFailed, "alerts.allow_private"},
		{[]string{"save", "Mail", "x", "--mail", "desk@newsroom.example"}, exitFailed, "under [mail]"},
		{[]string{"save"}, exitUsage, "a name and a query"},
		{[]string{"new", "the-brige"}, exitFailed, `did you mean "the-bridge"?`},
		{[]string{"seen", "nobody"}, exitFailed, "no saved search is called"},
		{[]string{"change", "the-bridge", "--rest", "--resume"}, exitUsage, "do not go together"},
		{[]string{"frobnicate"}, exitUsage, "no arguments"},
	} {
		if status, _, errs := d.run(append([]string{"searches"}, tt.args...)...); status != tt.status || !strings.Contains(errs, tt.says) {
			t.Errorf("searches %q: %d, %s; want %d and %q", tt.args, status, errs, tt.status, tt.says)
		}
	}

	d.must(exitSome, "crawl", "--once")
	held := d.search("bridge")
	list := d.savedSearches()
	if s := list["the-bridge"]; s.New == 0 || s.New != held.Total || s.Found != s.New || s.Deliveries[0].Pending != 0 {
		t.Errorf("after the crawl %+v, and %d articles are held", s, held.Total)
	}
	if two := list["every-claim-of-two"]; two.New != d.search("--origins", "2").Total || two.New == 0 {
		t.Errorf("claims that two make: %+v, want as many as are held", two)
	}
	told := 0
	for i, body := range bodies {
		timestamp, text, _ := strings.Cut(string(body), " ")
		var c newsdesk.Call
		if err := json.Unmarshal([]byte(text), &c); err != nil || newsdesk.Signature(secret[1], timestamp, []byte(text)) != signed[i] {
			t.Errorf("call %d: %v, signed %s", i, err, signed[i])
		}
		told += len(c.Matches)
	}
	if told != held.Total {
		t.Errorf("the webhook was told of %d, want %d", told, held.Total)
	}
	if out := d.must(exitOK, "searches", "new", "the bridge", "--limit", "2"); strings.Count(out, "http://") != 2 {
		t.Errorf("new says %s", out)
	}
	if out := d.must(exitOK, "searches", "show", "the-bridge"); !strings.Contains(out, "200 OK") || !strings.Contains(out, "feed.atom") || strings.Contains(out, "/in") {
		t.Errorf("show says %s", out)
	}
	if out := d.must(exitOK, "searches"); !strings.Contains(out, "The bridge") || !strings.Contains(out, `--origins "2"`) {
		t.Errorf("searches says %s", out)
	}
	d.must(exitOK, "searches", "seen", "the-bridge")
	d.must(exitOK, "searches", "save", "Late", "bridge")
	d.must(exitOK, "reindex")
	d.must(exitSome, "crawl", "--once", "--now")
	list = d.savedSearches()
	if s := list["the-bridge"]; s.New != 0 || s.Found != held.Total {
		t.Errorf("after the index was made anew: %+v", s)
	}
	if s := list["late"]; s.Found != 0 {
		t.Errorf("what was held when it was saved is new to it: %+v", s)
	}
	if out := d.must(exitOK, "searches", "change", "late", "--name", "Later", "--rest"); !strings.Contains(out, "at rest") {
		t.Errorf("change says %s", out)
	}
	d.must(exitOK, "searches", "remove", "Later")
	if list := d.savedSearches(); len(list) != 2 {
		t.Errorf("%d searches are left, want 2", len(list))
	}
}
