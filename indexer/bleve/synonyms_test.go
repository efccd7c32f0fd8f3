package bleve_test

import (
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/bleve"
)

func TestNewSynonyms(t *testing.T) {
	long := strings.Repeat("x", 101)
	for _, tt := range []struct {
		groups [][]string
		want   string // in the error; empty for none
	}{
		{nil, ""},
		{[][]string{{"UK", "Britain", "United Kingdom"}, {"cop", "police officer"}}, ""},
		{[][]string{{"UK"}}, "group 1: it has 1 words"},
		{[][]string{{"a1", "b1"}, make([]string, 21)}, "group 2: it has 21 words"},
		{[][]string{{"UK", ""}}, `"" holds only words`},
		{[][]string{{"UK", "the of"}}, `"the of" holds only words`},
		{[][]string{{"car", "cars"}}, `"cars" is found by another word of the group`},
		{[][]string{{"car", "automobile"}, {"lorry", "CARS"}}, `"CARS" stands in group 1 as well`},
		{[][]string{{"UK", `"United Kingdom"`}}, "holds a mark"},
		{[][]string{{"UK", long}}, "is too long"},
		{[][]string{{"UK", "a1 b1 c1 d1 e1 f1"}}, "is too long"},
		{make([][]string, 1001), "there are 1001 groups"},
	} {
		_, err := bleve.NewSynonyms(tt.groups)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("NewSynonyms(%.80q): %v, want %q", tt.groups, err, tt.want)
		}
	}
}

// What was asked with synonyms is told as a query that asks the same.
func TestSynonymsAreTold(t *testing.T) {
	x := opened(t)
	if err := x.Put(t.Context(), 1, prose("a", "The infirmary", "It was shut."), prose("b", "A customs house", "It was open.")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, want string }{
		{"hospital -open", `(hospital OR "customs house" OR infirmary) -open`},
		{"the customs house", `the (customs house OR hospital OR infirmary)`},
		{`"hospital" OR theatre`, `"hospital" OR theatre OR Playhouse OR lyceum`},
		{`-hospital`, `-(hospital OR "customs house" OR infirmary)`},
		{"bridge", "bridge"},
	} {
		first, err := x.Search(t.Context(), indexer.Query{Text: tt.text})
		if err != nil {
			t.Fatal(err)
		}
		again, err := x.Search(t.Context(), indexer.Query{Text: first.Query})
		if err != nil || first.Query != tt.want || again.Total != first.Total {
			t.Errorf("%s is told as %s, which finds %+v, %v; want %s", tt.text, first.Query, again, err, tt.want)
		}
	}
}
