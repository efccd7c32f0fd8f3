package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/scraper/frontier"
	"dateline/ui"
)

func (a *app) serveCommand() *cobra.Command {
	var listen string
	crawl, index := true, true
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve pages and API, and crawl on schedule",
		Long: `Serve answers on 127.0.0.1:8080, or where [server] listen in dateline.toml says:
pages for people at /, the API at /api/v1. It visits what is due while it runs;
with --crawl=false it only answers. Where several programs share the database, one at a time
keeps the index up to the archive: each stands by to take over from one that is killed or hangs,
but for those with --index=false. An index that is behind, or has to be built anew
because it is damaged or another version wrote it, is brought up to the archive first:
until then the server says how far that is, and /readyz answers 503. While 'dateline
reindex' has the index built anew, the old one answers.

While it runs, the commands add, search, claims, timeline, diff, outlets, searches,
corrections, export, backup, reindex and crawl --once go through it: its address stands
in the data folder.`,
		Example: `  dateline serve
  dateline serve --listen 127.0.0.1:9000 --crawl=false`,
		Args: arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flag("listen").Changed {
				if !isHostPort(listen) {
					return usageError{fmt.Errorf("--listen %q is no host:port, such as 127.0.0.1:8080", listen)}
				}
				a.cfg.Server.Listen = listen
			}
			a.takes, a.pages = takesOver, crawl
			return a.ownFolder(cmd.Context(), func(f *folder) error {
				if err := f.keeper.mayBeLeft(index); err != nil {
					return err
				}
				w, err := a.assemble(cmd.Context(), f, a.fetchOptions())
				if err != nil {
					return err
				}
				var config net.ListenConfig
				listener, err := config.Listen(cmd.Context(), "tcp", a.cfg.Server.Listen)
				if err != nil {
					return listenError("--listen", a.cfg.Server.Listen, err)
				}
				return a.serve(cmd.Context(), w, listener, serving{crawl: crawl, index: index})
			}, nil)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "`host:port` to answer on (default: the configuration's, 127.0.0.1:8080)")
	cmd.Flags().BoolVar(&crawl, "crawl", true, "visit what is due while serving")
	cmd.Flags().BoolVar(&index, "index", true, "keep the index up to the archive if no other program does that shares the database")
	return cmd
}

func listenError(flag, address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is taken by another program: choose another port with %s: %w", address, flag, err)
	}
	return fmt.Errorf("cannot answer on %s: %w", address, err)
}

// A serving says what a server does beside answering.
type serving struct{ crawl, index bool }

