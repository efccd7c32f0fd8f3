package opensearch_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/indextest"
	"dateline/indexer/opensearch"
	"dateline/indexer/opensearch/clustertest"
)

// nodes is the variable that names the command which kills and starts nodes of the cluster:
// see .ci/opensearch/cluster.
const nodes = "DATELINE_TEST_OPENSEARCH_CLUSTER"

// killNode kills a node, and has it started again at the end of the test.
func killNode(t *testing.T, number int) {
	t.Helper()
	command := strings.Fields(os.Getenv(nodes))
	do := func(args ...string) {
		if out, err := exec.Command(command[0], append(command[1:], args...)...).CombinedOutput(); err != nil {
			t.Errorf("%v: %v: %s", args, err, out)
		}
	}
	t.Cleanup(func() { do("start") })
	do("kill", strconv.Itoa(number))
}

func needNodes(t *testing.T) {
	t.Helper()
	if os.Getenv(nodes) == "" {
		t.Skipf("no nodes to kill: '.ci/run opensearch' starts some; %s names the command that does", nodes)
	}
}

// told returns an error unless err says what kept the cluster from answering.
func told(err error) error {
	var away *opensearch.UnavailableError
	if err == nil || errors.As(err, &away) || strings.Contains(err.Error(), "the search cluster") {
		return nil
	}
	return err
}

// putUntil puts readings until that works, as whoever follows the archive does.
func putUntil(t *testing.T, x indexer.Index, seq uint64, rs ...*indexer.Reading) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		err := x.Put(t.Context(), seq, rs...)
		if err == nil {
			return
		}
		if told(err) != nil || time.Since(began) > 3*time.Minute {
			t.Fatalf("Put(%d): %v", seq, err)
		}
	}
}

// agreesSoon asks until there is an answer, which must be right.
func agreesSoon(t *testing.T, x indexer.Index, rs []*indexer.Reading) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		err := indextest.Agrees(t.Context(), x, rs, indexer.Query{Limit: 1000})
		if err == nil {
			return
		}
		if time.Since(began) > 2*time.Minute || told(err) != nil {
			t.Fatal(err)
		}
	}
}

