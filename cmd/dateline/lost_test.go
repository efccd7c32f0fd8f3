package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/api"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/archive/buckettest"
	"dateline/scraper/db"
	"dateline/scraper/fetch"
	"dateline/scraper/frontier"
)

// A lostLedger is one whose database goes away at some of the times that it is asked.
type lostLedger struct {
	fetch.Ledger
	lose func(method string) bool
}

func (l *lostLedger) lost(method string) error {
	if l.lose(method) {
		return fmt.Errorf("%s: the line is cut: %w", method, driver.ErrBadConn)
	}
	return nil
}

func (l *lostLedger) Turn(ctx context.Context, host string, delay time.Duration) (time.Time, error) {
	if err := l.lost("Turn"); err != nil {
		return time.Time{}, err
	}
	return l.Ledger.Turn(ctx, host, delay)
}

func (l *lostLedger) Hold(ctx context.Context, host string, until time.Time) error {
	if err := l.lost("Hold"); err != nil {
		return err
	}
	return l.Ledger.Hold(ctx, host, until)
}

func (l *lostLedger) Robots(ctx context.Context, origin string) (*fetch.RobotsFile, error) {
	if err := l.lost("Robots"); err != nil {
		return nil, err
	}
	return l.Ledger.Robots(ctx, origin)
}

func (l *lostLedger) KeepRobots(ctx context.Context, origin string, f fetch.RobotsFile) error {
	if err := l.lost("KeepRobots"); err != nil {
		return err
	}
	return l.Ledger.KeepRobots(ctx, origin, f)
}

// paced has the pace of hosts kept in a database that lose says goes away.
func (w *work) paced(d *desk, delay time.Duration, lose func(method string) bool) {
	w.client = fetch.New(w.agent, &lostLedger{w.front, lose}, w.log, fetch.Options{Transport: d.web, Delay: delay})
}

// lease returns the next visit, once its host may be asked.
func (w *work) lease(t *testing.T) *frontier.Visit {
	t.Helper()
	for {
		v, again, err := w.front.Lease(t.Context())
		if err == nil {
			return v
		}
		if !errors.Is(err, frontier.ErrIdle) || again.IsZero() || time.Until(again) > 10*time.Second {
			t.Fatalf("nothing is to be visited: %v until %s", err, again)
		}
		time.Sleep(time.Until(again))
	}
}

// pagedStory is one page of a story that goes on over several, the others at ?page=.
func pagedStory(own string, n, of int, words string) string {
	next := ""
	if n < of {
		next = fmt.Sprintf(`<a href="%s?page=%d">Next page</a>`, own, n+1)
	}
	return strings.Replace(weirStory(own, words), "</article>", next+"</article>", 1)
}

// twoPages is a web with a story over two pages.
func twoPages(own string) []webPage {
	return []webPage{
		{URL: "http://weir.example/feed", Body: rss(own)},
		{URL: own, Body: pagedStory(own, 1, 2, "The first page tells that the fund was begun in 1931, and of all who drew on it in the years before.")},
		{URL: own + "?page=2", Body: pagedStory(own, 2, 2, "The second page tells that the bank was asked in 1962, and of the letters that it wrote in answer to that.")},
	}
}

// That the database goes away while a page is asked for is no failure of the page, and no end of
// an article: it is visited again, and then stored whole.
func TestVisitOutlivesItsPace(t *testing.T) {
	own := "http://weir.example/story"
	for _, tt := range []struct {
		method string
		nth    int // time that it is asked in the visits of the list and of the story
	}{
		{"Robots", 1}, {"Turn", 1}, {"Hold", 1}, {"KeepRobots", 1}, // of the list
		{"Robots", 2}, {"Turn", 3}, {"Hold", 3}, // of the first page
		{"Robots", 3}, {"Turn", 4}, {"Hold", 4}, // of the second
	} {
		t.Run(fmt.Sprintf("%s %d", tt.method, tt.nth), func(t *testing.T) {
			d := newDesk(t, smallWeb(t, twoPages(own)...), weirOutlet)
			d.inside(func(w *work) {
				asked, lost := 0, 0
				w.paced(d, time.Millisecond, func(method string) bool {
					if method == tt.method {
						asked++
					}
					return method == tt.method && asked == tt.nth
				})
				for done := 0; done < 2; {
					v := w.lease(t)
					if v.Failures > 0 {
						t.Errorf("%s failed %d times", v.URL, v.Failures)
					}
					visited, err := w.visit(t.Context(), v)
					switch {
					case err == nil:
						done++
					case !db.Unreachable(err):
						t.Fatalf("%s: %+v, %v", v.URL, visited, err)
					default:
						lost++
					}
				}
				r, err := w.folder.archive.Revision(t.Context(), scraper.ArticleID(own), 0)
				if err != nil || r.Number != 1 || r.Partial != "" || !strings.Contains(r.Text, "the bank was asked") {
					t.Errorf("held is %+v, %v", r, err)
				}
				if lost != 1 {
					t.Errorf("%d visits were given back, want one", lost)
				}
			})
			for _, page := range d.web.Requests() {
				if n := d.asked(page.URL); n > 2 {
					t.Errorf("%s was asked for %d times", page.URL, n)
				}
			}
		})
	}
}

