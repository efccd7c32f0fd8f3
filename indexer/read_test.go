package indexer

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/indexer/claim"
	"dateline/scraper"
)

// revision returns a revision with that text, a paragraph a line.
func revision(text string) scraper.Revision {
	r := scraper.Revision{ArticleID: "a1", Outlet: "The Courier", Number: 2}
	r.URL, r.Headline, r.Bylines, r.Kind = "https://courier.example/bridge", "Bridge shut", []string{"Cy Writer"}, scraper.Opinion
	r.Published = scraper.Date{Time: time.Date(2025, time.February, 24, 0, 0, 0, 0, time.UTC), Day: true}
	r.Text, r.Blocks = text, scraper.Lines(text)
	return r
}

// A date belongs to the innermost claim that holds it: what stands in somebody's
// words is theirs, when they said it is the author's.
func TestReadGivesDatesToWhoeverSpeaksOfThem(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string // "speaker kind label"
	}{
		{"The bridge was shut in 1987.", []string{"Cy Writer author sometime in 1987"}},
		{"“We shut the bridge in 1987,” Ann Example said in 1990.", []string{"Cy Writer author sometime in 1990", "Ann Example direct sometime in 1987"}},
		{"In 1990, Ann Example said that the bridge had been shut in 1987.", []string{"Cy Writer author sometime in 1990", "Ann Example indirect sometime in 1987"}},
		{"It shut in 1987. Ann Example said that it reopened two years later.", []string{"Cy Writer author sometime in 1987", "Ann Example indirect sometime in 1989"}},
		{"In 1987 it shut, and in 1987 it fell.", []string{"Cy Writer author sometime in 1987"}},
		{"Ann Example said that nobody knows when it fell.", nil},
		{"For three years Ann Example came every Monday.", nil},
		{"Was it in 1987?", nil},
	} {
		var got []string
		r := Read(revision(tt.text), claim.Options{})
		r.Keep(nil)
		for _, e := range r.Entries() {
			got = append(got, fmt.Sprintf("%s %s %s", e.Claim.Speaker.Name, e.Claim.Kind, e.Label))
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%q\n gives %q\n want  %q", tt.text, got, tt.want)
		}
	}
}

func TestEntriesTellWhereEverythingStands(t *testing.T) {
	text := "Café news came late.\n“In 1987, we sold the bridge,” Ann Example wrote. It fell 13 years later."
	r := Read(revision(text), claim.Options{})
	r.Keep(nil)
	runes := []rune(text)
	at := func(o *[2]int) string { return string(runes[o[0]:o[1]]) }
	entries := r.Entries()
	if len(entries) != 2 {
		t.Fatalf("%d entries: %+v", len(entries), entries)
	}
	sold, fell := entries[0], entries[1]
	if at(sold.Offsets.Claim) != "In 1987, we sold the bridge" || at(sold.Offsets.Date) != "1987" || at(sold.Offsets.Speaker) != "Ann Example" {
		t.Errorf("offsets %v", sold.Offsets)
	}
	if fell.Start.String() != "2000-01-01" || fell.End.String() != "2001-01-01" || fell.Offsets.Speaker != nil || !strings.Contains(fell.Date.Anchor, "“1987”") || len(fell.Date.Steps) == 0 {
		t.Errorf("%+v", fell)
	}
	if sold.Article != (ArticleRef{ID: "a1", URL: "https://courier.example/bridge", Headline: "Bridge shut", Outlet: "The Courier", Kind: "opinion", Published: "2025-02-24", Revision: 2}) {
		t.Errorf("article %+v", sold.Article)
	}
	if !strings.HasPrefix(sold.ID, sold.Claim.ID+".") || sold.Claim.ID == fell.Claim.ID {
		t.Errorf("ids %s and %s", sold.ID, fell.ID)
	}
	undated := 0
	for _, v := range r.ClaimViews() {
		if v.Entries == nil {
			t.Errorf("claim %q has null entries", v.Text)
		}
		if len(v.Entries) == 0 {
			undated++
		}
	}
	if undated == 0 {
		t.Error("the claim without a date is lost")
	}
}

// The JSON of an entry has just the names that others rely on.
func TestEntryJSON(t *testing.T) {
	r := Read(revision("It was shut by 1987."), claim.Options{})
	r.Keep(nil)
	data, err := json.Marshal(r.Entries()[0])
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"id", "start", "end", "grain", "edtf", "label", "sentence",
		"claim.id", "claim.text", "claim.kind", "claim.speaker.name", "claim.speaker.surface", "claim.cue", "claim.confidence",
		"date.phrase", "date.confidence", "date.anchor", "date.steps",
		"article.id", "article.url", "article.headline", "article.outlet", "article.kind", "article.published", "article.revision",
		"offsets.claim", "offsets.date", "offsets.speaker",
	} {
		var at any = got
		for _, key := range strings.Split(path, ".") {
			object, ok := at.(map[string]any)
			if !ok {
				t.Errorf("%s is not there", path)
				break
			}
			if at, ok = object[key]; !ok {
				t.Errorf("%s is not there", path)
				break
			}
		}
	}
	if got["start"] != nil || got["end"] != "1988-01-01" || got["edtf"] != "../1987" {
		t.Errorf("by 1987 is %v to %v, %v", got["start"], got["end"], got["edtf"])
	}
}

func ExampleRead() {
	r := Read(revision("It was sold in 1987, Ann Example said. It fell 13 years later."), claim.Options{})
	r.Keep(nil)
	for _, e := range r.Entries() {
		fmt.Printf("%s: %s, says %s\n", e.Label, e.Claim.Text, e.Claim.Speaker.Name)
	}
	// Output:
	// sometime in 1987: It was sold in 1987, says Ann Example
	// sometime in 2000: It fell 13 years later, says Cy Writer
}
