package indexer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

// A Correction is what a person says of something that was read. It stands beside what
// was read and is laid over every reading anew: see [Reading.Correct].
type Correction struct {
	ID      string         `json:"id"` // a digest of the rest: whoever alters a line makes another
	Kind    CorrectionKind `json:"kind"`
	Article string         `json:"article"` // id
	Claim   string         `json:"claim"`   // id
	Text    string         `json:"text"`    // how the claim begins, for people
	Phrase  string         `json:"phrase"`  // of a date: its words, in small letters; empty for other kinds
	Nth     int            `json:"nth"`     // of a date: which of those of the claim with these words, from 1; else 0
	Other   string         `json:"other"`   // NotTheSame: the id of the other claim; else empty
	Beside  string         `json:"beside"`  // NotTheSame: the id of that one's article
	Value   string         `json:"value"`   // WrongDate: EDTF; WrongSpeaker: a name; None: only that it was wrong; else empty
	Was     string         `json:"was"`     // what had been read, in words; may be empty
	By      string         `json:"by"`      // the name of whoever says so
	Note    string         `json:"note"`    // why; may be empty
	At      time.Time      `json:"at"`
	Undoes  string         `json:"undoes"` // Undo: the id of the correction that no longer stands; else empty
}

// A CorrectionKind says what is set right.
type CorrectionKind string

// The kinds of corrections.
const (
	WrongDate    CorrectionKind = "date"
	WrongSpeaker CorrectionKind = "speaker"
	NotAClaim    CorrectionKind = "not-a-claim"
	NotTheSame   CorrectionKind = "not-the-same"
	Undo         CorrectionKind = "undo"
)

// CorrectionKinds are those that say something of a claim.
var CorrectionKinds = []CorrectionKind{WrongDate, WrongSpeaker, NotAClaim, NotTheSame}

// None is the value of a correction that knows no better than what it calls wrong.
const None = "none"

// Thing returns what a correction is about: of several about one thing, one stands.
func (c *Correction) Thing() string {
	switch c.Kind {
	case WrongDate:
		return fmt.Sprintf("%s %s %d %s", c.Kind, c.Claim, c.Nth, c.Phrase)
	case NotTheSame:
		return fmt.Sprintf("%s %s %s", c.Kind, min(c.Claim, c.Other), max(c.Claim, c.Other))
	}
	return fmt.Sprintf("%s %s", c.Kind, c.Claim)
}

// A Corrected says who set right what is shown, and what had been read in its place.
type Corrected struct {
	ID   string    `json:"id"` // of the correction
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Was  string    `json:"was"` // in words
	Note string    `json:"note"`
}

func (c *Correction) mark() *Corrected { return &Corrected{c.ID, c.By, c.At, c.Was, c.Note} }

// says returns a correction as a step of how a date was read.
func (c *Correction) says() string {
	says := fmt.Sprintf("set right by %s on %s: it was read as %s", c.By, c.At.Format("2 January 2006"), c.Was)
	if c.Note != "" {
		says += " (" + c.Note + ")"
	}
	return says
}

// Correct lays corrections over a reading whose claims have their ids: those that stand, one
// of a thing. It returns the ids of those that find nothing to set right: the claim
// or the date is not in this text, or no longer.
func (r *Reading) Correct(list []Correction) (missed []string) {
	for i := range list {
		if c := &list[i]; !r.correct(c) {
			missed = append(missed, c.ID)
		}
	}
	r.Claims = slices.DeleteFunc(r.Claims, func(c DatedClaim) bool { // at the end: it may have been corrected otherwise, too
		if c.Refused != nil {
			r.Refused = append(r.Refused, c)
		}
		return c.Refused != nil
	})
	return missed
}

// correct lays one correction over r, and reports whether there was something to set right.
func (r *Reading) correct(c *Correction) bool {
	if c.Kind == NotTheSame {
		return r.apart(c)
	}
	d := r.claim(c.Claim)
	switch {
	case d == nil:
		return false
	case c.Kind == WrongDate:
		return r.redate(d, c)
	case c.Kind == WrongSpeaker:
		d.setSpeaker(c)
	case c.Kind == NotAClaim:
		d.Refused = c.mark()
	}
	return true
}

// claim returns the claim with an id, nil if there is none.
func (r *Reading) claim(id string) *DatedClaim {
	if i := slices.IndexFunc(r.Claims, func(d DatedClaim) bool { return d.ID == id }); i >= 0 {
		return &r.Claims[i]
	}
	return nil
}

// apart keeps two claims out of one cluster, of which r holds at least one.
func (r *Reading) apart(c *Correction) (found bool) {
	for _, pair := range [][2]string{{c.Claim, c.Other}, {c.Other, c.Claim}} {
		if d := r.claim(pair[0]); d != nil {
			d.Apart = append(d.Apart, pair[1])
			found = true
		}
	}
	return found
}

// redate sets a date right.
func (r *Reading) redate(d *DatedClaim, c *Correction) bool {
	at := r.dateOf(d, c.Phrase, c.Nth)
	if at < 0 {
		return false
	}
	m := &r.Mentions[at]
	m.Type, m.Value, m.Mod, m.Ends, m.Lasts, m.NotEvent = timex.DateType, "", "", nil, false, ""
	m.Anchor, m.Confidence, m.Steps = timex.Anchor{Kind: timex.NoAnchor, Mention: -1}, 1, []string{c.says()}
	if c.Value == None {
		m.Interval, m.EDTF, m.Label, m.Unresolved = timex.Interval{}, "", "", c.says()
	} else {
		v, err := timex.ParseEDTF(c.Value)
		if err != nil {
			return false // another version of Dateline may read more
		}
		m.Interval, m.EDTF, m.Label, m.Unresolved = v, timex.EDTF(v), timex.Label(v), ""
	}
	if r.Redated == nil {
		r.Redated = map[int]*Corrected{}
	}
	r.Redated[at] = c.mark()
	return true
}

