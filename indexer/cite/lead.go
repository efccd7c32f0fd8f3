package cite

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/scraper"
)

// A Lead is what an article says of where a claim is from: a link beside it, or words
// that name an outlet.
type Lead struct {
	URL    string // of the page that is linked; empty if words alone lead there
	Outlet string // that is named; may be empty
	Medium string // "op-ed", "interview"…; may be empty
	Words  string // of the article that lead there
	Beside bool   // the link stands in the claim's own sentence
}

// A Place is where a claim stands in an article, and how its sentence says where it
// was made.
type Place struct {
	Sentence, Paragraph [2]int // code points
	Medium, Outlet      string
	Words               string // that tell medium and outlet
}

// leastRun is how many words in a row of a claim are near proof that it is from a page
// where they stand.
const leastRun = 6

// Leads returns where a claim may be from, the surest first: the links in its sentence,
// else those in its paragraph, those first whose host or words fit the outlet that is
// named; without a link, the outlet alone.
func Leads(citations []scraper.Citation, p Place) []Lead {
	var list []Lead
	inside := func(c scraper.Citation, span [2]int) bool {
		return c.Start >= span[0] && c.End <= span[1] && c.End > c.Start
	}
	for _, near := range []struct {
		span   [2]int
		beside bool
	}{{p.Sentence, true}, {p.Paragraph, false}} {
		for _, c := range citations {
			if inside(c, near.span) && c.URL != "" {
				list = append(list, Lead{URL: c.URL, Outlet: p.Outlet, Medium: p.Medium, Words: c.Anchor, Beside: near.beside})
			}
		}
		if len(list) > 0 {
			break
		}
	}
	slices.SortStableFunc(list, func(a, b Lead) int { return yesFirst(fits(a.URL, a.Words, p.Outlet), fits(b.URL, b.Words, p.Outlet)) })
	if len(list) == 0 && p.Outlet != "" {
		list = append(list, Lead{Outlet: p.Outlet, Medium: p.Medium, Words: p.Words})
	}
	return list
}

// fits reports whether an address or the words of a link are of an outlet.
func fits(address, words, outlet string) bool {
	name := FoldOutlet(outlet)
	if name == "" {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && strings.Contains(FoldOutlet(scraper.Host(u)), name) || strings.Contains(FoldOutlet(words), name)
}

// FoldOutlet returns the name of an outlet as names are compared: letters and digits in
// lower case, without "the".
func FoldOutlet(name string) string {
	const most = 200 // bytes: what is longer is no name
	var b strings.Builder
	for w := range strings.FieldsSeq(strings.ToLower(name)) {
		if w == "the" {
			continue
		}
		for _, r := range w {
			if b.Len() < most && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// A Page is an article that is held, as leads are followed to it.
type Page struct {
	Article   string // id
	URL       string
	Outlet    string
	Authors   []string
	Opinion   bool // by somebody who speaks for themselves
	Published time.Time
	Text      string
	runs      map[uint64]bool // of Text, once they were needed
}

// A State says how sure it is that a page is the one that is cited.
type State string

// The states, the surest first. Only the first two are a way that words took.
const (
	Confirmed State = "confirmed" // a run of its words stands there
	Likely    State = "likely"    // linked, or outlet, author and date agree
	Candidate State = "candidate" // may be
	Open      State = "open"      // not held, or not found yet
)

// Compare returns a number below 0 if s is surer than t, above 0 if t is surer than s.
func (s State) Compare(t State) int {
	order := []State{Confirmed, Likely, Candidate, Open}
	return slices.Index(order, s) - slices.Index(order, t)
}

// Counts reports whether the state is taken as a way that words took.
func (s State) Counts() bool { return s == Confirmed || s == Likely }

// Follow says how sure it is that a page, the one that the lead links to, is where a
// claim is from, and why.
func (l *Lead) Follow(claim, speaker string, page *Page) (State, string) {
	switch {
	case page == nil:
		return Open, "the page that is linked is not held"
	case page.holds(claim):
		return Confirmed, "a run of its words is found there"
	case l.Beside && fits(l.URL, l.Words, l.Outlet):
		return Likely, "it is linked in the sentence, which names the outlet"
	case l.Beside:
		return Likely, "it is linked in the sentence"
	case fits(l.URL, l.Words, l.Outlet):
		return Likely, "it is linked in the paragraph, and the sentence names the outlet"
	case speaker != "" && strings.Contains(page.Text, lastWord(speaker)):
		return Candidate, "it is linked in the paragraph, and names " + speaker
	}
	return Candidate, "it is linked in the paragraph"
}

// window is how long before an article what it cites without a link has appeared.
const window = 30 * 24 * time.Hour

// Seek finds the page that words without a link lead to among those that are held of
// the outlet, and says why. The page is nil if none fits.
func (l *Lead) Seek(claim, speaker string, published time.Time, pages []*Page) (*Page, State, string) {
	var best *Page
	state, why := Open, "no page of "+l.Outlet+" that is held fits"
	better := func(p *Page, s State, reason string) {
		if s.Compare(state) < 0 {
			best, state, why = p, s, reason
		}
	}
	for _, p := range pages {
		if FoldOutlet(p.Outlet) != FoldOutlet(l.Outlet) {
			continue
		}
		before := published.IsZero() || p.Published.IsZero() || !p.Published.After(published.Add(24*time.Hour))
		if before && p.holds(claim) {
			better(p, Confirmed, "a run of its words is found there")
			continue
		}
		if !before || !published.IsZero() && !p.Published.IsZero() && p.Published.Before(published.Add(-window)) || speaker == "" {
			continue
		}
		name := lastWord(speaker)
		byline := slices.ContainsFunc(p.Authors, func(a string) bool { return lastWord(a) == name })
		switch {
		case byline:
			better(p, Likely, "the outlet has a piece by "+speaker+" of that time")
		case l.Medium == "interview" && strings.Contains(p.Text, name):
			better(p, Candidate, "the outlet has a piece that names "+speaker+", of that time")
		}
	}
	return best, state, why
}

func lastWord(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// holds reports whether a run of leastRun words of a claim stands on the page. A claim
// that is shorter is never proof.
func (p *Page) holds(claim string) bool {
	words := wordHashes(claim)
	if len(words) < leastRun {
		return false
	}
	if p.runs == nil {
		text := wordHashes(p.Text)
		p.runs = make(map[uint64]bool, len(text))
		for i := leastRun; i <= len(text); i++ {
			p.runs[mixAll(text[i-leastRun:i])] = true
		}
	}
	for i := leastRun; i <= len(words); i++ {
		if p.runs[mixAll(words[i-leastRun:i])] {
			return true
		}
	}
	return false
}
