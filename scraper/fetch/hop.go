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
)

// An answer is one response, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
	at     time.Time // when it began
}

// hop makes one request and reads its answer, at most maxBytes of it unpacked.
func (c *Client) hop(ctx context.Context, u *url.URL, header http.Header, maxBytes int64) (*answer, error) {
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
	at := c.now().UTC()
	response, err := c.http.RoundTrip(req)
	if err != nil {
		return nil, explain(u, c.timeout, err)
	}
	defer func() { _ = response.Body.Close() }() // nothing more is wanted of it
	a := &answer{status: response.StatusCode, header: response.Header, at: at}
	if a.status >= 300 {
		return a, nil // its body is of no use
	}
	if a.body, err = read(response, maxBytes); err != nil {
		return nil, explain(u, c.timeout, err)
	}
	return a, nil
}

// read reads and unpacks a body.
func read(r *http.Response, maxBytes int64) ([]byte, error) {
	if r.ContentLength > maxBytes {
		return nil, fmt.Errorf("%w: it says %d bytes, and %d are taken", ErrTooLarge, r.ContentLength, maxBytes)
	}
	body, err := unpack(r.Body, r.Header.Get("Content-Encoding"), maxBytes)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(body, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > maxBytes {
		return nil, fmt.Errorf("%w: more than the %d bytes that are taken", ErrTooLarge, maxBytes)
	}
	return data, nil
}

// unpack returns body without its Content-Encoding. Packed bytes are bounded,
// too: a stream that unpacks to nothing could go on for ever.
func unpack(body io.Reader, encoding string, maxBytes int64) (io.Reader, error) {
	body = &bounded{body, maxBytes}
	codings := strings.FieldsFunc(strings.ToLower(encoding), func(r rune) bool { return r == ',' || r == ' ' })
	if len(codings) > 2 {
		return nil, fmt.Errorf("the page is packed %d times", len(codings))
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
			return nil, fmt.Errorf("the page is packed as %.30q, which was not asked for", codings[i])
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
