package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
	"dateline/scraper/frontier"
)

// How fast visits are leased and stored: a page, a revision, twenty addresses that it leads
// to and the next date, by eight workers at once. No web is asked, and nothing is read.
func BenchmarkVisits(b *testing.B) {
	b.Run("sqlite", benchmarkVisits)
	if os.Getenv(dbtest.Variable) != "" {
		b.Run("postgres", benchmarkVisits)
	}
}

func benchmarkVisits(b *testing.B) {
	const workers, hosts, links = 8, 200, 20
	ctx := b.Context()
	d, err := db.Open(ctx, dbtest.Address(b))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the benchmark is over
	a, err := archive.Open(ctx, d, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the benchmark is over
	f, err := frontier.Open(ctx, d, frontier.Options{})
	if err != nil {
		b.Fatal(err)
	}
	at := func(n int) frontier.Address {
		host := fmt.Sprintf("h%d.example", n%hosts)
		return frontier.Address{URL: fmt.Sprintf("https://%s/story/%d", host, n), Host: host, Form: frontier.PageForm, Outlet: host}
	}
	if err := d.Update(ctx, func(tx *sql.Tx) error {
		for n := range b.N + hosts {
			if _, err := f.Add(ctx, tx, at(n)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	var visits atomic.Int64
	text := strings.Repeat("The weir was sold in May, and nobody knew for how much. ", 60)
	visit := func(ctx context.Context, v *frontier.Visit) error {
		n := int(visits.Add(1))
		if _, err := f.Turn(ctx, v.Host, 0); err != nil {
			return err
		}
		kept, err := a.Keep(ctx, &scraper.Page{URL: v.URL, FinalURL: v.URL, Fetched: time.Now(), Status: http.StatusOK, Body: []byte(text), Header: http.Header{"Content-Type": {"text/html"}}})
		if err != nil {
			return err
		}
		article := &scraper.Article{URL: v.URL, Headline: "Weir sold", Text: fmt.Sprint(text, n), Bylines: []string{"Ann Vale"}, Language: "en"}
		var found []frontier.Address
		for i := range links {
			to := at(n*links + i)
			to.URL, to.Depth, to.FoundOn = to.URL+"/cited", 1, v.URL
			found = append(found, to)
			article.Citations = append(article.Citations, scraper.Citation{URL: to.URL, Anchor: "the weir", Sentence: "The weir was sold."})
		}
		return d.Update(ctx, func(tx *sql.Tx) error {
			if _, err := a.Add(ctx, tx, kept, article, v.Outlet); err != nil {
				return err
			}
			if _, err := f.Add(ctx, tx, found...); err != nil {
				return err
			}
			return f.Done(ctx, tx, v, frontier.Outcome{Result: frontier.New, Status: http.StatusOK})
		})
	}
	b.ResetTimer()
	group, ctx := errgroup.WithContext(ctx)
	var leases atomic.Int64
	for range workers {
		group.Go(func() error {
			for leases.Add(1) <= int64(b.N) {
				v, _, err := f.Lease(ctx)
				for errors.Is(err, frontier.ErrIdle) { // the margin of a pause
					time.Sleep(time.Millisecond)
					v, _, err = f.Lease(ctx)
				}
				if err == nil {
					err = visit(ctx, v)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
}
