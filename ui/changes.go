package ui

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/scraper/archive"
	"dateline/scraper/change"
)

// A changesBody is what became of an article's claims from one revision to another.
type changesBody struct {
	Article  articleLine
	From, To revision
	Olds     []option // revisions to choose from
	News     []option
	Alone    bool   // only one revision is held
	Count    string // "3 changes"
	Claims   []changed
	Note     string // of correction; empty if none was found
	Headline []wordPiece
	Text     []textRun
	Words    string // the address of the same for programs
}

// A changed is what became of one claim.
type changed struct {
	Title         string
	Says          string
	Before, After *side
}

// A side is a claim as one revision has it.
type side struct {
	claimLine
	Marked []token // its words, with what differs
	Dates  []string
	InText string
}

func (s *site) changesPage(r *http.Request) (*view, error) {
	id := r.PathValue("id")
	infos, err := s.library.Revisions(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if len(infos) == 0 {
		return nil, indexer.ErrNotFound
	}
	from, to, err := chosenRevisions(r.URL.Query(), infos)
	if err != nil {
		return nil, err
	}
	if len(infos) == 1 {
		rd, err := s.library.Reading(r.Context(), id, 0)
		if err != nil {
			return nil, err
		}
		body := changesBody{Article: newArticleLine(rd.ArticleRef()), Alone: true}
		return &view{Template: "changes", Title: "Changes: " + body.Article.Headline, Body: body}, nil
	}
	c, err := s.library.Changes(r.Context(), id, from.Number, to.Number)
	if err != nil {
		return nil, err
	}
	body := changesBody{
		Article: newArticleLine(c.Article), Note: c.Note,
		Count: count(len(c.Claims), "change"),
		Words: "/api/v1/articles/" + url.PathEscape(id) + "/diff?from=" + strconv.Itoa(from.Number) + "&to=" + strconv.Itoa(to.Number),
	}
	for i, info := range infos {
		n := strconv.Itoa(info.Number)
		if i < len(infos)-1 {
			body.Olds = append(body.Olds, option{Value: n, Checked: info.Number == from.Number})
		}
		if i > 0 {
			body.News = append(body.News, option{Value: n, Checked: info.Number == to.Number})
		}
	}
	page := func(info archive.RevisionInfo) revision {
		return revision{Number: info.Number, Href: body.Article.Href + "@" + strconv.Itoa(info.Number), Fetched: ago(s.now(), info.Fetched)}
	}
	body.From, body.To = page(from), page(to)
	if err := s.compareWords(r.Context(), id, &body); err != nil {
		return nil, err
	}
	for _, claim := range c.Claims {
		body.Claims = append(body.Claims, newChanged(claim, body.From.Href, body.To.Href))
	}
	return &view{Template: "changes", Title: "Changes: " + body.Article.Headline, Body: body}, nil
}

// chosenRevisions returns the revisions that are to be compared: those that are
// named, else the newest, and the one before it.
func chosenRevisions(v url.Values, infos []archive.RevisionInfo) (from, to archive.RevisionInfo, err error) {
	place := func(key string, otherwise int) (int, error) {
		s := strings.TrimSpace(v.Get(key))
		if s == "" {
			return max(otherwise, 0), nil
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return 0, &indexer.QueryError{Field: key, Says: "is no revision: write its number, such as 1"}
		}
		i := slices.IndexFunc(infos, func(info archive.RevisionInfo) bool { return info.Number == n })
		if i < 0 {
			return 0, indexer.ErrNotFound
		}
		return i, nil
	}
	newer, err := place("to", len(infos)-1)
	if err != nil {
		return from, to, err
	}
	older, err := place("from", newer-1)
	if err != nil {
		return from, to, err
	}
	if older >= newer && len(infos) > 1 {
		return from, to, &indexer.QueryError{Field: "from", Says: "is no earlier revision than “to”: write the earlier one first"}
	}
	return infos[older], infos[newer], nil
}

// newChanged returns a change whose sides lead into the two revisions.
func newChanged(c indexer.ClaimChange, from, to string) changed {
	out := changed{Title: changeWords(c.Kind), Says: c.Says, Before: newSide(c.Before, from), After: newSide(c.After, to)}
	if c.Before != nil && c.After != nil {
		was, is := apart(c.Before.Text, c.After.Text)
		out.Before.Marked = weave([]rune(c.Before.Text), []mark{{Start: was[0], End: was[1], Class: "was"}})
		out.After.Marked = weave([]rune(c.After.Text), []mark{{Start: is[0], End: is[1], Class: "is"}})
	}
	return out
}

func newSide(c *indexer.ClaimView, revision string) *side {
	if c == nil {
		return nil
	}
	return &side{
		claimLine: newClaimLine(c.ClaimRef), Marked: weave([]rune(c.Text), nil),
		Dates: labels(*c), InText: revision + "#c-" + c.ID,
	}
}

// apart returns the stretches of whole words, in code points, that two texts do
// not have in common at their beginnings and ends; empty ones if they are the same.
func apart(before, after string) (was, is [2]int) {
	a, b := strings.SplitAfter(before, " "), strings.SplitAfter(after, " ")
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	stretch := func(words []string) [2]int {
		start := utf8.RuneCountInString(strings.Join(words[:head], ""))
		middle := strings.TrimRight(strings.Join(words[head:len(words)-tail], ""), " ")
		return [2]int{start, start + utf8.RuneCountInString(middle)}
	}
	return stretch(a), stretch(b)
}

// A textRun is what became of a run of paragraphs: of those that are the same in both
// revisions, or of a single one that is not.
type textRun struct {
	Same   string // how many are the same: "3 paragraphs"; empty for one that is not
	Note   string // what became of it: "added", "moved"; empty if words in it did
	Pieces [][]wordPiece
}

// A wordPiece is a run of words.
type wordPiece struct {
	Text       string
	Gone, Come bool // it was removed, or added
}

// compareWords fills the page with the two texts, word by word.
func (s *site) compareWords(ctx context.Context, id string, body *changesBody) error {
	from, err := s.library.Reading(ctx, id, body.From.Number)
	if err != nil {
		return err
	}
	to, err := s.library.Reading(ctx, id, body.To.Number)
	if err != nil {
		return err
	}
	d := change.Compare(&from.Revision, &to.Revision)
	body.Headline = wordPieces(d.Headline)
	body.Text = textRuns(d.Paragraphs)
	return nil
}

// textRuns returns paragraphs, those that are the same together.
func textRuns(paragraphs []change.Paragraph) (all []textRun) {
	for _, p := range paragraphs {
		if p.State == change.Same && !p.Moved {
			if len(all) == 0 || all[len(all)-1].Same == "" {
				all = append(all, textRun{})
			}
			last := &all[len(all)-1]
			last.Pieces = append(last.Pieces, wordPieces(p.Pieces))
			last.Same = count(len(last.Pieces), "paragraph")
			continue
		}
		one := textRun{Pieces: [][]wordPiece{wordPieces(p.Pieces)}}
		switch {
		case p.Moved:
			one.Note = "moved"
		case p.State == change.ParagraphGone || p.State == change.ParagraphNew:
			one.Note = string(p.State)
		}
		all = append(all, one)
	}
	return all
}

func wordPieces(pieces []change.Piece) []wordPiece {
	out := make([]wordPiece, len(pieces))
	for i, p := range pieces {
		out[i] = wordPiece{Text: p.Text, Gone: p.Op == change.Remove, Come: p.Op == change.Add}
	}
	return out
}
