package timex

import "strings"

// Names that hold a word of time are no times: "October Revolution", "Apocalypse Now",
// "Sheffield Wednesday". What is here reads capitals and the words beside them.

// titles stand before a person's name: a month before them is no part of it.
var titles = wordSet(`
	mr mrs ms dr president prime minister senator sen gov governor king queen pope general gen judge chancellor mayor
	secretary sir lord lady prince princess congress`)

// works are words behind which a title may stand.
var works = wordSet(`
	film movie novel series song musical sitcom album play opera book programme program show slasher band`)

// nameWord reports whether the token is a word with a capital that is no word of the calendar.
func nameWord(t *token) bool {
	return t.word && t.upper && months[t.low] == 0 && !isWeekday(t.low)
}

// address reports whether the word before i is part of an address: "monday.example.com" ends so.
func (r *reader) address(i int) bool {
	return r.is(i, ".") && r.tok(i).glued && r.is(i+1, "com", "org", "net") && r.tok(i+1).glued
}

// namedWith says why the words of time from i to next are part of a name that goes on
// behind them, or begins before them; "" if they are not.
func (r *reader) namedWith(i, next int) string {
	const why = "it is part of a name"
	t, last, after, before := r.tok(i), r.tok(next-1), r.tok(next), r.tok(i-1)
	if !t.upper || r.allCaps(i) && len(t.text) > 1 {
		return ""
	}
	goesOn := nameWord(after) && after.sentence == t.sentence && !titles[after.low] && !r.allCaps(next)
	comesFrom := nameWord(before) && before.sentence == t.sentence && !before.first
	switch {
	case works[before.low] && before.sentence == t.sentence:
		return "it is the name of a work"
	case r.quotedTitle(i, next):
		return "it is the name of a work"
	case t.low != last.low && last.upper && last.word && goesOn: // "Saturday Night Live", "20th Century Fox"
		return why
	case r.address(next):
		return why
	case comesFrom && goesOn, r.is(i-1, "'", "’") && r.is(next, "s") && goesOn:
		return why
	}
	return ""
}

// quotedTitle reports whether the words from i to next, with what stands beside them between
// the same two quotation marks, are a title: “Summer of '69”.
func (r *reader) quotedTitle(i, next int) bool {
	if !r.is(i-1, "“", "\"") || !r.is(next, "”", "\"") || !r.tok(next).glued || next-i > 5 {
		return false
	}
	return r.tok(i).upper && r.tok(i-1).sentence == r.tok(i).sentence && !r.tok(i-1).first
}

// adverbNamed says why "today", "now", "tomorrow" at i, with a capital inside a sentence, is
// a name: "USA Today", "Apocalypse Now".
func (r *reader) adverbNamed(i int) string {
	t, before := r.tok(i), r.tok(i-1)
	if !t.upper || r.allCaps(i) {
		return ""
	}
	inside := !t.first && before.sentence == t.sentence && !strings.ContainsAny(before.text, "“”\"'‘’:;—–-(`…_")
	next := r.tok(i + 1)
	switch {
	case inside && before.word && before.upper, inside && before.word && next.word && next.upper:
		return "it is part of a name"
	case works[before.low], r.quotedTitle(i, i+1):
		return "it is the name of a work"
	}
	return ""
}

// namedDay says why the weekday at i is no day: it is a name or a part of one.
func (r *reader) namedDay(i int) string {
	const why = "it is part of a name"
	next, before := r.tok(i+1), r.tok(i-1)
	switch {
	case r.is(i-1, "black", "ash", "good", "bloody", "cyber", "super", "fat", "holy", "palm", "easter", "sheffield", "ruby", "man") && before.upper:
		return why
	case r.is(i+1, "times", "post", "magazine", "herald", "mail", "telegraph", "mirror", "express", "review", "courier", "world", "best", "school") && (next.upper || r.is(i+1, "best", "school")):
		return why
	case nameWord(next) && r.together(i+1) && r.is(i-1, "the", "a") && dayParts[next.low] == "":
		return why
	case r.is(i-1, "on") && r.is(i-2, "mail") && r.tok(i-2).upper:
		return why
	case r.is(i-1, ",") && next.word && next.upper && r.is(i+2, ",") && r.together(i+1) && !titles[next.low] && months[next.low] == 0:
		return "it is a name" // "the goalkeeper, Wednesday Osei, saved"
	case dayParts[next.low] != "" && next.upper:
		return r.namedWith(i, i+2)
	}
	return r.titledDay(i)
}

// titledDay says why the weekday at i is part of a title or an address. One alone between two
// capitalised words is the day of a report: "President Kibaki Thursday Nairobi".
func (r *reader) titledDay(i int) string {
	if works[r.low(i-1)] || r.quotedTitle(i, i+1) || r.address(i+1) {
		return "it is part of a name"
	}
	return ""
}

// namedDays says why the weekdays at i, in the plural, are a name: "TGI Fridays".
func (r *reader) namedDays(i int) string {
	before := r.tok(i - 1)
	switch {
	case before.word && before.upper && !before.first && r.together(i), r.is(i-1, "happy", "tgi", "ruby") && before.upper:
		return "it is part of a name"
	case r.is(i+1, "for") && r.tok(i+2).upper:
		return "it is part of a name"
	}
	return ""
}

// namedMonth says why the month at i, whose name is no other word, is part of a name: "the
// October Revolution", "October Press", "Black September".
func (r *reader) namedMonth(i int) string {
	t, next := r.tok(i), r.tok(i+1)
	if r.is(i-1, "black") && r.tok(i-1).upper {
		return "it is part of a name"
	}
	if r.is(i+1, "hare") {
		return "it is part of a phrase"
	}
	if nameWord(next) && next.sentence == t.sentence && !titles[next.low] &&
		(r.is(i-1, "the") || t.first) && !r.is(i+1, "i") && !r.allCaps(i+1) {
		return "it is part of a name"
	}
	return ""
}

// namedFeast says why the feast in the tokens from i to next is a name or part of one: "the
// Boxing Day tsunami", "Father Christmas".
func (r *reader) namedFeast(i, next int) string {
	after, before := r.tok(next), r.tok(i-1)
	if after.sentence == r.tok(i).sentence && disasters[after.low] {
		return "it is part of the name of an event"
	}
	if nameWord(before) && !before.first && r.together(i) && !titles[before.low] &&
		!r.is(i-1, "on", "at", "by", "since", "before", "after", "last", "this", "next") {
		return "it is part of a name"
	}
	if works[before.low] && r.together(i) {
		return "it is the name of a work"
	}
	return ""
}

// disasters are nouns that a feast gives a name to.
var disasters = wordSet(`
	tsunami hurricane fire fires massacre bombing bombings storm flood floods uprising agreement rising earthquake
	bushfires raid blizzard accord truce`)
