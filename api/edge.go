package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzhttp"
	"github.com/rs/cors"
)

// leastCompressed is from how many bytes on an answer is worth compressing:
// what is smaller goes in one packet either way.
const leastCompressed = 1024

// Compress returns a handler that answers as next does, and sends what is
// 1 KiB or more as gzip to whoever takes that.
//
// Only what is asked for is compressed. What comes of a POST grows line by line
// and is to arrive so. Entity tags stay as they are: all of ours are weak, and
// say that the answer means the same, not that it is the same bytes.
func Compress(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(leastCompressed))
	if err != nil {
		panic(err) // unreachable: the options are constants
	}
	compressed := wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			compressed(w, r)
		case http.MethodHead:
			w.Header().Add("Vary", "Accept-Encoding")
			if r.Header.Get("Accept-Encoding") != "" {
				w = &headWriter{w}
			}
			next.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// A headWriter answers HEAD where GET may be compressed: how long that would be is
// known only to whoever compresses it, so nothing is said of it.
type headWriter struct{ http.ResponseWriter }

func (w *headWriter) WriteHeader(status int) {
	if n, err := strconv.Atoi(w.Header().Get("Content-Length")); err == nil && n >= leastCompressed {
		w.Header().Del("Content-Length")
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (w *headWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Share returns a handler that answers as next does, and lets pages of the
// origins read what the API answers. They may not write, and no cookie or
// password goes with what they ask. Without origins it is next itself.
func Share(origins []string, next http.Handler) http.Handler {
	if len(origins) == 0 {
		return next
	}
	shared := cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodHead},
		AllowedHeaders: []string{"Accept", "If-None-Match"},
		ExposedHeaders: []string{"ETag", "Retry-After"},
		MaxAge:         600, // seconds
	}).Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			shared.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// CheckOrigin returns what is wrong with the origin of pages that [Share] is to
// let read. It has to be written as browsers send it, "https://desk.example":
// a pattern would let in pages of strangers.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(u.Host, "*") ||
		origin != strings.ToLower(u.Scheme+"://"+u.Host) {
		return fmt.Errorf("%q is no origin, such as \"https://desk.newsroom.example\": scheme and host in small letters, without a path and without *", origin)
	}
	return nil
}