// The front page of an outlet that names no feeds leads to its sitemaps also where the database
// went away when they were looked for.
func TestListingOutlivesItsPace(t *testing.T) {
	front, sitemap := "http://weir.example/", "http://weir.example/news.xml"
	d := newDesk(t, smallWeb(t,
		webPage{URL: "http://weir.example/robots.txt", Body: "Sitemap: " + sitemap, Headers: map[string]string{"Content-Type": "text/plain"}},
		webPage{URL: front, Body: `<html><body><a href="/story">A story of the weir that was shut</a></body></html>`},
	), "[[outlet]]\nname = \"The Weir\"\nhome = \""+front+"\"\n")
	d.inside(func(w *work) {
		asked := 0
		w.paced(d, time.Millisecond, func(method string) bool {
			if method == "Robots" {
				asked++
			}
			return asked == 2 && method == "Robots"
		})
		if visited, err := w.visit(t.Context(), w.lease(t)); !db.Unreachable(err) {
			t.Errorf("visit = %+v, %v", visited, err)
		}
		if v := w.lease(t); v.URL != front {
			t.Errorf("then %s is visited, want %s again", v.URL, front)
		} else if visited, err := w.visit(t.Context(), v); err != nil {
			t.Errorf("visit = %+v, %v", visited, err)
		}
		if form, err := w.front.Form(t.Context(), sitemap); err != nil || form != frontier.SitemapForm {
			t.Errorf("its sitemap is known as %q, %v", form, err)
		}
	})
}

// A crawl whose pace cannot be kept now and then waits, and in the end holds what any does.
func TestCrawlOutlivesItsPace(t *testing.T) {
	whole := demoDesk(t)
	whole.must(exitSome, "crawl", "--once")
	want := whole.held()
	d := demoDesk(t)
	d.inside(func(w *work) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var mu sync.Mutex
		lost, asked := 0, 0
		w.paced(d, time.Millisecond, func(string) bool {
			mu.Lock()
			defer mu.Unlock()
			asked++
			if asked%17 == 0 && lost < 3 {
				lost++
				return true
			}
			return false
		})
		ended := make(chan error, 1)
		go func() { ended <- w.keepOn(ctx, func(api.Visited) {}) }()
		within(t, time.Minute, "all is visited", func() bool {
			still(t, ended)
			s, err := w.front.Status(ctx)
			mu.Lock()
			defer mu.Unlock()
			return err == nil && lost == 3 && s.Due == 0 && s.Leased == 0
		})
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the crawl ended with %v", err)
		}
	})
	if got := d.held(); !slices.Equal(got, want) {
		t.Errorf("other things than an undisturbed crawl:\n%s", differing(got, want))
	}
}

// While a further page of an article cannot be read from the bucket, nobody takes the article for
// one that ends before it.
func TestReextractWithoutAFurtherPage(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t, twoPages(own)...), weirOutlet)
	server := d.inBucket()
	d.must(exitOK, "crawl", "--once")
	d.inside(func(w *work) {
		held := func() *scraper.Revision {
			r, err := w.folder.archive.Revision(t.Context(), scraper.ArticleID(own), 0)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		first, err := w.folder.archive.Page(t.Context(), held())
		var file string
		if err == nil {
			err = w.db.Read().QueryRowContext(t.Context(), `SELECT warc_file FROM page WHERE url = ?`, own+"?page=2").Scan(&file)
		}
		if err != nil {
			t.Fatal(err)
		}
		server.Break(func(w http.ResponseWriter, r *http.Request) bool {
			return path.Base(r.URL.Path) == file && buckettest.Refuse(w, r)
		})
		defer server.Break(nil)
		if differs, err := w.reread(t.Context(), held()); differs || !errors.Is(err, archive.ErrUnavailable) {
			t.Errorf("reread = %t, %v", differs, err)
		}
		if r := held(); r.Partial != "" || !strings.Contains(r.Text, "the bank was asked") {
			t.Errorf("held is %q, partial: %q", r.Text, r.Partial)
		}
		first.Fetched = first.Fetched.Add(time.Hour)
		v := &arrival{page: first}
		if err := (&importer{work: w}).readArrival(t.Context(), v); !errors.Is(err, archive.ErrUnavailable) {
			t.Errorf("imported would be %+v, %v", v, err)
		}
	})
	if out := d.must(exitOK, "reextract"); !strings.Contains(out, "0 read otherwise than before") {
		t.Errorf("reextract says %q", out)
	}
}
