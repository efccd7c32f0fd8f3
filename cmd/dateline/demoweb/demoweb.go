// Package demoweb is a small web of invented outlets, held in the program: what
// "dateline demo" crawls, and what the whole-program tests are run on.
//
// Six outlets tell of one affair of the town of Tamber Falls: a bridge opened in
// 1958, a fund of its tolls that was gone by 1991, and the water works that the
// money went into. They cite, copy, contradict and correct each other as outlets do.
// Every town, person, outlet and sentence in it is made up.
//
// [New] returns it as an [http.RoundTripper]. It stands in the folder as a
// manifest, manifest.jsonl, and the pages that it names, site/. A line of it holds
//
//	url      the address, exactly as it is asked for
//	status   200 if left out
//	headers  ETag and Last-Modified make conditional requests answer 304
//	body     the text, or
//	file     where it stands
//	epoch    from when on this answer holds; 1 if left out
//
// At epoch 2 one article has been corrected.
package demoweb

import (
	"bufio"
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dateline/scraper"
)

//go:embed manifest.jsonl site
var files embed.FS

// A Web answers requests from the manifest. It may be used by several
// goroutines at once.
type Web struct {
	pages map[string][]answer // by address; by rising epoch
	hosts map[string]bool

	mu    sync.Mutex
	epoch int
	log   []Request
}

// An answer is one line of the manifest.
type answer struct {
	URL     string            `json:"url"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	File    string            `json:"file"`
	Epoch   int               `json:"epoch"`
}

// A Request is one request that a Web was asked, and how it answered.
type Request struct {
	Time   time.Time
	Method string
	URL    string
	Header http.Header // as sent: User-Agent, If-None-Match, If-Modified-Since, ...
	Status int         // zero if the host is not known
}

// New returns the demo web at epoch 1.
func New() (*Web, error) { return Open(files) }

// Open returns the web whose manifest.jsonl and files are in folder, at epoch 1.
func Open(folder fs.FS) (*Web, error) {
	manifest, err := fs.ReadFile(folder, "manifest.jsonl")
	if err != nil {
		return nil, err
	}
	w := &Web{pages: map[string][]answer{}, hosts: map[string]bool{}, epoch: 1}
	lines := bufio.NewScanner(bytes.NewReader(manifest))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if err := w.add(folder, lines.Bytes()); err != nil {
			return nil, fmt.Errorf("manifest.jsonl:%d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("manifest.jsonl: %w", err)
	}
	for _, versions := range w.pages {
		slices.SortStableFunc(versions, func(a, b answer) int { return cmp.Compare(a.Epoch, b.Epoch) })
	}
	return w, nil
}

// add takes in one line of the manifest.
func (w *Web) add(folder fs.FS, line []byte) error {
	var a answer
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&a); err != nil {
		return err
	}
	u, err := url.Parse(a.URL)
	if err != nil {
		return err
	}
	if u.Scheme != "http" || u.Host == "" || u.Path == "" {
		return fmt.Errorf("%q is no http address with a path", a.URL)
	}
	if a.File != "" {
		body, err := fs.ReadFile(folder, a.File)
		if err != nil {
			return err
		}
		a.Body = string(body)
	}
	a.Status, a.Epoch = cmp.Or(a.Status, http.StatusOK), cmp.Or(a.Epoch, 1)
	w.pages[a.URL] = append(w.pages[a.URL], a)
	w.hosts[u.Host] = true
	return nil
}

// Pages returns the HTML pages of the web as they are at first, by address.
func (w *Web) Pages() []*scraper.Page {
	var list []*scraper.Page
	for _, address := range slices.Sorted(maps.Keys(w.pages)) {
		a := w.pages[address][0]
		header := a.header()
		if a.Status == http.StatusOK && strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			list = append(list, &scraper.Page{URL: address, FinalURL: address, Status: a.Status, Header: header, Body: []byte(a.Body)})
		}
	}
	return list
}

// SetEpoch moves the web to epoch n: 1 is how it begins, 2 after the correction.
func (w *Web) SetEpoch(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.epoch = n
}

// Requests returns what the web was asked so far, in order.
func (w *Web) Requests() []Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.log)
}

// RoundTrip answers req. An address that is not in the manifest is 404; a host
// that is not is an error, as from a resolver that knows no such name.
func (w *Web) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if err := req.Body.Close(); err != nil {
			return nil, err
		}
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	a, known := w.find(req.URL)
	if known && notModified(a, req.Header) {
		a.Status, a.Body = http.StatusNotModified, ""
	}
	w.note(req, a.Status)
	if !known {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{
			Err: "no such host", Name: req.URL.Hostname(), IsNotFound: true}}
	}
	return a.response(req), nil
}

// find returns the answer at u that holds now, and whether its host is known.
func (w *Web) find(u *url.URL) (a answer, known bool) {
	if u.Scheme != "http" || !w.hosts[u.Host] {
		return answer{}, false
	}
	key := *u
	key.Path, key.Fragment, key.RawFragment = cmp.Or(u.Path, "/"), "", ""
	w.mu.Lock()
	epoch := w.epoch
	w.mu.Unlock()
	for _, version := range slices.Backward(w.pages[key.String()]) {
		if version.Epoch <= epoch {
			return version, true
		}
	}
	return answer{
		Status:  http.StatusNotFound,
		Headers: map[string]string{"Content-Type": "text/html; charset=utf-8"},
		Body:    "<!doctype html><title>Not found</title><h1>Not found</h1>",
	}, true
}

func (w *Web) note(req *http.Request, status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = append(w.log, Request{time.Now(), req.Method, req.URL.String(), req.Header.Clone(), status})
}

// notModified reports whether the copy that the sender of sent holds is a. Where
// both conditions are sent, the ETag decides (RFC 9110, section 13.2.2).
func notModified(a answer, sent http.Header) bool {
	if a.Status != http.StatusOK {
		return false
	}
	if tags := sent.Get("If-None-Match"); tags != "" {
		return a.Headers["ETag"] != "" && slices.ContainsFunc(strings.Split(tags, ","), func(tag string) bool {
			return weak(tag) == weak(a.Headers["ETag"])
		})
	}
	modified, err := http.ParseTime(a.Headers["Last-Modified"])
	if err != nil {
		return false // most often: it has none
	}
	since, err := http.ParseTime(sent.Get("If-Modified-Since"))
	return err == nil && !modified.After(since)
}

// weak returns an entity tag as weak comparison sees it.
func weak(tag string) string { return strings.TrimPrefix(strings.TrimSpace(tag), "W/") }

// header returns the header as the manifest has it.
func (a answer) header() http.Header {
	header := http.Header{}
	for name, value := range a.Headers {
		header.Set(name, value)
	}
	return header
}

// response returns a as the response to req.
func (a answer) response(req *http.Request) *http.Response {
	header := a.header()
	length := int64(len(a.Body))
	if a.Status != http.StatusNotModified {
		header.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	body := a.Body
	if req.Method == http.MethodHead {
		body = ""
	}
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status)),
		StatusCode: a.Status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        header,
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: length,
		Request:       req,
	}
}
