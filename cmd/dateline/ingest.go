package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"dateline/api"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/db"
	"dateline/scraper/fetch"
	"dateline/scraper/frontier"
	"dateline/scraper/warc"
)

// A pipeline makes visits: from an address to a revision in the archive. The
// index follows the archive on its own (see catchup.go).
type pipeline struct {
	db      *db.DB
	front   *frontier.Frontier
	archive *archive.Archive
	client  *fetch.Client
	roster  *roster
	agent   string   // how the client introduces itself
	depth   int      // how far citations are followed
	cited   string   // citedAny or citedListed
	heed    []string // what pages may ask of robots that is done: "noindex", "noarchive"
	log     *slog.Logger
	meter   *meter
}

// visit makes one visit, and stores all that it learned in one transaction.
// Its error is ours; what is wrong with the page or its server is in the answer.
func (p *pipeline) visit(ctx context.Context, v *frontier.Visit) (api.Visited, error) {
	switch err := p.archive.Ready(ctx); {
	case errors.Is(err, archive.ErrUnavailable):
		return p.putOff(context.WithoutCancel(ctx), v, err)
	case err != nil: // as when its home is elsewhere
		return api.Visited{}, errors.Join(err, p.front.Release(context.WithoutCancel(ctx), v))
	}
	var w witness
	began := time.Now()
	page, err := p.client.Get(w.watch(ctx), fetch.Request{URL: v.URL, ETag: v.ETag, LastModified: v.LastModified})
	p.meter.steps.WithLabelValues(fetchStep).Observe(time.Since(began).Seconds())
	if ctx.Err() != nil {
		return api.Visited{}, errors.Join(ctx.Err(), p.front.Release(context.WithoutCancel(ctx), v))
	}
	// What was fetched is stored even if we are told to stop now: it would have
	// to be fetched again.
	ctx, s := p.meter.tracer.visit(context.WithoutCancel(ctx), began, v.URL, page)
	visited, err := p.bring(ctx, v, w.exchange(page), err)
	s.end(err)
	if errors.Is(err, archive.ErrUnavailable) {
		return p.putOff(ctx, v, err)
	}
	if errors.Is(err, db.ErrTooLong) { // the page is to blame
		visited, err = p.miss(ctx, v, err)
	}
	if err != nil {
		return api.Visited{}, errors.Join(err, p.front.Release(ctx, v))
	}
	return visited, nil
}

// ours reports whether an error says that the database, or what raw pages are in, cannot be had
// now: that is our trouble, and says nothing of any page or site.
func ours(err error) bool { return db.Unreachable(err) || errors.Is(err, archive.ErrUnavailable) }

// storePause is how long visits are put off if raw pages cannot be kept: longer than a pass
// is patient, so that one that somebody waits for comes to an end.
const storePause = patience + 3*time.Minute

// putOff ends a visit whose page could not be kept: it is made again when that may do.
func (p *pipeline) putOff(ctx context.Context, v *frontier.Visit, cause error) (api.Visited, error) {
	p.log.Error("a page was not kept, and will be visited again", "url", v.URL, "says", oneLine(cause))
	return api.Visited{URL: v.URL, Outlet: v.Outlet, Result: api.VisitFailed, Says: oneLine(cause)}, p.front.Postpone(ctx, v, time.Now().Add(storePause))
}

// bring stores what a visit brought: a page, or the cause why there is none.
func (p *pipeline) bring(ctx context.Context, v *frontier.Visit, came warc.Exchange, cause error) (visited api.Visited, err error) {
	if cause != nil {
		return p.miss(ctx, v, cause)
	}
	found, err := p.readSafely(ctx, v, came.Page)
	if err != nil {
		return visited, err
	}
	found.came = came
	visited, err = p.store(ctx, v, found)
	if errors.Is(err, archive.ErrForgotten) { // by another program, since it was read
		found.refuse()
		visited, err = p.store(ctx, v, found)
	}
	return visited, err
}

