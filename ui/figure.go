package ui

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// What a figure measures, in units of the drawing.
const (
	figureRows   = 40  // entries that are drawn each; of more than that, only how many there are
	figureTop    = 64  // above the first row
	figureRow    = 40  // height of a row
	figureLeft   = 24  // left of the dates
	figureDates  = 420 // width of the dates
	figureWords  = 476 // where the words of a row begin
	figureFoot   = 92  // below the last row
	figureBars   = 240 // height of the tallest bar
	figureLine   = 84  // letters of a line of words
	figureLeast  = 7   // least width of an extent
	figureStub   = 34  // width of an arrow: how far it reaches is not known
	figureBucket = 120 // bars that are asked for
)

// A figure is a timeline as a drawing of its own, for a layout: it needs no style sheet
// and no script, and says in words what its shapes mean.
type figure struct {
	Width, Height      int
	Title, Says        string
	Top, Bottom, Words int // of the dates; where words begin
	Wide               int // width of the bars
	Ticks              []tick
	Rows               []figureMark
	Bars               []figureBar
	Legend             []figureMark
	Foot               string
}

// A figureMark is one entry: where it is drawn, and what it says.
type figureMark struct {
	Y               int
	Left, Right     string // ends of the extent
	Width           string // of it
	Dot             bool   // a day, or more finely
	Brackets        bool   // a year, or less finely
	Lasts           bool   // it went on all that time
	Faded           bool   // its ends are approximate
	Before, After   bool   // one end is not known
	Opinion, Differ bool
	Weight          string // width of lines: how many origins say so
	Date, Who, Text string
	Href            string // the article; empty if it is not to be linked
}

// A figureBar is one bucket.
type figureBar struct {
	X, Width             string
	Y, Height            string // of what is known as finely as the bucket is long
	HatchY, HatchHeight  string // of what is spread over it
	Words                string
	HasCount, HasHatched bool
}

// figurePage draws the timeline of a query.
func (s *site) figurePage(r *http.Request) (*view, error) {
	q, err := indexer.ParseQuery(r.URL.Query())
	if err != nil {
		return nil, err
	}
	f, err := s.figure(r.Context(), q)
	if err != nil {
		return nil, err
	}
	return &view{Template: figureTemplate, Body: f}, nil
}

// figureTemplate is that of a figure, which stands in no frame.
const figureTemplate = "figure.svg"

// figure draws what q finds.
func (s *site) figure(ctx context.Context, q indexer.Query) (*figure, error) {
	q.Limit, q.Cursor, q.Facets, q.Marks, q.Lanes = figureRows, "", indexer.NoFacets, 0, ""
	q.Buckets = figureBucket
	t, err := s.search.Timeline(ctx, q)
	if err != nil {
		return nil, err
	}
	f := &figure{Width: stripWidth, Title: "Timeline", Says: count(t.Total, "entry")}
	var asked []string
	for _, c := range chips("/timeline", q) {
		asked = append(asked, c.Words)
	}
	if len(asked) > 0 {
		f.Title = "Timeline: " + xmlText(strings.Join(asked, ", "), 90)
	}
	if t.Undated > 0 {
		f.Says += ", " + count(t.Undated, "claim") + " without a date"
	}
	if t.Excluded > 0 {
		f.Says += ", " + count(t.Excluded, "entry") + " outside what was asked for"
	}
	f.Foot = "Claims as outlets report them, read by Dateline on " + s.now().UTC().Format("2 January 2006") + ". Nothing here says that a claim is true."
	if t.Total > len(t.Entries) {
		f.bars(t)
	} else {
		f.rows(t.Entries)
	}
	return f, nil
}

// rows draws each entry.
func (f *figure) rows(entries []indexer.Entry) {
	f.Words = figureWords
	f.Top, f.Bottom = figureTop, figureTop+len(entries)*figureRow
	f.Height = f.Bottom + figureFoot
	extents := make([]indexer.Bucket, len(entries))
	for i, e := range entries {
		extents[i] = indexer.Bucket{Start: e.Start, End: e.End}
	}
	first, last, ok := reach(extents)
	if !ok {
		return
	}
	axis := newAxis(first, last)
	at := func(t time.Time) float64 { return figureLeft + axis.x(t)/stripWidth*figureDates }
	f.ticks(axis, at)
	for i, e := range entries {
		m := newFigureMark(e, at)
		m.Y = f.Top + i*figureRow + figureRow/2
		f.Rows = append(f.Rows, m)
	}
	f.Legend = legend(f.Rows)
}

func (f *figure) ticks(axis axis, at func(time.Time) float64) {
	for year := axis.from.Year(); year <= axis.to.Year(); year += axis.step {
		f.Ticks = append(f.Ticks, tick{number(at(startOf(year))), year})
	}
}

