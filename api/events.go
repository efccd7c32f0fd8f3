package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-contrib/sse"
	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
)

// What is told of the crawl while it goes on, and what each tells.
const (
	EventProgress = "progress" // how it stands: a Standing
	EventItem     = "item"     // a visit was made: a Visited
	EventWarn     = "warn"     // something is wrong that is no visit's: a Warning
	EventDone     = "done"     // a pass has ended: a Summary
)

// A Standing says how the crawl stands while it goes on.
type Standing struct {
	Running    bool       `json:"running"`    // visits are being made
	Scheduled  bool       `json:"scheduled"`  // the server crawls on its own
	Due        int        `json:"due"`        // addresses to be visited now
	Leased     int        `json:"leased"`     // being visited
	Pass       *Summary   `json:"pass"`       // the pass under way, up to now; null if there is none
	Wait       *Wait      `json:"wait"`       // what the next visit waits for; null if for nothing
	NextVisit  *time.Time `json:"next_visit"` // null if none is planned
	Generation uint64     `json:"generation"` // of the answers: it rises when they change
}

// A Wait says why an address that is due is not visited yet.
type Wait struct {
	Host   string    `json:"host"`
	Until  time.Time `json:"until"`
	Reason string    `json:"reason"`
}

// The reasons of a Wait.
const (
	WaitPace = "pace" // the pause between two visits to a host
	WaitHeld = "held" // the host is left alone for longer: it asked for that, or failed before
)

// A Warning says what is wrong, and is no visit's.
type Warning struct {
	Says string `json:"says"`
}

// EventOptions adjust Events. The zero EventOptions suits a newsroom.
type EventOptions struct {
	Keep      int           // events that are kept for whoever comes again; default 256
	Listeners int           // at one time, at most; default 100
	Beat      time.Duration // of silence, after which a listener hears that the line holds; default 15s
	Every     time.Duration // pause between two questions for how the crawl stands; default 1s
	Log       *slog.Logger  // default: nothing is logged
}

// Events tell listeners how the crawl goes on. Telling waits for nobody: each listener
// reads the last events at its own pace, and one that has fallen behind all that are kept
// is dropped. It is safe for concurrent use.
type Events struct {
	opt   EventOptions
	stand func(context.Context) (Standing, error)
	epoch string // makes the ids of this process differ from any other's

	mu        sync.Mutex
	kept      [][]byte // the last events, as they are sent
	last      uint64   // number of the last event; that of kept[0] is last-len(kept)+1
	more      chan struct{}
	listeners int
	closed    bool
	stood     Standing // as it was told last
}

// NewEvents returns Events that ask stand how the crawl stands: for every listener that
// comes, and every second while there is any.
func NewEvents(stand func(context.Context) (Standing, error), opt EventOptions) *Events {
	if opt.Keep <= 0 {
		opt.Keep = 256
	}
	if opt.Listeners <= 0 {
		opt.Listeners = 100
	}
	if opt.Beat <= 0 {
		opt.Beat = 15 * time.Second
	}
	if opt.Every <= 0 {
		opt.Every = time.Second
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Events{opt: opt, stand: stand, epoch: rand.Text()[:8], more: make(chan struct{})}
}

// Tell tells the listeners of an event.
func (e *Events) Tell(name string, data any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return
	}
	e.last++
	e.kept = append(e.kept, frame(name, e.id(e.last), data))
	if len(e.kept) > e.opt.Keep {
		e.kept[0] = nil // or the array would hold it
		e.kept = e.kept[1:]
	}
	close(e.more)
	e.more = make(chan struct{})
}

// Run tells how the crawl stands whenever that has changed and somebody listens, until
// ctx ends.
func (e *Events) Run(ctx context.Context) {
	tick := time.NewTicker(e.opt.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !e.heard() {
			continue
		}
		standing, err := e.stand(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			e.opt.Log.Error("how the crawl stands cannot be told", "err", err)
		case err == nil && e.changed(standing):
			e.Tell(EventProgress, standing)
		}
	}
}

// Close ends what all listeners hear, and lets in no more.
func (e *Events) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.closed {
		e.closed = true
		close(e.more)
	}
}

// heard reports whether anybody listens.
func (e *Events) heard() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.listeners > 0
}

