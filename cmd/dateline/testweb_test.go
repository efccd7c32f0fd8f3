package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
	"dateline/indexer"
)

// TestMain lets a test run the program as a process of its own, to kill it.
func TestMain(m *testing.M) {
	if os.Getenv("DATELINE_TEST_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

// A proxy is a web behind an HTTP proxy on loopback: the program reaches it
// through HTTP_PROXY, over real sockets.
type proxy struct {
	*httptest.Server
	web   *demoweb.Web
	delay time.Duration // of every answer

	mu   sync.Mutex
	open map[string]int // requests in flight by host
	most int            // in flight at one host at once
}

func newProxy(t *testing.T, web *demoweb.Web, delay time.Duration) *proxy {
	p := &proxy{web: web, delay: delay, open: map[string]int{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.URL.Host
	p.mu.Lock()
	p.open[host]++
	p.most = max(p.most, p.open[host])
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		p.open[host]--
		p.mu.Unlock()
	}()
	response, err := p.web.RoundTrip(r)
	time.Sleep(p.delay)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	maps.Copy(w.Header(), response.Header)
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body) // a killed program takes no more
}

// A desk runs commands as a person does, in a folder of its own.
type desk struct {
	t    *testing.T
	dir  string
	data string
	web  *demoweb.Web // answers in this process; nil: the network
	in   io.Reader    // standard input; nil: empty
}

// newDesk returns a desk whose dateline.toml is conf, and whose web is web.
func newDesk(t *testing.T, web *demoweb.Web, conf string) *desk {
	d := &desk{t: t, dir: t.TempDir(), web: web}
	d.data = filepath.Join(d.dir, "data")
	if err := os.WriteFile(d.config(), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// configure adds tables to the desk's dateline.toml.
func (d *desk) configure(tables string) {
	d.t.Helper()
	conf, err := os.ReadFile(d.config())
	if err == nil {
		err = os.WriteFile(d.config(), []byte(tables+string(conf)), 0o600)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) config() string { return filepath.Join(d.dir, "dateline.toml") }

// run runs a command, and returns its exit status and what it wrote.
func (d *desk) run(args ...string) (status int, out, errs string) {
	d.t.Helper()
	return d.runFor(d.t.Context(), args...)
}

func (d *desk) runFor(ctx context.Context, args ...string) (status int, out, errs string) {
	d.t.Helper()
	var o, e bytes.Buffer
	a := &app{terminal: terminal{in: d.in, out: &o, err: &e}}
	if a.in == nil {
		a.in = strings.NewReader("")
	}
	if d.web != nil {
		a.transport = d.web
	}
	status = a.run(ctx, append([]string{"--data", d.data, "--config", d.config()}, args...))
	return status, o.String(), e.String()
}

// inside opens the desk's folder as the program does, and calls do.
func (d *desk) inside(do func(*work)) {
	d.t.Helper()
	a := &app{terminal: terminal{in: strings.NewReader(""), out: d.t.Output(), err: d.t.Output()}}
	if d.web != nil {
		a.transport = d.web
	}
	root := a.root() // it gives the flags their defaults
	a.dataFlag, a.configFlag, a.logLevel = d.data, d.config(), "error"
	if err := a.prepare(root); err != nil {
		d.t.Fatal(err)
	}
	if err := a.own(d.t.Context(), func(w *work) error { do(w); return nil }, nil); err != nil {
		d.t.Fatal(err)
	}
}

// must is run for a command that has to end with that status.
func (d *desk) must(status int, args ...string) string {
	d.t.Helper()
	got, out, errs := d.run(args...)
	if got != status {
		d.t.Fatalf("dateline %s: exit status %d, want %d\n%s%s", strings.Join(args, " "), got, status, out, errs)
	}
	return out
}

// program returns the program as a process, with its web behind proxy.
func (d *desk) program(proxy string, args ...string) *exec.Cmd {
	d.t.Helper()
	self, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.CommandContext(d.t.Context(), self, append([]string{"--data", d.data, "--config", d.config()}, args...)...)
	cmd.Env = append(os.Environ(), "DATELINE_TEST_PROGRAM=1", "HTTP_PROXY="+proxy, "http_proxy="+proxy, "NO_PROXY=", "no_proxy=")
	return cmd
}

// serving starts a server as a process, with its web behind proxy, and returns it when it
// says where it answers, with what it says, and what tells how it ended.
func (d *desk) serving(proxy string) (server *exec.Cmd, out *waiter, ended <-chan error) {
	d.t.Helper()
	server = d.program(proxy, "serve", "--listen", "127.0.0.1:0", "--crawl=false")
	up := make(chan struct{})
	out = &waiter{until: "Dateline answers at", reached: func() { close(up) }}
	server.Stdout, server.Stderr = out, os.Stderr
	if err := server.Start(); err != nil {
		d.t.Fatal(err)
	}
	end := make(chan error, 1)
	go func() { end <- server.Wait() }()
	select {
	case <-up:
	case err := <-end:
		d.t.Fatalf("the server ended: %v", err)
	}
	return server, out, end
}

// timeline returns the whole timeline that the command gives.
func (d *desk) timeline(args ...string) *indexer.Timeline {
	d.t.Helper()
	var timeline indexer.Timeline
	out := d.must(exitOK, append([]string{"timeline", "--format", "json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &timeline); err != nil {
		d.t.Fatalf("timeline: %v in\n%s", err, out)
	}
	return &timeline
}

// search returns all that the command finds, copies as well.
func (d *desk) search(args ...string) *indexer.Results {
	d.t.Helper()
	var results indexer.Results
	out := d.must(exitOK, append([]string{"search", "--format", "json", "--copies", "all"}, args...)...)
	if err := json.Unmarshal([]byte(out), &results); err != nil {
		d.t.Fatalf("search: %v in\n%s", err, out)
	}
	return &results
}

// of returns the entries of the article at an address.
func of(t *indexer.Timeline, url string) (list []indexer.Entry) {
	for _, e := range t.Entries {
		if e.Article.URL == url {
			list = append(list, e)
		}
	}
	return list
}

// A waiter keeps what is written, and calls reached once it holds until.
type waiter struct {
	until   string
	reached func()

	mu   sync.Mutex
	text strings.Builder
	done bool
}

func (w *waiter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	if !w.done && w.until != "" && strings.Contains(w.text.String(), w.until) {
		w.done = true
		w.reached()
	}
	return len(p), nil
}

func (w *waiter) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}
