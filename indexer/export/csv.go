package export

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer"
)

// A sheet is an export as comma-separated values: a heading, and a row an item.
type sheet struct {
	out   *csv.Writer
	heads []string
	row   func(it *Item) []string
}

func (s *sheet) begin() error { return s.out.Write(s.heads) }

func (s *sheet) item(it *Item) error {
	row := s.row(it)
	for i, cell := range row {
		row[i] = Harmless(cell)
	}
	return s.out.Write(row)
}

func (s *sheet) end() error {
	s.out.Flush()
	return s.out.Error()
}

// Harmless returns a cell such that no spreadsheet takes it for a formula: what could
// be one gets an apostrophe in front. The text is a stranger's. A plain number stays,
// though it begins with a minus.
func Harmless(cell string) string {
	first, _ := utf8.DecodeRuneInString(cell)
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return cell
	}
	if _, err := strconv.Atoi(cell); err == nil && first == '-' {
		return cell
	}
	return "'" + cell
}

func newCSV(out *bufio.Writer, of Of, _ Meta) encoder {
	s := &sheet{out: csv.NewWriter(out)}
	switch of {
	case Entries:
		s.heads, s.row = entryHeads, func(it *Item) []string { return entryRow(it.Entry) }
	case Claims:
		s.heads, s.row = claimHeads, func(it *Item) []string { return claimRow(it.Claim) }
	case Articles:
		s.heads, s.row = articleHeads, func(it *Item) []string { return articleRow(it.Article) }
	}
	return s
}

// Columns are added at the end: sheets that people have made go by their places.
var entryHeads = []string{
	"entry", "start", "end", "grain", "edtf", "label", "phrase", "steps", "claim", "claim_kind", "speaker", "confidence",
	"outlet", "kind", "published", "headline", "url", "revision", "sentence",
	"claim_id", "cluster", "origins", "conflict", "medium", "speaker_role", "date_confidence", "link", "places", "lasts", "corrected",
}

func entryRow(e *indexer.Entry) []string {
	c, a := &e.Claim, &e.Article
	return []string{
		e.ID, e.Start.String(), e.End.String(), string(e.Grain), e.EDTF, e.Label, e.Date.Phrase, strings.Join(e.Date.Steps, "; "),
		c.Text, string(c.Kind), c.Speaker.Name, sure(c.Confidence),
		a.Outlet, a.Kind, a.Published, a.Headline, a.URL, strconv.Itoa(a.Revision), e.Sentence,
		c.ID, c.Cluster, strconv.Itoa(c.Origins), yesNo(c.Conflict), c.Medium, c.Speaker.Role, sure(e.Date.Confidence),
		indexer.AtSentence(a.URL, e.Sentence), names(c.Places), yesNo(e.Lasts), corrected(c.Speaker.Corrected, *e),
	}
}

var claimHeads = []string{
	"claim", "text", "claim_kind", "speaker", "cue", "medium", "confidence", "cluster", "origins", "conflict", "dates",
	"outlet", "kind", "published", "headline", "url", "revision", "sentence", "speaker_role", "link", "places", "corrected",
}

func claimRow(v *indexer.ClaimView) []string {
	a := &v.Article
	return []string{
		v.ID, v.Text, string(v.Kind), v.Speaker.Name, v.Cue, v.Medium, sure(v.Confidence),
		v.Cluster, strconv.Itoa(v.Origins), yesNo(v.Conflict), Labels(v.Entries),
		a.Outlet, a.Kind, a.Published, a.Headline, a.URL, strconv.Itoa(a.Revision), v.Sentence,
		v.Speaker.Role, indexer.AtSentence(a.URL, v.Sentence), names(v.Places), corrected(v.Speaker.Corrected, v.Entries...),
	}
}

var articleHeads = []string{"article", "url", "headline", "outlet", "kind", "published", "bylines", "revision", "claims", "entries", "filed"}

func articleRow(h *indexer.Hit) []string {
	a := &h.Article
	return []string{
		a.ID, a.URL, a.Headline, a.Outlet, a.Kind, a.Published,
		strings.Join(h.Bylines, "; "), strconv.Itoa(a.Revision), strconv.Itoa(h.Claims), strconv.Itoa(h.Entries), names(h.Filed),
	}
}

// names returns the names of places, "; " between them.
func names(places []indexer.PlaceRef) string {
	list := make([]string, len(places))
	for i, p := range places {
		list[i] = p.Name
	}
	return strings.Join(list, "; ")
}

// Labels returns the dates of a claim in words, "; " between them.
func Labels(entries []indexer.Entry) string {
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.Label
	}
	return strings.Join(list, "; ")
}

// corrected says what people have set right of a claim and of dates of it, "; " between;
// empty if it is all as it was read.
func corrected(speaker *indexer.Corrected, dates ...indexer.Entry) string {
	var list []string
	says := func(what string, c *indexer.Corrected) {
		if c != nil {
			list = append(list, fmt.Sprintf("%s by %s on %s, read as %s", what, c.By, c.At.Format(time.DateOnly), c.Was))
		}
	}
	says("speaker", speaker)
	for i := range dates {
		says("date", dates[i].Date.Corrected)
	}
	return strings.Join(list, "; ")
}

func sure(confidence float64) string { return strconv.FormatFloat(confidence, 'f', 2, 64) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
