package ui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/desk"
)

// A Desk keeps saved searches, and what they have found since, and what people have set right.
type Desk interface {
	// Searches returns the saved searches by name.
	Searches(ctx context.Context) ([]desk.Search, error)
	// Save saves a search. An error that is a *desk.TakenError or a *indexer.QueryError
	// says what is wrong with it.
	Save(ctx context.Context, d desk.Draft) (*desk.Search, error)
	// Change changes a saved search. Errors are those of Save, and indexer.ErrNotFound.
	Change(ctx context.Context, id string, c desk.Change) (*desk.Search, error)
	// Remove forgets a saved search, or returns indexer.ErrNotFound.
	Remove(ctx context.Context, id string) error
	// Unseen returns what one has found since somebody looked, or indexer.ErrNotFound.
	Unseen(ctx context.Context, id string, limit int, cursor string) (*desk.Matches, error)
	// Seen notes that somebody has looked, up to a position; 0 for all.
	Seen(ctx context.Context, id string, upTo int64) (*desk.Search, error)

	// Corrections returns a page of what people have set right, the newest first.
	Corrections(ctx context.Context, q desk.CorrectionQuery) (*desk.Corrections, error)
	// Correct keeps what a person says of something that was read. An error that is a
	// *indexer.QueryError says what is wrong with it.
	Correct(ctx context.Context, d desk.CorrectionDraft) (*desk.Corrected, error)
	// UndoCorrection takes one back, in somebody's name. Errors are those of Correct.
	UndoCorrection(ctx context.Context, id, by, note string) (*desk.Corrected, error)
	// ImportCorrections takes in lines of an export.
	ImportCorrections(ctx context.Context, r io.Reader) (*desk.Imported, error)
}

// A savedBody is the page of all saved searches.
type savedBody struct {
	Searches []savedLine
	Writes   bool // the page may save and change
	Draft    savedForm
}

// A savedLine is one saved search.
type savedLine struct {
	ID, Name, Href string
	Asks           string // the query in words
	Search         string // the address that asks it
	New, Found     string // "2 new articles"; New is empty if there are none
	Paused         bool
	Says           string // why it finds nothing
	Feeds          []download
	Tells          []string // whom it tells, and how that goes
}

// A savedForm is what somebody typed of a saved search.
type savedForm struct {
	Action, Do                 string
	Name, Query, Webhook, Mail string
	Asks                       string
	Hook                       string // the host that is told now, of which the address is not shown
	Active                     bool
	Problem                    *problem
}

// Wrong reports whether a field is the one that is wrong.
func (f savedForm) Wrong(field string) bool { return f.Problem != nil && f.Problem.Field == field }

// A searchedBody is the page of one saved search.
type searchedBody struct {
	Line    savedLine
	Matches []match
	Total   string
	Seen    string // the position up to which the page shows; empty if it shows nothing
	Pager   pager
	Form    savedForm
	Writes  bool
	Secret  string // what a webhook is signed with; shown once
}

// A match is an article that a saved search has found.
type match struct {
	Article articleLine
	Found   stamp
	Claims  string
	Entries []entry
}

// savedPage lists the saved searches.
func (s *site) savedPage(r *http.Request) (*view, error) {
	return s.savedView(r.Context(), http.StatusOK, savedForm{Action: "/saved", Do: "Save"})
}

func (s *site) savedView(ctx context.Context, status int, draft savedForm) (*view, error) {
	all, err := s.desk.Searches(ctx)
	if err != nil {
		return nil, err
	}
	body := savedBody{Writes: s.writes, Draft: draft}
	for i := range all {
		body.Searches = append(body.Searches, newSavedLine(&all[i]))
	}
	return &view{Template: "saved", Status: status, Title: "Saved searches", Section: "saved", Body: body}, nil
}

func newSavedLine(d *desk.Search) savedLine {
	l := savedLine{
		ID: d.ID, Name: d.Name, Href: "/saved/" + url.PathEscape(d.ID), Found: count(d.Found, "article"), Paused: !d.Active, Says: d.Says,
	}
	l.Asks, l.Search = asks(d.Query)
	if d.New > 0 {
		l.New = count(d.New, "new article")
	}
	for _, f := range []struct{ title, end string }{{"Atom", "atom"}, {"RSS", "rss"}, {"JSON Feed", "json"}} {
		l.Feeds = append(l.Feeds, download{f.title, "/api/v1/searches/" + url.PathEscape(d.ID) + "/feed." + f.end})
	}
	for _, to := range d.Deliveries {
		l.Tells = append(l.Tells, telling(d, to))
	}
	return l
}

