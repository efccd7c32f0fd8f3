package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dateline/scraper"
)

// An answer is one response, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
	at     time.Time // when it began
}

// A limit bounds a body, unpacked: what is longer is cut there, or too large.
type limit struct {
	bytes int64
	cut   bool
}

// exchange waits for our turn at the host of u, makes one request and reads its
// answer. Before delay has passed nobody else asks that host for anything, nor
// before what pause makes of the answer. Both count from the answer's end, for
// the server may have heard of us later than we wrote down. An error without an
// answer is our own trouble; with an empty one, the server's or the network's.
func (c *Client) exchange(ctx context.Context, u *url.URL, header http.Header, lim limit, delay time.Duration, pause func(*answer) time.Duration) (*answer, error) {
	host := scraper.Host(u)
	leave, err := c.hosts.take(ctx, host)
	if err != nil {
		return nil, err
	}
	defer leave()
	at, err := c.ledger.Turn(ctx, host, delay)
	if err != nil {
		return nil, err
	}
	if d := at.Sub(c.now()); d > 0 {
		if err := c.sleep(ctx, d); err != nil {
			return nil, err
		}
	}
	a, err := c.hop(ctx, u, header, lim)
	if err != nil {
		a = &answer{}
	}
	delay = max(delay, pause(a))
	// Even who no longer waits for the answer has asked.
	if hold := c.ledger.Hold(context.WithoutCancel(ctx), host, c.now().Add(delay)); hold != nil {
		return nil, errors.Join(err, hold)
	}
	return a, err
}

// hop makes one request and reads its answer.
func (c *Client) hop(ctx context.Context, u *url.URL, header http.Header, lim limit) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	req.Header = header.Clone()
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en,*;q=0.5")
	// Asked for by us and not by the transport, so that unpacking is ours to bound.
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	c.log.Debug("request", "url", u.String(), "conditional", len(header) > 0)
	response, err := c.http.RoundTrip(req)
	if err != nil {
		return nil, explain(u, c.timeout, err)
	}
	defer func() { _ = response.Body.Close() }() // nothing more is wanted of it
	a := &answer{status: response.StatusCode, header: response.Header, at: c.now().UTC()}
	if a.status >= 300 {
		// Its body is of no use. A small one is read, so that the connection is kept.
		if 0 < response.ContentLength && response.ContentLength <= 4<<10 {
			_, _ = io.Copy(io.Discard, response.Body)
		}
		return a, nil
	}
	if a.body, err = read(response, lim); err != nil {
		return nil, explain(u, c.timeout, err)
	}
	return a, nil
}

// read reads and unpacks a body.
func read(r *http.Response, lim limit) ([]byte, error) {
	if r.ContentLength > lim.bytes && !lim.cut {
		return nil, fmt.Errorf("%w: it says %s, and %s are taken", ErrTooLarge, size(r.ContentLength), size(lim.bytes))
	}
	body, err := unpack(r.Body, r.Header.Get("Content-Encoding"), lim.bytes)
	if err != nil {
		return nil, err
	}
	if lim.cut {
		return io.ReadAll(io.LimitReader(body, lim.bytes))
	}
	data, err := io.ReadAll(io.LimitReader(body, lim.bytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > lim.bytes {
		return nil, fmt.Errorf("%w: more than the %s that are taken", ErrTooLarge, size(lim.bytes))
	}
	return data, nil
}

// size returns a number of bytes as people say it.
func size(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }

// unpack returns body without its Content-Encoding. Packed bytes are bounded,
// too: a stream that unpacks to nothing could go on for ever.
func unpack(body io.Reader, encoding string, maxBytes int64) (io.Reader, error) {
	body = &bounded{body, maxBytes}
	codings := strings.FieldsFunc(strings.ToLower(encoding), func(r rune) bool { return r == ',' || r == ' ' })
	if len(codings) > 2 {
		return nil, fmt.Errorf("%w: it is packed %d times", errPacking, len(codings))
	}
	for i := len(codings) - 1; i >= 0; i-- {
		switch codings[i] {
		case "identity", "":
		case "gzip", "x-gzip":
			in := bufio.NewReader(body)
			// Some servers say gzip and send it plain.
			if magic, err := in.Peek(2); err != nil || !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
				body = in
				continue
			}
			z, err := gzip.NewReader(in)
			if err != nil {
				return nil, err
			}
			body = z
		case "deflate":
			// The standard means zlib; some servers send it raw.
			in := bufio.NewReader(body)
			head, err := in.Peek(2)
			if err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
				z, err := zlib.NewReader(in)
				if err != nil {
					return nil, err
				}
				body = z
				continue
			}
			body = flate.NewReader(in)
		default:
			return nil, fmt.Errorf("%w: it is packed as %.30q, which was not asked for", errPacking, codings[i])
		}
	}
	return body, nil
}

// A bounded reader fails after a number of bytes.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		// The very end may just have been reached.
		if n, err := b.from.Read(make([]byte, 1)); n == 0 && errors.Is(err, io.EOF) {
			return 0, io.EOF
		}
		return 0, ErrTooLarge
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
