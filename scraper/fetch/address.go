package fetch

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// address reads an address to the form in which it is judged and asked for.
func address(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %.200q is no address", ErrRefused, raw)
	}
	return plain(u)
}

// plain returns u as it goes over the wire: its host in lower case and ASCII, no
// default port, no fragment, a path. What is judged must be what is asked for:
// a host in full-width digits is a loopback address to whoever dials it.
func plain(u *url.URL) (*url.URL, error) {
	p := *u
	p.Fragment, p.RawFragment = "", ""
	p.Scheme = strings.ToLower(p.Scheme)
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if !ascii(host) {
		name, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return nil, fmt.Errorf("%w: %.100q is no host name", ErrRefused, u.Hostname())
		}
		host = name
	}
	host = strings.TrimSuffix(host, ".") // as canon does: it is the same host
	if strings.Contains(host, ":") {
		host = "[" + strings.Replace(host, "%", "%25", 1) + "]"
	}
	p.Host = host
	if port != "" && port != defaultPort(p.Scheme) {
		p.Host += ":" + port
	}
	if p.Path == "" {
		p.Path = "/"
	}
	return &p, nil
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

// defaultPort returns the port that goes without saying, "" if the scheme is not one of ours.
func defaultPort(scheme string) string {
	switch scheme {
	case "http":
		return "80"
	case "https":
		return "443"
	}
	return ""
}

// location returns where a redirect leads, nil if the answer is none.
func location(u *url.URL, a *answer) (*url.URL, error) {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	to := a.header.Get("Location")
	if to == "" {
		return nil, fmt.Errorf("the server answers %d and does not say where to", a.status)
	}
	next, err := u.Parse(to)
	if err != nil {
		return nil, fmt.Errorf("the server sends us to %.200q, which is no address", to)
	}
	return plain(next)
}
