package warc

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"dateline/scraper"
)

const version = "WARC/1.1"

// An Exchange is a page and what is known of how it came.
type Exchange struct {
	Page    *scraper.Page
	Request http.Header // as it was sent, Host among it; nil if that is not known
	IP      string      // of the server that answered; empty if not known
}

// Info returns a warcinfo record, the first of a file, that names the file and
// the software that wrote it.
func Info(software, file string, at time.Time) []byte {
	body := "software: " + clean(software) + "\r\n" +
		"format: WARC File Format 1.1\r\n" +
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
	fields := [][2]string{
		{"WARC-Type", "warcinfo"},
		{"WARC-Record-ID", id("warcinfo", software, file, at.Format(time.RFC3339Nano))},
		{"WARC-Date", stamp(at)},
		{"Content-Type", "application/warc-fields"},
	}
	if file != "" {
		fields = append(fields, [2]string{"WARC-Filename", clean(file)})
	}
	return record(fields, []byte(body))
}

// Response returns the record of a page: its address, when it was fetched, and
// the response as HTTP. The body is unpacked already, so the headers that speak
// of its packing are left out and Content-Length is that of what follows.
func Response(x Exchange) []byte {
	p := x.Page
	block := head(p, int64(len(p.Body)))
	block.Write(p.Body)
	fields := x.fields("response", x.id("response"), "application/http;msgtype=response")
	return record(append(fields, [2]string{"WARC-Payload-Digest", digest(p.Body)}), block.Bytes())
}

// Request returns the record of the request that a page answered, or nil if it
// is not known. It refers to the record that [Response], or for a revisit
// [Revisit], makes of the same exchange.
func Request(x Exchange, revisit bool) []byte {
	if x.Request == nil {
		return nil
	}
	answer := "response"
	if revisit {
		answer = "revisit"
	}
	var block bytes.Buffer
	fmt.Fprintf(&block, "GET %s HTTP/1.1\r\n", clean(path(x.Page.FinalURL)))
	writeHeader(&block, x.Request)
	block.WriteString("\r\n")
	fields := x.fields("request", x.id("request"), "application/http;msgtype=request")
	return record(append(fields, [2]string{"WARC-Concurrent-To", x.id(answer)}), block.Bytes())
}

// The profile of a revisit says how it is known that the page is the earlier one.
const (
	identical   = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	notModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// Revisit returns the record of a visit that found the page as it was earlier,
// at that address and date: the server said so with a 304, or sent the very
// same body.
func Revisit(x Exchange, earlierURL string, earlier time.Time) []byte {
	fields := append(x.fields("revisit", x.id("revisit"), "application/http;msgtype=response"),
		[2]string{"WARC-Refers-To-Target-URI", clean(earlierURL)},
		[2]string{"WARC-Refers-To-Date", stamp(earlier)})
	if x.Page.NotModified() {
		return record(append(fields, [2]string{"WARC-Profile", notModified}), head(x.Page, -1).Bytes())
	}
	fields = append(fields, [2]string{"WARC-Profile", identical}, [2]string{"WARC-Payload-Digest", digest(x.Page.Body)})
	return record(fields, head(x.Page, int64(len(x.Page.Body))).Bytes())
}

// fields are those that all records of an exchange have.
func (x Exchange) fields(kind, id, contentType string) [][2]string {
	list := [][2]string{
		{"WARC-Type", kind},
		{"WARC-Record-ID", id},
		{"WARC-Date", stamp(x.Page.Fetched)},
		{"WARC-Target-URI", clean(x.Page.FinalURL)},
		{"Content-Type", contentType},
	}
	if x.IP != "" {
		list = append(list, [2]string{"WARC-IP-Address", clean(x.IP)})
	}
	return list
}

// id returns the id of the record of that kind.
func (x Exchange) id(kind string) string {
	return id(kind, x.Page.FinalURL, stamp(x.Page.Fetched), digest(x.Page.Body))
}

// head returns status line and headers of a page, down to the empty line, true
// of a body of that length that is not packed; a negative length is not said.
func head(p *scraper.Page, length int64) *bytes.Buffer {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", p.Status, http.StatusText(p.Status))
	kept := make(http.Header, len(p.Header))
	for name, values := range p.Header {
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Content-Encoding", "Transfer-Encoding", "Content-Length", "Connection", "Trailer", "Set-Cookie":
		default:
			kept[name] = values
		}
	}
	writeHeader(&b, kept)
	if length >= 0 {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", length)
	}
	b.WriteString("\r\n")
	return &b
}

// writeHeader writes headers in the order of their names. What is no name of a
// header would spoil the record for whoever reads it, and is left out.
func writeHeader(b *bytes.Buffer, header http.Header) {
	names := make([]string, 0, len(header))
	for name := range header {
		if isToken(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range header[name] {
			fmt.Fprintf(b, "%s: %s\r\n", name, clean(value))
		}
	}
}

// isToken reports whether s can be the name of a header (RFC 9110).
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

// path returns what a request for an address asks the server for.
func path(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	rest, _, _ = strings.Cut(rest, "#")
	i := strings.IndexAny(rest, "/?")
	switch {
	case i < 0:
		return "/"
	case rest[i] == '?':
		return "/" + rest[i:]
	}
	return rest[i:]
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
	fmt.Fprintf(z, "WARC-Block-Digest: %s\r\nContent-Length: %d\r\n\r\n", digest(block), len(block))
	_, _ = z.Write(block)
	fmt.Fprint(z, "\r\n\r\n")
	_ = z.Close()
	return out.Bytes()
}

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
		if r < ' ' && r != '\t' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}
