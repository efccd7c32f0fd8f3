package fetch

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// A memory is a ledger that forgets with the test. Its turns come at once.
type memory struct {
	mu     sync.Mutex
	turns  []string // "host delay"
	held   map[string]time.Time
	last   time.Time // until which a host was held last
	robots map[string]RobotsFile
}

func (m *memory) Turn(_ context.Context, host string, delay time.Duration) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turns = append(m.turns, fmt.Sprintf("%s %s", host, delay))
	return time.Time{}, nil
}

func (m *memory) Hold(_ context.Context, host string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held == nil {
		m.held = map[string]time.Time{}
	}
	m.last = until
	if until.After(m.held[host]) {
		m.held[host] = until
	}
	return nil
}

func (m *memory) Robots(_ context.Context, origin string) (*RobotsFile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f, ok := m.robots[origin]; ok {
		return &f, nil
	}
	return nil, nil
}

func (m *memory) KeepRobots(_ context.Context, origin string, f RobotsFile) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.robots == nil {
		m.robots = map[string]RobotsFile{}
	}
	m.robots[origin] = f
	return nil
}

var quiet = slog.New(slog.DiscardHandler)

// serve serves pages, and returns a client that may visit them and their address.
func serve(t *testing.T, opt Options, pages http.HandlerFunc) (*Client, *memory, string) {
	t.Helper()
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	opt.AllowPrivate = append(opt.AllowPrivate, strings.TrimPrefix(server.URL, "http://"))
	ledger := &memory{}
	return New("Dateline/test (+mailto:desk@a.example)", ledger, quiet, opt), ledger, server.URL
}

func packed(plain []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(plain)
	_ = z.Close()
	return b.Bytes()
}

func deflated(plain []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(plain)
	_ = z.Close()
	return b.Bytes()
}

// raw answers with these bytes, and leaves the connection open for a while.
func raw(w http.ResponseWriter, answer string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, answer)
	time.AfterFunc(2*time.Second, func() { _ = conn.Close() })
}
