// Package claim finds who says what: quotations with their speakers, what
// somebody is reported to have said, and the sentences of the author's own.
//
// [Find] reads a text and returns its claims in order, with exact places.
// [Keep] gives them ids that outlive a new analysis and a new revision.
package claim

import "dateline/indexer/people"

// A Kind says in what way a claim is given.
type Kind string

// The kinds of claim.
const (
	Direct   Kind = "direct"   // the speaker's own words, quoted
	Indirect Kind = "indirect" // what the speaker is reported to have said
	Mixed    Kind = "mixed"    // a report with quoted words in it
	Author   Kind = "author"   // the article's own assertion
)

// The tiers of confidence: from Plain on a speaker is shown as such, from Probable
// on as probably so; below, the speaker is unclear and the claim is never counted.
const (
	Plain    = 0.85
	Probable = 0.6
)

// A Span is a run of a text, in code points, half open.
type Span struct{ Start, End int }

// Empty reports whether the span holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether t lies inside s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// A Speaker is who a claim is from.
type Speaker struct {
	Name    string   // the fullest name that the text gives: "Alnur Mussayev"; empty if unclear
	Names   []string // every spelling of it in the text; none if it is no known person's
	Surface string   // as it stands at the claim: "he", "Mussayev"; empty for an author's claim
	Span    Span     // of Surface; empty for an author's claim
	Person  bool     // a person is named, no office, paper or group
	Role    string   // as the text gives it: "the former head of the bank"; may be empty
	Maybe   []string // whom the words may mean as well, where that is open
}

// A Medium is in what way words were made public.
type Medium string

// The media that are told apart. Unknown is shown as such.
const (
	UnknownMedium Medium = ""
	Post          Medium = "post"      // on a social network
	Interview     Medium = "interview" // with an outlet or a journalist
	Book          Medium = "book"
	OpEd          Medium = "op-ed"     // an opinion piece in an outlet
	Statement     Medium = "statement" // a press release, a letter, a speech
	Filing        Medium = "filing"    // to or from a court
	Report        Medium = "report"    // a study, a report, an article of an outlet
	Broadcast     Medium = "broadcast" // television, radio, a podcast
)

// Media are those that are told apart, in the order in which they are listed.
var Media = []Medium{Interview, Statement, Post, OpEd, Book, Report, Filing, Broadcast}

// A Via is where a claim was made, in the words of the article.
type Via struct {
	Medium Medium
	Outlet string // "The Hill"; "a Ukrainian journalist" where no outlet is named; may be empty
	Title  string // of a book or report; may be empty
	Year   int    // of a book, where it stands beside it; 0 if unknown
	Span   Span   // of the words that say so; empty if none do
}

// A Hop is somebody by whose report the words came: "X, quoted by Y".
type Hop struct {
	Name string // "the Courier"
	Span Span
}

// A Claim is something that an article reports that somebody said, or that its
// author asserts.
type Claim struct {
	ID         string         // set by Keep
	Text       string         // the words of the claim, the parts joined by a space, without outer quotation marks
	Parts      []Span         // where those words stand, in order; several when a cue interrupts them
	Kind       Kind           //
	Speaker    Speaker        //
	Cue        string         // the word that attributes it: "said", "according to"; empty for an author's claim
	CueSpan    Span           //
	Class      Class          // what the cue makes of the words; empty if there is no verb
	Via        Via            // where it was made
	Chain      []Hop          // through whose reports the article has it, the nearest first
	Denied     bool           // the words deny: "denied that", "was never"
	Hedge      string         // the word that holds back: "allegedly", "may"; empty if none does
	Sentence   Span           // from the start of the sentence with the first part to the end of that with the last
	Places     []people.Place // that Sentence surely names, each once, in order
	Before     string         // up to 32 code points in front of the first part
	After      string         // up to 32 code points behind the last part
	Confidence float64        // that these words are this speaker's, 0 to 1
}

// Span returns the stretch from the claim's first part to the end of its last.
func (c Claim) Span() Span {
	if len(c.Parts) == 0 {
		return Span{}
	}
	return Span{c.Parts[0].Start, c.Parts[len(c.Parts)-1].End}
}
