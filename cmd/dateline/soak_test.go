package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What a soak crawls: so many outlets with so many articles each, of which a part changes
// from one visit to the next.
const (
	soakOutlets  = 4
	soakArticles = 12
)

// A soakWeb answers as a proxy for outlets whose articles go on changing.
type soakWeb struct {
	mu    sync.Mutex
	asked map[string]int // by address
}

func (s *soakWeb) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.URL.String()]++
	visit := s.asked[r.URL.String()]
	s.mu.Unlock()
	var n int
	switch {
	case r.URL.Path == "/robots.txt":
		_, _ = io.WriteString(w, "User-agent: *\nCrawl-delay: 0.001\n")
	case r.URL.Path == "/feed":
		var urls []string
		for i := range soakArticles {
			urls = append(urls, fmt.Sprintf("http://%s/story/%d", r.URL.Host, i))
		}
		_, _ = io.WriteString(w, rss(urls...))
	case strings.HasPrefix(r.URL.Path, "/story/"):
		_, _ = fmt.Sscanf(r.URL.Path, "/story/%d", &n) // another path is story 0
		edit := 0
		if n%3 == 0 {
			edit = visit
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, weirStory(r.URL.String(), fmt.Sprintf(
			"Ines Hallorand of %s said that sluice %d had failed in %d, and that the %d men who were sent there in March %d had never been paid.",
			r.URL.Host, n, 1950+(n+edit)%70, 2+edit%40, 1951+(n+edit)%70)))
	default:
		http.NotFound(w, r)
	}
}

// TestSoak crawls articles that change, indexes them and asks, all at once, for as long
// as DATELINE_SOAK says: nothing fails, and memory stays what it is.
func TestSoak(t *testing.T) {
	if os.Getenv("DATELINE_SOAK") == "" {
		t.Skip("DATELINE_SOAK says for how long: 30m")
	}
	soak, err := time.ParseDuration(os.Getenv("DATELINE_SOAK"))
	if err != nil {
		t.Fatalf("DATELINE_SOAK: %v", err)
	}
	var conf strings.Builder
	conf.WriteString("[crawl]\ndelay = \"1ms\"\n[server]\nrate = 0\n")
	for i := range soakOutlets {
		fmt.Fprintf(&conf, "[[outlet]]\nname = \"Outlet %[1]d\"\nhome = \"http://soak%[1]d.example/\"\nfeeds = [\"http://soak%[1]d.example/feed\"]\n", i)
	}
	d := newDesk(t, nil, conf.String())
	web := httptest.NewServer(&soakWeb{asked: map[string]int{}})
	defer web.Close()
	server, out, ended := d.serving(web.URL)
	_, address, _ := strings.Cut(out.String(), "http://")
	address = "http://" + strings.TrimRight(strings.Fields(address)[0], "/.")
	d.must(exitOK, "crawl", "--once")

	end := time.Now().Add(soak)
	var answers atomic.Int64
	var failed sync.Map // by what went wrong, once each
	var all sync.WaitGroup
	for i := range 3 {
		all.Go(func() { askUntil(end, address, i, &answers, &failed) })
	}
	crawls, revised := 0, 0
	all.Go(func() {
		for ; time.Now().Before(end); crawls++ {
			status, said, errs := d.run("crawl", "--once", "--now")
			if status != exitOK {
				failed.Store(fmt.Sprintf("crawl: exit status %d: %s%s", status, said, errs), true)
			}
			if strings.Contains(said, " revised") {
				revised++
			}
		}
	})
	var sizes []int // MB
	for time.Now().Before(end) {
		time.Sleep(soak / 60)
		sizes = append(sizes, resident(t, server.Process.Pid))
	}
	all.Wait()
	failed.Range(func(what, _ any) bool { t.Error(what); return true })
	if revised < 2 || answers.Load() < 100 {
		t.Errorf("%d of %d crawls found a change and %d questions were answered: this shows nothing", revised, crawls, answers.Load())
	}
	middle, last := median(sizes[len(sizes)/3:2*len(sizes)/3]), median(sizes[2*len(sizes)/3:])
	t.Logf("%s: %d crawls, %d answers; memory %d MB in the middle third, %d MB in the last, %d at most", soak, crawls, answers.Load(), middle, last, slices.Max(sizes))
	if last > middle+middle/4+20 {
		t.Errorf("memory grows: %d MB in the middle third, %d MB in the last", middle, last)
	}
	if err := errors.Join(server.Process.Signal(os.Interrupt), <-ended); err != nil {
		t.Errorf("the server ended: %v", err)
	}
	if said := d.must(exitOK, "check"); !strings.Contains(said, "agree") {
		t.Errorf("check afterwards: %s", said)
	}
}

// askUntil asks the server questions of all kinds, one after another.
func askUntil(end time.Time, address string, seed int, answers *atomic.Int64, failed *sync.Map) {
	paths := []string{
		"/api/v1/search?q=sluice", "/api/v1/timeline?q=paid&buckets=40", "/api/v1/timeline?speaker=Ines+Hallorand&lanes=outlet&buckets=20",
		"/api/v1/claims?q=" + url.QueryEscape(`"had failed"`), "/api/v1/search?q=engin*&order=newest", "/", "/timeline?q=weir", "/api/v1/export/csv?q=sluice", "/api/v1/search?q=nosuchword",
	}
	for n := seed; time.Now().Before(end); n++ {
		path := paths[n%len(paths)]
		res, err := http.Get(address + path) //nolint:gosec // our own server
		if err != nil {
			failed.Store(path+": "+err.Error(), true)
			continue
		}
		_, err = io.Copy(io.Discard, res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil || res.StatusCode != http.StatusOK {
			failed.Store(fmt.Sprintf("%s: %s, %v", path, res.Status, err), true)
		}
		answers.Add(1)
		time.Sleep(20 * time.Millisecond) // as people do, and to leave the crawl some time
	}
}

// resident returns how much memory a process holds, in MB.
func resident(t *testing.T, pid int) int {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("this system does not tell how much memory a process holds")
	}
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	var kb int
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatal(err)
	}
	return kb / 1000
}