// readSafely is read for whatever the web may hold: a page that upsets a reader
// is a failed visit, and does not end the program, nor the next one at its start.
func (p *pipeline) readSafely(ctx context.Context, v *frontier.Visit, page *scraper.Page) (found *find, err error) {
	defer func() {
		if r := recover(); r != nil {
			p.log.Error("a reader gave up: please report this page", "url", v.URL, "says", r, "stack", string(debug.Stack()))
			found, err = &find{page: page, result: frontier.Failed, says: fmt.Sprintf("it could not be read: %v", r)}, nil
		}
	}()
	ctx, end := p.meter.step(ctx, readStep)
	defer func() { end(err) }()
	return p.read(ctx, v, page)
}

// miss stores that a visit brought no page. That the pace of its host, which the database has,
// could be neither read nor written down is no answer of that host: it comes back as the error.
func (p *pipeline) miss(ctx context.Context, v *frontier.Visit, cause error) (api.Visited, error) {
	if ours(cause) {
		return api.Visited{}, cause
	}
	var held *fetch.HeldError
	if errors.As(cause, &held) { // which is no fault of the page
		return api.Visited{URL: v.URL, Outlet: v.Outlet, Result: api.VisitFailed, Says: oneLine(cause)}, p.front.Postpone(ctx, v, held.Until)
	}
	o := frontier.Outcome{Result: frontier.Failed, Says: oneLine(cause), ETag: v.ETag, LastModified: v.LastModified}
	var status *fetch.StatusError
	switch {
	case errors.Is(cause, fetch.ErrDisallowed):
		o.Result, o.Says = frontier.Disallowed, "robots.txt asks us not to"
	case errors.As(cause, &status):
		o.Status, o.RetryAfter = status.Code, status.RetryAfter
	}
	p.log.Info("missed", "url", v.URL, "result", o.Result, "says", o.Says)
	err := p.db.Update(ctx, func(tx *sql.Tx) error { return p.front.Done(ctx, tx, v, o) })
	p.meter.failed(p.outlets(), v, o)
	return api.Visited{URL: v.URL, Outlet: v.Outlet, Result: string(o.Result), Says: o.Says}, err
}

// store writes what a visit learned, in one transaction: page and revision, the
// addresses found, and the next date.
func (p *pipeline) store(ctx context.Context, v *frontier.Visit, found *find) (visited api.Visited, err error) {
	ctx, end := p.meter.step(ctx, storeStep)
	defer func() { end(err) }()
	page := found.page
	visited = api.Visited{URL: v.URL, Outlet: v.Outlet, Result: string(found.result), Says: found.says}
	outcome := frontier.Outcome{Result: found.result, Status: page.Status, Says: found.says, Every: found.every, TTL: found.ttl, Fresh: frontier.Fresh(page.Header)}
	if modified, err := http.ParseTime(page.Header.Get("Last-Modified")); err == nil {
		outcome.Modified = modified
	}
	if found.article != nil {
		outcome.Published = found.article.Published.Time
	}
	if found.result != frontier.Failed { // what could not be read is sent anew next time
		outcome.ETag, outcome.LastModified = validators(v, page)
	}

	stored, err := p.write(ctx, found)
	if err != nil {
		return visited, err
	}
	parts, err := p.writeParts(ctx, found)
	if err != nil {
		return visited, err
	}
	var revision *scraper.Revision
	err = p.db.Update(ctx, func(tx *sql.Tx) (err error) {
		if found.revise {
			// Another visit may have stored the same words since they were judged.
			digest, err := p.archive.Newest(ctx, tx, scraper.ArticleID(found.article.URL))
			if err != nil {
				return err
			}
			if digest == archive.Digest(found.article) {
				found.revise = false
				outcome.Result, visited.Result = frontier.Unchanged, string(frontier.Unchanged)
			}
		}
		switch {
		case found.revise:
			name := p.outlets().name(found.article.URL, found.article.SiteName)
			if revision, err = p.archive.Add(ctx, tx, stored, found.article, name); err != nil {
				return err
			}
		case found.keep:
			if _, err = p.archive.AddPage(ctx, tx, stored); err != nil {
				return err
			}
		case stored != nil:
			if err = p.archive.AddRevisit(ctx, tx, stored); err != nil {
				return err
			}
		}
		for _, part := range parts {
			if _, err := p.archive.AddPage(ctx, tx, part); err != nil {
				return err
			}
		}
		added, err := p.front.Add(ctx, tx, found.addresses...)
		if err != nil {
			return err
		}
		outcome.Added = added
		if found.result == frontier.Listing {
			visited.Says = fmt.Sprintf("%d addresses, %d of them new", len(found.addresses), added)
		}
		return p.settle(ctx, tx, v, found, outcome)
	})
	p.meter.failed(p.outlets(), v, outcome)
	if revision != nil {
		visited.Article, visited.Revision, visited.Outlet = revision.ArticleID, revision.Number, revision.Outlet
	}
	return visited, err
}