// A node that dies takes nothing with it, while the index is written and while it is asked:
// every answer is right, or an error says why there is none.
func TestNodeDies(t *testing.T) {
	needNodes(t)
	c := cluster(t)
	rs := indextest.Corpus(21, 120)
	x := opened(t, c)
	putUntil(t, x, 20, rs[:20]...)
	clustertest.Ask(t, http.MethodGet, "/_cluster/health/"+x.Name()+"-*?wait_for_status=green&timeout=60s") // copies are made since it is in use
	want, err := x.Search(t.Context(), indexer.Query{Text: "ferry OR council", Limit: 1000, Outlets: []string{"Quay Radio"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	asked := make(chan struct{})
	var right, failed atomic.Int32
	go func() {
		defer close(asked)
		for ctx.Err() == nil {
			got, err := x.Search(ctx, indexer.Query{Text: "ferry OR council", Limit: 1000, Outlets: []string{"Quay Radio"}})
			switch {
			case err == nil && got.Total >= want.Total && got.Total+got.Folded == len(got.Hits)+got.Folded:
				right.Add(1)
			case err == nil:
				t.Errorf("%d articles, %d hits; before there were %d", got.Total, len(got.Hits), want.Total)
			case ctx.Err() == nil && told(err) != nil:
				t.Errorf("an error that does not say why: %v", err)
			default:
				failed.Add(1)
			}
		}
	}()
	for i := 20; i < len(rs); i += 10 {
		if i == 50 {
			killNode(t, 2)
		}
		putUntil(t, x, uint64(i+10), rs[i:i+10]...)
	}
	stop()
	<-asked
	agreesSoon(t, x, rs)
	t.Logf("%d right answers, %d errors", right.Load(), failed.Load())
	if right.Load() == 0 {
		t.Error("nothing was answered")
	}
	checked, err := x.Check(t.Context(), func(indexer.Held) error { return nil })
	if err != nil || len(checked.Documents) > 0 {
		t.Errorf("after a node died: %+v, %v", checked, err)
	}
}

// A gate stands before a node, and may be closed.
type gate struct {
	*httptest.Server
	closed atomic.Bool
	busy   atomic.Int32 // so many requests are told to come again
	items  atomic.Int32 // so many bulks are told that every second item was not written
}

func newGate(t *testing.T) *gate {
	t.Helper()
	to, err := url.Parse(clustertest.Addresses(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = g.spoil
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case g.closed.Load():
			panic(http.ErrAbortHandler) // the connection is cut
		case g.busy.Add(-1) >= 0:
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"error":{"type":"rejected_execution_exception","reason":"the queue is full"},"status":429}`)
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(g.Close)
	return g
}

// spoil says of every second item of a bulk that the queue was full.
func (g *gate) spoil(r *http.Response) error {
	if r.Request.URL.Path != "/_bulk" || g.items.Add(-1) < 0 {
		return nil
	}
	var answer struct {
		Errors bool                        `json:"errors"`
		Items  []map[string]map[string]any `json:"items"`
	}
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		return err
	}
	answer.Errors = true
	for i := range answer.Items {
		for _, one := range answer.Items[i] {
			if i%2 == 0 {
				one["status"], one["error"] = 429, map[string]any{"type": "rejected_execution_exception", "reason": "the queue is full"}
			}
		}
	}
	data, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(strings.NewReader(string(data)))
	r.ContentLength = int64(len(data))
	r.Header.Set("Content-Length", strconv.Itoa(len(data)))
	return nil
}

// through returns an index on the cluster behind a gate.
func through(t *testing.T, g *gate) *opensearch.Index {
	t.Helper()
	c, err := opensearch.Connect(t.Context(), opensearch.Config{Addresses: []string{g.URL}, Prefix: "test", Shards: 2})
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, c)
}

// A cluster that is too busy is asked again, and for what it did not take.
func TestBusyCluster(t *testing.T) {
	cluster(t) // skips where there is none
	g := newGate(t)
	x := through(t, g)
	rs := indextest.Corpus(22, 30)
	g.busy.Store(3)
	g.items.Store(2)
	if err := x.Put(t.Context(), 30, rs...); err != nil {
		t.Fatal(err)
	}
	agreesSoon(t, x, rs)
	g.busy.Store(1 << 20)
	_, err := x.Search(t.Context(), indexer.Query{Text: "ferry"})
	if err == nil || !strings.Contains(err.Error(), "the queue is full") {
		t.Errorf("a question to a cluster that is busy for long: %v", err)
	}
	g.busy.Store(0)
}

// While the network is cut errors say so; then all is as if it had not been.
func TestNetworkCut(t *testing.T) {
	cluster(t) // skips where there is none
	g := newGate(t)
	x := through(t, g)
	rs := indextest.Corpus(23, 60)
	putUntil(t, x, 20, rs[:20]...)
	g.closed.Store(true)
	if _, err := x.Search(t.Context(), indexer.Query{Text: "ferry"}); err == nil || told(err) != nil {
		t.Errorf("asked while the network is cut: %v", err)
	}
	long := 3 * time.Second
	if s := os.Getenv("DATELINE_TEST_CUT"); s != "" {
		var err error
		if long, err = time.ParseDuration(s); err != nil {
			t.Fatal(err)
		}
	}
	time.AfterFunc(long, func() { g.closed.Store(false) })
	putUntil(t, x, 40, rs[20:40]...)
	putUntil(t, x, 60, rs[40:]...)
	agreesSoon(t, x, rs)
	if seq, err := x.Seq(t.Context()); seq != 60 || err != nil {
		t.Errorf("Seq = %d, %v; want 60", seq, err)
	}
}
