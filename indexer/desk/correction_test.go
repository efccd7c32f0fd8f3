package desk

import (
	"context"
	"database/sql"
	"errors"
	"maps"
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

// millReadings are of two articles: who says that a mill was sold in 1962.
func millReadings() map[string]*indexer.Reading {
	all := map[string]*indexer.Reading{}
	for outlet, text := range map[string]string{
		"ledger": "Ann Vale said that the mill at Corrow was sold to a stranger in 1962.",
		"weir":   "Tom Oak said that the mill at Corrow was sold to a stranger in 1963.",
	} {
		rev := scraper.Revision{ArticleID: outlet, Number: 1}
		rev.URL, rev.Text = "https://"+outlet+".example/mill", text
		rev.Blocks = scraper.Lines(text)
		r := indexer.Read(rev, claim.Options{RulesOnly: true})
		r.Keep(nil)
		all[r.Claims[0].ID] = r
	}
	return all
}

// corrected opens a room whose articles are millReadings, and returns their claims.
func correctedRoom(t *testing.T) (r *room, ledger, weir string) {
	t.Helper()
	r = newRoom(t, Options{})
	all := millReadings()
	opt := Options{Reading: func(ctx context.Context, claimID string) (*indexer.Reading, error) {
		was := all[claimID]
		if was == nil {
			return nil, indexer.ErrNotFound
		}
		again := millReadings()[claimID]
		list, err := r.Standing(ctx, again.Revision.ArticleID)
		again.Correct(list)
		return again, err
	}}
	r.reopen(opt)
	for id, one := range all {
		if one.Revision.ArticleID == "ledger" {
			ledger = id
		} else {
			weir = id
		}
	}
	return r, ledger, weir
}

// correct makes a correction a minute after the one before.
func (r *room) correct(d CorrectionDraft) *Corrected {
	r.t.Helper()
	r.clock = r.clock.Add(time.Minute)
	c, err := r.Correct(r.t.Context(), d)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// values returns those of the corrections that stand for an article.
func (r *room) values(articleID string) (list []string) {
	r.t.Helper()
	standing, err := r.Standing(r.t.Context(), articleID)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range standing {
		list = append(list, string(c.Kind)+" "+c.Value)
	}
	return list
}

// states returns what became of all corrections, the newest first.
func (r *room) states(q CorrectionQuery) string {
	r.t.Helper()
	page, err := r.Corrections(r.t.Context(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	var list []string
	for _, c := range page.Corrections {
		list = append(list, c.Value+" "+string(c.State))
	}
	return strings.Join(list, ", ")
}

// Of several corrections of one thing the latest stands; when it is undone, the one before.
func TestRivalCorrections(t *testing.T) { dbtest.Run(t, testRivalCorrections) }

func testRivalCorrections(t *testing.T) {
	ctx := t.Context()
	r, ledger, _ := correctedRoom(t)
	first := r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: "Ida"})
	second := r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1964..1965", By: "Bo"})
	r.correct(CorrectionDraft{Kind: indexer.WrongSpeaker, Claim: ledger, Value: "Ann  Vale\tthe Younger", By: "Ida"})
	if first.Was != "sometime in 1962" || second.Was != first.Was || second.Value != "1964/1965" {
		t.Errorf("the first says %+v, the second %+v", first, second)
	}
	if got := r.values("ledger"); !slices.Equal(got, []string{"date 1964/1965", "speaker Ann Vale the Younger"}) {
		t.Errorf("standing are %q", got)
	}
	if got := r.states(CorrectionQuery{Kind: indexer.WrongDate}); got != "1964/1965 stands, 1963 overruled" {
		t.Errorf("states are %s", got)
	}
	for range 2 { // whoever asks twice has it once
		undone, err := r.UndoCorrection(ctx, second.ID, "Ida Moss", "she meant another mill")
		if err != nil || undone.State != Undone || undone.UndoneBy != "Ida Moss" || undone.UndoneAt == nil {
			t.Errorf("undo says %+v, %v", undone, err)
		}
	}
	if got := r.states(CorrectionQuery{By: "IDA"}); got != "Ann Vale the Younger stands, 1963 stands" {
		t.Errorf("states are %s", got)
	}
	if got := r.values("ledger"); !slices.Equal(got, []string{"date 1963", "speaker Ann Vale the Younger"}) {
		t.Errorf("after the later is undone, standing are %q", got)
	}
	if _, err := r.UndoCorrection(ctx, first.ID, " ", ""); !wrongIn(err, "by") {
		t.Errorf("undone by nobody: %v", err)
	}
	if _, err := r.UndoCorrection(ctx, "knothing", "Ida", ""); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("undo of nothing: %v", err)
	}
}

func wrongIn(err error, field string) bool {
	var wrong *indexer.QueryError
	return errors.As(err, &wrong) && wrong.Field == field
}

func TestCorrectRefuses(t *testing.T) { dbtest.Run(t, testCorrectRefuses) }

func testCorrectRefuses(t *testing.T) {
	r, ledger, weir := correctedRoom(t)
	long := strings.Repeat("x", 2000)
	for _, tt := range []struct {
		draft CorrectionDraft
		field string // that is wrong; empty: not found
	}{
		{CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "31 May", By: "Ida"}, "value"},
		{CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963-02-30", By: "Ida"}, "value"},
		{CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "-0489", By: "Ida"}, "value"},
		{CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "", By: "Ida"}, "value"},
		{CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", Phrase: "1999", By: "Ida"}, "phrase"},
		{CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: "\u202e \n"}, "by"},
		{CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: long}, "by"},
		{CorrectionDraft{Kind: indexer.NotAClaim, Claim: ledger, Note: long, By: "Ida"}, "note"},
		{CorrectionDraft{Kind: indexer.WrongSpeaker, Claim: ledger, By: "Ida"}, "value"},
		{CorrectionDraft{Kind: indexer.NotTheSame, Claim: ledger, By: "Ida"}, "other"},
		{CorrectionDraft{Kind: indexer.NotTheSame, Claim: ledger, Other: ledger, By: "Ida"}, "other"},
		{CorrectionDraft{Kind: indexer.NotTheSame, Claim: ledger, Other: "cnone", By: "Ida"}, "other"},
		{CorrectionDraft{Kind: indexer.Undo, Claim: ledger, By: "Ida"}, "kind"},
		{CorrectionDraft{Claim: ledger, By: "Ida"}, "kind"},
		{CorrectionDraft{Kind: indexer.NotAClaim, Claim: "cnone", By: "Ida"}, ""},
	} {
		_, err := r.Correct(t.Context(), tt.draft)
		if tt.field == "" && !errors.Is(err, indexer.ErrNotFound) || tt.field != "" && !wrongIn(err, tt.field) {
			t.Errorf("Correct(%+v): %v, want an error of %q", tt.draft, err, tt.field)
		}
	}
	if got := r.states(CorrectionQuery{}); got != "" {
		t.Errorf("kept are %s", got)
	}
	r.correct(CorrectionDraft{Kind: indexer.NotTheSame, Claim: ledger, Other: weir, Value: "ignored", Phrase: "ignored", By: "<script>=HYPERLINK(1)"})
	if got := r.values("weir"); !slices.Equal(got, []string{"not-the-same "}) {
		t.Errorf("of the other article stand %q", got)
	}
	r.correct(CorrectionDraft{Kind: indexer.NotAClaim, Claim: ledger, By: "Ida"})
	if _, err := r.Correct(t.Context(), CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: "Ida"}); !wrongIn(err, "claim") {
		t.Errorf("a date of what is no claim: %v", err)
	}
	if ids, err := r.Refused(t.Context(), "ledger"); err != nil || !slices.Equal(ids, []string{ledger}) {
		t.Errorf("refused are %v, %v", ids, err)
	}
}