// dateOf returns the place in Mentions of the nth date of a claim with these words, -1 if
// it has none. What could not be resolved is counted, too.
func (r *Reading) dateOf(d *DatedClaim, phrase string, nth int) int {
	for _, t := range d.Times {
		if strings.ToLower(r.Mentions[t].Text) != phrase {
			continue
		}
		if nth--; nth == 0 {
			return t
		}
	}
	return -1
}

// setSpeaker sets right whom a claim is from.
func (d *DatedClaim) setSpeaker(c *Correction) {
	d.Respoken = c.mark()
	d.Speaker.Names, d.Speaker.Role, d.Speaker.Maybe, d.Speaker.Person = nil, "", nil, false
	if c.Value == None {
		d.Speaker.Name, d.Confidence = "", 0
		return
	}
	if d.Kind == claim.Author { // it reports somebody's claim, in its own words
		d.Kind = claim.Indirect
	}
	d.Speaker.Name, d.Confidence = c.Value, 1
}

// Propose returns what a draft of a correction says of r, whose claims have their ids and
// corrections: with Article, Text and Was filled in, and checked. Its error is a
// *QueryError that names the member that is wrong. NotTheSame needs the reading of
// the other claim as well, which may be r.
func (r *Reading) Propose(c Correction, other *Reading) (Correction, error) {
	d := r.claim(c.Claim)
	if d == nil {
		return c, &QueryError{Field: "claim", Says: "is none of its article, or a person has said before that it is no claim: undo that first"}
	}
	c.Article, c.Text = r.Revision.ArticleID, beginning(d.Text)
	switch c.Kind {
	case WrongDate:
		return c, r.proposeDate(d, &c)
	case WrongSpeaker:
		if ref := speakerRef(d); c.Value == ref.Name || c.Value == None && ref.Name == "" {
			return c, &QueryError{Field: "value", Says: "is whom the claim is shown as from already"}
		}
		c.Was = wasSpeaker(d)
	case NotTheSame:
		if slices.Contains(d.Apart, c.Other) {
			return c, &QueryError{Field: "other", Says: "is kept apart from it already"}
		}
		o := other.claim(c.Other)
		if o == nil || other.Revision.ArticleID == c.Article {
			return c, &QueryError{Field: "other", Says: "is no claim of another article: claims of one article are not compared"}
		}
		c.Beside, c.Was = other.Revision.ArticleID, "the same as “"+beginning(o.Text)+"”"
	}
	return c, nil
}

func (r *Reading) proposeDate(d *DatedClaim, c *Correction) error {
	c.Phrase = strings.ToLower(strings.TrimSpace(c.Phrase))
	if c.Phrase == "" && len(d.Times) == 1 {
		c.Phrase = strings.ToLower(r.Mentions[d.Times[0]].Text)
	}
	c.Nth = max(c.Nth, 1)
	at := r.dateOf(d, c.Phrase, c.Nth)
	if at < 0 {
		var phrases []string
		for _, t := range d.Times {
			phrases = append(phrases, fmt.Sprintf("%q", r.Mentions[t].Text))
		}
		if len(phrases) == 0 {
			return &QueryError{Field: "phrase", Says: "the claim has no words that tell a date"}
		}
		return &QueryError{Field: "phrase", Says: "write the words of the date that is wrong: " + strings.Join(phrases, " or ")}
	}
	m := &r.Mentions[at]
	if m.Placed() && c.Value == timex.EDTF(m.Interval) || !m.Placed() && c.Value == None {
		return &QueryError{Field: "value", Says: "is how the date is shown already"}
	}
	switch was := r.Redated[at]; {
	case was != nil: // what had been read, not what another person made of it
		c.Was = was.Was
	case m.Placed():
		c.Was = m.Label
	default:
		c.Was = "no date"
	}
	return nil
}

// wasSpeaker returns whom a claim was read as from, in words.
func wasSpeaker(d *DatedClaim) string {
	switch ref := speakerRef(d); {
	case d.Respoken != nil:
		return d.Respoken.Was
	case ref.Name != "" && d.Kind == claim.Author:
		return "the author, " + ref.Name
	case ref.Name != "":
		return ref.Name
	case d.Kind == claim.Author:
		return "the author"
	}
	return "speaker unclear"
}

// beginning returns how words begin, on one line.
func beginning(s string) string {
	const most = 200
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

// A ClaimDate is a date of a claim, as a correction names it.
type ClaimDate struct {
	Phrase string // as it stands in the text
	Nth    int    // which of those of the claim with these words, from 1
	Label  string // in words; empty if it could not be resolved
}

// DatesOf returns the dates of a claim, in order of the text, also those that could not be
// resolved; and whether there is such a claim.
func (r *Reading) DatesOf(claimID string) (dates []ClaimDate, found bool) {
	d := r.claim(claimID)
	if d == nil {
		return nil, false
	}
	seen := map[string]int{}
	for _, t := range d.Times {
		m := &r.Mentions[t]
		phrase := strings.ToLower(m.Text)
		seen[phrase]++
		date := ClaimDate{Phrase: m.Text, Nth: seen[phrase]}
		if m.Placed() {
			date.Label = m.Label
		}
		dates = append(dates, date)
	}
	return dates, true
}
