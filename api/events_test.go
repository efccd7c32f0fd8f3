package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// ended returns events of a crawl that stands so, of which nothing more is told.
func ended(now Standing, err error) *Events {
	e := NewEvents(func(context.Context) (Standing, error) { return now, err }, EventOptions{})
	e.Close()
	return e
}

// crowded returns events to which as many listen as may.
func crowded() *Events {
	e := NewEvents(nil, EventOptions{Listeners: 1})
	if _, _, err := e.enter(""); err != nil {
		panic(err) // unreachable: it is the first
	}
	return e
}

// idle is how a crawl stands that does nothing.
func idle(context.Context) (Standing, error) { return Standing{Generation: 7}, nil }

// An ear is a client of the stream. It keeps what it takes, and takes nothing while it is full.
type ear struct {
	*httptest.ResponseRecorder
	mu   sync.Mutex
	full chan struct{} // nil: it takes all
}

func (e *ear) Write(p []byte) (int, error) {
	if e.full != nil {
		<-e.full
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.ResponseRecorder.Write(p)
}

// heard returns the events heard so far, as "name data", and comments.
func (e *ear) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []string
	for block := range strings.SplitSeq(e.Body.String(), "\n\n") {
		switch event := readEvent(block); {
		case event.Event == EventProgress:
			out = append(out, event.Event)
		case event.Event != "":
			out = append(out, event.Event+" "+string(event.Data))
		case strings.HasPrefix(block, ":"):
			out = append(out, block)
		}
	}
	return out
}

// listen begins to listen as somebody who heard the event with an id last, until ctx ends;
// done is closed when the stream has ended.
func listen(ctx context.Context, e *Events, id string, full chan struct{}) (to *ear, done chan struct{}) {
	to, done = &ear{ResponseRecorder: httptest.NewRecorder(), full: full}, make(chan struct{})
	opt := options()
	opt.Events = e
	h := New(opt)
	r := httptest.NewRequestWithContext(ctx, "GET", "/api/v1/crawl/events", nil)
	r.Header.Set("Last-Event-ID", id)
	go func() {
		defer close(done)
		h.ServeHTTP(to, r)
	}()
	return to, done
}

func says(n int) Warning { return Warning{Says: fmt.Sprint(n)} }

func wantHeard(t *testing.T, to *ear, want ...string) {
	t.Helper()
	if got := to.heard(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("heard\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func warn(n int) string { return fmt.Sprintf(`warn {"says":"%d"}`, n) }

// Whoever listens hears how the crawl stands, what is told from then on, and while nothing
// is told, that the line holds.
func TestEventsAreHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := NewEvents(idle, EventOptions{})
		e.Tell(EventWarn, says(1)) // before anybody listens
		ctx, gone := context.WithCancel(t.Context())
		to, done := listen(ctx, e, "", nil)
		synctest.Wait()
		e.Tell(EventWarn, says(2))
		time.Sleep(14 * time.Second)
		e.Tell(EventWarn, says(3))
		synctest.Wait()
		wantHeard(t, to, "progress", warn(2), warn(3))
		time.Sleep(31 * time.Second)
		wantHeard(t, to, "progress", warn(2), warn(3), ": the line holds", ": the line holds")
		gone()
		<-done
		h := to.Header()
		if h.Get("Content-Type") != "text/event-stream" || h.Get("X-Accel-Buffering") != "no" || h.Get("Cache-Control") != "no-store" || !to.Flushed {
			t.Errorf("headers %v, flushed %v", h, to.Flushed)
		}
		if e.heard() {
			t.Error("somebody listens who has gone")
		}
	})
}

// Whoever comes again hears what was missed, as far as it is kept.
func TestEventsAreResumed(t *testing.T) {
	e := NewEvents(idle, EventOptions{Keep: 3})
	for n := 1; n <= 5; n++ {
		e.Tell(EventWarn, says(n))
	}
	e.Close()
	for _, tt := range []struct {
		id   string
		want []string
	}{
		{e.id(5), nil},
		{e.id(4), []string{warn(5)}},
		{e.id(2), []string{warn(3), warn(4), warn(5)}},
		{e.id(1), nil}, // 2 is kept no more
		{e.id(6), nil},
		{e.id(0), nil},
		{"AAAAAAAA.4", nil}, // of another process
		{e.epoch, nil},
		{e.epoch + ".-1", nil},
		{e.epoch + ".18446744073709551615", nil},
		{"", nil},
		{"…", nil},
	} {
		to, done := listen(t.Context(), e, tt.id, nil)
		<-done
		wantHeard(t, to, append([]string{"progress"}, tt.want...)...)
		// Where something was missed, the first event must not stand for the last that was heard.
		first := readEvent(strings.Split(to.Body.String(), "\n\n")[1])
		if resumed := tt.want != nil || tt.id == e.id(5); (first.ID == "") != resumed || !resumed && first.ID != e.id(5) {
			t.Errorf("Last-Event-ID %q: the first event has the id %q", tt.id, first.ID)
		}
	}
}

