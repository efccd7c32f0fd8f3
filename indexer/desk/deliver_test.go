package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dateline/indexer/indextest"
	"dateline/scraper/db/dbtest"
)

// A receiver takes calls, and answers them as it is told: the n-th answer to the n-th call,
// the last to all behind it.
type receiver struct {
	*httptest.Server
	secret  string
	answers []int // statuses; 0 breaks the connection

	mu   sync.Mutex
	told log
}

func newReceiver(t *testing.T, answers ...int) *receiver {
	r := &receiver{answers: answers}
	r.Server = httptest.NewServer(http.HandlerFunc(r.serve))
	t.Cleanup(r.Close)
	return r
}

// A log is what a receiver was told so far.
type log struct {
	calls []Call
	ids   []string
	wrong []string // what was wrong with calls
}

// log returns what was told so far. The receiver may still be at the end of a call that
// whoever made it has heard the answer to.
func (r *receiver) log() log {
	r.mu.Lock()
	defer r.mu.Unlock()
	return log{slices.Clone(r.told.calls), slices.Clone(r.told.ids), slices.Clone(r.told.wrong)}
}

// answer has all calls from now on answered so.
func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers = []int{status}
}

func (r *receiver) serve(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, err := io.ReadAll(req.Body)
	var c Call
	if err != nil || json.Unmarshal(body, &c) != nil {
		r.told.wrong = append(r.told.wrong, "body: "+string(body))
	}
	if want := Signature(r.secret, req.Header.Get(TimestampHeader), body); req.Header.Get(SignatureHeader) != want {
		r.told.wrong = append(r.told.wrong, "signature: "+req.Header.Get(SignatureHeader))
	}
	if req.Header.Get("Content-Type") != "application/json" || req.Method != http.MethodPost {
		r.told.wrong = append(r.told.wrong, req.Method+" of "+req.Header.Get("Content-Type"))
	}
	status := r.answers[min(len(r.told.calls), len(r.answers)-1)]
	r.told.calls, r.told.ids = append(r.told.calls, c), append(r.told.ids, req.Header.Get("Idempotency-Key"))
	switch status {
	case 0:
		panic(http.ErrAbortHandler)
	case http.StatusFound:
		w.Header().Set("Location", "http://127.0.0.1/elsewhere")
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "said\n\x1b[31m so "+strings.Repeat("x", 10_000))
}

// hooked returns a room with one search whose webhook is the receiver.
func hooked(t *testing.T, r *receiver) (*room, *Search, Options) {
	t.Helper()
	opt := Options{Agent: "Dateline/test", Private: []string{"127.0.0.1"}}
	m := newRoom(t, opt)
	s := m.save(Draft{Name: "All", Query: "q=-nosuchword", Webhook: r.URL + "/hook?key=hidden"})
	r.secret = s.Secret
	return m, s, opt
}

