package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"dateline/cmd/dateline/demoweb"
	"dateline/scraper"
	"dateline/scraper/extract"
	"dateline/scraper/fetch"
)

// A crawlBench measures how many pages a second are fetched and read.
type crawlBench struct {
	folder          string // of the pages; empty for the demo's
	workers, rounds int

	pages  []*scraper.Page
	packed [][]byte
}

// leastPages is how many pages a round takes at least, so that a small web is no
// measurement of the clock.
const leastPages = 200

// A measure is one way to work on a page.
type measure struct {
	name string
	do   func(ctx context.Context, page int) error
}

// run makes all measurements, the ways taking turns within each round, and writes
// a table of them.
func (b *crawlBench) run(ctx context.Context, out io.Writer) error {
	if err := b.load(); err != nil {
		return err
	}
	site, stop, err := b.serve()
	if err != nil {
		return err
	}
	defer stop()
	ways := []measure{
		{"fetched and read by Dateline", b.visitor(site)},
		{"read by Dateline", b.read},
		{"parsed by net/html", b.parse},
		{"read by readability", b.readability},
	}
	ways = append(ways, b.peers()...)
	took := make([][]time.Duration, len(ways))
	for range b.rounds {
		for i, way := range ways {
			d, err := b.time(ctx, way.do)
			if err != nil {
				return fmt.Errorf("%s: %w", way.name, err)
			}
			took[i] = append(took[i], d)
		}
	}
	return b.table(out, ways, took)
}

// table writes the medians, each beside the first.
func (b *crawlBench) table(out io.Writer, ways []measure, took [][]time.Duration) error {
	size := 0
	for _, p := range b.pages {
		size += len(p.Body)
	}
	n := float64(len(b.pages))
	fmt.Fprintf(out, "%d pages of %.0f kB, %d at once, median of %s\n\n", len(b.pages), float64(size)/n/1000, b.workers, plural(b.rounds, "round"))
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "pages/s\tMB/s\tagainst the first\t")
	var first float64
	for i, way := range ways {
		seconds := median(took[i]).Seconds()
		if i == 0 {
			first = seconds
		}
		fmt.Fprintf(t, "%.0f\t%.1f\t%.2f\t  %s\n", n/seconds, float64(size)/seconds/1e6, first/seconds, way.name)
	}
	return t.Flush()
}

func median[T cmp.Ordered](list []T) T {
	return slices.Sorted(slices.Values(list))[len(list)/2]
}

// time works on all pages once, with as many workers as asked for.
func (b *crawlBench) time(ctx context.Context, do func(context.Context, int) error) (time.Duration, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var wg sync.WaitGroup
	began := time.Now()
	for range b.workers {
		wg.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range b.pages {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wg.Wait()
	return time.Since(began), context.Cause(ctx)
}

// load takes the pages from the folder or the demo, and packs them.
func (b *crawlBench) load() error {
	found, err := b.find()
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("%s holds no *.html or *.html.gz", b.folder)
	}
	for len(b.pages) < leastPages {
		b.pages = append(b.pages, found...)
	}
	for i, p := range b.pages {
		again := *p
		again.URL = fmt.Sprintf("http://h%d.bench.example/story/%d", i%50, i)
		again.FinalURL = again.URL
		b.pages[i] = &again
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(p.Body); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		b.packed = append(b.packed, packed.Bytes())
	}
	return nil
}

func (b *crawlBench) find() (found []*scraper.Page, err error) {
	if b.folder == "" {
		web, err := demoweb.New()
		if err != nil {
			return nil, err
		}
		return web.Pages(), nil
	}
	files, err := os.ReadDir(b.folder)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".html.gz") {
			page, err := pageFile(filepath.Join(b.folder, name), "")
			if err != nil {
				return nil, err
			}
			page.Header = http.Header{"Content-Type": {"text/html"}}
			found = append(found, page)
		}
	}
	return found, nil
}

// serve answers for the pages on loopback, until stop is called.
func (b *crawlBench) serve() (address string, stop func(), err error) {
	return serveLoopback(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/story/"))
		if err != nil || i < 0 || i >= len(b.packed) {
			http.NotFound(w, r) // robots.txt: there is none
			return
		}
		w.Header().Set("Content-Type", cmp.Or(b.pages[i].Header.Get("Content-Type"), "text/html"))
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b.packed[i]) // a reader that went away has said so
	}))
}

// serveLoopback serves h on loopback, until stop is called.
func serveLoopback(h http.Handler) (address string, stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: h}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // it ends when it is closed
	}()
	return listener.Addr().String(), func() {
		_ = server.Close()
		<-ended
	}, nil
}

// visitor fetches pages from the server at address, whatever their host, and reads them.
func (b *crawlBench) visitor(address string) func(context.Context, int) error {
	var dialer net.Dialer
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "tcp", address)
		},
		DisableCompression: true,
		MaxIdleConns:       100,
	}
	client := fetch.New(userAgent(""), &rush{memory{}}, slog.New(slog.DiscardHandler), fetch.Options{Transport: transport, MaxBytes: maxPageFile})
	return func(ctx context.Context, i int) error {
		page, err := client.Get(ctx, fetch.Request{URL: b.pages[i].URL})
		if err != nil {
			return err
		}
		_, err = extract.Read(page, nil)
		return notOurs(err)
	}
}

// A rush is a ledger whose turns come at once: it measures what the machine can
// do, and asks nobody but itself.
type rush struct{ memory }

// Turn returns no time to wait for.
func (*rush) Turn(context.Context, string, time.Duration) (time.Time, error) {
	return time.Time{}, nil
}

// Hold holds nothing.
func (*rush) Hold(context.Context, string, time.Time) error { return nil }

// notOurs returns the error of a reader, unless it only says that a page is no article.
func notOurs(err error) error {
	if errors.Is(err, extract.ErrNoArticle) || errors.Is(err, extract.ErrNotHTML) {
		return nil
	}
	return err
}

func (b *crawlBench) read(_ context.Context, i int) error {
	_, err := extract.Read(b.pages[i], nil)
	return notOurs(err)
}

// parse leaves out what a page that the parser refuses says of itself.
func (b *crawlBench) parse(_ context.Context, i int) error {
	_, _ = html.Parse(bytes.NewReader(b.pages[i].Body))
	return nil
}

// readability reads a page with readability, whatever comes of it.
func (b *crawlBench) readability(_ context.Context, i int) error {
	at, err := url.Parse(b.pages[i].URL)
	if err != nil {
		return err
	}
	_, _ = readability.FromReader(bytes.NewReader(b.pages[i].Body), at)
	return nil
}
