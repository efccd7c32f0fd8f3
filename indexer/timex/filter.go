package timex

import "strings"

// The filters tell what only looks like a time from what is one. Each returns the
// reason for a reader, or "" if nothing speaks against it.

// notMonth says why the month's name at i is no month.
func (r *reader) notMonth(i int) string {
	t := r.tok(i)
	if !monthWords[t.low] && len(t.low) > 3 {
		return ""
	}
	// A name, a verb or a short form: something beside it has to say month.
	after := i + 1
	if r.is(after, ".") && r.tok(after).glued {
		after++
	}
	if n := r.tok(after); n.num >= 0 && n.sentence == t.sentence && n.suffix != "s" && (n.digits <= 2 || n.digits == 4) {
		return ""
	}
	if r.is(after, ",") && r.tok(after+1).digits == 4 {
		return ""
	}
	if b := r.tok(i - 1); b.num >= 1 && b.num <= 31 && b.sentence == t.sentence {
		return ""
	}
	if len(t.low) == 3 && t.low != "may" {
		return "it is a name or a word"
	}
	next := r.tok(i + 1)
	if yearNouns[next.low] && !next.upper && !t.first {
		return "" // "a May election"
	}
	if r.is(i-1, "the", "its", "a") && next.word && !next.upper && r.together(i+1) && !r.is(i+1, "of", "on", "for", "to", "in", "from", "said", "told", "says", "has", "had", "was", "is") {
		return "" // "the March figures"
	}
	named := next.word && next.upper && next.sentence == t.sentence && months[next.low] == 0
	if r.together(i) && !t.first && r.is(i-1, "in", "by", "since", "until", "till", "during", "last", "next", "this", "early", "late", "mid", "-", "of", "from", "to", "before", "after", "following", "through", "and", "between", "every", "each", "that", "into", "over", "for", "/") {
		if named && !r.is(i-1, "in", "since", "by", "last", "next", "early", "late", "mid") && !(r.is(i-1, "-") && r.is(i-2, "mid", "early", "late")) {
			return "it is part of a name"
		}
		if r.is(i-1, "and", "to", "of", "from", "after", "before", "by", "that") && r.is(i+1, "said", "told", "says", "has", "had", "was", "would", "could", "is", "'") {
			return "it is a name"
		}
		return ""
	}
	switch {
	case named:
		return "it is part of a name"
	case t.low == "may" || t.low == "march" || t.low == "august" && !t.upper:
		return "it is a name or a word"
	case !t.first && r.tok(i-1).upper && r.tok(i-1).word && r.tok(i-1).sentence == t.sentence:
		return "it is part of a name"
	case r.is(i+1, "said", "told", "says", "has", "had", "was", "would", "could", "and", "who"):
		return "it is a name"
	}
	return ""
}

// notWeekday says why the weekday at i is no day.
func (r *reader) notWeekday(i int) string {
	next := r.tok(i + 1)
	switch {
	case r.is(i-1, "black", "ash", "good", "bloody", "cyber", "super", "fat", "holy", "palm", "easter") && r.tok(i-1).upper:
		return "it is part of a name"
	case r.is(i+1, "times", "post", "magazine", "herald", "mail", "telegraph", "mirror", "express", "review") && next.upper:
		return "it is part of a name"
	case next.upper && next.word && r.together(i+1) && r.is(i-1, "the", "a") && weekdays[next.low] == 0 && months[next.low] == 0:
		return "it is part of a name"
	}
	return ""
}

// notDecade says why the tens at `at`, in words that begin at i, are no decade.
func (r *reader) notDecade(i, at int) string {
	for _, k := range []int{i - 1, at - 1, i - 2} {
		if r.is(k, "their", "his", "her", "my", "our", "your") && r.tok(k).sentence == r.tok(at).sentence {
			return "it is an age or a degree"
		}
	}
	if r.tok(at).num >= 0 && r.is(at-1, "$", "£", "€", "-", ".") && r.tok(at).glued && !r.partBefore(at) {
		return "it is an amount"
	}
	return ""
}

// notEvent says why the date from i to next, though it is one, tells of nothing that
// happened: a caption says when its photograph was taken.
func (r *reader) notEvent(e *expr, i, next int) string {
	if r.dateline(e, i, next) {
		return "it is the dateline of the report"
	}
	if r.is(next, "file") && r.is(next+1, "photo", "photograph", "picture", "image", "photos", "pictures") {
		return "it dates a photograph from the archive"
	}
	return ""
}

