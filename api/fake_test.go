package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/indexer/desk"
	"dateline/indexer/people"
	"dateline/indexer/timex"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/frontier"
	"dateline/scraper/scout"
)

const testToken = "a-token-for-tests"

// A fakeSearcher knows one article, or fails. It waits for its context to end
// if it is slow.
type fakeSearcher struct {
	seq   uint64
	err   error
	slow  bool
	bare  bool // answers with nothing in any list
	asked []indexer.Query
}

func (f *fakeSearcher) meet(ctx context.Context, q indexer.Query) error {
	f.asked = append(f.asked, q)
	if q.Cursor == "stale" {
		return &indexer.QueryError{Field: "cursor", Says: "is of another question; begin without one"}
	}
	if strings.HasPrefix(q.Text, "panic") {
		panic("secret of the inside")
	}
	if f.slow {
		<-ctx.Done()
		return fmt.Errorf("search: %w", ctx.Err())
	}
	return f.err
}

func (f *fakeSearcher) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	if err := f.meet(ctx, q); err != nil {
		return nil, err
	}
	if f.bare {
		return &indexer.Results{Total: 1, Hits: []indexer.Hit{{Article: anArticle, Highlights: make([]indexer.Highlight, 0)}}}, nil
	}
	return &indexer.Results{
		Total: 3,
		Hits: []indexer.Hit{{
			Article: anArticle, Bylines: []string{"Ada Quill"}, Score: 1.25, Claims: 9, Entries: 5,
			Highlights: []indexer.Highlight{{Field: "headline", Text: "Where the <bridge> money went", Marks: [][2]int{{10, 18}}}},
			Copies:     indexer.CopiesFound{Articles: 1, Outlets: 1, List: []indexer.CopyFound{{ID: "a0000000000other", Outlet: "The Quay"}}},
		}},
		Folded:     1,
		Facets:     map[string][]indexer.FacetCount{"outlet": {{Value: "The Heron", Count: 3}}, "kind": nil},
		Generation: f.seq,
		Next:       "c1",
	}, nil
}

func (f *fakeSearcher) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	if err := f.meet(ctx, q); err != nil {
		return nil, err
	}
	if f.bare {
		return &indexer.Timeline{Entries: []indexer.Entry{{ID: "e", Grain: timex.Year, Claim: indexer.ClaimRef{ID: "c", Kind: claim.Author}, Article: anArticle}}}, nil
	}
	return &indexer.Timeline{
		Total:   2,
		Buckets: []indexer.Bucket{{Start: day(1987, 1, 1), End: day(1988, 1, 1), Grain: timex.Year, Count: 2}},
		Marks:   []indexer.Mark{{Start: day(1987, 1, 1), End: day(1988, 1, 1), Grain: timex.Year, Approx: true, Claim: anEntry.Claim.ID, Kind: claim.Direct, Origins: 1, Speaker: "Mara Voss", Confidence: 0.95, ArticleKind: "news"}, {End: day(1988, 1, 1), Grain: timex.Year, Claim: anEntry.Claim.ID, Kind: claim.Author, ArticleKind: "unknown"}},
		Entries: []indexer.Entry{anEntry, anOpenEntry},
		Undated: 4, Excluded: 1,
		Facets:     map[string][]indexer.FacetCount{"grain": {{Value: "year", Count: 2}}},
		Generation: f.seq,
	}, nil
}

func (f *fakeSearcher) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	if err := f.meet(ctx, q); err != nil {
		return nil, err
	}
	v := indexer.ClaimView{ClaimRef: anEntry.Claim, Article: anArticle, Sentence: anEntry.Sentence}
	if f.bare {
		return &indexer.Claims{Claims: []indexer.ClaimView{v}}, nil
	}
	v.Offsets.Claim, v.Entries = anEntry.Offsets.Claim, []indexer.Entry{anEntry}
	copies := map[string]indexer.CopiesFound{v.ID: {Articles: 1, Outlets: 1, List: []indexer.CopyFound{{ID: "c9", Outlet: "The Quay"}}}}
	return &indexer.Claims{Total: 2, Folded: 1, Copies: copies, Claims: []indexer.ClaimView{v}, Facets: map[string][]indexer.FacetCount{"medium": nil}, Generation: f.seq, Next: "c2"}, nil
}