func (r *room) deliver() time.Time {
	r.t.Helper()
	next, err := r.Deliver(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return next
}

func (r *room) delivery(id string) Delivery {
	r.t.Helper()
	s, err := r.Saved(r.t.Context(), id)
	if err != nil || len(s.Deliveries) != 1 {
		r.t.Fatalf("deliveries of %s: %+v, %v", id, s, err)
	}
	return s.Deliveries[0]
}

func TestWebhook(t *testing.T) { dbtest.Run(t, testWebhook) }

func testWebhook(t *testing.T) {
	hook := newReceiver(t, 200)
	r, s, opt := hooked(t, hook)
	if s.Webhook != hook.URL+"/" || strings.Contains(s.Webhook, "hidden") {
		t.Errorf("the webhook is shown as %s", s.Webhook)
	}
	if next := r.deliver(); !next.IsZero() || len(hook.log().calls) != 0 {
		t.Errorf("with nothing found: %d calls, next at %v", len(hook.log().calls), next)
	}
	rs := indextest.Corpus(41, 120)
	r.arrive(rs...)
	r.deliver()
	r.reopen(opt)
	r.deliver()
	var told []string
	for _, c := range hook.log().calls {
		for _, m := range c.Matches {
			told = append(told, m.Article.ID)
		}
	}
	var want []string
	for _, a := range rs {
		want = append(want, a.Revision.ArticleID)
	}
	if !slices.Equal(told, want) {
		t.Errorf("%d matches were told, want all %d once, in order", len(told), len(want))
	}
	if len(hook.log().calls) != 3 || !hook.log().calls[0].More || hook.log().calls[2].More || hook.log().calls[0].Name != "All" || hook.log().calls[0].Search != s.ID {
		t.Errorf("calls: %d, the first of %q", len(hook.log().calls), hook.log().calls[0].Name)
	}
	if d := r.delivery(s.ID); d.Pending != 0 || d.Answer != "200 OK" || d.Tries != 0 || d.Tried == nil {
		t.Errorf("afterwards: %+v", d)
	}
	if len(hook.log().wrong) > 0 {
		t.Errorf("wrong calls: %q", hook.log().wrong)
	}
	// The list tells no secret.
	list, err := r.Searches(t.Context())
	if data, _ := json.Marshal(list); err != nil || strings.Contains(string(data), "hidden") || strings.Contains(string(data), s.Secret) {
		t.Errorf("the list tells a secret: %s, %v", data, err)
	}
}

// A call that fails is made again, later and later, the same in what it tells: also if more
// was found, and the program was started again in between.
func TestWebhookIsTriedAgain(t *testing.T) { dbtest.Run(t, testWebhookIsTriedAgain) }

func testWebhookIsTriedAgain(t *testing.T) {
	hook := newReceiver(t, 500, 0, 302, 200)
	r, s, opt := hooked(t, hook)
	rs := indextest.Corpus(42, 8)
	r.arrive(rs[:3]...)
	for i, tt := range []struct {
		says string
		wait time.Duration
	}{{"500 Internal Server Error: said [31m so", time.Minute}, {"EOF", 2 * time.Minute}, {"redirects are not followed", 4 * time.Minute}} {
		next := r.deliver()
		d := r.delivery(s.ID)
		if d.Tries != i+1 || !strings.Contains(d.Answer, tt.says) || len([]rune(d.Answer)) > mostAnswer || next.Sub(r.clock) != tt.wait {
			t.Errorf("after try %d: %+v, next in %s; want %q and %s", i+1, d, next.Sub(r.clock), tt.says, tt.wait)
		}
		r.deliver() // too early
		if len(hook.log().calls) != i+1 {
			t.Fatalf("%d calls after try %d", len(hook.log().calls), i+1)
		}
		r.clock = next
		if i == 0 {
			r.arrive(rs[3:]...)
		}
		r.reopen(opt)
	}
	r.deliver()
	if d := r.delivery(s.ID); d.Tries != 0 || d.Pending != 0 || d.Answer != "200 OK" {
		t.Errorf("after it was taken: %+v", d)
	}
	if len(hook.log().calls) != 5 || hook.log().ids[0] == "" || hook.log().ids[0] == hook.log().ids[4] {
		t.Fatalf("calls %q", hook.log().ids)
	}
	for i, id := range hook.log().ids[:4] {
		if id != hook.log().ids[0] || len(hook.log().calls[i].Matches) != 3 {
			t.Errorf("call %d is %s with %d matches, want %s with the same 3", i, id, len(hook.log().calls[i].Matches), hook.log().ids[0])
		}
	}
	if len(hook.log().calls[4].Matches) != 5 || len(hook.log().wrong) > 0 {
		t.Errorf("the call behind it tells of %d, want 5; wrong: %q", len(hook.log().calls[4].Matches), hook.log().wrong)
	}
}

// What was forgotten is told no more, and holds up nothing.
func TestForgottenIsNotTold(t *testing.T) { dbtest.Run(t, testForgottenIsNotTold) }

func testForgottenIsNotTold(t *testing.T) {
	hook := newReceiver(t, 500, 200)
	r, s, _ := hooked(t, hook)
	rs := indextest.Corpus(46, 5)
	r.arrive(rs[:3]...)
	r.clock = r.deliver()
	r.arrive(rs[3:]...)
	err := r.db.Update(t.Context(), func(tx *sql.Tx) error {
		return Forget(t.Context(), tx, rs[0].Revision.ArticleID, rs[1].Revision.ArticleID, rs[2].Revision.ArticleID)
	})
	if err != nil {
		t.Fatal(err)
	}
	r.deliver()
	if len(hook.log().calls) != 2 || len(hook.log().calls[1].Matches) != 2 || hook.log().calls[1].Matches[0].Article.ID != rs[3].Revision.ArticleID {
		t.Errorf("after three of five were forgotten: %d calls, the last %+v", len(hook.log().calls), hook.log().calls[len(hook.log().calls)-1])
	}
	if got := r.found(s.ID); len(got) != 2 {
		t.Errorf("found %v, want what was not forgotten", got)
	}
}

func TestWebhookIsGivenUp(t *testing.T) { dbtest.Run(t, testWebhookIsGivenUp) }

func testWebhookIsGivenUp(t *testing.T) {
	hook := newReceiver(t, 503)
	r, s, _ := hooked(t, hook)
	r.arrive(indextest.Corpus(43, 2)...)
	for range 100 {
		next := r.deliver()
		if next.IsZero() {
			break
		}
		if wait := next.Sub(r.clock); wait > mostPause {
			t.Fatalf("a pause of %s", wait)
		}
		r.clock = next
	}
	d := r.delivery(s.ID)
	if after := r.clock.Sub(noon); !d.GivenUp || after < patience || after > patience+mostPause || d.Pending != 2 {
		t.Errorf("after %s and %d calls: %+v", after, len(hook.log().calls), d)
	}
	// A person changes something: it is tried again, from where it was.
	hook.answer(204)
	if _, err := r.Change(t.Context(), s.ID, Change{}); err != nil {
		t.Fatal(err)
	}
	r.deliver()
	if d := r.delivery(s.ID); d.GivenUp || d.Pending != 0 || d.Answer != "204 No Content" {
		t.Errorf("after the change: %+v", d)
	}
}

// Where another process may make something due, it is looked for again before long.
func TestLook(t *testing.T) { dbtest.Run(t, testLook) }

func testLook(t *testing.T) {
	r := newRoom(t, Options{})
	for _, tt := range []struct{ next, alone, shared time.Time }{
		{time.Time{}, time.Time{}, noon.Add(mostRest)}, // nothing waits
		{noon.Add(time.Second), noon.Add(time.Second), noon.Add(time.Second)},
		{noon.Add(time.Hour), noon.Add(time.Hour), noon.Add(mostRest)}, // a try that failed
		{noon.Add(-time.Hour), noon.Add(-time.Hour), noon.Add(-time.Hour)},
	} {
		want := tt.alone
		if dbtest.IsPostgres(t) {
			want = tt.shared
		}
		if got := r.look(tt.next); !got.Equal(want) {
			t.Errorf("look(%s) = %s, want %s", tt.next, got, want)
		}
	}
}

// A name that leads to a private address is found out when it is dialed, and what was private
// when it was saved may be so no longer.
func TestWebhookIsRefused(t *testing.T) { dbtest.Run(t, testWebhookIsRefused) }

func testWebhookIsRefused(t *testing.T) {
	hook := newReceiver(t, 200)
	r, s, _ := hooked(t, hook)
	r.arrive(indextest.Corpus(44, 2)...)
	r.reopen(Options{}) // the configuration allows it no longer
	r.deliver()
	if d := r.delivery(s.ID); len(hook.log().calls) != 0 || d.Tries != 1 || !strings.Contains(d.Answer, PrivateKey) || strings.Contains(d.Answer, "hidden") {
		t.Errorf("to 127.0.0.1: %d calls, %+v", len(hook.log().calls), d)
	}
}

// Whatever a webhook hangs on, the program stops when it is told to, and that is no failure.
func TestDeliverStops(t *testing.T) { dbtest.Run(t, testDeliverStops) }

func testDeliverStops(t *testing.T) {
	reached, leave := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(reached)
		<-leave
	}))
	defer server.Close()
	defer close(leave)
	r := newRoom(t, Options{Private: []string{"127.0.0.1"}})
	s := r.save(Draft{Name: "All", Query: "", Webhook: server.URL})
	r.arrive(indextest.Corpus(45, 1)...)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	<-reached
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v", err)
	}
	if d := r.delivery(s.ID); d.Tries != 0 || d.Pending != 1 {
		t.Errorf("afterwards: %+v", d)
	}
}

