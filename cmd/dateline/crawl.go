package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"dateline/api"
	"dateline/indexer"
	"dateline/scraper/frontier"
)

// A crawler makes visits: on schedule while [crawler.keepOn] runs, and in passes
// that somebody asks for. The index follows while it goes. It is an api.Crawler.
type crawler struct {
	*pipeline
	follower follower
	index    indexer.Index
	workers  int
	stop     context.Context // ends with the program: no visit begins behind it

	turn chan struct{} // holds one token: whoever has it makes the visits
	wake chan struct{} // something became due

	waiting atomic.Int32 // passes that somebody asked for and that have no turn yet

	mu        sync.Mutex
	listeners map[int]func(api.Visited) // told of every visit, one at a time
	listened  int                       // listeners so far: the key of the next
	running   bool
	scheduled bool
	last      *api.Summary
}

// newCrawler returns a crawler that stops with ctx.
func newCrawler(ctx context.Context, p *pipeline, f *folder, workers int) *crawler {
	c := &crawler{
		pipeline: p, follower: newFollower(f), index: f.index, workers: workers, stop: ctx,
		turn: make(chan struct{}, 1), wake: make(chan struct{}, 1), listeners: map[int]func(api.Visited){},
	}
	c.turn <- struct{}{}
	return c
}

// patience is how long a pass waits for a host that may not be asked yet. What
// must wait longer is left to the next pass.
const patience = 2 * time.Minute

// keepOn makes visits as they become due, until ctx ends. A pass that somebody
// asks for goes in between.
func (c *crawler) keepOn(ctx context.Context, report func(api.Visited)) error {
	defer c.listen(report)()
	c.mu.Lock()
	c.scheduled = true
	c.mu.Unlock()
	for {
		if err := c.pass(ctx, true); err != nil {
			return err
		}
		next, err := c.next(ctx)
		if err != nil {
			return err
		}
		var due <-chan time.Time // never, if nothing is planned
		if !next.IsZero() {
			due = time.After(time.Until(next))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.wake:
		case <-due:
		}
	}
}

// next returns when the next pass is worth its while; zero if nothing is planned.
func (c *crawler) next(ctx context.Context) (time.Time, error) {
	s, err := c.front.Status(ctx)
	if s.Due > 0 { // held by their hosts for longer than the pass was patient
		return time.Now().Add(patience), err
	}
	return s.NextVisit, err
}

// Crawl makes a pass over what is due, or with now over all that is known. If
// a pass is under way it tells of that one first, and then makes its own.
func (c *crawler) Crawl(ctx context.Context, now bool, report func(api.Visited)) (api.Summary, error) {
	sum := api.Summary{Started: time.Now().UTC()}
	if now {
		if err := c.front.Recall(ctx); err != nil {
			return sum, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.stop, cancel)()
	leave := c.listen(func(v api.Visited) {
		sum.Count(v.Result)
		report(v)
	})
	err := c.pass(ctx, false)
	leave()
	sum.Ended = time.Now().UTC()
	return sum, err
}

// listen has report told of every visit until leave is called.
func (c *crawler) listen(report func(api.Visited)) (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listened++
	key := c.listened
	c.listeners[key] = report
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.listeners, key)
	}
}

// tell tells the listeners of a visit.
func (c *crawler) tell(v api.Visited) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, report := range c.listeners {
		report(v)
	}
}

// pass visits what is due and what that leads to, and returns when nothing is
// left that can be visited soon; with yield, when somebody waits for the next.
func (c *crawler) pass(ctx context.Context, yield bool) error {
	if err := c.takeTurn(ctx, yield); err != nil {
		return err
	}
	defer func() { c.turn <- struct{}{} }()
	c.set(true, nil)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	sum := api.Summary{Started: time.Now().UTC()}
	index := c.follow(ctx)
	err := c.visits(ctx, yield, func(v api.Visited) {
		sum.Count(v.Result)
		if v.Article != "" {
			index.nudge()
		}
		c.tell(v)
	})
	err = errors.Join(err, index.finish())
	sum.Ended = time.Now().UTC()
	c.set(false, &sum)
	return err
}