// An article is due until the index was told of its last correction.
func TestDue(t *testing.T) { dbtest.Run(t, testDue) }

func testDue(t *testing.T) {
	ctx := t.Context()
	r, ledger, weir := correctedRoom(t)
	r.correct(CorrectionDraft{Kind: indexer.NotTheSame, Claim: ledger, Other: weir, By: "Ida"})
	before, err := r.Due(ctx, 10)
	if got := slices.Sorted(maps.Keys(before)); err != nil || !slices.Equal(got, []string{"ledger", "weir"}) {
		t.Fatalf("due are %v, %v", got, err)
	}
	telling := func(want Telling) {
		t.Helper()
		if got, err := r.Telling(ctx); err != nil || got != want {
			t.Errorf("Telling = %+v, %v; want %+v", got, err, want)
		}
	}
	telling(Telling{Due: 2, Last: 1, Until: 0})
	c := r.correct(CorrectionDraft{Kind: indexer.NotAClaim, Claim: weir, By: "Ida"}) // meanwhile
	if err := r.Done(ctx, before); err != nil {
		t.Fatal(err)
	}
	after, err := r.Due(ctx, 10)
	if got := slices.Sorted(maps.Keys(after)); err != nil || !slices.Equal(got, []string{"weir"}) {
		t.Errorf("then due are %v, %v", got, err)
	}
	telling(Telling{Due: 1, Last: 2, Until: 1})
	if err := r.Done(ctx, after); err != nil {
		t.Fatal(err)
	}
	telling(Telling{Due: 0, Last: 2, Until: 2})
	if _, err := r.UndoCorrection(ctx, c.ID, "Ida", ""); err != nil {
		t.Fatal(err)
	}
	if again, err := r.Due(ctx, 10); err != nil || len(again) != 1 {
		t.Errorf("after it was undone, due are %v, %v", again, err)
	}
}

