package scout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper/feed"
	"dateline/scraper/fetch"
)

// A web answers with what stands at an address; all else is not there.
type web map[string]string

func (w web) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "http" {
		return nil, errors.New("connection refused")
	}
	body, status := w[r.URL.String()], http.StatusOK
	if body == "" {
		status = http.StatusNotFound
	}
	media := http.DetectContentType([]byte(body))
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {media}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// A ledger lets every host be asked at once, and remembers nothing.
type ledger struct{}

func (ledger) Turn(context.Context, string, time.Duration) (time.Time, error) { return noon, nil }
func (ledger) Hold(context.Context, string, time.Time) error                  { return nil }
func (ledger) Robots(context.Context, string) (*fetch.RobotsFile, error)      { return nil, nil }
func (ledger) KeepRobots(context.Context, string, fetch.RobotsFile) error     { return nil }

var noon = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

func newScout(w web) *Scout {
	client := fetch.New("Test/1", ledger{}, slog.New(slog.DiscardHandler), fetch.Options{Transport: w, Delay: time.Millisecond})
	return New(client, "Test/1", Options{Now: func() time.Time { return noon }})
}

const (
	home  = "http://weir.example/"
	front = `<html><head><title>The Weir</title><meta property="og:site_name" content="The Weir"><link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body>News</body></html>`
)

func items(when string, urls ...string) string {
	s := `<?xml version="1.0"?><rss version="2.0"><channel><title>Weir news</title>`
	for _, u := range urls {
		s += "<item><title>x</title><link>" + u + "</link><pubDate>" + when + "</pubDate></item>"
	}
	return s + "</channel></rss>"
}

// story is an article with enough words, a day and an author.
var story = `<html><head><title>The weir is shut</title><meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-02T08:00:00Z"><meta name="author" content="Ada Quill"></head>
<body><article><h1>The weir is shut</h1>` + paragraphs() + `</article></body></html>`

func paragraphs() (s string) {
	for i := range 8 {
		s += fmt.Sprintf("<p>In part %d the long words of the story tell of the fund, and of all who drew on it in the %d years before it was closed.</p>", i, i+10)
	}
	return s
}

func TestSurvey(t *testing.T) {
	const recent = "Mon, 02 Mar 2026 08:00:00 GMT"
	robots := home + "robots.txt"
	good := web{home: front, home + "news.xml": items(recent, home+"story"), home + "story": story, robots: "User-agent: *\nCrawl-delay: 60\nDisallow: /private/\n"}
	with := func(address, body string) web {
		w := web{}
		for a, b := range good {
			w[a] = b
		}
		w[address] = body
		return w
	}
	for _, tt := range []struct {
		name     string
		web      web
		ask      string
		feeds    []string
		headline string
		wrong    string // in the problems; empty if there is none
		note     string
	}{
		{"all is well", good, home, []string{home + "news.xml"}, "The weir is shut", "", "1m0s"},
		{"a feed, without a scheme", good, "weir.example/news.xml", []string{home + "news.xml"}, "The weir is shut", "", ""},
		{"robots forbids", with(robots, "User-agent: *\nDisallow: /\n"), home, nil, "", "robots.txt asks us not to read", ""},
		{"nothing there", web{home: "<html><body>Closed.</body></html>"}, home, nil, "", "nothing to read regularly", ""},
		{"an old feed", with(home+"news.xml", items("Mon, 02 Mar 2020 08:00:00 GMT", home+"story")), home, []string{home + "news.xml"}, "The weir is shut", "2 March 2020", ""},
		{"no article", with(home+"story", "<html><body>Subscribe!</body></html>"), home, []string{home + "news.xml"}, "", "none of the newest articles could be read", ""},
	} {
		o, c, err := newScout(tt.web).Survey(t.Context(), tt.ask)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		headline := ""
		if c.Article != nil {
			headline = c.Article.Headline
		}
		problems, notes := strings.Join(c.Problems, "\n"), strings.Join(c.Notes, "\n")
		if !slices.Equal(o.Feeds, tt.feeds) || headline != tt.headline || (problems != "") != (tt.wrong != "") || !strings.Contains(problems, tt.wrong) || !strings.Contains(notes, tt.note) {
			t.Errorf("%s: feeds %q, article %q, problems %q, notes %q", tt.name, o.Feeds, headline, problems, notes)
		}
		if o.Home != home || o.Name == "" {
			t.Errorf("%s: %q at %q", tt.name, o.Name, o.Home)
		}
	}
}

// What is no address of a site on the web, or a private one, is refused before anything is asked.
func TestSurveyRefuses(t *testing.T) {
	for _, raw := range []string{"", "ftp://weir.example/", "http://127.0.0.1/", "127.0.0.1:8080", "http://[::1]/", "http://169.254.169.254/latest", "http://weir.example:22/", "javascript:alert(1)", "file:///etc/passwd"} {
		_, _, err := newScout(web{}).Survey(t.Context(), raw)
		if _, ok := errors.AsType[*AddressError](err); !ok {
			t.Errorf("Survey(%q): %v", raw, err)
		}
	}
}

func TestOPMLThereAndBack(t *testing.T) {
	body := `<opml version="2.0"><body><outline text="Papers"><outline text="The Mill: News" xmlUrl="http://mill.example/a.xml" htmlUrl="http://mill.example/"/>
		<outline text="The Mill: Sport" xmlUrl="http://mill.example/b.xml" htmlUrl="http://mill.example/"/></outline>
		<outline text="Lost" xmlUrl="http://feeds.feedburner.com/x"/><outline text="Bad" xmlUrl="javascript:alert(1)" htmlUrl="http://bad.example/"/></body></opml>`
	o, err := feed.ParseOPML([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	list, skipped := FromOPML(o)
	if got := fmt.Sprint(len(list), " ", list[0].Name, " ", list[0].Feeds, " ", len(skipped)); got != "2 Papers [http://mill.example/a.xml http://mill.example/b.xml] 2" {
		t.Errorf("got %s: %+v, %q", got, list, skipped)
	}
	back, left := ToOPML(list)
	if again, _ := FromOPML(back); fmt.Sprint(again) != fmt.Sprint(list) || left != 0 {
		t.Errorf("read again as %+v, %d left out", again, left)
	}
}
