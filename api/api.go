// Package api answers questions about the coverage over HTTP, as JSON.
//
// [New] returns the handler of everything under /api/v1, and of /healthz and
// /readyz; openapi.yaml describes it, for people and for programs, and the tests
// hold the two together. [Client] asks such a handler from another process.
//
// What is asked comes from an indexer.Searcher and a [Library], what is wanted
// done goes to a [Crawler]. Every answer that is no success is a [Problem],
// which says what to change.
package api

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/frontier"
)

// A Library is what is kept of the coverage: every article in every revision,
// and how the visits to the outlets stand.
type Library interface {
	// Reading returns a revision of an article, analysed, or indexer.ErrNotFound.
	// Number 0 is the newest.
	Reading(ctx context.Context, articleID string, number int) (*indexer.Reading, error)
	// Revisions lists the revisions of an article, or returns indexer.ErrNotFound.
	Revisions(ctx context.Context, articleID string) ([]archive.RevisionInfo, error)
	// ArticleAt returns the ids of the articles that we hold at these addresses.
	// Addresses that we hold nothing of are left out.
	ArticleAt(ctx context.Context, urls []string) (map[string]string, error)
	// Copies returns the articles that have the same text as one, itself included;
	// nil if no other has.
	Copies(ctx context.Context, articleID string) (*indexer.Copies, error)
	// Story returns a claim with where it came from and who says the same, or
	// indexer.ErrNotFound.
	Story(ctx context.Context, claimID string) (*indexer.Story, error)
	// Speaker returns what is known of somebody who speaks, or indexer.ErrNotFound.
	Speaker(ctx context.Context, id string) (*indexer.SpeakerView, error)
	// Graph returns who cites whom around an article or a claim, or indexer.ErrNotFound.
	Graph(ctx context.Context, id string) (*indexer.Graph, error)
	// Changes says what became of an article's claims from one revision to another, or
	// returns indexer.ErrNotFound. 0 is the newest, and the one before it.
	Changes(ctx context.Context, articleID string, from, to int) (*indexer.Changes, error)
	// Captures returns what there is to cite the revisions of articles by, in their order,
	// with the pages that they cite if cited is set; nil for a revision that is not held.
	Captures(ctx context.Context, articles []indexer.ArticleRef, cited bool) ([]*scraper.Capture, error)
	// Outlets says how the visits to each outlet stand.
	Outlets(ctx context.Context) ([]frontier.OutletStatus, error)
	// Status says how the crawl as a whole stands.
	Status(ctx context.Context) (frontier.CrawlStatus, error)
}

// A Crawler visits addresses. A [Client] is one, whose visits another process makes.
type Crawler interface {
	// Add puts addresses into the queue, and says of each, in their order, what
	// became of it. An address that cannot be taken does not keep out the others.
	Add(ctx context.Context, urls []string) ([]Added, error)
	// Crawl visits everything that is due, or with now everything that is known,
	// and returns when that is done. It tells report of each visit, one at a time,
	// and no more after it returned. It returns [ErrBusy] if a pass is under way.
	//
	// The handler's ctx does not end when whoever asked goes away; a Crawler that
	// must stop with its process sees to that itself.
	Crawl(ctx context.Context, now bool, report func(Visited)) (Summary, error)
}

// Options adjust the handler. Without a Searcher and a Library nothing can be asked.
type Options struct {
	Searcher indexer.Searcher
	Library  Library
	Crawler  Crawler         // nil: nothing can be added or crawled from here
	Roster   Roster          // nil: which outlets are followed cannot be changed from here
	Desk     Desk            // nil: there are no saved searches, and nothing is set right
	Events   *Events         // tells how the crawl goes on; nil: it is not told here
	Last     func() *Summary // the last pass, nil if there was none; may be nil
	// Reindex begins to build the index anew while the old one answers, if that has not
	// begun, and returns how far it is; nil: it cannot be asked for from here.
	Reindex func() frontier.Reindex

	// Backup copies what is stored, but for the raw pages, into a folder that is empty, as
	// it is at one moment. An error that is a *indexer.QueryError says what is wrong with
	// the folder. If it is nil, no copies are made from here.
	Backup func(ctx context.Context, folder string) error

	Token   string        // what writes must show; empty refuses them all
	Hosts   []string      // see Guard; empty answers to any host
	Timeout time.Duration // for one answer, and for one page of a file; default 10s. A pass of the crawl has none
	Version string        // of the program, told by /healthz
	Log     *slog.Logger  // default: nothing is logged
}

// A server answers for one Options.
type server struct {
	Options
	token [sha256.Size]byte // digest of Token
	salt  string            // makes entity tags of this process differ from any other's
}