func (f *fakeSearcher) Claim(ctx context.Context, id string) (*indexer.ClaimView, error) {
	if err := f.meet(ctx, indexer.Query{}); err != nil {
		return nil, err
	}
	if id != anEntry.Claim.ID {
		return nil, fmt.Errorf("bucket 7 of the inside: %w", indexer.ErrNotFound)
	}
	return &indexer.ClaimView{
		ClaimRef: anEntry.Claim, Article: anArticle, Sentence: anEntry.Sentence,
		Offsets: indexer.Offsets{Claim: anEntry.Offsets.Claim}, Entries: []indexer.Entry{anEntry},
	}, nil
}

func (f *fakeSearcher) Similar(ctx context.Context, id string, limit int) (*indexer.Similar, error) {
	if err := f.meet(ctx, indexer.Query{Limit: limit}); err != nil {
		return nil, err
	}
	if id != anArticle.ID {
		return nil, fmt.Errorf("posting 9 of the inside: %w", indexer.ErrNotFound)
	}
	if f.bare {
		return &indexer.Similar{Article: anArticle, Articles: []indexer.SimilarOne{{Article: anArticle}}}, nil
	}
	other := anArticle
	other.ID = "aother"
	return &indexer.Similar{Article: anArticle, Words: []string{"bridge", "fund"}, Articles: []indexer.SimilarOne{{Article: other, Score: 3.5, Words: []string{"fund"}}}, Generation: f.seq}, nil
}

func (f *fakeSearcher) SimilarClaims(ctx context.Context, id string, limit int) (*indexer.SimilarClaims, error) {
	if err := f.meet(ctx, indexer.Query{Limit: limit}); err != nil {
		return nil, err
	}
	own, err := f.Claim(ctx, id)
	if err != nil {
		return nil, err
	}
	other := indexer.ClaimView{ClaimRef: anOpenEntry.Claim, Article: anArticle, Sentence: anOpenEntry.Sentence}
	if f.bare {
		return &indexer.SimilarClaims{Claim: other, Claims: []indexer.SimilarClaim{{Claim: other}}}, nil
	}
	return &indexer.SimilarClaims{Claim: *own, Words: []string{"council", "bridge"}, Claims: []indexer.SimilarClaim{{Claim: other, Score: 2.5, Words: []string{"bridge"}}}, Generation: f.seq}, nil
}

func (f *fakeSearcher) Generation(ctx context.Context) (uint64, error) { return f.seq, f.err }

// A fakeLibrary holds two revisions of one article, or fails.
type fakeLibrary struct{ err error }

func (f fakeLibrary) Reading(_ context.Context, id string, number int) (*indexer.Reading, error) {
	if f.err != nil {
		return nil, f.err
	}
	if id != anArticle.ID || number > 2 {
		return nil, fmt.Errorf("select from revision: %w", indexer.ErrNotFound)
	}
	if number == 0 {
		number = 2
	}
	return aReading(number), nil
}

func (f fakeLibrary) Revisions(_ context.Context, id string) ([]archive.RevisionInfo, error) {
	if id != anArticle.ID {
		return nil, indexer.ErrNotFound
	}
	return []archive.RevisionInfo{
		{ArticleID: id, Number: 1, Headline: "Where the money went", Published: "2024-05-12", Fetched: noon, PageURL: anArticle.URL, Digest: "d1", Length: 80},
		{ArticleID: id, Number: 2, Headline: "Where the bridge money went", Published: "2024-05-12", Modified: "2024-05-13T08:00:00+02:00", Fetched: noon, PageURL: anArticle.URL, Digest: "d2", Length: 90},
	}, f.err
}

func (f fakeLibrary) ArticleAt(_ context.Context, urls []string) (map[string]string, error) {
	held := map[string]string{}
	for _, u := range urls {
		if u == "https://other.example/opinion/toll" {
			held[u] = scraper.ArticleID(u)
		}
	}
	return held, f.err
}

func (f fakeLibrary) Copies(context.Context, string) (*indexer.Copies, error) {
	other := anArticle
	other.ID, other.URL, other.Outlet = scraper.ArticleID("https://portal.example/money"), "https://portal.example/money", "portal.example"
	return &indexer.Copies{First: anArticle, Others: []indexer.Copy{{Article: other, Reason: "the same text: 97% of the words stand in both"}}}, f.err
}

