package ui

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

// A stamp is a moment as a page shows it.
type stamp struct {
	Datetime string // for a machine; empty if the words are no valid date
	Words    string // empty if the moment is unknown
	Title    string // the same in full; may be empty
}

// published returns the stamp of a date as a page gave it: a day or RFC 3339.
func published(s string) stamp {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return stamp{Datetime: s, Words: t.Format("2 January 2006")}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return stamp{Datetime: s, Words: t.Format("2 January 2006"), Title: t.Format("2 January 2006, 15:04 -07:00")}
	}
	return stamp{Words: s}
}

// ago returns the stamp of t as seen from now: "3 hours ago", "in 20 minutes".
func ago(now, t time.Time) stamp {
	if t.IsZero() {
		return stamp{}
	}
	t = t.UTC()
	s := stamp{Datetime: t.Format(time.RFC3339), Title: t.Format("2 January 2006, 15:04 UTC")}
	d := now.Sub(t)
	words := span(d.Abs())
	switch {
	case words == "" && d >= 0:
		s.Words = "just now"
	case words == "":
		s.Words = "in a moment"
	case d < 0:
		s.Words = "in " + words
	default:
		s.Words = words + " ago"
	}
	return s
}

// span returns a length of time in the largest unit that it fills, "" below a minute.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	for _, u := range []struct {
		size time.Duration
		name string
	}{{365 * day, "year"}, {30 * day, "month"}, {day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d >= u.size {
			return count(int(d/u.size), u.name)
		}
	}
	return ""
}

// count returns a number with what it counts: "1 claim", "2,048 entries".
func count(n int, one string) string {
	many := one + "s"
	switch {
	case n == 1:
		many = one
	case strings.HasSuffix(one, "y") && one != "day":
		many = strings.TrimSuffix(one, "y") + "ies"
	case strings.HasSuffix(one, "s"):
		many = one + "es"
	}
	return thousands(n) + " " + many
}

// thousands returns n with commas: 12,345.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// The bounds of what is shown without a caveat, and of what is shown as probable.
const (
	sure     = 0.85
	probable = 0.6
)

// tier returns a confidence in a word: empty if there is no need for one.
func tier(confidence float64) string {
	switch {
	case confidence >= sure:
		return ""
	case confidence >= probable:
		return "probably"
	}
	return "unclear"
}

// confidence returns it in words that can stand alone, with the figure.
func confidence(c float64) string {
	words := "unclear"
	switch tier(c) {
	case "":
		words = "clear"
	case "probably":
		words = "probably right"
	}
	return fmt.Sprintf("%s (%.2f of 1)", words, c)
}

// grainWords returns how finely a time was told.
func grainWords(g timex.Grain) string {
	if g == "" {
		return ""
	}
	return "known to the " + string(g)
}

// claimWords returns in what way a claim is given.
func claimWords(k claim.Kind) string {
	switch k {
	case claim.Direct:
		return "quoted"
	case claim.Indirect:
		return "reported"
	case claim.Mixed:
		return "partly quoted"
	case claim.Author:
		return "stated"
	}
	return "claim"
}

// kindWords returns what sort of article it is.
func kindWords(kind string) string {
	if kind == "" || kind == "unknown" {
		return "kind unknown"
	}
	return strings.ReplaceAll(kind, "-", " ")
}

// mediumWords returns in what a claim was made, as a noun.
func mediumWords(medium string) string {
	switch claim.Medium(medium) {
	case claim.Post:
		return "social media post"
	case claim.Filing:
		return "court filing"
	}
	return medium
}

// withArticle returns a noun with "a" or "an" before it.
func withArticle(noun string) string {
	if noun != "" && strings.ContainsRune("aeiouAEIOU", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// stateWords says how sure it is that a page is the one that is cited.
func stateWords(s cite.State) string {
	switch s {
	case cite.Confirmed:
		return "Confirmed: a run of its words stands there"
	case cite.Likely:
		return "Likely"
	case cite.Candidate:
		return "Candidate: this may be the page"
	case cite.Open:
		return "Open: the page is not held"
	}
	return upperFirst(string(s))
}

// stateClass returns the state as the style sheet knows it.
func stateClass(s cite.State) string {
	switch s {
	case cite.Confirmed, cite.Likely, cite.Candidate:
		return string(s)
	}
	return "open"
}

// changeWords says what became of a claim.
func changeWords(kind string) string {
	switch kind {
	case "added":
		return "A claim was added"
	case "removed":
		return "A claim was removed"
	case "reworded":
		return "A claim was reworded"
	case "number":
		return "A number changed"
	case "date":
		return "A date changed"
	case "speaker":
		return "The speaker changed"
	}
	return "A claim changed: " + kind
}

// upperFirst returns s with a capital in front, as a heading has it.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// outside returns an address if a page may link to it: http and https only.
func outside(addr string) string {
	u, err := url.Parse(addr)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return addr
}

// lang returns a language tag that browsers know, or "".
func lang(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return ""
	}
	return t.String()
}
