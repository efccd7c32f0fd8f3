package fetch

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
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
	key      string         // where the configuration names what is let through
	hosts    []string       // let through whatever they resolve to: "intranet.example" or "intranet.example:8080"
	networks []netip.Prefix // let through
	proxy    func(*url.URL) (*url.URL, error)
	wrong    error    // what is wrong with the proxy that the environment names
	proxies  []string // host:port of the proxies: the only private addresses that are dialed
	guard    *ssrf.Guardian
	resolver *net.Resolver // nil for the system's
}

// newGate returns a gate that lets through what allow names: hosts, host:port
// pairs and networks.
func newGate(allow []string) gate {
	g := gate{key: "crawl.allow_private", guard: ssrf.New(ssrf.WithAnyPort())} // check has an eye on the port
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
	for _, p := range []struct{ name, setting string }{{"HTTP_PROXY", env.HTTPProxy}, {"HTTPS_PROXY", env.HTTPSProxy}} {
		switch hostport := proxyAddress(p.setting); {
		case hostport != "":
			g.proxies = append(g.proxies, hostport)
		case p.setting != "":
			// Left out, pages would be asked for without the proxy: that is not for us to decide.
			g.wrong = fmt.Errorf("%w: %s=%q names no proxy: write http://host:port, or unset it", ErrRefused, p.name, p.setting)
		}
	}
	return g
}

// CheckAllowed returns what is wrong with an entry of [Options].AllowPrivate.
func CheckAllowed(entry string) error {
	entry = strings.ToLower(strings.TrimSpace(entry))
	if _, err := netip.ParsePrefix(entry); err == nil {
		return nil
	}
	if _, err := netip.ParseAddr(entry); err == nil {
		return nil
	}
	host, port, err := net.SplitHostPort(entry)
	if err != nil {
		host, port = entry, "80"
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil || !allowedHost.MatchString(host) {
		return fmt.Errorf("%q is no host, host:port, address or network: write \"intranet.example\", \"10.0.0.5:8080\" or \"10.0.0.0/8\"", entry)
	}
	return nil
}

var allowedHost = regexp.MustCompile(`^[a-z0-9:]([a-z0-9_.:-]*[a-z0-9])?$`)

// proxyAddress returns the host:port that a proxy setting names.
func proxyAddress(setting string) string {
	if setting == "" {
		return ""
	}
	if !strings.Contains(setting, "://") {
		setting = "http://" + setting
	}
	u, err := url.Parse(setting)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	port, ok := map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	if !ok {
		return ""
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), cmp.Or(u.Port(), port))
}

// check says whether u, which is plain, may be visited as far as it tells itself.
func (g gate) check(u *url.URL) error {
	refuse := func(why string) error { return fmt.Errorf("%w: %s: %s", ErrRefused, u.Redacted(), why) }
	host, port := strings.TrimSuffix(u.Hostname(), "."), cmp.Or(u.Port(), defaultPort(u.Scheme))
	switch {
	case g.wrong != nil:
		return g.wrong
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
		return refuse("port " + port + " is not one of the web's; name " + net.JoinHostPort(host, port) + " in " + g.key + " if you mean it")
	}
	addr, err := netip.ParseAddr(host)
	switch {
	case err == nil && g.guard.SafeAddr(addr) != nil:
		return refuse("it is a private or special address; name it in " + g.key + " if you mean it")
	case err != nil && (local(host) || numeric(host)):
		return refuse("it is this machine, one of its own network, or no name; name it in " + g.key + " if you mean it")
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
	open := &net.Dialer{Timeout: 15 * time.Second, Resolver: g.resolver}
	guarded := &net.Dialer{Timeout: 15 * time.Second, Resolver: g.resolver, Control: g.control}
	t := &http.Transport{
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
		MaxConnsPerHost:        2,    // one in use, and one that is being closed
		MaxIdleConnsPerHost:    1,
		MaxIdleConns:           mostIdle,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		ForceAttemptHTTP2:      true,
	}
	if len(g.proxies) > 0 { // to the transport all hosts behind it are one
		t.MaxConnsPerHost, t.MaxIdleConnsPerHost = 0, mostIdle
	}
	return t
}

// mostIdle is how many connections are kept open for the next request.
const mostIdle = 100

// control looks at the address that a name resolved to, before it is dialed.
func (g gate) control(network, address string, conn syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err == nil && slices.ContainsFunc(g.networks, func(p netip.Prefix) bool { return p.Contains(to.Addr().Unmap()) }) {
		return nil
	}
	if err := g.guard.Safe(network, address, conn); err != nil {
		return fmt.Errorf("%w: it leads to the private or special address %s; name that in %s if you mean it", ErrRefused, address, g.key)
	}
	return nil
}
