package fetch

import (
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A proxyError reports that the proxy is why no answer came.
type proxyError struct {
	proxy string // host:port
	err   error
}

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy %s: %v", e.proxy, e.err)
}

func (e *proxyError) Unwrap() error { return e.err }

// errPacking reports a body whose packing we do not take.
var errPacking = errors.New("the page cannot be unpacked")

// explain says in a line why no answer came, and what a person can do.
func explain(u *url.URL, timeout time.Duration, err error) error {
	var (
		proxy       *proxyError
		dns         *net.DNSError
		op          *net.OpError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		slow        *slowError
	)
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, ErrRefused), errors.Is(err, ErrTooLarge), errors.Is(err, errPacking):
		return err
	case errors.As(err, &slow):
		return fmt.Errorf("%s %w", u.Host, err)
	case errors.As(err, &proxy):
		return fmt.Errorf("%s cannot be reached through the proxy: check HTTP_PROXY and HTTPS_PROXY: %w", u.Host, err)
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("there is no host %s: check the address: %w", u.Hostname(), err)
	case errors.As(err, &dns):
		return fmt.Errorf("the host %s cannot be looked up: is there a network? %w", u.Hostname(), err)
	case errors.As(err, &certificate):
		return fmt.Errorf("%s does not prove that it is %s, so nothing is read there: %w", u.Host, u.Hostname(), err)
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return fmt.Errorf("%s does not speak https: try the address with http://: %w", u.Host, err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s did not answer in full within %s: %w", u.Host, timeout, err)
	case errors.As(err, &op) && op.Op == "dial":
		return fmt.Errorf("%s does not answer: %w", u.Host, err)
	case strings.Contains(err.Error(), "response headers exceeded"): // it has no type
		return fmt.Errorf("the header of the answer of %s is too large: %w", u.Host, err)
	case damaged(err):
		return fmt.Errorf("the page of %s came damaged: %w", u.Host, err)
	}
	return fmt.Errorf("the answer of %s broke off: %w", u.Host, err)
}

// damaged reports whether a body came whole, but does not unpack.
func damaged(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) ||
		errors.Is(err, zlib.ErrChecksum) || errors.Is(err, zlib.ErrHeader) || errors.Is(err, zlib.ErrDictionary) ||
		errors.As(err, &corrupt)
}
