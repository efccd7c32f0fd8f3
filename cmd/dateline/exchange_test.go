package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/cmd/dateline/demoweb"
	"dateline/scraper/warc"
)

// What was asked over real sockets is kept beside what came, and a page that did
// not change is noted as such.
func TestRequestsAndRevisitsAreKept(t *testing.T) {
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, nil, "[crawl]\ndelay = \"0s\"\n"+demoConfig())
	p := newProxy(t, web, 0)
	for range 2 {
		if err := d.program(p.URL, "crawl", "--once", "--now").Run(); err == nil {
			t.Error("the demo web has a host that does not answer")
		}
	}
	names, err := filepath.Glob(filepath.Join(d.data, "warc", "*.warc.gz"))
	if err != nil || len(names) != 1 {
		t.Fatalf("files %v, %v", names, err)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]int{}
	answers := map[string]bool{}
	for len(data) > 0 {
		r, err := warc.Read(data, 8<<20)
		if err != nil {
			t.Fatal(err)
		}
		types[r.Type]++
		switch r.Type {
		case "request":
			if text := string(r.Body); !strings.HasPrefix(text, "GET /") || !strings.Contains(text, "\r\nUser-Agent: Dateline/") || !strings.Contains(text, "\r\nHost: ") {
				t.Errorf("a request: %q", text)
			}
			answers[strings.Trim(r.Fields.Get("WARC-Concurrent-To"), "<>")] = true
		case "response", "revisit":
			if !answers[r.ID] {
				t.Errorf("the %s of %s has no request before it", r.Type, r.Target)
			}
			if r.Type == "revisit" && r.Status != http.StatusNotModified && r.Status != http.StatusOK {
				t.Errorf("a revisit of status %d", r.Status)
			}
		}
		data = next(t, data)
	}
	if types["response"] < 18 || types["revisit"] < 10 || types["request"] != types["response"]+types["revisit"] {
		t.Errorf("records: %v", types)
	}
}

// next returns what stands behind the first gzip member.
func next(t *testing.T, data []byte) []byte {
	t.Helper()
	if i := strings.Index(string(data[1:]), "\x1f\x8b\x08\x00\x00\x00\x00\x00"); i >= 0 {
		return data[1+i:]
	}
	return nil
}
