package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// Guard returns a handler that passes to next what is asked of localhost, of an
// address in figures or of one of hosts, and refuses everything else. A page of
// another site whose name was made to point at this machine (DNS rebinding)
// reads nothing then; an address in figures can be made to point nowhere. Ports
// do not matter.
func Guard(hosts []string, next http.Handler) http.Handler {
	known := map[string]bool{"localhost": true}
	for _, h := range hosts {
		known[hostname(h)] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := hostname(r.Host)
		if _, err := netip.ParseAddr(name); err == nil || known[name] {
			next.ServeHTTP(w, r)
			return
		}
		writeProblem(w, problemOf(tell(errHost,
			"This server does not answer to the name %q. Ask for its address in figures, or add the name to the hosts in the server's configuration.", brief(r.Host))))
	})
}

// hostname returns a host without port, brackets and final dot, lower case.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// mayWrite returns why r may not change anything here.
func (s *server) mayWrite(r *http.Request) error {
	var sites http.CrossOriginProtection
	if err := sites.Check(r); err != nil {
		return tell(errSite, "Pages of other sites change nothing here. Send this from a program, or from a page of this server.")
	}
	if s.Crawler == nil || s.Token == "" {
		return tell(errReadOnly, "This server only answers questions: it was started without a crawler, or without a token.")
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(sum[:], s.token[:]) != 1 {
		return tell(errToken, "Send the header “Authorization: Bearer <token>”. The token stands in the data folder of this server.")
	}
	return nil
}

// guardHeaders sets what keeps browsers from making more of an answer than it is.
func guardHeaders(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
}

func headers(c *gin.Context) {
	guardHeaders(c.Writer.Header())
	c.Writer.Header().Set("Cache-Control", "no-store")
}

// watch logs each request when it has been answered.
func (s *server) watch(c *gin.Context) {
	start := time.Now()
	c.Next()
	s.Log.Debug("answered", "method", c.Request.Method, "path", c.Request.URL.Path,
		"status", c.Writer.Status(), "took", time.Since(start))
}

// rescue turns a panic into a problem. Where the answer had begun, it breaks
// the connection, so that half an answer is not taken for a whole one.
func (s *server) rescue(c *gin.Context) {
	defer func() {
		v := recover()
		err, _ := v.(error)
		switch {
		case v == nil:
		case errors.Is(err, http.ErrAbortHandler):
			panic(v)
		case c.Writer.Written():
			s.Log.Error("panic", "path", c.Request.URL.Path, "panic", v, "stack", string(debug.Stack()))
			panic(http.ErrAbortHandler)
		default:
			s.Log.Error("panic", "path", c.Request.URL.Path, "panic", v, "stack", string(debug.Stack()))
			s.fail(c, fmt.Errorf("panic: %v", v))
		}
	}()
	c.Next()
}
