package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"sync/atomic"
	"time"
)

// A slowError reports that a server was too slow to be waited for.
type slowError struct{ says string }

func (e *slowError) Error() string { return e.says }

// Times bound a request.
type times struct {
	total time.Duration // from connecting to the last byte
	first time.Duration // until the answer begins
	every time.Duration // in which at least least bytes of a body come
	least int64
}

// A watch ends a request whose answer does not begin in time, comes too slowly
// to be worth waiting for, or does not end.
type watch struct {
	times

	ctx   context.Context // that of the request: it ends with the watch's reason
	end   context.CancelCauseFunc
	last  *time.Timer // of total
	timer *time.Timer // of first, then of every
	begun atomic.Bool
	read  atomic.Int64 // bytes since the rate was looked at last
}

// newWatch returns a watch over a request that begins now, and what ends it.
func newWatch(ctx context.Context, t times) (w *watch, stop func()) {
	w = &watch{times: t}
	w.ctx, w.end = context.WithCancelCause(ctx)
	// Set going only once look can see all of it.
	w.last = time.AfterFunc(math.MaxInt64, func() { w.end(context.DeadlineExceeded) })
	w.timer = time.AfterFunc(math.MaxInt64, w.look)
	w.start()
	return w, func() {
		w.stop()
		w.end(nil)
	}
}

// start begins to count the time.
func (w *watch) start() {
	w.last.Reset(w.total)
	w.timer.Reset(w.first)
}

// stop ends that.
func (w *watch) stop() {
	w.last.Stop()
	w.timer.Stop()
}

// body returns the body of an answer that began now, to be read under watch.
func (w *watch) body(body io.Reader) io.Reader {
	w.begun.Store(true)
	w.timer.Reset(w.every)
	return &measured{body, w}
}

// look ends the request if nothing came yet, or too little since it looked last.
func (w *watch) look() {
	switch {
	case !w.begun.Load():
		w.end(&slowError{fmt.Sprintf("does not begin to answer within %s", w.first)})
	case w.read.Swap(0) < w.least:
		w.end(&slowError{fmt.Sprintf("is too slow: less than %s came in %s", size(w.least), w.every)})
	default:
		w.timer.Reset(w.every)
	}
}

// why returns the watch's own reason if that is what ended the request with err.
func (w *watch) why(err error) error {
	var slow *slowError
	if cause := context.Cause(w.ctx); errors.As(cause, &slow) || errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return err
}

// A measured reader tells its watch what came.
type measured struct {
	from  io.Reader
	watch *watch
}

func (m *measured) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.watch.read.Add(int64(n))
	return n, err
}
