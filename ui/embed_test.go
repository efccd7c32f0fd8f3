package ui

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dateline/indexer"
)

func embedding(w *world, origins ...string) http.Handler {
	return New(Options{Search: w, Library: w, Embed: origins})
}

// The bare timeline may be framed by pages of the origins that are named, and by no others;
// it runs nothing and keeps nothing. All other pages are framed by none.
func TestEmbed(t *testing.T) {
	const first, second = "https://www.newsroom.example", "http://localhost:3000"
	h := embedding(&world{hostile: true}, first, second)
	for _, tt := range []struct {
		addr   string
		status int
		want   []string
	}{
		{"/embed/timeline", 200, []string{"<h1>Timeline</h1>", `<base target="_blank">`, `class="entry"`, `href="/timeline"`, `class="year"`, "nothing here says that a claim is true"}},
		{"/embed/timeline?q=crack&event=1987&limit=1&lanes=outlet&facets=outlet", 200, []string{"<h1>Timeline: ", "words “crack”", "event 1987", `href="/timeline?event=1987&amp;q=crack"`}},
		{"/embed/timeline?q=%22open", 400, []string{"quotation mark is not closed"}},
		{"/embed/timeline?event=%3Cscript%3E", 400, []string{"When it happened"}},
		{"/embed/timeline?q=", 303, nil},
	} {
		resp, page := ask(t, h, "GET", tt.addr, nil)
		if resp.StatusCode != tt.status {
			t.Errorf("GET %s: status %d, want %d", tt.addr, resp.StatusCode, tt.status)
		}
		for _, want := range tt.want {
			if !strings.Contains(page, want) {
				t.Errorf("GET %s does not say %q", tt.addr, want)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "<form") || resp.Header.Get("Set-Cookie") != "" || resp.Header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("GET %s has a script, a form or a cookie, or is to be found: %v", tt.addr, resp.Header)
		}
		says := resp.Header.Get("Content-Security-Policy")
		if tt.status != 303 && (!strings.HasSuffix(says, "frame-ancestors "+first+" "+second+"; base-uri 'none'") || strings.Contains(says, "script-src")) {
			t.Errorf("GET %s: policy %q", tt.addr, says)
		}
	}
	for _, addr := range append(everyPage, "/embed/timelines", "/embed/") {
		if resp, _ := ask(t, h, "GET", addr, nil); !strings.Contains(resp.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("GET %s may be framed", addr)
		}
	}
	if _, page := ask(t, embedding(&world{none: func(indexer.Query) bool { return true }}, first), "GET", "/embed/timeline", nil); !strings.Contains(page, "Nothing that is held matches") {
		t.Error("a timeline without an entry does not say so")
	}
}

// A fuller is a searcher of which a page shows a part only.
type fuller struct{ *world }

func (f fuller) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	res, err := f.world.Timeline(ctx, q)
	res.Total += 1200
	return res, err
}

func TestEmbedSaysWhatItLeavesOut(t *testing.T) {
	_, page := ask(t, New(Options{Search: fuller{&world{}}, Library: &world{}, Embed: []string{"https://a.example"}}), "GET", "/embed/timeline?limit=1", nil)
	if !strings.Contains(page, `<a href="/timeline">1,200 more entries, and all filters, at Dateline</a>`) {
		t.Errorf("what is left out is not said in %s", page)
	}
}

func TestEmbedOff(t *testing.T) {
	h := embedding(&world{})
	if resp, _ := ask(t, h, "GET", "/embed/timeline", nil); resp.StatusCode != 404 {
		t.Errorf("status %d", resp.StatusCode)
	}
	if _, page := ask(t, h, "GET", "/timeline", nil); strings.Contains(page, "iframe") {
		t.Error("the timeline offers to be embedded")
	}
}

// The timeline offers the markup, which asks what it asks itself.
func TestEmbedMarkup(t *testing.T) {
	h := embedding(&world{}, "https://www.newsroom.example")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/timeline?q=%22a+b%22+c&cursor=x&lanes=outlet&kind=opinion", nil)
	r.Host = `dateline.example"><script>`
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	_, rest, _ := strings.Cut(rec.Body.String(), `<textarea id="embed"`)
	_, rest, _ = strings.Cut(rest, ">")
	shown, _, _ := strings.Cut(rest, "</textarea>")
	want := `<iframe src="//dateline.example&quot;&gt;&lt;script&gt;/embed/timeline?kind=opinion&amp;q=%22a+b%22+c" title="Timeline" width="100%" height="480" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
	if got := html.UnescapeString(shown); got != want {
		t.Errorf("the markup is\n%s, want\n%s", got, want)
	}
}
