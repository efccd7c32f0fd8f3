package timex

import "time"

// A feast is a day with a name that comes once a year.
type feast struct {
	name string
	on   func(year int) time.Time
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

// feasts are found by their first word; the words that follow it stand in order.
var feasts = map[string][]struct {
	words []string
	feast
}{
	"christmas": {
		{[]string{"eve"}, feast{"Christmas Eve", fixed(12, 24)}},
		{[]string{"day"}, feast{"Christmas Day", fixed(12, 25)}},
		{nil, feast{"Christmas", fixed(12, 25)}},
	},
	"boxing":       {{[]string{"day"}, feast{"Boxing Day", fixed(12, 26)}}},
	"new":          {{[]string{"year", "'", "s", "eve"}, feast{"New Year’s Eve", fixed(12, 31)}}, {[]string{"year", "'", "s", "day"}, feast{"New Year’s Day", fixed(1, 1)}}},
	"halloween":    {{nil, feast{"Halloween", fixed(10, 31)}}},
	"easter":       {{[]string{"monday"}, feast{"Easter Monday", afterEaster(1)}}, {[]string{"sunday"}, feast{"Easter Sunday", afterEaster(0)}}, {nil, feast{"Easter", afterEaster(0)}}},
	"good":         {{[]string{"friday"}, feast{"Good Friday", afterEaster(-2)}}},
	"ash":          {{[]string{"wednesday"}, feast{"Ash Wednesday", afterEaster(-46)}}},
	"palm":         {{[]string{"sunday"}, feast{"Palm Sunday", afterEaster(-7)}}},
	"thanksgiving": {{[]string{"day"}, feast{"Thanksgiving Day", nth(4, time.Thursday, 11)}}, {nil, feast{"Thanksgiving", nth(4, time.Thursday, 11)}}},
	"labor":        {{[]string{"day"}, feast{"Labor Day", nth(1, time.Monday, 9)}}},
	"memorial":     {{[]string{"day"}, feast{"Memorial Day", nth(-1, time.Monday, 5)}}},
	"independence": {{[]string{"day"}, feast{"Independence Day", fixed(7, 4)}}},
	"columbus":     {{[]string{"day"}, feast{"Columbus Day", nth(2, time.Monday, 10)}}},
	"veterans":     {{[]string{"day"}, feast{"Veterans Day", fixed(11, 11)}}},
	"armistice":    {{[]string{"day"}, feast{"Armistice Day", fixed(11, 11)}}},
	"election":     {{[]string{"day"}, feast{"Election Day", electionDay}}},
	"valentine":    {{[]string{"'", "s", "day"}, feast{"Valentine’s Day", fixed(2, 14)}}},
	"inauguration": {{[]string{"day"}, feast{"Inauguration Day", fixed(1, 20)}}},
	"black":        {{[]string{"friday"}, feast{"Black Friday", func(y int) time.Time { return nth(4, time.Thursday, 11)(y).AddDate(0, 0, 1) }}}},
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
		if t := r.tok(next); known[k].words == nil && (t.word && t.upper && r.together(next) || r.is(next, "tree", "trees", "card", "cards", "eggs", "dinner", "present", "presents", "week", "season", "shopping", "-")) {
			return nil, i // "Christmas Island", "Christmas trees"
		}
		if t := r.tok(next); t.word && t.upper && r.together(next) && known[k].words != nil && !r.allCaps(next) && months[t.low] == 0 && !isWeekday(t.low) {
			return nil, i // "the Good Friday Agreement"
		}
		if why := r.namedFeast(i, next); why != "" {
			r.reject(i, next, why)
			return nil, i
		}
		e := r.keep(expr{kind: point, holiday: &known[k].feast})
		if at > i {
			n := map[string]int{"last": -1, "this": 0, "next": 1}[r.low(i)]
			e.rel, e.kind, e.unit = n, relative, unit{grain: Day}
			return e, next
		}
		e.year, next = r.yearAfter(next)
		return e, next
	}
	return nil, i
}
