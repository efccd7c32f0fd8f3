package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"dateline/api"
)

// A receiver takes traces as a collector does.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	spans []*otlp.Span
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		var got collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(body, &got)
		}
		if err != nil || req.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", req.URL, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, of := range got.ResourceSpans {
			for _, scope := range of.ScopeSpans {
				r.spans = append(r.spans, scope.Spans...)
			}
		}
	}))
	t.Cleanup(r.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	return r
}

// tree returns the spans of the trace that holds one with that name and address: "parent > name".
func (r *receiver) tree(t *testing.T, root, url string) (list []string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	names, trace := map[string]string{"": ""}, ""
	for _, s := range r.spans {
		names[string(s.SpanId)] = s.Name
		for _, a := range s.Attributes {
			if s.Name == root && a.Value.GetStringValue() == url {
				trace = hex.EncodeToString(s.TraceId)
			}
		}
	}
	for _, s := range r.spans {
		parent, ok := names[string(s.ParentSpanId)]
		if hex.EncodeToString(s.TraceId) != trace {
			continue
		}
		if !ok || s.EndTimeUnixNano < s.StartTimeUnixNano {
			t.Errorf("span %s: its parent was told: %t, from %d to %d", s.Name, ok, s.StartTimeUnixNano, s.EndTimeUnixNano)
		}
		list = append(list, parent+" > "+s.Name)
	}
	slices.Sort(list)
	return list
}

// A visit is one trace as far as the index, also if another process puts it there; an
// answer is one as far as the index.
func TestTraces(t *testing.T) {
	own := "http://weir.example/story"
	body := weirStory(own, "The long words of the story tell of the fund, and of all who drew on it in the years before.")
	d := newDesk(t, smallWeb(t, webPage{URL: "http://weir.example/feed", Body: rss(own)}, webPage{URL: own, Body: body}), weirOutlet)
	r := newReceiver(t)
	d.must(exitOK, "crawl", "--once")
	want := []string{" > visit", "visit > analyse", "visit > fetch", "visit > put", "visit > read", "visit > store"}
	if got := r.tree(t, "visit", own); !slices.Equal(got, want) {
		t.Errorf("the trace of the visit has %q, want %q", got, want)
	}
	if got := r.tree(t, "visit", "http://weir.example/feed"); !slices.Equal(got, []string{" > visit", "visit > fetch", "visit > read", "visit > store"}) {
		t.Errorf("the trace of the visit to the feed has %q", got)
	}

	d.must(exitOK, "reindex")
	want = append(want, "visit > analyse", "visit > put")
	slices.Sort(want)
	if got := r.tree(t, "visit", own); !slices.Equal(got, want) {
		t.Errorf("after the index was built anew the trace of the visit has %q, want %q", got, want)
	}

	d.inside(func(w *work) {
		searcher := timedSearcher{w.folder.index, w.folder.meter}
		handler := w.folder.meter.timing("api", api.New(api.Options{Searcher: searcher, Library: w.library}))
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/search?q=secret", nil))
	})
	if got := r.tree(t, "GET api", "/api/v1/search"); !slices.Equal(got, []string{" > GET api", "GET api > index search"}) {
		t.Errorf("the trace of an answer has %q", got)
	}
	for _, s := range r.spans {
		for _, a := range s.Attributes {
			if a.Value.GetStringValue() == "q=secret" {
				t.Errorf("span %s tells what was asked: %s", s.Name, a)
			}
		}
	}
}

// A collector that takes what it is told and never answers, or is not there, slows nothing
// and loses nothing.
func TestTracesWithoutACollector(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close() //nolint:errcheck // nothing is written to it
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{silent.Addr().String(), gone.Addr().String()} {
		pages := []webPage{{URL: "http://weir.example/feed"}}
		var urls []string
		for i := range 20 {
			url := fmt.Sprintf("http://weir.example/story-%d", i)
			urls = append(urls, url)
			pages = append(pages, webPage{URL: url, Body: weirStory(url, fmt.Sprintf("The long words of story %d tell of the fund, and of all who drew on it in the years before.", i))})
		}
		pages[0].Body = rss(urls...)
		d := newDesk(t, smallWeb(t, pages...), weirOutlet)
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+address)
		t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "1") // as soon as there is something
		var visits time.Duration
		d.inside(func(w *work) {
			began := time.Now()
			if _, err := w.Crawl(t.Context(), false, func(api.Visited) {}); err != nil {
				t.Error(err)
			}
			visits = time.Since(began)
			s, err := w.library.Status(t.Context())
			if err != nil || s.Articles != len(urls) || s.Indexed != s.Seq {
				t.Errorf("with a collector at %s that does not answer: %d articles, want %d; indexed %d of %d; %v", address, s.Articles, len(urls), s.Indexed, s.Seq, err)
			}
		})
		if visits > 10*time.Second { // the exporter would wait for as long as that once
			t.Errorf("with a collector at %s that does not answer the visits took %s", address, visits)
		}
	}
}

func TestTracing(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, false},
		{map[string]string{"OTEL_SERVICE_NAME": "x"}, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/v1/traces"}, true},
		{map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_TRACES_EXPORTER": "none"}, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_SDK_DISABLED": "TRUE"}, false},
	} {
		if got := tracing(func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("tracing with %v = %t, want %t", tt.env, got, tt.want)
		}
	}
	t.Setenv("OTEL_TRACES_EXPORTER", "otlp")
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	if status, _, errs := newDesk(t, nil, "").run("add", "http://weir.example/"); status != exitFailed {
		t.Errorf("traces by gRPC: status %d, %s", status, errs)
	}
}

// What a step costs where nobody wants traces.
func BenchmarkStep(b *testing.B) {
	m := newMeter(nil)
	for b.Loop() {
		_, end := m.step(b.Context(), readStep)
		end(nil)
	}
}
