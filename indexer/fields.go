package indexer

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/indexer/timex"
)

// Fields are the names of what a query's text may ask of claims and articles, as in
// speaker:"Ann Vale". Most are parameters as well, with the same values:
//
//	speaker, outlet, kind, section, author, lang, place, medium, grain   one value
//	origins    at least so many: origins:2, or origins:>1
//	conflict   yes
//	event      EDTF: event:1987..1989, event:198X
//	pub        the same, of the day of publication
//	conf       how sure the speaker is: conf:>0.8
//	cites      the host of a page that the article cites: cites:ledger.example
//	seen       when the revision that is held was first seen: seen:2026-11
//	changed    the same, of articles that have more than one revision: changed:7d
//	date       none: claims without a date
//
// Where a date is asked for, the last days, weeks, months or years may be written as 7d,
// 2w, 3m or 1y, and what a person would say in words: pub:"last month".
//
// In brackets and behind a minus they stand for what no parameter can ask:
// (speaker:a OR outlet:b) -kind:opinion.
var Fields = []string{
	"speaker", "outlet", "kind", "section", "author", "lang", "place", "medium", "grain", "origins", "conflict",
	"event", "pub", "seen", "changed", "cites", "conf", "date",
}

func fieldName(name string) bool { return slices.Contains(Fields, name) }

// fieldsElsewhere are what fields of ours are called by others.
var fieldsElsewhere = map[string]string{
	"who": "speaker", "said": "speaker", "site": "outlet", "source": "outlet", "publisher": "outlet", "type": "kind",
	"by": "author", "byline": "author", "writer": "author", "language": "lang", "where": "place", "location": "place",
	"prec": "grain", "precision": "grain", "when": "event", "year": "event", "published": "pub", "before": "pub", "after": "pub",
	"links": "cites", "link": "cites", "confidence": "conf",
}

// meantField says which field somebody meant by a name that none has; empty if the name is
// as good as any word.
func meantField(name string) string {
	if name == "title" || name == "headline" || name == "intitle" {
		return fmt.Sprintf("there is no field %s: words are looked for in headlines as well, so leave it out", name)
	}
	meant := fieldsElsewhere[strings.ToLower(name)]
	for _, field := range Fields {
		if meant == "" && (strings.EqualFold(name, field) || len(name) > 3 && Distance(name, field) <= min(2, len(field)/3)) {
			meant = field
		}
	}
	if meant == "" {
		return ""
	}
	return fmt.Sprintf("there is no field %s: did you mean %s:? As words, put it in quotation marks", name, meant)
}

// A Condition is what a field asks for.
type Condition struct {
	Query                  // without a text
	Sure    float64        // speakers that are surer than this
	Undated bool           // claims without a date
	Cites   string         // articles that cite a page on this host
	Seen    timex.Interval // articles whose revision was first seen then
	Changed timex.Interval // the same, of those that have more than one
}

// Condition returns what a Field asks for at a time, which is what "last month" counts
// from. Its error says what to write instead.
func (t Text) Condition(now time.Time) (Condition, error) {
	value := t.Words
	switch t.Name {
	case "event", "pub", "seen", "changed":
		v, err := dateOf(value, now)
		if err != nil {
			return Condition{}, fmt.Errorf("%s: %w", t.Name, err)
		}
		switch t.Name {
		case "event":
			return Condition{Query: Query{Event: v}}, nil
		case "pub":
			return Condition{Query: Query{Published: v}}, nil
		case "seen":
			return Condition{Seen: v}, nil
		}
		return Condition{Changed: v}, nil
	case "cites":
		if !strings.Contains(value, ".") || strings.ContainsAny(value, "/ ") {
			return Condition{}, fmt.Errorf("cites:%s is no host: write it as in cites:ledger.example", value)
		}
		return Condition{Cites: value}, nil
	case "conf":
		n, err := strconv.ParseFloat(strings.TrimPrefix(value, ">"), 64)
		if err != nil || n < 0 || n >= 1 || !strings.HasPrefix(value, ">") {
			return Condition{}, fmt.Errorf("conf:%s is no confidence: write conf:>0.8, with a number from 0 up to 1; below it is -conf:>0.8", value)
		}
		return Condition{Sure: n}, nil
	case "date":
		if value != "none" {
			return Condition{}, fmt.Errorf("date:%s asks for nothing: write date:none for claims without a date, -date:none for those with one, or event:1987 for those of a year", value)
		}
		return Condition{Undated: true}, nil
	case "origins":
		if n, err := strconv.Atoi(strings.TrimPrefix(value, ">")); err == nil && strings.HasPrefix(value, ">") {
			value = strconv.Itoa(n + 1)
		}
	case "conflict":
		if value != "yes" {
			return Condition{}, errors.New("conflict: write conflict:yes, or -conflict:yes for the others")
		}
	}
	q, err := ParseQuery(url.Values{t.Name: {quoteValue(value)}})
	return Condition{Query: q}, err
}