func (f fakeLibrary) Captures(_ context.Context, articles []indexer.ArticleRef, cited bool) ([]*scraper.Capture, error) {
	list := make([]*scraper.Capture, len(articles))
	for i, a := range articles {
		if a.ID != anArticle.ID {
			continue
		}
		list[i] = &scraper.Capture{ArticleID: a.ID, Number: a.Revision, Fetched: noon, Digest: "d2", Bylines: []string{"Ada Quill"}}
		if cited {
			list[i].Cited = []scraper.Cited{{URL: "https://other.example/opinion/toll", Anchor: "The fund"}}
		}
	}
	return list, f.err
}

// aStory is a claim that another article has from the same speaker.
func aStory() *indexer.Story {
	view := indexer.ClaimView{ClaimRef: anEntry.Claim, Article: anArticle, Sentence: anEntry.Sentence, Offsets: anEntry.Offsets, Entries: []indexer.Entry{anEntry}}
	other := anArticle
	other.ID, other.URL, other.Outlet = scraper.ArticleID("https://other.example/opinion/toll"), "https://other.example/opinion/toll", "other.example"
	again := view
	again.ID, again.Article = "c2v5kq7hzj3mr8tb", other
	return &indexer.Story{
		Claim: view,
		Path:  []indexer.Step{{From: anArticle, To: &other, URL: other.URL, Outlet: "The Other", Medium: "op-ed", Words: "an opinion piece", State: cite.Confirmed, Reason: "the words stand there"}, {From: other, Outlet: "The Radio", State: cite.Open}},
		Cluster: indexer.Cluster{
			ID: view.ID, Articles: 2, Outlets: 2,
			Claims:    []indexer.Repeated{{Claim: view, Tier: "same claim"}, {Claim: again, Tier: "same words", Reason: "the same words: a run of 9", Origin: -1}},
			Origins:   []indexer.Origin{{First: anArticle, Articles: []indexer.ArticleRef{anArticle}}},
			Conflicts: []indexer.Conflict{{Says: []indexer.DateSaid{{Label: "1998", EDTF: "1998", Origins: 2}, {Label: "1999", EDTF: "1999"}}}},
			Reviews:   []indexer.Review{{Article: other, Claim: "The fund was empty", Rating: "Unproven", Reason: "shares fund, empty"}},
		},
	}
}

func (f fakeLibrary) Story(_ context.Context, id string) (*indexer.Story, error) {
	if f.err != nil {
		return nil, f.err
	}
	if id != anEntry.Claim.ID {
		return nil, indexer.ErrNotFound
	}
	return aStory(), nil
}

func (f fakeLibrary) Speaker(_ context.Context, id string) (*indexer.SpeakerView, error) {
	if f.err != nil {
		return nil, f.err
	}
	if id != "mara-voss" {
		return nil, indexer.ErrNotFound
	}
	return &indexer.SpeakerView{ID: id, Name: "Mara Voss", Names: []string{"Mara Voss"}, First: "2024-05-12", Last: "2024-05-12", Claims: []indexer.ClaimView{aStory().Claim}, Total: 1}, nil
}

func (f fakeLibrary) Graph(_ context.Context, id string) (*indexer.Graph, error) {
	if f.err != nil {
		return nil, f.err
	}
	if id != anArticle.ID {
		return nil, indexer.ErrNotFound
	}
	return &indexer.Graph{Nodes: []indexer.GraphNode{{ID: id, URL: anArticle.URL, Outlet: anArticle.Outlet, Article: &anArticle}, {ID: "a2", URL: "https://other.example/x"}},
		Edges: []indexer.GraphEdge{{From: id, To: "a2", Kind: "cites", State: cite.Open, Reason: "the page that is linked is not held", Words: "a report"}}}, nil
}

