package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"golang.org/x/net/http/httpproxy"
)

// A gate keeps visits away from what is nobody's news: private addresses, odd
// ports, this machine. It looks at the address before every hop, and at the
// resolved one in the dialer, where no name can deceive it.
type gate struct {
	hosts    []string       // let through whatever they resolve to: "intranet.example" or "intranet.example:8080"
	networks []netip.Prefix // let through
	proxy    func(*url.URL) (*url.URL, error)
	proxies  []string // host:port of the proxies: the only private addresses that are dialed
}

// newGate returns a gate that lets through what allow names: hosts, host:port
// pairs and networks.
func newGate(allow []string) gate {
	var g gate
	for _, a := range allow {
		a = strings.ToLower(strings.TrimSpace(a))
		if prefix, err := netip.ParsePrefix(a); err == nil {
			g.networks = append(g.networks, prefix)
		} else if addr, err := netip.ParseAddr(a); err == nil {
			g.networks = append(g.networks, netip.PrefixFrom(addr, addr.BitLen()))
		} else {
			g.hosts = append(g.hosts, a)
		}
	}
	// Read now, not when the first request is made, as http.ProxyFromEnvironment does.
	env := httpproxy.FromEnvironment()
	g.proxy = env.ProxyFunc()
	for _, p := range []string{env.HTTPProxy, env.HTTPSProxy} {
		if hostport := proxyAddress(p); hostport != "" {
			g.proxies = append(g.proxies, hostport)
		}
	}
	return g
}

// proxyAddress returns the host:port that a proxy setting names.
func proxyAddress(setting string) string {
	if setting == "" {
		return ""
	}
	if !strings.Contains(setting, "://") {
		setting = "http://" + setting
	}
	u, err := url.Parse(setting)
	if err != nil || u.Host == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// check says whether u may be visited, as far as it tells itself.
func (g gate) check(u *url.URL) error {
	refuse := func(why string) error { return fmt.Errorf("%w: %s: %s", ErrRefused, u.Redacted(), why) }
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse("only http and https addresses are")
	case u.Hostname() == "":
		return refuse("it names no host")
	case u.User != nil:
		return refuse("addresses with a user name are not")
	}
	host, port := strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if g.allows(host, port) {
		return nil
	}
	if slices.Contains(g.proxies, net.JoinHostPort(host, port)) {
		return refuse("it is the proxy itself")
	}
	if port != "80" && port != "443" {
		return refuse("port " + port + " is not one of the web's; name " + net.JoinHostPort(host, port) + " in crawl.allow_private if you mean it")
	}
	addr, err := netip.ParseAddr(host)
	switch {
	case err == nil && g.guard().Safe(network(addr), netip.AddrPortFrom(addr, 80).String(), nil) != nil:
		return refuse("it is a private or special address; name it in crawl.allow_private if you mean it")
	case err != nil && (host == "localhost" || strings.HasSuffix(host, ".localhost") || numeric(host)):
		return refuse("it is this machine or no name; name it in crawl.allow_private if you mean it")
	}
	return nil
}

// network returns what the dialer calls the network of an address.
func network(addr netip.Addr) string {
	if addr.Is4() {
		return "tcp4"
	}
	return "tcp6"
}

// numeric reports whether a host that is no address looks like one: "2130706433"
// and "0x7f.1" are read as 127.0.0.1 by some resolvers and proxies.
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && (strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x"))
}

// allows reports whether the configuration lets host and port through by name.
func (g gate) allows(host, port string) bool {
	if slices.Contains(g.hosts, host) || slices.Contains(g.hosts, net.JoinHostPort(host, port)) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(g.networks, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// guard refuses what is not public, on any port: check has seen to that.
func (g gate) guard() *ssrf.Guardian { return ssrf.New(ssrf.WithAnyPort()) }

// transport returns the network behind the gate.
func (g gate) transport() http.RoundTripper {
	plain := &net.Dialer{Timeout: 15 * time.Second}
	guarded := &net.Dialer{Timeout: 15 * time.Second, Control: g.control}
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) { return g.proxy(r.URL) },
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(strings.ToLower(address))
			if err != nil {
				return nil, err
			}
			// A target that names the proxy was refused by check: what is dialed
			// here under its address is the proxy.
			if slices.Contains(g.proxies, net.JoinHostPort(host, port)) || g.allows(host, port) {
				return plain.DialContext(ctx, network, address)
			}
			return guarded.DialContext(ctx, network, address)
		},
		DisableCompression:     true, // we unpack ourselves, to bound it
		MaxIdleConnsPerHost:    1,
		MaxIdleConns:           100,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		ForceAttemptHTTP2:      true,
	}
}

// control looks at the address that a name resolved to, before it is dialed.
func (g gate) control(network, address string, conn syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err == nil && slices.ContainsFunc(g.networks, func(p netip.Prefix) bool { return p.Contains(to.Addr().Unmap()) }) {
		return nil
	}
	if err := g.guard().Safe(network, address, conn); err != nil {
		return fmt.Errorf("%w: it leads to the private or special address %s; name that in crawl.allow_private if you mean it", ErrRefused, address)
	}
	return nil
}
