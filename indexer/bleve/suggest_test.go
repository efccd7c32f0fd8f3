package bleve_test

import (
	"testing"

	"dateline/indexer"
)

func TestSuggestion(t *testing.T) {
	x := opened(t)
	if err := x.Put(t.Context(), 1,
		prose("a", "Bridges", "The Bridges of Wiltering were painted. The bridges leaked."),
		prose("b", "Fridges", "A bridle path, and the Zhyrnov inquiry."),
	); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, want string }{
		{"bridging", ""}, // its stem is known
		{"brudges", "Bridges"},
		{"inquirys", ""}, // it is found
		{"inqury zhirnov", "inquiry Zhyrnov"},
		{`bridges inqury -nosuchword`, "bridges inquiry -nosuchword"},
		{`nosuchword`, ""},
		{`"brudges"`, ""}, // who writes marks means the words
		{"xyz", ""},
		{"brudges kind:opinion", "Bridges kind:opinion"},
	} {
		res, err := x.Search(t.Context(), indexer.Query{Text: tt.text})
		if err != nil {
			t.Errorf("Search(%q): %v", tt.text, err)
			continue
		}
		if res.Suggestion != tt.want {
			t.Errorf("Search(%q) suggests %q, want %q", tt.text, res.Suggestion, tt.want)
		}
	}
}