// What the newest text does not hold is missed, and stays.
func TestMissed(t *testing.T) { dbtest.Run(t, testMissed) }

func testMissed(t *testing.T) {
	ctx := t.Context()
	r, ledger, weir := correctedRoom(t)
	c := r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: "Ida"})
	r.correct(CorrectionDraft{Kind: indexer.NotTheSame, Claim: ledger, Other: weir, By: "Ida"})
	laid := func(articleID string, missed ...string) {
		t.Helper()
		list, err := r.Standing(ctx, articleID)
		if err == nil {
			err = r.Laid(ctx, articleID, list, missed)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	laid("ledger", c.ID)
	if got := r.states(CorrectionQuery{}); got != " stands, 1963 missed" {
		t.Errorf("states are %s", got)
	}
	laid("ledger")
	if got := r.states(CorrectionQuery{State: Stands, Claim: ledger}); got != " stands, 1963 stands" {
		t.Errorf("when it came back, states are %s", got)
	}
}

func TestForgetCorrections(t *testing.T) { dbtest.Run(t, testForgetCorrections) }

func testForgetCorrections(t *testing.T) {
	ctx := t.Context()
	r, ledger, weir := correctedRoom(t)
	r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: "Ida"})
	r.correct(CorrectionDraft{Kind: indexer.NotTheSame, Claim: weir, Other: ledger, By: "Ida"})
	r.correct(CorrectionDraft{Kind: indexer.WrongSpeaker, Claim: weir, Value: "Bo Reed", By: "Ida"})
	due, err := r.Due(ctx, 10)
	if err == nil {
		err = r.Done(ctx, due)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := r.db.Update(ctx, func(tx *sql.Tx) error { return Forget(ctx, tx, "ledger") }); err != nil {
		t.Fatal(err)
	}
	if got := r.states(CorrectionQuery{}); got != "Bo Reed stands" {
		t.Errorf("left are %s", got)
	}
	if due, err := r.Due(ctx, 10); err != nil || !slices.Equal(slices.Sorted(maps.Keys(due)), []string{"weir"}) {
		t.Errorf("due are %v, %v: it is not the same as nothing now", due, err)
	}
}

func TestCorrectionPages(t *testing.T) { dbtest.Run(t, testCorrectionPages) }

func testCorrectionPages(t *testing.T) {
	r, ledger, _ := correctedRoom(t)
	var want, got []string
	for _, value := range []string{"1963", "1964", "1965", "1966", "1967"} {
		c := r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: value, By: "Ida"})
		want = append([]string{c.ID}, want...)
	}
	for q := (CorrectionQuery{Limit: 2}); ; {
		page, err := r.Corrections(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total != 5 || len(page.Corrections) > 2 {
			t.Errorf("a page has %d of %d", len(page.Corrections), page.Total)
		}
		for _, c := range page.Corrections {
			got = append(got, c.ID)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the pages hold %v, want %v", got, want)
	}
	for field, q := range map[string]CorrectionQuery{"cursor": {Cursor: "x"}, "kind": {Kind: "undo"}, "state": {State: "odd"}} {
		if _, err := r.Corrections(t.Context(), q); !wrongIn(err, field) {
			t.Errorf("Corrections(%+v): %v", q, err)
		}
	}
}

// However many corrections there are, those of an article or a claim are looked up: every
// article that is indexed asks for its own.
func TestCorrectionsAreLookedUp(t *testing.T) {
	r := newRoom(t, Options{})
	for _, query := range []string{standing, listed + `WHERE id = ?`, listed + `WHERE true AND ` + ofArticle, listed + `WHERE true AND ` + ofClaim} {
		steps := 0
		err := db.Each(t.Context(), r.db.Read(), func(from db.Row) error {
			var id, parent, unused int
			var says string
			err := from.Scan(&id, &parent, &unused, &says)
			if steps++; strings.HasPrefix(says, "SCAN") {
				t.Errorf("%s: %s", query, says)
			}
			return err
		}, `EXPLAIN QUERY PLAN `+query, slices.Repeat([]any{"x"}, strings.Count(query, "?"))...)
		if err != nil || steps == 0 {
			t.Errorf("%s: %d steps, %v", query, steps, err)
		}
	}
}