// Somebody who takes nothing keeps up neither the crawl nor the others, and is dropped when
// what it has missed is kept no more.
func TestSlowListenersAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := NewEvents(idle, EventOptions{Keep: 4})
		full := make(chan struct{})
		slow, dropped := listen(t.Context(), e, "", full)
		quick, done := listen(t.Context(), e, "", nil)
		synctest.Wait()
		want := []string{"progress"}
		for n := 1; n <= 9; n++ {
			e.Tell(EventWarn, says(n))
			synctest.Wait()
			want = append(want, warn(n))
		}
		wantHeard(t, quick, want...)
		close(full)
		<-dropped
		wantHeard(t, slow, "progress")
		e.Close()
		<-done
	})
}

// No more than so many listen; when one goes, another may.
func TestListenersAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := NewEvents(idle, EventOptions{Listeners: 2})
		ctx, gone := context.WithCancel(t.Context())
		_, first := listen(ctx, e, "", nil)
		_, second := listen(t.Context(), e, "", nil)
		synctest.Wait()
		third, refused := listen(t.Context(), e, "", nil)
		<-refused
		if third.Code != http.StatusServiceUnavailable || third.Header().Get("Retry-After") == "" || !strings.Contains(third.Body.String(), "urn:dateline:problem:crowd") {
			t.Errorf("status %d, %s", third.Code, third.Body)
		}
		gone()
		<-first
		fourth, done := listen(t.Context(), e, "", nil)
		synctest.Wait()
		wantHeard(t, fourth, "progress")
		e.Close()
		<-second
		<-done
	})
}

// How the crawl stands is asked only while somebody listens, and told when it has changed.
func TestStandingIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		asked, now, fault := 0, Standing{}, error(nil)
		set := func(s Standing, err error) {
			mu.Lock()
			defer mu.Unlock()
			now, fault = s, err
		}
		e := NewEvents(func(context.Context) (Standing, error) {
			mu.Lock()
			defer mu.Unlock()
			asked++
			return now, fault
		}, EventOptions{})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); e.Run(ctx) }()
		time.Sleep(time.Minute)
		mu.Lock()
		if asked > 0 {
			t.Errorf("asked %d times while nobody listened", asked)
		}
		mu.Unlock()
		to, done := listen(ctx, e, "", nil)
		time.Sleep(3500 * time.Millisecond)
		wantHeard(t, to, "progress")
		for i, s := range []Standing{
			{Running: true}, {Running: true, Due: 1}, {Running: true, Due: 1, Leased: 1}, {Running: true, Pass: &Summary{}}, {Running: true, Pass: &Summary{Visited: 1}},
			{Wait: &Wait{Host: "heron.example"}}, {NextVisit: &noon}, {Generation: 2},
		} {
			set(s, nil)
			time.Sleep(2500 * time.Millisecond)
			if got := len(to.heard()); got != i+2 {
				t.Errorf("after %+v heard %d events, want %d", s, got, i+2)
			}
		}
		set(Standing{}, errors.New("disk"))
		time.Sleep(3 * time.Second)
		set(Standing{Due: 3}, nil)
		time.Sleep(2 * time.Second)
		if got := len(to.heard()); got != 10 {
			t.Errorf("heard %d events, want 10: a fault ends nothing", got)
		}
		stop()
		<-done
		<-ended
	})
}

// The stream goes through what stands in front of the API: it is not compressed, held back,
// or cut off when the time for writing is over; and it ends when the server stops.
func TestEventsThroughAServer(t *testing.T) {
	e := NewEvents(idle, EventOptions{Beat: 10 * time.Millisecond})
	opt := options()
	opt.Events = e
	server := httptest.NewUnstartedServer(Compress(Share(nil, Limit(Rate{PerSecond: 50}, New(opt)))))
	server.Config.WriteTimeout = 50 * time.Millisecond
	server.Config.RegisterOnShutdown(e.Close)
	server.Start()
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/api/v1/crawl/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if h := answer.Header; answer.StatusCode != 200 || h.Get("Content-Encoding") != "" || h.Get("No-Gzip-Compression") != "" {
		t.Errorf("status %d, headers %v", answer.StatusCode, h)
	}
	lines := bufio.NewScanner(answer.Body)
	next := func(prefix string) {
		t.Helper()
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), prefix) {
				return
			}
		}
		t.Fatalf("the stream ended before %q: %v", prefix, lines.Err())
	}
	next("event:progress")
	for range 10 { // longer than the time for writing
		next(": the line holds")
	}
	e.Tell(EventWarn, says(1))
	next("event:warn")
	stopped := make(chan error, 1)
	go func() { stopped <- server.Config.Shutdown(t.Context()) }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Errorf("the stream broke off: %v", err)
	}
	if err := <-stopped; err != nil && !errors.Is(err, net.ErrClosed) {
		t.Errorf("Shutdown: %v", err)
	}
}

// HEAD says what GET would be, and waits for nothing.
func TestHeadOfEvents(t *testing.T) {
	opt := options()
	opt.Events = NewEvents(idle, EventOptions{})
	w := do(t, New(opt), "HEAD", "/api/v1/crawl/events", "")
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/event-stream" || w.Body.Len() > 0 {
		t.Errorf("status %d, headers %v, %d bytes", w.Code, w.Header(), w.Body.Len())
	}
}
