// Package ui serves the pages that a person sees: search, the timeline,
// articles with their claims marked, where a claim came from and who else says
// it, what a speaker said, what became of an article, and how the crawl stands.
//
// [New] returns the handler of all of them. The pages are made on the server and
// complete without a script; every view is one address. The timeline has a script that
// draws it anew while its reader zooms, and pages have one that tells what has happened since
// they were made: they are written in src and bundled into dist by
// "go generate", which is committed, so that building needs no more than Go. Forms of the pages of this site save
// searches, and no others do. What articles say is foreign
// text: it reaches a page only through html/template, as text.
package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"dateline/indexer"
	"dateline/indexer/desk"
	"dateline/scraper/archive"
	"dateline/scraper/db"
	"dateline/scraper/frontier"
)

// A Library gives what is held: the texts, and how the visits stand.
type Library interface {
	// Reading returns one revision of an article, analysed; number 0 is the
	// newest. The error is indexer.ErrNotFound if there is none.
	Reading(ctx context.Context, articleID string, number int) (*indexer.Reading, error)
	// Revisions lists the revisions of an article, oldest first.
	Revisions(ctx context.Context, articleID string) ([]archive.RevisionInfo, error)
	// ArticleAt returns the ids of the articles held at these addresses, by address.
	ArticleAt(ctx context.Context, urls []string) (map[string]string, error)
	// Copies returns the articles that have the same text as one, itself included;
	// nil if no other has.
	Copies(ctx context.Context, articleID string) (*indexer.Copies, error)
	// Story returns where a claim came from, and who else says the same. The error
	// is indexer.ErrNotFound if the claim was not compared with others yet.
	Story(ctx context.Context, claimID string) (*indexer.Story, error)
	// Speaker returns what is known of somebody who speaks, or indexer.ErrNotFound.
	Speaker(ctx context.Context, id string) (*indexer.SpeakerView, error)
	// Graph returns who cites whom around an article or a claim, or indexer.ErrNotFound.
	Graph(ctx context.Context, id string) (*indexer.Graph, error)
	// Changes returns what became of an article's claims from one revision to a
	// later one. The error is indexer.ErrNotFound if either is not held.
	Changes(ctx context.Context, articleID string, from, to int) (*indexer.Changes, error)
	// Outlets says how the visits to each outlet stand.
	Outlets(ctx context.Context) ([]frontier.OutletStatus, error)
	// Status says how the crawl as a whole stands.
	Status(ctx context.Context) (frontier.CrawlStatus, error)
}

// Options are what the pages are made from. Search and Library must be given.
type Options struct {
	Search  indexer.Searcher
	Library Library
	Log     *slog.Logger     // default: nothing is logged
	Now     func() time.Time // default: time.Now
	Version string           // shown at the foot; may be empty

	Desk   Desk // saved searches and corrections; without it there are no pages of them
	Writes bool // pages may save and change: whoever reaches them may do that

	// Add has addresses visited, and says of each, in their order, what became of it.
	// Without it pages add none.
	Add func(ctx context.Context, urls []string) ([]Added, error)

	// Roster changes which outlets are followed. Without it pages follow none.
	Roster Roster

	// Embed lists the origins whose pages may frame the bare timeline at /embed/timeline.
	// Without any there is no such page.
	Embed []string

	// Live says that the API tells at /api/v1/crawl/events how the crawl goes on: then pages
	// tell what has happened since they were made.
	Live bool

	// Document describes the API in OpenAPI, for the page /docs. Without it there
	// is no such page, and nothing leads to it.
	Document []byte
}

