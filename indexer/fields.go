package indexer

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Fields are the names of what a query's text may ask of claims and articles, as in
// speaker:"Ann Vale". Most are parameters as well, with the same values:
//
//	speaker, outlet, kind, medium, grain   one value
//	origins    at least so many: origins:2, or origins:>1
//	conflict   yes
//	event      EDTF: event:1987..1989, event:198X
//	pub        the same, of the day of publication
//	conf       how sure the speaker is: conf:>0.8
//	date       none: claims without a date
//
// In brackets and behind a minus they stand for what no parameter can ask:
// (speaker:a OR outlet:b) -kind:opinion.
var Fields = []string{"speaker", "outlet", "kind", "medium", "grain", "origins", "conflict", "event", "pub", "conf", "date"}

func fieldName(name string) bool { return slices.Contains(Fields, name) }

// A Condition is what a field asks for.
type Condition struct {
	Query           // without a text
	Sure    float64 // speakers that are surer than this
	Undated bool    // claims without a date
}

// Condition returns what a Field asks for. Its error says what to write instead.
func (t Text) Condition() (Condition, error) {
	value := t.Words
	switch t.Name {
	case "conf":
		n, err := strconv.ParseFloat(strings.TrimPrefix(value, ">"), 64)
		if err != nil || n < 0 || n >= 1 || !strings.HasPrefix(value, ">") {
			return Condition{}, fmt.Errorf("conf:%s is no confidence: write conf:>0.8, with a number from 0 up to 1", value)
		}
		return Condition{Sure: n}, nil
	case "date":
		if value != "none" {
			return Condition{}, fmt.Errorf("date:%s asks for nothing: write date:none, or event:%[1]s for a date", value)
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

// HasFields reports whether a field stands anywhere in the text.
func (t Text) HasFields() bool {
	return t.Op == Field || slices.ContainsFunc(t.Parts, Text.HasFields)
}
