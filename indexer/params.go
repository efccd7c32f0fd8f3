package indexer

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer/claim"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// The bounds of a page of answers.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
	MaxBuckets   = 2000
	MaxMarks     = 2000
)

// The bounds of a filter: no person writes more, and no index should work for it.
const (
	maxValues     = 100 // values of one filter
	maxValueRunes = 300 // characters of one value
)

// Kinds are the words for the kinds of article, in the order in which they are listed.
var Kinds = func() (list []string) {
	for _, k := range scraper.Kinds {
		list = append(list, k.String())
	}
	return list
}()

// Grains are the words for how finely dates are told, the finest first.
var Grains = func() (list []string) {
	for _, g := range timex.Grains {
		list = append(list, string(g))
	}
	return list
}()

// ParseQuery reads a query as addresses and flags spell it:
//
//	q        text, see ParseText
//	outlet   names or hosts           kind    news, analysis, opinion …
//	speaker  names                    grain   minute … century
//	event    when it happened         pub     when it was published
//	medium   post, interview, book …  origins at least so many say the same
//	section  as outlets name them     lang    en, de-AT …
//	author   names                    conflict yes: dates that cannot both be
//	place    names, in claims and datelines
//	inside   must: entries that lie in event whole; may: those that overlap it
//	order    best, newest, oldest     facets  which are counted, or none
//	boosts   off: best goes by the words alone
//	copies   folded: a text is listed once; all: every article that has it
//	buckets  at most so many          lanes   speaker, outlet, cluster
//	marks    one for every entry, if they are no more
//	limit    answers on a page        cursor  where the page before ended
//	loose    yes: of a wrong q, what could be understood is asked
//
// Outlet, kind, speaker, medium, section, lang, author, place, grain and facets may be repeated, and may hold several values
// with commas between; a value that holds a comma stands in quotation marks.
// Event and pub are EDTF: 1987, 1987-03, 198X, 1985/1991, ../1987. Other keys are not
// looked at. A wrong value is a *QueryError that names the key and what to write.
func ParseQuery(v url.Values) (Query, error) {
	p := params{values: v}
	q := Query{
		Text:      strings.TrimSpace(p.one("q")),
		Outlets:   p.list("outlet"),
		Kinds:     lower(p.list("kind")),
		Speakers:  p.list("speaker"),
		Media:     lower(p.list("medium")),
		Sections:  p.list("section"),
		Languages: p.list("lang"),
		Authors:   p.list("author"),
		Places:    p.list("place"),
		Origins:   p.origins(),
		Conflict:  p.yes("conflict"),
		Event:     p.interval("event"),
		Inside:    p.oneOf("inside", "may", "must") == "must",
		Published: p.interval("pub"),
		Order:     Order(strings.TrimPrefix(p.oneOf("order", "best", "newest", "oldest"), "best")),
		Copies:    strings.TrimPrefix(p.oneOf("copies", "folded", AllCopies), "folded"),
		Boosts:    strings.TrimPrefix(p.oneOf("boosts", "on", BoostsOff), "on"),
		Facets:    lower(p.list("facets")),
		Buckets:   p.number("buckets", MaxBuckets),
		Marks:     p.number("marks", MaxMarks),
		Lanes:     p.oneOf("lanes", append([]string{""}, LaneNames...)...),
		Limit:     p.number("limit", MaxLimit),
		Cursor:    p.one("cursor"),
	}
	for _, g := range lower(p.list("grain")) {
		q.Grains = append(q.Grains, timex.Grain(g))
	}
	if p.yes("loose") {
		q.Text = Understood(q.Text)
	}
	if p.err != nil {
		return Query{}, p.err
	}
	return q, q.Validate()
}

// Validate returns a *QueryError for the first field that asks for something
// impossible. An index calls it, so that every way in is held to the same.
func (q Query) Validate() error {
	if _, err := ParseText(q.Text); err != nil {
		return err
	}
	for _, list := range []struct {
		field  string
		values []string
	}{
		{"outlet", q.Outlets}, {"speaker", q.Speakers}, {"kind", q.Kinds}, {"medium", q.Media},
		{"section", q.Sections}, {"lang", q.Languages}, {"author", q.Authors}, {"place", q.Places}, {"facets", q.Facets},
	} {
		if len(list.values) > maxValues {
			return &QueryError{Field: list.field, Says: fmt.Sprintf("has %d values: write at most %d", len(list.values), maxValues)}
		}
		for _, s := range list.values {
			if n := utf8.RuneCountInString(s); n > maxValueRunes {
				return &QueryError{Field: list.field, Says: fmt.Sprintf("has a value of %d characters: write at most %d", n, maxValueRunes)}
			}
		}
	}
	for _, k := range q.Kinds {
		if !slices.Contains(Kinds, k) {
			return &QueryError{Field: "kind", Says: fmt.Sprintf("%q is none: write %s", k, strings.Join(Kinds, ", "))}
		}
	}
	for _, m := range q.Media {
		if !slices.Contains(claim.Media, claim.Medium(m)) {
			return &QueryError{Field: "medium", Says: fmt.Sprintf("%q is none: write %s", m, joinMedia(", "))}
		}
	}
	if q.Origins < 0 || q.Origins > maxOrigins {
		return &QueryError{Field: "origins", Says: fmt.Sprintf("%d is out of range: write 1 to %d", q.Origins, maxOrigins)}
	}
	for _, g := range q.Grains {
		if !slices.Contains(timex.Grains, g) {
			return &QueryError{Field: "grain", Says: fmt.Sprintf("%q is none: write %s", g, strings.Join(Grains, ", "))}
		}
	}
	for _, v := range []struct {
		field string
		timex.Interval
	}{{"event", q.Event}, {"pub", q.Published}} {
		if !v.Start.IsZero() && !v.End.IsZero() && !v.Start.Before(v.End) {
			return &QueryError{Field: v.field, Says: "ends before it starts: write the earlier end first"}
		}
	}
	return q.validateForm()
}

