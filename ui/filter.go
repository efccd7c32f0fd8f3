package ui

import (
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

// link returns the address of the page at path that asks q.
func link(path string, q indexer.Query) string {
	if v := q.Values(); len(v) > 0 {
		return path + "?" + v.Encode()
	}
	return path
}

// canonical returns the address that asks the same as v without empty fields,
// which a form sends along, or "" if v has none.
func canonical(path string, v url.Values, q indexer.Query) string {
	for _, values := range v {
		if slices.Contains(values, "") {
			return link(path, q)
		}
	}
	return ""
}

// A form is the filters as they were typed, right or wrong.
type form struct {
	Action                                       string
	Q, Outlet, Speaker, Event, Pub, Limit, Lanes string
	Kinds, Grains, Media, Orders                 []option
	Articles                                     []field
	Origins, Conflict, Boosts                    option
	Inside                                       bool     // dates must lie inside Event
	AllCopies                                    bool     // articles with one text are listed each
	Open                                         bool     // what is in use there is not told by chips, or cannot be read
	Problem                                      *problem // nil if all can be read
}

// An option is one box to tick, or one of a list.
type option struct {
	Value   string
	Checked bool
	Words   string // empty if the value says it
}

// A field is a line to write into.
type field struct{ Value, Words, Text string }

// A problem is what is wrong with one field of a form.
type problem struct {
	Field, Name, Says string
	Understood        string // what could be understood of the words; may be empty
	Href              string // the address that asks it
}

// fieldNames are the labels of the form, by key.
var fieldNames = map[string]string{
	"q": "Words", "outlet": "Outlet", "speaker": "Speaker", "kind": "Kind of article", "grain": "Grain",
	"medium": "Medium", "origins": "Origins", "conflict": "Dates that differ",
	"section": "Section", "author": "Author", "lang": "Language", "place": "Place", "inside": "What must have happened then",
	"order": "Order", "copies": "Articles with one text", "boosts": "What counts for more", "facets": "Facets", "buckets": "Buckets", "marks": "Marks", "lanes": "Lanes",
	"event": "When it happened", "pub": "When it was published", "limit": "Answers on a page", "cursor": "The place in the list",
}

// newForm returns the form that was sent as v. Err is what came of it.
func newForm(action string, v url.Values, err error) form {
	f := form{
		Action: action,
		Q:      v.Get("q"), Outlet: strings.Join(v["outlet"], ", "), Speaker: strings.Join(v["speaker"], ", "),
		Event: v.Get("event"), Pub: v.Get("pub"), Limit: v.Get("limit"), Lanes: v.Get("lanes"),
		Kinds:  options(v["kind"], indexer.Kinds...),
		Grains: options(v["grain"], indexer.Grains...),
		Media:  options(v["medium"], media...),

		Origins:  option{Value: cmp.Or(v.Get("origins"), "2"), Checked: v.Get("origins") != ""},
		Conflict: option{Value: conflictYes, Checked: v.Get("conflict") == conflictYes},
		Boosts:   option{Value: indexer.BoostsOff, Checked: v.Get("boosts") == indexer.BoostsOff},
	}
	for _, key := range []string{"place", "section", "author", "lang"} {
		f.Articles = append(f.Articles, field{key, fieldNames[key], strings.Join(v[key], ", ")})
	}
	for _, o := range []option{{Value: "", Words: "best first"}, {Value: string(indexer.Newest), Words: "newest first"}, {Value: string(indexer.Oldest), Words: "oldest first"}} {
		o.Checked = v.Get("order") == o.Value
		f.Orders = append(f.Orders, o)
	}
	f.Inside = v.Get("inside") == "must"
	f.AllCopies = v.Get("copies") == indexer.AllCopies
	f.Open = v.Get("order") != "" || f.Boosts.Checked || f.AllCopies
	var wrong *indexer.QueryError
	if errors.As(err, &wrong) {
		f.Problem = &problem{Field: wrong.Field, Name: fieldNames[wrong.Field], Says: wrong.Says, Understood: wrong.Understood}
		if wrong.Understood != "" {
			in := maps.Clone(v)
			in.Set("q", wrong.Understood)
			f.Problem.Href = action + "?" + in.Encode()
		}
		f.Open = f.Open || wrong.Field != "q"
	}
	return f
}

// Wrong reports whether that field is what cannot be read.
func (f form) Wrong(field string) bool { return f.Problem != nil && f.Problem.Field == field }

func options(given []string, all ...string) []option {
	chosen := strings.FieldsFunc(strings.ToLower(strings.Join(given, ",")), func(r rune) bool {
		return strings.ContainsRune(`, "`, r)
	})
	out := make([]option, len(all))
	for i, s := range all {
		out[i] = option{Value: s, Checked: slices.Contains(chosen, s)}
	}
	return out
}

// media are the words for a medium, in the order in which they are listed.
var media = []string{
	string(claim.OpEd), string(claim.Interview), string(claim.Post), string(claim.Statement),
	string(claim.Report), string(claim.Filing), string(claim.Book), string(claim.Broadcast),
}

// conflictYes is how an address asks for claims with dates that cannot both be.
const conflictYes = "yes"

// A chip is one filter in use, with the address of the same page without it.
type chip struct {
	Words   string // with its clock: "event 1987–1989", "published 2025-02"
	Without string
	query   indexer.Query // what Without asks
}

// chips returns the filters of q, the words last: they are the last to drop.
func chips(path string, q indexer.Query) []chip {
	q.Cursor = ""
	var all []chip
	add := func(words string, without indexer.Query) {
		all = append(all, chip{words, link(path, without), without})
	}
	v := q.Values()
	if s := v.Get("event"); s != "" {
		without := q
		without.Event, without.Inside = timex.Interval{}, false
		words := "event "
		if q.Inside {
			words = "event inside "
		}
		add(words+intervalWords(s), without)
	}
	if s := v.Get("pub"); s != "" {
		without := q
		without.Published = timex.Interval{}
		add("published "+intervalWords(s), without)
	}
	for _, name := range facetNames {
		for _, value := range chosen(q, name) {
			add(chipWords(name, value), toggle(q, name, value))
		}
	}
	if q.Text != "" {
		without := q
		without.Text = ""
		add("words “"+q.Text+"”", without)
	}
	return all
}

// intervalWords returns an EDTF interval as a chip shows it.
func intervalWords(edtf string) string {
	from, to, isRange := strings.Cut(edtf, "/")
	switch {
	case !isRange:
		return edtf
	case from == "..":
		return "up to " + to
	case to == "..":
		return "from " + from
	}
	return from + "–" + to
}

func chipWords(facet, value string) string {
	switch facet {
	case "speaker":
		return "said by " + value
	case "grain":
		return grainWords(timex.Grain(value))
	case "author":
		return "written by " + value
	case "lang":
		return "in the language " + value
	case "medium":
		return "made in " + withArticle(mediumWords(value))
	case "origins":
		return originsWords(value)
	case "conflict":
		return "dates differ"
	}
	return facet + " " + value
}

// facetNames are the facets in the order of the page.
var facetNames = []string{"outlet", "kind", "speaker", "medium", "origins", "conflict", "grain", "place", "section", "author", "lang"}

var facetTitles = map[string]string{
	"outlet": "Outlet", "kind": "Kind of article", "speaker": "Speaker", "grain": "Grain of the date",
	"medium": "Medium of the claim", "origins": "Origins of the claim", "conflict": "Dates of the claim",
	"place": "Place that is named", "section": "Section", "author": "Author", "lang": "Language",
}

// facetWords returns a value of a facet as a page shows it; "" if it is none to choose.
func facetWords(facet, value string) string {
	switch facet {
	case "kind":
		return kindWords(value)
	case "medium":
		return mediumWords(value)
	case "origins":
		return originsWords(value)
	case "conflict":
		if value != conflictYes {
			return ""
		}
		return "differ"
	}
	return value
}

// originsWords returns what asking for a number of origins means; "" for what
// every claim has, and for what is no number.
func originsWords(value string) string {
	n, err := strconv.Atoi(value)
	if err != nil || n < 2 {
		return ""
	}
	return thousands(n) + " or more origins"
}

// A facet is one property with its values, to narrow a query by.
type facet struct {
	Title  string
	ID     string
	Values []facetValue
	More   []facetValue // the rest of a long list
}

// maxFacetValues is how many values of a facet stand open to view.
const maxFacetValues = 8

// A facetValue is one value: its address adds it to the query, or takes it out.
type facetValue struct {
	Words string
	Count string
	Href  string
	On    bool
}

func facets(path string, q indexer.Query, counts map[string][]indexer.FacetCount) []facet {
	q.Cursor = ""
	var all []facet
	for _, name := range facetNames {
		f := facet{Title: facetTitles[name], ID: "facet-" + name}
		for _, c := range counts[name] {
			words := facetWords(name, c.Value)
			if words == "" {
				continue
			}
			v := facetValue{
				Words: words, Count: thousands(c.Count),
				Href: link(path, toggle(q, name, c.Value)), On: containsFold(chosen(q, name), c.Value),
			}
			if len(f.Values) < maxFacetValues || v.On {
				f.Values = append(f.Values, v)
			} else {
				f.More = append(f.More, v)
			}
		}
		if len(f.Values) > 0 {
			all = append(all, f)
		}
	}
	return all
}

// listOf returns where q has the values of a facet that may be any of several; nil for
// the other facets.
func listOf(q *indexer.Query, facet string) *[]string {
	switch facet {
	case "outlet":
		return &q.Outlets
	case "kind":
		return &q.Kinds
	case "speaker":
		return &q.Speakers
	case "section":
		return &q.Sections
	case "author":
		return &q.Authors
	case "lang":
		return &q.Languages
	case "place":
		return &q.Places
	case "medium":
		return &q.Media
	}
	return nil
}

// chosen returns the values of a facet that q asks for.
func chosen(q indexer.Query, facet string) []string {
	if list := listOf(&q, facet); list != nil {
		return *list
	}
	switch {
	case facet == "origins" && q.Origins > 1:
		return []string{strconv.Itoa(q.Origins)}
	case facet == "conflict" && q.Conflict:
		return []string{conflictYes}
	case facet != "grain":
		return nil
	}
	names := make([]string, len(q.Grains))
	for i, g := range q.Grains {
		names[i] = string(g)
	}
	return names
}

// toggle returns q with the value added, or taken out if it was there.
func toggle(q indexer.Query, facet, value string) indexer.Query {
	same := func(s string) bool { return strings.EqualFold(s, value) }
	values := slices.Clone(chosen(q, facet))
	if slices.ContainsFunc(values, same) {
		values = slices.DeleteFunc(values, same)
	} else {
		values = append(values, value)
	}
	if list := listOf(&q, facet); list != nil {
		*list = values
		return q
	}
	switch facet {
	case "origins":
		q.Origins = 0
		if len(values) > 0 {
			q.Origins, _ = strconv.Atoi(values[len(values)-1]) // the last was chosen; no number asks for nothing
		}
	case "conflict":
		q.Conflict = len(values) > 0
	case "grain":
		q.Grains = nil
		for _, s := range values {
			q.Grains = append(q.Grains, timex.Grain(s))
		}
	}
	return q
}

func containsFold(values []string, s string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, s) })
}

// A pager leads through a list that is longer than a page.
type pager struct {
	First, Next string // addresses; empty where there is nothing to go to
}

func newPager(path string, q indexer.Query, next string) pager {
	var p pager
	if q.Cursor != "" {
		first := q
		first.Cursor = ""
		p.First = link(path, first)
	}
	if next != "" {
		q.Cursor = next
		p.Next = link(path, q)
	}
	return p
}