func (f fakeLibrary) Changes(_ context.Context, id string, from, to int) (*indexer.Changes, error) {
	if f.err != nil {
		return nil, f.err
	}
	if id != anArticle.ID || from > 2 || to > 2 {
		return nil, indexer.ErrNotFound
	}
	view := aStory().Claim
	return &indexer.Changes{Article: anArticle, From: 1, To: 2, Note: "Correction: it was 1987.", Claims: []indexer.ClaimChange{{Kind: "date", Before: &view, After: &view, Says: "“1986” became “1987”"}, {Kind: "added", After: &view}}}, nil
}

func (f fakeLibrary) Outlets(context.Context) ([]frontier.OutletStatus, error) {
	return []frontier.OutletStatus{
		{Outlet: "The Heron", Host: "heron.example", Followed: true, Addresses: 40, Due: 2, Articles: 31, Revisions: 33, Failing: 1,
			LastVisit: noon, NextVisit: noon.Add(time.Hour), LastError: "status 502", ErrorURL: "https://heron.example/ferry", ErrorSince: noon,
			Health: &frontier.Health{
				Outlet: "The Heron", Days: 28, Warnings: []frontier.Warning{{Figure: "yield", Was: 0.9, Is: 0.2, Says: "20% of the pages hold an article in 7 days, 90% before"}},
				Week: frontier.Counts{Visits: 70, New: 9, Failed: 2, Reasons: map[frontier.Reason]int{frontier.BadServer: 2}, Pages: 10, Articles: 9, Yield: 0.9, Stored: 9, Dated: 9, Signed: 8},
			}},
		{Outlet: "other.example", Host: "other.example"},
	}, f.err
}

func (f fakeLibrary) Status(context.Context) (frontier.CrawlStatus, error) {
	return frontier.CrawlStatus{Scheduled: true, Addresses: 40, Due: 2, Articles: 31, Revisions: 33, Seq: 42, Indexed: 41, Reindex: &frontier.Reindex{Done: 12, Of: 41}}, f.err
}

// A fakeCrawler makes three visits, then ends with err. With a gate it waits at
// the gate before the last.
type fakeCrawler struct {
	err   error // of Add, and of a pass before it begins
	fails error // of a pass after its visits
	panic bool  // after the first visit
	gate  chan struct{}
	ended chan struct{}
	now   bool
	urls  []string
}

func (f *fakeCrawler) Add(_ context.Context, urls []string) ([]Added, error) {
	f.urls = urls
	if f.err != nil {
		return nil, f.err
	}
	var out []Added
	for _, u := range urls {
		a := Added{URL: u, State: Queued}
		if !strings.HasPrefix(u, "http") {
			a.State, a.Says = Refused, "neither http nor https"
		}
		out = append(out, a)
	}
	return out, nil
}

func (f *fakeCrawler) Crawl(ctx context.Context, now bool, report func(Visited)) (Summary, error) {
	f.now = now
	sum := Summary{Started: noon, Ended: noon.Add(time.Minute)}
	if f.ended != nil {
		defer close(f.ended)
	}
	if f.err != nil {
		return sum, f.err
	}
	for i, v := range []Visited{
		{URL: "https://heron.example/feed", Outlet: "The Heron", Result: VisitListing, Says: "12 addresses"},
		{URL: anArticle.URL, Outlet: "The Heron", Result: VisitRevised, Article: anArticle.ID, Revision: 2},
		{URL: "https://heron.example/ferry", Outlet: "The Heron", Result: VisitFailed, Says: "status 502"},
	} {
		if i == 1 && f.panic {
			panic("half way")
		}
		if i == 2 && f.gate != nil {
			<-f.gate
		}
		sum.Count(v.Result)
		report(v)
	}
	if ctx.Err() != nil {
		return sum, ctx.Err()
	}
	return sum, f.fails
}

var noon = time.Date(2024, time.May, 14, 12, 0, 0, 0, time.UTC)

var anArticle = indexer.ArticleRef{
	ID:       scraper.ArticleID("https://heron.example/news/bridge-fund"),
	URL:      "https://heron.example/news/bridge-fund",
	Headline: "Where the bridge money went", Outlet: "The Heron",
	Kind: "news", Published: "2024-05-12", Revision: 2,
}

