package fetch

import (
	"cmp"
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
	guard    *ssrf.Guardian
}

// newGate returns a gate that lets through what allow names: hosts, host:port
// pairs and networks.
func newGate(allow []string) gate {
	g := gate{guard: ssrf.New(ssrf.WithAnyPort())} // check has an eye on the port
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

// check says whether u, which is plain, may be visited as far as it tells itself.
func (g gate) check(u *url.URL) error {
	refuse := func(why string) error { return fmt.Errorf("%w: %s: %s", ErrRefused, u.Redacted(), why) }
	host, port := strings.TrimSuffix(u.Hostname(), "."), cmp.Or(u.Port(), defaultPort(u.Scheme))
	switch {
	case defaultPort(u.Scheme) == "":
		return refuse("only http and https addresses are")
	case host == "" || strings.HasSuffix(host, ".") || strings.Contains(host, ".."):
		return refuse("it names no host")
	case u.User != nil:
		return refuse("addresses with a user name are not")
	case slices.ContainsFunc(g.proxies, func(p string) bool { return same(p, net.JoinHostPort(host, port)) }):
		return refuse("it is the proxy itself")
	case g.allows(host, port):
		return nil
	case port != "80" && port != "443":
		return refuse("port " + port + " is not one of the web's; name " + net.JoinHostPort(host, port) + " in crawl.allow_private if you mean it")
	}
	addr, err := netip.ParseAddr(host)
	switch {
	case err == nil && g.guard.SafeAddr(addr) != nil:
		return refuse("it is a private or special address; name it in crawl.allow_private if you mean it")
	case err != nil && (local(host) || numeric(host)):
		return refuse("it is this machine, one of its own network, or no name; name it in crawl.allow_private if you mean it")
	}
	return nil
}

// same reports whether two host:port pairs are one; all loopback addresses are.
func same(a, b string) bool {
	loopback := func(hostport string) string {
		host, port, err := net.SplitHostPort(hostport)
		if addr, perr := netip.ParseAddr(host); err == nil && (host == "localhost" || perr == nil && addr.Unmap().IsLoopback()) {
			return net.JoinHostPort("localhost", port)
		}
		return hostport
	}
	return loopback(a) == loopback(b)
}

// local reports whether a name is never one of the public web. The dialer looks
// at what a name resolves to, but behind a proxy it is the proxy that resolves.
func local(host string) bool {
	if !strings.Contains(host, ".") {
		return true
	}
	for _, suffix := range []string{".localhost", ".localdomain", ".local", ".internal", ".home.arpa"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// numeric reports whether a host that is no address looks like one: "2130706433"
// and "0x7f.1" are read as 127.0.0.1 by some resolvers and proxies.
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x")
}

// allows reports whether the configuration lets host and port through by name.
func (g gate) allows(host, port string) bool {
	if slices.Contains(g.hosts, host) || slices.Contains(g.hosts, net.JoinHostPort(host, port)) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(g.networks, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// transport returns the network behind the gate.
func (g gate) transport() http.RoundTripper {
	open := &net.Dialer{Timeout: 15 * time.Second}
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
			switch to := net.JoinHostPort(host, port); {
			case slices.Contains(g.proxies, to):
				conn, err := open.DialContext(ctx, network, address)
				if err != nil {
					return nil, &proxyError{to, err}
				}
				return conn, nil
			case g.allows(host, port):
				return open.DialContext(ctx, network, address)
			}
			return guarded.DialContext(ctx, network, address)
		},
		OnProxyConnectResponse: func(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
			if answer.StatusCode == http.StatusOK {
				return nil
			}
			return &proxyError{proxy.Host, &StatusError{Code: answer.StatusCode}}
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
	if err := g.guard.Safe(network, address, conn); err != nil {
		return fmt.Errorf("%w: it leads to the private or special address %s; name that in crawl.allow_private if you mean it", ErrRefused, address)
	}
	return nil
}
