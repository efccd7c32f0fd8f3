package desk

import (
	"bytes"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/scraper/db/dbtest"
)

// What one desk exports, another takes in once, whole and in any order.
func TestCorrectionsTravel(t *testing.T) { dbtest.Run(t, testCorrectionsTravel) }

func testCorrectionsTravel(t *testing.T) {
	ctx := t.Context()
	r, ledger, weir := correctedRoom(t)
	first := r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: "<script>alert(1)</script>", Note: `=HYPERLINK("http://x.example") “quoted”`})
	r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1964", By: "Ida"})
	r.correct(CorrectionDraft{Kind: indexer.NotTheSame, Claim: ledger, Other: weir, By: "Ida"})
	if _, err := r.UndoCorrection(ctx, first.ID, "Bo", "it was right"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if n, err := r.ExportCorrections(ctx, &out); err != nil || n != 4 || strings.Count(out.String(), "\n") != 4 {
		t.Fatalf("export wrote %d lines, %v:\n%s", n, err, &out)
	}
	lines := strings.SplitAfter(out.String(), "\n")
	turned := lines[3] + lines[2] + "\n" + lines[1] + lines[0]

	other, _, _ := correctedRoom(t)
	got, err := other.ImportCorrections(ctx, strings.NewReader(turned))
	if err != nil || got.Added != 4 || got.Known != 0 || got.Refused != 0 {
		t.Errorf("import: %+v, %v", got, err)
	}
	if a, b := r.values("ledger"), other.values("ledger"); strings.Join(a, "|") != strings.Join(b, "|") || len(a) != 2 {
		t.Errorf("here stand %q, there %q", a, b)
	}
	if due, err := other.Due(ctx, 10); err != nil || len(due) != 2 {
		t.Errorf("due are %v, %v", due, err)
	}
	if got, err = other.ImportCorrections(ctx, &out); err != nil || got.Added != 0 || got.Known != 4 {
		t.Errorf("imported again: %+v, %v", got, err)
	}
}

func TestImportRefuses(t *testing.T) { dbtest.Run(t, testImportRefuses) }

func testImportRefuses(t *testing.T) {
	ctx := t.Context()
	r, ledger, _ := correctedRoom(t)
	r.correct(CorrectionDraft{Kind: indexer.WrongDate, Claim: ledger, Value: "1963", By: "Ida"})
	var out bytes.Buffer
	if _, err := r.ExportCorrections(ctx, &out); err != nil {
		t.Fatal(err)
	}
	good := out.String()
	other, _, _ := correctedRoom(t)
	for _, tt := range []struct{ line, says string }{
		{strings.Replace(good, "1963", "1999", 1), "somebody has altered it"},
		{strings.Replace(good, "Ida", "Bo", 1), "somebody has altered it"},
		{strings.Replace(good, `"Ida"`, `""`, 1), "by: is empty"},
		{strings.Replace(good, `"date"`, `"mood"`, 1), `"mood" is none`},
		{strings.Replace(good, "1963", "May", 1), "value: "},
		{strings.Replace(good, `{`, `{"extra":1,`, 1), "no correction in JSON"},
		{strings.TrimSpace(good) + `{}`, "one a line"},
		{`[]`, "no correction in JSON"},
		{`{"kind":"not-a-claim"`, "no correction in JSON"},
	} {
		got, err := other.ImportCorrections(ctx, strings.NewReader("\n"+strings.TrimSuffix(tt.line, "\n")+"\n"))
		if err != nil || got.Added != 0 || got.Refused != 1 || got.Says[0].Line != 2 || !strings.Contains(got.Says[0].Says, tt.says) {
			t.Errorf("%s: %+v, %v, want that it says %q", tt.line, got, err, tt.says)
		}
	}
	got, err := other.ImportCorrections(ctx, strings.NewReader(strings.Repeat("{}\n", 200)+good))
	if err != nil || got.Added != 1 || got.Refused != 200 || len(got.Says) != mostRefused {
		t.Errorf("one good line among bad ones: %+v, %v", got, err)
	}
	if _, err := other.ImportCorrections(ctx, strings.NewReader(strings.Repeat("x", maxImportLine+1))); !wrongIn(err, "lines") {
		t.Errorf("a line too long: %v", err)
	}
	if _, err := other.ImportCorrections(ctx, strings.NewReader(strings.Repeat(strings.Repeat(" ", 1<<10)+"\n", MaxImport>>10))); !wrongIn(err, "lines") {
		t.Errorf("too many lines: %v", err)
	}
}
