package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// What the dialer is about to connect to, however it was named.
func TestDialerRefuses(t *testing.T) {
	g := newGate([]string{"10.9.0.0/16", "fd00:9::/32"})
	for _, tt := range []struct {
		addr string
		safe bool
	}{
		{"93.184.216.34", true},
		{"2606:2800:220:1::1", true},
		{"10.9.1.1", true}, // the configuration allows it
		{"::ffff:10.9.1.1", true},
		{"fd00:9::1", true},
		{"10.8.1.1", false},
		{"127.0.0.1", false},
		{"127.255.255.254", false},
		{"0.0.0.0", false},
		{"0.1.2.3", false},
		{"100.64.0.1", false}, // carrier-grade NAT
		{"100.127.255.255", false},
		{"169.254.169.254", false}, // metadata of cloud machines
		{"172.16.0.1", false},
		{"172.31.255.255", false},
		{"192.0.0.192", false}, // metadata, elsewhere
		{"192.168.0.1", false},
		{"198.18.0.1", false},
		{"224.0.0.1", false},
		{"240.0.0.1", false},
		{"255.255.255.255", false},
		{"::", false},
		{"::1", false},
		{"::127.0.0.1", false},
		{"::ffff:127.0.0.1", false},
		{"::ffff:169.254.169.254", false},
		{"::ffff:8.8.8.8", false}, // no name leads there
		{"64:ff9b::7f00:1", false},
		{"64:ff9b::a9fe:a9fe", false},
		{"64:ff9b:1::1", false},
		{"2002:7f00:1::", false}, // 6to4
		{"2002:a9fe:a9fe::1", false},
		{"2001::7f00:1", false}, // Teredo
		{"2001:db8::1", false},
		{"fc00::1", false},
		{"fd00:ec2::254", false}, // metadata
		{"fe80::1", false},
		{"fe80::1%eth0", false},
		{"fec0::1", false},
		{"ff02::1", false},
	} {
		addr := netip.MustParseAddr(tt.addr)
		network := "tcp4"
		if addr.Is6() {
			network = "tcp6"
		}
		err := g.control(network, netip.AddrPortFrom(addr, 80).String(), nil)
		if (err == nil) != tt.safe || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("dialing %s: %v, want it let through: %v", tt.addr, err, tt.safe)
		}
		if tt.safe {
			continue
		}
		// Nor is it asked for by its number.
		host := tt.addr
		if addr.Is6() {
			host = "[" + strings.Replace(host, "%", "%25", 1) + "]"
		}
		u, err := address("http://" + host + "/")
		if err == nil {
			err = g.check(u)
		}
		if !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v, want it refused", host, err)
		}
	}
}

// names answers every look-up of a name with the next of its lists of
// addresses; the last list stays.
func names(t *testing.T, lists map[string][]string) *net.Resolver {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	asked := map[string]int{}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, from, err := socket.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			q := m.Questions[0]
			name := strings.TrimSuffix(q.Name.String(), ".")
			switch list := lists[name]; {
			case list == nil:
				m.RCode = dnsmessage.RCodeNameError
			case q.Type == dnsmessage.TypeA:
				for _, a := range strings.Fields(list[min(asked[name], len(list)-1)]) {
					m.Answers = append(m.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET},
						Body:   &dnsmessage.AResource{A: netip.MustParseAddr(a).As4()},
					})
				}
				asked[name]++
			}
			if packet, err := m.Pack(); err == nil {
				_, _ = socket.WriteTo(packet, from) // who asked is gone
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", socket.LocalAddr().String())
	}}
}

// A name that leads to private addresses as well is visited at the others; one
// that changes where it leads is looked at whenever it is dialed.
func TestNamesThatChange(t *testing.T) {
	inside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = inside.Close() }()
	_, port, _ := net.SplitHostPort(inside.Addr().String())
	outside, err := net.Listen("tcp", "127.0.0.2:"+port)
	if err != nil {
		t.Skipf("this machine has one loopback address only: %v", err)
	}
	defer func() { _ = outside.Close() }()
	g := newGate([]string{"127.0.0.2"})
	g.resolver = names(t, map[string][]string{
		"both.example":   {"127.0.0.1 127.0.0.2"},
		"rebind.example": {"127.0.0.2", "127.0.0.1"},
		"inside.example": {"127.0.0.1 10.0.0.1"},
	})
	dial := g.transport().(*http.Transport).DialContext
	for _, tt := range []struct {
		name string
		want bool
	}{{"both.example", true}, {"both.example", true}, {"rebind.example", true}, {"rebind.example", false}, {"inside.example", false}} {
		conn, err := dial(t.Context(), "tcp", tt.name+":"+port)
		if (err == nil) != tt.want || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("dialing %s: %v", tt.name, err)
		}
		if err == nil {
			if got := conn.RemoteAddr().String(); got != outside.Addr().String() {
				t.Errorf("%s is dialed at %s", tt.name, got)
			}
			_ = conn.Close()
		}
	}
}

// Whatever leads to a name inside is refused in the dialer: the address itself,
// a redirect, the redirect of a robots.txt.
func TestNamesInside(t *testing.T) {
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch {
		case r.URL.Path == "/to-inside":
			http.Redirect(w, r, "http://inside.example/latest", http.StatusFound)
		case r.URL.Path == "/robots.txt" && strings.HasPrefix(r.Host, "localhost"):
			http.Redirect(w, r, "http://inside.example/robots.txt", http.StatusFound)
		default:
			fmt.Fprint(w, "")
		}
	}))
	defer site.Close()
	host := strings.TrimPrefix(site.URL, "http://")
	local := strings.Replace(host, "127.0.0.1", "localhost", 1)
	client := New("Dateline/test", &memory{}, quiet, Options{AllowPrivate: []string{host, local}})
	client.gate.resolver = names(t, map[string][]string{"inside.example": {"127.0.0.1"}, "localhost": {"127.0.0.1"}})
	client.http = client.gate.transport()
	for _, u := range []string{"http://inside.example/", "https://inside.example./x", site.URL + "/to-inside", "http://" + local + "/x"} {
		_, err := client.Get(t.Context(), Request{URL: u})
		if err == nil || !strings.Contains(err.Error(), "leads to the private or special address 127.0.0.1:") {
			t.Errorf("Get(%s) = %v, want it refused", u, err)
		}
	}
	if len(client.paces.hosts) != 0 {
		t.Errorf("what is refused counts against its host: %v", client.paces.hosts)
	}
	if asked.Load() != 3 {
		t.Errorf("%d requests were made, want 3", asked.Load())
	}
	if _, err := client.Get(t.Context(), Request{URL: "http://nobody.example/"}); err == nil || !strings.Contains(err.Error(), "there is no host nobody.example: check the address") {
		t.Errorf("a name that is none: %v", err)
	}
}
