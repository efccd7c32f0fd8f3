package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"dateline/api"
)

func TestMetrics(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t,
		webPage{URL: "http://weir.example/feed", Body: rss(own, "http://elsewhere.example/none")},
		webPage{URL: own, Body: weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before.")},
	), weirOutlet)
	d.inside(func(w *work) {
		handler, stop := w.metrics()
		defer stop()
		if _, err := w.Crawl(t.Context(), false, func(api.Visited) {}); err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
		for _, want := range []string{
			`dateline_visits_total{outlet="The Weir",result="new"} 1`, `dateline_visits_total{outlet="(others)",result="failed"} 1`,
			"dateline_articles 1", "dateline_archive_seq 1", "dateline_index_seq 1", "dateline_addresses_due 0",
			`dateline_outlet_articles{outlet="The Weir"} 1`, `dateline_outlet_addresses_failing{outlet="(others)"} 1`, "go_goroutines",
			`dateline_disk_bytes{part="database"} `, `dateline_disk_bytes{part="index"} `, `dateline_disk_bytes{part="raw pages"} `,
			`dateline_outlet_week_visits{outlet="The Weir",result="new"} 1`, `dateline_outlet_week_yield{outlet="The Weir"} 1`, `dateline_outlet_warnings{outlet="The Weir"} 0`,
		} {
			if !strings.Contains(answer.Body.String(), "\n"+want) {
				t.Errorf("the metrics lack %s", want)
			}
		}
	})
}
