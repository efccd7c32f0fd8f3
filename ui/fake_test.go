package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/people"
	"dateline/indexer/timex"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/frontier"
)

var now = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`

// A world is a Searcher and a Library that hold one article, found by every
// query but those that it is told to find nothing for.
type world struct {
	empty   bool
	broken  error
	none    func(indexer.Query) bool
	hostile bool
	panics  bool

	circular bool // the way of c1 comes back to its article
	single   bool // the article has one revision

	correct func(*indexer.Reading) // lays over it what people have set right; may be nil
}

func (w *world) text(s string) string {
	if w.hostile {
		return s + hostile
	}
	return s
}

const body = "“We knew of the crack in 1987, and again in the late 1980s,” said Ada Quill.\nThe bridge was closed.\nFirst point\nSecond point\nCorrected on Monday."

func (w *world) reading() *indexer.Reading {
	text := w.text(body)
	r := scraper.Revision{
		Article: scraper.Article{
			URL: "https://ferry.example/crack", Headline: w.text("The crack"), Bylines: []string{w.text("Bo Reed")},
			Published: scraper.Date{Time: now.AddDate(0, 0, -3), Day: true, From: "JSON-LD datePublished", Confidence: 0.6,
				Against: []scraper.Date{{Time: now.AddDate(0, 0, -4), Day: true, From: w.text("meta date")}}},
			Tags: []string{w.text("bridges")}, Partial: w.text("it says that the rest is for subscribers"),
			FactChecks: []scraper.Verdict{{Claim: w.text("No crack was known"), Claimant: w.text("The Board"), Rating: w.text("False"), URL: "javascript:alert(4)"}},
			Kind:       scraper.Opinion, KindEvidence: []string{w.text("path /opinion/")}, Language: "en-GB", Text: text,
			Blocks: []scraper.Block{
				{Kind: scraper.Paragraph, Start: 0, End: 76}, {Kind: scraper.Heading, Start: 77, End: 99},
				{Kind: scraper.ListItem, Start: 100, End: 111}, {Kind: scraper.ListItem, Start: 112, End: 124},
				{Kind: scraper.Note, Start: 125, End: len([]rune(text))},
			},
			Citations: []scraper.Citation{
				{URL: "https://held.example/report", Anchor: w.text("a report"), Sentence: w.text("As a report said.")},
				{URL: "javascript:alert(3)", Anchor: "trap"},
			},
		},
		ArticleID: "acrack", Outlet: w.text("The Ferry Post"), Number: 1, Fetched: now.Add(-50 * time.Hour),
	}
	quote := claim.Claim{
		ID: "c1", Text: text[3:59], Parts: []claim.Span{{Start: 1, End: 58}}, Kind: claim.Direct,
		Speaker: claim.Speaker{Name: w.text("Ada Quill"), Surface: "Ada Quill", Span: claim.Span{Start: 66, End: 75}},
		Cue:     "said", Sentence: claim.Span{Start: 0, End: 76}, Confidence: 0.7,
		Places: []people.Place{{Name: w.text("New York"), Start: 1, End: 3}, {Name: "Weir", Start: 4, End: 6}},
	}
	rd := &indexer.Reading{
		Filed:    []people.Place{{Name: w.text("Westport"), Start: 0, End: 4}},
		Revision: r,
		Claims: []indexer.DatedClaim{
			{Claim: quote, Times: []int{0, 1}},
			{Claim: claim.Claim{ID: "c2", Text: "The bridge was closed", Parts: []claim.Span{{Start: 77, End: 98}}, Kind: claim.Author, Sentence: claim.Span{Start: 77, End: 99}, Confidence: 1}},
		},
		Mentions: []timex.Mention{
			{Start: 22, End: 29, Text: "in 1987", Type: timex.DateType, Interval: years(1987, 1988, timex.Year), EDTF: "1987", Label: "sometime in 1987", Confidence: 0.95, Steps: []string{w.text("“1987” is a year")}},
			{Start: 44, End: 54, Text: "late 1980s", Type: timex.DateType, Interval: years(1987, 1990, timex.Decade), EDTF: "1987/1989", Label: "late 1980s", Confidence: 0.5},
			{Start: 138, End: 144, Text: "Monday", Type: timex.DateType, Unresolved: w.text("no day of publication")},
		},
	}
	if w.correct != nil {
		w.correct(rd)
	}
	return rd
}

func years(from, to int, g timex.Grain) timex.Interval {
	return timex.Interval{Start: startOf(from), End: startOf(to), Grain: g}
}

func (w *world) finds(q indexer.Query) bool { return w.none == nil || !w.none(q) }

func (w *world) Search(_ context.Context, q indexer.Query) (*indexer.Results, error) {
	if err := w.check(q); err != nil {
		return nil, err
	}
	if !w.finds(q) {
		return &indexer.Results{}, nil
	}
	res := &indexer.Results{
		Total: 1, Generation: 41, Next: "more", Changed: q.Cursor == "moved", Facets: w.facets(),
		Hits: []indexer.Hit{{
			Article: w.reading().ArticleRef(), Bylines: []string{w.text("Bo Reed")}, Filed: indexer.PlaceRefs(w.reading().Filed), Claims: 2, Entries: 1,
			Highlights: []indexer.Highlight{{Field: "text", Text: w.text("the crack in the bridge"), Marks: [][2]int{{4, 9}, {900, 901}}}},
			Copies:     indexer.CopiesFound{Articles: 21, Outlets: 2, List: []indexer.CopyFound{{ID: "a2", Outlet: w.text("The Quay")}, {ID: "a3"}}},
		}},
		Folded: 21,
	}
	if q.Copies == indexer.AllCopies {
		res.Folded, res.Hits[0].Copies = 0, indexer.CopiesFound{}
	}
	return res, nil
}

func (w *world) facets() map[string][]indexer.FacetCount {
	return map[string][]indexer.FacetCount{
		"outlet": {{Value: w.text("The Ferry Post"), Count: 1}}, "kind": {{Value: "opinion", Count: 1}},
		"speaker": {{Value: w.text("Quill, Ada"), Count: 2}}, "grain": {{Value: "year", Count: 1}},
		"medium": {{Value: w.text("interview"), Count: 2}, {Value: "", Count: 1}}, "origins": {{Value: "2", Count: 2}, {Value: "none", Count: 1}},
		"conflict": {{Value: "yes", Count: 2}, {Value: "no", Count: 1}}, "place": {{Value: w.text("New York"), Count: 1}},
	}
}

func (w *world) Timeline(_ context.Context, q indexer.Query) (*indexer.Timeline, error) {
	if err := w.check(q); err != nil {
		return nil, err
	}
	if !w.finds(q) {
		return &indexer.Timeline{}, nil
	}
	var entries []indexer.Entry
	for _, v := range w.compared(w.reading().ClaimViews()) {
		entries = append(entries, v.Entries...)
	}
	if w.hostile {
		for i := range entries {
			entries[i].Label += hostile
			entries[i].Date.Anchor = hostile
			entries[i].Article.URL = "javascript:alert(4)"
		}
	}
	at := func(year int) indexer.Moment { return indexer.Moment{Time: startOf(year)} }
	return &indexer.Timeline{
		Total: len(entries), Generation: 41, Entries: entries, Undated: 1, Excluded: 2, Facets: w.facets(),
		Buckets: []indexer.Bucket{
			{Start: at(1987), End: at(1988), Grain: timex.Year, Count: 1},
			{Start: at(1987), End: at(1990), Grain: timex.Decade, Count: 1},
			{End: at(1988), Grain: timex.Year, Count: 3},
		},
	}, nil
}

func (w *world) Claims(_ context.Context, q indexer.Query) (*indexer.Claims, error) {
	if err := w.check(q); err != nil || w.empty {
		return &indexer.Claims{}, err
	}
	claims := w.compared(w.reading().ClaimViews())
	found := &indexer.Claims{Total: len(claims), Generation: 41, Claims: claims, Facets: w.facets(), Changed: q.Cursor != ""}
	if q.Copies != indexer.AllCopies {
		found.Folded = 1
		found.Copies = map[string]indexer.CopiesFound{claims[0].ID: {Articles: 1, Outlets: 1}}
	}
	return found, nil
}

func (w *world) check(q indexer.Query) error {
	if w.panics {
		panic("disk on fire")
	}
	if q.Cursor == "bad" {
		return &indexer.QueryError{Field: "cursor", Says: "is not one of ours: leave it out"}
	}
	return w.broken
}

func (w *world) Claim(_ context.Context, id string) (*indexer.ClaimView, error) {
	views := w.compared(w.reading().ClaimViews())
	i := slices.IndexFunc(views, func(v indexer.ClaimView) bool { return v.ID == id })
	if i < 0 {
		return nil, indexer.ErrNotFound
	}
	return &views[i], w.broken
}

func (w *world) Similar(_ context.Context, id string, _ int) (*indexer.Similar, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	if w.empty {
		return nil, fmt.Errorf("articles like %s: %w", id, indexer.ErrNotFound)
	}
	other := w.reading().ArticleRef()
	other.ID, other.Headline = "alike", w.text("The other crack")
	return &indexer.Similar{Words: []string{"crack", w.text("bolts")}, Articles: []indexer.SimilarOne{{Article: other, Words: []string{"crack", w.text("bolts")}}}}, nil
}

func (w *world) SimilarClaims(_ context.Context, id string, _ int) (*indexer.SimilarClaims, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	if w.empty {
		return nil, fmt.Errorf("claims like %s: %w", id, indexer.ErrNotFound)
	}
	other := w.said("calike", w.reading().ArticleRef(), "")
	return &indexer.SimilarClaims{Words: []string{"crack", w.text("bolts")}, Claims: []indexer.SimilarClaim{{Claim: other, Words: []string{"crack", w.text("bolts")}}}}, nil
}

func (w *world) Generation(context.Context) (uint64, error) { return 1, nil }

func (w *world) Reading(_ context.Context, id string, number int) (*indexer.Reading, error) {
	if id != "acrack" || number > 2 {
		return nil, indexer.ErrNotFound
	}
	rd := w.reading()
	rd.Revision.Number = max(number, 2)
	if number == 1 {
		rd.Revision.Number = 1
		rd.Revision.Text = strings.Replace(rd.Revision.Text, "bridge was closed", "bridge was opened", 1)
	}
	return rd, w.broken
}

func (w *world) Revisions(_ context.Context, id string) ([]archive.RevisionInfo, error) {
	if id != "acrack" {
		return nil, indexer.ErrNotFound
	}
	if w.single {
		return []archive.RevisionInfo{{Number: 1, Fetched: now.Add(-50 * time.Hour)}}, nil
	}
	return []archive.RevisionInfo{{Number: 1, Fetched: now.Add(-50 * time.Hour)}, {Number: 2, Fetched: now.Add(-time.Hour)}}, nil
}

func (w *world) ArticleAt(_ context.Context, urls []string) (map[string]string, error) {
	held := map[string]string{}
	for _, u := range urls {
		if strings.Contains(u, "held.example") {
			held[u] = "aheld"
		}
	}
	return held, nil
}

func (w *world) Copies(_ context.Context, id string) (*indexer.Copies, error) {
	if w.empty {
		return nil, nil
	}
	first := w.reading().ArticleRef()
	first.ID, first.Outlet, first.URL = "afirst", w.text("The First Wire"), "https://first.example/crack"
	self := w.reading().ArticleRef()
	self.ID = id
	return &indexer.Copies{First: first, Others: []indexer.Copy{{Article: self, Reason: w.text("the same text")}}}, nil
}

func (w *world) Outlets(context.Context) ([]frontier.OutletStatus, error) {
	if w.empty {
		return nil, nil
	}
	return []frontier.OutletStatus{
		{Outlet: w.text("The Ferry Post"), Host: "ferry.example", Followed: true, Addresses: 12, Articles: 1, Revisions: 2, Failing: 1, Disallowed: 2,
			LastVisit: now.Add(-3 * time.Hour), NextVisit: now.Add(20 * time.Minute),
			LastError: w.text("status 503"), ErrorURL: "https://ferry.example/gone", ErrorSince: now.Add(-26 * time.Hour),
			Skipped: 7, Health: &frontier.Health{
				Week:     frontier.Counts{Visits: 1200, New: 30, Changed: 2, Unchanged: 1160, Disallowed: 1, Failed: 7, Reasons: map[frontier.Reason]int{frontier.NotFound: 4, frontier.BadServer: 3}, Pages: 40, Articles: 30, Stored: 30, Dated: 15, Signed: 30},
				Warnings: []frontier.Warning{{Figure: "dated", Says: w.text("50% of the articles are dated in 7 days, 98% before")}},
			}},
		{Outlet: "held.example", Host: "held.example", Addresses: 1, ErrorURL: "javascript:alert(5)", LastError: "no such host"},
	}, w.broken
}

func (w *world) Status(context.Context) (frontier.CrawlStatus, error) {
	if w.empty {
		return frontier.CrawlStatus{}, nil
	}
	return frontier.CrawlStatus{Scheduled: true, Articles: 1, Revisions: 2, Addresses: 13, NextVisit: now.Add(20 * time.Minute), Seq: 5, Indexed: 4, Reindex: &frontier.Reindex{Done: 2, Of: 5}}, w.broken
}

var errBroken = errors.New("disk on fire")
