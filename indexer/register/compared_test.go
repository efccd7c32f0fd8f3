package register

import (
	"fmt"
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

func TestUncompared(t *testing.T) { dbtest.Run(t, testUncompared) }

func testUncompared(t *testing.T) {
	s := newShelf(t)
	program := "first"
	s.register.build = func() string { return program }
	read := func(outlet, text string) *indexer.Reading {
		rev := &scraper.Revision{ArticleID: scraper.ArticleID("https://" + outlet + ".example/story"), Outlet: outlet, Number: 1}
		rev.URL, rev.Published = "https://"+outlet+".example/story", scraper.Date{Time: time.Date(2025, time.May, 2, 0, 0, 0, 0, time.UTC), Day: true}
		rev.Text = text
		rev.Blocks = scraper.Lines(rev.Text)
		s.held[rev.ArticleID] = rev
		r := indexer.Read(*rev, claim.Options{RulesOnly: true})
		r.Keep(nil)
		return r
	}
	const text = "Ada Holm said that the mill at Greta was sold to Tobias Renner in May 2018."
	one, other := read("Ledger", text), read("Courier", text)
	due := func() string {
		t.Helper()
		list, err := s.register.Uncompared(t.Context(), one, other)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range list {
			names = append(names, r.Revision.Outlet)
		}
		return strings.Join(names, " ")
	}
	relate := func(readings ...*indexer.Reading) {
		t.Helper()
		if err := s.register.Relate(t.Context(), s, readings...); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when, want string) {
		t.Helper()
		if got := due(); got != want {
			t.Errorf("%s: to be compared are %q, want %q", when, got, want)
		}
	}
	expect("nothing was compared", "Ledger Courier")
	relate(one)
	expect("one was compared", "Courier")
	relate(other)
	expect("both were compared", "")

	one.Revision.Seq += 100
	expect("one was read again, and reads as it did", "")
	facts, err := s.register.Facts(t.Context(), one.Revision.ArticleID)
	if err != nil {
		t.Fatal(err)
	}
	one.Facts = facts
	expect("what comparing it told is known", "")
	changed := *one
	one = read("Ledger", text+" Ada Holm said that it burned in 2020.")
	expect("one reads otherwise", "Ledger")
	one = &changed
	one.Claims[0].Apart = []string{other.Claims[0].ID}
	expect("a person says that one is not the same", "Ledger")
	one.Claims[0].Apart = nil
	expect("no more", "")

	program = "second"
	expect("another program", "Ledger Courier")
	relate(one, other)
	expect("which has compared them", "")
	program = ""
	expect("a program that is not known", "Ledger Courier")
	relate(one, other)
	expect("which has compared them", "Ledger Courier")
	program = "second"
	relate(one, other)

	if err := s.register.write(t.Context(), func(w writing) error {
		return w.exec(`DELETE FROM told WHERE claim = ?`, other.Claims[0].ID)
	}); err != nil {
		t.Fatal(err)
	}
	expect("a claim is missing", "Courier")
}

// A program that is stopped between comparing claims and putting them into clusters does the
// rest when it compares next, even if nothing is new.
func TestRelateGoesOnWithClusters(t *testing.T) { dbtest.Run(t, testRelateGoesOnWithClusters) }

func testRelateGoesOnWithClusters(t *testing.T) {
	s := newShelf(t)
	const text = " said that the mill at Greta was sold to Tobias Renner in May 2018."
	claims := s.arrive("Ledger", 2, "Ada Holm"+text)
	s.arrive("Courier", 3, "Otto Brandt"+text)
	want, err := db.Texts(t.Context(), s.register.db.Read(), `SELECT claim || ' ' || cluster || ' ' || origins FROM told ORDER BY claim`)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.register.write(t.Context(), func(w writing) error {
		for _, q := range []string{
			`UPDATE told SET cluster = claim, origins = 1`,
			`INSERT INTO told_touched (claim) SELECT claim FROM told`,
		} {
			if err := w.exec(q); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.register.Relate(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	got, err := db.Texts(t.Context(), s.register.db.Read(), `SELECT claim || ' ' || cluster || ' ' || origins FROM told ORDER BY claim`)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("clusters are %q, %v; want %q", got, err, want)
	}
	if !slices.ContainsFunc(want, func(line string) bool { return strings.HasSuffix(line, " 2") }) {
		t.Errorf("no claim of %d has two origins: %q", len(claims), want)
	}
	left, err := db.Texts(t.Context(), s.register.db.Read(), `SELECT claim FROM told_touched`)
	if err != nil || len(left) > 0 {
		t.Errorf("still to be put into clusters: %q, %v", left, err)
	}
}

// An article with more claims than are compared at once has all of them compared.
func TestRelateManyClaims(t *testing.T) {
	s := newShelf(t)
	s.arrive("Courier", 3, "Otto Brandt said that the mill at Greta was sold to Tobias Renner in May 2018.")
	var text strings.Builder
	for n := range mostComparedAtOnce + 10 {
		fmt.Fprintf(&text, "Bo Lund said that %d barges lay in the harbour of Vasa that winter.\n", n+2)
	}
	text.WriteString("Ada Holm said that the mill at Greta was sold to Tobias Renner in May 2018.")
	claims := s.arrive("Ledger", 4, text.String())
	if len(claims) <= mostComparedAtOnce {
		t.Fatalf("the article has %d claims, too few", len(claims))
	}
	if story := s.story(claims); len(story.Cluster.Origins) != 2 {
		t.Errorf("the last claim has %d origins, want 2", len(story.Cluster.Origins))
	}
}
