package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"dateline/scraper"
)

// leastConfidence is what a day must have to be told as the day of publication.
const leastConfidence = 0.3

// dates finds when the article was published and changed: all that the page says
// of it is gathered, and the day for which most speaks is taken.
func (m *meta) dates(d *document) {
	lines := m.lines
	m.reader = m.dateReader(lines)
	found := m.declaredDates()
	found = append(found, m.markedDates(d)...)
	at := addressDates(m.url)
	if len(at) == 0 {
		at = addressDates(d.addr)
	}
	found = append(found, at...)
	found = append(found, m.visibleDates(lines)...)
	if len(at) > 0 && at[0].month {
		found = append(found, m.completed(lines, at[0].Time)...)
	}
	found = append(found, m.scriptDates(d)...)
	found = slices.DeleteFunc(found, func(e evidence) bool { return e.Time.IsZero() })
	for i := range found {
		m.doubt(&found[i])
	}
	m.settle(found)
	weighChanges(found)
	raiseFaint(found)
	m.published = m.judge(found)
	m.modified = m.lastChange(found)
}

// dateReader returns how this page's dates are to be read: by the outlet's clock,
// and days or months first as its language and its address have it.
func (m *meta) dateReader(lines []line) dateReader {
	r := dateReader{zone: m.zone, order: dayFirst, guessed: true}
	lang, _, _ := strings.Cut(m.language, "-")
	host := hostOf(m.url)
	switch {
	case m.language == "en-US":
		r.order = monthFirst
	case lang != "en" && lang != "":
	case strings.HasSuffix(host, ".com"), strings.HasSuffix(host, ".gov"), strings.HasSuffix(host, ".us"), strings.HasSuffix(host, ".edu"), strings.HasSuffix(host, ".org"), strings.HasSuffix(host, ".net"):
		if r.order = unsure; lang == "en" {
			r.order = monthFirst
		}
	}
	for _, l := range lines { // a date that can be read in one way only tells of the others
		if len(l.text) > longLine || !strings.Contains(l.text, "/") {
			continue
		}
		if hit := slashed.FindStringSubmatch(l.text); hit != nil {
			first, second := number(hit[1]), number(hit[2])
			if first > 12 && second <= 12 {
				r.order, r.guessed = dayFirst, false
				break
			}
			if second > 12 && first <= 12 {
				r.order, r.guessed = monthFirst, false
				break
			}
		}
	}
	return r
}

// doubt lowers the trust in days that a page can hardly have been published on,
// and in those that servers make up: the moment of the visit.
func (m *meta) doubt(e *evidence) {
	if y := e.Time.Year(); y < 1990 {
		e.trust *= .6
	}
	if m.fetched.IsZero() {
		return
	}
	switch late := e.Time.Sub(m.fetched); {
	case late > 36*time.Hour, late > time.Hour && !e.Day:
		e.trust *= .05
	case !e.Day && late > -2*time.Minute:
		e.trust *= .6
	case e.family == visible && late > -24*time.Hour:
		e.trust *= .8
	}
}

// weighChanges takes their say in the day of publication from dates of change,
// where the page names that day too: then a date that agrees with a change, and
// is later than what is declared, is one of change as well.
func weighChanges(found []evidence) {
	var declared time.Time
	for _, f := range []family{structured, markup} {
		for _, e := range found {
			if e.family == f && e.trust >= .88 && !e.month && (declared.IsZero() || f == structured && dayOf(e.Date).Before(declared)) {
				declared = dayOf(e.Date)
			}
		}
	}
	if declared.IsZero() {
		return
	}
	changes := map[time.Time]bool{}
	for i, e := range found {
		if e.changed {
			found[i].trust = .2
			changes[dayOf(e.Date)] = true
		}
	}
	for i, e := range found {
		if day := dayOf(e.Date); e.family != address && e.family != change && changes[day] && day.Sub(declared) > 24*time.Hour {
			found[i].changed, found[i].family, found[i].trust = true, change, .2
		}
	}
}

// raiseFaint gives a say to the first of the faint dates where nothing else speaks:
// if all are of one day, it is likely that, and else it may be.
func raiseFaint(found []evidence) {
	var first *evidence
	many, oneDay := 0, true
	for i, e := range found {
		switch {
		case e.month || e.trust < .1:
			continue
		case e.trust >= .4:
			return
		case first == nil:
			first = &found[i]
		case !dayOf(first.Date).Equal(dayOf(e.Date)):
			oneDay = false
		}
		many++
	}
	switch {
	case first == nil:
	case oneDay && many < 3:
		first.trust = .5
	default:
		first.trust = .36 // a list of other articles, perhaps
	}
}

// alternatives is how many other days a wrong source might as well name, as far
// as its weight goes.
const alternatives = 4

// weight returns how much a source of that trust adds for the day it names: the
// logarithm of how much likelier it names it when that is right.
func weight(trust float64) float64 {
	trust = min(max(trust, .02), .98)
	return math.Log(trust * alternatives / (1 - trust))
}

