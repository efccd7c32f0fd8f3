package ui

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/desk"
	"dateline/indexer/timex"
)

// A setRight says who set right what is shown; see indexer.Corrected.
type setRight struct {
	Was, By, Note string
	At            stamp
}

func newSetRight(c *indexer.Corrected) *setRight {
	if c == nil {
		return nil
	}
	return &setRight{Was: c.Was, By: c.By, Note: c.Note, At: published(c.At.Format(time.RFC3339))}
}

// A correctionLine is a correction in a list.
type correctionLine struct {
	ID       string
	Claim    string // address of the claim
	Text     string // how that begins
	Says     string // what is set right
	Other    string // address of the claim that it is not the same as; empty for other kinds
	By, Note string
	At       stamp
	State    string // in words; empty if it simply stands
	Off      bool   // it does not stand
	UndoneBy string
	UndoneAt stamp
	Undo     *undoing // nil if it cannot be undone here
}

// An undoing is the form that takes a correction back.
type undoing struct {
	ID, By string
	List   bool // it stands in the list of all
}

// correctionStates says what became of a correction.
var correctionStates = map[desk.CorrectionState]string{
	desk.Missed:    "it waits: the newest text of the article does not hold what it is about",
	desk.Overruled: "overruled: a later correction is about the same",
	desk.Undone:    "undone",
}

// correctionLines returns corrections in a list, which is that of all or of one claim.
func (s *site) correctionLines(r *http.Request, list []desk.Corrected, all bool) []correctionLine {
	lines := make([]correctionLine, len(list))
	for i := range list {
		c := &list[i]
		l := correctionLine{
			ID: c.ID, Claim: "/c/" + c.Claim, Text: c.Text, Says: correctionSays(&c.Correction), By: c.By, Note: c.Note,
			At: ago(s.now(), c.At), State: correctionStates[c.State], UndoneBy: c.UndoneBy,
			Off: c.State == desk.Undone || c.State == desk.Overruled,
		}
		if c.Other != "" {
			l.Other = "/c/" + c.Other
		}
		if c.UndoneAt != nil {
			l.UndoneAt = ago(s.now(), *c.UndoneAt)
		} else if s.writes {
			l.Undo = &undoing{ID: c.ID, By: rememberedName(r), List: all}
		}
		lines[i] = l
	}
	return lines
}

// correctionSays says what a correction sets right.
func correctionSays(c *indexer.Correction) string {
	switch {
	case c.Kind == indexer.WrongDate && c.Value == indexer.None:
		return fmt.Sprintf("“%s” is no date of it; it was read as %s", c.Phrase, c.Was)
	case c.Kind == indexer.WrongDate:
		return fmt.Sprintf("“%s” is %s; it was read as %s", c.Phrase, labelOf(c.Value), c.Was)
	case c.Kind == indexer.WrongSpeaker && c.Value == indexer.None:
		return "whom it is from cannot be told; it was read as: " + c.Was
	case c.Kind == indexer.WrongSpeaker:
		return fmt.Sprintf("it is from %s; it was read as: %s", c.Value, c.Was)
	case c.Kind == indexer.NotTheSame:
		return "it does not say " + c.Was
	}
	return "it is no claim"
}

// labelOf returns a date in EDTF in words.
func labelOf(value string) string {
	v, err := timex.ParseEDTF(value)
	if err != nil {
		return value
	}
	return timex.Label(v)
}

// correctionsOf returns what people have set right of a claim; nothing without a desk.
func (s *site) correctionsOf(r *http.Request, claimID string) ([]correctionLine, error) {
	if s.desk == nil {
		return nil, nil
	}
	page, err := s.desk.Corrections(r.Context(), desk.CorrectionQuery{Claim: claimID})
	if err != nil {
		return nil, err
	}
	return s.correctionLines(r, page.Corrections, false), nil
}

// correctHref returns where a claim is set right; empty if pages change nothing.
func (s *site) correctHref(claimID string) string {
	if s.desk == nil || !s.writes {
		return ""
	}
	return "/c/" + url.PathEscape(claimID) + "/correct"
}

// A refusedBody is the page of what a person says is no claim.
type refusedBody struct {
	Text        string
	Article     string // its address
	Corrections []correctionLine
}

