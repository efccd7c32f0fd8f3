package timex

import (
	"strings"
	"sync"
	"time"
)

// A feast is a day with a name that comes once a year, or days that begin with it.
type feast struct {
	name string
	on   func(year int) time.Time // zero where no table tells
	days int                      // how many there are; 0 for one
}

// in returns the feast of a year; zero where no table tells.
func (f *feast) in(y int) Interval {
	first := f.on(y)
	if first.IsZero() {
		return Interval{}
	}
	return Interval{Start: first, End: first.AddDate(0, 0, max(f.days, 1)), Grain: Day}
}

// tabled returns the first day of a table in a year, moved by so many days.
func tabled(table string, moved int) func(int) time.Time {
	days := sync.OnceValue(func() map[int]time.Time {
		all := map[int]time.Time{}
		for row := range strings.FieldsSeq(table) {
			day := date(atoi(row[:4]), atoi(row[4:6]), atoi(row[6:]))
			if _, ok := all[day.Year()]; !ok {
				all[day.Year()] = day
			}
		}
		return all
	})
	return func(y int) time.Time {
		if day, ok := days()[y]; ok {
			return day.AddDate(0, 0, moved)
		}
		return time.Time{}
	}
}

func fixed(m, d int) func(int) time.Time {
	return func(y int) time.Time { return date(y, m, d) }
}

// nth returns the nth given weekday of a month; the last one for n = -1.
func nth(n int, d time.Weekday, m int) func(int) time.Time {
	return func(y int) time.Time {
		if n < 0 {
			last := date(y, m+1, 0)
			return last.AddDate(0, 0, -(int(last.Weekday()-d)+7)%7)
		}
		first := date(y, m, 1)
		return first.AddDate(0, 0, (int(d-first.Weekday())+7)%7+7*(n-1))
	}
}

// afterEaster returns the day so many days after Easter Sunday.
func afterEaster(days int) func(int) time.Time {
	return func(y int) time.Time { return easter(y).AddDate(0, 0, days) }
}

// easter returns Easter Sunday by the Gregorian computus.
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return date(y, n/31, n%31+1)
}

// orthodoxEaster returns Easter Sunday by the Julian computus, as a day of our calendar.
func orthodoxEaster(y int) time.Time {
	d := (19*(y%19) + 15) % 30
	e := (2*(y%4) + 4*(y%7) - d + 34) % 7
	n := d + e + 114
	return date(y, n/31, n%31+1).AddDate(0, 0, y/100-y/400-2)
}

