package warc

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

var fetched = time.Date(2025, time.February, 24, 14, 5, 6, 123456000, time.UTC)

func page(body string) *scraper.Page {
	return &scraper.Page{
		URL: "http://a.example/1", FinalURL: "http://a.example/2", Fetched: fetched, Status: 200,
		Header: http.Header{
			"Content-Type": {"text/html; charset=utf-8"}, "Content-Encoding": {"gzip"}, "Content-Length": {"7"},
			"Transfer-Encoding": {"chunked"}, "Etag": {`"v1"`}, "X-Evil": {"a\r\nInjected: yes"},
		},
		Body: []byte(body),
	}
}

func TestRoundTrip(t *testing.T) {
	for _, body := range []string{"", "<p>Café “1987”</p>", strings.Repeat("long ", 1<<18), "\r\n\r\nWARC/1.1\r\n", "\x00\xff"} {
		first, second := Response(Exchange{Page: page(body)}), Response(Exchange{Page: page("another")})
		r, err := Read(append(first, second...), 8<<20)
		if err != nil {
			t.Errorf("Read(%.20q): %v", body, err)
			continue
		}
		if r.Type != "response" || r.Target != "http://a.example/2" || !r.Date.Equal(fetched) || r.Status != 200 || string(r.Body) != body {
			t.Errorf("Read(%.20q) = %s %s %s %d, %d bytes", body, r.Type, r.Target, r.Date, r.Status, len(r.Body))
		}
		if r.Header.Get("Etag") != `"v1"` || r.Header.Get("Injected") != "" || r.Header.Get("Content-Encoding") != "" {
			t.Errorf("Read(%.20q): header %v", body, r.Header)
		}
		if !bytes.Equal(first, Response(Exchange{Page: page(body)})) {
			t.Errorf("the same page made two different records")
		}
	}
}

func TestRecordsAreMembersOfOneFile(t *testing.T) {
	file := append(Info("Dateline/test", "a.warc.gz", fetched), Response(Exchange{Page: page("one")})...)
	file = append(file, Response(Exchange{Page: page("two")})...)
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z) // as any tool reads it from start to end
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "WARC/1.1\r\n"); n != 3 {
		t.Errorf("%d records in the file, want 3", n)
	}
}

func TestReadRefusesDamage(t *testing.T) {
	whole := Response(Exchange{Page: page(strings.Repeat("<p>text</p>", 1000))})
	pack := func(s string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(s))
		_ = z.Close()
		return b.Bytes()
	}
	for name, data := range map[string][]byte{
		"nothing":       nil,
		"no gzip":       []byte("WARC/1.1\r\n"),
		"one bit wrong": flip(whole, len(whole)-6), // of the checksum
		"last byte":     whole[:len(whole)-1],
		"another page":  repack(t, whole, "<p>text</p>", "<p>lies</p>"),
		"cut off":       whole[:len(whole)/2],
		"no record":     pack("hello"),
		"no length":     pack("WARC/1.1\r\nWARC-Type: response\r\n\r\n"),
		"wrong length":  pack("WARC/1.1\r\nContent-Length: -1\r\n\r\n"),
		"absurd length": pack("WARC/1.1\r\nContent-Length: 99999999999\r\n\r\n"),
		"no date":       pack("WARC/1.1\r\nContent-Length: 0\r\n\r\n"),
		"no response":   pack("WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2025-01-01T00:00:00Z\r\nContent-Length: 5\r\n\r\nhello"),
	} {
		if _, err := Read(data, 1<<20); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Read = %v, want ErrDamaged", name, err)
		}
	}
	if _, err := Read(Response(Exchange{Page: page(strings.Repeat("0", 4<<20))}), 1<<20); !errors.Is(err, ErrDamaged) {
		t.Errorf("a record over the limit was read: %v", err)
	}
}

// flip returns data with one bit of the byte at i turned.
func flip(data []byte, i int) []byte {
	data = bytes.Clone(data)
	data[i] ^= 1
	return data
}

// repack returns a record in which one text stands for another.
func repack(t *testing.T, data []byte, from, to string) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := gzip.NewWriter(&b)
	_, _ = out.Write(bytes.ReplaceAll(plain, []byte(from), []byte(to)))
	_ = out.Close()
	return b.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add(Response(Exchange{Page: page("text")}))
	f.Add(Info("Dateline", "a.warc.gz", fetched))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(data, 1<<16)
		if err == nil && len(r.Body) > 1<<16+32<<10 {
			t.Errorf("%d bytes came through a limit of %d", len(r.Body), 1<<16)
		}
	})
}

func ExampleRead() {
	record := Response(Exchange{Page: &scraper.Page{FinalURL: "http://a.example/", Status: 200, Body: []byte("<p>text</p>")}})
	r, err := Read(record, 1<<20)
	if err != nil {
		panic(err)
	}
	_ = r.Body // <p>text</p>
}
