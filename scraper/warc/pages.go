package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dateline/scraper"
)

// maxFields bounds the header of a record, and that of a response in it.
const maxFields = 64 << 10

// record reads the record that begins here, and returns the page in it; nil if
// it holds none.
func (r *Reader) record() *scraper.Page {
	at := r.Position().Offset
	begin, err := r.in.Peek(len(line) - 1)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		r.broken(err)
		return nil
	case !bytes.Equal(begin, line[1:]):
		r.resync("it begins with %.20q", begin)
		return nil
	}
	text, err := r.in.ReadSlice('\n')
	if first := bytes.TrimRight(text, "\r\n"); err == nil && !isVersion(first) {
		r.resync("it begins with %.20q", first)
		return nil
	}
	fields, err := header(r.in, maxFields)
	switch {
	case errors.Is(err, errHeader):
		r.resync("%v", err)
		return nil
	case errors.Is(err, io.EOF):
		r.report(Truncated, at, "", "in its header")
		return nil
	case err != nil:
		r.broken(err)
		return nil
	}
	target := strings.Trim(fields.Get("WARC-Target-URI"), "<>")
	length, err := strconv.ParseInt(fields.Get("Content-Length"), 10, 64)
	if err != nil || length < 0 {
		r.resync("its length is %.20q", fields.Get("Content-Length"))
		return nil
	}
	start := r.in.n
	sum, want := hasher(fields.Get("WARC-Block-Digest"))
	block := &io.LimitedReader{R: r.in, N: length}
	in := io.Reader(block)
	if sum != nil {
		in = io.TeeReader(block, sum)
	}
	page, trouble := r.page(fields, target, in)
	if _, err := io.Copy(io.Discard, in); err != nil {
		r.broken(err)
		return nil
	}
	if block.N > 0 {
		r.report(Truncated, at, target, "after %d of %d bytes", length-block.N, length)
		if r.z == nil { // it may be its length that is wrong
			r.rewind(start)
			r.find()
		}
		return nil
	}
	if !r.settle() {
		return nil
	}
	r.records++
	switch {
	case sum != nil && !spells(want, sum.Sum(nil)):
		r.report(Damaged, at, target, "the record is not the one that was written")
		return nil
	case trouble != nil:
		r.report(trouble.Kind, at, target, "%s", trouble.Says)
		return nil
	}
	return page
}

// isVersion reports whether a line begins a record.
func isVersion(line []byte) bool {
	rest, found := bytes.CutPrefix(line, []byte("WARC/"))
	return found && len(rest) >= 3 && len(rest) <= 6 && rest[0] >= '0' && rest[0] <= '9' && rest[1] == '.'
}

// settle goes behind the record that was read, and reports whether all was well
// to its end: the checksum of a member stands there.
func (r *Reader) settle() bool {
	for {
		b, err := r.in.Peek(1)
		switch {
		case err == nil && (b[0] == '\r' || b[0] == '\n'):
			_, _ = r.in.ReadByte() // it was peeked at
			continue
		case err == nil:
			return true
		case !errors.Is(err, io.EOF):
			r.broken(err)
			return false
		}
		if r.z != nil {
			r.z, r.in = nil, nil
		}
		return true
	}
}

// A trouble is why a record gives no page.
type trouble struct {
	Kind Kind
	Says string
}