// telling says whom a search tells, and how that goes.
func telling(d *desk.Search, to desk.Delivery) string {
	whom := cmp.Or(map[string]string{"webhook": d.Webhook, "mail": d.Mail}[to.Way], to.Way)
	switch {
	case to.GivenUp:
		return whom + ": given up, the last answer was: " + to.Answer
	case to.Tries > 0:
		return whom + ": failed " + count(to.Tries, "time") + ", the last answer was: " + to.Answer
	case to.Pending > 0:
		return whom + ": " + count(to.Pending, "article") + " still to be told"
	}
	return whom
}

// asks returns a query in words, and the address that asks it.
func asks(query string) (words, href string) {
	v, err := url.ParseQuery(query)
	if err != nil {
		return query, ""
	}
	q, err := indexer.ParseQuery(v)
	if err != nil {
		return query, ""
	}
	for _, c := range chips("/search", q) {
		words += ", " + c.Words
	}
	return cmp.Or(strings.TrimPrefix(words, ", "), "everything"), link("/search", q)
}

// searchedPage shows what one saved search has found since somebody looked.
func (s *site) searchedPage(r *http.Request) (*view, error) {
	return s.searchedView(r, http.StatusOK, nil, "")
}

// searchedView is the page of a saved search; with a form that somebody sent, if that was
// wrong, and a secret that was set just now.
func (s *site) searchedView(r *http.Request, status int, sent *savedForm, secret string) (*view, error) {
	id := r.PathValue("id")
	found, err := s.desk.Unseen(r.Context(), id, 0, r.URL.Query().Get("cursor"))
	if err != nil {
		return nil, err
	}
	body := searchedBody{Line: newSavedLine(&found.Search), Total: count(found.Total, "new article"), Writes: s.writes, Secret: secret}
	for i := range found.Matches {
		m := &found.Matches[i]
		line := match{Article: newArticleLine(m.Article), Found: ago(s.now(), m.Found), Claims: count(m.Claims, "claim")}
		for _, e := range m.First {
			line.Entries = append(line.Entries, newEntry(e))
		}
		body.Matches = append(body.Matches, line)
	}
	if len(found.Matches) > 0 {
		body.Seen = strconv.FormatInt(found.Matches[0].Position, 10)
	}
	if found.Next != "" {
		body.Pager.Next = body.Line.Href + "?cursor=" + url.QueryEscape(found.Next)
	}
	if r.URL.Query().Get("cursor") != "" {
		body.Pager.First, body.Seen = body.Line.Href, "" // what came since the first page was not shown
	}
	body.Form = savedForm{
		Action: body.Line.Href, Do: "Change", Name: found.Search.Name, Query: found.Search.Query, Asks: body.Line.Asks,
		Hook: found.Search.Webhook, Mail: found.Search.Mail, Active: found.Search.Active,
	}
	if sent != nil {
		sent.Hook, sent.Asks = body.Form.Hook, body.Form.Asks
		body.Form = *sent
	}
	return &view{Template: "searched", Status: status, Title: found.Search.Name + " · Saved searches", Section: "saved", Body: body}, nil
}

// saveSearch saves the search that a form tells of.
func (s *site) saveSearch(r *http.Request) (*view, error) {
	d := desk.Draft{Name: r.PostForm.Get("name"), Query: r.PostForm.Get("query")}
	saved, err := s.desk.Save(r.Context(), d)
	if wrong := problemOf(err); wrong != nil {
		words, _ := asks(d.Query)
		return s.savedView(r.Context(), http.StatusBadRequest, savedForm{Action: "/saved", Do: "Save", Name: d.Name, Query: d.Query, Asks: words, Problem: wrong})
	}
	if err != nil {
		return nil, err
	}
	return &view{Redirect: "/saved/" + url.PathEscape(saved.ID)}, nil
}

