package main

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"dateline/api"
)

// A pass tells of each of its visits and of its end, and how the crawl stands after it.
func TestPassTellsEvents(t *testing.T) {
	own := "http://weir.example/story"
	d := newDesk(t, smallWeb(t,
		webPage{URL: "http://weir.example/feed", Body: rss(own, "http://elsewhere.example/none")},
		webPage{URL: own, Body: weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before.")},
	), weirOutlet)
	d.inside(func(w *work) {
		listen := func(id string) string {
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/crawl/events", nil)
			r.Header.Set("Last-Event-ID", id)
			answer := httptest.NewRecorder()
			api.New(api.Options{Events: w.events}).ServeHTTP(answer, r)
			return answer.Body.String()
		}
		if _, err := w.Crawl(t.Context(), false, func(api.Visited) {}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Crawl(t.Context(), false, func(api.Visited) {}); err != nil { // it has nothing to do, and tells nothing
			t.Fatal(err)
		}
		w.events.Close()
		now := listen("")
		if !strings.Contains(now, `"running":false,"scheduled":false,"due":0,"leased":0,"pass":null,"wait":null,"next_visit":"`) || strings.Contains(now, `"generation":0`) {
			t.Errorf("the crawl stands so:\n%s", now)
		}
		id := regexp.MustCompile(`id:([A-Z2-7]+)\.4\n`).FindStringSubmatch(now)
		if id == nil {
			t.Fatalf("not three visits and an end were told:\n%s", now)
		}
		told := listen(id[1] + ".0")
		for _, want := range []string{
			`data:{"url":"http://weir.example/feed","outlet":"The Weir","result":"listing"`, `data:{"url":"` + own + `","outlet":"The Weir","result":"new"`,
			`"result":"failed"`, "event:done\ndata:{", `"visited":3,"new":1,"revised":0,"unchanged":0,"listing":1,"other":0,"disallowed":0,"failed":1}`,
		} {
			if !strings.Contains(told, want) {
				t.Errorf("%s was not told in\n%s", want, told)
			}
		}
	})
}

// What the next visit waits for is told with its reason, until the wait is over.
func TestWaitsAreTold(t *testing.T) {
	d := newDesk(t, smallWeb(t), weirOutlet)
	d.inside(func(w *work) {
		for _, tt := range []struct {
			host  string
			after time.Duration
			want  string
		}{
			{"weir.example", time.Minute, api.WaitPace},
			{"weir.example", time.Hour, api.WaitHeld},
			{"weir.example", -time.Second, ""},
			{"", 0, ""},
		} {
			w.hold(tt.host, time.Now().Add(tt.after))
			standing, err := w.standing(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if standing.Wait != nil {
				got = standing.Wait.Reason
			}
			if got != tt.want {
				t.Errorf("a wait of %s for %q: reason %q, want %q", tt.after, tt.host, got, tt.want)
			}
		}
	})
}

// The queue is counted anew when something has happened, but not so often that counting would
// take more than a twentieth of the time.
func TestQueueIsCountedSeldom(t *testing.T) {
	now := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		ago, took time.Duration
		stale     bool
		fresh     bool
	}{
		{900 * time.Millisecond, time.Millisecond, true, true},
		{1100 * time.Millisecond, time.Millisecond, true, false},
		{1100 * time.Millisecond, time.Millisecond, false, true},
		{5 * time.Second, 300 * time.Millisecond, true, true},
		{7 * time.Second, 300 * time.Millisecond, true, false},
		{14 * time.Second, time.Millisecond, false, true},
		{16 * time.Second, time.Millisecond, false, false},
		{16 * time.Second, time.Second, false, true},
	} {
		q := queue{at: now.Add(-tt.ago), took: tt.took, stale: tt.stale}
		if got := q.fresh(now); got != tt.fresh {
			t.Errorf("counted %s ago in %s, stale %v: fresh %v, want %v", tt.ago, tt.took, tt.stale, got, tt.fresh)
		}
	}
	if (queue{}).fresh(now) {
		t.Error("a queue that was never counted is fresh")
	}
}
