package warc

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
	"net/http/httputil"
	"strings"
)

var (
	errTooLarge = errors.New("the page is too large")
	errPacking  = errors.New("it is packed in a way that is not known")
)

// payload reads the body of a page, and undoes its transfer and content coding.
// Many tools undo them before they write, and leave the headers as they came:
// what is not packed as its headers say is taken as it is.
func payload(in io.Reader, head http.Header, maxBytes int64) ([]byte, error) {
	const framing = 1 << 20 // that chunks and a bad packing may add
	body, err := io.ReadAll(io.LimitReader(in, maxBytes+framing+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > maxBytes+framing {
		return nil, errTooLarge
	}
	if strings.Contains(strings.ToLower(head.Get("Transfer-Encoding")), "chunked") {
		if body, err = dechunk(body); err != nil {
			return nil, fmt.Errorf("chunks: %w", err)
		}
	}
	codings := strings.FieldsFunc(strings.ToLower(strings.Join(head.Values("Content-Encoding"), ",")),
		func(r rune) bool { return r == ',' || r == ' ' })
	if len(codings) > 3 {
		return nil, fmt.Errorf("%w: %d times over", errPacking, len(codings))
	}
	for i := len(codings) - 1; i >= 0; i-- {
		if body, err = unpack(body, codings[i], maxBytes); err != nil {
			return nil, err
		}
	}
	if int64(len(body)) > maxBytes {
		return nil, errTooLarge
	}
	for _, name := range []string{"Transfer-Encoding", "Content-Encoding", "Content-Length", "Trailer"} {
		head.Del(name) // true no longer
	}
	return body, nil
}

// dechunk returns what stands in chunks, or body itself if it is not in chunks.
func dechunk(body []byte) ([]byte, error) {
	whole, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
	if err != nil && len(whole) == 0 {
		return body, nil
	}
	return whole, err
}

// unpack undoes one content coding.
func unpack(body []byte, coding string, maxBytes int64) ([]byte, error) {
	var z io.Reader
	var err error
	switch coding {
	case "identity", "none", "utf-8":
		return body, nil
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(body, magic) {
			return body, nil
		}
		z, err = gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		if looksPlain(body) {
			return body, nil
		}
		// The standard means zlib; some servers send it raw.
		if z, err = zlib.NewReader(bytes.NewReader(body)); err != nil {
			z, err = flate.NewReader(bytes.NewReader(body)), nil
		}
	default:
		if looksPlain(body) {
			return body, nil
		}
		return nil, fmt.Errorf("%w: %.20q", errPacking, coding)
	}
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", coding, err)
	}
	whole, err := io.ReadAll(io.LimitReader(z, maxBytes+1))
	switch {
	case int64(len(whole)) > maxBytes:
		return nil, errTooLarge
	case err != nil:
		return nil, fmt.Errorf("unpack %s: %w", coding, err)
	}
	return whole, nil
}

// looksPlain reports whether a page begins as markup does.
func looksPlain(body []byte) bool {
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(body) == 0 || body[0] == '<'
}

// header reads lines up to an empty one: name and value, and values that go on
// in the next line. Lines that are none of these are left out.
func header(in interface{ ReadSlice(byte) ([]byte, error) }, maxBytes int) (http.Header, error) {
	h := http.Header{}
	last := ""
	for read := 0; ; {
		line, err := in.ReadSlice('\n')
		if read += len(line); read > maxBytes || errors.Is(err, bufio.ErrBufferFull) {
			return nil, errHeader
		}
		if err != nil {
			return nil, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			return h, nil
		}
		if values := h[last]; (text[0] == ' ' || text[0] == '\t') && len(values) > 0 {
			values[len(values)-1] = strings.TrimSpace(values[len(values)-1] + " " + strings.TrimSpace(text))
			continue
		}
		name, value, found := strings.Cut(text, ":")
		if name = strings.TrimSpace(name); !found || !isToken(name) {
			last = ""
			continue
		}
		last = http.CanonicalHeaderKey(name)
		h[last] = append(h[last], strings.TrimSpace(value))
	}
}

var errHeader = errors.New("its header does not end")
