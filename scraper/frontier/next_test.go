package frontier

import (
	"math"
	"net/http"
	"testing"
	"time"
)

func TestNext(t *testing.T) {
	now := time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	// an article that was found as soon as it was published, and visited since
	old := func(age time.Duration) Visit {
		return Visit{Address: Address{Form: PageForm}, Visited: ago(age / 5), Every: age / 5,
			History: History{Found: ago(age), First: ago(age), Published: ago(age), Last: New}}
	}
	changed := func(v Visit, n int, last time.Duration) Visit {
		v.Changes, v.Changed = n, ago(last)
		return v
	}
	list := func(every time.Duration, silent time.Duration) Visit {
		return Visit{Address: Address{Form: FeedForm}, Visited: ago(every), Every: every,
			History: History{Found: ago(60 * day), First: ago(60 * day), Changed: ago(silent), Last: Listing}}
	}
	fails := func(form Form, n int) Visit { return Visit{Address: Address{Form: form}, Failures: n} }
	no, yes := Outcome{Result: Unchanged}, Outcome{Result: Revised}
	for _, tt := range []struct {
		name        string
		v           Visit
		o           Outcome
		least, most time.Duration // without what is added to spread visits
	}{
		{"just published", old(0), Outcome{Result: New}, 15 * time.Minute, 15 * time.Minute},
		{"found a day late", Visit{Address: Address{Form: PageForm}, History: History{Found: now}},
			Outcome{Result: New, Published: ago(day)}, 6 * time.Hour, 7 * time.Hour},
		{"found years late, by the server's words", Visit{Address: Address{Form: PageForm}, History: History{Found: now}},
			Outcome{Result: New, Modified: ago(1000 * day)}, 240 * day, 260 * day},
		{"no date but when it was found", Visit{Address: Address{Form: PageForm}, History: History{Found: ago(day)}},
			Outcome{Result: New}, 6 * time.Hour, 7 * time.Hour},
		{"dated tomorrow", old(0), Outcome{Result: New, Published: now.Add(day)}, 15 * time.Minute, 15 * time.Minute},
		{"an hour old, unchanged", old(time.Hour), no, 30 * time.Minute, 45 * time.Minute},
		{"a day old, unchanged", old(day), no, 8 * time.Hour, 14 * time.Hour},
		{"a month old, unchanged", old(30 * day), no, 10 * day, 16 * day},
		{"ten years old, unchanged", old(3650 * day), no, most, most},
		{"an hour old, changed", old(time.Hour), yes, 10 * time.Minute, 15 * time.Minute},
		{"a day old, changed", old(day), yes, 15 * time.Minute, 30 * time.Minute},
		{"a day old, changed all the time", changed(old(day), 20, 10*time.Minute), yes, least, 10 * time.Minute},
		{"a day old, changed an hour ago", changed(old(day), 1, time.Hour), no, 45 * time.Minute, 90 * time.Minute},
		{"a year old, changed", old(365 * day), yes, 12 * time.Hour, 2 * day},
		{"fresh for an hour", old(0), Outcome{Result: New, Fresh: time.Hour}, time.Hour, time.Hour},
		{"fresh for a year", old(0), Outcome{Result: New, Fresh: most}, mostFresh, mostFresh},
		{"clock set back", Visit{Address: Address{Form: PageForm}, History: History{Found: now.Add(day), First: now.Add(day)}}, no, 15 * time.Minute, 15 * time.Minute},
		{"after a failure", fails(PageForm, 3), Outcome{Result: New}, most, most}, // found in 1 AD

		{"first reading of a feed", Visit{Address: Address{Form: FeedForm}}, Outcome{Result: Listing, Added: 9}, everyList, everyList},
		{"feed with news", list(30*time.Minute, 30*time.Minute), Outcome{Result: Listing, Added: 1}, 20 * time.Minute, 20 * time.Minute},
		{"feed with much news", list(least, least), Outcome{Result: Listing, Added: 1}, least, least},
		{"feed with none", list(20*time.Minute, time.Hour), Outcome{Result: Listing}, 25 * time.Minute, 25 * time.Minute},
		{"feed with none for hours", list(30*time.Minute, 3*time.Hour), no, 30 * time.Minute, 30 * time.Minute},
		{"feed with none for a week", list(20*time.Hour, 7*day), no, 16 * time.Hour, 17 * time.Hour},
		{"feed with none for a year", list(23*time.Hour, 365*day), no, mostList, mostList},
		{"feed that asks for two hours", list(20*time.Minute, 20*time.Minute), Outcome{Result: Listing, Added: 1, TTL: 2 * time.Hour}, 2 * time.Hour, 2 * time.Hour},
		{"feed that asks for a year", list(20*time.Minute, 20*time.Minute), Outcome{Result: Listing, TTL: most}, mostTTL, mostTTL},
		{"feed that is fresh for an hour", list(20*time.Minute, 20*time.Minute), Outcome{Result: Listing, Fresh: time.Hour}, time.Hour, time.Hour},
		{"feed after failures", Visit{Address: Address{Form: FeedForm}, Visited: now, Failures: 9, Every: 7 * day}, no, everyList, everyList},
		{"a person's wish", list(20*time.Minute, 20*time.Minute), Outcome{Result: Listing, Every: 2 * time.Hour, TTL: day}, 2 * time.Hour, 2 * time.Hour},
		{"an impolite wish", list(20*time.Minute, 20*time.Minute), Outcome{Result: Listing, Every: time.Second}, politeList, politeList},

		{"failed", fails(PageForm, 0), Outcome{Result: Failed}, firstRetry, firstRetry},
		{"failed again", fails(PageForm, 2), Outcome{Result: Failed}, 4 * firstRetry, 4 * firstRetry},
		{"failed for ever", fails(PageForm, 1000), Outcome{Result: Failed}, mostRetry, mostRetry},
		{"told when", fails(PageForm, 0), Outcome{Result: Failed, RetryAfter: 9 * time.Hour}, 9 * time.Hour, 9 * time.Hour},
		{"told ten years", fails(PageForm, 0), Outcome{Result: Failed, RetryAfter: 10 * most}, most, most},
		{"not found", fails(PageForm, 0), Outcome{Result: Failed, Status: 404}, firstGone, firstGone},
		{"not found thrice", fails(PageForm, 2), Outcome{Result: Failed, Status: 404}, 4 * day, 4 * day},
		{"never found", fails(PageForm, 1000), Outcome{Result: Failed, Status: 404}, most, most},
		{"feed never found", fails(FeedForm, 1000), Outcome{Result: Failed, Status: 404, Every: time.Hour}, mostRetry, mostRetry},
		{"gone", fails(PageForm, 0), Outcome{Result: Failed, Status: 410}, firstEnded, firstEnded},
		{"gone again", fails(PageForm, 1), Outcome{Result: Failed, Status: 410}, 4 * firstEnded, 4 * firstEnded},
		{"forbidden", fails(PageForm, 0), Outcome{Result: Disallowed}, forbidden, forbidden},
		{"forbidden again", Visit{Every: 10 * day, History: History{Last: Disallowed}}, Outcome{Result: Disallowed}, 20 * day, 20 * day},
		{"forbidden for ever", Visit{Every: 29 * day, History: History{Last: Disallowed}}, Outcome{Result: Disallowed}, mostForbid, mostForbid},
		{"no article", fails(PageForm, 0), Outcome{Result: Other}, firstOther, firstOther},
		{"no article again", Visit{Address: Address{Form: PageForm}, Every: 2 * day, History: History{Last: Other}}, Outcome{Result: Other}, 6 * day, 6 * day},
	} {
		tt.v.URL = "https://a.example/" + tt.name
		got := Next(&tt.v, tt.o, now)
		if got < tt.least || got > tt.most+tt.most/10 {
			t.Errorf("%s: Next = %s, want %s to %s and a tenth", tt.name, got, tt.least, tt.most)
		}
		if again := Next(&tt.v, tt.o, now); again != got {
			t.Errorf("%s: Next = %s, and then %s", tt.name, got, again)
		}
	}
}