// judge returns the day for which most speaks, with how sure that is and what
// speaks for another; zero if no day is likely enough.
func (m *meta) judge(found []evidence) scraper.Date {
	days := candidates(found)
	if len(days) == 0 {
		return scraper.Date{}
	}
	scores := make([]float64, len(days))
	all := float64(alternatives) // that none of them is right
	best := 0
	for i, day := range days {
		scores[i] = support(day, found)
		all += math.Exp(scores[i])
		if scores[i] > scores[best]+.01 {
			best = i
		}
	}
	confidence := math.Exp(scores[best]) / all
	if confidence < leastConfidence {
		return scraper.Date{}
	}
	out := said(days[best], found)
	out.Confidence = math.Round(confidence*1000) / 1000
	out.Against = against(out, found)
	return out
}

// candidates returns the days that are named, the earliest first: of two days
// with as much support, the later is more likely one of change.
func candidates(found []evidence) []time.Time {
	var days []time.Time
	for _, e := range found {
		if day := dayOf(e.Date); !e.month && !slices.ContainsFunc(days, day.Equal) && len(days) < 60 {
			days = append(days, day)
		}
	}
	slices.SortFunc(days, time.Time.Compare)
	return days
}

// dayOf returns the day of a date, as the page itself names it.
func dayOf(d scraper.Date) time.Time {
	return time.Date(d.Time.Year(), d.Time.Month(), d.Time.Day(), 0, 0, 0, 0, time.UTC)
}

// support adds up what speaks for a day. Within a family the weightiest counts in
// full, what agrees with it a little. A neighbouring day is nearly the same: the
// clocks of server and reader differ.
func support(day time.Time, found []evidence) float64 {
	var most, more [families]float64
	sum := 0.0
	for _, e := range found {
		w := weight(e.trust)
		apart := int(math.Round(dayOf(e.Date).Sub(day).Hours() / 24))
		switch {
		case e.month && e.Time.Year() == day.Year() && e.Time.Month() == day.Month():
			sum += 1.2
			continue
		case e.month && (apart == 1 || apart == -1 || apart > 0 && apart < 3):
			continue
		case e.month:
			sum -= 1.5
			continue
		case apart == 0:
		case (apart == 1 || apart == -1) && (!e.Day || e.family == address) && w > 0:
			w *= .6
		default:
			continue
		}
		if w > most[e.family] {
			most[e.family], w = w, most[e.family]
		}
		more[e.family] = max(more[e.family], w)
	}
	named := false
	for f := range most {
		sum += most[f] + .25*max(more[f], 0)
		named = named || most[f] > 0
	}
	if !named {
		return -3
	}
	return sum
}

// said returns the first and best date that names the day, with its time if any
// source tells it.
func said(day time.Time, found []evidence) scraper.Date {
	best := -1
	for i, e := range found {
		if e.month || !dayOf(e.Date).Equal(day) {
			continue
		}
		if best < 0 || e.trust > found[best].trust && found[best].trust < .7 {
			best = i
		}
	}
	out := found[best].Date
	for _, e := range found {
		if !e.changed && !e.month {
			out = finer(out, e.Date)
		}
	}
	return out
}

// against returns what the page says elsewhere, where that is another day, the
// most trusted first. A day in the story says nothing of the page.
func against(d scraper.Date, found []evidence) []scraper.Date {
	var others []evidence
	day := dayOf(d)
	for _, e := range found {
		apart := dayOf(e.Date).Sub(day).Abs()
		if e.changed || e.month || e.trust < .35 || e.From == "text" && !e.close || apart == 0 || apart <= 24*time.Hour && (!e.Day || !d.Day) {
			continue
		}
		if !slices.ContainsFunc(others, func(had evidence) bool { return dayOf(had.Date).Equal(dayOf(e.Date)) }) {
			others = append(others, e)
		}
	}
	slices.SortStableFunc(others, func(a, b evidence) int { return cmp.Compare(b.trust, a.trust) })
	var out []scraper.Date
	for _, e := range others[:min(len(others), 5)] {
		e.Confidence = math.Round(e.trust*1000) / 1000
		out = append(out, e.Date)
	}
	return out
}

// lastChange returns when the article was changed last, as the first source of
// that says; zero if none does, or only of a time before publication.
func (m *meta) lastChange(found []evidence) scraper.Date {
	var out scraper.Date
	agree := 0
	for _, e := range found {
		if !e.changed || !m.published.Time.IsZero() && dayOf(e.Date).Before(dayOf(m.published)) {
			continue
		}
		if out.Time.IsZero() {
			out = e.Date
			out.Confidence = .6 + e.trust/2
		}
		if dayOf(out).Equal(dayOf(e.Date)) {
			agree++
			out.Time, out.Day = finer(out, e.Date).Time, finer(out, e.Date).Day
		}
	}
	if agree > 1 {
		out.Confidence = .95
	}
	return out
}

// finer returns d, or e if d is unknown, or if d names only the day and e the
// time on that day.
func finer(d, e scraper.Date) scraper.Date {
	if d.Time.IsZero() {
		return e
	}
	if d.Day && !e.Day && !e.Time.IsZero() && dayOf(e).Equal(dayOf(d)) {
		return e
	}
	return d
}