// dateline reports whether the day from i to next stands in the dateline that opens a
// paragraph: "LONDON, May 3 (Reuters) -".
func (r *reader) dateline(e *expr, i, next int) bool {
	if e.kind != point || e.day == 0 || e.month == 0 || !r.is(i-1, ",") || !r.tok(i-2).word || r.tok(i-9).paragraph == r.tok(i).paragraph {
		return false
	}
	first := i - 2
	for r.tok(first-1).paragraph == r.tok(i).paragraph {
		first--
	}
	if t := r.tok(first); !t.upper || t.text != strings.ToUpper(t.text) || len(t.text) < 3 {
		return false
	}
	if r.is(next, "(") {
		for k := next + 1; k < next+6; k++ {
			if r.is(k, ")") {
				return true
			}
		}
	}
	return r.is(next, "-", "–", "—", "_")
}

// notDuration says why the count of units from i to next is none: "the Six-Day War".
func (r *reader) notDuration(i, next int) string {
	unit := r.tok(next - 1)
	after := r.skip(next, "'")
	if unit.upper && r.tok(i).upper && r.is(after, "war", "wars", "campaign", "siege", "race") && r.tok(after).upper {
		return "it is part of a name"
	}
	return ""
}

// games are words of a report on sport, whose quarters are no quarters of a year.
var games = map[string]bool{"touchdown": true, "touchdowns": true, "yards": true, "yard": true, "halftime": true, "quarterback": true, "goal": true, "rebounds": true, "kickoff": true, "layup": true}

// notQuarter says why the quarter from i to next is none of a year.
func (r *reader) notQuarter(i, next int) string {
	for k := max(0, i-12); k < next+12; k++ {
		if t := r.tok(k); t.sentence == r.tok(i).sentence && games[t.low] {
			return "it is a quarter of a game"
		}
	}
	return ""
}

// notYear says why the number at `at`, in an expression that begins at i, is no year.
func (r *reader) notYear(i, at int, e *expr) string {
	before, after := r.tok(i-1), r.tok(at+1)
	if !r.together(i) {
		before = &nothing
	}
	if after.sentence != r.tok(at).sentence {
		after = &nothing
	}
	for _, why := range []string{r.longer(i, at, before, after), amount(after), r.numberOf(i, before)} {
		if why != "" {
			return why
		}
	}
	if e.approx && !plural(after) {
		return ""
	}
	if why := r.made(i, at, before, after); why != "" {
		return why
	}
	if why := r.framed(i, at, before, after); why != framedYear {
		return why
	}
	return ""
}

// longer says whether the number is a piece of a longer one.
func (r *reader) longer(i, at int, before, after *token) string {
	const why = "it is part of a longer number"
	glued := r.tok(at).glued && i == at
	switch {
	case glued && r.is(i-1, "$", "£", "€", "#", "№", ".", ":", "/", "@", "+", "=", "_"):
		return "a mark before it makes it an amount or a number"
	case glued && before.num >= 0, glued && before.low == "," && r.tok(i-2).num >= 0 && before.glued:
		return why
	case glued && before.low == "-" && before.glued && r.tok(i-2).num >= 0 && r.tok(i-2).digits != 4:
		return why
	case after.glued && (after.low == "%" || after.low == "°"):
		return why
	case after.glued && (after.low == "/" || after.low == "-") && r.tok(at+2).num >= 0 && r.tok(at+2).glued:
		if d := r.tok(at + 2).digits; after.low == "-" && (d == 2 || d == 4) {
			return "" // 1985-91: the rule of spans saw to it or will
		}
		return why
	case after.num >= 0 && (!frames[before.low] || after.glued || after.digits == 4):
		return "another number follows it"
	case zones[after.low], r.is(at+1, "hours", "hrs", "h") && !r.is(at, "the"):
		return "it is a time of day"
	}
	return ""
}

// amount says whether a noun behind the number is counted by it.
func amount(after *token) string {
	if counted[after.low] {
		return "“" + after.text + "” is counted by it"
	}
	return ""
}

// numberOf says whether the number is a name: "Flight 1903".
func (r *reader) numberOf(i int, before *token) string {
	switch {
	case labels[before.low] && (before.upper || r.is(i-1, "page", "pages", "no", "room", "number", "flight", "chapter", "line")):
		return "it is the number of “" + before.text + "”"
	case before.low == "s" && r.is(i-2, "'") && labels[r.low(i-3)]: // "Orwell's 1984"
		return "it is the name of a work"
	case before.low == "." && labels[r.low(i-2)] && r.tok(i-2).word && len(r.low(i-2)) <= 3 && before.glued:
		return "it is the number of “" + r.tok(i-2).text + "”"
	}
	return ""
}

