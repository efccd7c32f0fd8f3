package indexer

import (
	"errors"
	"slices"
	"testing"
	"time"

	"dateline/indexer/claim"
	"dateline/scraper"
)

// millReading is a reading of three claims, each with a date.
func millReading(t *testing.T) *Reading {
	t.Helper()
	text := "Ann Vale said that the mill at Corrow was sold to a stranger in 1962. “It burned down in 1987,” said Tom Oak. " +
		"The council bought the ruin several years ago."
	rev := scraper.Revision{ArticleID: "amill", Number: 1}
	rev.URL, rev.Text, rev.Bylines = "https://ledger.example/mill", text, []string{"Ida Moss"}
	rev.Published = scraper.Date{Time: time.Date(2025, time.May, 2, 0, 0, 0, 0, time.UTC), Day: true}
	rev.Blocks = scraper.Lines(text)
	r := Read(rev, claim.Options{RulesOnly: true})
	r.Keep(nil)
	return r
}

// of returns the view of the claim from a speaker.
func (r *Reading) of(speaker string) *ClaimView {
	views := r.ClaimViews()
	if i := slices.IndexFunc(views, func(v ClaimView) bool { return v.Speaker.Name == speaker }); i >= 0 {
		return &views[i]
	}
	return nil
}

func TestCorrect(t *testing.T) {
	vale := millReading(t).of("Ann Vale")
	at := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	correction := func(kind CorrectionKind, value string) Correction {
		return Correction{ID: "k1", Kind: kind, Claim: vale.ID, Phrase: "1962", Nth: 1, Value: value, Was: "as it was", By: "Ida", At: at}
	}

	t.Run("date", func(t *testing.T) {
		r := millReading(t)
		if missed := r.Correct([]Correction{correction(WrongDate, "1963-05")}); len(missed) != 0 {
			t.Errorf("missed %v", missed)
		}
		e := r.of("Ann Vale").Entries[0]
		if e.EDTF != "1963-05" || e.Grain != "month" || e.Date.Corrected == nil || e.Date.Corrected.By != "Ida" || e.Date.Corrected.Was != "as it was" || e.ID != vale.Entries[0].ID {
			t.Errorf("the entry is %+v", e)
		}
		if want := "set right by Ida on 2 March 2026: it was read as as it was"; len(e.Date.Steps) != 1 || e.Date.Steps[0] != want {
			t.Errorf("it was read by the steps %q, want %q", e.Date.Steps, want)
		}
		if other := r.of("Tom Oak"); len(other.Entries) != 1 || other.Entries[0].Date.Corrected != nil {
			t.Errorf("another claim has %+v", other.Entries)
		}
	})
	t.Run("no date", func(t *testing.T) {
		r := millReading(t)
		r.Correct([]Correction{correction(WrongDate, None)})
		if v := r.of("Ann Vale"); len(v.Entries) != 0 {
			t.Errorf("it still has %+v", v.Entries)
		}
	})
	t.Run("speaker", func(t *testing.T) {
		r := millReading(t)
		r.Correct([]Correction{correction(WrongSpeaker, "Bo Reed")})
		v := r.of("Bo Reed")
		if v == nil || v.Speaker.ID != "bo-reed" || v.Speaker.Surface != "Ann Vale" || v.Speaker.Corrected == nil || v.Entries[0].Claim.Speaker.Corrected == nil || r.of("Ann Vale") != nil {
			t.Errorf("the claim is %+v", v)
		}
	})
	t.Run("no speaker", func(t *testing.T) {
		r := millReading(t)
		r.Correct([]Correction{correction(WrongSpeaker, None)})
		if r.of("Ann Vale") != nil || r.of("").Speaker.Corrected == nil {
			t.Errorf("claims are %+v", r.ClaimViews())
		}
	})
	t.Run("not a claim", func(t *testing.T) {
		r := millReading(t)
		before := len(r.Claims)
		r.Correct([]Correction{correction(NotAClaim, ""), correction(WrongSpeaker, "Bo Reed")})
		if len(r.Claims) != before-1 || len(r.Refused) != 1 || r.Refused[0].ID != vale.ID || r.Refused[0].Refused.By != "Ida" {
			t.Errorf("%d claims are left of %d, and refused are %+v", len(r.Claims), before, r.Refused)
		}
	})
	t.Run("what is gone", func(t *testing.T) {
		r := millReading(t)
		elsewhere, second := correction(NotAClaim, ""), correction(WrongDate, "1963")
		elsewhere.ID, elsewhere.Claim, second.ID, second.Nth = "k2", "c_gone", "k3", 2
		if missed := r.Correct([]Correction{elsewhere, second}); !slices.Equal(missed, []string{"k2", "k3"}) || len(r.Refused) != 0 {
			t.Errorf("missed %v", missed)
		}
	})
}

func TestPropose(t *testing.T) {
	r := millReading(t)
	vale, oak := r.of("Ann Vale"), r.of("Tom Oak")
	var sale *DatedClaim // without a date that was resolved
	for i := range r.Claims {
		if r.Claims[i].Kind == claim.Author && len(r.Claims[i].Times) == 1 && !r.Mentions[r.Claims[i].Times[0]].Placed() {
			sale = &r.Claims[i]
		}
	}
	if sale == nil {
		t.Fatalf("no claim has an unresolved date: %+v", r.Claims)
	}
	for _, tt := range []struct {
		draft Correction
		was   string
		field string // that is wrong
	}{
		{Correction{Kind: WrongDate, Claim: vale.ID}, "sometime in 1962", ""}, // it has but one
		{Correction{Kind: WrongDate, Claim: vale.ID, Phrase: " 1962 "}, "sometime in 1962", ""},
		{Correction{Kind: WrongDate, Claim: sale.ID}, "no date", ""},
		{Correction{Kind: WrongDate, Claim: vale.ID, Phrase: "1963"}, "", "phrase"},
		{Correction{Kind: WrongDate, Claim: vale.ID, Nth: 2}, "", "phrase"},
		{Correction{Kind: WrongSpeaker, Claim: oak.ID, Value: "X"}, "Tom Oak", ""},
		{Correction{Kind: WrongSpeaker, Claim: sale.ID, Value: "X"}, "the author, Ida Moss", ""},
		{Correction{Kind: NotAClaim, Claim: "c_none"}, "", "claim"},
		{Correction{Kind: WrongDate, Claim: vale.ID, Value: "1962"}, "", "value"}, // nothing would change
		{Correction{Kind: WrongDate, Claim: sale.ID, Value: None}, "", "value"},
		{Correction{Kind: WrongSpeaker, Claim: oak.ID, Value: "Tom Oak"}, "", "value"},
		{Correction{Kind: NotTheSame, Claim: vale.ID, Other: oak.ID}, "", "other"}, // of one article
	} {
		got, err := r.Propose(tt.draft, r)
		var wrong *QueryError
		switch {
		case tt.field != "":
			if !errors.As(err, &wrong) || wrong.Field != tt.field {
				t.Errorf("Propose(%+v): %v, want an error of %s", tt.draft, err, tt.field)
			}
		case err != nil || got.Was != tt.was || got.Article != "amill" || got.Text == "":
			t.Errorf("Propose(%+v) = %+v, %v; want it to have been %q", tt.draft, got, err, tt.was)
		}
	}
}
