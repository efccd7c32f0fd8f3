package main

import (
	"errors"
	"strings"
	"testing"

	"dateline/api"
	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
)

// millWeb is a web with The Mill, whose front page announces a feed.
func millWeb(t *testing.T) []webPage {
	t.Helper()
	const home = "http://mill.example/"
	return []webPage{
		{URL: home, Body: `<html><head><title>The Mill</title><meta property=og:site_name content='The Mill'><link rel=alternate type=application/rss+xml href=/news.xml></head><body>News</body></html>`},
		text(home+"news.xml", 0, dated("Mill news", home+"story")), {URL: home + "story", Body: strings.ReplaceAll(long(home+"story"), "The Weir", "The Mill")},
	}
}

const quickly = "[crawl]\ndelay = \"1ms\"\n"

// An outlet that is added is visited from then on, also after a new start, until it is
// removed; what was read of it stays.
func TestOutletsAddRemove(t *testing.T) {
	t.Setenv("COLUMNS", "200")
	d := newDesk(t, smallWeb(t, millWeb(t)...), quickly)
	out := d.must(exitOK, "outlets", "add", "mill.example")
	for _, want := range []string{"http://mill.example/news.xml", "http://mill.example/story", "The Mill is followed from now on"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	d.must(exitOK, "crawl", "--once")
	if out := d.must(exitOK, "outlets", "--format", "json"); !strings.Contains(out, `"added": true`) || !strings.Contains(out, `"http://mill.example/news.xml"`) || !strings.Contains(out, `"articles": 1`) {
		t.Errorf("the outlets are %s", out)
	}
	if status, _, errs := d.run("outlets", "add", "http://mill.example/news.xml", "--name", "Another"); status != exitFailed || !strings.Contains(errs, `"The Mill" at mill.example is followed already: it was added`) {
		t.Errorf("added again: status %d, %s", status, errs)
	}
	d.must(exitOK, "outlets", "remove", "the mill")
	d.must(exitOK, "crawl", "--once", "--now")
	out = d.must(exitOK, "outlets", "--format", "json")
	if !strings.Contains(out, `"followed": false`) || !strings.Contains(out, `"articles": 1`) || strings.Contains(out, `"added": true`) {
		t.Errorf("once removed, the outlets are %s", out)
	}
	if status, _, errs := d.run("outlets", "remove", "mill.example"); status != exitFailed || !strings.Contains(errs, "not found") || !strings.Contains(errs, "'dateline outlets' lists") {
		t.Errorf("removed again: status %d, %s", status, errs)
	}
}

func TestOutletsAddRefuses(t *testing.T) {
	d := newDesk(t, smallWeb(t, append(millWeb(t), webPage{URL: "http://bare.example/", Body: "<html><body>Closed."})...), weirOutlet)
	for _, tt := range []struct{ ask, says string }{
		{"bare.example", "nothing to read regularly"},
		{"nowhere.example", "there is no host nowhere.example"},
		{"http://127.0.0.1:8080/", "private"},
		{"ftp://mill.example/", "ftp"},
		{"", "url"},
	} {
		if status, out, errs := d.run("outlets", "add", tt.ask); status == exitOK || !strings.Contains(out+errs, tt.says) {
			t.Errorf("outlets add %q: status %d, no %q in %s%s", tt.ask, status, tt.says, out, errs)
		}
	}
	if status, _, errs := d.run("outlets", "remove", "The Weir"); status != exitFailed || !strings.Contains(errs, "stands in dateline.toml") {
		t.Errorf("remove an outlet of the configuration: status %d, %s", status, errs)
	}
}

// The configuration counts where it names an outlet as well, by host or by name; a draft
// whose addresses are private or wrong is refused whole.
func TestFollow(t *testing.T) {
	d := newDesk(t, smallWeb(t, millWeb(t)...), weirOutlet)
	d.inside(func(w *work) {
		for _, tt := range []struct {
			draft newsdesk.OutletDraft
			field string // of what is wrong
			taken bool
		}{
			{draft: newsdesk.OutletDraft{Name: "Weir Two", Home: "http://www.weir.example/"}, taken: true},
			{draft: newsdesk.OutletDraft{Name: "the weir", Home: "http://other.example/"}, taken: true},
			{draft: newsdesk.OutletDraft{Name: "A", Home: "http://a.example/", Feeds: []string{"http://169.254.169.254/latest"}}, field: "feeds"},
			{draft: newsdesk.OutletDraft{Name: "A", Home: "http://localhost:6379/"}, field: "home"},
			{draft: newsdesk.OutletDraft{Name: "A", Home: "javascript:alert(1)"}, field: "home"},
			{draft: newsdesk.OutletDraft{Name: "A", Home: ""}, field: "home"},
			{draft: newsdesk.OutletDraft{Name: " ", Home: "http://a.example/"}, field: "name"},
			{draft: newsdesk.OutletDraft{Name: "A\u202eB", Home: "http://a.example/"}, field: "name"},
			{draft: newsdesk.OutletDraft{Name: strings.Repeat("A", 201), Home: "http://a.example/"}, field: "name"},
			{draft: newsdesk.OutletDraft{Name: "A", Home: "http://a.example/", Pages: make([]string, 0), Sitemaps: []string{"ftp://a.example/x"}}, field: "sitemaps"},
			{draft: newsdesk.OutletDraft{Name: "A", Home: "http://a.example/", Feeds: strings.Split(strings.Repeat("/f ", 101), " ")[:101]}, field: "feeds"},
			{draft: newsdesk.OutletDraft{Name: "The Mill", Home: "http://mill.example/", Feeds: []string{"/news.xml"}}},
			{draft: newsdesk.OutletDraft{Name: "THE MILL", Home: "http://b.example/"}, taken: true},
		} {
			_, err := w.Follow(t.Context(), tt.draft)
			followed, taken := errors.AsType[*newsdesk.FollowedError](err)
			wrong, _ := errors.AsType[*indexer.QueryError](err)
			switch {
			case tt.field != "" && (wrong == nil || wrong.Field != tt.field), taken != tt.taken, tt.field == "" && !tt.taken && err != nil:
				t.Errorf("Follow(%+v): %v, %+v", tt.draft, err, followed)
			}
		}
		if mill := w.outlets().named("The Mill"); mill == nil || mill.Feeds[0] != "http://mill.example/news.xml" || len(w.outlets()) != 2 {
			t.Errorf("followed are %+v", w.outlets())
		}
		visited := map[string]string{}
		if _, err := w.Crawl(t.Context(), false, func(v api.Visited) { visited[v.URL] = v.Result }); err != nil {
			t.Fatal(err)
		}
		if visited["http://mill.example/story"] != api.VisitNew {
			t.Errorf("visited were %v", visited)
		}
	})
	// The configuration of a later start names it, too.
	conf := weirOutlet + "[[outlet]]\nname = \"Mill\"\nhome = \"http://mill.example/\"\n"
	again := newDesk(t, smallWeb(t, millWeb(t)...), conf)
	again.data = d.data
	again.inside(func(w *work) {
		if w.outlets().named("The Mill") != nil || w.outlets().named("Mill") == nil {
			t.Errorf("followed are %+v", w.outlets())
		}
		outdone := func() int { return len(pageRoster{w.crawler}.Outdone()) }
		if outdone() != 1 {
			t.Errorf("%d outlets are outdone by the configuration, want 1", outdone())
		}
		if err := w.Unfollow(t.Context(), "mill.example"); err != nil || outdone() != 0 { // of what the desk keeps
			t.Errorf("%v, %d are outdone still", err, outdone())
		}
		if _, ok := errors.AsType[*indexer.QueryError](w.Unfollow(t.Context(), "mill.example")); !ok {
			t.Error("an outlet of the configuration was removed")
		}
	})
}

// A feed whose outlet is unfollowed while it is visited is not visited again.
func TestUnfollowDuringVisit(t *testing.T) {
	d := newDesk(t, smallWeb(t, millWeb(t)...), quickly)
	d.inside(func(w *work) {
		if _, err := w.Follow(t.Context(), newsdesk.OutletDraft{Name: "The Mill", Home: "http://mill.example/", Feeds: []string{"/news.xml"}}); err != nil {
			t.Fatal(err)
		}
		v, _, err := w.front.Lease(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Unfollow(t.Context(), "mill.example"); err != nil {
			t.Fatal(err)
		}
		if visited, err := w.visitFollowed(t.Context(), v); err != nil || visited.Result != api.VisitListing {
			t.Errorf("the visit: %+v, %v", visited, err)
		}
		var due int
		err = w.db.Read().QueryRowContext(t.Context(), `SELECT due_at FROM visit WHERE url = ?`, v.URL).Scan(&due)
		if err != nil || due != 0 {
			t.Errorf("the feed is due at %d: %v", due, err)
		}
	})
}

// A feed of an outlet that another program follows is visited again, also by one that has not heard
// of that yet.
func TestVisitBeforeHearingOfTheOutlet(t *testing.T) {
	d := newDesk(t, smallWeb(t, millWeb(t)...), quickly)
	d.inside(func(w *work) {
		if _, err := w.Follow(t.Context(), newsdesk.OutletDraft{Name: "The Mill", Home: "http://mill.example/", Feeds: []string{"/news.xml"}}); err != nil {
			t.Fatal(err)
		}
		w.roster.all.Store(&outlets{})
		w.roster.kept = nil
		v, _, err := w.front.Lease(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if visited, err := w.visitFollowed(t.Context(), v); err != nil || visited.Result != api.VisitListing {
			t.Errorf("the visit: %+v, %v", visited, err)
		}
		var due int
		err = w.db.Read().QueryRowContext(t.Context(), `SELECT due_at FROM visit WHERE url = ?`, v.URL).Scan(&due)
		if err != nil || due == 0 || w.outlets().named("The Mill") == nil {
			t.Errorf("the feed is due at %d, followed are %+v: %v", due, w.outlets(), err)
		}
	})
}

// Each line of an OPML is told of; what is none, or hostile, harms nothing.
func TestFollowOPML(t *testing.T) {
	d := newDesk(t, smallWeb(t, millWeb(t)...), weirOutlet)
	d.inside(func(w *work) {
		told, err := w.FollowOPML(t.Context(), []byte(`<opml version="2.0"><body>
			<outline text="The Mill" xmlUrl="http://mill.example/news.xml" htmlUrl="http://mill.example/"/>
			<outline text="The Weir" xmlUrl="http://weir.example/feed" htmlUrl="http://weir.example/"/>
			<outline text="Inside" xmlUrl="http://10.0.0.1/feed" htmlUrl="http://10.0.0.1/"/>
			<outline text="Nowhere" xmlUrl="javascript:alert(1)"/>
			<outline text="&lt;b&gt;" xmlUrl="http://feeds.feedburner.com/x"/></body></opml>`))
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, a := range told {
			states = append(states, a.State)
		}
		if got := strings.Join(states, " "); got != "queued known refused refused refused" {
			t.Errorf("the lines are %s: %+v", got, told)
		}
		if out := string(w.OPML()); !strings.Contains(out, "http://mill.example/news.xml") || !strings.Contains(out, "The Weir") {
			t.Errorf("handed out as %s", out)
		}
		for _, body := range []string{
			"", "<html>", "not xml", `<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><opml><body><outline text="&b;"/></body></opml>`,
			`<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;" xmlUrl="http://x.example/&x;"/></body></opml>`,
		} {
			told, err := w.FollowOPML(t.Context(), []byte(body))
			if _, wrong := errors.AsType[*indexer.QueryError](err); !wrong && (err != nil || strings.Contains(toText(told), "root:")) {
				t.Errorf("FollowOPML(%.40q): %v, %v", body, told, err)
			}
		}
		if len(w.outlets()) != 2 {
			t.Errorf("followed are %+v", w.outlets())
		}
	})
}

func toText(told []api.Added) (s string) {
	for _, a := range told {
		s += a.URL + a.Says + "\n"
	}
	return s
}