// New returns the handler for /api/v1, /healthz and /readyz.
func New(opt Options) http.Handler {
	s := &server{Options: opt, token: sha256.Sum256([]byte(opt.Token)), salt: rand.Text()}
	s.Timeout = cmp.Or(opt.Timeout, 10*time.Second)
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}

	gin.SetMode(gin.ReleaseMode) // of all Gin in the process: it would chat on stdout
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.Use(s.watch, s.rescue, headers)
	for _, r := range s.routes() {
		serve := s.handle(r)
		path := strings.NewReplacer("{", ":", "}", "").Replace(r.path)
		e.Handle(r.method, path, serve)
		if r.method == http.MethodGet {
			e.HEAD(path, serve)
		}
	}
	e.NoRoute(func(c *gin.Context) { s.fail(c, noRoute(c.Request.URL.Path)) })
	e.NoMethod(func(c *gin.Context) { s.fail(c, noMethod(c.Request.Method, c.Writer.Header().Get("Allow"))) })
	if len(opt.Hosts) > 0 {
		return Guard(opt.Hosts, e)
	}
	return e
}

// A route is one line of the API.
type route struct {
	method string
	path   string   // as openapi.yaml writes it: "/api/v1/articles/{id}"
	params []string // the parameters it knows
	kind   routeKind
	serve  func(*gin.Context) error
}

// A routeKind says what is checked before a route is served.
type routeKind int

const (
	read   routeKind = iota // knows its parameters, has a time limit
	probe                   // as read, but any parameter is let pass: monitors add theirs
	write                   // as read, and needs the token
	pass                    // as write, but lasts as long as it lasts
	file                    // as read, but each page of it has the time limit
	stream                  // as read, but lasts as long as somebody listens
)

// queryParams are the parameters of search, timeline and claims, as [indexer.ParseQuery] reads them.
var queryParams = []string{
	"q", "outlet", "kind", "speaker", "medium", "section", "lang", "author", "place", "origins", "conflict", "grain", "event", "inside", "pub",
	"facets", "limit", "cursor", "loose",
}

// listParams are those of search and claims, timelineParams those of the timeline.
var (
	listParams     = append(slices.Clone(queryParams), "order", "boosts", "copies")
	timelineParams = append(slices.Clone(queryParams), "buckets", "marks", "lanes")
)

// exportParams are those of files: what says which records there are, and in what order.
var exportParams = append(slices.DeleteFunc(slices.Clone(queryParams), func(p string) bool { return p == "facets" }), "order", "boosts", "of")

// routes lists the API. GET stands for HEAD, too.
func (s *server) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return append([]route{
		{get, "/api/v1/search", listParams, read, s.search},
		{get, "/api/v1/timeline", timelineParams, read, s.timeline},
		{get, "/api/v1/claims", listParams, read, s.claims},
		{get, "/api/v1/export/{format}", exportParams, file, s.export},
		{get, "/api/v1/articles", []string{"url"}, read, s.articleAt},
		{get, "/api/v1/articles/{id}", []string{"revision"}, read, s.article},
		{get, "/api/v1/articles/{id}/revisions", nil, read, s.revisions},
		{get, "/api/v1/articles/{id}/diff", []string{"from", "to"}, read, s.diff},
		{get, "/api/v1/articles/{id}/changes", []string{"from", "to"}, read, s.changes},
		{get, "/api/v1/articles/{id}/similar", []string{"limit"}, read, s.similar},
		{get, "/api/v1/claims/{id}", nil, read, s.claim},
		{get, "/api/v1/claims/{id}/similar", []string{"limit"}, read, s.similarClaims},
		{get, "/api/v1/speakers/{id}", nil, read, s.speaker},
		{get, "/api/v1/graph", []string{"id"}, read, s.graph},
		{get, "/api/v1/outlets", nil, read, s.outlets},
		{get, "/api/v1/crawl", nil, read, s.status},
		{post, "/api/v1/crawl", nil, pass, s.crawl},
		{get, "/api/v1/crawl/events", nil, stream, s.events},
		{post, "/api/v1/addresses", nil, write, s.add},
		{post, "/api/v1/backup", nil, pass, s.backup},
		{post, "/api/v1/reindex", nil, write, s.reindex},
		{get, "/api/v1/openapi.yaml", nil, read, s.spec},
		{get, "/healthz", nil, probe, s.health},
		{get, "/readyz", nil, probe, s.ready},
	}, slices.Concat(s.searchRoutes(), s.correctionRoutes(), s.rosterRoutes())...)
}

// handle returns what Gin calls for r: the checks of its kind, then the route itself.
func (s *server) handle(r route) gin.HandlerFunc {
	return func(c *gin.Context) {
		if r.kind == read || r.kind == probe || r.kind == write {
			ctx, cancel := context.WithTimeout(c.Request.Context(), s.Timeout)
			defer cancel()
			c.Request = c.Request.WithContext(ctx)
		}
		if err := s.check(c, r); err != nil {
			s.fail(c, err)
			return
		}
		if err := r.serve(c); err != nil {
			s.fail(c, err)
		}
	}
}

// check returns why the request is not one that r serves.
func (s *server) check(c *gin.Context, r route) error {
	if n := len(c.Request.URL.RequestURI()); n > maxAddress {
		return tell(errLong, "The address is %d bytes long, and at most %d are taken. Ask with fewer values.", n, maxAddress)
	}
	if r.kind == write || r.kind == pass {
		if err := s.mayWrite(c.Request); err != nil {
			return err
		}
	}
	if r.kind == probe {
		return nil
	}
	return knownParams(c.Request.URL.RawQuery, r.params)
}
