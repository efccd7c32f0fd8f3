package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// The queue of the tests below: one busy host, and many with little to visit.
const (
	busyRows   = 200_000
	smallHosts = 1000
	smallRows  = 3
)

// crowd fills the queue. The busy host's visits have been due longest.
func (w *world) crowd() {
	w.t.Helper()
	w.update(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at)
			SELECT 'https://busy.example/' || i, 'busy.example', 'page', 'busy.example', 0, '', 1, 1000 + i FROM n`, busyRows)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
			INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at)
			SELECT 'https://h' || (i % ?) || '.example/' || i, 'h' || (i % ?) || '.example', 'page', 'o', 0, '', 1, ? FROM n`,
			smallHosts*smallRows, smallHosts, smallHosts, db.Micros(w.at.Add(-time.Hour)))
		if err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, `INSERT INTO host (host, next_at) SELECT DISTINCT host, 0 FROM visit`); err != nil {
			return err
		}
		return refreshHosts(ctx, tx)
	})
}

// few returns the median and the 99th of 100 durations, in order of length.
func few(took []time.Duration) (median, p99 time.Duration) {
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100]
}

func TestHostsTakeTurns(t *testing.T) { dbtest.Run(t, testHostsTakeTurns) }

func testHostsTakeTurns(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it makes thousands of visits")
	}
	w := newWorld(t)
	w.crowd()
	if err := w.Hold(t.Context(), "h0.example", w.at.Add(day)); err != nil {
		t.Fatal(err)
	}
	const workers = 4
	pause := 2 * time.Second
	visits := map[string]int{}
	firstAt := map[string]time.Time{}
	var took []time.Duration
	var under []*Visit
	start := w.at
	for w.at.Sub(start) < 4*time.Minute {
		began := time.Now()
		v, again := w.lease()
		took = append(took, time.Since(began))
		if v == nil && len(under) == 0 {
			w.at = again
			continue
		}
		if v != nil {
			if slices.ContainsFunc(under, func(u *Visit) bool { return u.Host == v.Host }) {
				t.Fatalf("%s is visited twice at once", v.Host)
			}
			if _, err := w.Turn(t.Context(), v.Host, pause); err != nil {
				t.Fatal(err)
			}
			visits[v.Host]++
			if firstAt[v.Host].IsZero() {
				firstAt[v.Host] = w.at
			}
			under = append(under, v)
		}
		if len(under) == workers || v == nil {
			w.done(under[0], Outcome{Result: New})
			under = under[1:]
			w.at = w.at.Add(50 * time.Millisecond) // a visit takes 200 ms
		}
	}
	for i := range smallHosts {
		host := fmt.Sprintf("h%d.example", i)
		want := smallRows
		if i == 0 {
			want = 0 // on hold
		}
		if visits[host] != want {
			t.Errorf("%s was visited %d times in 4 minutes, want %d", host, visits[host], want)
		}
	}
	// The workers make 4800 visits in 4 minutes: all are made, and the busy host has
	// one in every pause while there are others, and no more.
	if n := visits["busy.example"]; n < 20 || n > 120 {
		t.Errorf("the busy host was visited %d times in 4 minutes, want 20 to 120", n)
	}
	var latest time.Time
	for _, at := range firstAt {
		latest = later(latest, at)
	}
	if d := latest.Sub(start); d > 60*time.Second {
		t.Errorf("the last host had its first visit after %s, want a minute: 1000 visits take 50s", d)
	}
	median, p99 := few(took)
	t.Logf("%d leases among %d due visits of %d hosts: median %s, p99 %s; the last host was reached after %s; busy host %d visits",
		len(took), busyRows+smallHosts*smallRows, smallHosts+1, median, p99, latest.Sub(start), visits["busy.example"])
	if median > 5*time.Millisecond {
		t.Errorf("a lease takes %s, want less than 5ms", median)
	}
}

// TestLeaseBesideBlockedHosts leases where nearly all that is due has to wait.
func TestLeaseBesideBlockedHosts(t *testing.T) { dbtest.Run(t, testLeaseBesideBlockedHosts) }

func testLeaseBesideBlockedHosts(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it makes thousands of visits")
	}
	w := newWorld(t)
	w.crowd()
	for i := range smallHosts {
		if err := w.Hold(t.Context(), fmt.Sprintf("h%d.example", i), w.at.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Hold(t.Context(), "busy.example", w.at.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	var idle []time.Duration
	for range 100 {
		began := time.Now()
		v, again := w.lease()
		idle = append(idle, time.Since(began))
		if v != nil || !again.Equal(w.at.Add(time.Hour)) {
			t.Fatalf("leased %v, again in %s, want in an hour", v, again.Sub(w.at))
		}
	}
	w.add(page("z.example", "/1"))
	if v, _ := w.lease(); v == nil || v.Host != "z.example" {
		t.Errorf("leased %v, want the one host that may be asked", v)
	}
	median, p99 := few(idle)
	t.Logf("nothing to lease: median %s, p99 %s", median, p99)
	if median > 5*time.Millisecond {
		t.Errorf("to find nothing to lease takes %s, want less than 5ms", median)
	}
}

func TestLeaseOrderWithinAHost(t *testing.T) { dbtest.Run(t, testLeaseOrderWithinAHost) }

func testLeaseOrderWithinAHost(t *testing.T) {
	w := newWorld(t)
	old, feed, asked := page("a.example", "/old"), page("a.example", "/feed"), page("a.example", "/asked")
	feed.Form = FeedForm
	w.add(old)
	w.at = w.at.Add(time.Hour)
	w.add(feed)
	w.at = w.at.Add(time.Hour)
	if _, err := w.Want(t.Context(), []Address{asked}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []Address{asked, feed, old} {
		v, _ := w.lease()
		if v == nil || v.URL != want.URL {
			t.Fatalf("leased %v, want %s", v, want.URL)
		}
		w.done(v, Outcome{Result: New})
	}
}

// The queue is in the database: what a lease takes of memory does not depend on its length.
func TestMemoryIsFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it makes thousands of visits")
	}
	w := newWorld(t)
	w.crowd()
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc) //nolint:gosec // far below
	}
	turn := func(n int) {
		for range n {
			v, again := w.lease()
			if v == nil {
				w.at = again
				continue
			}
			w.done(v, Outcome{Result: New})
			w.at = w.at.Add(time.Millisecond)
		}
	}
	turn(100)
	before := heap()
	turn(1000)
	if grown := heap() - before; grown > 2<<20 {
		t.Errorf("1000 visits left %d kB in memory", grown>>10)
	}
}

func BenchmarkLease(b *testing.B) {
	for _, blocked := range []bool{false, true} {
		b.Run(fmt.Sprintf("blocked=%t", blocked), func(b *testing.B) {
			w := newWorld(b)
			w.crowd()
			if blocked {
				if err := w.Hold(b.Context(), "busy.example", w.at.Add(day)); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				v, again := w.lease()
				if v == nil {
					w.at = again
					continue
				}
				if err := w.Release(b.Context(), v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