// refusedPage shows what a person says is no claim, or returns err if nobody does.
func (s *site) refusedPage(r *http.Request, err error) (*view, error) {
	id := r.PathValue("id")
	if s.desk == nil || !errors.Is(err, indexer.ErrNotFound) {
		return nil, err
	}
	page, err2 := s.desk.Corrections(r.Context(), desk.CorrectionQuery{Claim: id})
	if err2 != nil {
		return nil, err2
	}
	at := slices.IndexFunc(page.Corrections, func(c desk.Corrected) bool {
		return c.Claim == id && c.Kind == indexer.NotAClaim && c.State == desk.Stands
	})
	if at < 0 {
		return nil, err
	}
	c := &page.Corrections[at]
	body := refusedBody{Text: c.Text, Article: "/a/" + c.Article, Corrections: s.correctionLines(r, page.Corrections, false)}
	return &view{Template: "refused", Title: "Not a claim", Body: body}, nil
}

// A correctBody is the page on which a claim is set right.
type correctBody struct {
	claimLine
	Article     articleLine
	Options     []correctOption
	Value       string
	By, Note    string
	Problem     *problem
	Corrections []correctionLine
}

// Wrong reports whether a field is the one that is wrong.
func (b correctBody) Wrong(field string) bool { return b.Problem != nil && b.Problem.Field == field }

// A correctOption is something of a claim that may be wrong.
type correctOption struct {
	Value   string // see correction
	Words   string
	Was     string // as it was read; empty if that goes without saying
	Checked bool
}

func (s *site) correctPage(r *http.Request) (*view, error) {
	if !s.writes {
		return nil, errReadOnly
	}
	what := ""
	if other := r.URL.Query().Get("other"); other != "" {
		what = string(indexer.NotTheSame) + " " + other
	}
	return s.correctView(r, correctBody{By: rememberedName(r)}, what)
}

// correctView is the page with what was sent, of which what was chosen.
func (s *site) correctView(r *http.Request, body correctBody, what string) (*view, error) {
	ctx, id := r.Context(), r.PathValue("id")
	c, err := s.search.Claim(ctx, id)
	if err != nil {
		return nil, err
	}
	rd, err := s.library.Reading(ctx, c.Article.ID, 0)
	if err != nil {
		return nil, err
	}
	body.claimLine, body.Article = newClaimLine(c.ClaimRef), newArticleLine(c.Article)
	dates, _ := rd.DatesOf(id)
	for _, d := range dates {
		body.Options = append(body.Options, correctOption{
			Value: fmt.Sprintf("%s %d %s", indexer.WrongDate, d.Nth, strings.ToLower(d.Phrase)), Words: "The date of “" + d.Phrase + "”", Was: cmp.Or(d.Label, "not resolved"),
		})
	}
	body.Options = append(body.Options, correctOption{Value: string(indexer.WrongSpeaker), Words: "The speaker", Was: body.Speaker},
		correctOption{Value: string(indexer.NotAClaim), Words: "It is no claim"})
	if kind, other, _ := strings.Cut(what, " "); kind == string(indexer.NotTheSame) {
		same, err := s.search.Claim(ctx, other)
		if err != nil {
			return nil, err
		}
		body.Options = append(body.Options, correctOption{Value: what, Words: "It does not say the same as “" + shorten(same.ClaimRef) + "”, in " + same.Article.Outlet})
	}
	for i := range body.Options {
		body.Options[i].Checked = body.Options[i].Value == what
	}
	if body.Corrections, err = s.correctionsOf(r, id); err != nil {
		return nil, err
	}
	v := &view{Template: "correct", Title: "Correct: " + shorten(c.ClaimRef), Body: body}
	if body.Problem != nil {
		v.Status = http.StatusBadRequest
	}
	return v, nil
}

// correct sets right what a form says.
func (s *site) correct(r *http.Request) (*view, error) {
	id, what := r.PathValue("id"), r.PostForm.Get("what")
	d := desk.CorrectionDraft{Claim: id, Value: cmp.Or(strings.TrimSpace(r.PostForm.Get("value")), indexer.None), By: r.PostForm.Get("by"), Note: r.PostForm.Get("note")}
	kind, rest, _ := strings.Cut(what, " ")
	d.Kind = indexer.CorrectionKind(kind)
	switch d.Kind {
	case indexer.WrongDate:
		nth, phrase, _ := strings.Cut(rest, " ")
		d.Nth, _ = strconv.Atoi(nth) // 0 is the first
		d.Phrase = phrase
	case indexer.NotTheSame:
		d.Other = rest
	}
	_, err := s.desk.Correct(r.Context(), d)
	wrong := problemOf(err)
	switch {
	case what == "":
		wrong = &problem{Field: "kind", Says: "choose it"}
	case err == nil:
		return &view{Redirect: "/c/" + url.PathEscape(id) + "#corrections", Remember: d.By}, nil
	case wrong == nil:
		return nil, err
	}
	wrong.Name = map[string]string{"kind": "What is wrong", "value": "What it is", "by": "Your name", "note": "Why"}[wrong.Field]
	return s.correctView(r, correctBody{Value: r.PostForm.Get("value"), By: d.By, Note: d.Note, Problem: wrong}, what)
}