func TestNextSpreadsVisits(t *testing.T) {
	now := time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)
	var pauses []float64
	seen := map[time.Duration]bool{}
	for i := range 1000 {
		v := Visit{Address: page("a.example", "/"+time.Duration(i).String()), History: History{Found: now}}
		d := Next(&v, Outcome{Result: New}, now)
		seen[d] = true
		pauses = append(pauses, float64(d-soonest)/float64(soonest))
	}
	var mean, square float64
	for _, p := range pauses {
		mean += p / 1000
		square += p * p / 1000
	}
	// evenly over 0 to 0.1: mean 0.05, deviation 0.029
	if dev := math.Sqrt(square - mean*mean); len(seen) < 990 || mean < 0.045 || mean > 0.055 || dev < 0.025 {
		t.Errorf("%d pauses of 1000, by %.3f ± %.3f more than the least: they come due together", len(seen), mean, dev)
	}
}

func TestFresh(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header http.Header
		want   time.Duration
	}{
		{"nothing", nil, 0},
		{"max-age", http.Header{"Cache-Control": {"public, max-age=300"}}, 5 * time.Minute},
		{"quoted, in capitals", http.Header{"Cache-Control": {`PUBLIC, Max-Age="60"`}}, time.Minute},
		{"for shared caches", http.Header{"Cache-Control": {"s-maxage=900, max-age=60"}}, time.Minute},
		{"spent on the way", http.Header{"Cache-Control": {"max-age=300"}, "Age": {"280"}}, 20 * time.Second},
		{"stale", http.Header{"Cache-Control": {"max-age=300"}, "Age": {"900"}}, 0},
		{"to be asked", http.Header{"Cache-Control": {"max-age=300", "no-cache"}}, 0},
		{"absurd", http.Header{"Cache-Control": {"max-age=99999999999999999999"}}, 0},
		{"very long", http.Header{"Cache-Control": {"max-age=4000000000"}}, 3650 * day},
		{"negative", http.Header{"Cache-Control": {"max-age=-1"}}, 0},
		{"expires", http.Header{"Date": {"Sat, 01 Mar 2025 12:00:00 GMT"}, "Expires": {"Sat, 01 Mar 2025 13:00:00 GMT"}}, time.Hour},
		{"expired", http.Header{"Date": {"Sat, 01 Mar 2025 12:00:00 GMT"}, "Expires": {"Thu, 01 Jan 1970 00:00:00 GMT"}}, 0},
		{"expires 0", http.Header{"Date": {"Sat, 01 Mar 2025 12:00:00 GMT"}, "Expires": {"0"}}, 0},
		{"max-age wins", http.Header{"Cache-Control": {"max-age=0"}, "Date": {"Sat, 01 Mar 2025 12:00:00 GMT"}, "Expires": {"Sat, 01 Mar 2025 13:00:00 GMT"}}, 0},
	} {
		if got := Fresh(tt.header); got != tt.want {
			t.Errorf("%s: Fresh = %s, want %s", tt.name, got, tt.want)
		}
	}
}
