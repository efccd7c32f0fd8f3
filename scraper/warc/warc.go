// Package warc writes and reads WARC files (ISO 28500), as other tools do.
//
// [Response], [Request] and [Revisit] turn what was fetched into WARC 1.1
// records, each a gzip member of its own, so that one can be read from the
// middle of a file: [Read] reads it back. [NewReader] reads whole files that
// others wrote, from WARC/0.17 on, packed in any of the usual ways, and gives
// the pages in them. All work on bytes: whoever keeps the files is package archive.
package warc

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// ErrDamaged reports bytes that are no record, or not a whole one.
var ErrDamaged = errors.New("damaged WARC record")

// A Record is what one record holds.
type Record struct {
	Type   string      // "response", "warcinfo", ...
	ID     string      // WARC-Record-ID, without its brackets
	Target string      // WARC-Target-URI
	Date   time.Time   // WARC-Date
	Fields http.Header // of the record: WARC-Payload-Digest and its like
	Status int         // of a response or a revisit
	Header http.Header // of a response or a revisit
	Body   []byte      // of a response: the payload; of a revisit: nothing; else the block
}

// Read reads the first record of data, which is one gzip member or begins with
// one. It takes at most maxBytes of unpacked bytes. A record that is not as it
// was written, to the last byte, is ErrDamaged.
func Read(data []byte, maxBytes int64) (*Record, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	z.Multistream(false)
	in := bufio.NewReader(io.LimitReader(z, maxBytes+64<<10))
	text := textproto.NewReader(in)
	if line, err := text.ReadLine(); err != nil || !strings.HasPrefix(line, "WARC/1.") {
		return nil, fmt.Errorf("%w: it begins with %.20q", ErrDamaged, line)
	}
	fields, err := text.ReadMIMEHeader()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	length, err := strconv.ParseInt(fields.Get("Content-Length"), 10, 64)
	if err != nil || length < 0 || length > maxBytes+32<<10 {
		return nil, fmt.Errorf("%w: its length is %.20q", ErrDamaged, fields.Get("Content-Length"))
	}
	// Grown as it is read: the length that a damaged record states is not believed.
	block, err := io.ReadAll(io.LimitReader(in, length))
	if err != nil || int64(len(block)) < length {
		return nil, fmt.Errorf("%w: cut off after %d of %d bytes: %w", ErrDamaged, len(block), length, cmp.Or(err, io.ErrUnexpectedEOF))
	}
	// The checksum of the member is looked at only where it ends.
	if _, err := io.Copy(io.Discard, in); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	r := &Record{
		Type: fields.Get("WARC-Type"), ID: strings.Trim(fields.Get("WARC-Record-ID"), "<>"),
		Target: fields.Get("WARC-Target-URI"), Fields: http.Header(fields), Body: block,
	}
	if r.Date, err = time.Parse(time.RFC3339, fields.Get("WARC-Date")); err != nil {
		return nil, fmt.Errorf("%w: its date is %.40q", ErrDamaged, fields.Get("WARC-Date"))
	}
	if !agrees(fields.Get("WARC-Block-Digest"), block) {
		return nil, fmt.Errorf("%w: the record is not the one that was written", ErrDamaged)
	}
	if r.Type != "response" && r.Type != "revisit" {
		return r, nil
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(block)), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer response.Body.Close() //nolint:errcheck // it is read from memory
	r.Status, r.Header, r.Body = response.StatusCode, response.Header, nil
	if r.Type == "revisit" {
		return r, nil
	}
	if r.Body, err = io.ReadAll(response.Body); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if !agrees(fields.Get("WARC-Payload-Digest"), r.Body) {
		return nil, fmt.Errorf("%w: the page is not the one that was written", ErrDamaged)
	}
	return r, nil
}

// digest returns the digest of a block or payload as most tools write it, and
// look pages up by it. Damage is what it guards against, not malice: the
// database keeps a SHA-256 of every page.
func digest(data []byte) string {
	sum := sha1.Sum(data)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}

// agrees reports whether data is what a digest was made of. A digest that is
// missing, or made in a way that we do not know, is taken on trust.
func agrees(written string, data []byte) bool {
	sum, value := hasher(written)
	if sum == nil {
		return true
	}
	_, _ = sum.Write(data) // a hash takes all
	return spells(value, sum.Sum(nil))
}

// hasher returns what makes a digest such as the one written, and the value of
// that; nil if it is missing or of a kind that we do not know.
func hasher(written string) (sum hash.Hash, value string) {
	name, value, _ := strings.Cut(strings.TrimSpace(written), ":")
	switch strings.ToLower(name) {
	case "sha1", "sha-1":
		return sha1.New(), value
	case "sha256", "sha-256":
		return sha256.New(), value
	}
	return nil, ""
}

// spells reports whether value is sum in hexadecimal or in base 32. A value of
// another length is written in a way that we do not know, and taken on trust.
func spells(value string, sum []byte) bool {
	value = strings.TrimRight(value, "=")
	plain := base32.StdEncoding.WithPadding(base32.NoPadding)
	switch len(value) {
	case hex.EncodedLen(len(sum)):
		return strings.EqualFold(value, hex.EncodeToString(sum))
	case plain.EncodedLen(len(sum)):
		return strings.EqualFold(value, plain.EncodeToString(sum))
	}
	return true
}
