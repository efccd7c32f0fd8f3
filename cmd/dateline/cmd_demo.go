package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"dateline/cmd/dateline/demoweb"
	"dateline/scraper/fetch"
)

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Crawl an invented web before your eyes, and serve what was found",
		Long: `Demo crawls a small web that is part of the program, about an affair that was
invented for it: no network is used. It then serves pages and API on 127.0.0.1,
port 8080 or the next that is free, until Ctrl-C.

The data goes to a temporary folder that is removed at the end, unless --data
names one to keep.`,
		Example: "  dateline demo\n  dateline demo --data ./demo-data",
		Args:    arguments(cobra.NoArgs, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context()) },
	}
}

func (a *app) demo(ctx context.Context) (err error) {
	web, err := demoweb.New()
	if err != nil {
		return err
	}
	if a.dataFlag == "" {
		if a.dataFlag, err = os.MkdirTemp("", "dateline-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(a.dataFlag)) }()
	}
	if a.cfg, err = parseConfig("the demo's dateline.toml", []byte(demoweb.Config())); err != nil {
		return err
	}
	f, err := a.openFolder(ctx)
	var inUse inUseError
	if errors.As(err, &inUse) {
		return a.askOwner(ctx, inUse, nil)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	// The web is our own: it need not be spared as a stranger's must.
	w, err := a.wire(ctx, f, fetch.Options{Transport: spoken{web}, Delay: 20 * time.Millisecond})
	if err != nil {
		return err
	}
	if err := a.demoCrawl(ctx, w, web); err != nil {
		return err
	}
	listener, err := listenFrom(ctx, 8080)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\nThe data is in %s.\n", a.dataFlag)
	return a.serve(ctx, w, listener, serving{crawl: true, index: true})
}

// demoCrawl crawls the demo web twice: as it stood, and after a correction.
func (a *app) demoCrawl(ctx context.Context, w *work, web *demoweb.Web) error {
	tell := newProgress(a.err)
	defer tell.done()
	fmt.Fprintf(a.out, "Crawling %s, all invented and part of this program:\n", plural(len(w.outlets()), "outlet"))
	sum, err := w.Crawl(ctx, false, tell.visited)
	if err != nil {
		return err
	}
	tell.done()
	if sum.Visited == 0 {
		fmt.Fprintln(a.out, "It was crawled before, and the folder holds all of it.")
		web.SetEpoch(2)
		return nil
	}
	fmt.Fprintln(a.out, summary(sum))
	fmt.Fprintln(a.out, "\nSome time later, an article was corrected. Visiting every address again:")
	web.SetEpoch(2)
	if sum, err = w.Crawl(ctx, true, tell.visited); err != nil {
		return err
	}
	tell.done()
	fmt.Fprintln(a.out, summary(sum))
	return nil
}

// listenFrom listens on loopback, on port or the next that is free.
func listenFrom(ctx context.Context, port int) (net.Listener, error) {
	var err error
	var config net.ListenConfig
	for p := port; p < port+50; p++ {
		var listener net.Listener
		if listener, err = config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p))); err == nil {
			return listener, nil
		}
	}
	return nil, fmt.Errorf("no port from %d to %d is free on 127.0.0.1: %w", port, port+49, err)
}
