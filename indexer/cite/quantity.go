package cite

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer/timex"
)

// A quantity is a number that counts something.
type quantity struct {
	value float64
	about bool     // "nearly", "some"
	of    []string // stems of what it counts, or "%" and signs of currencies
	shown string   // "3 people"
}

var (
	multipliers = map[string]float64{"hundr": 1e2, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12, "m": 1e6, "mn": 1e6, "bn": 1e9, "k": 1e3}
	abouts      = set(`about around nearly almost some roughly approximately over than least most circa`)
	currencies  = map[string]string{"dollar": "$", "euro": "€", "pound": "£", "$": "$", "€": "€", "£": "£"}
)

// readDates marks the words of dates, and reads years and months if the claim came
// without dates.
func (a *Assertion) readDates() {
	read := len(a.When) == 0
	month := time.Month(0)
	for i := range a.terms {
		t := &a.terms[i]
		if monthNames[t.Text] && t.Capital {
			near := func(j int) bool { return j >= 0 && j < len(a.terms) && a.terms[j].Number }
			// "May" may be a name or a verb; a number beside it tells.
			if t.Text != "may" && t.Text != "march" || near(i-1) || near(i+1) || i > 0 && a.terms[i-1].Text == "in" {
				t.date = true
				month = time.Month(monthNumber(t.Text))
				for _, j := range []int{i - 1, i + 1} {
					if near(j) && len(a.terms[j].Stem) <= 2 {
						a.terms[j].date = true
					}
				}
			}
			continue
		}
		if year := plainYear(t.raw); t.Number && year > 0 && !a.countsSomething(i) {
			t.date = true
			if read {
				start := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
				v := timex.Interval{Start: start, End: start.AddDate(1, 0, 0), Grain: timex.Year}
				if near := i > 0 && a.terms[i-1].date || i > 1 && a.terms[i-2].date; near && month > 0 {
					v.Start = time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
					v.End, v.Grain = v.Start.AddDate(0, 1, 0), timex.Month
				}
				a.When = append(a.When, v)
			}
			month = 0
		}
	}
}

func monthNumber(name string) int {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), name) {
			return int(m)
		}
	}
	return 0
}

// plainYear returns the year that four digits name; 0 if they name none.
func plainYear(raw string) int {
	if len(raw) != len("2006") {
		return 0
	}
	if n, err := strconv.Atoi(raw); err == nil && n >= 1000 && n < 2100 {
		return n
	}
	return 0
}

// countsSomething reports whether the number at i has a sign or a word of amount beside it.
func (a *Assertion) countsSomething(i int) bool {
	if a.sign(i) != "" {
		return true
	}
	return i+1 < len(a.terms) && (multipliers[a.terms[i+1].Stem] > 0 || a.terms[i+1].Stem == "person" || a.terms[i+1].Stem == "percent")
}

// sign returns the sign of percent or of a currency that touches the number at i.
func (a *Assertion) sign(i int) string {
	t := &a.terms[i]
	if strings.HasPrefix(a.Text[t.End:], "%") {
		return "%"
	}
	r, _ := utf8.DecodeLastRuneInString(a.Text[:t.Start])
	return currencies[string(r)]
}

// readQuantities finds the numbers that count something. Ordinals count nothing.
func (a *Assertion) readQuantities() {
	for i := 0; i < len(a.terms); i++ {
		t := &a.terms[i]
		if t.date || !t.Number || ordinal(t.Text) {
			continue
		}
		digits := strings.TrimRight(t.Stem, "abcdefghijklmnopqrstuvwxyz")
		value, err := strconv.ParseFloat(digits, 64)
		if err != nil || math.IsInf(value, 0) {
			continue
		}
		if m := multipliers[t.Stem[len(digits):]]; m > 0 {
			value *= m
		}
		q := quantity{value: value, about: i > 0 && abouts[a.terms[i-1].Text]}
		if s := a.sign(i); s != "" {
			q.of = append(q.of, s)
		}
		t.counts = true
		end := t.End
		for i+1 < len(a.terms) && multipliers[a.terms[i+1].Stem] > 0 {
			i++
			q.value *= multipliers[a.terms[i].Stem]
			a.terms[i].counts = true
			end = a.terms[i].End
		}
		for j := i + 1; j < min(len(a.terms), i+3) && !a.terms[j].breaks; j++ {
			u := &a.terms[j]
			switch {
			case u.Stem == "percent" || u.Text == "cent":
				q.of, u.counts = append(q.of, "%"), true
			case currencies[u.Stem] != "":
				q.of, u.counts = append(q.of, currencies[u.Stem]), true
			case u.Common || u.Number || u.Text == "per":
				continue
			default:
				q.of = append(q.of, u.Stem)
			}
			end = u.End
			break
		}
		q.shown = strings.TrimSpace(a.Text[t.Start:end])
		if s := a.sign(a.indexAt(t.Start)); s != "" && s != "%" {
			q.shown = s + q.shown
		} else if s == "%" && !strings.Contains(q.shown, "%") {
			q.shown += "%"
		}
		a.quantities = append(a.quantities, q)
		a.Numbers = append(a.Numbers, q.shown)
	}
}

// indexAt returns which term begins at a byte.
func (a *Assertion) indexAt(start int) int {
	return max(0, slices.IndexFunc(a.terms, func(t term) bool { return t.Start == start }))
}

// ordinal reports whether a word says which one, not how many.
func ordinal(w string) bool {
	switch w {
	case "second", "third":
		return true
	}
	if strings.HasSuffix(w, "th") && len(w) > 2 {
		return true
	}
	return len(w) > 2 && w[0] <= '9' && (strings.HasSuffix(w, "st") || strings.HasSuffix(w, "nd") || strings.HasSuffix(w, "rd"))
}

// agree reports whether two quantities may be of one count: equal, or near where one is about.
func (q quantity) agree(r quantity) bool {
	most := math.Max(math.Abs(q.value), math.Abs(r.value))
	apart := math.Abs(q.value - r.value)
	if q.about || r.about {
		return apart <= 0.2*most
	}
	return apart <= 0.02*most && (most > 1000 || apart == 0)
}

// compareQuantities returns the numbers that both claims have, and those of one thing
// that differ.
func compareQuantities(a, b *Assertion) (both []string, clash string) {
	for _, q := range a.quantities {
		comparable, agreed := "", false
		for _, r := range b.quantities {
			switch alike := slices.ContainsFunc(q.of, func(u string) bool { return slices.Contains(r.of, u) }); {
			case q.agree(r):
				agreed = true
			case alike || len(q.of) == 0 || len(r.of) == 0:
				comparable = r.shown
			}
		}
		if agreed {
			both = append(both, q.shown)
		} else if comparable != "" {
			clash = q.shown + ", " + comparable
		}
	}
	return both, clash
}
