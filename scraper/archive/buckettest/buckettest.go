// Package buckettest serves a bucket for tests, by the protocol of S3.
//
//	server := buckettest.New(t)
//	a, err := archive.Open(t.Context(), d, server.Address)
package buckettest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// name is that of the bucket.
const name = "pages"

// A Server serves one bucket, which holds its objects in memory.
type Server struct {
	Address string // s3://…

	t       testing.TB
	objects *s3mem.Backend
	fault   atomic.Pointer[func(http.ResponseWriter, *http.Request) bool]
}

// New serves a new and empty bucket until the test has ended, and sets the environment that
// lets us in.
func New(t testing.TB) *Server {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	s := &Server{t: t, objects: s3mem.New()}
	if err := s.objects.CreateBucket(name); err != nil {
		t.Fatal(err)
	}
	serve := gofakes3.New(s.objects).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fault := s.fault.Load(); fault != nil && (*fault)(w, r) {
			return
		}
		serve.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.Address = "s3://" + name + "?endpoint=" + url.QueryEscape(server.URL)
	return s
}

// Break has fault asked before every request; true if it has answered. With nil all is well again.
func (s *Server) Break(fault func(http.ResponseWriter, *http.Request) bool) {
	if fault == nil {
		s.fault.Store(nil)
		return
	}
	s.fault.Store(&fault)
}

// Refuse answers that access is denied.
func Refuse(w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(w, `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`)
	return true
}

// KeepVersions has the bucket keep what is removed, from now on.
func (s *Server) KeepVersions() {
	s.t.Helper()
	var on gofakes3.VersioningConfiguration
	on.SetEnabled(true)
	if err := s.objects.SetVersioningConfiguration(name, on); err != nil {
		s.t.Fatal(err)
	}
}

// Versions returns how many versions of WARC files the bucket keeps.
func (s *Server) Versions() (n int) {
	s.t.Helper()
	list, err := s.objects.ListBucketVersions(name, nil, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, is := range list.Versions {
		if version, ok := is.(*gofakes3.Version); ok && isWARC(version.Key) {
			n++
		}
	}
	return n
}

// isWARC reports whether an object is a WARC file.
func isWARC(key string) bool { return strings.HasSuffix(key, ".warc.gz") }

// Files returns the WARC files that the bucket holds, by name.
func (s *Server) Files() map[string][]byte {
	s.t.Helper()
	list, err := s.objects.ListBucket(name, &gofakes3.Prefix{}, gofakes3.ListBucketPage{})
	if err != nil {
		s.t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, o := range list.Contents {
		if !isWARC(o.Key) {
			continue
		}
		is, err := s.objects.GetObject(name, o.Key, nil)
		if err != nil {
			s.t.Fatal(err)
		}
		if files[o.Key], err = io.ReadAll(is.Contents); err != nil {
			s.t.Fatal(err)
		}
	}
	return files
}

// Homes returns of how many homes of raw pages the bucket has the name.
func (s *Server) Homes() (n int) {
	s.t.Helper()
	list, err := s.objects.ListBucket(name, &gofakes3.Prefix{}, gofakes3.ListBucketPage{})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range list.Contents {
		if strings.HasSuffix(o.Key, ".home") {
			n++
		}
	}
	return n
}

// Put puts a file in the place of what is there.
func (s *Server) Put(file string, content []byte) {
	s.t.Helper()
	if _, err := s.objects.PutObject(name, file, map[string]string{}, bytes.NewReader(content), int64(len(content)), nil); err != nil {
		s.t.Fatal(err)
	}
}

// Remove removes a file.
func (s *Server) Remove(file string) {
	s.t.Helper()
	if _, err := s.objects.DeleteObject(name, file); err != nil {
		s.t.Fatal(err)
	}
}