var anEntry = indexer.Entry{
	ID: "c2v5kq7hzj3mr8ta-1", Start: day(1987, 1, 1), End: day(1988, 1, 1),
	Grain: timex.Year, EDTF: "1987", Label: "sometime in 1987",
	Claim: indexer.ClaimRef{
		ID: "c2v5kq7hzj3mr8ta", Text: "In 1987 the council closed the bridge.", Kind: claim.Direct,
		Speaker: indexer.SpeakerRef{ID: "mara-voss", Name: "Mara Voss", Surface: "Voss", Role: "the mayor", Names: []string{}}, Cue: "said", Confidence: 0.95,
		Places: []indexer.PlaceRef{{Name: "Westport", Offsets: [2]int{47, 55}}},
	},
	Date:     indexer.DateRef{Phrase: "In 1987", Confidence: 0.98, Steps: []string{"1987 is a year"}},
	Article:  anArticle,
	Sentence: "“In 1987 the council closed the bridge,” Voss said.",
	Offsets:  indexer.Offsets{Claim: &[2]int{1, 38}, Date: &[2]int{1, 8}, Speaker: &[2]int{41, 45}},
}

// anOpenEntry is an author's, without a start, to the hour.
var anOpenEntry = indexer.Entry{
	ID: "e2", End: indexer.Moment{Time: noon, Clock: true}, Grain: timex.Hour, EDTF: "../2024-05-14T12", Label: "before noon",
	Claim: indexer.ClaimRef{ID: "c3", Text: "It rained.", Kind: claim.Author, Speaker: indexer.SpeakerRef{Corrected: aMark}}, Article: anArticle, Sentence: "It rained.",
	Date: indexer.DateRef{Phrase: "before noon", Confidence: 1, Corrected: aMark},
}

var aMark = &indexer.Corrected{ID: "k2", By: "Ida Moss", At: noon, Was: "after noon", Note: "The log says so."}

