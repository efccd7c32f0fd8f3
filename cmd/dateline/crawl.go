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
	"dateline/scraper/archive"
	"dateline/scraper/db"
	"dateline/scraper/frontier"
)

// A crawler makes visits: on schedule while [crawler.keepOn] runs, and in passes
// that somebody asks for. The index follows while it goes. It is an api.Crawler.
type crawler struct {
	*pipeline
	follower follower
	index    indexer.Index
	keeper   *keeper
	workers  int
	stop     context.Context // ends with the program: no visit begins behind it

	turn chan struct{} // holds one token: whoever has it makes the visits
	wake chan struct{} // something became due

	counting sync.Mutex // held by whoever counts the queue

	waiting atomic.Int32 // passes that somebody asked for and that have no turn yet
	events  *api.Events  // told of all that goes on

	mu        sync.Mutex
	listeners map[int]func(api.Visited) // told of every visit, one at a time
	listened  int                       // listeners so far: the key of the next
	now       *api.Summary              // of the pass under way; nil if there is none
	scheduled bool
	last      *api.Summary
	held      api.Wait // what the next visit waits for; zero if for nothing
	queue     queue    // how it stood when it was counted last
}

// A queue is how the addresses stood when they were counted last. That takes the longer, the
// more there are, and every page that is looked at asks for it.
type queue struct {
	due, leased int
	next        time.Time
	at          time.Time     // when they were counted
	took        time.Duration // how long that was
	stale       bool          // something has happened since
}

// fresh reports whether they need not be counted anew: nothing is known to have happened
// since, or so little time has passed that counting would take more than a twentieth of it.
func (q queue) fresh(now time.Time) bool {
	age := now.Sub(q.at)
	return age < max(time.Second, 20*q.took) || !q.stale && age < 15*time.Second
}