// newFigureMark draws one entry; at says where a moment stands.
func newFigureMark(e indexer.Entry, at func(time.Time) float64) figureMark {
	line := newEntry(e)
	m := figureMark{
		Opinion: line.Article.Opinion, Differ: e.Claim.Conflict, Weight: number(1 + 0.5*math.Min(float64(max(e.Claim.Origins, 1)-1), 4)),
		Date: xmlText(upperFirst(e.Label), 44), Who: xmlText(line.Claim.Speaker+", in "+e.Article.Outlet, 60),
		Text: xmlText(e.Claim.Text, figureLine), Href: line.Article.Original,
	}
	m.Before, m.After = e.Start.Time.IsZero(), e.End.Time.IsZero()
	left, right := at(orTime(e.Start.Time, e.End.Time)), at(orTime(e.End.Time, e.Start.Time))
	switch {
	case m.Before:
		left = math.Max(figureLeft, right-figureStub)
	case m.After:
		right = math.Min(figureLeft+figureDates, left+figureStub)
	case e.End.Time.Sub(e.Start.Time) <= 24*time.Hour:
		m.Dot = true
	case e.Lasts:
		m.Lasts = true
	default:
		m.Faded = strings.ContainsAny(e.EDTF, "~") || e.EDTF != "" && strings.Contains(e.EDTF, "/")
		m.Brackets = !m.Faded && e.End.Time.Sub(e.Start.Time) > 100*24*time.Hour
	}
	if right-left < figureLeast && !m.Dot {
		right = left + figureLeast
	}
	m.Left, m.Right, m.Width = number(left), number(right), number(right-left)
	return m
}

// legend says what the shapes mean that are drawn.
func legend(rows []figureMark) []figureMark {
	const width, letter, gap = 30, 6, 24
	var all []figureMark
	x := figureLeft
	for _, kind := range []struct {
		like  figureMark
		words string
		is    func(m figureMark) bool
	}{
		{figureMark{Dot: true}, "a day", func(m figureMark) bool { return m.Dot }},
		{figureMark{}, "some time in a month or season", func(m figureMark) bool { return !m.Dot && !m.Brackets && !m.Lasts && !m.Faded && !m.Before && !m.After }},
		{figureMark{Brackets: true}, "some time in a year, or longer", func(m figureMark) bool { return m.Brackets }},
		{figureMark{Lasts: true}, "all that time", func(m figureMark) bool { return m.Lasts }},
		{figureMark{Faded: true}, "about then, or within", func(m figureMark) bool { return m.Faded }},
		{figureMark{Before: true}, "until then", func(m figureMark) bool { return m.Before }},
		{figureMark{After: true}, "from then on", func(m figureMark) bool { return m.After }},
	} {
		for _, row := range rows {
			if kind.is(row) {
				m := kind.like
				m.Left, m.Right, m.Width, m.Weight, m.Text = strconv.Itoa(x), strconv.Itoa(x+width), strconv.Itoa(width), "1", kind.words
				all = append(all, m)
				x += width + letter*len(kind.words) + gap
				break
			}
		}
	}
	return all
}

// bars draws how many entries there are in each bucket.
func (f *figure) bars(t *indexer.Timeline) {
	f.Top, f.Bottom, f.Wide = figureTop, figureTop+figureBars, stripWidth-2*figureLeft
	f.Height = f.Bottom + figureFoot
	first, last, ok := reach(t.Buckets)
	if !ok {
		return
	}
	axis := newAxis(first, last)
	at := func(t time.Time) float64 { return figureLeft + axis.x(t)/stripWidth*float64(f.Wide) }
	f.ticks(axis, at)
	most := 1.0
	for _, b := range t.Buckets {
		most = math.Max(most, float64(b.Count)+b.Mass)
	}
	for _, b := range t.Buckets {
		height, hatched := figureBars*float64(b.Count)/most, figureBars*b.Mass/most
		x := at(b.Start.Time)
		f.Bars = append(f.Bars, figureBar{
			X: number(x), Width: number(math.Max(at(b.End.Time)-x-1, 1)),
			Y: number(float64(f.Bottom) - height), Height: number(height), HasCount: b.Count > 0,
			HatchY: number(float64(f.Bottom) - height - hatched), HatchHeight: number(hatched), HasHatched: b.Mass > 0,
			Words: bucketWords(b) + ": " + count(b.Count, "entry"),
		})
	}
	f.Says += ", in stretches of one " + string(cmp.Or(t.Unit, timex.Year)) + "; hatched: known less finely than that, spread over its extent"
}

// xmlText returns the beginning of a text, without what no XML file may hold.
func xmlText(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < ' ' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most-1])) + "…"
}
