package fetch

import (
	"fmt"
	"net/http"
)

// A Guard makes requests that are no visits, such as telling another server of something,
// behind the same gate: neither private addresses nor odd ports, unless they are allowed.
// It keeps no pace, asks no robots.txt and follows no redirect.
type Guard struct {
	gate gate
	http http.RoundTripper
}

// NewGuard returns a Guard that lets through what allow names: hosts, host:port pairs and
// networks. Its refusals say that key is where to name them.
func NewGuard(allow []string, key string) *Guard {
	g := newGate(allow)
	g.key = key
	return &Guard{g, g.transport()}
}

// Check says whether the address may be asked at all, as far as it tells itself, in an
// error that is ErrRefused. Nothing is looked up.
func (g *Guard) Check(rawURL string) error {
	u, err := address(rawURL)
	if err != nil {
		return err
	}
	return g.gate.check(u)
}

// RoundTrip makes one request, as http.RoundTripper wants it. What its host resolves to is
// looked at when it is dialed.
func (g *Guard) RoundTrip(r *http.Request) (*http.Response, error) {
	u, err := plain(r.URL)
	if err != nil {
		return nil, err
	}
	if err := g.gate.check(u); err != nil {
		return nil, err
	}
	sent := r.Clone(r.Context()) // what is judged is what is asked for
	sent.URL, sent.Host = u, ""
	resp, err := g.http.RoundTrip(sent)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", u.Host, err)
	}
	return resp, nil
}
