package register

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// kept lists all that the register keeps, but for what is stale.
func (s *shelf) kept() (list []string) {
	s.t.Helper()
	for _, question := range []string{
		`SELECT 'told', claim || ' ' || cluster || ' ' || origins || ' ' || conflict FROM told`,
		`SELECT 'match', a || ' ' || b || ' ' || tier FROM told_match`,
		`SELECT 'source', claim || ' ' || page || ' ' || state || ' ' || reason FROM told_source`,
		`SELECT 'copy', article || ' ' || first FROM copy`,
		`SELECT 'join', a || ' ' || b FROM copy_join`,
		`SELECT 'alias', a || ' ' || b || ' ' || article FROM told_alias`,
		`SELECT 'key', key || ' ' || length(numbers) FROM told_key`,
		`SELECT 'copy key', key || ' ' || article FROM copy_key`,
		`SELECT 'asserted', claim FROM told_assertion`,
		`SELECT 'article', article FROM told_article`,
		`SELECT 'claim', id FROM claim`,
	} {
		err := db.Each(s.t.Context(), s.register.db.Read(), func(row db.Row) error {
			var kind, says string
			err := row.Scan(&kind, &says)
			list = append(list, kind+" "+says)
			return err
		}, question)
		if err != nil {
			s.t.Fatal(err)
		}
	}
	slices.Sort(list)
	return list
}

// An article that is forgotten leaves the register as if it had never arrived: what others
// say stays, in clusters and with origins of its own.
func TestForget(t *testing.T) { dbtest.Run(t, testForget) }

func testForget(t *testing.T) {
	const words = "“The harbour fund was empty by 1987, and nobody on the council asked where the money had gone,” Ada Quill told the Courier."
	stories := map[string]string{
		"Courier": words + "\nThe bridge was closed in May 1988, Ada Quill said.",
		"Ledger":  words + "\nMs. Quill spoke to [the Courier](https://courier.example/story) on Monday.",
		"Weekly":  "“The harbour fund was empty by 1987, and nobody on the council asked where the money had gone,” said Ada Quill.\nThe bridge was closed in June 1988, Ada Quill said.",
	}
	fill := func(without string) *shelf {
		s := newShelf(t)
		for i, outlet := range []string{"Ledger", "Courier", "Weekly"} {
			if outlet != without {
				s.arrive(outlet, 10+i, stories[outlet])
			}
		}
		return s
	}
	for _, outlet := range []string{"Courier", "Ledger", "Weekly"} {
		s := fill("")
		id := ""
		for held, rev := range s.held {
			if rev.Outlet == outlet {
				id = held
			}
		}
		all := s.kept()
		err := s.register.db.Update(t.Context(), func(tx *sql.Tx) error { return s.register.Forget(t.Context(), tx, s, id, "aunknown") })
		if err != nil {
			t.Fatal(err)
		}
		want := fill(outlet).kept()
		got := s.kept()
		if len(all) <= len(want) || !slices.Equal(got, want) {
			t.Errorf("without the %s:\n%s", outlet, differing(got, want))
		}
		ids, err := s.register.Articles(t.Context())
		if err != nil || slices.Contains(ids, id) || len(ids) != 2 {
			t.Errorf("without the %s, something is kept of %v, %v", outlet, ids, err)
		}
		// The Ledger's claim was the earliest: the clusters of the others have its id no more.
		stale, err := s.register.Stale(t.Context(), 10)
		if err != nil || outlet == "Ledger" && len(stale) == 0 || slices.Contains(stale, id) {
			t.Errorf("without the %s, the index is told anew of %v, %v", outlet, stale, err)
		}
	}
}

// differing lists what stands in one of two lists only.
func differing(got, want []string) string {
	var out strings.Builder
	for _, s := range got {
		if !slices.Contains(want, s) {
			fmt.Fprintln(&out, "+", s)
		}
	}
	for _, s := range want {
		if !slices.Contains(got, s) {
			fmt.Fprintln(&out, "-", s)
		}
	}
	return out.String()
}
