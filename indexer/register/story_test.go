package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// A shelf holds articles, as the archive does.
type shelf struct {
	t        *testing.T
	register *Register
	held     map[string]*scraper.Revision
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	d, err := db.Open(t.Context(), dbtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	r, err := Open(t.Context(), d, nil)
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

// checkKeys holds the keys against the claims: whatever has a key is found by it, and
// nothing else is.
func (s *shelf) checkKeys() {
	s.t.Helper()
	type found struct{ key, number int64 }
	want, got := map[found]bool{}, map[found]bool{}
	for query, into := range map[string]map[found]bool{`SELECT number, keys FROM told_assertion`: want, `SELECT key, numbers FROM told_key`: got} {
		err := db.Each(s.t.Context(), s.register.db.Read(), func(row db.Row) error {
			var n int64
			var blob []byte
			err := row.Scan(&n, &blob)
			for _, m := range unpacked[int64](blob) {
				f := found{n, m}
				if into[f] {
					s.t.Errorf("%d stands twice at %d", m, n)
				}
				into[f] = true
			}
			return err
		}, query)
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if len(want) == 0 || len(want) != len(got) {
		s.t.Errorf("the claims have %d keys, and by keys %d are found", len(want), len(got))
	}
	for f := range want {
		if !got[found{f.number, f.key}] {
			s.t.Errorf("claim %d is not found by its key %d", f.key, f.number)
		}
	}
}

// An article cites a page that has not arrived, then one that has; the claim's cluster
// changes with it, and who stood alone is noted as stale.
func TestOpenCitationsAreTriedAgain(t *testing.T) { dbtest.Run(t, testOpenCitationsAreTriedAgain) }

func testOpenCitationsAreTriedAgain(t *testing.T) {
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
func TestCircularReporting(t *testing.T) { dbtest.Run(t, testCircularReporting) }

func testCircularReporting(t *testing.T) {
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
func TestOriginsAndConflicts(t *testing.T) { dbtest.Run(t, testOriginsAndConflicts) }

func testOriginsAndConflicts(t *testing.T) {
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
	s.checkKeys()
}

// A conflict names its dates even where one of its claims has another date, which agrees.
func TestConflictOfAClaimWithTwoDates(t *testing.T) { dbtest.Run(t, testConflictOfAClaimWithTwoDates) }

func testConflictOfAClaimWithTwoDates(t *testing.T) {
	s := newShelf(t)
	first := s.arrive("Ledger", 2, "Ann Vale said that the mill at Corrow was sold to a stranger named Osric Penn in 1962.")
	s.arrive("Gazette", 3, "Bo Lund said that the mill at Corrow was sold to a stranger named Osric Penn in January 1964, not in 1962 as some have it.")
	story := s.story(first)
	if len(story.Cluster.Conflicts) != 1 {
		t.Fatalf("%d claims, the conflicts are %+v; want one", len(story.Cluster.Claims), story.Cluster.Conflicts)
	}
	var dates []string
	for _, d := range story.Cluster.Conflicts[0].Says {
		dates = append(dates, d.Label+" "+d.EDTF)
	}
	if want := []string{"1962 1962", "January 1964 1964-01"}; !slices.Equal(dates, want) {
		t.Errorf("the dates are %q; want %q", dates, want)
	}
}

// A page that may not be visited is one origin for all who link it in their sentence.
func TestPapersThatLinkOnePageThatIsNotHeld(t *testing.T) {
	dbtest.Run(t, testPapersThatLinkOnePageThatIsNotHeld)
}

func testPapersThatLinkOnePageThatIsNotHeld(t *testing.T) {
	s := newShelf(t)
	const words = "said that the mill at Corrow was sold to a stranger named Osric Penn in 1962."
	first := s.arrive("Ledger", 2, "In a [post](https://social.example/1), a former clerk "+words)
	s.arrive("Gazette", 3, "In a [post](https://social.example/1), an official "+words)
	s.arrive("Courier", 4, "In a [post](https://social.example/1), Bo Lund "+words)
	s.arrive("Tribune", 5, "In a [post](https://social.example/2), Cora Marsh "+words)
	story := s.story(first)
	if len(story.Cluster.Claims) != 4 || len(story.Cluster.Origins) != 2 || !slices.Contains(story.Cluster.Origins[0].Reasons, "they cite the same page") {
		t.Errorf("%d claims of %d origins, %+v; want four of two", len(story.Cluster.Claims), len(story.Cluster.Origins), story.Cluster.Origins)
	}
}

// What more articles say than are looked at still finds its cluster.
func TestStoryThatEverybodyTells(t *testing.T) { dbtest.Run(t, testStoryThatEverybodyTells) }

func testStoryThatEverybodyTells(t *testing.T) {
	s := newShelf(t)
	const claimed = "the mill at Corrow was sold to a stranger named Osric Penn in 1962"
	asserted, err := json.Marshal(assertion{Speaker: "Ann Vale", Text: claimed})
	if err != nil {
		t.Fatal(err)
	}
	err = s.register.db.Update(t.Context(), func(tx *sql.Tx) error {
		for n := range mostPerClaimKey + 50 {
			id, article := fmt.Sprintf("c%04d", n), fmt.Sprintf("a%04d", n)
			view, err := json.Marshal(indexer.ClaimView{ClaimRef: indexer.ClaimRef{ID: id, Text: claimed}, Article: indexer.ArticleRef{ID: article, Outlet: article}})
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(t.Context(), `INSERT INTO told (claim, article, speaker, counted, view, cluster, origins, conflict, center)
				VALUES (?1, ?2, 'ann-vale', 1, ?3, ?1, 1, 0, ?1)`, id, article, string(view)); err != nil {
				return err
			}
			if _, err := tx.ExecContext(t.Context(), `INSERT INTO told_assertion (number, claim, article, asserted, keys) VALUES (?, ?, ?, ?, ?)`,
				claimNumber(id), id, article, string(asserted), packed(cite.ClaimKeys(claimed))); err != nil {
				return err
			}
			for _, k := range cite.ClaimKeys(claimed) {
				if _, err := tx.ExecContext(t.Context(), `INSERT INTO told_key (key, numbers) VALUES (?1, ?2)
					ON CONFLICT (key) DO UPDATE SET numbers = CAST(told_key.numbers || ?2 AS BLOB)`, int64(k), packed([]int64{claimNumber(id)})); err != nil { //nolint:gosec // the bits are kept
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	story := s.story(s.arrive("Ledger", 2, "Bo Lund said that "+claimed+"."))
	if len(story.Cluster.Claims) < mostClaimChoices {
		t.Errorf("the claim stands with %d others; want as many as are compared", len(story.Cluster.Claims)-1)
	}
}

// A link in the paragraph leads to where its speaker speaks, whichever page came first.
func TestLinkToWhereTheSpeakerSpeaks(t *testing.T) { dbtest.Run(t, testLinkToWhereTheSpeakerSpeaks) }

func testLinkToWhereTheSpeakerSpeaks(t *testing.T) {
	const late = "Ann Vale was [asked](https://radio.example/story) about it. She said that the mill at Corrow was sold to Osric Penn."
	const early = "Ann Vale said that she had signed the deed of the Corrow mill herself."
	for _, pageFirst := range []bool{true, false} {
		s := newShelf(t)
		var list []indexer.ClaimView
		if pageFirst {
			s.arrive("Radio", 2, early)
		}
		list = s.arrive("Gazette", 9, late)
		if !pageFirst {
			s.arrive("Radio", 2, early)
		}
		story := s.story(list)
		if len(story.Path) != 1 || story.Path[0].State != cite.Likely || !strings.Contains(story.Path[0].Reason, "speaks there") {
			t.Errorf("the page first %v: the way is %+v", pageFirst, story.Path)
		}
	}
}

// Two spellings are one speaker once an article has both, whichever came first, and two
// again when it has them no more.
func TestSpellingsThatAnArticleVouchesFor(t *testing.T) {
	dbtest.Run(t, testSpellingsThatAnArticleVouchesFor)
}

func testSpellingsThatAnArticleVouchesFor(t *testing.T) {
	const sold = " said that the mill at Corrow was sold to a stranger named Osric Penn in 1962."
	const both = "Yuri Shavets spoke on Tuesday. Yuri Shvets said that the ferry was late."
	for _, last := range []bool{true, false} {
		s := newShelf(t)
		if !last {
			s.arrive("Courier", 4, both)
		}
		first := s.arrive("Ledger", 2, "Yuri Shavets"+sold)
		second := s.arrive("Gazette", 3, "Yuri Shvets"+sold)
		if last {
			if story := s.story(first); len(story.Cluster.Origins) != 2 {
				t.Errorf("before anybody vouches, %d origins", len(story.Cluster.Origins))
			}
			s.arrive("Courier", 4, both)
		}
		for _, list := range [][]indexer.ClaimView{first, second} {
			if story := s.story(list); len(story.Cluster.Claims) != 2 || len(story.Cluster.Origins) != 1 || story.Claim.Speaker.ID == "" {
				t.Errorf("vouched for last %v: %d claims of %d origins, want two of one", last, len(story.Cluster.Claims), len(story.Cluster.Origins))
			}
		}
		for _, id := range []string{"yuri-shavets", "yuri-shvets"} {
			who, err := s.register.Speaker(t.Context(), id)
			if err != nil || who.Total < 3 || len(who.Joined) == 0 || who.ID != id {
				t.Errorf("%s has %+v, %v; want the claims under both spellings, and why", id, who, err)
			}
		}
		s.arrive("Courier", 4, "Yuri Shvets said that the ferry was late.")
		if story := s.story(first); len(story.Cluster.Origins) != 2 {
			t.Errorf("after nobody vouches any more, %d origins", len(story.Cluster.Origins))
		}
	}
}

const soldMill = " said that the mill at Corrow was sold to a stranger named Osric Penn in 1962."

// count returns a number that a question brings.
func (s *shelf) count(question string, args ...any) (n int) {
	s.t.Helper()
	if err := db.Each(s.t.Context(), s.register.db.Read(), func(row db.Row) error { return row.Scan(&n) }, question, args...); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// An article that says one thing again and again is compared with others, not with
// itself, however often it is related.
func TestRepetitiousArticleReadTwice(t *testing.T) { dbtest.Run(t, testRepetitiousArticleReadTwice) }

func testRepetitiousArticleReadTwice(t *testing.T) {
	s := newShelf(t)
	s.arrive("Ledger", 2, "Ann Vale"+soldMill)
	s.arrive("Gazette", 3, strings.Repeat("Bo Lund"+soldMill+"\n", mostClaimChoices+8)) // twice: see arrive
	if n := s.count(`SELECT count(*) FROM told_match`); n < mostClaimChoices+8 {
		t.Errorf("%d matches of %d claims with one", n, mostClaimChoices+8)
	}
	s.checkKeys()
}

// A surname of two words says no more than one of one.
func TestSurnameIsNoProof(t *testing.T) { dbtest.Run(t, testSurnameIsNoProof) }

func testSurnameIsNoProof(t *testing.T) {
	for _, who := range [][3]string{
		{"Ursula von der Weiden", "Heiko von der Weiden", "Von der Weiden"},
		{"Bill de Bassano", "Anna de Bassano", "De Bassano"},
		{"Chris Van Hallen", "Mark Van Hallen", "Van Hallen"},
	} {
		s := newShelf(t)
		first := s.arrive("Ledger", 2, who[0]+" spoke on Tuesday. "+who[2]+" said that the ferry was late.\n"+who[0]+soldMill)
		s.arrive("Gazette", 3, who[1]+" spoke on Tuesday. "+who[2]+" said that the boat sank.\n"+who[1]+soldMill)
		if story := s.story(first); len(story.Cluster.Claims) != 2 || len(story.Cluster.Origins) != 2 {
			t.Errorf("%s and %s: %d claims of %d origins, want two of two", who[0], who[1], len(story.Cluster.Claims), len(story.Cluster.Origins))
		}
	}
}

// Names that one article after another vouches for lead on, whichever comes last; a
// second that vouches for the same keeps it when the first is gone.
func TestChainOfSpellings(t *testing.T) { dbtest.Run(t, testChainOfSpellings) }

func testChainOfSpellings(t *testing.T) {
	links := []string{
		"Joe Shavets spoke on Tuesday. Joe Shvets said that the ferry was late.",
		"Joe Shavets spoke on Tuesday. Joseph Shavets said that the boat sank.",
		"Joe Shvets spoke on Tuesday. Joseph Shvets said that the tower fell.",
	}
	for last := range links {
		s := newShelf(t)
		for i, text := range links {
			if i != last {
				s.arrive(fmt.Sprintf("Link%d", i), 5, text)
			}
		}
		first := s.arrive("Ledger", 2, "Joseph Shavets"+soldMill)
		s.arrive("Gazette", 3, "Joseph Shvets"+soldMill)
		s.arrive(fmt.Sprintf("Link%d", last), 5, links[last])
		s.arrive("Second", 6, links[last])
		if n := len(s.story(first).Cluster.Origins); n != 1 {
			t.Errorf("with link %d last, %d origins, want one", last, n)
		}
		s.arrive("Second", 6, "Nothing happened.")
		if n := len(s.story(first).Cluster.Origins); n != 1 {
			t.Errorf("one of two vouches no more: %d origins, want one", n)
		}
		s.arrive(fmt.Sprintf("Link%d", last), 5, "Nothing happened.")
		if n := len(s.story(first).Cluster.Origins); n != 2 {
			t.Errorf("nobody vouches for link %d any more: %d origins, want two", last, n)
		}
	}
}

// What a full key has no room for takes the place of what is gone, once it is read anew.
func TestRoomInAFullKey(t *testing.T) { dbtest.Run(t, testRoomInAFullKey) }

func testRoomInAFullKey(t *testing.T) {
	s := newShelf(t)
	held := func(list []indexer.ClaimView) (n int) {
		for _, v := range list {
			if strings.Contains(v.Text, "was sold") && v.Kind != claim.Author {
				return s.count(`SELECT count(*) FROM told_key WHERE instr(numbers, ?) > 0`, packed([]int64{claimNumber(v.ID)}))
			}
		}
		return -1
	}
	first := s.arrive("Ledger", 2, "Ann Vale"+soldMill)
	keys := held(first)
	// Others that are not there fill all places but one.
	others := make([]int64, mostPerClaimKey-2)
	for i := range others {
		others[i] = claimNumber(fmt.Sprint("nobody's ", i))
	}
	err := s.register.write(t.Context(), func(w writing) error {
		return w.exec(`UPDATE told_key SET numbers = CAST(numbers || ? AS BLOB)`, packed(others))
	})
	if err != nil {
		t.Fatal(err)
	}
	second, third := s.arrive("Gazette", 3, "Bo Lund"+soldMill), s.arrive("Courier", 4, "Cora Marsh"+soldMill)
	if held(second) != keys || held(third) != 0 || keys < 5 {
		t.Errorf("of %d keys the second is found by %d, the third by %d; want all, and none", keys, held(second), held(third))
	}
	s.arrive("Ledger", 2, "Ann Vale spoke.")
	s.arrive("Courier", 4, "Cora Marsh"+soldMill)
	if held(first) != 0 || held(third) != keys {
		t.Errorf("after the first is gone, it is found by %d keys, the third by %d; want none, and all", held(first), held(third))
	}
}

// A claim about a day before our era is kept like any other.
func TestBeforeOurEra(t *testing.T) { dbtest.Run(t, testBeforeOurEra) }

func testBeforeOurEra(t *testing.T) {
	s := newShelf(t)
	for _, text := range []string{
		"“The weir was built in 490 BC,” said Ines Hallorand.",
		"The stock was 3 bushels, against 292,000 week ago, said Ines Hallorand.",
	} {
		if claims := s.arrive("The Weir", 2, text); len(claims) == 0 {
			t.Errorf("%s: no claim is kept", text)
		}
	}
}