// page reads the page of a record from its block. What goes wrong with the
// stream itself is met again by whoever reads on.
func (r *Reader) page(fields http.Header, target string, block io.Reader) (*scraper.Page, *trouble) {
	kind := strings.ToLower(fields.Get("WARC-Type"))
	switch kind {
	case "response", "resource", "revisit":
	case "continuation":
		return nil, &trouble{Unsupported, "a segment of a record"}
	default:
		return nil, nil
	}
	if scheme, _, _ := strings.Cut(strings.ToLower(target), "://"); scheme != "http" && scheme != "https" {
		if kind == "resource" {
			return nil, nil // a tool's own notes
		}
		return nil, &trouble{NotWeb, ""}
	}
	fetched, err := parseDate(fields.Get("WARC-Date"))
	if err != nil {
		return nil, &trouble{NoDate, fmt.Sprintf("%.40q", fields.Get("WARC-Date"))}
	}
	page := &scraper.Page{URL: target, FinalURL: target, Fetched: fetched, Status: http.StatusOK}
	switch {
	case fields.Get("WARC-Segment-Number") != "":
		return nil, &trouble{Unsupported, "a segment of a record"}
	case kind == "revisit":
		return r.revisit(fields, page, block)
	case fields.Get("WARC-Truncated") != "":
		return nil, &trouble{Truncated, "by whoever wrote it: " + fields.Get("WARC-Truncated")}
	}
	in := r.buffered(block)
	if kind == "resource" {
		page.Header = http.Header{"Content-Type": {fields.Get("Content-Type")}}
	} else if page.Status, page.Header, err = answer(in); err != nil {
		return nil, &trouble{Unreadable, err.Error()}
	}
	if page.Status != http.StatusOK {
		return nil, &trouble{NotOK, ""}
	}
	if !isHTML(page.Header, in) {
		return nil, &trouble{NotHTML, ""}
	}
	if page.Body, err = payload(in, page.Header, r.opt.MaxBytes); err != nil {
		switch {
		case errors.Is(err, errTooLarge):
			return nil, &trouble{TooLarge, ""}
		case errors.Is(err, io.ErrUnexpectedEOF):
			return nil, &trouble{Truncated, err.Error()}
		}
		return nil, &trouble{Unreadable, err.Error()}
	}
	r.opt.Earlier.put(page, fields.Get("WARC-Payload-Digest"))
	return page, nil
}

// buffered returns a reader of a block; the one of the block before is done with.
func (r *Reader) buffered(block io.Reader) *bufio.Reader {
	if r.block == nil {
		r.block = bufio.NewReaderSize(nil, maxFields)
	}
	r.block.Reset(block)
	return r.block
}

// revisit returns the page that a revisit refers to, as of the revisit's date.
func (r *Reader) revisit(fields http.Header, page *scraper.Page, block io.Reader) (*scraper.Page, *trouble) {
	in := r.buffered(block)
	// A revisit may be without the headers that came, and then says nothing of them.
	if status, head, err := answer(in); err == nil {
		switch {
		case status != http.StatusOK && status != http.StatusNotModified:
			return nil, &trouble{NotOK, ""}
		case head.Get("Content-Type") != "" && !isHTML(head, in):
			return nil, &trouble{NotHTML, ""}
		}
	}
	earlier := strings.Trim(fields.Get("WARC-Refers-To-Target-URI"), "<>")
	if earlier == "" {
		earlier = page.FinalURL
	}
	found := r.opt.Earlier.get(earlier, fields.Get("WARC-Payload-Digest"))
	if found == nil {
		return nil, &trouble{Unresolved, ""}
	}
	page.Header, page.Body = found.Header.Clone(), found.Body
	return page, nil
}

// answer reads status and headers of a response.
func answer(in *bufio.Reader) (status int, head http.Header, err error) {
	line, err := in.ReadSlice('\n')
	protocol, rest, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
	code, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	status, convErr := strconv.Atoi(code)
	if !strings.HasPrefix(strings.ToUpper(protocol), "HTTP/") || convErr != nil || status < 100 || status > 999 {
		return 0, nil, fmt.Errorf("no response: it begins with %.20q", line)
	}
	if err == nil {
		head, err = header(in, maxFields)
	}
	if errors.Is(err, io.EOF) {
		// Headers that no empty line ends, of a page without a body.
		return status, http.Header{}, nil
	}
	return status, head, err
}

// isHTML reports whether a page is one by its headers, or, if they do not say,
// by how it begins.
func isHTML(head http.Header, in *bufio.Reader) bool {
	stated := head.Get("Content-Type")
	if stated == "" {
		begin, _ := in.Peek(512)
		stated = http.DetectContentType(begin)
	}
	media, _, err := mime.ParseMediaType(stated)
	if err != nil && media == "" {
		media, _, _ = strings.Cut(stated, ";")
	}
	switch strings.ToLower(strings.TrimSpace(media)) {
	case "text/html", "application/xhtml+xml":
		return true
	}
	return false
}

// parseDate reads a WARC-Date, which may be told less finely than to the second.
func parseDate(s string) (t time.Time, err error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly, "2006-01", "2006", "20060102150405"} {
		if t, err = time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return t, err
}