func day(y int, m time.Month, d int) indexer.Moment {
	return indexer.Moment{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// aReading is a revision with a mention that stands on its own, one counted from
// it, one that could not be resolved, and a citation of a page that is kept and
// one of a page that is not.
func aReading(number int) *indexer.Reading {
	const text = "In 1987 the council closed the bridge.\nThe fund closed thirteen years later, some day."
	year := func(y int) timex.Interval {
		return timex.Interval{Start: day(y, 1, 1).Time, End: day(y+1, 1, 1).Time, Grain: timex.Year}
	}
	return &indexer.Reading{
		Refused: []indexer.DatedClaim{{Claim: claim.Claim{ID: "c4", Text: "Read more", Kind: claim.Author, Parts: []claim.Span{{Start: 0, End: 7}}}, Refused: aMark}},
		Filed:   []people.Place{{Name: "Westport", Start: 0, End: 8}},
		Revision: scraper.Revision{
			Article: scraper.Article{
				URL: anArticle.URL, Headline: anArticle.Headline, Bylines: []string{"Ada Quill"},
				Published: scraper.Date{Time: day(2024, 5, 12).Time, Day: true, From: "time element", Raw: "12 May 2024"},
				Kind:      scraper.News, KindEvidence: []string{"JSON-LD @type NewsArticle"},
				Text: text,
				Blocks: []scraper.Block{
					{Kind: scraper.Paragraph, Start: 0, End: 38},
					{Kind: scraper.Blockquote, Start: 39, End: 86, Cite: "https://other.example/opinion/toll"},
				},
				Citations: []scraper.Citation{
					{URL: "https://other.example/opinion/toll", Anchor: "The fund", Sentence: "The fund closed.", Start: 39, End: 47},
					{URL: "https://unknown.example/", Anchor: "closed", Sentence: "The fund closed.", Start: 48, End: 54},
				},
			},
			ArticleID: anArticle.ID, Outlet: anArticle.Outlet, Number: number, Seq: 40 + uint64(number),
			Fetched: noon, PageURL: anArticle.URL, Digest: "d2",
		},
		Mentions: []timex.Mention{
			{Start: 0, End: 7, Text: "In 1987", Type: timex.DateType, Value: "1987", Interval: year(1987), EDTF: "1987", Label: "sometime in 1987",
				Anchor: timex.Anchor{Kind: timex.NoAnchor, Mention: -1}, Confidence: 0.98},
			{Start: 55, End: 75, Text: "thirteen years later", Type: timex.DateType, Value: "2000", Interval: year(2000), EDTF: "2000", Label: "sometime in 2000",
				Anchor: timex.Anchor{Kind: timex.Earlier, Mention: 0, Words: "“1987” in sentence 1"}, Steps: []string{"13 years after 1987", "= 2000"}, Confidence: 0.8},
			{Start: 77, End: 85, Text: "some day", Type: timex.DateType, Unresolved: "no day is named", Anchor: timex.Anchor{Kind: timex.NoAnchor, Mention: -1}},
		},
		Claims: []indexer.DatedClaim{{
			Claim: claim.Claim{ID: "c2v5kq7hzj3mr8ta", Text: "In 1987 the council closed the bridge.", Kind: claim.Author,
				Parts: []claim.Span{{Start: 0, End: 38}}, Sentence: claim.Span{Start: 0, End: 38}, Confidence: 0.9},
			Times: []int{0},
		}},
	}
}

// options are those of a server that has everything.
func options() Options {
	return Options{
		Searcher: &fakeSearcher{seq: 41}, Library: fakeLibrary{}, Crawler: &fakeCrawler{}, Desk: &fakeDesk{},
		Roster: &fakeRoster{},
		Backup: func(_ context.Context, folder string) error {
			if folder != "/mnt/backup/today" {
				return &indexer.QueryError{Field: "folder", Says: "it is not empty"}
			}
			return nil
		},
		Events: ended(Standing{Running: true, Pass: &Summary{Started: noon, Ended: noon}, Wait: &Wait{Host: "heron.example", Until: noon, Reason: WaitPace}}, nil),
		Token:  testToken, Timeout: 5 * time.Second, Version: "1.0.0",
		Reindex: func() frontier.Reindex { return frontier.Reindex{Done: 3, Of: 41} },
	}
}

// documented is openapi.yaml, read once: every answer of every test is held to it.
var documented = sync.OnceValue(loadDocument)

// do sends one request to h, and holds the answer to the document. Headers are
// written "Name: value".
func do(t *testing.T, h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if method == http.MethodOptions && w.Code == http.StatusNoContent {
		return w // a browser asks, before it asks
	}
	if err := documented().check(method, r.URL.EscapedPath(), w); err != nil {
		t.Errorf("%s %s: %v", method, brief(target), err)
	}
	return w
}

// A fakeRoster follows The Weir, but The Heron already.
type fakeRoster struct{ err error }

var _ Roster = (*fakeRoster)(nil)

func (f *fakeRoster) Survey(_ context.Context, address string) (*Survey, error) {
	if f.err != nil {
		return nil, f.err
	}
	if address == "nowhere.example" {
		return nil, &indexer.QueryError{Field: "url", Says: "there is no host nowhere.example"}
	}
	return &Survey{
		Outlet:  desk.NewOutletDraft(scraper.Outlet{Name: "The Weir", Home: "https://weir.example/"}),
		Checkup: &scout.Checkup{Outlet: "The Weir", Home: "https://weir.example/", Robots: scout.Robots{Allowed: true}, Lists: []*scout.Probe{{URL: "https://weir.example/feed", Newest: &noon}}, Problems: []string{}},
	}, nil
}

func (f *fakeRoster) Follow(_ context.Context, d desk.OutletDraft) (*desk.Outlet, error) {
	if f.err != nil {
		return nil, f.err
	}
	if d.Name == "The Heron" {
		return nil, &desk.FollowedError{Name: d.Name, Host: "heron.example", Configured: true}
	}
	return &desk.Outlet{OutletDraft: desk.NewOutletDraft(scraper.Outlet{Name: d.Name, Home: d.Home}), Host: "weir.example", Added: noon}, nil
}

func (f *fakeRoster) FollowOPML(_ context.Context, body []byte) ([]Added, error) {
	if !bytes.HasPrefix(body, []byte("<opml")) {
		return nil, &indexer.QueryError{Field: "opml", Says: "no OPML"}
	}
	return []Added{{URL: "https://weir.example/", State: Queued}}, f.err
}

func (f *fakeRoster) Unfollow(_ context.Context, host string) error {
	if host == "nobody.example" {
		return indexer.ErrNotFound
	}
	return f.err
}

func (f *fakeRoster) OPML() []byte { return []byte("<opml/>") }
