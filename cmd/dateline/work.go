package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dateline/api"
	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
	"dateline/scraper/db"
	"dateline/scraper/fetch"
	"dateline/scraper/frontier"
)

// A service answers what commands ask: this process, if it owns the data
// folder, or the one that serves it.
type service interface {
	Search(ctx context.Context, q indexer.Query) (*indexer.Results, error)
	Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error)
	Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error)
	Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error)
	SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error)
	Outlets(ctx context.Context) ([]frontier.OutletStatus, error)
	Add(ctx context.Context, urls []string) ([]api.Added, error)
	Survey(ctx context.Context, address string) (*api.Survey, error)
	Follow(ctx context.Context, d newsdesk.OutletDraft) (*newsdesk.Outlet, error)
	Unfollow(ctx context.Context, host string) error
	Crawl(ctx context.Context, now bool, report func(api.Visited)) (api.Summary, error)
	Diff(ctx context.Context, articleID string, from, to int) (*api.Diff, error)
	Locate(ctx context.Context, address string) (string, error)
	Export(ctx context.Context, e api.Export, begin func(total int) (io.Writer, error)) (int, error)
}

// with calls do with the service of the data folder: through the server that
// owns it, if one does, else in this process, with the index caught up.
func (a *app) with(ctx context.Context, do func(service) error) error {
	return a.own(ctx, func(w *work) error { return do(w) }, func(c *api.Client) error { return do(c) })
}

// ask is with for commands that only read: they begin no archive, and what the
// configuration names is left to the next crawl.
func (a *app) ask(ctx context.Context, do func(service) error) error {
	if err := a.begun(); err != nil {
		return err
	}
	a.reading = true
	return a.with(ctx, do)
}

// ownQueueLeft is own for commands that work on the archive: what the
// configuration names is left to the next crawl.
func (a *app) ownQueueLeft(ctx context.Context, do func(*work) error) error {
	a.reading = true
	return a.own(ctx, do, nil)
}

