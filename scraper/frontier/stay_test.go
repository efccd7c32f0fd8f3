package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// beside returns another crawler of the same database.
func (w *world) beside(owner string) *world {
	w.t.Helper()
	other := &world{t: w.t, address: w.address, owner: owner, at: w.at}
	other.restart()
	return other
}

// live has crawlers say that they are alive for a while.
func live(d time.Duration, crawlers ...*world) {
	for end := crawlers[0].at.Add(d); crawlers[0].at.Before(end); {
		for _, w := range crawlers {
			w.t.Helper()
			w.at = w.at.Add(beat)
			if err := w.show(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// What a crawler had under lease that is not heard of any more is visited by another, and it
// has no say in that when it comes back.
func TestLeasesOfTheDeadAreFreed(t *testing.T) { dbtest.Run(t, testLeasesOfTheDeadAreFreed) }

func testLeasesOfTheDeadAreFreed(t *testing.T) {
	w := newWorld(t)
	w.add(page("a.example", "/1"), page("b.example", "/1"))
	a, b := w.beside("a"), w.beside("b")
	live(beat, a, b)
	held, _ := a.lease()
	other, _ := b.lease()
	if held == nil || other == nil || held.URL == other.URL {
		t.Fatalf("leased %v and %v, want both pages", held, other)
	}
	live(2*silence, a, b)
	if v, _ := b.lease(); v != nil {
		t.Errorf("%s was leased, and both crawlers are alive", v.URL)
	}
	// Who starts again frees its own, and nobody else's.
	b.restart()
	if v, _ := b.lease(); v == nil || v.URL != other.URL {
		t.Errorf("after a restart leased %v, want %s again", v, other.URL)
	}
	live(silence-beat, b)
	if v, _ := b.lease(); v != nil {
		t.Errorf("%s was leased, and its crawler was heard of a moment ago", v.URL)
	}
	live(silence, b)
	again, _ := b.lease()
	if again == nil || again.URL != held.URL {
		t.Fatalf("leased %v, want that of the dead, %s", again, held.URL)
	}
	// The dead comes back, and ends its visit, which is not its own any more.
	a.done(held, Outcome{Result: New, Status: 200})
	if err := errors.Join(a.Release(t.Context(), held), a.Postpone(t.Context(), held, a.at)); err != nil {
		t.Error(err)
	}
	a.at = b.at
	if v, _ := a.lease(); v != nil {
		t.Errorf("%s was leased twice", v.URL)
	}
	b.done(again, Outcome{Result: New, Status: 200})
	if v, _ := b.lease(); v != nil {
		t.Errorf("%s is due, and was just visited", v.URL)
	}
}

// Who could not be heard of itself takes nobody for dead.
func TestNobodyDiesWhileTheServerIsAway(t *testing.T) {
	dbtest.Run(t, testNobodyDiesWhileTheServerIsAway)
}

func testNobodyDiesWhileTheServerIsAway(t *testing.T) {
	w := newWorld(t)
	w.add(page("a.example", "/1"))
	a, b := w.beside("a"), w.beside("b")
	live(silence, a, b)
	if v, _ := a.lease(); v == nil {
		t.Fatal("nothing is leased")
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, w := range []*world{a, b} {
		w.at = w.at.Add(time.Hour)
		if err := w.show(stopped); err == nil {
			t.Fatal("it was heard of, and the server was away")
		}
	}
	live(beat, b)
	if v, _ := b.lease(); v != nil {
		t.Errorf("%s was leased twice", v.URL)
	}
	live(silence, a, b)
	if v, _ := b.lease(); v != nil {
		t.Errorf("%s was leased twice", v.URL)
	}
}

// A clock is one that goes on when somebody waits.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.until(c.now().Add(d))
	return ctx.Err()
}

func (c *clock) until(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.at) {
		c.at = at
	}
}

// Several crawlers on one list of hosts lease no address twice, visit one of a host at a time,
// and keep its pace.
func TestCrawlersShareAQueue(t *testing.T) { dbtest.Run(t, testCrawlersShareAQueue) }

func testCrawlersShareAQueue(t *testing.T) {
	const crawlers, workers, hosts, each = 3, 4, 5, 12
	const delay = 2 * time.Second
	ctx, w := t.Context(), newWorld(t)
	for host := range hosts {
		for n := range each {
			w.add(page(fmt.Sprintf("h%d.example", host), fmt.Sprintf("/%d", n)))
		}
	}
	time := &clock{at: w.at}
	var mu sync.Mutex
	visited, under, turns := map[string]int{}, map[string]bool{}, map[string][]int64{}
	visit := func(f *Frontier, v *Visit) error {
		mu.Lock()
		if visited[v.URL]++; visited[v.URL] > 1 || under[v.Host] {
			t.Errorf("%s is visited for the %d. time, its host is visited: %v", v.URL, visited[v.URL], under[v.Host])
		}
		under[v.Host] = true
		mu.Unlock()
		at, err := f.Turn(ctx, v.Host, delay)
		if err != nil {
			return err
		}
		mu.Lock()
		turns[v.Host] = append(turns[v.Host], db.Micros(at))
		delete(under, v.Host) // it may be leased again before we know that it is done
		mu.Unlock()
		return f.db.Update(ctx, func(tx *sql.Tx) error { return f.Done(ctx, tx, v, Outcome{Result: New, Status: 200}) })
	}
	work := func(f *Frontier) error {
		for {
			v, again, err := f.Lease(ctx)
			switch {
			case errors.Is(err, ErrIdle):
				mu.Lock()
				done := len(visited) == hosts*each
				mu.Unlock()
				if done {
					return nil
				}
				if again.Sub(time.now()) < 10*delay { // else it is the second visit of what is done
					time.until(again)
				}
			case err != nil:
				return err
			default:
				if err := visit(f, v); err != nil {
					return err
				}
			}
		}
	}
	var group sync.WaitGroup
	for n := range crawlers {
		d, err := db.Open(ctx, w.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() }) //nolint:errcheck // the test is over
		f, err := Open(ctx, d, Options{Owner: fmt.Sprint("crawler ", n), Now: time.now, Sleep: time.sleep})
		if err != nil {
			t.Fatal(err)
		}
		for range workers {
			group.Go(func() {
				if err := work(f); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if len(visited) != hosts*each {
		t.Errorf("%d addresses were visited, want %d", len(visited), hosts*each)
	}
	for host, list := range turns {
		for i := 1; i < len(list); i++ {
			if pause := list[i] - list[i-1]; pause < delay.Microseconds() {
				t.Errorf("%s was asked %d µs after the time before", host, pause)
			}
		}
	}
}
