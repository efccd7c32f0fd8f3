package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/scraper/db"
)

func (a *app) addCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "add URL...",
		Short: "Put addresses into the queue, to be visited now",
		Long: `Add puts addresses of articles into the queue. They are visited by the next
crawl, or at once if a server runs, together with the pages that they cite. An
address that is known already is visited again.

It fails if an address cannot be taken; the others are taken all the same.`,
		Example: `  dateline add https://news.example/2024/bridge-inquiry
  dateline add https://a.example/1 https://b.example/2 && dateline crawl --once`,
		Args: arguments(cobra.MinimumNArgs(1), "at least one address"),
		RunE: func(cmd *cobra.Command, urls []string) error {
			return a.with(cmd.Context(), func(s service) error {
				added, err := s.Add(cmd.Context(), urls)
				if err != nil {
					return err
				}
				refused := 0
				for _, one := range added {
					line := fmt.Sprintf("%-8s %s", one.State, one.URL)
					if one.Says != "" {
						line += ": " + one.Says
					}
					fmt.Fprintln(a.out, plain(line))
					if one.State == api.Refused {
						refused++
					}
				}
				if refused > 0 {
					return fmt.Errorf("%s refused", plural(refused, "address", "addresses"))
				}
				return nil
			})
		},
	}
}

func (a *app) crawlCommand() *cobra.Command {
	var once, now bool
	index := true
	var metrics string
	cmd := &cobra.Command{
		Use:   "crawl",
		Short: "Visit what is due, and keep on visiting",
		Long: `Crawl visits the feeds, sitemaps and pages that are due, the articles that they
lead to, and the pages that those cite. It goes on until it is stopped, making
each visit when it is due; with --once it works off what is due and exits, as
cron wants it. What a site's robots.txt forbids is not visited, and every host
is asked at its own pace. Of several programs that share the database one keeps the index
up to the archive, as in 'dateline serve', if it is on a server. --metrics has it tell Prometheus how it gets on.

If a server owns the data folder, --once has it do the work.

Exit status: 0 if all went well, 3 if some visits failed, 1 if the crawl itself did.`,
		Example: `  dateline crawl --once
  dateline crawl --once --now      # visit every known address again
  */20 * * * * dateline --data /srv/dateline crawl --once   # in a crontab`,
		Args: arguments(cobra.NoArgs, "no arguments: name addresses with 'dateline add'"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case metrics != "" && once:
				return usageError{errors.New("--metrics is for a crawl that keeps on: leave out --once")}
			case metrics != "" && !isHostPort(metrics):
				return usageError{fmt.Errorf("--metrics %q is no host:port, such as 127.0.0.1:9464", metrics)}
			}
			a.pages = true
			if once {
				return a.with(cmd.Context(), func(s service) error { return a.crawlOnce(cmd.Context(), s, now) })
			}
			a.takes = takesNone
			return a.own(cmd.Context(), func(w *work) error { return a.crawlOn(cmd.Context(), w, now, metrics, index) }, nil)
		},
	}
	cmd.Flags().BoolVar(&once, "once", false, "work off what is due, then exit")
	cmd.Flags().StringVar(&metrics, "metrics", "", "`host:port` to answer on at /metrics (default: nowhere)")
	cmd.Flags().BoolVar(&index, "index", true, "keep the index up to the archive if no other program does that shares the database")
	cmd.Flags().BoolVar(&now, "now", false, "visit every known address, whatever its date")
	return cmd
}

// crawlOnce makes one pass.
func (a *app) crawlOnce(ctx context.Context, s service, now bool) error {
	tell := newProgress(a.err)
	sum, err := s.Crawl(ctx, now, tell.visited)
	tell.done()
	if err != nil {
		return err
	}
	if w, ok := s.(*work); ok { // else the server does
		if err := w.indexOnce(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintln(a.out, summary(sum))
	if sum.Failed > 0 {
		return errSome
	}
	return nil
}

// crawlOn makes visits until it is stopped, and tells metrics at an address unless that is empty.
func (a *app) crawlOn(ctx context.Context, w *work, now bool, metrics string, index bool) error {
	if metrics != "" {
		stop, err := a.serveMetrics(ctx, w, metrics)
		if err != nil {
			return err
		}
		defer stop()
	}
	if now {
		if err := w.front.Recall(ctx); err != nil {
			return err
		}
	}
	tell := newProgress(a.err)
	defer tell.done()
	tell.say("crawling; Ctrl-C stops")
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var keeping sync.WaitGroup
	defer keeping.Wait()
	defer stop()
	switch {
	case !w.folder.db.Shared():
		defer w.tellOn(ctx)()
	case index:
		keeping.Go(func() { w.keepIndexHere(ctx) })
	}
	return because("the crawl stopped", w.keepOn(ctx, tell.visited))
}

// keepIndexHere has this process keep the index whenever no other does, unless that is in
// another data folder: whoever serves that keeps it.
func (w *work) keepIndexHere(ctx context.Context) {
	ready := func(ctx context.Context) error { return w.ready(ctx, newProgress(io.Discard), func(uint64, uint64) {}) }
	err := w.keepIndex(ctx, true, ready)
	if _, ok := errors.AsType[*db.HeldError](err); ok {
		w.log.Info("this process leaves the index to another one", "says", oneLine(err))
		return
	}
	if err != nil && ctx.Err() == nil {
		w.log.Error("the index is not kept by this process", "says", oneLine(err))
	}
}
