package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/cmd/dateline/peer"
	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// A corpusLine is an article of a corpus, as a line of its file has it.
type corpusLine struct {
	ID        string        `json:"id"`
	Kind      string        `json:"kind"` // "oped" for opinion, else news
	Outlet    string        `json:"outlet"`
	Author    string        `json:"author"`
	Published time.Time     `json:"published"`
	Title     string        `json:"title"`
	Body      string        `json:"body"`
	Claims    []corpusClaim `json:"claims"`
}

// A corpusClaim is a claim of an article: its words stand in the body, or behind it.
type corpusClaim struct {
	Text     string    `json:"text"`
	Event    time.Time `json:"event"`
	Gran     string    `json:"gran"`     // day, month or year
	Entities []string  `json:"entities"` // the first is its speaker
}

// maxCorpusLine is how long a line of a corpus may be.
const maxCorpusLine = 16 << 20

// eachArticle calls do with the articles of a corpus, at most so many; 0 for all.
func eachArticle(file string, most int, do func(*corpusLine) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	in := bufio.NewScanner(f)
	in.Buffer(nil, maxCorpusLine)
	n := 0
	for ; (most == 0 || n < most) && in.Scan(); n++ {
		var l corpusLine
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
		if l.ID == "" || l.Outlet == "" || l.Body == "" || l.Published.IsZero() {
			return fmt.Errorf("%s:%d: the article has no id, outlet, body or published", file, n+1)
		}
		if err := do(&l); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("%s:%d: %w", file, n+1, err)
	}
	if n == 0 {
		return fmt.Errorf("%s holds no articles", file)
	}
	return nil
}

// eachPart calls do with the articles of a corpus from a place on, up to partSize at a time.
func eachPart(file string, from, most int, do func([]*benchArticle) error) error {
	var part []*benchArticle
	n := 0
	err := eachArticle(file, most, func(l *corpusLine) error {
		if n++; n <= from {
			return nil
		}
		part = append(part, l.article(n))
		if len(part) < partSize {
			return nil
		}
		err := do(part)
		part = nil
		return err
	})
	if err == nil && len(part) > 0 {
		err = do(part)
	}
	return err
}

// A benchArticle is an article as the index takes it, and as the others do.
type benchArticle struct {
	reading *indexer.Reading
	peer    *peer.Article
}

// media are those that claims of a corpus were made in; of most, nothing is known.
var media = append(slices.Clone(claim.Media), make([]claim.Medium, len(claim.Media))...)

// article returns the n-th article of a corpus. What its line does not tell of claims –
// where they were made, how many say the same – is drawn from their ids, so that there
// is something to count.
func (l *corpusLine) article(n int) *benchArticle {
	address := "https://" + l.Outlet + "/" + l.ID
	id := scraper.ArticleID(address)
	text, at := l.text()
	kind := scraper.News
	if l.Kind == "oped" {
		kind = scraper.Opinion
	}
	r := &indexer.Reading{
		Revision: scraper.Revision{
			Article: scraper.Article{
				URL: address, Headline: l.Title, Bylines: []string{l.Author}, SiteName: l.Outlet, Kind: kind, Language: "en",
				Published: scraper.Date{Time: l.Published, From: "JSON-LD datePublished"}, Text: text, Blocks: scraper.Lines(text),
			},
			ArticleID: id, Outlet: l.Outlet, Number: 1, Seq: uint64(n), Fetched: l.Published, PageURL: address, //nolint:gosec // not negative
		},
		Facts: map[string]indexer.ClaimFacts{},
	}
	p := &peer.Article{ID: id, URL: address, Outlet: l.Outlet, Kind: kind.String(), Author: l.Author, Headline: l.Title, Text: text, Published: l.Published}
	for i, c := range l.Claims {
		cid := "c" + scraper.ArticleID(fmt.Sprintf("%s/%d", address, i))[1:] // in the form of those that are given
		sum := fnv.New32a()
		_, _ = io.WriteString(sum, cid) // it never fails
		drawn := int(sum.Sum32() >> 4)
		facts := indexer.ClaimFacts{Cluster: cid, Origins: 1 + max(0, drawn%8-5), Conflict: drawn%50 == 0}
		r.Facts[cid] = facts
		speaker := ""
		if len(c.Entities) > 0 {
			speaker = c.Entities[0]
		}
		medium := media[drawn%len(media)]
		r.Claims = append(r.Claims, indexer.DatedClaim{Times: []int{i}, Claim: claim.Claim{
			ID: cid, Text: c.Text, Parts: []claim.Span{at[i]}, Sentence: at[i], Kind: claim.Indirect, Cue: "said", Confidence: 0.9,
			Speaker: claim.Speaker{Name: speaker, Surface: speaker}, Via: claim.Via{Medium: medium},
		}})
		r.Mentions = append(r.Mentions, c.mention(at[i]))
		p.Claims = append(p.Claims, peer.Claim{
			ID: cid, Text: c.Text, Speaker: speaker, Medium: string(medium), Grain: string(c.grain()),
			Origins: facts.Origins, Conflict: facts.Conflict, Start: c.Event,
		})
	}
	return &benchArticle{r, p}
}

// text returns the body with the claims that do not stand in it behind, and where each
// claim is, in code points.
func (l *corpusLine) text() (string, []claim.Span) {
	text := l.Body
	at := make([]claim.Span, len(l.Claims))
	from := 0 // claims come in the order of the text
	for i, c := range l.Claims {
		start := strings.Index(text[from:], c.Text)
		if start >= 0 {
			start += from
		} else if start = strings.Index(text, c.Text); start < 0 {
			start = len(text) + 1
			text += "\n" + c.Text
		}
		from = start
		at[i].Start = utf8.RuneCountInString(text[:start])
		at[i].End = at[i].Start + utf8.RuneCountInString(c.Text)
	}
	return text, at
}

func (c *corpusClaim) grain() timex.Grain {
	switch c.Gran {
	case "year":
		return timex.Year
	case "month":
		return timex.Month
	}
	return timex.Day
}

// mention returns the date of a claim, as if its words told it.
func (c *corpusClaim) mention(at claim.Span) timex.Mention {
	m := timex.Mention{Start: at.Start, End: at.End, Type: timex.DateType, Confidence: 0.9, Steps: []string{"as written"}}
	end, edtf, label := c.Event.AddDate(0, 0, 1), time.DateOnly, "2 January 2006"
	switch c.grain() {
	case timex.Year:
		end, edtf, label = c.Event.AddDate(1, 0, 0), "2006", "2006"
	case timex.Month:
		end, edtf, label = c.Event.AddDate(0, 1, 0), "2006-01", "January 2006"
	}
	m.Interval = timex.Interval{Start: c.Event, End: end, Grain: c.grain()}
	m.EDTF, m.Label = c.Event.Format(edtf), c.Event.Format(label)
	m.Text, m.Value = "in "+m.Label, m.EDTF
	return m
}
