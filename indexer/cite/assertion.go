package cite

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/indexer/match"
	"dateline/indexer/timex"
)

// An Assertion is a claim as it is compared with those of other articles. Whoever has
// the claim fills the first fields; [Assert] reads the rest out of its words.
type Assertion struct {
	Claim    string           // id
	Article  string           // id
	Speaker  string           // the fullest name that is known; empty if unclear
	Text     string           // the words of the claim
	Sentence string           // what they stand in, which may tell a name from a first word; may be empty
	Quoted   bool             // they are the speaker's own
	When     []timex.Interval // the dates that it speaks of; without them, years and months in Text are read

	Names   []string // as they stand: "Tobias Renner"; without titles
	Numbers []string // that count something: "3 people", "40%"; no dates
	Denied  bool     // it says of something that it is not so

	terms      []term
	names      []name
	quantities []quantity
	said       name  // the speaker
	voice      *name // the same, if the claim is about "me"
}

// A term is a word of a claim.
type term struct {
	match.Word
	raw     string // as it stands
	name    int    // its place among the names; -1 if it is part of none
	date    bool   // it is part of a date
	counts  bool   // it is part of a number that counts something
	denied  bool   // a negation reaches it
	except  bool   // it stands behind "not" as what something else is set against: "2021, not 2022"
	breaks  bool   // a clause ends in front of it
	passive bool   // a verb behind "was" or "been"
	aside   bool   // it says in passing who a name is: "Renner, a former clerk, sold …"
}

// content reports whether the term says something that is neither a name, a number nor a date.
func (t *term) content() bool {
	return !t.Common && !t.aside && t.name < 0 && !t.date && !t.counts && !t.Number && !negations[t.Text] && !denials[t.Stem] && !relations[t.Text]
}

// A name is a run of words with capitals.
type name struct {
	first, last int      // its terms
	shown       string   // as it stands
	words       []string // as they are compared, without titles
	stems       []string // of those
	does        []string // stems of what it does, if that is clear
	done        []string // stems of what is done to it, or of what it stands behind
	denied      bool     // it is the one of whom it is not true: "not Renner"
	self        bool     // it is the speaker, of whom the claim says "I"
}

