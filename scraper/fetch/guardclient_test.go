package fetch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A Guard asks what is allowed, refuses the rest, and names the key that allows more.
func TestGuard(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusFound)
	}))
	defer server.Close()
	for _, tt := range []struct {
		allow []string
		url   string
		says  string // empty: it is asked
	}{
		{[]string{"127.0.0.1"}, server.URL, ""},
		{nil, server.URL, "hooks.private"},
		{nil, "http://127.0.0.1/", "name it in hooks.private"},
		{nil, "http://１２７.0.0.1/", "name it in hooks.private"},
		{nil, "http://localhost/", "name it in hooks.private"},
		{nil, "https://a.example:8443/", "name a.example:8443 in hooks.private"},
		{nil, "https://user@a.example/", "user name"},
		{nil, "file:///etc/passwd", "only http and https"},
	} {
		g := NewGuard(tt.allow, "hooks.private")
		checked := g.Check(tt.url)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tt.url, strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := g.RoundTrip(req)
		if err == nil {
			if resp.StatusCode != http.StatusFound {
				t.Errorf("%s answers %d, want the redirect itself", tt.url, resp.StatusCode)
			}
			_ = resp.Body.Close()
		}
		for _, err := range []error{checked, err} {
			if tt.says == "" && err != nil || tt.says != "" && (!errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), tt.says)) {
				t.Errorf("%s, allowed %v: %v, want %q", tt.url, tt.allow, err, tt.says)
			}
		}
	}
}
