package bleve_test

import (
	"testing"

	"dateline/indexer"
)

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