// undoCorrection takes a correction back.
func (s *site) undoCorrection(r *http.Request) (*view, error) {
	by := r.PostForm.Get("by")
	c, err := s.desk.UndoCorrection(r.Context(), r.PathValue("id"), by, "")
	if err != nil {
		return nil, err
	}
	to := "/c/" + url.PathEscape(c.Claim) + "#corrections"
	if r.PostForm.Has("list") {
		to = "/corrections"
	}
	return &view{Redirect: to, Remember: by}, nil
}

// A correctionsBody is the page of all corrections.
type correctionsBody struct {
	Corrections []correctionLine
	Total       string
	Kinds       []choice
	States      []choice
	By          string
	Filtered    bool
	Pager       pager
	Writes      bool
	Imported    *desk.Imported // what became of a file that was sent just now
	Problem     *problem
}

// A choice is one value of a filter.
type choice struct {
	Value, Words string
	Chosen       bool
}

func (s *site) correctionsPage(r *http.Request) (*view, error) {
	return s.correctionsView(r, correctionsBody{})
}

func (s *site) correctionsView(r *http.Request, body correctionsBody) (*view, error) {
	v := r.URL.Query()
	q := desk.CorrectionQuery{Kind: indexer.CorrectionKind(v.Get("kind")), By: strings.TrimSpace(v.Get("by")), State: desk.CorrectionState(v.Get("state")), Cursor: v.Get("cursor")}
	page, err := s.desk.Corrections(r.Context(), q)
	if err != nil {
		return nil, err
	}
	body.Corrections, body.Total = s.correctionLines(r, page.Corrections, true), count(page.Total, "correction")
	body.By, body.Writes, body.Filtered = q.By, s.writes, q.Kind != "" || q.By != "" || q.State != ""
	for _, c := range []choice{{"", "any", false}, {string(indexer.WrongDate), "a date", false}, {string(indexer.WrongSpeaker), "a speaker", false}, {string(indexer.NotAClaim), "not a claim", false}, {string(indexer.NotTheSame), "not the same", false}} {
		c.Chosen = c.Value == string(q.Kind)
		body.Kinds = append(body.Kinds, c)
	}
	for _, c := range []choice{{"", "any", false}, {string(desk.Stands), "stands", false}, {string(desk.Missed), "waits", false}, {string(desk.Overruled), "overruled", false}, {string(desk.Undone), "undone", false}} {
		c.Chosen = c.Value == string(q.State)
		body.States = append(body.States, c)
	}
	at := func(cursor string) string {
		q := q
		q.Cursor = cursor
		return strings.TrimSuffix("/corrections?"+q.Values().Encode(), "?")
	}
	if page.Next != "" {
		body.Pager.Next = at(page.Next)
	}
	if q.Cursor != "" {
		body.Pager.First = at("")
	}
	out := &view{Template: "corrections", Title: "Corrections", Section: "corrections", Body: body}
	if body.Problem != nil {
		out.Status = http.StatusBadRequest
	}
	return out, nil
}

// importCorrections takes in the lines of a file that a form sent.
func (s *site) importCorrections(r *http.Request) (*view, error) {
	file, _, err := r.FormFile("lines")
	if err != nil {
		return s.correctionsView(r, correctionsBody{Problem: &problem{Field: "lines", Name: "File", Says: "choose one that this page or dateline corrections export wrote, of at most 16 MB"}})
	}
	defer file.Close() //nolint:errcheck // it was only read
	done, err := s.desk.ImportCorrections(r.Context(), file)
	if wrong := problemOf(err); wrong != nil {
		return s.correctionsView(r, correctionsBody{Imported: done, Problem: wrong})
	}
	if err != nil {
		return nil, err
	}
	return s.correctionsView(r, correctionsBody{Imported: done})
}

// nameCookie keeps the name of whoever corrects, for the next form.
const nameCookie = "by"

// rememberedName returns the name with which whoever asks has corrected before.
func rememberedName(r *http.Request) string {
	c, err := r.Cookie(nameCookie)
	if err != nil {
		return ""
	}
	name, err := url.QueryUnescape(c.Value)
	if err != nil {
		return ""
	}
	return name
}

// remember keeps a name for the next form.
func remember(w http.ResponseWriter, r *http.Request, name string) {
	if name == "" || len(name) > 500 {
		return
	}
	const year = 365 * 24 * 60 * 60
	http.SetCookie(w, &http.Cookie{Name: nameCookie, Value: url.QueryEscape(name), Path: "/", MaxAge: year, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil})
}
