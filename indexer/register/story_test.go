package register

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/scraper"
	"dateline/scraper/db"
)

// A shelf holds articles, as the archive does.
type shelf struct {
	t        *testing.T
	register *Register
	held     map[string]*scraper.Revision
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	r, err := Open(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return &shelf{t: t, register: r, held: map[string]*scraper.Revision{}}
}

func (s *shelf) Text(_ context.Context, id string) (*cite.Text, error) {
	if rev := s.held[id]; rev != nil {
		return NewText(rev), nil
	}
	return nil, nil
}

func (s *shelf) ArticleAt(_ context.Context, urls []string) (map[string]string, error) {
	found := map[string]string{}
	for _, u := range urls {
		if id := scraper.ArticleID(u); s.held[id] != nil {
			found[u] = id
		}
	}
	return found, nil
}

// arrive takes in an article of an outlet, a paragraph a line, published on a day of
// May. Words in [brackets](with an address) are links. It returns its claims.
func (s *shelf) arrive(outlet string, day int, text string) []indexer.ClaimView {
	s.t.Helper()
	address := "https://" + cite.FoldOutlet(outlet) + ".example/story"
	rev := &scraper.Revision{ArticleID: scraper.ArticleID(address), Outlet: outlet, Number: 1}
	rev.URL, rev.Bylines, rev.Published = address, []string{outlet + " Writer"}, scraper.Date{Time: time.Date(2025, time.May, day, 0, 0, 0, 0, time.UTC), Day: true}
	var plain strings.Builder
	for rest := text; ; {
		before, link, ok := strings.Cut(rest, "[")
		plain.WriteString(before)
		if !ok {
			break
		}
		anchor, to, _ := strings.Cut(link, "](")
		at, behind, _ := strings.Cut(to, ")")
		start := len([]rune(plain.String()))
		plain.WriteString(anchor)
		rev.Citations = append(rev.Citations, scraper.Citation{URL: at, Anchor: anchor, Start: start, End: start + len([]rune(anchor))})
		rest = behind
	}
	rev.Text = plain.String()
	rev.Blocks = scraper.Lines(rev.Text)
	s.held[rev.ArticleID] = rev
	reading := indexer.Read(*rev, claim.Options{RulesOnly: true})
	reading.Keep(nil)
	for range 2 { // a crash repeats it
		if err := s.register.Relate(s.t.Context(), s, reading); err != nil {
			s.t.Fatal(err)
		}
	}
	return reading.ClaimViews()
}

// story returns that of the claim that the mill was sold.
func (s *shelf) story(list []indexer.ClaimView) *indexer.Story {
	s.t.Helper()
	for _, v := range list {
		if v.Kind != claim.Author && strings.Contains(v.Text, "was sold") {
			story, err := s.register.Story(s.t.Context(), v.ID)
			if err != nil {
				s.t.Fatal(err)
			}
			return story
		}
	}
	s.t.Fatal("nobody says that it was sold")
	return nil
}

// An article cites a page that has not arrived, then one that has; the claim's cluster
// changes with it, and who stood alone is noted as stale.
func TestOpenCitationsAreTriedAgain(t *testing.T) {
	s := newShelf(t)
	late := s.arrive("The Gazette", 9, "In an [opinion piece](https://ledger.example/story), Ann Vale said that the mill at Corrow was sold to a stranger in 1962.")
	story := s.story(late)
	if len(story.Path) != 1 || story.Path[0].State != cite.Open || story.Path[0].To != nil || len(story.Cluster.Claims) != 1 || story.Circular {
		t.Fatalf("before the page arrived: %+v", story)
	}
	s.arrive("Ledger", 2, "Ann Vale said that the mill at Corrow was sold to a stranger in 1962.")
	story = s.story(late)
	if len(story.Path) != 1 || story.Path[0].State != cite.Confirmed || story.Path[0].To == nil || story.Path[0].To.Outlet != "Ledger" {
		t.Errorf("after it arrived, the way is %+v", story.Path)
	}
	if len(story.Cluster.Claims) != 2 || len(story.Cluster.Origins) != 1 || story.Cluster.Origins[0].First.Outlet != "Ledger" || story.Cluster.Outlets != 2 {
		t.Errorf("and the cluster %+v", story.Cluster)
	}
	stale, err := s.register.Stale(t.Context(), 10)
	if err != nil || !slices.Equal(stale, []string{late[0].Article.ID}) {
		t.Errorf("stale are %v, %v; want the article that was there before", stale, err)
	}
	if err := s.register.Fresh(t.Context(), stale...); err != nil {
		t.Fatal(err)
	}
	if stale, err := s.register.Stale(t.Context(), 10); err != nil || len(stale) != 0 {
		t.Errorf("after the index was told, stale are %v, %v", stale, err)
	}
	facts, err := s.register.Facts(t.Context(), late[0].Article.ID)
	if err != nil || !slices.ContainsFunc(late, func(v indexer.ClaimView) bool {
		return facts[v.ID].Cluster == story.Cluster.ID && facts[v.ID].Origins == 1
	}) {
		t.Errorf("the facts are %v, %v", facts, err)
	}
}

// Two pages that have it from one another.
func TestCircularReporting(t *testing.T) {
	s := newShelf(t)
	first := s.arrive("Ledger", 2, "The mill at Corrow was sold to a stranger in 1962, [according to](https://gazette.example/story) Ann Vale.")
	s.arrive("Gazette", 3, "The mill at Corrow was sold to a stranger in 1962, [according to](https://ledger.example/story) Ann Vale.")
	story := s.story(first)
	if !story.Circular || len(story.Path) != 2 || story.Path[1].To == nil || story.Path[1].To.Outlet != "Ledger" {
		t.Errorf("circular %v, the way is %+v", story.Circular, story.Path)
	}
	if len(story.Cluster.Origins) != 1 {
		t.Errorf("%d origins of two pages that cite one another", len(story.Cluster.Origins))
	}
}

// Independent people make two origins, and dates that cannot both be a conflict.
func TestOriginsAndConflicts(t *testing.T) {
	s := newShelf(t)
	first := s.arrive("Ledger", 2, "Ann Vale said that the mill at Corrow was sold to a stranger named Osric Penn in 1962.")
	s.arrive("Gazette", 3, "Bo Lund said that the mill at Corrow was sold to a stranger named Osric Penn in 1964.")
	s.arrive("Courier", 4, "Cora Marsh said that the mill at Corrow was sold to a stranger named Osric Penn in the 1960s.")
	story := s.story(first)
	if len(story.Cluster.Claims) != 3 || len(story.Cluster.Origins) != 3 {
		t.Fatalf("%d claims of %d origins, want three people", len(story.Cluster.Claims), len(story.Cluster.Origins))
	}
	if len(story.Cluster.Conflicts) != 1 || len(story.Cluster.Conflicts[0].Says) != 2 {
		t.Errorf("the conflicts are %+v; want 1962 and 1964, for the 1960s hold both", story.Cluster.Conflicts)
	}
	for _, c := range story.Cluster.Claims[1:] {
		if c.Reason == "" {
			t.Errorf("%q belongs there without a reason", c.Claim.Text)
		}
	}
	// The article says something else now: the others stay together without it.
	s.arrive("Ledger", 2, "Ann Vale said that the ferry was late again on Tuesday because of the ice.")
	left := s.story(s.arrive("Courier", 4, "Cora Marsh said that the mill at Corrow was sold to a stranger named Osric Penn in the 1960s."))
	if len(left.Cluster.Claims) != 2 || len(left.Cluster.Conflicts) != 0 {
		t.Errorf("after the revision %d claims and %+v", len(left.Cluster.Claims), left.Cluster.Conflicts)
	}
}
