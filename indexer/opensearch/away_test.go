package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
)

// A node that takes connections and says nothing gives way to the next; where none answers in
// time, the error says that, and not that the question was too much.
func TestHungNodes(t *testing.T) {
	node := func(hangs bool) string {
		open := make(chan struct{})
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/":
				_, _ = io.WriteString(w, `{"version":{"distribution":"opensearch","number":"2.19.1"}}`)
			case hangs:
				<-open
			default:
				_, _ = io.WriteString(w, `{"found":true,"_source":{"stored":{"seq":"7","generation":"3"}}}`)
			}
		}))
		t.Cleanup(func() {
			close(open)
			s.Close()
		})
		return s.URL
	}
	index := func(addresses ...string) *Index {
		c, err := Connect(t.Context(), Config{Addresses: addresses})
		if err != nil {
			t.Fatal(err)
		}
		return &Index{cluster: c, name: "x"}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*soonTime)
	defer cancel()
	if _, err := index(node(true), node(false)).cluster.Current(ctx); err != nil {
		t.Errorf("which index is in use, beside a node that hangs: %v", err)
	}
	x := index(node(true), node(false))
	for range 2 {
		if seq, err := x.Seq(t.Context()); err != nil || seq != 7 {
			t.Errorf("beside a node that hangs: Seq = %d, %v", seq, err)
		}
	}
	ctx, cancel = context.WithTimeout(t.Context(), 2*soonTime)
	defer cancel()
	began := time.Now()
	_, err := index(node(true)).Seq(ctx)
	var away *indexer.UnavailableError
	if !errors.As(err, &away) || strings.Contains(away.Says, "127.0.0.1") || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("all hang: %v, told as %+v", err, away)
	}
	if took := time.Since(began); took > 3*soonTime {
		t.Errorf("it took %s to say so", took)
	}
}

// Where one node has too much to do, another is asked.
func TestBusyNode(t *testing.T) {
	asked := 0
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			_, _ = io.WriteString(w, `{"version":{"distribution":"opensearch","number":"2.19.1"}}`)
			return
		}
		asked++
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"error":{"type":"circuit_breaking_exception","reason":"[parent] Data too large"},"status":429}`)
	}))
	defer busy.Close()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"found":true,"_source":{"stored":{"seq":"7","generation":"3"}}}`)
	}))
	defer other.Close()
	c, err := Connect(t.Context(), Config{Addresses: []string{busy.URL, other.URL}})
	if err != nil {
		t.Fatal(err)
	}
	x := &Index{cluster: c, name: "x"}
	for range 2 {
		if seq, err := x.Seq(t.Context()); err != nil || seq != 7 {
			t.Errorf("Seq = %d, %v", seq, err)
		}
	}
	if asked != 1 {
		t.Errorf("the node that is busy was asked %d times, want once", asked)
	}
}

// What was no answer for a moment leaves nothing behind in the next.
func TestBusyPart(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked++; {
		case r.URL.Path == "/":
			_, _ = io.WriteString(w, `{"version":{"distribution":"opensearch","number":"2.19.1"}}`)
		case asked == 2:
			_, _ = io.WriteString(w, `{"responses":[{"error":{"type":"circuit_breaking_exception","reason":"[parent] Data too large"},"status":429}]}`)
		default:
			_, _ = io.WriteString(w, `{"responses":[{"hits":{"total":{"value":7},"hits":[]},"_shards":{"failed":0},"status":200}]}`)
		}
	}))
	defer s.Close()
	c, err := Connect(t.Context(), Config{Addresses: []string{s.URL}})
	if err != nil {
		t.Fatal(err)
	}
	answers, err := (&Index{cluster: c, name: "x"}).search(t.Context(), request{kind: articlesKind, body: object{}})
	if err != nil || answers[0].Hits.Total.Value != 7 || asked != 3 {
		t.Errorf("asked %d times, the answer is %+v, %v", asked, answers, err)
	}
}

// A node without memory for a part of a question, or without a place in its queue, is too busy,
// whatever status the cluster has for that.
func TestBusy(t *testing.T) {
	memory := `{"type": "circuit_breaking_exception", "reason": "[parent] Data too large"}`
	for said, want := range map[string]bool{
		`{"error": {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": [` + memory + `]}, "status": 200}`:                                             true,
		`{"error": {"type": "search_phase_execution_exception", "reason": "", "root_cause": [], "caused_by": {"type": "exception", "caused_by": ` + memory + `}}, "status": 500}`:           true,
		`{"error": {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": [{"type": "node_not_connected_exception", "reason": "away"}]}, "status": 500}`: true,
		`{"error": {"type": "rejected_execution_exception", "reason": "the queue is full"}, "status": 500}`:                                                                                 true,
		`{"error": {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": [{"type": "query_shard_exception", "reason": "no field"}]}, "status": 400}`:    false,
	} {
		var a answer
		if err := json.Unmarshal([]byte(said), &a); err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{complete([]answer{a}, 1), refusal(http.StatusInternalServerError, []byte(said))} {
			var away *indexer.UnavailableError
			if passing(err) != want || errors.As(err, &away) != want {
				t.Errorf("%s: passes is %v, told as %+v, want %v: %v", said, passing(err), away, want, err)
			}
		}
	}
}

// What is tried until the time is up tells why, too.
func TestTimeIsUp(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	c := &Cluster{cfg: Config{Addresses: []string{"http://search.example:9200"}}}
	err := c.persist(ctx, func() error { return &refusedError{status: http.StatusServiceUnavailable} })
	if !errors.Is(err, context.DeadlineExceeded) || !passing(err) {
		t.Errorf("it ended with %v", err)
	}
}

// What passes is no fault of the question, and told without addresses.
func TestUnavailable(t *testing.T) {
	for err, want := range map[error]bool{
		&UnavailableError{[]string{"http://search.example:9200"}, io.EOF}: true,
		&refusedError{status: 429}:                                        true,
		&refusedError{status: 403}:                                        true,
		&refusedError{status: 400}:                                        false,
		errPartial:                                                        true,
		errOutdone:                                                        true,
		ErrGone:                                                           true,
		errNoState:                                                        true,
	} {
		var away *indexer.UnavailableError
		if got := errors.As(err, &away); got != want || got && (away.Says == "" || strings.Contains(away.Says, "example")) {
			t.Errorf("%v is told as %+v", err, away)
		}
	}
}
