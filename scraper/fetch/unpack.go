package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// A limit bounds a body, unpacked: what is longer is cut there, or too large.
type limit struct {
	bytes int64
	cut   bool
}

// read reads and unpacks the body of an answer.
func read(r *http.Response, body io.Reader, lim limit) ([]byte, error) {
	if r.ContentLength > lim.bytes && !lim.cut {
		return nil, fmt.Errorf("%w: it says %s, and %s are taken", ErrTooLarge, size(r.ContentLength), size(lim.bytes))
	}
	body, err := unpack(body, codings(r.Header), lim.bytes)
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
func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%.3g KB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// codings returns how a body is packed, in the order in which that was done. What
// servers name there that is no packing is left out.
func codings(h http.Header) []string {
	list := strings.FieldsFunc(strings.ToLower(strings.Join(h.Values("Content-Encoding"), ",")), func(r rune) bool {
		return r == ',' || r == ' ' || r == '\t'
	})
	return slices.DeleteFunc(list, func(coding string) bool {
		switch coding {
		case "identity", "none", "utf-8", "utf8", "binary", "8bit", "aws-chunked":
			return true
		}
		return false
	})
}

// mostPackings is how many times over a body may be packed.
const mostPackings = 2

// unpack returns body without its packing. Packed bytes are bounded, too, at
// every layer: a stream that unpacks to nothing could go on for ever.
func unpack(body io.Reader, codings []string, maxBytes int64) (io.Reader, error) {
	if len(codings) > mostPackings {
		return nil, fmt.Errorf("%w: it is packed %d times", errPacking, len(codings))
	}
	for _, coding := range slices.Backward(codings) {
		in := bufio.NewReader(&bounded{body, maxBytes})
		var err error
		switch coding {
		case "gzip", "x-gzip":
			body, err = gunzip(in)
		case "deflate":
			body, err = inflate(in)
		default:
			return nil, fmt.Errorf("%w: it is packed as %.30q, which was not asked for", errPacking, coding)
		}
		if err != nil {
			return nil, err
		}
	}
	return body, nil
}

func gunzip(in *bufio.Reader) (io.Reader, error) {
	// Some servers say gzip and send it plain.
	if magic, err := in.Peek(2); err != nil || !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return in, plainly(err)
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	return padded{z}, nil
}

func inflate(in *bufio.Reader) (io.Reader, error) {
	head, err := in.Peek(2)
	switch {
	case err != nil:
		return in, plainly(err)
	case head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0:
		return zlib.NewReader(in)
	}
	return flate.NewReader(in), nil // the standard means zlib; some servers send it raw
}

// plainly returns the error of a look at the first bytes, if it is one: a body
// of less than two bytes is not packed.
func plainly(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// A padded gzip stream may be followed by what is none, as browsers have it.
type padded struct{ *gzip.Reader }

func (p padded) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if errors.Is(err, gzip.ErrHeader) { // of a second member: the first was looked at before
		err = io.EOF
	}
	return n, err
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
