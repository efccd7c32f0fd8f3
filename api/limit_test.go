package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// An address may ask its burst, then as often as the rate says; nobody else has
// less for that.
func TestLimit(t *testing.T) {
	now := noon
	h := Limit(Rate{PerSecond: 2, Burst: 3, Now: func() time.Time { return now }}, New(options()))
	ask := func(from string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/outlets", http.NoBody)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, tt := range []struct {
		after time.Duration // since the line before
		from  string
		want  int
	}{
		{0, "192.0.2.1:1000", 200},
		{0, "192.0.2.1:1001", 200},
		{0, "[::ffff:192.0.2.1]:1002", 200}, // the same address
		{0, "192.0.2.1:1003", 429},
		{0, "192.0.2.2:1000", 200},
		{400 * time.Millisecond, "192.0.2.1:1000", 429}, // what is refused takes nothing
		{100 * time.Millisecond, "192.0.2.1:1000", 200},
		{0, "192.0.2.1:1000", 429},
		{time.Minute, "192.0.2.1:1000", 200},
		{0, "[2001:db8::1]:1", 200},
		{0, "[2001:db8::2]:1", 200},
		{0, "[2001:db8::ffff:3%eth0]:1", 200},
		{0, "[2001:db8::4]:1", 429}, // one network of one subscriber
		{0, "[2001:db8:0:1::4]:1", 200},
		{0, "nowhere", 200},
		{0, "nowhere", 200},
		{0, "", 200},
		{0, "", 429},
	} {
		now = now.Add(tt.after)
		w := ask(tt.from)
		if w.Code != tt.want {
			t.Errorf("from %q at %s: status %d, want %d", tt.from, now.Format(time.TimeOnly), w.Code, tt.want)
		}
		if w.Code != http.StatusTooManyRequests {
			continue
		}
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Type != "urn:dateline:problem:rate" || w.Header().Get("Retry-After") != "1" {
			t.Errorf("refused with %s and Retry-After %q", w.Body, w.Header().Get("Retry-After"))
		}
		if err := documented().check("GET", "/api/v1/outlets", w); err != nil {
			t.Error(err)
		}
	}
	for range 20 {
		for _, local := range []string{"127.0.0.1:5", "[::1]:5", "127.8.8.8:5"} {
			if w := ask(local); w.Code != 200 {
				t.Fatalf("from %s: status %d", local, w.Code)
			}
		}
	}
}

func TestNoLimit(t *testing.T) {
	h := Limit(Rate{}, New(options()))
	for range 1000 {
		if w := do(t, h, "GET", "/healthz", ""); w.Code != 200 {
			t.Fatalf("status %d", w.Code)
		}
	}
}

// A crowd takes no more than its room: those who come too late share one
// allowance, until those before them have gone quiet.
func TestLimitIsBounded(t *testing.T) {
	now := noon
	c := newTurnstile(Rate{PerSecond: 1, Burst: 2, Now: func() time.Time { return now }})
	from := func(i int) string { return fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255) }
	for i := range mostClients {
		if c.wait(from(i)) > 0 {
			t.Fatalf("client %d has to wait", i)
		}
	}
	refused := 0
	for i := range 10 {
		if c.wait(from(mostClients+i)) > 0 {
			refused++
		}
	}
	if refused != 8 || len(c.clients) != mostClients {
		t.Errorf("%d of 10 late comers have to wait, %d are known; want 8 and %d", refused, len(c.clients), mostClients)
	}
	if c.wait(from(0)) > 0 {
		t.Error("one that was there before has to wait for the crowd")
	}
	now = now.Add(time.Minute)
	if c.wait(from(mostClients+50)) > 0 || len(c.clients) != 1 {
		t.Errorf("after a quiet minute %d clients are known, want 1", len(c.clients))
	}
}
