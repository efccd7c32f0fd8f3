package timex

import "cmp"

// The filters tell what only looks like a time from what is one. Each returns the
// reason for a reader, or "" if nothing speaks against it.

// notMonth says why the month's name at i is no month.
func (r *reader) notMonth(i int) string {
	t := r.tok(i)
	if why := r.namedMonth(i); why != "" {
		return why
	}
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
	if r.is(i-1, "the", "its", "a") && next.word && !next.upper && r.together(i+1) &&
		!r.is(i+1, "of", "on", "for", "to", "in", "from", "said", "told", "says", "has", "had", "was", "is") {
		return "" // "the March figures"
	}
	named := next.word && next.upper && next.sentence == t.sentence && months[next.low] == 0
	if r.together(i) && !t.first && r.is(i-1, "in", "by", "since", "until", "till", "during", "last", "next", "this", "early", "late", "mid", "-", "of", "from", "to", "before", "after", "following", "through", "and", "between", "every", "each", "that", "into", "over", "for", "/") {
		if named && !r.is(i-1, "in", "since", "last", "next", "early", "late", "mid") && !(r.is(i-1, "by") && r.tok(i-1).first) &&
			!(r.is(i-1, "-") && r.is(i-2, "mid", "early", "late")) {
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
	case t.first && r.is(i+1, "was", "is") && r.is(i+2, "the", "a", "one") &&
		r.is(i+3, "wettest", "hottest", "coldest", "driest", "warmest", "worst", "best", "deadliest", "busiest", "month", "record", "second", "third", "first"),
		t.first && r.is(i+1, "brought", "saw", "ended", "began", "passed"):
		return "" // "May was the wettest on record"
	case t.low == "may" || t.low == "march" || t.low == "august" && !t.upper:
		return "it is a name or a word"
	case !t.first && r.tok(i-1).upper && r.tok(i-1).word && r.tok(i-1).sentence == t.sentence:
		return "it is part of a name"
	case r.is(i+1, "said", "told", "says", "has", "had", "was", "would", "could", "and", "who"):
		return "it is a name"
	}
	return ""
}

// notDecade says why the tens at `at`, in words that begin at i, are no decade.
func (r *reader) notDecade(i, at int) string {
	for _, k := range []int{i - 1, at - 1, i - 2, at - 2, at - 3} {
		if r.is(k, "low", "high") && r.tok(k).sentence == r.tok(at).sentence && k >= at-2 {
			return "it is a score or a degree"
		}
		if r.is(k, "their", "his", "her", "my", "our", "your") && r.tok(k).sentence == r.tok(at).sentence {
			return "it is an age or a degree"
		}
	}
	for k := at - 1; k > at-9 && r.tok(k).sentence == r.tok(at).sentence; k-- {
		if r.is(k, "mercury", "temperature", "temperatures", "degrees", "highs", "lows", "thermometer", "fahrenheit") {
			return "it is a degree"
		}
	}
	if r.tok(at).num >= 0 && r.is(at-1, "$", "£", "€", "-", ".") && r.tok(at).glued && !r.partBefore(at) {
		return "it is an amount"
	}
	return ""
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
var games = wordSet(`
	touchdown touchdowns yards yard halftime quarterback goal rebounds kickoff fumbled fumble buzzer pointers pointer dunk
	tackle scored interception birdie bogey putt tee hole layup`)

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
	if why := r.longer(i, at, before, after); why != "" {
		return why
	}
	if r.opensWith(i, at, e) {
		return ""
	}
	if why := cmp.Or(amount(after), r.numberOf(i, before)); why != "" {
		return why
	}
	if noun := r.counts(at); e.approx && noun != "" {
		return "“" + noun + "” is counted by it"
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

// opensWith reports whether the sentence opens with the year at `at`, and what it then
// tells has its verb right behind its plural: "In 2011 people took to the streets".
func (r *reader) opensWith(i, at int, e *expr) bool {
	noun, verb := r.tok(at+1), r.tok(at+2)
	return i == at && !e.approx && r.is(i-1, "in", "by") && r.tok(i-1).first && r.tok(at).num >= 1700 &&
		noun.word && !noun.upper && (counted[noun.low] || plural(noun)) && verb.sentence == r.tok(at).sentence &&
		(pastVerbs[verb.low] || modals[verb.low] || endsIn(verb.low, "ed")) && !notPast[verb.low]
}

// longer says whether the number is a piece of a longer one.
func (r *reader) longer(i, at int, before, after *token) string {
	const why = "it is part of a longer number"
	glued := r.tok(at).glued && i == at
	switch {
	case glued && r.is(i-1, "$", "£", "€", "#", "№", ".", ":", "/", "@", "+", "=", "_"):
		return "a mark before it makes it an amount or a number"
	case glued && before.word:
		return "letters before it make it a name" // "the A2010"
	case glued && before.num >= 0, glued && before.low == "," && r.tok(i-2).num >= 0 && before.glued:
		return why
	case glued && before.low == "-" && before.glued && r.tok(i-2).num >= 0 && r.tok(i-2).digits != 4:
		return why
	case after.glued && (after.low == "%" || after.low == "°"):
		return why
	case after.glued && after.low == "-" && r.tok(at+2).glued && r.tok(at+2).word && !r.tok(at+2).upper &&
		!r.is(at+2, "era", "style", "vintage", "born", "model", "to", "present", "onwards", "and"):
		return "it measures what follows" // "a 1500-metre race"
	case r.score(at):
		return "it is part of a score"
	case r.is(i-1, "of") && sums[r.low(i-2)] && r.together(i):
		return "it is the number of a “" + r.low(i-2) + "”"
	case after.glued && (after.low == "/" || after.low == "-") && r.tok(at+2).num >= 0 && r.tok(at+2).glued:
		if d := r.tok(at + 2).digits; after.low == "-" && (d == 2 || d == 4) {
			return "" // 1985-91: the rule of spans saw to it or will
		}
		return why
	case after.num >= 0 && (!frames[before.low] || after.glued || after.digits == 4):
		return "another number follows it"
	case r.is(at+1, "in", "of") && r.is(at+2, "the") && r.is(at+4, "calendar") && r.tok(at+3).upper && !r.is(at+3, "gregorian"):
		return "it is a year of another calendar"
	case zones[after.low], r.is(at+1, "hours", "hrs", "h"):
		return "it is a time of day"
	}
	return ""
}

// score reports whether the number at i is one of two that count against each other: "1480 to 1310".
func (r *reader) score(i int) bool {
	n := r.tok(i).num
	if r.is(i+1, "to") && r.tok(i+2).digits == 4 && r.tok(i+2).num < n {
		return true
	}
	return r.is(i-1, "to") && r.tok(i-2).digits == 4 && r.tok(i-2).num > n
}

// sums are nouns that a number says the size of: "a total of 1950".
var sums = wordSet(`
	rating total score population height altitude capacity speed circulation sum average tally balance crowd price weight
	majority elevation maximum minimum workforce staff attendance audience output run list fleet set collection batch herd`)

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
	case before.low == "act" && before.upper && r.tok(i-2).upper && r.tok(i-2).word: // "the Children Act 1989"
		return ""
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
	if vehicles[r.low(at+1)] || vehicles[r.low(at+2)] && r.tok(at+1).word && !yearNouns[after.low] {
		if r.is(i-1, "a", "an", "his", "her", "my", "their", "of") && i == at {
			return "it is the year in which something was made"
		}
	}
	if !after.word || !after.upper {
		return ""
	}
	if opuses[after.low] && i == at {
		return "it is part of a name"
	}
	one := r.is(i-1, "a", "an", "his", "her", "my", "their") || r.is(i-1, "s") && r.is(i-2, "'") && !yearNouns[r.low(at+1)]
	switch {
	case yearNouns[after.low], yearNouns[r.low(at+2)] && !r.tok(at+2).upper: // "a 2010 YouTube video"
		return ""
	case (streets[r.low(at+2)] || r.is(at+1, "broadway")) && !frames[before.low]:
		return "it is the number of a house"
	case one && i == at:
		return "it is the year in which something was made"
	}
	return ""
}

// vehicles are things that have a year of make.
var vehicles = wordSet(`
	sedan tractor van camper car truck pickup motorcycle coupe convertible wagon jeep hatchback motorbike roadster saloon
	minivan limousine lorry scooter bordeaux burgundy`)

// opuses are words that a number before them gives a name to.
var opuses = wordSet("overture guineas symphony project")

// framedYear is what framed returns for a year.
const framedYear = "year"

// framed asks whether the words beside a number make it a year: a preposition, a
// bracket, a noun that years are of. It returns framedYear, or why not.
func (r *reader) framed(i, at int, before, after *token) string {
	const why = "nothing beside it says that it is a year"
	switch {
	case (frames[before.low] || weakFrames[before.low]) && r.counts(at) != "":
		return "“" + r.counts(at) + "” is counted by it"
	case frames[before.low], yearNouns[after.low], after.word && after.upper && yearNouns[r.low(at+2)] && !r.tok(at+2).upper && r.tok(at+2).sentence == after.sentence:
		return framedYear
	case r.is(i-1, "the", "his", "its", "their", "her") && after.word && plural(after) && r.tok(at).num >= 1800 && r.tok(at).num <= 2040 &&
		r.tok(at).num%100 != 0 && i == at && !r.is(i-2, "all", "of", "for", "among", "by", "than"):
		return framedYear // "the 2020 lockdowns": counts of a thousand have a comma
	case r.is(i-1, "act", "order", "regulations") && before.upper && r.tok(i-2).upper, r.is(i-2, "miss", "mr", "ms") && before.upper:
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
	case r.is(i-1, "was", "is") && (labels[r.low(i-2)] || sums[r.low(i-2)]):
		return "it is the number of a “" + r.low(i-2) + "”"
	case r.is(i-1, "and", "or", "of", "about", "around", "than") && r.is(at+1, "were", "are", "died", "fled") && !happenings[before.low]:
		return "it counts those of whom “" + after.text + "” tells"
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

// counts returns the noun behind the number at i that it counts, though a preposition stands
// before it: "before 1500 spectators", "in 1952 crates the officers found"; "" for none.
func (r *reader) counts(i int) (noun string) {
	after := r.tok(i + 1)
	at := i + 1
	if after.word && !after.upper && !plural(after) && plural(r.tok(i+2)) && !opensClause[after.low] && !pastVerbs[after.low] && !endsIn(after.low, "ed") {
		at = i + 2 // "about 1600 hungry commuters"
	}
	if !plural(r.tok(at)) || r.tok(at).sentence != r.tok(i).sentence {
		return ""
	}
	if n := r.tok(i).num; n < 1700 && n%50 == 0 {
		return r.tok(at).text
	}
	if at == i+1 && r.is(at+1, "the", "a", "an", "he", "she", "they", "it", "we", "his", "her", "i") && !r.is(i-1, "early", "late", "mid", "year", "fiscal") {
		return r.tok(at).text
	}
	return ""
}

// opensClause are words behind a year that opens a clause: "1987 was".
var opensClause = wordSet(`
	was is when and or to had became brought saw the but as because while in that too not onward onwards afterwards a by at with
	after before until he she they it we`)

// plural reports whether a token looks like a counted noun.
func plural(t *token) bool {
	if !t.word || t.upper || len(t.low) < 4 || t.low[len(t.low)-1] != 's' {
		return false
	}
	return t.low[len(t.low)-2] != 's' && !singular[t.low]
}

// singular are words in -s that nothing counts.
var singular = wordSet(`
	this does was has hers always perhaps news series crisis plus thus towards besides census virus chaos elections
	olympics results earnings onwards afterwards sales games negotiations talks riots protests fires levels figures campaigns finals
	championships primaries midterms attacks floods accords revenues profits`)

// streets are words behind which a number in front of a name is that of a house.
var streets = wordSet(`
	street st broadway square way court terrace crescent parkway highway avenue ave road rd lane drive boulevard blvd`)
