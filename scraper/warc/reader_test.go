package warc

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

// rec returns a record as any tool writes it, not packed: first the lines that
// differ, then the block.
func rec(fields, block string) string {
	return fmt.Sprintf("WARC/1.0\r\n%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", strings.ReplaceAll(fields, "\n", "\r\n"), len(block), block)
}

// resp returns the record of a response to a visit of http://a.example/NAME.
func resp(name, http string) string {
	return rec("WARC-Type: response\nWARC-Target-URI: http://a.example/"+name+"\nWARC-Date: 2015-03-04T05:06:07Z\nContent-Type: application/http; msgtype=response", http)
}

const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"

func html(name string) string { return resp(name, ok+"\r\n<p>"+name+"</p>") }

func member(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

// readAll returns what a Reader gives of a file, a line each: the path and body
// of pages, and the kind of problems, in the order in which they came.
func readAll(t *testing.T, file string, opt Options) (lines []string) {
	t.Helper()
	opt.Problem = func(p Problem) { lines = append(lines, "! "+string(p.Kind)) }
	r := NewReader(strings.NewReader(file), opt)
	last := opt.Start
	for p, after := range r.Pages() {
		lines = append(lines, strings.TrimPrefix(p.FinalURL, "http://a.example/")+" "+string(p.Body))
		if after.Offset < last.Offset || after.Offset == last.Offset && after.Within <= last.Within {
			t.Errorf("after %s the position is %v, before it was %v", p.FinalURL, after, last)
		}
		last = after
	}
	if r.Err() != nil {
		t.Errorf("Err = %v", r.Err())
	}
	return lines
}

func TestReaderReadsWhatOthersWrite(t *testing.T) {
	one, two, three := html("one"), html("two"), html("three")
	pages := []string{"one <p>one</p>", "two <p>two</p>", "three <p>three</p>"}
	revisit := func(name, more string) string {
		return rec("WARC-Type: revisit\nWARC-Target-URI: http://a.example/"+name+"\nWARC-Date: 2016-01-01T00:00:00Z\nWARC-Profile: "+identical+more, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
	}
	half := one[:len(one)-12]
	bad := []byte(member(two))
	bad[len(bad)/2] ^= 0x55
	longer := strings.Replace(two, "Content-Length: ", "Content-Length: 99", 1)
	for _, tt := range []struct {
		name, file string
		want       []string
	}{
		{"nothing", "", nil},
		{"plain", one + two + three, pages},
		{"a member for each", member(one) + member(two) + member(three), pages},
		{"one member", member(one + two + three), pages},
		{"members of several", member(one+two) + member(three), pages},
		{"empty members", member("") + member(one) + member("\r\n") + member(two+three), pages},
		{"plain, then packed", one + member(two) + member(three), pages},
		{"packed, then plain", member(one) + two + three, pages},
		{"line feeds alone", strings.ReplaceAll(rec("WARC-Type: response\nWARC-Target-URI: http://a.example/one\nWARC-Date: 2015-03-04T05:06:07Z", strings.ReplaceAll(ok, "\r\n", "\n")+"\n<p>one</p>"), "\r\n", "\n"), pages[:1]},
		{"WARC/0.17", strings.Replace(one, "WARC/1.0", "WARC/0.17", 1) + strings.Replace(two, "WARC/1.0", "WARC/1.1", 1), pages[:2]},
		{"brackets, case and folds", rec("warc-type: Response\nWARC-TARGET-URI:\n <http://a.example/one>\nWarc-Date: 2015", ok+"\r\n<p>one</p>"), pages[:1]},
		{"no blank lines between", strings.TrimSpace(one) + "\r\n" + two, pages[:2]},
		{"other records", rec("WARC-Type: warcinfo", "software: x") + rec("WARC-Type: request\nWARC-Target-URI: http://a.example/one", "GET / HTTP/1.1\r\n\r\n") + rec("WARC-Type: metadata", "x: y") + one, pages[:1]},
		{"a resource", rec("WARC-Type: resource\nWARC-Target-URI: http://a.example/one\nWARC-Date: 2015-03-04\nContent-Type: text/html", "<p>one</p>"), pages[:1]},

		{"chunks", resp("one", ok+"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\n<p>\r\n7\r\none</p>\r\n0\r\n\r\n"), pages[:1]},
		{"chunks that are none", resp("one", ok+"Transfer-Encoding: chunked\r\n\r\n<p>one</p>"), pages[:1]},
		{"chunks cut off", resp("one", ok+"Transfer-Encoding: chunked\r\n\r\nff\r\n<p>one</p>"), []string{"! cut off"}},
		{"gzip", resp("one", ok+"Content-Encoding: gzip\r\n\r\n"+member("<p>one</p>")), pages[:1]},
		{"gzip in chunks", resp("one", ok+"Content-Encoding: x-gzip\r\nTransfer-Encoding: chunked\r\n\r\n"+fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(member("<p>one</p>")), member("<p>one</p>"))), pages[:1]},
		{"gzip that is none", resp("one", ok+"Content-Encoding: gzip\r\n\r\n<p>one</p>"), pages[:1]},
		{"gzip cut off", resp("one", ok+"Content-Encoding: gzip\r\n\r\n"+member("<p>one</p>")[:20]), []string{"! cut off"}},
		{"deflate", resp("one", ok+"Content-Encoding: deflate\r\n\r\n"+deflated("<p>one</p>")), pages[:1]},
		{"raw deflate", resp("one", ok+"Content-Encoding: deflate\r\n\r\n"+deflated("<p>one</p>")[2:]), pages[:1]},
		{"both", resp("one", ok+"Content-Encoding: deflate, gzip\r\n\r\n"+member(deflated("<p>one</p>"))), pages[:1]},
		{"brotli", resp("one", ok+"Content-Encoding: br\r\n\r\n\x0b\x04"), []string{"! unreadable"}},
		{"brotli that is none", resp("one", ok+"Content-Encoding: br\r\n\r\n<p>one</p>"), pages[:1]},

		{"other types", resp("x", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG") + one, []string{"! not HTML", pages[0]}},
		{"no type", resp("one", "HTTP/1.0 200\r\n\r\n<p>one</p>") + resp("x", "HTTP/1.0 200\r\n\r\n\x89PNG\x0d\x0a\x1a\x0a"), []string{pages[0], "! not HTML"}},
		{"xhtml, HTTP/2", resp("one", "HTTP/2 200\r\ncontent-type: application/xhtml+xml\r\n\r\n<p>one</p>"), pages[:1]},
		{"no page", resp("x", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>") + one, []string{"! no page", pages[0]}},
		{"no response", resp("x", "hello") + one, []string{"! unreadable", pages[0]}},
		{"not from the web", rec("WARC-Type: response\nWARC-Target-URI: dns:a.example\nWARC-Date: 2015-03-04T05:06:07Z", "20150304\n") + one, []string{"! not from web", pages[0]}},
		{"no date", strings.Replace(one, "2015-", "15-", 1) + two, []string{"! no date", pages[1]}},
		{"a segment", rec("WARC-Type: response\nWARC-Segment-Number: 1\nWARC-Target-URI: http://a.example/x\nWARC-Date: 2015", ok) + one, []string{"! unsupported", pages[0]}},
		{"said to be cut off", rec("WARC-Type: response\nWARC-Truncated: length\nWARC-Target-URI: http://a.example/x\nWARC-Date: 2015", ok) + one, []string{"! cut off", pages[0]}},
		{"too large", resp("x", ok+"\r\n"+strings.Repeat("<p>", 1<<20)) + one, []string{"! too large", pages[0]}},
		{"too large once unpacked", resp("x", ok+"Content-Encoding: gzip\r\n\r\n"+member(strings.Repeat("<p>", 1<<20))) + one, []string{"! too large", pages[0]}},

		{"the end is cut off", one + half, []string{pages[0], "! cut off"}},
		{"the last member is cut off", member(one) + member(two)[:60], []string{pages[0], "! cut off"}},
		{"a member ends in a record", member(half) + member(two), []string{"! cut off", pages[1]}},
		{"in a header", one + "WARC/1.0\r\nWARC-Type: resp", []string{pages[0], "! cut off"}},
		{"garbage before", "garbage\nmore\n" + one, []string{"! damaged", pages[0]}},
		{"garbage between", one + "garbage" + strings.Repeat("0", 100<<10) + "\n" + two, []string{pages[0], "! damaged", pages[1]}},
		{"garbage before members", "garbage" + member(one) + member(two), []string{"! damaged", pages[0], pages[1]}},
		{"garbage between members", member(one) + "\x1f\x8bgarbage" + member(two), []string{pages[0], "! damaged", pages[1]}},
		{"garbage in a member", member(one + "garbage\r\n\r\n" + two), []string{pages[0], "! damaged", pages[1]}},
		{"garbage behind", member(one) + strings.Repeat("\x00", 1000), []string{pages[0], "! damaged"}},
		{"a damaged member", member(one) + string(bad) + member(three), []string{pages[0], "! damaged", pages[2]}},
		{"a checksum is wrong", member(one) + member(two)[:len(member(two))-5] + "\x00" + member(two)[len(member(two))-4:] + member(three), []string{pages[0], "! damaged", pages[2]}},
		{"a length is wrong", one + longer + three, []string{pages[0], "! cut off", pages[2]}},
		{"no length", strings.Replace(one, "Content-Length", "Length", 1) + two, []string{"! damaged", pages[1]}},
		{"an absurd length", strings.Replace(one, "Content-Length: ", "Content-Length: -", 1) + two, []string{"! damaged", pages[1]}},
		{"a header without end", "WARC/1.0\r\n" + strings.Repeat("X: y\r\n", 20<<10) + "\r\n" + one, []string{"! damaged", pages[0]}},
		{"another digest", strings.Replace(one, "WARC-Type", "WARC-Block-Digest: sha1:"+strings.Repeat("A", 32)+"\r\nWARC-Type", 1) + two, []string{"! damaged", pages[1]}},

		{"a revisit", one + revisit("one", ""), []string{pages[0], pages[0]}},
		{"a revisit of another address", one + revisit("two", "\nWARC-Refers-To-Target-URI: http://a.example/one\nWARC-Payload-Digest: "+digest([]byte("<p>one</p>"))), []string{pages[0], "two <p>one</p>"}},
		{"a revisit of another page", one + revisit("one", "\nWARC-Payload-Digest: "+digest([]byte("<p>1</p>"))), []string{pages[0], "! unresolved"}},
		{"a revisit of a page elsewhere", revisit("one", "") + one, []string{"! unresolved", pages[0]}},
	} {
		if got := readAll(t, tt.file, Options{MaxBytes: 1 << 20}); strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s: got\n%.300q\nwant\n%q", tt.name, got, tt.want)
		}
	}
}

func TestReaderTellsOfAPage(t *testing.T) {
	sum := sha256.Sum256([]byte("<p>one</p>"))
	file := rec("WARC-Type: response\nWARC-Target-URI: https://a.example/one?x=y\nWARC-Date: 2015-03-04T05:06:07.5Z\nWARC-Payload-Digest: sha256:"+hex.EncodeToString(sum[:]),
		ok+"ETag: \"v\"\r\nTransfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n<p>one</p>")
	for p := range NewReader(strings.NewReader(file), Options{}).Pages() {
		want := scraper.Page{URL: "https://a.example/one?x=y", FinalURL: "https://a.example/one?x=y", Status: 200}
		if p.URL != want.URL || p.FinalURL != want.FinalURL || p.Status != want.Status || p.Fetched != time.Date(2015, 3, 4, 5, 6, 7, 5e8, time.UTC) {
			t.Errorf("got %+v", p)
		}
		if len(p.Header) != 2 || p.Header.Get("ETag") != `"v"` || p.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("header %v: what is said of the packing is true no longer", p.Header)
		}
		return
	}
	t.Error("no page")
}

// From every position that it gave, another Reader goes on.
func TestReaderGoesOn(t *testing.T) {
	var plain, each string
	for i := range 20 {
		plain += html(fmt.Sprint(i))
		each += member(html(fmt.Sprint(i)))
	}
	for name, file := range map[string]string{"plain": plain, "a member for each": each, "one member": member(plain), "mixed": each + member(plain) + plain} {
		whole := readAll(t, file, Options{})
		r := NewReader(strings.NewReader(file), Options{})
		n := 0
		for _, after := range r.Pages() {
			n++
			if got := readAll(t, file, Options{Start: after}); strings.Join(got, "\n") != strings.Join(whole[n:], "\n") {
				t.Fatalf("%s: from %v on %d pages, want %d", name, after, len(got), len(whole)-n)
			}
			if name == "a member for each" && after.Within != 0 {
				t.Errorf("after page %d the position is %v, inside a member", n, after)
			}
		}
		if n != len(whole) || r.Position().Offset != int64(len(file)) && name != "one member" {
			t.Errorf("%s: %d pages, and %v of %d", name, n, r.Position(), len(file))
		}
	}
}

// What a hostile file asks for is bounded: in memory by the largest page, in
// time by what the file holds.
func TestReaderIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it unpacks a bomb")
	}
	var zeros bytes.Buffer
	z := gzip.NewWriter(&zeros)
	_, _ = z.Write([]byte("WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 99999999999\r\n\r\n"))
	block := make([]byte, 1<<20)
	for range (bombBytes + 64<<20) / len(block) {
		_, _ = z.Write(block)
	}
	_ = z.Close()
	// Members that seem good and break far behind: each would be read to the end.
	var nested strings.Builder
	for range 3000 {
		nested.WriteString("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00WARC/1.0\r\n")
	}
	for name, file := range map[string]string{"a bomb": zeros.String(), "marks": strings.Repeat("\x1f\x8b\x08\x00", 1<<18), "nested": nested.String(), "lines": strings.Repeat("\nWARC/1.0\r\nContent-Length: 99999\r\n\r\n", 20000)} {
		start := time.Now()
		readAll(t, file+member(html("one")), Options{})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: %d bytes took %s", name, len(file), took)
		}
	}
	if got := readAll(t, zeros.String()+member(html("one")), Options{}); len(got) != 2 || got[0] != "! damaged" || got[1] != "one <p>one</p>" {
		t.Errorf("a bomb: %v", got)
	}
}

