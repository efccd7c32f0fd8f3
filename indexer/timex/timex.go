// Package timex finds time expressions in prose and says what days they mean.
//
// [Find] reads English as newspapers write it: "on Tuesday" is the last
// Tuesday, unless the clause looks ahead, and "the late 1980s" are three years.
// What cannot be resolved is kept, unresolved, with the reason; nothing is guessed.
//
// A text goes through five stages, each in files of its own: scan cuts it into tokens;
// the rules, led by reader.read, match the longest expression at each of them and
// return what its words say as a small tree; filter refuses, with a reason, what only
// looks like a time; the resolver goes through the trees from left to right, with the
// day of publication and the dates read so far; and Trace hands out mentions.
package timex

import "time"

// A Grain is how finely a time was told.
type Grain string

// The grains, finest first.
const (
	Minute  Grain = "minute"
	Hour    Grain = "hour"
	Day     Grain = "day"
	Week    Grain = "week"
	Month   Grain = "month"
	Season  Grain = "season"
	Quarter Grain = "quarter"
	Year    Grain = "year"
	Decade  Grain = "decade"
	Century Grain = "century"
)

// Grains lists every grain, finest first.
var Grains = []Grain{Minute, Hour, Day, Week, Month, Season, Quarter, Year, Decade, Century}

// An Interval is a stretch of time, from Start up to but not including End,
// in UTC. A zero Start or End is open: "before 1990" has no Start.
type Interval struct {
	Start, End time.Time
	Grain      Grain // "in March" is Month, even though it holds 31 days
	Approx     bool  // "around", "almost 40 years ago"
}

// IsZero reports whether v says nothing: both ends are open.
func (v Interval) IsZero() bool { return v.Start.IsZero() && v.End.IsZero() }

// Overlaps reports whether v and w share any moment. Intervals that only touch
// do not overlap; an open end reaches without limit.
func (v Interval) Overlaps(w Interval) bool {
	return (v.Start.IsZero() || w.End.IsZero() || v.Start.Before(w.End)) &&
		(w.Start.IsZero() || v.End.IsZero() || w.Start.Before(v.End))
}

// Type is the TIMEX3 type of a mention.
type Type string

// The types of TIMEX3. Durations and sets are found, and place nothing on a timeline.
const (
	DateType     Type = "DATE"
	TimeType     Type = "TIME"
	DurationType Type = "DURATION"
	SetType      Type = "SET"
	EventType    Type = "EVENT" // the name of an event of public history: none of TIMEX3's own
)

// AnchorKind says what a mention was counted from.
type AnchorKind string

// The kinds of anchor.
const (
	NoAnchor  AnchorKind = "none"      // the words say it all: "in 1987"
	Published AnchorKind = "published" // the day of publication: "on Tuesday"
	Event     AnchorKind = "event"     // an event of public history: "the fall of the Berlin Wall"
	Said      AnchorKind = "said"      // the day on which quoted words were said: “today,” he said on Tuesday
	Earlier   AnchorKind = "mention"   // an earlier mention in the text: "13 years later"
)

// An Anchor is what a mention was counted from.
type Anchor struct {
	Kind    AnchorKind
	Mention int    // Kind Earlier: its place in the result of Find; else -1
	Words   string // as shown: "the day of publication, 24 February 2025", "“1987” in sentence 12"; empty for NoAnchor
}

// A Mention is a run of words that names a time.
type Mention struct {
	Start, End int    // code points in the text
	Bytes      [2]int // the same in bytes
	Text       string // those words
	Named      int    // where in the text the words begin that name the time: behind "by", "since", "from"
	Type       Type
	Value      string // TIMEX3 value: "1987", "198", "P12Y"
	Mod        string // TIMEX3 mod: "START", "MID", "END", "APPROX", ...; may be empty

	Interval             // zero if unresolved, a duration or a set
	EDTF       string    // ISO 8601-2: "1987", "198X", "1985/1991", "../1987"; empty with a zero Interval
	Label      string    // in words: "sometime in 1987", "late 1980s", "12 May 2019"
	Anchor     Anchor    // what it was counted from
	Steps      []string  // how it was resolved, for a reader: "13 years after 1987", "= 2000"
	Confidence float64   // 0 to 1
	Quoted     bool      // it stands in a quotation
	Age        bool      // a duration that says how old somebody is
	Inner      []Mention // what TIMEX3 sees in the name of an event ("2012" in "the 2012 Olympics") or in a count from something; else nil
	Lasts      bool      // a range that is told to have gone on all its time: "from 1993 to 1997", not "between 1993 and 1997"
	Ends       []Mention // of a range, its two ends, each with its own interval; else nil
	NotEvent   string    // why nothing happened then, though it is a date: "it is the dateline of the report"; empty otherwise
	Unresolved string    // why it has no Interval though it names a date; empty otherwise
}

// Placed reports whether m stands for a place on a timeline.
func (m Mention) Placed() bool { return !m.IsZero() && m.NotEvent == "" }

// Days returns the first and the last day of v, both inclusive, as YYYY-MM-DD; "" for
// an end that is open.
func (v Interval) Days() (earliest, latest string) {
	if !v.Start.IsZero() {
		earliest = v.Start.Format(time.DateOnly)
	}
	if !v.End.IsZero() {
		latest = v.End.Add(-1).Format(time.DateOnly)
	}
	return earliest, latest
}
