package indextest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// inLanguage returns a reading of an article in a language, of which all that it says is
// its one claim.
func inLanguage(id, language, headline, text string) *indexer.Reading {
	year := timex.Interval{Start: time.Date(1987, time.January, 1, 0, 0, 0, 0, time.UTC), End: time.Date(1988, time.January, 1, 0, 0, 0, 0, time.UTC), Grain: timex.Year}
	r := reading(id, headline, year)
	r.Revision.Language = language
	r.Revision.Text = text
	r.Claims = r.Claims[:1]
	c := &r.Claims[0]
	c.Text = text
	c.Sentence.End = len([]rune(text))
	c.Parts[0] = c.Sentence
	c.Speaker.Span = c.Sentence
	c.CueSpan = c.Sentence
	return r
}

// languages: words are read as those of the language that an article is in, and a query
// asks of all languages at once.
func (b battery) languages(t *testing.T) {
	all := []*indexer.Reading{
		inLanguage("english", "en-GB", "Two bridges", "The bridge over the Elbe was sold in Dresden. Die, said the mayor."),
		inLanguage("unknown", "", "No bridge", "A bridge was never built."),
		inLanguage("german", "de-AT", "Zwei Brücken", "Die Häuser an der Elbe wurden in Dresden verkauft, und die Brücke stürzte ein."),
		inLanguage("french", "fr", "Deux ponts", "L’élection du maire de Dresde : les maisons de l’Elbe."),
		inLanguage("japanese", "ja", "橋", "東京都の橋が売られた。"),
		inLanguage("greek", "el", "Γέφυρες", "Η γέφυρα στη Δρέσδη πουλήθηκε."),
	}
	x := b.filled(t, all...)
	for _, tt := range []struct{ query, want string }{
		{"bridges", "english unknown"},
		{"haus", "german"},
		{"haeuser", "german"},
		{"Hauses", "german"},
		{"elections", "french"},
		{"maison", "french"},
		{"elbe", "english french german"},
		{"die", "english"}, // in German it stands in every text
		{"die elbe", "english german"},
		{"die Hauses", "german"},
		{"東京都", "japanese"},
		{"東都", ""},
		{"γεφυρα", "greek"},
		{`"bridge over the elbe"`, "english"},
		{`"Häuser an der Elbe"`, "german"},
		{`"houses elbe" OR "maisons elbe"`, ""},
		{`"maisons elbe"~2 OR "elbe haus"~2`, "french german"},
		{"-elbe", "greek japanese unknown"},
		{"-bridge", "french german greek japanese"},
		{"-bridge -haus -die", "greek japanese french"},
		{"elbe -haus", "english french"},
		{"-bridge OR sold", "english french german greek japanese"},
		{"Brück*", "german"},
		{"Bruck*", "german"},
		{"Bruecke~1", "german"},
		{"lang:de OR bridge", "english german unknown"},
		{"haus lang:en", ""},
		{"(haus OR bridge) -lang:en", "german unknown"},
		{"outlet:quayradio.example -(lang:en OR haus)", "french greek japanese unknown"},
	} {
		want := strings.Fields(tt.want)
		slices.Sort(want)
		res := search(t, x, indexer.Query{Text: tt.query})
		var got []string
		for _, h := range res.Hits {
			got = append(got, h.Article.ID)
			if len(h.Highlights) == 0 && !strings.ContainsAny(tt.query, "-:*~") {
				t.Errorf("%s: nothing is marked in %s", tt.query, h.Article.ID)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %q, want %q", tt.query, got, want)
		}
		found, err := x.Claims(t.Context(), indexer.Query{Text: tt.query})
		if err != nil {
			t.Fatal(err)
		}
		tl := timeline(t, x, indexer.Query{Text: tt.query})
		var claims, entries []string
		for _, c := range found.Claims {
			claims = append(claims, c.Article.ID)
		}
		for _, e := range tl.Entries {
			entries = append(entries, e.Article.ID)
		}
		slices.Sort(claims)
		slices.Sort(entries)
		if !slices.Equal(claims, want) || !slices.Equal(entries, want) {
			t.Errorf("%s finds claims of %q and entries of %q, want %q", tt.query, claims, entries, want)
		}
	}
	if got := search(t, x, indexer.Query{Text: "Bruckke"}).Suggestion; got != "Brücke" {
		t.Errorf("instead of Bruckke %q is suggested", got)
	}
	b.scoredByLanguage(t)
}

// scoredByLanguage: a word is as rare as it is among the texts of its language, and the
// very form of it comes first in each.
func (b battery) scoredByLanguage(t *testing.T) {
	t.Helper()
	var all []*indexer.Reading
	for i := range 40 {
		text := "The harbour was closed."
		if i == 0 {
			text = "The quay was closed at noon."
		}
		all = append(all, inLanguage("e"+string(rune('a'+i/26))+string(rune('a'+i%26)), "en", "News", text))
	}
	for i, text := range []string{"Die Wahl war vorbei. Die Zeitung der Stadt.", "Die Wahlen waren vorbei. Die Zeitung der Stadt.", "Noch eine Zeitung der Stadt. Noch mehr."} {
		all = append(all, inLanguage("g"+string(rune('a'+i)), "de", "Nachricht", text))
	}
	x := b.filled(t, all...)
	order := func(query string) (ids []string) {
		for _, h := range search(t, x, indexer.Query{Text: query, Copies: indexer.AllCopies}).Hits {
			ids = append(ids, h.Article.ID)
		}
		return ids
	}
	if got := order("Wahlen"); len(got) != 2 || got[0] != "gb" {
		t.Errorf("who looks for Wahlen finds %q, want that form first", got)
	}
	if got := order("quay OR Zeitung"); len(got) != 4 || got[0] != "eaa" {
		t.Errorf("a word that is rare in English does not come before one that is common in German: %q", got)
	}
}
