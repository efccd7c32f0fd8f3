package fetch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestGateRefuses(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:8899")
	client := New("Dateline/test", &memory{}, quiet, Options{AllowPrivate: []string{"intranet.example:8080", "desk", "10.1.0.0/16", "192.168.7.7", "127.0.0.0/24"}})
	for _, tt := range []struct {
		url  string
		want bool
	}{
		{"https://a.example/", true},
		{"http://93.184.216.34/", true},
		{"http://a.example:8080/", false},
		{"http://intranet.example:8080/", true},
		{"http://intranet.example:8081/", false},
		{"http://10.1.2.3:8080/", true},
		{"http://192.168.7.7/", true},
		{"http://10.2.0.1/", false},
		{"http://desk/", true},
		{"http://127.0.0.1/", true},
		{"http://127.0.0.1:8899/", false}, // the proxy itself, whatever is allowed
		{"http://localhost:8899/", false},
		{"http://[::1]:8899/", false},
		{"http://127.1.0.1/", false},
		{"http://127.1.0.1../", false},
		{"http://\uff11\uff12\uff17.1.0.1/", false}, // in full-width digits
		{"http://127\u30021\u30020\u30021/", false},
		{"http://\uff4cocalhost/", false},
		{"http://printer/", false},
		{"http://printer.local/", false},
		{"http://metadata.google.internal/", false},
		{"http://b\u00fccher.example/", true},
		{"http://localhost/", false},
		{"http://x.localhost./", false},
		{"http://0.0.0.0/", false},
		{"http://[::]/", false},
		{"http://[::1]/", false},
		{"http://[::ffff:169.254.169.254]/", false},
		{"http://[64:ff9b::7f00:1]/", false},
		{"http://169.254.169.254/", false},
		{"http://100.64.0.1/", false},
		{"http://2130706433/", false},
		{"http://0x7f.1/", false},
		{"http://127.1/", false},
		{"http://user@a.example/", false},
		{"ftp://a.example/", false},
		{"file:///etc/passwd", false},
		{"http:///x", false},
	} {
		if err := client.Check(tt.url); (err == nil) != tt.want || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("Check(%s) = %v, want %v", tt.url, err, tt.want)
		}
	}
}

// Through a proxy on loopback the web is reached; the proxy itself and what is
// private behind it are not.
func TestProxy(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.String())
		mu.Unlock()
		if r.URL.Path == "/inside" {
			http.Redirect(w, r, "http://192.168.1.1/", http.StatusFound)
		}
	}))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("NO_PROXY", "")
	client := New("Dateline/test", &memory{}, quiet, Options{})
	if page, err := client.Get(t.Context(), Request{URL: "http://a.example/x"}); err != nil || page.Status != 200 {
		t.Errorf("through the proxy: %v", err)
	}
	for _, address := range []string{proxy.URL + "/x", "http://a.example/inside", "http://10.0.0.1/"} {
		if _, err := client.Get(t.Context(), Request{URL: address}); !errors.Is(err, ErrRefused) {
			t.Errorf("Get(%s) = %v, want it refused", address, err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for _, u := range asked {
		if !strings.HasPrefix(u, "http://a.example/") {
			t.Errorf("the proxy was asked for %s", u)
		}
	}
}

// A proxy that cannot be read is not left out: it may be there to keep visits private.
func TestAnUnreadableProxyVisitsNothing(t *testing.T) {
	for _, setting := range []string{":::bad", "%zz", "http://", "http://[bad", "ftp://127.0.0.1:1"} {
		t.Setenv("HTTP_PROXY", setting)
		client := New("Dateline/test", &memory{}, quiet, Options{})
		if err := client.Check("http://a.example/"); err == nil || !strings.Contains(err.Error(), "HTTP_PROXY") {
			t.Errorf("HTTP_PROXY=%s: Check = %v, want an error that names it", setting, err)
		}
	}
}

func TestCheckAllowed(t *testing.T) {
	for entry, ok := range map[string]bool{
		"intranet.example": true, "10.0.0.5:8080": true, "10.0.0.0/8": true, "::1": true, "[::1]:80": true, "Localhost": true,
		"10.1.0.0/99": false, "a b": false, "": false, "http://a.example": false, "a.example:99999": false, "a.example:": false,
	} {
		if err := CheckAllowed(entry); (err == nil) != ok {
			t.Errorf("CheckAllowed(%q) = %v", entry, err)
		}
	}
}