// dateOf reads a date as a field holds it: EDTF, so many days back, or in words.
func dateOf(s string, now time.Time) (timex.Interval, error) {
	if back := ago.FindStringSubmatch(s); back != nil {
		n, _ := strconv.Atoi(back[1]) // three digits
		day := now.UTC().Truncate(24 * time.Hour)
		v := timex.Interval{Start: day.AddDate(0, 0, -n), End: day.AddDate(0, 0, 1), Grain: timex.Day}
		switch back[2] {
		case "w":
			v.Start = day.AddDate(0, 0, -7*n)
		case "m":
			v.Start = day.AddDate(0, -n, 0)
		case "y":
			v.Start = day.AddDate(-n, 0, 0)
		}
		return v, nil
	}
	v, err := timex.ParseEDTF(s)
	if err == nil && !v.IsZero() {
		return v, nil
	}
	if found := timex.Find(s, now); len(found) == 1 && found[0].Text == s && found[0].Placed() {
		return found[0].Interval, nil
	}
	if first, last, ok := strings.Cut(s, ".."); ok {
		a, err := timex.ParseEDTF(first)
		b, err2 := timex.ParseEDTF(last)
		if err == nil && err2 == nil && b.Start.Before(a.Start) {
			return timex.Interval{}, fmt.Errorf("%.60q ends before it starts: write the earlier end first", s)
		}
	}
	return timex.Interval{}, fmt.Errorf("%.60q says no time: write a year, month or day (1987, 1987-03, 1987-03-12), a range (1985..1991), 7d for the last seven days, or \"last month\"", s)
}

// Frozen returns t with dates in place of what counts from now, pub:2026-10 for
// pub:"last month", and reports whether there was any. What cannot be read stays as it is.
func (t Text) Frozen(now time.Time) (Text, bool) {
	if t.Op == Field {
		switch t.Name {
		case "event", "pub", "seen", "changed":
			return t.frozen(now)
		}
		return t, false
	}
	any := false
	parts := slices.Clone(t.Parts)
	for i, part := range parts {
		frozen, moved := part.Frozen(now)
		parts[i], any = frozen, any || moved
	}
	t.Parts = parts
	return t, any
}

// frozen is Frozen of one date. It moves with the day if it is another one years later.
func (t Text) frozen(now time.Time) (Text, bool) {
	v, err := dateOf(t.Words, now)
	later, errLater := dateOf(t.Words, now.AddDate(3, 1, 1))
	if err != nil || errLater != nil || v == later {
		return t, false
	}
	t.Words = edtf(v)
	return t, true
}

// ago matches the last days, weeks, months or years.
var ago = regexp.MustCompile(`^([0-9]{1,3})([dwmy])$`)

// HasFields reports whether a field stands anywhere in the text.
func (t Text) HasFields() bool {
	return t.Op == Field || slices.ContainsFunc(t.Parts, Text.HasFields)
}