// New returns the handler of all pages.
func New(opt Options) http.Handler {
	s := &site{search: opt.Search, library: opt.Library, desk: opt.Desk, writes: opt.Writes, add: opt.Add, roster: opt.Roster, embed: opt.Embed, live: opt.Live, log: opt.Log, now: opt.Now, version: opt.Version}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.spec = sync.OnceValues(func() (*spec, error) { return readSpec(opt.Document) })
	s.documented = len(opt.Document) > 0
	s.assets = readAssets()
	s.pages = readPages()
	s.figures = template.Must(template.ParseFS(files, "templates/"+figureTemplate))

	mux := http.NewServeMux()
	mux.Handle("GET /assets/{name}", s.assets)
	mux.Handle("GET /favicon.ico", http.RedirectHandler(s.assets.path("favicon.svg"), http.StatusFound))
	if s.documented {
		mux.Handle("GET /docs", s.serve(s.docsPage))
	}
	for pattern, p := range map[string]page{
		"GET /{$}":            s.home,
		"GET /search":         s.searchPage,
		"GET /claims":         s.claimsPage,
		"GET /timeline":       s.timelinePage,
		"GET /timeline.svg":   s.figurePage,
		"GET /a/{id}":         s.articlePage,
		"GET /a/{id}/changes": s.changesPage,
		"GET /c/{id}":         s.claimPage,
		"GET /s/{id}":         s.speakerPage,
		"GET /outlets":        s.outletsPage,
		"GET /help":           s.helpPage,
		"GET /":               func(*http.Request) (*view, error) { return nil, indexer.ErrNotFound },
	} {
		mux.Handle(pattern, s.serve(p))
	}
	if s.desk != nil {
		mux.Handle("GET /saved", s.serve(s.savedPage))
		mux.Handle("GET /saved/{id}", s.serve(s.searchedPage))
		mux.Handle("POST /saved", s.sent(s.saveSearch))
		mux.Handle("POST /saved/{id}", s.sent(s.changeSearch))
		mux.Handle("POST /saved/{id}/seen", s.sent(s.seenSearch))
		mux.Handle("POST /saved/{id}/remove", s.sent(s.removeSearch))
		mux.Handle("GET /corrections", s.serve(s.correctionsPage))
		mux.Handle("POST /corrections", s.sentWithin(answerWithin, desk.MaxImport+maxForm, s.importCorrections))
		mux.Handle("POST /corrections/{id}/undo", s.sent(s.undoCorrection))
		mux.Handle("GET /c/{id}/correct", s.serve(s.correctPage))
		mux.Handle("POST /c/{id}/correct", s.sent(s.correct))
	}
	if s.add != nil {
		mux.Handle("POST /outlets", s.sent(s.addAddresses))
	}
	if s.roster != nil {
		mux.Handle("POST /outlets/survey", s.sentWithin(surveyWithin, maxForm, s.surveySite))
		mux.Handle("POST /outlets/follow", s.sent(s.followOutlet))
		mux.Handle("POST /outlets/opml", s.sentWithin(answerWithin, maxOPML, s.followFile))
		mux.Handle("POST /outlets/remove", s.sent(s.unfollowOutlet))
		mux.Handle("GET /outlets.opml", http.RedirectHandler("/api/v1/outlets/opml", http.StatusTemporaryRedirect))
	}
	if len(s.embed) > 0 {
		mux.Handle("GET "+embedPath, s.serve(s.embedPage))
	}
	for pattern, to := range exports() {
		mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, to.address(r.URL.Query()), http.StatusTemporaryRedirect)
		})
	}
	return protect(mux)
}

// A site makes the pages.
type site struct {
	search     indexer.Searcher
	library    Library
	desk       Desk // may be nil
	writes     bool
	add        func(ctx context.Context, urls []string) ([]Added, error) // may be nil
	roster     Roster                                                    // may be nil
	embed      []string
	live       bool
	log        *slog.Logger
	now        func() time.Time
	version    string
	spec       func() (*spec, error) // read when it is first asked for
	documented bool                  // there is a spec
	assets     *assets
	pages      map[string]*template.Template
	figures    *template.Template
}

// A page answers a request with what is to be shown.
type page func(*http.Request) (*view, error)

// A view is what a template shows: Body under a frame that all pages share.
type view struct {
	Template string // the file under templates, without ".html"
	Status   int    // default: 200
	Title    string // without the name of the site; empty for the home page
	Section  string // the entry of the menu that is current: "search"
	Body     any
	Script   string // the file under dist that the page is better with, besides the keys; empty if none
	Live     *live  // what it tells of what has happened since; nil for nothing
	Redirect string // if set, the address that is better asked; nothing is shown
	Remember string // with it, the name of whoever corrects; empty to leave what is remembered

	CSS, Icon string // addresses, filled in by render
	Scripts   []string
	Version   string
	Docs      bool // there is a page about the API
	Saved     bool // there are pages of saved searches and corrections
}

// answerWithin is how long a page may take.
const answerWithin = 15 * time.Second

// try runs p with a time limit, and turns a panic into an error: foreign text
// that we did not foresee costs one page, and that page says so.
func try(p page, r *http.Request, within time.Duration) (v *view, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), within)
	defer cancel()
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			panic(v)
		default:
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return p(r.WithContext(ctx))
}

// serve runs p and writes what it gives. A page is complete before its first
// byte is sent, so that an error can still be told as one.
func (s *site) serve(p page) http.Handler { return s.serveWithin(answerWithin, p) }

