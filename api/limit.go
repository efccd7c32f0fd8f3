package api

import (
	"errors"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// errRate reports that an address asks more often than it may.
var errRate = errors.New("too many requests")

// A Rate is how often one address may ask. The zero Rate is no limit.
type Rate struct {
	PerSecond int
	Burst     int              // so many at once; default: as many as in four seconds
	Now       func() time.Time // default: time.Now
}

// Limit returns a handler that passes on to next what each address may ask, and
// refuses the rest with how long to wait. Programs of this machine are not
// limited. Neither is whoever comes through a proxy on this machine: what a
// request says of where it is from is not believed.
func Limit(r Rate, next http.Handler) http.Handler {
	if r.PerSecond <= 0 {
		return next
	}
	t := newTurnstile(r)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := t.wait(r.RemoteAddr); wait > 0 {
			// Whole seconds: that is all the header can say.
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			writeProblem(w, problemOf(errRate))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// mostClients bounds the memory that strangers can take: some 2 MB.
const mostClients = 10000

// A turnstile counts what each client asks. A client that has not asked for so
// long that it may ask its whole burst again is forgotten when room is needed;
// where there is none even so, those who come new share one allowance.
type turnstile struct {
	limit rate.Limit
	burst int
	now   func() time.Time

	mu      sync.Mutex
	clients map[netip.Prefix]*rate.Limiter
	others  *rate.Limiter // of clients that found no room
	swept   time.Time
}

func newTurnstile(r Rate) *turnstile {
	t := &turnstile{limit: rate.Limit(r.PerSecond), burst: r.Burst, now: r.Now, clients: map[netip.Prefix]*rate.Limiter{}}
	if t.burst <= 0 {
		t.burst = 4 * r.PerSecond
	}
	if t.now == nil {
		t.now = time.Now
	}
	t.others = rate.NewLimiter(t.limit, t.burst)
	return t
}

// wait returns how long the client at remote, a host:port, has to wait before it
// is answered; 0 if it is answered now.
func (t *turnstile) wait(remote string) time.Duration {
	client, limited := clientOf(remote)
	if !limited {
		return 0
	}
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	turn := t.of(client, now).ReserveN(now, 1)
	wait := turn.DelayFrom(now)
	if wait > 0 {
		turn.CancelAt(now) // it is refused, so it has taken nothing
	}
	return wait
}

// of returns the allowance of a client.
func (t *turnstile) of(client netip.Prefix, now time.Time) *rate.Limiter {
	if l, ok := t.clients[client]; ok {
		return l
	}
	// Not more than once a second: a crowd must not make each request cost a walk.
	if len(t.clients) >= mostClients && now.Sub(t.swept) >= time.Second {
		t.swept = now
		for c, l := range t.clients {
			if l.TokensAt(now) >= float64(t.burst) {
				delete(t.clients, c)
			}
		}
	}
	if len(t.clients) >= mostClients {
		return t.others
	}
	l := rate.NewLimiter(t.limit, t.burst)
	t.clients[client] = l
	return l
}

// clientOf returns whom a host:port is counted as: an address, or of IPv6 the
// network of 64 bits that one subscriber has. It is not limited if it is of
// this machine; what is no address is counted as one client.
func clientOf(remote string) (client netip.Prefix, limited bool) {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}, true
	}
	addr := at.Addr().Unmap().WithZone("")
	if addr.IsLoopback() {
		return netip.Prefix{}, false
	}
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(addr, bits).Masked(), true
}
