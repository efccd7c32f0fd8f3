package dbtest

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// A Line is the network between a program and a database server. It can be cut.
type Line struct {
	listener net.Listener
	server   string // host:port

	mu    sync.Mutex
	cut   bool
	open  map[net.Conn]bool
	ended sync.WaitGroup
}

// NewLine returns a line to the server of an address, and the address by way of it.
func NewLine(t testing.TB, address string) (line *Line, through string) {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &Line{listener: listener, server: at.Host, open: map[net.Conn]bool{}}
	if at.Port() == "" {
		l.server = net.JoinHostPort(at.Hostname(), "5432")
	}
	l.ended.Go(l.accept)
	t.Cleanup(func() {
		l.Cut()
		_ = listener.Close()
		l.ended.Wait()
	})
	at.Host = listener.Addr().String()
	return l, at.String()
}

// Cut ends all connections, and lets none through until Mend.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for c := range l.open {
		_ = c.Close()
	}
}

// Mend lets connections through again.
func (l *Line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

func (l *Line) accept() {
	for {
		client, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.ended.Go(func() { l.carry(client) })
	}
}

// carry connects a client with the server until one of them ends it.
func (l *Line) carry(client net.Conn) {
	defer client.Close()                                                              //nolint:errcheck // that is what happens on a line
	server, err := new(net.Dialer).DialContext(context.Background(), "tcp", l.server) // Cut ends it
	if err != nil {
		return
	}
	defer server.Close() //nolint:errcheck // that is what happens on a line
	if !l.note(client, server) {
		return
	}
	defer l.drop(client, server)
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_, _ = way[0].Close(), way[1].Close()
		})
	}
	both.Wait()
}

// note remembers connections, and reports whether the line is whole.
func (l *Line) note(list ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range list {
		l.open[c] = true
	}
	return !l.cut
}

func (l *Line) drop(list ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range list {
		delete(l.open, c)
	}
}
