package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/api"
	"dateline/cmd/dateline/demoweb"
	"dateline/indexer"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// restartVariable is the environment variable with a command that kills the PostgreSQL server of the
// tests and starts it again: '.ci/run postgres' sets it. Nothing else may use the server then.
const restartVariable = dbtest.Variable + "_RESTART"

// A crawl goes on when its database server has been away, and what it holds in the end is
// what an undisturbed one holds.
func TestCrawlOutlivesPostgres(t *testing.T) {
	whole := demoDesk(t)
	whole.must(exitSome, "crawl", "--once")
	want := whole.held()
	dbtest.OnPostgres(t, func(t *testing.T) {
		t.Run("cut off", func(t *testing.T) {
			line, through := dbtest.NewLine(t, dbtest.Postgres(t))
			outlive(t, through, want, func() {
				line.Cut()
				time.Sleep(200 * time.Millisecond)
				line.Mend()
			})
		})
		t.Run("killed", func(t *testing.T) {
			command := os.Getenv(restartVariable)
			if command == "" {
				t.Skip("no command that kills PostgreSQL: '.ci/run postgres' has one, or name one with " + restartVariable)
			}
			outlive(t, dbtest.Postgres(t), want, func() {
				if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", command, err, out)
				}
			})
		})
	})
}

// outlive crawls the demo's web, and disturbs the database again and again.
func outlive(t *testing.T, address string, want []string, disturb func()) {
	const times = 3
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, web, "[crawl]\ndelay = \"100ms\"\n"+demoConfig())
	d.onServerAt(address)
	d.inside(func(w *work) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		var visits atomic.Int64
		crawled := make(chan error, 1)
		go func() { crawled <- w.keepOn(ctx, func(api.Visited) { visits.Add(1) }) }()
		disturbed := 0
		for next := int64(5); ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
			if visits.Load() >= next && disturbed < times {
				disturb()
				disturbed++
				next = visits.Load() + 5
			}
			// While the server is away nothing is known, and it is asked again.
			if s, err := w.front.Status(ctx); err == nil && disturbed == times && s.Due == 0 && s.Leased == 0 {
				break
			}
		}
		if ctx.Err() != nil {
			t.Errorf("the crawl came to no end: %d visits, the database was away %d times", visits.Load(), disturbed)
		}
		cancel()
		if err := <-crawled; !errors.Is(err, context.Canceled) {
			t.Errorf("the crawl ended with %v", err)
		}
	})
	if held := d.held(); !slices.Equal(held, want) {
		t.Errorf("it holds %d things, an undisturbed crawl %d:\n%s", len(held), len(want), differing(held, want))
	}
	checkPace(t, web.Requests(), 100*time.Millisecond, times)
}

// While the database server is away, a server answers what it can from the index, and says of the
// rest that it failed; when that is back, so is all.
func TestAnswersWithoutPostgres(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		line, through := dbtest.NewLine(t, dbtest.Postgres(t))
		d := demoDesk(t)
		d.onServerAt(through)
		d.must(exitSome, "crawl", "--once")
		d.must(exitOK, "searches", "save", "Bridge", "bridge")
		entry := d.timeline().Entries[0]
		_, out, ended := d.serving("")
		_, address, _ := strings.Cut(out.String(), "answers at ")
		address = strings.Fields(address)[0]
		client := http.Client{Timeout: time.Minute}
		status := func(path string) int {
			t.Helper()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			return answer.StatusCode
		}
		claim, article := "/c/"+entry.Claim.ID, "/a/"+entry.Article.ID
		pages := map[string]bool{ // whether it is answered without the database
			"/search?q=bridge": true, "/claims?q=bridge": true, "/timeline?q=bridge": true, "/timeline.svg?q=bridge": true, "/search.csv?q=bridge": true,
			"/docs": true, "/help": true, "/healthz": true, "/readyz": true, "/metrics": true,
			"/api/v1/search?q=bridge": true, "/api/v1/timeline?q=bridge": true, "/api/v1/articles/" + entry.Article.ID + "/similar": true,
			"/": false, claim: false, claim + "/correct": false, article: false, article + "/changes": false, "/s/" + entry.Claim.Speaker.ID: false,
			"/outlets": false, "/saved": false, "/corrections": false, "/timeline.csl.json?q=bridge": false,
			"/api/v1/claims/" + entry.Claim.ID: false, "/api/v1/articles/" + entry.Article.ID: false, "/api/v1/searches": false, "/api/v1/outlets": false,
		}
		within(t, time.Minute, "the server is ready", func() bool { return status("/readyz") == http.StatusOK })
		for path := range pages {
			if got := status(path); got != http.StatusOK {
				t.Errorf("before: %s: status %d", path, got)
			}
		}
		line.Cut()
		for path, answers := range pages {
			want := http.StatusServiceUnavailable
			if answers {
				want = http.StatusOK
			}
			if got := status(path); got != want {
				t.Errorf("away: %s: status %d, want %d", path, got, want)
			}
		}
		line.Mend()
		within(t, time.Minute, "all is back", func() bool { return status("/saved") == http.StatusOK })
		for path := range pages {
			if got := status(path); got != http.StatusOK {
				t.Errorf("afterwards: %s: status %d", path, got)
			}
		}
		still(t, ended)
	})
}