// serve answers on listener until ctx ends, and does meanwhile what s says.
func (a *app) serve(ctx context.Context, w *work, listener net.Listener, s serving) (err error) {
	write := secret()
	hosts, loopback := a.hosts(listener)
	add := func(ctx context.Context, urls []string) ([]ui.Added, error) {
		told, err := w.crawler.Add(ctx, urls)
		return shown(told), err
	}
	searcher := timedSearcher{w.folder.index, w.folder.meter}
	handler := w.handler(
		w.folder.meter.timing("api", api.New(api.Options{
			Searcher: searcher, Library: w.library, Crawler: w.crawler, Roster: w.crawler, Desk: followedDesk{w.folder.desk, w.folder},
			Events:  w.events,
			Last:    func() *api.Summary { _, _, last := w.state(); return last },
			Backup:  w.folder.backup,
			Reindex: func() frontier.Reindex { return w.beginReindex(newProgress(a.err)) },
			Token:   write, Hosts: hosts, Version: version, Log: a.log,
		})),
		w.folder.meter.timing("pages", api.Guard(hosts, ui.New(ui.Options{Search: searcher, Library: w.library, Desk: followedDesk{w.folder.desk, w.folder}, Writes: loopback || a.cfg.Server.Edit, Add: add, Roster: pageRoster{w.crawler}, Embed: a.cfg.Server.Embed, Live: true, Log: a.log, Version: version, Document: api.Document()}))),
		api.Guard(hosts, w.metrics()),
	)
	gate := &gate{next: handler}
	server := &http.Server{
		Handler: a.front(gate), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		WriteTimeout:   5 * time.Minute, // for whoever takes an answer slowly; what lasts longer sets its own
		BaseContext:    func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	server.RegisterOnShutdown(w.events.Close) // who listens to the crawl would keep it waiting
	address := "http://" + reachable(listener.Addr())
	if err := w.light(beacon{Address: address, Token: write, PID: os.Getpid()}); err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, w.douse()) }()
	fmt.Fprintf(a.out, "Dateline answers at %s (Ctrl-C stops)\n", address)
	if away := w.folder.archive.Away(ctx); away != nil {
		fmt.Fprintf(a.err, "note: this server answers, and is right to leave visits to those who have the raw pages: %v\n", away)
	}
	if !loopback {
		fmt.Fprintf(a.err, "note: %s can be reached from other machines, by its address or by a name that [server] hosts gives, and asks nobody for a password\n", a.cfg.Server.Listen)
	}

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var going sync.WaitGroup
	defer going.Wait()
	defer stop()
	failed := make(chan error, 3) // as many as go on
	going.Go(func() { failed <- because("the server stopped", server.Serve(listener)) })
	if w.folder.db.Shared() {
		a.shareIndex(ctx, w, gate, s.index, &going, failed)
	} else {
		if err := gate.prepare(ctx, w, newProgress(a.err)); err != nil {
			return errors.Join(because("the index", err), server.Close())
		}
		defer w.tellOn(ctx)()
		if w.folder.index.engine.shared() {
			going.Go(func() { gate.await(ctx, w.folder) })
			going.Go(func() { w.mindIndex(ctx) })
		}
	}
	going.Go(func() { w.events.Run(ctx) })
	if s.crawl {
		tell := newProgress(a.err)
		going.Go(func() { failed <- because("the crawl stopped", w.keepOn(ctx, tell.visited)) })
	} else {
		defer w.followOthers(ctx)() // its pages show who is followed
	}
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stop()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if e := server.Shutdown(end); e != nil {
		err = errors.Join(err, server.Close())
	}
	going.Wait()
	close(failed)
	for e := range failed {
		err = errors.Join(err, e)
	}
	return err
}

// shareIndex sees to the gate of a server whose database others share, and has the index kept
// by this process whenever no other does, if index says so.
func (a *app) shareIndex(ctx context.Context, w *work, gate *gate, index bool, going *sync.WaitGroup, failed chan<- error) {
	keeper := w.folder.keeper
	ready := func(ctx context.Context) error { return gate.prepare(ctx, w, newProgress(a.err)) }
	if keeper.everywhere() { // another may be bringing it up to the archive
		going.Go(func() { gate.await(ctx, w.folder) })
		ready = func(ctx context.Context) error {
			tell := newProgress(a.err)
			defer tell.done()
			return w.ready(ctx, tell, tell.caughtUp)
		}
	}
	if index {
		going.Go(func() { failed <- because("the index", w.keepIndex(ctx, keeper.everywhere(), ready)) })
	}
}

// because says what an error ended; nil if it was told to end.
func because(ended string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("%s: %w", ended, err)
}

// front returns what every request passes before h: how often it may ask, whose
// pages may read the answer, and how that is sent.
func (a *app) front(h http.Handler) http.Handler {
	conf := a.cfg.Server
	return api.Compress(api.Share(conf.CORS, api.Limit(api.Rate{PerSecond: conf.Rate, Burst: conf.Burst}, h)))
}

// hosts returns the names that are answered beside localhost and addresses in
// figures, and whether only this machine can reach the listener. A page in the
// user's browser must not reach us under a name of its own (DNS rebinding).
func (a *app) hosts(listener net.Listener) (hosts []string, loopback bool) {
	tcp, ok := listener.Addr().(*net.TCPAddr)
	loopback = ok && tcp.IP.IsLoopback()
	hosts = append([]string{"localhost"}, a.cfg.Server.Hosts...)
	if !loopback {
		if name, err := os.Hostname(); err == nil {
			hosts = append(hosts, name)
		}
	}
	return hosts, loopback
}

// reachable returns the host:port under which this machine reaches a listener.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return addr.String()
	}
	if tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return tcp.String()
}
