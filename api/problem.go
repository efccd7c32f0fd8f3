package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
	"dateline/indexer/desk"
	"dateline/scraper/db"
)

// ErrBusy reports that a pass of the crawl is under way already.
var ErrBusy = errors.New("a pass of the crawl is under way")

// What only this package finds wrong.
var (
	errRoute    = errors.New("no such address")
	errMethod   = errors.New("no such method")
	errToken    = errors.New("token missing or wrong")
	errReadOnly = errors.New("only questions are answered")
	errSite     = errors.New("asked from another site")
	errHost     = errors.New("not our host name")
	errMedia    = errors.New("not JSON")
	errNotReady = errors.New("index does not answer")
	errSlow     = errors.New("body too slow")
	errLong     = errors.New("address too long")
	errCrowd    = errors.New("too many listeners")
)

// A Problem is an answer that is no success, as RFC 9457 lays it out. As an
// error it reads as its detail, with the instance to look for in the log if it has one.
type Problem struct { //nolint:errname // RFC 9457 calls it a problem
	Type     string `json:"type"` // "urn:dateline:problem:" and a word to decide by
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`             // what to change, for people
	Instance string `json:"instance,omitempty"` // of a fault of ours: its id in the log
	Field    string `json:"field,omitempty"`    // the parameter or member that is wrong

	Understood string `json:"understood,omitempty"` // of a wrong text: what loose=yes asks
}

func (p *Problem) Error() string {
	if p.Instance == "" {
		return p.Detail
	}
	return strings.TrimSuffix(p.Detail, ".") + ": " + p.Instance
}

// Is reports whether p is how target was answered, for the errors that a caller
// decides by: a [Client]'s caller asks as one of the server's own process does.
func (p *Problem) Is(target error) bool {
	switch target {
	case indexer.ErrNotFound:
		return p.Type == typePrefix+"unknown"
	case errNotReady:
		return p.Type == typePrefix+"starting"
	case ErrBusy:
		return p.Type == typePrefix+"busy"
	}
	return false
}

const typePrefix = "urn:dateline:problem:"

// A row of the table says how an error is answered.
type row struct {
	is     func(error) bool
	status int
	word   string // the last part of the problem's type
	title  string
	detail string // where the error has no words for the person who asked
}

// The table turns errors into statuses; the first row that fits counts. Of an
// error that is in no row, nothing is told but that it happened.
var table = []row{
	{as[*indexer.QueryError], 400, "query", "The question cannot be answered", ""},
	{is(errSlow), 408, "slow", "Too slow", ""},
	{is(errLong), 414, "long", "Too long", ""},
	{is(errRate), 429, "rate", "Too many requests", "This address asks more often than it may. Wait as many seconds as Retry-After says, and ask less often."},
	{as[*http.MaxBytesError], 413, "size", "Too much at once", "The body is larger than 1 MiB. Send the addresses in several requests."},
	{is(indexer.ErrNotFound), 404, "unknown", "Not found", "Nothing is known under this id."},
	{as[*desk.TakenError], 409, "taken", "The name is taken", ""},
	{as[*desk.FollowedError], 409, "followed", "It is followed already", ""},
	{is(errRoute), 404, "address", "No such address", ""},
	{is(errMethod), 405, "method", "No such method here", ""},
	{is(errToken), 401, "token", "A token is needed", ""},
	{is(errReadOnly), 403, "readonly", "Only questions are answered", ""},
	{is(errSite), 403, "site", "Asked from another site", ""},
	{is(errHost), 421, "host", "Not a host name of this server", ""},
	{is(errMedia), 415, "media", "Not JSON", ""},
	{is(ErrBusy), 409, "busy", "A pass is under way", "A pass of the crawl is under way. GET /api/v1/crawl tells how it stands; ask again when it has ended."},
	{is(errNotReady), 503, "starting", "Not ready", "The index does not answer yet. Ask again in a moment."},
	{as[*indexer.UnavailableError], 503, "index", "The index cannot be asked", ""},
	{db.Unreachable, 503, "database", "The database cannot be asked", "Nothing is lost: the database server that the archive is on does not answer. Ask again in a moment; if it stays, the server's log says more."},
	{is(errCrowd), 503, "crowd", "Too many listen", "As many listen to the crawl as this server lets in at one time. Ask again when somebody has gone, or ask GET /api/v1/crawl from time to time."},
	{is(context.DeadlineExceeded), 503, "late", "Too slow", "The answer took too long. Ask again, for less: narrow the dates or lower the limit."},
	{is(context.Canceled), 503, "stopped", "Stopped", "The answer was broken off before it was complete. Ask again."},
}

var fault = row{nil, 500, "fault", "Our fault", "Something went wrong here that is no fault of the question. The server's log holds it under this instance."}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func as[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// A told error says in words for the person who asked what is wrong and what to
// write instead; err decides the status.
type told struct {
	err  error
	says string
}

func (t *told) Error() string { return t.says }
func (t *told) Unwrap() error { return t.err }

// tell returns err with words for the person who asked.
func tell(err error, format string, args ...any) error {
	return &told{err: err, says: fmt.Sprintf(format, args...)}
}

// wrong returns a QueryError about a parameter, or a member of the body. What it
// says goes on after the name of that: "revision: give …".
func wrong(field, format string, args ...any) error {
	return &indexer.QueryError{Field: field, Says: fmt.Sprintf(format, args...)}
}

func noRoute(path string) error {
	return tell(errRoute, "Nothing is at %s. What there is stands in /api/v1/openapi.yaml.", brief(path))
}

func noMethod(method, allow string) error {
	return tell(errMethod, "%s is not answered here. Use %s.", brief(method), strings.ReplaceAll(allow, ", ", " or "))
}

// problemOf returns err as it is answered.
func problemOf(err error) *Problem {
	r := fault
	for _, row := range table {
		if row.is(err) {
			r = row
			break
		}
	}
	p := &Problem{
		Type:   typePrefix + r.word,
		Title:  r.title,
		Status: r.status,
		Detail: r.detail,
	}
	if t, ok := errors.AsType[*told](err); ok {
		p.Detail = t.says
	}
	if q, ok := errors.AsType[*indexer.QueryError](err); ok {
		p.Detail, p.Field, p.Understood = q.Error(), q.Field, q.Understood
	}
	if t, ok := errors.AsType[*desk.TakenError](err); ok {
		p.Detail, p.Field = t.Error(), "name"
	}
	if u, ok := errors.AsType[*indexer.UnavailableError](err); ok && p.Detail == "" {
		p.Detail = "Nothing is lost: " + u.Says + ". Ask again in a moment; if it stays, the server's log says more."
	}
	if f, ok := errors.AsType[*desk.FollowedError](err); ok {
		p.Detail = f.Error()
	}
	if p.Status == http.StatusInternalServerError {
		p.Instance = "urn:dateline:fault:" + rand.Text()
	}
	return p
}

// fail answers with the problem that err is, and logs what is no fault of the question.
func (s *server) fail(c *gin.Context, err error) {
	p := s.problem(c, err)
	c.Abort()
	writeProblem(c.Writer, p)
}

// problem returns the problem that err is, and logs it unless it is a fault of the question.
func (s *server) problem(c *gin.Context, err error) *Problem {
	p := problemOf(err)
	switch {
	case p.Status == http.StatusInternalServerError:
		s.Log.Error("request failed", "method", c.Request.Method, "path", c.Request.URL.Path, "instance", p.Instance, "err", err)
	case p.Status > http.StatusInternalServerError:
		s.Log.Warn("request given up", "method", c.Request.Method, "path", c.Request.URL.Path, "err", err)
	}
	return p
}

// writeProblem sends p, with the headers that its status asks for.
func writeProblem(w http.ResponseWriter, p *Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // unreachable: strings and a number
	}
	h := w.Header()
	guardHeaders(h)
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Length", strconv.Itoa(len(body)+1))
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="dateline"`)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "5")
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(body, '\n')) // whoever asked may be gone; there is nobody to tell
}

// NotReady answers that questions cannot be answered yet, and why, as /readyz does.
func NotReady(w http.ResponseWriter, says string) {
	writeProblem(w, problemOf(tell(errNotReady, "%s", says)))
}

// brief returns s, cut where it is too long to repeat to whoever sent it.
func brief(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
