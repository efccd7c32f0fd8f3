package ui

import (
	"slices"
	"strings"

	"dateline/indexer"
	"dateline/indexer/claim"
)

// An entry is one claim at one date, as every page shows it.
type entry struct {
	ID       string
	Claim    claimLine
	Heading  string // the date in words
	EDTF     string
	Grain    string
	Lasts    bool // it went on from start to end
	Date     dateLine
	Article  articleLine
	InText   string // the place in the article
	Start    string // as the API writes it; empty if open
	End      string
	Sentence []token
}

// A claimLine is a claim, and who it is from.
type claimLine struct {
	ID         string
	Href       string
	Text       string
	Quoted     bool // the words are the speaker's own
	Kind       string
	Class      string // for the style sheet: "direct"
	Speaker    string // "the author, NAME", "speaker unclear"
	Named      bool   // Speaker names somebody who is not the author
	Unclear    bool   // whom it is from is not known well enough to name anybody
	BySpeaker  string // what else the speaker claims: their page, or the timeline; may be empty
	Caveat     string // "probably", "unclear", or empty
	Cue        string
	Surface    string
	Confidence string
	Medium     string // in what it was made: "an op-ed"; empty if the text does not say
	Origins    string // how many say the same: "2 origins"; empty if it was not compared
	Conflict   bool   // its dates and those of others cannot both be

	Respoken *setRight // its speaker, by a person; nil if nobody did
	Refused  *setRight // a person says that it is no claim; nil if nobody does
}

// A dateLine is how a date was read.
type dateLine struct {
	Phrase     string
	Caveat     string
	Confidence string
	Anchor     string
	Steps      []string

	Redated *setRight // by a person; nil if nobody did
}

func newEntry(e indexer.Entry) entry {
	c := newClaimLine(e.Claim)
	a := newArticleLine(e.Article)
	a.Original = indexer.AtSentence(a.Original, e.Sentence)
	return entry{
		ID: e.ID, Claim: c, Heading: upperFirst(e.Label), EDTF: e.EDTF, Grain: grainWords(e.Grain), Lasts: e.Lasts,
		Date:    newDateLine(e.Date),
		Article: a, InText: a.Revision + "#c-" + e.Claim.ID,
		Start: e.Start.String(), End: e.End.String(),
		Sentence: sentence(e.Sentence, e.Offsets, e.Claim, e),
	}
}

func newDateLine(d indexer.DateRef) dateLine {
	return dateLine{
		Phrase: d.Phrase, Caveat: tier(d.Confidence), Confidence: confidence(d.Confidence),
		Anchor: d.Anchor, Steps: d.Steps, Redated: newSetRight(d.Corrected),
	}
}

func newClaimLine(c indexer.ClaimRef) claimLine {
	l := claimLine{
		ID: c.ID, Href: "/c/" + c.ID, Text: c.Text, Quoted: c.Kind == claim.Direct,
		Kind: claimWords(c.Kind), Class: claimClass(c.Kind), Caveat: tier(c.Confidence),
		Cue: c.Cue, Surface: c.Speaker.Surface, Confidence: confidence(c.Confidence),
	}
	if c.Medium != "" {
		l.Medium = withArticle(mediumWords(c.Medium))
	}
	if c.Origins > 0 {
		l.Origins = count(c.Origins, "origin")
	}
	l.Conflict, l.Respoken, l.Refused = c.Conflict, newSetRight(c.Speaker.Corrected), newSetRight(c.Refused)
	l.Named = c.Kind != claim.Author && c.Speaker.Name != "" && l.Caveat != "unclear"
	switch {
	case c.Kind == claim.Author && c.Speaker.Name != "":
		l.Speaker = "the author, " + c.Speaker.Name
	case c.Kind == claim.Author:
		l.Speaker = "the author"
	case l.Named:
		l.Speaker = c.Speaker.Name
	default:
		l.Speaker, l.Unclear = "speaker unclear", true
	}
	switch {
	case l.Unclear || c.Speaker.Name == "":
	case c.Speaker.ID != "":
		l.BySpeaker = speakerHref(c.Speaker.ID)
	case l.Named:
		l.BySpeaker = link("/timeline", indexer.Query{Speakers: []string{c.Speaker.Name}})
	}
	return l
}

// claimClass returns the kind as the style sheet knows it.
func claimClass(k claim.Kind) string {
	switch k {
	case claim.Direct, claim.Indirect, claim.Mixed, claim.Author:
		return string(k)
	}
	return "other"
}

// sentence returns the sentence of a claim with claim, speaker and the dates of entries marked.
// Offsets count from the start of the article, so where the sentence begins is
// found by the words that they point to; a sentence where none fits stays plain.
func sentence(words string, at indexer.Offsets, c indexer.ClaimRef, dates ...indexer.Entry) []token {
	text := []rune(words)
	type part struct {
		place *[2]int
		words string
		class string
	}
	known := []part{{at.Claim, firstWords(c.Text), "claim " + claimClass(c.Kind)}, {at.Speaker, c.Speaker.Surface, "speaker"}}
	var phrase string
	var date *[2]int
	for _, e := range dates {
		known = append(known, part{e.Offsets.Date, e.Date.Phrase, "date"})
		phrase, date = e.Date.Phrase, e.Offsets.Date
	}

	best, most := -1, 0
	for _, base := range bases(words, phrase, date, firstWords(c.Text), at.Claim) {
		fits := 0
		for _, k := range known {
			if k.place != nil && k.words != "" && stands(text, k.place[0]-base, k.words) {
				fits++
			}
		}
		if fits > most {
			best, most = base, fits
		}
	}
	if best < 0 {
		return weave(text, nil)
	}
	var marks []mark
	for _, k := range known {
		if k.place != nil {
			marks = append(marks, mark{Start: k.place[0] - best, End: k.place[1] - best, Class: k.class})
		}
	}
	return weave(text, marks)
}

// bases returns the places where a sentence may begin, going by its date and its claim.
func bases(words, phrase string, date *[2]int, start string, claimed *[2]int) []int {
	var all []int
	add := func(find string, place *[2]int) {
		if find == "" || place == nil {
			return
		}
		for from := 0; len(all) < 32; {
			i := strings.Index(words[from:], find)
			if i < 0 {
				return
			}
			base := place[0] - len([]rune(words[:from+i]))
			if base >= 0 && !slices.Contains(all, base) {
				all = append(all, base)
			}
			from += i + len(find)
		}
	}
	add(phrase, date)
	add(start, claimed)
	return all
}

// firstWords returns the beginning of a claim: its later parts stand apart in the text.
func firstWords(s string) string {
	if r := []rune(s); len(r) > 12 {
		return string(r[:12])
	}
	return s
}

// stands reports whether the words stand at that place.
func stands(text []rune, at int, words string) bool {
	w := []rune(words)
	return at >= 0 && at+len(w) <= len(text) && slices.Equal(text[at:at+len(w)], w)
}