// An awayIndex is one whose cluster is away, or is not.
type awayIndex struct {
	indexer.Index
	away  atomic.Bool
	asked atomic.Int64 // while it was away
}

func (x *awayIndex) Seq(ctx context.Context) (uint64, error) {
	if x.away.Load() {
		x.asked.Add(1)
		return 0, &indexer.UnavailableError{Says: "the search cluster does not answer", Err: errors.New("no node answers")}
	}
	return x.Index.Seq(ctx)
}

// A crawl goes on while the cluster that its index is on is away: what it brings is indexed when
// that is back.
func TestCrawlOutlivesTheIndex(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t, webPage{URL: own, Body: weirStory(own, "A fund drew nothing.")}, webPage{URL: "http://weir.example/feed", Body: rss(own)}), weirOutlet)
	d.inside(func(w *work) {
		ctx, cancel := context.WithCancel(t.Context())
		x := &awayIndex{Index: w.crawler.index}
		x.away.Store(true)
		w.crawler.index = x
		ended := make(chan error, 1)
		go func() { ended <- w.keepOn(ctx, func(api.Visited) {}) }()
		indexed := func() uint64 {
			seq, err := x.Index.Seq(ctx)
			if err != nil {
				t.Error(err)
			}
			return seq
		}
		within(t, time.Minute, "a pass ends without the index", func() bool { return x.asked.Load() > 1 })
		if seq, err := w.archive.Seq(ctx); err != nil || seq == 0 || indexed() != 0 {
			t.Errorf("while the index is away the archive is at %d, %v, and the index at %d", seq, err, indexed())
		}
		x.away.Store(false)
		within(t, time.Minute, "it is indexed", func() bool { return indexed() > 0 })
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the crawl ended with %v", err)
		}
	})
}

// Who stands by to keep the index waits for servers that are away: it does not end, and takes the
// index on when they are back.
func TestStandbyOutlivesPostgres(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		address := dbtest.Postgres(t)
		line, through := dbtest.NewLine(t, address)
		d := demoDesk(t)
		d.onServerAt(through)
		d.inside(func(w *work) {
			other, err := db.Open(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close() //nolint:errcheck // the test has its answer by then
			held, release, given := make(chan struct{}), make(chan struct{}), make(chan error, 1)
			go func() {
				given <- other.Hold(t.Context(), indexLock, "another", db.Lock{}, func(context.Context, *db.Held) error {
					close(held)
					<-release
					return nil
				})
			}()
			<-held
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- w.keepIndex(ctx, true, func(context.Context) error { return nil }) }()
			time.Sleep(time.Second) // it waits for the other
			line.Cut()
			time.Sleep(4 * time.Second) // it has asked for the lock meanwhile, see db.Lock
			line.Mend()
			close(release)
			if err := <-given; err != nil {
				t.Fatal(err)
			}
			within(t, 30*time.Second, "it is taken on", func() bool {
				still(t, ended)
				return w.folder.keeper.keeps()
			})
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("keeping ended with %v", err)
			}
		})
	})
}

// What passes when the index is taken on is waited for; what does not ends it.
func TestKeepingWaitsForWhatPasses(t *testing.T) {
	broken := errors.New("the disk is full")
	for name, tt := range map[string]struct {
		err    error
		passes bool
	}{
		"a cluster that is away": {&indexer.UnavailableError{Says: "it is away", Err: broken}, true},
		"taken over":             {fmt.Errorf("the index: %w", db.ErrLost), true},
		"a fault":                {broken, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // it waits
			newDesk(t, nil, "").inside(func(w *work) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				asked := 0
				err := w.keepIndex(ctx, true, func(context.Context) error {
					if asked++; asked == 1 {
						return tt.err
					}
					cancel()
					return nil
				})
				switch {
				case tt.passes && (asked != 2 || !errors.Is(err, context.Canceled)):
					t.Errorf("asked %d times, ended with %v", asked, err)
				case !tt.passes && (asked != 1 || !errors.Is(err, broken)):
					t.Errorf("asked %d times, ended with %v", asked, err)
				}
			})
		})
	}
}
