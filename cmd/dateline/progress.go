package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"dateline/api"
)

// A progress tells how long work goes on: one line that is written over on a
// terminal, plain lines in a pipe.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	live  bool
	dirty bool      // the line on the terminal is not empty
	last  time.Time // when something was last written over
	seen  int
}

func newProgress(w io.Writer) *progress { return &progress{w: w, live: isTerminal(w)} }

// say writes a line that stays.
func (p *progress) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	fmt.Fprintln(p.w, plain(fmt.Sprintf(format, args...)))
}

// visited tells of a visit. What a person has to know of stays on the terminal;
// the rest is written over.
func (p *progress) visited(v api.Visited) {
	line := fmt.Sprintf("%-10s %s", v.Result, v.URL)
	if v.Says != "" {
		line += ": " + v.Says
	}
	p.seen++
	switch v.Result {
	case api.VisitUnchanged:
		if p.live {
			line = fmt.Sprintf("%d  %s", p.seen, line)
		}
		p.pass(line)
	default:
		p.say("%s", line)
	}
}

// caughtUp tells how far the index is.
func (p *progress) caughtUp(done, of uint64) {
	p.pass(fmt.Sprintf("indexing   %d of %d", done, of))
}

// pass writes a line that the next one takes the place of; in a pipe, one that stays.
func (p *progress) pass(line string) {
	if !p.live {
		p.say("%s", line)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.last) < 50*time.Millisecond {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.w, "\r\x1b[K%s", cut(line, width(p.w)-1))
	p.dirty = true
}

// done leaves the terminal with an empty line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

func (p *progress) clear() {
	if p.dirty {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.dirty = false
	}
}