// changeSearch changes a saved search as a form says. An empty webhook leaves the one that
// is set, for its address is not in the form.
func (s *site) changeSearch(r *http.Request) (*view, error) {
	sent := savedForm{
		Action: r.URL.Path, Do: "Change", Name: r.PostForm.Get("name"), Mail: r.PostForm.Get("mail"),
		Webhook: r.PostForm.Get("webhook"), Active: r.PostForm.Has("active"),
	}
	change := desk.Change{Name: &sent.Name, Mail: &sent.Mail, Active: &sent.Active}
	none := ""
	switch {
	case r.PostForm.Has("unhook"):
		change.Webhook = &none
	case sent.Webhook != "":
		change.Webhook, change.Secret = &sent.Webhook, &none // a new one is made
	}
	saved, err := s.desk.Change(r.Context(), r.PathValue("id"), change)
	if wrong := problemOf(err); wrong != nil {
		sent.Problem = wrong
		return s.searchedView(r, http.StatusBadRequest, &sent, "")
	}
	if err != nil {
		return nil, err
	}
	if saved.Secret != "" {
		return s.searchedView(r, http.StatusOK, nil, saved.Secret)
	}
	return &view{Redirect: "/saved/" + url.PathEscape(saved.ID)}, nil
}

// seenSearch notes that somebody has looked at what a page showed.
func (s *site) seenSearch(r *http.Request) (*view, error) {
	upTo, err := strconv.ParseInt(r.PostForm.Get("position"), 10, 64)
	if err != nil || upTo < 1 {
		return nil, &indexer.QueryError{Field: "position", Says: "is none that the page gave: load it anew"}
	}
	saved, err := s.desk.Seen(r.Context(), r.PathValue("id"), upTo)
	if err != nil {
		return nil, err
	}
	return &view{Redirect: "/saved/" + url.PathEscape(saved.ID)}, nil
}

// removeSearch forgets a saved search.
func (s *site) removeSearch(r *http.Request) (*view, error) {
	if err := s.desk.Remove(r.Context(), r.PathValue("id")); err != nil {
		return nil, err
	}
	return &view{Redirect: "/saved"}, nil
}

// problemOf returns what is wrong with what somebody sent; nil if nothing is, or if
// somebody else is to blame.
func problemOf(err error) *problem {
	var wrong *indexer.QueryError
	var taken *desk.TakenError
	switch {
	case errors.As(err, &taken):
		return &problem{Field: "name", Name: "Name", Says: taken.Error()}
	case errors.As(err, &wrong):
		return &problem{Field: wrong.Field, Name: upperFirst(wrong.Field), Says: wrong.Says}
	}
	return nil
}

// A saver is the form that saves the search which a page shows.
type saver struct{ Query string }

// newSaver returns one for a query; nil if pages save nothing, or if it asks for nothing.
func (s *site) newSaver(q indexer.Query) *saver {
	q.Limit, q.Cursor, q.Order, q.Boosts, q.Copies, q.Facets = 0, "", indexer.Best, "", indexer.FoldedCopies, nil
	query := q.Values().Encode()
	if s.desk == nil || !s.writes || query == "" {
		return nil
	}
	return &saver{query}
}

// maxForm is how many bytes of a form are read.
const maxForm = 64 << 10

// sent serves p for forms that pages of this site sent, and nobody else.
func (s *site) sent(p page) http.Handler { return s.sentWithin(answerWithin, maxForm, p) }

// sentWithin is sent for a page that may take so long, and a form of so many bytes.
func (s *site) sentWithin(within time.Duration, most int64, p page) http.Handler {
	next := s.serveWithin(within, func(r *http.Request) (*view, error) {
		if !s.writes {
			return nil, errReadOnly
		}
		r.Body = http.MaxBytesReader(nil, r.Body, most)
		if err := r.ParseForm(); err != nil {
			return nil, &indexer.QueryError{Field: "form", Says: "cannot be read: send less, from the page itself"}
		}
		return p(r)
	})
	sites := http.NewCrossOriginProtection()
	sites.SetDenyHandler(s.serve(func(*http.Request) (*view, error) { return nil, errSite }))
	return sites.Handler(next)
}

// What pages may not change, and from where.
var (
	errReadOnly = errors.New("pages change nothing here")
	errSite     = errors.New("pages of other sites change nothing here")
)
