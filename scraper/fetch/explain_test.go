package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestExplain(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&net.DNSError{Err: "no such host", Name: "a.example", IsNotFound: true}, "there is no host a.example: check the address"},
		{&net.DNSError{Err: "server misbehaving", Name: "a.example", IsTemporary: true}, "is there a network?"},
		{refused, "a.example does not answer"},
		{&net.OpError{Op: "proxyconnect", Net: "tcp", Err: &proxyError{"127.0.0.1:8899", refused}}, "check HTTP_PROXY"},
		{&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, "broke off"},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), "did not answer in full within 30s"},
		{io.ErrUnexpectedEOF, "broke off"},
		{&slowError{"is too slow"}, "a.example is too slow"},
		{errors.New("net/http: server response headers exceeded 10 bytes; aborted"), "the header of the answer of a.example is too large"},
		{gzip.ErrChecksum, "came damaged"},
		{http.ErrSchemeMismatch, "try the address with http://"},
	} {
		err := explain(&url.URL{Scheme: "https", Host: "a.example"}, 30*time.Second, tt.err)
		if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || !errors.Is(err, tt.err) {
			t.Errorf("explain(%v) = %q, want %q on one line", tt.err, err, tt.want)
		}
	}
}

// Whoever answers at a secure address has to prove who they are.
func TestCertificates(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "page") })
	secure, open := httptest.NewUnstartedServer(page), httptest.NewServer(page)
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	secure.StartTLS()
	defer secure.Close()
	defer open.Close()
	client := New("Dateline/test", &memory{}, quiet, Options{AllowPrivate: []string{"127.0.0.1"}})
	for _, tt := range []struct{ url, want string }{
		{secure.URL, "does not prove that it is 127.0.0.1"},
		{strings.Replace(open.URL, "http://", "https://", 1), "does not speak https"},
	} {
		if _, err := client.Get(t.Context(), Request{URL: tt.url}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Get(%s) = %v, want an error that says %q", tt.url, err, tt.want)
		}
	}
}

func TestProxyThatDoesNotAnswer(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer refusing.Close()
	for _, tt := range []struct{ name, proxy string }{{"gone", gone.URL}, {"refusing", refusing.URL}} {
		t.Setenv("HTTPS_PROXY", tt.proxy)
		t.Setenv("NO_PROXY", "")
		client := New("Dateline/test", &memory{}, quiet, Options{})
		if _, err := client.Get(t.Context(), Request{URL: "https://a.example/"}); err == nil || !strings.Contains(err.Error(), "check HTTP_PROXY") {
			t.Errorf("%s: Get = %v, want an error that names the proxy", tt.name, err)
		}
	}
}
