package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A slideDate is a date of TimelineJS: only the parts that are known. 0 is none of
// a month or a day; hours and minutes have a zero.
type slideDate struct {
	Year   int  `json:"year"`
	Month  int  `json:"month,omitempty"`
	Day    int  `json:"day,omitempty"`
	Hour   *int `json:"hour,omitempty"`
	Minute *int `json:"minute,omitempty"`
}

// A slideText is what a slide shows, as HTML.
type slideText struct {
	Headline string `json:"headline"`
	Text     string `json:"text"`
}

// A slide is an event of TimelineJS.
type slide struct {
	Start    slideDate  `json:"start_date"`
	End      *slideDate `json:"end_date,omitempty"`
	Display  string     `json:"display_date"`
	Text     slideText  `json:"text"`
	Group    string     `json:"group"`
	ID       string     `json:"unique_id"`
	Autolink bool       `json:"autolink"`
}

// mostHeadline is how many characters of a claim a headline has; all stand below it.
const mostHeadline = 140

func newTimelineJS(out *bufio.Writer, of Of, meta Meta) encoder {
	title, err := json.Marshal(struct {
		Text     slideText `json:"text"`
		Autolink bool      `json:"autolink"`
	}{Text: slideText{
		Headline: html.EscapeString(meta.title(of)),
		Text: "<p>" + html.EscapeString(fmt.Sprintf("%s, found on %s. Dateline reports who claims what; it never says that a claim is true.",
			plural(meta.Total, of), meta.Made.UTC().Format("2 January 2006"))) + "</p>",
	}})
	if err != nil {
		panic(err) // unreachable: strings
	}
	return &array{
		out: out, head: `{"title":` + string(title) + `,"events":[`, foot: "\n]}\n",
		of: func(it *Item) any { return newSlide(it.Entry) },
	}
}

func newSlide(e *indexer.Entry) slide {
	start, end := slideDates(e)
	s := slide{Start: start, End: end, Display: e.Label, Group: e.Article.Outlet, ID: e.ID}
	if name := named(&e.Claim); name != "" {
		s.Group = name
	}
	s.Text.Headline = html.EscapeString(cut(oneLine(Quoted(e.Claim)), mostHeadline))
	s.Text.Text = fmt.Sprintf(`<p>%s</p><p>— %s: <a href="%s">%s</a></p>`, html.EscapeString(e.Sentence), html.EscapeString(source(&e.Claim, &e.Article)),
		html.EscapeString(indexer.AtSentence(e.Article.URL, e.Sentence)), html.EscapeString(e.Article.Headline))
	return s
}

// slideDates returns the first and the last year, month, day, hour or minute of an entry,
// whichever its grain knows; end is nil if that is the same. What has an open start
// stands at its end: its label says so.
func slideDates(e *indexer.Entry) (start slideDate, end *slideDate) {
	first, last := e.Start.Time.UTC(), e.End.Time.UTC().Add(-time.Second)
	switch {
	case e.Start.Time.IsZero():
		return slideDateOf(last, e.Grain), nil
	case e.End.Time.IsZero():
		return slideDateOf(first, e.Grain), nil
	}
	start = slideDateOf(first, e.Grain)
	if to := slideDateOf(last, e.Grain); to.cells() != start.cells() {
		end = &to
	}
	return start, end
}

func slideDateOf(t time.Time, g timex.Grain) slideDate {
	d := slideDate{Year: t.Year()}
	switch g {
	case timex.Season, timex.Quarter, timex.Month:
		d.Month = int(t.Month())
	case timex.Week, timex.Day:
		d.Month, d.Day = int(t.Month()), t.Day()
	case timex.Hour, timex.Minute:
		hour, minute := t.Hour(), t.Minute()
		d.Month, d.Day, d.Hour = int(t.Month()), t.Day(), &hour
		if g == timex.Minute {
			d.Minute = &minute
		}
	}
	return d
}

// cells returns the date as the columns Year, Month, Day and Time have it.
func (d slideDate) cells() [4]string {
	cell := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	cells := [4]string{strconv.Itoa(d.Year), cell(d.Month), cell(d.Day)}
	switch {
	case d.Minute != nil:
		cells[3] = fmt.Sprintf("%02d:%02d", *d.Hour, *d.Minute)
	case d.Hour != nil:
		cells[3] = fmt.Sprintf("%02d:00", *d.Hour)
	}
	return cells
}

// sheetHeads are the columns of TimelineJS's spreadsheet.
var sheetHeads = strings.Split("Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,"+
	"Media,Media Credit,Media Caption,Media Thumbnail,Alt Text,Type,Group,Background", ",")

func newTimelineSheet(out *bufio.Writer, _ Of, _ Meta) encoder {
	return &sheet{out: csv.NewWriter(out), heads: sheetHeads, row: func(it *Item) []string {
		s := newSlide(it.Entry)
		from, to := s.Start.cells(), [4]string{}
		if s.End != nil {
			to = s.End.cells()
		}
		row := append(from[:], to[:]...)
		return append(row, s.Display, s.Text.Headline, s.Text.Text, "", "", "", "", "", "", s.Group, "")
	}}
}
