package register

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// Articles that are related together, some of them new revisions, have to do with one another
// what they have if they come one by one.
func TestRelateTogetherAsOneByOne(t *testing.T) { dbtest.Run(t, testRelateTogetherAsOneByOne) }

func testRelateTogetherAsOneByOne(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // invented
	var told []string
	for range 150 {
		text, speaker := invented(random)
		told = append(told, fmt.Sprintf("%s said that %s.", speaker, text))
	}
	together, single := newShelf(t), newShelf(t)
	matches := 0
	for round := range 2 { // the second time many of the articles are held, and half of what they say reads a little otherwise
		seen := map[string]bool{}
		var readings [2][]*indexer.Reading
		claims := 0
		for claims < mostRelatedAtOnce+50 {
			outlet := fmt.Sprintf("outlet%d", random.IntN(150))
			if seen[outlet] {
				continue
			}
			seen[outlet] = true
			var lines []string
			for range 1 + random.IntN(12) {
				line := told[random.IntN(len(told))]
				if round > 0 && random.IntN(2) == 0 {
					line = strings.Replace(line, " crowns ", " ducats ", 1)
				}
				lines = append(lines, line)
			}
			for i, s := range []*shelf{together, single} {
				readings[i] = append(readings[i], s.reading(outlet, strings.Join(lines, "\n")))
			}
			claims += len(readings[0][len(readings[0])-1].Claims)
		}
		together.relate(readings[0]...)
		for _, r := range readings[1] {
			single.relate(r)
		}
		got, want := together.all(), single.all()
		if !slices.Equal(got, want) {
			for i := range min(len(got), len(want)) {
				if got[i] != want[i] {
					t.Fatalf("line %d of %d and %d is\n%s\nif they come together, and one by one\n%s", i, len(got), len(want), got[i], want[i])
				}
			}
			t.Fatalf("%d lines if they come together, and %d one by one", len(got), len(want))
		}
		for _, line := range want {
			if strings.HasPrefix(line, "match ") {
				matches++
			}
		}
	}
	if matches < 500 {
		t.Errorf("%d pairs of claims match, too few to tell", matches)
	}
}

// reading reads an article of an outlet, without keeping what it says.
func (s *shelf) reading(outlet, text string) *indexer.Reading {
	s.t.Helper()
	address := "https://" + outlet + ".example/story"
	rev := &scraper.Revision{ArticleID: scraper.ArticleID(address), Outlet: outlet, Number: 1}
	rev.URL, rev.Published = address, scraper.Date{Time: time.Date(2025, time.May, 2, 0, 0, 0, 0, time.UTC), Day: true}
	rev.Text = text
	rev.Blocks = scraper.Lines(rev.Text)
	s.held[rev.ArticleID] = rev
	known, err := s.register.Known(s.t.Context(), rev.ArticleID)
	if err != nil {
		s.t.Fatal(err)
	}
	r := indexer.Read(*rev, claim.Options{RulesOnly: true})
	if err := s.register.Keep(s.t.Context(), Batch{rev.ArticleID: r.Keep(known)}); err != nil {
		s.t.Fatal(err)
	}
	return r
}

// relate relates articles.
func (s *shelf) relate(readings ...*indexer.Reading) {
	s.t.Helper()
	if err := s.register.Relate(s.t.Context(), s, readings...); err != nil {
		s.t.Fatal(err)
	}
}

// all returns what the register has found of claims, in order.
func (s *shelf) all() (lines []string) {
	s.t.Helper()
	for _, query := range []string{
		`SELECT 'match ' || a || ' ' || b || ' ' || tier || ' ' || reason FROM told_match ORDER BY a, b`,
		`SELECT 'claim ' || claim || ' ' || center || ' ' || near || ' ' || cluster || ' ' || origins || ' ' || conflict FROM told ORDER BY claim`,
	} {
		list, err := db.Texts(s.t.Context(), s.register.db.Read(), query)
		if err != nil {
			s.t.Fatal(err)
		}
		lines = append(lines, list...)
	}
	err := db.Each(s.t.Context(), s.register.db.Read(), func(row db.Row) error {
		var key int64
		var blob []byte
		err := row.Scan(&key, &blob)
		numbers := unpacked[int64](blob)
		slices.Sort(numbers)
		lines = append(lines, fmt.Sprint("key ", key, numbers))
		return err
	}, `SELECT key, numbers FROM told_key ORDER BY key`)
	if err != nil {
		s.t.Fatal(err)
	}
	return lines
}

// An article that others have put into another cluster since the index was told of it is still to be told.
func TestTold(t *testing.T) { dbtest.Run(t, testTold) }

func testTold(t *testing.T) {
	s := newShelf(t)
	r := s.reading("ledger", "Ada Holm said that the mill at Greta was sold to Tobias Renner in May 2018.")
	s.relate(r)
	id := r.Revision.ArticleID
	note := func(origins int) {
		t.Helper()
		if err := s.register.write(t.Context(), func(w writing) error {
			if err := w.exec(`UPDATE told SET origins = ? WHERE article = ?`, origins, id); err != nil {
				return err
			}
			return w.exec(`INSERT INTO told_stale (article) VALUES (?) ON CONFLICT DO NOTHING`, id)
		}); err != nil {
			t.Fatal(err)
		}
	}
	told := func() int {
		t.Helper()
		if err := s.register.Told(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		stale, err := s.register.Stale(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(stale)
	}
	var err error
	note(1)
	if r.Facts, err = s.register.Facts(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	note(2)
	if n := told(); n != 1 {
		t.Errorf("%d articles are to be told, want one whose facts changed", n)
	}
	if r.Facts, err = s.register.Facts(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n := told(); n != 0 {
		t.Errorf("%d articles are to be told, want none", n)
	}
}

// What an author's sentence reports of others is not the author's, also where two that it reports
// begin at one place.
func TestOwnWords(t *testing.T) {
	r := &indexer.Reading{Revision: scraper.Revision{Article: scraper.Article{Text: "The mill was sold, Holm said, and burned."}}}
	part := func(kind claim.Kind, start, end int) {
		r.Claims = append(r.Claims, indexer.DatedClaim{Claim: claim.Claim{Kind: kind, Parts: []claim.Span{{Start: start, End: end}}}})
	}
	part(claim.Author, 0, 41)
	part(claim.Indirect, 4, 8)
	part(claim.Indirect, 4, 17)
	if got, want := own(r, &r.Claims[0].Claim), "The   , Holm said, and burned."; strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
		t.Errorf("the author's own words are %q, want %q", got, want)
	}
}