// begun returns an error if the data folder holds no archive yet. One on a server is begun
// by whoever opens it.
func (a *app) begun() error {
	if a.cfg.Database.Address != "" {
		return nil
	}
	dir := a.dataFolder()
	_, err := os.Stat(filepath.Join(dir, "dateline.db"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no archive in %s yet: 'dateline add' an address or name outlets in dateline.toml, and crawl; or name another folder with --data", dir)
	}
	if err != nil {
		return folderError(dir, err)
	}
	return nil
}

// own opens the data folder and calls do, with the index caught up; if a server owns
// it, it calls ask with a client of that instead, or fails if ask is nil.
func (a *app) own(ctx context.Context, do func(*work) error, ask func(*api.Client) error) error {
	return a.ownFolder(ctx, func(f *folder) error {
		w, err := a.newWork(ctx, f)
		if err != nil {
			return err
		}
		return do(w)
	}, ask)
}

// ownFolder is own for commands that take the folder as it is.
func (a *app) ownFolder(ctx context.Context, do func(*folder) error, ask func(*api.Client) error) (err error) {
	f, err := a.openFolder(ctx)
	var inUse inUseError
	if errors.As(err, &inUse) {
		return a.askOwner(ctx, inUse, ask)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	return do(f)
}

// askOwner calls ask with a client of the server that owns a folder.
func (a *app) askOwner(ctx context.Context, inUse inUseError, ask func(*api.Client) error) error {
	b := readBeacon(inUse.dir)
	if b == nil {
		return inUse
	}
	client := api.NewClient(b.Address, b.Token)
	knock, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if _, err := client.Health(knock); err != nil {
		return fmt.Errorf("%w (it says that it serves %s, but does not answer: %w)", inUse, b.Address, err)
	}
	if ask == nil {
		return fmt.Errorf("the data folder %s is in use by the server at %s: stop it first, or name another folder with --data", inUse.dir, b.Address)
	}
	return ask(client)
}

// A work is an open data folder with all that works on it.
type work struct {
	*folder
	*crawler
	library *library
}

// newWork wires the stages over an open folder, and brings the index up to the archive.
func (a *app) newWork(ctx context.Context, f *folder) (*work, error) {
	return a.wire(ctx, f, a.fetchOptions())
}

// fetchOptions are what the configuration says of fetching.
func (a *app) fetchOptions() fetch.Options {
	return fetch.Options{
		Transport: a.transport,
		Delay:     a.cfg.Crawl.Delay.Duration, MaxBytes: int64(a.cfg.Crawl.MaxMB) << 20,
		Timeout: a.cfg.Crawl.Timeout.Duration, AllowPrivate: a.cfg.Crawl.AllowPrivate,
	}
}

// wire is newWork with a client of its own.
func (a *app) wire(ctx context.Context, f *folder, opt fetch.Options) (*work, error) {
	w, err := a.assemble(ctx, f, opt)
	if err != nil {
		return nil, err
	}
	left, err := w.folder.keeper.left(ctx)
	if err != nil {
		return w, err
	}
	if left {
		return w, a.tellBehind(ctx, w)
	}
	tell := newProgress(a.err)
	defer tell.done()
	err = w.folder.keeper.keep(ctx, db.Lock{}, func(ctx context.Context) error { return w.ready(ctx, tell, tell.caughtUp) })
	if held, ok := errors.AsType[*db.HeldError](err); ok {
		if a.reading && !w.folder.keeper.everywhere() { // what is asked is asked of another's index
			return nil, keptElsewhere(held)
		}
		err = nil
	}
	return w, err
}

// tellBehind says so if the index that another process keeps lacks much that the archive has.
func (a *app) tellBehind(ctx context.Context, w *work) error {
	if !a.reading {
		return nil
	}
	end, err := w.archive.Seq(ctx)
	if err != nil {
		return err
	}
	// One that cannot be asked is told of by what is asked of it.
	if at, err := w.folder.index.Seq(ctx); err == nil && at+batch < end {
		fmt.Fprintf(a.err, "note: the index has come to %d of %d: what is newer is not found before the process that keeps it has taken it in\n", at, end)
	}
	return nil
}

// assemble is wire, but for the index, which has yet to be brought up to the archive.
func (a *app) assemble(ctx context.Context, f *folder, opt fetch.Options) (*work, error) {
	roster, err := openRoster(ctx, a.cfg.outlets, f.desk, a.log)
	if err != nil {
		return nil, err
	}
	agent := userAgent(a.cfg.Contact)
	p := &pipeline{
		db: f.db, front: f.front, archive: f.archive,
		client: fetch.New(agent, pacer{f.front, f.meter}, a.log, opt),
		roster: roster, agent: agent, depth: a.cfg.Crawl.Depth, cited: a.cfg.Crawl.Cited, heed: a.cfg.Crawl.Heed, log: a.log, meter: f.meter,
	}
	w := &work{folder: f, crawler: newCrawler(ctx, p, f, a.cfg.Crawl.Workers)}
	w.library = &library{folder: f, crawler: w.crawler}
	if !a.reading {
		if err := p.configure(ctx); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// ready brings the index up to the archive, and tells report how far it is.
func (f *folder) ready(ctx context.Context, tell *progress, report func(done, of uint64)) error {
	if err := f.ahead(ctx); err != nil {
		return err
	}
	if err := f.sweepOrLater(ctx, tell); err != nil {
		return err
	}
	return f.catchUp(ctx, report)
}

// ahead puts an empty index into the place of one that has read further than the archive
// goes, as beside an older database: it holds what the archive does not, and would take
// what is still to come for read.
func (f *folder) ahead(ctx context.Context) error {
	end, err := f.archive.Seq(ctx)
	if err != nil {
		return err
	}
	at, err := f.index.Seq(ctx)
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	if at <= end {
		return nil
	}
	f.index.log.Warn("the index has read further than the archive goes, and is built anew from it", "index", at, "archive", end)
	return f.index.beginAnew(ctx)
}

// userAgent is how we introduce ourselves to servers.
func userAgent(contact string) string {
	switch {
	case contact == "":
		return "Dateline/" + version + " (news archive; no contact configured)"
	case strings.Contains(contact, "://"):
		return "Dateline/" + version + " (+" + contact + ")"
	}
	return "Dateline/" + version + " (+mailto:" + contact + ")"
}

// Search answers from the index, as the API does.
func (w *work) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	return api.Full(w.folder.index).Search(ctx, q)
}

// Claims answers from the index.
func (w *work) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	return api.Full(w.folder.index).Claims(ctx, q)
}

// Timeline answers from the index.
func (w *work) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	return api.Full(w.folder.index).Timeline(ctx, q)
}

// SimilarClaims answers from the index.
func (w *work) SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	return api.Full(w.folder.index).SimilarClaims(ctx, claimID, limit)
}

// Similar answers from the index.
func (w *work) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	return api.Full(w.folder.index).Similar(ctx, articleID, limit)
}

// Outlets says how the visits to every outlet stand.
func (w *work) Outlets(ctx context.Context) ([]frontier.OutletStatus, error) {
	return w.library.Outlets(ctx)
}

// Diff says what changed between two revisions of an article.
func (w *work) Diff(ctx context.Context, articleID string, from, to int) (*api.Diff, error) {
	return api.Compare(ctx, w.library, articleID, from, to)
}

// Locate returns the id of the article that is held at an address.
func (w *work) Locate(ctx context.Context, address string) (string, error) {
	return api.Locate(ctx, w.library, address)
}

// pageTime is how long a command waits for one page of an answer.
const pageTime = 5 * time.Minute

// Export writes what a query finds to what begin returns, as api.WriteExport does.
func (w *work) Export(ctx context.Context, e api.Export, begin func(total int) (io.Writer, error)) (int, error) {
	return api.WriteExport(ctx, w.folder.index, w.library, e, pageTime, func(total int, _ uint64) (io.Writer, error) { return begin(total) })
}

// handler serves pages, API and metrics.
func (w *work) handler(apiHandler, uiHandler, metrics http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/api/", "/healthz", "/readyz"} {
		mux.Handle(path, apiHandler)
	}
	mux.Handle("GET /metrics", metrics)
	mux.Handle("/", uiHandler)
	return mux
}
