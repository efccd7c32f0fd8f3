package timex

// A kind says what sort of expression was read.
type kind int

const (
	point    kind = iota // a year, a quarter, a month, a day, with what is known of it
	decade               // ten years, or a part of them
	century              // a hundred years
	weekday              // a day of the week
	relative             // last, this or next unit, counted from the day of publication
	shifted              // so many units before or after something
	same                 // that year, the following month
	span                 // from one to another
	duration             // for so long
	set                  // every so often
	clock                // a time of day alone
	ref                  // now, recently, the future
	turn                 // of a century
	weekOf               // the week of a day: expr.a
	named                // an event of public history, by its name
)

// A base says what a shift counts from.
type base int

const (
	fromPublished base = iota // "ago"
	fromEarlier               // "later", "earlier"
	fromSomething             // "two years after 1987": expr.a
	fromText                  // "two days after the battle": what the tokens from expr.from to expr.to name
)

// An expr is what the words say, before anything is known of where they stand.
type expr struct {
	kind             kind
	year, month, day int        // of a point; 0: not said; a year before our era is negative
	season, quarter  int        // of a point; 0: not said
	half             int        // of a year: 1, 2; 0: not said
	reported         bool       // "the latest quarter": the one that the text reports on
	event            *happening // of a named one
	holiday          *feast     // of a point; nil: none
	ofRel            bool       // its year is "last year", "this year", "next year"
	yearRel          int        // that: -1, 0, +1
	yearOf           *expr      // "December of that year": which year; nil: not so told
	part             part       // of a decade, a year, a month
	decade           int        // first year: 1980; negative: the century is not said
	old              bool       // decade counts years before our era, astronomically
	weekday          int        // Sunday is 0
	rel              int        // -1 last, 0 this, +1 next; for weekdays 0 is a bare one
	rolling          bool       // "the past year": the twelve months up to publication
	ofStory          bool       // "the year", "the decade": in a clause of the past, that of the story
	ofWeek           bool       // a weekday of the last, this or next week
	bare             bool       // a weekday without last or next
	n                int        // of a shift
	halved           bool       // and a half of its unit
	toTheDay         bool       // "ago today": the very day
	vague            bool       // its number is not said
	unit             unit       // of a shift, of last and next
	base             base       // of a shift
	approx           bool       // "about", "almost"
	bound            string     // "by", "since", "before", "after"
	a, b             *expr      // ends of a span
	from, to         int        // tokens of an end of a span, or of what a count is from
	alt              *expr      // what is left if that has no date: a duration, in the tokens up to altEnd
	altEnd           int
	occasion         bool   // an anniversary
	age              bool   // a duration that says how old somebody is
	fiscal           bool   // a year of accounts
	unsure           bool   // 3/4/2021: the order of day and month is a guess
	code             string // TIMEX3 value of a duration, a set, a ref
	mod              string // TIMEX3 mod of a duration
	time             string // TIMEX3 time of day: "TEV", "T17:00"
	why              string // a duration that counts from what its own words tell
}

// A part says which part of a stretch is meant.
type part string

const (
	whole   part = ""
	early   part = "early"
	mid     part = "mid"
	late    part = "late"
	endOf   part = "end"
	headOf  part = "beginning"
	sooner  part = "earlier" // "earlier this year": some time of it, before now
	further part = "later"
)

// mods are the TIMEX3 mods of the parts.
var mods = map[part]string{early: "START", headOf: "START", sooner: "START", mid: "MID", late: "END", endOf: "END", further: "END"}

// dated reports whether e names a stretch of the calendar, which words such as
// "by", "early in" and "from" can stand before.
func (e *expr) dated() bool {
	switch e.kind {
	case point, decade, century, weekday, relative, same, named, weekOf:
		return e.bound == ""
	}
	return false
}