// A messenger is a way that tells as a test has it.
type messenger func(ctx context.Context, p *parcel) (string, error)

func (m messenger) tell(ctx context.Context, p *parcel) (string, error) { return m(ctx, p) }
func (m messenger) pause() time.Duration                                { return 0 }

// What is being told is brought to its end when another cannot be written down.
func TestAFaultBreaksOffNobody(t *testing.T) {
	r := newRoom(t, Options{Private: []string{"127.0.0.1"}})
	spoilt := r.save(Draft{Name: "Spoilt", Query: "", Webhook: "http://127.0.0.1/a"})
	sound := r.save(Draft{Name: "Sound", Query: "", Webhook: "http://127.0.0.1/b"})
	r.arrive(indextest.Corpus(47, 2)...)
	if err := r.update(t.Context(), `CREATE TRIGGER spoil BEFORE UPDATE OF told ON saved_delivery WHEN NEW.search = 'spoilt'
		BEGIN SELECT RAISE(ABORT, 'it is spoilt'); END`); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		reached := make(chan struct{})
		r.ways[byWebhook] = messenger(func(ctx context.Context, p *parcel) (string, error) {
			if p.search.id == spoilt.ID {
				<-reached
				return "taken", nil
			}
			close(reached)
			synctest.Wait() // until the other has failed
			return "taken", ctx.Err()
		})
		if _, err := r.Deliver(t.Context()); err == nil || !strings.Contains(err.Error(), "it is spoilt") {
			t.Errorf("Deliver = %v, want what is spoilt", err)
		}
	})
	if d := r.delivery(sound.ID); d.Pending != 0 || d.Answer != "taken" {
		t.Errorf("what was being told: %+v, want none pending", d)
	}
	if d := r.delivery(spoilt.ID); d.Pending != 2 {
		t.Errorf("what could not be written down: %+v, want 2 pending", d)
	}
}

func TestHookErrorsHideTheAddress(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&url.Error{Op: "Post", URL: "https://a.example/secret", Err: context.DeadlineExceeded}, "no answer within 10s"},
		{&url.Error{Op: "Post", URL: "https://a.example/secret", Err: errors.New("connection refused")}, "connection refused"},
	} {
		if got := hookError(tt.err).Error(); got != tt.want {
			t.Errorf("hookError(%v) = %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestBackoff(t *testing.T) {
	for _, tt := range []struct {
		tries int
		want  time.Duration
	}{{1, time.Minute}, {2, 2 * time.Minute}, {11, 1024 * time.Minute}, {12, 24 * time.Hour}, {1 << 30, 24 * time.Hour}} {
		if got := backoff(tt.tries); got != tt.want {
			t.Errorf("backoff(%d) = %s, want %s", tt.tries, got, tt.want)
		}
	}
}
