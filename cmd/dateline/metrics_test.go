package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dateline/api"
	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
	"dateline/scraper/frontier"
)

func TestMetrics(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t,
		webPage{URL: "http://weir.example/feed", Body: rss(own, "http://elsewhere.example/none")},
		webPage{URL: own, Body: weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before.")},
	), weirOutlet)
	d.inside(func(w *work) {
		handler := w.metrics()
		if _, err := w.Crawl(t.Context(), false, func(api.Visited) {}); err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
		for _, want := range []string{
			`dateline_visits_total{outlet="The Weir",result="new"} 1`, `dateline_visits_total{outlet="(others)",result="failed"} 1`,
			"dateline_articles 1", "dateline_archive_seq 1", "dateline_index_seq 1", `dateline_queue_addresses{class="lists",state="later"} 1`, `dateline_queue_hosts{state="ready"} 0`, "dateline_queue_overdue_seconds 0", "dateline_index_lag_seconds 0", "dateline_index_keeper 1",
			`dateline_outlet_articles{outlet="The Weir"} 1`, `dateline_outlet_addresses_failing{outlet="(others)"} 1`, "go_goroutines",
			`dateline_disk_bytes{part="database"} `, `dateline_disk_bytes{part="index"} `, `dateline_disk_bytes{part="raw pages"} `,
			`dateline_outlet_week_visits{outlet="The Weir",result="new"} 1`, `dateline_outlet_week_yield{outlet="The Weir"} 1`, `dateline_outlet_warnings{outlet="The Weir"} 0`,
			`dateline_visit_failures_total{outlet="(others)",reason="no such host"} 1`, "dateline_indexed_total 1", "dateline_warc_bytes_total ",
			`dateline_step_seconds_count{step="fetch"} 3`, `dateline_step_seconds_count{step="read"} 2`, `dateline_step_seconds_count{step="store"} 2`,
			`dateline_step_seconds_count{step="analyse"} 1`, `dateline_step_seconds_count{step="put"} 1`,
			`dateline_database_seconds_count{operation="update"} `, `dateline_database_seconds_count{operation="read"} `, "dateline_host_pause_seconds_count ", "dateline_host_turn_seconds_count ",
		} {
			if !strings.Contains(answer.Body.String(), "\n"+want) {
				t.Errorf("the metrics lack %s", want)
			}
		}
	})
}

// A crawl that answers nothing else tells Prometheus how it gets on.
func TestCrawlServesMetrics(t *testing.T) {
	d := newDesk(t, smallWeb(t), weirOutlet)
	d.inside(func(w *work) {
		listener, err := listenFrom(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		address := listener.Addr().String()
		a := &app{cfg: defaults()}
		if _, err := a.serveMetrics(t.Context(), w, address); err == nil || !strings.Contains(err.Error(), "with --metrics") {
			t.Errorf("at an address that is taken: %v", err)
		}
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		stop, err := a.serveMetrics(t.Context(), w, address)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		for path, want := range map[string]int{"/metrics": http.StatusOK, "/": http.StatusNotFound} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if err := answer.Body.Close(); err != nil || answer.StatusCode != want {
				t.Errorf("%s: status %d, want %d; %v", path, answer.StatusCode, want, err)
			}
		}
	})
}

// What the index lacks ages from when the archive was first seen to hold it.
func TestLag(t *testing.T) {
	var l lag
	at := time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		after        time.Duration
		seq, indexed uint64
		want         time.Duration
	}{
		{0, 5, 5, 0},
		{10 * time.Second, 7, 5, 0},
		{20 * time.Second, 9, 5, 10 * time.Second},
		{30 * time.Second, 9, 7, 10 * time.Second},
		{40 * time.Second, 9, 8, 20 * time.Second},
		{50 * time.Second, 9, 9, 0},
		{60 * time.Second, 9, 0, 0}, // an index that is built anew
		{90 * time.Second, 9, 3, 30 * time.Second},
	} {
		if got := l.age(at.Add(tt.after), tt.seq, tt.indexed); got != tt.want {
			t.Errorf("after %s, archive at %d, index at %d: lag %s, want %s", tt.after, tt.seq, tt.indexed, got, tt.want)
		}
	}
}

// What people have set right, and nobody tells the index of, makes it lag.
func TestCorrectionsLag(t *testing.T) {
	d := millDesk(t)
	claim := d.sale("ledger").ID
	d.inside(func(w *work) {
		g := w.gauges()
		figures := func() string {
			t.Helper()
			registry := prometheus.NewRegistry()
			registry.MustRegister(g)
			answer := httptest.NewRecorder()
			promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
			return answer.Body.String()
		}
		if _, err := w.folder.desk.Correct(t.Context(), newsdesk.CorrectionDraft{Kind: indexer.NotAClaim, Claim: claim, By: "Ida"}); err != nil {
			t.Fatal(err)
		}
		if text := figures(); !strings.Contains(text, "\ndateline_corrections_due 1\n") || !strings.Contains(text, "\ndateline_index_lag_seconds 0\n") {
			t.Errorf("when it was made:\n%s", text)
		}
		g.at = g.at.Add(-time.Hour)
		g.corrected.ends[0].seen = g.corrected.ends[0].seen.Add(-10 * time.Minute)
		if text := figures(); !strings.Contains(text, "\ndateline_index_lag_seconds 600.") {
			t.Errorf("ten minutes later:\n%s", text)
		}
		if err := w.catchUp(t.Context(), func(uint64, uint64) {}); err != nil {
			t.Fatal(err)
		}
		g.at = g.at.Add(-time.Hour)
		if text := figures(); !strings.Contains(text, "\ndateline_corrections_due 0\n") || !strings.Contains(text, "\ndateline_index_lag_seconds 0\n") {
			t.Errorf("when the index was told:\n%s", text)
		}
	})
}

// How things stand is not asked at every look where that takes long.
func TestGaugesAreKept(t *testing.T) {
	asked := 0
	g := &gauges{
		status:  func(context.Context) (s frontier.CrawlStatus, err error) { asked++; return s, nil },
		outlets: func(context.Context) ([]frontier.OutletStatus, error) { return nil, nil },
		depth:   func(context.Context, int) (d frontier.Depth, err error) { return d, nil },
		keeps:   func() bool { return true },
		telling: func(context.Context) (t newsdesk.Telling, err error) { return t, nil },
		use:     func(context.Context) (usage, error) { return diskUse(t.TempDir()) }, log: slog.New(slog.DiscardHandler),
	}
	collect := func() {
		t.Helper()
		out := make(chan prometheus.Metric, 100)
		g.Collect(out)
		if n := len(out); n < 20 {
			t.Errorf("%d figures", n)
		}
	}
	collect()
	g.took = time.Second
	collect()
	if asked != 1 {
		t.Errorf("asked %d times in a moment, want once", asked)
	}
	g.at = g.at.Add(-time.Minute)
	collect()
	if asked != 2 {
		t.Errorf("asked %d times after a minute, want twice", asked)
	}
}