// made says whether the year is that of a thing, or the number of a house.
func (r *reader) made(i, at int, before, after *token) string {
	if !after.word || !after.upper {
		return ""
	}
	_, street := streets[r.low(at+2)]
	one := r.is(i-1, "a", "an", "his", "her", "my", "their") || r.is(i-1, "s") && r.is(i-2, "'") && !yearNouns[r.low(at+1)]
	switch {
	case yearNouns[after.low], yearNouns[r.low(at+2)] && !r.tok(at+2).upper: // "a 2010 YouTube video"
		return ""
	case street && !frames[before.low]:
		return "it is the number of a house"
	case one && i == at:
		return "it is the year in which something was made"
	}
	return ""
}

// framedYear is what framed returns for a year.
const framedYear = "year"

// framed asks whether the words beside a number make it a year: a preposition, a
// bracket, a noun that years are of. It returns framedYear, or why not.
func (r *reader) framed(i, at int, before, after *token) string {
	const why = "nothing beside it says that it is a year"
	switch {
	case frames[before.low], yearNouns[after.low]:
		return framedYear
	case before.low == "(" || before.low == "[" || after.low == ")" && before.low != "-":
		return framedYear
	case r.is(i-1, "'", "“", "\"", "‘", "`"):
		if frames[r.low(i-2)] {
			return framedYear
		}
		return why
	case r.is(at+1, "'") && r.is(at+2, "s") && r.tok(at+2).glued: // "2004's average"
		return framedYear
	case before.low == "-" && r.is(i-2, "mid", "pre", "post", "end", "early", "late"):
		return framedYear
	case r.is(i-1, "-", "–") && r.tok(i-2).digits == 4:
		return framedYear
	case weakFrames[before.low]:
		if plural(after) {
			return "“" + after.text + "” may be counted by it"
		}
		if r.is(i-1, "for", "with", "on", "was", "is", "not", "said", "carried", "against") && after.word && !opensClause[after.low] {
			return why
		}
		return framedYear
	case r.is(i-1, ",", ";", "—", "–", "and", "or") || before.sentence < 0 || r.tok(at).first:
		if opensClause[after.low] || r.is(at+1, ",", ".", "—", ";", ":") {
			return framedYear
		}
	case happenings[before.low]:
		return framedYear
	case before.low == "s" && r.is(i-2, "'"): // "the city's 1985 budget"
		if plural(after) {
			return "“" + after.text + "” may be counted by it"
		}
		return framedYear
	case r.is(i-1, "early", "late", "original", "entire", "whole", "new", "old", "own", "failed", "second", "first", "final", "full") && after.word && !plural(after):
		return framedYear
	}
	return why
}

// opensClause are words behind a year that opens a clause: "1987 was".
var opensClause = map[string]bool{
	"was": true, "is": true, "when": true, "and": true, "or": true, "to": true, "had": true, "became": true, "brought": true, "saw": true, "the": true,
	"but": true, "as": true, "because": true, "while": true, "in": true, "that": true, "too": true, "not": true, "onward": true, "onwards": true, "a": true,
	"by": true, "at": true, "with": true, "after": true, "before": true, "until": true, "he": true, "she": true, "they": true, "it": true, "we": true,
}

// plural reports whether a token looks like a counted noun.
func plural(t *token) bool {
	if !t.word || t.upper || len(t.low) < 4 || t.low[len(t.low)-1] != 's' {
		return false
	}
	return t.low[len(t.low)-2] != 's' && !singular[t.low]
}

// singular are words in -s that nothing counts.
var singular = map[string]bool{
	"this": true, "does": true, "was": true, "has": true, "hers": true, "always": true, "perhaps": true, "news": true, "series": true, "crisis": true,
	"plus": true, "thus": true, "towards": true, "besides": true, "census": true, "virus": true, "chaos": true, "elections": true, "olympics": true, "results": true,
	"earnings": true, "sales": true, "games": true, "negotiations": true, "talks": true, "riots": true, "protests": true, "fires": true, "levels": true, "figures": true,
	"campaigns": true, "finals": true, "championships": true, "primaries": true, "midterms": true, "attacks": true, "floods": true, "accords": true, "revenues": true, "profits": true,
}

var streets = map[string]struct{}{"street": {}, "st": {}, "avenue": {}, "ave": {}, "road": {}, "rd": {}, "lane": {}, "drive": {}, "boulevard": {}, "blvd": {}}