// takeTurn waits until no other pass is made. Whoever does not yield is waited for.
func (c *crawler) takeTurn(ctx context.Context, yield bool) error {
	if !yield {
		c.waiting.Add(1)
		defer c.waiting.Add(-1)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-c.turn:
		return nil
	}
}

// set notes whether visits are being made, and what the last ones came to.
func (c *crawler) set(running bool, last *api.Summary) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = running
	if last != nil && last.Visited > 0 {
		c.last = last
	}
}

// state returns what Status and the API tell of the crawl in this process.
func (c *crawler) state() (running, scheduled bool, last *api.Summary) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.running, c.scheduled, c.last
}

// visits leases and makes visits, at most c.workers at a time. With yield it ends
// as soon as somebody waits for a pass of their own.
func (c *crawler) visits(ctx context.Context, yield bool, report func(api.Visited)) error {
	type end struct {
		visited api.Visited
		err     error
	}
	ends := make(chan end)
	active := 0
	var failure error
	settle := func(e end) {
		active--
		if e.err != nil {
			failure = errors.Join(failure, e.err)
			return
		}
		report(e.visited)
	}
	for failure == nil && ctx.Err() == nil && (!yield || c.waiting.Load() == 0) {
		if active == c.workers {
			settle(<-ends)
			continue
		}
		v, _, err := c.front.Lease(ctx)
		if err == nil {
			active++
			go func() {
				visited, err := c.visit(ctx, v)
				ends <- end{visited, err}
			}()
			continue
		}
		if !errors.Is(err, frontier.ErrIdle) {
			failure = err
			break
		}
		// What becomes due meanwhile is left to the next pass: else none would end.
		held, err := c.front.Waiting(ctx)
		if err != nil {
			failure = err
			break
		}
		soon := !held.IsZero() && time.Until(held) <= patience
		if active == 0 && !soon {
			break
		}
		var due <-chan time.Time
		if soon {
			due = time.After(time.Until(held))
		}
		select {
		case e := <-ends:
			settle(e)
		case <-due:
		case <-c.wake:
		case <-ctx.Done():
		}
	}
	for active > 0 {
		settle(<-ends)
	}
	return errors.Join(failure, ctx.Err())
}

// A following is an index that follows the archive while visits are made.
type following struct {
	more chan struct{}
	done chan error
}

// follow starts to make the index follow.
func (c *crawler) follow(ctx context.Context) *following {
	f := &following{more: make(chan struct{}, 1), done: make(chan error, 1)}
	// What was stored is indexed even if the crawl is told to stop.
	ctx = context.WithoutCancel(ctx)
	go func() {
		quiet := func(uint64, uint64) {}
		for range f.more {
			// It is tried again when the archive has grown, and at the end.
			if err := c.follower.catchUp(ctx, c.index, quiet); err != nil {
				c.log.Error("the index does not follow", "says", oneLine(err))
			}
		}
		f.done <- c.follower.catchUp(ctx, c.index, quiet)
	}()
	return f
}

// nudge says that the archive has grown.
func (f *following) nudge() {
	select {
	case f.more <- struct{}{}:
	default: // it will look anyway
	}
}

// finish returns when the index has caught up.
func (f *following) finish() error {
	close(f.more)
	return <-f.done
}

// nudge says that something became due.
func (c *crawler) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// summary says what a pass came to, on one line.
func summary(s api.Summary) string {
	text := fmt.Sprintf("%s: %d new, %d revised, %d unchanged, %s",
		plural(s.Visited, "visit"), s.New, s.Revised, s.Unchanged, plural(s.Listing, "feed or listing", "feeds and listings"))
	for _, part := range []struct {
		n    int
		says string
	}{{s.Other, "no article"}, {s.Disallowed, "disallowed by robots.txt"}, {s.Failed, "failed"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.says)
		}
	}
	return text
}

// plural returns "1 visit" or "2 visits"; many gives an irregular plural.
func plural(n int, one string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + one
	case len(many) > 0:
		return fmt.Sprintf("%d %s", n, many[0])
	}
	return fmt.Sprintf("%d %ss", n, one)
}
