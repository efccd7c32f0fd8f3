package ui

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"dateline/indexer"
)

// A group is a year with what is dated inside it, or a stretch that no year
// holds, such as the late 1980s: so each entry stands once, under the smallest
// heading that holds it.
type group struct {
	Title string
	ID    string
	Dates []dateGroup // by label; one without a Title if the group's own says it
}

// A dateGroup is the entries of one date.
type dateGroup struct {
	Title   string
	Entries []entry
}

// groups returns entries, which come in order, by year and date. Of two groups
// that begin together, the longer comes first, as in a table of contents.
func groups(entries []indexer.Entry) []group {
	type placed struct {
		group
		at     time.Time
		length time.Duration
	}
	var all []*placed
	byTitle := map[string]*placed{}
	for _, e := range entries {
		title, date := upperFirst(e.Label), ""
		at, length := extent(e)
		if year, ok := within(e); ok {
			title, date = strconv.Itoa(year), title
			at = time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
			length = 0
		}
		g := byTitle[title]
		if g == nil {
			g = &placed{group: group{Title: title, ID: "g" + strconv.Itoa(len(all)+1)}, at: at, length: length}
			all, byTitle[title] = append(all, g), g
		}
		i := slices.IndexFunc(g.Dates, func(d dateGroup) bool { return d.Title == date })
		if i < 0 {
			i = len(g.Dates)
			g.Dates = append(g.Dates, dateGroup{Title: date})
		}
		g.Dates[i].Entries = append(g.Dates[i].Entries, newEntry(e))
	}
	slices.SortStableFunc(all, func(a, b *placed) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(b.length, a.length))
	})
	out := make([]group, len(all))
	for i, g := range all {
		out[i] = g.group
	}
	return out
}

// within returns the year that holds the entry, if one does.
func within(e indexer.Entry) (int, bool) {
	from, to := e.Start.Time, e.End.Time
	if from.IsZero() || to.IsZero() {
		return 0, false
	}
	year := from.UTC().Year()
	return year, to.UTC().Add(-time.Nanosecond).Year() == year
}

// extent returns where an entry stands and how far it reaches: without limit
// if an end is open. With an open start it stands at its end.
func extent(e indexer.Entry) (time.Time, time.Duration) {
	from, to := e.Start.Time, e.End.Time
	switch {
	case from.IsZero():
		return to, 1<<63 - 1
	case to.IsZero():
		return from, 1<<63 - 1
	}
	return from, to.Sub(from)
}
