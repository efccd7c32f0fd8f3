package bleve_test

import (
	"testing"

	"dateline/indexer"
	"dateline/indexer/indextest"
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
		{"bridges outlet:radio", `bridges outlet:"Quay Radio"`},
		{`nosuchword outlet:"quay radio"`, ""}, // it is called so
		{"outlet:quayradio", ""},
		{"-outlet:quay kind:opinion", ""},
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

func TestSpeakersAreSuggested(t *testing.T) {
	x := opened(t)
	if err := x.Put(t.Context(), 40, indextest.Corpus(4, 40)...); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"speaker:moss":                   `speaker:"Ida Moss"`,
		`speaker:"falk nils"`:            `speaker:"Nils Ångström Falk"`,
		"(speaker:QUILL OR outlet:vale)": `speaker:"Rosalind Quill" OR outlet:"Vale Courier"`,
		"speaker:nobody":                 "",
	} {
		res, err := x.Search(t.Context(), indexer.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if res.Total > 0 || res.Suggestion != want {
			t.Errorf("Search(%q) finds %d and suggests %q, want %q", text, res.Total, res.Suggestion, want)
		}
		if want == "" {
			continue
		}
		if res, err := x.Search(t.Context(), indexer.Query{Text: res.Suggestion}); err != nil || res.Total == 0 {
			t.Errorf("what is suggested for %q finds nothing: %v", text, err)
		}
	}
}
