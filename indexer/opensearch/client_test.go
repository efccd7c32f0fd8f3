package opensearch

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// answering returns the address of a server that answers so to all but the first question.
func answering(t *testing.T, status int, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/" {
			_, _ = io.WriteString(w, `{"version":{"distribution":"opensearch","number":"2.19.1"}}`)
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// What is no cluster of ours is refused in words that say what to do.
func TestConnectRefuses(t *testing.T) {
	says := func(body string, status int) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, tt := range []struct {
		cfg  Config
		want string
	}{
		{Config{}, "no address"},
		{Config{Addresses: []string{"search.example:9200"}}, "write it as https://"},
		{Config{Addresses: []string{"https://me:secret@search.example:9200"}}, "DATELINE_INDEX_PASSWORD"},
		{Config{Addresses: []string{closed.URL}}, "does not answer: see that it runs"},
		{Config{Addresses: []string{says(`{"version":{"number":"8.15.0"},"tagline":"You Know, for Search"}`, 200)}}, "is Elasticsearch 8.15.0: Dateline works with OpenSearch"},
		{Config{Addresses: []string{says(`{"version":{"number":"1.3.20","distribution":"opensearch"}}`, 200)}}, "OpenSearch 2 and later"},
		{Config{Addresses: []string{says(`{"error":{"type":"security_exception","reason":"missing authentication"},"status":401}`, 401)}}, "does not let us in (401)"},
		{Config{Addresses: []string{says(`<html>`, 200)}}, "is no OpenSearch: see that [index] addresses"},
		{Config{Addresses: []string{says(`<html>`, 404)}}, "what answers at http://127.0.0.1:"},
		{Config{Addresses: []string{says(`<html>`, 502)}}, "http://127.0.0.1:"},
		{Config{Addresses: []string{says(``, 200)}, CA: []byte("none")}, "not in PEM"},
	} {
		_, err := Connect(t.Context(), tt.cfg)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("Connect(%v): %v, want %q", tt.cfg.Addresses, err, tt.want)
		}
	}
}

// Whoever has a name and a password, or a key, shows it.
func TestConnectShows(t *testing.T) {
	var got string
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		_, _ = io.WriteString(w, `{"version":{"distribution":"opensearch","number":"3.1.0"}}`)
	}))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	ca := pemOf(s.Certificate())
	for _, tt := range []struct {
		cfg  Config
		want string
	}{
		{Config{Username: "desk", Password: "secret"}, "Basic ZGVzazpzZWNyZXQ="},
		{Config{APIKey: "a2V5"}, "ApiKey a2V5"},
		{Config{}, ""},
	} {
		tt.cfg.Addresses, tt.cfg.CA = []string{s.URL}, ca
		if _, err := Connect(t.Context(), tt.cfg); err != nil || got != tt.want {
			t.Errorf("Connect shows %q, %v; want %q", got, err, tt.want)
		}
	}
	if _, err := Connect(t.Context(), Config{Addresses: []string{s.URL}}); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a server with an unknown certificate is trusted: %v", err)
	}
}

// An answer of some of the documents is no answer.
func TestPartialAnswers(t *testing.T) {
	for body, want := range map[string]error{
		`{"responses":[{"timed_out":false,"_shards":{"failed":1},"hits":{"total":{"value":3}}}]}`:              errPartial,
		`{"responses":[{"timed_out":true,"hits":{"total":{"value":3}}}]}`:                                      errPartial,
		`{"responses":[{"error":{"type":"index_not_found_exception","reason":"no such index"},"status":404}]}`: ErrGone,
	} {
		c, err := Connect(t.Context(), Config{Addresses: []string{answering(t, 200, body)}})
		if err != nil {
			t.Fatal(err)
		}
		x := &Index{cluster: c, name: "x"}
		if _, err := x.search(t.Context(), request{kind: articlesKind, body: object{}}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&Index{}).search(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

// Of what is written in one request only that is sent again which may be written later.
func TestUnwritten(t *testing.T) {
	body := "{\"index\":{\"_id\":\"a\"}}\n{\"n\":1}\n{\"delete\":{\"_id\":\"b\"}}\n{\"index\":{\"_id\":\"c\"}}\n{\"n\":3}\n"
	item := func(verb, id string, status int, kind string) map[string]writtenItem {
		w := writtenItem{ID: id, Status: status}
		if kind != "" {
			w.Error = &cause{Type: kind, Reason: "as told"}
		}
		return map[string]writtenItem{verb: w}
	}
	left, err := unwritten([]byte(body), []map[string]writtenItem{item("index", "a", 201, ""), item("delete", "b", 404, ""), item("index", "c", 429, "rejected_execution_exception")})
	if string(left) != "{\"index\":{\"_id\":\"c\"}}\n{\"n\":3}\n" || !passing(err) {
		t.Errorf("left %q, %v", left, err)
	}
	_, err = unwritten([]byte(body), []map[string]writtenItem{item("index", "a", 400, "mapper_parsing_exception")})
	if err == nil || passing(err) || !strings.Contains(err.Error(), "document a is not written") {
		t.Errorf("a document that will never be written: %v", err)
	}
	if _, err := unwritten([]byte("{}\n"), []map[string]writtenItem{item("index", "a", 201, ""), item("index", "b", 201, "")}); err == nil {
		t.Error("an answer about more than was asked is taken")
	}
}