// changed reports whether the crawl stands otherwise than was told last, and notes how.
func (e *Events) changed(now Standing) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	was := e.stood
	e.stood = now
	return was.Running != now.Running || was.Due != now.Due || was.Leased != now.Leased || was.Generation != now.Generation ||
		visited(was.Pass) != visited(now.Pass) || wait(was.Wait) != wait(now.Wait) || !same(was.NextVisit, now.NextVisit)
}

func visited(s *Summary) int {
	if s == nil {
		return -1
	}
	return s.Visited
}

func wait(w *Wait) Wait {
	if w == nil {
		return Wait{}
	}
	return *w
}

func same(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

func (e *Events) id(n uint64) string { return e.epoch + "." + strconv.FormatUint(n, 10) }

// enter lets a listener in, who has heard all up to the event with an id. It returns the
// number of the event that it has heard last, and whether what followed is still kept;
// if not, it hears what is told from now on.
func (e *Events) enter(heard string) (after uint64, resumed bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.listeners >= e.opt.Listeners {
		return 0, false, errCrowd
	}
	e.listeners++
	epoch, number, _ := strings.Cut(heard, ".")
	if n, err := strconv.ParseUint(number, 10, 64); err == nil && epoch == e.epoch && n <= e.last && n >= e.last-uint64(len(e.kept)) {
		return n, true, nil
	}
	return e.last, false, nil
}

func (e *Events) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.listeners--
}

// after returns the event that follows number n, and if there is none yet, a channel that is
// closed when there may be. Both are nil if nothing follows: what did is kept no more, or
// nothing more is told.
func (e *Events) after(n uint64) (event []byte, more <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	first := e.last - uint64(len(e.kept)) + 1
	switch {
	case n+1 < first:
		return nil, nil
	case n < e.last:
		return e.kept[n+1-first], nil
	case e.closed:
		return nil, nil
	}
	return nil, e.more
}

// frame returns an event as it is sent; id may be empty.
func frame(name, id string, data any) []byte {
	var b bytes.Buffer
	if err := sse.Encode(&b, sse.Event{Event: name, Id: id, Data: data}); err != nil {
		panic(err) // unreachable: strings, numbers and times of this century
	}
	return b.Bytes()
}

// How a stream begins, and what it sends when there is nothing to tell.
var (
	again = []byte("retry: 5000\n\n") // milliseconds until a browser asks again that has lost the line
	beat  = []byte(": the line holds\n\n")
)

// events answers GET /api/v1/crawl/events with what is told of the crawl, until either
// side goes. It begins with how the crawl stands, and what was missed since the event that
// the header Last-Event-ID names.
func (s *server) events(c *gin.Context) error {
	if s.Events == nil {
		return tell(errRoute, "This server does not tell how its crawl goes on.")
	}
	ctx := c.Request.Context()
	after, resumed, err := s.Events.enter(c.GetHeader("Last-Event-ID"))
	if err != nil {
		return err
	}
	defer s.Events.leave()
	standing, err := s.Events.standing(ctx, s.Timeout)
	if err != nil {
		return err
	}
	out := newGrowing(c.Writer, "text/event-stream")
	defer out.close()
	if c.Request.Method == http.MethodHead {
		out.begin()
		return nil
	}
	// What is compressed is held back until there is enough of it.
	c.Header(gzhttp.HeaderNoCompression, "1")
	id := "" // of somebody who was here before, that of the last event heard stays in force
	if !resumed {
		id = s.Events.id(after)
	}
	out.send(again)
	out.send(frame(EventProgress, id, standing))
	s.Events.feed(ctx, out, after)
	return nil
}

// standing asks how the crawl stands, for so long at most.
func (e *Events) standing(ctx context.Context, limit time.Duration) (Standing, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	standing, err := e.stand(ctx)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return standing, err
}

// feed sends the events that follow number n, until whoever listens goes, falls behind, or
// nothing more is told.
func (e *Events) feed(ctx context.Context, out *growing, n uint64) {
	silence := time.NewTimer(e.opt.Beat)
	defer silence.Stop()
	for !out.gone {
		event, more := e.after(n)
		switch {
		case event != nil:
			n++
			out.send(event)
			silence.Reset(e.opt.Beat)
			continue
		case more == nil:
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-more:
		case <-silence.C:
			out.send(beat)
			silence.Reset(e.opt.Beat)
		}
	}
}