// A failing is a file that cannot be read behind some bytes.
type failing struct {
	*strings.Reader
	left int
}

var errDisk = errors.New("input/output error")

func (f *failing) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, errDisk
	}
	n, err := f.Reader.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

func TestReaderSaysWhenTheFileCannotBeRead(t *testing.T) {
	for name, file := range map[string]string{"plain": html("one") + html("two"), "packed": member(html("one")) + member(html("two")), "one member": member(html("one") + html("two"))} {
		for left := range len(file) {
			r := NewReader(&failing{strings.NewReader(file), left}, Options{})
			n := 0
			for range r.Pages() {
				n++
			}
			if !errors.Is(r.Err(), errDisk) || n == 2 && left < len(file)-8 {
				t.Errorf("%s, an error behind %d of %d bytes: %d pages, Err = %v", name, left, len(file), n, r.Err())
			}
		}
	}
}

func TestReaderReadsOurOwn(t *testing.T) {
	x := Exchange{Page: page("<p>one</p>"), Request: map[string][]string{"Host": {"a.example"}}, IP: "192.0.2.1"}
	again := Exchange{Page: page("")}
	again.Page.Status, again.Page.Body = 304, nil
	file := string(Info("Dateline", "a.warc.gz", fetched)) + string(Request(x, false)) + string(Response(x)) + string(Revisit(x, x.Page.FinalURL, fetched)) + string(Revisit(again, x.Page.FinalURL, fetched))
	want := "http://a.example/2 <p>one</p>"
	got := readAll(t, file, Options{})
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], "http://a.example/")
	}
	if len(got) != 3 || got[0] != strings.TrimPrefix(want, "http://a.example/") || got[1] != got[0] || got[2] != got[0] {
		t.Errorf("got %q", got)
	}
}

