package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"sync"

	"dateline/scraper"
	"dateline/scraper/warc"
)

// A witness notes what requests said on the wire and who answered, so that the
// archive can keep it beside the pages. It knows of the last request only: of a
// visit, that is the one that brought the page.
type witness struct {
	mu     sync.Mutex
	header http.Header
	ip     string
}

// watch returns a context whose requests are noted.
func (w *witness) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.header, w.ip = http.Header{}, ""
		},
		GotConn: func(info httptrace.GotConnInfo) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if info.Conn == nil {
				return
			}
			if host, _, err := net.SplitHostPort(info.Conn.RemoteAddr().String()); err == nil {
				w.ip = host
			}
		},
		WroteHeaderField: func(name string, values []string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if name == ":authority" {
				name = "Host" // as HTTP/1.1, which records are written in, calls it
			}
			if w.header != nil && name[0] != ':' {
				w.header[http.CanonicalHeaderKey(name)] = append([]string(nil), values...)
			}
		},
	})
}

// exchange returns a page with what was noted of its request. Where a proxy is
// set the address may be that of the proxy, and is left out.
func (w *witness) exchange(p *scraper.Page) warc.Exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	x := warc.Exchange{Page: p, IP: w.ip}
	if len(w.header) > 0 {
		x.Request = w.header.Clone()
	}
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		if os.Getenv(name) != "" {
			x.IP = ""
		}
	}
	return x
}

// A spoken is a web without wires, which tells a witness what it is asked.
type spoken struct{ http.RoundTripper }

func (s spoken) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GetConn != nil && trace.WroteHeaderField != nil {
		trace.GetConn(r.URL.Host)
		trace.WroteHeaderField("Host", []string{r.URL.Host})
		for name, values := range r.Header {
			trace.WroteHeaderField(name, values)
		}
	}
	return s.RoundTripper.RoundTrip(r)
}