// feasts are found by their first word; the words that follow it stand in order.
var feasts = map[string][]struct {
	words []string
	feast
}{
	"christmas": {
		{[]string{"eve"}, feast{name: "Christmas Eve", on: fixed(12, 24)}},
		{[]string{"day"}, feast{name: "Christmas Day", on: fixed(12, 25)}},
		{nil, feast{name: "Christmas", on: fixed(12, 25)}},
	},
	"boxing":       {{[]string{"day"}, feast{name: "Boxing Day", on: fixed(12, 26)}}},
	"new":          {{[]string{"year", "'", "s", "eve"}, feast{name: "New Year’s Eve", on: fixed(12, 31)}}, {[]string{"year", "'", "s", "day"}, feast{name: "New Year’s Day", on: fixed(1, 1)}}},
	"halloween":    {{nil, feast{name: "Halloween", on: fixed(10, 31)}}},
	"easter":       {{[]string{"monday"}, feast{name: "Easter Monday", on: afterEaster(1)}}, {[]string{"sunday"}, feast{name: "Easter Sunday", on: afterEaster(0)}}, {nil, feast{name: "Easter", on: afterEaster(0)}}},
	"good":         {{[]string{"friday"}, feast{name: "Good Friday", on: afterEaster(-2)}}},
	"ash":          {{[]string{"wednesday"}, feast{name: "Ash Wednesday", on: afterEaster(-46)}}},
	"palm":         {{[]string{"sunday"}, feast{name: "Palm Sunday", on: afterEaster(-7)}}},
	"thanksgiving": {{[]string{"day"}, feast{name: "Thanksgiving Day", on: nth(4, time.Thursday, 11)}}, {nil, feast{name: "Thanksgiving", on: nth(4, time.Thursday, 11)}}},
	"labor":        {{[]string{"day"}, feast{name: "Labor Day", on: nth(1, time.Monday, 9)}}},
	"memorial":     {{[]string{"day"}, feast{name: "Memorial Day", on: nth(-1, time.Monday, 5)}}},
	"independence": {{[]string{"day"}, feast{name: "Independence Day", on: fixed(7, 4)}}},
	"columbus":     {{[]string{"day"}, feast{name: "Columbus Day", on: nth(2, time.Monday, 10)}}},
	"veterans":     {{[]string{"day"}, feast{name: "Veterans Day", on: fixed(11, 11)}}},
	"armistice":    {{[]string{"day"}, feast{name: "Armistice Day", on: fixed(11, 11)}}},
	"election":     {{[]string{"day"}, feast{name: "Election Day", on: electionDay}}},
	"valentine":    {{[]string{"'", "s", "day"}, feast{name: "Valentine’s Day", on: fixed(2, 14)}}},
	"inauguration": {{[]string{"day"}, feast{name: "Inauguration Day", on: fixed(1, 20)}}},
	"orthodox":     {{[]string{"easter"}, feast{name: "Orthodox Easter", on: orthodoxEaster}}, {[]string{"christmas"}, feast{name: "Orthodox Christmas", on: fixed(1, 7)}}},
	"pentecost":    {{nil, feast{name: "Pentecost", on: afterEaster(49)}}},
	"mardi":        {{[]string{"gras"}, feast{name: "Mardi Gras", on: afterEaster(-47)}}},
	"maundy":       {{[]string{"thursday"}, feast{name: "Maundy Thursday", on: afterEaster(-3)}}},
	"bastille":     {{[]string{"day"}, feast{name: "Bastille Day", on: fixed(7, 14)}}},
	"anzac":        {{[]string{"day"}, feast{name: "Anzac Day", on: fixed(4, 25)}}},
	"remembrance":  {{[]string{"day"}, feast{name: "Remembrance Day", on: fixed(11, 11)}}},
	"ramadan":      {{nil, feast{name: "Ramadan", on: tabled(ramadans, 0), days: 29}}},
	"eid":          {{[]string{"al", "-", "fitr"}, feast{name: "Eid al-Fitr", on: tabled(eids, 0)}}, {[]string{"al", "-", "adha"}, feast{name: "Eid al-Adha", on: tabled(sacrifices, 0)}}},
	"lunar":        {{[]string{"new", "year"}, feast{name: "Lunar New Year", on: tabled(lunarNewYears, 0)}}},
	"chinese":      {{[]string{"new", "year"}, feast{name: "Lunar New Year", on: tabled(lunarNewYears, 0)}}},
	"tet":          {{nil, feast{name: "Tet", on: tabled(lunarNewYears, 0)}}},
	"rosh":         {{[]string{"hashanah"}, feast{name: "Rosh Hashanah", on: tabled(hebrewYears, 0), days: 2}}},
	"yom":          {{[]string{"kippur"}, feast{name: "Yom Kippur", on: tabled(hebrewYears, 9)}}},
	"passover":     {{nil, feast{name: "Passover", on: tabled(passovers, 0), days: 7}}},
	"hanukkah":     {{nil, feast{name: "Hanukkah", on: tabled(hanukkahs, 0), days: 8}}},
	"black":        {{[]string{"friday"}, feast{name: "Black Friday", on: func(y int) time.Time { return nth(4, time.Thursday, 11)(y).AddDate(0, 0, 1) }}}},
}

// feastRule reads "Christmas", "Thanksgiving Day 1998", "last Easter".
func (r *reader) feastRule(i int) (*expr, int) {
	at := i
	if r.is(at, "last", "this", "next") {
		at++
	}
	known, ok := feasts[r.low(at)]
	if !ok || !r.tok(at).upper {
		return nil, i
	}
	for k := range known {
		next := at + 1
		for _, w := range known[k].words {
			if r.low(next) != w {
				next = 0
				break
			}
			next++
		}
		if next == 0 {
			continue
		}
		if t := r.tok(next); known[k].words == nil && (t.word && t.upper && r.together(next) ||
			r.is(next, "tree", "trees", "card", "cards", "eggs", "dinner", "present", "presents", "week", "season", "shopping", "-")) {
			return nil, i // "Christmas Island", "Christmas trees"
		}
		if nameWord(r.tok(next)) && r.together(next) && known[k].words != nil && !r.allCaps(next) {
			return nil, i // "the Good Friday Agreement"
		}
		if why := r.namedFeast(i, next); why != "" {
			r.reject(i, next, why)
			return nil, i
		}
		e := r.keep(expr{kind: point, holiday: &known[k].feast})
		if at > i {
			e.rel, e.kind, e.unit = rels[r.low(i)], relative, unit{grain: Day}
			return e, next
		}
		e.year, next = r.yearAfter(next)
		return e, next
	}
	return nil, i
}
