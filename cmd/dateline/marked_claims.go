package main

import (
	"errors"
	"fmt"
	"os"
	"unicode/utf8"

	"dateline/indexer/claim"
	"dateline/indexer/claim/score"
	timexscore "dateline/indexer/timex/score"
	"dateline/scraper"
)

// A markedDoc is a text with the claims that people marked in it.
type markedDoc struct {
	text   string
	claims []markedClaim
}

// A markedClaim is one line of the marks: places are code points of the text.
type markedClaim struct {
	Start        int        `json:"start"`
	End          int        `json:"end"`
	Spans        [][2]int   `json:"spans"`
	Speaker      string     `json:"speaker"`
	SpeakerStart *int       `json:"speaker_start"`
	SpeakerEnd   int        `json:"speaker_end"`
	CueStart     *int       `json:"cue_start"`
	CueEnd       int        `json:"cue_end"`
	Kind         claim.Kind `json:"kind"`
	Speech       *bool      `json:"speech"` // left out: it is
}

// readMarked reads texts, lines {"doc","text"}, and what is marked in them, lines
// {"doc","claims":[…]}.
func readMarked(docs, gold string) ([]*markedDoc, error) {
	byName := map[string]*markedDoc{}
	var list []*markedDoc
	err := eachLineOf(docs, func(line []byte) error {
		doc, text, err := readText(line)
		if err != nil {
			return err
		}
		d := &markedDoc{text: text}
		byName[doc] = d
		list = append(list, d)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachLineOf(gold, func(line []byte) error {
		var row struct {
			Doc    string
			Claims []markedClaim
		}
		if err := readLine(line, &row); err != nil {
			return err
		}
		d := byName[row.Doc]
		if d == nil {
			return fmt.Errorf("%q is no text of %s", row.Doc, docs)
		}
		length := utf8.RuneCountInString(d.text)
		for i := range row.Claims {
			if err := row.Claims[i].check(length); err != nil {
				return fmt.Errorf("claim %d of %q: %w", i+1, row.Doc, err)
			}
		}
		d.claims = row.Claims
		return nil
	})
	return list, err
}

// readText reads a line {"doc","text"}.
func readText(line []byte) (doc, text string, err error) {
	var row struct {
		Doc  string
		Text *string
	}
	if err := readLine(line, &row); err != nil {
		return "", "", err
	}
	if row.Text == nil {
		return "", "", errors.New(`it has no text: write {"doc","text"}`)
	}
	return row.Doc, *row.Text, nil
}

// eachLineOf calls read for each line of a file.
func eachLineOf(name string, read func([]byte) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	return timexscore.EachLine(file, " of "+name, read)
}

// check completes a claim, and says what is wrong with its places.
func (c *markedClaim) check(length int) error {
	if len(c.Spans) == 0 {
		c.Spans = [][2]int{{c.Start, c.End}}
	}
	places := c.Spans
	if c.SpeakerStart != nil {
		places = append(places[:len(places):len(places)], [2]int{*c.SpeakerStart, c.SpeakerEnd})
	}
	if c.CueStart != nil {
		places = append(places[:len(places):len(places)], [2]int{*c.CueStart, c.CueEnd})
	}
	for _, s := range places {
		if s[0] < 0 || s[1] < s[0] || s[1] > length {
			return fmt.Errorf("%d to %d is no place in a text of %d code points", s[0], s[1], length)
		}
	}
	return nil
}

func (c *markedClaim) parts() (list []claim.Span) {
	for _, s := range c.Spans {
		list = append(list, claim.Span{Start: s[0], End: s[1]})
	}
	return list
}

// scored returns the claims as they are scored. Without onlySpeech, what is held or
// wanted counts as well.
func (d *markedDoc) scored(onlySpeech bool) (list []score.Claim) {
	for _, c := range d.claims {
		list = append(list, score.Claim{
			Parts: c.parts(), Speaker: c.Speaker, Kind: c.Kind,
			Silent: onlySpeech && c.Speech != nil && !*c.Speech,
		})
	}
	return list
}

// learned returns the text as learning takes it.
func (d *markedDoc) learned() claim.MarkedText {
	m := claim.MarkedText{Article: plainArticle(d.text)}
	for _, c := range d.claims {
		mark := claim.MarkedClaim{Parts: c.parts(), Silent: c.Speech != nil && !*c.Speech}
		if c.SpeakerStart != nil {
			mark.Speaker = claim.Span{Start: *c.SpeakerStart, End: c.SpeakerEnd}
		}
		if c.CueStart != nil {
			mark.Cue = claim.Span{Start: *c.CueStart, End: c.CueEnd}
		}
		m.Claims = append(m.Claims, mark)
	}
	return m
}

// plainArticle returns a text as an article: a paragraph a line.
func plainArticle(text string) *scraper.Article {
	return &scraper.Article{Text: text, Blocks: scraper.Lines(text)}
}
