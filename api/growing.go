package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// A growing is an answer that grows: each part is sent at once, as it is. A client that
// does not take a part in time is given up, not waited for: the crawl would stand still.
type growing struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	media string
	begun bool
	gone  bool // the client
}

func newGrowing(w http.ResponseWriter, media string) *growing {
	return &growing{w: w, rc: http.NewResponseController(w), media: media}
}

// begin sends the head of the answer, if that was not sent yet.
func (g *growing) begin() {
	if g.begun {
		return
	}
	g.begun = true
	g.w.Header().Set("Content-Type", g.media)
	g.w.Header().Set("X-Accel-Buffering", "no") // for a proxy in front of us
	g.w.WriteHeader(http.StatusOK)
}

func (g *growing) send(part []byte) {
	g.begin()
	if g.gone {
		return
	}
	// A writer that knows no deadline is a test's; it does not stall.
	if err := g.rc.SetWriteDeadline(time.Now().Add(lineTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		g.gone = true
		return
	}
	if _, err := g.w.Write(part); err != nil {
		g.gone = true
		return
	}
	g.gone = g.rc.Flush() != nil
}

// close lifts the deadline: the connection may serve another request.
func (g *growing) close() {
	_ = g.rc.SetWriteDeadline(time.Time{}) // fails only if the connection is gone
}

// line returns one line of JSON.
func line(p Progress) []byte {
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // unreachable: strings, numbers and times of this century
	}
	return append(text, '\n')
}