// write writes a page that is to be kept to the WARC file, or that the one that
// is held was found as it was. It returns nil if there is neither.
func (p *pipeline) write(ctx context.Context, found *find) (*archive.Stored, error) {
	if found.came.Page == nil {
		found.came.Page = found.page
	}
	if found.keep {
		list, err := p.archive.KeepAll(ctx, found.came)
		if err != nil {
			return nil, err
		}
		return p.written(list[0]), nil
	}
	if found.page.NotModified() && found.result != frontier.Forgotten || found.article != nil && found.sameAs == "" {
		stored, err := p.archive.KeepRevisit(ctx, found.came)
		return p.written(stored), err
	}
	return nil, nil
}

// written counts the bytes of what was written to the WARC file, if anything was.
func (p *pipeline) written(s *archive.Stored) *archive.Stored {
	if s != nil {
		p.meter.warc.Add(float64(s.Bytes()))
	}
	return s
}

// writeParts writes the further pages of an article to the WARC file, those that
// are not held as they are.
func (p *pipeline) writeParts(ctx context.Context, found *find) (list []*archive.Stored, err error) {
	for _, part := range found.parts {
		same, err := p.archive.SameBody(ctx, part)
		if err != nil {
			return nil, err
		}
		if same {
			continue
		}
		stored, err := p.archive.Keep(ctx, part)
		if err != nil {
			return nil, err
		}
		list = append(list, p.written(stored))
	}
	return list, nil
}

// settle ends the visit. A page that moved for good, or that a short link leads
// to, is visited where it is now; the name that it gives itself is one more name
// of where it was found.
func (p *pipeline) settle(ctx context.Context, tx *sql.Tx, v *frontier.Visit, found *find, o frontier.Outcome) error {
	at := v.Address
	if found.sameAs != "" {
		o.SameAs = found.sameAs
		if err := p.archive.Name(ctx, tx, v.URL, scraper.ArticleID(found.article.URL)); err != nil {
			return err
		}
		return p.front.Done(ctx, tx, v, o)
	}
	if final, err := canon.URL(found.page.FinalURL, ""); err == nil && final != v.URL && (found.page.MovedForGood() || found.article != nil && found.article.URL == final) {
		to := p.outlets().address(final, v.Form, v.Depth, v.FoundOn)
		if v.Form != frontier.PageForm {
			to.Outlet = v.Outlet
		}
		stands, err := p.front.Stand(ctx, tx, v, to, o)
		if err != nil {
			return err
		}
		if stands {
			at, o.SameAs = to, final
		}
	}
	if found.article != nil {
		if err := p.archive.Name(ctx, tx, v.URL, scraper.ArticleID(found.article.URL)); err != nil {
			return err
		}
		own := p.outlets().address(found.article.URL, frontier.PageForm, v.Depth, v.FoundOn)
		if err := p.front.Alias(ctx, tx, own, at.URL); err != nil {
			return err
		}
		for _, part := range found.parts {
			if err := p.archive.Name(ctx, tx, part.URL, scraper.ArticleID(found.article.URL)); err != nil {
				return err
			}
			of := p.outlets().address(part.URL, frontier.PageForm, v.Depth, v.FoundOn)
			if err := p.front.Alias(ctx, tx, of, at.URL); err != nil {
				return err
			}
		}
	}
	return p.front.Done(ctx, tx, v, o)
}

// validators returns what makes the next visit cheap. A 304 may leave them out:
// then those that it answered still hold.
func validators(v *frontier.Visit, page *scraper.Page) (etag, lastModified string) {
	etag, lastModified = page.Header.Get("ETag"), page.Header.Get("Last-Modified")
	if page.NotModified() {
		return cmp.Or(etag, v.ETag), cmp.Or(lastModified, v.LastModified)
	}
	return etag, lastModified
}
