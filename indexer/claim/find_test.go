package claim

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/scraper"
)

// article returns an article of paragraphs, one a line: "> " begins a block
// quotation, "# " a heading, "! " a note.
func article(text string, bylines ...string) *scraper.Article {
	a := &scraper.Article{Bylines: bylines}
	at := 0
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		kind := scraper.Paragraph
		for mark, k := range map[string]scraper.BlockKind{"> ": scraper.Blockquote, "# ": scraper.Heading, "! ": scraper.Note} {
			if strings.HasPrefix(line, mark) {
				kind, line = k, line[2:]
				break
			}
		}
		n := utf8.RuneCountInString(line)
		a.Blocks = append(a.Blocks, scraper.Block{Kind: kind, Start: at, End: at + n})
		at += n + 1
		lines = append(lines, line)
	}
	a.Text = strings.Join(lines, "\n")
	return a
}

// said returns the claims of speakers: "kind speaker: text", one a line.
func said(claims []Claim) string {
	var lines []string
	for _, c := range claims {
		if c.Kind != Author && c.Confidence >= 0.3 {
			lines = append(lines, fmt.Sprintf("%s %s: %s", c.Kind, c.Speaker.Name, c.Text))
		}
	}
	return strings.Join(lines, "\n")
}

func TestSaid(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		// the speaker behind, before and between
		{"“We closed the bridge in time,” Ann Example said.", "direct Ann Example: We closed the bridge in time"},
		{"“We closed the bridge in time,” said Ann Example, the mayor.", "direct Ann Example: We closed the bridge in time"},
		{"Ann Example said, “We closed the bridge in time.”", "direct Ann Example: We closed the bridge in time"},
		{"Ann Example wrote: “We closed the bridge in time.”", "direct Ann Example: We closed the bridge in time"},
		{"\"We closed the bridge in time,\" Ann Example said.", "direct Ann Example: We closed the bridge in time"},
		{"“We closed the bridge,” Ann Example said, “and we were right to.”", "direct Ann Example: We closed the bridge and we were right to"},
		{"“Did nobody look at all?” Ann Example asked.", "direct Ann Example: Did nobody look at all?"},
		// reported words
		{"Ann Example said that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"Ann Example said the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"Ann Example noted that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		// when it was said is not what was said
		{"Ann Example said last year that the mill was sold in 1962.", "indirect Ann Example: the mill was sold in 1962"},
		{"Ann Example said last year the mill was sold in 1962.", "indirect Ann Example: the mill was sold in 1962"},
		{"Ann Example wrote two weeks ago that the mill was sold.", "indirect Ann Example: the mill was sold"},
		{"Ann Example said in March 1990 that the mill was sold.", "indirect Ann Example: the mill was sold"},
		{"Ann Example noted earlier this month that the mill was sold.", "indirect Ann Example: the mill was sold"},
		{"Ann Example said last year was the worst of all.", "indirect Ann Example: last year was the worst of all"},
		{"Ann Example said two years of rain had ruined the mill.", "indirect Ann Example: two years of rain had ruined the mill"},
		{"The mill was sold in 1962, Ann Example said on Tuesday.", "indirect Ann Example: The mill was sold in 1962"},
		{"The mill was sold in 1962, Ann Example said last week.", "indirect Ann Example: The mill was sold in 1962"},
		// nor is it part of who said it
		{"On 31 December 1985 First Tamber Bank confirmed to the city’s outside accountant that the reserve held $2.36 million.", "indirect First Tamber Bank: to the city’s outside accountant that the reserve held $2.36 million"},
		{"Nor can anybody say where the money went once it had reached the works account.", ""},
		// a paper that is spoken of is not whoever spoke last
		{"“It was all there,” Ann Example said. It says that the fund was empty by 1985.", "direct Ann Example: It was all there\nindirect : the fund was empty by 1985"},
		// firms
		{"Example & Daughters said in a statement that the mill was sold.", "indirect Example & Daughters: the mill was sold"},
		{"The mill was sold, according to Example & Daughters.", "indirect Example & Daughters: The mill was sold"},
		{"“We sold the mill in time,” said Example & Daughters.", "direct Example & Daughters: We sold the mill in time"},
		{"Ann Example told the Courier that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"Ann Example told reporters that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"The bridge was closed in a hurry, Ann Example said.", "indirect Ann Example: The bridge was closed in a hurry"},
		{"One of the aims, Ann Example said, was “to sell the old bridge.”", "mixed Ann Example: One of the aims was “to sell the old bridge.”"},
		{"Ann Example said that it was “a very sad day” for the town.", "mixed Ann Example: it was “a very sad day” for the town"},
		{"Ann Example said on Tuesday that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		// according to
		{"According to Ann Example, the bridge was closed in a hurry.", "indirect Ann Example: the bridge was closed in a hurry"},
		{"The bridge was closed in a hurry, according to Ann Example.", "indirect Ann Example: The bridge was closed in a hurry"},
		{"According to the report, nobody had looked.", "indirect the report: nobody had looked"},
		// who speaks
		{"Ann Example, the mayor of Weir, said that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"The mayor of Weir, Ann Example, said that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"Mayor Ann Example said that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"The report says that the bridge was closed.", "indirect the report: the bridge was closed"},
		{"Ann Example came. Example said that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"Mr. Bo Muster came. Mr. Muster said that the bridge was closed.", "indirect Bo Muster: the bridge was closed"},
		{"Ann Example came late. She said that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		{"Ann Muster and Bo Muster came. Muster said that the bridge was closed.", "indirect Muster: the bridge was closed"},
		{"Before the end, Ann Example dropped the bombshell: “We sold the bridge in 1987.”", "direct Ann Example: We sold the bridge in 1987"},
		{"Ann Example was quoted by the Courier as saying that the bridge was closed.", "indirect Ann Example: the bridge was closed"},
		// over several paragraphs, and block quotations
		{"Ann Example said, “We closed the bridge in time.\n“Nobody thanked us for that at all.”", "direct Ann Example: We closed the bridge in time\ndirect Ann Example: Nobody thanked us for that at all"},
		{"In a piece for the Courier, Ann Example says:\n> We closed the bridge in time. Nobody thanked us.", "direct Ann Example: We closed the bridge in time\ndirect Ann Example: Nobody thanked us"},
		// none
		{"She read “The Old Bridge” twice.", ""},
		{"The so-called “experts” were gone.", ""},
		{"Ann Example did not say that the bridge was closed.", ""},
		{"Ann Example could have said that the bridge was closed.", ""},
		{"# Ann Example said that the bridge was closed.", ""},
		{"! Correction: Ann Example said that the bridge was closed.", ""},
	} {
		if got := said(Find(article(tt.text), Options{})); got != tt.want {
			t.Errorf("%q\n gives %q\n want  %q", tt.text, got, tt.want)
		}
	}
}

func TestAuthors(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"The bridge was closed in 1987. It never opened again.", []string{"The bridge was closed in 1987", "It never opened again"}},
		{"Was the bridge closed in 1987?", nil},
		{"# The bridge of 1987 is gone", nil},
		{"! Correction, 3 May: the bridge was closed in 1987.", nil},
		{"“We closed the bridge in time,” Ann Example said.", nil},
		{"“We closed the bridge in time,” Ann Example said in 1990.", []string{"“We closed the bridge in time,” Ann Example said in 1990"}},
	} {
		var got []string
		for _, c := range Find(article(tt.text, "Cy Writer", "Di Penn"), Options{}) {
			if c.Kind != Author {
				continue
			}
			if c.Speaker.Name != "Cy Writer, Di Penn" || c.Speaker.Surface != "" || c.Cue != "" {
				t.Errorf("%q: the author's claim is %+v", tt.text, c)
			}
			got = append(got, c.Text)
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%q gives the author %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A claim says exactly where its words, its speaker and its cue stand.
func TestPlaces(t *testing.T) {
	text := "In Café Weir “we closed the bridge,” Ann Example said, “and we were right to do it.”"
	claims := Find(article("A first paragraph – with a dash.\n"+text), Options{})
	runes := []rune("A first paragraph – with a dash.\n" + text)
	at := func(s Span) string { return string(runes[s.Start:s.End]) }
	for _, c := range claims {
		if c.Kind != Direct {
			continue
		}
		var parts []string
		for _, p := range c.Parts {
			parts = append(parts, at(p))
		}
		if strings.Join(parts, " ") != c.Text || at(c.Speaker.Span) != "Ann Example" || at(c.CueSpan) != "said" || at(c.Sentence) != text {
			t.Errorf("parts %q, speaker %q, cue %q, sentence %q", parts, at(c.Speaker.Span), at(c.CueSpan), at(c.Sentence))
		}
		if !strings.HasSuffix("A first paragraph – with a dash.\nIn Café Weir “", c.Before) || c.Before == "" {
			t.Errorf("before: %q", c.Before)
		}
		return
	}
	t.Errorf("no direct claim in %+v", claims)
}

// whole holds what every claim must keep to.
func whole(t *testing.T, a *scraper.Article, claims []Claim) {
	t.Helper()
	runes := []rune(a.Text)
	for _, c := range claims {
		end := 0
		var texts []string
		for _, p := range c.Parts {
			if p.Start < end || p.Empty() || p.End > len(runes) {
				t.Fatalf("parts %v of %q in a text of %d", c.Parts, c.Text, len(runes))
			}
			end = p.End
			texts = append(texts, string(runes[p.Start:p.End]))
		}
		// Between two sentences stands "…", which the text may hold itself.
		plain := strings.NewReplacer(" … ", " ")
		if len(texts) == 0 || plain.Replace(strings.Join(texts, " ")) != plain.Replace(c.Text) {
			t.Errorf("the parts are %q, the text %q", texts, c.Text)
		}
		if c.Sentence.Start > c.Span().Start || c.Sentence.End < c.Span().End || c.Confidence <= 0 || c.Confidence > 1 {
			t.Errorf("sentence %v, span %v, confidence %v", c.Sentence, c.Span(), c.Confidence)
		}
		if !c.Speaker.Span.Empty() && string(runes[c.Speaker.Span.Start:c.Speaker.Span.End]) != c.Speaker.Surface {
			t.Errorf("the speaker %q does not stand at %v", c.Speaker.Surface, c.Speaker.Span)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"“We,” Ann Example said, “said.”\n> “Block said Bo.\n“Open", "According to, said that \"x\" , he said", "A. B. Said told the said that.\n\n”“",
		"Ann Example, who said, , , said that", "quoted by as saying that", "S: “q” said\nsaid “q\n“q” he said",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 1<<14 {
			return
		}
		a := article(text, "Cy Writer")
		claims := Find(a, Options{})
		whole(t, a, claims)
		kept, all := Keep("a", nil, claims)
		again, _ := Keep("a", all, claims)
		ids := map[string]bool{}
		for i := range kept {
			if kept[i].ID == "" || ids[kept[i].ID] || again[i].ID != kept[i].ID {
				t.Errorf("claim %d has the id %q, then %q", i, kept[i].ID, again[i].ID)
			}
			ids[kept[i].ID] = true
		}
	})
}

func TestHostileTextEnds(t *testing.T) {
	for _, unit := range []string{"“", "”", "\" ", "said ", "Ann said, ", "“a,” b said ", "According to ", "Ann, ", ", said ", "that ", "A. "} {
		a := article(strings.Repeat(unit, 100_000/len(unit)))
		whole(t, a, Find(a, Options{}))
	}
}

func BenchmarkFind(b *testing.B) {
	text := strings.TrimSpace(strings.Repeat("“We closed the bridge in time,” Ann Example, the mayor, said on Tuesday. She told the Courier that it had been unsafe since 1987.\n"+
		"According to the report, nobody had looked at pier three for years. The council will meet again in June.\n", 40))
	a := article(text)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(a, Options{})
	}
}

func ExampleFind() {
	text := "“We sold the bridge in 1987,” Ann Example wrote. Example said that nobody asked."
	for _, c := range Find(&scraper.Article{Text: text, Blocks: scraper.Lines(text)}, Options{}) {
		fmt.Printf("%s, %s: %s\n", c.Speaker.Name, c.Kind, c.Text)
	}
	// Output:
	// Ann Example, direct: We sold the bridge in 1987
	// Ann Example, indirect: nobody asked
}