// validateForm returns a *QueryError for what is wrong with the form of the answer.
func (q Query) validateForm() error {
	if !slices.Equal(q.Facets, NoFacets) {
		for _, f := range q.Facets {
			if !slices.Contains(FacetNames, f) {
				return &QueryError{Field: "facets", Says: fmt.Sprintf("%q is none: write %s, or none alone", f, strings.Join(FacetNames, ", "))}
			}
		}
	}
	if !slices.Contains([]Order{Best, Newest, Oldest}, q.Order) {
		return &QueryError{Field: "order", Says: fmt.Sprintf("%q is none: write best, newest or oldest", q.Order)}
	}
	if q.Copies != FoldedCopies && q.Copies != AllCopies {
		return &QueryError{Field: "copies", Says: fmt.Sprintf("%q is none: write folded or all", q.Copies)}
	}
	if q.Boosts != "" && q.Boosts != BoostsOff {
		return &QueryError{Field: "boosts", Says: fmt.Sprintf("%q is none: write on or off", q.Boosts)}
	}
	if q.Lanes != "" && !slices.Contains(LaneNames, q.Lanes) {
		return &QueryError{Field: "lanes", Says: fmt.Sprintf("%q is none: write %s", q.Lanes, strings.Join(LaneNames, ", "))}
	}
	if q.Inside && q.Event.IsZero() {
		return &QueryError{Field: "inside", Says: "asks that entries lie inside an interval: write event as well"}
	}
	for _, n := range []struct {
		field       string
		value, most int
	}{{"limit", q.Limit, MaxLimit}, {"buckets", q.Buckets, MaxBuckets}, {"marks", q.Marks, MaxMarks}} {
		if n.value < 0 || n.value > n.most {
			return &QueryError{Field: n.field, Says: fmt.Sprintf("%d is out of range: write 1 to %d", n.value, n.most)}
		}
	}
	return nil
}

// Values returns q as ParseQuery reads it, without what is the default: two
// queries that ask for the same have the same address.
func (q Query) Values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	add := func(key string, values []string) {
		for _, s := range values {
			v.Add(key, quoteValue(s))
		}
	}
	set("q", q.Text)
	add("outlet", q.Outlets)
	add("kind", q.Kinds)
	add("speaker", q.Speakers)
	add("medium", q.Media)
	add("section", q.Sections)
	add("lang", q.Languages)
	add("author", q.Authors)
	add("place", q.Places)
	if q.Origins > 0 {
		set("origins", strconv.Itoa(q.Origins))
	}
	if q.Conflict {
		set("conflict", "yes")
	}
	for _, g := range q.Grains {
		v.Add("grain", string(g))
	}
	set("event", edtf(q.Event))
	if q.Inside {
		set("inside", "must")
	}
	set("pub", edtf(q.Published))
	set("order", string(q.Order))
	set("copies", q.Copies)
	set("boosts", q.Boosts)
	add("facets", q.Facets)
	if q.Buckets > 0 {
		set("buckets", strconv.Itoa(q.Buckets))
	}
	if q.Marks > 0 {
		set("marks", strconv.Itoa(q.Marks))
	}
	set("lanes", q.Lanes)
	if q.Limit != 0 && q.Limit != DefaultLimit {
		set("limit", strconv.Itoa(q.Limit))
	}
	set("cursor", q.Cursor)
	return v
}

// Formless returns q without what asks for a form of its answer: an order, whether
// copies are folded, a page, what is counted. It finds the same.
func (q Query) Formless() Query {
	q.Limit, q.Cursor, q.Order, q.Boosts, q.Copies, q.Facets, q.Buckets, q.Marks, q.Lanes = 0, "", Best, "", FoldedCopies, nil, 0, 0, ""
	return q
}

// maxOrigins is the most origins that a query asks for.
const maxOrigins = 10_000

func joinMedia(sep string) string {
	words := make([]string, len(claim.Media))
	for i, m := range claim.Media {
		words[i] = string(m)
	}
	return strings.Join(words, sep)
}

