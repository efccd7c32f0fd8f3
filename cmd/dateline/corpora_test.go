package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestCorporaClaims holds what the eval commands score on collections that others
// marked to floors. DATELINE_CORPORA says where these are.
func TestCorporaClaims(t *testing.T) {
	corpora := os.Getenv("DATELINE_CORPORA")
	if corpora == "" {
		t.Skip("set DATELINE_CORPORA to the measured data to run this test")
	}
	claims := filepath.Join(corpora, "claims")
	match := filepath.Join(claims, "checkthat2020")
	for _, tt := range []struct {
		args    []string
		row     string // with the figure as its group
		atLeast float64
	}{
		{[]string{"attribution", "--truth", filepath.Join(claims, "polnear-dev")}, `joint.* ([\d.]+)\n`, 74},
		{[]string{"attribution", "--truth", filepath.Join(claims, "polnear-dev")}, `direct .* ([\d.]+)%\n`, 88},
		{[]string{"attribution", "--truth", filepath.Join(claims, "polnear-dev")}, `indirect .* ([\d.]+)%\n`, 67},
		{[]string{"attribution", "--truth", filepath.Join(claims, "polnear-dev")}, `right in ([\d.]+)%`, 92},
		{[]string{"attribution", "--rules-only", "--truth", filepath.Join(claims, "polnear-dev")}, `joint.* ([\d.]+)\n`, 56},
		{[]string{"people", "--truth", filepath.Join(claims, "ner-worldwide-train.jsonl")}, `PER +[\d.]+ +[\d.]+ +([\d.]+)`, 80},
		{[]string{"people", "--truth", filepath.Join(claims, "ner-worldwide-train.jsonl")}, `all +[\d.]+ +[\d.]+ +([\d.]+)`, 75},
		{[]string{"match", filepath.Join(match, "claims.tsv"), filepath.Join(match, "dev.queries.tsv"), "--truth", filepath.Join(match, "dev.qrels")}, `MAP@5 +([\d.]+)`, 0.83},
	} {
		out := newDesk(t, nil, "").must(exitOK, append([]string{"eval"}, tt.args...)...)
		found := regexp.MustCompile(tt.row).FindStringSubmatch(out)
		if found == nil {
			t.Errorf("eval %v says nothing of %s:\n%s", tt.args, tt.row, out)
			continue
		}
		figure, err := strconv.ParseFloat(found[1], 64)
		if err != nil || figure < tt.atLeast {
			t.Errorf("eval %v: %s, want %v or more:\n%s", tt.args, found[1], tt.atLeast, out)
		}
		t.Logf("eval %v: %s", tt.args[0], found[0])
	}
}