// serveWithin is serve for a page that may take so long.
func (s *site) serveWithin(within time.Duration, p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := try(p, r, within)
		if err != nil {
			v = s.errorView(r, err)
		}
		if v.Redirect != "" {
			remember(w, r, v.Remember)
			http.Redirect(w, r, v.Redirect, http.StatusSeeOther)
			return
		}
		body, err := s.render(v)
		if err != nil {
			s.log.Error("render page", "path", r.URL.Path, "err", err)
			http.Error(w, "This page could not be made. The log of the server says why.", http.StatusInternalServerError)
			return
		}
		media := "text/html; charset=utf-8"
		if v.Template == figureTemplate {
			media = "image/svg+xml"
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "no-cache")
		switch v.Template {
		case figureTemplate:
		case embedTemplate:
			w.Header().Set("Content-Security-Policy", embedPolicy(s.embed))
		default:
			w.Header().Set("Content-Security-Policy", policy+scriptPolicy)
		}
		if v.Status != 0 {
			w.WriteHeader(v.Status)
		}
		if _, err := w.Write(body); err != nil {
			s.log.Debug("write page", "path", r.URL.Path, "err", err)
		}
	})
}

func (s *site) render(v *view) ([]byte, error) {
	v.CSS, v.Icon, v.Version = s.assets.path("dateline.css"), s.assets.path("favicon.svg"), s.version
	v.Docs, v.Saved = s.documented, s.desk != nil
	v.Scripts = []string{s.assets.path("keys.js")}
	if v.Script != "" {
		v.Scripts = append(v.Scripts, s.assets.path(v.Script))
	}
	if !s.live {
		v.Live = nil
	}
	if v.Live != nil {
		v.Scripts = append(v.Scripts, s.assets.path("live.js"))
	}
	var b bytes.Buffer
	if v.Template == figureTemplate {
		err := s.figures.Execute(&b, v.Body)
		return b.Bytes(), err
	}
	frame := "frame"
	if v.Template == embedTemplate {
		frame = "bare"
	}
	if err := s.pages[v.Template].ExecuteTemplate(&b, frame, v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// errorView says what went wrong, and what to do. Only what is our own fault is logged.
func (s *site) errorView(r *http.Request, err error) *view {
	var wrong *indexer.QueryError
	var away *indexer.UnavailableError
	switch {
	case errors.Is(err, indexer.ErrNotFound):
		return &view{Template: "error", Status: http.StatusNotFound, Title: "Not found", Body: errorBody{Missing: true}}
	case errors.As(err, &wrong):
		return &view{Template: "error", Status: http.StatusBadRequest, Title: "Cannot be read", Body: errorBody{Says: wrong.Error()}}
	case errors.Is(err, errReadOnly):
		return &view{Template: "error", Status: http.StatusForbidden, Title: "Nothing can be changed", Body: errorBody{ReadOnly: true}}
	case errors.Is(err, errSite):
		return &view{Template: "error", Status: http.StatusForbidden, Title: "From another site", Body: errorBody{Site: true}}
	case errors.As(err, &away):
		s.log.Error("make page", "path", r.URL.Path, "err", err)
		return &view{Template: "error", Status: http.StatusServiceUnavailable, Title: "Cannot be asked now", Body: errorBody{Away: away.Says}}
	case db.Unreachable(err):
		s.log.Error("make page", "path", r.URL.Path, "err", err)
		return &view{Template: "error", Status: http.StatusServiceUnavailable, Title: "Cannot be asked now", Body: errorBody{Database: true}}
	case errors.Is(err, context.DeadlineExceeded):
		s.log.Error("make page", "path", r.URL.Path, "err", err)
		return &view{Template: "error", Status: http.StatusServiceUnavailable, Title: "Took too long", Body: errorBody{Slow: true}}
	case r.Context().Err() == nil:
		s.log.Error("make page", "path", r.URL.Path, "err", err)
	}
	return &view{Template: "error", Status: http.StatusInternalServerError, Title: "Something broke", Body: errorBody{}}
}

// An errorBody is what an error page shows.
type errorBody struct {
	Missing  bool   // nothing is known at this address
	Slow     bool   // it took too long
	Away     string // why the index cannot be asked; empty if it can
	Database bool   // it cannot be asked
	Says     string // what was wrong with the request; empty if the fault is ours

	ReadOnly bool // pages change nothing
	Site     bool // a page of another site sent it
}

// The policy keeps foreign text from doing anything: no script at all, no frame, no style
// or picture but our own. A page may run our own scripts, which may ask the API, and may not
// turn any text into markup.
const (
	policy       = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	scriptPolicy = "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)

// protect sets the policy of what is no page, and what else keeps them to themselves.
func protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex") // the articles are their outlets'
		next.ServeHTTP(w, r)
	})
}