// params reads values one by one and keeps the first thing that is wrong.
type params struct {
	values url.Values
	err    error
}

func (p *params) fail(field, format string, args ...any) {
	if p.err == nil {
		p.err = &QueryError{Field: field, Says: fmt.Sprintf(format, args...)}
	}
}

func (p *params) one(key string) string {
	given := p.values[key]
	if len(given) > 1 {
		p.fail(key, "is given %d times: write it once", len(given))
	}
	return p.values.Get(key)
}

func (p *params) list(key string) []string {
	var all []string
	for _, s := range p.values[key] {
		all = append(all, splitValues(s)...)
	}
	return all
}

func (p *params) interval(key string) timex.Interval {
	s := strings.TrimSpace(p.one(key))
	if s == "" {
		return timex.Interval{}
	}
	v, err := timex.ParseEDTF(s)
	if err == nil && !v.IsZero() {
		return v
	}
	why := fmt.Sprintf("%.60q says nothing: write a year, month or day (1987, 1987-03, 1987-03-12), a decade (198X) or a range (1985/1991, ../1987, 1987/..)", s)
	if err != nil {
		why = err.Error()
	}
	p.fail(key, "%.300s", why)
	return timex.Interval{}
}

// origins reads how many independent sources must say the same.
func (p *params) origins() int {
	s := p.one("origins")
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxOrigins {
		p.fail("origins", "%q is no number of origins: write 1 to %d", s, maxOrigins)
	}
	return n
}

// yes reads what is asked for with "yes" alone.
func (p *params) yes(key string) bool {
	switch s := p.one(key); s {
	case "", "no":
		return false
	case "yes":
		return true
	default:
		p.fail(key, "%q is neither yes nor no", s)
		return false
	}
}

// number reads a number from 1 to most; 0 if it is not given.
func (p *params) number(key string, most int) int {
	s := strings.TrimSpace(p.one(key))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		p.fail(key, "%.20q is out of range: write 1 to %d", s, most)
		return 0
	}
	return n
}

// oneOf reads one of some words, in any case; the first if none is given.
func (p *params) oneOf(key string, words ...string) string {
	s := strings.ToLower(strings.TrimSpace(p.one(key)))
	if s == "" {
		return words[0]
	}
	if !slices.Contains(words, s) {
		p.fail(key, "%.60q is none: write %s", s, strings.TrimPrefix(strings.Join(words, ", "), ", "))
		return words[0]
	}
	return s
}

// splitValues splits at commas outside quotation marks. A mark counts only at
// the start of a value, and is written twice inside one. Empty values are dropped.
func splitValues(s string) []string {
	var all []string
	var value strings.Builder
	flush := func(trim bool) {
		got := value.String()
		if trim {
			got = strings.TrimSpace(got)
		}
		if got != "" {
			all = append(all, got)
		}
		value.Reset()
	}
	for s != "" {
		s = strings.TrimLeft(s, " \t")
		quoted := strings.HasPrefix(s, `"`)
		for quoted {
			s = s[1:]
			i := strings.IndexByte(s, '"')
			if i < 0 {
				i = len(s)
				s += `"`
			}
			value.WriteString(s[:i])
			s = s[i+1:]
			if !strings.HasPrefix(s, `"`) {
				break
			}
			value.WriteByte('"')
		}
		rest, after, _ := strings.Cut(s, ",")
		if !quoted || strings.TrimSpace(rest) != "" {
			value.WriteString(rest)
		}
		flush(!quoted)
		s = after
	}
	return all
}

// quoteValue returns s so that splitValues takes it for one value.
func quoteValue(s string) string {
	if !strings.Contains(s, ",") && !strings.HasPrefix(s, `"`) && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

func lower(values []string) []string {
	for i, s := range values {
		values[i] = strings.ToLower(s)
	}
	return values
}

// edtf returns the interval as timex.ParseEDTF reads it, as coarsely as its
// ends allow; "" for the zero Interval.
func edtf(v timex.Interval) string {
	if v.IsZero() {
		return ""
	}
	years, months, days := true, true, true
	for _, t := range []time.Time{v.Start, v.End} {
		if t.IsZero() {
			continue
		}
		days = days && t.Equal(t.UTC().Truncate(24*time.Hour))
		months = months && days && t.UTC().Day() == 1
		years = years && months && t.UTC().Month() == time.January
	}
	first, last, layout := v.Start.UTC(), v.End.UTC(), time.RFC3339
	switch {
	case years:
		layout, last = "2006", last.AddDate(-1, 0, 0)
	case months:
		layout, last = "2006-01", last.AddDate(0, -1, 0)
	case days:
		layout, last = time.DateOnly, last.AddDate(0, 0, -1)
	}
	switch {
	case v.Start.IsZero():
		return "../" + last.Format(layout)
	case v.End.IsZero():
		return first.Format(layout) + "/.."
	}
	from, to := first.Format(layout), last.Format(layout)
	if from == to {
		return from
	}
	return from + "/" + to
}