// Words with a function in reading claims.
var (
	titles = set(`president senator governor mayor minister general colonel captain major judge king queen prince princess mr mrs ms sir
		lord lady professor prof doctor saint pope chancellor premier secretary director chief sergeant rep representative congressman sen gov gen col capt lt sgt pres hon`)
	negations = set(`not never no nobody none neither nor without cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt
		couldnt shouldnt hasnt havent hadnt aint`)
	denials   = set(`deni refut fals untru disput`) // stems: they deny all that follows in their clause
	breakers  = set(`but although though while because who which whom whose after before until unless`)
	relations = set(`under over during against between among through across within behind beside near since until upon toward towards via per
		before after while although because around along despite except like unlike onto off every each any some other such own very only even still already`)
	behindNot = set(`in on by at from to of`)
	particles = set(`bin ibn al el van von der den de la le del da di dos du ten ter`)
	asides    = set(`a an the his her its their former then now`)
	toBe      = set(`was were is are be been being got`)
	selfWords = set(`i me my mine myself`)
	weakWords = set(`say tell claim report accord ask add write state announc deni alleg call think believ year month week day time thing new make take
		go come get give becom one first last also said statement end same old long well later earlier ago`)  // stems that any claim may have
	monthNames = set(`january february march april may june july august september october november december`)
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// mostTerms is how many words of a claim are read: no claim has more, but for faults.
const mostTerms = 120

// Assert returns the claim with what its words tell. A text without words gives an
// assertion that is the same as none.
func Assert(a Assertion) *Assertion {
	words := match.Words(a.Text)
	words = words[:min(len(words), mostTerms)]
	a.terms = make([]term, len(words))
	for i, w := range words {
		a.terms[i] = term{Word: w, raw: a.Text[w.Start:w.End], name: -1}
		if i > 0 {
			gap := a.Text[words[i-1].End:w.Start]
			a.terms[i].breaks = strings.ContainsAny(gap, ",;:.!?—–()") || breakers[w.Text]
			a.terms[i].passive = !w.Common && !strings.HasSuffix(w.Text, "ing") && (toBe[words[i-1].Text] || i > 1 && toBe[words[i-2].Text] && negations[words[i-1].Text])
		}
	}
	a.said = spoken(a.Speaker)
	a.readDates()
	a.readQuantities()
	a.readNames()
	a.readAsides()
	a.readNegations()
	for i, n := range a.names {
		a.names[i] = a.role(n)
	}
	return &a
}

// readNames finds the names. The first word of a sentence is one if the word behind it
// is, too, or if the sentence around the claim or its speaker has it with a capital.
func (a *Assertion) readNames() {
	capital := func(i int) bool {
		if i >= len(a.terms) {
			return false
		}
		t := &a.terms[i]
		return t.Capital && !t.Common && !t.date && !t.Number
	}
	// goesOn returns the term up to which a name goes on behind term i; i if it ends there.
	goesOn := func(i int) int {
		switch {
		case !a.touches(i):
		case capital(i + 1):
			return i + 1
		case particles[a.terms[i+1].Text] && a.touches(i+1) && capital(i+2):
			return i + 2 // "Ludwig van Beethoven"
		}
		return i
	}
	var around map[string]bool // words that have a capital there; nil until one asks
	for i := 0; i < len(a.terms); i++ {
		if !capital(i) {
			continue
		}
		if a.terms[i].Begins && goesOn(i) == i {
			if around == nil {
				around = a.capitals()
			}
			if !around[a.terms[i].Text] {
				continue
			}
		}
		n := name{first: i, last: i}
		for next := goesOn(n.last); next > n.last; next = goesOn(n.last) {
			n.last = next
		}
		for j := n.first; j <= n.last; j++ {
			a.terms[j].name = len(a.names)
			if !titles[a.terms[j].Stem] && !titles[a.terms[j].Text] {
				n.words = append(n.words, a.terms[j].Text)
				n.stems = append(n.stems, a.terms[j].Stem)
			}
		}
		// A title alone is no name.
		if len(n.words) == 0 {
			for j := n.first; j <= n.last; j++ {
				a.terms[j].name = -1
			}
			continue
		}
		for titles[a.terms[n.first].Stem] || titles[a.terms[n.first].Text] {
			n.first++
		}
		n.shown = strings.TrimSuffix(strings.TrimSuffix(a.Text[a.terms[n.first].Start:a.terms[n.last].End], "’s"), "'s")
		a.names = append(a.names, n)
		a.Names = append(a.Names, n.shown)
		i = n.last
	}
	if slices.ContainsFunc(a.terms, func(t term) bool { return selfWords[t.Text] }) && a.Speaker != "" {
		n := a.said
		n.self = true
		if len(n.words) > 0 {
			a.voice = &n
		}
	}
}

// capitals returns the words that the sentence around the claim has with a capital, though none
// begins there, or that its speaker has so.
func (a *Assertion) capitals() map[string]bool {
	known := map[string]bool{}
	for _, text := range []string{a.Sentence, a.Speaker} {
		list := match.Words(text)
		for _, w := range list[:min(len(list), mostTerms)] {
			if w.Capital && (!w.Begins || text == a.Speaker) && !w.Common {
				known[w.Text] = true
			}
		}
	}
	return known
}

// readAsides finds what says in passing who a name is, between two commas behind it, while
// the claim goes on to something else: whoever calls Renner a former clerk need not say
// the same of him.
func (a *Assertion) readAsides() {
	comma := func(i int) bool {
		return i > 0 && i < len(a.terms) && strings.Contains(a.Text[a.terms[i-1].End:a.terms[i].Start], ",")
	}
	for _, n := range a.names {
		first := n.last + 1
		if !comma(first) || !asides[a.terms[first].Text] && !a.whoWas(first) {
			continue
		}
		end := first + 1
		for end < len(a.terms) && !comma(end) {
			end++
		}
		if !slices.ContainsFunc(a.terms[end:], func(t term) bool { return t.content() }) {
			continue // it is what is said
		}
		for i := first; i < end; i++ {
			a.terms[i].aside = true
		}
	}
}

// whoWas reports whether "who was treasurer" stands at a term. "Who was enlisted" tells
// of a deed.
func (a *Assertion) whoWas(i int) bool {
	if i+2 >= len(a.terms) || a.terms[i].Text != "who" || !toBe[a.terms[i+1].Text] {
		return false
	}
	what := a.terms[i+2].Text
	return !slices.ContainsFunc([]string{"ed", "en", "wn", "ght"}, func(end string) bool { return strings.HasSuffix(what, end) })
}

// touches reports whether nothing but a space stands between a word and the next, and
// no possessive: "Renner’s Leipzig" are two names.
func (a *Assertion) touches(i int) bool {
	if i+1 >= len(a.terms) {
		return false
	}
	gap := a.Text[a.terms[i].End:a.terms[i+1].Start]
	raw := a.terms[i].raw
	return (gap == " " || gap == "-" || gap == ". ") && !strings.HasSuffix(raw, "'s") && !strings.HasSuffix(raw, "’s")
}

// readNegations finds what is said not to be so. “Not” reaches a few words of its
// clause, “denied” all of it; what stands behind a comma and “not” is set against
// something else, and only that is not so.
func (a *Assertion) readNegations() {
	const reach = 4 // words that say something
	for i := range a.terms {
		t := &a.terms[i]
		all := denials[t.Stem]
		if !all && !negations[t.Text] || i+1 < len(a.terms) && (a.terms[i+1].Text == "only" || a.terms[i+1].Text == "just") {
			continue
		}
		against := t.Text == "not" && t.breaks && i+1 < len(a.terms) &&
			(a.terms[i+1].name >= 0 || a.terms[i+1].date || a.terms[i+1].Number || behindNot[a.terms[i+1].Text])
		left := reach
		if all {
			left = len(a.terms)
		}
		for j := i + 1; j < len(a.terms) && left > 0; j++ {
			next := &a.terms[j]
			if next.breaks && j > i+1 {
				break
			}
			if next.Common {
				continue
			}
			left--
			if against {
				next.except = true
				if next.name >= 0 {
					a.names[next.name].denied = true
				}
			} else {
				// Who denies a denial says that it is so.
				next.denied = !next.denied
			}
		}
	}
	a.Denied = slices.ContainsFunc(a.terms, func(t term) bool { return t.denied && (t.content() || t.name >= 0) })
	a.dropExcluded()
}

// dropExcluded leaves out the dates that the claim says are wrong: "in 2021, not in 2022".
func (a *Assertion) dropExcluded() {
	for _, t := range a.terms {
		year, err := strconv.Atoi(t.Stem)
		if !t.except || !t.date || err != nil {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(a.When), func(v timex.Interval) bool {
			return !v.Start.IsZero() && !v.End.IsZero() && v.Start.Year() == year && v.End.AddDate(0, 0, -1).Year() == year
		})
		if len(rest) > 0 {
			a.When = rest
		}
	}
}

// role returns a name with what it does or what is done to it, as the words beside it
// tell: "Renner was enlisted", "enlisted by Hagen", "told the lobbyist Renner".
func (a *Assertion) role(n name) name {
	const before = 2 // words in front: the deed may stand before "the lobbyist"
	by := false
	for i := n.first - 1; i >= 0 && len(n.done)+len(n.does) < before && !a.terms[i+1].breaks; i-- {
		t := &a.terms[i]
		by = by || t.Text == "by"
		switch {
		case t.name >= 0:
			i = 0
		case !t.content(), weakWords[t.Stem]:
		case by:
			n.does = append(n.does, t.Stem)
		default:
			n.done = append(n.done, t.Stem)
		}
	}
	for i := n.last + 1; i < len(a.terms) && !a.terms[i].breaks && a.terms[i].name < 0; i++ {
		t := &a.terms[i]
		if !t.content() || weakWords[t.Stem] {
			continue
		}
		switch {
		case i > n.last+1 && behindNot[a.terms[n.last+1].Text]: // "Renner of the Stasi"
		case t.passive:
			n.done = append(n.done, t.Stem)
		default:
			n.does = append(n.does, t.Stem)
		}
		break
	}
	return n
}

// spoken returns a name as it is compared.
func spoken(speaker string) name {
	n := name{shown: speaker}
	list := match.Words(speaker)
	for _, w := range list[:min(len(list), mostTerms)] {
		if !w.Common && !titles[w.Stem] && !titles[w.Text] {
			n.words, n.stems = append(n.words, w.Text), append(n.stems, w.Stem)
		}
	}
	return n
}

// likeName reports whether two names may be one person's: one has the last word of the
// other, in the same or nearly the same spelling.
func likeName(a, b *name) bool {
	if len(a.words) == 0 || len(b.words) == 0 {
		return false
	}
	x, y := a.words[len(a.words)-1], b.words[len(b.words)-1]
	if short := min(len(a.words), len(b.words)); slices.Equal(a.words[len(a.words)-short:], b.words[len(b.words)-short:]) {
		return true // "Singer Ann Lee", where a sentence begins
	}
	if sameSpelling(x, y) {
		// Two first names that differ are two people: "Ann Lee", "Tom Lee".
		return len(a.words) < 2 || len(b.words) < 2 || likeFirst(a.words[0], b.words[0])
	}
	// "Nordlys" is "Nordlys Energy", and "Ines" may be "Ines Calder".
	return len(a.words) == 1 && slices.Contains(b.words, x) || len(b.words) == 1 && slices.Contains(a.words, y)
}

// likeFirst reports whether two first names may be one: "Sergei" and "Serhiy",
// "Yevgeny" and "Evgeny", "J" and "John".
func likeFirst(a, b string) bool {
	if len(a) == 1 || len(b) == 1 {
		return a[0] == b[0]
	}
	return distance(a, b) <= max(len(a), len(b))/2
}

// sameSpelling reports whether two names are one, or differ as transcriptions do: by
// one letter of five or more.
func sameSpelling(a, b string) bool {
	return a == b || len(a) >= 5 && len(b) >= 5 && a[0] == b[0] && distance(a, b) <= 1
}

// distance returns how many letters have to be changed, added, left out or swapped with
// their neighbour to make b of a.
func distance(a, b string) int {
	if utf8.RuneCountInString(a) > 40 || utf8.RuneCountInString(b) > 40 {
		return 40
	}
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := range x {
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			d := min(rows[i][j]+cost, rows[i][j+1]+1, rows[i+1][j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(x)][len(y)]
}
