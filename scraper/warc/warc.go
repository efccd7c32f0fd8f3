// Package warc writes and reads WARC 1.1 records (ISO 28500), each a gzip member
// of its own, so that one can be read from the middle of a file.
//
// [Response] turns a page into a record; [Read] turns a record back. Both work
// on bytes: whoever keeps the files is package archive.
package warc

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/scraper"
)

// Info returns a warcinfo record, the first of a file, that names the software.
func Info(software string, at time.Time) []byte {
	body := "software: " + clean(software) + "\r\nformat: WARC File Format 1.1\r\n"
	return record([][2]string{
		{"WARC-Type", "warcinfo"},
		{"WARC-Record-ID", id("warcinfo", software, at.Format(time.RFC3339Nano))},
		{"WARC-Date", stamp(at)},
		{"Content-Type", "application/warc-fields"},
	}, []byte(body))
}

// Response returns the record of a page: its address, when it was fetched, and
// the response as HTTP. The body is unpacked already, so the headers that speak
// of its packing are left out and Content-Length is that of what follows.
func Response(p *scraper.Page) []byte {
	var block bytes.Buffer
	fmt.Fprintf(&block, "HTTP/1.1 %d %s\r\n", p.Status, http.StatusText(p.Status))
	names := make([]string, 0, len(p.Header))
	for name := range p.Header {
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Content-Encoding", "Transfer-Encoding", "Content-Length", "Connection", "Set-Cookie":
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range p.Header[name] {
			fmt.Fprintf(&block, "%s: %s\r\n", clean(name), clean(value))
		}
	}
	fmt.Fprintf(&block, "Content-Length: %d\r\n\r\n", len(p.Body))
	block.Write(p.Body)
	payload := digest(p.Body)
	return record([][2]string{
		{"WARC-Type", "response"},
		{"WARC-Record-ID", id(p.FinalURL, stamp(p.Fetched), payload)},
		{"WARC-Date", stamp(p.Fetched)},
		{"WARC-Target-URI", clean(p.FinalURL)},
		{"WARC-Payload-Digest", payload},
		{"Content-Type", "application/http;msgtype=response"},
	}, block.Bytes())
}

// record packs a record with these fields and that block.
func record(fields [][2]string, block []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	// Writes to a buffer do not fail.
	fmt.Fprint(z, version+"\r\n")
	for _, f := range fields {
		fmt.Fprintf(z, "%s: %s\r\n", f[0], f[1])
	}
	fmt.Fprintf(z, "Content-Length: %d\r\n\r\n", len(block))
	_, _ = z.Write(block)
	fmt.Fprint(z, "\r\n\r\n")
	_ = z.Close()
	return out.Bytes()
}

const version = "WARC/1.1"

// id returns a record id, a UUID made of what the record is about.
func id(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	sum[6] = sum[6]&0x0f | 0x80 // version 8: the maker's own
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// clean keeps a header on its line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, s)
}

// ErrDamaged reports bytes that are no record, or not a whole one.
var ErrDamaged = errors.New("damaged WARC record")

// A Record is what one record holds.
type Record struct {
	Type   string      // "response", "warcinfo", ...
	Target string      // WARC-Target-URI
	Date   time.Time   // WARC-Date
	Status int         // of a response
	Header http.Header // of a response
	Body   []byte      // of a response: the payload; else the block
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
	r := &Record{Type: fields.Get("WARC-Type"), Target: fields.Get("WARC-Target-URI"), Body: block}
	if r.Date, err = time.Parse(time.RFC3339, fields.Get("WARC-Date")); err != nil {
		return nil, fmt.Errorf("%w: its date is %.40q", ErrDamaged, fields.Get("WARC-Date"))
	}
	if r.Type != "response" {
		return r, nil
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(block)), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	r.Status, r.Header = response.StatusCode, response.Header
	r.Body, err = io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	// Other programs' digests are written in other ways, and left alone.
	if written := fields.Get("WARC-Payload-Digest"); strings.HasPrefix(written, "sha256:") && len(written) == len(digest(nil)) && written != digest(r.Body) {
		return nil, fmt.Errorf("%w: the page is not the one that was written", ErrDamaged)
	}
	return r, nil
}

// digest returns the WARC-Payload-Digest of a payload.
func digest(payload []byte) string {
	sum := sha256.Sum256(payload)
	return "sha256:" + hex.EncodeToString(sum[:])
}