// newCrawler returns a crawler that stops with ctx.
func newCrawler(ctx context.Context, p *pipeline, f *folder, workers int) *crawler {
	c := &crawler{
		pipeline: p, follower: newFollower(f), index: f.index, keeper: f.keeper, workers: workers, stop: ctx,
		turn: make(chan struct{}, 1), wake: make(chan struct{}, 1), listeners: map[int]func(api.Visited){},
	}
	c.events = api.NewEvents(c.standing, api.EventOptions{Log: p.log})
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
	defer c.followOthers(ctx)()
	for away := time.Duration(0); ; {
		began := time.Now()
		next, err := c.round(ctx)
		server := unreached(err)
		if err != nil && server == "" {
			return err
		}
		if err == nil || time.Since(began) > time.Second { // the server was there meanwhile
			away = 0
		}
		if err != nil { // what was not stored is visited again
			away = min(max(2*away, time.Second), mostAway)
			next = time.Now().Add(away)
			c.log.Error("the crawl waits for "+server, "says", oneLine(err), "until", next)
			c.events.Tell(api.EventWarn, api.Warning{Says: "the crawl waits for " + server + ": " + oneLine(err)})
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

// unreached names the server that an error says is away; empty if it says something else.
func unreached(err error) string {
	_, index := errors.AsType[*indexer.UnavailableError](err)
	switch {
	case db.Unreachable(err):
		return "the database"
	case index:
		return "the index"
	}
	return ""
}

// followOthers has the outlets visited that other programs follow, where the database is
// shared, until ctx ends or stop is called.
func (c *crawler) followOthers(ctx context.Context) (stop func()) {
	if !c.db.Shared() {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(lookForOutlets)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := c.roster.reload(ctx); err != nil && ctx.Err() == nil {
				c.log.Warn("what other programs follow is not known", "says", oneLine(err))
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// mostAway is the longest pause between two looks for a server that went away.
const mostAway = 30 * time.Second

// round makes a pass, and returns when the next is worth its while; zero if nothing is planned.
func (c *crawler) round(ctx context.Context) (time.Time, error) {
	if err := c.pass(ctx, true); err != nil {
		return time.Time{}, err
	}
	return c.next(ctx)
}

// next returns when the next pass is worth its while; zero if nothing is planned.
func (c *crawler) next(ctx context.Context) (time.Time, error) {
	if c.db.Shared() { // others may make something due at any moment
		return time.Now().Add(lookForVisits), nil
	}
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
	if err := c.archive.Ready(ctx); errors.Is(err, archive.ErrElsewhere) {
		return sum, &indexer.QueryError{Field: "crawl", Says: "nothing can be visited by this server: " + err.Error()}
	}
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

// tell counts a visit of the pass under way, and tells the listeners of it.
func (c *crawler) tell(v api.Visited) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now.Count(v.Result)
	c.meter.visited(c.outlets(), v)
	c.queue.stale = true
	c.events.Tell(api.EventItem, v)
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
	c.begin()
	defer c.end()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	index := c.follow(ctx)
	err := c.visits(ctx, yield, func(v api.Visited) {
		if v.Article != "" {
			index.nudge()
		}
		c.tell(v)
	})
	return errors.Join(err, index.finish())
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

// begin notes that a pass begins.
func (c *crawler) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = &api.Summary{Started: time.Now().UTC()}
	c.queue.stale = true
}

// end notes that the pass has ended, and tells what it came to if it made any visit.
func (c *crawler) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := c.now
	c.now = nil
	c.queue.stale = true
	if sum.Visited == 0 {
		return
	}
	sum.Ended = time.Now().UTC()
	c.last = sum
	c.events.Tell(api.EventDone, sum)
}

// hold notes what the next visit waits for; no host if for nothing.
func (c *crawler) hold(host string, until time.Time) {
	w := api.Wait{Host: host, Until: until.UTC(), Reason: api.WaitPace}
	switch {
	case host == "":
		w = api.Wait{}
	case time.Until(until) > patience:
		w.Reason = api.WaitHeld
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held.Host != w.Host || !c.held.Until.Equal(w.Until) { // else why it waits was known better before
		c.held = w
	}
}

// state returns what Status and the API tell of the crawl in this process.
func (c *crawler) state() (running, scheduled bool, last *api.Summary) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now != nil, c.scheduled, c.last
}

// count returns how the queue stands, counted anew if that is worth while.
func (c *crawler) count(ctx context.Context) (queue, error) {
	c.counting.Lock()
	defer c.counting.Unlock()
	start := time.Now()
	c.mu.Lock()
	q := c.queue
	c.queue.stale = q.stale && q.fresh(start)
	c.mu.Unlock()
	if q.fresh(start) {
		return q, nil
	}
	status, err := c.front.Status(ctx)
	if err != nil {
		return q, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	// What has happened while it was counted may be left out.
	c.queue = queue{due: status.Due, leased: status.Leased, next: status.NextVisit, at: start, took: time.Since(start), stale: c.queue.stale}
	return c.queue, nil
}

// standing says how the crawl stands while it goes on.
func (c *crawler) standing(ctx context.Context) (api.Standing, error) {
	q, err := c.count(ctx)
	if err != nil {
		return api.Standing{}, err
	}
	out := api.Standing{Due: q.due, Leased: q.leased}
	if !q.next.IsZero() {
		next := q.next.UTC()
		out.NextVisit = &next
	}
	if out.Generation, err = c.index.Generation(ctx); err != nil {
		return out, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	out.Scheduled = c.scheduled
	if out.Running = c.now != nil; out.Running {
		pass := *c.now
		pass.Ended = time.Now().UTC()
		out.Pass = &pass
	}
	if held := c.held; held.Until.After(time.Now()) {
		out.Wait = &held
	}
	return out, nil
}

// visits leases and makes visits, at most c.workers at a time. With yield it ends
// as soon as somebody waits for a pass of their own.
func (c *crawler) visits(ctx context.Context, yield bool, report func(api.Visited)) error {
	leave, err := c.front.Stay(context.WithoutCancel(ctx), func(err error) {
		c.log.Error("other crawlers do not hear of this one", "says", oneLine(err))
	})
	if err != nil {
		return err
	}
	defer leave()
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
			c.hold("", time.Time{})
			go func() {
				visited, err := c.visitFollowed(ctx, v)
				ends <- end{visited, err}
			}()
			continue
		}
		if !errors.Is(err, frontier.ErrIdle) {
			failure = err
			break
		}
		// What becomes due meanwhile is left to the next pass: else none would end.
		host, held, err := c.front.Waiting(ctx)
		if err != nil {
			failure = err
			break
		}
		c.hold(host, held)
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

// visitFollowed is visit, but sees to it that a list whose outlet is unfollowed meanwhile is
// not due again.
func (c *crawler) visitFollowed(ctx context.Context, v *frontier.Visit) (api.Visited, error) {
	visited, err := c.visit(ctx, v)
	if err == nil && v.Form != frontier.PageForm && c.outlets().named(v.Outlet) == nil {
		ctx := context.WithoutCancel(ctx)
		if err = c.roster.reload(ctx); err == nil && c.outlets().named(v.Outlet) == nil { // another program may follow it since
			err = c.configure(ctx)
		}
	}
	return visited, err
}

// A following is an index that follows the archive while visits are made.
type following struct {
	more chan struct{}
	done chan error // nil: it goes on without us
}

// follow starts to make the index follow. Where several programs share the database, that
// goes on whether visits are made or not, here or elsewhere.
func (c *crawler) follow(ctx context.Context) *following {
	if c.db.Shared() {
		return &following{more: c.keeper.more}
	}
	f := &following{more: make(chan struct{}, 1), done: make(chan error, 1)}
	// What was stored is indexed even if the crawl is told to stop.
	ctx = context.WithoutCancel(ctx)
	go func() {
		quiet := func(uint64, uint64) {}
		for range f.more {
			// It is tried again when the archive has grown, and at the end.
			if err := c.follower.catchUp(ctx, c.index, quiet); err != nil {
				c.log.Error("the index does not follow", "says", oneLine(err))
				c.events.Tell(api.EventWarn, api.Warning{Says: "the index does not follow: " + oneLine(err)})
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
	if f.done == nil {
		return nil
	}
	close(f.more)
	return <-f.done
}

// nudge says that something became due.
func (c *crawler) nudge() {
	c.mu.Lock()
	c.queue.stale = true
	c.mu.Unlock()
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