func FuzzReader(f *testing.F) {
	one, two := html("one"), html("two")
	for _, seed := range []string{
		"", one + two, member(one) + member(two), member(one + two), member(one)[:80] + member(two), "garbage\n" + one,
		resp("x", ok+"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"),
		one + rec("WARC-Type: revisit\nWARC-Target-URI: http://a.example/one\nWARC-Date: 2016", "HTTP/1.1 304 Not Modified\r\n\r\n"),
		string(Info("Dateline", "a.warc.gz", fetched)) + string(Response(Exchange{Page: page("<p>text</p>")})),
		"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00WARC/1.0\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 1 << 16
		trouble := false
		r := NewReader(bytes.NewReader(data), Options{MaxBytes: limit, Problem: func(Problem) { trouble = true }})
		var pages []*scraper.Page
		var after []Position
		for p, at := range r.Pages() {
			if len(p.Body) > limit {
				t.Errorf("%d bytes came through a limit of %d", len(p.Body), limit)
			}
			pages, after = append(pages, p), append(after, at)
		}
		if r.Err() != nil {
			t.Errorf("Err = %v: bytes that can be read are no error", r.Err())
		}
		if end := r.Position().Offset; end > int64(len(data)) {
			t.Errorf("it ends at %d of %d", end, len(data))
		}
		if trouble || len(pages) < 2 {
			return // where a broken file is taken up again depends on what was read before
		}
		rest := NewReader(bytes.NewReader(data), Options{MaxBytes: limit, Start: after[0], Earlier: r.opt.Earlier})
		n := 1
		for p := range rest.Pages() {
			if n >= len(pages) || p.FinalURL != pages[n].FinalURL {
				t.Fatalf("from %v on, page %d is %s", after[0], n, p.FinalURL)
			}
			n++
		}
		if n != len(pages) {
			t.Errorf("from %v on, %d pages; want %d", after[0], n, len(pages))
		}
	})
}

func ExampleReader() {
	file := bytes.NewReader(Response(Exchange{Page: &scraper.Page{
		FinalURL: "http://a.example/", Status: 200, Body: []byte("<p>text</p>"), Header: map[string][]string{"Content-Type": {"text/html"}},
	}}))
	r := NewReader(file, Options{Problem: func(p Problem) { fmt.Println(p.Kind, p.Offset) }})
	for page, after := range r.Pages() {
		fmt.Println(page.FinalURL, string(page.Body), after.Offset == file.Size())
	}
	if r.Err() != nil {
		panic(r.Err())
	}
	// Output: http://a.example/ <p>text</p> true
}

var _ io.ReadSeeker = (*failing)(nil)
