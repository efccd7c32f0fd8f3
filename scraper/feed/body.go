package feed

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// text returns an unpacked body as UTF-8, and without what XML forbids and lists
// hold all the same. It leaves the body that it is given as it is.
func text(body []byte) ([]byte, error) {
	if len(body) > maxBytes {
		return nil, fmt.Errorf("%w: it is larger than %d MiB", ErrNotFeed, maxBytes>>20)
	}
	return bytes.TrimSpace(lawful(decode(body))), nil
}

// unpack undoes gzip, which sitemaps are stored in, whatever their name. Some
// servers pack what is packed already, so it is undone twice at most.
func unpack(body []byte) ([]byte, error) {
	for range 2 {
		if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
			return body, nil
		}
		r, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("%w: broken gzip: %w", ErrNotFeed, err)
		}
		// The last four bytes tell the size, if they tell the truth.
		hint := min(int(binary.LittleEndian.Uint32(body[max(len(body)-4, 0):])), maxBytes, 50*len(body))
		out := bytes.NewBuffer(make([]byte, 0, hint+bytes.MinRead))
		_, err = out.ReadFrom(io.LimitReader(r, maxBytes+1))
		switch {
		case out.Len() > maxBytes:
			return nil, fmt.Errorf("%w: its %d bytes of gzip unpack to more than %d MiB", ErrNotFeed, len(body), maxBytes>>20)
		case err != nil && out.Len() == 0:
			return nil, fmt.Errorf("%w: broken gzip: %w", ErrNotFeed, err)
		}
		body = out.Bytes() // a break in the middle leaves what came before it
	}
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return nil, fmt.Errorf("%w: it is gzip in gzip in gzip", ErrNotFeed)
	}
	return body, nil
}

// reference is a character named by its number.
var reference = regexp.MustCompile(`&#(?:x([0-9a-fA-F]{1,8})|(\d{1,8}));`)

// lawful returns UTF-8 without the characters that XML forbids, plain or by number.
func lawful(body []byte) []byte {
	if slices.ContainsFunc(body, func(b byte) bool { return b < ' ' && b != '\n' && b != '\t' && b != '\r' }) || hasNonCharacter(body) {
		body = bytes.Map(func(r rune) rune {
			if forbidden(r) {
				return -1
			}
			return r
		}, body)
	}
	if bytes.Contains(body, []byte("&#")) {
		body = reference.ReplaceAllFunc(body, func(ref []byte) []byte {
			m := reference.FindSubmatch(ref)
			digits, base := string(m[1]), 16
			if len(m[2]) > 0 {
				digits, base = string(m[2]), 10
			}
			if n, err := strconv.ParseInt(digits, base, 64); err != nil || n > utf8.MaxRune || forbidden(rune(n)) {
				return nil
			}
			return ref
		})
	}
	return body
}

// hasNonCharacter reports whether UTF-8 holds U+FFFE or U+FFFF.
func hasNonCharacter(body []byte) bool {
	return bytes.Contains(body, []byte("\uFFFE")) || bytes.Contains(body, []byte("\uFFFF"))
}

// forbidden reports whether XML forbids a character.
func forbidden(r rune) bool {
	switch {
	case r == '\n', r == '\t', r == '\r':
		return false
	case r < ' ', r >= 0xd800 && r <= 0xdfff, r == 0xfffe, r == 0xffff, r > utf8.MaxRune:
		return true
	}
	return false
}
