package fetch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"dateline/scraper"
)

const (
	// Patience is how long a visit waits for a host that is to be left alone.
	// What has to wait longer is left to a later visit.
	Patience = 2 * time.Minute

	// After so many failures in a row a host is not waited for at all: each later
	// visit is a trial, and the first that succeeds ends the matter.
	failuresToHold = 5
	longestHold    = 6 * time.Hour

	slowest  = time.Minute // the longest pause that slow answers bring about
	mostPace = 10_000      // hosts that are remembered at once
)

// A HeldError reports that a host was not asked, for it is to be left alone.
// It says nothing about the page: that may be visited once the time is over.
type HeldError struct {
	Host  string
	Until time.Time
	Says  string // what went wrong there last
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%s is left alone until %s: %s", e.Host, e.Until.UTC().Format(time.RFC3339), e.Says)
}

// A paces remembers, while the program runs, how hosts fare. Those that do well
// are not in it. What has to outlive the program is in the ledger: until when a
// host is to be left alone.
type paces struct {
	mu    sync.Mutex
	hosts map[string]pace
}

// A pace is what the last answers of a host made of it.
type pace struct {
	slow     time.Duration // how long answers take: rises at once, falls by halves
	failures int           // in a row
	until    time.Time     // it is left alone
	says     string        // what went wrong last
}

// held returns a HeldError if a visit of host had better not wait for it.
func (p *paces) held(host string, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[host]
	if left := h.until.Sub(now); left <= 0 || left <= Patience && h.failures < failuresToHold {
		return nil
	}
	says := h.says
	if h.failures >= failuresToHold {
		says = fmt.Sprintf("it failed %d times in a row, at last so: %s", h.failures, says)
	}
	return &HeldError{Host: host, Until: h.until, Says: says}
}

// note notes an answer of host that took so long and ended now, with what was
// wrong with the host, if anything was. It returns the pause that follows: at
// least asked, which is what the host asks for, and at least as long as answers
// take. With every failure in a row it doubles, beginning with twice delay.
func (p *paces) note(host string, now time.Time, took, delay, asked time.Duration, trouble string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[host]
	h.slow = min(slowest, max(took, (h.slow+took)/2))
	pause := max(asked, h.slow)
	if trouble == "" {
		h.failures, h.until, h.says = 0, time.Time{}, ""
	} else {
		h.failures++
		h.says = trouble
		pause = max(pause, backoff(delay, h.failures))
		h.until = now.Add(pause)
	}
	if trouble == "" && h.slow <= asked {
		delete(p.hosts, host)
		return pause
	}
	if p.hosts == nil {
		p.hosts = map[string]pace{}
	}
	if _, known := p.hosts[host]; !known && len(p.hosts) >= mostPace {
		p.forget(now)
	}
	p.hosts[host] = h
	return pause
}

// forget makes room: it drops the hosts that may be asked, or else any one.
func (p *paces) forget(now time.Time) {
	for host, h := range p.hosts {
		if !h.until.After(now) {
			delete(p.hosts, host)
		}
	}
	for host := range p.hosts {
		if len(p.hosts) < mostPace {
			return
		}
		delete(p.hosts, host)
	}
}

// backoff returns the pause after so many failures in a row. Chance adds up to a
// quarter, lest all that failed together comes back together.
func backoff(delay time.Duration, failures int) time.Duration {
	d := min(delay, longestHold)
	for range failures {
		d = min(2*d, longestHold)
	}
	return min(d+rand.N(d/4+1), longestHold)
}

// trouble says in a line what an answer, or that none came, tells against its
// host: "" if nothing. A page that is not there, too large or damaged is no
// fault of its host, and that the network or the proxy is gone is ours.
func trouble(a *answer, err error) string {
	var dns *net.DNSError
	var proxy *proxyError
	switch {
	case err == nil && (a.status >= 500 || a.status == http.StatusTooManyRequests):
		return (&StatusError{Code: a.status}).Error()
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled), errors.Is(err, ErrRefused), errors.Is(err, ErrTooLarge), errors.Is(err, errPacking), damaged(err):
		return ""
	case errors.As(err, &proxy), errors.As(err, &dns) && !dns.IsNotFound, errors.Is(err, syscall.ENETUNREACH):
		return ""
	}
	return err.Error()
}

// paceKey returns the name under which the pace of the host of u is kept: one
// for all of a publication, whatever its scheme.
func paceKey(u *url.URL) string {
	host := scraper.Host(u)
	for _, port := range []string{":80", ":443"} {
		host = strings.TrimSuffix(host, port)
	}
	return host
}
